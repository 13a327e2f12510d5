// The system calls of DiskStorage and MemoryStorage on Linux, each returning a negative errno on failure.
#define _GNU_SOURCE
#include "CStrata.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int result(int returned) { return returned < 0 ? -errno : returned; }

static int64_t milliseconds(struct timespec time) { return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000; }

int64_t strata_now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return milliseconds(now);
}

// MARK: files

int strata_open(const char *path, int create) {
  int descriptor;
  do {
    descriptor = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0644);
  } while (descriptor < 0 && errno == EINTR);
  return result(descriptor);
}

// A close that fails after a sync loses nothing, and Linux has freed the descriptor either way.
void strata_close(int descriptor) { close(descriptor); }

int64_t strata_size(int descriptor) {
  struct stat about;
  return fstat(descriptor, &about) < 0 ? -errno : about.st_size;
}

int64_t strata_modified_milliseconds(int descriptor) {
  struct stat about;
  return fstat(descriptor, &about) < 0 ? -errno : milliseconds(about.st_mtim);
}

int64_t strata_read(int descriptor, void *into, size_t count, int64_t at) {
  size_t done = 0;
  while (done < count) {
    ssize_t now = pread(descriptor, (char *)into + done, count - done, at + (int64_t)done);
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) return -errno;
    if (now == 0) break;
    done += (size_t)now;
  }
  return (int64_t)done;
}

int strata_write(int descriptor, const void *from, size_t count, int64_t at) {
  size_t done = 0;
  while (done < count) {
    ssize_t now = pwrite(descriptor, (const char *)from + done, count - done, at + (int64_t)done);
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) return -errno;
    done += (size_t)now;
  }
  return 0;
}

int strata_reserve(int descriptor, int64_t from, int64_t size) {
  int returned;
  do {
    returned = fallocate(descriptor, FALLOC_FL_KEEP_SIZE, from, size - from);
  } while (returned < 0 && errno == EINTR);
  return returned < 0 && errno != EOPNOTSUPP ? -errno : 0;
}

int strata_truncate(int descriptor, int64_t size) {
  int returned;
  do {
    returned = ftruncate(descriptor, size);
  } while (returned < 0 && errno == EINTR);
  return result(returned);
}

// Never repeated after a failure, interrupted or not: the kernel may have marked the lost pages clean.
int strata_sync(int descriptor) { return result(fdatasync(descriptor)); }

// MARK: memory

int strata_map(int descriptor, size_t count, void **base) {
  int flags = descriptor < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
  void *mapped = mmap(NULL, count, PROT_READ | PROT_WRITE, flags, descriptor, 0);
  if (mapped == MAP_FAILED) return -errno;
  *base = mapped;
  return 0;
}

void strata_advise_scattered(void *base, size_t count) { madvise(base, count, MADV_HUGEPAGE); }

void strata_unmap(void *base, size_t count) { munmap(base, count); }

void strata_discard(void *base, size_t from, size_t to) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t first = (from + page - 1) / page * page;
  if (first >= to) {
    memset((char *)base + from, 0, to - from);
    return;
  }
  memset((char *)base + from, 0, first - from);
  to = (to + page - 1) / page * page;
  (void)madvise((char *)base + first, to - first, MADV_DONTNEED);
}

// MARK: directories

int strata_make_directory(const char *path) {
  int returned = result(mkdir(path, 0755));
  return returned == -EEXIST ? 0 : returned;
}

int strata_remove_directory(const char *path) { return result(rmdir(path)); }
int strata_rename(const char *from, const char *to) { return result(rename(from, to)); }
int strata_remove(const char *path) { return result(unlink(path)); }
int strata_exists(const char *path) { return access(path, F_OK) == 0; }

int strata_sync_directory(const char *path) {
  int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  int returned = result(fsync(descriptor));
  close(descriptor);
  return returned;
}

int strata_list(const char *path, void *context, void (*each)(void *context, const char *name)) {
  DIR *directory = opendir(path);
  if (directory == NULL) return -errno;
  struct dirent *entry;
  errno = 0;
  while ((entry = readdir(directory)) != NULL)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) each(context, entry->d_name);
  int returned = -errno;
  closedir(directory);
  return returned;
}

int strata_lock(const char *path) {
  int descriptor = strata_open(path, 1);
  if (descriptor < 0) return descriptor;
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
  int failure = -errno;
  close(descriptor);
  return failure;
}

void strata_unlock(int descriptor) {
  flock(descriptor, LOCK_UN);
  close(descriptor);
}

void strata_describe_error(int code, char *into, size_t count) {
  const char *words = strerror_r(code, into, count);
  if (words != into) snprintf(into, count, "%s", words);
}

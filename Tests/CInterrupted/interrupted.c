// Defined in the program itself these names are found before the C library's.
#define _GNU_SOURCE
#include "CInterrupted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static _Thread_local int interruptions, most, calls, isOn;

void interrupted_begin(int wanted, int limit) {
  interruptions = wanted;
  most = limit;
  calls = 0;
  isOn = 1;
}

int interrupted_end(void) {
  isOn = interruptions = most = 0;
  return calls;
}

#if defined(__linux__) && !__has_feature(thread_sanitizer) && !__has_feature(address_sanitizer)

int interrupted_possible(void) { return 1; }

static int isInterrupted(void) {
  if (!isOn) return 0;
  calls++;
  if (interruptions == 0) return 0;
  interruptions--;
  errno = EINTR;
  return 1;
}

static size_t part(size_t count) { return isOn && most > 0 && count > (size_t)most ? (size_t)most : count; }

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (isInterrupted()) return -1;
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t pread(int descriptor, void *into, size_t count, off_t at) {
  return isInterrupted() ? -1 : syscall(SYS_pread64, descriptor, into, part(count), at);
}

ssize_t pwrite(int descriptor, const void *from, size_t count, off_t at) {
  return isInterrupted() ? -1 : syscall(SYS_pwrite64, descriptor, from, part(count), at);
}

int fallocate(int descriptor, int mode, off_t at, off_t count) {
  return isInterrupted() ? -1 : (int)syscall(SYS_fallocate, descriptor, mode, at, count);
}

int ftruncate(int descriptor, off_t size) {
  return isInterrupted() ? -1 : (int)syscall(SYS_ftruncate, descriptor, size);
}

int fdatasync(int descriptor) { return isInterrupted() ? -1 : (int)syscall(SYS_fdatasync, descriptor); }

int fsync(int descriptor) { return isInterrupted() ? -1 : (int)syscall(SYS_fsync, descriptor); }

#else

int interrupted_possible(void) { return 0; }

#endif

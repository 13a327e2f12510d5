// Counts allocations: the executable's own malloc and kin stand before the C library's, for every library in the
// process, and pass each call on. Where the C library has no such doors, nothing is counted.
#include "CAllocations.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int counting;
static _Atomic int64_t allocations;
static _Atomic int64_t allocated_bytes;

void strata_count_allocations(int on) { atomic_store(&counting, on); }
int64_t strata_allocations(void) { return atomic_load(&allocations); }
int64_t strata_allocated_bytes(void) { return atomic_load(&allocated_bytes); }

#if defined(__GLIBC__)
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static inline void count(size_t bytes) {
  if (!atomic_load_explicit(&counting, memory_order_relaxed)) return;
  atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&allocated_bytes, (int64_t)bytes, memory_order_relaxed);
}

void *malloc(size_t bytes) {
  count(bytes);
  return __libc_malloc(bytes);
}

void *calloc(size_t items, size_t bytes) {
  count(items * bytes);
  return __libc_calloc(items, bytes);
}

void *realloc(void *old, size_t bytes) {
  count(bytes);
  return __libc_realloc(old, bytes);
}

void *memalign(size_t alignment, size_t bytes) {
  count(bytes);
  return __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
  count(bytes);
  return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **out, size_t alignment, size_t bytes) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  count(bytes);
  void *memory = __libc_memalign(alignment, bytes);
  if (!memory) return ENOMEM;
  *out = memory;
  return 0;
}
#endif

int64_t strata_resident_bytes(void) {
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file) return 0;
  long size = 0, resident = 0;
  int read = fscanf(file, "%ld %ld", &size, &resident);
  fclose(file);
  return read == 2 ? (int64_t)resident * sysconf(_SC_PAGESIZE) : 0;
}

int64_t strata_pread_all(int descriptor, int64_t chunk) {
  char *buffer = malloc((size_t)chunk);
  if (!buffer) return -1;
  int64_t total = 0;
  ssize_t count;
  while ((count = pread(descriptor, buffer, (size_t)chunk, total)) > 0) total += count;
  free(buffer);
  return count < 0 ? -1 : total;
}

#pragma once
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>

// What Swift can't say: CRC-32C on the processor's own instructions, and the system calls that glibc's module lacks or
// makes variadic. Every call that can fail returns a negative errno; interrupted calls and short transfers are gone on
// with here.

/// CRC-32C (Castagnoli) of `count` bytes, going on from `crc` (0 to begin). The fastest way this processor has.
uint32_t strata_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same by table, on any processor: the oracle of the tests.
uint32_t strata_crc32c_table(uint32_t crc, const void *bytes, size_t count);

/// Milliseconds since 1970 by the system's clock.
int64_t strata_now_milliseconds(void);

/// A descriptor of the file, for reading and writing.
int strata_open(const char *path, int create);
void strata_close(int descriptor);
int64_t strata_size(int descriptor);
int64_t strata_modified_milliseconds(int descriptor);
/// Bytes read, fewer than `count` only at the end of the file.
int64_t strata_read(int descriptor, void *into, size_t count, int64_t at);
int strata_write(int descriptor, const void *from, size_t count, int64_t at);
/// Reserves the file's blocks up to `size`, its own size stays: a full disk shows here. A file system that can't is no
/// failure.
int strata_reserve(int descriptor, int64_t from, int64_t size);
int strata_truncate(int descriptor, int64_t size);
/// Data and size are on disk when this returns 0.
int strata_sync(int descriptor);

/// Maps `count` bytes of the file, shared; without a file (descriptor -1) fresh zeroes that take memory as they are
/// touched.
int strata_map(int descriptor, size_t count, void **base);
void strata_unmap(void *base, size_t count);
/// Large pages for anonymous memory that is looked at here and there, if the system has them.
void strata_advise_scattered(void *base, size_t count);
/// Has what lies at the address fetched, for who is about to look at it.
static inline void strata_prefetch(const void *address) { __builtin_prefetch(address); }
/// Gives anonymous pages back; they read as zeroes afterwards.
void strata_discard(void *base, size_t from, size_t to);

int strata_make_directory(const char *path);
int strata_remove_directory(const char *path);
int strata_rename(const char *from, const char *to);
int strata_remove(const char *path);
/// 1 if there is something by that name, 0 if not.
int strata_exists(const char *path);
int strata_sync_directory(const char *path);
int strata_list(const char *path, void *context, void (*each)(void *context, const char *name));
/// A descriptor that holds the file's lock until ``strata_unlock``, or -EWOULDBLOCK while another holds it.
int strata_lock(const char *path);
/// Lets the lock go and closes, also while a child process that is being started has a copy of the descriptor.
void strata_unlock(int descriptor);

/// The system's words for an errno, into `into`.
void strata_describe_error(int code, char *into, size_t count);

/// Unmaps the pages of code and constants of the program and its libraries; what is used again is mapped again from the
/// file, most likely without the disk. No code may have been changed in memory.
void strata_release_code(void);

/// A mutex on the heap; see Guarded.swift for why it is not the language's own.
void *strata_mutex_make(void);
void strata_mutex_free(void *mutex);
void strata_mutex_lock(void *mutex);
void strata_mutex_unlock(void *mutex);

/// Lets another thread that can run have the processor.
void strata_yield(void);

/// Where one thread waits until another has posted; in memory of the one that waits.
typedef sem_t strata_semaphore;
void strata_semaphore_make(strata_semaphore *semaphore);
void strata_semaphore_free(strata_semaphore *semaphore);
void strata_semaphore_wait(strata_semaphore *semaphore);
void strata_semaphore_post(strata_semaphore *semaphore);

/// Where a thread sleeps until another wakes it; on the heap. Woken before it sleeps, it does not sleep.
void *strata_sleeper_make(void);
void strata_sleeper_free(void *sleeper);
void strata_sleeper_wake(void *sleeper);
/// Sleeps until woken, at most so many nanoseconds; 1 if it was woken.
int strata_sleeper_sleep(void *sleeper, int64_t nanoseconds);

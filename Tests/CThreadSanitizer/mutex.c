// Tells ThreadSanitizer about contended Mutexes, in builds with it; empty in others.
//
// Synchronization.Mutex locks by an atomic in the caller's code, which the compiler instruments. When the lock is
// taken, it goes on in the library, which is not instrumented: the sanitizer sees no hand-over and takes what the
// Mutex guards for a race. So the executable of the tests has the slow paths of the library under their own names,
// says what they mean to the sanitizer, and passes each call on. `self` is the 32-bit word of the Mutex.
#if defined(__linux__) && defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define HANDLE "$s15Synchronization12_MutexHandleV"
#define LOCK HANDLE "9_lockSlowyys6UInt32VF"
#define TRY_LOCK HANDLE "12_tryLockSlowSbyF"
#define UNLOCK HANDLE "11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

void __tsan_acquire(void *address);
void __tsan_release(void *address);

SWIFT void strata_lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool strata_try_lock_slow(SELF) __asm__(TRY_LOCK);
SWIFT void strata_unlock_slow(SELF) __asm__(UNLOCK);

SWIFT void strata_lock_slow(uint32_t thread, SELF) {
  ((SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK))(thread, self);
  __tsan_acquire(self);
}

SWIFT bool strata_try_lock_slow(SELF) {
  bool taken = ((SWIFT bool (*)(SELF))dlsym(RTLD_NEXT, TRY_LOCK))(self);
  if (taken) __tsan_acquire(self);
  return taken;
}

SWIFT void strata_unlock_slow(SELF) {
  __tsan_release(self);
  ((SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK))(self);
}
#endif
#endif

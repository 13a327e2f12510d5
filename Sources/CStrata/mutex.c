// A plain POSIX mutex, at an address of its own, a semaphore, and the way to wait for neither.
#include "CStrata.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

void *strata_mutex_make(void) {
  pthread_mutex_t *mutex = malloc(sizeof *mutex);
  // Without memory for forty bytes nothing could be told to anybody.
  if (mutex == NULL || pthread_mutex_init(mutex, NULL) != 0) abort();
  return mutex;
}

void strata_mutex_free(void *mutex) {
  pthread_mutex_destroy(mutex);
  free(mutex);
}

void strata_mutex_lock(void *mutex) { pthread_mutex_lock(mutex); }
void strata_mutex_unlock(void *mutex) { pthread_mutex_unlock(mutex); }

void strata_yield(void) { sched_yield(); }

void strata_semaphore_make(strata_semaphore *semaphore) {
  if (sem_init(semaphore, 0, 0) != 0) abort();
}

void strata_semaphore_free(strata_semaphore *semaphore) { sem_destroy(semaphore); }

void strata_semaphore_wait(strata_semaphore *semaphore) {
  while (sem_wait(semaphore) != 0 && errno == EINTR) {
  }
}

void strata_semaphore_post(strata_semaphore *semaphore) { sem_post(semaphore); }

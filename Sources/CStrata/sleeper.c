// Where a thread sleeps until it is woken, and for how long at most.
#include "CStrata.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct sleeper {
  pthread_mutex_t mutex;
  pthread_cond_t woken;
  int is_awake;
};

void *strata_sleeper_make(void) {
  struct sleeper *sleeper = calloc(1, sizeof *sleeper);
  pthread_condattr_t attributes;
  if (sleeper == NULL || pthread_mutex_init(&sleeper->mutex, NULL) != 0 || pthread_condattr_init(&attributes) != 0) {
    abort();
  }
  // A clock that nobody sets.
  if (pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) != 0) abort();
  if (pthread_cond_init(&sleeper->woken, &attributes) != 0) abort();
  pthread_condattr_destroy(&attributes);
  return sleeper;
}

void strata_sleeper_free(void *pointer) {
  struct sleeper *sleeper = pointer;
  pthread_cond_destroy(&sleeper->woken);
  pthread_mutex_destroy(&sleeper->mutex);
  free(sleeper);
}

void strata_sleeper_wake(void *pointer) {
  struct sleeper *sleeper = pointer;
  pthread_mutex_lock(&sleeper->mutex);
  sleeper->is_awake = 1;
  pthread_mutex_unlock(&sleeper->mutex);
  pthread_cond_signal(&sleeper->woken);
}

int strata_sleeper_sleep(void *pointer, int64_t nanoseconds) {
  struct sleeper *sleeper = pointer;
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  // A century is as good as for ever, and does not overflow.
  if (nanoseconds > INT64_C(3155760000000000000)) nanoseconds = INT64_C(3155760000000000000);
  end.tv_sec += nanoseconds / 1000000000;
  end.tv_nsec += nanoseconds % 1000000000;
  if (end.tv_nsec >= 1000000000) {
    end.tv_sec += 1;
    end.tv_nsec -= 1000000000;
  }
  pthread_mutex_lock(&sleeper->mutex);
  int code = 0;
  while (!sleeper->is_awake && code == 0) code = pthread_cond_timedwait(&sleeper->woken, &sleeper->mutex, &end);
  int was_woken = sleeper->is_awake;
  sleeper->is_awake = 0;
  pthread_mutex_unlock(&sleeper->mutex);
  return was_woken;
}

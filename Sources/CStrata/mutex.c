// A plain POSIX mutex and condition, at addresses of their own.
#include "CStrata.h"

#include <pthread.h>
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

void *strata_condition_make(void) {
  pthread_cond_t *condition = malloc(sizeof *condition);
  if (condition == NULL || pthread_cond_init(condition, NULL) != 0) abort();
  return condition;
}

void strata_condition_free(void *condition) {
  pthread_cond_destroy(condition);
  free(condition);
}

void strata_condition_wait(void *condition, void *mutex) { pthread_cond_wait(condition, mutex); }
void strata_condition_broadcast(void *condition) { pthread_cond_broadcast(condition); }

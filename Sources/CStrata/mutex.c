// A plain POSIX mutex, at an address of its own.
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

#ifndef STRATA_CSQLITE_SHIM_H
#define STRATA_CSQLITE_SHIM_H

#include <errno.h>
#include <poll.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#include <sys/inotify.h>
#endif

/* SQLITE_TRANSIENT is a cast that Swift can't import: SQLite copies the bytes before the call returns. */
static inline int strata_bind_text(sqlite3_stmt *statement, int index, const char *bytes, size_t count) {
  return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int strata_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, size_t count) {
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/* What the wait for another process's commit needs of Linux. Elsewhere each answers -1: only the slow wake is left. */

/* An event another thread raises to interrupt a wait; -1 with errno set. */
static inline int strata_event_open(void) {
#ifdef __linux__
  return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
#else
  errno = ENOSYS;
  return -1;
#endif
}

static inline void strata_event_raise(int event) {
  uint64_t one = 1;
  ssize_t ignored = write(event, &one, sizeof one);
  (void)ignored; /* A full counter is raised already. */
}

static inline void strata_event_clear(int event) {
  uint64_t count;
  ssize_t ignored = read(event, &count, sizeof count);
  (void)ignored; /* Nothing to read is clear already. */
}

static inline int strata_watch_open(void) {
#ifdef __linux__
  return inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
#else
  errno = ENOSYS;
  return -1;
#endif
}

/* Watches a directory for names that come and go. */
static inline int strata_watch_directory(int watch, const char *path) {
#ifdef __linux__
  return inotify_add_watch(watch, path, IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR);
#else
  (void)watch, (void)path;
  return -1;
#endif
}

/* Watches a file for writes and for its closing by a writer. */
static inline int strata_watch_file(int watch, const char *path) {
#ifdef __linux__
  return inotify_add_watch(watch, path, IN_MODIFY | IN_CLOSE_WRITE);
#else
  (void)watch, (void)path;
  return -1;
#endif
}

enum { STRATA_WATCH_NOTHING = 0, STRATA_WATCH_WRITTEN = 1, STRATA_WATCH_NAMES = 2 };

/* Takes all events that wait and says what they tell: the watched file was written, or `name` came or went in the
   directory (or events were lost, which may hide either). */
static inline int strata_watch_take(int watch, int directory, const char *name) {
  int told = STRATA_WATCH_NOTHING;
#ifdef __linux__
  char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
  ssize_t count;
  while ((count = read(watch, buffer, sizeof buffer)) > 0) {
    for (char *at = buffer; at < buffer + count;) {
      struct inotify_event *event = (struct inotify_event *)at;
      at += sizeof(struct inotify_event) + event->len;
      if (event->mask & (IN_Q_OVERFLOW | IN_IGNORED)) {
        told |= STRATA_WATCH_NAMES | STRATA_WATCH_WRITTEN;
      } else if (event->wd == directory) {
        if (event->len > 0 && strcmp(event->name, name) == 0) told |= STRATA_WATCH_NAMES;
      } else {
        told |= STRATA_WATCH_WRITTEN;
      }
    }
  }
#else
  (void)watch, (void)directory, (void)name;
#endif
  return told;
}

/* Waits until one of the two descriptors can be read (a negative one is left out) or the time is over. */
static inline void strata_wait_readable(int event, int watch, int milliseconds) {
  struct pollfd files[2] = {{event, POLLIN, 0}, {watch, POLLIN, 0}};
  (void)poll(files, 2, milliseconds);
}

#endif

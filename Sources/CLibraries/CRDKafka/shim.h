#ifndef STRATA_CRDKAFKA_SHIM_H
#define STRATA_CRDKAFKA_SHIM_H

#include <errno.h>
#include <librdkafka/rdkafka.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

/* What is variadic in C. `value`, `key` NULL: none; `headers` NULL: none, else taken over when this succeeds. */
static inline rd_kafka_resp_err_t strata_kafka_produce(
  rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, const void *value, size_t value_size,
  const void *key, size_t key_size, int64_t timestamp, rd_kafka_headers_t *headers, uint64_t ticket) {
  if (headers != NULL) {
    return rd_kafka_producev(
      client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_VALUE((void *)value, value_size), RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_TIMESTAMP(timestamp),
      RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE((void *)(uintptr_t)ticket), RD_KAFKA_V_END);
  }
  return rd_kafka_producev(
    client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
    RD_KAFKA_V_VALUE((void *)value, value_size), RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_TIMESTAMP(timestamp),
    RD_KAFKA_V_OPAQUE((void *)(uintptr_t)ticket), RD_KAFKA_V_END);
}

/* The ticket a message was produced with. */
static inline uint64_t strata_kafka_ticket(const rd_kafka_message_t *message) {
  return (uint64_t)(uintptr_t)message->_private;
}

/* Commits; the answer goes to `queue` and bears `ticket`. */
static inline rd_kafka_resp_err_t strata_kafka_commit(
  rd_kafka_t *client, const rd_kafka_topic_partition_list_t *offsets, rd_kafka_queue_t *queue, uint64_t ticket) {
  return rd_kafka_commit_queue(client, offsets, queue, NULL, (void *)(uintptr_t)ticket);
}

static inline uint64_t strata_kafka_event_ticket(rd_kafka_event_t *event) {
  return (uint64_t)(uintptr_t)rd_kafka_event_opaque(event);
}

/* librdkafka writes its log to standard error; this ends that. */
static inline void strata_kafka_silence(rd_kafka_conf_t *settings) { rd_kafka_conf_set_log_cb(settings, NULL); }

/* A descriptor that a queue raises when it is no longer empty; -1 with errno set. */
static inline int strata_kafka_wake_open(void) {
#ifdef __linux__
  return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
#else
  errno = ENOSYS;
  return -1;
#endif
}

static inline void strata_kafka_wake_raise(int descriptor) {
  uint64_t one = 1;
  ssize_t ignored = write(descriptor, &one, sizeof one);
  (void)ignored; /* A full counter is raised already. */
}

static inline void strata_kafka_wake_clear(int descriptor) {
  uint64_t count;
  ssize_t ignored = read(descriptor, &count, sizeof count);
  (void)ignored; /* Nothing to read is clear already. */
}

/* Has a queue raise the descriptor; -1 ends that. The library copies the eight bytes. */
static inline void strata_kafka_wake_on(rd_kafka_queue_t *queue, int descriptor) {
  uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue, descriptor, &one, sizeof one);
}

#endif

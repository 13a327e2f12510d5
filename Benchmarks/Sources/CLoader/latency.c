#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "shared.h"

/* What a record of this load carries, at the head of its value. */
typedef struct {
  int64_t sent;
  int64_t number; /* below 0 while warming up */
} stamp;

typedef struct {
  const strata_load *load;
  rd_kafka_topic_t *topic;
  double *milliseconds;
  int count;
  atomic_int warm; /* records seen before the measured ones */
  atomic_int seen;
  atomic_bool over;
} reading;

static void *read_all(void *argument) {
  reading *reading = argument;
  while (!atomic_load(&reading->over) && atomic_load(&reading->seen) < reading->count) {
    rd_kafka_message_t *message = rd_kafka_consume(reading->topic, 0, 100);
    if (message == NULL) continue;
    int64_t now = strata_now();
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->len >= sizeof(stamp)) {
      stamp stamp;
      memcpy(&stamp, message->payload, sizeof stamp);
      if (stamp.number < 0) {
        atomic_fetch_add(&reading->warm, 1);
      } else if (stamp.number < reading->count) {
        reading->milliseconds[stamp.number] = (double)(now - stamp.sent) / 1e6;
        atomic_fetch_add(&reading->seen, 1);
      }
    }
    rd_kafka_message_destroy(message);
  }
  return NULL;
}

static int send_one(rd_kafka_topic_t *topic, int64_t number) {
  char value[100];
  memset(value, 'v', sizeof value);
  stamp stamp = {strata_now(), number};
  memcpy(value, &stamp, sizeof stamp);
  return rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, value, sizeof value, NULL, 0, NULL);
}

/* Sends at the pace of a clock, not of the answers: a slow answer must not thin the load out. */
static int send_all(const strata_load *load, rd_kafka_t *client, rd_kafka_topic_t *topic, reading *reading, int rate) {
  int64_t interval = 1000000000 / rate, due = strata_now();
  int64_t late = due + (int64_t)strata_patience * 1000000;
  for (int64_t number = -1; number < reading->count;) {
    struct timespec at = {due / 1000000000, due % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
    if (send_one(topic, number) != 0) return strata_problem(load, "send", rd_kafka_err2str(rd_kafka_last_error()));
    if (number >= 0) {
      number++;
    } else if (atomic_load(&reading->warm) >= rate / 2) {
      number = 0;
    } else if (due > late) {
      return strata_problem(load, "latency", "the records sent were not read");
    }
    due += interval;
    rd_kafka_poll(client, 0);
  }
  return 0;
}

int strata_load_latency(const strata_load *load, int rate, int count, double *milliseconds) {
  static const strata_setting sending[] = {
      {"acks", "all"},          {"linger.ms", "0"},
      {"socket.nagle.disable", "true"}, {"delivery.report.only.error", "true"},
      {NULL, NULL},
  };
  static const strata_setting receiving[] = {{"socket.nagle.disable", "true"}, {NULL, NULL}};
  rd_kafka_resp_err_t failure = RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_t *producer = strata_client(load, RD_KAFKA_PRODUCER, sending, &failure);
  if (producer == NULL) return -1;
  rd_kafka_t *consumer = strata_client(load, RD_KAFKA_CONSUMER, receiving, NULL);
  if (consumer == NULL) {
    rd_kafka_destroy(producer);
    return -1;
  }
  rd_kafka_topic_t *to = rd_kafka_topic_new(producer, load->topic, NULL);
  rd_kafka_topic_t *from = rd_kafka_topic_new(consumer, load->topic, NULL);
  reading reading = {.load = load, .topic = from, .milliseconds = milliseconds, .count = count};
  /* Makes the topic, so that the reader finds it. */
  int result = send_one(to, -1);
  if (result != 0 || rd_kafka_flush(producer, strata_patience) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    result = strata_problem(load, "first record", "nobody acknowledged it");
  } else if (rd_kafka_consume_start(from, 0, RD_KAFKA_OFFSET_END) != 0) {
    result = strata_problem(load, "consume", rd_kafka_err2str(rd_kafka_last_error()));
  } else {
    pthread_t reader;
    pthread_create(&reader, NULL, read_all, &reading);
    result = send_all(load, producer, to, &reading, rate);
    for (int n = 0; result == 0 && atomic_load(&reading.seen) < count; n++) {
      struct timespec while_it_comes = {0, 10000000};
      nanosleep(&while_it_comes, NULL);
      if (n > strata_patience / 10) {
        const char *why = failure == RD_KAFKA_RESP_ERR_NO_ERROR ? "not every record came" : rd_kafka_err2str(failure);
        result = strata_problem(load, "latency", why);
      }
    }
    atomic_store(&reading.over, true);
    pthread_join(reader, NULL);
    rd_kafka_consume_stop(from, 0);
  }
  rd_kafka_topic_destroy(to);
  rd_kafka_topic_destroy(from);
  rd_kafka_destroy(producer);
  rd_kafka_destroy(consumer);
  return result;
}

/* Loads a broker through librdkafka, as any client of Kafka would, with nothing of Strata between. Every load is of
   partition 0 of one topic and answers 0, or -1 with the reason in `problem` (NUL-ended, cut to fit). */
#pragma once
#include <stddef.h>

typedef struct {
  const char *brokers;
  const char *topic;
  char *problem;
  size_t problem_size;
} strata_load;

/* Sends `count` values of `size` bytes with acks=all; `seconds` is from the first to the last acknowledgement. */
int strata_load_produce(const strata_load *load, long count, size_t size, double *seconds);

/* Reads `count` records from the beginning; `seconds` is from the first record in hand to the last. */
int strata_load_consume(const strata_load *load, long count, double *seconds);

/* Sends `count` records at `rate` a second without lingering, while another thread reads them: `milliseconds` gets the
   time from just before each send until the record is in the reader's hands. */
int strata_load_latency(const strata_load *load, int rate, int count, double *milliseconds);

/* Connects to a port of this machine as soon as it lets, asks for the versions of the broker's requests and reads the
   answer. Answers 0, or -1 when nobody answered within `patience` milliseconds. */
int strata_first_answer(int port, int patience);

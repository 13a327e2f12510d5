#include "shared.h"

int strata_load_produce(const strata_load *load, long count, size_t size, double *seconds) {
  static const strata_setting settings[] = {
      {"acks", "all"},
      {"linger.ms", "5"},
      {"delivery.report.only.error", "true"},
      {"message.timeout.ms", "20000"},
      {NULL, NULL},
  };
  rd_kafka_resp_err_t failure = RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_t *client = strata_client(load, RD_KAFKA_PRODUCER, settings, &failure);
  if (client == NULL) return -1;
  rd_kafka_topic_t *topic = rd_kafka_topic_new(client, load->topic, NULL);
  char *value = malloc(size);
  memset(value, 'v', size);
  int result = 0;

  /* The first record makes the topic and finds its leader, which is not what is measured. */
  if (rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, value, size, NULL, 0, NULL) != 0 ||
      rd_kafka_flush(client, strata_patience) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    result = strata_problem(load, "first record", "nobody acknowledged it");
    goto done;
  }
  int64_t start = strata_now();
  for (long n = 1; n < count; n++) {
    /* The queue is bounded: when it is full, the client waits for acknowledgements. */
    while (rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, value, size, NULL, 0, NULL) != 0) {
      if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL || strata_now() - start > 60000000000) {
        result = strata_problem(load, "produce", rd_kafka_err2str(rd_kafka_last_error()));
        goto done;
      }
      rd_kafka_poll(client, 1);
    }
  }
  if (rd_kafka_flush(client, strata_patience) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    result = strata_problem(load, "produce", "the last records were not acknowledged");
  }
  if (result == 0 && failure != RD_KAFKA_RESP_ERR_NO_ERROR) {
    result = strata_problem(load, "produce", rd_kafka_err2str(failure));
  }
  *seconds = (double)(strata_now() - start) / 1e9;
done:
  free(value);
  rd_kafka_topic_destroy(topic);
  rd_kafka_destroy(client);
  return result;
}

#include "shared.h"

enum { at_once = 2000 };

int strata_load_consume(const strata_load *load, long count, double *seconds) {
  static const strata_setting settings[] = {
      {"fetch.message.max.bytes", "1048576"},
      {"queued.max.messages.kbytes", "65536"},
      {NULL, NULL},
  };
  rd_kafka_t *client = strata_client(load, RD_KAFKA_CONSUMER, settings, NULL);
  if (client == NULL) return -1;
  rd_kafka_topic_t *topic = rd_kafka_topic_new(client, load->topic, NULL);
  static rd_kafka_message_t *messages[at_once];
  int result = 0;
  if (rd_kafka_consume_start(topic, 0, RD_KAFKA_OFFSET_BEGINNING) != 0) {
    result = strata_problem(load, "consume", rd_kafka_err2str(rd_kafka_last_error()));
    goto done;
  }
  int64_t start = 0;
  for (long seen = 0; seen < count;) {
    ssize_t got = rd_kafka_consume_batch(topic, 0, strata_patience, messages, at_once);
    if (got <= 0) {
      result = strata_problem(load, "consume", "no more records came");
      break;
    }
    if (start == 0) start = strata_now();
    for (ssize_t n = 0; n < got; n++) {
      if (messages[n]->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        seen++;
      } else if (messages[n]->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        result = strata_problem(load, "consume", rd_kafka_message_errstr(messages[n]));
      }
      rd_kafka_message_destroy(messages[n]);
    }
    if (result != 0) break;
  }
  *seconds = (double)(strata_now() - start) / 1e9;
  rd_kafka_consume_stop(topic, 0);
done:
  rd_kafka_topic_destroy(topic);
  rd_kafka_destroy(client);
  return result;
}

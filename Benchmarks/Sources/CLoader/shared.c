#include "shared.h"

int strata_problem(const strata_load *load, const char *what, const char *why) {
  snprintf(load->problem, load->problem_size, "%s of %s at %s: %s", what, load->topic, load->brokers, why);
  return -1;
}

int64_t strata_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void delivered(rd_kafka_t *client, const rd_kafka_message_t *message, void *failure) {
  (void)client;
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) *(rd_kafka_resp_err_t *)failure = message->err;
}

/* A benchmark's broker comes and goes: what a client says of that is no news. */
static void quiet(const rd_kafka_t *client, int level, const char *facility, const char *text) {
  (void)client, (void)level, (void)facility, (void)text;
}

rd_kafka_t *strata_client(
    const strata_load *load, rd_kafka_type_t type, const strata_setting *settings, rd_kafka_resp_err_t *failure) {
  char reason[256];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  rd_kafka_conf_set_log_cb(conf, quiet);
  rd_kafka_conf_res_t result = rd_kafka_conf_set(conf, "bootstrap.servers", load->brokers, reason, sizeof reason);
  for (; result == RD_KAFKA_CONF_OK && (*settings)[0] != NULL; settings++) {
    result = rd_kafka_conf_set(conf, (*settings)[0], (*settings)[1], reason, sizeof reason);
  }
  if (result != RD_KAFKA_CONF_OK) goto refused;
  if (type == RD_KAFKA_PRODUCER) {
    rd_kafka_conf_set_opaque(conf, failure);
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  }
  rd_kafka_t *client = rd_kafka_new(type, conf, reason, sizeof reason);
  if (client != NULL) return client;
refused:
  rd_kafka_conf_destroy(conf);
  strata_problem(load, "client", reason);
  return NULL;
}

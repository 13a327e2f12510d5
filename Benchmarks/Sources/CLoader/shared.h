/* What the three loads share. */
#pragma once
#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CLoader.h"

/* A name and its value, in pairs; a null name ends the list. */
typedef const char *strata_setting[2];

/* How long a load waits for a broker that does not answer, in milliseconds. */
enum { strata_patience = 20000 };

/* A client with these settings beside `bootstrap.servers`; null with the reason said. A producer puts the reason of the
   last record that could not be delivered into `failure`; nothing is called for one that could, if it was told so. */
rd_kafka_t *strata_client(
    const strata_load *load, rd_kafka_type_t type, const strata_setting *settings, rd_kafka_resp_err_t *failure);

/* Says the reason and answers -1. */
int strata_problem(const strata_load *load, const char *what, const char *why);

/* Nanoseconds of a clock that only goes forward. */
int64_t strata_now(void);

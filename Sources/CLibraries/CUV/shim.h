#ifndef STRATA_CUV_SHIM_H
#define STRATA_CUV_SHIM_H

#include <string.h>
#include <uv.h>

/* The port of an address in the host's order, whichever family it is of. */
static inline int strata_uv_port(const struct sockaddr_storage *address) {
  if (address->ss_family == AF_INET6) return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
  return ntohs(((const struct sockaddr_in *)address)->sin_port);
}

/* Gives an address another port. */
static inline void strata_uv_set_port(struct sockaddr_storage *address, int port) {
  if (address->ss_family == AF_INET6) {
    ((struct sockaddr_in6 *)address)->sin6_port = htons((unsigned short)port);
  } else {
    ((struct sockaddr_in *)address)->sin_port = htons((unsigned short)port);
  }
}

#endif

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared.h"

static int receive_all(int descriptor, unsigned char *into, size_t count) {
  while (count > 0) {
    ssize_t got = recv(descriptor, into, count, 0);
    if (got <= 0) return -1;
    into += got;
    count -= (size_t)got;
  }
  return 0;
}

static int ask(int descriptor) {
  /* length 10; ApiVersions (18) version 0; correlation 1; no client id */
  static const unsigned char request[] = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff};
  if (send(descriptor, request, sizeof request, MSG_NOSIGNAL) != sizeof request) return -1;
  unsigned char head[4], body[4096];
  if (receive_all(descriptor, head, sizeof head) != 0) return -1;
  size_t count = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
  return count <= sizeof body ? receive_all(descriptor, body, count) : -1;
}

int strata_first_answer(int port, int patience) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval limit = {.tv_sec = 5};
  for (int64_t end = strata_now() + (int64_t)patience * 1000000; strata_now() < end;) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    int result = connect(descriptor, (struct sockaddr *)&address, sizeof address);
    if (result == 0) result = ask(descriptor);
    close(descriptor);
    if (result == 0) return 0;
    struct timespec before_the_next_try = {0, 200000};
    nanosleep(&before_the_next_try, NULL);
  }
  return -1;
}

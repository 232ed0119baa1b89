/* What the mock upstream and the load generator share: time, growing buffers, sockets. Linux only (epoll). */
#ifndef MODELHUB_BENCH_COMMON_H
#define MODELHUB_BENCH_COMMON_H

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SECOND 1000000000LL
#define EVENTS_MAX 512

/* Every streamed piece carries the moment at which it was made, so that its transit time can be told whatever a relay does to the framing. */
#define STAMP_MARK "sent@"
#define STAMP_DIGITS 19

typedef struct {
  char *data;
  size_t length, capacity;
} buffer;

static inline int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}

static inline void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

/* Room for `more` bytes behind what is there, and one for a terminating zero. */
static inline void buffer_reserve(buffer *b, size_t more) {
  size_t needed = b->length + more + 1;
  if (needed <= b->capacity) return;
  b->capacity = needed * 2;
  b->data = realloc(b->data, b->capacity);
  if (b->data == NULL) fail("out of memory");
}

static inline void buffer_append(buffer *b, const char *data, size_t length) {
  buffer_reserve(b, length);
  memcpy(b->data + b->length, data, length);
  b->length += length;
}

static inline void buffer_consume(buffer *b, size_t length) {
  memmove(b->data, b->data + length, b->length - length);
  b->length -= length;
}

/* The value of a header in `head`, which ends in an empty line, or NULL. */
static inline const char *header_value(const char *head, size_t length, const char *name) {
  size_t name_length = strlen(name);
  const char *end = head + length;
  for (const char *line = memchr(head, '\n', length); line != NULL && line + 1 + name_length < end; line = memchr(line, '\n', end - line)) {
    line += 1;
    if (strncasecmp(line, name, name_length) == 0 && line[name_length] == ':') {
      line += name_length + 1;
      while (*line == ' ') line += 1;
      return line;
    }
  }
  return NULL;
}

static inline void set_no_delay(int fd) {
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static inline void watch(int epoll_fd, int operation, int fd, uint32_t events, void *context) {
  struct epoll_event event = {.events = events, .data.ptr = context};
  if (epoll_ctl(epoll_fd, operation, fd, &event) != 0) fail("epoll_ctl");
}

static inline struct sockaddr_in loopback(int port) {
  return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static inline void raise_file_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

#endif

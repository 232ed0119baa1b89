/*
 * A provider that costs next to nothing: one thread, HTTP/1.1 with keep-alive on the loopback. `POST .../chat/completions` answers as OpenAI does,
 * `POST .../messages` as Anthropic; with "stream":true as server-sent events. The prompt says what the answer looks like:
 *   [[chunks=100 gap_us=10000 delay_us=0]]    100 pieces, 10 ms apart, the first at once
 *
 * Usage: mock-upstream PORT
 */
#include "common.h"

#define SHAPE_OPEN "[["
#define DEFAULT_CHUNKS 100
#define CHUNK_HEAD "\"id\":\"chatcmpl-bench0123456789abcdef01\",\"object\":\"chat.completion.chunk\",\"created\":1760000000," \
  "\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\""
#define SENTENCE "A relay is only as good as the time and the money that it does not cost, and both can be counted by whoever looks."

typedef struct connection {
  int fd;
  buffer in, out;
  bool wants_out, is_busy, is_anthropic, is_stream;
  int chunks, chunks_sent;
  int64_t gap_ns, due_ns;
  /* Place in the heap of timers; -1: waits for none. */
  int timer;
} connection;

static int epoll_fd;

/* ---- timers: a binary heap, the earliest first */
static connection **timers;
static int timer_count, timer_capacity;

static void timer_swap(int a, int b) {
  connection *held = timers[a];
  timers[a] = timers[b];
  timers[b] = held;
  timers[a]->timer = a;
  timers[b]->timer = b;
}

static void timer_settle(int at) {
  while (at > 0 && timers[at]->due_ns < timers[(at - 1) / 2]->due_ns) {
    timer_swap(at, (at - 1) / 2);
    at = (at - 1) / 2;
  }
  for (;;) {
    int least = at;
    for (int child = 2 * at + 1; child <= 2 * at + 2 && child < timer_count; child += 1)
      if (timers[child]->due_ns < timers[least]->due_ns) least = child;
    if (least == at) return;
    timer_swap(at, least);
    at = least;
  }
}

static void timer_add(connection *c) {
  if (timer_count == timer_capacity) {
    timer_capacity = timer_capacity == 0 ? 1024 : timer_capacity * 2;
    timers = realloc(timers, (size_t)timer_capacity * sizeof *timers);
    if (timers == NULL) fail("out of memory");
  }
  timers[timer_count] = c;
  c->timer = timer_count;
  timer_count += 1;
  timer_settle(c->timer);
}

static void timer_remove(connection *c) {
  int at = c->timer;
  if (at < 0) return;
  timer_count -= 1;
  if (at != timer_count) {
    timer_swap(at, timer_count);
    timer_settle(at);
  }
  c->timer = -1;
}

/* ---- writing */
static bool flush_out(connection *c) {
  size_t sent = 0;
  bool is_open = true;
  while (sent < c->out.length) {
    ssize_t written = send(c->fd, c->out.data + sent, c->out.length - sent, MSG_NOSIGNAL);
    if (written < 0) {
      is_open = errno == EAGAIN;
      break;
    }
    sent += (size_t)written;
  }
  buffer_consume(&c->out, sent);
  bool wants_out = c->out.length > 0;
  if (is_open && wants_out != c->wants_out) {
    c->wants_out = wants_out;
    watch(epoll_fd, EPOLL_CTL_MOD, c->fd, wants_out ? EPOLLIN | EPOLLOUT : EPOLLIN, c);
  }
  return is_open;
}

static void add_chunk(connection *c, const char *data, int length) {
  char size[16];
  buffer_append(&c->out, size, (size_t)snprintf(size, sizeof size, "%x\r\n", length));
  buffer_append(&c->out, data, (size_t)length);
  buffer_append(&c->out, "\r\n", 2);
}

#define ADD_CHUNK(c, ...) \
  do { \
    char text[1024]; \
    add_chunk(c, text, snprintf(text, sizeof text, __VA_ARGS__)); \
  } while (0)

/* ---- answers */
static void add_whole(connection *c) {
  char body[2048], head[256];
  int length = c->is_anthropic
    ? snprintf(body, sizeof body,
        "{\"id\":\"msg_bench0123456789abcdef\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-bench\",\"content\":[{\"type\":\"text\","
        "\"text\":\"" STAMP_MARK "%019lld " SENTENCE "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":25,"
        "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":42}}", (long long)now_ns())
    : snprintf(body, sizeof body,
        "{\"id\":\"chatcmpl-bench0123456789abcdef01\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"gpt-4o-mini-2024-07-18\","
        "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" STAMP_MARK "%019lld " SENTENCE "\",\"refusal\":null,"
        "\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":42,"
        "\"total_tokens\":67,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},\"completion_tokens_details\":"
        "{\"reasoning_tokens\":0,\"audio_tokens\":0}},\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\"}", (long long)now_ns());
  int head_length = snprintf(head, sizeof head,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_bench\r\nopenai-processing-ms: 1\r\nContent-Length: %d\r\n\r\n", length);
  buffer_append(&c->out, head, (size_t)head_length);
  buffer_append(&c->out, body, (size_t)length);
}

static void add_stream_start(connection *c) {
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
    "x-request-id: req_bench\r\nTransfer-Encoding: chunked\r\n\r\n";
  buffer_append(&c->out, head, sizeof head - 1);
  if (c->is_anthropic)
    ADD_CHUNK(c, "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_bench\",\"type\":\"message\",\"role\":\"assistant\","
      "\"model\":\"claude-bench\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\n"
      "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
  else
    ADD_CHUNK(c, "data: {" CHUNK_HEAD ",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
      "\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n");
}

static void add_piece(connection *c) {
  if (c->is_anthropic)
    ADD_CHUNK(c, "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
      STAMP_MARK "%019lld\"}}\n\n", (long long)now_ns());
  else
    ADD_CHUNK(c, "data: {" CHUNK_HEAD ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" STAMP_MARK "%019lld\"},\"logprobs\":null,"
      "\"finish_reason\":null}],\"usage\":null}\n\n", (long long)now_ns());
}

static void add_stream_end(connection *c) {
  if (c->is_anthropic) {
    ADD_CHUNK(c, "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\nevent: message_delta\ndata: {\"type\":"
      "\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":%d}}\n\n"
      "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", c->chunks);
  } else {
    ADD_CHUNK(c, "data: {" CHUNK_HEAD ",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}\n\n");
    ADD_CHUNK(c, "data: {" CHUNK_HEAD ",\"choices\":[],\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":%d,\"total_tokens\":%d,"
      "\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n", c->chunks, c->chunks + 25);
    ADD_CHUNK(c, "data: [DONE]\n\n");
  }
  buffer_append(&c->out, "0\r\n\r\n", 5);
}

/* Goes on with an answer until it has to wait: for its next piece, or for the reader. Each piece is a write of its own, as from a real model. */
static bool proceed(connection *c) {
  if (!c->is_stream) {
    add_whole(c);
    c->is_busy = false;
    return flush_out(c);
  }
  if (c->chunks_sent == 0) {
    add_stream_start(c);
    if (!flush_out(c)) return false;
  }
  while (c->chunks_sent < c->chunks) {
    if (c->out.length > 0) return true;
    add_piece(c);
    c->chunks_sent += 1;
    if (!flush_out(c)) return false;
    if (c->gap_ns > 0 && c->chunks_sent < c->chunks) {
      c->due_ns += c->gap_ns;
      timer_add(c);
      return true;
    }
  }
  add_stream_end(c);
  c->is_busy = false;
  return flush_out(c);
}

/* ---- requests */
static int64_t shape_field(const char *shape, const char *name, int64_t otherwise) {
  const char *at = strstr(shape, name);
  return at == NULL ? otherwise : atoll(at + strlen(name));
}

static void read_shape(connection *c, const char *body, size_t length, int64_t *delay_ns) {
  char shape[128] = "";
  const char *at = memmem(body, length, SHAPE_OPEN, sizeof SHAPE_OPEN - 1);
  if (at != NULL) {
    size_t rest = (size_t)(body + length - at);
    size_t taken = rest < sizeof shape - 1 ? rest : sizeof shape - 1;
    memcpy(shape, at, taken);
    shape[taken] = 0;
    char *close = strstr(shape, "]]");
    if (close != NULL) *close = 0;
  }
  c->chunks = (int)shape_field(shape, "chunks=", DEFAULT_CHUNKS);
  c->gap_ns = shape_field(shape, "gap_us=", 0) * 1000;
  *delay_ns = shape_field(shape, "delay_us=", 0) * 1000;
  const char *stream = memmem(body, length, "\"stream\":", 9);
  size_t rest = stream == NULL ? 0 : (size_t)(body + length - stream - 9);
  c->is_stream = stream != NULL && memmem(stream + 9, rest < 8 ? rest : 8, "true", 4) != NULL;
}

/* Takes whole requests out of the input and answers them, one after the other. */
static bool serve(connection *c) {
  while (!c->is_busy && c->in.length > 0) {
    c->in.data[c->in.length] = 0;
    char *head_end = memmem(c->in.data, c->in.length, "\r\n\r\n", 4);
    if (head_end == NULL) return true;
    size_t head_length = (size_t)(head_end - c->in.data) + 4;
    const char *length_text = header_value(c->in.data, head_length, "content-length");
    size_t body_length = length_text == NULL ? 0 : (size_t)atoll(length_text);
    if (c->in.length < head_length + body_length) return true;
    int64_t delay_ns = 0;
    if (strncmp(c->in.data, "POST ", 5) != 0) {
      static const char empty[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      buffer_append(&c->out, empty, sizeof empty - 1);
      buffer_consume(&c->in, head_length + body_length);
      if (!flush_out(c)) return false;
      continue;
    }
    const char *line_end = memchr(c->in.data, '\r', head_length);
    c->is_anthropic = memmem(c->in.data, (size_t)(line_end - c->in.data), "/messages", 9) != NULL;
    read_shape(c, c->in.data + head_length, body_length, &delay_ns);
    buffer_consume(&c->in, head_length + body_length);
    c->chunks_sent = 0;
    c->is_busy = true;
    c->due_ns = now_ns() + delay_ns;
    if (delay_ns > 0) timer_add(c);
    else if (!proceed(c)) return false;
  }
  return true;
}

static bool read_in(connection *c) {
  for (;;) {
    buffer_reserve(&c->in, 16384);
    size_t room = c->in.capacity - c->in.length - 1;
    ssize_t received = recv(c->fd, c->in.data + c->in.length, room, 0);
    if (received == 0) return false;
    if (received < 0) return errno == EAGAIN;
    c->in.length += (size_t)received;
    if ((size_t)received < room) return true;
  }
}

static void drop(connection *c) {
  timer_remove(c);
  close(c->fd);
  free(c->in.data);
  free(c->out.data);
  free(c);
}

static void accept_all(int listener) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    set_no_delay(fd);
    connection *c = calloc(1, sizeof *c);
    if (c == NULL) fail("out of memory");
    c->fd = fd;
    c->timer = -1;
    watch(epoll_fd, EPOLL_CTL_ADD, fd, EPOLLIN, c);
  }
}

static bool handle(connection *c, uint32_t events) {
  if (events & EPOLLOUT) {
    if (!flush_out(c)) return false;
    bool was_waiting_for_reader = c->is_busy && c->timer < 0 && c->out.length == 0;
    if (was_waiting_for_reader && !proceed(c)) return false;
  }
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
    if (!read_in(c)) return false;
  }
  return serve(c);
}

static void run_timers(void) {
  int64_t now = now_ns();
  while (timer_count > 0 && timers[0]->due_ns <= now) {
    connection *c = timers[0];
    timer_remove(c);
    if (!proceed(c) || !serve(c)) drop(c);
  }
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: mock-upstream PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = loopback(atoi(argv[1]));
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4096) != 0) fail("listen");
  epoll_fd = epoll_create1(0);
  watch(epoll_fd, EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
  for (struct epoll_event events[EVENTS_MAX];;) {
    struct timespec wait = {0, 0};
    if (timer_count > 0) {
      int64_t wait_ns = timers[0]->due_ns - now_ns();
      if (wait_ns > 0) wait = (struct timespec){wait_ns / NS_PER_SECOND, wait_ns % NS_PER_SECOND};
    }
    int count = epoll_pwait2(epoll_fd, events, EVENTS_MAX, timer_count > 0 ? &wait : NULL, NULL);
    for (int i = 0; i < count; i += 1) {
      connection *c = events[i].data.ptr;
      if (c == NULL) accept_all(listener);
      else if (!handle(c, events[i].events)) drop(c);
    }
    run_timers();
  }
}

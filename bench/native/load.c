/*
 * Sends one request again and again over kept connections, one thread, and measures. Closed loop: each connection sends its next request as soon as
 * it has its answer. Open loop (-r): requests are due at a fixed rate whatever happens, and a latency counts from when its request was due, so that a
 * relay that stalls cannot hide the requests that it kept from being sent (no coordinated omission).
 *
 * Usage: load -p PORT -f FILE -c CONNECTIONS -s SECONDS [-w WARM_UP_SECONDS] [-u RAMP_UP_SECONDS] [-r REQUESTS_PER_SECOND] [-e CHUNKS]
 *   -f  the whole request as it goes over the wire, head and body
 *   -e  answers are streams of that many pieces; one with fewer, or without its end, has failed
 *
 * Writes the line "measuring" when the warm-up is over, "measured" when the time is up, then the figures as one line of JSON.
 */
#include "common.h"

#define HEAD_MAX 16384
#define LINE_MAX_BYTES 8192

/* ---- samples, in units of 100 ns */
typedef struct {
  uint32_t *values;
  size_t count, capacity;
} samples;

static void sample(samples *s, int64_t ns) {
  if (s->count == s->capacity) {
    s->capacity = s->capacity == 0 ? 65536 : s->capacity * 2;
    s->values = realloc(s->values, s->capacity * sizeof *s->values);
    if (s->values == NULL) fail("out of memory");
  }
  s->values[s->count] = (uint32_t)((ns < 0 ? 0 : ns) / 100);
  s->count += 1;
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* Microseconds; the samples have to be sorted. */
static double quantile(const samples *s, double q) {
  return s->count == 0 ? 0 : s->values[(size_t)(q * (double)(s->count - 1))] / 10.0;
}

/* ---- one connection */
typedef enum { CONNECTING, IDLE, BUSY } connection_state;
typedef enum { HEAD, SIZED_BODY, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILER } parse_state;

typedef struct {
  int fd;
  connection_state state;
  parse_state parse;
  /* When its request was due, and how much of it has been sent. */
  int64_t due_ns;
  size_t sent;
  char head[HEAD_MAX];
  size_t head_length;
  /* Of the body or of the chunk. */
  size_t bytes_left;
  size_t trailer_line;
  int status;
  bool must_close;
  char line[LINE_MAX_BYTES];
  size_t line_length;
  int pieces;
  bool is_ended;
} connection;

static struct {
  int port, connections, expected_pieces;
  double seconds, warm_up_seconds, ramp_seconds, rate;
  const char *file;
} options = {.connections = 1, .seconds = 5, .expected_pieces = -1};

static int epoll_fd;
static struct sockaddr_in address;
static buffer request;
static int64_t start_ns, measure_ns, end_ns;
static samples latencies, firsts, transits;
static long completed, bad, broken, pieces_seen;
static char first_problem[160];
/* Open loop: connections without a request, and due times that found none. */
static connection **idle;
static int idle_count;
static int64_t *due;
static size_t due_first, due_last;
#define DUE_MAX (1 << 22)

static bool is_measuring(int64_t at_ns) { return at_ns >= measure_ns && at_ns <= end_ns; }

static void note_problem(const connection *c, const char *what) {
  if (first_problem[0] == 0) snprintf(first_problem, sizeof first_problem, "%s: status %d, %d pieces, end %s", what, c->status, c->pieces, c->is_ended ? "seen" : "not seen");
}

static void open_connection(connection *c) {
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) fail("socket");
  set_no_delay(c->fd);
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS) fail("connect");
  c->state = CONNECTING;
  watch(epoll_fd, EPOLL_CTL_ADD, c->fd, EPOLLIN | EPOLLOUT, c);
}

static void reopen(connection *c) {
  close(c->fd);
  open_connection(c);
}

/* Sends what is left of the request; waits for room when the socket is full. */
static void send_rest(connection *c) {
  while (c->sent < request.length) {
    ssize_t written = send(c->fd, request.data + c->sent, request.length - c->sent, MSG_NOSIGNAL);
    if (written < 0) break;
    c->sent += (size_t)written;
  }
  watch(epoll_fd, EPOLL_CTL_MOD, c->fd, c->sent < request.length ? EPOLLIN | EPOLLOUT : EPOLLIN, c);
}

static void begin(connection *c, int64_t due_ns) {
  c->state = BUSY;
  c->parse = HEAD;
  c->due_ns = due_ns;
  c->head_length = c->line_length = 0;
  c->status = c->pieces = 0;
  c->must_close = c->is_ended = false;
  c->sent = 0;
  ssize_t written = send(c->fd, request.data, request.length, MSG_NOSIGNAL);
  if (written > 0) c->sent = (size_t)written;
  if (c->sent < request.length) send_rest(c);
}

/* The connection has nothing to do: its next request, or a place among the idle. */
static void next(connection *c, int64_t now) {
  if (options.rate == 0) begin(c, now);
  else if (due_first < due_last) begin(c, due[due_first++]);
  else {
    c->state = IDLE;
    idle[idle_count++] = c;
  }
}

static void finish(connection *c, int64_t now) {
  bool is_stream = options.expected_pieces >= 0;
  bool is_good = c->status == 200 && (!is_stream || (c->is_ended && c->pieces == options.expected_pieces));
  if (!is_good) note_problem(c, "not the expected answer");
  if (is_measuring(now)) {
    if (is_good) {
      completed += 1;
      sample(&latencies, now - c->due_ns);
    } else bad += 1;
  }
  if (c->must_close) reopen(c);
  else next(c, now);
}

/* ---- answers */
static void read_line(connection *c, int64_t now) {
  c->line[c->line_length] = 0;
  if (strncmp(c->line, "data:", 5) != 0) return;
  if (strstr(c->line, "[DONE]") != NULL || strstr(c->line, "\"message_stop\"") != NULL) c->is_ended = true;
  const char *stamp = strstr(c->line, STAMP_MARK);
  if (stamp == NULL) return;
  c->pieces += 1;
  if (!is_measuring(now)) return;
  pieces_seen += 1;
  sample(&transits, now - atoll(stamp + sizeof STAMP_MARK - 1));
  if (c->pieces == 1) sample(&firsts, now - c->due_ns);
}

static void read_payload(connection *c, const char *data, size_t length, int64_t now) {
  if (options.expected_pieces < 0) return;
  while (length > 0) {
    const char *newline = memchr(data, '\n', length);
    size_t part = newline == NULL ? length : (size_t)(newline - data);
    if (c->line_length + part < LINE_MAX_BYTES) {
      memcpy(c->line + c->line_length, data, part);
      c->line_length += part;
    }
    if (newline == NULL) return;
    read_line(c, now);
    c->line_length = 0;
    data += part + 1;
    length -= part + 1;
  }
}

/* Takes the head out of the data. Returns how many bytes were used; 0 while the head is not complete. */
static size_t read_head(connection *c, const char *data, size_t length) {
  size_t before = c->head_length;
  size_t part = length < HEAD_MAX - 1 - before ? length : HEAD_MAX - 1 - before;
  memcpy(c->head + before, data, part);
  c->head_length += part;
  c->head[c->head_length] = 0;
  const char *end = strstr(c->head, "\r\n\r\n");
  if (end == NULL) return 0;
  size_t head_length = (size_t)(end - c->head) + 4;
  c->status = atoi(c->head + 9);
  const char *close_text = header_value(c->head, head_length, "connection");
  c->must_close = close_text != NULL && strncasecmp(close_text, "close", 5) == 0;
  const char *coding = header_value(c->head, head_length, "transfer-encoding");
  const char *size = header_value(c->head, head_length, "content-length");
  c->parse = coding != NULL && strncasecmp(coding, "chunked", 7) == 0 ? CHUNK_SIZE : SIZED_BODY;
  c->bytes_left = c->parse == SIZED_BODY && size != NULL ? (size_t)atoll(size) : 0;
  return head_length - before;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One byte of the framing of chunks. True: the answer is complete. */
static bool read_frame_byte(connection *c, char byte) {
  switch (c->parse) {
    case CHUNK_SIZE:
      if (hex_digit(byte) >= 0) c->bytes_left = c->bytes_left * 16 + (size_t)hex_digit(byte);
      if (byte == '\n') {
        c->parse = c->bytes_left > 0 ? CHUNK_DATA : TRAILER;
        c->trailer_line = 0;
      }
      return false;
    case CHUNK_END:
      if (byte == '\n') c->parse = CHUNK_SIZE;
      return false;
    default:
      if (byte == '\n' && c->trailer_line == 0) return true;
      if (byte == '\n') c->trailer_line = 0;
      else if (byte != '\r') c->trailer_line += 1;
      return false;
  }
}

/* True when the answer is complete. */
static bool read_answer(connection *c, const char *data, size_t length, int64_t now) {
  if (c->parse == HEAD) {
    size_t used = read_head(c, data, length);
    if (used == 0) return false;
    data += used;
    length -= used;
    if (c->parse == SIZED_BODY && c->bytes_left == 0) return true;
  }
  while (length > 0) {
    if (c->parse != SIZED_BODY && c->parse != CHUNK_DATA) {
      if (read_frame_byte(c, *data)) return true;
      data += 1;
      length -= 1;
      continue;
    }
    size_t part = length < c->bytes_left ? length : c->bytes_left;
    read_payload(c, data, part, now);
    data += part;
    length -= part;
    c->bytes_left -= part;
    if (c->bytes_left > 0) return false;
    if (c->parse == SIZED_BODY) return true;
    c->parse = CHUNK_END;
  }
  return false;
}

static void lost(connection *c, int64_t now) {
  if (c->state == BUSY) {
    note_problem(c, "closed in the middle of an answer");
    if (is_measuring(now)) broken += 1;
  }
  for (int i = 0; i < idle_count; i += 1) {
    if (idle[i] != c) continue;
    idle[i] = idle[--idle_count];
    break;
  }
  reopen(c);
}

static void handle(connection *c, uint32_t events) {
  static char data[1 << 18];
  int64_t now = now_ns();
  if (c->state == CONNECTING) {
    if (events & (EPOLLERR | EPOLLHUP)) {
      broken += 1;
      note_problem(c, "no connection");
      if (broken > 1000) fail("cannot connect");
      usleep(1000);
      reopen(c);
    } else {
      watch(epoll_fd, EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
      next(c, now);
    }
    return;
  }
  if ((events & EPOLLOUT) && c->state == BUSY && c->sent < request.length) send_rest(c);
  if (!(events & (EPOLLIN | EPOLLERR | EPOLLHUP))) return;
  ssize_t received = recv(c->fd, data, sizeof data, 0);
  if (received < 0 && errno == EAGAIN) return;
  if (received <= 0) lost(c, now);
  else if (c->state == BUSY && read_answer(c, data, (size_t)received, now)) finish(c, now);
}

static void read_options(int argc, char **argv) {
  for (int letter; (letter = getopt(argc, argv, "p:f:c:s:w:u:r:e:")) != -1;) {
    switch (letter) {
      case 'p': options.port = atoi(optarg); break;
      case 'f': options.file = optarg; break;
      case 'c': options.connections = atoi(optarg); break;
      case 's': options.seconds = atof(optarg); break;
      case 'w': options.warm_up_seconds = atof(optarg); break;
      case 'u': options.ramp_seconds = atof(optarg); break;
      case 'r': options.rate = atof(optarg); break;
      case 'e': options.expected_pieces = atoi(optarg); break;
      default: exit(2);
    }
  }
  if (options.port == 0 || options.file == NULL) {
    fprintf(stderr, "usage: load -p PORT -f FILE -c CONNECTIONS -s SECONDS [-w WARM_UP] [-u RAMP_UP] [-r RATE] [-e CHUNKS]\n");
    exit(2);
  }
}

static void read_request(void) {
  FILE *file = fopen(options.file, "rb");
  if (file == NULL) fail(options.file);
  for (size_t part = 1; part > 0; request.length += part) {
    buffer_reserve(&request, 65536);
    part = fread(request.data + request.length, 1, 65536, file);
  }
  fclose(file);
}

/* Requests that have come due go to idle connections; the rest waits, and its latency grows. Returns when the next one is due. */
static int64_t send_due(int64_t now, int64_t next_due) {
  int64_t interval = (int64_t)((double)NS_PER_SECOND / options.rate);
  for (; next_due <= now && due_last < DUE_MAX; next_due += interval) due[due_last++] = next_due;
  while (idle_count > 0 && due_first < due_last) begin(idle[--idle_count], due[due_first++]);
  return next_due;
}

static void run(void) {
  connection *connections = calloc((size_t)options.connections, sizeof *connections);
  idle = calloc((size_t)options.connections, sizeof *idle);
  due = options.rate > 0 ? calloc(DUE_MAX, sizeof *due) : NULL;
  if (connections == NULL || idle == NULL || (options.rate > 0 && due == NULL)) fail("out of memory");
  start_ns = now_ns();
  measure_ns = start_ns + (int64_t)(options.warm_up_seconds * NS_PER_SECOND);
  end_ns = measure_ns + (int64_t)(options.seconds * NS_PER_SECOND);
  int started = 0;
  bool is_announced = false;
  int64_t next_due = start_ns;
  for (struct epoll_event events[EVENTS_MAX];;) {
    int64_t now = now_ns();
    if (now > end_ns) return;
    if (!is_announced && now >= measure_ns) {
      puts("measuring");
      is_announced = true;
    }
    double ramped = options.ramp_seconds > 0 ? (double)(now - start_ns) / NS_PER_SECOND / options.ramp_seconds : 1;
    int wanted = ramped >= 1 ? options.connections : (int)(ramped * options.connections) + 1;
    while (started < wanted) open_connection(&connections[started++]);
    int64_t wake_ns = is_announced ? end_ns : measure_ns;
    if (started < options.connections && now + 1000000 < wake_ns) wake_ns = now + 1000000;
    if (options.rate > 0) {
      next_due = send_due(now, next_due);
      if (next_due < wake_ns) wake_ns = next_due;
    }
    int64_t wait_ns = wake_ns > now ? wake_ns - now : 0;
    struct timespec wait = {wait_ns / NS_PER_SECOND, wait_ns % NS_PER_SECOND};
    int count = epoll_pwait2(epoll_fd, events, EVENTS_MAX, &wait, NULL);
    for (int i = 0; i < count; i += 1) handle(events[i].data.ptr, events[i].events);
  }
}

static void print_quantiles(const char *name, samples *s) {
  qsort(s->values, s->count, sizeof *s->values, by_value);
  printf(",\"%s\":{\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f}", name, quantile(s, 0.5), quantile(s, 0.99), quantile(s, 0.999));
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  read_options(argc, argv);
  read_request();
  signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  address = loopback(options.port);
  epoll_fd = epoll_create1(0);
  run();
  puts("measured");
  printf("{\"completed\":%ld,\"bad\":%ld,\"broken\":%ld,\"pieces\":%ld,\"seconds\":%.3f,\"unsent\":%zu", completed, bad, broken, pieces_seen,
    options.seconds, due_last - due_first);
  print_quantiles("latencyUs", &latencies);
  print_quantiles("firstUs", &firsts);
  print_quantiles("transitUs", &transits);
  printf(",\"problem\":\"%s\"}\n", first_problem);
  return 0;
}

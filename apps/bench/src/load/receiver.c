/*
 * Sockets that hear, as cheaply as can be: the load of a benchmark, not its judge. One thread, epoll. Each socket's frames are walked and
 * counted; what is in them is looked at only where a socket is a sample (when was it sent?).
 *
 * receiver <ports, with commas between them> <sockets> <request file> <settings: name=value …>
 *   kind=ws|nats     what is spoken
 *   hello=<text>     said by each socket when it is open
 *   ready=<prefix>   a socket is ready when a frame begins so (empty: when it is open)
 *   count=<prefix>   frames that are counted begin so (empty: all)
 *   sample=<n>       each n-th socket looks when its messages were sent: "~<microseconds>" of CLOCK_MONOTONIC stands in them
 *   stalled=<n>      the first n sockets stop reading when they are ready
 *   flight=<n>       handshakes under way at once
 * The request file holds handshakes, each closed by a line "---"; the sockets use them in turn, and the ports.
 * On standard input: "begin" forgets what was counted, "report" prints a line of JSON. The end of the input ends it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, SHAKING, OPEN, GONE };
enum { KEPT = 64, KEPT_OF_SAMPLE = 16384, ROOM = 1 << 18, BUCKETS = 100000, BUCKET_US = 10, COARSE = 6000, COARSE_US = 10000 };

typedef struct {
  int fd;
  uint8_t state, sampled, ready, stalled, counting;
  uint32_t messages, kept_length, request;
  uint64_t skip;
  char *kept;
} Line;

static Line *lines;
static int lines_wanted, lines_started, lines_open, lines_ready, lines_gone, in_flight, flight = 256, poller;
static char **requests, *hello = "", *ready_prefix = "", *count_prefix = "";
static size_t request_count, hello_length, ready_length, count_length, prefix_length;
static int is_nats, sample_every = 50, stalled_lines;
static uint64_t messages, bytes, reads, frames, last_message_us, *fine, *coarse, samples, worst_us;
enum { PORTS = 64 };
static struct sockaddr_in addresses[PORTS];
static int port_count;

static uint64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void lose(Line *line) {
  if (line->state == GONE) return;
  if (line->state < OPEN || !line->ready) in_flight--;
  if (line->ready) lines_ready--;
  line->state = GONE;
  lines_gone++;
  close(line->fd);
}

static void become_ready(Line *line) {
  if (line->ready) return;
  line->ready = 1;
  lines_ready++;
  in_flight--;
  if (line->stalled) epoll_ctl(poller, EPOLL_CTL_DEL, line->fd, NULL);
}

/* From a client: masked, with a mask of zeros. */
static void say(Line *line, int opcode, const char *text, size_t length) {
  unsigned char frame[4096 + 14];
  size_t at = 0;
  if (length > 4096) length = 4096;
  frame[at++] = 0x80 | opcode;
  if (length < 126) frame[at++] = 0x80 | length;
  else {
    frame[at++] = 0x80 | 126;
    frame[at++] = length >> 8;
    frame[at++] = length & 0xff;
  }
  memset(frame + at, 0, 4);
  at += 4;
  memcpy(frame + at, text, length);
  if (send(line->fd, frame, at + length, MSG_NOSIGNAL) < 0 && errno != EAGAIN) lose(line);
}

static void look_when(const char *text, size_t length) {
  const char *mark = memchr(text, '~', length);
  if (mark == NULL) return;
  uint64_t sent = strtoull(mark + 1, NULL, 10), now = now_us();
  uint64_t took = now > sent ? now - sent : 0;
  samples++;
  if (took > worst_us) worst_us = took;
  if (took < (uint64_t)BUCKETS * BUCKET_US) fine[took / BUCKET_US]++;
  else coarse[took / COARSE_US < COARSE ? took / COARSE_US : COARSE - 1]++;
}

/* `seen` bytes of the payload are at hand: all of it, or enough to know what it is. */
static void take(Line *line, const char *payload, size_t length, size_t seen) {
  frames++;
  if (!line->ready && ready_length > 0 && seen >= ready_length && memcmp(payload, ready_prefix, ready_length) == 0) become_ready(line);
  if (count_length > 0 && (seen < count_length || memcmp(payload, count_prefix, count_length) != 0)) return;
  messages++;
  line->messages++;
  if (line->sampled && seen == length) look_when(payload, length);
}

/* Walks what is at hand. The answer is how much of it was used up; the rest is kept for the next time. */
static size_t walk_ws(Line *line, const char *data, size_t length) {
  size_t at = 0;
  while (at < length) {
    if (line->skip > 0) {
      size_t step = length - at < line->skip ? length - at : line->skip;
      line->skip -= step;
      at += step;
      continue;
    }
    const unsigned char *head = (const unsigned char *)data + at;
    size_t left = length - at, header = 2;
    if (left < 2) break;
    uint64_t size = head[1] & 0x7f;
    if (size == 126) {
      header = 4;
      if (left < 4) break;
      size = head[2] << 8 | head[3];
    } else if (size == 127) {
      header = 10;
      if (left < 10) break;
      size = 0;
      for (int i = 2; i < 10; i++) size = size << 8 | head[i];
    }
    int opcode = head[0] & 0x0f;
    size_t needed = size;
    if (opcode < 8) needed = line->sampled && size < KEPT_OF_SAMPLE - 14 ? size : size < prefix_length ? size : prefix_length;
    if (left < header + needed) break;
    const char *payload = data + at + header;
    if (opcode == 9) say(line, 10, payload, size);
    else if (opcode == 8) {
      lose(line);
      return length;
    } else if (opcode < 8) take(line, payload, size, left - header < size ? left - header : size);
    size_t step = left < header + size ? left : header + size;
    line->skip = header + size - step;
    at += step;
  }
  return at;
}

/* MSG <subject> <sid> <bytes>\r\n<payload>\r\n, INFO, PING, +OK. */
static size_t walk_nats(Line *line, const char *data, size_t length) {
  size_t at = 0;
  while (at < length) {
    if (line->skip > 0) {
      size_t step = length - at < line->skip ? length - at : line->skip;
      line->skip -= step;
      at += step;
      continue;
    }
    const char *start = data + at, *end = memchr(start, '\n', length - at);
    if (end == NULL) break;
    size_t header = end - start + 1;
    if (memcmp(start, "MSG ", 4) == 0) {
      const char *digits = end - 1;
      while (digits[-1] != ' ') digits--;
      size_t size = strtoul(digits, NULL, 10), left = length - at - header;
      if (line->sampled && left < size + 2) break;
      take(line, end + 1, size, left < size ? left : size);
      size_t step = left < size + 2 ? left : size + 2;
      line->skip = size + 2 - step;
      at += header + step;
      continue;
    }
    if (memcmp(start, "PING", 4) == 0) send(line->fd, "PONG\r\n", 6, MSG_NOSIGNAL);
    if (memcmp(start, "INFO", 4) == 0) send(line->fd, hello, hello_length, MSG_NOSIGNAL);
    if (memcmp(start, "PONG", 4) == 0) become_ready(line);
    at += header;
  }
  return at;
}

static void walk(Line *line, char *data, size_t length) {
  size_t used = is_nats ? walk_nats(line, data, length) : walk_ws(line, data, length);
  size_t room = line->sampled ? KEPT_OF_SAMPLE : KEPT, rest = length - used;
  if (line->state == GONE) return;
  if (rest > room && !is_nats) {
    fprintf(stderr, "a frame's beginning does not fit\n");
    exit(1);
  }
  if (rest > room) line->kept = realloc(line->kept, rest), line->sampled = 1;
  memcpy(line->kept, data + used, rest);
  line->kept_length = rest;
}

static void hear(Line *line) {
  static char room[KEPT_OF_SAMPLE + ROOM + 1];
  memcpy(room, line->kept, line->kept_length);
  ssize_t got = recv(line->fd, room + line->kept_length, ROOM, 0);
  if (got <= 0) {
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) lose(line);
    return;
  }
  reads++;
  bytes += got;
  size_t length = line->kept_length + got;
  char *data = room;
  line->kept_length = 0;
  if (line->state == SHAKING) {
    room[length] = 0;
    if (!is_nats) {
      char *end = strstr(room, "\r\n\r\n");
      if (end == NULL || strncmp(room, "HTTP/1.1 101", 12) != 0) {
        if (lines_gone == 0) fprintf(stderr, "refused: %.200s\n", room);
        lose(line);
        return;
      }
      data = end + 4;
      length -= data - room;
      if (hello_length > 0) say(line, 1, hello, hello_length);
    }
    line->state = OPEN;
    lines_open++;
    if (!is_nats && ready_length == 0) become_ready(line);
  }
  uint64_t before = messages;
  walk(line, data, length);
  if (messages != before) last_message_us = now_us();
}

static void start_one(void) {
  Line *line = &lines[lines_started];
  line->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (line->fd < 0) {
    perror("socket");
    exit(1);
  }
  int one = 1;
  setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  line->request = lines_started % request_count;
  line->stalled = lines_started < stalled_lines;
  line->sampled = !line->stalled && lines_started % sample_every == sample_every / 2;
  line->kept = malloc(line->sampled ? KEPT_OF_SAMPLE : KEPT);
  struct sockaddr_in *address = &addresses[lines_started % port_count];
  lines_started++;
  in_flight++;
  connect(line->fd, (struct sockaddr *)address, sizeof *address);
  struct epoll_event wish = {.events = EPOLLOUT, .data.ptr = line};
  epoll_ctl(poller, EPOLL_CTL_ADD, line->fd, &wish);
}

static void shake(Line *line) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(line->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    if (lines_gone == 0) fprintf(stderr, "not connected: %s\n", strerror(error));
    lose(line);
    return;
  }
  struct epoll_event wish = {.events = EPOLLIN, .data.ptr = line};
  epoll_ctl(poller, EPOLL_CTL_MOD, line->fd, &wish);
  const char *request = requests[line->request];
  if (!is_nats) send(line->fd, request, strlen(request), MSG_NOSIGNAL);
  line->state = SHAKING;
}

static void report(void) {
  uint32_t least = UINT32_MAX, most = 0;
  for (int i = 0; i < lines_started; i++) {
    if (lines[i].stalled || lines[i].state == GONE) continue;
    if (lines[i].messages < least) least = lines[i].messages;
    if (lines[i].messages > most) most = lines[i].messages;
  }
  printf("{\"open\":%d,\"ready\":%d,\"gone\":%d,\"messages\":%lu,\"bytes\":%lu,\"reads\":%lu,\"least\":%u,\"most\":%u,\"nowUs\":%lu,"
         "\"lastUs\":%lu,\"samples\":%lu,\"worstUs\":%lu,\"took\":[",
         lines_open, lines_ready, lines_gone, messages, bytes, reads, least == UINT32_MAX ? 0 : least, most, now_us(), last_message_us,
         samples, worst_us);
  const char *comma = "";
  for (int i = 0; i < BUCKETS; i++)
    if (fine[i] > 0) printf("%s[%d,%lu]", comma, (i + 1) * BUCKET_US, fine[i]), comma = ",";
  for (int i = 0; i < COARSE; i++)
    if (coarse[i] > 0) printf("%s[%d,%lu]", comma, (i + 1) * COARSE_US, coarse[i]), comma = ",";
  printf("]}\n");
  fflush(stdout);
}

static void begin(void) {
  messages = bytes = reads = samples = worst_us = last_message_us = 0;
  memset(fine, 0, BUCKETS * sizeof *fine);
  memset(coarse, 0, COARSE * sizeof *coarse);
  for (int i = 0; i < lines_started; i++) lines[i].messages = 0;
}

static int obey(void) {
  static char input[4096];
  static size_t length;
  ssize_t got = read(0, input + length, sizeof input - length - 1);
  if (got <= 0) return 0;
  length += got;
  input[length] = 0;
  char *line = input, *end;
  while ((end = strchr(line, '\n')) != NULL) {
    *end = 0;
    if (strcmp(line, "begin") == 0) begin();
    if (strcmp(line, "report") == 0) report();
    line = end + 1;
  }
  length -= line - input;
  memmove(input, line, length);
  return 1;
}

static void read_requests(const char *path) {
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  char *line = NULL, request[4096] = "";
  size_t room = 0;
  while (getline(&line, &room, file) > 0) {
    if (strcmp(line, "---\n") != 0) {
      strncat(request, line, sizeof request - strlen(request) - 1);
      continue;
    }
    requests = realloc(requests, (request_count + 1) * sizeof *requests);
    requests[request_count++] = strdup(request);
    request[0] = 0;
  }
  fclose(file);
}

static void set(char *setting) {
  char *value = strchr(setting, '=');
  if (value == NULL) return;
  *value++ = 0;
  if (strcmp(setting, "kind") == 0) is_nats = strcmp(value, "nats") == 0;
  if (strcmp(setting, "hello") == 0) hello = value;
  if (strcmp(setting, "ready") == 0) ready_prefix = value;
  if (strcmp(setting, "count") == 0) count_prefix = value;
  if (strcmp(setting, "sample") == 0) sample_every = atoi(value);
  if (strcmp(setting, "stalled") == 0) stalled_lines = atoi(value);
  if (strcmp(setting, "flight") == 0) flight = atoi(value);
}

int main(int count, char **words) {
  if (count < 4) return 2;
  for (int i = 4; i < count; i++) set(words[i]);
  hello_length = strlen(hello);
  ready_length = strlen(ready_prefix);
  count_length = strlen(count_prefix);
  prefix_length = ready_length > count_length ? ready_length : count_length;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  for (char *port = strtok(words[1], ","); port != NULL && port_count < PORTS; port = strtok(NULL, ",")) {
    struct sockaddr_in *address = &addresses[port_count++];
    address->sin_family = AF_INET;
    address->sin_port = htons(atoi(port));
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }
  if (port_count == 0) return 2;
  lines_wanted = atoi(words[2]);
  lines = calloc(lines_wanted, sizeof *lines);
  fine = calloc(BUCKETS, sizeof *fine);
  coarse = calloc(COARSE, sizeof *coarse);
  read_requests(words[3]);
  poller = epoll_create1(0);
  struct epoll_event wish = {.events = EPOLLIN, .data.ptr = NULL}, events[512];
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &wish);
  for (;;) {
    while (lines_started < lines_wanted && in_flight < flight) start_one();
    int got = epoll_wait(poller, events, 512, -1);
    for (int i = 0; i < got; i++) {
      Line *line = events[i].data.ptr;
      if (line == NULL) {
        if (!obey()) return 0;
      } else if (line->state == CONNECTING) shake(line);
      else if (line->state != GONE) hear(line);
    }
  }
}

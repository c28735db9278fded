/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A closed loop of clients: each of --connections sends --depth requests in one go, waits for all their answers, and
 * sends the next. One thread, one epoll; made to be cheaper than any server it asks.
 *
 * The answers are learnt once before the clock runs, and every 64th batch is compared byte for byte with what was
 * learnt; the length of all of them always is. What the server spent is read from its /proc/PID/task/schedstat, so that
 * the load's own cost and the machine's other work stay out of the figure.
 *
 * Prints one line of JSON.
 */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOAD_FIRST_NUMBER 10000u
#define LOAD_DIGITS 5u
#define LOAD_MAX_RECORDS 90000
#define LOAD_IDLE_PER_ADDRESS 50u /* limits count by address */
#define LOAD_CHECK_EVERY 64u
#define LOAD_MAX_SAMPLES (1u << 20)
#define LOAD_SETUP_CHUNK 500u

static int option_port;
static int option_pid;
static int option_connections = 50;
static int option_depth = 1;
static int option_idle;
static int option_records = 10000;
static int option_reply_bytes;
static int option_request_bytes;
static double option_seconds = 1.0;
static double option_warmup = 0.2;
static char *option_protocol;
static gboolean option_skips_setup;

static const GOptionEntry option_entries[] = {
  { "protocol", 0, 0, G_OPTION_ARG_STRING, &option_protocol, "lookup, redis or echo", "NAME" },
  { "port", 0, 0, G_OPTION_ARG_INT, &option_port, "Where the server listens on this machine", "PORT" },
  { "pid", 0, 0, G_OPTION_ARG_INT, &option_pid, "The server, for its CPU time", "PID" },
  { "connections", 0, 0, G_OPTION_ARG_INT, &option_connections, "Active ones", "N" },
  { "depth", 0, 0, G_OPTION_ARG_INT, &option_depth, "Requests a connection sends at once", "N" },
  { "idle", 0, 0, G_OPTION_ARG_INT, &option_idle, "Connections that only stand there", "N" },
  { "records", 0, 0, G_OPTION_ARG_INT, &option_records, "Records that are asked for", "N" },
  { "request-bytes", 0, 0, G_OPTION_ARG_INT, &option_request_bytes, "Of echo", "N" },
  { "reply-bytes", 0, 0, G_OPTION_ARG_INT, &option_reply_bytes, "Of echo", "N" },
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &option_seconds, "How long it is measured", "S" },
  { "warm-up", 0, 0, G_OPTION_ARG_DOUBLE, &option_warmup, "How long it runs before", "S" },
  { "no-setup", 0, 0, G_OPTION_ARG_NONE, &option_skips_setup, "The records are there already", NULL },
  G_OPTION_ENTRY_NULL,
};

/* What is spoken. All requests have one length, and all answers too: so the loop keeps no tables that would push the
 * server's own out of a cache that both share, and echo can be measured with the very same sizes. */

typedef struct
{
  const char *name;
  void (*append_setup) (GString *output, guint record);
  void (*append_request) (GString *output, guint record);
  guint digits_offset;                                     /* of the record's number in a request: LOAD_DIGITS of them */
  void (*append_idle_setup) (GString *output, guint idle); /* NULL: an idle connection says nothing */
  /* The length of the first answer in @bytes; 0 when it is not whole. */
  gsize (*measure_reply) (const char *bytes, gsize length);
} Protocol;

static guint
load_number (guint record)
{
  return LOAD_FIRST_NUMBER + record;
}

static void
lookup_append_setup (GString *output, guint record)
{
  g_string_append_printf (output,
                          "ADD RFC %u P2P-CI/1.1\r\nHost: load.example\r\nPort: 6001\r\n"
                          "Title: A document of the load, number %06u\r\n\r\n",
                          load_number (record), record);
}

static void
lookup_append_request (GString *output, guint record)
{
  g_string_append_printf (output, "LOOKUP RFC %u P2P-CI/1.1\r\n\r\n", load_number (record));
}

/* Idle clients are members, with a record each: who is none may not stay. Members differ by address or port. */
static void
lookup_append_idle_setup (GString *output, guint idle)
{
  g_string_append_printf (output, "ADD RFC %u P2P-CI/1.1\r\nHost: idle.example\r\nPort: %u\r\nTitle: Idle\r\n\r\n",
                          100000 + idle, 6002 + idle % LOAD_IDLE_PER_ADDRESS);
}

static gsize
lookup_measure_reply (const char *bytes, gsize length)
{
  const char *end = memmem (bytes, length, "\r\n\r\n", 4);
  const char *field;
  gsize total;

  if (end == NULL)
    return 0;

  field = memmem (bytes, (gsize) (end - bytes) + 2, "\r\nContent-Length: ", 18);
  if (field == NULL || strncmp (bytes, "P2P-CI/1.1 200 ", 15) != 0)
    g_error ("Not a good answer: %.*s", (int) MIN (length, 200), bytes);

  total = (gsize) (end - bytes) + 4 + strtoul (field + 18, NULL, 10);
  return total <= length ? total : 0;
}

static void
redis_append_setup (GString *output, guint record)
{
  g_string_append_printf (output, "*3\r\n$3\r\nSET\r\n$9\r\nrfc:%05u\r\n$%u\r\n", load_number (record),
                          (guint) option_reply_bytes);
  for (int i = 0; i < option_reply_bytes; i++)
    g_string_append_c (output, 'a' + (record + i) % 26);
  g_string_append (output, "\r\n");
}

static void
redis_append_request (GString *output, guint record)
{
  g_string_append_printf (output, "*2\r\n$3\r\nGET\r\n$9\r\nrfc:%05u\r\n", load_number (record));
}

static gsize
redis_measure_reply (const char *bytes, gsize length)
{
  const char *end = memmem (bytes, length, "\r\n", 2);
  gsize total;

  if (end == NULL)
    return 0;
  if (bytes[0] == '-')
    g_error ("Not a good answer: %.*s", (int) MIN (length, 200), bytes);

  total = (gsize) (end - bytes) + 2;
  if (bytes[0] == '$')
    total += strtoul (bytes + 1, NULL, 10) + 2;
  return total <= length ? total : 0;
}

static void
echo_append_request (GString *output, guint record)
{
  g_string_append_printf (output, "%05u", load_number (record));
  for (int i = LOAD_DIGITS; i < option_request_bytes; i++)
    g_string_append_c (output, 'q');
}

static gsize
echo_measure_reply (const char *bytes, gsize length)
{
  return length >= (gsize) option_reply_bytes ? (gsize) option_reply_bytes : 0;
}

static const Protocol protocols[] = {
  { "lookup", lookup_append_setup, lookup_append_request, 11, lookup_append_idle_setup, lookup_measure_reply },
  { "redis", redis_append_setup, redis_append_request, 21, NULL, redis_measure_reply },
  { "echo", NULL, echo_append_request, 0, NULL, echo_measure_reply },
};

static const Protocol *protocol;

static GString *template; /* a request */
static GString *replies;  /* of all records, as learnt */
static gsize reply_length;

/* Blocking, for what comes before the clock runs */

static int
load_connect (guint source)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (option_port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK + source) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  if (fd < 0)
    g_error ("No socket: %s", g_strerror (errno));
  if (source != 0 && bind (fd, (struct sockaddr *) &own, sizeof own) < 0)
    g_error ("No source address: %s", g_strerror (errno));
  if (connect (fd, (struct sockaddr *) &address, sizeof address) < 0)
    g_error ("Cannot connect: %s", g_strerror (errno));

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static void
load_send_all (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = send (fd, bytes, length, MSG_NOSIGNAL);

      if (n <= 0)
        g_error ("The server takes nothing more: %s", g_strerror (errno));
      bytes += n;
      length -= (gsize) n;
    }
}

/* Reads @n answers, and appends them to @answers, which may be NULL. */
static void
load_read_replies (int fd, guint n, GString *answers)
{
  g_autoptr (GString) input = g_string_new (NULL);
  char buffer[65536];
  gsize used = 0;

  for (guint i = 0; i < n;)
    {
      gsize length = protocol->measure_reply (input->str + used, input->len - used);
      gssize n_read;

      if (length > 0)
        {
          if (answers != NULL && reply_length == 0)
            reply_length = length;
          if (answers != NULL && length != reply_length)
            g_error ("Answers differ in length: %.*s", (int) length, input->str + used);
          if (answers != NULL)
            g_string_append_len (answers, input->str + used, (gssize) length);
          used += length;
          i++;
          continue;
        }

      g_string_erase (input, 0, (gssize) used);
      used = 0;
      n_read = recv (fd, buffer, sizeof buffer, 0);
      if (n_read <= 0)
        g_error ("The server closed after %u of %u answers", i, n);
      g_string_append_len (input, buffer, n_read);
    }
}

/* Says for all records what @append writes, a chunk at a time. */
static void
load_say_all (int fd, void (*append) (GString *output, guint record), GString *answers)
{
  for (guint first = 0; first < (guint) option_records; first += LOAD_SETUP_CHUNK)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      guint n = MIN (LOAD_SETUP_CHUNK, (guint) option_records - first);

      for (guint i = 0; i < n; i++)
        append (text, first + i);
      load_send_all (fd, text->str, text->len);
      load_read_replies (fd, n, answers);
    }
}

static void
load_set_up_idle (void)
{
  for (guint i = 0; i < (guint) option_idle; i++)
    {
      int fd = load_connect (256 + i / LOAD_IDLE_PER_ADDRESS);
      g_autoptr (GString) text = g_string_new (NULL);

      if (protocol->append_idle_setup == NULL)
        continue;

      protocol->append_idle_setup (text, i);
      load_send_all (fd, text->str, text->len);
      load_read_replies (fd, 1, NULL);
    }
}

/* The closed loop */

typedef struct
{
  int fd;
  gsize received;
  gint64 sent_usec;
  gboolean is_checked;
} Client;

static guint64 random_state = 88172645463325252u;
static char *send_buffer; /* @depth requests; only the numbers in them change */
static char *check_buffer; /* one batch at a time is checked */
static guint *checked_records;
static gboolean is_checking;
static guint64 n_batches;
static guint64 n_checked;
static guint32 *samples;
static guint n_samples;
static gboolean is_measuring;

static guint
load_random (guint limit)
{
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (guint) ((random_state >> 32) * limit >> 32);
}

static void
client_ask (Client *client)
{
  gsize length = template->len * (guint) option_depth;

  client->received = 0;
  client->is_checked = !is_checking && ++n_batches % LOAD_CHECK_EVERY == 0;
  is_checking |= client->is_checked;

  for (guint i = 0; i < (guint) option_depth; i++)
    {
      guint record = load_random ((guint) option_records);
      char *digit = send_buffer + template->len * i + protocol->digits_offset + LOAD_DIGITS;

      for (guint n = load_number (record), k = 0; k < LOAD_DIGITS; k++, n /= 10)
        *--digit = (char) ('0' + n % 10);
      if (client->is_checked)
        checked_records[i] = record;
    }

  client->sent_usec = g_get_monotonic_time ();
  if (send (client->fd, send_buffer, length, MSG_NOSIGNAL) != (gssize) length)
    g_error ("The server takes nothing more: %s", g_strerror (errno));
}

static void
client_check (Client *client)
{
  for (guint i = 0; i < (guint) option_depth; i++)
    {
      const char *answer = check_buffer + reply_length * i;
      const char *expected = replies->str + reply_length * checked_records[i];

      if (memcmp (answer, expected, reply_length) != 0)
        g_error ("Wrong answer for number %u:\n%.*s\ninstead of:\n%.*s", load_number (checked_records[i]),
                 (int) reply_length, answer, (int) reply_length, expected);
    }

  is_checking = FALSE;
  n_checked++;
}

/* TRUE when a batch was answered. */
static gboolean
client_receive (Client *client)
{
  static char sink[16384];
  gsize left = reply_length * (guint) option_depth - client->received;
  gssize n = client->is_checked ? recv (client->fd, check_buffer + client->received, left, 0)
                                : recv (client->fd, sink, MIN (sizeof sink, left + 1), 0);

  if (n <= 0)
    g_error ("The server closed a connection");
  if ((gsize) n > left)
    g_error ("The server answers more than was asked");

  client->received += (gsize) n;
  if ((gsize) n < left)
    return FALSE;

  if (client->is_checked)
    client_check (client);
  if (is_measuring && n_samples < LOAD_MAX_SAMPLES)
    samples[n_samples++] = (guint32) (g_get_monotonic_time () - client->sent_usec);
  client_ask (client);
  return TRUE;
}

/* Nanoseconds on a CPU, of all threads. */
static guint64
server_get_cpu_nsec (void)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/task", option_pid);
  g_autoptr (GDir) tasks = g_dir_open (folder, 0, NULL);
  const char *task;
  guint64 sum = 0;

  if (tasks == NULL)
    g_error ("The server %d is gone", option_pid);

  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, task, "schedstat", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL))
        sum += g_ascii_strtoull (text, NULL, 10);
    }
  return sum;
}

static guint64
load_run_until (int epoll_fd, gint64 end_usec)
{
  struct epoll_event events[256];
  guint64 n_answered = 0;

  while (g_get_monotonic_time () < end_usec)
    {
      int n = epoll_wait (epoll_fd, events, G_N_ELEMENTS (events), 1000);

      if (n == 0)
        g_error ("No answer for a second");
      for (int i = 0; i < n; i++)
        n_answered += client_receive (events[i].data.ptr);
    }

  return n_answered * (guint) option_depth;
}

static int
compare_samples (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static void
load_measure (int epoll_fd)
{
  gint64 now_usec = g_get_monotonic_time ();
  guint64 cpu_nsec;
  guint64 n_requests;
  gint64 wall_usec;

  load_run_until (epoll_fd, now_usec + (gint64) (option_warmup * G_USEC_PER_SEC));

  is_measuring = TRUE;
  samples = g_new (guint32, LOAD_MAX_SAMPLES);
  memset (samples, 0, LOAD_MAX_SAMPLES * sizeof (guint32)); /* touched before the clock runs */
  cpu_nsec = server_get_cpu_nsec ();
  now_usec = g_get_monotonic_time ();
  n_requests = load_run_until (epoll_fd, now_usec + (gint64) (option_seconds * G_USEC_PER_SEC));
  wall_usec = g_get_monotonic_time () - now_usec;
  cpu_nsec = server_get_cpu_nsec () - cpu_nsec;

  qsort (samples, n_samples, sizeof (guint32), compare_samples);
  g_print ("{\"requests\": %" G_GUINT64_FORMAT ", \"wall_seconds\": %.6f, \"cpu_seconds\": %.6f, \"p50_usec\": %u, "
           "\"p99_usec\": %u, \"checked_batches\": %" G_GUINT64_FORMAT ", \"request_bytes\": %" G_GSIZE_FORMAT
           ", \"reply_bytes\": %" G_GSIZE_FORMAT "}\n",
           n_requests, (double) wall_usec / G_USEC_PER_SEC, (double) cpu_nsec / 1e9, samples[n_samples / 2],
           samples[n_samples * 99 / 100], n_checked, template->len, reply_length);
}

static void
load_prepare_buffers (void)
{
  GString *requests = g_string_new (NULL);

  template = g_string_new (NULL);
  protocol->append_request (template, 0);
  for (int i = 0; i < option_depth; i++)
    g_string_append_len (requests, template->str, (gssize) template->len);

  send_buffer = g_string_free (requests, FALSE);
  check_buffer = g_malloc (reply_length * (guint) option_depth);
  checked_records = g_new0 (guint, option_depth);
}

static void
load_raise_descriptor_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  int setup_fd;

  g_option_context_add_main_entries (context, option_entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (g_strcmp0 (protocols[i].name, option_protocol) == 0)
      protocol = &protocols[i];
  if (protocol == NULL || option_port == 0 || option_pid == 0)
    g_error ("--protocol, --port and --pid are needed");
  if (option_records < 1 || option_records > LOAD_MAX_RECORDS)
    g_error ("--records is a number from 1 to %d", LOAD_MAX_RECORDS);

  load_raise_descriptor_limit ();
  setup_fd = load_connect (0); /* stays: the records are its */
  if (protocol->append_setup != NULL && !option_skips_setup)
    load_say_all (setup_fd, protocol->append_setup, NULL);
  replies = g_string_new (NULL);
  load_say_all (setup_fd, protocol->append_request, replies);
  load_set_up_idle ();
  load_prepare_buffers ();

  for (int i = 0; i < option_connections; i++)
    {
      Client *client = g_new0 (Client, 1);
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };

      client->fd = load_connect (1);
      epoll_ctl (epoll_fd, EPOLL_CTL_ADD, client->fd, &event);
      client_ask (client);
    }

  load_measure (epoll_fd);
  return 0;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "load-loop.h"
#include "load-wire.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define LOAD_CHECK_EVERY 64u
#define LOAD_MAX_SAMPLES (1u << 20)
#define LOAD_PATIENCE_SECONDS 10

typedef struct
{
  LoadLoop *loop;
  int fd;
  guint index;
  guint next_record;
  gsize left;       /* bytes of the answers that are due; 0: quiet */
  gint64 due_usec;  /* since when it waits for them */
  gint64 *backlog;  /* open loop: requests that were due while it waited, a ring */
  guint n_backlog;
  guint first_backlog;
  gboolean is_checked;
} LoadClient;

#define LOAD_BACKLOG 4096u

struct _LoadLoop
{
  LoadLoopOptions options;
  int epoll_fd;
  LoadClient *clients;
  char *requests; /* @depth of them; only what differs is written anew */
  char *answers;  /* of the one batch at a time that is checked */
  guint *checked_records;
  gboolean is_checking;
  guint64 n_batches;
  guint64 n_checked;
  guint64 random_state;
  gint64 end_usec; /* nothing is asked after it */
  guint n_waiting; /* clients */
  guint64 n_answered;
  guint32 *samples;
  guint n_samples;
};

static guint
load_loop_pick (LoadLoop *loop)
{
  guint64 *state = &loop->random_state;

  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (guint) ((*state >> 32) * loop->options.n_records >> 32);
}

static void
load_client_ask (LoadClient *client, gint64 due_usec)
{
  LoadLoop *loop = client->loop;
  const LoadLoopOptions *options = &loop->options;
  gsize length = options->request_bytes * options->depth;

  client->left = options->reply_bytes * options->depth;
  client->due_usec = due_usec;
  client->is_checked = options->replies != NULL && !loop->is_checking && ++loop->n_batches % LOAD_CHECK_EVERY == 0;
  loop->is_checking |= client->is_checked;
  loop->n_waiting++;

  if (options->protocol->makes_new)
    {
      GString *text = g_string_new (NULL);

      for (guint i = 0; i < options->depth; i++)
        options->protocol->append_request (text, client->next_record++ % options->n_records, client->index);
      memcpy (loop->requests, text->str, length);
      g_string_free (text, TRUE);
    }
  for (guint i = 0; i < options->depth && !options->protocol->makes_new; i++)
    {
      guint record = load_loop_pick (loop);
      char *digit = loop->requests + options->request_bytes * i + options->protocol->digits_offset + LOAD_DIGITS;

      for (guint n = LOAD_FIRST_NUMBER + record, k = 0; k < LOAD_DIGITS; k++, n /= 10)
        *--digit = (char) ('0' + n % 10);
      if (client->is_checked)
        loop->checked_records[i] = record;
    }
  load_send_all (client->fd, loop->requests, length);
}

static void
load_loop_check (LoadLoop *loop)
{
  for (guint i = 0; i < loop->options.depth; i++)
    {
      gsize length = loop->options.reply_bytes;
      const char *answer = loop->answers + length * i;
      const char *expected = loop->options.replies + length * loop->checked_records[i];

      if (memcmp (answer, expected, loop->options.checked_bytes) != 0)
        g_error ("A wrong answer:\n%.*s\ninstead of:\n%.*s", (int) length, answer, (int) length, expected);
    }
  loop->is_checking = FALSE;
  loop->n_checked++;
}

static void
load_client_answered (LoadClient *client)
{
  LoadLoop *loop = client->loop;
  gint64 now_usec = g_get_monotonic_time ();

  loop->n_waiting--;
  loop->n_answered += loop->options.depth;
  if (client->is_checked)
    load_loop_check (loop);
  if (loop->n_samples < LOAD_MAX_SAMPLES)
    loop->samples[loop->n_samples++] = (guint32) (now_usec - client->due_usec);

  if (loop->options.rate == 0 && now_usec < loop->end_usec)
    load_client_ask (client, now_usec);
  else if (client->n_backlog > 0)
    {
      client->n_backlog--;
      load_client_ask (client, client->backlog[client->first_backlog++ % LOAD_BACKLOG]);
    }
}

static void
load_client_receive (LoadClient *client)
{
  static char sink[65536];
  LoadLoop *loop = client->loop;
  gsize total = loop->options.reply_bytes * loop->options.depth;
  gssize n = client->is_checked ? recv (client->fd, loop->answers + total - client->left, client->left, 0)
                                : recv (client->fd, sink, MIN (sizeof sink, client->left + 1), 0);

  if (n <= 0)
    g_error ("The server closed a connection");
  if ((gsize) n > client->left)
    g_error ("The server answers more than was asked");

  client->left -= (gsize) n;
  if (client->left == 0)
    load_client_answered (client);
}

static void
load_loop_turn (LoadLoop *loop, int timeout_milliseconds)
{
  struct epoll_event events[256];
  int n = epoll_wait (loop->epoll_fd, events, G_N_ELEMENTS (events), timeout_milliseconds);

  if (n == 0 && timeout_milliseconds > 0)
    g_error ("No answer for %d seconds", LOAD_PATIENCE_SECONDS);
  for (int i = 0; i < n; i++)
    load_client_receive (events[i].data.ptr);
}

static void
load_loop_run_closed (LoadLoop *loop)
{
  gint64 now_usec = g_get_monotonic_time ();

  for (guint i = 0; i < loop->options.n_clients; i++)
    load_client_ask (&loop->clients[i], now_usec);
  while (loop->n_waiting > 0)
    load_loop_turn (loop, LOAD_PATIENCE_SECONDS * 1000);
}

static void
load_loop_run_open (LoadLoop *loop)
{
  gint64 start_usec = g_get_monotonic_time ();

  for (guint64 n_due = 0;;)
    {
      gint64 now_usec = g_get_monotonic_time ();
      gint64 due_usec = start_usec + (gint64) (n_due * G_USEC_PER_SEC / loop->options.rate);

      if (due_usec <= now_usec && due_usec < loop->end_usec)
        {
          LoadClient *client = &loop->clients[n_due++ % loop->options.n_clients];

          if (client->left == 0)
            load_client_ask (client, due_usec);
          else if (client->n_backlog == LOAD_BACKLOG)
            g_error ("The server is far behind %u requests a second", loop->options.rate);
          else
            client->backlog[(client->first_backlog + client->n_backlog++) % LOAD_BACKLOG] = due_usec;
          continue;
        }
      if (now_usec >= loop->end_usec && loop->n_waiting == 0)
        return;
      load_loop_turn (loop, 0);
    }
}

/* Until what was asked is answered. */
static void
load_loop_run_until (LoadLoop *loop, gint64 end_usec)
{
  loop->end_usec = end_usec;
  loop->n_answered = 0;
  loop->n_samples = 0;
  if (loop->options.rate == 0)
    load_loop_run_closed (loop);
  else
    load_loop_run_open (loop);
}

static int
load_compare_samples (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

void
load_loop_run (LoadLoop *loop, double warmup_seconds, double seconds, LoadFigures *figures)
{
  gint64 start_usec = g_get_monotonic_time ();
  guint64 cpu_nsec;

  load_loop_run_until (loop, start_usec + (gint64) (warmup_seconds * G_USEC_PER_SEC));

  cpu_nsec = load_get_cpu_nsec (loop->options.pid);
  start_usec = g_get_monotonic_time ();
  load_loop_run_until (loop, start_usec + (gint64) (seconds * G_USEC_PER_SEC));
  figures->wall_seconds = (double) (g_get_monotonic_time () - start_usec) / G_USEC_PER_SEC;
  figures->cpu_seconds = (double) (load_get_cpu_nsec (loop->options.pid) - cpu_nsec) / 1e9;
  figures->n_requests = loop->n_answered;
  figures->n_checked = loop->n_checked;

  qsort (loop->samples, loop->n_samples, sizeof (guint32), load_compare_samples);
  if (loop->n_samples == 0)
    g_error ("Nothing was answered");
  figures->p50_usec = loop->samples[loop->n_samples / 2];
  figures->p99_usec = loop->samples[(guint64) loop->n_samples * 99 / 100];
  figures->max_usec = loop->samples[loop->n_samples - 1];
}

LoadLoop *
load_loop_new (const LoadLoopOptions *options)
{
  LoadLoop *loop = g_new0 (LoadLoop, 1);
  g_autoptr (GString) sample = g_string_new (NULL);

  loop->options = *options;
  loop->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  loop->clients = g_new0 (LoadClient, options->n_clients);
  loop->random_state = G_GUINT64_CONSTANT (88172645463325252);
  loop->answers = g_malloc (options->reply_bytes * options->depth);
  loop->checked_records = g_new0 (guint, options->depth);
  loop->samples = g_new (guint32, LOAD_MAX_SAMPLES);
  memset (loop->samples, 0, LOAD_MAX_SAMPLES * sizeof (guint32)); /* touched before the clock runs */
  for (guint i = 0; i < options->depth; i++)
    options->protocol->append_request (sample, 0, 0);
  loop->requests = g_memdup2 (sample->str, sample->len);

  for (guint i = 0; i < options->n_clients; i++)
    {
      LoadClient *client = &loop->clients[i];
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };

      client->loop = loop;
      client->index = i;
      client->fd = load_connect (options->port, 1);
      if (options->rate != 0)
        client->backlog = g_new (gint64, LOAD_BACKLOG);
      epoll_ctl (loop->epoll_fd, EPOLL_CTL_ADD, client->fd, &event);
    }
  return loop;
}

void
load_loop_introduce (LoadLoop *loop)
{
  const LoadProtocol *protocol = loop->options.protocol;

  for (guint i = 0; i < loop->options.n_clients; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      protocol->append_request (text, loop->options.n_records - 1, i);
      load_send_all (loop->clients[i].fd, text->str, text->len);
      load_read_replies (loop->clients[i].fd, 1, protocol->measure_reply, NULL);
    }
}

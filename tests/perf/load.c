/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The load of the benchmarks. It sets up what it needs, says so in one line of JSON, and then measures once for each
 * line that it reads: a command and a number of seconds. So several servers can be held ready, each with its load, and
 * measured in turns. It ends with its input.
 *
 *     run SECONDS       the loop
 *     pages SECONDS     readers of the whole list
 *     connect SECONDS   --idle connections are made, each says its one thing, and all are closed again
 *     stand 0           --idle connections are made and stay
 *
 * What the server spent is read from its /proc/PID/task/schedstat, so that the load's own cost and the machine's other
 * work stay out of the figure. */

#include "config.h"

#include "load-loop.h"
#include "load-pages.h"
#include "load-wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOAD_SETUP_CHUNK 500u
#define LOAD_CONNECT_GROUP 50u
#define LOAD_HOLDER_SOURCE 1123u /* 127.0.4.100 and on: addresses of one length, so that all answers are */
#define LOAD_IDLE_SOURCE 2000u

static int option_port;
static int option_pid;
static int option_connections = 50;
static int option_depth = 1;
static int option_idle;
static int option_idle_offset;
static int option_records = 10000;
static int option_holders = 1;
static int option_rate;
static int option_reply_bytes;
static int option_request_bytes;
static double option_warmup = 0.15;
static char *option_protocol;
static gboolean option_one;
static gboolean option_skips_setup;

static const GOptionEntry option_entries[] = {
  { "protocol", 0, 0, G_OPTION_ARG_STRING, &option_protocol, "lookup, add, redis, redis-set or echo", "NAME" },
  { "port", 0, 0, G_OPTION_ARG_INT, &option_port, "Where the server listens on this machine", "PORT" },
  { "pid", 0, 0, G_OPTION_ARG_INT, &option_pid, "The server, for its CPU time", "PID" },
  { "connections", 0, 0, G_OPTION_ARG_INT, &option_connections, "Active ones", "N" },
  { "depth", 0, 0, G_OPTION_ARG_INT, &option_depth, "Requests a connection sends at once", "N" },
  { "idle", 0, 0, G_OPTION_ARG_INT, &option_idle, "Connections that only stand there", "N" },
  { "idle-offset", 0, 0, G_OPTION_ARG_INT, &option_idle_offset, "How many another load has", "N" },
  { "records", 0, 0, G_OPTION_ARG_INT, &option_records, "Documents that are asked for", "N" },
  { "holders", 0, 0, G_OPTION_ARG_INT, &option_holders, "Of each document", "N" },
  { "one", 0, 0, G_OPTION_ARG_NONE, &option_one, "Ask for one of the holders", NULL },
  { "no-setup", 0, 0, G_OPTION_ARG_NONE, &option_skips_setup, "The records are there already", NULL },
  { "rate", 0, 0, G_OPTION_ARG_INT, &option_rate, "Requests a second of an open loop; 0: a closed one", "N" },
  { "request-bytes", 0, 0, G_OPTION_ARG_INT, &option_request_bytes, "Of echo", "N" },
  { "reply-bytes", 0, 0, G_OPTION_ARG_INT, &option_reply_bytes, "Of echo, and of a value in redis", "N" },
  { "warm-up", 0, 0, G_OPTION_ARG_DOUBLE, &option_warmup, "How long it runs before", "S" },
  G_OPTION_ENTRY_NULL,
};

static const LoadProtocol *protocol;

static void
load_append_lookup (GString *output, guint record)
{
  protocol->append_request (output, record, 0);
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
      load_read_replies (fd, n, protocol->measure_reply, answers);
    }
}

/* The holders' connections stay: the records are theirs. */
static void
load_set_up (GString *replies, LoadLoopOptions *options)
{
  g_autoptr (GString) sample = g_string_new (NULL);
  int fd = load_connect (option_port, 1);

  for (int i = 0; i < option_holders && protocol->append_setup != NULL && !option_skips_setup; i++)
    load_say_all (load_connect (option_port, LOAD_HOLDER_SOURCE + (guint) i), protocol->append_setup, NULL);

  protocol->append_request (sample, 0, 40000);
  options->request_bytes = sample->len;
  load_send_all (fd, sample->str, sample->len);
  load_read_replies (fd, 1, protocol->measure_reply, replies);
  if (protocol->makes_new)
    {
      /* The second answer to ADD is without the introduction that the first one has, and so are all after it. */
      g_string_truncate (replies, 0);
      load_send_all (fd, sample->str, sample->len);
      load_read_replies (fd, 1, protocol->measure_reply, replies);
    }
  options->reply_bytes = replies->len;
  options->checked_bytes = option_holders > 1 ? replies->len / 2 : replies->len;
  if (!protocol->makes_new)
    {
      g_string_truncate (replies, 0);
      load_say_all (fd, load_append_lookup, replies);
      if (replies->len != options->reply_bytes * (gsize) option_records)
        g_error ("Answers differ in length");
      options->replies = replies->str;
    }
  close (fd);
}

/* A group at a time: all of it connects, says its thing, and is answered. */
static void
load_make_idle (int *fds)
{
  guint n = (guint) option_idle;

  for (guint first = 0; first < n; first += LOAD_CONNECT_GROUP)
    {
      guint end = MIN (n, first + LOAD_CONNECT_GROUP);

      for (guint i = first; i < end; i++)
        fds[i] = load_connect (option_port, LOAD_IDLE_SOURCE + ((guint) option_idle_offset + i) / LOAD_IDLE_PER_ADDRESS);
      for (guint i = first; i < end && protocol->append_idle_setup != NULL; i++)
        {
          g_autoptr (GString) text = g_string_new (NULL);

          protocol->append_idle_setup (text, (guint) option_idle_offset + i);
          load_send_all (fds[i], text->str, text->len);
        }
      for (guint i = first; i < end && protocol->append_idle_setup != NULL; i++)
        load_read_replies (fds[i], 1, protocol->measure_reply, NULL);
    }
}

static void
load_run_connects (gboolean is_to_stay, LoadFigures *figures)
{
  g_autofree int *fds = g_new (int, MAX (option_idle, 1));
  gint64 start_usec = g_get_monotonic_time ();
  guint64 cpu_nsec = load_get_cpu_nsec (option_pid);

  load_make_idle (fds);
  *figures = (LoadFigures) {
    .n_requests = (guint64) option_idle,
    .wall_seconds = (double) (g_get_monotonic_time () - start_usec) / G_USEC_PER_SEC,
    .cpu_seconds = (double) (load_get_cpu_nsec (option_pid) - cpu_nsec) / 1e9,
  };
  for (int i = 0; i < option_idle && !is_to_stay; i++)
    close (fds[i]);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) replies = g_string_new (NULL);
  LoadLoopOptions options = { 0 };
  LoadLoop *loop = NULL;
  char line[64];

  g_option_context_add_main_entries (context, option_entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  protocol = load_protocol_find (option_protocol, &(LoadSizes) { (guint) option_request_bytes,
                                                                 (guint) option_reply_bytes, option_one });
  if (protocol == NULL || option_port == 0 || option_pid == 0)
    g_error ("--protocol, --port and --pid are needed");
  if (option_records < 1 || option_records > LOAD_MAX_RECORDS)
    g_error ("--records is a number from 1 to %d", LOAD_MAX_RECORDS);

  load_raise_descriptor_limit ();
  load_set_up (replies, &options);
  options.protocol = protocol;
  options.port = option_port;
  options.pid = option_pid;
  options.n_clients = (guint) option_connections;
  options.depth = (guint) option_depth;
  options.n_records = (guint) option_records;
  options.rate = (guint) option_rate;
  if (option_connections > 0)
    loop = load_loop_new (&options);
  if (loop != NULL && protocol->makes_new)
    load_loop_introduce (loop);
  g_print ("{\"request_bytes\": %" G_GSIZE_FORMAT ", \"reply_bytes\": %" G_GSIZE_FORMAT "}\n", options.request_bytes,
           options.reply_bytes);

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      char *space = strchr (line, ' ');
      double seconds = space != NULL ? g_ascii_strtod (space + 1, NULL) : 0;
      LoadFigures figures = { 0 };

      if (line[0] == 'r' && loop != NULL)
        load_loop_run (loop, option_warmup, seconds, &figures);
      else if (line[0] == 'p')
        load_pages_run (option_port, option_pid, (guint) option_connections, seconds, &figures);
      else if (line[0] == 'c' || line[0] == 's')
        load_run_connects (line[0] == 's', &figures);
      else
        g_error ("Not a command: %s", line);
      g_print ("{\"requests\": %" G_GUINT64_FORMAT ", \"wall_seconds\": %.6f, \"cpu_seconds\": %.6f, \"p50_usec\": %u, "
               "\"p99_usec\": %u, \"max_usec\": %u, \"checked_batches\": %" G_GUINT64_FORMAT "}\n",
               figures.n_requests, figures.wall_seconds, figures.cpu_seconds, figures.p50_usec, figures.p99_usec,
               figures.max_usec, figures.n_checked);
    }
  return 0;
}

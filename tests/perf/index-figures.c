/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What needs no socket to be told about the index: bytes a record, the worst single ADD while it grows, a keystroke's
 * search, a peer's leaving. Times are CPU times of this thread, so that whatever else the machine does stays out of them.
 *
 *     index-figures [--records N] [--documents N]      prints one line of JSON
 */

#include "config.h"

#include "index-session.h"

#include "wire-reader.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WARM_UP 1000u

static int option_records = 1000000;
static int option_documents = 10000;

static const GOptionEntry option_entries[] = {
  { "records", 0, 0, G_OPTION_ARG_INT, &option_records, "In the index", "N" },
  { "documents", 0, 0, G_OPTION_ARG_INT, &option_documents, "That they are of", "N" },
  G_OPTION_ENTRY_NULL,
};

/* Words of titles as documents have them: a few in nearly all, many in few. */
static const char *const common_words[] = { "Protocol", "Internet", "for", "the", "and", "of", "Transport", "Extensions",
                                            "Network", "Service", "Security", "Message" };

typedef struct
{
  IndexLimits limits;
  IndexService service;
  WireReader reader;
  GString *output;
} Figures;

static gint64
thread_nsec (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
figures_init (Figures *figures)
{
  index_limits_init (&figures->limits);
  figures->limits.records_total = 16000000;
  figures->limits.records_per_peer = 1000000;
  figures->limits.text_bytes = 2000000000;
  figures->limits.loopback_is_exempt = TRUE;
  index_service_init (&figures->service, &figures->limits);
  wire_reader_init (&figures->reader, WIRE_TO_INDEX);
  figures->output = g_string_new (NULL);
}

static void
figures_clear (Figures *figures)
{
  index_service_clear (&figures->service);
  wire_reader_clear (&figures->reader);
  g_string_free (figures->output, TRUE);
}

static void
figures_open (Figures *figures, IndexSession *session, guint peer)
{
  NetAddress address;
  g_autofree char *text = g_strdup_printf ("127.%u.%u.%u", 1 + peer / 62500, peer / 250 % 250, 1 + peer % 250);

  net_address_from_string (text, &address);
  index_session_init (session, &figures->service, &address, &address);
}

/* Nanoseconds from bytes to bytes. */
static gint64
figures_ask (Figures *figures, IndexSession *session, const char *bytes)
{
  WireRequest request;
  IndexAnswer answer = { .output = figures->output };
  gint64 start_nsec = thread_nsec ();

  g_string_truncate (figures->output, 0);
  wire_reader_feed (&figures->reader, bytes, strlen (bytes));
  if (wire_reader_next (&figures->reader, &request) != WIRE_READER_REQUEST)
    g_error ("Not a request: %s", bytes);
  index_session_answer (session, &request, &answer);
  if (answer.status != WIRE_STATUS_OK)
    g_error ("%s is answered with %u", bytes, answer.status);
  wire_reader_next (&figures->reader, &request);
  return thread_nsec () - start_nsec;
}

static void
figures_format_add (GString *text, guint document, guint variant, gboolean is_shared)
{
  guint32 mix = (document * 2654435761u) >> 8;

  g_string_printf (text, "ADD RFC %u P2P-CI/1.1\r\nHost: peer.example\r\nPort: 6001\r\nTitle: %s %s %s word%u topic%u", 1 + document,
                   common_words[mix % 12], common_words[mix / 12 % 12], common_words[mix / 144 % 12], mix % 3000, document / 4);
  if (!is_shared)
    g_string_append_printf (text, " %07u", variant);
  g_string_append (text, "\r\n\r\n");
}

static int
compare_nsec (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* All records, a peer after another; the worst single ADD. Reading the request is a part of it. */
static gint64
figures_fill (Figures *figures, IndexSession *sessions, guint n_peers, gboolean is_shared)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 worst_nsec = 0;
  guint n = 0;

  for (guint peer = 0; peer < n_peers; peer++)
    {
      figures_open (figures, &sessions[peer], peer);
      for (guint document = 0; document < (guint) option_documents && n < (guint) option_records; document++, n++)
        {
          gint64 nsec;

          figures_format_add (text, document, n, is_shared);
          nsec = figures_ask (figures, &sessions[peer], text->str);
          if (n > WARM_UP)
            worst_nsec = MAX (worst_nsec, nsec);
        }
    }
  return worst_nsec;
}

/* Each is typed letter by letter; every letter is a question. */
static void
figures_search (Figures *figures, IndexSession *session, double *p50_usec, double *p99_usec, double *max_usec)
{
  static const char *const typed[] = { "protocol", "internet security", "rfc 2616", "transport word12", "topic99",
                                       "the network", "word2", "message service extensions", "7", "for" };
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint round = 0; round < 20; round++)
    for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
      for (gsize length = 1; length <= strlen (typed[i]); length++)
        {
          g_autofree char *request =
              g_strdup_printf ("LIST RFCS P2P-CI/1.1\r\nMatch: %.*s\r\nLimit: 100\r\n\r\n", (int) length, typed[i]);
          gint64 nsec = figures_ask (figures, session, request);

          g_array_append_val (samples, nsec);
        }
  g_array_sort (samples, compare_nsec);
  *p50_usec = (double) g_array_index (samples, gint64, samples->len / 2) / 1000;
  *p99_usec = (double) g_array_index (samples, gint64, samples->len * 99 / 100) / 1000;
  *max_usec = (double) g_array_index (samples, gint64, samples->len - 1) / 1000;
}

static void
figures_measure (gboolean is_shared)
{
  guint n_peers = ((guint) option_records + (guint) option_documents - 1) / (guint) option_documents;
  g_autofree IndexSession *sessions = g_new0 (IndexSession, n_peers);
  Figures figures;
  struct mallinfo2 before;
  gint64 worst_nsec, leave_nsec;
  gsize n_bytes;
  double p50_usec, p99_usec, max_usec;

  figures_init (&figures);
  before = mallinfo2 ();
  worst_nsec = figures_fill (&figures, sessions, n_peers, is_shared);
  n_bytes = mallinfo2 ().uordblks + mallinfo2 ().hblkhd - before.uordblks - before.hblkhd;
  figures_search (&figures, &sessions[0], &p50_usec, &p99_usec, &max_usec);
  leave_nsec = thread_nsec ();
  index_session_clear (&sessions[n_peers / 2]);
  leave_nsec = thread_nsec () - leave_nsec;
  g_print ("{\"shared\": %s, \"records\": %u, \"catalog_bytes\": %.2f, \"all_bytes\": %.2f, \"worst_add_usec\": %.1f, "
           "\"search_p50_usec\": %.1f, \"search_p99_usec\": %.1f, \"search_max_usec\": %.1f, \"leave_nsec\": %.1f}\n",
           is_shared ? "true" : "false", option_records,
           (double) index_catalog_get_n_bytes (figures.service.catalog) / index_catalog_get_n_records (figures.service.catalog),
           (double) n_bytes / option_records, (double) worst_nsec / 1000, p50_usec, p99_usec, max_usec,
           (double) leave_nsec / option_documents);
  for (guint i = 0; i < n_peers; i++)
    if (i != n_peers / 2)
      index_session_clear (&sessions[i]);
  figures_clear (&figures);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, option_entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  if (option_documents < 1 || option_documents > 999999 || option_records < option_documents)
    g_error ("At least as many records as documents, of which there are 1 to 999999");

  figures_measure (TRUE);
  figures_measure (FALSE);
  return 0;
}

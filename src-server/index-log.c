/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-log.h"

#include "index-journal.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One id an event, so that `journalctl MESSAGE_ID=` finds them all; what each means is in the journal's catalogue,
 * data/systemd/p2p-ci.catalog. */
#define INDEX_MESSAGE_ID_REQUEST "8f3c1b3de0f94c5db7a1c2d15a7c6e01"
#define INDEX_MESSAGE_ID_REFUSED "8f3c1b3de0f94c5db7a1c2d15a7c6e02"
#define INDEX_MESSAGE_ID_LISTENING "8f3c1b3de0f94c5db7a1c2d15a7c6e03"
#define INDEX_MESSAGE_ID_SKIPPED "8f3c1b3de0f94c5db7a1c2d15a7c6e04"
#define INDEX_MESSAGE_ID_WARNING "8f3c1b3de0f94c5db7a1c2d15a7c6e05"
#define INDEX_MESSAGE_ID_PASSED_ON "8f3c1b3de0f94c5db7a1c2d15a7c6e06"
#define INDEX_MESSAGE_ID_TAKEN_OVER "8f3c1b3de0f94c5db7a1c2d15a7c6e07"
#define INDEX_MESSAGE_ID_RELOADED "8f3c1b3de0f94c5db7a1c2d15a7c6e08"

/* Of syslog(3). */
#define INDEX_PRIORITY_WARNING "4"
#define INDEX_PRIORITY_INFO "6"

/* The journal is shared with everybody else on the machine; a terminal is somebody's who wants to see. */
#define INDEX_TERMINAL_LINES_PER_SECOND 200u
#define INDEX_ADDRESS_LINES_BURST 5u
#define INDEX_SKIPPED_EVERY_SECONDS 10u

struct _IndexLog
{
  IndexLogTarget target;
  IndexJournal *journal;
  guint per_second;
  guint per_address;
  gboolean tells_messages;
  IndexMeter messages;
  IndexMeter refusals;
  guint64 n_skipped_messages;
  guint64 n_skipped_refusals;
  gint64 told_usec; /* when the skipped ones were told last */
};

IndexLog *
index_log_new (IndexLogTarget target)
{
  IndexLog *log = g_new0 (IndexLog, 1);
  IndexLimits limits;

  log->target = target;
  index_limits_init (&limits);
  index_log_set_limits (log, &limits);
  if (target == INDEX_LOG_JOURNAL)
    log->journal = index_journal_new (NULL);
  return log;
}

void
index_log_set_limits (IndexLog *log, const IndexLimits *limits)
{
  log->per_second = log->target == INDEX_LOG_JOURNAL ? limits->log_lines_per_second : INDEX_TERMINAL_LINES_PER_SECOND;
  log->per_address = limits->log_lines_per_address;
  log->tells_messages = limits->messages_are_logged;
}

void
index_log_free (IndexLog *log)
{
  g_clear_pointer (&log->journal, index_journal_free);
  g_free (log);
}

IndexLogTarget
index_log_find_target (void)
{
  return g_log_writer_is_journald (STDERR_FILENO) ? INDEX_LOG_JOURNAL : INDEX_LOG_TERMINAL;
}

/* A reader that does not read (a pipe that is full) loses lines; the index does not wait for it. */
static void
index_log_print (IndexLog *log, const char *line)
{
  struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };
  g_autofree char *whole = g_strconcat (line, "\n", NULL);

  if (poll (&output, 1, 0) != 1 || (output.revents & POLLOUT) == 0)
    {
      log->n_skipped_messages++;
      return;
    }
  if (write (STDOUT_FILENO, whole, strlen (whole)) < 0)
    log->n_skipped_messages++;
}

/* What belongs to one request. */
typedef struct
{
  const char *method;
  const char *peer;
  const char *rfc;
  const char *status;
} IndexLogRequest;

static void
index_log_send (IndexLog *log, const char *priority, const char *id, const char *message, const IndexLogRequest *request)
{
  const IndexJournalField fields[] = {
    { "MESSAGE", message },
    { "MESSAGE_ID", id },
    { "PRIORITY", priority },
    { "SYSLOG_IDENTIFIER", "p2p-ci-server" },
    { "P2PCI_METHOD", request != NULL ? request->method : NULL },
    { "P2PCI_PEER", request != NULL ? request->peer : NULL },
    { "P2PCI_RFC", request != NULL ? request->rfc : NULL },
    { "P2PCI_STATUS", request != NULL ? request->status : NULL },
  };

  if (!index_journal_send (log->journal, fields, G_N_ELEMENTS (fields)))
    log->n_skipped_messages++;
}

static void
index_log_say (IndexLog *log, const char *id, const char *message)
{
  if (log->target == INDEX_LOG_JOURNAL)
    index_log_send (log, INDEX_PRIORITY_INFO, id, message, NULL);
  else if (log->target == INDEX_LOG_TERMINAL)
    index_log_print (log, message);
}

void
index_log_listening (IndexLog *log, const char *address, guint16 port)
{
  g_autofree char *line = g_strdup_printf ("Started listening on IP %s  Port : %u", address, port);

  if (log->target == INDEX_LOG_JOURNAL)
    {
      index_log_say (log, INDEX_MESSAGE_ID_LISTENING, line);
      return;
    }
  fputs (line, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

void
index_log_passed_on (IndexLog *log, guint n_connections, guint n_records)
{
  g_autofree char *line = g_strdup_printf ("%u connections and %u records are passed on to the next run", n_connections, n_records);

  index_log_say (log, INDEX_MESSAGE_ID_PASSED_ON, line);
}

void
index_log_taken_over (IndexLog *log, guint n_connections, guint n_records)
{
  g_autofree char *line = g_strdup_printf ("%u connections and %u records of the last run go on", n_connections, n_records);

  index_log_say (log, INDEX_MESSAGE_ID_TAKEN_OVER, line);
}

/* Of one address and of all; who shows a person on a terminal who it is, may show it all. */
static gboolean
index_log_has_room (IndexLog *log, IndexMeter *all, IndexMeter *lines, gint64 now_usec)
{
  return (log->target == INDEX_LOG_TERMINAL
          || index_meter_take (lines, now_usec, 1, log->per_address, INDEX_ADDRESS_LINES_BURST * log->per_address))
         && index_meter_take (all, now_usec, 1, log->per_second, log->per_second);
}

gboolean
index_log_wants_message (IndexLog *log, IndexMeter *lines, gint64 now_usec)
{
  if (log->target == INDEX_LOG_NOWHERE || !log->tells_messages)
    return FALSE;
  if (index_log_has_room (log, &log->messages, lines, now_usec))
    return TRUE;
  log->n_skipped_messages++;
  return FALSE;
}

void
index_log_message (IndexLog *log,
                   const WireRequest *request,
                   WireStatus status,
                   const char *peer_address,
                   guint16 peer_port)
{
  g_autofree char *quoted = wire_text_quote (request->raw.data, request->raw.length);
  g_autofree char *line = g_strdup_printf ("%s %u: %s -> %u", peer_address, peer_port, quoted, status);
  g_autofree char *method = NULL;
  g_autofree char *peer = NULL;
  char number[16], code[16];

  if (log->target == INDEX_LOG_TERMINAL)
    {
      index_log_print (log, line);
      return;
    }

  method = request->method == WIRE_METHOD_UNKNOWN
               ? wire_text_quote (request->method_word.data, request->method_word.length)
               : g_strdup (wire_method_get_word (request->method));
  peer = g_strdup_printf (strchr (peer_address, ':') != NULL ? "[%s]:%u" : "%s:%u", peer_address, peer_port);
  g_snprintf (number, sizeof number, "%u", request->number);
  g_snprintf (code, sizeof code, "%u", status);
  index_log_send (log, INDEX_PRIORITY_INFO, INDEX_MESSAGE_ID_REQUEST, line,
                  &(IndexLogRequest) { method, peer, request->number != 0 ? number : NULL, code });
}

void
index_log_refused (IndexLog *log, IndexMeter *lines, const char *peer_address, const char *reason, gint64 now_usec)
{
  g_autofree char *line = NULL;

  if (log->target == INDEX_LOG_NOWHERE)
    return;
  if (!index_log_has_room (log, &log->refusals, lines, now_usec))
    {
      log->n_skipped_refusals++;
      return;
    }
  line = g_strdup_printf ("%s: %s", peer_address, reason);
  index_log_say (log, INDEX_MESSAGE_ID_REFUSED, line);
}

void
index_log_warning (IndexLog *log, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (log->target == INDEX_LOG_JOURNAL)
    index_log_send (log, INDEX_PRIORITY_WARNING, INDEX_MESSAGE_ID_WARNING, line, NULL);
  else
    fprintf (stderr, "p2p-ci-server: %s\n", line);
}

void
index_log_reloaded (IndexLog *log, const char *path)
{
  g_autofree char *line = path != NULL ? g_strdup_printf ("Read the configuration anew from %s", path)
                                       : g_strdup ("There is no configuration file to read anew: --config names one");

  index_log_say (log, INDEX_MESSAGE_ID_RELOADED, line);
}

void
index_log_sweep (IndexLog *log, gint64 now_usec)
{
  g_autofree char *line = NULL;

  if (log->n_skipped_messages + log->n_skipped_refusals == 0
      || now_usec - log->told_usec < INDEX_SKIPPED_EVERY_SECONDS * G_USEC_PER_SEC)
    return;

  line = g_strdup_printf ("%" G_GUINT64_FORMAT " more messages and %" G_GUINT64_FORMAT
                          " more refused connections came than are told one by one",
                          log->n_skipped_messages, log->n_skipped_refusals);
  log->n_skipped_messages = 0;
  log->n_skipped_refusals = 0;
  log->told_usec = now_usec;
  index_log_say (log, INDEX_MESSAGE_ID_SKIPPED, line);
}

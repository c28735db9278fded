/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-log.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One id an event, so that `journalctl MESSAGE_ID=` finds them all. */
#define INDEX_MESSAGE_ID_REQUEST "8f3c1b3de0f94c5db7a1c2d15a7c6e01"
#define INDEX_MESSAGE_ID_REFUSED "8f3c1b3de0f94c5db7a1c2d15a7c6e02"
#define INDEX_MESSAGE_ID_LISTENING "8f3c1b3de0f94c5db7a1c2d15a7c6e03"
#define INDEX_MESSAGE_ID_SKIPPED "8f3c1b3de0f94c5db7a1c2d15a7c6e04"
#define INDEX_MESSAGE_ID_WARNING "8f3c1b3de0f94c5db7a1c2d15a7c6e05"

/* The journal is shared with everybody else on the machine; a terminal is somebody's who wants to see. */
#define INDEX_JOURNAL_LINES_PER_SECOND 20u
#define INDEX_TERMINAL_LINES_PER_SECOND 200u
#define INDEX_ADDRESS_LINES_PER_SECOND 1u
#define INDEX_ADDRESS_LINES_BURST 5u
#define INDEX_SKIPPED_EVERY_SECONDS 10u

struct _IndexLog
{
  IndexLogTarget target;
  guint per_second;
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

  log->target = target;
  log->per_second =
      target == INDEX_LOG_JOURNAL ? INDEX_JOURNAL_LINES_PER_SECOND : INDEX_TERMINAL_LINES_PER_SECOND;
  return log;
}

void
index_log_free (IndexLog *log)
{
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

typedef struct
{
  GLogField fields[10];
  gsize n_fields;
} IndexLogFields;

static void
index_log_add_field (IndexLogFields *fields, const char *name, const char *value)
{
  g_assert (fields->n_fields < G_N_ELEMENTS (fields->fields));
  fields->fields[fields->n_fields++] = (GLogField) { name, value, -1 };
}

static void
index_log_send (IndexLog *log, GLogLevelFlags level, IndexLogFields *fields, const char *id, const char *message)
{
  index_log_add_field (fields, "MESSAGE", message);
  index_log_add_field (fields, "MESSAGE_ID", id);
  index_log_add_field (fields, "PRIORITY", level == G_LOG_LEVEL_WARNING ? "4" : "6");
  index_log_add_field (fields, "SYSLOG_IDENTIFIER", "p2p-ci-server");
  g_log_writer_journald (level, fields->fields, fields->n_fields, NULL);
}

static void
index_log_say (IndexLog *log, GLogLevelFlags level, const char *id, const char *message)
{
  IndexLogFields fields = { .n_fields = 0 };

  if (log->target == INDEX_LOG_JOURNAL)
    index_log_send (log, level, &fields, id, message);
  else if (log->target == INDEX_LOG_TERMINAL)
    index_log_print (log, message);
}

void
index_log_listening (IndexLog *log, const char *address, guint16 port)
{
  IndexLogFields fields = { .n_fields = 0 };
  g_autofree char *line = g_strdup_printf ("Started listening on IP %s  Port : %u", address, port);

  if (log->target == INDEX_LOG_JOURNAL)
    {
      index_log_send (log, G_LOG_LEVEL_INFO, &fields, INDEX_MESSAGE_ID_LISTENING, line);
      return;
    }
  fputs (line, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

gboolean
index_log_wants_message (IndexLog *log, IndexMeter *lines, gint64 now_usec)
{
  if (log->target == INDEX_LOG_NOWHERE)
    return FALSE;
  if ((log->target == INDEX_LOG_TERMINAL
       || index_meter_take (lines, now_usec, 1, INDEX_ADDRESS_LINES_PER_SECOND, INDEX_ADDRESS_LINES_BURST))
      && index_meter_take (&log->messages, now_usec, 1, log->per_second, log->per_second))
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
  IndexLogFields fields = { .n_fields = 0 };
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
  index_log_add_field (&fields, "P2PCI_METHOD", method);
  index_log_add_field (&fields, "P2PCI_PEER", peer);
  index_log_add_field (&fields, "P2PCI_STATUS", code);
  if (request->number != 0)
    index_log_add_field (&fields, "P2PCI_RFC", number);
  index_log_send (log, G_LOG_LEVEL_INFO, &fields, INDEX_MESSAGE_ID_REQUEST, line);
}

void
index_log_refused (IndexLog *log, const char *peer_address, const char *reason, gint64 now_usec)
{
  g_autofree char *line = NULL;

  if (log->target == INDEX_LOG_NOWHERE)
    return;
  if (!index_meter_take (&log->refusals, now_usec, 1, log->per_second, log->per_second))
    {
      log->n_skipped_refusals++;
      return;
    }
  line = g_strdup_printf ("%s: %s", peer_address, reason);
  index_log_say (log, G_LOG_LEVEL_INFO, INDEX_MESSAGE_ID_REFUSED, line);
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
    index_log_say (log, G_LOG_LEVEL_WARNING, INDEX_MESSAGE_ID_WARNING, line);
  else
    fprintf (stderr, "p2p-ci-server: %s\n", line);
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
  index_log_say (log, G_LOG_LEVEL_INFO, INDEX_MESSAGE_ID_SKIPPED, line);
}

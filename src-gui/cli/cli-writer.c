/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-writer.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "cli-interrupt.h"

/* After an interruption a reader that is merely slow gets this long, all in all. */
#define GRACE_MILLISECONDS 200

static struct
{
  gboolean waits;
  GString *lines; /* that wait, the first one perhaps in part */
  guint source_id;
  guint n_lost;
  gboolean was_cut;
} writer;

typedef enum
{
  CLI_WRITER_READY,
  CLI_WRITER_NOT_YET,
  CLI_WRITER_NEVER, /* after an interruption */
} CliWriterReadiness;

/* An error counts as ready: writing tells which one. */
static gboolean
cli_writer_is_ready (int descriptor)
{
  struct pollfd file = { .fd = descriptor, .events = POLLOUT };

  return poll (&file, 1, 0) > 0;
}

static CliWriterReadiness
cli_writer_wait (int descriptor)
{
  struct pollfd files[] = { { .fd = descriptor, .events = POLLOUT },
                            { .fd = cli_interrupt_get_descriptor (), .events = POLLIN } };

  if (cli_writer_is_ready (descriptor))
    return CLI_WRITER_READY;
  if (writer.was_cut)
    return CLI_WRITER_NEVER;
  if (cli_interrupt_has_come ())
    return poll (files, 1, GRACE_MILLISECONDS) > 0 ? CLI_WRITER_READY : CLI_WRITER_NEVER;
  poll (files, G_N_ELEMENTS (files), -1);
  return CLI_WRITER_NOT_YET;
}

/* A pipe that has room at all has room for PIPE_BUF bytes. */
static gssize
cli_writer_write_some (int descriptor, const char *bytes, gsize length, GError **error)
{
  const ssize_t n = write (descriptor, bytes, MIN (length, PIPE_BUF));

  if (n >= 0)
    return n;
  if (errno == EINTR || errno == EAGAIN)
    return 0;
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  return -1;
}

gboolean
cli_writer_write (int descriptor, const char *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      const CliWriterReadiness readiness = cli_writer_wait (descriptor);
      gssize n = 0;

      if (readiness == CLI_WRITER_NEVER)
        {
          writer.was_cut = TRUE;
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Interrupted."));
          return FALSE;
        }
      if (readiness == CLI_WRITER_READY)
        n = cli_writer_write_some (descriptor, bytes, length, error);
      if (n < 0)
        return FALSE;
      bytes += n;
      length -= n;
    }
  return TRUE;
}

void
cli_writer_begin_to_wait (void)
{
  writer.waits = TRUE;
  writer.lines = g_string_new (NULL);
}

/* As much of what waits as the reader takes now. */
static gboolean
cli_writer_pump (GError **error)
{
  gsize n_written = 0;
  gssize n = 0;

  while (n >= 0 && n_written < writer.lines->len && cli_writer_is_ready (STDOUT_FILENO))
    {
      n = cli_writer_write_some (STDOUT_FILENO, writer.lines->str + n_written, writer.lines->len - n_written, error);
      n_written += MAX (n, 0);
    }
  g_string_erase (writer.lines, 0, n_written);
  return n >= 0;
}

static gboolean
cli_writer_ready_cb (int descriptor, GIOCondition condition, gpointer user_data)
{
  /* One that has gone is told to whoever writes next. */
  if (cli_writer_pump (NULL) && writer.lines->len > 0)
    return G_SOURCE_CONTINUE;
  writer.source_id = 0;
  return G_SOURCE_REMOVE;
}

gboolean
cli_writer_write_line (const char *line, GError **error)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);

  if (!writer.waits)
    return cli_writer_write (STDOUT_FILENO, whole, strlen (whole), error);

  if (writer.lines->len + strlen (whole) > CLI_WRITER_MAX_WAITING_BYTES)
    writer.n_lost++;
  else
    g_string_append (writer.lines, whole);
  if (!cli_writer_pump (error))
    return FALSE;
  if (writer.lines->len > 0 && writer.source_id == 0)
    writer.source_id = g_unix_fd_add (STDOUT_FILENO, G_IO_OUT | G_IO_ERR | G_IO_HUP, cli_writer_ready_cb, NULL);
  return TRUE;
}

guint
cli_writer_take_n_lost (void)
{
  const guint n_lost = writer.n_lost;

  if (n_lost == 0 || writer.lines->len > CLI_WRITER_MAX_WAITING_BYTES / 2)
    return 0;
  writer.n_lost = 0;
  return n_lost;
}

void
cli_writer_end (void)
{
  g_autoptr (GString) rest = g_steal_pointer (&writer.lines);

  g_clear_handle_id (&writer.source_id, g_source_remove);
  writer.waits = FALSE;
  if (rest != NULL)
    cli_writer_write (STDOUT_FILENO, rest->str, rest->len, NULL);
}

gboolean
cli_writer_was_cut (void)
{
  return writer.was_cut;
}

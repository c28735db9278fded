/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-print.h"
#include "peer-download.h"
#include "peer-mirror.h"
#include "wire-status.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#define BAR_COLUMNS 24u

/* One run of the command. */
typedef struct
{
  CliContext *context;
  GFile *folder;
  PeerMirror *mirror;
  PeerMirrorProgress progress; /* the last that was told */
  JsonArray *failures;
  GPtrArray *sentences; /* of what could not be had, for the end */
  guint n_not_found;
  gint64 began_usec;
  gboolean is_on_terminal; /* progress is shown */
  gboolean has_ended;
  GError *error;
} CliMirror;

static void
cli_mirror_clear_progress (CliMirror *mirror)
{
  if (mirror->is_on_terminal)
    fputs ("\r\033[K", stderr);
}

static char *
cli_mirror_draw_bar (const PeerMirrorProgress *progress)
{
  const guint64 total = MAX (progress->total_bytes, 1);
  const guint n_full = (guint) (MIN (progress->done_bytes, total) * BAR_COLUMNS / total);
  GString *bar = g_string_new ("[");

  for (guint i = 0; i < BAR_COLUMNS; i++)
    g_string_append_c (bar, i < n_full ? '#' : '.');
  return g_string_free (g_string_append_c (bar, ']'), FALSE);
}

/* translators: how long something takes yet, short, for a line of progress */
static char *
cli_mirror_describe_time_left (int seconds)
{
  if (seconds < 0)
    return g_strdup (_("time left unknown"));
  if (seconds < 60)
    return g_strdup_printf (_("%d s left"), seconds);
  return g_strdup_printf (_("%d min %d s left"), seconds / 60, seconds % 60);
}

static void
cli_mirror_progress_cb (PeerMirror *engine, const PeerMirrorProgress *progress, gpointer user_data)
{
  CliMirror *mirror = user_data;
  g_autofree char *bar = NULL;
  g_autofree char *done = NULL;
  g_autofree char *total = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *left = NULL;
  g_autofree char *line = NULL;
  g_autofree char *fitting = NULL;

  mirror->progress = *progress;
  if (!mirror->is_on_terminal)
    return;

  bar = cli_mirror_draw_bar (progress);
  done = g_format_size (progress->done_bytes);
  total = g_format_size (progress->total_bytes);
  rate = g_format_size (progress->bytes_per_second);
  left = cli_mirror_describe_time_left (progress->seconds_left);
  /* translators: a bar, documents done, documents in all, a size, a size, a size, how long it takes yet */
  line = g_strdup_printf (_("%s %u of %u · %s of %s · %s/s · %s"), bar, progress->n_done + progress->n_failed,
                          progress->n_listed - progress->n_present, done, total, rate, left);
  fitting = cli_fit_terminal (line);
  cli_mirror_clear_progress (mirror);
  fputs (fitting, stderr);
  fflush (stderr);
}

static void
cli_mirror_failed_cb (PeerMirror *engine, guint number, const char *title, const GError *error, gpointer user_data)
{
  CliMirror *mirror = user_data;
  JsonObject *object = json_object_new ();

  if (g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_HOLDER)
      || g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND))
    mirror->n_not_found++;
  json_object_set_int_member (object, "number", number);
  json_object_set_string_member (object, "title", title);
  json_object_set_string_member (object, "error", error->message);
  json_array_add_object_element (mirror->failures, object);
  g_ptr_array_add (mirror->sentences, g_strdup_printf (_("RFC %u was not fetched. %s"), number, error->message));
}

static void
cli_mirror_ended_cb (PeerMirror *engine, const GError *error, gpointer user_data)
{
  CliMirror *mirror = user_data;

  mirror->has_ended = TRUE;
  mirror->error = error != NULL ? g_error_copy (error) : NULL;
}

static const PeerMirrorHandler cli_mirror_handler = {
  .progress = cli_mirror_progress_cb,
  .failed = cli_mirror_failed_cb,
  .ended = cli_mirror_ended_cb,
};

static void
cli_mirror_print_json (CliMirror *mirror, double seconds)
{
  JsonObject *object = json_object_new ();

  cli_json_set_path (object, "folder", g_file_peek_path (mirror->folder));
  json_object_set_int_member (object, "listed", mirror->progress.n_listed);
  json_object_set_int_member (object, "present", mirror->progress.n_present);
  json_object_set_int_member (object, "fetched", mirror->progress.n_done);
  json_object_set_int_member (object, "bytes", (gint64) mirror->progress.done_bytes);
  json_object_set_double_member (object, "seconds", seconds);
  json_object_set_boolean_member (object, "complete", mirror->error == NULL && mirror->progress.n_failed == 0);
  json_object_set_array_member (object, "failed", json_array_ref (mirror->failures));
  cli_print_json (cli_json_node_from_object (object), FALSE);
}

static void
cli_mirror_print_summary (CliMirror *mirror, double seconds)
{
  const PeerMirrorProgress *progress = &mirror->progress;
  const char *folder = g_file_peek_path (mirror->folder);
  g_autofree char *size = g_format_size (progress->done_bytes);
  g_autofree char *fetched =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document fetched", "%u documents fetched", progress->n_done),
                       progress->n_done);
  g_autofree char *present = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u was there already", "%u were there already", progress->n_present),
      progress->n_present);

  if (progress->n_done > 0)
    /* translators: "N documents fetched", a size, seconds, "N were there already", a folder */
    cli_print (_("%s (%s in %.1f s), %s: %s"), fetched, size, seconds, present, folder);
  else
    /* translators: "N documents fetched", "N were there already", a folder */
    cli_print (_("%s, %s: %s"), fetched, present, folder);
}

static CliStatus
cli_mirror_judge (CliMirror *mirror)
{
  if (mirror->error != NULL)
    return cli_context_fail (mirror->context, mirror->error);
  if (mirror->progress.n_failed == 0)
    return CLI_STATUS_DONE;
  return mirror->progress.n_failed == mirror->n_not_found ? CLI_STATUS_NOT_FOUND : CLI_STATUS_FAILED;
}

static CliStatus
cli_mirror_report (CliMirror *mirror)
{
  const char *match = mirror->context->match;
  double seconds = (double) (g_get_monotonic_time () - mirror->began_usec) / G_USEC_PER_SEC;

  for (guint i = 0; i < mirror->sentences->len; i++)
    cli_print_error ("%s", (const char *) g_ptr_array_index (mirror->sentences, i));
  if (mirror->context->is_json)
    cli_mirror_print_json (mirror, seconds);
  else if (mirror->progress.n_listed > 0)
    cli_mirror_print_summary (mirror, seconds);

  if (mirror->error != NULL || mirror->progress.n_listed > 0)
    return cli_mirror_judge (mirror);
  if (match == NULL || *match == '\0')
    {
      cli_print_error ("%s", _("The index lists no documents yet."));
      return CLI_STATUS_DONE;
    }
  cli_print_error (_("No document matches “%s”."), match);
  return CLI_STATUS_NOT_FOUND;
}

static gboolean
cli_mirror_has_ended (gpointer data)
{
  return ((CliMirror *) data)->has_ended;
}

/* What is whole is committed even when it is interrupted, which takes a moment. */
static CliStatus
cli_mirror_run (CliMirror *mirror)
{
  g_autoptr (GError) error = NULL;

  mirror->mirror = peer_mirror_new (mirror->context->poller, mirror->context->client, mirror->folder,
                                    mirror->context->match, &cli_mirror_handler, mirror, &error);
  if (mirror->mirror == NULL)
    return cli_context_fail (mirror->context, error);

  if (!cli_context_wait (mirror->context, cli_mirror_has_ended, mirror) && !mirror->has_ended)
    peer_mirror_stop (mirror->mirror);
  while (!mirror->has_ended)
    g_main_context_iteration (NULL, TRUE);
  cli_mirror_clear_progress (mirror);
  peer_mirror_free (mirror->mirror);
  return cli_mirror_report (mirror);
}

CliStatus
cli_mirror (CliContext *context, char **arguments)
{
  g_autoptr (GFile) folder =
      arguments[0] != NULL ? g_file_new_for_commandline_arg (arguments[0]) : cli_context_get_folder (context);
  CliMirror mirror = { .context = context, .folder = folder, .began_usec = g_get_monotonic_time () };
  CliStatus status = cli_context_connect (context);

  if (status != CLI_STATUS_DONE)
    return status;

  mirror.is_on_terminal = isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0 && !context->is_json;
  mirror.failures = json_array_new ();
  mirror.sentences = g_ptr_array_new_with_free_func (g_free);
  status = cli_mirror_run (&mirror);
  json_array_unref (mirror.failures);
  g_ptr_array_unref (mirror.sentences);
  g_clear_error (&mirror.error);
  return status;
}

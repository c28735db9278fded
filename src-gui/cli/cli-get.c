/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-output.h"
#include "cli-print.h"
#include "peer-downloads-private.h"
#include "peer-parts.h"
#include "peer-shown-text.h"
#include "wire-status.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

/* One run of the command: what was asked for, and what has come of it so far. */
typedef struct
{
  CliContext *context;
  CliOutput output;
  PeerDownloads *downloads;
  JsonArray *array;
  GArray *numbers;
  guint n_ended;
  guint n_failed;
  guint n_not_found;
  gboolean is_on_terminal; /* progress is shown */
} CliGet;

static gboolean
cli_get_has_ended (PeerDownload *download)
{
  switch (peer_download_get_state (download))
    {
    case PEER_DOWNLOAD_DONE:
    case PEER_DOWNLOAD_FAILED:
    case PEER_DOWNLOAD_CANCELLED:
      return TRUE;
    case PEER_DOWNLOAD_QUEUED:
    case PEER_DOWNLOAD_LOOKING_UP:
    case PEER_DOWNLOAD_CONNECTING:
    case PEER_DOWNLOAD_RECEIVING:
    case PEER_DOWNLOAD_WAITING:
      break;
    }
  return FALSE;
}

static void
cli_get_clear_progress (CliGet *get)
{
  if (get->is_on_terminal)
    fputs ("\r\033[K", stderr);
}

static void
cli_get_show_progress (CliGet *get, PeerDownload *download)
{
  g_autofree char *status = NULL;
  g_autofree char *line = NULL;
  g_autofree char *fitting = NULL;

  if (!get->is_on_terminal)
    return;

  status = peer_shown_text (peer_download_get_status_text (download));
  if (peer_download_get_fraction (download) >= 0)
    line = g_strdup_printf (_("%u of %u · RFC %u · %.0f %% · %s"), get->n_ended, get->numbers->len,
                            peer_download_get_number (download), peer_download_get_fraction (download) * 100, status);
  else
    line = g_strdup_printf (_("%u of %u · RFC %u · %s"), get->n_ended, get->numbers->len,
                            peer_download_get_number (download), status);
  fitting = cli_fit_terminal (line);
  cli_get_clear_progress (get);
  fputs (fitting, stderr);
  fflush (stderr);
}

/* That not all peers have the same text, the user should know. Where they agree there is nothing to say. */
static void
cli_get_tell_disagreement (guint number, PeerDownload *download)
{
  if (peer_download_get_n_agreeing (download) < peer_download_get_n_compared (download)
      && *peer_download_get_agreement_text (download) != '\0')
    cli_print_error ("RFC %u: %s", number, peer_download_get_agreement_text (download));
}

/* @download: NULL when it was there already. */
static void
cli_get_tell (CliGet *get, guint number, PeerDownload *download, GFile *place, const char *failure)
{
  JsonObject *object = NULL;

  cli_get_clear_progress (get);
  if (failure == NULL && download != NULL)
    cli_get_tell_disagreement (number, download);
  if (failure != NULL)
    cli_print_error ("%s", failure);
  if (!get->context->is_json)
    {
      if (place != NULL)
        cli_print ("RFC %u  %s", number, g_file_peek_path (place));
      return;
    }

  object = json_object_new ();
  json_object_set_int_member (object, "number", number);
  json_object_set_boolean_member (object, "ok", failure == NULL);
  cli_json_set_path (object, "file", place != NULL ? g_file_peek_path (place) : NULL);
  json_object_set_string_member (object, "error", failure);
  /* Of the peers that name the digest of their text, how many have this one. */
  json_object_set_int_member (object, "agreeing", download != NULL ? peer_download_get_n_agreeing (download) : 0);
  json_object_set_int_member (object, "compared", download != NULL ? peer_download_get_n_compared (download) : 0);
  json_array_add_object_element (get->array, object);
}

static void
cli_get_fail (CliGet *get, PeerDownload *download)
{
  guint number = peer_download_get_number (download);
  const GError *error = peer_download_get_error (download);
  g_autofree char *sentence = NULL;

  get->n_failed++;
  if (g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_HOLDER)
      || g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND))
    get->n_not_found++;

  sentence = g_strdup_printf (_("RFC %u was not fetched. %s"), number,
                              error != NULL ? error->message : peer_download_get_status_text (download));
  cli_get_tell (get, number, download, NULL, sentence);
}

static void
cli_get_end (CliGet *get, PeerDownload *download)
{
  g_autoptr (GFile) place = NULL;
  g_autoptr (GError) error = NULL;

  get->n_ended++;
  if (peer_download_get_state (download) != PEER_DOWNLOAD_DONE)
    {
      cli_get_fail (get, download);
      return;
    }
  if (cli_output_place (&get->output, peer_download_get_file (download), &place, &error))
    {
      cli_get_tell (get, peer_download_get_number (download), download, place, NULL);
      return;
    }
  get->n_failed++;
  /* Who reads standard output and goes away, goes without a word. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    cli_get_tell (get, peer_download_get_number (download), download, NULL, error->message);
}

static void
cli_get_changed_cb (PeerDownload *download, GParamSpec *pspec, CliGet *get)
{
  if (!cli_get_has_ended (download))
    {
      cli_get_show_progress (get, download);
      return;
    }
  g_signal_handlers_disconnect_by_func (download, cli_get_changed_cb, get);
  cli_get_end (get, download);
}

static void
cli_get_start (CliGet *get, guint number)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autoptr (GFile) file = g_file_get_child (get->output.folder, name);
  PeerDownload *download = NULL;

  if (g_file_query_exists (file, NULL))
    {
      get->n_ended++;
      cli_get_tell (get, number, NULL, file, NULL);
      return;
    }
  download = peer_downloads_start (get->downloads, number, NULL);
  g_signal_connect (download, "notify::state", G_CALLBACK (cli_get_changed_cb), get);
  if (get->is_on_terminal)
    g_signal_connect (download, "notify::moved", G_CALLBACK (cli_get_changed_cb), get);
}

static gboolean
cli_get_is_done (gpointer data)
{
  CliGet *get = data;

  return get->n_ended == get->numbers->len;
}

static CliStatus
cli_get_run (CliGet *get)
{
  get->downloads = peer_downloads_new (get->context->poller, get->context->client, get->output.folder);
  peer_parts_sweep (get->output.folder, NULL);
  g_object_set (get->downloads, "is-patient", FALSE, NULL);

  for (guint i = 0; i < get->numbers->len; i++)
    cli_get_start (get, g_array_index (get->numbers, guint, i));
  if (!cli_context_wait (get->context, cli_get_is_done, get))
    {
      cli_get_clear_progress (get);
      return CLI_STATUS_INTERRUPTED;
    }
  cli_get_clear_progress (get);
  if (get->n_failed == 0)
    return CLI_STATUS_DONE;
  return get->n_failed == get->n_not_found ? CLI_STATUS_NOT_FOUND : CLI_STATUS_FAILED;
}

static void
cli_get_drop_downloads (CliGet *get)
{
  for (guint i = 0; i < get->numbers->len; i++)
    {
      PeerDownload *download = peer_downloads_find (get->downloads, g_array_index (get->numbers, guint, i));

      if (download != NULL)
        g_signal_handlers_disconnect_by_func (download, cli_get_changed_cb, get);
    }
  peer_downloads_stop (get->downloads);
}

static GArray *
cli_get_parse_numbers (char **words)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (char **word = words; *word != NULL; word++)
    {
      guint number = cli_command_parse_number (*word);

      if (number == 0)
        return NULL;
      if (g_hash_table_add (seen, GUINT_TO_POINTER (number)))
        g_array_append_val (numbers, number);
    }
  return g_steal_pointer (&numbers);
}

CliStatus
cli_get (CliContext *context, char **arguments)
{
  g_autoptr (GArray) numbers = cli_get_parse_numbers (arguments);
  g_autoptr (GError) error = NULL;
  CliGet get = { .context = context, .numbers = numbers };
  CliStatus status;

  if (numbers == NULL)
    return CLI_STATUS_USAGE;
  if (!cli_output_init (&get.output, context, numbers->len, &error))
    {
      cli_output_clear (&get.output);
      return cli_context_fail (context, error);
    }

  status = cli_context_connect (context);
  if (status == CLI_STATUS_DONE)
    {
      get.is_on_terminal = isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0 && !context->is_json;
      get.array = json_array_new ();
      status = cli_get_run (&get);
      cli_get_drop_downloads (&get);
      g_clear_object (&get.downloads);
      if (context->is_json)
        cli_print_json (cli_json_node_from_array (get.array), FALSE);
      else
        json_array_unref (get.array);
    }
  cli_output_clear (&get.output);
  return status;
}

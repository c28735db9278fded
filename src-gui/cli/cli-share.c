/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-notify.h"
#include "cli-print.h"
#include "cli-writer.h"
#include "peer-engine.h"
#include "peer-shown-text.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  CliContext *context;
  PeerEngine *engine;
  gboolean tells_documents; /* once the library has been read: before that it tells their number alone */
} CliShare;

/* A sentence for people, or an object with "event" and its members for programs. Takes @object. */
static void
cli_share_print (CliShare *share, const char *event, JsonObject *object, const char *sentence)
{
  g_autofree char *shown = NULL;

  if (!share->context->is_json)
    {
      g_clear_pointer (&object, json_object_unref);
      shown = peer_shown_text (sentence);
      cli_print ("%s", shown);
      return;
    }
  if (object == NULL)
    object = json_object_new ();
  json_object_set_string_member (object, "event", event);
  cli_print_json (cli_json_node_from_object (object), TRUE);
}

/* A reader that stands still keeps no document from anybody; it is told when it goes on. */
static void
cli_share_tell (CliShare *share, const char *event, JsonObject *object, const char *sentence)
{
  const guint n_lost = cli_writer_take_n_lost ();
  JsonObject *lost = NULL;
  g_autofree char *lost_sentence = NULL;

  if (n_lost > 0)
    {
      lost = json_object_new ();
      json_object_set_int_member (lost, "lines", n_lost);
      lost_sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u line was lost: nobody read it in time.",
                                                    "%u lines were lost: nobody read them in time.", n_lost),
                                       n_lost);
      cli_share_print (share, "lost", lost, lost_sentence);
    }
  cli_share_print (share, event, object, sentence);
}

static void
cli_share_update_status (CliShare *share)
{
  const guint n_documents = g_list_model_get_n_items (G_LIST_MODEL (peer_engine_get_library (share->engine)));
  const char *connection = peer_index_client_get_state_text (peer_engine_get_index_client (share->engine));
  g_autofree char *count = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u document.", "%u documents.", n_documents), n_documents);
  g_autofree char *lines = g_strconcat ("STATUS=", count, " ", connection, NULL);

  cli_notify (lines);
}

static void
cli_share_connection_cb (PeerIndexClient *client, GParamSpec *pspec, CliShare *share)
{
  const char *text = peer_index_client_get_state_text (client);
  JsonObject *object = json_object_new ();

  cli_share_update_status (share);
  json_object_set_string_member (object, "text", text);
  switch (peer_index_client_get_state (client))
    {
    case PEER_CONNECTION_CONNECTED:
      cli_share_tell (share, "connected", object, text);
      break;
    case PEER_CONNECTION_OFFLINE:
      cli_share_tell (share, "offline", object, text);
      break;
    case PEER_CONNECTION_DISCONNECTED:
    case PEER_CONNECTION_CONNECTING:
      json_object_unref (object);
      break;
    }
}

static void
cli_share_document_added_cb (PeerLibrary *library, PeerDocument *document, CliShare *share)
{
  g_autofree char *sentence = NULL;

  if (!share->tells_documents || !peer_document_get_is_shared (document))
    return;
  sentence = g_strdup_printf (_("Sharing RFC %u, %s"), peer_document_get_number (document),
                              peer_document_get_title (document));
  cli_share_tell (share, "added", cli_json_from_document (document), sentence);
}

static void
cli_share_document_changed_cb (PeerLibrary *library, PeerDocument *document, CliShare *share)
{
  g_autofree char *sentence = NULL;

  if (!share->tells_documents)
    return;
  sentence = g_strdup_printf (peer_document_get_is_shared (document) ? _("Sharing RFC %u, %s")
                                                                     : _("Not sharing RFC %u any more, %s"),
                              peer_document_get_number (document), peer_document_get_title (document));
  cli_share_tell (share, "changed", cli_json_from_document (document), sentence);
}

static void
cli_share_document_removed_cb (PeerLibrary *library, PeerDocument *document, CliShare *share)
{
  g_autofree char *sentence = NULL;

  if (!share->tells_documents)
    return;
  sentence = g_strdup_printf (_("The file of RFC %u is gone. It is not shared any more."),
                              peer_document_get_number (document));
  cli_share_tell (share, "removed", cli_json_from_document (document), sentence);
}

static void
cli_share_loaded_cb (PeerLibrary *library, GParamSpec *pspec, CliShare *share)
{
  guint n_documents = g_list_model_get_n_items (G_LIST_MODEL (library));
  guint16 port = peer_upload_service_get_port (peer_engine_get_upload_service (share->engine));
  const char *folder = g_file_peek_path (peer_library_get_folder (library));
  JsonObject *object = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ignored = NULL;

  if (peer_library_get_is_loading (library) || share->tells_documents)
    return;

  share->tells_documents = TRUE;
  sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document in %s, served on port %u.",
                                           "%u documents in %s, served on port %u.", n_documents),
                              n_documents, folder, port);
  object = json_object_new ();
  json_object_set_int_member (object, "documents", n_documents);
  cli_json_set_path (object, "folder", folder);
  json_object_set_int_member (object, "port", port);
  cli_share_tell (share, "serving", object, sentence);
  cli_notify ("READY=1");
  cli_share_update_status (share);

  if (!peer_library_flush (library, &error))
    cli_print_error ("%s", error->message);
  ignored = peer_library_dup_ignored (library);
  for (char **line = ignored; *line != NULL; line++)
    cli_print_error ("%s", *line);
}

static void
cli_share_upload_cb (PeerUpload *upload, GParamSpec *pspec, CliShare *share)
{
  guint number = peer_upload_get_number (upload);
  const char *address = peer_upload_get_address (upload);
  JsonObject *object = json_object_new ();
  g_autofree char *sentence = NULL;

  json_object_set_int_member (object, "number", number);
  json_object_set_string_member (object, "address", address);
  switch (peer_upload_get_state (upload))
    {
    case PEER_UPLOAD_SENDING:
      sentence = g_strdup_printf (_("%s is getting RFC %u."), address, number);
      cli_share_tell (share, "upload-started", object, sentence);
      break;
    case PEER_UPLOAD_DONE:
      sentence = g_strdup_printf (_("%s has got RFC %u."), address, number);
      cli_share_tell (share, "upload-done", object, sentence);
      break;
    case PEER_UPLOAD_FAILED:
      sentence = g_strdup_printf (_("%s did not get the whole of RFC %u."), address, number);
      cli_share_tell (share, "upload-failed", object, sentence);
      break;
    }
}

static void
cli_share_uploads_changed_cb (GListModel *uploads, guint position, guint n_removed, guint n_added, CliShare *share)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PeerUpload) upload = g_list_model_get_item (uploads, i);

      g_signal_connect (upload, "notify::state", G_CALLBACK (cli_share_upload_cb), share);
      cli_share_upload_cb (upload, NULL, share);
    }
}

static void
cli_share_error_cb (GObject *object, GParamSpec *pspec, CliShare *share)
{
  g_autofree char *text = NULL;

  g_object_get (object, "error-text", &text, NULL);
  if (*text != '\0')
    cli_print_error ("%s", text);
}

static void
cli_share_folder_cb (PeerFolder *folder, GParamSpec *pspec, CliShare *share)
{
  const char *text = peer_folder_get_state_text (folder);
  JsonObject *object = NULL;

  if (!share->context->is_json)
    {
      if (*text != '\0')
        cli_print_error ("%s", text);
      return;
    }
  object = json_object_new ();
  cli_json_set_path (object, "folder", g_file_peek_path (peer_folder_get_file (folder)));
  json_object_set_string_member (object, "text", text);
  cli_share_tell (share, "folder", object, text);
}

static void
cli_share_observe_folders (CliShare *share)
{
  GListModel *folders = peer_engine_get_folders (share->engine);

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (PeerFolder) folder = g_list_model_get_item (folders, i);

      g_signal_connect (folder, "notify::state-text", G_CALLBACK (cli_share_folder_cb), share);
    }
}

static void
cli_share_observe (CliShare *share)
{
  PeerLibrary *library = peer_engine_get_library (share->engine);
  PeerIndexClient *client = peer_engine_get_index_client (share->engine);
  PeerUploadService *uploads = peer_engine_get_upload_service (share->engine);

  g_signal_connect (client, "notify::state", G_CALLBACK (cli_share_connection_cb), share);
  g_signal_connect (library, "document-added", G_CALLBACK (cli_share_document_added_cb), share);
  g_signal_connect (library, "document-changed", G_CALLBACK (cli_share_document_changed_cb), share);
  g_signal_connect (library, "document-removed", G_CALLBACK (cli_share_document_removed_cb), share);
  g_signal_connect (library, "notify::is-loading", G_CALLBACK (cli_share_loaded_cb), share);
  g_signal_connect (uploads, "notify::error-text", G_CALLBACK (cli_share_error_cb), share);
  cli_share_observe_folders (share);
  g_signal_connect (uploads, "items-changed", G_CALLBACK (cli_share_uploads_changed_cb), share);
}

static gboolean
cli_share_is_done (gpointer data)
{
  return FALSE; /* it stays until it is interrupted */
}

static CliStatus
cli_share_stop (CliShare *share)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  share->tells_documents = FALSE;
  cli_notify ("STOPPING=1");
  peer_engine_stop_async (share->engine, NULL, cli_result_cb, &result);
  cli_context_wait_for_result (share->context, &result);
  if (!peer_engine_stop_finish (share->engine, result, &error)
      || !peer_library_flush (peer_engine_get_library (share->engine), &error))
    {
      cli_print_error ("%s", error->message);
      return CLI_STATUS_FAILED;
    }
  cli_share_tell (share, "left", NULL, _("Left the index."));
  cli_writer_end ();
  return CLI_STATUS_DONE;
}

CliStatus
cli_share (CliContext *context, char **arguments)
{
  g_autoptr (GFile) folder =
      arguments[0] != NULL ? g_file_new_for_commandline_arg (arguments[0]) : cli_context_get_folder (context);
  g_autoptr (PeerEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  PeerEngineOptions options = { .folder = folder,
                                .only_shares = TRUE,
                                .priority = G_PRIORITY_DEFAULT };
  CliShare share = { .context = context };
  CliStatus status = cli_context_choose_server (context);

  if (status != CLI_STATUS_DONE)
    return status;

  options.server = cli_context_get_server (context);
  engine = peer_engine_new (&options, &error);
  if (engine == NULL)
    return cli_context_fail (context, error);

  /* One that goes later may come back; one that never was is a mistake. */
  if (!g_file_test (g_file_peek_path (folder), G_FILE_TEST_IS_DIR))
    {
      cli_print_error (_("There is no folder %s, and none can be made there. Name another one."), g_file_peek_path (folder));
      return CLI_STATUS_FAILED;
    }

  for (guint i = 1; arguments[0] != NULL && arguments[i] != NULL; i++)
    {
      g_autoptr (GFile) watched = g_file_new_for_commandline_arg (arguments[i]);

      if (!peer_engine_add_folder (engine, watched, &error))
        return cli_context_fail (context, error);
    }

  share.engine = engine;
  cli_writer_begin_to_wait ();
  cli_share_observe (&share);
  peer_engine_start (engine);
  cli_share_loaded_cb (peer_engine_get_library (engine), NULL, &share);
  cli_context_wait (context, cli_share_is_done, NULL);

  /* Ending it is how it ends: no failure. */
  return cli_share_stop (&share);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-catalogue-private.h"
#include "peer-downloads-private.h"
#include "peer-engine.h"
#include "peer-index-client-private.h"
#include "peer-upload-service-private.h"

#define LEAVE_USEC (G_USEC_PER_SEC * 3 / 2) /* for the index to answer: well under the promised 2 s */

struct _PeerEngine
{
  GObject parent_instance;

  NetPoller *poller;
  PeerLibrary *library;
  PeerIndexClient *client;
  PeerUploadService *uploads;
  PeerDownloads *downloads;
  PeerCatalogue *catalogue;
  guint16 upload_port; /* that the user wants; 0 for any */
  char *queue_path;    /* NULL: downloads end with the program */
};

G_DEFINE_FINAL_TYPE (PeerEngine, peer_engine, G_TYPE_OBJECT)

/* A fixed port that is taken must not keep the user from anything else: another one does as well. */
static void
peer_engine_listen (PeerEngine *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) second_error = NULL;

  if (peer_upload_service_listen (self->uploads, self->upload_port, &error))
    return;

  if (self->upload_port != 0 && peer_upload_service_listen (self->uploads, 0, &second_error))
    {
      g_autofree char *text = g_strdup_printf (
          _("Port %u is used by another program. Others get documents from you on port %u meanwhile."),
          self->upload_port,
          peer_upload_service_get_port (self->uploads));

      peer_upload_service_set_error_text (self->uploads, text);
      return;
    }

  g_message ("Cannot listen for other peers: %s", error->message);
  peer_upload_service_set_error_text (self->uploads, _("Others cannot get documents from you: no port could be opened."));
}

static void
peer_engine_left_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PeerEngine *self = g_task_get_source_object (task);

  peer_index_client_leave_finish (PEER_INDEX_CLIENT (object), result, NULL);
  peer_upload_service_stop (self->uploads);
  g_task_return_boolean (task, TRUE);
}

static void
peer_engine_dispose (GObject *object)
{
  PeerEngine *self = PEER_ENGINE (object);

  if (self->uploads != NULL)
    peer_upload_service_stop (self->uploads);
  if (self->downloads != NULL)
    peer_downloads_stop (self->downloads);
  if (self->catalogue != NULL)
    peer_catalogue_stop (self->catalogue);
  if (self->client != NULL)
    peer_index_client_stop (self->client);

  g_clear_object (&self->catalogue);
  g_clear_object (&self->downloads);
  g_clear_object (&self->uploads);
  g_clear_object (&self->client);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (peer_engine_parent_class)->dispose (object);
}

/* The parts have been stopped: one that a face still holds does not touch the poller any more. */
static void
peer_engine_finalize (GObject *object)
{
  PeerEngine *self = PEER_ENGINE (object);

  g_clear_pointer (&self->poller, net_poller_free);
  g_free (self->queue_path);
  G_OBJECT_CLASS (peer_engine_parent_class)->finalize (object);
}

static void
peer_engine_class_init (PeerEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = peer_engine_dispose;
  object_class->finalize = peer_engine_finalize;
}

static void
peer_engine_init (PeerEngine *self)
{
}

static void
peer_engine_restore_folders (PeerEngine *self, const char *const *names)
{
  for (; names != NULL && *names != NULL; names++)
    {
      g_autoptr (GFile) folder =
          g_path_is_absolute (*names) ? g_file_new_for_path (*names) : g_file_new_for_uri (*names);

      peer_library_restore_folder (self->library, folder);
    }
}

PeerEngine *
peer_engine_new (const PeerEngineOptions *options, GError **error)
{
  g_autoptr (PeerEngine) self = g_object_new (PEER_TYPE_ENGINE, NULL);
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GFile) state_folder = NULL;

  self->poller = net_poller_new (NULL, options->priority, error);
  if (self->poller == NULL)
    return NULL;

  folder = options->folder != NULL ? g_object_ref (options->folder) : peer_engine_get_default_folder ();
  state_folder = options->state_folder != NULL
                     ? g_object_ref (options->state_folder)
                     : g_file_new_build_filename (g_get_user_data_dir (), "p2p-ci", NULL);

  self->upload_port = options->upload_port;
  if (options->keeps_downloads)
    self->queue_path = g_build_filename (g_file_peek_path (state_folder), "downloads", NULL);
  self->library = peer_library_new (folder, state_folder);
  self->client = peer_index_client_new (self->poller, self->library);
  self->uploads = peer_upload_service_new (self->poller, self->library);
  peer_engine_restore_folders (self, options->watched_folders);
  if (!options->only_shares)
    {
      self->downloads = peer_downloads_new (self->poller, self->client, folder);
      self->catalogue = peer_catalogue_new (self->poller, self->client, self->library, self->downloads);
    }

  if (options->server != NULL)
    peer_index_client_set_server (self->client, options->server);
  return g_steal_pointer (&self);
}

void
peer_engine_start (PeerEngine *self)
{
  peer_engine_listen (self);
  peer_index_client_set_upload_port (self->client, peer_upload_service_get_port (self->uploads));
  if (self->queue_path != NULL)
    peer_downloads_keep (self->downloads, self->queue_path);
  if (*peer_index_client_get_server (self->client) != '\0')
    peer_index_client_connect (self->client);
}

void
peer_engine_stop_async (PeerEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, peer_engine_stop_async);
  if (self->downloads != NULL)
    peer_downloads_stop (self->downloads);
  peer_index_client_leave_async (
      self->client, net_poller_get_now_usec (self->poller) + LEAVE_USEC, peer_engine_left_cb, task);
}

gboolean
peer_engine_stop_finish (PeerEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GListModel *
peer_engine_get_folders (PeerEngine *self)
{
  return peer_library_get_folders (self->library);
}

gboolean
peer_engine_add_folder (PeerEngine *self, GFile *folder, GError **error)
{
  return peer_library_add_folder (self->library, folder, error);
}

void
peer_engine_remove_folder (PeerEngine *self, PeerFolder *folder)
{
  peer_library_remove_folder (self->library, folder);
}

gboolean
peer_engine_set_folder (PeerEngine *self, GFile *folder, GError **error)
{
  if (!peer_library_set_folder (self->library, folder, error))
    return FALSE;
  if (self->downloads != NULL)
    peer_downloads_set_folder (self->downloads, folder);
  return TRUE;
}

char **
peer_engine_dup_watched_folders (PeerEngine *self)
{
  GListModel *folders = peer_engine_get_folders (self);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (PeerFolder) folder = g_list_model_get_item (folders, i);
      const char *path = g_file_peek_path (peer_folder_get_file (folder));
      g_autofree char *uri = g_file_get_uri (peer_folder_get_file (folder));

      if (!peer_folder_get_is_library (folder))
        g_strv_builder_add (names, g_utf8_validate (path, -1, NULL) ? path : uri);
    }
  return g_strv_builder_end (names);
}

PeerLibrary *
peer_engine_get_library (PeerEngine *self)
{
  return self->library;
}

PeerIndexClient *
peer_engine_get_index_client (PeerEngine *self)
{
  return self->client;
}

PeerCatalogue *
peer_engine_get_catalogue (PeerEngine *self)
{
  return self->catalogue;
}

PeerDownloads *
peer_engine_get_downloads (PeerEngine *self)
{
  return self->downloads;
}

PeerUploadService *
peer_engine_get_upload_service (PeerEngine *self)
{
  return self->uploads;
}

GFile *
peer_engine_get_default_folder (void)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  return g_file_new_build_filename (documents != NULL ? documents : g_get_home_dir (), "RFC", NULL);
}

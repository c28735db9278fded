/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-engine-settings.h"

#include "peer-local-index.h"
#include "peer-turn.h"

struct _GuiEngineSettings
{
  GSettings *settings;
  PeerEngine *engine; /* NULL until it is started */
  PeerLocalIndex *local_index;
  GCancellable *local_cancellable;
  char *server;       /* for this run; NULL to go by the settings */
  char *folder;       /* the same */
  GuiEngineSettingsFunc problem_func;
  gpointer user_data;
};

char *
gui_engine_settings_dup_server (GuiEngineSettings *self)
{
  return self->server != NULL ? g_strdup (self->server) : g_settings_get_string (self->settings, "server");
}

static GFile *
gui_engine_settings_dup_folder (GuiEngineSettings *self)
{
  g_autofree char *path = self->folder != NULL ? g_strdup (self->folder) : g_settings_get_string (self->settings, "folder");

  return path[0] != '\0' ? g_file_new_for_path (path) : peer_engine_get_default_folder ();
}

static void
gui_engine_settings_connect_to (GuiEngineSettings *self, const char *server)
{
  PeerIndexClient *client = peer_engine_get_index_client (self->engine);

  peer_index_client_disconnect (client);
  peer_index_client_set_server (client, server);
  if (server[0] != '\0')
    peer_index_client_connect (client);
}

static void
gui_engine_settings_server_changed_cb (GuiEngineSettings *self)
{
  g_autofree char *server = g_settings_get_string (self->settings, "server");

  g_clear_pointer (&self->server, g_free);
  if (server[0] != '\0')
    g_settings_set_boolean (self->settings, "uses-local-index", FALSE);
  if (self->engine != NULL)
    gui_engine_settings_connect_to (self, server);
}

/* An index on this computer */

static void
gui_engine_settings_local_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *server = peer_local_index_start_finish (PEER_LOCAL_INDEX (object), result, &error);
  GuiEngineSettings *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* @self may be gone */
  if (server != NULL)
    {
      gui_engine_settings_connect_to (self, server);
      return;
    }
  g_settings_set_boolean (self->settings, "uses-local-index", FALSE);
  self->problem_func (error->message, self->user_data);
}

static void
gui_engine_settings_forget_local (GuiEngineSettings *self)
{
  g_cancellable_cancel (self->local_cancellable);
  g_clear_object (&self->local_cancellable);
  g_clear_object (&self->local_index);
}

static void
gui_engine_settings_local_changed_cb (GuiEngineSettings *self)
{
  gui_engine_settings_forget_local (self);
  if (self->engine == NULL || !g_settings_get_boolean (self->settings, "uses-local-index"))
    return;
  g_settings_set_string (self->settings, "server", "");
  self->local_index = peer_local_index_new (NULL, 0);
  self->local_cancellable = g_cancellable_new ();
  peer_local_index_start_async (self->local_index, self->local_cancellable, gui_engine_settings_local_started_cb, self);
}

static void
gui_engine_settings_port_changed_cb (GuiEngineSettings *self)
{
  guint16 port = (guint16) g_settings_get_uint (self->settings, "upload-port");
  PeerUploadService *uploads;
  PeerIndexClient *client;
  g_autoptr (GError) error = NULL;

  if (self->engine == NULL)
    return;
  uploads = peer_engine_get_upload_service (self->engine);
  client = peer_engine_get_index_client (self->engine);
  if (!peer_upload_service_listen (uploads, port, &error))
    {
      self->problem_func (error->message, self->user_data);
      return;
    }
  /* The index is told of the port anew with each document. */
  peer_index_client_set_upload_port (client, peer_upload_service_get_port (uploads));
  if (peer_index_client_get_state (client) != PEER_CONNECTION_DISCONNECTED)
    {
      peer_index_client_disconnect (client);
      peer_index_client_connect (client);
    }
}

/* What the engine has is what the setting says in the end, also when it could not follow. */
static void
gui_engine_settings_folder_changed_cb (GuiEngineSettings *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = NULL;
  GFile *now;

  if (self->engine == NULL || self->folder != NULL)
    return;
  folder = gui_engine_settings_dup_folder (self);
  now = peer_library_get_folder (peer_engine_get_library (self->engine));
  if (g_file_equal (folder, now) || peer_engine_set_folder (self->engine, folder, &error))
    return;
  self->problem_func (error->message, self->user_data);
  g_settings_set_string (self->settings, "folder", g_file_peek_path (now));
}

void
gui_engine_settings_choose_folder (GuiEngineSettings *self, GFile *folder)
{
  g_autoptr (GError) error = NULL;

  if (!peer_engine_set_folder (self->engine, folder, &error))
    {
      self->problem_func (error->message, self->user_data);
      return;
    }
  g_clear_pointer (&self->folder, g_free);
  if (g_file_peek_path (folder) != NULL)
    g_settings_set_string (self->settings, "folder", g_file_peek_path (folder));
}

void
gui_engine_settings_watch_folder (GuiEngineSettings *self, GFile *folder)
{
  g_autoptr (GError) error = NULL;

  if (!peer_engine_add_folder (self->engine, folder, &error))
    self->problem_func (error->message, self->user_data);
}

static void
gui_engine_settings_keep_folders (GuiEngineSettings *self)
{
  g_auto (GStrv) folders = peer_engine_dup_watched_folders (self->engine);

  g_settings_set_strv (self->settings, "watched-folders", (const char *const *) folders);
}

PeerEngine *
gui_engine_settings_start (GuiEngineSettings *self, GError **error)
{
  g_autofree char *server = gui_engine_settings_dup_server (self);
  g_autoptr (GFile) folder = gui_engine_settings_dup_folder (self);
  g_auto (GStrv) watched_folders = g_settings_get_strv (self->settings, "watched-folders");
  gboolean connects = self->server != NULL || g_settings_get_boolean (self->settings, "connect-at-start");
  PeerEngineOptions options = {
    .folder = folder,
    .server = connects ? server : NULL,
    .upload_port = (guint16) g_settings_get_uint (self->settings, "upload-port"),
    .watched_folders = (const char *const *) watched_folders,
    .keeps_downloads = TRUE,
    .priority = PEER_TURN_PRIORITY,
  };

  self->engine = peer_engine_new (&options, error);
  if (self->engine == NULL)
    return NULL;
  g_settings_bind (self->settings,
                   "max-downloads",
                   peer_engine_get_downloads (self->engine),
                   "max-parallel",
                   G_SETTINGS_BIND_GET);
  g_signal_connect_swapped (peer_engine_get_folders (self->engine),
                            "items-changed",
                            G_CALLBACK (gui_engine_settings_keep_folders),
                            self);
  peer_engine_start (self->engine);
  if (!connects)
    peer_index_client_set_server (peer_engine_get_index_client (self->engine), server);
  if (server[0] == '\0')
    gui_engine_settings_local_changed_cb (self);
  return self->engine;
}

GuiEngineSettings *
gui_engine_settings_new (GSettings *settings,
                         const char *server,
                         const char *folder,
                         GuiEngineSettingsFunc problem_func,
                         gpointer user_data)
{
  GuiEngineSettings *self = g_new0 (GuiEngineSettings, 1);

  self->settings = g_object_ref (settings);
  self->server = g_strdup (server);
  self->folder = g_strdup (folder);
  self->problem_func = problem_func;
  self->user_data = user_data;
  g_signal_connect_swapped (settings, "changed::server", G_CALLBACK (gui_engine_settings_server_changed_cb), self);
  g_signal_connect_swapped (settings, "changed::uses-local-index", G_CALLBACK (gui_engine_settings_local_changed_cb), self);
  g_signal_connect_swapped (settings, "changed::folder", G_CALLBACK (gui_engine_settings_folder_changed_cb), self);
  g_signal_connect_swapped (settings, "changed::upload-port", G_CALLBACK (gui_engine_settings_port_changed_cb), self);
  return self;
}

void
gui_engine_settings_free (GuiEngineSettings *self)
{
  g_signal_handlers_disconnect_by_data (self->settings, self);
  gui_engine_settings_forget_local (self);
  if (self->engine != NULL)
    g_signal_handlers_disconnect_by_data (peer_engine_get_folders (self->engine), self);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  g_free (self->server);
  g_free (self->folder);
  g_free (self);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-catalogue.h"
#include "peer-downloads.h"
#include "peer-index-client.h"
#include "peer-library.h"
#include "peer-upload-service.h"

G_BEGIN_DECLS

/* The whole peer without a face: library, uploads, index connection, catalogue and downloads, joined. A face makes one,
 * binds to its parts and activates. */
#define PEER_TYPE_ENGINE (peer_engine_get_type ())
G_DECLARE_FINAL_TYPE (PeerEngine, peer_engine, PEER, ENGINE, GObject)

typedef struct
{
  GFile *folder;       /* NULL: peer_engine_get_default_folder () */
  GFile *state_folder; /* NULL: beneath the user's data folder */
  const char *server;  /* NULL or "": not connected until one is set */
  guint16 upload_port; /* 0: any free one */
  /* Folders watched beside it, as peer_engine_dup_watched_folders() gave them; NULL: none. They need not be there now. */
  const char *const *watched_folders;
  gboolean only_shares; /* no downloads and no catalogue: what a window shows is not asked for */
  gboolean keeps_downloads; /* over the end of the program, in the state folder: for the one face that has a queue */
  int priority;        /* of the network on the main loop: PEER_TURN_PRIORITY beside a GUI, G_PRIORITY_DEFAULT else */
} PeerEngineOptions;

PeerEngine *peer_engine_new (const PeerEngineOptions *options, GError **error);

/* Listens and connects. When a fixed port is taken, listens on a free one and says so in the upload service's error-text. */
void peer_engine_start (PeerEngine *self);

/* Leaves the index, ends uploads, closes everything; @callback when that is done, at most 2 s later. */
void peer_engine_stop_async (PeerEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean peer_engine_stop_finish (PeerEngine *self, GAsyncResult *result, GError **error);

/* Of PeerFolder, lent: the library's own (is-library) first, then the watched ones in the order in which they came. */
GListModel *peer_engine_get_folders (PeerEngine *self);

/* While it runs, each with a whole sentence in @error when it cannot be done, and nothing changed then. See
 * peer_library_add_folder(), peer_library_set_folder(). Downloads go to the library's own folder from then on. */
gboolean peer_engine_add_folder (PeerEngine *self, GFile *folder, GError **error);
void peer_engine_remove_folder (PeerEngine *self, PeerFolder *folder); /* a watched one */
gboolean peer_engine_set_folder (PeerEngine *self, GFile *folder, GError **error);

/* The watched folders, for a setting of the face's to keep: whenever the folders' items change. Paths, or URIs of names that
 * are no UTF-8. A new array. */
char **peer_engine_dup_watched_folders (PeerEngine *self);

PeerLibrary *peer_engine_get_library (PeerEngine *self);
PeerIndexClient *peer_engine_get_index_client (PeerEngine *self);
PeerCatalogue *peer_engine_get_catalogue (PeerEngine *self); /* NULL when it only shares */
PeerDownloads *peer_engine_get_downloads (PeerEngine *self); /* the same */
PeerUploadService *peer_engine_get_upload_service (PeerEngine *self);

/* ~/Documents/RFC, by the user's own name for Documents; the home folder's RFC where there is none. A new reference. */
GFile *peer_engine_get_default_folder (void);

G_END_DECLS

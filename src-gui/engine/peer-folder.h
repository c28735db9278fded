/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder whose RFC texts are shared, with those in the folders inside it: the library's own folder, or one that the user
 * lets be watched. Files are read where they are; only in the library's own folder is anything ever written.
 *
 * Properties, all read-only from outside the engine, all notified:
 *   file (GFile), path (string: fit to be shown, UTF-8), is-library (boolean), state (PeerFolderState),
 *   state-text (string, a whole sentence, translated; "" when nothing is the matter),
 *   n-documents (uint: RFCs found in it; one that another folder has too counts in both)
 */
typedef enum
{
  PEER_FOLDER_LOADING,    /* looked through for the first time */
  PEER_FOLDER_FOLLOWED,   /* all is well */
  PEER_FOLDER_MISSING,    /* not there, as when its disk is unplugged: followed again when it comes back */
  PEER_FOLDER_UNREADABLE, /* may not be read */
  PEER_FOLDER_LIMITED,    /* followed, but not wholly or not at once: state-text says what */
} PeerFolderState;

#define PEER_TYPE_FOLDER (peer_folder_get_type ())
G_DECLARE_FINAL_TYPE (PeerFolder, peer_folder, PEER, FOLDER, GObject)

#define PEER_TYPE_FOLDER_STATE (peer_folder_state_get_type ())
GType peer_folder_state_get_type (void);

GFile *peer_folder_get_file (PeerFolder *self);
const char *peer_folder_get_path (PeerFolder *self);
gboolean peer_folder_get_is_library (PeerFolder *self);
PeerFolderState peer_folder_get_state (PeerFolder *self);
const char *peer_folder_get_state_text (PeerFolder *self);
guint peer_folder_get_n_documents (PeerFolder *self);

G_END_DECLS

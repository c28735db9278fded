/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-candidate.h"
#include "peer-document.h"

G_BEGIN_DECLS

/* The documents that this computer holds: a folder, kept true by a monitor and a check at start. Files are the truth; what
 * is derived from them is a cache that may be lost; what the user typed over it is kept with care beside the cache.
 * A GListModel of PeerDocument, ordered by number; one document a number.
 *
 * Properties: folder (GFile), is-loading (boolean), n-documents (uint), total-size (uint64), error-text (string: the folder
 *   cannot be read or written, a whole sentence, "" otherwise)
 * Signals: "document-added" and "document-removed" (PeerDocument), "document-changed" (PeerDocument: other bytes or title,
 *   or is-shared the other way: whatever the index should hear of)
 */
#define PEER_TYPE_LIBRARY (peer_library_get_type ())
G_DECLARE_FINAL_TYPE (PeerLibrary, peer_library, PEER, LIBRARY, GObject)

#define PEER_LIBRARY_FILE_MAX_BYTES (4u * 1024u * 1024u) /* the largest RFC is 1.6 MB */
#define PEER_LIBRARY_DROP_MAX_FILES 10000u

/* @state_folder holds the cache and what the user typed (g_get_user_data_dir () / "p2p-ci"); @folder is made when it is
 * not there. Loading begins at once and ends with is-loading FALSE. */
PeerLibrary *peer_library_new (GFile *folder, GFile *state_folder);

/* NULL when the number is not held. Lent. */
PeerDocument *peer_library_find (PeerLibrary *self, guint number);

/* Reads @files (folders are walked, links are not followed) on worker threads: a GListModel of PeerCandidate, in the
 * order given. Fails only when cancelled or over PEER_LIBRARY_DROP_MAX_FILES. */
void peer_library_inspect_async (PeerLibrary *self,
                                 GListModel *files, /* of GFile */
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GListModel *peer_library_inspect_finish (PeerLibrary *self, GAsyncResult *result, GError **error);

/* Copies each candidate that is chosen and can be added into the folder as rfcN.txt, whole or not at all, and shares it.
 * The documents that came of it, in a GListModel; candidates that failed carry their problem and are told in @error only
 * when nothing at all could be added. */
void peer_library_add_async (PeerLibrary *self,
                             GListModel *candidates,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GListModel *peer_library_add_finish (PeerLibrary *self, GAsyncResult *result, GError **error);

/* Sharing on or off; the file stays. Remembered. Undo is the other value. */
void peer_library_set_shared (PeerLibrary *self, PeerDocument *document, gboolean is_shared);

/* Title typed by the user; kept over what the file says. Invalid titles (see wire-text.h) are refused. */
gboolean peer_library_set_title (PeerLibrary *self, PeerDocument *document, const char *title, GError **error);

/* Moves the file to the trash. */
void peer_library_trash_async (PeerLibrary *self,
                               PeerDocument *document,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean peer_library_trash_finish (PeerLibrary *self, GAsyncResult *result, GError **error);

/* For the upload service: an open descriptor of the document's file, that is still the file that was hashed (same inode,
 * size and times), opened beneath the folder without following any link; -1 and @error otherwise. The caller closes it. */
int peer_library_open (PeerLibrary *self, guint number, PeerDocument **document, GError **error);

/* Files of the folder that could be documents and are none, a whole, translated line each: "NAME: why." A new array. */
char **peer_library_dup_ignored (PeerLibrary *self);

/* Waits until all that the user said (titles, what is shared) is on the disk; for programs that are about to end. */
gboolean peer_library_flush (PeerLibrary *self, GError **error);

GFile *peer_library_get_folder (PeerLibrary *self);
gboolean peer_library_get_is_loading (PeerLibrary *self);

G_END_DECLS

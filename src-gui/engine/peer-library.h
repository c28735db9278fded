/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-candidate.h"
#include "peer-document.h"
#include "peer-folder.h"
#include "wire-limits.h"

G_BEGIN_DECLS

/* The documents that this computer holds: those in the library's own folder and in the folders that the user lets be
 * watched beside it, with all folders inside them; kept true by monitors and a check at start. Files are the truth; what is
 * derived from them is a cache that may be lost; what the user typed over it is kept with care beside the cache.
 * What the user typed belongs to a number, whatever becomes of the file. A file that is renamed to another number, the bytes the
 * same, takes it along (the title, and that it is not shared), unless something was said of that number before; it stays
 * said of the old number as well. With other bytes it is another document, of which nothing was said.
 * A GListModel of PeerDocument, ordered by number; one document a number: where two folders hold it, that of the first.
 *
 * Properties: folder (GFile, notified), is-loading (boolean: folders are looked through that were not before), n-documents
 *   (uint), total-size (uint64, of the texts), error-text (string: what the matter is with the library's own folder, a
 *   whole sentence, "" otherwise; of the others PeerFolder tells)
 * Signals: "document-added" and "document-removed" (PeerDocument), "document-changed" (PeerDocument: other bytes or title,
 *   or is-shared the other way: whatever the index should hear of)
 */
#define PEER_TYPE_LIBRARY (peer_library_get_type ())
G_DECLARE_FINAL_TYPE (PeerLibrary, peer_library, PEER, LIBRARY, GObject)

#define PEER_LIBRARY_FILE_MAX_BYTES WIRE_DOCUMENT_MAX_BYTES /* what may be fetched may be shared */
#define PEER_LIBRARY_DROP_MAX_FILES 10000u
#define PEER_LIBRARY_MAX_FOLDERS 32u /* beside the library's own */

/* @state_folder holds the cache and what the user typed (g_get_user_data_dir () / "p2p-ci"); @folder is made when it is
 * not there. Loading begins at once and ends with is-loading FALSE. */
PeerLibrary *peer_library_new (GFile *folder, GFile *state_folder);

/* Of PeerFolder, lent: the library's own first, then the watched ones in the order in which they came. */
GListModel *peer_library_get_folders (PeerLibrary *self);

/* Another folder for the library's own: documents of the old one go, those of the new one come; files stay where they are. The
 * folder is made when it is not there. When it cannot be read or written, nothing changes. One that was watched is so no
 * longer. */
gboolean peer_library_set_folder (PeerLibrary *self, GFile *folder, GError **error);

/* Watches one more. Not one that is followed already (G_IO_ERROR_EXISTS), by itself or inside another; not more than
 * PEER_LIBRARY_MAX_FOLDERS (G_IO_ERROR_NO_SPACE). One that is followed already and lies inside @folder stays by itself. */
gboolean peer_library_add_folder (PeerLibrary *self, GFile *folder, GError **error);

/* The same for one that was watched when the program ended: it need not be there now. Passed over where it cannot be. */
void peer_library_restore_folder (PeerLibrary *self, GFile *folder);

/* A watched one: what is in it is no longer shared. Its files stay. */
void peer_library_remove_folder (PeerLibrary *self, PeerFolder *folder);

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

/* For the upload service: an open descriptor with the document's text, of the file that is still the one that was hashed (same
 * inode, size and times), opened beneath its folder without following any link; -1 and @error otherwise. Of a packed file
 * it is a copy of the text in memory, made on the calling thread: up to some 30 ms for the largest. The caller closes it. */
int peer_library_open (PeerLibrary *self, guint number, PeerDocument **document, GError **error);

/* The same, a packed file unpacked on a worker thread: for main loops, when peer_library_is_packed(). Only one that was not
 * cancelled is finished on, and the library has to be there then; a document that changed meanwhile is G_IO_ERROR_BUSY. */
gboolean peer_library_is_packed (PeerLibrary *self, guint number); /* shared, and out of a packed file */
void peer_library_open_async (
    PeerLibrary *self, guint number, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
int peer_library_open_finish (PeerLibrary *self, GAsyncResult *result, PeerDocument **document, GError **error);

/* Files of the folder that could be documents and are none, a whole, translated line each: "NAME: why." A new array. */
char **peer_library_dup_ignored (PeerLibrary *self);

/* Waits until all that the user said (titles, what is shared) is on the disk; for programs that are about to end. */
gboolean peer_library_flush (PeerLibrary *self, GError **error);

GFile *peer_library_get_folder (PeerLibrary *self);
gboolean peer_library_get_is_loading (PeerLibrary *self);

G_END_DECLS

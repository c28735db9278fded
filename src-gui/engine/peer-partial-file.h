/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "wire-digest.h"

G_BEGIN_DECLS

/* A document that is still coming: bytes without a name (O_TMPFILE) in the folder where it will stand, readable for the
 * user alone, hashed as they come. Where the file system has no files without names, a hidden one that ends in ".part".
 * It gets its name when it is whole and right, and then in one step; before that, nothing is ever there.
 *
 * Errors are of PEER_DOWNLOAD_ERROR, in whole sentences. */
typedef struct _PeerPartialFile PeerPartialFile;

PeerPartialFile *peer_partial_file_new (GFile *folder, guint number, GError **error);

/* The same for the text with this digest, whose bytes are kept under a hidden name when it is closed unfinished (peer-parts.h):
 * there may be some already. When another program is at it, and when @digest is not known, as peer_partial_file_new(). */
PeerPartialFile *peer_partial_file_open (GFile *folder, guint number, const WireDigest *digest, GError **error);
PeerPartialFile *peer_partial_file_ref (PeerPartialFile *file);
void peer_partial_file_unref (PeerPartialFile *file); /* drops bytes that have no name and are not kept */
void peer_partial_file_drop (PeerPartialFile *file);  /* drops the bytes, and the reference */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerPartialFile, peer_partial_file_unref)

/* Takes the space of a document of @size_bytes, so that it does not run out half way. */
gboolean peer_partial_file_reserve (PeerPartialFile *file, guint64 size_bytes, GError **error);
guint64 peer_partial_file_get_needed_bytes (PeerPartialFile *file); /* that there was no space for, at the last error */
gboolean peer_partial_file_append (PeerPartialFile *file, const char *bytes, gsize length, GError **error);
gboolean peer_partial_file_restart (PeerPartialFile *file, GError **error); /* empty again */
guint64 peer_partial_file_get_length (PeerPartialFile *file);
void peer_partial_file_get_digest (PeerPartialFile *file, WireDigest *digest); /* of what there is */

/* The text says that it is another document than the one offered under this number and title. Not every text tells its
 * number, and RFC 6312 tells a wrong one: such a text is known by its title. */
gboolean peer_partial_file_contradicts (PeerPartialFile *file, guint number, const char *title);

/* On a worker thread: fsync, name it rfcN.txt unless something has that name, fsync the folder. A file there with the
 * same bytes is as good; another one is PEER_DOWNLOAD_ERROR_EXISTS. Nothing may be appended any more. Cancelling comes
 * late: the file may be there all the same, whole and right. */
void peer_partial_file_place_async (PeerPartialFile *file,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GFile *peer_partial_file_place_finish (GAsyncResult *result, GError **error);

/* For tests: as on a file system without O_TMPFILE and renameat2(). */
void peer_partial_file_set_old_file_system (gboolean is_old);

G_END_DECLS

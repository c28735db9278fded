/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the user said of documents, by number: a title of their own, and what not to share. Several programs may use the same
 * file: each writes only what was changed through it, over what the file says then, under a lock and in one piece. */
typedef struct _PeerLibraryKept PeerLibraryKept;

/* @path need not be there. @changed is called in the thread's default context when another program has changed the file. */
PeerLibraryKept *peer_library_kept_new (const char *path, GFunc changed, gpointer user_data);

/* Writes what is not written yet; waits for it. */
void peer_library_kept_free (PeerLibraryKept *self);

char *peer_library_kept_dup_title (PeerLibraryKept *self, guint number); /* NULL when the user gave none */
gboolean peer_library_kept_get_is_shared (PeerLibraryKept *self, guint number);

/* @title NULL forgets it. Both are written soon, off the calling thread. */
void peer_library_kept_set_title (PeerLibraryKept *self, guint number, const char *title);
void peer_library_kept_set_is_shared (PeerLibraryKept *self, guint number, gboolean is_shared);

/* Which text it was said of, a digest in hex, so that the words are found again when the text gets another number: they are copied
 * then, and stay said of the old number too. TRUE for a number of which anything was said, or unsaid again; 0 when
 * nothing was said of a text. */
gboolean peer_library_kept_knows (PeerLibraryKept *self, guint number);
void peer_library_kept_set_text (PeerLibraryKept *self, guint number, const char *text);
guint peer_library_kept_find_text (PeerLibraryKept *self, const char *text);
void peer_library_kept_copy (PeerLibraryKept *self, guint from, guint number);

/* Waits until all is written. FALSE when it could not be, or when the file could not be read: then nothing counts as
 * shared, and the file stays as it is. */
gboolean peer_library_kept_flush (PeerLibraryKept *self, GError **error);

G_END_DECLS

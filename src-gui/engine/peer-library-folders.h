/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-folder-private.h"

G_BEGIN_DECLS

/* The folders that make up the library: its own first, then the watched ones in the order in which they came. Where two hold
 * a document of one number, the first one's is shared. */
typedef struct _PeerLibraryFolders PeerLibraryFolders;

PeerLibraryFolders *peer_library_folders_new (GFile *state_folder, const PeerFolderHandler *handler, GObject *owner);
void peer_library_folders_free (PeerLibraryFolders *self);
GListModel *peer_library_folders_get_model (PeerLibraryFolders *self); /* of PeerFolder, lent */

/* @folder becomes the library's own in the place of the one before, whose numbers are put into @touched. If it was watched, it
 * is so no longer. */
void peer_library_folders_set_own (PeerLibraryFolders *self, GFile *folder, GHashTable *touched);
PeerFolder *peer_library_folders_get_own (PeerLibraryFolders *self); /* lent */

/* Whether @folder can be watched beside the others: not when it is one of them or lies inside a watched one, or when there
 * are PEER_LIBRARY_MAX_FOLDERS. */
gboolean peer_library_folders_check (PeerLibraryFolders *self, GFile *folder, GError **error);
void peer_library_folders_add (PeerLibraryFolders *self, GFile *folder);
gboolean peer_library_folders_remove (PeerLibraryFolders *self, PeerFolder *folder, GHashTable *touched);

/* The text that is shared as this number and the folder it lies in, both lent; NULL when none holds it. @note: a new string
 * or NULL, see peer_library_files_choose(). */
const PeerTextFile *peer_library_folders_choose (
    PeerLibraryFolders *self, guint number, PeerFolder **folder, gboolean *is_stale, char **note);

gboolean peer_library_folders_is_loading (PeerLibraryFolders *self);
void peer_library_folders_touch_all (PeerLibraryFolders *self, GHashTable *touched);
char **peer_library_folders_dup_ignored (PeerLibraryFolders *self);

/* The document of @number is this text now: what was said of it is remembered with the text; and what was said of the text when it
 * had a number that is no longer held counts for this one, if nothing was said of this one yet. */
void peer_library_folders_follow_text (PeerLibraryFolders *self, guint number, const WireDigest *digest);

/* What the user said, wherever it was said: a document is shared when nobody said no in any of the folders. */
char *peer_library_folders_dup_title (PeerLibraryFolders *self, guint number);
gboolean peer_library_folders_get_is_shared (PeerLibraryFolders *self, guint number);
void peer_library_folders_set_title (PeerLibraryFolders *self, guint number, const char *title);
void peer_library_folders_set_is_shared (PeerLibraryFolders *self, guint number, gboolean is_shared);
gboolean peer_library_folders_flush (PeerLibraryFolders *self, GError **error);

G_END_DECLS

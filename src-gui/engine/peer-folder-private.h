/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-folder.h"
#include "peer-library-kept.h"
#include "peer-text-file.h"

G_BEGIN_DECLS

/* For the library alone: what lies in the folder, and what the user said of it. */

typedef struct
{
  /* @touched: the numbers (as keys) whose document may be another now; it may be empty, when only the state is. */
  void (*changed) (PeerFolder *self, GHashTable *touched, GObject *owner);
  /* Another program has changed what the user keeps here: any document may be meant. */
  void (*said) (PeerFolder *self, GObject *owner);
} PeerFolderHandler;

/* @state_folder holds the cache of what was read and what the user said of documents here. @owner is told, and
 * outlives the folder. Nothing is looked at before peer_folder_start(). */
PeerFolder *peer_folder_new (
    GFile *file, GFile *state_folder, gboolean is_library, const PeerFolderHandler *handler, GObject *owner);
void peer_folder_start (PeerFolder *self);

/* Saves what is to be saved. The handler is not called any more, and nothing lies in the folder. */
void peer_folder_stop (PeerFolder *self);

/* See peer_library_watch_exclude(). */
void peer_folder_exclude (PeerFolder *self, const char *const *paths);
void peer_folder_look_soon (PeerFolder *self);

/* See peer_library_files_choose(). */
const PeerTextFile *peer_folder_choose (PeerFolder *self, guint number, gboolean *is_stale, char **note);
void peer_folder_touch_all (PeerFolder *self, GHashTable *touched);
char **peer_folder_dup_ignored (PeerFolder *self);
gboolean peer_folder_is_loading (PeerFolder *self);
PeerLibraryKept *peer_folder_get_kept (PeerFolder *self);

/* An open descriptor of exactly the file that was read and hashed, as it lies there, opened beneath the folder; -1 and @error
 * otherwise, and the folder is looked at again. The caller closes it. */
int peer_folder_open (PeerFolder *self, const PeerTextFile *text, GError **error);

/* Files that were just put into the folder, without waiting for the monitor: of PeerLibraryCopy; those without a file are
 * passed over. */
void peer_folder_take_copies (PeerFolder *self, GPtrArray *copies, GHashTable *touched);

G_END_DECLS

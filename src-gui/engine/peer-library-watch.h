/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-library-files.h"

G_BEGIN_DECLS

/* Keeps an eye on the library's folder: looks at it when it is told that something has changed, on a worker thread and never
 * twice at a time. Runs on the main context that it was made on. */
typedef struct _PeerLibraryWatch PeerLibraryWatch;

/* What one look has found. */
typedef struct
{
  char *folder;
  GPtrArray *entries; /* of PeerScanEntry, or NULL and @error */
  GHashTable *cached; /* of the first look, as of peer_library_cache_load(); NULL else */
  GError *error;
  gboolean is_first;
  gboolean is_writable;
  /* Internal. */
  char *cache_path;
  guint n_adoptions;
} PeerLibraryLook;

typedef void (*PeerLibraryWatchFunc) (PeerLibraryLook *look, gpointer user_data);

/* The first look begins at once; it also reads the cache and tidies up. @func gets each look, lent. */
PeerLibraryWatch *peer_library_watch_new (GFile *folder, const char *cache_path, PeerLibraryWatchFunc func, gpointer user_data);
void peer_library_watch_free (PeerLibraryWatch *self);

/* A moment later, together with whatever else happens until then. */
void peer_library_watch_look_soon (PeerLibraryWatch *self);

/* What is known has just been changed from inside: a look that began before is out of date, and done again. */
void peer_library_watch_adopt (PeerLibraryWatch *self);

/* What is wrong with the folder, a whole, translated sentence; "" when nothing is. A new string. */
char *peer_library_look_describe (const PeerLibraryLook *look);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-library-scan.h"

G_BEGIN_DECLS

/* Keeps an eye on one folder and all that is inside it: looks at it when it is told that something has changed, on a worker
 * thread and never twice at a time. Runs on the main context that it was made on. */
typedef struct _PeerLibraryWatch PeerLibraryWatch;

/* What one look has found. */
typedef struct
{
  char *folder;
  PeerLibraryScan *scan; /* or NULL and @error */
  GHashTable *cached;    /* of the first look, as of peer_library_cache_load(); NULL else */
  GError *error;
  gboolean is_library;
  gboolean is_first;
  gboolean is_writable;
  gboolean is_heard; /* what changes is heard at once; else it is seen at the next look */
  /* Internal. */
  char *cache_path;
  char **excluded;
  guint n_adoptions;
} PeerLibraryLook;

typedef void (*PeerLibraryWatchFunc) (PeerLibraryLook *look, gpointer user_data);

/* Nothing is looked at before peer_library_watch_start(). The first look also reads the cache, and in the library's own
 * folder (@is_library) tidies up. @func gets each look, lent. */
PeerLibraryWatch *peer_library_watch_new (
    const char *folder, const char *cache_path, gboolean is_library, PeerLibraryWatchFunc func, gpointer user_data);
void peer_library_watch_start (PeerLibraryWatch *self);
void peer_library_watch_free (PeerLibraryWatch *self);

/* Folders inside that others look at: full paths, copied; NULL for none. Looks again when they are others than before. */
void peer_library_watch_exclude (PeerLibraryWatch *self, const char *const *paths);

/* A moment later, together with whatever else happens until then. */
void peer_library_watch_look_soon (PeerLibraryWatch *self);

/* What is known has just been changed from inside: a look that began before is out of date, and done again. */
void peer_library_watch_adopt (PeerLibraryWatch *self);

/* Where nothing is heard, a folder is looked at again after as many seconds. */
#define PEER_LIBRARY_WATCH_LOOK_AGAIN_SECONDS 2u      /* that is not there */
#define PEER_LIBRARY_WATCH_LOOK_DISTANT_SECONDS 20u   /* on another computer, or without watches left */

G_END_DECLS

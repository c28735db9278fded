/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-beneath.h"
#include "wire-digest.h"

G_BEGIN_DECLS

/* The digest of a file, under whatever name it lies there. Plain memory: the cache is an array of these behind a head. */
typedef struct
{
  PeerFileIdentity identity;
  guint8 digest[WIRE_DIGEST_BYTES];
} PeerMirrorCacheRow;

/* The rows in a new table, as keys and values both, by their file's inode; empty when there is no usable cache. */
GHashTable *peer_mirror_cache_new (void);
GHashTable *peer_mirror_cache_load (const char *path);
gboolean peer_mirror_cache_save (const char *path, GHashTable *rows, GError **error);

/* Takes a copy; FALSE when it is not known, or another file has the inode now. */
void peer_mirror_cache_add (GHashTable *rows, const PeerFileIdentity *identity, const WireDigest *digest);
gboolean peer_mirror_cache_find (GHashTable *rows, const PeerFileIdentity *identity, WireDigest *digest);

/* Where the cache of this folder lies: in the user's cache, named after the folder. A new string. */
char *peer_mirror_cache_build_path (const char *folder);

G_END_DECLS

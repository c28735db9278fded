/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-mirror-file.h"

G_BEGIN_DECLS

/* Takes the bytes of many documents at once, hashes and writes them on threads of its own, and commits those that are
 * right in groups: one syncfs() for all of a group, a name for each, one fsync() of the folder. So no document is ever
 * half there, and the disk is not flushed once for each. */
typedef struct _PeerMirrorStore PeerMirrorStore;

#define PEER_MIRROR_GROUP_MAX_FILES 192u
#define PEER_MIRROR_GROUP_MAX_BYTES (32u * 1024u * 1024u)
#define PEER_MIRROR_STORE_MAX_THREADS 4u

/* @owner is what peer_mirror_store_begin() was given. */
typedef struct
{
  /* All bytes have been hashed; those that are not the expected ones are gone. With @is_right, stored() comes too. */
  void (*checked) (gpointer owner, gboolean is_right, gpointer user_data);
  /* It has its name and is on the disk: @file is lent; or @error_number says why not. EEXIST is another file of this name. */
  void (*stored) (gpointer owner, const PeerMirrorFile *file, int error_number, gpointer user_data);
  /* There is room again, after peer_mirror_store_is_full(). */
  void (*has_room) (gpointer user_data);
} PeerMirrorStoreHandler;

/* @folder: an open descriptor, lent. */
PeerMirrorStore *peer_mirror_store_new (int folder, const PeerMirrorStoreHandler *handler, gpointer user_data);
/* Waits for the threads; what has no name yet is dropped. Calls no handler. */
void peer_mirror_store_free (PeerMirrorStore *store);

/* A document of @size_bytes begins; @expected must be known. It is the store's, and lives until peer_mirror_store_end() or
 * _abandon(). */
typedef struct _PeerMirrorEntry PeerMirrorEntry;
PeerMirrorEntry *peer_mirror_store_begin (PeerMirrorStore *store,
                                          guint number,
                                          const WireDigest *expected,
                                          guint64 size_bytes,
                                          gpointer owner);
void peer_mirror_store_append (PeerMirrorStore *store, PeerMirrorEntry *entry, const char *bytes, gsize length);
void peer_mirror_store_end (PeerMirrorStore *store, PeerMirrorEntry *entry);     /* checked() tells */
void peer_mirror_store_abandon (PeerMirrorStore *store, PeerMirrorEntry *entry); /* without a word */

/* More is waiting for the disk than should: stop reading until has_room(). */
gboolean peer_mirror_store_is_full (PeerMirrorStore *store);

/* Commits what is ready now, without waiting for the group to be full. */
void peer_mirror_store_flush (PeerMirrorStore *store);
/* Documents of which checked() or stored() are still to come; those that wait for their group to be full too. */
guint peer_mirror_store_get_n_pending (PeerMirrorStore *store);
guint peer_mirror_store_get_n_gathered (PeerMirrorStore *store); /* only waiting for their group to be full */

G_END_DECLS

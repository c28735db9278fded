/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-beneath.h"
#include "wire-digest.h"

G_BEGIN_DECLS

/* What is in the folder of a mirror: the digest of each text, from a cache where the file is still the one that was hashed. The cache may be lost, or be nonsense: then files are read again. */
typedef struct _PeerMirrorFolder PeerMirrorFolder;

/* Makes the folder when it is not there, and opens it. */
PeerMirrorFolder *peer_mirror_folder_new (GFile *folder, GError **error);
void peer_mirror_folder_free (PeerMirrorFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerMirrorFolder, peer_mirror_folder_free)

int peer_mirror_folder_get_descriptor (PeerMirrorFolder *self); /* lent */
GFile *peer_mirror_folder_get_file (PeerMirrorFolder *self);

/* Looks what is there, on worker threads. Until it has ended the folder is theirs: it is not freed before. */
void peer_mirror_folder_look_async (PeerMirrorFolder *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean peer_mirror_folder_look_finish (PeerMirrorFolder *self, GAsyncResult *result, GError **error);

/* rfc@number.txt: NULL when there is nothing of that name. What cannot be read has a digest that is not known. Lent. */
const WireDigest *peer_mirror_folder_find (PeerMirrorFolder *self, guint number);
/* Under another name, that the user gave it. */
gboolean peer_mirror_folder_has_digest (PeerMirrorFolder *self, const WireDigest *digest);

/* The mirror has put this there. */
void peer_mirror_folder_add (PeerMirrorFolder *self, const PeerFileIdentity *identity, const WireDigest *digest);
/* Writes the cache, when there is something new. It may fail: it is a cache. */
void peer_mirror_folder_save (PeerMirrorFolder *self);

G_END_DECLS

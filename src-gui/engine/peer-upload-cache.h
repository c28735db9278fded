/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-digest.h"

G_BEGIN_DECLS

/* Texts that were asked for lately, by their digest: their bytes agreed with it when they were put in, and nobody writes to
 * memory behind our back, so they are sent again without reading and hashing. The one used longest ago goes first. */
typedef struct _PeerUploadCache PeerUploadCache;

#define PEER_UPLOAD_CACHE_MAX_BYTES (8u * 1024u * 1024u)

PeerUploadCache *peer_upload_cache_new (void);
void peer_upload_cache_free (PeerUploadCache *cache);

/* NULL when it is not there; lent until the next call. */
GBytes *peer_upload_cache_find (PeerUploadCache *cache, const WireDigest *digest);
/* @text has been found to have this digest. One that is bigger than the whole limit is not kept. */
void peer_upload_cache_put (PeerUploadCache *cache, const WireDigest *digest, GBytes *text);
void peer_upload_cache_clear (PeerUploadCache *cache);
gsize peer_upload_cache_get_bytes (PeerUploadCache *cache);

G_END_DECLS

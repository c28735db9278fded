/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-digest.h"

G_BEGIN_DECLS

/* SHA-256 of bytes as they come, by the processor's own instructions where it has them (four to five times as fast as
 * GChecksum), and by GChecksum where not. From one thread at a time. */
typedef struct
{
  GChecksum *checksum; /* NULL: the processor does it */
  guint32 state[8];
  guint8 block[64];
  guint64 length_bytes;
} PeerSha256;

void peer_sha256_init (PeerSha256 *sha);
void peer_sha256_update (PeerSha256 *sha, const void *bytes, gsize length);
void peer_sha256_finish (PeerSha256 *sha, WireDigest *digest); /* clears it too */
void peer_sha256_clear (PeerSha256 *sha);

gboolean peer_sha256_is_by_processor (void);
/* For tests: as on a processor without these instructions. */
void peer_sha256_set_by_software (gboolean is_by_software);

G_END_DECLS

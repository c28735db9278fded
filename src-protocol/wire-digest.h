/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-text.h"

G_BEGIN_DECLS

/* A SHA-256 digest as the wire carries it: "sha-256=:BASE64:" (RFC 9530) in headers, 64 hex digits in rows. */
#define WIRE_DIGEST_BYTES 32u

typedef struct
{
  gboolean is_known;
  guint8 bytes[WIRE_DIGEST_BYTES];
} WireDigest;

gboolean wire_digest_equal (const WireDigest *a, const WireDigest *b); /* unknown equals nothing */

/* A Repr-Digest field: other algorithms in the list are skipped; FALSE when there is no sha-256 or it is malformed. */
gboolean wire_digest_parse_field (WireSlice field, WireDigest *digest);
void wire_digest_append_field (const WireDigest *digest, GString *output);

gboolean wire_digest_parse_hex (WireSlice hex, WireDigest *digest);
void wire_digest_append_hex (const WireDigest *digest, GString *output);

G_END_DECLS

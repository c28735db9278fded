/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-text.h"

G_BEGIN_DECLS

/* What a reader has of its stream: bytes that the caller lends it, and before them those that it had to copy because the
 * loan ended in the middle of a message. Empty, it owns no memory. */
typedef struct
{
  const char *lent;
  gsize lent_length;
  GByteArray *kept; /* NULL when there is nothing */
  gsize kept_start; /* what of it is used */
  gsize used;       /* at the beginning: by what was handed out last */
} WireBuffer;

void wire_buffer_clear (WireBuffer *buffer);
void wire_buffer_feed (WireBuffer *buffer, const char *bytes, gsize length);

/* What can be read in one piece: all that is kept, or else all that is lent. */
WireSlice wire_buffer_get_bytes (const WireBuffer *buffer);
/* wire_buffer_get_bytes() is all that there is. */
gboolean wire_buffer_is_in_one_piece (const WireBuffer *buffer);

/* The first @length bytes are used up at once; wire_buffer_use(): with the next wire_buffer_release(). */
void wire_buffer_drop (WireBuffer *buffer, gsize length);
void wire_buffer_use (WireBuffer *buffer, gsize length);
void wire_buffer_release (WireBuffer *buffer);

/* Copies all that is lent, and lets go of what was handed out. */
void wire_buffer_keep (WireBuffer *buffer);

/* What can be read in one piece is not enough. TRUE: it is more now, by a line or @max_bytes. FALSE: there is no more;
 * what there is was copied. */
gboolean wire_buffer_gather (WireBuffer *buffer, gsize max_bytes);

G_END_DECLS

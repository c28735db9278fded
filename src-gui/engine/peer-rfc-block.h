/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-rfc-lines.h"

G_BEGIN_DECLS

/* The block of keys (left) and people (right) above the title. */
typedef struct
{
  guint start; /* its first line */
  guint end;   /* the line after its last */
} PeerRfcBlock;

PeerRfcBlock peer_rfc_block_find (const PeerRfcLines *lines);

/* A line that can stand in such a block only: a known key at column 0, or text in the right column alone. */
gboolean peer_rfc_block_is_key_line (const PeerRfcLine *line);
gboolean peer_rfc_block_is_right_line (const PeerRfcLine *line);

G_END_DECLS

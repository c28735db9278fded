/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-rfc-block.h"

G_BEGIN_DECLS

/* A new string, clean, blanks folded, at most WIRE_TITLE_MAX_BYTES; NULL when the text has no title but prose. */
char *peer_rfc_title_find (const PeerRfcLines *lines, const PeerRfcBlock *block);

G_END_DECLS

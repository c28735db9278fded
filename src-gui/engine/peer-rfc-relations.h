/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-rfc-block.h"

G_BEGIN_DECLS

/* The numbers after "Obsoletes:" and "Updates:" in the block, lines that continue the list included. */
GArray *peer_rfc_relations_find_obsoletes (const PeerRfcLines *lines, const PeerRfcBlock *block); /* of guint */
GArray *peer_rfc_relations_find_updates (const PeerRfcLines *lines, const PeerRfcBlock *block);

G_END_DECLS

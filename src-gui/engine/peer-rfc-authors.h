/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-rfc-block.h"

G_BEGIN_DECLS

/* The people in the block's right column, in order, as written: "J. Postel", "J. Iyengar, Ed.". Never NULL; free with
 * g_strfreev(). To show, never to rely on: organisations stand in the same column. */
char **peer_rfc_authors_find (const PeerRfcLines *lines, const PeerRfcBlock *block);

gboolean peer_rfc_authors_is_name (const char *text); /* the whole line is one name, initials first */

G_END_DECLS

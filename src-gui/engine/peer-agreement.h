/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the peers that hold a document hold the same text, in words: "3 of 4 peers agree on this text." @n_agreeing of the
 * @n_compared that tell which one they have; "" when fewer than two tell, for then there is nothing to compare. A new string. */
char *peer_agreement_describe (guint n_agreeing, guint n_compared);

G_END_DECLS

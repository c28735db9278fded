/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-index-client.h"

G_BEGIN_DECLS

/* The label of a peer that gives itself no name: it is not shown. */
#define PEER_HOLDER_NO_NAME "peer"

PeerHolder *peer_holder_new (const WireRecord *record, gboolean is_me);

/* "juno (192.0.2.17:41233)", or the address alone when the peer gave itself no name. A new string. */
char *peer_holder_describe (PeerHolder *self);
/* What sentences call it: its name, or its address. Lent. */
const char *peer_holder_get_short_name (PeerHolder *self);

G_END_DECLS

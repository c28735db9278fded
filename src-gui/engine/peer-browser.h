/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-found-index.h"

G_BEGIN_DECLS

/* The indexes that announce themselves on the local network (DNS-SD, _p2p-ci._tcp): a GListModel of PeerFoundIndex, sorted
 * by name, one for each name however many interfaces it was seen on; those that go away leave it. Avahi is asked over the
 * system bus; where there is none the model stays empty, and reason says why.
 *
 * Names come from the network: at most PEER_BROWSER_MAX_INDEXES, each of at most 63 bytes and clean UTF-8; others are left
 * out.
 *
 * Properties: is-settled (boolean: what there is has been found, or nothing can be), reason (string: a whole sentence why
 *   nothing can be found; "" when all is well), n-items (uint) */
#define PEER_TYPE_BROWSER (peer_browser_get_type ())
G_DECLARE_FINAL_TYPE (PeerBrowser, peer_browser, PEER, BROWSER, GObject)

#define PEER_BROWSER_MAX_INDEXES 64u
#define PEER_BROWSER_MAX_SIGHTINGS 256u /* of them, on all interfaces and in both IP versions */

/* It looks from now on, until it is finalized. */
PeerBrowser *peer_browser_new (void);

gboolean peer_browser_get_is_settled (PeerBrowser *self);
const char *peer_browser_get_reason (PeerBrowser *self);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-entry.h"

G_BEGIN_DECLS

/* What the index lists: a GListModel of PeerEntry ordered by number, one per RFC. It keeps its rows while offline, refreshes
 * in place (an entry that stays is the same object), and splices in batches. An index that can WATCH tells what changes as it
 * happens; another one is asked again every 10 s, less often when it has much.
 *
 * Properties: is-loading (boolean), updated-at (gint64, Unix seconds of the last whole answer, 0 for never), error-text
 */
#define PEER_TYPE_CATALOGUE (peer_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (PeerCatalogue, peer_catalogue, PEER, CATALOGUE, GObject)

PeerEntry *peer_catalogue_find (PeerCatalogue *self, guint number); /* lent, or NULL */
void peer_catalogue_refresh (PeerCatalogue *self); /* asks the index again; merged while one is under way */

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A document on its way, in either direction: what PeerDownload and PeerUpload have in common.
 *
 * Properties: number (uint), title (string), size (uint64, bytes, 0 unknown), moved (uint64, bytes that have come or gone), fraction
 *   (double, 0 to 1; -1 unknown), rate (uint64, bytes a second, averaged over 5 s; 0 when nothing is moving), seconds-left (int, -1
 *   unknown), status-text (string, a whole translated sentence), started-at, ended-at (gint64, Unix seconds; 0: not yet)
 * Progress is notified at most 10 times a second, and at its end.
 */
#define PEER_TYPE_TRANSFER (peer_transfer_get_type ())
G_DECLARE_DERIVABLE_TYPE (PeerTransfer, peer_transfer, PEER, TRANSFER, GObject)

struct _PeerTransferClass
{
  GObjectClass parent_class;
};

guint peer_transfer_get_number (PeerTransfer *self);
const char *peer_transfer_get_title (PeerTransfer *self);
guint64 peer_transfer_get_size (PeerTransfer *self);
guint64 peer_transfer_get_moved (PeerTransfer *self);
double peer_transfer_get_fraction (PeerTransfer *self);
guint64 peer_transfer_get_rate (PeerTransfer *self);
int peer_transfer_get_seconds_left (PeerTransfer *self);
const char *peer_transfer_get_status_text (PeerTransfer *self);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An index that announces itself on the network. Properties, all read-only: name (string, as its owner calls it: remote
 * text), address (string, numeric, IPv4 where it has one), port (uint), server (string, "ADDRESS:PORT", for
 * peer_index_client_set_server()), is-ipv6 (boolean). */
#define PEER_TYPE_FOUND_INDEX (peer_found_index_get_type ())
G_DECLARE_FINAL_TYPE (PeerFoundIndex, peer_found_index, PEER, FOUND_INDEX, GObject)

PeerFoundIndex *peer_found_index_new (const char *name, const char *address, guint16 port, gboolean is_ipv6);

const char *peer_found_index_get_name (PeerFoundIndex *self);
const char *peer_found_index_get_address (PeerFoundIndex *self);
guint16 peer_found_index_get_port (PeerFoundIndex *self);
const char *peer_found_index_get_server (PeerFoundIndex *self);
gboolean peer_found_index_get_is_ipv6 (PeerFoundIndex *self);

G_END_DECLS

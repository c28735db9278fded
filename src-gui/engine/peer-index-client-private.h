/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-address.h"
#include "peer-index-client.h"
#include "peer-index-link.h"
#include "peer-suspend.h"

G_BEGIN_DECLS

#define PEER_INDEX_CLIENT_MAX_ROWS 100000u /* of a catalogue: what is more is not shown */

/* Signal "records-changed": what the index knows of this peer has changed, and a burst of changes is through. */

/* As peer_index_client_disconnect(); @callback when the index has answered and the connection is closed, or at @due_usec of
 * the poller's clock. */
void peer_index_client_leave_async (PeerIndexClient *self,
                                    gint64 due_usec,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean peer_index_client_leave_finish (PeerIndexClient *self, GAsyncResult *result, GError **error);

/* With a function set before connecting, the client asks the index to WATCH: it is then told each change of the catalogue,
 * in rows as of LIST; holders 0 is one that has gone. An index may refuse. */
void peer_index_client_set_notice_func (PeerIndexClient *self, PeerCatalogueFunc func, gpointer user_data);
gboolean peer_index_client_is_watching (PeerIndexClient *self);

/* For good, at once and without a word: its poller is about to go, and questions that are open are told so. */
void peer_index_client_stop (PeerIndexClient *self);

/* Which tells the client to look after its connection. Lent. */
PeerSuspend *peer_index_client_get_suspend (PeerIndexClient *self);

/* For those who ask: NULL while not connected. Lent, until the state changes. */
PeerIndexLink *peer_index_client_get_link (PeerIndexClient *self);
const char *peer_index_client_get_name (PeerIndexClient *self); /* the Host that requests carry */
guint16 peer_index_client_get_upload_port (PeerIndexClient *self);
gboolean peer_index_client_is_me (PeerIndexClient *self, WireSlice address, guint16 port);

/* The address of the index, for net_address_may_be_fetched_from(); FALSE while not connected. */
gboolean peer_index_client_get_index_address (PeerIndexClient *self, NetAddress *address);

G_END_DECLS

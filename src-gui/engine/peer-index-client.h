/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net-poller.h"
#include "peer-library.h"
#include "wire-record.h"

G_BEGIN_DECLS

/* The connection to the index: comes back by itself (1 s doubling to 60 s, with jitter; at once when the network
 * changes), and adds everything in the library again in one pipelined burst. Adds and removes follow the library.
 *
 * Properties: server (string, "HOST[:PORT]", or several, the preferred one first: the first that answers is used, and left
 *   for a preferred one when that is there again; see peer_server_list_parse()), state (PeerConnectionState), state-text (string, a whole translated sentence: what is
 *   the matter and what happens next), retry-seconds (uint, counts down while OFFLINE, 0 else), connected-since (gint64, Unix
 *   seconds, 0 when not), my-address (string: as the index sees us, "" unknown)
 */
typedef enum
{
  PEER_CONNECTION_DISCONNECTED, /* because the user wants it so, or no server is set */
  PEER_CONNECTION_OFFLINE,      /* trying again in retry-seconds */
  PEER_CONNECTION_CONNECTING,
  PEER_CONNECTION_CONNECTED,
} PeerConnectionState;

#define PEER_TYPE_INDEX_CLIENT (peer_index_client_get_type ())
G_DECLARE_FINAL_TYPE (PeerIndexClient, peer_index_client, PEER, INDEX_CLIENT, GObject)

#define PEER_TYPE_CONNECTION_STATE (peer_connection_state_get_type ())
GType peer_connection_state_get_type (void);

/* @library may be NULL: a client that only asks. */
PeerIndexClient *peer_index_client_new (NetPoller *poller, PeerLibrary *library);

void peer_index_client_set_server (PeerIndexClient *self, const char *server);
const char *peer_index_client_get_server (PeerIndexClient *self);
/* The upload port that ADD names; set before connecting. */
void peer_index_client_set_upload_port (PeerIndexClient *self, guint16 port);
void peer_index_client_connect (PeerIndexClient *self); /* also: try now, instead of waiting */
void peer_index_client_disconnect (PeerIndexClient *self); /* LEAVE, then closes; stays so */
PeerConnectionState peer_index_client_get_state (PeerIndexClient *self);
const char *peer_index_client_get_state_text (PeerIndexClient *self);
/* The half of state-text that says why it is OFFLINE, for a face that does not wait for the next try; "" else. */
const char *peer_index_client_get_reason (PeerIndexClient *self);

/* A holder as LOOKUP tells it. A GObject for faces: number (uint), title (string), address (string), port (uint), name
 * (string), size (uint64), is-me (boolean). */
#define PEER_TYPE_HOLDER (peer_holder_get_type ())
G_DECLARE_FINAL_TYPE (PeerHolder, peer_holder, PEER, HOLDER, GObject)
guint peer_holder_get_number (PeerHolder *self);
const char *peer_holder_get_title (PeerHolder *self);
const char *peer_holder_get_address (PeerHolder *self);
guint16 peer_holder_get_port (PeerHolder *self);
const char *peer_holder_get_name (PeerHolder *self);
gboolean peer_holder_get_has_size (PeerHolder *self);
guint64 peer_holder_get_size (PeerHolder *self);
const WireDigest *peer_holder_get_digest (PeerHolder *self);
gboolean peer_holder_get_is_me (PeerHolder *self);

/* A GListModel of PeerHolder, at least one; WIRE_ERROR_NOT_FOUND when nobody holds it. While not connected it fails with
 * G_IO_ERROR_NOT_CONNECTED in the words of state-text. */
void peer_index_client_lookup_async (PeerIndexClient *self,
                                     guint number,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GListModel *peer_index_client_lookup_finish (PeerIndexClient *self, GAsyncResult *result, GError **error);

/* The catalogue, page by page as far as it goes (LIST RFCS); @match NULL or "" for all. @row is called for each row, lent,
 * on the way. */
typedef void (*PeerCatalogueFunc) (const WireCatalogueRow *row, gpointer user_data);
void peer_index_client_list_async (PeerIndexClient *self,
                                   const char *match,
                                   PeerCatalogueFunc func,
                                   gpointer func_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean peer_index_client_list_finish (PeerIndexClient *self, GAsyncResult *result, GError **error);

G_END_DECLS

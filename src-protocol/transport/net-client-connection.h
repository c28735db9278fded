/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-connection.h"
#include "wire-response-reader.h"

G_BEGIN_DECLS

/* The asking side of a connection: requests go in, pipelined; answers come out in order, each as head, body slices and
 * end. The index client and the downloads stand on it. */
typedef struct _NetClientConnection NetClientConnection;

typedef struct
{
  /* The head of the answer to the oldest open request, or of a notice (response->is_notice). Lent for the call. */
  void (*head) (NetClientConnection *connection, const WireResponse *response, gpointer user_data);
  void (*body) (NetClientConnection *connection, const char *bytes, gsize length, gpointer user_data);
  void (*end) (NetClientConnection *connection, gpointer user_data);
  void (*expired) (NetClientConnection *connection, gpointer user_data); /* the owner's deadline; may be NULL */
  /* The last call. @error is set when the other side broke the protocol, the network failed, or it closed while an
   * answer was owed. */
  void (*closed) (NetClientConnection *connection, const GError *error, gpointer user_data);
} NetClientConnectionHandler;

/* Takes @socket. */
NetClientConnection *net_client_connection_new (NetPoller *poller,
                                                GSocket *socket,
                                                WireSide side,
                                                const NetClientConnectionHandler *handler,
                                                gpointer user_data,
                                                GError **error);
void net_client_connection_free (NetClientConnection *connection); /* safe in its handlers; closed() is not called */

/* Writes the request; its answer is owed from now. Leaves at the turn's end, together with the others of the turn. As many
 * may be open as the caller likes: answers are read whatever is still unsent. */
void net_client_connection_send (NetClientConnection *connection, const WireRequest *request);
/* The same with bytes of the caller's own: the forms that old peers want (PROTOCOL 2.5). */
void net_client_connection_send_raw (NetClientConnection *connection, const char *bytes, gsize length);
/* Longer bodies are an error; at first WIRE_REPLY_MAX_BYTES from an index, WIRE_DOCUMENT_MAX_BYTES from a peer. */
void net_client_connection_set_max_body (NetClientConnection *connection, guint64 n_bytes);
/* Of the last answer of a 1.0 index: an empty line closed it, and not silence or the end. */
gboolean net_client_connection_is_line_ended (NetClientConnection *connection);
guint net_client_connection_get_n_owed (NetClientConnection *connection);

void net_client_connection_set_deadline (NetClientConnection *connection, gint64 due_usec); /* monotonic; 0 clears */
/* Off: no handler but expired() and closed() is called; at most one read's worth waits here, the rest in the kernel. */
void net_client_connection_set_reading (NetClientConnection *connection, gboolean is_reading);
/* For addresses, closing and resetting. Its handler, its deadline and whether it reads are this object's; its user data is
 * the owner's. */
NetConnection *net_client_connection_get_connection (NetClientConnection *connection);

G_END_DECLS

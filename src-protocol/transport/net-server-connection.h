/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-connection.h"
#include "wire-reader.h"

G_BEGIN_DECLS

/* The serving side of a connection: requests come out of it, one after another. Both services stand on it. It keeps what
 * they would else both keep: the reader, the deadline of a half-read head, the silence that ends a 1.0 message, the
 * pause while output is over the mark or the owner is busy, at most NET_SERVER_CONNECTION_BATCH requests a turn.
 * Requests that were read and not yet answered wait in it, bounded by what one read brought. */
typedef struct _NetServerConnection NetServerConnection;

#define NET_SERVER_CONNECTION_BATCH 64
#define NET_SERVER_CONNECTION_HEAD_SECONDS 10u /* for a whole head, from its first byte: a deadline, not an idle timer */

typedef struct
{
  /* @request is lent for the call, malformed ones (request->refusal) included: the owner answers in kind. After a fatal
   * one the connection closes, by the owner or by itself. */
  void (*request) (NetServerConnection *connection, const WireRequest *request, gpointer user_data);
  /* Several requests have come together, and these are the RFCs of their lookups: a hint to fetch ahead what answers them.
   * May be NULL. */
  void (*upcoming) (NetServerConnection *connection, const guint32 *numbers, guint n_numbers, gpointer user_data);
  /* As in NetConnectionHandler; may be NULL. */
  void (*drained) (NetServerConnection *connection, gpointer user_data);
  /* A head was not whole in time; the connection is reset unless the owner closes it in this call. May be NULL. */
  void (*timed_out) (NetServerConnection *connection, gpointer user_data);
  /* The owner's deadline has passed. May be NULL. */
  void (*expired) (NetServerConnection *connection, gpointer user_data);
  /* The last call; @error is NULL after an orderly end. */
  void (*closed) (NetServerConnection *connection, const GError *error, gpointer user_data);
} NetServerConnectionHandler;

/* Takes @fd (connected, non-blocking), on failure too. */
NetServerConnection *net_server_connection_new (NetPoller *poller,
                                                int fd,
                                                WireDoor door,
                                                const NetServerConnectionHandler *handler,
                                                gpointer user_data,
                                                GError **error);
void net_server_connection_free (NetServerConnection *connection);

/* For writing, files, addresses and resetting. Its handler, its deadline and whether it reads are this object's; its user
 * data is the owner's. */
NetConnection *net_server_connection_get_connection (NetServerConnection *connection);

/* A request whose answer takes more than one turn (a cursor, a pause, a file): no other one is handed out until it is
 * FALSE again; what waits is then handed out in the next turn. */
void net_server_connection_set_busy (NetServerConnection *connection, gboolean is_busy);

/* For a request whose answer took long to make: what this connection asks next waits for the next turn, after what the
 * others ask in this one. Inside request() only. */
void net_server_connection_yield (NetServerConnection *connection);

/* What was read and not yet handed out, lent until the next call; and the way back, in another process: as if it had just
 * been read. */
WireSlice net_server_connection_get_pending (NetServerConnection *connection);
void net_server_connection_feed (NetServerConnection *connection, WireSlice bytes);

/* The owner's own deadline (idle time, a pause); monotonic; 0 clears. */
void net_server_connection_set_deadline (NetServerConnection *connection, gint64 due_usec);

/* Sends what is written, then closes; no other request is handed out. When the other side has sent its last byte, this
 * comes by itself, as soon as all that it asked is answered. */
void net_server_connection_close (NetServerConnection *connection);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-address.h"
#include "net-poller.h"

G_BEGIN_DECLS

/* One connected socket on a poller, either side of it. Buffers exist only while there is something unsent: an idle
 * connection owns this struct and its descriptor: a GSocket for each would be more memory than all else together. Input is lent out of the poller's one read buffer. What is written in a
 * turn leaves in one send at the turn's end. */
typedef struct _NetConnection NetConnection;

typedef struct
{
  /* @bytes are lent for the call. */
  void (*received) (NetConnection *connection, const char *bytes, gsize length, gpointer user_data);

  /* The other side sent its last byte; answering is still possible. NULL: the connection closes after its output. */
  void (*ended) (NetConnection *connection, gpointer user_data);

  /* What was written has left, or all but the low mark of it (and a file being sent is through): write on, for a writer
   * by cursor. What it writes leaves in the next turn. Called after each send that comes so far. May be NULL. */
  void (*drained) (NetConnection *connection, gpointer user_data);

  /* The deadline set with net_connection_set_deadline() has passed. May be NULL. */
  void (*expired) (NetConnection *connection, gpointer user_data);

  /* Last call, once: the connection is dead, and freed after it. @error is NULL after an orderly close. Not called for
   * net_connection_free(). */
  void (*closed) (NetConnection *connection, const GError *error, gpointer user_data);
} NetConnectionHandler;

#define NET_CONNECTION_HIGH_MARK_BYTES (64u * 1024u)  /* reading pauses while more than this is unsent */
#define NET_CONNECTION_LOW_MARK_BYTES (16u * 1024u)
#define NET_CONNECTION_HARD_MARK_BYTES (512u * 1024u) /* more than this unsent: reset */
#define NET_CONNECTION_STALL_SECONDS 30u              /* unsent output without progress: reset */
#define NET_CONNECTION_LINGER_SECONDS 2u              /* after our FIN, what still comes is read and dropped this long */
#define NET_CONNECTION_LINGER_BYTES (1024u * 1024u)   /* and at most this much of it */
#define NET_CONNECTION_FILE_TURN_BYTES (256u * 1024u)

/* Takes @socket (connected), of which it keeps no more than the descriptor. NULL and @error when there is none left. */
NetConnection *net_connection_new (NetPoller *poller,
                                   GSocket *socket,
                                   const NetConnectionHandler *handler,
                                   gpointer user_data,
                                   GError **error);

/* Connects to the first address of @connectable that answers, within @timeout_seconds, by GSocketClient without proxies.
 * The finish function gives the connected socket, ready for net_connection_new(). */
void net_connect_async (GSocketConnectable *connectable,
                        guint timeout_seconds,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
GSocket *net_connect_finish (GAsyncResult *result, GError **error);

/* Takes @socket; gives its descriptor, non-blocking, without the object around it. -1 and @error when there is none left. */
int net_socket_steal_fd (GSocket *socket, GError **error);

/* Drops the connection without a word to its owner; unsent output is lost. Safe inside its handlers, closed() included. */
void net_connection_free (NetConnection *connection);

gpointer net_connection_get_user_data (NetConnection *connection);
void net_connection_set_user_data (NetConnection *connection, gpointer user_data);
int net_connection_get_fd (NetConnection *connection); /* -1 after its end */
NetPoller *net_connection_get_poller (NetConnection *connection);
const NetAddress *net_connection_get_remote_address (NetConnection *connection, guint16 *port);
void net_connection_get_local_address (NetConnection *connection, NetAddress *address);

/* Appends to the turn's output. Small pieces are gathered, one send for all of a turn; a big one (16 KiB) is sent at once
 * without a copy, as far as the socket takes it. */
void net_connection_write (NetConnection *connection, const char *bytes, gsize length);
/* The turn's output to append to directly, for writers that format; call net_connection_written() after, and ask again
 * before appending more. */
GString *net_connection_get_output (NetConnection *connection);
void net_connection_written (NetConnection *connection);

/* After the output before it: @length bytes of @fd from @offset by sendfile(2), NET_CONNECTION_FILE_TURN_BYTES a turn. Takes
 * @fd. A file that got shorter resets the connection, so that the receiver sees an error and never wrong bytes. One file
 * at a time: drained() tells when it is through. @progress (may be NULL) is told the bytes sent so far. */
void net_connection_send_file (NetConnection *connection,
                               int fd,
                               guint64 offset,
                               guint64 length,
                               void (*progress) (NetConnection *connection, guint64 sent_bytes, gpointer user_data));

gsize net_connection_get_unsent (NetConnection *connection); /* bytes in buffers; a file not counted */
const char *net_connection_peek_unsent (NetConnection *connection); /* those bytes, lent until the next call */
gboolean net_connection_can_be_passed_on (NetConnection *connection); /* neither dead nor shut: another process could go on */
gboolean net_connection_is_sending_file (NetConnection *connection);
/* Sends now what would leave at the turn's end, for a writer of much who wants to know how it goes: get_unsent() then
 * tells what the other side is behind. Calls no handler. */
void net_connection_flush (NetConnection *connection);

/* Reading off: what comes waits in the kernel, and the other side is slowed. */
void net_connection_set_reading (NetConnection *connection, gboolean is_reading);

/* Monotonic; 0 clears. One deadline a connection: its owner keeps the earliest of what it waits for. */
void net_connection_set_deadline (NetConnection *connection, gint64 due_usec);

/* Sends what there is, then FIN, drops for a short time what the other side still sends (a close with input unread would
 * reset the connection and could take the last answer with it), then closed(). No other handler is called any more. */
void net_connection_close (NetConnection *connection);
/* Resets (SO_LINGER 0) and calls closed() with @error at the turn's end. */
void net_connection_reset (NetConnection *connection, const GError *error);

/* TCP keepalive 60/15/4 and TCP_USER_TIMEOUT 120 s: a dead member is noticed in two minutes. */
void net_connection_set_member_timeouts (NetConnection *connection);

G_END_DECLS

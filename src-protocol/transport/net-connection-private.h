/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-connection.h"
#include "net-output.h"
#include "net-poller-private.h"

G_BEGIN_DECLS

/* What a connection needs only while something is going on; borrowed from the poller, so that an idle one is small. */
typedef struct
{
  NetConnection *connection;
  NetTurnEnd turn_end;
  NetDeadline deadline;
  gint64 owner_due_usec;
  gint64 own_due_usec; /* of a stall, or of the wait after our FIN */
  NetOutput output;
  GList blocked_link; /* in the poller's budget while it holds something */
  gsize n_counted;    /* there */
  gsize n_kept;       /* input that who stands on the connection keeps */
  void (*progress) (NetConnection *connection, guint64 sent_bytes, gpointer user_data);
  gsize n_dropped; /* input after our FIN */
  GError *error;
} NetConnectionWork;

struct _NetConnection
{
  NetWatch watch;
  NetPoller *poller;
  const NetConnectionHandler *handler;
  gpointer user_data;
  NetConnectionWork *work; /* NULL when idle */
  NetAddress remote_address;
  guint16 remote_port;
  guint16 n_holds : 6; /* callbacks that run; the memory stays until the last of them is back */
  guint16 wants_input : 1;
  guint16 is_over_mark : 1;  /* reading pauses until the output is under the low mark */
  guint16 is_input_ended : 1;
  guint16 is_small_reader : 1;
  guint16 is_asker : 1;
  guint16 is_closing : 1;
  guint16 is_shut : 1; /* our FIN is out */
  guint16 is_reset : 1;
  guint16 is_dead : 1; /* closed() is to be called */
  guint16 is_detached : 1;
  guint16 is_freed : 1;
};

/* What stands on a connection has it as the first member of its own struct, so that both are one piece of memory:
 * @struct_bytes is the size of the whole, zeroed. Takes @fd (connected, non-blocking), on failure too. */
NetConnection *net_connection_new_sized (gsize struct_bytes,
                                         NetPoller *poller,
                                         int fd,
                                         const NetConnectionHandler *handler,
                                         gpointer user_data,
                                         GError **error);

/* Between them the connection's memory stays, whatever is called; then look at net_connection_is_gone(). */
void net_connection_hold (NetConnection *connection);
void net_connection_release (NetConnection *connection);

/* Closing, dead or freed: nothing more is to be handed to its owner. */
static inline gboolean
net_connection_is_gone (NetConnection *connection)
{
  return connection->is_closing || connection->is_dead || connection->is_freed;
}

/* The asking side: what it writes is bounded by what its owner wants to know, not by strangers, so there is no hard mark; and
 * it reads on whatever is unsent. Else an asker who sends much before it reads, and an answerer who reads no further
 * until its answers are taken, would wait for each other. */
void net_connection_set_asker (NetConnection *connection);

/* Tells the poller's budget what @connection holds, unsent or unanswered, and resets whoever holds most while all
 * together hold more than they may. */
void net_connection_count_output (NetConnection *connection);
/* So much input is kept for it now. */
void net_connection_set_kept_input (NetConnection *connection, gsize n_bytes);
void net_output_budget_remove (NetOutputBudget *budget, NetConnectionWork *work);

/* For taking its answers too slowly. */
void net_connection_reset_slow (NetConnection *connection);

/* At most a quarter of the read buffer at a time, for those who may have to keep what was read. */
void net_connection_set_small_reader (NetConnection *connection);

G_END_DECLS

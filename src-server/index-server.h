/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-limits.h"
#include "index-log.h"
#include "index-session.h"
#include "index-state.h"

#include "net-poller.h"

G_BEGIN_DECLS

/* The index on its sockets: connections in, sessions behind them, answers out. One poller carries all of it; idle
 * times and leases are one sweep a second. */
typedef struct _IndexServer IndexServer;

/* @limits are copied, @log is lent. */
IndexServer *index_server_new (const IndexLimits *limits, IndexLog *log, GError **error);
void index_server_free (IndexServer *server);

/* From now on; what is over a lowered limit already stays, and nobody is cut off. */
void index_server_set_limits (IndexServer *server, const IndexLimits *limits);

/* Accepts from @socket, which is bound and listening, and keeps a reference to it. */
gboolean index_server_listen (IndexServer *server, GSocket *socket, GError **error);

/* All of it turns on this one; a test gives it a clock of its own. */
NetPoller *index_server_get_poller (IndexServer *server);

typedef struct
{
  guint n_connections;
  guint n_peers;
  guint n_documents;
  guint n_records;
  guint64 n_requests; /* since the start */
} IndexServerCounts;
void index_server_get_counts (IndexServer *server, IndexServerCounts *counts);

/* Restart. What there is goes into @state_fd (index-state.h), and into @sockets the descriptors of the connections in it,
 * in its order; they stay the server's. Nothing may run on the server after this. */
gboolean index_server_save (IndexServer *server, int state_fd, GArray *sockets, GError **error);
/* The way back, into a new server. @sockets are as many, -1 for one that is not there; they are taken. */
void index_server_restore (IndexServer *server, IndexState *state, GArray *sockets);

G_END_DECLS

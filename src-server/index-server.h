/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-limits.h"
#include "index-log.h"
#include "index-session.h"

#include "net-poller.h"

G_BEGIN_DECLS

/* The index on its sockets: connections in, sessions behind them, answers out. One poller carries all of it; idle
 * times and leases are one sweep a second. */
typedef struct _IndexServer IndexServer;

/* @limits are copied, @log is lent. */
IndexServer *index_server_new (const IndexLimits *limits, IndexLog *log, GError **error);
void index_server_free (IndexServer *server);

/* Accepts from @socket, which is bound and listening, and keeps a reference to it. */
gboolean index_server_listen (IndexServer *server, GSocket *socket, GError **error);

typedef struct
{
  guint n_connections;
  guint n_peers;
  guint n_documents;
  guint n_records;
  guint64 n_requests; /* since the start */
} IndexServerCounts;
void index_server_get_counts (IndexServer *server, IndexServerCounts *counts);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "load-protocol.h"

/* Clients on one epoll, made to be cheaper than any server they ask.
 *
 * Closed: each sends @depth requests in one go, waits for all their answers, and sends the next. Open: requests are due at
 * a steady rate, whatever the server does, and what is measured is the time since they were due: a server that stops for
 * a moment has all of them wait, not just the clients that asked it then. */
typedef struct
{
  const LoadProtocol *protocol;
  int port;
  int pid;
  guint n_clients;
  guint depth;
  guint n_records;
  guint rate;          /* of an open loop, requests a second; 0: closed */
  gsize request_bytes; /* of each request, as a sample has it */
  gsize reply_bytes;
  const char *replies; /* of all records one after another, as learnt; NULL: only lengths are checked */
  gsize checked_bytes; /* of each reply, from its beginning */
} LoadLoopOptions;

typedef struct
{
  guint64 n_requests;
  double wall_seconds;
  double cpu_seconds;
  guint p50_usec;
  guint p99_usec;
  guint max_usec;
  guint64 n_checked;
} LoadFigures;

typedef struct _LoadLoop LoadLoop;

LoadLoop *load_loop_new (const LoadLoopOptions *options);
/* Each client asks once, and its answer may have any length: a member is told things with the first one. */
void load_loop_introduce (LoadLoop *loop);
/* Every 64th batch is compared byte for byte with what was learnt. All is quiet before and after. */
void load_loop_run (LoadLoop *loop, double warmup_seconds, double seconds, LoadFigures *figures);

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-gate.h"
#include "index-server.h"

#include "net-server-connection.h"

G_BEGIN_DECLS

typedef struct _IndexClient IndexClient;

/* Clients of one kind, those silent for longest first. Every client is in one of the server's queues. */
typedef struct
{
  IndexClient *first;
  IndexClient *last;
  guint length;
} IndexQueue;

struct _IndexClient
{
  IndexServer *server;
  NetServerConnection *connection;
  IndexBlock *block;
  IndexSession session;
  IndexQueue *queue;
  IndexClient *next;
  IndexClient *previous;
  gint64 last_usec; /* of what is no member */
  guint is_doubted : 1;
};

struct _IndexServer
{
  IndexLimits limits;
  IndexLog *log;
  IndexService service;
  IndexGate *gate;
  NetPoller *poller;
  GPtrArray *listeners;
  IndexQueue silent;  /* never a good request */
  IndexQueue idle;    /* asked something, is no member */
  IndexQueue members; /* in no order */
  IndexQueue leaving;
  NetDeadline sweep;
  NetDeadline news;
};

void index_queue_append (IndexQueue *queue, IndexClient *client);
void index_queue_remove (IndexClient *client);
/* Where a client stands after what it just did. */
void index_client_queue (IndexClient *client);
guint index_server_get_n_unregistered (IndexServer *server);

/* One sweep a second while there is somebody to look after. */
void index_server_arm_sweep (IndexServer *server);
void index_server_sweep (NetDeadline *deadline);

/* Takes @fd, and @block's count for it. It is in no queue yet. NULL when it cannot be watched: both are let go of. */
IndexClient *index_client_new (IndexServer *server, int fd, const NetAddress *address, IndexBlock *block);
void index_client_close (IndexClient *client);

G_END_DECLS

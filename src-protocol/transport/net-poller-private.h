/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-poller.h"

G_BEGIN_DECLS

/* What connections borrow from their poller while they have something to do, so that an idle one owns none of it and a
 * busy one allocates nothing: the same few blocks go round, warm in the cache. */

#define NET_POLLER_READ_BUFFER_BYTES (64u * 1024u)
#define NET_POLLER_KEPT_BLOCKS 256u
#define NET_POLLER_KEPT_BUFFERS 64u
#define NET_POLLER_KEPT_BUFFER_BYTES (16u * 1024u)

typedef enum
{
  NET_BLOCK_CONNECTION_WORK,
  NET_BLOCK_SERVER_WORK,
  NET_N_BLOCKS,
} NetBlock;

/* Zeroed memory; a kind has always the same size. */
gpointer net_poller_take_block (NetPoller *poller, NetBlock kind, gsize block_bytes);
void net_poller_give_block (NetPoller *poller, NetBlock kind, gpointer block);

/* What all connections together hold unsent, and who they are. */
typedef struct
{
  GQueue blocked; /* of NetConnectionWork, by their links */
  gsize n_bytes;
  gsize limit_bytes;
} NetOutputBudget;

NetOutputBudget *net_poller_get_output_budget (NetPoller *poller);

/* Empty strings to write to. One that grew beyond NET_POLLER_KEPT_BUFFER_BYTES is not kept. */
GString *net_poller_take_buffer (NetPoller *poller);
void net_poller_give_buffer (NetPoller *poller, GString *buffer);

G_END_DECLS

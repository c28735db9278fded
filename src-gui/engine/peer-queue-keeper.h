/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-poller.h"
#include "peer-queue-file.h"

G_BEGIN_DECLS

/* Keeps a changing queue in its file: written soon after a change, and at most once a second. */
typedef struct _PeerQueueKeeper PeerQueueKeeper;

#define PEER_QUEUE_KEEPER_INTERVAL_USEC G_USEC_PER_SEC

/* @snapshot gives the queue as it is now. NULL and @error as peer_queue_file_open(). @poller is lent, and outlives this. */
PeerQueueKeeper *peer_queue_keeper_new (NetPoller *poller,
                                        const char *path,
                                        PeerQueue *(*snapshot) (gpointer user_data),
                                        gpointer user_data,
                                        PeerQueue **queue,
                                        GError **error);

void peer_queue_keeper_changed (PeerQueueKeeper *self);

/* Writes it a last time, and waits for that. */
void peer_queue_keeper_free (PeerQueueKeeper *self);

G_END_DECLS

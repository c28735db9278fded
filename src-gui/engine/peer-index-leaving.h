/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-index-link.h"

G_BEGIN_DECLS

/* A connection that says LEAVE before it goes; whoever waits for that is told when it has gone. */
typedef struct _PeerIndexLeaving PeerIndexLeaving;

PeerIndexLeaving *peer_index_leaving_new (NetPoller *poller);

void peer_index_leaving_free (PeerIndexLeaving *self);

/* Without the answer; those who wait are told. */
void peer_index_leaving_end (PeerIndexLeaving *self);

gboolean peer_index_leaving_get_is_under_way (PeerIndexLeaving *self);

/* Takes @link, and frees it when the answer to its LEAVE is there, or at @due_usec of the poller's clock. Only while none
 * is under way. @host and @port: as they were added, which 1.0 wants to hear again. In 1.0 every word for it that the form
 * has is tried. */
void peer_index_leaving_start (PeerIndexLeaving *self,
                               PeerIndexLink *link,
                               const char *host,
                               guint16 port,
                               gint64 due_usec);

/* Takes @task: TRUE once nothing is under way any more; at once when it is so. */
void peer_index_leaving_wait (PeerIndexLeaving *self, GTask *task);

G_END_DECLS

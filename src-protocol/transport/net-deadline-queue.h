/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-poller.h"

G_BEGIN_DECLS

/* The poller's deadlines, earliest first: a binary heap. Moving a deadline to later is the common case (a client that
 * goes on living), so it only writes the time down; the entry finds its place when it comes to the top. */
typedef struct
{
  gint64 key_usec; /* never later than the deadline's due_usec */
  NetDeadline *deadline;
} NetDeadlineEntry;

typedef struct
{
  NetDeadlineEntry *entries;
  gsize n_entries;
  gsize n_allocated;
} NetDeadlineQueue;

void net_deadline_queue_clear (NetDeadlineQueue *queue);
void net_deadline_queue_set (NetDeadlineQueue *queue, NetDeadline *deadline, gint64 due_usec);
void net_deadline_queue_remove (NetDeadlineQueue *queue, NetDeadline *deadline);

/* When the earliest one is due; 0 when there is none. */
gint64 net_deadline_queue_get_next_usec (NetDeadlineQueue *queue);

/* Takes out the earliest one that is due at @now_usec; NULL when none is. */
NetDeadline *net_deadline_queue_pop_due (NetDeadlineQueue *queue, gint64 now_usec);

G_END_DECLS

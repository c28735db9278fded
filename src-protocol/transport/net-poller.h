/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One epoll descriptor in one GSource carries every socket of a service, whatever their number: a GSource a socket
 * would make the main loop call poll() over all of them. At most NET_POLLER_BATCH events a dispatch, then the loop gets
 * its turn. Timeouts are one ordered queue; there is no GSource per connection, not even for a deadline.
 *
 * All of it belongs to the thread of its main context. */
#define NET_POLLER_BATCH 256

typedef struct _NetPoller NetPoller;
typedef struct _NetWatch NetWatch;
typedef struct _NetDeadline NetDeadline;

/* @events are EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR ..., level-triggered: what was not read or done is reported again in
 * the next turn, so that one socket's flood can be left for the others' sake without being forgotten. */
typedef void (*NetWatchFunc) (NetWatch *watch, guint32 events);
typedef void (*NetDeadlineFunc) (NetDeadline *deadline);

/* Embedded in what it serves; find that with NET_CONTAINER_OF(). */
struct _NetWatch
{
  NetWatchFunc func;
  int fd;
  guint32 events;
  guint is_added : 1;
  gint batch_index; /* of an event that waits in the batch now being dispatched; -1 for none */
};

struct _NetDeadline
{
  NetDeadlineFunc func;
  gint64 due_usec;   /* monotonic; 0 when not set */
  gsize queue_index; /* in the poller's heap, from 1; 0 when not in it */
};

#define NET_CONTAINER_OF(pointer, type, member) ((type *) (void *) ((char *) (pointer) - offsetof (type, member)))

/* @context NULL: the thread's default. A GUI gives a @priority that takes turns with its frames. Free with
 * net_poller_free(), when nothing is watched any more. NULL and @error when there is no descriptor left. */
NetPoller *net_poller_new (GMainContext *context, int priority, GError **error);
void net_poller_free (NetPoller *poller);
GMainContext *net_poller_get_context (NetPoller *poller);

/* The monotonic time that this turn of the loop began: the same for all that happens in it. Asked from outside a turn,
 * it is the time now. */
gint64 net_poller_get_now_usec (NetPoller *poller);

/* A clock of the test's own, instead of g_get_monotonic_time(); due deadlines run in the next iteration. */
void net_poller_set_clock (NetPoller *poller, gint64 (*clock) (gpointer user_data), gpointer user_data);

gboolean net_poller_add (NetPoller *poller, NetWatch *watch, int fd, guint32 events, GError **error);
void net_poller_change (NetPoller *poller, NetWatch *watch, guint32 events);

/* Also forgets an event of the batch now being dispatched, which would else run on freed memory. The descriptor must
 * still be open: another process may hold a copy of it, and then closing would not take it out. */
void net_poller_remove (NetPoller *poller, NetWatch *watch);

/* O(log n), O(1) to a later time. Setting it again moves it, 0 clears it; clearing one that is not set does nothing. Clear
 * it before its memory goes. It is no longer set when its func runs. */
void net_poller_set_deadline (NetPoller *poller, NetDeadline *deadline, gint64 due_usec);
void net_poller_clear_deadline (NetPoller *poller, NetDeadline *deadline);

/* Runs @func once, at the end of the turn: what a batch has gathered is sent in one go. Queued from outside a turn, it
 * makes one; queued by a turn end, it runs in the next turn. Zero-initialized before first use. */
typedef struct _NetTurnEnd NetTurnEnd;
struct _NetTurnEnd
{
  void (*func) (NetTurnEnd *turn_end);
  NetTurnEnd *previous;
  NetTurnEnd *next; /* NULL when it is not queued */
};
void net_poller_queue_turn_end (NetPoller *poller, NetTurnEnd *turn_end);
/* Runs @func once, as the first thing of the next turn: for work that has had its share of this one. */
void net_poller_queue_next_turn (NetPoller *poller, NetTurnEnd *turn_end);
void net_poller_unqueue_turn_end (NetPoller *poller, NetTurnEnd *turn_end);

/* Counters for the exact tests: system calls made by the poller and its connections since it was made, the main loop's
 * own poll() of each turn included. */
guint64 net_poller_get_n_system_calls (NetPoller *poller);
void net_poller_count_system_call (NetPoller *poller);

/* What the answering connections of this poller may hold unsent, and of requests not yet whole or answered, all together: over it, the one that holds most is reset,
 * until it fits again. Each is bounded too, but ten thousand slow readers together would not be. */
#define NET_POLLER_OUTPUT_LIMIT_BYTES (128u * 1024u * 1024u)
void net_poller_set_output_limit (NetPoller *poller, gsize limit_bytes);
gsize net_poller_get_output_bytes (NetPoller *poller);

/* The one read buffer that all connections of this poller share. What a handler was lent from it is overwritten when
 * the handler iterates the main context. */
char *net_poller_get_read_buffer (NetPoller *poller, gsize *length);

G_END_DECLS

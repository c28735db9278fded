/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-pause.h"

#define FIRST_USEC G_USEC_PER_SEC
#define LONGEST_USEC (60 * G_USEC_PER_SEC)
#define STABLE_USEC (30 * G_USEC_PER_SEC) /* a connection that lived so long begins the pauses anew */
#define ANSWERED_FAILURES_MAX 2u           /* an index that answers and goes again is on its feet in no more than 4 s */
#define ATTEMPT_USEC G_USEC_PER_SEC       /* from one attempt to the next, however often the network changes its mind */

struct _PeerIndexPause
{
  NetPoller *poller;
  const PeerIndexPauseHandler *handler;
  gpointer user_data;
  NetDeadline deadline; /* the next tick, or the end */
  guint n_failures;     /* in a row */
  gint64 tried_usec;
  gint64 connected_usec; /* 0 when the last attempt failed */
  gint64 due_usec;
};

static gint64
peer_index_pause_get_now_usec (PeerIndexPause *self)
{
  return net_poller_get_now_usec (self->poller);
}

static void
peer_index_pause_tick (PeerIndexPause *self)
{
  gint64 now_usec = peer_index_pause_get_now_usec (self);
  gint64 left_usec = self->due_usec - now_usec;

  net_poller_set_deadline (self->poller, &self->deadline, MIN (now_usec + G_USEC_PER_SEC, self->due_usec));
  self->handler->ticked ((guint) MAX ((left_usec + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, 1), self->user_data);
}

static void
peer_index_pause_deadline_cb (NetDeadline *deadline)
{
  PeerIndexPause *self = NET_CONTAINER_OF (deadline, PeerIndexPause, deadline);

  if (peer_index_pause_get_now_usec (self) < self->due_usec)
    peer_index_pause_tick (self);
  else
    self->handler->over (self->user_data);
}

PeerIndexPause *
peer_index_pause_new (NetPoller *poller, const PeerIndexPauseHandler *handler, gpointer user_data)
{
  PeerIndexPause *self = g_new0 (PeerIndexPause, 1);

  self->poller = poller;
  self->handler = handler;
  self->user_data = user_data;
  self->deadline.func = peer_index_pause_deadline_cb;
  return self;
}

void
peer_index_pause_free (PeerIndexPause *self)
{
  peer_index_pause_stop (self);
  g_free (self);
}

void
peer_index_pause_tried (PeerIndexPause *self)
{
  peer_index_pause_stop (self);
  self->tried_usec = peer_index_pause_get_now_usec (self);
}

void
peer_index_pause_connected (PeerIndexPause *self)
{
  self->connected_usec = peer_index_pause_get_now_usec (self);
}

void
peer_index_pause_start (PeerIndexPause *self)
{
  gint64 now_usec = peer_index_pause_get_now_usec (self);
  gint64 usec = FIRST_USEC;

  if (self->connected_usec != 0 && now_usec - self->connected_usec >= STABLE_USEC)
    self->n_failures = 0;
  else if (self->connected_usec != 0)
    self->n_failures = MIN (self->n_failures, ANSWERED_FAILURES_MAX);
  for (guint i = 0; i < self->n_failures && usec < LONGEST_USEC; i++)
    usec = MIN (2 * usec, LONGEST_USEC);
  self->n_failures++;
  self->connected_usec = 0;
  self->due_usec = now_usec + (gint64) ((double) usec * g_random_double_range (0.75, 1.25));
  peer_index_pause_tick (self);
}

void
peer_index_pause_stop (PeerIndexPause *self)
{
  net_poller_clear_deadline (self->poller, &self->deadline);
}

void
peer_index_pause_hurry (PeerIndexPause *self)
{
  gint64 soonest_usec = self->tried_usec + ATTEMPT_USEC;

  if (self->due_usec <= soonest_usec)
    return;

  self->due_usec = MAX (soonest_usec, peer_index_pause_get_now_usec (self));
  net_poller_set_deadline (self->poller, &self->deadline, self->due_usec);
}

void
peer_index_pause_reset (PeerIndexPause *self)
{
  self->n_failures = 0;
}

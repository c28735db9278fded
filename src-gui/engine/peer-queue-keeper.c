/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-queue-keeper.h"

struct _PeerQueueKeeper
{
  NetPoller *poller;
  PeerQueueFile *file;
  PeerQueue *(*snapshot) (gpointer user_data);
  gpointer user_data;
  NetDeadline deadline; /* the next writing */
  gint64 written_usec;
  gboolean is_changed;
};

static void
peer_queue_keeper_write (PeerQueueKeeper *self)
{
  g_autoptr (PeerQueue) queue = self->snapshot (self->user_data);
  g_autoptr (GBytes) bytes = peer_queue_format (queue);

  self->is_changed = FALSE;
  self->written_usec = net_poller_get_now_usec (self->poller);
  peer_queue_file_write (self->file, bytes);
}

static void
peer_queue_keeper_deadline_cb (NetDeadline *deadline)
{
  peer_queue_keeper_write (NET_CONTAINER_OF (deadline, PeerQueueKeeper, deadline));
}

PeerQueueKeeper *
peer_queue_keeper_new (NetPoller *poller,
                       const char *path,
                       PeerQueue *(*snapshot) (gpointer user_data),
                       gpointer user_data,
                       PeerQueue **queue,
                       GError **error)
{
  PeerQueueFile *file = peer_queue_file_open (path, queue, error);
  PeerQueueKeeper *self;

  if (file == NULL)
    return NULL;

  self = g_new0 (PeerQueueKeeper, 1);
  self->poller = poller;
  self->file = file;
  self->snapshot = snapshot;
  self->user_data = user_data;
  self->deadline.func = peer_queue_keeper_deadline_cb;
  return self;
}

/* In a later turn of the loop, so that a hundred changes of one turn are one writing. */
void
peer_queue_keeper_changed (PeerQueueKeeper *self)
{
  gint64 now_usec = net_poller_get_now_usec (self->poller);

  if (self->is_changed)
    return;

  self->is_changed = TRUE;
  net_poller_set_deadline (self->poller, &self->deadline,
                           MAX (now_usec + 1, self->written_usec + PEER_QUEUE_KEEPER_INTERVAL_USEC));
}

void
peer_queue_keeper_free (PeerQueueKeeper *self)
{
  if (self->deadline.due_usec != 0)
    net_poller_clear_deadline (self->poller, &self->deadline);
  peer_queue_keeper_write (self);
  peer_queue_file_free (self->file);
  g_free (self);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-leaving.h"

/* LEAVE -> its answer, or the deadline -> closed */

struct _PeerIndexLeaving
{
  NetPoller *poller;
  PeerIndexLink *link; /* NULL when none is under way */
  GPtrArray *tasks;    /* of GTask: those who wait */
  NetDeadline deadline;
};

void
peer_index_leaving_end (PeerIndexLeaving *self)
{
  PeerIndexLink *link = g_steal_pointer (&self->link);
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->tasks);

  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  net_poller_clear_deadline (self->poller, &self->deadline);
  if (link != NULL)
    peer_index_link_free (link);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
}

static void
peer_index_leaving_answered_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
  PeerIndexLeaving *self = user_data;

  /* Freeing the link calls this too. */
  if (self->link != NULL)
    peer_index_leaving_end (self);
}

static void
peer_index_leaving_deadline_cb (NetDeadline *deadline)
{
  peer_index_leaving_end (NET_CONTAINER_OF (deadline, PeerIndexLeaving, deadline));
}

PeerIndexLeaving *
peer_index_leaving_new (NetPoller *poller)
{
  PeerIndexLeaving *self = g_new0 (PeerIndexLeaving, 1);

  self->poller = poller;
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->deadline.func = peer_index_leaving_deadline_cb;
  return self;
}

void
peer_index_leaving_free (PeerIndexLeaving *self)
{
  peer_index_leaving_end (self);
  g_ptr_array_unref (self->tasks);
  g_free (self);
}

gboolean
peer_index_leaving_get_is_under_way (PeerIndexLeaving *self)
{
  return self->link != NULL;
}

void
peer_index_leaving_start (PeerIndexLeaving *self, PeerIndexLink *link, gint64 due_usec)
{
  static const PeerIndexCallHandler handler = { .done = peer_index_leaving_answered_cb };
  WireRequest request = { .method = WIRE_METHOD_LEAVE, .version = WIRE_VERSION_1_1 };

  self->link = link;
  net_poller_set_deadline (self->poller, &self->deadline, due_usec);
  peer_index_link_call (link, &request, TRUE, &handler, self);
}

void
peer_index_leaving_wait (PeerIndexLeaving *self, GTask *task)
{
  if (self->link != NULL)
    {
      g_ptr_array_add (self->tasks, task);
      return;
    }

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

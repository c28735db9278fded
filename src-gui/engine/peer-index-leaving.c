/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-leaving.h"

#define CLASSIC_WORD_USEC (G_USEC_PER_SEC * 2 / 5)

/* LEAVE -> its answer, or the deadline -> closed */

struct _PeerIndexLeaving
{
  NetPoller *poller;
  PeerIndexLink *link; /* NULL when none is under way */
  GPtrArray *tasks;    /* of GTask: those who wait */
  NetDeadline deadline;
  gint64 due_usec;
  char *host;
  guint16 port;
  guint nth; /* of the words for it: 1.0 has many */
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

static gboolean peer_index_leaving_say (PeerIndexLeaving *self);

static void
peer_index_leaving_answered_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
  PeerIndexLeaving *self = user_data;

  /* Freeing the link calls this too. */
  if (self->link == NULL)
    return;
  if (answer != NULL && answer->status != WIRE_STATUS_OK && peer_index_leaving_say (self))
    return;
  peer_index_leaving_end (self);
}

/* The next word. An index of 1.0 that does not know it may not even say so. */
static gboolean
peer_index_leaving_say (PeerIndexLeaving *self)
{
  static const PeerIndexCallHandler handler = { .done = peer_index_leaving_answered_cb };
  gboolean is_classic = peer_index_link_is_classic (self->link);
  WireRequest request = { .method = WIRE_METHOD_LEAVE,
                          .version = WIRE_VERSION_1_1,
                          .host = wire_slice_from_string (self->host),
                          .port = self->port };
  gint64 due_usec = self->due_usec;

  if (!is_classic)
    {
      request.host = (WireSlice) { NULL, 0 };
      request.port = 0;
    }
  else
    due_usec = MIN (due_usec, net_poller_get_now_usec (self->poller) + CLASSIC_WORD_USEC);
  if (self->nth > 0 && !is_classic)
    return FALSE;
  net_poller_set_deadline (self->poller, &self->deadline, due_usec);
  return peer_index_link_call_nth (self->link, &request, self->nth++, &handler, self);
}

static void
peer_index_leaving_deadline_cb (NetDeadline *deadline)
{
  PeerIndexLeaving *self = NET_CONTAINER_OF (deadline, PeerIndexLeaving, deadline);

  if (net_poller_get_now_usec (self->poller) >= self->due_usec || !peer_index_leaving_say (self))
    peer_index_leaving_end (self);
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
  g_free (self->host);
  g_free (self);
}

gboolean
peer_index_leaving_get_is_under_way (PeerIndexLeaving *self)
{
  return self->link != NULL;
}

void
peer_index_leaving_start (PeerIndexLeaving *self, PeerIndexLink *link, const char *host, guint16 port, gint64 due_usec)
{
  self->link = link;
  self->due_usec = due_usec;
  self->nth = 0;
  self->port = port;
  g_free (self->host);
  self->host = g_strdup (host);
  if (!peer_index_form_connects_each_time (peer_index_link_get_form (link)))
    peer_index_link_hurry (link);
  if (!peer_index_leaving_say (self))
    peer_index_leaving_end (self);
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

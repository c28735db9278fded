/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-server-private.h"

#define INDEX_SWEEP_SECONDS 1u

/* Who may be silent for how long: clients stand in queues by what they are, and once a second the fronts of the queues
 * are looked at. */

/* Queues */

void
index_queue_remove (IndexClient *client)
{
  IndexQueue *queue = client->queue;

  if (client->next != NULL)
    client->next->previous = client->previous;
  else
    queue->last = client->previous;
  if (client->previous != NULL)
    client->previous->next = client->next;
  else
    queue->first = client->next;
  client->next = NULL;
  client->previous = NULL;
  client->queue = NULL;
  queue->length--;
}

void
index_queue_append (IndexQueue *queue, IndexClient *client)
{
  if (client->queue != NULL)
    index_queue_remove (client);
  client->previous = queue->last;
  client->next = NULL;
  if (queue->last != NULL)
    queue->last->next = client;
  else
    queue->first = client;
  queue->last = client;
  client->queue = queue;
  queue->length++;
}

guint
index_server_get_n_unregistered (IndexServer *server)
{
  return server->silent.length + server->idle.length;
}

void
index_client_queue (IndexClient *client)
{
  IndexServer *server = client->server;

  if (client->session.member != NULL)
    {
      if (client->queue == &server->members)
        return;
      index_queue_append (&server->members, client);
      net_connection_set_member_timeouts (net_server_connection_get_connection (client->connection));
      return;
    }
  /* Until its first good request it has one deadline, from the accept. */
  if (client->queue == &server->silent && !client->session.has_asked)
    return;
  client->last_usec = server->service.now_usec;
  index_queue_append (client->session.has_asked ? &server->idle : &server->silent, client);
}

/* The sweep */

static gboolean
index_server_is_pressed (IndexServer *server)
{
  return index_server_get_n_unregistered (server) > server->limits.unregistered_hard / 2;
}

/* The fewer places are left, the shorter they may be kept. */
static guint
index_server_choose_seconds (IndexServer *server, guint seconds, guint busy_seconds)
{
  if (index_server_get_n_unregistered (server) > server->limits.unregistered_hard / 8)
    seconds = MIN (seconds, busy_seconds);
  if (index_server_is_pressed (server))
    seconds = MIN (seconds, server->limits.pressed_seconds);
  return seconds;
}

/* Who is being written to is not idle; that it reads, the connection looks after. Nor is who waits for news, unless others
 * need its place. */
static gboolean
index_client_may_be_silent (IndexClient *client)
{
  const IndexSession *session = &client->session;

  return session->has_asked
         && (session->is_listing || (session->watcher != NULL && !index_server_is_pressed (client->server)));
}

static void
index_server_sweep_queue (IndexServer *server, IndexQueue *queue, guint seconds)
{
  gint64 oldest_usec = server->service.now_usec - (gint64) seconds * G_USEC_PER_SEC;

  while (queue->first != NULL && queue->first->last_usec <= oldest_usec)
    {
      if (index_client_may_be_silent (queue->first))
        index_client_queue (queue->first);
      else
        index_client_close (queue->first);
    }
}

void
index_server_arm_sweep (IndexServer *server)
{
  if (server->sweep.due_usec == 0)
    net_poller_set_deadline (server->poller, &server->sweep,
                             net_poller_get_now_usec (server->poller) + INDEX_SWEEP_SECONDS * G_USEC_PER_SEC);
}

void
index_server_sweep (NetDeadline *deadline)
{
  IndexServer *server = NET_CONTAINER_OF (deadline, IndexServer, sweep);
  const IndexLimits *limits = &server->limits;
  gint64 now_usec = net_poller_get_now_usec (server->poller);
  gint64 next_lease_usec;

  server->service.now_usec = now_usec;
  index_server_sweep_queue (server, &server->silent,
                            index_server_choose_seconds (server, limits->silent_seconds, limits->silent_busy_seconds));
  index_server_sweep_queue (server, &server->idle,
                            index_server_choose_seconds (server, limits->idle_seconds, limits->idle_busy_seconds));
  next_lease_usec = index_members_expire (server->service.members, now_usec);
  index_gate_sweep (server->gate, now_usec);
  index_log_sweep (server->log, now_usec);

  if (index_server_get_n_unregistered (server) > 0 || next_lease_usec != 0
      || index_gate_get_n_blocks (server->gate) > 0)
    index_server_arm_sweep (server);
}

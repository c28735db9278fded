/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-server-private.h"

#include "net-listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define INDEX_DOUBT_MILLISECONDS 5000u
#define INDEX_NEWS_MILLISECONDS 250 /* between two notices to one watcher */

/* The kernel would take up to four megabytes of what a client does not read, for each of them: with so much it waits. */
#define INDEX_KERNEL_UNSENT_BYTES (128 * 1024)

/* Clients */

void
index_client_close (IndexClient *client)
{
  index_queue_append (&client->server->leaving, client);
  net_server_connection_close (client->connection);
}

static void
index_client_free (IndexClient *client)
{
  IndexServer *server = client->server;

  server->service.now_usec = net_poller_get_now_usec (server->poller);
  index_queue_remove (client);
  index_session_clear (&client->session);
  index_gate_leave (server->gate, client->block, server->service.now_usec);
  g_free (client);
}

static void
index_client_log (IndexClient *client, const WireRequest *request, WireStatus status)
{
  IndexServer *server = client->server;
  NetConnection *connection = NULL;
  char address[NET_ADDRESS_MAX_TEXT];
  guint16 port = 0;

  if (!index_log_wants_message (server->log, &client->block->lines, server->service.now_usec))
    return;
  connection = net_server_connection_get_connection (client->connection);
  net_address_to_string (net_connection_get_remote_address (connection, &port), address);
  index_log_message (server->log, request, status, address, port);
}

/* It spoke, so it lives. */
static void
index_client_trust (IndexClient *client)
{
  client->is_doubted = FALSE;
  net_connection_set_member_timeouts (net_server_connection_get_connection (client->connection));
}

static void
index_client_request (NetServerConnection *connection, const WireRequest *request, gpointer user_data)
{
  IndexClient *client = user_data;
  NetConnection *transport = net_server_connection_get_connection (connection);
  IndexAnswer answer = { .output = net_connection_get_output (transport) };

  client->server->service.now_usec = net_poller_get_now_usec (client->server->poller);
  if (client->is_doubted)
    index_client_trust (client);
  index_session_answer (&client->session, request, &answer);
  net_connection_written (transport);
  index_client_log (client, request, answer.status);
  index_client_queue (client);
  if (answer.is_unfinished)
    net_server_connection_set_busy (connection, TRUE);
  if (answer.is_costly)
    net_server_connection_yield (connection);
  if (answer.wants_close)
    index_client_close (client);
}

static void
index_client_upcoming (NetServerConnection *connection, const guint32 *numbers, guint n_numbers, gpointer user_data)
{
  IndexClient *client = user_data;

  index_catalog_prefetch (client->server->service.catalog, numbers, n_numbers);
}

static void
index_client_drained (NetServerConnection *connection, gpointer user_data)
{
  IndexClient *client = user_data;
  NetConnection *transport = NULL;
  IndexAnswer answer = { 0 };

  if (!client->session.is_listing)
    return;

  transport = net_server_connection_get_connection (connection);
  answer.output = net_connection_get_output (transport);
  index_session_continue (&client->session, &answer);
  net_connection_written (transport);
  if (!answer.is_unfinished)
    net_server_connection_set_busy (connection, FALSE);
}

static void
index_client_closed (NetServerConnection *connection, const GError *error, gpointer user_data)
{
  index_client_free (user_data);
}

static const NetServerConnectionHandler index_client_handler = {
  .request = index_client_request,
  .upcoming = index_client_upcoming,
  .drained = index_client_drained,
  .closed = index_client_closed,
};

/* What sessions ask of their connections */

static void
index_server_displaced (IndexSession *session, gpointer user_data)
{
  index_client_close (session->user_data);
}

/* The kernel asks the other side at once and every second: a dead one is gone in five. */
static void
index_server_doubted (IndexSession *session, gpointer user_data)
{
  IndexClient *client = session->user_data;
  int fd = net_connection_get_fd (net_server_connection_get_connection (client->connection));
  const int on = 1, second = 1, probes = 3;
  const guint milliseconds = INDEX_DOUBT_MILLISECONDS;

  if (client->is_doubted)
    return;
  client->is_doubted = TRUE;
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPIDLE, &second, sizeof second);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPINTVL, &second, sizeof second);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

/* News for watchers: gathered for a while, told to all who can take it, the rest with the next */

static gboolean
index_server_tell_news (IndexServer *server, IndexClient *client)
{
  IndexWatchers *watchers = server->service.watchers;
  IndexWatcher *watcher = client->session.watcher;
  NetConnection *transport = net_server_connection_get_connection (client->connection);

  if (!index_watchers_has_news (watchers, watcher) || client->queue == &server->leaving)
    return FALSE;
  if (index_watchers_is_lost (watchers, watcher))
    {
      index_client_close (client);
      return FALSE;
    }
  /* Between answers, never inside one; and not on top of what it has not read. */
  if (!client->session.is_listing && net_connection_get_unsent (transport) <= NET_CONNECTION_LOW_MARK_BYTES)
    {
      index_watchers_append_news (watchers, watcher, server->service.body, net_connection_get_output (transport));
      net_connection_written (transport);
    }
  return index_watchers_has_news (watchers, watcher);
}

static void
index_server_arm_news (gpointer user_data)
{
  IndexServer *server = user_data;

  if (server->news.due_usec == 0)
    net_poller_set_deadline (server->poller, &server->news,
                             net_poller_get_now_usec (server->poller) + INDEX_NEWS_MILLISECONDS * G_TIME_SPAN_MILLISECOND);
}

static void
index_server_news (NetDeadline *deadline)
{
  IndexServer *server = NET_CONTAINER_OF (deadline, IndexServer, news);
  IndexWatcher *watcher = index_watchers_get_first (server->service.watchers);
  gboolean has_more = FALSE;

  for (IndexWatcher *next = NULL; watcher != NULL; watcher = next)
    {
      IndexSession *session = watcher->user_data;

      next = watcher->next;
      if (index_server_tell_news (server, session->user_data))
        has_more = TRUE;
    }
  index_watchers_end_round (server->service.watchers);
  if (has_more)
    index_server_arm_news (server);
}

/* The door */

static const char *
index_gate_verdict_to_string (IndexGateVerdict verdict)
{
  switch (verdict)
    {
    case INDEX_GATE_FULL:
      return "refused: all connections are in use";
    case INDEX_GATE_ADDRESS_FULL:
      return "refused: this address has all the connections that it may have";
    case INDEX_GATE_ADDRESS_FAST:
      return "refused: this address connects too often";
    case INDEX_GATE_CROWDED:
      return "refused: too many connections have not joined";
    case INDEX_GATE_OPEN:
    default:
      return "admitted";
    }
}

IndexClient *
index_client_new (IndexServer *server, int fd, const NetAddress *address, IndexBlock *block)
{
  IndexClient *client = g_new0 (IndexClient, 1);
  NetAddress local;

  client->server = server;
  client->block = block;
  client->connection =
      net_server_connection_new (server->poller, fd, WIRE_TO_INDEX, &index_client_handler, client, NULL);
  if (client->connection == NULL)
    {
      index_gate_leave (server->gate, block, server->service.now_usec);
      g_free (client);
      return NULL;
    }

  /* Who is here reached us here. */
  if (net_address_is_loopback (address))
    local = *address;
  else
    net_connection_get_local_address (net_server_connection_get_connection (client->connection), &local);
  index_session_init (&client->session, &server->service, address, &local);
  client->session.address_requests = &block->requests;
  client->session.user_data = client;
  return client;
}

static gboolean
index_server_admit (IndexServer *server, int fd, NetAddress *address, IndexBlock **block)
{
  struct sockaddr_storage remote;
  socklen_t remote_bytes = sizeof remote;
  IndexGateVerdict verdict;
  char text[NET_ADDRESS_MAX_TEXT];
  guint16 port;

  /* An error: gone before it was looked at. */
  if (getpeername (fd, (struct sockaddr *) &remote, &remote_bytes) != 0
      || !net_address_from_native (&remote, address, &port))
    return FALSE;

  verdict = index_gate_enter (server->gate, address, index_server_get_n_unregistered (server),
                              server->service.now_usec, block);
  if (verdict == INDEX_GATE_OPEN)
    return TRUE;
  index_log_refused (server->log, &(*block)->lines, net_address_to_string (address, text), index_gate_verdict_to_string (verdict),
                     server->service.now_usec);
  return FALSE;
}

static void
index_server_accepted (NetListener *listener, int fd, gpointer user_data)
{
  IndexServer *server = user_data;
  NetAddress address;
  IndexBlock *block = NULL;
  IndexClient *client = NULL;

  server->service.now_usec = net_poller_get_now_usec (server->poller);
  /* Who is refused is remembered for a while too. */
  index_server_arm_sweep (server);
  if (!index_server_admit (server, fd, &address, &block))
    {
      close (fd);
      return;
    }

  client = index_client_new (server, fd, &address, block);
  if (client == NULL)
    return;

  index_client_queue (client);
}

static void
index_server_exhausted (NetListener *listener, const GError *error, guint64 n_refused, gpointer user_data)
{
  IndexServer *server = user_data;

  index_log_warning (server->log, "%s; %" G_GUINT64_FORMAT " connections were refused. The limit of open files is to blame: raise it",
                     error->message, n_refused);
}

static const NetListenerHandler index_listener_handler = {
  .accepted = index_server_accepted,
  .exhausted = index_server_exhausted,
};

gboolean
index_server_listen (IndexServer *server, GSocket *socket, GError **error)
{
  NetListener *listener = net_listener_new (server->poller, socket, &index_listener_handler, server, error);

  /* Accepted sockets inherit it. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, INDEX_KERNEL_UNSENT_BYTES, NULL);
  if (listener == NULL)
    return FALSE;
  g_ptr_array_add (server->listeners, listener);
  return TRUE;
}

IndexServer *
index_server_new (const IndexLimits *limits, IndexLog *log, GError **error)
{
  NetPoller *poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, error);
  IndexServer *server = NULL;

  if (poller == NULL)
    return NULL;

  server = g_new0 (IndexServer, 1);
  server->limits = *limits;
  server->log = log;
  server->poller = poller;
  server->gate = index_gate_new (&server->limits);
  server->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) net_listener_free);
  server->sweep.func = index_server_sweep;
  server->news.func = index_server_news;
  index_service_init (&server->service, &server->limits);
  server->service.displaced = index_server_displaced;
  server->service.doubted = index_server_doubted;
  server->service.user_data = server;
  index_watchers_set_wake_func (server->service.watchers, index_server_arm_news, server);
  index_server_set_limits (server, limits);
  return server;
}

void
index_server_set_limits (IndexServer *server, const IndexLimits *limits)
{
  /* Whoever was handed the address of these looks at the new ones from now. */
  server->limits = *limits;
  index_catalog_set_limits (server->service.catalog, limits);
  index_log_set_limits (server->log, limits);
  net_poller_set_output_limit (server->poller, limits->buffer_bytes);
}

static void
index_server_drop_all (IndexQueue *queue)
{
  while (queue->first != NULL)
    {
      IndexClient *client = queue->first;

      net_server_connection_free (client->connection);
      index_client_free (client);
    }
}

void
index_server_free (IndexServer *server)
{
  g_ptr_array_unref (server->listeners);
  index_server_drop_all (&server->silent);
  index_server_drop_all (&server->idle);
  index_server_drop_all (&server->members);
  index_server_drop_all (&server->leaving);
  net_poller_clear_deadline (server->poller, &server->sweep);
  net_poller_clear_deadline (server->poller, &server->news);
  index_service_clear (&server->service);
  index_gate_free (server->gate);
  net_poller_free (server->poller);
  g_free (server);
}

NetPoller *
index_server_get_poller (IndexServer *server)
{
  return server->poller;
}

void
index_server_get_counts (IndexServer *server, IndexServerCounts *counts)
{
  *counts = (IndexServerCounts) {
    .n_connections = index_gate_get_n_connections (server->gate),
    .n_peers = index_members_get_n_members (server->service.members),
    .n_documents = index_catalog_get_n_entries (server->service.catalog),
    .n_records = index_catalog_get_n_records (server->service.catalog),
    .n_requests = server->service.n_requests,
  };
}

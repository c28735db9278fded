/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-server-private.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

G_STATIC_ASSERT (INDEX_STATE_TOKEN_BYTES == INDEX_TOKEN_BYTES);

/* A restart, as seen from its two sides. The state's items stand in the order in which they are needed again: members,
 * records, what watchers wait for, connections. */

/* Saving */

typedef struct
{
  IndexServer *server;
  IndexStateWriter *writer;
  GPtrArray *clients;
  GHashTable *numbers; /* of members, by their numbers in the catalogue */
} IndexSave;

static NetConnection *
index_client_get_transport (IndexClient *client)
{
  return net_server_connection_get_connection (client->connection);
}

/* A lookup of many holders goes through the links of records, which do not outlast the process. */
static void
index_client_end_walk (IndexClient *client)
{
  NetConnection *transport = index_client_get_transport (client);
  IndexAnswer answer = { .is_unfinished = TRUE };

  while (client->session.walk != NULL && answer.is_unfinished)
    {
      answer.output = net_connection_get_output (transport);
      index_session_continue (&client->session, &answer);
    }
}

static gboolean
index_client_can_be_passed_on (IndexClient *client)
{
  NetConnection *transport = index_client_get_transport (client);
  IndexWatcher *watcher = client->session.watcher;

  net_connection_flush (transport);
  return net_connection_can_be_passed_on (transport)
         && net_connection_get_unsent (transport) <= INDEX_STATE_OUTPUT_MAX_BYTES
         && net_server_connection_get_pending (client->connection).length <= INDEX_STATE_INPUT_MAX_BYTES
         && (watcher == NULL || !index_watchers_is_lost (client->server->service.watchers, watcher));
}

static void
index_save_choose (IndexSave *save, IndexQueue *queue)
{
  for (IndexClient *client = queue->first; client != NULL; client = client->next)
    {
      index_client_end_walk (client);
      if (index_client_can_be_passed_on (client))
        g_ptr_array_add (save->clients, client);
    }
}

static void
index_save_member (IndexSave *save, const IndexMember *member)
{
  IndexStateItem item = {
    .kind = INDEX_STATE_MEMBER,
    .member = {
      .address = member->address,
      .port = member->port,
      .host = index_members_get_host (save->server->service.members, member),
      .is_lease = member->owner == NULL,
      .last_usec = MAX (0, member->last_usec),
    },
  };

  memcpy (item.member.token, member->token, INDEX_TOKEN_BYTES);
  index_state_writer_add (save->writer, &item);
  g_hash_table_insert (save->numbers, GUINT_TO_POINTER (member->holder),
                       GUINT_TO_POINTER (g_hash_table_size (save->numbers) + 1));
}

static guint32
index_save_find_member (IndexSave *save, guint32 holder)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (save->numbers, GUINT_TO_POINTER (holder)));
}

static void
index_save_members (IndexSave *save)
{
  for (IndexMember *member = index_members_get_first_lease (save->server->service.members); member != NULL;
       member = member->next_lease)
    index_save_member (save, member);
  for (guint i = 0; i < save->clients->len; i++)
    {
      IndexClient *client = save->clients->pdata[i];

      if (client->session.member != NULL)
        index_save_member (save, client->session.member);
    }
}

/* "SIZE TAB HEX" as rows show it. */
static void
index_save_content (const IndexContent *content, IndexStateRecord *record)
{
  WireSlice rest, size, digest;

  if (content == NULL)
    return;
  rest = (WireSlice) { content->columns, content->columns_length };
  wire_slice_split (&rest, '\t', &size);
  wire_slice_split (&rest, '\t', &digest);
  record->has_size = wire_text_parse_decimal (size.data, size.length, G_MAXUINT64, &record->size_bytes);
  wire_digest_parse_hex (digest, &record->digest);
}

static void
index_save_records (IndexSave *save)
{
  IndexCatalog *catalog = save->server->service.catalog;
  guint32 next = index_catalog_next_record (catalog, 0);

  for (; next != 0; next = index_catalog_next_record (catalog, next))
    {
      IndexStateItem item = { .kind = INDEX_STATE_RECORD };
      IndexRecordView view;

      item.record.record = next;
      item.record.member = index_save_find_member (save, index_catalog_get_record_holder (catalog, next));
      if (item.record.member == 0)
        continue;
      index_catalog_view (catalog, next, &view);
      item.record.number = view.number;
      item.record.title = view.title;
      index_save_content (view.content, &item.record);
      index_state_writer_add (save->writer, &item);
    }
}

static void
index_save_changes (IndexSave *save)
{
  IndexStateItem item = { .kind = INDEX_STATE_CHANGES };
  g_autoptr (GArray) copy = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 *numbers = NULL;
  guint n_numbers;

  numbers = index_watchers_get_log (save->server->service.watchers, &n_numbers, &item.changes.n_told);
  for (guint i = 0; i < n_numbers; i++)
    {
      guint32 number = GUINT32_TO_LE (numbers[i]);

      g_array_append_val (copy, number);
    }
  item.changes.numbers = (WireSlice) { copy->data, (gsize) n_numbers * sizeof (guint32) };
  index_state_writer_add (save->writer, &item);
}

static void
index_save_connection (IndexSave *save, IndexClient *client)
{
  const IndexSession *session = &client->session;
  NetConnection *transport = index_client_get_transport (client);
  IndexStateItem item = {
    .kind = INDEX_STATE_CONNECTION,
    .connection = {
      .member = session->member != NULL ? index_save_find_member (save, session->member->holder) : 0,
      .record = session->record,
      .last_usec = MAX (0, client->last_usec),
      .requests_usec = session->requests,
      .classic_lists_usec = session->classic_lists,
      .input = net_server_connection_get_pending (client->connection),
      .output = { net_connection_peek_unsent (transport), net_connection_get_unsent (transport) },
      .dialect = session->dialect,
      .is_introduced = session->is_introduced,
      .has_asked = session->has_asked,
      .is_listing = session->is_listing,
      .is_doubted = client->is_doubted,
    },
  };

  if (session->watcher != NULL)
    {
      item.connection.is_watching = TRUE;
      item.connection.match = session->watcher->match;
      item.connection.place = index_watchers_get_place (save->server->service.watchers, session->watcher);
    }
  index_state_writer_add (save->writer, &item);
}

gboolean
index_server_save (IndexServer *server, int state_fd, GArray *sockets, GError **error)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new ();
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  IndexSave save = { server, index_state_writer_new (state_fd), clients, numbers };

  server->service.now_usec = net_poller_get_now_usec (server->poller);
  index_save_choose (&save, &server->silent);
  index_save_choose (&save, &server->idle);
  index_save_choose (&save, &server->members);
  index_save_members (&save);
  index_save_records (&save);
  index_save_changes (&save);
  for (guint i = 0; i < clients->len; i++)
    {
      IndexClient *client = clients->pdata[i];
      int fd = net_connection_get_fd (index_client_get_transport (client));

      index_save_connection (&save, client);
      g_array_append_val (sockets, fd);
    }
  return index_state_writer_finish (save.writer, error);
}

/* Restoring */

typedef struct
{
  IndexServer *server;
  IndexCatalogRefill refill;
  GPtrArray *members;
  GArray *waiting; /* IndexWaiting */
} IndexRestore;

typedef struct
{
  IndexClient *client;
  WireSlice input;
} IndexWaiting;

/* Until its connection is there the server itself owns it. */
static void
index_restore_member (IndexRestore *restore, const IndexStateMember *member)
{
  IndexServer *server = restore->server;

  g_ptr_array_add (restore->members,
                   index_members_add_again (server->service.members, &member->address, member->port, member->host,
                                            member->token, member->is_lease ? NULL : server,
                                            MIN (member->last_usec, server->service.now_usec)));
}

static void
index_restore_record (IndexRestore *restore, const IndexStateRecord *record)
{
  const IndexMember *member = restore->members->pdata[record->member - 1];

  index_catalog_refill (&restore->refill, record->record, member->holder, record->number, record->title,
                        record->has_size, record->size_bytes, &record->digest);
}

static void
index_restore_changes (IndexRestore *restore, const IndexStateChanges *changes)
{
  IndexWatchers *watchers = restore->server->service.watchers;

  index_watchers_begin_again (watchers, changes->n_told);
  for (guint i = 0; i < changes->numbers.length / sizeof (guint32); i++)
    index_watchers_note_again (watchers, index_state_get_change (changes, i));
}

/* Takes @fd. NULL when the other side has gone meanwhile, or it is no such socket at all. */
static IndexClient *
index_restore_open (IndexServer *server, int fd)
{
  struct sockaddr_storage remote;
  socklen_t remote_bytes = sizeof remote;
  int type = 0;
  socklen_t type_bytes = sizeof type;
  NetAddress address;
  guint16 port;

  if (getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &type_bytes) != 0 || type != SOCK_STREAM
      || fcntl (fd, F_SETFL, O_NONBLOCK) != 0 || getpeername (fd, (struct sockaddr *) &remote, &remote_bytes) != 0
      || !net_address_from_native (&remote, &address, &port))
    {
      close (fd);
      return NULL;
    }
  return index_client_new (server, fd, &address, index_gate_enter_again (server->gate, &address));
}

static void
index_restore_queue (IndexClient *client, gint64 last_usec)
{
  IndexServer *server = client->server;
  IndexQueue *queue = client->session.has_asked ? &server->idle : &server->silent;

  if (client->session.member != NULL)
    queue = &server->members;
  client->last_usec = MIN (last_usec, server->service.now_usec);
  if (queue->last != NULL)
    client->last_usec = MAX (client->last_usec, queue->last->last_usec);
  index_queue_append (queue, client);
}

static void
index_restore_session (IndexRestore *restore, IndexClient *client, const IndexStateConnection *connection)
{
  IndexService *service = &restore->server->service;
  IndexSession *session = &client->session;
  IndexMember *member = connection->member != 0 ? restore->members->pdata[connection->member - 1] : NULL;

  if (member != NULL && net_address_equal (&member->address, &session->address))
    {
      index_members_give_to (service->members, member, session);
      session->member = member;
    }
  session->record = connection->record;
  session->requests = connection->requests_usec;
  session->classic_lists = connection->classic_lists_usec;
  session->dialect = connection->dialect;
  session->is_introduced = connection->is_introduced;
  session->has_asked = connection->has_asked;
  session->is_listing = connection->is_listing;
  client->is_doubted = connection->is_doubted;
  if (connection->is_watching)
    session->watcher = index_watchers_add (service->watchers, connection->match, session);
  if (session->watcher != NULL)
    index_watchers_set_place (service->watchers, session->watcher, connection->place);
}

static void
index_restore_connection (IndexRestore *restore, const IndexStateConnection *connection, int fd)
{
  IndexClient *client = fd >= 0 ? index_restore_open (restore->server, fd) : NULL;
  IndexWaiting waiting = { client, connection->input };
  NetConnection *transport = NULL;

  if (client == NULL)
    return;
  transport = index_client_get_transport (client);
  index_restore_session (restore, client, connection);
  index_restore_queue (client, connection->last_usec);
  if (connection->output.length > 0)
    net_connection_write (transport, connection->output.data, connection->output.length);
  if (connection->is_listing)
    {
      /* It goes on as after a send. */
      net_server_connection_set_busy (client->connection, TRUE);
      net_connection_get_output (transport);
      net_connection_written (transport);
    }
  /* There is no room for it among the watchers: it would wait for nothing. */
  if (connection->is_watching && client->session.watcher == NULL)
    index_client_close (client);
  else if (connection->input.length > 0)
    g_array_append_val (restore->waiting, waiting);
}

static void
index_restore_item (IndexRestore *restore, const IndexStateItem *item, GArray *sockets, guint *n_connections)
{
  switch (item->kind)
    {
    case INDEX_STATE_MEMBER:
      index_restore_member (restore, &item->member);
      break;
    case INDEX_STATE_RECORD:
      index_restore_record (restore, &item->record);
      break;
    case INDEX_STATE_CHANGES:
      index_restore_changes (restore, &item->changes);
      break;
    case INDEX_STATE_CONNECTION:
      index_restore_connection (restore, &item->connection, g_array_index (sockets, int, *n_connections));
      ++*n_connections;
      break;
    case INDEX_STATE_END:
    default:
      break;
    }
}

static void
index_restore_drop_orphans (IndexRestore *restore)
{
  IndexServer *server = restore->server;

  for (guint i = 0; i < restore->members->len; i++)
    {
      IndexMember *member = restore->members->pdata[i];

      if (member->owner == server)
        index_members_remove (server->service.members, member);
    }
}

void
index_server_restore (IndexServer *server, IndexState *state, GArray *sockets)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (IndexWaiting));
  IndexRestore restore = { .server = server, .members = members, .waiting = waiting };
  guint n_connections = 0;
  IndexStateItem item;
  IndexStateKind last = INDEX_STATE_END;

  g_return_if_fail (sockets->len == index_state_get_n_connections (state));

  server->service.now_usec = net_poller_get_now_usec (server->poller);
  index_catalog_begin_refill (server->service.catalog, &restore.refill, index_state_get_n_records (state));
  while (index_state_next (state, &item))
    {
      /* Whoever has come for its records finds them: numbers in between are free again. */
      if (last <= INDEX_STATE_RECORD && item.kind > INDEX_STATE_RECORD)
        index_catalog_end_refill (&restore.refill);
      last = item.kind;
      index_restore_item (&restore, &item, sockets, &n_connections);
    }
  if (last <= INDEX_STATE_RECORD)
    index_catalog_end_refill (&restore.refill);

  index_restore_drop_orphans (&restore);
  index_watchers_wake (server->service.watchers);
  index_server_arm_sweep (server);
  for (guint i = 0; i < waiting->len; i++)
    {
      const IndexWaiting *one = &g_array_index (waiting, IndexWaiting, i);

      net_server_connection_feed (one->client->connection, one->input);
    }
}

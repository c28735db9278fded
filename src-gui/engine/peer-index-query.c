/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-holder-private.h"
#include "peer-index-client-private.h"

/* What faces and downloads ask an index: LOOKUP and LIST, in 1.1 and in 1.0. */

#define MAX_ROWS PEER_INDEX_CLIENT_MAX_ROWS
#define MAX_PAGES 10000u /* each with a row at least: an index may like them small */

/* A question under way. Whoever asked may have gone meanwhile: then @task is NULL, and the answer goes nowhere. */
typedef struct
{
  PeerIndexClient *client;
  GTask *task;
  gulong cancelled_handler;
  gboolean is_classic;

  /* LOOKUP */
  guint number;
  GListStore *holders;
  gboolean has_listed; /* 1.0: what a LOOKUP did not find was looked for in the list */
  guint n_resolved;    /* holders whose address is known to be one */

  /* LIST */
  PeerCatalogueFunc func;
  gpointer func_data;
  char *match;
  guint n_rows;
  guint n_rows_before; /* the page that is coming */
  guint n_pages;
  GHashTable *classic_rows; /* number -> WireCatalogueRow: 1.0 lists records, in any order */
} PeerIndexQuery;

static void
peer_index_query_free (PeerIndexQuery *query)
{
  g_clear_object (&query->holders);
  g_clear_pointer (&query->classic_rows, g_hash_table_unref);
  g_clear_object (&query->client);
  g_free (query->match);
  g_free (query);
}

static GTask *
peer_index_query_steal_task (PeerIndexQuery *query)
{
  GTask *task = g_steal_pointer (&query->task);

  if (task != NULL && query->cancelled_handler != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), query->cancelled_handler);
  query->cancelled_handler = 0;
  return task;
}

static void
peer_index_query_cancelled_cb (PeerIndexQuery *query)
{
  g_autoptr (GTask) task = peer_index_query_steal_task (query);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("Cancelled."));
}

/* NULL after having returned the error: not connected, or cancelled already. */
static PeerIndexQuery *
peer_index_query_new (PeerIndexClient *client, GTask *task)
{
  g_autoptr (GTask) owned = task;
  PeerIndexLink *link = peer_index_client_get_link (client);
  GCancellable *cancellable = g_task_get_cancellable (task);
  PeerIndexQuery *query;

  if (g_task_return_error_if_cancelled (task))
    return NULL;
  if (link == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "%s",
                               peer_index_client_get_state_text (client));
      return NULL;
    }

  query = g_new0 (PeerIndexQuery, 1);
  query->client = g_object_ref (client);
  query->task = g_steal_pointer (&owned);
  query->is_classic = peer_index_link_is_classic (link);
  if (cancellable != NULL)
    query->cancelled_handler =
        g_signal_connect_swapped (cancellable, "cancelled", G_CALLBACK (peer_index_query_cancelled_cb), query);
  return query;
}

static WireRequest
peer_index_query_make_request (PeerIndexQuery *query, WireMethod method, WireObject object)
{
  return (WireRequest) {
    .method = method,
    .version = query->is_classic ? WIRE_VERSION_1_0 : WIRE_VERSION_1_1,
    .dialect = { .is_crlf = TRUE, .has_closing_line = TRUE },
    .object = object,
    .host = wire_slice_from_string (peer_index_client_get_name (query->client)),
    .port = MAX (peer_index_client_get_upload_port (query->client), 1), /* 1.0 takes no 0 */
  };
}

/* The answer's error, or the connection's in the words of the state; NULL when all is well. */
static GError *
peer_index_query_make_error (PeerIndexQuery *query, const PeerIndexAnswer *answer, const GError *error)
{
  if (answer != NULL)
    return peer_index_answer_make_error (answer);

  return g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "%s", error->message);
}

/* LOOKUP */

static void
peer_index_query_holder_cb (const char *line, gsize length, gpointer user_data)
{
  PeerIndexQuery *query = user_data;
  g_autoptr (PeerHolder) holder = NULL;
  WireRecord record;
  gboolean is_row = query->is_classic ? wire_record_parse_classic (line, length, &record)
                                      : wire_record_parse (line, length, &record);

  if (!is_row || record.number != query->number
      || g_list_model_get_n_items (G_LIST_MODEL (query->holders)) >= WIRE_LOOKUP_DEFAULT_LIMIT)
    return;

  holder = peer_holder_new (&record, peer_index_client_is_me (query->client, record.address, record.port));
  g_list_store_append (query->holders, holder);
}

/* Some indexes of 1.0 find only what is asked for by its exact title. */
static void
peer_index_query_look_in_list (PeerIndexQuery *query);

static void
peer_index_query_return_holders (PeerIndexQuery *query)
{
  g_autoptr (GTask) task = peer_index_query_steal_task (query);

  if (task != NULL)
    g_task_return_pointer (task, g_object_ref (query->holders), g_object_unref);
  peer_index_query_free (query);
}

static void peer_index_query_resolve (PeerIndexQuery *query);

/* Programs of 1.0 listen in IPv4. */
static GInetAddress *
peer_index_query_choose_address (GList *addresses)
{
  for (GList *l = addresses; l != NULL; l = l->next)
    if (g_inet_address_get_family (l->data) == G_SOCKET_FAMILY_IPV4)
      return l->data;
  return addresses->data;
}

static void
peer_index_query_resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerIndexQuery *query = user_data;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, NULL);

  if (addresses != NULL)
    {
      g_autoptr (PeerHolder) named = g_list_model_get_item (G_LIST_MODEL (query->holders), query->n_resolved);
      g_autoptr (PeerHolder) found = NULL;
      g_autofree char *address = g_inet_address_to_string (peer_index_query_choose_address (addresses));
      WireRecord record = {
        .number = peer_holder_get_number (named),
        .title = wire_slice_from_string (peer_holder_get_title (named)),
        .address = wire_slice_from_string (address),
        .port = peer_holder_get_port (named),
        .name = wire_slice_from_string (peer_holder_get_name (named)),
      };
      gpointer added;

      found = peer_holder_new (&record, peer_index_client_is_me (query->client, record.address, record.port));
      added = found;
      g_list_store_splice (query->holders, query->n_resolved, 1, &added, 1);
    }
  g_resolver_free_addresses (addresses);
  query->n_resolved++;
  peer_index_query_resolve (query);
}

/* In rows of 1.0 stands what the holder wrote as its Host, which may be a name. It is resolved here, once; whoever fetches
 * connects to the address, and judges it as any other. */
static void
peer_index_query_resolve (PeerIndexQuery *query)
{
  guint n_holders = g_list_model_get_n_items (G_LIST_MODEL (query->holders));

  for (; query->is_classic && query->task != NULL && query->n_resolved < n_holders; query->n_resolved++)
    {
      g_autoptr (PeerHolder) holder = g_list_model_get_item (G_LIST_MODEL (query->holders), query->n_resolved);
      g_autoptr (GResolver) resolver = NULL;

      if (*peer_holder_get_address (holder) != '\0')
        continue;
      resolver = g_resolver_get_default ();
      g_resolver_lookup_by_name_async (resolver, peer_holder_get_name (holder), NULL, peer_index_query_resolved_cb, query);
      return;
    }
  peer_index_query_return_holders (query);
}

static void
peer_index_query_looked_up_cb (const PeerIndexAnswer *answer, const GError *link_error, gpointer user_data)
{
  PeerIndexQuery *query = user_data;
  g_autoptr (GTask) task = NULL;
  GError *error = peer_index_query_make_error (query, answer, link_error);

  if (query->is_classic && query->task != NULL && !query->has_listed && answer != NULL
      && g_list_model_get_n_items (G_LIST_MODEL (query->holders)) == 0
      && peer_index_client_get_link (query->client) != NULL)
    {
      g_clear_error (&error);
      peer_index_query_look_in_list (query);
      return;
    }

  if (error == NULL ? g_list_model_get_n_items (G_LIST_MODEL (query->holders)) == 0
                    : g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      error = g_error_new (WIRE_ERROR, WIRE_ERROR_NOT_FOUND, _("No peer has RFC %u now."), query->number);
    }

  if (error == NULL)
    {
      peer_index_query_resolve (query);
      return;
    }

  task = peer_index_query_steal_task (query);
  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_clear_error (&error);
  peer_index_query_free (query);
}

static const PeerIndexCallHandler peer_index_query_lookup_handler = {
  .row = peer_index_query_holder_cb,
  .done = peer_index_query_looked_up_cb,
};

static void
peer_index_query_look_in_list (PeerIndexQuery *query)
{
  WireRequest request = peer_index_query_make_request (query, WIRE_METHOD_LIST, WIRE_OBJECT_ALL);

  query->has_listed = TRUE;
  peer_index_link_call (peer_index_client_get_link (query->client), &request, TRUE, &peer_index_query_lookup_handler,
                        query);
}

void
peer_index_client_lookup_async (PeerIndexClient *self,
                                guint number,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *title = g_strdup_printf ("RFC %u", number);
  PeerIndexQuery *query;
  WireRequest request;

  g_task_set_source_tag (task, peer_index_client_lookup_async);
  query = peer_index_query_new (self, task);
  if (query == NULL)
    return;

  query->number = number;
  query->holders = g_list_store_new (PEER_TYPE_HOLDER);
  request = peer_index_query_make_request (query, WIRE_METHOD_LOOKUP, WIRE_OBJECT_RFC);
  request.number = number;
  request.title = wire_slice_from_string (title); /* 1.0 wants one */
  peer_index_link_call (peer_index_client_get_link (self), &request, TRUE, &peer_index_query_lookup_handler, query);
}

GListModel *
peer_index_client_lookup_finish (PeerIndexClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* LIST */

static void
peer_index_query_hand_out (PeerIndexQuery *query, const WireCatalogueRow *row)
{
  if (query->task == NULL || query->n_rows >= MAX_ROWS)
    return;

  query->n_rows++;
  query->func (row, query->func_data);
}

static void
peer_index_query_row_cb (const char *line, gsize length, gpointer user_data)
{
  WireCatalogueRow row;

  if (wire_catalogue_row_parse (line, length, &row))
    peer_index_query_hand_out (user_data, &row);
}

static void
peer_index_query_classic_row_free (gpointer data)
{
  WireCatalogueRow *row = data;

  g_free ((char *) row->title.data);
  g_free (row);
}

static void
peer_index_query_record_cb (const char *line, gsize length, gpointer user_data)
{
  PeerIndexQuery *query = user_data;
  WireCatalogueRow *row;
  WireRecord record;

  if (!wire_record_parse_classic (line, length, &record))
    return;

  row = g_hash_table_lookup (query->classic_rows, GUINT_TO_POINTER (record.number));
  if (row == NULL && g_hash_table_size (query->classic_rows) < MAX_ROWS)
    {
      row = g_new0 (WireCatalogueRow, 1);
      row->number = record.number;
      row->title = wire_slice_from_string (wire_slice_dup (record.title));
      g_hash_table_insert (query->classic_rows, GUINT_TO_POINTER (record.number), row);
    }
  if (row != NULL)
    row->holders++;
}

static int
peer_index_query_compare_rows (gconstpointer a, gconstpointer b)
{
  guint first = ((const WireCatalogueRow *) a)->number;
  guint second = ((const WireCatalogueRow *) b)->number;

  return first < second ? -1 : first > second;
}

static void
peer_index_query_hand_out_classic (PeerIndexQuery *query)
{
  g_autoptr (GList) rows = g_list_sort (g_hash_table_get_values (query->classic_rows), peer_index_query_compare_rows);

  for (GList *l = rows; l != NULL; l = l->next)
    peer_index_query_hand_out (query, l->data);
}

static void peer_index_query_ask_page (PeerIndexQuery *query, const char *after);

static void
peer_index_query_page_cb (const PeerIndexAnswer *answer, const GError *link_error, gpointer user_data)
{
  PeerIndexQuery *query = user_data;
  g_autoptr (GTask) task = NULL;
  GError *error = peer_index_query_make_error (query, answer, link_error);

  if (error == NULL && query->task != NULL && answer->next != NULL && query->n_rows < MAX_ROWS
      && peer_index_client_get_link (query->client) != NULL)
    {
      if (query->n_rows > query->n_rows_before && query->n_pages < MAX_PAGES)
        {
          peer_index_query_ask_page (query, answer->next);
          return;
        }
      error = g_error_new_literal (WIRE_ERROR, WIRE_ERROR_MALFORMED, _("The index sent a list without an end."));
    }

  /* An index of 1.0 may say 404 when it has nothing. */
  if (query->is_classic && g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND))
    g_clear_error (&error);
  if (query->is_classic && error == NULL)
    peer_index_query_hand_out_classic (query);

  task = peer_index_query_steal_task (query);
  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  peer_index_query_free (query);
}

static const PeerIndexCallHandler peer_index_query_list_handler = {
  .row = peer_index_query_row_cb,
  .done = peer_index_query_page_cb,
};

static const PeerIndexCallHandler peer_index_query_classic_list_handler = {
  .row = peer_index_query_record_cb,
  .done = peer_index_query_page_cb,
};

static void
peer_index_query_ask_page (PeerIndexQuery *query, const char *after)
{
  WireRequest request = peer_index_query_make_request (query, WIRE_METHOD_LIST,
                                                       query->is_classic ? WIRE_OBJECT_ALL : WIRE_OBJECT_RFCS);

  query->n_rows_before = query->n_rows;
  query->n_pages++;
  request.sort = WIRE_SORT_NUMBER;
  request.match = wire_slice_from_string (query->match);
  request.after = wire_slice_from_string (after);
  peer_index_link_call (peer_index_client_get_link (query->client), &request, TRUE,
                        query->is_classic ? &peer_index_query_classic_list_handler : &peer_index_query_list_handler,
                        query);
}

void
peer_index_client_list_async (PeerIndexClient *self,
                              const char *match,
                              PeerCatalogueFunc func,
                              gpointer func_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  PeerIndexQuery *query;

  g_task_set_source_tag (task, peer_index_client_list_async);
  query = peer_index_query_new (self, task);
  if (query == NULL)
    return;

  query->func = func;
  query->func_data = func_data;
  query->match = g_strdup (match);
  query->classic_rows = g_hash_table_new_full (NULL, NULL, NULL, peer_index_query_classic_row_free);
  peer_index_query_ask_page (query, NULL);
}

gboolean
peer_index_client_list_finish (PeerIndexClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

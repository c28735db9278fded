/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-catalogue-private.h"
#include "peer-clock.h"
#include "peer-entries.h"
#include "peer-index-client-private.h"
#include "peer-turn.h"

#define BATCH_ROWS 500u                              /* spliced in one turn of the loop */
#define REFRESH_INTERVAL_USEC (10 * G_USEC_PER_SEC)  /* of an index that does not tell by itself what changes */
#define MAX_NOTICES 10000u                           /* that wait for a refresh to end: more, and it is done again */
#define SETTLE_USEC (G_USEC_PER_SEC / 2)             /* own documents were added or removed: many at once */

/* A row of the answer that waits to be merged. */
typedef struct
{
  WireCatalogueRow row; /* its title is @title */
  char *title;
} PeerCatalogueRow;

struct _PeerCatalogue
{
  GObject parent_instance;

  NetPoller *poller;
  PeerIndexClient *client;
  PeerEntries *entries;

  GArray *rows;         /* of PeerCatalogueRow, by number: come and not merged yet */
  guint n_merged_rows;  /* of @rows */
  GArray *notices;      /* of PeerCatalogueRow: told during a refresh, and newer than its rows */
  guint position;       /* in @entries: all before it are as the answer says */
  guint last_number;    /* of the answer so far */
  GSource *merging;
  gboolean is_whole; /* the answer has ended well; what it did not name goes */
  gboolean is_wanted_again;
  NetDeadline deadline; /* of the next refresh */

  gboolean is_loading;
  gint64 updated_at;
  char *error_text;
};

enum
{
  PROP_IS_LOADING = 1,
  PROP_UPDATED_AT,
  PROP_ERROR_TEXT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static GType
peer_catalogue_get_item_type (GListModel *model)
{
  return PEER_TYPE_ENTRY;
}

static guint
peer_catalogue_get_n_items (GListModel *model)
{
  return peer_entries_get_length (PEER_CATALOGUE (model)->entries);
}

static gpointer
peer_catalogue_get_item (GListModel *model, guint position)
{
  PeerCatalogue *self = PEER_CATALOGUE (model);

  return position < peer_entries_get_length (self->entries) ? g_object_ref (peer_entries_get (self->entries, position))
                                                            : NULL;
}

static void
peer_catalogue_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = peer_catalogue_get_item_type;
  iface->get_n_items = peer_catalogue_get_n_items;
  iface->get_item = peer_catalogue_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PeerCatalogue,
                               peer_catalogue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, peer_catalogue_list_model_init))

static void
peer_catalogue_row_clear (gpointer data)
{
  PeerCatalogueRow *row = data;

  g_free (row->title);
}

static void
peer_catalogue_set_is_loading (PeerCatalogue *self, gboolean is_loading)
{
  if (self->is_loading == is_loading)
    return;

  self->is_loading = is_loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADING]);
}

static void
peer_catalogue_set_error_text (PeerCatalogue *self, const char *error_text)
{
  if (g_str_equal (self->error_text, error_text))
    return;

  g_free (self->error_text);
  self->error_text = g_strdup (error_text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
}

static void
peer_catalogue_refresh_in (PeerCatalogue *self, gint64 usec)
{
  gint64 due_usec = net_poller_get_now_usec (self->poller) + usec;

  if (self->deadline.due_usec == 0 || due_usec < self->deadline.due_usec)
    net_poller_set_deadline (self->poller, &self->deadline, due_usec);
}

/* The next rows take the place of what stands in the model up to the last one's number. */
static void
peer_catalogue_merge_batch (PeerCatalogue *self)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_rows = MIN (self->rows->len - self->n_merged_rows, BATCH_ROWS);
  guint last_number = G_MAXUINT; /* of a whole answer: all that is left has gone */
  guint n_replaced = 0;

  for (guint i = 0; i < n_rows; i++)
    {
      const PeerCatalogueRow *row = &g_array_index (self->rows, PeerCatalogueRow, self->n_merged_rows + i);

      g_ptr_array_add (batch, peer_entries_take_row (self->entries, &row->row));
      last_number = row->row.number;
    }
  self->n_merged_rows += n_rows;

  if (self->is_whole && self->n_merged_rows == self->rows->len)
    last_number = G_MAXUINT;

  while (self->position + n_replaced < peer_entries_get_length (self->entries)
         && peer_entry_get_number (peer_entries_get (self->entries, self->position + n_replaced)) <= last_number)
    n_replaced++;

  peer_entries_splice (self->entries, self->position, n_replaced, batch);
  self->position += batch->len;
}

/* One row that the index told by itself. */
static void
peer_catalogue_apply (PeerCatalogue *self, const PeerCatalogueRow *row)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func (g_object_unref);
  guint is_there = peer_catalogue_find (self, row->row.number) != NULL;

  if (!is_there && (row->row.holders == 0 || peer_entries_get_length (self->entries) >= PEER_INDEX_CLIENT_MAX_ROWS))
    return;
  if (row->row.holders > 0)
    g_ptr_array_add (batch, peer_entries_take_row (self->entries, &row->row));
  peer_entries_splice (self->entries, peer_entries_find_position (self->entries, row->row.number), is_there, batch);
}

static void
peer_catalogue_notice_cb (const WireCatalogueRow *row, gpointer user_data)
{
  PeerCatalogue *self = user_data;
  PeerCatalogueRow copy = { *row, wire_slice_dup (row->title) };

  copy.row.title = wire_slice_from_string (copy.title);
  if (!self->is_loading)
    {
      peer_catalogue_apply (self, &copy);
      peer_catalogue_row_clear (&copy);
    }
  else if (self->notices->len < MAX_NOTICES)
    {
      g_array_append_val (self->notices, copy);
    }
  else
    {
      self->is_wanted_again = TRUE;
      peer_catalogue_row_clear (&copy);
    }
}

static void
peer_catalogue_drop_rows (PeerCatalogue *self)
{
  g_clear_pointer (&self->merging, g_source_unref);
  g_array_set_size (self->rows, 0);
  self->n_merged_rows = 0;
  self->position = 0;
  self->last_number = 0;
  self->is_whole = FALSE;
}

/* Big catalogues are asked for less often. */
static gint64
peer_catalogue_get_interval_usec (PeerCatalogue *self)
{
  return REFRESH_INTERVAL_USEC * CLAMP (peer_entries_get_length (self->entries) / 1000, 1, 12);
}

static void
peer_catalogue_end_refresh (PeerCatalogue *self, const GError *error)
{
  if (self->merging != NULL)
    g_source_destroy (self->merging);
  peer_catalogue_drop_rows (self);
  for (guint i = 0; i < self->notices->len; i++)
    peer_catalogue_apply (self, &g_array_index (self->notices, PeerCatalogueRow, i));
  g_array_set_size (self->notices, 0);

  if (error == NULL)
    {
      self->updated_at = peer_clock_get_unix_seconds ();
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UPDATED_AT]);
    }
  peer_catalogue_set_error_text (self, error != NULL ? error->message : "");
  peer_catalogue_set_is_loading (self, FALSE);

  if (peer_index_client_get_state (self->client) != PEER_CONNECTION_CONNECTED)
    return;

  if (self->is_wanted_again)
    peer_catalogue_refresh_in (self, SETTLE_USEC);
  else if (error != NULL || !peer_index_client_is_watching (self->client))
    peer_catalogue_refresh_in (self, peer_catalogue_get_interval_usec (self));
}

static gboolean
peer_catalogue_merge_cb (gpointer user_data)
{
  PeerCatalogue *self = user_data;
  gboolean is_over;

  peer_catalogue_merge_batch (self);

  is_over = self->n_merged_rows == self->rows->len;
  if (is_over && self->is_whole)
    {
      g_clear_pointer (&self->merging, g_source_unref);
      peer_catalogue_end_refresh (self, NULL);
      return G_SOURCE_REMOVE;
    }
  if (is_over || (!self->is_whole && self->rows->len - self->n_merged_rows < BATCH_ROWS))
    {
      g_clear_pointer (&self->merging, g_source_unref);
      return G_SOURCE_REMOVE;
    }

  return G_SOURCE_CONTINUE;
}

static void
peer_catalogue_start_merging (PeerCatalogue *self)
{
  if (self->merging != NULL)
    return;

  self->merging = g_idle_source_new ();
  g_source_set_priority (self->merging, PEER_TURN_PRIORITY);
  g_source_set_callback (self->merging, peer_catalogue_merge_cb, self, NULL);
  g_source_attach (self->merging, net_poller_get_context (self->poller));
}

static void
peer_catalogue_row_cb (const WireCatalogueRow *row, gpointer user_data)
{
  PeerCatalogue *self = user_data;
  PeerCatalogueRow copy = { *row, NULL };

  /* They come by number; a second row for one, or one out of its order, is not taken. */
  if (row->number <= self->last_number || row->holders == 0)
    return;

  self->last_number = row->number;
  copy.title = wire_slice_dup (row->title);
  copy.row.title = wire_slice_from_string (copy.title);
  g_array_append_val (self->rows, copy);

  if (self->rows->len - self->n_merged_rows >= BATCH_ROWS)
    peer_catalogue_start_merging (self);
}

static void
peer_catalogue_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PeerCatalogue) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->poller == NULL)
    return;

  if (!peer_index_client_list_finish (PEER_INDEX_CLIENT (object), result, &error))
    {
      peer_catalogue_end_refresh (self, error);
      return;
    }

  self->is_whole = TRUE;
  peer_catalogue_start_merging (self);
}

static void
peer_catalogue_deadline_cb (NetDeadline *deadline)
{
  peer_catalogue_refresh (NET_CONTAINER_OF (deadline, PeerCatalogue, deadline));
}

static void
peer_catalogue_client_state_cb (PeerCatalogue *self)
{
  if (peer_index_client_get_state (self->client) == PEER_CONNECTION_CONNECTED)
    peer_catalogue_refresh (self);
  else
    net_poller_clear_deadline (self->poller, &self->deadline);
}

static void
peer_catalogue_records_changed_cb (PeerCatalogue *self)
{
  if (peer_index_client_get_state (self->client) == PEER_CONNECTION_CONNECTED
      && !peer_index_client_is_watching (self->client))
    peer_catalogue_refresh_in (self, SETTLE_USEC);
}

static void
peer_catalogue_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerCatalogue *self = PEER_CATALOGUE (object);

  switch (id)
    {
    case PROP_IS_LOADING:
      g_value_set_boolean (value, self->is_loading);
      break;
    case PROP_UPDATED_AT:
      g_value_set_int64 (value, self->updated_at);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_catalogue_dispose (GObject *object)
{
  PeerCatalogue *self = PEER_CATALOGUE (object);

  peer_catalogue_stop (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (peer_catalogue_parent_class)->dispose (object);
}

static void
peer_catalogue_finalize (GObject *object)
{
  PeerCatalogue *self = PEER_CATALOGUE (object);

  g_clear_pointer (&self->entries, peer_entries_free);
  g_array_unref (self->rows);
  g_array_unref (self->notices);
  g_free (self->error_text);
  G_OBJECT_CLASS (peer_catalogue_parent_class)->finalize (object);
}

static void
peer_catalogue_class_init (PeerCatalogueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_catalogue_get_property;
  object_class->dispose = peer_catalogue_dispose;
  object_class->finalize = peer_catalogue_finalize;

  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, FALSE, flags);
  properties[PROP_UPDATED_AT] = g_param_spec_int64 ("updated-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_catalogue_init (PeerCatalogue *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (PeerCatalogueRow));
  g_array_set_clear_func (self->rows, peer_catalogue_row_clear);
  self->notices = g_array_new (FALSE, FALSE, sizeof (PeerCatalogueRow));
  g_array_set_clear_func (self->notices, peer_catalogue_row_clear);
  self->error_text = g_strdup ("");
  self->deadline.func = peer_catalogue_deadline_cb;
}

PeerCatalogue *
peer_catalogue_new (NetPoller *poller, PeerIndexClient *client, PeerLibrary *library, PeerDownloads *downloads)
{
  PeerCatalogue *self = g_object_new (PEER_TYPE_CATALOGUE, NULL);

  self->poller = poller;
  self->client = g_object_ref (client);
  self->entries = peer_entries_new (G_LIST_MODEL (self), library, downloads);
  peer_index_client_set_notice_func (client, peer_catalogue_notice_cb, self);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (peer_catalogue_client_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      client, "records-changed", G_CALLBACK (peer_catalogue_records_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

PeerEntry *
peer_catalogue_find (PeerCatalogue *self, guint number)
{
  return peer_entries_find (self->entries, number);
}

void
peer_catalogue_refresh (PeerCatalogue *self)
{
  if (self->poller == NULL)
    return;

  if (self->is_loading)
    {
      self->is_wanted_again = TRUE;
      return;
    }

  net_poller_clear_deadline (self->poller, &self->deadline);
  self->is_wanted_again = FALSE;
  peer_catalogue_set_is_loading (self, TRUE);
  peer_index_client_list_async (
      self->client, NULL, peer_catalogue_row_cb, self, NULL, peer_catalogue_listed_cb, g_object_ref (self));
}

void
peer_catalogue_stop (PeerCatalogue *self)
{
  if (self->poller == NULL)
    return;

  net_poller_clear_deadline (self->poller, &self->deadline);
  if (self->merging != NULL)
    g_source_destroy (self->merging);
  peer_catalogue_drop_rows (self);
  g_signal_handlers_disconnect_by_data (self->client, self);
  peer_index_client_set_notice_func (self->client, NULL, NULL);
  self->poller = NULL;
}

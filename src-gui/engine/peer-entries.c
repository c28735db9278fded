/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-entries.h"

#include "peer-items.h"

struct _PeerEntries
{
  GListModel *model; /* lent: it holds this */
  PeerLibrary *library;
  PeerDownloads *downloads;
  GPtrArray *entries; /* of PeerEntry, by number */
  GHashTable *by_number;
};

static guint
peer_entries_get_number (gpointer entry)
{
  return peer_entry_get_number (entry);
}

static PeerEntry *
peer_entries_make_entry (PeerEntries *self, guint number)
{
  PeerEntry *entry = peer_entry_new (number);

  if (self->library != NULL)
    peer_entry_set_document (entry, peer_library_find (self->library, number));
  if (self->downloads != NULL)
    peer_entry_set_download (entry, peer_downloads_find (self->downloads, number));

  g_hash_table_insert (self->by_number, GUINT_TO_POINTER (number), entry);
  return entry;
}

/* Both are ordered by number: what stands in the model and not in @batch has gone. */
static void
peer_entries_forget_gone (PeerEntries *self, guint position, guint n_removed, GPtrArray *batch)
{
  guint next = 0;

  for (guint i = position; i < position + n_removed; i++)
    {
      guint number = peer_entries_get_number (g_ptr_array_index (self->entries, i));

      while (next < batch->len && peer_entry_get_number (g_ptr_array_index (batch, next)) < number)
        next++;
      if (next == batch->len || peer_entry_get_number (g_ptr_array_index (batch, next)) != number)
        g_hash_table_remove (self->by_number, GUINT_TO_POINTER (number));
    }
}

static void
peer_entries_document_added_cb (PeerEntries *self, PeerDocument *document)
{
  PeerEntry *entry = peer_entries_find (self, peer_document_get_number (document));

  if (entry != NULL)
    peer_entry_set_document (entry, document);
}

static void
peer_entries_document_removed_cb (PeerEntries *self, PeerDocument *document)
{
  PeerEntry *entry = peer_entries_find (self, peer_document_get_number (document));

  if (entry != NULL && peer_entry_get_document (entry) == document)
    peer_entry_set_document (entry, NULL);
}

static void
peer_entries_downloads_changed_cb (PeerEntries *self, guint position, guint n_removed, guint n_added)
{
  for (guint i = 0; n_removed > 0 && i < self->entries->len; i++)
    {
      PeerEntry *entry = g_ptr_array_index (self->entries, i);

      if (peer_entry_get_download (entry) != NULL)
        peer_entry_set_download (entry, peer_downloads_find (self->downloads, peer_entry_get_number (entry)));
    }

  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PeerDownload) download = g_list_model_get_item (G_LIST_MODEL (self->downloads), i);
      guint number = peer_download_get_number (download);
      PeerEntry *entry = peer_entries_find (self, number);

      if (entry != NULL)
        peer_entry_set_download (entry, peer_downloads_find (self->downloads, number));
    }
}

PeerEntries *
peer_entries_new (GListModel *model, PeerLibrary *library, PeerDownloads *downloads)
{
  PeerEntries *self = g_new0 (PeerEntries, 1);

  self->model = model;
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_number = g_hash_table_new (NULL, NULL);
  g_set_object (&self->library, library);
  g_set_object (&self->downloads, downloads);
  if (library != NULL)
    {
      g_signal_connect_swapped (library, "document-added", G_CALLBACK (peer_entries_document_added_cb), self);
      g_signal_connect_swapped (library, "document-removed", G_CALLBACK (peer_entries_document_removed_cb), self);
    }
  if (downloads != NULL)
    g_signal_connect_swapped (downloads, "items-changed", G_CALLBACK (peer_entries_downloads_changed_cb), self);
  return self;
}

void
peer_entries_free (PeerEntries *self)
{
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  if (self->downloads != NULL)
    g_signal_handlers_disconnect_by_data (self->downloads, self);
  g_clear_object (&self->library);
  g_clear_object (&self->downloads);
  g_hash_table_unref (self->by_number);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

guint
peer_entries_get_length (PeerEntries *self)
{
  return self->entries->len;
}

PeerEntry *
peer_entries_get (PeerEntries *self, guint position)
{
  return g_ptr_array_index (self->entries, position);
}

PeerEntry *
peer_entries_find (PeerEntries *self, guint number)
{
  return g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
}

guint
peer_entries_find_position (PeerEntries *self, guint number)
{
  return peer_items_find_position (self->entries, number, peer_entries_get_number);
}

PeerEntry *
peer_entries_take_row (PeerEntries *self, const WireCatalogueRow *row)
{
  PeerEntry *entry = peer_entries_find (self, row->number);

  entry = entry != NULL ? g_object_ref (entry) : peer_entries_make_entry (self, row->number);
  peer_entry_set_row (entry, row);
  return entry;
}

void
peer_entries_splice (PeerEntries *self, guint position, guint n_removed, GPtrArray *batch)
{
  peer_entries_forget_gone (self, position, n_removed, batch);
  peer_items_splice (self->model, self->entries, position, n_removed, batch->pdata, batch->len);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-news.h"

#include "peer-items.h"

/* More changes than this at a time are told to lists as one. */
#define SPLICE_MIN_CHANGES 32u

static guint
peer_library_news_get_number (gpointer document)
{
  return peer_document_get_number (document);
}

static int
peer_library_news_compare (gconstpointer a, gconstpointer b)
{
  const guint number_a = peer_document_get_number (*(PeerDocument *const *) a);
  const guint number_b = peer_document_get_number (*(PeerDocument *const *) b);

  return number_a < number_b ? -1 : number_a > number_b;
}

static void
peer_library_news_splice_all (const PeerLibraryNews *news, GListModel *model, GPtrArray *documents)
{
  g_autoptr (GPtrArray) after = g_ptr_array_sized_new (documents->len + news->added->len);
  g_autoptr (GHashTable) gone = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < news->removed->len; i++)
    g_hash_table_add (gone, g_ptr_array_index (news->removed, i));
  for (guint i = 0; i < documents->len; i++)
    if (!g_hash_table_contains (gone, g_ptr_array_index (documents, i)))
      g_ptr_array_add (after, g_ptr_array_index (documents, i));
  for (guint i = 0; i < news->added->len; i++)
    g_ptr_array_add (after, g_ptr_array_index (news->added, i));
  g_ptr_array_sort (after, peer_library_news_compare);
  peer_items_splice (model, documents, 0, documents->len, after->pdata, after->len);
}

/* Puts @n_added documents, one or none, in the place of @n_removed of this number. */
static void
peer_library_news_splice_one (GListModel *model,
                              GPtrArray *documents,
                              guint n_removed,
                              PeerDocument *document,
                              guint n_added)
{
  gpointer added[] = { document };
  guint position =
      peer_items_find_position (documents, peer_document_get_number (document), peer_library_news_get_number);

  peer_items_splice (model, documents, position, n_removed, added, n_added);
}

static void
peer_library_news_splice_each (const PeerLibraryNews *news, GListModel *model, GPtrArray *documents)
{
  for (guint i = 0; i < news->removed->len; i++)
    peer_library_news_splice_one (model, documents, 1, g_ptr_array_index (news->removed, i), 0);
  for (guint i = 0; i < news->added->len; i++)
    peer_library_news_splice_one (model, documents, 0, g_ptr_array_index (news->added, i), 1);
}

void
peer_library_news_init (PeerLibraryNews *news)
{
  news->added = g_ptr_array_new_with_free_func (g_object_unref);
  news->removed = g_ptr_array_new_with_free_func (g_object_unref);
  news->changed = g_ptr_array_new_with_free_func (g_object_unref);
}

void
peer_library_news_clear (PeerLibraryNews *news)
{
  g_ptr_array_unref (news->added);
  g_ptr_array_unref (news->removed);
  g_ptr_array_unref (news->changed);
}

void
peer_library_news_apply (const PeerLibraryNews *news, GListModel *model, GPtrArray *documents)
{
  if (news->added->len + news->removed->len > SPLICE_MIN_CHANGES)
    peer_library_news_splice_all (news, model, documents);
  else
    peer_library_news_splice_each (news, model, documents);
}

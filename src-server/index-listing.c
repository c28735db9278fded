/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-listing.h"

#include <stdio.h>
#include <string.h>

/* A place in an order: an entry, or what a cursor remembers of one. */
typedef struct
{
  guint32 number;
  guint32 n_records;
  guint64 title_key;
  const IndexText *text; /* NULL when that entry is gone, or has another title now */
} IndexPlace;

typedef struct
{
  IndexCatalog *catalog;
  WireSort sort;
} IndexOrder;

static IndexPlace
index_place_of (const IndexOrder *order, const IndexEntry *entry)
{
  return (IndexPlace) {
    .number = entry->number,
    .n_records = entry->n_records,
    .title_key = entry->title_key,
    .text = order->sort == WIRE_SORT_TITLE ? index_catalog_get_text (order->catalog, entry) : NULL,
  };
}

static int
index_text_compare (const IndexText *a, const IndexText *b)
{
  int order = g_ascii_strncasecmp (a->title, b->title, MIN (a->title_length, b->title_length));

  return order != 0 ? order : (int) a->title_length - (int) b->title_length;
}

static int
index_place_compare (const IndexOrder *order, const IndexPlace *a, const IndexPlace *b)
{
  int difference = 0;

  if (order->sort == WIRE_SORT_HOLDERS && a->n_records != b->n_records)
    return a->n_records > b->n_records ? -1 : 1;
  if (order->sort == WIRE_SORT_TITLE && a->title_key != b->title_key)
    return a->title_key < b->title_key ? -1 : 1;
  if (order->sort == WIRE_SORT_TITLE && a->text != NULL && b->text != NULL)
    difference = index_text_compare (a->text, b->text);
  if (difference != 0)
    return difference;
  return a->number < b->number ? -1 : a->number > b->number;
}

static int
index_order_compare_items (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const IndexOrder *order = user_data;
  IndexPlace left = index_place_of (order, index_catalog_get_entry (order->catalog, *(const guint32 *) a));
  IndexPlace right = index_place_of (order, index_catalog_get_entry (order->catalog, *(const guint32 *) b));

  return index_place_compare (order, &left, &right);
}

/* Cursors: "n791", "h35.791" (holders, number), "t791.TITLEKEY". */

void
index_listing_format_cursor (WireSort sort, const IndexEntry *entry, char cursor[WIRE_CURSOR_MAX_BYTES + 1])
{
  gsize size = WIRE_CURSOR_MAX_BYTES + 1;

  if (sort == WIRE_SORT_HOLDERS)
    g_snprintf (cursor, size, "h%u.%u", entry->n_records, entry->number);
  else if (sort == WIRE_SORT_TITLE)
    g_snprintf (cursor, size, "t%u.%016" G_GINT64_MODIFIER "x", entry->number, entry->title_key);
  else
    g_snprintf (cursor, size, "n%u", entry->number);
}

static gboolean
index_listing_parse_cursor (const IndexOrder *order, WireSlice after, IndexPlace *place)
{
  static const char letters[] = { [WIRE_SORT_NUMBER] = 'n', [WIRE_SORT_TITLE] = 't', [WIRE_SORT_HOLDERS] = 'h' };
  char text[WIRE_CURSOR_MAX_BYTES + 1];
  int end = 0;
  gboolean is_whole = FALSE;

  if (after.length < 2 || after.length > WIRE_CURSOR_MAX_BYTES || after.data[0] != letters[order->sort])
    return FALSE;
  memcpy (text, after.data, after.length);
  text[after.length] = '\0';

  if (order->sort == WIRE_SORT_HOLDERS)
    is_whole = sscanf (text + 1, "%9u.%9u%n", &place->n_records, &place->number, &end) == 2;
  else if (order->sort == WIRE_SORT_TITLE)
    is_whole = sscanf (text + 1, "%9u.%16" G_GINT64_MODIFIER "x%n", &place->number, &place->title_key, &end) == 2;
  else
    is_whole = sscanf (text + 1, "%9u%n", &place->number, &end) == 1;
  return is_whole && (gsize) end + 1 == after.length;
}

static void
index_listing_complete_place (const IndexOrder *order, IndexPlace *place)
{
  const IndexEntry *entry = index_catalog_find (order->catalog, place->number);

  if (order->sort == WIRE_SORT_TITLE && entry != NULL && entry->title_key == place->title_key)
    place->text = index_catalog_get_text (order->catalog, entry);
}

/* Selecting: only what is shown gets sorted. */

static void
index_heap_sift (guint32 *heap, guint length, guint i, IndexOrder *order)
{
  for (guint child = 2 * i + 1; child < length; child = 2 * i + 1)
    {
      guint32 item = heap[i];

      if (child + 1 < length && index_order_compare_items (&heap[child + 1], &heap[child], order) > 0)
        child++;
      if (index_order_compare_items (&heap[i], &heap[child], order) >= 0)
        return;
      heap[i] = heap[child];
      heap[child] = item;
      i = child;
    }
}

/* Keeps the @limit least, sorted. */
static void
index_listing_select (GArray *entries, guint limit, IndexOrder *order)
{
  guint32 *items = (guint32 *) (void *) entries->data;

  if (entries->len > limit && limit > 0)
    {
      for (guint i = limit / 2; i-- > 0;)
        index_heap_sift (items, limit, i, order);
      for (guint i = limit; i < entries->len; i++)
        {
          if (index_order_compare_items (&items[i], &items[0], order) >= 0)
            continue;
          items[0] = items[i];
          index_heap_sift (items, limit, 0, order);
        }
    }
  g_array_set_size (entries, MIN (entries->len, limit));
  g_array_sort_with_data (entries, index_order_compare_items, order);
}

static void
index_listing_drop_before (GArray *entries, const IndexPlace *after, const IndexOrder *order)
{
  guint32 *items = (guint32 *) (void *) entries->data;
  guint n_kept = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      IndexPlace place = index_place_of (order, index_catalog_get_entry (order->catalog, items[i]));

      if (index_place_compare (order, &place, after) > 0)
        items[n_kept++] = items[i];
    }
  g_array_set_size (entries, n_kept);
}

static void
index_listing_run_by_number (IndexCatalog *catalog, guint32 after, guint limit, GArray *entries, gboolean *has_more)
{
  const IndexEntry *entry = index_catalog_next_entry (catalog, after);

  for (; entry != NULL && entries->len < limit; entry = index_catalog_next_entry (catalog, entry->number))
    g_array_append_val (entries, index_catalog_get_text (catalog, entry)->entry);
  *has_more = entry != NULL;
}

gboolean
index_listing_run (IndexCatalog *catalog,
                   const WireRequest *request,
                   GArray *entries,
                   guint32 *total,
                   gboolean *has_more)
{
  IndexOrder order = { catalog, request->sort };
  IndexPlace after = { 0 };
  guint limit = request->has_limit ? MIN (request->limit, INDEX_LISTING_MAX_ROWS) : INDEX_LISTING_MAX_ROWS;
  gboolean has_after = request->after.length > 0;

  g_array_set_size (entries, 0);
  if (has_after && !index_listing_parse_cursor (&order, request->after, &after))
    return FALSE;

  *total = index_catalog_get_n_entries (catalog);
  if (request->match.length == 0 && request->sort == WIRE_SORT_NUMBER)
    {
      index_listing_run_by_number (catalog, after.number, limit, entries, has_more);
      return TRUE;
    }

  if (request->match.length > 0)
    index_catalog_search (catalog, request->match, entries);
  else
    index_catalog_append_all (catalog, entries);
  *total = entries->len;

  if (has_after)
    {
      index_listing_complete_place (&order, &after);
      index_listing_drop_before (entries, &after, &order);
    }
  *has_more = entries->len > limit;
  index_listing_select (entries, limit, &order);
  return TRUE;
}

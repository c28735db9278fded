/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-catalog-private.h"

/* An empty pool hands out its numbers in their order. So numbers that nobody had are taken too, and given back when all
 * records are in their places. */

#define INDEX_REFILL_SLACK 2048u

void
index_catalog_begin_refill (IndexCatalog *catalog, IndexCatalogRefill *refill, guint n_expected)
{
  *refill = (IndexCatalogRefill) {
    .catalog = catalog,
    .gaps = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .max_records = catalog->max_records,
    .next = 1,
  };
  /* Gaps are no records: they are not what the limit is about. */
  catalog->max_records = G_MAXUINT32;
  /* While there is nothing to move. */
  while (catalog->chains.n_heads < MIN (n_expected, refill->max_records))
    index_hash_grow (&catalog->chains);
}

gboolean
index_catalog_refill (IndexCatalogRefill *refill,
                      guint32 record,
                      guint32 holder,
                      guint32 number,
                      WireSlice title,
                      gboolean has_size,
                      guint64 size_bytes,
                      const WireDigest *digest)
{
  /* A pool opens a chunk only when all others are full, so no number is far beyond the most records that there were. */
  if (refill->n_records >= refill->max_records || record > (guint64) refill->max_records + INDEX_REFILL_SLACK)
    return FALSE;
  for (; refill->next < record; refill->next++)
    {
      guint32 gap = index_pool_take (&refill->catalog->records);

      if (gap == 0)
        return FALSE;
      g_array_append_val (refill->gaps, gap);
    }
  if (index_catalog_add (refill->catalog, holder, number, title, has_size, size_bytes, digest) != INDEX_ADDED)
    return FALSE;
  refill->next++;
  refill->n_records++;
  return TRUE;
}

void
index_catalog_end_refill (IndexCatalogRefill *refill)
{
  for (guint i = refill->gaps->len; i > 0; i--)
    index_pool_give_back (&refill->catalog->records, g_array_index (refill->gaps, guint32, i - 1));
  g_array_unref (refill->gaps);
  refill->catalog->max_records = refill->max_records;
}

guint32
index_catalog_get_record_holder (const IndexCatalog *catalog, guint32 record)
{
  return index_catalog_record (catalog, record)->holder;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-pool.h"

/* Chunks and their items begin with a cache line, so that items of one line's size lie in one. */
#define INDEX_POOL_LINE_BYTES 64u

static gsize
index_pool_get_chunk_bytes (const IndexPool *pool)
{
  return pool->header_bytes + ((gsize) pool->item_bytes << pool->shift);
}

static IndexPoolChunk *
index_pool_get_chunk (const IndexPool *pool, guint32 chunk_number)
{
  return pool->chunks->pdata[chunk_number];
}

static void
index_pool_add_partial (IndexPool *pool, guint32 chunk_number)
{
  IndexPoolChunk *chunk = index_pool_get_chunk (pool, chunk_number);

  chunk->previous_partial = 0;
  chunk->next_partial = pool->first_partial;
  if (pool->first_partial != 0)
    index_pool_get_chunk (pool, pool->first_partial - 1)->previous_partial = chunk_number + 1;
  pool->first_partial = chunk_number + 1;
}

static void
index_pool_remove_partial (IndexPool *pool, guint32 chunk_number)
{
  IndexPoolChunk *chunk = index_pool_get_chunk (pool, chunk_number);

  if (chunk->next_partial != 0)
    index_pool_get_chunk (pool, chunk->next_partial - 1)->previous_partial = chunk->previous_partial;
  if (chunk->previous_partial != 0)
    index_pool_get_chunk (pool, chunk->previous_partial - 1)->next_partial = chunk->next_partial;
  else
    pool->first_partial = chunk->next_partial;
}

static gboolean
index_pool_add_chunk (IndexPool *pool)
{
  IndexPoolChunk *chunk = NULL;
  guint32 chunk_number = pool->chunks->len;

  if (pool->budget != NULL && *pool->budget < (gint64) index_pool_get_chunk_bytes (pool))
    return FALSE;
  if (pool->gaps->len > 0)
    {
      chunk_number = g_array_index (pool->gaps, guint32, pool->gaps->len - 1);
      g_array_set_size (pool->gaps, pool->gaps->len - 1);
    }
  else if (chunk_number < G_MAXUINT32 >> pool->shift)
    g_ptr_array_add (pool->chunks, NULL);
  else
    return FALSE;

  chunk = g_aligned_alloc (1, index_pool_get_chunk_bytes (pool), INDEX_POOL_LINE_BYTES);
  memset (chunk, 0, pool->header_bytes);
  pool->chunks->pdata[chunk_number] = chunk;
  pool->n_bytes += index_pool_get_chunk_bytes (pool);
  if (pool->budget != NULL)
    *pool->budget -= index_pool_get_chunk_bytes (pool);
  /* Number 0 names nothing: its place stays empty. */
  if (chunk_number == 0)
    chunk->n_fresh = 1;
  index_pool_add_partial (pool, chunk_number);
  return TRUE;
}

static void
index_pool_drop_chunk (IndexPool *pool, guint32 chunk_number)
{
  index_pool_remove_partial (pool, chunk_number);
  g_aligned_free (pool->chunks->pdata[chunk_number]);
  pool->chunks->pdata[chunk_number] = NULL;
  pool->n_bytes -= index_pool_get_chunk_bytes (pool);
  if (pool->budget != NULL)
    *pool->budget += index_pool_get_chunk_bytes (pool);
  g_array_append_val (pool->gaps, chunk_number);
}

void
index_pool_init (IndexPool *pool, gsize item_bytes, guint shift)
{
  g_assert (shift >= 6 && shift <= 16 && item_bytes % sizeof (guint32) == 0);

  *pool = (IndexPool) {
    .chunks = g_ptr_array_new (),
    .gaps = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .item_bytes = item_bytes,
    .header_bytes = (sizeof (IndexPoolChunk) + (1u << shift) / 8 + INDEX_POOL_LINE_BYTES - 1) & -INDEX_POOL_LINE_BYTES,
    .shift = shift,
  };
}

void
index_pool_clear (IndexPool *pool)
{
  for (guint i = 0; i < pool->chunks->len; i++)
    g_aligned_free (pool->chunks->pdata[i]);
  g_clear_pointer (&pool->chunks, g_ptr_array_unref);
  g_clear_pointer (&pool->gaps, g_array_unref);
}

guint32
index_pool_take (IndexPool *pool)
{
  IndexPoolChunk *chunk = NULL;
  guint32 chunk_number, slot, item;

  if (pool->first_partial == 0 && !index_pool_add_chunk (pool))
    return 0;

  chunk_number = pool->first_partial - 1;
  chunk = index_pool_get_chunk (pool, chunk_number);
  if (chunk->first_free != 0)
    slot = chunk->first_free - 1;
  else
    slot = chunk->n_fresh++;
  item = chunk_number << pool->shift | slot;
  if (chunk->first_free != 0)
    chunk->first_free = *(guint32 *) index_pool_get (pool, item);

  chunk->live[slot / 64] |= G_GUINT64_CONSTANT (1) << (slot % 64);
  chunk->n_live++;
  pool->n_items++;
  if (chunk->first_free == 0 && chunk->n_fresh == 1u << pool->shift)
    index_pool_remove_partial (pool, chunk_number);
  return item;
}

void
index_pool_give_back (IndexPool *pool, guint32 item)
{
  guint32 chunk_number = item >> pool->shift;
  guint32 slot = item & ((1u << pool->shift) - 1);
  IndexPoolChunk *chunk = index_pool_get_chunk (pool, chunk_number);
  gboolean was_full = chunk->first_free == 0 && chunk->n_fresh == 1u << pool->shift;

  *(guint32 *) index_pool_get (pool, item) = chunk->first_free;
  chunk->first_free = slot + 1;
  chunk->live[slot / 64] &= ~(G_GUINT64_CONSTANT (1) << (slot % 64));
  chunk->n_live--;
  pool->n_items--;
  if (was_full)
    index_pool_add_partial (pool, chunk_number);
  if (chunk->n_live == 0)
    index_pool_drop_chunk (pool, chunk_number);
}

static guint32
index_pool_chunk_next (const IndexPoolChunk *chunk, guint32 slot, guint32 n_slots)
{
  guint64 word;

  while (slot < n_slots)
    {
      word = chunk->live[slot / 64] >> (slot % 64);
      if (word != 0)
        return slot + __builtin_ctzll (word);
      slot = (slot / 64 + 1) * 64;
    }
  return n_slots;
}

guint32
index_pool_next (const IndexPool *pool, guint32 after)
{
  guint32 n_slots = 1u << pool->shift;
  guint64 item = (guint64) after + 1;

  for (guint64 i = item >> pool->shift; i < pool->chunks->len; i++, item = i << pool->shift)
    {
      const IndexPoolChunk *chunk = pool->chunks->pdata[i];
      guint32 slot = chunk != NULL ? index_pool_chunk_next (chunk, item & (n_slots - 1), n_slots) : n_slots;

      if (slot < n_slots)
        return i << pool->shift | slot;
    }
  return 0;
}

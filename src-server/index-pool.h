/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Items of one size, named by 32-bit numbers instead of pointers: half the links' bytes, no header an item. They lie in
 * chunks that are allocated one at a time, so that growing never copies what is there, and a chunk goes back to the
 * system when its last item is freed. An item stays where it is until it is freed. Number 0 is no item. */
typedef struct
{
  guint32 n_live;
  guint32 n_fresh;    /* items below this were handed out once; above it the memory was never touched */
  guint32 first_free; /* item + 1 */
  guint32 next_partial; /* chunk + 1 */
  guint32 previous_partial;
  guint64 live[];     /* a bit an item; then the items */
} IndexPoolChunk;

typedef struct
{
  GPtrArray *chunks; /* NULL where a chunk went back */
  GArray *gaps;      /* the numbers of those */
  guint32 first_partial; /* chunk + 1 of one with room */
  guint32 item_bytes;
  guint32 header_bytes;
  guint shift; /* 1 << shift items a chunk */
  guint32 n_items;
  gsize n_bytes; /* of all chunks */
  gint64 *budget; /* bytes that may still be allocated, by all pools that share it, fewer than 0 when it was lowered; NULL:
                     as many as there are */
} IndexPool;

/* @shift from 6 to 16. @item_bytes a multiple of 4. */
void index_pool_init (IndexPool *pool, gsize item_bytes, guint shift);
void index_pool_clear (IndexPool *pool);

/* The item's bytes are not cleared. 0 when all numbers are taken, or the budget. */
guint32 index_pool_take (IndexPool *pool);
void index_pool_give_back (IndexPool *pool, guint32 item);

/* The first item with a number above @after, 0 when there is none: O(chunks + items passed over). */
guint32 index_pool_next (const IndexPool *pool, guint32 after);

static inline gpointer
index_pool_get (const IndexPool *pool, guint32 item)
{
  char *chunk = pool->chunks->pdata[item >> pool->shift];

  return chunk + pool->header_bytes + (gsize) (item & ((1u << pool->shift) - 1)) * pool->item_bytes;
}

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-hash.h"

#define INDEX_HASH_CHUNK 1024u
#define INDEX_HASH_MIN_LEVEL 10u

void
index_hash_init (IndexHash *hash)
{
  *hash = (IndexHash) {
    .chunks = g_ptr_array_new_with_free_func (g_free),
    .n_heads = INDEX_HASH_CHUNK,
    .level = INDEX_HASH_MIN_LEVEL,
    .key = (guint64) g_random_int () << 32 | g_random_int (),
  };
  g_ptr_array_add (hash->chunks, g_new0 (guint32, INDEX_HASH_CHUNK));
}

void
index_hash_clear (IndexHash *hash)
{
  g_clear_pointer (&hash->chunks, g_ptr_array_unref);
}

gsize
index_hash_get_n_bytes (const IndexHash *hash)
{
  return (gsize) hash->chunks->len * INDEX_HASH_CHUNK * sizeof (guint32);
}

guint32 *
index_hash_grow (IndexHash *hash)
{
  guint32 source = hash->n_heads - (1u << hash->level);

  if (hash->n_heads % INDEX_HASH_CHUNK == 0)
    g_ptr_array_add (hash->chunks, g_new0 (guint32, INDEX_HASH_CHUNK));
  hash->n_heads++;
  if (hash->n_heads == 2u << hash->level)
    hash->level++;
  return index_hash_get_head_at (hash, source);
}

gboolean
index_hash_shrink (IndexHash *hash, guint32 *last_head, guint32 **into)
{
  if (hash->n_heads == INDEX_HASH_CHUNK)
    return FALSE;

  if (hash->n_heads == 1u << hash->level)
    hash->level--;
  hash->n_heads--;
  *last_head = *index_hash_get_head_at (hash, hash->n_heads);
  *index_hash_get_head_at (hash, hash->n_heads) = 0;
  *into = index_hash_get_head_at (hash, hash->n_heads - (1u << hash->level));
  if (hash->n_heads % INDEX_HASH_CHUNK == 0)
    g_ptr_array_set_size (hash->chunks, hash->n_heads / INDEX_HASH_CHUNK);
  return TRUE;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The heads of hash chains, by linear hashing: each step of growing or shrinking splits or joins one chain, so that no
 * single insertion ever pays for a whole rehash. The chains' links lie in the items, which are the owner's: after
 * index_hash_grow() or before index_hash_shrink() it moves one chain's items. Keyed, so that nobody can choose numbers
 * that collide. */
typedef struct
{
  GPtrArray *chunks; /* of 1024 heads each */
  guint32 n_heads;
  guint level; /* 1 << level <= n_heads < 2 << level */
  guint64 key;
} IndexHash;

void index_hash_init (IndexHash *hash);
void index_hash_clear (IndexHash *hash);
gsize index_hash_get_n_bytes (const IndexHash *hash);

static inline guint32
index_hash_mix (const IndexHash *hash, guint32 a, guint32 b)
{
  guint64 x = ((guint64) a << 32 | b) ^ hash->key;

  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static inline guint32 *
index_hash_get_head_at (const IndexHash *hash, guint32 position)
{
  return (guint32 *) hash->chunks->pdata[position >> 10] + (position & 1023);
}

/* The head of the chain that an item with this mixed key is in. */
static inline guint32 *
index_hash_get_head (const IndexHash *hash, guint32 mixed)
{
  guint32 position = mixed & ((2u << hash->level) - 1);

  if (position >= hash->n_heads)
    position &= (1u << hash->level) - 1;
  return index_hash_get_head_at (hash, position);
}

/* A new, empty chain; those of the returned chain's items whose index_hash_get_head() is another now belong there. */
guint32 *index_hash_grow (IndexHash *hash);

/* TRUE when there is a chain to give up: @last's items belong to @into from now; move them before anything else. */
gboolean index_hash_shrink (IndexHash *hash, guint32 *last_head, guint32 **into);

G_END_DECLS

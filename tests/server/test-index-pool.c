/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-hash.h"
#include "index-pool.h"

static void
test_pool_never_gives_zero (void)
{
  IndexPool pool;

  index_pool_init (&pool, 4, 6);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (index_pool_take (&pool), !=, 0);
  index_pool_clear (&pool);
}

static void
test_pool_items_stay (void)
{
  IndexPool pool;
  guint32 items[1000];

  index_pool_init (&pool, 12, 6);
  for (guint i = 0; i < 1000; i++)
    {
      items[i] = index_pool_take (&pool);
      *(guint32 *) index_pool_get (&pool, items[i]) = i;
    }
  for (guint i = 0; i < 1000; i += 3)
    index_pool_give_back (&pool, items[i]);
  for (guint i = 0; i < 500; i++)
    *(guint32 *) index_pool_get (&pool, index_pool_take (&pool)) = 7777;
  for (guint i = 0; i < 1000; i++)
    {
      if (i % 3 != 0)
        g_assert_cmpuint (*(guint32 *) index_pool_get (&pool, items[i]), ==, i);
    }
  index_pool_clear (&pool);
}

static void
test_pool_returns_memory (void)
{
  IndexPool pool;
  guint32 items[1000];

  index_pool_init (&pool, 12, 6);
  for (guint round = 0; round < 3; round++)
    {
      for (guint i = 0; i < 1000; i++)
        items[i] = index_pool_take (&pool);
      g_assert_cmpuint (pool.n_items, ==, 1000);
      g_assert_cmpuint (pool.n_bytes, >=, 12 * 1000);
      g_assert_cmpuint (pool.n_bytes, <=, 14 * 1024);
      for (guint i = 0; i < 1000; i++)
        index_pool_give_back (&pool, items[(i * 7) % 1000]);
      g_assert_cmpuint (pool.n_items, ==, 0);
      g_assert_cmpuint (pool.n_bytes, ==, 0);
    }
  g_assert_cmpuint (pool.chunks->len, <=, 16);
  index_pool_clear (&pool);
}

static void
test_pool_next_gives_each_once (void)
{
  IndexPool pool;
  g_autoptr (GHashTable) live = g_hash_table_new (NULL, NULL);
  guint n_seen = 0;

  index_pool_init (&pool, 8, 6);
  for (guint i = 0; i < 3000; i++)
    g_hash_table_add (live, GUINT_TO_POINTER (index_pool_take (&pool)));
  for (guint32 i = 1; i < 3000; i++)
    {
      if ((i % 5 != 0 || (i > 640 && i < 1300)) && g_hash_table_remove (live, GUINT_TO_POINTER (i)))
        index_pool_give_back (&pool, i);
    }
  for (guint32 i = index_pool_next (&pool, 0); i != 0; i = index_pool_next (&pool, i))
    {
      g_assert_true (g_hash_table_contains (live, GUINT_TO_POINTER (i)));
      n_seen++;
    }
  g_assert_cmpuint (n_seen, ==, g_hash_table_size (live));
  g_assert_cmpuint (n_seen, ==, pool.n_items);
  index_pool_clear (&pool);
}

/* Every key finds its own chain, at every size on the way up and down. */
static void
test_hash_chains_move_along (void)
{
  IndexHash hash;
  guint32 items[5000];

  index_hash_init (&hash);
  for (guint i = 0; i < 5000; i++)
    items[i] = index_hash_mix (&hash, i, i * 3);

  for (guint round = 0; round < 4000; round++)
    {
      guint32 before = hash.n_heads;
      guint32 *source = index_hash_grow (&hash);

      g_assert_cmpuint (hash.n_heads, ==, before + 1);
      for (guint i = 0; i < 5000; i += 500)
        {
          guint32 *head = index_hash_get_head (&hash, items[i]);
          guint32 *fresh = index_hash_get_head_at (&hash, before);

          g_assert_true (head != fresh || (items[i] & ((1u << 10) - 1)) == (before & ((1u << 10) - 1)));
          g_assert_true (source != fresh);
        }
    }
  for (guint round = 0; round < 4000; round++)
    {
      guint32 last;
      guint32 *into;

      g_assert_true (index_hash_shrink (&hash, &last, &into));
    }
  g_assert_cmpuint (hash.n_heads, ==, 1024);
  g_assert_false (index_hash_shrink (&hash, &(guint32){ 0 }, &(guint32 *){ NULL }));
  g_assert_cmpuint (index_hash_get_n_bytes (&hash), ==, 4096);
  index_hash_clear (&hash);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index-pool/zero-is-no-item", test_pool_never_gives_zero);
  g_test_add_func ("/index-pool/items-stay-where-they-are", test_pool_items_stay);
  g_test_add_func ("/index-pool/memory-goes-back", test_pool_returns_memory);
  g_test_add_func ("/index-pool/next-gives-each-once", test_pool_next_gives_each_once);
  g_test_add_func ("/index-hash/chains-move-along", test_hash_chains_move_along);
  return g_test_run ();
}

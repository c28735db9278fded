/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-items.h"

/* Items are actions, as those have nothing but a name. */

typedef struct
{
  GListStore *model; /* told, but never asked */
  GPtrArray *items;
  guint n_told;
  guint position;
  guint n_removed;
  guint n_added;
} Items;

static void
told_cb (Items *items, guint position, guint n_removed, guint n_added)
{
  items->n_told++;
  items->position = position;
  items->n_removed = n_removed;
  items->n_added = n_added;
}

static gpointer
item_new (char name)
{
  char text[] = { name, '\0' };

  return g_simple_action_new (text, NULL);
}

static void
items_init (Items *items, const char *names)
{
  *items = (Items) { .model = g_list_store_new (G_TYPE_SIMPLE_ACTION) };
  items->items = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (items->model, "items-changed", G_CALLBACK (told_cb), items);
  for (; *names != '\0'; names++)
    g_ptr_array_add (items->items, item_new (*names));
}

static void
items_clear (Items *items)
{
  g_object_unref (items->model);
  g_ptr_array_unref (items->items);
}

static gpointer
items_find (Items *items, char name)
{
  for (guint i = 0; i < items->items->len; i++)
    if (g_action_get_name (items->items->pdata[i])[0] == name)
      return g_object_ref (items->items->pdata[i]);

  return item_new (name);
}

static void
assert_names (Items *items, const char *names)
{
  g_assert_cmpuint (items->items->len, ==, strlen (names));
  for (guint i = 0; i < items->items->len; i++)
    g_assert_cmpint (g_action_get_name (items->items->pdata[i])[0], ==, names[i]);
}

typedef struct
{
  const char *before;
  const char *after;
  guint position; /* what is told */
  guint n_removed;
  guint n_added;
} SpliceRow;

static const SpliceRow splice_rows[] = {
  { "", "abc", 0, 0, 3 },      { "abc", "", 0, 3, 0 },       { "abc", "xabc", 0, 0, 1 },  { "abc", "abcx", 3, 0, 1 },
  { "abc", "abxc", 2, 0, 1 },  { "abc", "ac", 1, 1, 0 },     { "abc", "axc", 1, 1, 1 },   { "abcde", "axye", 1, 3, 2 },
  { "abcde", "e", 0, 4, 0 },   { "abc", "xyz", 0, 3, 3 },    { "abcd", "axbyd", 1, 2, 3 },
  { "abcd", "xbcay", 0, 4, 5 },
};

/* Nobody else holds on to what stays, as in the library. */
static void
test_splice (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (splice_rows); i++)
    {
      const SpliceRow *row = &splice_rows[i];
      g_autoptr (GPtrArray) after = g_ptr_array_new ();
      g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);
      Items items;

      items_init (&items, row->before);
      for (const char *name = row->after; *name != '\0'; name++)
        {
          gpointer item = items_find (&items, *name);

          g_ptr_array_add (after, item);
          if (strchr (row->before, *name) != NULL)
            g_object_unref (item);
          else
            g_ptr_array_add (made, item);
        }

      peer_items_splice (G_LIST_MODEL (items.model), items.items, 0, items.items->len, after->pdata, after->len);
      assert_names (&items, row->after);
      g_assert_cmpuint (items.n_told, ==, 1);
      g_assert_cmpuint (items.position, ==, row->position);
      g_assert_cmpuint (items.n_removed, ==, row->n_removed);
      g_assert_cmpuint (items.n_added, ==, row->n_added);
      items_clear (&items);
    }
}

static void
test_same (void)
{
  Items items;
  g_autoptr (GPtrArray) same = NULL;

  items_init (&items, "abc");
  same = g_ptr_array_copy (items.items, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  peer_items_splice (G_LIST_MODEL (items.model), items.items, 0, 3, same->pdata, 3);
  peer_items_splice (G_LIST_MODEL (items.model), items.items, 1, 0, NULL, 0);
  g_assert_cmpuint (items.n_told, ==, 0);
  assert_names (&items, "abc");
  items_clear (&items);
}

static guint
get_number (gpointer item)
{
  return (guint) g_action_get_name (item)[0];
}

static void
test_find_position (void)
{
  Items items;

  items_init (&items, "bdf");
  for (guint name = 'a'; name <= 'g'; name++)
    g_assert_cmpuint (peer_items_find_position (items.items, name, get_number), ==, (name - 'a') / 2);
  items_clear (&items);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/items/splice-tells-what-differs", test_splice);
  g_test_add_func ("/items/same-is-not-told", test_same);
  g_test_add_func ("/items/find-position", test_find_position);
  return g_test_run ();
}

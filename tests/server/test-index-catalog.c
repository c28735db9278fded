/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-catalog.h"

#include "wire-limits.h"

typedef struct
{
  IndexLimits limits;
  IndexCatalog *catalog;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  index_limits_init (&fixture->limits);
  fixture->catalog = index_catalog_new (&fixture->limits);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  index_catalog_free (fixture->catalog);
}

static guint32
fixture_add_holder (Fixture *fixture, guint16 port)
{
  return index_catalog_add_holder (fixture->catalog, "192.0.2.1", port, wire_slice_from_string ("host"), FALSE);
}

static IndexAddResult
fixture_add (Fixture *fixture, guint32 holder, guint32 number, const char *title)
{
  return index_catalog_add (fixture->catalog, holder, number, wire_slice_from_string (title), FALSE, 0, NULL);
}

static void
fixture_add_digest (Fixture *fixture, guint32 holder, guint32 number, guint8 digest_byte)
{
  WireDigest digest = { .is_known = TRUE };

  memset (digest.bytes, digest_byte, sizeof digest.bytes);
  index_catalog_add (fixture->catalog, holder, number, wire_slice_from_string ("T"), TRUE, digest_byte, &digest);
}

static char *
fixture_dup_title (Fixture *fixture, guint32 number)
{
  const IndexText *text = index_catalog_get_text (fixture->catalog, index_catalog_find (fixture->catalog, number));

  return g_strndup (text->title, text->title_length);
}

#define assert_title(fixture, number, expected)                 \
  G_STMT_START                                                  \
  {                                                             \
    g_autofree char *title = fixture_dup_title (fixture, number); \
    g_assert_cmpstr (title, ==, expected);                      \
  }                                                             \
  G_STMT_END

static void
test_add_and_remove (Fixture *fixture, gconstpointer data)
{
  guint32 holder = fixture_add_holder (fixture, 6001);
  IndexRecordView view;

  g_assert_null (index_catalog_find (fixture->catalog, 791));
  g_assert_cmpint (fixture_add (fixture, holder, 791, "Internet Protocol"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, holder, 791, "Internet Protocol"), ==, INDEX_ADDED_AGAIN);
  g_assert_cmpint (fixture_add (fixture, holder, WIRE_NUMBER_MAX, "Last"), ==, INDEX_ADDED);
  g_assert_cmpuint (index_catalog_get_n_records (fixture->catalog), ==, 2);
  g_assert_cmpuint (index_catalog_find (fixture->catalog, 791)->n_records, ==, 1);
  g_assert_null (index_catalog_find (fixture->catalog, WIRE_NUMBER_MAX + 1));

  index_catalog_view (fixture->catalog, index_catalog_next_record (fixture->catalog, 0), &view);
  g_assert_cmpuint (view.number, ==, 791);
  g_assert_true (wire_slice_equal_string (view.title, "Internet Protocol"));
  g_assert_cmpstr (view.holder->label, ==, "192.0.2.1\t6001\thost");
  g_assert_null (view.content);

  g_assert_true (index_catalog_remove (fixture->catalog, holder, 791));
  g_assert_false (index_catalog_remove (fixture->catalog, holder, 791));
  g_assert_null (index_catalog_find (fixture->catalog, 791));
  index_catalog_remove_holder (fixture->catalog, holder);
  g_assert_cmpuint (index_catalog_get_n_records (fixture->catalog), ==, 0);
  g_assert_cmpuint (index_catalog_get_n_entries (fixture->catalog), ==, 0);
  g_assert_cmpuint (index_catalog_get_n_holders (fixture->catalog), ==, 0);
}

static void
test_title_of_most (Fixture *fixture, gconstpointer data)
{
  guint32 holders[5];

  for (guint i = 0; i < 5; i++)
    holders[i] = fixture_add_holder (fixture, 6000 + i);
  fixture_add (fixture, holders[0], 1, "First");
  assert_title (fixture, 1, "First");
  fixture_add (fixture, holders[1], 1, "Second");
  assert_title (fixture, 1, "First");
  fixture_add (fixture, holders[2], 1, "Second");
  assert_title (fixture, 1, "Second");
  fixture_add (fixture, holders[3], 1, "First");
  assert_title (fixture, 1, "Second");
  index_catalog_remove (fixture->catalog, holders[1], 1);
  assert_title (fixture, 1, "First");
  fixture_add (fixture, holders[0], 1, "Third");
  fixture_add (fixture, holders[3], 1, "Third");
  assert_title (fixture, 1, "Third");
  index_catalog_remove_holder (fixture->catalog, holders[0]);
  index_catalog_remove_holder (fixture->catalog, holders[3]);
  assert_title (fixture, 1, "Second");
}

static void
test_digest_of_most (Fixture *fixture, gconstpointer data)
{
  guint32 holders[4];
  const IndexContent *content = NULL;

  for (guint i = 0; i < 4; i++)
    holders[i] = fixture_add_holder (fixture, 6000 + i);
  fixture_add (fixture, holders[0], 1, "T");
  g_assert_null (index_catalog_get_content (fixture->catalog, index_catalog_find (fixture->catalog, 1)));
  fixture_add_digest (fixture, holders[1], 1, 0xaa);
  fixture_add_digest (fixture, holders[2], 1, 0xbb);
  content = index_catalog_get_content (fixture->catalog, index_catalog_find (fixture->catalog, 1));
  g_assert_cmpmem (content->columns, 6, "170\taa", 6);
  fixture_add_digest (fixture, holders[3], 1, 0xbb);
  content = index_catalog_get_content (fixture->catalog, index_catalog_find (fixture->catalog, 1));
  g_assert_cmpmem (content->columns, 6, "187\tbb", 6);
  g_assert_cmpuint (content->n_records, ==, 2);
  g_assert_cmpuint (content->columns_length, ==, 4 + 64);
  index_catalog_remove_holder (fixture->catalog, holders[3]);
  index_catalog_remove_holder (fixture->catalog, holders[2]);
  content = index_catalog_get_content (fixture->catalog, index_catalog_find (fixture->catalog, 1));
  g_assert_cmpmem (content->columns, 6, "170\taa", 6);
  fixture_add (fixture, holders[1], 1, "T");
  g_assert_null (index_catalog_get_content (fixture->catalog, index_catalog_find (fixture->catalog, 1)));
}

/* n - 1, n, n + 1. */
static void
test_quotas (Fixture *fixture, gconstpointer data)
{
  guint32 a, b;

  g_clear_pointer (&fixture->catalog, index_catalog_free);
  fixture->limits.records_per_peer = 3;
  fixture->limits.records_total = 5;
  fixture->catalog = index_catalog_new (&fixture->limits);
  a = fixture_add_holder (fixture, 6001);
  b = fixture_add_holder (fixture, 6002);

  g_assert_cmpint (fixture_add (fixture, a, 1, "T"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, a, 2, "T"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, a, 3, "T"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, a, 4, "T"), ==, INDEX_ADD_OVER_QUOTA);
  g_assert_cmpint (fixture_add (fixture, a, 3, "U"), ==, INDEX_ADDED_AGAIN);
  g_assert_null (index_catalog_find (fixture->catalog, 4));
  g_assert_cmpint (fixture_add (fixture, b, 1, "T"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, b, 5, "T"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, b, 6, "T"), ==, INDEX_ADD_FULL);
  g_assert_null (index_catalog_find (fixture->catalog, 6));
  g_assert_true (index_catalog_remove (fixture->catalog, a, 3));
  g_assert_cmpint (fixture_add (fixture, b, 6, "T"), ==, INDEX_ADDED);
}

/* Who tells a title or a digest that nobody else has can use up what there is for them, and nothing more. */
static void
test_text_budget (Fixture *fixture, gconstpointer data)
{
  gsize n_bytes;
  guint32 a, b, number = 1;
  char text[WIRE_TITLE_MAX_BYTES];

  g_clear_pointer (&fixture->catalog, index_catalog_free);
  fixture->limits.text_bytes = 512 * 1024;
  fixture->catalog = index_catalog_new (&fixture->limits);
  a = fixture_add_holder (fixture, 6001);
  b = fixture_add_holder (fixture, 6002);
  g_assert_cmpint (fixture_add (fixture, b, 1, "T"), ==, INDEX_ADDED);
  n_bytes = index_catalog_get_n_bytes (fixture->catalog);

  memset (text, 'x', sizeof text);
  for (IndexAddResult result = INDEX_ADDED; result == INDEX_ADDED; number++)
    {
      WireDigest digest = { .is_known = TRUE };

      g_assert_cmpuint (number, <, 10000);
      memcpy (text, &(guint32) { GUINT32_TO_BE (0x61616161 + number * 3) }, 4);
      memcpy (digest.bytes, &number, sizeof number);
      result = index_catalog_add (fixture->catalog, a, number, (WireSlice) { text, sizeof text }, FALSE, 0, &digest);
      g_assert_cmpint (result, !=, INDEX_ADD_OVER_QUOTA);
    }
  number--;
  g_assert_cmpuint (number, >, 512);
  g_assert_null (index_catalog_find (fixture->catalog, number));
  g_assert_cmpuint (index_catalog_get_n_records (fixture->catalog), ==, number);
  g_assert_cmpuint (index_catalog_get_n_entries (fixture->catalog), ==, number - 1);

  /* One more is refused as a change too; what is there can be shared. */
  memset (text, 'z', sizeof text);
  g_assert_cmpint (index_catalog_add (fixture->catalog, b, 1, (WireSlice) { text, sizeof text }, FALSE, 0, NULL), ==,
                   INDEX_ADD_FULL);
  assert_title (fixture, 1, "T");
  g_assert_cmpint (fixture_add (fixture, b, 1, "T"), ==, INDEX_ADDED_AGAIN);
  index_catalog_remove_holder (fixture->catalog, a);
  g_assert_cmpint (fixture_add (fixture, b, number, "T"), ==, INDEX_ADDED);
  g_assert_true (index_catalog_remove (fixture->catalog, b, number));
  g_assert_cmpuint (index_catalog_get_n_bytes (fixture->catalog), ==, n_bytes);
}

/* Everything that random work does, done to a table of strings as well. */
typedef struct
{
  GHashTable *records; /* "holder/number" -> text */
  GHashTable *holders;
} Model;

static char *
model_key (guint32 holder, guint32 number)
{
  return g_strdup_printf ("%u/%u", holder, number);
}

static void
model_check_entry (Model *model, Fixture *fixture, guint32 number)
{
  const IndexEntry *entry = index_catalog_find (fixture->catalog, number);
  GHashTableIter iter;
  gpointer holder = NULL;
  guint n_holders = 0, n_walked = 0;
  IndexWalk walk;

  g_hash_table_iter_init (&iter, model->holders);
  while (g_hash_table_iter_next (&iter, &holder, NULL))
    {
      g_autofree char *key = model_key (GPOINTER_TO_UINT (holder), number);

      n_holders += g_hash_table_contains (model->records, key);
    }
  if (n_holders == 0)
    {
      g_assert_null (entry);
      return;
    }
  g_assert_nonnull (entry);
  g_assert_cmpuint (entry->n_records, ==, n_holders);
  index_catalog_begin_walk (fixture->catalog, entry, &walk);
  for (guint32 record = index_catalog_walk (fixture->catalog, &walk); record != 0;
       record = index_catalog_walk (fixture->catalog, &walk))
    n_walked++;
  index_catalog_end_walk (fixture->catalog, &walk);
  g_assert_cmpuint (n_walked, ==, n_holders);
}

static void
model_check_list (Model *model, Fixture *fixture)
{
  guint n_seen = 0;

  for (guint32 record = index_catalog_next_record (fixture->catalog, 0); record != 0;
       record = index_catalog_next_record (fixture->catalog, record))
    {
      IndexRecordView view;
      g_autofree char *key = NULL;

      index_catalog_view (fixture->catalog, record, &view);
      key = model_key (view.holder->port, view.number);
      g_assert_true (wire_slice_equal_string (view.title, g_hash_table_lookup (model->records, key)));
      n_seen++;
    }
  g_assert_cmpuint (n_seen, ==, g_hash_table_size (model->records));
  g_assert_cmpuint (n_seen, ==, index_catalog_get_n_records (fixture->catalog));
}

static gboolean
model_belongs_to (gpointer key, gpointer value, gpointer user_data)
{
  return g_str_has_prefix (key, user_data);
}

static void
test_random_against_model (Fixture *fixture, gconstpointer data)
{
  Model model = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free), g_hash_table_new (NULL, NULL) };
  guint32 holders[40] = { 0 };

  /* The holder's number in the pool is not known to the model: its port is. */
  for (guint step = 0; step < 60000; step++)
    {
      guint i = g_test_rand_int_range (0, G_N_ELEMENTS (holders));
      guint32 number = g_test_rand_bit () ? g_test_rand_int_range (1, 30) : g_test_rand_int_range (1, 200000);
      int what = g_test_rand_int_range (0, 1000);
      g_autofree char *key = model_key (2000 + i, number);

      if (holders[i] == 0)
        {
          holders[i] = fixture_add_holder (fixture, 2000 + i);
          g_hash_table_add (model.holders, GUINT_TO_POINTER (2000 + i));
        }
      if (what < 700)
        {
          char *title = g_strdup_printf ("Title %d", g_test_rand_int_range (0, 4));
          gboolean is_known = g_hash_table_contains (model.records, key);

          g_assert_cmpint (fixture_add (fixture, holders[i], number, title), ==,
                           is_known ? INDEX_ADDED_AGAIN : INDEX_ADDED);
          g_hash_table_replace (model.records, g_steal_pointer (&key), title);
        }
      else if (what < 995)
        {
          gboolean is_known = g_hash_table_remove (model.records, key);

          g_assert_cmpint (index_catalog_remove (fixture->catalog, holders[i], number), ==, is_known);
        }
      else
        {
          g_autofree char *prefix = g_strdup_printf ("%u/", 2000 + i);

          index_catalog_remove_holder (fixture->catalog, holders[i]);
          holders[i] = 0;
          g_hash_table_remove (model.holders, GUINT_TO_POINTER (2000 + i));
          g_hash_table_foreach_remove (model.records, model_belongs_to, prefix);
        }
      if (step % 500 == 0)
        model_check_entry (&model, fixture, g_test_rand_int_range (1, 30));
      if (step % 10000 == 0)
        model_check_list (&model, fixture);
    }
  model_check_list (&model, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    {
      if (holders[i] != 0)
        index_catalog_remove_holder (fixture->catalog, holders[i]);
    }
  g_assert_cmpuint (index_catalog_get_n_entries (fixture->catalog), ==, 0);
  g_hash_table_unref (model.records);
  g_hash_table_unref (model.holders);
}

/* Those that are there all the time are listed exactly once, whatever happens between two pages. */
static void
test_list_is_stable (Fixture *fixture, gconstpointer data)
{
  guint32 steady = fixture_add_holder (fixture, 6000);
  guint32 restless = fixture_add_holder (fixture, 6001);
  guint n_seen[1001] = { 0 };
  guint32 record = 0;

  for (guint i = 1; i <= 1000; i++)
    {
      fixture_add (fixture, restless, i, "Restless");
      fixture_add (fixture, steady, i, "Steady");
      if (g_test_rand_bit ())
        index_catalog_remove (fixture->catalog, restless, i);
    }
  while ((record = index_catalog_next_record (fixture->catalog, record)) != 0)
    {
      IndexRecordView view;

      index_catalog_view (fixture->catalog, record, &view);
      if (view.holder->port == 6000)
        n_seen[view.number]++;
      for (guint i = 0; i < 5; i++)
        {
          guint32 number = g_test_rand_int_range (1, 1001);

          if (g_test_rand_bit ())
            fixture_add (fixture, restless, number, "Restless");
          else
            index_catalog_remove (fixture->catalog, restless, number);
        }
    }
  for (guint i = 1; i <= 1000; i++)
    g_assert_cmpuint (n_seen[i], ==, 1);
}

static void
test_walk_is_stable (Fixture *fixture, gconstpointer data)
{
  guint32 holders[200];
  guint n_seen[200] = { 0 };
  guint32 record;
  IndexWalk walk, other;

  for (guint i = 0; i < 200; i++)
    {
      holders[i] = fixture_add_holder (fixture, 2000 + i);
      fixture_add (fixture, holders[i], 7, "T");
    }
  index_catalog_begin_walk (fixture->catalog, index_catalog_find (fixture->catalog, 7), &walk);
  index_catalog_begin_walk (fixture->catalog, index_catalog_find (fixture->catalog, 7), &other);
  index_catalog_leave_walk (fixture->catalog, &other);
  while ((record = index_catalog_walk (fixture->catalog, &walk)) != 0)
    {
      IndexRecordView view;
      guint odd = g_test_rand_int_range (0, 100) * 2 + 1;

      index_catalog_view (fixture->catalog, record, &view);
      n_seen[view.holder->port - 2000]++;
      index_catalog_leave_walk (fixture->catalog, &walk);
      index_catalog_remove (fixture->catalog, holders[odd], 7);
    }
  for (guint i = 0; i < 200; i += 2)
    g_assert_cmpuint (n_seen[i], ==, 1);
  for (guint i = 0; i < 200; i++)
    index_catalog_remove_holder (fixture->catalog, holders[i]);
  g_assert_cmpuint (index_catalog_walk (fixture->catalog, &other), ==, 0);
  index_catalog_end_walk (fixture->catalog, &walk);
  index_catalog_end_walk (fixture->catalog, &other);
}

/* Walks that wait at one place cost one stop, however many they are, and removing what they wait at moves no walk: so
 * those who do not read cannot make the others' leaving dear. */
static void
test_walks_that_wait (Fixture *fixture, gconstpointer data)
{
  IndexWalks *walks = index_walks_new ();
  IndexStop *stops[3000];

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    stops[i] = index_walks_wait (walks, 1 + i % 3);
  g_assert_cmpuint (index_walks_get_n_stops (walks), ==, 3);
  index_walks_pass_on (walks, 1, 2);
  index_walks_pass_on (walks, 7, 8);
  index_walks_pass_on (walks, 2, 3);
  index_walks_pass_on (walks, 3, 4);
  for (guint i = 0; i < G_N_ELEMENTS (stops) - 1; i++)
    {
      g_assert_cmpuint (index_walks_go_on (walks, stops[i]), ==, 4);
      g_assert_cmpuint (index_walks_get_n_stops (walks), <=, 3);
    }
  index_walks_pass_on (walks, 4, 0);
  g_assert_cmpuint (index_walks_go_on (walks, stops[G_N_ELEMENTS (stops) - 1]), ==, 0);
  g_assert_cmpuint (index_walks_get_n_stops (walks), ==, 0);
  index_walks_free (walks);
}

/* Many walks, each at a place of its own, left and taken up in no order, while records come and go. */
static void
test_walks_against_model (Fixture *fixture, gconstpointer data)
{
  IndexWalk walks[40];
  gboolean seen[40][300] = { { FALSE } };
  guint32 holders[300];
  guint n_ended = 0;

  for (guint i = 0; i < 300; i++)
    {
      holders[i] = fixture_add_holder (fixture, 2000 + i);
      fixture_add (fixture, holders[i], 7, "T");
    }
  for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
    {
      index_catalog_begin_walk (fixture->catalog, index_catalog_find (fixture->catalog, 7), &walks[i]);
      index_catalog_leave_walk (fixture->catalog, &walks[i]);
    }
  while (n_ended < G_N_ELEMENTS (walks))
    {
      guint i = g_test_rand_int_range (0, G_N_ELEMENTS (walks));
      guint odd = g_test_rand_int_range (0, 150) * 2 + 1;
      guint32 record = index_catalog_walk (fixture->catalog, &walks[i]);

      if (record != 0)
        {
          IndexRecordView view;

          index_catalog_view (fixture->catalog, record, &view);
          g_assert_false (seen[i][view.holder->port - 2000]);
          seen[i][view.holder->port - 2000] = TRUE;
          n_ended += view.holder->port == 2298;
        }
      index_catalog_leave_walk (fixture->catalog, &walks[i]);
      index_catalog_remove (fixture->catalog, holders[odd], 7);
    }
  for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
    {
      for (guint j = 0; j < 300; j += 2)
        g_assert_true (seen[i][j]);
      index_catalog_end_walk (fixture->catalog, &walks[i]);
    }
}

/* What is said of one address is said of all holders at it. */
static void
test_address_quota (Fixture *fixture, gconstpointer data)
{
  guint32 n_records = 0;
  guint32 holders[3];

  fixture->limits.records_per_address = 5;
  index_catalog_set_limits (fixture->catalog, &fixture->limits);
  for (guint i = 0; i < 3; i++)
    {
      holders[i] = fixture_add_holder (fixture, 2000 + i);
      if (i < 2)
        index_catalog_set_address_count (fixture->catalog, holders[i], &n_records);
    }
  for (guint number = 1; number <= 4; number++)
    g_assert_cmpint (fixture_add (fixture, holders[number % 2], number, "T"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, holders[0], 5, "T"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, holders[0], 6, "T"), ==, INDEX_ADD_OVER_QUOTA);
  g_assert_cmpint (fixture_add (fixture, holders[1], 6, "T"), ==, INDEX_ADD_OVER_QUOTA);
  g_assert_cmpint (fixture_add (fixture, holders[1], 1, "Another"), ==, INDEX_ADDED_AGAIN);
  g_assert_cmpint (fixture_add (fixture, holders[2], 6, "T"), ==, INDEX_ADDED);
  g_assert_cmpuint (n_records, ==, 5);
  g_assert_true (index_catalog_remove (fixture->catalog, holders[1], 1));
  g_assert_cmpint (fixture_add (fixture, holders[0], 6, "T"), ==, INDEX_ADDED);
  index_catalog_remove_holder (fixture->catalog, holders[0]);
  g_assert_cmpuint (n_records, ==, 1);
  index_catalog_remove_holder (fixture->catalog, holders[1]);
  g_assert_cmpuint (n_records, ==, 0);
}

/* Lowered limits take nothing away. */
static void
test_limits_change (Fixture *fixture, gconstpointer data)
{
  guint32 holder = fixture_add_holder (fixture, 2000);
  gboolean was_full = FALSE;

  for (guint number = 1; number <= 10; number++)
    g_assert_cmpint (fixture_add (fixture, holder, number, "T"), ==, INDEX_ADDED);
  fixture->limits.records_total = 5;
  index_catalog_set_limits (fixture->catalog, &fixture->limits);
  g_assert_cmpuint (index_catalog_get_n_records (fixture->catalog), ==, 10);
  g_assert_cmpint (fixture_add (fixture, holder, 11, "T"), ==, INDEX_ADD_FULL);
  for (guint number = 1; number <= 6; number++)
    g_assert_true (index_catalog_remove (fixture->catalog, holder, number));
  g_assert_cmpint (fixture_add (fixture, holder, 11, "T"), ==, INDEX_ADDED);
  g_assert_cmpint (fixture_add (fixture, holder, 12, "T"), ==, INDEX_ADD_FULL);

  /* Texts: nothing left is less than nothing after lowering, and raising gives it back. */
  fixture->limits.records_total = 1000000;
  fixture->limits.text_bytes = 64 * 1024;
  index_catalog_set_limits (fixture->catalog, &fixture->limits);
  for (guint number = 100; number < 4000 && !was_full; number++)
    {
      g_autofree char *title = g_strdup_printf ("%0*u", 20 + number % 400, number);

      was_full = fixture_add (fixture, holder, number, title) == INDEX_ADD_FULL;
    }
  g_assert_true (was_full);
  fixture->limits.text_bytes = 96 * 1024 * 1024;
  index_catalog_set_limits (fixture->catalog, &fixture->limits);
  g_assert_cmpint (fixture_add (fixture, holder, 5000, "0000000000000000000000000000000000000000 a title of its own length"), ==,
                   INDEX_ADDED);
}

/* 10 of 35 at a time: after seven turns each was given twice. */
static void
test_turns_are_fair (Fixture *fixture, gconstpointer data)
{
  guint n_given[35] = { 0 };
  const IndexEntry *entry = NULL;

  for (guint i = 0; i < 35; i++)
    fixture_add (fixture, fixture_add_holder (fixture, 2000 + i), 7, "T");
  entry = index_catalog_find (fixture->catalog, 7);
  for (guint turn = 0; turn < 7; turn++)
    {
      guint32 n_records = 0;
      guint32 record = index_catalog_take_turn (fixture->catalog, entry, 10, &n_records);

      g_assert_cmpuint (n_records, ==, 10);
      for (guint i = 0; i < n_records; i++)
        {
          IndexRecordView view;

          index_catalog_view (fixture->catalog, record, &view);
          n_given[view.holder->port - 2000]++;
          record = index_catalog_next_in_turn (fixture->catalog, entry, record);
        }
    }
  for (guint i = 0; i < 35; i++)
    g_assert_cmpuint (n_given[i], ==, 2);
}

/* Whoever would have been next in turn may leave. */
static void
test_turns_survive_leaving (Fixture *fixture, gconstpointer data)
{
  guint32 holders[50];

  for (guint i = 0; i < 50; i++)
    {
      holders[i] = fixture_add_holder (fixture, 2000 + i);
      fixture_add (fixture, holders[i], 7, "T");
      fixture_add (fixture, holders[i], 8, "T");
    }
  for (guint i = 0; i < 49; i++)
    {
      const IndexEntry *entry = index_catalog_find (fixture->catalog, 7);
      guint32 n_records = 0;
      guint32 record = index_catalog_take_turn (fixture->catalog, entry, 1, &n_records);
      IndexRecordView view;

      record = entry->next_lookup != 0 ? entry->next_lookup : record;
      index_catalog_view (fixture->catalog, record, &view);
      g_assert_true (index_catalog_remove (fixture->catalog, holders[view.holder->port - 2000], 7));
      record = index_catalog_take_turn (fixture->catalog, entry, 1, &n_records);
      index_catalog_view (fixture->catalog, record, &view);
      g_assert_cmpuint (view.number, ==, 7);
    }
}

static double
fixture_fill (Fixture *fixture, guint n_holders, guint n_numbers, guint n_each, gboolean is_unique)
{
  for (guint i = 0; i < n_holders; i++)
    {
      guint32 holder = fixture_add_holder (fixture, 2000 + i);

      for (guint j = 0; j < n_each; j++)
        {
          guint32 number = 1 + (i * 37 + j) % n_numbers;
          char title[64];

          g_snprintf (title, sizeof title, is_unique ? "Document %05u as named by %05u" : "Document %05u as all name it",
                      number, i);
          fixture_add (fixture, holder, number, title);
        }
    }
  g_assert_cmpuint (index_catalog_get_n_records (fixture->catalog), ==, n_holders * n_each);
  return index_catalog_get_n_bytes (fixture->catalog) / (double) (n_holders * n_each);
}

static void
test_bytes_with_shared_titles (Fixture *fixture, gconstpointer data)
{
  double bytes = fixture_fill (fixture, 1000, 10000, 1000, FALSE);

  g_test_message ("%.1f bytes a record", bytes);
  g_assert_cmpfloat (bytes, <=, 40.0);
}

static void
test_bytes_with_own_titles (Fixture *fixture, gconstpointer data)
{
  double bytes = fixture_fill (fixture, 200, 2000, 1000, TRUE);

  g_test_message ("%.1f bytes a record, 33 of them its title", bytes);
  g_assert_cmpfloat (bytes, <=, 84.0);
}

static void
test_memory_goes_back (Fixture *fixture, gconstpointer data)
{
  gsize before = 0;

  for (guint round = 0; round < 2; round++)
    {
      guint32 holders[20];

      for (guint i = 0; i < 20; i++)
        {
          holders[i] = fixture_add_holder (fixture, 2000 + i);
          for (guint j = 1; j <= 5000; j++)
            fixture_add (fixture, holders[i], j, i % 2 == round ? "Same" : "Something else");
        }
      for (guint i = 0; i < 20; i++)
        index_catalog_remove_holder (fixture->catalog, holders[i]);
      if (round == 0)
        before = index_catalog_get_n_bytes (fixture->catalog);
    }
  g_assert_cmpuint (index_catalog_get_n_bytes (fixture->catalog), ==, before);
  g_assert_cmpuint (before, <=, 48 * 1024);
}

#define add(name, func) g_test_add ("/index-catalog/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("add-and-remove", test_add_and_remove);
  add ("title-is-what-most-say", test_title_of_most);
  add ("digest-is-what-most-say", test_digest_of_most);
  add ("quotas", test_quotas);
  add ("texts-have-a-budget", test_text_budget);
  add ("random-against-a-model", test_random_against_model);
  add ("list-is-stable-under-change", test_list_is_stable);
  add ("walk-is-stable-under-change", test_walk_is_stable);
  add ("walks-that-wait-cost-nothing", test_walks_that_wait);
  add ("walks-against-a-model", test_walks_against_model);
  add ("records-per-address", test_address_quota);
  add ("limits-change-and-take-nothing", test_limits_change);
  add ("turns-are-fair", test_turns_are_fair);
  add ("turns-survive-leaving", test_turns_survive_leaving);
  add ("bytes-a-record-with-shared-titles", test_bytes_with_shared_titles);
  add ("bytes-a-record-with-own-titles", test_bytes_with_own_titles);
  add ("memory-goes-back", test_memory_goes_back);
  return g_test_run ();
}

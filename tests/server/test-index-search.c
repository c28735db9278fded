/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-catalog.h"

typedef struct
{
  IndexLimits limits;
  IndexCatalog *catalog;
  guint32 holder;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  index_limits_init (&fixture->limits);
  if (data != NULL)
    fixture->limits.search_postings = GPOINTER_TO_UINT (data);
  fixture->catalog = index_catalog_new (&fixture->limits);
  fixture->holder = index_catalog_add_holder (fixture->catalog, "192.0.2.1", 6001, (WireSlice) { 0 }, FALSE);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  index_catalog_free (fixture->catalog);
}

static void
fixture_add (Fixture *fixture, guint32 number, const char *title)
{
  g_assert_cmpint (index_catalog_add (fixture->catalog, fixture->holder, number, wire_slice_from_string (title), FALSE, 0,
                                      NULL),
                   <=, INDEX_ADDED_AGAIN);
}

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return g_ascii_strtoull (*(char **) a, NULL, 10) < g_ascii_strtoull (*(char **) b, NULL, 10) ? -1 : 1;
}

static void
fixture_expect (Fixture *fixture, const char *match, const char *expected)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GPtrArray) numbers = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  index_catalog_search (fixture->catalog, wire_slice_from_string (match), found);
  for (guint i = 0; i < found->len; i++)
    {
      const IndexEntry *entry = index_catalog_get_entry (fixture->catalog, g_array_index (found, guint32, i));

      g_ptr_array_add (numbers, g_strdup_printf ("%u", entry->number));
      g_assert_true (index_catalog_entry_matches (fixture->catalog, entry, wire_slice_from_string (match)));
    }
  g_ptr_array_sort (numbers, compare_text);
  g_ptr_array_add (numbers, NULL);
  joined = g_strjoinv (" ", (char **) numbers->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_search_words (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *match;
    const char *expected;
  } rows[] = {
    { "inter", "791 792" },
    { "INTERNET protocol", "791 792" },
    { "prot int", "791 792" },
    { "ternet", "" },
    { "con mes pro", "792" },
    { "79", "79 791 792 793" },
    { "792", "792" },
    { "rfc 793", "793" },
    { "rfc793", "793" },
    { "RFC 79 internet", "791 792" },
    { "tcp", "793" },
    { "t c p", "793" },
    { "uber", "2468" },
    { "Über", "2468" },
    { "ipv6-over", "2468" },
    { "", "" },
    { " . , ", "" },
    { "rfc", "5000" },
    { "strasse", "2468" },
    { "a b c d e f g h i j", "" },
  };

  fixture_add (fixture, 79, "Noop");
  fixture_add (fixture, 791, "Internet Protocol");
  fixture_add (fixture, 792, "Internet Control Message Protocol");
  fixture_add (fixture, 793, "Transmission Control Protocol (TCP)");
  fixture_add (fixture, 2468, "Übertragung: IPv6 over Straße");
  fixture_add (fixture, 5000, "RFC Editor's list of lists");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].match);
      fixture_expect (fixture, rows[i].match, rows[i].expected);
    }
}

static void
test_search_follows_changes (Fixture *fixture, gconstpointer data)
{
  fixture_add (fixture, 1, "Old words here");
  fixture_expect (fixture, "old", "1");
  fixture_add (fixture, 1, "New words there");
  fixture_expect (fixture, "old", "");
  fixture_expect (fixture, "new wor", "1");
  g_assert_true (index_catalog_remove (fixture->catalog, fixture->holder, 1));
  fixture_expect (fixture, "new", "");
  fixture_expect (fixture, "1", "");
}

static void
test_search_long_words (Fixture *fixture, gconstpointer data)
{
  fixture_add (fixture, 1, "Pneumonoultramicroscopicsilicovolcanoconiosis");
  fixture_expect (fixture, "pneumonoultramicroscopicsilicovolcanoconi", "1");
  fixture_expect (fixture, "pneumonoultramicroscopicsilicox", "");
}

/* Over the limit a title is found by the words that fitted, and nothing else changes. */
static void
test_search_posting_limit (Fixture *fixture, gconstpointer data)
{
  fixture_add (fixture, 10, "alpha beta");
  fixture_expect (fixture, "beta", "10");
  fixture_add (fixture, 20, "gamma delta");
  fixture_expect (fixture, "gamma", "20");
  fixture_expect (fixture, "delta", "");
  index_catalog_remove (fixture->catalog, fixture->holder, 10);
  fixture_add (fixture, 30, "epsilon");
  fixture_expect (fixture, "epsilon", "30");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/index-search/words-begin", Fixture, NULL, fixture_set_up, test_search_words, fixture_tear_down);
  g_test_add ("/index-search/follows-changes", Fixture, NULL, fixture_set_up, test_search_follows_changes, fixture_tear_down);
  g_test_add ("/index-search/long-words-are-cut", Fixture, NULL, fixture_set_up, test_search_long_words, fixture_tear_down);
  g_test_add ("/index-search/limit", Fixture, GUINT_TO_POINTER (5), fixture_set_up, test_search_posting_limit,
              fixture_tear_down);
  return g_test_run ();
}

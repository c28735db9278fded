/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-document-private.h"
#include "peer-search-filter.h"
#include "peer-search-index.h"
#include "peer-search.h"
#include "peer-sha256.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  GFile *folder;
  GListStore *documents;
  char *cache;
  PeerSearch *search;
} Fixture;

static PeerDocument *
add (Fixture *fixture, guint number, const char *title, const char *text)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autoptr (GFile) file = test_folder_write (fixture->folder, name, text, -1);
  g_autoptr (PeerDocument) document = peer_document_new (number, file);
  WireDigest digest;
  PeerSha256 sha;

  peer_sha256_init (&sha);
  peer_sha256_update (&sha, text, strlen (text));
  peer_sha256_finish (&sha, &digest);
  peer_document_set_title (document, title);
  peer_document_set_content (document, strlen (text), &digest);
  g_list_store_append (fixture->documents, document);
  return document;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->documents = g_list_store_new (PEER_TYPE_DOCUMENT);
  fixture->cache = g_build_filename (g_file_peek_path (fixture->folder), "search.index", NULL);
  add (fixture, 1, "Kites", "   A kite flies.\n   The kite has an Entity\n   Tag.  KITE.\n");
  add (fixture, 2, "Strings", "   A string holds a kite.\n");
  add (fixture, 3, "Rain", "   It rains.\n");
  fixture->search = peer_search_new (G_LIST_MODEL (fixture->documents), fixture->cache);
}

/* A task that is through may hold it a moment longer. */
static void
end_search (Fixture *fixture)
{
  GWeakRef search;
  gboolean is_there = TRUE;

  g_weak_ref_init (&search, fixture->search);
  g_clear_object (&fixture->search);
  while (is_there)
    {
      g_autoptr (PeerSearch) held = g_weak_ref_get (&search);

      is_there = held != NULL;
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  g_weak_ref_clear (&search);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  end_search (fixture);
  g_object_unref (fixture->documents);
  g_free (fixture->cache);
  test_folder_free (fixture->folder);
}

static gboolean
is_at_rest (gpointer data)
{
  return !peer_search_get_is_searching (data);
}

static gboolean
is_indexed (gpointer data)
{
  return peer_search_get_n_to_index (data) == 0;
}

static char *
look_for (Fixture *fixture, const char *words)
{
  GString *list = g_string_new (NULL);

  peer_search_set_words (fixture->search, words);
  test_wait_until (is_at_rest, fixture->search);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->search)); i++)
    {
      g_autoptr (PeerSearchResult) result = g_list_model_get_item (G_LIST_MODEL (fixture->search), i);

      g_string_append_printf (list, "%u:%u ", peer_document_get_number (peer_search_result_get_document (result)),
                              peer_search_result_get_n_hits (result));
    }
  return g_string_free (list, FALSE);
}

static void
assert_finds (Fixture *fixture, const char *words, const char *expected)
{
  g_autofree char *list = look_for (fixture, words);

  g_assert_cmpstr (list, ==, expected);
}

static void
assert_finds_all (Fixture *fixture)
{
  assert_finds (fixture, "kite", "1:3 2:1 "); /* the title first, then the newest */
  assert_finds (fixture, "string", "2:1 ");
  assert_finds (fixture, "entity tag", "1:1 ");
  assert_finds (fixture, "rain", "3:1 ");
  assert_finds (fixture, "hurricane", "");
  assert_finds (fixture, "i", "");
  assert_finds (fixture, "  ", "");
  assert_finds (fixture, "%s", "");
}

static void
test_finds_with_and_without_filters (Fixture *fixture, gconstpointer data)
{
  assert_finds_all (fixture);
  test_wait_until (is_indexed, fixture->search);
  assert_finds_all (fixture);
}

static void
test_tells_the_line (Fixture *fixture, gconstpointer data)
{
  g_autofree char *list = look_for (fixture, "Entity Tag");
  g_autoptr (PeerSearchResult) result = g_list_model_get_item (G_LIST_MODEL (fixture->search), 0);
  const PeerSearchLine *line = peer_search_result_get_line (result, 0);

  g_assert_cmpstr (list, ==, "1:1 ");
  g_assert_cmpuint (peer_search_result_get_n_lines (result), ==, 1);
  g_assert_cmpuint (line->source, ==, 1);
  g_assert_cmpstr (line->text, ==, "The kite has an Entity");
  g_assert_cmpuint (line->start, ==, 16);
  g_assert_cmpuint (line->end, ==, 22);
}

/* What the page shows as a blank or a line end is one in the bytes too: a no-break space, a form feed. */
static void
test_finds_words_with_any_blank_between (Fixture *fixture, gconstpointer data)
{
  add (fixture, 20, "Snow", "   Deep\302\240snow.\n");
  add (fixture, 21, "Ice", "   Thin\n\fice.\n");
  assert_finds (fixture, "deep snow", "20:1 ");
  assert_finds (fixture, "thin ice", "21:1 ");
  test_wait_until (is_indexed, fixture->search);
  assert_finds (fixture, "deep  snow", "20:1 ");
  assert_finds (fixture, "thin  ice", "21:1 ");
}

static void
test_follows_the_documents (Fixture *fixture, gconstpointer data)
{
  assert_finds (fixture, "thunder", "");
  test_wait_until (is_indexed, fixture->search);
  add (fixture, 9, "Storms", "   Thunder rolls.\n");
  assert_finds (fixture, "thunders", "");
  assert_finds (fixture, "thunder", "9:1 ");
  g_list_store_remove (fixture->documents, 3);
  assert_finds (fixture, "thunders", "");
  assert_finds (fixture, "thunder", "");
}

static void
test_the_cache_outlives_the_search (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  assert_finds (fixture, "kite", "1:3 2:1 ");
  test_wait_until (is_indexed, fixture->search);
  end_search (fixture);
  while (!g_file_test (fixture->cache, G_FILE_TEST_EXISTS)) /* written by the last one that held it */
    g_thread_yield ();
  g_assert_true (g_file_get_contents (fixture->cache, &contents, &length, NULL));
  g_assert_cmpuint (length, >, 100);
  fixture->search = peer_search_new (G_LIST_MODEL (fixture->documents), fixture->cache);
  peer_search_prepare (fixture->search);
  test_wait_until (is_indexed, fixture->search);
  assert_finds_all (fixture);
}

static void
test_a_damaged_cache_is_made_anew (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  assert_finds (fixture, "kite", "1:3 2:1 ");
  test_wait_until (is_indexed, fixture->search);
  end_search (fixture);
  while (!g_file_test (fixture->cache, G_FILE_TEST_EXISTS)) /* written by the last one that held it */
    g_thread_yield ();
  g_assert_true (g_file_get_contents (fixture->cache, &contents, &length, NULL));
  for (gsize cut = 0; cut < length; cut += 7)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (contents, cut);
      g_autoptr (PeerSearchIndex) index = peer_search_index_parse (bytes);

      g_assert_cmpuint (peer_search_index_get_n_texts (index), ==, 0);
    }
  for (gsize at = 0; at < length; at += 5)
    {
      g_autofree char *damaged = g_memdup2 (contents, length);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PeerSearchIndex) index = NULL;

      damaged[at] ^= 0x40;
      bytes = g_bytes_new (damaged, length);
      index = peer_search_index_parse (bytes);
      g_assert_cmpuint (peer_search_index_get_n_texts (index), ==, 0);
    }
  g_assert_true (g_file_set_contents (fixture->cache, "nonsense", -1, NULL));
  fixture->search = peer_search_new (G_LIST_MODEL (fixture->documents), fixture->cache);
  assert_finds_all (fixture);
}

static void
test_results_have_a_limit (Fixture *fixture, gconstpointer data)
{
  for (int excess = -1; excess <= 1; excess++)
    {
      g_list_store_remove_all (fixture->documents);
      for (guint i = 1; i <= PEER_SEARCH_MAX_RESULTS + excess; i++)
        {
          g_autofree char *text = g_strdup_printf ("   Kites of %u.\n", i);

          add (fixture, i, "Title", text);
        }
      peer_search_set_words (fixture->search, "");
      peer_search_set_words (fixture->search, "kites of");
      test_wait_until (is_at_rest, fixture->search);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->search)), ==, PEER_SEARCH_MAX_RESULTS + MIN (excess, 0));
      g_assert_cmpint (peer_search_get_is_full (fixture->search), ==, excess > 0);
    }
}

/* A file that is another by now has no filter made of it, and is read as it is. */
static void
test_a_file_that_changed_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = test_folder_write (fixture->folder, "rfc3.txt", "   It hails.\n", -1);

  peer_search_prepare (fixture->search);
  test_wait_until (is_indexed, fixture->search);
  assert_finds (fixture, "hails", "3:1 ");
  assert_finds (fixture, "It rains", "");
}

static void
test_no_filter_keeps_back_what_holds_the_words (void)
{
  static const char letters[] = "abcde \n";

  for (guint round = 0; round < 2000; round++)
    {
      char text[200], words[9];
      const guint n = (guint) g_test_rand_int_range (9, sizeof text);
      const guint start = (guint) g_test_rand_int_range (0, (int) n - 8);
      g_autoptr (GBytes) filter = NULL;
      g_autoptr (GArray) asked = NULL;

      for (guint i = 0; i < n; i++)
        text[i] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
      memcpy (words, text + start, 8);
      words[8] = '\0';
      filter = peer_search_filter_new (text, n);
      asked = peer_search_filter_ask (g_strstrip (words));
      g_assert_true (peer_search_filter_may_hold (filter, asked));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/search/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("finds-with-and-without-filters", test_finds_with_and_without_filters);
  ADD ("finds-words-with-any-blank-between", test_finds_words_with_any_blank_between);
  ADD ("tells-the-line", test_tells_the_line);
  ADD ("follows-the-documents", test_follows_the_documents);
  ADD ("the-cache-outlives-the-search", test_the_cache_outlives_the_search);
  ADD ("a-damaged-cache-is-made-anew", test_a_damaged_cache_is_made_anew);
  ADD ("results-have-a-limit", test_results_have_a_limit);
  ADD ("a-file-that-changed-is-read", test_a_file_that_changed_is_read);
#undef ADD
  g_test_add_func ("/search/no-filter-keeps-back-what-holds-the-words", test_no_filter_keeps_back_what_holds_the_words);
  return g_test_run ();
}

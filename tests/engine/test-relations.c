/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-document-private.h"
#include "peer-library-cache.h"
#include "peer-relations.h"

#include <glib/gstdio.h>

static GListStore *
make_documents (void)
{
  static const struct
  {
    guint number;
    const char *obsoletes;
    const char *updates;
  } rows[] = {
    { 9293, "793, 879, 2873", "1011" },
    { 793, "761", "" },
    { 2616, "2068", "" },
    { 3168, "2481", "793, 2003" },
    { 1122, "", "793" },
    { 100, "100", "" },
    { 7, "1793", "17930" },
  };
  GListStore *store = g_list_store_new (PEER_TYPE_DOCUMENT);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path ("/nowhere");
      g_autoptr (PeerDocument) document = peer_document_new (rows[i].number, file);

      peer_document_set_obsoletes (document, rows[i].obsoletes);
      peer_document_set_updates (document, rows[i].updates);
      g_list_store_append (store, document);
    }
  return store;
}

static void
assert_finds (GListStore *documents, guint number, PeerRelation relation, const char *expected)
{
  g_autoptr (GArray) numbers = peer_relations_find (G_LIST_MODEL (documents), number, relation);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (list, "%s%u", i > 0 ? " " : "", g_array_index (numbers, guint, i));
  g_assert_cmpstr (list->str, ==, expected);
}

static void
test_what_the_headers_of_others_say (void)
{
  g_autoptr (GListStore) documents = make_documents ();

  assert_finds (documents, 793, PEER_RELATION_OBSOLETES, "9293");
  assert_finds (documents, 793, PEER_RELATION_UPDATES, "1122 3168");
  assert_finds (documents, 2873, PEER_RELATION_OBSOLETES, "9293");
  assert_finds (documents, 9293, PEER_RELATION_OBSOLETES, "");
  assert_finds (documents, 79, PEER_RELATION_OBSOLETES, "");
  assert_finds (documents, 0, PEER_RELATION_OBSOLETES, "");
  /* Nobody takes the own place. */
  assert_finds (documents, 100, PEER_RELATION_OBSOLETES, "");
}

/* What the header of a file says is what its document tells, and a start from the cache tells the same. */
static void
test_headers_reach_the_documents (void)
{
  static const char text[] = "Network Working Group                                        T. Tester\n"
                             "Request for Comments: 4711                               Test University\n"
                             "Obsoletes: 12                                                   May 1998\n"
                             "Updates: 13, 14\nCategory: Informational\n\n\n                    On Kites\n\n   Words.\n";
  g_autofree char *folder = g_dir_make_tmp ("p2p-ci-relations-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "rfc4711.txt", NULL);
  g_autofree char *cache = g_build_filename (folder, "cache", NULL);
  g_autoptr (PeerTextFile) file = NULL;
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) cached = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  file = peer_text_file_read_path (path);
  g_hash_table_replace (files, file->name, file);
  g_assert_cmpstr (file->obsoletes, ==, "12");
  g_assert_cmpstr (file->updates, ==, "13, 14");
  g_assert_true (peer_library_cache_save (cache, files, NULL));
  cached = peer_library_cache_load (cache);
  g_assert_cmpstr (((PeerTextFile *) g_hash_table_lookup (cached, "rfc4711.txt"))->updates, ==, "13, 14");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_unlink (cache), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relations/what-the-headers-of-others-say", test_what_the_headers_of_others_say);
  g_test_add_func ("/relations/headers-reach-the-documents", test_headers_reach_the_documents);
  return g_test_run ();
}

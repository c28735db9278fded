/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-engine.h"
#include "peer-rfc-header.h"
#include "test-server.h"
#include "test-support.h"

#include <string.h>

#define N_DOCUMENTS 40u
#define FIRST_NUMBER 7000u

/* A whole peer with folders of its own. */
typedef struct
{
  PeerEngine *engine;
  GFile *folder;
  GFile *state_folder;
} Peer;

typedef struct
{
  TestServer *server;
  Peer juno;
  Peer mira;
} Fixture;

static char *
make_text (guint number)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "Network Working Group                                        A. Nonymous\n"
                          "Request for Comments: %u                                    March 1997\n"
                          "Category: Informational\n\n\n"
                          "                 Made-Up Document Number %u\n\n"
                          "Abstract\n\n   This text was made up for a test.\n\n",
                          number, number);
  for (guint i = 0; i < number % 3000; i++)
    g_string_append_printf (text, "   Line %u of document %u that nobody has written.\n", i, number);
  return g_string_free (text, FALSE);
}

static void
peer_write (Peer *peer, guint number)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autofree char *text = make_text (number);

  g_object_unref (test_folder_write (peer->folder, name, text, -1));
}

static void
peer_set_up (Peer *peer, TestServer *server, guint n_documents)
{
  PeerEngineOptions options = { .server = test_server_get_address (server), .priority = G_PRIORITY_DEFAULT };
  g_autoptr (GError) error = NULL;

  peer->folder = test_folder_new ();
  peer->state_folder = test_folder_new ();
  for (guint i = 0; i < n_documents; i++)
    peer_write (peer, FIRST_NUMBER + i);

  options.folder = peer->folder;
  options.state_folder = peer->state_folder;
  peer->engine = peer_engine_new (&options, &error);
  g_assert_no_error (error);
  peer_engine_start (peer->engine);
}

static void
peer_tear_down (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  peer_engine_stop_async (peer->engine, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  g_assert_true (peer_engine_stop_finish (peer->engine, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (peer->engine);
  test_folder_free (peer->folder);
  test_folder_free (peer->state_folder);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = test_server_start (NULL);
  peer_set_up (&fixture->juno, fixture->server, N_DOCUMENTS);
  peer_set_up (&fixture->mira, fixture->server, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_tear_down (&fixture->juno);
  peer_tear_down (&fixture->mira);
  test_server_stop (fixture->server);
}

/* Conditions */

typedef struct
{
  Peer *peer;
  guint number;
  guint value;
} Expectation;

static gboolean
shares_so_many (gpointer data)
{
  Expectation *expectation = data;
  GListModel *library = G_LIST_MODEL (peer_engine_get_library (expectation->peer->engine));
  guint n_shared = 0;

  for (guint i = 0; i < g_list_model_get_n_items (library); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (library, i);

      n_shared += peer_document_get_state (document) == PEER_DOCUMENT_SHARED;
    }

  return n_shared == expectation->value;
}

static void
wait_until_shares (Peer *peer, guint n_documents)
{
  Expectation expectation = { peer, 0, n_documents };

  test_wait_until (shares_so_many, &expectation);
}

static gboolean
lists_so_many (gpointer data)
{
  Expectation *expectation = data;

  return g_list_model_get_n_items (G_LIST_MODEL (peer_engine_get_catalogue (expectation->peer->engine)))
         == expectation->value;
}

static void
wait_until_lists (Peer *peer, guint n_entries)
{
  Expectation expectation = { peer, 0, n_entries };

  peer_catalogue_refresh (peer_engine_get_catalogue (peer->engine));
  test_wait_until (lists_so_many, &expectation);
}

static gboolean
has_holders (gpointer data)
{
  Expectation *expectation = data;
  PeerEntry *entry = peer_catalogue_find (peer_engine_get_catalogue (expectation->peer->engine), expectation->number);

  return entry != NULL && peer_entry_get_n_holders (entry) == expectation->value;
}

static void
wait_until_held_by (Peer *peer, guint number, guint n_holders)
{
  Expectation expectation = { peer, number, n_holders };

  peer_catalogue_refresh (peer_engine_get_catalogue (peer->engine));
  test_wait_until (has_holders, &expectation);
}

static gboolean
is_ended (gpointer data)
{
  PeerDownloadState state = peer_download_get_state (data);

  return state == PEER_DOWNLOAD_DONE || state == PEER_DOWNLOAD_FAILED || state == PEER_DOWNLOAD_CANCELLED;
}

static void
assert_same_file (Fixture *fixture, guint number)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autoptr (GFile) file = g_file_get_child (fixture->mira.folder, name);
  g_autofree char *text = make_text (number);
  g_autofree char *contents = NULL;

  g_assert_true (g_file_load_contents (file, NULL, &contents, NULL, NULL, NULL));
  g_assert_true (g_str_equal (contents, text));
}

/* The whole way: share, look up, fetch every one, hold it too, stop sharing, leave. */
static void
test_whole_way (Fixture *fixture, gconstpointer data)
{
  PeerLibrary *library = peer_engine_get_library (fixture->juno.engine);
  PeerDownloads *downloads = peer_engine_get_downloads (fixture->mira.engine);
  PeerEntry *entry;

  wait_until_shares (&fixture->juno, N_DOCUMENTS);
  wait_until_lists (&fixture->mira, N_DOCUMENTS);
  entry = peer_catalogue_find (peer_engine_get_catalogue (fixture->mira.engine), FIRST_NUMBER);
  g_assert_cmpstr (peer_entry_get_title (entry), ==, "Made-Up Document Number 7000");
  g_assert_cmpint (peer_entry_get_state (entry), ==, PEER_ENTRY_AVAILABLE);

  for (guint i = 0; i < N_DOCUMENTS; i++)
    peer_downloads_start (downloads, FIRST_NUMBER + i, NULL);
  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      PeerDownload *download = peer_downloads_find (downloads, FIRST_NUMBER + i);

      test_wait_until (is_ended, download);
      g_assert_cmpstr (peer_download_get_status_text (download), ==, "It is in your library now.");
      assert_same_file (fixture, FIRST_NUMBER + i);
    }

  /* What was fetched is shared by itself, and the entries know that it is held. */
  wait_until_shares (&fixture->mira, N_DOCUMENTS);
  wait_until_held_by (&fixture->mira, FIRST_NUMBER + 1, 2);
  g_assert_cmpint (peer_entry_get_state (entry), ==, PEER_ENTRY_HELD);

  /* Stopped here, it is still there; stopped at both, it is gone. */
  peer_library_set_shared (library, peer_library_find (library, FIRST_NUMBER), FALSE);
  wait_until_held_by (&fixture->juno, FIRST_NUMBER, 1);
  library = peer_engine_get_library (fixture->mira.engine);
  peer_library_set_shared (library, peer_library_find (library, FIRST_NUMBER), FALSE);
  wait_until_lists (&fixture->juno, N_DOCUMENTS - 1);
  wait_until_lists (&fixture->mira, N_DOCUMENTS - 1);
  peer_library_set_shared (library, peer_library_find (library, FIRST_NUMBER), TRUE);
  wait_until_lists (&fixture->juno, N_DOCUMENTS);
}

static gboolean
is_offline (gpointer data)
{
  Peer *peer = data;

  return peer_index_client_get_state (peer_engine_get_index_client (peer->engine)) == PEER_CONNECTION_OFFLINE;
}

static gboolean
is_connected (gpointer data)
{
  Peer *peer = data;

  return peer_index_client_get_state (peer_engine_get_index_client (peer->engine)) == PEER_CONNECTION_CONNECTED;
}

/* The index dies and comes back empty: the peers come back by themselves, and add all again. */
static void
test_index_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *listen = g_strdup (test_server_get_address (fixture->server));
  const char *const arguments[] = { "--listen", listen, NULL };
  guint n_entries;

  wait_until_shares (&fixture->juno, N_DOCUMENTS);
  wait_until_lists (&fixture->mira, N_DOCUMENTS);
  test_server_kill (fixture->server);
  test_wait_until (is_offline, &fixture->juno);
  test_wait_until (is_offline, &fixture->mira);
  g_test_message ("%s", peer_index_client_get_state_text (peer_engine_get_index_client (fixture->juno.engine)));
  wait_until_shares (&fixture->juno, 0);
  n_entries = g_list_model_get_n_items (G_LIST_MODEL (peer_engine_get_catalogue (fixture->mira.engine)));
  g_assert_cmpuint (n_entries, ==, N_DOCUMENTS);

  fixture->server = test_server_start (arguments);
  test_wait_until (is_connected, &fixture->juno);
  wait_until_shares (&fixture->juno, N_DOCUMENTS);
}

/* Files come and go in the folder: the index follows. */
static void
test_follows_the_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) gone = NULL;

  wait_until_shares (&fixture->juno, N_DOCUMENTS);
  peer_write (&fixture->juno, FIRST_NUMBER + N_DOCUMENTS);
  wait_until_shares (&fixture->juno, N_DOCUMENTS + 1);
  wait_until_lists (&fixture->mira, N_DOCUMENTS + 1);

  gone = g_file_get_child (fixture->juno.folder, "rfc7000.txt");
  g_assert_true (g_file_delete (gone, NULL, NULL));
  wait_until_shares (&fixture->juno, N_DOCUMENTS);
  wait_until_lists (&fixture->mira, N_DOCUMENTS);
}

/* Real documents, all of them: each one from the other peer, byte for byte. */
static void
test_corpus (Fixture *fixture, gconstpointer data)
{
  const char *corpus = g_getenv ("P2PCI_CORPUS");
  g_autofree char *path = g_build_filename (corpus != NULL ? corpus : "", "rfcs", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GHashTable) texts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
  PeerDownloads *downloads = peer_engine_get_downloads (fixture->mira.engine);
  GHashTableIter iter;
  gpointer number, text;
  const char *name;

  if (dir == NULL)
    {
      g_test_skip ("There is no corpus of documents here; P2PCI_CORPUS names its folder");
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      guint file_number = peer_rfc_header_parse_file_name (name);
      char *bytes;
      gsize length;

      if (file_number == 0 || !g_file_get_contents (file, &bytes, &length, NULL))
        continue;
      g_object_unref (test_folder_write (fixture->juno.folder, name, bytes, (gssize) length));
      g_hash_table_insert (texts, GUINT_TO_POINTER (file_number), g_bytes_new_take (bytes, length));
    }

  /* The documents of the fixture have numbers of their own only by chance: count what there is. */
  for (guint i = 0; i < N_DOCUMENTS; i++)
    if (!g_hash_table_contains (texts, GUINT_TO_POINTER (FIRST_NUMBER + i)))
      {
        g_autofree char *made_up = make_text (FIRST_NUMBER + i);
        gsize length = strlen (made_up);

        g_hash_table_insert (texts, GUINT_TO_POINTER (FIRST_NUMBER + i),
                             g_bytes_new_take (g_steal_pointer (&made_up), length));
      }
  wait_until_shares (&fixture->juno, g_hash_table_size (texts));
  wait_until_lists (&fixture->mira, g_hash_table_size (texts));

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    peer_downloads_start (downloads, GPOINTER_TO_UINT (number), NULL);

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &number, &text))
    {
      PeerDownload *download = peer_downloads_find (downloads, GPOINTER_TO_UINT (number));
      g_autoptr (GBytes) got = NULL;

      test_wait_until (is_ended, download);
      g_assert_cmpstr (peer_download_get_status_text (download), ==, "It is in your library now.");
      got = g_file_load_bytes (peer_download_get_file (download), NULL, NULL, NULL);
      g_assert_true (g_bytes_equal (got, text));
    }
  wait_until_shares (&fixture->mira, g_hash_table_size (texts));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/engine/whole-way", Fixture, NULL, set_up, test_whole_way, tear_down);
  g_test_add ("/engine/index-comes-back", Fixture, NULL, set_up, test_index_comes_back, tear_down);
  g_test_add ("/engine/follows-the-folder", Fixture, NULL, set_up, test_follows_the_folder, tear_down);

  g_test_add ("/engine/corpus", Fixture, NULL, set_up, test_corpus, tear_down);

  return g_test_run ();
}

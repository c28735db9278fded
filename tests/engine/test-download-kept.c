/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-parts.h"
#include "test-download-peers.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

/* What outlives the program: the queue and the bytes. */

static char *
queue_path (Fixture *fixture)
{
  return g_build_filename (g_file_peek_path (fixture->state_folder), "sub", "downloads", NULL);
}

static void
keep (Fixture *fixture)
{
  g_autofree char *path = queue_path (fixture);

  peer_downloads_keep (fixture->downloads, path);
}

/* The program ends, and another one starts. */
static void
restart (Fixture *fixture)
{
  peer_downloads_stop (fixture->downloads);
  g_assert_finalize_object (fixture->downloads);
  fixture->downloads = peer_downloads_new (fixture->poller, fixture->client, fixture->folder);
  keep (fixture);
}

static PeerDownload *
get (Fixture *fixture, guint position)
{
  g_autoptr (PeerDownload) download = g_list_model_get_item (G_LIST_MODEL (fixture->downloads), position);

  g_assert_nonnull (download);
  return download;
}

static gboolean
has_half (gpointer data)
{
  return peer_download_get_received (data) >= 150000;
}

static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) half = peer_new (fixture, "juno", fixture->digest_hex, answer_half);
  g_autoptr (Peer) good = NULL;
  g_autoptr (GPtrArray) names = NULL;
  PeerDownload *download;

  keep (fixture);
  download = peer_downloads_start (fixture->downloads, NUMBER, "A Title");
  test_wait_until (has_half, download);

  g_hash_table_remove (fixture->index->lookups, GUINT_TO_POINTER (NUMBER));
  good = peer_new (fixture, "mira", fixture->digest_hex, answer_well);
  restart (fixture);
  names = list_folder (fixture, TRUE);
  g_assert_cmpuint (names->len, ==, 1);
  g_assert_true (g_str_has_prefix (names->pdata[0], ".rfc4711.txt."));

  download = get (fixture, 0);
  g_assert_cmpuint (peer_download_get_number (download), ==, NUMBER);
  g_assert_cmpstr (peer_download_get_title (download), ==, "A Title");
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpuint (good->n_requests, ==, 1);
  g_assert_cmpuint (good->n_ranges, ==, 1);
  assert_only_the_right_file (fixture);
}

/* The last run ended between the last byte and the name: no peer is bothered again. */
static void
test_whole_part_only_needs_its_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  g_autofree char *name = g_strdup_printf (".rfc4711.txt.%s.part", fixture->digest_hex);
  g_autoptr (GFile) part = test_folder_write (fixture->folder, name, fixture->text, -1);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpuint (good->n_requests, ==, 0);
  assert_only_the_right_file (fixture);
}

/* As after a power cut: the bytes that were kept are not what was written. Longer than the document, or only wrong. */
static void
test_spoilt_part (Fixture *fixture, gconstpointer data)
{
  gsize length = GPOINTER_TO_UINT (data);
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  g_autofree char *name = g_strdup_printf (".rfc4711.txt.%s.part", fixture->digest_hex);
  g_autofree char *zeros = g_malloc0 (length);
  g_autoptr (GFile) part = test_folder_write (fixture->folder, name, zeros, (gssize) length);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_done_or_waiting, download);
  if (!is_ended (download))
    peer_download_retry (download);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  assert_only_the_right_file (fixture);
}

static void
test_order_states_and_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) liar = peer_new (fixture, "juno", fixture->digest_hex, answer_half);
  PeerDownload *download;

  keep (fixture);
  peer_downloads_pause (fixture->downloads);
  peer_downloads_start (fixture->downloads, 3, "Three");
  peer_downloads_start (fixture->downloads, 1, "One");
  peer_download_cancel (peer_downloads_start (fixture->downloads, 2, "Two"));
  peer_downloads_start (fixture->downloads, NUMBER, "");
  restart (fixture);

  /* What was cancelled is not wanted any more. */
  g_assert_true (peer_downloads_get_is_paused (fixture->downloads));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->downloads)), ==, 3);
  g_assert_cmpuint (peer_download_get_number (get (fixture, 0)), ==, NUMBER);
  g_assert_cmpuint (peer_download_get_number (get (fixture, 1)), ==, 1);
  g_assert_cmpuint (peer_download_get_number (get (fixture, 2)), ==, 3);
  g_assert_cmpstr (peer_download_get_title (get (fixture, 2)), ==, "Three");

  /* What has failed stays failed, and says why. */
  g_object_set (fixture->downloads, "is-patient", FALSE, NULL);
  peer_downloads_resume (fixture->downloads);
  download = get (fixture, 2);
  test_wait_until (is_ended, download);
  test_wait_until (is_receiving, get (fixture, 0)); /* no question is open */
  restart (fixture);
  download = get (fixture, 2);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_FAILED);
  g_assert_cmpstr (peer_download_get_status_text (download), ==, "No peer has RFC 3 now.");
  g_assert_false (peer_downloads_get_is_paused (fixture->downloads));
  test_wait_until (is_receiving, get (fixture, 0));
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = queue_path (fixture);
  g_autofree char *text = NULL;

  keep (fixture);
  peer_downloads_pause (fixture->downloads);
  peer_downloads_start (fixture->downloads, NUMBER, "A Title");

  /* Nothing is asked of the program at its end: the file says it soon after. */
  while (text == NULL || strstr (text, "4711\twaiting\t0\t\t0\t\tA Title\t\nend 1\n") == NULL)
    {
      g_main_context_iteration (NULL, FALSE);
      g_clear_pointer (&text, g_free);
      g_file_get_contents (path, &text, NULL, NULL);
    }
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = queue_path (fixture);
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *notice = NULL;

  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (path, "P2P-CI downloads 1\nrunning\n17\twaiting\t0\t\t0\t", -1, NULL));
  keep (fixture);
  g_object_get (fixture->downloads, "notice-text", &notice, NULL);
  g_assert_true (g_str_has_prefix (notice, "The list of your downloads was damaged and cannot be read."));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->downloads)), ==, 0);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
}

/* The second one has a queue of its own, that nobody keeps. */
static void
test_one_program_has_the_queue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PeerDownloads) other = peer_downloads_new (fixture->poller, fixture->client, fixture->folder);
  g_autofree char *path = queue_path (fixture);

  keep (fixture);
  peer_downloads_pause (fixture->downloads);
  peer_downloads_start (fixture->downloads, NUMBER, NULL);
  peer_downloads_keep (other, path);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (other)), ==, 0);
  peer_downloads_stop (other);
  restart (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->downloads)), ==, 1);
}

/* Two programs want the same document into the same folder at the same time. */
static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) half = peer_new (fixture, "juno", fixture->digest_hex, answer_half);
  g_autoptr (PeerDownloads) other = peer_downloads_new (fixture->poller, fixture->client, fixture->folder);
  PeerDownload *first = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  PeerDownload *second;

  test_wait_until (has_half, first);
  half->answer = answer_well;
  second = peer_downloads_start (other, NUMBER, NULL);
  test_wait_until (is_ended, second);
  g_assert_cmpint (peer_download_get_state (second), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpuint (half->n_ranges, ==, 0); /* the bytes of the first one are its own */

  fixture->clock_usec += 30 * G_USEC_PER_SEC;
  test_wait_until (is_done_or_waiting, first);
  if (!is_ended (first))
    peer_download_retry (first);
  test_wait_until (is_ended, first);
  g_assert_cmpint (peer_download_get_state (first), ==, PEER_DOWNLOAD_DONE);
  assert_only_the_right_file (fixture);
  peer_downloads_stop (other);
}

static void
make_old (GFile *file)
{
  struct utimbuf times = { .modtime = g_get_real_time () / G_USEC_PER_SEC - PEER_PARTS_STALE_SECONDS - 60 };

  g_assert_cmpint (utime (g_file_peek_path (file), &times), ==, 0);
}

static gboolean
has_file (Fixture *fixture, const char *name)
{
  g_autoptr (GFile) file = g_file_get_child (fixture->folder, name);

  return g_file_query_exists (file, NULL);
}

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
test_sweep (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    gboolean is_old;
    gboolean stays;
  } rows[] = {
    { ".rfc7.txt." HEX ".part", FALSE, TRUE },  { ".rfc8.txt." HEX ".part", TRUE, FALSE },
    { ".rfc9.txt." HEX ".part", TRUE, TRUE },   { ".rfc10.txt.0123abcd.part", FALSE, FALSE },
    { ".rfc11.txt." HEX ".part", FALSE, FALSE }, { "rfc11.txt", TRUE, TRUE },
    { ".rfc12.txt.0123abc.part", TRUE, TRUE },  { ".rfc12.txt." HEX ".part~", TRUE, TRUE },
    { ".rfc.txt." HEX ".part", TRUE, TRUE },    { ".rfc-1.txt." HEX ".part", TRUE, TRUE },
    { ".mine.part", TRUE, TRUE },
  };
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);

  g_hash_table_add (wanted, GUINT_TO_POINTER (9));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GFile) file = test_folder_write (fixture->folder, rows[i].name, "x", 1);

      if (rows[i].is_old)
        make_old (file);
    }

  g_assert_cmpuint (peer_parts_sweep (fixture->folder, wanted), ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (has_file (fixture, rows[i].name), ==, rows[i].stays);
}

/* Nor a link to somewhere else, nor what another program is at. */
static void
test_sweep_leaves_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) half = peer_new (fixture, "juno", fixture->digest_hex, answer_half);
  g_autoptr (GFile) target = test_folder_write (fixture->folder, "target", "mine", 4);
  g_autoptr (GFile) link = g_file_get_child (fixture->folder, ".rfc5.txt." HEX ".part");
  g_autofree char *name = g_strdup_printf (".rfc4711.txt.%s.part", fixture->digest_hex);
  g_autoptr (GFile) part = g_file_get_child (fixture->folder, name);

  g_assert_true (g_file_make_symbolic_link (link, "target", NULL, NULL));
  test_wait_until (has_half, peer_downloads_start (fixture->downloads, NUMBER, NULL));
  make_old (part);
  g_assert_cmpuint (peer_parts_sweep (fixture->folder, NULL), ==, 0);
  g_assert_true (has_file (fixture, name));
  g_assert_true (has_file (fixture, "target"));
}

/* The program ended between giving the document its name and taking the other one away: writing to that would write to the
 * document. */
static void
test_part_that_is_a_document (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  g_autoptr (GFile) mine = test_folder_write (fixture->folder, "mine.txt", "precious", 8);
  g_autofree char *name = g_strdup_printf (".rfc4711.txt.%s.part", fixture->digest_hex);
  g_autoptr (GFile) part = g_file_get_child (fixture->folder, name);
  g_autofree char *contents = NULL;
  PeerDownload *download;

  g_assert_cmpint (link (g_file_peek_path (mine), g_file_peek_path (part)), ==, 0);
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_true (g_file_load_contents (mine, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "precious");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add ("/download-kept/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("goes-on", test_goes_on);
  ADD ("whole-part-only-needs-its-name", test_whole_part_only_needs_its_name);
  g_test_add ("/download-kept/spoilt-part/wrong", Fixture, GUINT_TO_POINTER (1000), set_up, test_spoilt_part, tear_down);
  g_test_add ("/download-kept/spoilt-part/longer", Fixture, GUINT_TO_POINTER (400000), set_up, test_spoilt_part, tear_down);
  ADD ("order-states-and-pause", test_order_states_and_pause);
  ADD ("killed", test_killed);
  ADD ("damaged", test_damaged);
  ADD ("one-program-has-the-queue", test_one_program_has_the_queue);
  ADD ("two-at-once", test_two_at_once);
  ADD ("sweep", test_sweep);
  ADD ("sweep-leaves-alone", test_sweep_leaves_alone);
  ADD ("part-that-is-a-document", test_part_that_is_a_document);

  return g_test_run ();
}

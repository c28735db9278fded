/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-download-job.h"
#include "test-download-peers.h"

#include <string.h>

/* Many downloads, many peers, few of them good. P2PCI_TRANSFERS in the environment makes the soak longer. */

#define SOAK_TRANSFERS 300u
#define SOAK_PEERS 12u

/* What the peers of the soak do, by lot. */
typedef struct
{
  Fixture *fixture;
  GRand *rand;
  GHashTable *texts; /* number -> text */
  GPtrArray *stages;
  guint n_lies;
  guint n_cuts;
} World;

static void
answer_junk (TestTalk *talk, const char *request, Fixture *fixture)
{
  g_autofree char *text = make_text (NUMBER, strlen (fixture->text));

  text[strlen (text) / 2] ^= 1;
  send_document (talk, text, strlen (text), strlen (text), "");
}

/* All of them name the right digest. */
static void
test_64_evil_and_one_honest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) evil = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  g_autoptr (Peer) good = NULL;
  PeerDownload *download;
  guint n_asked = 0;

  for (guint i = 0; i < 63; i++)
    g_ptr_array_add (evil, peer_new (fixture, "evil", fixture->digest_hex, answer_junk));
  good = peer_new (fixture, "good", fixture->digest_hex, answer_well);
  g_ptr_array_add (evil, peer_new (fixture, "evil", fixture->digest_hex, answer_junk)); /* beyond what an answer holds */

  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpuint (good->n_requests, ==, 1);
  for (guint i = 0; i < evil->len; i++)
    {
      Peer *peer = g_ptr_array_index (evil, i);

      g_assert_cmpuint (peer->n_requests, <=, 1); /* a liar is asked once */
      n_asked += peer->n_requests;
    }
  g_test_message ("%u of the 64 were asked before the honest one", n_asked);
  assert_only_the_right_file (fixture);
}

static void
answer_busy (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_send (talk, "P2P-CI/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", -1);
}

/* Of those that only do not give it, so many are asked in a round and no more. */
static void
test_holders_in_a_round (Fixture *fixture, gconstpointer data)
{
  guint n = PEER_DOWNLOAD_JOB_MAX_HOLDERS - 1 + GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) busy = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  PeerDownload *download;
  guint n_asked = 0;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (busy, peer_new (fixture, "busy", fixture->digest_hex, answer_busy));
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_done_or_waiting, download);
  for (guint i = 0; i < n; i++)
    n_asked += ((Peer *) g_ptr_array_index (busy, i))->n_requests;
  g_assert_cmpuint (n_asked, ==, MIN (n, PEER_DOWNLOAD_JOB_MAX_HOLDERS));
}

static guint
count_running (Fixture *fixture, guint n)
{
  guint n_running = 0;

  for (guint i = 0; i < n; i++)
    n_running += peer_download_get_state (peer_downloads_find (fixture->downloads, NUMBER + i)) != PEER_DOWNLOAD_QUEUED;
  return n_running;
}

static void
test_parallel (Fixture *fixture, gconstpointer data)
{
  guint n = 3 + GPOINTER_TO_UINT (data);
  g_autoptr (Peer) peer = peer_new (fixture, "juno", "", answer_half);

  for (guint i = 0; i < n; i++)
    {
      test_fake_index_add_holder (fixture->index, NUMBER + i, "juno", peer->stage->port, "");
      peer_downloads_start (fixture->downloads, NUMBER + i, NULL);
    }
  for (guint i = 0; i < MIN (n, 4); i++)
    test_wait_until (is_receiving, peer_downloads_find (fixture->downloads, NUMBER + i));
  g_assert_cmpuint (count_running (fixture, n), ==, MIN (n, 4));

  /* One for a number: asked for again it is the same one. */
  g_assert_true (peer_downloads_start (fixture->downloads, NUMBER, NULL) == peer_downloads_find (fixture->downloads, NUMBER));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->downloads)), ==, n);
}

static void
test_queue_limit (Fixture *fixture, gconstpointer data)
{
  PeerDownload *last = NULL;
  guint n_active;

  peer_downloads_pause (fixture->downloads);
  for (guint i = 1; i <= PEER_DOWNLOADS_MAX_ACTIVE; i++)
    last = peer_downloads_start (fixture->downloads, i, NULL);
  g_assert_cmpint (peer_download_get_state (last), ==, PEER_DOWNLOAD_QUEUED);

  last = peer_downloads_start (fixture->downloads, PEER_DOWNLOADS_MAX_ACTIVE + 1, NULL);
  g_assert_error (peer_download_get_error (last), PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_TOO_MANY);
  g_assert_cmpstr (peer_download_get_status_text (last), ==, "10000 downloads are waiting already.");
  g_object_get (fixture->downloads, "n-active", &n_active, NULL);
  g_assert_cmpuint (n_active, ==, PEER_DOWNLOADS_MAX_ACTIVE);

  peer_download_cancel (peer_downloads_find (fixture->downloads, 1));
  last = peer_downloads_start (fixture->downloads, PEER_DOWNLOADS_MAX_ACTIVE + 2, NULL);
  g_assert_cmpint (peer_download_get_state (last), ==, PEER_DOWNLOAD_QUEUED);
}

static gboolean
has_limit (gpointer data)
{
  return g_list_model_get_n_items (data) == PEER_DOWNLOADS_MAX_ENDED;
}

static void
test_ended_limit (Fixture *fixture, gconstpointer data)
{
  peer_downloads_pause (fixture->downloads);
  for (guint i = 1; i <= PEER_DOWNLOADS_MAX_ENDED + 1; i++)
    peer_download_cancel (peer_downloads_start (fixture->downloads, i, NULL));
  test_wait_until (has_limit, fixture->downloads);
  g_assert_null (peer_downloads_find (fixture->downloads, 1)); /* the oldest */
  g_assert_nonnull (peer_downloads_find (fixture->downloads, 2));
}

/* The soak */

static void
world_send (World *world, TestTalk *talk, const char *text, gsize first, gsize length)
{
  gsize whole = strlen (text);
  g_autofree char *head = NULL;

  if (first > 0 && first < whole)
    head = g_strdup_printf ("P2P-CI/1.1 206 Partial Content\r\nContent-Length: %zu\r\nContent-Range: bytes %zu-%zu/%zu\r\n\r\n",
                            whole - first, first, whole - 1, whole);
  else
    head = g_strdup_printf ("P2P-CI/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", whole - (first = 0));
  test_talk_send (talk, head, -1);
  test_talk_send (talk, text + first, (gssize) MIN (length, whole - first));
}

/* Half of the answers are good ones; the others are cut, broken, busy, or of a quarter of the peers lies. */
static void
world_answer (World *world, TestTalk *talk, const char *request, gboolean may_lie)
{
  guint number = (guint) g_ascii_strtoull (strstr (request, "RFC ") + 4, NULL, 10);
  const char *text = g_hash_table_lookup (world->texts, GUINT_TO_POINTER (number));
  const char *range = strstr (request, "Range: bytes=");
  gsize first = range != NULL ? (gsize) g_ascii_strtoull (range + strlen ("Range: bytes="), NULL, 10) : 0;
  gsize some = (gsize) g_rand_int_range (world->rand, 0, (gint32) strlen (text));
  g_autofree char *lie = NULL;

  switch (g_rand_int_range (world->rand, may_lie ? 0 : 2, 12))
    {
    case 2:
      world_send (world, talk, text, first, some);
      test_talk_close (talk);
      world->n_cuts++;
      break;
    case 3:
      world_send (world, talk, text, first, some);
      test_talk_reset (talk);
      world->n_cuts++;
      break;
    case 4:
      test_talk_close (talk);
      world->n_cuts++;
      break;
    case 0:
      lie = g_strdup (text);
      lie[some] ^= 1;
      world_send (world, talk, lie, first, strlen (lie));
      world->n_lies++;
      break;
    case 1:
      lie = g_strndup (text, some + 1);
      world_send (world, talk, lie, 0, strlen (lie));
      world->n_lies++;
      break;
    case 5:
      test_talk_send (talk, "P2P-CI/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", -1);
      break;
    default:
      world_send (world, talk, text, first, strlen (text));
    }
}

static void
world_talk (World *world, TestTalk *talk, gboolean may_lie)
{
  g_autofree char *request = NULL;

  while ((request = test_talk_take_message (talk)) != NULL)
    {
      world_answer (world, talk, request, may_lie);
      g_clear_pointer (&request, g_free);
    }
}

static void
world_careless_talk (TestTalk *talk, gpointer data)
{
  world_talk (data, talk, FALSE);
}

static void
world_lying_talk (TestTalk *talk, gpointer data)
{
  world_talk (data, talk, TRUE);
}

static void
world_add_document (World *world, guint number)
{
  char *text = make_text (number, (gsize) g_rand_int_range (world->rand, 1000, 60000));
  g_autofree char *digest_hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  g_hash_table_insert (world->texts, GUINT_TO_POINTER (number), text);
  for (guint i = 0; i < SOAK_PEERS; i += 1 + (guint) g_rand_int_range (world->rand, 0, 3))
    test_fake_index_add_holder (world->fixture->index, number, "peer",
                                ((TestStage *) g_ptr_array_index (world->stages, i))->port, digest_hex);
}

static guint
check_file (World *world, const char *name)
{
  g_autoptr (GFile) file = g_file_get_child (world->fixture->folder, name);
  g_autofree char *contents = NULL;
  guint number = (guint) g_ascii_strtoull (name + strlen ("rfc"), NULL, 10);
  gsize length;

  g_assert_true (g_str_has_prefix (name, "rfc"));
  g_assert_true (g_file_load_contents (file, NULL, &contents, &length, NULL, NULL));
  g_assert_cmpuint (length, ==, strlen (contents));
  g_assert_cmpstr (contents, ==, g_hash_table_lookup (world->texts, GUINT_TO_POINTER (number)));
  g_assert_true (g_file_delete (file, NULL, NULL));
  return 1;
}

static gboolean
is_idle (gpointer data)
{
  guint n_active;

  g_object_get (data, "n-active", &n_active, NULL);
  return n_active == 0;
}

static void
cb_hurry (PeerDownload *download, GParamSpec *pspec, gpointer user_data)
{
  World *world = user_data;

  /* Nobody waits for real: a second of the pause is a turn of the loop. */
  if (peer_download_get_state (download) == PEER_DOWNLOAD_WAITING)
    world->fixture->clock_usec += 2 * G_USEC_PER_SEC;
}

/* In batches: cut off in the middle by a restart now and then. Whatever has a final name at the end is right and whole, and
 * every download has ended, in success or with its sentence. */
static void
test_soak (Fixture *fixture, gconstpointer data)
{
  const char *wanted = g_getenv ("P2PCI_TRANSFERS");
  guint n_wanted = wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : SOAK_TRANSFERS;
  World world = { .fixture = fixture, .rand = g_rand_new (), .stages = g_ptr_array_new () };
  guint n_done = 0, n_failed = 0, n_restarts = 0, number = 1;

  world.texts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < SOAK_PEERS; i++)
    g_ptr_array_add (world.stages, test_stage_new (i % 4 == 0 ? world_lying_talk : world_careless_talk, &world));
  g_object_set (fixture->downloads, "max-parallel", 16, NULL);

  while (n_done + n_failed < n_wanted)
    {
      guint n = MIN (50, n_wanted - n_done - n_failed);
      g_autofree char *path = g_build_filename (g_file_peek_path (fixture->state_folder), "downloads", NULL);
      g_autofree char *notice = NULL;
      gboolean is_cut = g_rand_int_range (world.rand, 0, 3) == 0;
      g_autoptr (GPtrArray) names = NULL;

      for (guint i = 0; i < n; i++, number++)
        {
          world_add_document (&world, number);
          g_signal_connect (peer_downloads_start (fixture->downloads, number, NULL), "notify::status-text",
                            G_CALLBACK (cb_hurry), &world);
        }
      if (is_cut)
        {
          for (guint i = 0; i < 200; i++)
            g_main_context_iteration (NULL, FALSE);
        }

      /* Another run of the program, which does not know who lied. */
      if (is_cut || g_rand_int_range (world.rand, 0, 2) == 0)
        {
          peer_downloads_keep (fixture->downloads, path);
          peer_downloads_stop (fixture->downloads);
          while (g_main_context_iteration (NULL, FALSE))
            ;
          g_object_unref (fixture->downloads);
          fixture->downloads = peer_downloads_new (fixture->poller, fixture->client, fixture->folder);
          g_object_set (fixture->downloads, "max-parallel", 16, NULL);
          peer_downloads_keep (fixture->downloads, path);
          for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->downloads)); i++)
            {
              g_autoptr (PeerDownload) download = g_list_model_get_item (G_LIST_MODEL (fixture->downloads), i);

              g_signal_connect (download, "notify::status-text", G_CALLBACK (cb_hurry), &world);
            }
          g_object_get (fixture->downloads, "notice-text", &notice, NULL);
          g_assert_cmpstr (notice, ==, "");
          n_restarts++;
        }
      test_wait_until (is_idle, fixture->downloads);

      names = list_folder (fixture, FALSE);
      for (guint i = 0; i < names->len; i++)
        n_done += check_file (&world, g_ptr_array_index (names, i));
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->downloads)); i++)
        {
          g_autoptr (PeerDownload) download = g_list_model_get_item (G_LIST_MODEL (fixture->downloads), i);

          g_autofree char *name = g_strdup_printf ("rfc%u.txt", peer_download_get_number (download));

          /* One that was cut off while it got its name has it, and may have failed after that. */
          if (peer_download_get_state (download) != PEER_DOWNLOAD_FAILED
              || g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            continue;
          g_assert_cmpstr (peer_download_get_status_text (download), !=, "");
          n_failed++;
        }
      g_assert_cmpuint (n_done + n_failed, ==, number - 1);
      peer_downloads_clear_ended (fixture->downloads);
    }

  g_test_message ("%u right, %u with a stated error, over %u lies, %u cuts and %u restarts", n_done, n_failed, world.n_lies,
                  world.n_cuts, n_restarts);
  g_assert_cmpuint (n_done, >, n_wanted / 2);
  g_ptr_array_set_free_func (world.stages, (GDestroyNotify) test_stage_free);
  g_ptr_array_unref (world.stages);
  g_hash_table_unref (world.texts);
  g_rand_free (world.rand);
}

/* A fifth of the peers name a digest of their own and send a text to it: they agree with each other. The user ends with the
 * right text or with an error, unless by lot they are most of those that hold it. */
static void
answer_false_text (TestTalk *talk, const char *request, Fixture *fixture)
{
  g_autofree char *text = make_text (NUMBER, 5000);

  send_document (talk, text, strlen (text), strlen (text), "");
}

static void
test_a_fifth_lies (Fixture *fixture, gconstpointer data)
{
  g_autofree char *false_text = make_text (NUMBER, 5000);
  g_autofree char *false_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, false_text, -1);
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  guint n_liars = 4, n_good = 16;

  for (guint i = 0; i < n_liars + n_good; i++)
    g_ptr_array_add (peers, i < n_liars ? peer_new (fixture, "liar", i % 2 ? false_digest : fixture->digest_hex,
                                                    i % 2 ? answer_false_text : answer_junk)
                                        : peer_new (fixture, "good", fixture->digest_hex, answer_well));
  for (guint round = 0; round < 40; round++)
    {
      PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
      g_autoptr (GFile) file = g_file_get_child (fixture->folder, "rfc4711.txt");

      test_wait_until (is_ended, download);
      g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
      assert_only_the_right_file (fixture);
      g_assert_true (g_file_delete (file, NULL, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add ("/download-many/" path, Fixture, NULL, set_up, test, tear_down)
#define ADD_AT(path, n, test) g_test_add ("/download-many/" path, Fixture, GUINT_TO_POINTER (n), set_up, test, tear_down)
  ADD ("64-evil-and-one-honest", test_64_evil_and_one_honest);
  ADD ("a-fifth-lies", test_a_fifth_lies);
  ADD_AT ("holders-in-a-round/one-less", 0, test_holders_in_a_round);
  ADD_AT ("holders-in-a-round/limit", 1, test_holders_in_a_round);
  ADD_AT ("holders-in-a-round/one-more", 2, test_holders_in_a_round);
  ADD_AT ("parallel/one-less", 0, test_parallel);
  ADD_AT ("parallel/limit", 1, test_parallel);
  ADD_AT ("parallel/one-more", 2, test_parallel);
  ADD ("queue-limit", test_queue_limit);
  ADD ("ended-limit", test_ended_limit);
  ADD ("soak", test_soak);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-holder-private.h"
#include "peer-partial-file.h"
#include "test-download-peers.h"

#include <string.h>

/* Evil and broken ones */

static void
answer_other_bytes (TestTalk *talk, const char *request, Fixture *fixture)
{
  g_autofree char *text = make_text (NUMBER, strlen (fixture->text));

  text[2000] ^= 1;
  send_document (talk, text, strlen (text), strlen (text), "");
}

static void
answer_other_number (TestTalk *talk, const char *request, Fixture *fixture)
{
  g_autofree char *text = make_text (NUMBER + 1, 5000);
  char *title = strstr (text, "A Made-Up");

  memcpy (title, "Not This", strlen ("Not This"));
  send_document (talk, text, strlen (text), strlen (text), "");
}

/* As RFC 6312, which calls itself 6212. */
static void
answer_misprinted_number (TestTalk *talk, const char *request, Fixture *fixture)
{
  g_autofree char *text = make_text (NUMBER + 1, 5000);

  send_document (talk, text, strlen (text), strlen (text), "");
}

static void
answer_empty (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, "", 0, 0, "");
}

static void
answer_short (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, fixture->text, strlen (fixture->text), strlen (fixture->text) - 1, "");
  test_talk_close (talk);
}

static void
answer_wrong_half (TestTalk *talk, const char *request, Fixture *fixture)
{
  g_autofree char *text = g_strnfill (strlen (fixture->text) / 2, '!');

  send_document (talk, text, strlen (fixture->text), strlen (text), "");
  test_talk_close (talk);
}

static void
answer_shorter_promise (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, fixture->text, strlen (fixture->text) - 10, strlen (fixture->text) - 10, "");
}

static void
answer_too_large (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, fixture->text, WIRE_DOCUMENT_MAX_BYTES + 1, 100, "");
}

static void
answer_no_length (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_send (talk, "P2P-CI/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", -1);
  test_talk_send (talk, fixture->text, -1);
  test_talk_close (talk);
}

static void
answer_negative_length (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_send (talk, "P2P-CI/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", -1);
  test_talk_close (talk);
}

static void
answer_two_lengths (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_send (talk, "P2P-CI/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello", -1);
  test_talk_close (talk);
}

static void
answer_wrong_digest_header (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, fixture->text, strlen (fixture->text), strlen (fixture->text),
                 "Repr-Digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:\r\n");
}

static void
answer_part_not_asked_for (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_send (talk, "P2P-CI/1.1 206 Partial Content\r\nContent-Length: 5\r\nContent-Range: bytes 10-14/300000\r\n\r\nhello",
                  -1);
}

static void
answer_garbage (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_send (talk, "\x80\x01\xff{\"json\": true}\n\n\r\n\r\n", -1);
  test_talk_close (talk);
}

static void
answer_endless_head (TestTalk *talk, const char *request, Fixture *fixture)
{
  g_autofree char *bytes = g_strnfill (100000, 'x');

  test_talk_send (talk, "P2P-CI/1.1 200 OK\r\nX: ", -1);
  test_talk_send (talk, bytes, -1);
}

static void
answer_not_found (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_send (talk, "P2P-CI/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", -1);
}

static void
answer_busy (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_send (talk, "P2P-CI/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", -1);
}

static void
answer_close (TestTalk *talk, const char *request, Fixture *fixture)
{
  test_talk_close (talk);
}

static void
answer_silence (TestTalk *talk, const char *request, Fixture *fixture)
{
  fixture->clock_usec += 11 * G_USEC_PER_SEC;
}

/* As much as is enough, or a byte less, in the first 20 s. */
static void
answer_just_enough (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, fixture->text, strlen (fixture->text), 20 * 1024, "");
}

static void
answer_just_too_little (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, fixture->text, strlen (fixture->text), 20 * 1024 - 1, "");
}

/* A byte, and then 21 s of nothing. */
static void
answer_slowly (TestTalk *talk, const char *request, Fixture *fixture)
{
  fixture->is_slow = TRUE;
  send_document (talk, fixture->text, strlen (fixture->text), 1, "");
}

static void
state_cb (PeerDownload *download, GParamSpec *pspec, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (peer_download_get_state (download) == PEER_DOWNLOAD_RECEIVING && fixture->is_slow)
    fixture->clock_usec += 21 * G_USEC_PER_SEC;
  fixture->is_slow = FALSE;
}

static void
test_right_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  guint n_active;

  test_wait_until (is_ended, download);
  g_assert_cmpstr (peer_download_get_status_text (download), ==, "It is in your library now.");
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpuint (peer_download_get_received (download), ==, strlen (fixture->text));
  g_assert_cmpuint (peer_download_get_size (download), ==, strlen (fixture->text));
  g_assert_cmpfloat (peer_download_get_fraction (download), ==, 1);
  g_assert_cmpstr (peer_download_get_title (download), ==, "A Made-Up Document");
  g_assert_null (peer_download_get_error (download));
  g_assert_nonnull (peer_download_get_file (download));
  g_object_get (fixture->downloads, "n-active", &n_active, NULL);
  g_assert_cmpuint (n_active, ==, 0);
  assert_only_the_right_file (fixture);
}

static void
test_old_file_system (Fixture *fixture, gconstpointer data)
{
  peer_partial_file_set_old_file_system (TRUE);
  test_right_file (fixture, data);
  peer_partial_file_set_old_file_system (FALSE);
}

typedef struct
{
  const char *name;
  void (*answer) (TestTalk *talk, const char *request, Fixture *fixture);
  const char *words; /* in the last error */
} EvilPeer;

static const EvilPeer evil_peers[] = {
  { "other-bytes", answer_other_bytes, "juno sent another document." },
  { "other-number", answer_other_number, "juno sent another document." },
  { "empty", answer_empty, "juno sent another document." },
  { "shorter-promise", answer_shorter_promise, "juno sent another document." },
  { "wrong-digest-header", answer_wrong_digest_header, "juno sent another document." },
  { "one-byte-short", answer_short, "juno went away at 99 %." },
  { "wrong-half", answer_wrong_half, "juno went away at 49 %." },
  { "half-and-reset", answer_half_and_reset, "juno went away at " },
  { "too-large", answer_too_large, "juno sends more than an RFC can be: 4 MiB is the limit." },
  { "no-length", answer_no_length, "juno does not s" },
  { "negative-length", answer_negative_length, "juno " },
  { "two-lengths", answer_two_lengths, "juno " },
  { "part-not-asked-for", answer_part_not_asked_for, "juno sent a part that was not asked for." },
  { "garbage", answer_garbage, "juno " },
  { "endless-head", answer_endless_head, "juno sends more than an RFC can be: 4 MiB is the limit." },
  { "not-found", answer_not_found, "juno no longer has RFC 4711." },
  { "busy", answer_busy, "juno is busy." },
  { "close", answer_close, "juno went away." },
  { "silence", answer_silence, "juno did not answer." },
  { "slow", answer_slowly, "juno is too slow." },
};

/* Alone: a stated error, and nothing under the name. */
static void
test_evil_alone (Fixture *fixture, gconstpointer data)
{
  const EvilPeer *evil = data;
  g_autoptr (Peer) peer = peer_new (fixture, "juno", fixture->digest_hex, evil->answer);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  g_signal_connect (download, "notify::state", G_CALLBACK (state_cb), fixture);
  test_wait_until (is_done_or_waiting, download);
  g_test_message ("%s", peer_download_get_status_text (download));
  g_assert_cmpint (peer_download_get_state (download), !=, PEER_DOWNLOAD_DONE);
  g_assert_nonnull (strstr (peer_download_get_error (download)->message, evil->words));
  g_assert_nonnull (strstr (peer_download_get_status_text (download), evil->words));
  assert_no_file (fixture);
}

/* Beside good ones: always the right file in the end. */
static void
test_evil_beside_good (Fixture *fixture, gconstpointer data)
{
  const EvilPeer *evil = data;
  g_autoptr (Peer) peer = peer_new (fixture, "juno", fixture->digest_hex, evil->answer);
  g_autoptr (Peer) good = peer_new (fixture, "mira", fixture->digest_hex, answer_well);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  g_signal_connect (download, "notify::state", G_CALLBACK (state_cb), fixture);
  test_wait_until (is_ended, download);
  g_test_message ("%s", peer_download_get_status_text (download));
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  assert_only_the_right_file (fixture);
}

/* Nobody vouches for a digest: the number in the text decides. */
static void
test_no_digest_right_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new (fixture, "juno", "", answer_well);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  assert_only_the_right_file (fixture);
}

static void
test_no_digest_wrong_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new (fixture, "juno", "", answer_other_number);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_done_or_waiting, download);
  g_assert_cmpint (peer_download_get_state (download), !=, PEER_DOWNLOAD_DONE);
  assert_no_file (fixture);

  /* That proves nothing against the peer: it is asked again. */
  g_assert_cmpuint (peer->n_requests, ==, 1);
  peer->answer = answer_well;
  peer_download_retry (download);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  assert_only_the_right_file (fixture);
}

static void
test_no_digest_misprinted_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new (fixture, "juno", "", answer_misprinted_number);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_done_or_waiting, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
}

/* One of five lies about the digest too: what most say is tried first. */
static void
test_majority_of_digests (Fixture *fixture, gconstpointer data)
{
  g_autofree char *evil_text = make_text (NUMBER, strlen (fixture->text));
  g_autofree char *evil_digest = NULL;
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  PeerDownload *download;
  Peer *evil;

  evil_text[2000] ^= 1;
  evil_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, evil_text, -1);
  evil = peer_new (fixture, "evil", evil_digest, answer_other_bytes);
  g_ptr_array_add (peers, evil);
  for (guint i = 0; i < 4; i++)
    g_ptr_array_add (peers, peer_new (fixture, "good", fixture->digest_hex, answer_well));

  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_ended, download);
  g_assert_cmpuint (evil->n_requests, ==, 0);
  assert_only_the_right_file (fixture);
}

/* A text that few have, asked for on purpose: that one, and it is told that it is not what most have. */
static void
test_chosen_holder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) chosen = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  g_autoptr (Peer) other = peer_new (fixture, "mira", fixture->digest_hex, answer_well);
  g_autoptr (GPtrArray) many = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  g_autofree char *another_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "another text", -1);
  WireRecord record = { .number = NUMBER,
                        .title = WIRE_SLICE_INIT ("A Made-Up Document"),
                        .address = WIRE_SLICE_INIT ("127.0.0.1"),
                        .name = WIRE_SLICE_INIT ("juno"),
                        .port = chosen->stage->port };
  g_autoptr (PeerHolder) holder = NULL;
  PeerDownload *download;

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (many, peer_new (fixture, "many", another_digest, answer_other_bytes));
  g_assert_true (wire_digest_parse_hex (wire_slice_from_string (fixture->digest_hex), &record.digest));
  holder = peer_holder_new (&record, FALSE);

  download = peer_downloads_start_from (fixture->downloads, NUMBER, NULL, holder);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpstr (peer_download_get_agreement_text (download), ==, "Only 2 of 5 peers have this text.");
  g_assert_cmpuint (chosen->n_requests, ==, 1);
  g_assert_cmpuint (other->n_requests, ==, 0);
  assert_only_the_right_file (fixture);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  PeerDownload *download;

  peer_downloads_pause (fixture->downloads);
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_QUEUED);
  g_assert_true (peer_downloads_get_is_paused (fixture->downloads));

  peer_downloads_resume (fixture->downloads);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
}

static void
test_resumes_at_next_holder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) half = peer_new (fixture, "juno", fixture->digest_hex, answer_half_and_reset);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  g_autoptr (Peer) good = NULL;

  /* The only holder goes away half way; another one turns up before the next round. */
  test_wait_until (is_done_or_waiting, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_WAITING);
  g_assert_cmpuint (peer_download_get_received (download), >, 0);
  g_hash_table_remove (fixture->index->lookups, GUINT_TO_POINTER (NUMBER));
  good = peer_new (fixture, "mira", fixture->digest_hex, answer_well);

  peer_download_retry (download);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpuint (good->n_requests, ==, 1);
  assert_only_the_right_file (fixture);
}

/* Whoever goes on from somebody else's wrong bytes is not blamed for them. */
static void
test_wrong_half_is_not_blamed_on_the_next (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) evil = peer_new (fixture, "juno", fixture->digest_hex, answer_wrong_half);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  g_autoptr (Peer) good = NULL;

  test_wait_until (is_done_or_waiting, download);
  g_assert_cmpuint (peer_download_get_received (download), >, 0);
  g_hash_table_remove (fixture->index->lookups, GUINT_TO_POINTER (NUMBER));
  good = peer_new (fixture, "mira", fixture->digest_hex, answer_well);

  peer_download_retry (download);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpuint (good->n_requests, ==, 2); /* the rest, and then all of it */
  assert_only_the_right_file (fixture);
}

static void
test_liar_is_asked_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) liar = peer_new (fixture, "juno", fixture->digest_hex, answer_other_bytes);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_done_or_waiting, download);
  peer_download_retry (download);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_FAILED);
  g_assert_cmpstr (peer_download_get_status_text (download), ==, "Every peer that offers RFC 4711 sent another document.");
  g_assert_cmpuint (liar->n_requests, ==, 1);
}

/* Each round waits longer, in words that count down; after five it has failed. */
static void
test_backs_off_and_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new (fixture, "juno", fixture->digest_hex, answer_busy);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  for (guint round = 1; round <= 4; round++)
    {
      g_autofree char *attempt = NULL;
      guint retry_seconds;

      test_wait_until (is_done_or_waiting, download);
      g_test_message ("%s", peer_download_get_status_text (download));
      g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_WAITING);
      g_assert_true (g_str_has_prefix (peer_download_get_status_text (download), "juno is busy. Trying again in "));
      attempt = g_strdup_printf (" s, attempt %u of 5.", round + 1);
      g_assert_true (g_str_has_suffix (peer_download_get_status_text (download), attempt));
      g_object_get (download, "retry-seconds", &retry_seconds, NULL);
      g_assert_cmpuint (retry_seconds, >=, (2u << (round - 1)) * 3 / 4);
      g_assert_cmpuint (retry_seconds, <=, (2u << (round - 1)) * 5 / 4 + 1);
      g_assert_cmpuint (peer->n_requests, ==, round);
      fixture->clock_usec += (2 << (round - 1)) * G_USEC_PER_SEC * 5 / 4 + 1;
      while (peer_download_get_state (download) == PEER_DOWNLOAD_WAITING)
        g_main_context_iteration (NULL, FALSE);
    }

  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_FAILED);
  g_assert_cmpstr (peer_download_get_status_text (download), ==, "juno is busy.");
  g_assert_cmpuint (peer->n_requests, ==, 5);
}

static gboolean
is_asked (gpointer data)
{
  return ((TestFakeIndex *) data)->dribble != NULL;
}

/* An index that sends a byte now and then never ends an answer, and never falls silent either. */
static void
test_dribbling_index (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  PeerDownload *download;

  fixture->index->dribbles = TRUE;
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_asked, fixture->index);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_LOOKING_UP);
      test_talk_send (fixture->index->dribble, "x", 1);
      fixture->clock_usec += i < 4 ? 9 * G_USEC_PER_SEC / 2 : 3 * G_USEC_PER_SEC;
      for (guint j = 0; j < 20; j++)
        g_main_context_iteration (NULL, FALSE);
    }
  test_wait_until (is_done_or_waiting, download);
  g_assert_true (g_str_has_prefix (peer_download_get_status_text (download), "The index does not answer. Trying again in "));
  test_talk_close (fixture->index->dribble); /* the question is open until then */
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
}

static gboolean
has_begun (gpointer data)
{
  return peer_download_get_received (data) >= 20 * 1024 - 1;
}

static void
test_slow_limit (Fixture *fixture, gconstpointer data)
{
  gboolean is_enough = GPOINTER_TO_INT (data);
  g_autoptr (Peer) peer =
      peer_new (fixture, "juno", fixture->digest_hex, is_enough ? answer_just_enough : answer_just_too_little);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (has_begun, download);
  fixture->clock_usec += 20 * G_USEC_PER_SEC + G_USEC_PER_SEC / 2;
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (peer_download_get_state (download), ==, is_enough ? PEER_DOWNLOAD_RECEIVING : PEER_DOWNLOAD_WAITING);
}

static void
test_waits_for_a_holder (Fixture *fixture, gconstpointer data)
{
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  g_autoptr (Peer) good = NULL;

  test_wait_until (is_done_or_waiting, download);
  g_assert_cmpstr (peer_download_get_status_text (download), ==, "No peer has RFC 4711 now. It starts when one appears.");

  good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  fixture->clock_usec += 16 * G_USEC_PER_SEC;
  while (!is_ended (download))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
}

static void
test_impatient_fails_without_holder (Fixture *fixture, gconstpointer data)
{
  PeerDownload *download;

  g_object_set (fixture->downloads, "is-patient", FALSE, NULL);
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_ended, download);
  g_assert_error (peer_download_get_error (download), PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_HOLDER);
  g_assert_cmpstr (peer_download_get_status_text (download), ==, "No peer has RFC 4711 now.");
}

static void
test_never_replaces (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  g_autoptr (GFile) old = test_folder_write (fixture->folder, "rfc4711.txt", "mine", 4);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  g_autofree char *contents = NULL;

  test_wait_until (is_ended, download);
  g_assert_error (peer_download_get_error (download), PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_EXISTS);
  g_file_load_contents (old, NULL, &contents, NULL, NULL, NULL);
  g_assert_cmpstr (contents, ==, "mine");
}

static void
test_same_file_is_as_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  g_autoptr (GFile) old = test_folder_write (fixture->folder, "rfc4711.txt", fixture->text, -1);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
}

/* Told once, by the queue: and it goes on when the folder is back. */
static void
test_folder_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  PeerDownload *download;

  g_assert_true (g_file_delete (fixture->folder, NULL, NULL));
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (has_trouble, fixture->downloads);
  g_assert_true (g_str_has_prefix (peer_downloads_get_trouble_text (fixture->downloads), "Cannot write to "));
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_QUEUED);
  g_assert_cmpstr (peer_download_get_status_text (download), ==, "Waiting for its turn.");

  g_assert_true (g_file_make_directory (fixture->folder, NULL, NULL));
  fixture->clock_usec += 6 * G_USEC_PER_SEC;
  while (!is_ended (download))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (peer_downloads_get_trouble_text (fixture->downloads), ==, "");
  assert_only_the_right_file (fixture);
}

static void
test_folder_gone_and_impatient (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  PeerDownload *download;

  g_object_set (fixture->downloads, "is-patient", FALSE, NULL);
  g_assert_true (g_file_delete (fixture->folder, NULL, NULL));
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_ended, download);
  g_assert_error (peer_download_get_error (download), PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_FOLDER);
  g_assert_true (g_str_has_prefix (peer_download_get_status_text (download), "Cannot write to "));
}

static void
test_cancel_and_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (Peer) peer = peer_new (fixture, "juno", fixture->digest_hex, answer_half);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_receiving, download);
  peer_download_cancel (download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_CANCELLED);
  names = list_folder (fixture, TRUE);
  g_assert_cmpuint (names->len, ==, 0);

  peer->answer = answer_well;
  peer_download_retry (download);
  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  assert_only_the_right_file (fixture);
}

/* What an index says must not make us knock on doors that it has no business with. */
static void
test_goes_nowhere_forbidden (Fixture *fixture, gconstpointer data)
{
  PeerDownload *download;

  g_hash_table_insert (fixture->index->lookups, GUINT_TO_POINTER (NUMBER),
                       g_strdup ("4711\tX\t127.0.0.1\t22\tjuno\t\t\n"
                                 "4711\tX\t0.0.0.0\t5000\tjuno\t\t\n"
                                 "4711\tX\t224.0.0.1\t5000\tjuno\t\t\n"
                                 "4711\tX\t255.255.255.255\t5000\tjuno\t\t\n"));
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_done_or_waiting, download);
  g_assert_cmpstr (peer_download_get_error (download)->message, ==, "juno cannot be reached from here.");
}

/* Peers of 1.0 */

static void
answer_classic (TestTalk *talk, Fixture *fixture)
{
  g_autofree char *head = g_strdup_printf ("P2P-CI/1.0 200 OK\r\nDate: now\r\nOS: Test OS\r\nLast-Modified: then\r\n"
                                           "Content-Length: %zu\r\nContent-Type: text/plain\r\n\r\n",
                                           strlen (fixture->text));

  test_talk_send (talk, head, -1);
  test_talk_send (talk, fixture->text, -1);
  test_talk_close (talk);
}

static void
answer_505_then_letter (TestTalk *talk, const char *request, Fixture *fixture)
{
  if (strstr (request, "P2P-CI/1.0\r\n") != NULL)
    answer_classic (talk, fixture);
  else
    {
      test_talk_send (talk, "P2P-CI/1.0 505 P2P-CI Version Not Supported\r\n\r\n", -1);
      test_talk_close (talk);
    }
}

static void
answer_always_classic (TestTalk *talk, const char *request, Fixture *fixture)
{
  answer_classic (talk, fixture);
}

static void
test_peer_of_1_0 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new (fixture, "juno", "", data);
  PeerDownload *download = peer_downloads_start (fixture->downloads, NUMBER, NULL);

  test_wait_until (is_ended, download);
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  assert_only_the_right_file (fixture);
}

/* The forms of 1.0, until one pleases: the talk looks at the bytes itself, not at messages. */
static void
picky_talk (TestTalk *talk, gpointer data)
{
  Fixture *fixture = data;
  const char *request = talk->input->str;

  if (talk->is_closed || talk->input->len == 0)
    return;

  if (strstr (request, "P2P-CI/1.1") != NULL)
    test_talk_send (talk, "P2P-CI/1.0 505 P2P-CI Version Not Supported\r\n\r\n", -1);
  else if (!g_str_has_prefix (request, "GET 4711 "))
    test_talk_send (talk, "P2P-CI/1.0 400 Bad Request\r\n\r\n", -1);
  else
    {
      answer_classic (talk, fixture);
      return;
    }
  test_talk_close (talk);
}

static void
test_forms_of_1_0 (Fixture *fixture, gconstpointer data)
{
  TestStage *stage = test_stage_new (picky_talk, fixture);
  PeerDownload *download;

  test_fake_index_add_holder (fixture->index, NUMBER, "juno", stage->port, fixture->digest_hex);
  download = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_ended, download);
  g_test_message ("%s", peer_download_get_status_text (download));
  g_assert_cmpint (peer_download_get_state (download), ==, PEER_DOWNLOAD_DONE);
  g_assert_cmpuint (stage->talks->len, ==, 4);
  assert_only_the_right_file (fixture);
  test_stage_free (stage);
}

/* The queue */

static void
test_parallel_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Peer) peer = peer_new (fixture, "juno", fixture->digest_hex, answer_half);
  guint n_running = 0;
  guint n_active;

  for (guint i = 0; i < 6; i++)
    {
      test_fake_index_add_holder (fixture->index, NUMBER + i, "juno", peer->stage->port, "");
      peer_downloads_start (fixture->downloads, NUMBER + i, NULL);
    }
  g_assert_true (peer_downloads_start (fixture->downloads, NUMBER, NULL) == peer_downloads_find (fixture->downloads, NUMBER));
  g_object_get (fixture->downloads, "n-active", &n_active, NULL);
  g_assert_cmpuint (n_active, ==, 6);

  for (guint i = 0; i < 4; i++)
    test_wait_until (is_receiving, peer_downloads_find (fixture->downloads, NUMBER + i));
  for (guint i = 0; i < 6; i++)
    n_running += peer_download_get_state (peer_downloads_find (fixture->downloads, NUMBER + i)) == PEER_DOWNLOAD_RECEIVING;
  g_assert_cmpuint (n_running, ==, 4);
  g_assert_cmpint (peer_download_get_state (peer_downloads_find (fixture->downloads, NUMBER + 4)), ==, PEER_DOWNLOAD_QUEUED);

  peer_download_cancel (peer_downloads_find (fixture->downloads, NUMBER));
  test_wait_until (is_receiving, peer_downloads_find (fixture->downloads, NUMBER + 4));

  peer_downloads_clear_ended (fixture->downloads);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->downloads)), ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/download/right-file", test_right_file);
  ADD ("/download/old-file-system", test_old_file_system);
  for (gsize i = 0; i < G_N_ELEMENTS (evil_peers); i++)
    {
      g_autofree char *alone = g_strdup_printf ("/download/evil-alone/%s", evil_peers[i].name);
      g_autofree char *beside = g_strdup_printf ("/download/evil-beside-good/%s", evil_peers[i].name);

      g_test_add (alone, Fixture, &evil_peers[i], set_up, test_evil_alone, tear_down);
      g_test_add (beside, Fixture, &evil_peers[i], set_up, test_evil_beside_good, tear_down);
    }
  ADD ("/download/no-digest/right-number", test_no_digest_right_number);
  ADD ("/download/no-digest/wrong-number", test_no_digest_wrong_number);
  ADD ("/download/no-digest/misprinted-number", test_no_digest_misprinted_number);
  ADD ("/download/majority-of-digests", test_majority_of_digests);
  ADD ("/download/chosen-holder", test_chosen_holder);
  ADD ("/download/pause", test_pause);
  ADD ("/download/resumes-at-next-holder", test_resumes_at_next_holder);
  ADD ("/download/wrong-half-is-not-blamed-on-the-next", test_wrong_half_is_not_blamed_on_the_next);
  ADD ("/download/liar-is-asked-once", test_liar_is_asked_once);
  ADD ("/download/backs-off-and-fails", test_backs_off_and_fails);
  ADD ("/download/dribbling-index", test_dribbling_index);
  g_test_add ("/download/slow/enough", Fixture, GINT_TO_POINTER (TRUE), set_up, test_slow_limit, tear_down);
  g_test_add ("/download/slow/too-little", Fixture, GINT_TO_POINTER (FALSE), set_up, test_slow_limit, tear_down);
  ADD ("/download/waits-for-a-holder", test_waits_for_a_holder);
  ADD ("/download/impatient-fails-without-holder", test_impatient_fails_without_holder);
  ADD ("/download/never-replaces", test_never_replaces);
  ADD ("/download/same-file-is-as-good", test_same_file_is_as_good);
  ADD ("/download/folder-gone", test_folder_gone);
  ADD ("/download/folder-gone-and-impatient", test_folder_gone_and_impatient);
  ADD ("/download/cancel-and-again", test_cancel_and_again);
  ADD ("/download/goes-nowhere-forbidden", test_goes_nowhere_forbidden);
  g_test_add ("/download/1.0/505-then-letter", Fixture, answer_505_then_letter, set_up, test_peer_of_1_0, tear_down);
  g_test_add ("/download/1.0/answers-in-1.0", Fixture, answer_always_classic, set_up, test_peer_of_1_0, tear_down);
  ADD ("/download/1.0/forms", test_forms_of_1_0);
  ADD ("/download/parallel-limit", test_parallel_limit);

  return g_test_run ();
}

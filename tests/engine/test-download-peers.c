/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-download-peers.h"

#include <string.h>

/* Time goes on as it does, and by what the test adds to it. */
static gint64
fixture_clock (gpointer user_data)
{
  Fixture *fixture = user_data;

  return g_get_monotonic_time () + fixture->clock_usec;
}

char *
make_text (guint number, gsize length)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "Network Working Group                                        A. Nonymous\n"
                          "Request for Comments: %u                                    March 1997\n"
                          "Category: Informational\n\n\n"
                          "                    A Made-Up Document\n\n"
                          "Abstract\n\n   This text was made up for a test.\n\n",
                          number);
  while (text->len < length)
    g_string_append_printf (text, "   Line at %zu of a document that nobody has written.\n", text->len);
  return g_string_free (text, FALSE);
}

static gboolean
is_connected (gpointer data)
{
  return peer_index_client_get_state (data) == PEER_CONNECTION_CONNECTED;
}

void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree guchar *digest = g_malloc (32);
  g_autofree char *base64 = NULL;

  fixture->poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);
  g_assert_no_error (error);
  net_poller_set_clock (fixture->poller, fixture_clock, fixture);
  fixture->folder = test_folder_new ();
  fixture->state_folder = test_folder_new ();
  fixture->index = test_fake_index_new ();
  fixture->client = peer_index_client_new (fixture->poller, NULL);
  peer_index_client_set_server (fixture->client, fixture->index->server);
  peer_index_client_connect (fixture->client);
  fixture->downloads = peer_downloads_new (fixture->poller, fixture->client, fixture->folder);
  fixture->text = make_text (NUMBER, 300000);
  fixture->digest_hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, fixture->text, -1);
  for (guint i = 0; i < 32; i++)
    digest[i] = (guchar) (g_ascii_xdigit_value (fixture->digest_hex[2 * i]) * 16
                          + g_ascii_xdigit_value (fixture->digest_hex[2 * i + 1]));
  base64 = g_base64_encode (digest, 32);
  fixture->digest_field = g_strdup_printf ("sha-256=:%s:", base64);
  test_wait_until (is_connected, fixture->client);
}

/* Questions to the index that nobody waits for any more hold it until they are answered. */
static gboolean
has_one_reference (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_downloads_stop (fixture->downloads);
  g_assert_finalize_object (fixture->downloads);
  test_wait_until (has_one_reference, fixture->client);
  g_assert_finalize_object (fixture->client);
  test_fake_index_free (fixture->index);
  net_poller_free (fixture->poller);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state_folder);
  g_free (fixture->text);
  g_free (fixture->digest_hex);
  g_free (fixture->digest_field);
}

static void
peer_talk (TestTalk *talk, gpointer data)
{
  Peer *peer = data;
  g_autofree char *request = NULL;

  while ((request = test_talk_take_message (talk)) != NULL)
    {
      peer->n_requests++;
      peer->n_ranges += strstr (request, "Range: ") != NULL;
      peer->answer (talk, request, peer->fixture);
      g_clear_pointer (&request, g_free);
    }
}

Peer *
peer_new (Fixture *fixture, const char *name, const char *digest_hex, void (*answer) (TestTalk *, const char *, Fixture *))
{
  Peer *peer = g_new0 (Peer, 1);

  peer->fixture = fixture;
  peer->answer = answer;
  peer->stage = test_stage_new (peer_talk, peer);
  test_fake_index_add_holder (fixture->index, NUMBER, name, peer->stage->port, digest_hex);
  return peer;
}

void
peer_free (Peer *peer)
{
  test_stage_free (peer->stage);
  g_free (peer);
}

void
send_document (TestTalk *talk, const char *text, gsize promised, gsize sent, const char *headers)
{
  g_autofree char *head = g_strdup_printf ("P2P-CI/1.1 200 OK\r\nContent-Length: %zu\r\nContent-Type: text/plain\r\n%s\r\n",
                                           promised, headers);

  test_talk_send (talk, head, -1);
  test_talk_send (talk, text, (gssize) sent);
}

void
answer_well (TestTalk *talk, const char *request, Fixture *fixture)
{
  g_autofree char *headers = g_strdup_printf ("Repr-Digest: %s\r\n", fixture->digest_field);
  g_autofree char *head = NULL;
  const char *range = strstr (request, "Range: bytes=");
  gsize length = strlen (fixture->text);
  gsize first;

  if (range == NULL)
    {
      send_document (talk, fixture->text, length, length, headers);
      return;
    }

  first = (gsize) g_ascii_strtoull (range + strlen ("Range: bytes="), NULL, 10);
  head = g_strdup_printf ("P2P-CI/1.1 206 Partial Content\r\nContent-Length: %zu\r\nContent-Range: bytes "
                          "%zu-%zu/%zu\r\n%s\r\n",
                          length - first, first, length - 1, length, headers);
  test_talk_send (talk, head, -1);
  test_talk_send (talk, fixture->text + first, (gssize) (length - first));
}

void
answer_half_and_reset (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, fixture->text, strlen (fixture->text), strlen (fixture->text) / 2, "");
  test_talk_reset (talk);
}

gboolean
is_ended (gpointer data)
{
  PeerDownloadState state = peer_download_get_state (data);

  return state == PEER_DOWNLOAD_DONE || state == PEER_DOWNLOAD_FAILED || state == PEER_DOWNLOAD_CANCELLED;
}

gboolean
is_done_or_waiting (gpointer data)
{
  return is_ended (data) || peer_download_get_state (data) == PEER_DOWNLOAD_WAITING;
}

GPtrArray *
list_folder (Fixture *fixture, gboolean with_hidden)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (fixture->folder), 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (with_hidden || *name != '.')
      g_ptr_array_add (names, g_strdup (name));
  return names;
}

void
assert_only_the_right_file (Fixture *fixture)
{
  g_autoptr (GPtrArray) names = list_folder (fixture, TRUE);
  g_autoptr (GFile) file = g_file_get_child (fixture->folder, "rfc4711.txt");
  g_autofree char *contents = NULL;

  g_assert_cmpuint (names->len, ==, 1);
  g_assert_true (g_file_load_contents (file, NULL, &contents, NULL, NULL, NULL));
  g_assert_true (g_str_equal (contents, fixture->text));
}

void
assert_no_file (Fixture *fixture)
{
  g_autoptr (GPtrArray) names = list_folder (fixture, FALSE);

  g_assert_cmpuint (names->len, ==, 0);
}

gboolean
is_receiving (gpointer data)
{
  return peer_download_get_state (data) == PEER_DOWNLOAD_RECEIVING;
}

void
answer_half (TestTalk *talk, const char *request, Fixture *fixture)
{
  send_document (talk, fixture->text, strlen (fixture->text), strlen (fixture->text) / 2, "");
}

gboolean
has_trouble (gpointer data)
{
  return *peer_downloads_get_trouble_text (data) != '\0';
}

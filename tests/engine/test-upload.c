/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library.h"
#include "peer-upload-service-private.h"
#include "peer-upload-service.h"
#include "test-support.h"
#include "test-talk.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NUMBER 4711u
#define BIG_NUMBER 4712u

typedef struct
{
  NetPoller *poller;
  gint64 clock_usec;
  GFile *folder;
  GFile *state_folder;
  PeerLibrary *library;
  PeerUploadService *service;
  guint16 port;
  char *text;
  char *big_text; /* more than the buffers of a socket take */
} Fixture;

static gint64
fixture_clock (gpointer user_data)
{
  Fixture *fixture = user_data;

  return g_get_monotonic_time () + fixture->clock_usec;
}

static char *
make_text (guint number, gsize length)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "Network Working Group                                        A. Nonymous\n"
                          "Request for Comments: %u                                    March 1997\n\n\n"
                          "                    A Made-Up Document\n\n"
                          "Abstract\n\n   This text was made up for a test.\n\n",
                          number);
  while (text->len < length)
    g_string_append_printf (text, "   Line at %zu of a document that nobody has written.\n", text->len);
  g_string_truncate (text, length);
  return g_string_free (text, FALSE);
}

static gboolean
is_loaded (gpointer data)
{
  for (guint number = NUMBER; number <= BIG_NUMBER; number++)
    {
      PeerDocument *document = peer_library_find (data, number);

      if (document == NULL || peer_document_get_state (document) == PEER_DOCUMENT_READING)
        return FALSE;
    }
  return TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);
  g_assert_no_error (error);
  net_poller_set_clock (fixture->poller, fixture_clock, fixture);
  fixture->folder = test_folder_new ();
  fixture->state_folder = test_folder_new ();
  fixture->text = make_text (NUMBER, 1000);
  fixture->big_text = make_text (BIG_NUMBER, 4000000);
  g_object_unref (test_folder_write (fixture->folder, "rfc4711.txt", fixture->text, -1));
  g_object_unref (test_folder_write (fixture->folder, "rfc4712.txt", fixture->big_text, -1));
  fixture->library = peer_library_new (fixture->folder, fixture->state_folder);
  test_wait_until (is_loaded, fixture->library);

  fixture->service = peer_upload_service_new (fixture->poller, fixture->library);
  g_assert_true (peer_upload_service_listen (fixture->service, 0, &error));
  g_assert_no_error (error);
  fixture->port = peer_upload_service_get_port (fixture->service);
  g_assert_cmpuint (fixture->port, >=, 1024);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->service);
  g_object_unref (fixture->library);
  net_poller_free (fixture->poller);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state_folder);
  g_free (fixture->text);
  g_free (fixture->big_text);
}

static TestTalk *
ask (Fixture *fixture, const char *request)
{
  TestTalk *talk = test_talk_connect (fixture->port);

  test_talk_send (talk, request, -1);
  return talk;
}

static gboolean
has_head (gpointer data)
{
  TestTalk *talk = data;

  return talk->is_closed || strstr (talk->input->str, "\r\n\r\n") != NULL;
}

/* Takes a head of 1.1. */
static char *
take_head (TestTalk *talk)
{
  test_wait_until (has_head, talk);
  return test_talk_take_message (talk);
}

static void
assert_head (const char *head, const char *line)
{
  g_autofree char *whole = g_strdup_printf ("%s\r\n", line);

  if (head == NULL || strstr (head, whole) == NULL)
    g_error ("\"%s\" is not in:\n%s", line, head);
}

static void
take_body (TestTalk *talk, const char *bytes, gsize length)
{
  test_talk_wait_for_bytes (talk, length);
  g_assert_cmpuint (talk->input->len, >=, length);
  g_assert_cmpint (memcmp (talk->input->str, bytes, length), ==, 0);
  g_string_erase (talk->input, 0, (gssize) length);
}

static PeerUpload *
get_upload (Fixture *fixture, guint position)
{
  g_autoptr (PeerUpload) upload = g_list_model_get_item (G_LIST_MODEL (fixture->service), position);

  return upload;
}

static gboolean
is_upload_ended (gpointer data)
{
  PeerUpload *upload = get_upload (data, 0);

  return upload != NULL && peer_upload_get_state (upload) != PEER_UPLOAD_SENDING;
}

static void
test_whole_document (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = ask (fixture, "GET RFC 4711 P2P-CI/1.1\r\nHost: x\r\nOS: Test\r\n\r\n");
  g_autofree char *head = take_head (talk);
  guint n_uploads;

  g_assert_true (g_str_has_prefix (head, "P2P-CI/1.1 200 OK\r\n"));
  assert_head (head, "Content-Length: 1000");
  assert_head (head, "Content-Type: text/plain; charset=utf-8");
  g_assert_nonnull (strstr (head, "\r\nDate: "));
  g_assert_nonnull (strstr (head, "\r\nOS: Linux "));
  g_assert_nonnull (strstr (head, "\r\nLast-Modified: "));
  g_assert_nonnull (strstr (head, "\r\nRepr-Digest: sha-256=:"));
  g_assert_null (strstr (head, g_get_host_name ()));
  take_body (talk, fixture->text, 1000);

  test_wait_until (is_upload_ended, fixture);
  g_assert_cmpint (peer_upload_get_state (get_upload (fixture, 0)), ==, PEER_UPLOAD_DONE);
  g_assert_cmpstr (peer_upload_get_address (get_upload (fixture, 0)), ==, "127.0.0.1");
  g_object_get (peer_library_find (fixture->library, NUMBER), "n-uploads", &n_uploads, NULL);
  g_assert_cmpuint (n_uploads, ==, 1);
  g_assert_false (talk->is_closed);
  test_talk_free (talk);
}

static void
test_big_document (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = ask (fixture, "GET RFC 4712 P2P-CI/1.1\r\n\r\n");
  g_autofree char *head = take_head (talk);

  assert_head (head, "Content-Length: 4000000");
  take_body (talk, fixture->big_text, 4000000);
  test_talk_free (talk);
}

typedef struct
{
  const char *range;
  const char *status;
  const char *content_range; /* NULL for a refusal */
  gsize first;
  gsize length;
} RangeRow;

static const RangeRow range_rows[] = {
  { "bytes=0-", "206 Partial Content", "Content-Range: bytes 0-999/1000", 0, 1000 },
  { "bytes=1-", "206 Partial Content", "Content-Range: bytes 1-999/1000", 1, 999 },
  { "bytes=999-", "206 Partial Content", "Content-Range: bytes 999-999/1000", 999, 1 },
  { "bytes=10-19", "206 Partial Content", "Content-Range: bytes 10-19/1000", 10, 10 },
  { "bytes=0-0", "206 Partial Content", "Content-Range: bytes 0-0/1000", 0, 1 },
  { "bytes=990-5000", "206 Partial Content", "Content-Range: bytes 990-999/1000", 990, 10 },
  { "bytes=1000-", "416 ", NULL, 0, 0 },
  { "bytes=1000-1001", "416 ", NULL, 0, 0 },
};

/* All on one connection: each answer in its place, pipelined. */
static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = test_talk_connect (fixture->port);

  for (gsize i = 0; i < G_N_ELEMENTS (range_rows); i++)
    {
      g_autofree char *request =
          g_strdup_printf ("GET RFC 4711 P2P-CI/1.1\r\nRange: %s\r\n\r\n", range_rows[i].range);

      test_talk_send (talk, request, -1);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (range_rows); i++)
    {
      const RangeRow *row = &range_rows[i];
      g_autofree char *head = take_head (talk);
      g_autofree char *start = g_strdup_printf ("P2P-CI/1.1 %s", row->status);

      g_test_message ("%s", row->range);
      g_assert_true (g_str_has_prefix (head, start));
      if (row->content_range != NULL)
        assert_head (head, row->content_range);
      take_body (talk, fixture->text + row->first, row->length);
    }
  g_assert_false (talk->is_closed);
  test_talk_free (talk);
}

typedef struct
{
  const char *request;
  const char *status;
} RefusalRow;

static const RefusalRow refusal_rows[] = {
  { "GET RFC 1 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 " },
  { "GET RFC 999999 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 " },
  { "GET RFC 4711 P2P-CI/1.1\r\nIf-Digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:\r\n\r\n",
    "P2P-CI/1.1 412 " },
  { "PING P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 400 " },
  { "LIST ALL P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 400 " },
  { "GET RFC ../../etc/passwd P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 400 " },
  { "GET RFC -1 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 400 " },
  { "GET RFC 4711 P2P-CI/7.0\r\n\r\n", "P2P-CI/1." },
  { "GET RFC 1 P2P-CI/1.0\r\nHost: x\r\nOS: Test\r\n\r\n", "P2P-CI/1.0 404 " },
};

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusal_rows); i++)
    {
      TestTalk *talk = ask (fixture, refusal_rows[i].request);

      test_wait_until (has_head, talk);
      g_test_message ("%s -> %s", refusal_rows[i].request, talk->input->str);
      g_assert_true (g_str_has_prefix (talk->input->str, refusal_rows[i].status));
      test_talk_free (talk);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->service)), ==, 0);
}

static void
test_not_shared_is_not_found (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk;
  g_autofree char *head = NULL;

  peer_library_set_shared (fixture->library, peer_library_find (fixture->library, NUMBER), FALSE);
  talk = ask (fixture, "GET RFC 4711 P2P-CI/1.1\r\n\r\n");
  head = take_head (talk);
  g_assert_true (g_str_has_prefix (head, "P2P-CI/1.1 404 "));
  test_talk_free (talk);
}

/* 1.0: the head, a pause, the body, the end. */
static void
test_letter_of_1_0 (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = ask (fixture, "GET RFC 4711 P2P-CI/1.0\r\nHost: x\r\nOS: Test\r\n\r\n");
  const char *names[] = { "\r\nDate: ", "\r\nOS: ", "\r\nLast-Modified: ", "\r\nContent-Length: 1000\r\n",
                          "\r\nContent-Type: text/plain\r\n" };
  const char *place;
  g_autofree char *head = take_head (talk);

  /* In this order, and alone: the body waits for its time. */
  g_assert_true (g_str_has_prefix (head, "P2P-CI/1.0 200 OK\r\n"));
  place = head;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      place = strstr (place, names[i]);
      g_assert_nonnull (place);
    }
  g_assert_cmpuint (talk->input->len, ==, 0);
  fixture->clock_usec += 100 * 1000;
  test_talk_wait_for_end (talk);
  g_assert_false (talk->is_reset);
  g_assert_cmpuint (talk->input->len, ==, 1000);
  take_body (talk, fixture->text, 1000);
  test_talk_free (talk);
}

/* Who closes its request with no empty line gets none, and head and body in one piece. */
static void
test_unclosed_1_0 (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = ask (fixture, "GET RFC 4711 P2P-CI/1.0\r\nHost: x\r\nOS: Test\r\n");

  fixture->clock_usec += 200 * 1000;
  test_talk_wait_for_end (talk);
  g_assert_null (strstr (talk->input->str, "\r\n\r\n"));
  g_assert_true (g_str_has_suffix (talk->input->str, fixture->text));
  test_talk_free (talk);
}

static void
test_original_1_0 (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = ask (fixture, "GET RFC 4711 P2P-CI/1.0 \nHost : hostB\nOS: Linux\n");

  test_talk_wait_for_end (talk);
  g_assert_true (g_str_has_prefix (talk->input->str, "P2P-CI/1.0 200 OK\r\n"));
  g_assert_true (g_str_has_suffix (talk->input->str, fixture->text));
  test_talk_free (talk);
}

/* Limits */

static guint
get_n_active (Fixture *fixture)
{
  guint n_active;

  g_object_get (fixture->service, "n-active", &n_active, NULL);
  return n_active;
}

static gboolean
is_nothing_active (gpointer data)
{
  return get_n_active (data) == 0;
}

typedef struct
{
  Fixture *fixture;
  guint n_active;
} Count;

static gboolean
are_so_many_active (gpointer data)
{
  Count *count = data;

  return get_n_active (count->fixture) == count->n_active;
}

/* Four of an address at a time; eight more wait; the next is told to come again. All that was promised comes. */
static void
test_limits (Fixture *fixture, gconstpointer data)
{
  TestTalk *talks[13];
  Count count = { fixture, 4 };
  g_autofree char *refusal = NULL;

  for (guint i = 0; i < 4; i++)
    {
      talks[i] = test_talk_connect (fixture->port);
      g_socket_set_option (talks[i]->socket, SOL_SOCKET, SO_RCVBUF, 4096, NULL);
      test_talk_send (talks[i], "GET RFC 4712 P2P-CI/1.1\r\n\r\n", -1);
      g_source_destroy (talks[i]->source); /* takes nothing, so that it lasts */
    }
  test_wait_until (are_so_many_active, &count);

  for (guint i = 4; i < 13; i++)
    talks[i] = ask (fixture, "GET RFC 4711 P2P-CI/1.1\r\n\r\n");
  refusal = take_head (talks[12]);
  g_assert_true (g_str_has_prefix (refusal, "P2P-CI/1.1 503 "));
  g_assert_cmpuint (get_n_active (fixture), ==, 4);
  for (guint i = 4; i < 12; i++)
    g_assert_cmpuint (talks[i]->input->len, ==, 0);

  test_talk_free (talks[0]);
  for (guint i = 4; i < 12; i++)
    {
      g_autofree char *head = take_head (talks[i]);

      g_assert_true (g_str_has_prefix (head, "P2P-CI/1.1 200 OK"));
      take_body (talks[i], fixture->text, 1000);
    }
  for (guint i = 1; i < 13; i++)
    test_talk_free (talks[i]);
  test_wait_until (is_nothing_active, fixture);
}

/* Sixteen connections of an address, whatever they do; the next one is closed. */
static void
test_connection_limit (Fixture *fixture, gconstpointer data)
{
  TestTalk *talks[17];

  for (guint i = 0; i < 16; i++)
    {
      g_autofree char *head = NULL;

      talks[i] = ask (fixture, "GET RFC 1 P2P-CI/1.1\r\n\r\n");
      head = take_head (talks[i]);
      g_assert_true (g_str_has_prefix (head, "P2P-CI/1.1 404 "));
    }
  talks[16] = test_talk_connect (fixture->port);
  test_talk_wait_for_end (talks[16]);
  for (guint i = 0; i < 16; i++)
    g_assert_false (talks[i]->is_closed);
  for (guint i = 0; i < 17; i++)
    test_talk_free (talks[i]);
}

/* So many requests on a connection, and then it is closed in good order. */
static void
test_requests_limit (Fixture *fixture, gconstpointer data)
{
  const guint n_requests = GPOINTER_TO_UINT (data);
  TestTalk *talk = test_talk_connect (fixture->port);

  for (guint i = 0; i < n_requests; i++)
    test_talk_send (talk, i % 2 == 0 ? "GET RFC 4711 P2P-CI/1.1\r\n\r\n" : "GET RFC 1 P2P-CI/1.1\r\n\r\n", -1);
  for (guint i = 0; i < MIN (n_requests, 100); i++)
    {
      g_autofree char *head = take_head (talk);

      g_assert_true (g_str_has_prefix (head, i % 2 == 0 ? "P2P-CI/1.1 200 " : "P2P-CI/1.1 404 "));
      if (i % 2 == 0)
        take_body (talk, fixture->text, 1000);
    }

  if (n_requests >= 100)
    test_talk_wait_for_end (talk);
  g_assert_cmpint (talk->is_closed, ==, n_requests >= 100);
  g_assert_false (talk->is_reset);
  g_assert_cmpuint (talk->input->len, ==, 0);
  test_talk_free (talk);
}

/* The whole service: so many at a time, whatever their addresses. */
static void
test_parallel_limit (Fixture *fixture, gconstpointer data)
{
  const guint n_asking = GPOINTER_TO_UINT (data);
  TestTalk *talks[6];
  Count count = { fixture, MIN (n_asking, 5) };

  peer_upload_service_set_limits (fixture->service, 5, 16);
  for (guint i = 0; i < n_asking; i++)
    {
      talks[i] = test_talk_connect (fixture->port);
      g_socket_set_option (talks[i]->socket, SOL_SOCKET, SO_RCVBUF, 4096, NULL);
      test_talk_send (talks[i], "GET RFC 4712 P2P-CI/1.1\r\n\r\n", -1);
      g_source_destroy (talks[i]->source);
    }
  test_wait_until (are_so_many_active, &count);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (get_n_active (fixture), ==, count.n_active);
  for (guint i = 0; i < n_asking; i++)
    test_talk_free (talks[i]);
  test_wait_until (is_nothing_active, fixture);
}

/* More are allowed, and those that wait get their turn; fewer, and what runs goes on. */
static void
test_max_uploads (Fixture *fixture, gconstpointer data)
{
  TestTalk *talks[3];
  Count one = { fixture, 1 };
  Count all = { fixture, 3 };

  g_object_set (fixture->service, "max-uploads", 1, NULL);
  for (guint i = 0; i < 3; i++)
    {
      talks[i] = test_talk_connect (fixture->port);
      g_socket_set_option (talks[i]->socket, SOL_SOCKET, SO_RCVBUF, 4096, NULL);
      test_talk_send (talks[i], "GET RFC 4712 P2P-CI/1.1\r\n\r\n", -1);
      g_source_destroy (talks[i]->source);
    }
  test_wait_until (are_so_many_active, &one);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (get_n_active (fixture), ==, 1);
  g_object_set (fixture->service, "max-uploads", 3, NULL);
  test_wait_until (are_so_many_active, &all);
  g_object_set (fixture->service, "max-uploads", 1, NULL);
  g_assert_cmpuint (get_n_active (fixture), ==, 3);
  for (guint i = 0; i < 3; i++)
    test_talk_free (talks[i]);
  test_wait_until (is_nothing_active, fixture);
}

static void
test_keeps_the_last_fifty (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = test_talk_connect (fixture->port);

  for (guint i = 0; i < PEER_UPLOAD_SERVICE_KEPT + 5; i++)
    {
      g_autofree char *head = NULL;

      test_talk_send (talk, "GET RFC 4711 P2P-CI/1.1\r\n\r\n", -1);
      head = take_head (talk);
      take_body (talk, fixture->text, 1000);
    }
  test_wait_until (is_nothing_active, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->service)), ==, PEER_UPLOAD_SERVICE_KEPT);
  peer_upload_service_clear_ended (fixture->service);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->service)), ==, 0);
  test_talk_free (talk);
}

/* What happens to a document under way */

static TestTalk *
begin_big (Fixture *fixture)
{
  TestTalk *talk = test_talk_connect (fixture->port);
  Count count = { fixture, 1 };

  g_socket_set_option (talk->socket, SOL_SOCKET, SO_RCVBUF, 4096, NULL);
  test_talk_send (talk, "GET RFC 4712 P2P-CI/1.1\r\n\r\n", -1);
  g_source_destroy (talk->source);
  test_wait_until (are_so_many_active, &count);
  return talk;
}

/* Reads on, to whatever end. */
static void
read_on (TestTalk *talk)
{
  g_autoptr (GError) error = NULL;
  char buffer[65536];
  gssize length;

  do
    {
      while ((length = g_socket_receive (talk->socket, buffer, sizeof buffer, NULL, &error)) > 0)
        g_string_append_len (talk->input, buffer, length);
      talk->is_reset = length < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      talk->is_closed = length == 0 || talk->is_reset;
      g_clear_error (&error);
      g_main_context_iteration (NULL, FALSE);
    }
  while (!talk->is_closed);
}

/* Never as many bytes as were promised, when they are not the right ones. */
static void
assert_not_whole (TestTalk *talk)
{
  const char *body = strstr (talk->input->str, "\r\n\r\n");

  g_assert_true (talk->is_closed);
  g_assert_cmpuint (talk->input->len - (gsize) (body + 4 - talk->input->str), <, 4000000);
}

static void
test_cut_when_not_shared (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = begin_big (fixture);

  peer_library_set_shared (fixture->library, peer_library_find (fixture->library, BIG_NUMBER), FALSE);
  g_assert_cmpint (peer_upload_get_state (get_upload (fixture, 0)), ==, PEER_UPLOAD_FAILED);
  read_on (talk);
  assert_not_whole (talk);
  test_talk_free (talk);
}

static void
test_cut_when_removed (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = begin_big (fixture);
  g_autoptr (GFile) file = g_file_get_child (fixture->folder, "rfc4712.txt");

  g_assert_true (g_file_delete (file, NULL, NULL));
  test_wait_until (is_upload_ended, fixture);
  read_on (talk);
  assert_not_whole (talk);
  test_talk_free (talk);
}

static void
test_cut_when_truncated (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = begin_big (fixture);
  g_autoptr (GFile) file = g_file_get_child (fixture->folder, "rfc4712.txt");

  g_assert_cmpint (truncate (g_file_peek_path (file), 2000000), ==, 0);
  read_on (talk);
  assert_not_whole (talk);
  test_talk_free (talk);
}

/* Written to in place, same length: what was promised does not stand there any more. */
static void
test_cut_when_overwritten (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = begin_big (fixture);
  g_autoptr (GFile) file = g_file_get_child (fixture->folder, "rfc4712.txt");
  FILE *stream = fopen (g_file_peek_path (file), "r+");

  fseek (stream, 3900000, SEEK_SET);
  fputs ("other bytes", stream);
  fclose (stream);
  read_on (talk);
  assert_not_whole (talk);
  test_talk_free (talk);
}

static void
test_stalled_is_cut (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = begin_big (fixture);

  /* First all that the buffers take. The other clock does not wake the loop. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture->clock_usec += 31 * G_USEC_PER_SEC;
  while (!is_upload_ended (fixture))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (peer_upload_get_state (get_upload (fixture, 0)), ==, PEER_UPLOAD_FAILED);
  test_talk_free (talk);
}

static void
test_idle_is_closed (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk = test_talk_connect (fixture->port);

  g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture->clock_usec += 11 * G_USEC_PER_SEC;
  while (!talk->is_closed)
    g_main_context_iteration (NULL, FALSE);
  test_talk_free (talk);
}

static void
test_port_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PeerUploadService) second = peer_upload_service_new (fixture->poller, fixture->library);
  g_autoptr (GError) error = NULL;

  g_assert_false (peer_upload_service_listen (second, fixture->port, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_cmpuint (peer_upload_service_get_port (second), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/upload/whole-document", test_whole_document);
  ADD ("/upload/big-document", test_big_document);
  ADD ("/upload/ranges", test_ranges);
  ADD ("/upload/refusals", test_refusals);
  ADD ("/upload/not-shared-is-not-found", test_not_shared_is_not_found);
  ADD ("/upload/1.0/letter", test_letter_of_1_0);
  ADD ("/upload/1.0/unclosed", test_unclosed_1_0);
  ADD ("/upload/1.0/original", test_original_1_0);
  ADD ("/upload/limits", test_limits);
  ADD ("/upload/connection-limit", test_connection_limit);
  g_test_add ("/upload/requests/99", Fixture, GUINT_TO_POINTER (99), set_up, test_requests_limit, tear_down);
  g_test_add ("/upload/requests/100", Fixture, GUINT_TO_POINTER (100), set_up, test_requests_limit, tear_down);
  g_test_add ("/upload/requests/101", Fixture, GUINT_TO_POINTER (101), set_up, test_requests_limit, tear_down);
  g_test_add ("/upload/parallel/4", Fixture, GUINT_TO_POINTER (4), set_up, test_parallel_limit, tear_down);
  g_test_add ("/upload/parallel/5", Fixture, GUINT_TO_POINTER (5), set_up, test_parallel_limit, tear_down);
  g_test_add ("/upload/parallel/6", Fixture, GUINT_TO_POINTER (6), set_up, test_parallel_limit, tear_down);
  ADD ("/upload/keeps-the-last-fifty", test_keeps_the_last_fifty);
  ADD ("/upload/max-uploads", test_max_uploads);
  ADD ("/upload/cut/not-shared", test_cut_when_not_shared);
  ADD ("/upload/cut/removed", test_cut_when_removed);
  ADD ("/upload/cut/truncated", test_cut_when_truncated);
  ADD ("/upload/cut/overwritten", test_cut_when_overwritten);
  ADD ("/upload/cut/stalled", test_stalled_is_cut);
  ADD ("/upload/idle-is-closed", test_idle_is_closed);
  ADD ("/upload/port-in-use", test_port_in_use);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The limits of the upload service as they are when nobody sets others: one less, just so many, one more. */

#include "config.h"

#include "peer-library.h"
#include "peer-upload-service.h"
#include "test-support.h"
#include "test-talk.h"

#include <string.h>
#include <sys/socket.h>

#define MAX_TALKS 64u
#define MAX_WAITING 8u
#define SMALL "GET RFC 4711 P2P-CI/1.1\r\n\r\n"
#define BIG "GET RFC 4712 P2P-CI/1.1\r\n\r\n" /* more than the buffers of sockets take */

typedef struct
{
  NetPoller *poller;
  gint64 now_usec;
  GFile *folder;
  GFile *state_folder;
  PeerLibrary *library;
  PeerUploadService *service;
  TestTalk *talks[MAX_TALKS];
  guint n_talks;
  guint n_active; /* waited for */
} Fixture;

static gint64
fixture_clock (gpointer user_data)
{
  const Fixture *fixture = user_data;

  return fixture->now_usec;
}

static gboolean
is_loaded (gpointer data)
{
  for (guint number = 4711; number <= 4712; number++)
    {
      PeerDocument *document = peer_library_find (data, number);

      if (document == NULL || peer_document_get_state (document) == PEER_DOCUMENT_READING)
        return FALSE;
    }
  return TRUE;
}

static void
write_document (Fixture *fixture, const char *name, guint number, gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "Network Working Group\nRequest for Comments: %u\n\n   A Made-Up Document\n\n", number);
  while (text->len < length)
    g_string_append_printf (text, "   Line at %zu of a document that nobody has written.\n", text->len);
  g_object_unref (test_folder_write (fixture->folder, name, text->str, (gssize) length));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->now_usec = G_USEC_PER_SEC;
  fixture->poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);
  g_assert_no_error (error);
  net_poller_set_clock (fixture->poller, fixture_clock, fixture);
  fixture->folder = test_folder_new ();
  fixture->state_folder = test_folder_new ();
  write_document (fixture, "rfc4711.txt", 4711, 1000);
  write_document (fixture, "rfc4712.txt", 4712, 4000000);
  fixture->library = peer_library_new (fixture->folder, fixture->state_folder);
  test_wait_until (is_loaded, fixture->library);
  fixture->service = peer_upload_service_new (fixture->poller, fixture->library);
  g_assert_true (peer_upload_service_listen (fixture->service, 0, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->n_talks; i++)
    if (fixture->talks[i] != NULL)
      test_talk_free (fixture->talks[i]);
  g_assert_finalize_object (fixture->service);
  g_object_unref (fixture->library);
  net_poller_free (fixture->poller);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state_folder);
}

/* From 127.0.0.@host. One that gets the big document takes nothing of it, so that it lasts. */
static TestTalk *
ask (Fixture *fixture, guint host, const char *request)
{
  g_autofree char *own_address = g_strdup_printf ("127.0.0.%u", host);
  TestTalk *talk = test_talk_connect_from (own_address, peer_upload_service_get_port (fixture->service));

  g_assert_cmpuint (fixture->n_talks, <, MAX_TALKS);
  fixture->talks[fixture->n_talks++] = talk;
  if (g_str_equal (request, BIG))
    {
      g_socket_set_option (talk->socket, SOL_SOCKET, SO_RCVBUF, 4096, NULL);
      g_source_destroy (talk->source);
    }
  test_talk_send (talk, request, -1);
  return talk;
}

static guint
get_n_active (Fixture *fixture)
{
  guint n_active;

  g_object_get (fixture->service, "n-active", &n_active, NULL);
  return n_active;
}

static gboolean
are_so_many_active (gpointer data)
{
  Fixture *fixture = data;

  return get_n_active (fixture) == fixture->n_active;
}

static void
wait_until_active (Fixture *fixture, guint n_active)
{
  fixture->n_active = n_active;
  test_wait_until (are_so_many_active, fixture);
}

static gboolean
has_input (gpointer data)
{
  TestTalk *talk = data;

  return talk->input->len > 0 || talk->is_closed;
}

/* An answer to a later one, which asks for no document and so waits for no turn, tells that all before it were heard. */
static void
assert_all_heard (Fixture *fixture)
{
  TestTalk *talk = ask (fixture, 200, "PING P2P-CI/1.1\r\n\r\n");

  test_wait_until (has_input, talk);
}

static void
test_of_all (Fixture *fixture, gconstpointer data)
{
  const guint n_asking = GPOINTER_TO_UINT (data);

  for (guint i = 0; i < n_asking; i++)
    ask (fixture, 1 + i / 3, BIG); /* three of an address: that limit is another one */
  wait_until_active (fixture, MIN (n_asking, PEER_UPLOAD_SERVICE_MAX_UPLOADS));
  assert_all_heard (fixture);
  g_assert_cmpuint (get_n_active (fixture), ==, MIN (n_asking, PEER_UPLOAD_SERVICE_MAX_UPLOADS));

  /* One goes: who waited comes, and nobody else. */
  test_talk_free (fixture->talks[0]);
  fixture->talks[0] = NULL;
  wait_until_active (fixture, MIN (n_asking - 1, PEER_UPLOAD_SERVICE_MAX_UPLOADS));
}

static void
test_of_an_address (Fixture *fixture, gconstpointer data)
{
  const guint n_asking = GPOINTER_TO_UINT (data);
  TestTalk *other;

  for (guint i = 0; i < n_asking; i++)
    ask (fixture, 1, BIG);
  wait_until_active (fixture, MIN (n_asking, PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS));
  assert_all_heard (fixture);
  g_assert_cmpuint (get_n_active (fixture), ==, MIN (n_asking, PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS));

  /* Nobody else waits for them. */
  other = ask (fixture, 2, SMALL);
  test_wait_until (has_input, other);
  g_assert_true (g_str_has_prefix (other->input->str, "P2P-CI/1.1 200 "));
}

static void
test_of_those_that_wait (Fixture *fixture, gconstpointer data)
{
  const guint n_asking = GPOINTER_TO_UINT (data);
  guint n_refused = 0;

  for (guint i = 0; i < PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS; i++)
    ask (fixture, 1, BIG);
  wait_until_active (fixture, PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS);
  for (guint i = 0; i < n_asking; i++)
    ask (fixture, 1, SMALL);
  if (n_asking > MAX_WAITING)
    test_wait_until (has_input, fixture->talks[PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS + n_asking - 1]);
  assert_all_heard (fixture);

  for (guint i = PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS; i < PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS + n_asking; i++)
    if (fixture->talks[i]->input->len > 0)
      {
        g_assert_true (g_str_has_prefix (fixture->talks[i]->input->str, "P2P-CI/1.1 503 "));
        n_refused++;
      }
  g_assert_cmpuint (n_refused, ==, n_asking - MIN (n_asking, MAX_WAITING));
}

static void
iterate_all (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A receiver that takes nothing any more: @data tenths of a second. */
static void
test_of_a_stall (Fixture *fixture, gconstpointer data)
{
  const guint tenths = GPOINTER_TO_UINT (data);

  ask (fixture, 1, BIG);
  wait_until_active (fixture, 1);
  iterate_all (); /* all that the buffers take */
  fixture->now_usec += tenths * G_USEC_PER_SEC / 10;
  ask (fixture, 2, SMALL); /* the other clock does not wake the loop */
  test_wait_until (has_input, fixture->talks[1]);
  iterate_all ();
  g_assert_cmpuint (get_n_active (fixture), ==, tenths < 300 ? 1 : 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, n, test) g_test_add (path, Fixture, GUINT_TO_POINTER (n), set_up, test, tear_down)
  ADD ("/upload-limits/all/31", 31, test_of_all);
  ADD ("/upload-limits/all/32", 32, test_of_all);
  ADD ("/upload-limits/all/33", 33, test_of_all);
  ADD ("/upload-limits/address/3", 3, test_of_an_address);
  ADD ("/upload-limits/address/4", 4, test_of_an_address);
  ADD ("/upload-limits/address/5", 5, test_of_an_address);
  ADD ("/upload-limits/waiting/7", 7, test_of_those_that_wait);
  ADD ("/upload-limits/waiting/8", 8, test_of_those_that_wait);
  ADD ("/upload-limits/waiting/9", 9, test_of_those_that_wait);
  ADD ("/upload-limits/stalled/29.9", 299, test_of_a_stall);
  ADD ("/upload-limits/stalled/30.1", 301, test_of_a_stall);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-catalogue-private.h"
#include "peer-index-client-private.h"
#include "peer-index-return.h"
#include "test-fake-index.h"
#include "test-support.h"

#include <string.h>

#define N_DOCUMENTS 3u
#define FIRST_NUMBER 7000u

typedef struct
{
  NetPoller *poller;
  gint64 clock_usec;
  TestFakeIndex *index;
  GFile *folder;
  GFile *state_folder;
  PeerLibrary *library;
  PeerIndexClient *client;
} Fixture;

static gint64
fixture_clock (gpointer user_data)
{
  Fixture *fixture = user_data;

  return g_get_monotonic_time () + fixture->clock_usec;
}

static void
write_document (Fixture *fixture, guint number)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autofree char *text = g_strdup_printf ("Network Working Group                                        A. Nonymous\n"
                                           "Request for Comments: %u                                    March 1997\n\n\n"
                                           "                 Made-Up Document Number %u\n\n"
                                           "Abstract\n\n   This text was made up for a test.\n",
                                           number, number);

  g_object_unref (test_folder_write (fixture->folder, name, text, -1));
}

static gboolean
is_loaded (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      PeerDocument *document = peer_library_find (fixture->library, FIRST_NUMBER + i);

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
  fixture->index = test_fake_index_new ();
  fixture->folder = test_folder_new ();
  fixture->state_folder = test_folder_new ();
  for (guint i = 0; i < N_DOCUMENTS; i++)
    write_document (fixture, FIRST_NUMBER + i);
  fixture->library = peer_library_new (fixture->folder, fixture->state_folder);
  test_wait_until (is_loaded, fixture);
  fixture->client = peer_index_client_new (fixture->poller, fixture->library);
  peer_index_client_set_upload_port (fixture->client, 41233);
  peer_index_client_set_server (fixture->client, fixture->index->server);
}

static gboolean
is_client_gone (gpointer data)
{
  return ((Fixture *) data)->client == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_index_client_stop (fixture->client);
  g_object_add_weak_pointer (G_OBJECT (fixture->client), (gpointer *) &fixture->client);
  g_object_unref (fixture->client);
  test_wait_until (is_client_gone, fixture); /* an attempt to connect that was cancelled still holds it */
  g_object_unref (fixture->library);
  test_fake_index_free (fixture->index);
  net_poller_free (fixture->poller);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state_folder);
}

static gboolean
is_connected (gpointer data)
{
  Fixture *fixture = data;

  return peer_index_client_get_state (fixture->client) == PEER_CONNECTION_CONNECTED;
}

static gboolean
is_offline (gpointer data)
{
  Fixture *fixture = data;

  return peer_index_client_get_state (fixture->client) == PEER_CONNECTION_OFFLINE;
}

static gboolean
is_all_added (gpointer data)
{
  Fixture *fixture = data;

  return g_hash_table_size (fixture->index->records) == N_DOCUMENTS;
}

static gboolean
are_all_shared (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < N_DOCUMENTS; i++)
    if (peer_document_get_state (peer_library_find (fixture->library, FIRST_NUMBER + i)) != PEER_DOCUMENT_SHARED)
      return FALSE;
  return TRUE;
}

static void
connect_and_share (Fixture *fixture)
{
  peer_index_client_connect (fixture->client);
  test_wait_until (is_connected, fixture);
  test_wait_until (are_all_shared, fixture);
}

static const char *
find_request (Fixture *fixture, const char *prefix)
{
  for (guint i = 0; i < fixture->index->requests->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (fixture->index->requests, i), prefix))
      return g_ptr_array_index (fixture->index->requests, i);
  return NULL;
}

/* Number, title, size and digest, and nothing that names the user, the computer or a path. */
static void
test_adds_what_is_shared (Fixture *fixture, gconstpointer data)
{
  const char *request;

  connect_and_share (fixture);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "PING "), ==, 1);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "ADD "), ==, N_DOCUMENTS);

  request = find_request (fixture, "ADD RFC 7001 P2P-CI/1.1\r\n");
  g_assert_nonnull (request);
  g_assert_nonnull (strstr (request, "\r\nHost: peer\r\n"));
  g_assert_nonnull (strstr (request, "\r\nPort: 41233\r\n"));
  g_assert_nonnull (strstr (request, "\r\nTitle: Made-Up Document Number 7001\r\n"));
  g_assert_nonnull (strstr (request, "\r\nSize: "));
  g_assert_nonnull (strstr (request, "\r\nRepr-Digest: sha-256=:"));
  for (guint i = 0; i < fixture->index->requests->len; i++)
    {
      g_assert_null (strstr (g_ptr_array_index (fixture->index->requests, i), g_get_host_name ()));
      g_assert_null (strstr (g_ptr_array_index (fixture->index->requests, i), g_file_peek_path (fixture->folder)));
    }
}

static gboolean
is_stopped_removed (gpointer data)
{
  Fixture *fixture = data;

  return !g_hash_table_contains (fixture->index->records, GUINT_TO_POINTER (FIRST_NUMBER));
}

static void
test_stop_sharing_removes (Fixture *fixture, gconstpointer data)
{
  PeerDocument *document = peer_library_find (fixture->library, FIRST_NUMBER);

  connect_and_share (fixture);
  peer_library_set_shared (fixture->library, document, FALSE);
  test_wait_until (is_stopped_removed, fixture);
  g_assert_cmpint (peer_document_get_state (document), ==, PEER_DOCUMENT_HELD);

  peer_library_set_shared (fixture->library, document, TRUE);
  test_wait_until (is_all_added, fixture);
  test_wait_until (are_all_shared, fixture);
}

/* On, off, on, off within a turn: in the end both agree. */
static void
test_wavering_ends_well (Fixture *fixture, gconstpointer data)
{
  PeerDocument *document = peer_library_find (fixture->library, FIRST_NUMBER);

  connect_and_share (fixture);
  for (guint i = 0; i < 7; i++)
    peer_library_set_shared (fixture->library, document, i % 2 == 1);
  test_wait_until (is_stopped_removed, fixture);
  g_assert_cmpint (peer_document_get_state (document), ==, PEER_DOCUMENT_HELD);
}

static gboolean
is_refused (gpointer data)
{
  Fixture *fixture = data;

  return peer_document_get_state (peer_library_find (fixture->library, FIRST_NUMBER)) == PEER_DOCUMENT_REFUSED;
}

static void
test_refusal_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  fixture->index->add_status = "403 Forbidden";
  peer_index_client_connect (fixture->client);
  test_wait_until (is_refused, fixture);
  g_object_get (peer_library_find (fixture->library, FIRST_NUMBER), "state-text", &text, NULL);
  g_assert_nonnull (strstr (text, "The index takes no more documents from you."));
}

static gboolean
are_all_refused (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < N_DOCUMENTS; i++)
    if (peer_document_get_state (peer_library_find (fixture->library, FIRST_NUMBER + i)) != PEER_DOCUMENT_REFUSED)
      return FALSE;
  return TRUE;
}

static void
test_conflict_is_tried_again (Fixture *fixture, gconstpointer data)
{
  fixture->index->add_status = "409 Conflict";
  peer_index_client_connect (fixture->client);
  test_wait_until (are_all_refused, fixture);

  fixture->index->add_status = NULL;
  fixture->clock_usec += 11 * G_USEC_PER_SEC;
  while (!are_all_shared (fixture))
    g_main_context_iteration (NULL, FALSE);
}

static void
drop_all (Fixture *fixture)
{
  for (guint i = 0; i < fixture->index->stage->talks->len; i++)
    test_talk_reset (g_ptr_array_index (fixture->index->stage->talks, i));
}

static gboolean
is_back (gpointer data)
{
  Fixture *fixture = data;

  return is_connected (fixture) && are_all_shared (fixture);
}

/* What was shared waits; then everything is added again, with the session that was given. */
static void
test_comes_back_with_session (Fixture *fixture, gconstpointer data)
{
  guint n_requests;

  connect_and_share (fixture);
  drop_all (fixture);
  test_wait_until (is_offline, fixture);
  g_assert_cmpint (peer_document_get_state (peer_library_find (fixture->library, FIRST_NUMBER)), ==, PEER_DOCUMENT_WAITING);
  g_assert_nonnull (strstr (peer_index_client_get_state_text (fixture->client), "Trying again in "));

  n_requests = fixture->index->requests->len;
  fixture->clock_usec += 2 * G_USEC_PER_SEC;
  while (!is_back (fixture))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "ADD "), ==, 2 * N_DOCUMENTS);
  g_assert_nonnull (strstr (g_ptr_array_index (fixture->index->requests, n_requests),
                            "\r\nSession: 0123456789abcdef0123456789abcdef\r\n"));
}

static void
disconnect_cb (PeerIndexClient *client)
{
  peer_index_client_disconnect (client);
}

/* In the middle of the answer that told the address, and of all the others of its burst. */
static void
test_disconnecting_when_told (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->client, "notify::my-address", G_CALLBACK (disconnect_cb), NULL);
  peer_index_client_connect (fixture->client);
  while (test_fake_index_count_requests (fixture->index, "LEAVE ") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (peer_index_client_get_state (fixture->client), ==, PEER_CONNECTION_DISCONNECTED);
  g_assert_cmpint (peer_document_get_state (peer_library_find (fixture->library, FIRST_NUMBER)), ==, PEER_DOCUMENT_WAITING);
}

static gboolean
is_removal_heard (gpointer data)
{
  Fixture *fixture = data;

  return test_fake_index_count_requests (fixture->index, "REMOVE ") == 1;
}

static gboolean
is_one_removed (gpointer data)
{
  Fixture *fixture = data;

  return g_hash_table_size (fixture->index->records) == N_DOCUMENTS - 1;
}

/* What the user does not share must not stay in an index that had no time to hear of it. */
static void
test_busy_removal_is_tried_again (Fixture *fixture, gconstpointer data)
{
  connect_and_share (fixture);
  fixture->index->remove_status = "503 Service Unavailable";
  peer_library_set_shared (fixture->library, peer_library_find (fixture->library, FIRST_NUMBER), FALSE);
  test_wait_until (is_removal_heard, fixture);
  fixture->index->remove_status = NULL;
  for (int i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);

  fixture->clock_usec += 11 * G_USEC_PER_SEC;
  while (!is_one_removed (fixture))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "REMOVE "), ==, 2);
}

/* An index that is being restarted drops a connection that it never looked at: no reason to speak 1.0 with it. */
static void
test_restarting_index (Fixture *fixture, gconstpointer data)
{
  fixture->index->n_cuts = 1;
  connect_and_share (fixture);
  g_assert_nonnull (strstr (g_ptr_array_index (fixture->index->requests, fixture->index->requests->len - 1), "P2P-CI/1.1"));
}

static void
count_row_cb (const WireCatalogueRow *row, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
assert_list_is_refused (Fixture *fixture, const char *rows)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_rows = 0;

  g_free (fixture->index->rows);
  fixture->index->rows = g_strdup (rows);
  peer_index_client_list_async (fixture->client, "", count_row_cb, &n_rows, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  g_assert_false (peer_index_client_list_finish (fixture->client, result, &error));
  g_assert_error (error, WIRE_ERROR, WIRE_ERROR_MALFORMED);
}

/* Page after page, with nothing in them, or with the same. */
static void
test_list_without_an_end (Fixture *fixture, gconstpointer data)
{
  connect_and_share (fixture);
  fixture->index->list_headers = "Next: more\r\n";
  assert_list_is_refused (fixture, "");
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "LIST "), ==, 1);
  assert_list_is_refused (fixture, "no row at all\n");
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "LIST "), ==, 2);
  assert_list_is_refused (fixture, "1\tOnce and again\t1\t\t\t1\n");
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "LIST "), <=, 2 + 10000);
}

static guint16
get_closed_port (void)
{
  TestStage *stage = test_stage_new (NULL, NULL);
  guint16 port = stage->port;

  test_stage_free (stage);
  return port;
}

/* 1, 2, 4 ... 60 s, a quarter more or less; counted down in words and in retry-seconds. */
static void
test_backs_off (Fixture *fixture, gconstpointer data)
{
  g_autofree char *server = g_strdup_printf ("127.0.0.1:%u", get_closed_port ());
  g_autofree char *words = g_strdup_printf ("%s refused the connection. Trying again in ", server);
  static const guint pauses[] = { 1, 2, 4, 8, 16, 32, 60, 60 };

  peer_index_client_set_server (fixture->client, server);
  peer_index_client_connect (fixture->client);
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      guint seconds;

      while (!is_offline (fixture))
        g_main_context_iteration (NULL, FALSE);
      g_object_get (fixture->client, "retry-seconds", &seconds, NULL);
      g_test_message ("%s", peer_index_client_get_state_text (fixture->client));
      g_assert_true (g_str_has_prefix (peer_index_client_get_state_text (fixture->client), words));
      g_assert_cmpuint (seconds, >=, pauses[i] * 3 / 4);
      g_assert_cmpuint (seconds, <=, pauses[i] * 5 / 4 + 1);

      fixture->clock_usec += pauses[i] * G_USEC_PER_SEC * 5 / 4 + 1;
      while (is_offline (fixture))
        g_main_context_iteration (NULL, FALSE);
    }
}

/* One that answers, and is killed again and again: the index is to be true soon after. */
static void
test_comes_back_soon_each_time (Fixture *fixture, gconstpointer data)
{
  static const guint pauses[] = { 1, 2, 4, 4, 4, 4 };

  connect_and_share (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      guint seconds;

      drop_all (fixture);
      while (!is_offline (fixture))
        g_main_context_iteration (NULL, FALSE);
      g_object_get (fixture->client, "retry-seconds", &seconds, NULL);
      g_assert_cmpuint (seconds, >=, pauses[i] * 3 / 4);
      g_assert_cmpuint (seconds, <=, pauses[i] * 5 / 4 + 1);
      fixture->clock_usec += pauses[i] * G_USEC_PER_SEC * 5 / 4 + 1;
      while (!is_back (fixture))
        g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_try_now (Fixture *fixture, gconstpointer data)
{
  g_autofree char *server = g_strdup_printf ("127.0.0.1:%u", get_closed_port ());

  peer_index_client_set_server (fixture->client, server);
  peer_index_client_connect (fixture->client);
  test_wait_until (is_offline, fixture);
  peer_index_client_set_server (fixture->client, fixture->index->server);
  test_wait_until (is_connected, fixture);
}

static gboolean
is_lookup_failed (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
test_silent_index_is_given_up (Fixture *fixture, gconstpointer data)
{
  connect_and_share (fixture);
  fixture->index->is_silent = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      fixture->clock_usec += 46 * G_USEC_PER_SEC; /* a PING; then no answer to it */
      for (guint j = 0; j < 50; j++)
        g_main_context_iteration (NULL, FALSE);
    }
  while (!is_offline (fixture))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "PING "), >=, 2);
}

static gboolean
is_dribbling (gpointer data)
{
  return ((Fixture *) data)->index->dribble != NULL;
}

static void
iterate (guint n_times)
{
  for (guint i = 0; i < n_times; i++)
    g_main_context_iteration (NULL, FALSE);
}

/* A byte now and then is no silence; and yet the whole has to come. */
static void
test_dribbled_answer_is_given_up (Fixture *fixture, gconstpointer data)
{
  const guint n_steps = PEER_INDEX_LINK_WHOLE_ANSWER_SECONDS / 10;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  connect_and_share (fixture);
  fixture->index->dribbles = TRUE;
  peer_index_client_lookup_async (fixture->client, 5, NULL, test_result_cb, &result);
  test_wait_until (is_dribbling, fixture);
  for (guint i = 1; i < n_steps; i++)
    {
      test_talk_send (fixture->index->dribble, "x", 1);
      iterate (20);
      fixture->clock_usec += 10 * G_USEC_PER_SEC;
      iterate (20);
      g_assert_null (result);
    }
  test_talk_send (fixture->index->dribble, "x", 1);
  fixture->index->dribble = NULL;
  fixture->clock_usec += 10 * G_USEC_PER_SEC;
  test_wait_for_result (&result);
  g_assert_null (peer_index_client_lookup_finish (fixture->client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  test_wait_until (is_offline, fixture);
}

/* Nothing was asked, and a notice has begun that has no end. */
static void
test_dribbled_notice_is_given_up (Fixture *fixture, gconstpointer data)
{
  TestTalk *talk;

  connect_and_share (fixture);
  talk = g_ptr_array_index (fixture->index->stage->talks, fixture->index->stage->talks->len - 1);
  test_talk_send (talk, "NOTIFY RFCS P2P-CI/1.1\r\nContent-Length: 60000\r\n\r\n", -1);
  iterate (50);
  for (guint i = 1; i < PEER_INDEX_LINK_WHOLE_ANSWER_SECONDS / 10; i++)
    {
      test_talk_send (talk, "x", 1);
      iterate (20);
      fixture->clock_usec += 10 * G_USEC_PER_SEC;
      iterate (20);
      g_assert_true (is_connected (fixture));
    }
  fixture->clock_usec += 10 * G_USEC_PER_SEC;
  test_wait_until (is_offline, fixture);
}

/* Sleep */

static gint64
sleep_clock (gpointer user_data)
{
  return *(gint64 *) user_data;
}

static gboolean
has_two_pings (gpointer data)
{
  return test_fake_index_count_requests (data, "PING ") == 2;
}

static void
test_asks_after_sleep (Fixture *fixture, gconstpointer data)
{
  PeerSuspend *suspend = peer_index_client_get_suspend (fixture->client);
  gint64 slept_usec = 1000 * G_USEC_PER_SEC;

  peer_suspend_set_clock (suspend, sleep_clock, &slept_usec);
  connect_and_share (fixture);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "PING "), ==, 1);

  /* A nap is nothing, and neither are many. */
  for (guint i = 0; i < 3; i++)
    {
      slept_usec += PEER_SUSPEND_SECONDS * G_USEC_PER_SEC;
      peer_suspend_check (suspend);
    }
  iterate (50);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "PING "), ==, 1);

  slept_usec += PEER_SUSPEND_SECONDS * G_USEC_PER_SEC + 1;
  peer_suspend_check (suspend);
  peer_suspend_check (suspend);
  test_wait_until (has_two_pings, fixture->index);
  iterate (50);
  g_assert_true (is_connected (fixture));

  /* Answered, so the next question has its usual time. */
  fixture->index->is_silent = TRUE;
  slept_usec += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  peer_suspend_check (suspend);
  fixture->clock_usec += (PEER_INDEX_LINK_PROBE_SECONDS - 1) * G_USEC_PER_SEC;
  iterate (50);
  g_assert_true (is_connected (fixture));
  fixture->clock_usec += G_USEC_PER_SEC;
  test_wait_until (is_offline, fixture);

  /* Woken up while it waits for its next attempt. */
  fixture->index->is_silent = FALSE;
  slept_usec += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  peer_suspend_check (suspend);
  test_wait_until (is_connected, fixture);
  peer_suspend_set_clock (suspend, sleep_clock, &fixture->clock_usec);
}

static void
test_leaves (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  connect_and_share (fixture);
  peer_index_client_leave_async (fixture->client, net_poller_get_now_usec (fixture->poller) + G_USEC_PER_SEC,
                                 test_result_cb, &result);
  test_wait_for_result (&result);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "LEAVE "), ==, 1);
  g_assert_cmpint (peer_index_client_get_state (fixture->client), ==, PEER_CONNECTION_DISCONNECTED);
}

/* The index says nothing to LEAVE: it does not hold the program up. */
static void
test_leaves_a_silent_index (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  connect_and_share (fixture);
  fixture->index->is_silent = TRUE;
  peer_index_client_leave_async (fixture->client, net_poller_get_now_usec (fixture->poller) + G_USEC_PER_SEC,
                                 test_result_cb, &result);
  fixture->clock_usec += 2 * G_USEC_PER_SEC;
  while (!is_lookup_failed (&result))
    g_main_context_iteration (NULL, FALSE);
}

/* Asking */

static GListModel *
look_up (Fixture *fixture, guint number, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  peer_index_client_lookup_async (fixture->client, number, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  return peer_index_client_lookup_finish (fixture->client, result, error);
}

static void
test_lookup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) holders = NULL;
  g_autoptr (GListModel) nobody = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PeerHolder) first = NULL;
  g_autoptr (PeerHolder) second = NULL;

  test_fake_index_add_holder (fixture->index, 5, "juno", 5001, "");
  test_fake_index_add_holder (fixture->index, 5, "peer", 41233, "");
  connect_and_share (fixture);

  holders = look_up (fixture, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (holders), ==, 2);
  first = g_list_model_get_item (holders, 0);
  second = g_list_model_get_item (holders, 1);
  g_assert_cmpstr (peer_holder_get_name (first), ==, "juno");
  g_assert_cmpuint (peer_holder_get_port (first), ==, 5001);
  g_assert_false (peer_holder_get_is_me (first));
  g_assert_true (peer_holder_get_is_me (second));

  nobody = look_up (fixture, 6, &error);
  g_assert_null (nobody);
  g_assert_error (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND);
}

static void
test_lookup_offline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up (fixture, 5, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_assert_cmpstr (error->message, ==, peer_index_client_get_state_text (fixture->client));
}

static void
test_lookup_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  connect_and_share (fixture);
  fixture->index->is_silent = TRUE;
  peer_index_client_lookup_async (fixture->client, 5, cancellable, test_result_cb, &result);
  g_cancellable_cancel (cancellable);
  test_wait_for_result (&result);
  g_assert_null (peer_index_client_lookup_finish (fixture->client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Several servers, the preferred one first */

typedef struct
{
  Fixture *fixture;
  const char *words; /* that the state begins with */
} Saying;

static gboolean
says (gpointer data)
{
  Saying *saying = data;

  /* Whoever waits for an answer has waited long enough. */
  saying->fixture->clock_usec += 50 * 1000;
  return g_str_has_prefix (peer_index_client_get_state_text (saying->fixture->client), saying->words);
}

static void
wait_for_words (Fixture *fixture, const char *words)
{
  Saying saying = { fixture, words };

  while (!says (&saying))
    g_main_context_iteration (NULL, FALSE);
}

static gboolean
has_all (gpointer data)
{
  TestFakeIndex *index = data;

  return g_hash_table_size (index->records) == N_DOCUMENTS;
}

static void
test_falls_over_and_returns (Fixture *fixture, gconstpointer data)
{
  TestFakeIndex *second = test_fake_index_new ();
  g_autofree char *list = g_strdup_printf ("%s, %s", fixture->index->server, second->server);
  g_autofree char *fallen = g_strdup_printf ("Connected to %s, because %s does not answer.", second->server,
                                             fixture->index->server);
  g_autofree char *preferred = g_strdup_printf ("Connected to %s.", fixture->index->server);

  fixture->index->is_silent = TRUE;
  peer_index_client_set_server (fixture->client, list);
  peer_index_client_connect (fixture->client);
  wait_for_words (fixture, fallen);
  test_wait_until (has_all, second);

  /* Looked after, and still silent. */
  g_hash_table_remove_all (fixture->index->records);
  fixture->clock_usec += 80 * G_USEC_PER_SEC;
  fixture->index->is_silent = FALSE;
  wait_for_words (fixture, preferred);
  test_wait_until (has_all, fixture->index);
  g_assert_cmpuint (test_fake_index_count_requests (second, "LEAVE "), ==, 1);
  g_assert_cmpstr (peer_index_client_get_server (fixture->client), ==, list);
  test_fake_index_free (second);
}

static guint
count_requests_with (TestFakeIndex *index, const char *text)
{
  guint n_requests = 0;

  for (guint i = 0; i < index->requests->len; i++)
    n_requests += strstr (g_ptr_array_index (index->requests, i), text) != NULL;
  return n_requests;
}

/* Each index is told the session that it gave itself, however often it changes, and never another's. */
static void
test_sessions_of_several_servers (Fixture *fixture, gconstpointer data)
{
  TestFakeIndex *second = test_fake_index_new ();
  g_autofree char *list = g_strdup_printf ("%s, %s", fixture->index->server, second->server);
  g_autofree char *fallen = g_strdup_printf ("Connected to %s, because", second->server);
  g_autofree char *preferred = g_strdup_printf ("Connected to %s.", fixture->index->server);
  const char *other_session = "fedcba9876543210fedcba9876543210";

  second->session = other_session;
  peer_index_client_set_server (fixture->client, list);
  peer_index_client_connect (fixture->client);
  wait_for_words (fixture, preferred);
  test_wait_until (has_all, fixture->index);

  for (guint i = 0; i < 2; i++)
    {
      fixture->index->is_silent = TRUE;
      peer_index_link_probe (peer_index_client_get_link (fixture->client));
      wait_for_words (fixture, fallen);
      test_wait_until (has_all, second);
      fixture->index->is_silent = FALSE;
      g_hash_table_remove_all (fixture->index->records);
      fixture->clock_usec += 80 * G_USEC_PER_SEC;
      wait_for_words (fixture, preferred);
      test_wait_until (has_all, fixture->index);
      g_hash_table_remove_all (second->records);
    }
  g_assert_cmpuint (count_requests_with (second, other_session), >, 0);
  g_assert_cmpuint (count_requests_with (second, fixture->index->session), ==, 0);
  g_assert_cmpuint (count_requests_with (fixture->index, fixture->index->session), >, 0);
  g_assert_cmpuint (count_requests_with (fixture->index, other_session), ==, 0);
  test_fake_index_free (second);
}

static void
test_no_server_answers (Fixture *fixture, gconstpointer data)
{
  guint first = get_closed_port ();
  guint second = get_closed_port ();
  g_autofree char *list = g_strdup_printf ("127.0.0.1:%u 127.0.0.1:%u", first, second);
  g_autofree char *words = g_strdup_printf (
      "127.0.0.1:%u refused the connection. None of the other index servers answers either. Trying again in ", first);

  peer_index_client_set_server (fixture->client, list);
  peer_index_client_connect (fixture->client);
  test_wait_until (is_offline, fixture);
  g_assert_true (g_str_has_prefix (peer_index_client_get_state_text (fixture->client), words));
}

static void
test_server_lists (void)
{
  static const struct
  {
    const char *text;
    const char *expected; /* NULL: an error */
  } lists[] = {
    { "a", "a" },
    { "a:1,b", "a:1 b" },
    { "  a ,, [::1]:5555\t c:7734 ", "a [::1]:5555 c:7734" },
    { "", "" },
    { "a, b:0", NULL },
    { "a, b:99999", NULL },
    { "1 2 3 4 5 6 7", "1 2 3 4 5 6 7" },
    { "1 2 3 4 5 6 7 8", "1 2 3 4 5 6 7 8" },
    { "1 2 3 4 5 6 7 8 9", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) servers = peer_server_list_parse (lists[i].text, &error);
      g_autofree char *joined = servers != NULL ? g_strjoinv (" ", servers) : NULL;

      g_test_message ("%s", lists[i].text);
      g_assert_cmpstr (joined, ==, lists[i].expected);
      g_assert_true ((error == NULL) == (lists[i].expected != NULL));
    }
}

/* An index of 1.0 */

static void
test_classic_index (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) holders = NULL;
  g_autoptr (GError) error = NULL;

  fixture->index->is_classic = TRUE;
  g_hash_table_insert (fixture->index->lookups, GUINT_TO_POINTER (5),
                       g_strdup ("RFC 5 A title of words 127.0.0.1 5001\r\n"));
  connect_and_share (fixture);
  g_assert_true (is_all_added (fixture));
  g_assert_nonnull (find_request (fixture, "ADD RFC 7001 P2P-CI/1.0\r\nHost: 127.0.0.1\r\nPort: 41233\r\nTitle: "));

  holders = look_up (fixture, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (holders), ==, 1);
}

static gboolean
has_given_up (gpointer data)
{
  return is_offline (data);
}

static void
garbage_talk (TestTalk *talk, gpointer data)
{
  if (talk->is_closed)
    return;
  test_talk_send (talk, "220 mail.example ESMTP\r\nwhat\x01 do you want\r\n\r\n", -1);
  test_talk_close (talk);
}

static void
test_another_protocol (Fixture *fixture, gconstpointer data)
{
  TestStage *stage = test_stage_new (garbage_talk, NULL);
  g_autofree char *server = g_strdup_printf ("127.0.0.1:%u", stage->port);

  peer_index_client_set_server (fixture->client, server);
  peer_index_client_connect (fixture->client);
  test_wait_until (has_given_up, fixture);
  g_test_message ("%s", peer_index_client_get_state_text (fixture->client));
  test_stage_free (stage);
}

/* The catalogue */

typedef struct
{
  guint n_changes;
  guint n_removed;
  guint n_added;
} Changes;

static void
items_changed_cb (GListModel *model, guint position, guint n_removed, guint n_added, gpointer user_data)
{
  Changes *changes = user_data;

  changes->n_changes++;
  changes->n_removed += n_removed;
  changes->n_added += n_added;
}

static gboolean
is_not_loading (gpointer data)
{
  gboolean is_loading;

  g_object_get (data, "is-loading", &is_loading, NULL);
  return !is_loading;
}

static void
set_rows (Fixture *fixture, guint first, guint last, guint step, guint holders)
{
  GString *rows = g_string_new (NULL);

  for (guint number = first; number <= last; number += step)
    g_string_append_printf (rows, "%u\tTitle of \xc3\x9c %u\t%u\t\t\t\n", number, number, holders);
  g_free (fixture->index->rows);
  fixture->index->rows = g_string_free (rows, FALSE);
}

static void
refresh (PeerCatalogue *catalogue)
{
  peer_catalogue_refresh (catalogue);
  test_wait_until (is_not_loading, catalogue);
}

static void
test_catalogue_refreshes_in_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PeerCatalogue) catalogue = peer_catalogue_new (fixture->poller, fixture->client, fixture->library, NULL);
  GListModel *model = G_LIST_MODEL (catalogue);
  Changes changes = { 0 };
  g_autoptr (PeerEntry) entry = NULL;
  g_autofree char *error_text = NULL;

  set_rows (fixture, 6000, 7999, 1, 2);
  connect_and_share (fixture);
  test_wait_until (is_not_loading, catalogue);
  refresh (catalogue);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2000);
  entry = g_object_ref (peer_catalogue_find (catalogue, 7001));
  g_assert_cmpuint (peer_entry_get_n_holders (entry), ==, 2);
  g_assert_cmpstr (peer_entry_get_search_key (entry), ==, "rfc 7001 title of u\xcc\x88 7001");
  g_assert_cmpint (peer_entry_get_state (entry), ==, PEER_ENTRY_HELD);
  g_assert_cmpint (peer_entry_get_state (peer_catalogue_find (catalogue, 6001)), ==, PEER_ENTRY_AVAILABLE);

  /* The same rows again: nothing moves, and what has changed in them is told by the same objects. */
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &changes);
  set_rows (fixture, 6000, 7999, 1, 3);
  refresh (catalogue);
  g_assert_cmpuint (changes.n_changes, ==, 0);
  g_assert_cmpuint (peer_entry_get_n_holders (entry), ==, 3);

  /* Every second one goes: the others stay the same objects. */
  set_rows (fixture, 6001, 7999, 2, 3);
  refresh (catalogue);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1000);
  g_assert_true (peer_catalogue_find (catalogue, 7001) == entry);
  g_assert_null (peer_catalogue_find (catalogue, 7000));
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (PeerEntry) item = g_list_model_get_item (model, i);

      g_assert_cmpuint (peer_entry_get_number (item), ==, 6001 + 2 * i);
      g_assert_true (item == peer_catalogue_find (catalogue, 6001 + 2 * i));
    }

  /* New ones before, between and after. */
  set_rows (fixture, 5000, 8999, 1, 1);
  refresh (catalogue);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 4000);
  g_assert_true (peer_catalogue_find (catalogue, 7001) == entry);
  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr (PeerEntry) item = g_list_model_get_item (model, i);

      g_assert_cmpuint (peer_entry_get_number (item), ==, 5000 + i);
    }

  /* Offline: the rows stay. */
  peer_index_client_disconnect (fixture->client);
  refresh (catalogue);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 4000);
  g_object_get (catalogue, "error-text", &error_text, NULL);
  g_assert_cmpstr (error_text, ==, "Not connected.");

  /* Nothing is listed any more. */
  set_rows (fixture, 1, 0, 1, 0);
  peer_index_client_connect (fixture->client);
  test_wait_until (is_connected, fixture);
  test_wait_until (is_not_loading, catalogue);
  refresh (catalogue);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  g_assert_true (peer_catalogue_find (catalogue, 7001) == NULL);
  peer_catalogue_stop (catalogue);
}

typedef struct
{
  PeerCatalogue *catalogue;
  guint n_items;
} Length;

static gboolean
is_so_long (gpointer data)
{
  Length *length = data;

  return g_list_model_get_n_items (G_LIST_MODEL (length->catalogue)) == length->n_items;
}

static gboolean
has_seven_holders (gpointer data)
{
  return peer_entry_get_n_holders (peer_catalogue_find (data, 6005)) == 7;
}

/* The index tells by itself what changes: nothing is asked again. */
static void
test_catalogue_watches (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PeerCatalogue) catalogue = peer_catalogue_new (fixture->poller, fixture->client, NULL, NULL);
  Length length = { catalogue, 10 };
  g_autoptr (PeerEntry) entry = NULL;

  fixture->index->is_watchable = TRUE;
  set_rows (fixture, 6000, 6009, 1, 2);
  connect_and_share (fixture);
  test_wait_until (is_so_long, &length);
  test_wait_until (is_not_loading, catalogue);
  entry = g_object_ref (peer_catalogue_find (catalogue, 6005));

  test_fake_index_notify (fixture->index, "6005\tTitle\t7\t\t\t\n");
  test_wait_until (has_seven_holders, catalogue);
  g_assert_true (entry == peer_catalogue_find (catalogue, 6005));

  test_fake_index_notify (fixture->index, "5\tNew at the front\t1\t\t\t\n6005\tTitle\t0\t\t\t\n9000\tNew at the end\t1\t\t\t\n"
                                          "7\tNever there\t0\t\t\t\n");
  length.n_items = 11;
  test_wait_until (is_so_long, &length);
  g_assert_null (peer_catalogue_find (catalogue, 6005));
  g_assert_cmpstr (peer_entry_get_title (peer_catalogue_find (catalogue, 5)), ==, "New at the front");

  fixture->clock_usec += 100 * G_USEC_PER_SEC;
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "LIST RFCS "), ==, 1);
  peer_catalogue_stop (catalogue);
}

static void
test_catalogue_of_a_classic_index (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PeerCatalogue) catalogue = peer_catalogue_new (fixture->poller, fixture->client, NULL, NULL);
  PeerEntry *entry;

  fixture->index->is_classic = TRUE;
  g_free (fixture->index->rows);
  fixture->index->rows = g_strdup ("P2P-CI/1.0 200 OK\r\n\r\nRFC 20 Second one hostA 5001\r\nRFC 3 First one hostB 5002\r\n"
                                   "RFC 20 Second one hostC 5003\r\n\r\n");
  connect_and_share (fixture);
  test_wait_until (is_not_loading, catalogue);
  refresh (catalogue);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 2);
  entry = peer_catalogue_find (catalogue, 20);
  g_assert_cmpstr (peer_entry_get_title (entry), ==, "Second one");
  g_assert_cmpuint (peer_entry_get_n_holders (entry), ==, 2);
  peer_catalogue_stop (catalogue);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/index-client/adds-what-is-shared", test_adds_what_is_shared);
  ADD ("/index-client/stop-sharing-removes", test_stop_sharing_removes);
  ADD ("/index-client/wavering-ends-well", test_wavering_ends_well);
  ADD ("/index-client/refusal-is-told", test_refusal_is_told);
  ADD ("/index-client/conflict-is-tried-again", test_conflict_is_tried_again);
  ADD ("/index-client/busy-removal-is-tried-again", test_busy_removal_is_tried_again);
  ADD ("/index-client/disconnecting-when-told", test_disconnecting_when_told);
  ADD ("/index-client/restarting-index", test_restarting_index);
  ADD ("/index-client/list-without-an-end", test_list_without_an_end);
  ADD ("/index-client/comes-back-with-session", test_comes_back_with_session);
  ADD ("/index-client/backs-off", test_backs_off);
  ADD ("/index-client/comes-back-soon-each-time", test_comes_back_soon_each_time);
  ADD ("/index-client/try-now", test_try_now);
  ADD ("/index-client/silent-index-is-given-up", test_silent_index_is_given_up);
  ADD ("/index-client/dribbled-answer-is-given-up", test_dribbled_answer_is_given_up);
  ADD ("/index-client/dribbled-notice-is-given-up", test_dribbled_notice_is_given_up);
  ADD ("/index-client/asks-after-sleep", test_asks_after_sleep);
  ADD ("/index-client/leaves", test_leaves);
  ADD ("/index-client/leaves-a-silent-index", test_leaves_a_silent_index);
  ADD ("/index-client/lookup", test_lookup);
  ADD ("/index-client/lookup-offline", test_lookup_offline);
  ADD ("/index-client/lookup-cancelled", test_lookup_cancelled);
  ADD ("/index-client/classic-index", test_classic_index);
  ADD ("/index-client/another-protocol", test_another_protocol);
  ADD ("/index-client/falls-over-and-returns", test_falls_over_and_returns);
  ADD ("/index-client/sessions-of-several-servers", test_sessions_of_several_servers);
  ADD ("/index-client/no-server-answers", test_no_server_answers);
  g_test_add_func ("/index-client/lists-of-servers", test_server_lists);
  ADD ("/catalogue/refreshes-in-place", test_catalogue_refreshes_in_place);
  ADD ("/catalogue/watches", test_catalogue_watches);
  ADD ("/catalogue/classic-index", test_catalogue_of_a_classic_index);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every byte that a peer sends, to an index and to other peers, while its folders, files and user have names that are
 * known again: nothing but number, title, size and digest of what the user shares leaves the computer. */

#include "config.h"

#include "peer-engine.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine-texts.h"
#include "peer-holder-private.h"
#include "test-fake-index.h"
#include "test-support.h"

/* Each in a path, a name, a file that is not shared, or what the system says of the user. */
static const char *const marks[] = { "kestrel", "osprey", "heron", "bittern", "plover", "dunlin", "avocet", "curlew" };
#define HOME_NAME "kestrel-home"
#define USER_NAME "osprey"
#define LIBRARY_NAME "heron papers"
#define WATCHED_NAME "bittern"
#define TEXT_NAME "plover notes.txt"
#define SUBFOLDER_NAME "dunlin"
#define SECRET "avocet"
#define STATE_NAME "curlew"

static const guint shared_numbers[] = { 10, 11, 12, 14 };
static const guint other_numbers[] = { 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30 };

typedef struct
{
  GFile *root;
  GFile *library;
  GFile *watched;
  GFile *state;
  TestFakeIndex *index;
  TestStage *holder; /* of what the peer fetches */
  PeerEngine *engine;
  GString *sent; /* all that came from the peer */
} Fixture;

static GFile *
make_folder (GFile *parent, const char *name)
{
  GFile *folder = g_file_get_child (parent, name);

  g_assert_cmpint (g_mkdir (g_file_peek_path (folder), 0700), ==, 0);
  return folder;
}

static void
put (GFile *folder, const char *name, guint number, const char *title)
{
  g_object_unref (test_rfc_write (folder, name, number, title, title));
}

static char *
path_of (GFile *folder, const char *name)
{
  return g_build_filename (g_file_peek_path (folder), name, NULL);
}

static void
put_what_is_shared (Fixture *fixture)
{
  g_autoptr (GFile) inside = make_folder (fixture->library, SUBFOLDER_NAME);

  put (fixture->library, "rfc10.txt", 10, "Ten");
  put (fixture->library, TEXT_NAME, 11, "Eleven");
  put (inside, "rfc12.txt", 12, "Twelve");
  put (fixture->watched, "rfc14.txt", 14, "Fourteen");
}

static void
put_what_is_not (Fixture *fixture)
{
  g_autoptr (GFile) outside = make_folder (fixture->root, "outside");
  g_autoptr (GFile) hidden = make_folder (fixture->library, ".hidden");
  g_autoptr (GFile) shut = make_folder (fixture->library, "shut");
  g_autofree char *target = path_of (outside, "rfc22.txt");
  g_autofree char *link = path_of (fixture->library, "rfc22.txt");
  g_autofree char *way_out = path_of (fixture->library, "way out");
  g_autofree char *fifo = path_of (fixture->library, "rfc24.txt");
  g_autofree char *unreadable = path_of (fixture->library, "rfc26.txt");

  put (fixture->library, ".rfc20.txt", 20, SECRET);
  put (hidden, "rfc21.txt", 21, SECRET);
  put (outside, "rfc22.txt", 22, SECRET);
  put (outside, "rfc23.txt", 23, SECRET);
  g_assert_cmpint (symlink (target, link), ==, 0);
  g_assert_cmpint (symlink (g_file_peek_path (outside), way_out), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  put (shut, "rfc25.txt", 25, SECRET);
  g_assert_cmpint (g_chmod (g_file_peek_path (shut), 0), ==, 0);
  put (fixture->library, "rfc26.txt", 26, SECRET);
  g_assert_cmpint (g_chmod (unreadable, 0), ==, 0);
  put (fixture->library, "rfc27.txt.part", 27, SECRET);
  put (fixture->library, "rfc28.pdf", 28, SECRET);
  put (fixture->library, "diary.md", 29, SECRET);
  g_object_unref (test_folder_write (fixture->library, "letters.txt", "Dear aunt, the " SECRET " of RFC 29 was fine.\n", -1));
  put (fixture->library, "rfc30.txt", 30, SECRET);
}

static gboolean
is_loaded (gpointer data)
{
  return !peer_library_get_is_loading (data);
}

/* Said at another time: RFC 30 stays with the user. */
static void
stop_sharing_thirty (Fixture *fixture)
{
  g_autoptr (PeerLibrary) library = peer_library_new (fixture->library, fixture->state);

  test_wait_until (is_loaded, library);
  peer_library_set_shared (library, peer_library_find (library, 30), FALSE);
  g_assert_true (peer_library_flush (library, NULL));
}

static void
holder_talk (TestTalk *talk, gpointer data)
{
  Fixture *fixture = data;
  char *request;

  while ((request = test_talk_take_message (talk)) != NULL)
    {
      g_string_append (fixture->sent, request);
      g_free (request);
      test_talk_send (talk, "P2P-CI/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", -1);
    }
}

static void
fixture_start (Fixture *fixture)
{
  const char *const watched[] = { g_file_peek_path (fixture->watched), NULL };
  g_autoptr (GError) error = NULL;
  PeerEngineOptions options = { .folder = fixture->library,
                                .state_folder = fixture->state,
                                .server = fixture->index->server,
                                .watched_folders = watched,
                                .priority = G_PRIORITY_DEFAULT };

  fixture->engine = peer_engine_new (&options, &error);
  g_assert_no_error (error);
  peer_engine_start (fixture->engine);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) home = NULL;

  fixture->root = test_folder_new ();
  home = make_folder (fixture->root, HOME_NAME);
  fixture->library = make_folder (home, LIBRARY_NAME);
  fixture->watched = make_folder (home, WATCHED_NAME);
  fixture->state = make_folder (home, STATE_NAME);
  fixture->sent = g_string_new (NULL);
  put_what_is_shared (fixture);
  put_what_is_not (fixture);
  stop_sharing_thirty (fixture);

  fixture->index = test_fake_index_new ();
  fixture->index->is_classic = GPOINTER_TO_INT (data);
  if (fixture->index->is_classic)
    {
      g_free (fixture->index->rows); /* a whole answer, in 1.0 */
      fixture->index->rows = g_strdup ("P2P-CI/1.0 404 Not Found\r\n\r\n");
    }
  fixture->holder = test_stage_new (holder_talk, fixture);
  fixture_start (fixture);
}

static void
fixture_stop (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  peer_engine_stop_async (fixture->engine, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  g_assert_true (peer_engine_stop_finish (fixture->engine, result, NULL));
  g_clear_object (&fixture->engine);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shut = path_of (fixture->library, "shut");

  if (fixture->engine != NULL)
    fixture_stop (fixture);
  g_chmod (shut, 0700);
  test_stage_free (fixture->holder);
  test_fake_index_free (fixture->index);
  g_object_unref (fixture->library);
  g_object_unref (fixture->watched);
  g_object_unref (fixture->state);
  g_string_free (fixture->sent, TRUE);
  test_folder_free (fixture->root);
}

typedef struct
{
  Fixture *fixture;
  guint number;
} Wanted;

static gboolean
is_announced (gpointer data)
{
  const Wanted *wanted = data;

  return g_hash_table_contains (wanted->fixture->index->records, GUINT_TO_POINTER (wanted->number));
}

static void
wait_announced (Fixture *fixture, guint number)
{
  Wanted wanted = { fixture, number };

  test_wait_until (is_announced, &wanted);
}

/* Asks the peer's upload port, and takes down what it says until it closes: as it does after an answer in 1.0. */
static void
ask_to_the_end (Fixture *fixture, const char *request)
{
  TestTalk *talk = test_talk_connect (
      peer_upload_service_get_port (peer_engine_get_upload_service (fixture->engine)));

  test_talk_send (talk, request, -1);
  test_talk_wait_for_end (talk);
  g_assert_cmpuint (talk->input->len, >, 0);
  g_string_append_len (fixture->sent, talk->input->str, talk->input->len);
  test_talk_free (talk);
}

static void
ask_for (Fixture *fixture, const char *headers, guint number)
{
  g_autofree char *request =
      g_strdup_printf ("GET RFC %u P2P-CI/1.1\r\n%s\r\nGET RFC %u P2P-CI/1.0\r\nHost: h\r\nOS: Linux\r\n\r\n",
                       number, headers, number);

  ask_to_the_end (fixture, request);
}

/* All that can be asked of the upload port, of what is shared and of what is not. */
static void
fetch_everything (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (shared_numbers); i++)
    {
      ask_for (fixture, "", shared_numbers[i]);
      ask_for (fixture, "Range: bytes=5-9\r\n", shared_numbers[i]);
      ask_for (fixture, "Range: bytes=999999-\r\n", shared_numbers[i]);
      ask_for (fixture, "If-Digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:\r\n", shared_numbers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (other_numbers); i++)
    ask_for (fixture, "", other_numbers[i]);
  ask_to_the_end (fixture, "GET ../" LIBRARY_NAME "/diary.md P2P-CI/1.0\r\nHost: h\r\nOS: Linux\r\n\r\n");
}

static gboolean
has_fetched (gpointer data)
{
  return strstr (((Fixture *) data)->sent->str, "GET RFC 77 ") != NULL;
}

static void
let_peer_fetch (Fixture *fixture)
{
  test_fake_index_add_holder (fixture->index, 77, "holder", fixture->holder->port, "");
  peer_downloads_start (peer_engine_get_downloads (fixture->engine), 77, NULL);
  test_wait_until (has_fetched, fixture);
}

/* After the peer has gone: what the index was told, and not understood. */
static void
take_what_the_index_heard (Fixture *fixture)
{
  for (guint i = 0; i < fixture->index->requests->len; i++)
    g_string_append (fixture->sent, g_ptr_array_index (fixture->index->requests, i));
  for (guint i = 0; i < fixture->index->stage->talks->len; i++)
    {
      const TestTalk *talk = g_ptr_array_index (fixture->index->stage->talks, i);

      g_string_append_len (fixture->sent, talk->input->str, talk->input->len);
    }
}

static void
assert_never_sent (GString *sent, const char *word)
{
  g_autofree char *low = g_ascii_strdown (sent->str, sent->len);
  g_autofree char *low_word = g_ascii_strdown (word, -1);

  g_assert_cmpuint (strlen (sent->str), ==, sent->len); /* or a search would end early */
  if (strstr (low, low_word) != NULL)
    g_error ("“%s” was sent: %s", word, sent->str);
}

/* What the system knows of the user and the computer, besides the marks. */
static void
assert_no_name_was_sent (Fixture *fixture)
{
  const char *const names[] = { g_get_user_name (), g_get_real_name (), g_get_host_name (), g_get_home_dir () };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    assert_never_sent (fixture->sent, marks[i]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i]) > 3 && strcmp (names[i], "localhost") != 0)
      assert_never_sent (fixture->sent, names[i]);
  assert_never_sent (fixture->sent, g_file_peek_path (fixture->root));
  assert_never_sent (fixture->sent, ".txt");
}

static void
assert_header (const char *line)
{
  static const char *const allowed[] = { "Port: ", "Title: ", "Size: ", "Repr-Digest: sha-256=:", "Session: " };
  gboolean is_allowed = g_str_equal (line, "Host: 127.0.0.1") || g_str_equal (line, "Host: " PEER_HOLDER_NO_NAME);

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    is_allowed = is_allowed || g_str_has_prefix (line, allowed[i]);
  if (!is_allowed)
    g_error ("ADD has “%s”", line);
}

/* Number, title, size, digest; port and session for the connection's sake; and as Host the address that is seen anyway. */
static void
assert_adds_say_no_more (Fixture *fixture)
{
  for (guint i = 0; i < fixture->index->requests->len; i++)
    {
      const char *request = g_ptr_array_index (fixture->index->requests, i);
      g_auto (GStrv) lines = g_strsplit (request, "\r\n", -1);

      if (g_str_has_prefix (request, "ADD "))
        for (guint k = 1; lines[k] != NULL && *lines[k] != '\0'; k++)
          assert_header (lines[k]);
    }
}

static void
test_nothing_else_leaves (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (shared_numbers); i++)
    wait_announced (fixture, shared_numbers[i]);
  if (!fixture->index->is_classic)
    let_peer_fetch (fixture);
  fetch_everything (fixture);
  fixture_stop (fixture);

  take_what_the_index_heard (fixture);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "ADD RFC 11 "), ==, 1);
  g_assert_nonnull (strstr (fixture->sent->str, "Title: Eleven")); /* it was there to be seen */
  g_assert_nonnull (strstr (fixture->sent->str, "Request for Comments: 14"));
  assert_no_name_was_sent (fixture);
  assert_adds_say_no_more (fixture);
}

/* Also what comes while the peer runs. RFC 15 comes last: when it is announced, all that was there before has been seen. */
static void
test_nothing_else_is_announced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fifo = path_of (fixture->watched, "rfc29.txt");
  g_autofree char *from = path_of (fixture->library, "rfc27.txt.part");
  g_autofree char *to = path_of (fixture->library, ".rfc27.txt");

  for (guint i = 0; i < G_N_ELEMENTS (shared_numbers); i++)
    wait_announced (fixture, shared_numbers[i]);
  put (fixture->watched, ".rfc20.txt", 20, SECRET);
  put (fixture->watched, "rfc28.txt~", 28, SECRET);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_rename (from, to), ==, 0);
  put (fixture->watched, "rfc15.txt", 15, "Fifteen");
  wait_announced (fixture, 15);
  fixture_stop (fixture);

  take_what_the_index_heard (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (other_numbers); i++)
    {
      g_autofree char *add = g_strdup_printf ("ADD RFC %u ", other_numbers[i]);

      g_assert_cmpuint (test_fake_index_count_requests (fixture->index, add), ==, 0);
    }
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "ADD "), ==, G_N_ELEMENTS (shared_numbers) + 1);
  assert_no_name_was_sent (fixture);
}

#define ADD(name, data, func) \
  g_test_add ("/privacy/" name, Fixture, GINT_TO_POINTER (data), fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  /* To root every folder is open. */
  if (geteuid () == 0 && (setresgid (65534, 65534, 65534) != 0 || setresuid (65534, 65534, 65534) != 0))
    return 77;
  g_setenv ("LOGNAME", USER_NAME, TRUE);
  g_setenv ("USER", USER_NAME, TRUE);
  g_setenv ("HOME", "/nonexistent/" HOME_NAME, TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("nothing-else-leaves", FALSE, test_nothing_else_leaves);
  ADD ("nothing-else-leaves-to-a-1.0-index", TRUE, test_nothing_else_leaves);
  ADD ("nothing-else-is-announced", FALSE, test_nothing_else_is_announced);
  return g_test_run ();
}

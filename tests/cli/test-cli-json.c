/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What --json prints is what the man page promises: each member of it, with its type, and no others. */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "cli-runner.h"
#include "test-server.h"

/* The members of one ".Ss" of the man page: name and type, as "integer or null". */
static GHashTable *
read_promise (const char *title)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "man", "p2p-ci.1", NULL);
  g_autofree char *page = NULL;
  g_auto (GStrv) lines = NULL;
  GHashTable *members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean is_inside = FALSE;

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  lines = g_strsplit (page, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) words = NULL;

      if (g_str_has_prefix (*line, ".S"))
        is_inside = g_str_has_prefix (*line, ".Ss ") && strcmp (*line + 4, title) == 0;
      if (!is_inside || !g_str_has_prefix (*line, ".It Va "))
        continue;
      words = g_strsplit (*line + strlen (".It Va "), " Pq ", 2);
      g_assert_cmpuint (g_strv_length (words), ==, 2);
      g_hash_table_insert (members, g_strdup (words[0]), g_strdup (words[1]));
    }
  g_assert_cmpuint (g_hash_table_size (members), >, 0);
  return members;
}

static const char *
name_type (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return "null";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "array";
  if (JSON_NODE_HOLDS_OBJECT (node))
    return "object";
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_INT64:
      return "integer";
    case G_TYPE_STRING:
      return "string";
    case G_TYPE_BOOLEAN:
      return "boolean";
    default:
      return "?";
    }
}

static gboolean
is_of_type (JsonNode *node, const char *promised)
{
  g_auto (GStrv) types = g_strsplit (promised, " or ", -1);

  return g_strv_contains ((const char *const *) types, name_type (node));
}

static void
assert_keeps (JsonObject *object, const char *title)
{
  g_autoptr (GHashTable) members = read_promise (title);
  GHashTableIter iter;
  gpointer name, type;

  g_hash_table_iter_init (&iter, members);
  while (g_hash_table_iter_next (&iter, &name, &type))
    if (!json_object_has_member (object, name) || !is_of_type (json_object_get_member (object, name), type))
      g_error ("%s: no %s %s", title, (char *) name, (char *) type);
  if (json_object_get_size (object) != g_hash_table_size (members))
    g_error ("%s: %u members, and %u are promised", title, json_object_get_size (object), g_hash_table_size (members));
}

static void
assert_all_keep (CliRun *run, guint n_objects, const char *title)
{
  g_autoptr (JsonNode) node = cli_run_parse_json (run);
  JsonArray *array = json_node_get_array (node);

  g_assert_cmpuint (json_array_get_length (array), ==, n_objects);
  for (guint i = 0; i < n_objects; i++)
    assert_keeps (json_array_get_object_element (array, i), title);
}

static void
test_without_a_network (void)
{
  CliUser *user = cli_user_new (NULL);
  g_autofree char *one = cli_user_write_rfc (user, "one", 5, "Tides", "a");
  g_autofree char *other = cli_user_write_rfc (user, "other", 5, "Tides", "b");
  g_autofree char *letter = cli_user_build_path (user, "letter.txt");
  g_autoptr (CliRun) added = NULL;
  g_autoptr (CliRun) refused = NULL;
  g_autoptr (CliRun) held = NULL;
  g_autoptr (CliRun) inspected = NULL;
  g_autoptr (CliRun) removed = NULL;
  g_autoptr (CliRun) empty = NULL;
  g_autoptr (JsonNode) refusal = NULL;
  g_autoptr (JsonNode) removal = NULL;

  g_assert_true (g_file_set_contents (letter, "Dear aunt,\n", -1, NULL));
  empty = cli_user_run (user, "held", "--json", NULL);
  assert_all_keep (empty, 0, "Object document");
  added = cli_user_run (user, "add", "--json", one, NULL);
  assert_all_keep (added, 1, "Object addition");
  refused = cli_user_run (user, "add", "--json", other, letter, NULL);
  assert_all_keep (refused, 2, "Object addition");
  refusal = cli_run_parse_json (refused);
  assert_keeps (json_object_get_object_member (json_array_get_object_element (json_node_get_array (refusal), 0), "held"),
                "Object document");
  held = cli_user_run (user, "held", "--json", NULL);
  assert_all_keep (held, 1, "Object document");
  inspected = cli_user_run (user, "inspect", "--json", one, letter, NULL);
  assert_all_keep (inspected, 2, "Object reading");
  removed = cli_user_run (user, "remove", "--json", "5", NULL);
  removal = cli_run_parse_json (removed);
  assert_keeps (json_node_get_object (removal), "Object document");
  cli_user_free (user);
}

/* Until a line of this event comes: that line is what is promised, and so are all before it JSON. */
static void
wait_event (CliStay *stay, const char *event, const char *title)
{
  for (gboolean is_found = FALSE; !is_found;)
    {
      g_autofree char *line = cli_stay_wait_line (stay, "");
      g_autoptr (JsonNode) node = json_from_string (line, NULL);
      JsonObject *object = json_node_get_object (node);

      is_found = strcmp (json_object_get_string_member (object, "event"), event) == 0;
      if (!is_found)
        continue;
      if (strcmp (title, "Object document") == 0)
        json_object_remove_member (object, "event");
      assert_keeps (object, title);
    }
}

static gboolean
is_listed (CliUser *user)
{
  g_autoptr (CliRun) run = cli_user_run (user, "lookup", "--json", "5", NULL);

  return run->status == 0;
}

static void
test_with_a_network (void)
{
  TestServer *server = test_server_start (NULL);
  CliUser *user = cli_user_new (test_server_get_address (server));
  CliUser *visitor = cli_user_new (test_server_get_address (server));
  g_autofree char *path = cli_user_write_rfc (user, "library/rfc5.txt", 5, "Tides", "a");
  CliStay *stay = cli_user_start (user, "share", "--json", NULL);
  g_autoptr (CliRun) found = NULL;
  g_autoptr (CliRun) listed = NULL;
  g_autoptr (CliRun) got = NULL;
  g_autofree char *more = NULL;
  g_autofree char *changed = NULL;

  wait_event (stay, "serving", "Event serving");
  while (!is_listed (visitor))
    ;
  found = cli_user_run (visitor, "lookup", "--json", "5", NULL);
  assert_all_keep (found, 1, "Object holder");
  listed = cli_user_run (visitor, "list", "--json", NULL);
  assert_all_keep (listed, 1, "Object row");
  got = cli_user_run (visitor, "get", "--json", "5", "6", NULL);
  assert_all_keep (got, 2, "Object fetch");
  wait_event (stay, "upload-started", "Event upload-started");
  wait_event (stay, "upload-done", "Event upload-started");
  more = cli_user_write_rfc (user, "library/rfc7.txt", 7, "Moons", "b");
  wait_event (stay, "added", "Object document");
  changed = cli_user_write_rfc (user, "library/rfc7.txt", 7, "Suns", "b");
  wait_event (stay, "changed", "Object document");
  g_assert_cmpint (g_unlink (more), ==, 0);
  wait_event (stay, "removed", "Object document");
  test_server_stop (server);
  wait_event (stay, "offline", "Event offline");
  g_subprocess_send_signal (stay->process, SIGTERM);
  wait_event (stay, "left", "Event left");
  g_assert_cmpint (cli_stay_end (stay, 0), ==, 0);
  cli_user_free (user);
  cli_user_free (visitor);
}

static void
test_folders_and_connection (void)
{
  TestServer *server = test_server_start (NULL);
  CliUser *user = cli_user_new (test_server_get_address (server));
  g_autofree char *path = cli_user_write_rfc (user, "archive/old/rfc5.txt", 5, "Tides", "a");
  g_autofree char *archive = cli_user_build_path (user, "archive");
  g_autofree char *away = cli_user_build_path (user, "away");
  g_autofree char *first = cli_user_build_path (user, "first");
  CliStay *stay = NULL;

  g_assert_cmpint (g_mkdir (first, 0755), ==, 0);
  stay = cli_user_start (user, "share", "--json", first, archive, NULL);
  wait_event (stay, "connected", "Event connected");
  while (!is_listed (user))
    ;
  g_assert_cmpint (g_rename (archive, away), ==, 0);
  wait_event (stay, "folder", "Event folder");
  g_assert_cmpint (cli_stay_end (stay, SIGTERM), ==, 0);
  test_server_stop (server);
  cli_user_free (user);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-json/without-a-network", test_without_a_network);
  g_test_add_func ("/cli-json/with-a-network", test_with_a_network);
  g_test_add_func ("/cli-json/folders-and-connection", test_folders_and_connection);
  return g_test_run ();
}

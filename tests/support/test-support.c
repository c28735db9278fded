/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-support.h"

static gboolean
test_out_of_patience_cb (gpointer user_data)
{
  g_error ("The condition did not come true in %d s", TEST_PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

void
test_wait_until (TestCondition condition, gpointer data)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) patience = g_timeout_source_new_seconds (TEST_PATIENCE_SECONDS);

  g_source_set_callback (patience, test_out_of_patience_cb, NULL, NULL);
  g_source_attach (patience, context);

  while (!condition (data))
    g_main_context_iteration (context, TRUE);

  g_source_destroy (patience);
}

static gboolean
test_flag_is_true (gpointer data)
{
  return *(const gboolean *) data;
}

void
test_wait_until_true (const gboolean *flag)
{
  test_wait_until (test_flag_is_true, (gpointer) flag);
}

void
test_result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  g_assert_null (*slot);
  *slot = g_object_ref (result);
}

static gboolean
test_result_has_come (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

void
test_wait_for_result (GAsyncResult **result)
{
  test_wait_until (test_result_has_come, result);
}

GFile *
test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_dir_make_tmp ("p2p-ci-test-XXXXXX", &error);

  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static void
test_remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children =
      g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child = NULL;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    test_remove_tree (child);

  g_file_delete (file, NULL, NULL);
}

void
test_folder_free (GFile *folder)
{
  test_remove_tree (folder);
  g_object_unref (folder);
}

GFile *
test_folder_write (GFile *folder, const char *name, const char *contents, gssize length)
{
  g_autoptr (GError) error = NULL;
  GFile *file = g_file_get_child (folder, name);

  g_file_set_contents (g_file_peek_path (file), contents, length, &error);
  g_assert_no_error (error);
  return file;
}

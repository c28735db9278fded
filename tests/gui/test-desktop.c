/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-connect-page.h"
#include "gui-notices.h"
#include "gui-reader.h"
#include "gui-test.h"
#include "peer-found-index.h"
#include "test-support.h"

/* The program as the desktop knows it: notices, the way it is closed, links, and the first page. */

static void
test_desktop_notices (void)
{
  GuiTest test;
  g_autoptr (GuiNotices) notices = NULL;
  g_autoptr (GNotification) arrived = NULL;
  g_autoptr (GNotification) failed = NULL;

  gui_test_start (&test);
  notices = gui_notices_new (G_APPLICATION (test.application));
  gui_notices_set_downloads (notices, peer_engine_get_downloads (test.engine));
  g_assert_null (gui_notices_make_arrived (notices));
  fake_engine_add_download (test.engine, 9110, "HTTP Semantics", PEER_DOWNLOAD_RECEIVING, 0.5, "");
  g_assert_null (gui_notices_make_arrived (notices));
  fake_engine_add_download (test.engine, 2119, "<b>Key</b> words", PEER_DOWNLOAD_DONE, 1, "");
  arrived = gui_notices_make_arrived (notices);
  g_assert_nonnull (arrived);
  g_assert_null (gui_notices_make_failed (notices));
  fake_engine_add_download (test.engine, 793, "", PEER_DOWNLOAD_FAILED, 0, "No peer has it.");
  failed = gui_notices_make_failed (notices);
  g_assert_nonnull (failed);
  gui_test_end (&test);
}

static gboolean
is_hidden (gpointer widget)
{
  return !gtk_widget_get_visible (widget);
}

static void
test_desktop_closing_asks_once (void)
{
  GuiTest test;
  GtkWindow *dialog;

  gui_test_start (&test);
  gtk_window_close (GTK_WINDOW (test.window));
  gui_test_settle (GTK_WINDOW (test.window));
  dialog = gui_test_find_dialog (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (test.window)));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  test_wait_until (is_hidden, test.window);
  g_assert_cmpint (g_settings_get_enum (test.settings, "when-closed"), ==, 1);

  g_application_activate (G_APPLICATION (test.application));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (test.window)));
  gtk_window_close (GTK_WINDOW (test.window));
  test_wait_until (is_hidden, test.window);
  g_application_activate (G_APPLICATION (test.application));
  g_settings_reset (test.settings, "when-closed");
  gui_test_end (&test);
}

static GuiReader *
find_reader (GuiTest *test)
{
  for (GList *at = gtk_application_get_windows (GTK_APPLICATION (test->application)); at != NULL; at = at->next)
    if (GUI_IS_READER (at->data))
      return at->data;
  return NULL;
}

static void
open_link (GuiTest *test, const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  GFile *files[] = { file };

  g_application_open (G_APPLICATION (test->application), files, 1, "");
}

static void
test_desktop_links (void)
{
  static const char *const held[] = { "rfc:2119", "urn:ietf:rfc:2119" };
  GuiTest test;

  gui_test_start (&test);
  fake_engine_hold (test.engine, "rfc2119.txt", 2119, "Key words");
  for (guint i = 0; i < G_N_ELEMENTS (held); i++)
    {
      open_link (&test, held[i]);
      g_assert_nonnull (find_reader (&test));
      g_assert_cmpuint (gui_reader_get_number (find_reader (&test)), ==, 2119);
      gtk_window_destroy (GTK_WINDOW (find_reader (&test)));
    }
  open_link (&test, "rfc:4711");
  g_assert_null (find_reader (&test));
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (gui_test_find (GTK_WIDGET (test.window), GTK_TYPE_SEARCH_ENTRY, NULL));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (gui_test_find (GTK_WIDGET (test.window), GTK_TYPE_SEARCH_ENTRY, NULL))),
                   ==, "4711");
  gui_test_end (&test);
}

static void
test_desktop_first_page (void)
{
  GuiTest test;
  GtkWidget *page, *row;
  g_autoptr (GListStore) found = g_list_store_new (PEER_TYPE_FOUND_INDEX);
  g_autoptr (PeerFoundIndex) index = peer_found_index_new ("Library <b>annex</b>", "192.0.2.7", 5555, FALSE);
  g_autofree char *server = NULL;

  gui_test_start (&test);
  g_settings_set_string (test.settings, "server", "");
  fake_engine_set_connection (test.engine, PEER_CONNECTION_DISCONNECTED, "");
  gui_test_settle (GTK_WINDOW (test.window));
  page = gui_test_find (GTK_WIDGET (test.window), GUI_TYPE_CONNECT_PAGE, NULL);
  g_assert_nonnull (page);
  g_assert_null (gui_test_find (page, ADW_TYPE_ACTION_ROW, NULL));
  gui_connect_page_set_found (GUI_CONNECT_PAGE (page), G_LIST_MODEL (found));
  g_list_store_append (found, index);
  gui_test_settle (GTK_WINDOW (test.window));
  gui_test_save_picture (GTK_WIDGET (test.window), "first-page-found");
  row = gui_test_find (page, ADW_TYPE_ACTION_ROW, NULL);
  g_assert_nonnull (row);
  gtk_widget_activate (row);
  server = g_settings_get_string (test.settings, "server");
  g_assert_cmpstr (server, ==, "192.0.2.7:5555");
  g_settings_reset (test.settings, "server");
  gui_test_end (&test);
}

int
main (int argc, char **argv)
{
  gui_test_init (&argc, &argv);
  g_test_add_func ("/desktop/notices", test_desktop_notices);
  g_test_add_func ("/desktop/closing-asks-once", test_desktop_closing_asks_once);
  g_test_add_func ("/desktop/links", test_desktop_links);
  g_test_add_func ("/desktop/first-page", test_desktop_first_page);
  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-adding.h"
#include "gui-columns.h"
#include "gui-details-dialog.h"
#include "gui-document.h"
#include "gui-holders-popover.h"
#include "gui-index-page.h"
#include "gui-line.h"
#include "gui-preferences.h"
#include "gui-test.h"
#include "peer-candidate-private.h"
#include "peer-document-private.h"
#include "test-support.h"

#include <string.h>

/* The two lists: what is found, what is shown, what stays where it is; and the folders. */

static GtkWidget *
get_page (GuiTest *test, const char *name)
{
  g_autofree char *child = g_strconcat (name, "_page", NULL);

  return gui_test_get_template_child (test->window, child);
}

static GtkWidget *
find (GuiTest *test, GType type, const char *name)
{
  return gui_test_find (GTK_WIDGET (test->window), type, name);
}

static void
set_query (GuiTest *test, const char *text)
{
  g_object_set (get_page (test, "index"), "query", text, NULL);
  gui_test_settle (GTK_WINDOW (test->window));
}

static guint
get_n_results (GuiTest *test)
{
  guint n_results;

  g_object_get (get_page (test, "index"), "n-results", &n_results, NULL);
  return n_results;
}

/* What is searched for stands out, in whatever case, and goes with the query. */
static void
test_found_is_bold (void)
{
  GuiTest test;
  GtkWidget *line;

  gui_test_start (&test);
  gui_test_fill (&test);
  set_query (&test, "PROTO transfer");
  line = find (&test, GUI_TYPE_LINE, "Hypertext Transfer Protocol -- HTTP/1.1");
  g_assert_nonnull (line);
  g_assert_cmpuint (gui_line_get_n_marks (GUI_LINE (line)), ==, 2);
  set_query (&test, "2616");
  g_assert_cmpuint (gui_line_get_n_marks (GUI_LINE (find (&test, GUI_TYPE_LINE, "2616"))), >, 0);
  set_query (&test, "");
  g_assert_cmpuint (gui_line_get_n_marks (GUI_LINE (find (&test, GUI_TYPE_LINE, "2616"))), ==, 0);
  gui_test_end (&test);
}

/* The first row asks, says what came of it, and then gets. */
static void
test_look_up_row (void)
{
  GuiTest test;
  GtkWidget *view;

  gui_test_start (&test);
  gui_test_fill (&test);
  view = gui_test_get_template_child (get_page (&test, "index"), "view");
  set_query (&test, "79");
  g_assert_nonnull (find (&test, GUI_TYPE_LINE, "Look up RFC 79 on the server"));
  fake_engine_clear_calls ();
  g_signal_emit_by_name (view, "activate", 0u);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GUI_TYPE_LINE, "\xe2\x81\xa8" "3 peers have RFC 79, “A Title That the Index Knows”." "\xe2\x81\xa9"));
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Get RFC 79"));
  g_signal_emit_by_name (view, "activate", 0u);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "lookup 79\nstart 79\n");
  /* There is no such row for what the list has. */
  set_query (&test, "793");
  g_assert_null (find (&test, GUI_TYPE_LINE, "Look up RFC 793 on the server"));
  gui_test_end (&test);
}

static void
test_filters (void)
{
  GuiTest test;
  GtkWidget *page;
  guint n_all;

  gui_test_start (&test);
  gui_test_fill (&test);
  page = get_page (&test, "index");
  n_all = get_n_results (&test);
  g_object_set (page, "held-filter", GUI_HELD_HERE, NULL);
  g_assert_cmpuint (get_n_results (&test), ==, 4);
  g_assert_cmpuint (g_settings_get_uint (test.settings, "held-filter"), ==, GUI_HELD_HERE);
  g_object_set (page, "held-filter", GUI_HELD_ELSEWHERE, NULL);
  g_assert_cmpuint (get_n_results (&test), ==, n_all - 4);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "13 of 17 documents"));
  gtk_widget_activate_action (page, "index.show-all", NULL);
  g_assert_cmpuint (get_n_results (&test), ==, n_all);
  g_assert_cmpuint (g_settings_get_uint (test.settings, "held-filter"), ==, GUI_HELD_ALL);
  gui_test_end (&test);
}

/* Nothing is said of a status until a document that is held says something; and then of that one alone. */
static void
test_status (void)
{
  GuiTest test;
  GtkWidget *page;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), 940, 600);
  page = get_page (&test, "index");
  g_assert_null (find (&test, GUI_TYPE_LINE, "—"));
  peer_document_set_obsoletes (peer_library_find (peer_engine_get_library (test.engine), 9293), "793, 879");
  gui_standings_update (gui_index_page_get_standings (GUI_INDEX_PAGE (page)));
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GUI_TYPE_LINE, "⚠ Obsolete"));
  g_assert_nonnull (find (&test, GUI_TYPE_LINE, "—"));
  g_object_set (page, "status-filter", GUI_STATUS_OBSOLETE, NULL);
  g_assert_cmpuint (get_n_results (&test), ==, 1);
  g_object_set (page, "status-filter", GUI_STATUS_NOT_OBSOLETE, NULL);
  g_assert_cmpuint (get_n_results (&test), ==, 16);
  gtk_widget_activate_action (page, "index.show-all", NULL);
  /* Where there is little room the column goes. */
  gui_test_resize (GTK_WINDOW (test.window), 400, 600);
  g_assert_null (find (&test, GUI_TYPE_LINE, "⚠ Obsolete"));
  gui_test_end (&test);
}

static void
test_details (void)
{
  GuiTest test;
  GtkWidget *dialog, *row;

  gui_test_start (&test);
  gui_test_fill (&test);
  gtk_widget_activate_action (get_page (&test, "index"), "page.details", "u", 2119u);
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_DETAILS_DIALOG));
  g_assert_nonnull (dialog);
  gui_test_settle (GTK_WINDOW (dialog));
  g_assert_nonnull (gui_test_find (dialog, GTK_TYPE_LABEL, "6 peers"));
  g_assert_nonnull (gui_test_find (dialog, GTK_TYPE_LABEL, "6 of 6 peers agree on it"));
  row = gui_test_get_template_child (dialog, "title_row");
  gtk_editable_set_text (GTK_EDITABLE (row), "");
  g_signal_emit_by_name (row, "apply");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  gtk_editable_set_text (GTK_EDITABLE (row), "Key Words");
  g_signal_emit_by_name (row, "apply");
  g_assert_cmpstr (fake_engine_get_calls (), ==, "title 2119 Key Words\n");
  gtk_window_destroy (GTK_WINDOW (dialog));

  /* What is not held cannot be changed. */
  gtk_widget_activate_action (get_page (&test, "index"), "page.details", "u", 768u);
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_DETAILS_DIALOG));
  g_assert_false (gtk_widget_get_visible (gui_test_get_template_child (dialog, "title_row")));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gui_test_end (&test);
}

/* The text and the file's name disagree: the row says so, and the details say how. */
static void
test_number_to_check (void)
{
  GuiTest test;
  GtkWidget *button, *dialog;
  PeerDocument *document;

  gui_test_start (&test);
  gui_test_fill (&test);
  document = peer_library_find (peer_engine_get_library (test.engine), 9293);
  peer_document_set_state (document, PEER_DOCUMENT_SHARED, NULL);
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.view", "s", "library");
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_null (find (&test, GTK_TYPE_BUTTON, "Check number: the text says another than the file name"));
  peer_document_set_text_number (document, 9293);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_null (find (&test, GTK_TYPE_BUTTON, "Check number: the text says another than the file name"));
  peer_document_set_text_number (document, 9239);
  gui_test_settle (GTK_WINDOW (test.window));
  button = find (&test, GTK_TYPE_BUTTON, "Check number: the text says another than the file name");
  g_assert_nonnull (button);
  gui_test_save_picture (GTK_WIDGET (test.window), "library-check-number");
  g_signal_emit_by_name (button, "clicked");
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_DETAILS_DIALOG));
  g_assert_nonnull (dialog);
  gui_test_settle (GTK_WINDOW (dialog));
  g_assert_nonnull (gui_test_find (dialog,
                                   GTK_TYPE_LABEL,
                                   "The text says 9239, the file name says 9293 and is believed. "
                                   "Rename the file if it is wrong."));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gui_test_end (&test);
}

static void
test_stale (void)
{
  GuiTest test;
  GtkWidget *view;
  g_autoptr (GDateTime) then = g_date_time_new_local (2025, 3, 4, 14, 2, 0);

  gui_test_start (&test);
  gui_test_fill (&test);
  view = gui_test_get_template_child (get_page (&test, "index"), "view");
  g_object_set (peer_engine_get_catalogue (test.engine), "updated-at", g_date_time_to_unix (then), NULL);
  g_assert_false (gtk_widget_has_css_class (view, "stale"));
  fake_engine_set_connection (test.engine, PEER_CONNECTION_OFFLINE, "Gone.");
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_true (gtk_widget_has_css_class (view, "stale"));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "17 documents, as of 4 March, 14:02"));
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTED, "");
  g_assert_false (gtk_widget_has_css_class (view, "stale"));
  gui_test_end (&test);
}

/* Rows that come and go before it move neither the selection nor what is seen. */
static void
test_place_is_kept (void)
{
  GuiTest test;
  GuiPage *page;
  GtkColumnView *view;
  PeerEntry *chosen;
  GtkWidget *cell;
  graphene_rect_t before, after;

  gui_test_start (&test);
  fake_engine_add_entries (test.engine, 1000, 400);
  gui_test_settle (GTK_WINDOW (test.window));
  page = GUI_PAGE (get_page (&test, "index"));
  view = GTK_COLUMN_VIEW (gui_test_get_template_child (page, "view"));
  chosen = peer_catalogue_find (peer_engine_get_catalogue (test.engine), 1200);
  gui_page_select (page, chosen);
  gtk_widget_activate_action (GTK_WIDGET (view), "list.scroll-to-item", "u", 200u);
  gui_test_settle (GTK_WINDOW (test.window));
  cell = gui_columns_find_cell (gui_page_get_columns (page), chosen, "title");
  if (cell == NULL || !gtk_widget_compute_bounds (cell, GTK_WIDGET (view), &before))
    {
      gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view)), 200 * 42 - 200);
      gui_test_settle (GTK_WINDOW (test.window));
      cell = gui_columns_find_cell (gui_page_get_columns (page), chosen, "title");
      g_assert_nonnull (cell);
      g_assert_true (gtk_widget_compute_bounds (cell, GTK_WIDGET (view), &before));
    }
  fake_engine_add_entries (test.engine, 900, 50);
  for (guint number = 1000; number < 1020; number++)
    fake_engine_remove_entry (test.engine, peer_catalogue_find (peer_engine_get_catalogue (test.engine), number));
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_true (gui_page_get_selected (page) == chosen);
  cell = gui_columns_find_cell (gui_page_get_columns (page), chosen, "title");
  g_assert_nonnull (cell);
  g_assert_true (gtk_widget_compute_bounds (cell, GTK_WIDGET (view), &after));
  g_assert_cmpfloat (ABS (after.origin.y - before.origin.y), <, 43);
  gui_test_end (&test);
}

static void
test_widths_are_kept (void)
{
  GuiTest test;
  GtkColumnView *view;
  g_autoptr (GtkColumnViewColumn) number = NULL;
  g_autoptr (GtkColumnViewColumn) again = NULL;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), 940, 600);
  view = GTK_COLUMN_VIEW (gui_test_get_template_child (get_page (&test, "index"), "view"));
  number = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  gtk_column_view_column_set_fixed_width (number, 133);
  gui_test_end (&test);
  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), 940, 600);
  view = GTK_COLUMN_VIEW (gui_test_get_template_child (get_page (&test, "index"), "view"));
  again = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (again), ==, 133);
  g_settings_reset (test.settings, "index-widths");
  gui_test_end (&test);
}

static void
test_get_from_a_holder (void)
{
  GuiTest test;
  GtkWidget *popover;

  gui_test_start (&test);
  gui_test_fill (&test);
  gtk_widget_activate_action (get_page (&test, "index"), "index.holders", "u", 768u);
  gui_test_settle (GTK_WINDOW (test.window));
  gui_test_settle (GTK_WINDOW (test.window));
  popover = find (&test, GUI_TYPE_HOLDERS_POPOVER, NULL);
  g_assert_nonnull (popover);
  g_signal_emit_by_name (gui_test_find (popover, GTK_TYPE_BUTTON, "Get RFC 768 from mira"), "clicked");
  g_assert_cmpstr (fake_engine_get_calls (), ==, "lookup 768\nfrom mira\nstart 768\n");
  gui_test_settle (GTK_WINDOW (test.window));
  gui_test_end (&test);
}

/* A folder that cannot be is told of, and the setting stays as it was. */
static void
test_library_folder (void)
{
  GuiTest test;
  GtkWidget *dialog;
  g_autofree char *kept = NULL;
  g_autoptr (GFile) watched = g_file_new_for_path ("/srv/rfc");
  g_auto (GStrv) folders = NULL;

  gui_test_start (&test);
  g_action_group_activate_action (G_ACTION_GROUP (test.application), "preferences", NULL);
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_PREFERENCES));
  gui_test_settle (GTK_WINDOW (dialog));
  g_settings_set_string (test.settings, "folder", "/srv/good");
  g_assert_nonnull (gui_test_find (dialog, GTK_TYPE_LABEL, "/srv/good"));
  g_settings_set_string (test.settings, "folder", "/srv/locked");
  gui_test_settle (GTK_WINDOW (dialog));
  kept = g_settings_get_string (test.settings, "folder");
  g_assert_cmpstr (kept, ==, "/srv/good");
  g_assert_nonnull (gui_test_find (dialog, GTK_TYPE_LABEL, "/srv/good"));
  g_assert_nonnull (gui_test_find (dialog, GTK_TYPE_LABEL, "Cannot write to that folder."));

  peer_engine_add_folder (test.engine, watched, NULL);
  gui_test_settle (GTK_WINDOW (dialog));
  folders = g_settings_get_strv (test.settings, "watched-folders");
  g_assert_cmpstr (folders[0], ==, "/srv/rfc");
  g_signal_emit_by_name (gui_test_find (dialog, GTK_TYPE_BUTTON, "Stop watching /srv/rfc"), "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (peer_engine_get_folders (test.engine)), ==, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_settings_reset (test.settings, "folder");
  gui_test_end (&test);
}

/* Other content takes the place of what is shared only when somebody says so. */
static void
test_replace_asks (void)
{
  GuiTest test;
  g_autofree char *text = fake_document_text (2119, "Other Key Words");
  g_autoptr (GListStore) candidates = g_list_store_new (PEER_TYPE_CANDIDATE);
  g_autoptr (PeerCandidate) candidate = NULL;
  GtkWindow *dialog;

  gui_test_start (&test);
  gui_test_fill (&test);
  candidate = fake_candidate_new (peer_engine_get_library (test.engine), "rfc2119.txt", text);
  g_list_store_append (candidates, candidate);
  g_assert_cmpint (peer_candidate_get_problem (candidate), ==, PEER_PROBLEM_DIFFERENT_TEXT);
  for (guint replaces = 0; replaces < 2; replaces++)
    {
      peer_candidate_set_is_chosen (candidate, TRUE);
      gui_adding_share (gui_test_get_template_child (test.window, "stack"),
                        peer_engine_get_library (test.engine),
                        G_LIST_MODEL (candidates));
      dialog = gui_test_find_dialog (ADW_TYPE_MESSAGE_DIALOG);
      g_assert_nonnull (dialog);
      g_assert_cmpstr (fake_engine_get_calls (), ==, "");
      adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), replaces ? "replace" : "keep");
      gtk_window_destroy (dialog);
      gui_test_settle (GTK_WINDOW (test.window));
    }
  g_assert_cmpstr (fake_engine_get_calls (), ==, "add 2119 Other Key Words\n");
  gui_test_end (&test);
}

static void
test_problems_and_ways_out (void)
{
  GuiTest test;

  gui_test_start (&test);
  g_object_set (peer_engine_get_downloads (test.engine), "trouble-text", "Not enough space in ~/Documents/RFC.", NULL);
  g_object_set (peer_engine_get_upload_service (test.engine), "error-text", "Port 5678 is used by another program.", NULL);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "Not enough space in ~/Documents/RFC."));
  fake_engine_clear_calls ();
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.resume-downloads", NULL);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "resume\n");
  g_settings_set_uint (test.settings, "upload-port", 5678);
  g_action_group_activate_action (G_ACTION_GROUP (test.application), "use-any-port", NULL);
  g_assert_cmpuint (g_settings_get_uint (test.settings, "upload-port"), ==, 0);
  /* One condition is told once. */
  g_object_set (peer_engine_get_downloads (test.engine), "trouble-text", "Cannot write to ~/Documents/RFC.", NULL);
  g_object_set (peer_engine_get_library (test.engine), "error-text", "Cannot write to ~/Documents/RFC.", NULL);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_null (find (&test, GTK_TYPE_BUTTON, "_Try Again"));
  g_object_set (peer_engine_get_downloads (test.engine), "notice-text", "Two programs share this folder.", NULL);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "Two programs share this folder."));
  gui_test_end (&test);
}

int
main (int argc, char *argv[])
{
  gui_test_init (&argc, &argv);

  /* First: the applications of other tests go on following the settings, and would put them back before this one does. */
  g_test_add_func ("/pages/library-folder", test_library_folder);
  g_test_add_func ("/pages/found-is-bold", test_found_is_bold);
  g_test_add_func ("/pages/look-up-row", test_look_up_row);
  g_test_add_func ("/pages/filters", test_filters);
  g_test_add_func ("/pages/status", test_status);
  g_test_add_func ("/pages/details", test_details);
  g_test_add_func ("/pages/number-to-check", test_number_to_check);
  g_test_add_func ("/pages/stale", test_stale);
  g_test_add_func ("/pages/place-is-kept", test_place_is_kept);
  g_test_add_func ("/pages/widths-are-kept", test_widths_are_kept);
  g_test_add_func ("/pages/get-from-a-holder", test_get_from_a_holder);
  g_test_add_func ("/pages/replace-asks", test_replace_asks);
  g_test_add_func ("/pages/problems-and-ways-out", test_problems_and_ways_out);
  return g_test_run ();
}

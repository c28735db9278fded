/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-add-dialog.h"
#include "gui-banner.h"
#include "gui-document.h"
#include "gui-candidate-row.h"
#include "gui-entry-button.h"
#include "gui-holders-popover.h"
#include "gui-line.h"
#include "gui-preferences.h"
#include "gui-review-dialog.h"
#include "gui-test.h"
#include "gui-transfer-row.h"
#include "test-support.h"

static GtkWidget *
get_page (GuiTest *test, const char *name)
{
  g_autofree char *id = g_strconcat (name, "_page", NULL);

  return gui_test_get_template_child (test->window, id);
}

static const char *
get_state (GuiTest *test, const char *page)
{
  return gtk_stack_get_visible_child_name (
      GTK_STACK (gui_test_get_template_child (get_page (test, page), "stack")));
}

static guint
get_n_rows (GuiTest *test, const char *page)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (gui_test_get_template_child (get_page (test, page), "view"));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (view)));
}

static void
show_view (GuiTest *test, const char *view)
{
  gtk_widget_activate_action (GTK_WIDGET (test->window), "win.view", "s", view);
  gui_test_settle (GTK_WINDOW (test->window));
}

static void
click (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static GtkWidget *
find (GuiTest *test, GType type, const char *name)
{
  return gui_test_find (GTK_WIDGET (test->window), type, name);
}

typedef struct
{
  GtkWidget *page;
  const char *text;
} Query;

static gboolean
query_has_come (gpointer data)
{
  Query *query = data;
  g_autofree char *text = NULL;

  g_object_get (query->page, "query", &text, NULL);
  return g_strcmp0 (text, query->text) == 0;
}

static void
search_for (GuiTest *test, const char *text)
{
  GtkWidget *entry = gui_test_get_template_child (gui_test_get_template_child (test->window, "search"), "search_entry");
  Query query = { get_page (test, "index"), text };

  gtk_widget_activate_action (GTK_WIDGET (test->window), "win.search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  test_wait_until (query_has_come, &query);
}

static void
test_states_of_the_index (void)
{
  GuiTest test;

  gui_test_start (&test);
  g_assert_cmpstr (get_state (&test, "index"), ==, "connect");
  g_object_set (peer_engine_get_index_client (test.engine), "server", "host", NULL);
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTING, "");
  g_assert_cmpstr (get_state (&test, "index"), ==, "loading");
  fake_engine_set_connection (test.engine, PEER_CONNECTION_OFFLINE, "Gone.");
  g_assert_cmpstr (get_state (&test, "index"), ==, "offline");
  g_object_set (peer_engine_get_catalogue (test.engine), "is-loading", TRUE, NULL);
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTED, "");
  g_assert_cmpstr (get_state (&test, "index"), ==, "loading");
  g_object_set (peer_engine_get_catalogue (test.engine), "is-loading", FALSE, NULL);
  g_assert_cmpstr (get_state (&test, "index"), ==, "empty");
  fake_engine_add_entry (test.engine, 2119, "Key words", 1);
  g_assert_cmpstr (get_state (&test, "index"), ==, "list");
  /* What was known stays to be seen. */
  fake_engine_set_connection (test.engine, PEER_CONNECTION_OFFLINE, "Gone.");
  g_assert_cmpstr (get_state (&test, "index"), ==, "list");
  gui_test_end (&test);
}

static void
test_first_run (void)
{
  GuiTest test;
  GtkWidget *page, *row, *button;
  g_autofree char *server = NULL;

  gui_test_start (&test);
  page = gui_test_get_template_child (get_page (&test, "index"), "connect_page");
  row = gui_test_get_template_child (page, "server_row");
  button = gui_test_get_template_child (page, "connect_button");
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (row), "not an address");
  click (button);
  g_assert_true (gtk_widget_get_visible (gui_test_get_template_child (page, "server_problem")));
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  gtk_editable_set_text (GTK_EDITABLE (row), " rfc.example.org ");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  click (button);
  server = g_settings_get_string (test.settings, "server");
  g_assert_cmpstr (server, ==, "rfc.example.org");
  g_assert_nonnull (strstr (fake_engine_get_calls (), "server rfc.example.org\nconnect\n"));
  g_assert_cmpstr (get_state (&test, "index"), !=, "connect");
  gui_test_end (&test);
}

static void
test_views (void)
{
  GuiTest test;
  AdwViewStack *stack;

  gui_test_start (&test);
  gui_test_fill (&test);
  stack = ADW_VIEW_STACK (gui_test_get_template_child (test.window, "stack"));
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (stack), ==, "index");
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.next-view", NULL);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (stack), ==, "library");
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.previous-view", NULL);
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.previous-view", NULL);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (stack), ==, "transfers");
  g_assert_cmpuint (adw_view_stack_page_get_badge_number (adw_view_stack_get_page (stack, get_page (&test, "transfers"))),
                    ==,
                    4);
  /* Searching from where there is nothing to search goes to the index. */
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.search", NULL);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (stack), ==, "index");
  gui_test_end (&test);
}

static gboolean
has_focus_within (GuiTest *test, GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (test->window));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* From the keyboard a view is gone to for what it lists. */
static void
test_focus_goes_with_the_view (void)
{
  GuiTest test;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_settle (GTK_WINDOW (test.window));
  show_view (&test, "library");
  g_assert_true (has_focus_within (&test, gui_test_get_template_child (get_page (&test, "library"), "view")));
  show_view (&test, "index");
  g_assert_true (has_focus_within (&test, gui_test_get_template_child (get_page (&test, "index"), "view")));
  show_view (&test, "transfers");
  g_assert_true (has_focus_within (&test, get_page (&test, "transfers")));
  gui_test_end (&test);
}

/* The list comes after the address was entered; whoever searches by then goes on typing. */
static void
test_focus_comes_with_the_list (void)
{
  for (guint searches = 0; searches < 2; searches++)
    {
      GuiTest test;
      GtkWidget *page;

      gui_test_start (&test);
      page = get_page (&test, "index");
      g_object_set (peer_engine_get_index_client (test.engine), "server", "host", NULL);
      fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTING, "");
      show_view (&test, "index");
      if (searches)
        gtk_widget_activate_action (GTK_WIDGET (test.window), "win.search", NULL);
      fake_engine_add_entry (test.engine, 2119, "Key words", 1);
      fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTED, "");
      gui_test_settle (GTK_WINDOW (test.window));
      g_assert_cmpint (has_focus_within (&test, gui_test_get_template_child (page, "view")), ==, !searches);
      gui_test_end (&test);
    }
}

static void
test_search (void)
{
  GuiTest test;
  guint n_all;

  gui_test_start (&test);
  gui_test_fill (&test);
  n_all = get_n_rows (&test, "index");
  search_for (&test, "transfer protocol");
  g_assert_cmpuint (get_n_rows (&test, "index"), ==, 2);
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "2 results"));
  /* 791 and 793; and before them a row that offers to ask for 79 itself, which the list lacks. */
  search_for (&test, "79");
  g_assert_cmpuint (get_n_rows (&test, "index"), ==, 3);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GUI_TYPE_LINE, "Look up RFC 79 on the server"));
  search_for (&test, "rfc2616");
  g_assert_cmpuint (get_n_rows (&test, "index"), ==, 1);
  /* The same words are looked for in the library. */
  search_for (&test, "key words");
  g_assert_cmpuint (get_n_rows (&test, "library"), ==, 1);
  search_for (&test, "");
  g_assert_cmpuint (get_n_rows (&test, "index"), ==, n_all);
  gui_test_end (&test);
}

static void
test_look_up (void)
{
  GuiTest test;
  GtkWidget *button;

  gui_test_start (&test);
  gui_test_fill (&test);
  search_for (&test, "quik");
  g_assert_cmpstr (get_state (&test, "index"), ==, "no-results");
  button = gui_test_get_template_child (gui_test_get_template_child (get_page (&test, "index"), "no_results"),
                                        "look_up_button");
  g_assert_false (gtk_widget_get_visible (button));

  search_for (&test, "rfc 4711");
  g_assert_true (gtk_widget_get_visible (button));
  gtk_widget_activate_action (button, "index.look-up", NULL);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "No peer has RFC 4711 now."));

  /* What is typed before the answer comes asks for something else. */
  gtk_widget_activate_action (button, "index.look-up", NULL);
  g_assert_false (gtk_widget_get_sensitive (button));
  search_for (&test, "7540");
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_true (gtk_widget_get_sensitive (button));

  fake_engine_clear_calls ();
  gtk_widget_activate_action (button, "index.look-up", NULL);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Get RFC 7540");
  gtk_widget_activate_action (button, "index.look-up", NULL);
  g_assert_nonnull (strstr (fake_engine_get_calls (), "lookup 7540\nstart 7540\n"));
  gui_test_end (&test);
}

/* Each state's button, found by the words that a screen reader would say. */
static void
test_state_button (void)
{
  GuiTest test;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), 900, 790);
  click (find (&test, GTK_TYPE_BUTTON, "Get RFC 768 from a peer"));
  search_for (&test, "9110");
  gui_test_settle (GTK_WINDOW (test.window));
  click (find (&test, GTK_TYPE_BUTTON, "Getting RFC 9110, 62 % done: cancel"));
  search_for (&test, "3261");
  gui_test_settle (GTK_WINDOW (test.window));
  click (find (&test, GTK_TYPE_BUTTON, "Try again to get RFC 3261"));
  g_assert_cmpstr (fake_engine_get_calls (), ==, "start 768\ncancel 9110\nretry 3261\n");
  search_for (&test, "2119");
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Open RFC 2119"));
  gui_test_end (&test);
}

static void
test_state_button_follows (void)
{
  GuiTest test;
  PeerDownload *download;

  gui_test_start (&test);
  fake_engine_add_entry (test.engine, 9110, "HTTP Semantics", 1);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Get RFC 9110 from a peer"));
  download = fake_engine_add_download (test.engine, 9110, "HTTP Semantics", PEER_DOWNLOAD_RECEIVING, 0.1, "");
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Getting RFC 9110, 10 % done: cancel"));
  fake_download_progress (download, 0.9);
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Getting RFC 9110, 90 % done: cancel"));
  fake_engine_add_document (test.engine, 9110, "HTTP Semantics", "June 2022", 503000);
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Open RFC 9110"));
  gui_test_end (&test);
}

static void
test_row_activation (void)
{
  GuiTest test;
  GtkWidget *view;

  gui_test_start (&test);
  fake_engine_add_entry (test.engine, 9110, "HTTP Semantics", 1);
  fake_engine_add_entry (test.engine, 768, "User Datagram Protocol", 1);
  gui_test_settle (GTK_WINDOW (test.window));
  view = gui_test_get_template_child (get_page (&test, "index"), "view");
  /* Sorted by number: the first is 768. */
  g_signal_emit_by_name (view, "activate", 0u);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "start 768\n");
  /* Impatience does not cancel. */
  fake_engine_add_download (test.engine, 768, "", PEER_DOWNLOAD_RECEIVING, 0.5, "");
  g_signal_emit_by_name (view, "activate", 0u);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "start 768\n");
  gui_test_end (&test);
}

static void
test_holders (void)
{
  GuiTest test;
  GtkWidget *holders, *popover;

  gui_test_start (&test);
  gui_test_fill (&test);
  holders = gtk_widget_get_ancestor (find (&test, GUI_TYPE_LINE, "12 peers"), GTK_TYPE_BUTTON);
  gtk_widget_grab_focus (holders);
  click (holders);
  gui_test_settle (GTK_WINDOW (test.window));
  gui_test_settle (GTK_WINDOW (test.window));
  popover = find (&test, GUI_TYPE_HOLDERS_POPOVER, NULL);
  g_assert_nonnull (popover);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "lookup 1149\n");
  g_assert_nonnull (gui_test_find (popover, GTK_TYPE_LABEL, "juno.example.org"));
  g_assert_nonnull (gui_test_find (popover, GTK_TYPE_LABEL, "192.0.2.17:41233"));
  g_assert_nonnull (gui_test_find (popover, GTK_TYPE_LABEL, "You"));

  /* Closed, it leaves the focus where it was found. */
  gtk_popover_popdown (GTK_POPOVER (popover));
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_null (find (&test, GUI_TYPE_HOLDERS_POPOVER, NULL));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (test.window)) == holders);
  gui_test_end (&test);
}

static GSList *
make_file_list (GFile *first, ...)
{
  GSList *files = NULL;
  va_list more;

  va_start (more, first);
  for (GFile *file = first; file != NULL; file = va_arg (more, GFile *))
    files = g_slist_append (files, g_object_ref (file));
  va_end (more);
  return files;
}

static GFile *
write_document (GFile *folder, const char *name, guint number, const char *title)
{
  g_autofree char *text = fake_document_text (number, title);

  return test_folder_write (folder, name, text, -1);
}

/* As the drop target hears of it when the mouse is let go. */
static void
drop (GtkWidget *widget, GSList *files)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &is_taken);
    }
  g_assert_true (is_taken);
  gui_test_settle (GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
test_silent_drop_and_undo (void)
{
  GuiTest test;
  GFile *folder = test_folder_new ();
  g_autoptr (GFile) one = write_document (folder, "rfc4271.txt", 4271, "A Border Gateway Protocol 4 (BGP-4)");
  g_autoptr (GFile) three = write_document (folder, "rfc1034.txt", 1034, "Domain names - concepts");

  gui_test_start (&test);
  drop (GTK_WIDGET (test.window), make_file_list (one, three, NULL));
  g_assert_null (gui_test_find_dialog (GUI_TYPE_REVIEW_DIALOG));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "2 documents are now shared"));
  g_assert_cmpuint (get_n_rows (&test, "library"), ==, 2);
  click (find (&test, GTK_TYPE_BUTTON, "_Undo"));
  g_assert_cmpuint (get_n_rows (&test, "library"), ==, 0);
  g_assert_cmpstr (fake_engine_get_calls (),
                   ==,
                   "add 4271 A Border Gateway Protocol 4 (BGP-4)\nadd 1034 Domain names - concepts\n"
                   "trash 4271\ntrash 1034\n");
  gui_test_end (&test);
  test_folder_free (folder);
}

static void
test_drop_of_what_is_held (void)
{
  GuiTest test;
  GFile *folder = test_folder_new ();
  g_autoptr (GFile) file = write_document (folder, "rfc2119.txt", 2119, "Key words");

  gui_test_start (&test);
  fake_engine_hold (test.engine, "rfc2119.txt", 2119, "Key words");
  fake_engine_clear_calls ();
  drop (GTK_WIDGET (test.window), make_file_list (file, NULL));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "RFC 2119 is already in your library"));
  g_assert_cmpstr (fake_engine_get_calls (), ==, "");
  gui_test_end (&test);
  test_folder_free (folder);
}

static void
test_review (void)
{
  GuiTest test;
  GFile *folder = test_folder_new ();
  g_autoptr (GFile) good = write_document (folder, "rfc4271.txt", 4271, "A Border Gateway Protocol 4 (BGP-4)");
  g_autoptr (GFile) unnumbered = write_document (folder, "notes.txt", 0, "Notes on handshakes");
  g_autoptr (GFile) picture = test_folder_write (folder, "diagram.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  GtkWidget *dialog, *share, *number;

  gui_test_start (&test);
  drop (GTK_WIDGET (test.window), make_file_list (good, unnumbered, picture, NULL));
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_REVIEW_DIALOG));
  g_assert_nonnull (dialog);
  gui_test_settle (GTK_WINDOW (dialog));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Review 2 Files");
  share = gui_test_get_template_child (dialog, "share_button");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (share)), ==, "Share 1 File");

  number = gui_test_get_template_child (gui_test_find (dialog, GUI_TYPE_CANDIDATE_ROW, NULL), "number");
  g_assert_true (gtk_widget_has_css_class (number, "error"));
  gtk_editable_set_text (GTK_EDITABLE (number), "8446");
  g_assert_false (gtk_widget_has_css_class (number, "error"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (share)), ==, "Share 2 Files");
  click (share);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_null (gui_test_find_dialog (GUI_TYPE_REVIEW_DIALOG));
  g_assert_nonnull (strstr (fake_engine_get_calls (), "add 8446 Notes on handshakes\n"));
  g_assert_cmpuint (get_n_rows (&test, "library"), ==, 2);
  gui_test_end (&test);
  test_folder_free (folder);
}

static void
test_add_form (void)
{
  GuiTest test;
  GFile *folder = test_folder_new ();
  g_autoptr (GFile) file = write_document (folder, "draft.txt", 0, "A Border Gateway Protocol 4 (BGP-4)");
  GtkWidget *dialog, *share, *number, *title;

  gui_test_start (&test);
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.add-document", NULL);
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_ADD_DIALOG));
  share = gui_test_get_template_child (dialog, "share_button");
  gui_test_settle (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_sensitive (share));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (dialog)) == gui_test_get_template_child (dialog, "choose_button"));

  drop (dialog, make_file_list (file, NULL));
  gui_test_settle (GTK_WINDOW (dialog));
  title = gui_test_find (dialog, ADW_TYPE_ENTRY_ROW, "A Border Gateway Protocol 4 (BGP-4)");
  number = gui_test_find (dialog, ADW_TYPE_ENTRY_ROW, "");
  g_assert_nonnull (title);
  g_assert_nonnull (number);
  g_assert_false (gtk_widget_get_sensitive (share));
  gtk_test_accessible_assert_state (gtk_editable_get_delegate (GTK_EDITABLE (number)),
                                    GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_nonnull (gui_test_find (dialog, GTK_TYPE_LABEL, "No RFC number found. Type it to share this file."));

  gtk_editable_set_text (GTK_EDITABLE (number), "100000");
  g_assert_false (gtk_widget_get_sensitive (share));
  gtk_editable_set_text (GTK_EDITABLE (number), "4271");
  g_assert_true (gtk_widget_get_sensitive (share));
  gtk_test_accessible_assert_state (gtk_editable_get_delegate (GTK_EDITABLE (number)),
                                    GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_FALSE);
  gtk_editable_set_text (GTK_EDITABLE (title), "");
  g_assert_false (gtk_widget_get_sensitive (share));
  gtk_editable_set_text (GTK_EDITABLE (title), "BGP-4");
  g_assert_true (gtk_widget_get_sensitive (share));

  /* While another file is read, what was typed for the one before it cannot be shared in its name. */
  drop (dialog, make_file_list (file, NULL));
  g_assert_false (gtk_widget_get_sensitive (share));
  gui_test_settle (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (gui_test_find (dialog, ADW_TYPE_ENTRY_ROW, "")), "4271");
  gtk_editable_set_text (GTK_EDITABLE (gui_test_find (dialog, ADW_TYPE_ENTRY_ROW, "A Border Gateway Protocol 4 (BGP-4)")),
                         "BGP-4");
  click (share);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_null (gui_test_find_dialog (GUI_TYPE_ADD_DIALOG));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "RFC 4271 is now shared"));
  g_assert_nonnull (strstr (fake_engine_get_calls (), "add 4271 BGP-4\n"));
  gui_test_end (&test);
  test_folder_free (folder);
}

static void
test_stop_sharing_and_undo (void)
{
  GuiTest test;
  PeerDocument *document;
  GtkWidget *control;

  gui_test_start (&test);
  gui_test_fill (&test);
  show_view (&test, "library");
  document = peer_library_find (peer_engine_get_library (test.engine), 2119);
  control = find (&test, GTK_TYPE_SWITCH, NULL);
  g_assert_nonnull (control);
  gtk_widget_activate_action (get_page (&test, "library"), "library.toggle-shared", "u", 2119u);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_false (gui_document_is_shared (document));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "RFC 2119 is no longer shared"));
  click (find (&test, GTK_TYPE_BUTTON, "_Undo"));
  gui_test_settle (GTK_WINDOW (test.window));
  /* The index has heard of nothing. */
  g_assert_true (gui_document_is_shared (document));
  g_assert_cmpstr (fake_engine_get_calls (), ==, "");

  /* The switch itself, of the first row, RFC 791; on again before the toast is gone. */
  gtk_switch_set_active (GTK_SWITCH (control), FALSE);
  g_assert_true (peer_document_get_is_shared (peer_library_find (peer_engine_get_library (test.engine), 791)));
  gtk_switch_set_active (GTK_SWITCH (control), TRUE);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "");

  /* Not undone, it is done when the toast goes: at the latest with the window. */
  gtk_switch_set_active (GTK_SWITCH (control), FALSE);
  gtk_window_destroy (GTK_WINDOW (test.window));
  g_assert_cmpstr (fake_engine_get_calls (), ==, "share 791 0\n");
  gui_test_end (&test);
}

static void
test_trash_asks (void)
{
  GuiTest test;
  GtkWindow *dialog;

  gui_test_start (&test);
  gui_test_fill (&test);
  show_view (&test, "library");
  gtk_widget_activate_action (get_page (&test, "library"), "page.trash", "u", 2119u);
  dialog = gui_test_find_dialog (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "trash");
  gtk_window_destroy (dialog);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_cmpstr (fake_engine_get_calls (), ==, "trash 2119\n");
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "RFC 2119 is in the trash"));
  gui_test_end (&test);
}

static void
test_connection_banner (void)
{
  GuiTest test;
  GuiBanner *banner;

  gui_test_start (&test);
  banner = GUI_BANNER (gui_test_get_template_child (gui_test_get_template_child (test.window, "problems"), "connection_banner"));
  g_object_set (peer_engine_get_index_client (test.engine), "server", "host", NULL);
  /* The first attempt is no problem yet. */
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTING, "Connecting.");
  g_assert_false (gui_banner_is_shown (banner));
  fake_engine_set_connection (test.engine, PEER_CONNECTION_OFFLINE, "Cannot reach <b>host</b>. Trying again in 16 s.");
  g_assert_true (gui_banner_is_shown (banner));
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "Cannot reach <b>host</b>. Trying again in 16 s."));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "Offline"));
  /* Further attempts do not make it blink. */
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTING, "Connecting.");
  g_assert_true (gui_banner_is_shown (banner));
  fake_engine_clear_calls ();
  g_action_group_activate_action (G_ACTION_GROUP (test.application), "reconnect", NULL);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "connect\n");
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTED, "Connected.");
  g_assert_false (gui_banner_is_shown (banner));
  gui_test_end (&test);
}

static void
test_transfers (void)
{
  GuiTest test;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), 900, 790);
  show_view (&test, "transfers");
  click (find (&test, GTK_TYPE_BUTTON, "Cancel RFC 9110"));
  click (find (&test, GTK_TYPE_BUTTON, "Try RFC 1035 again now"));
  click (find (&test, GTK_TYPE_BUTTON, "Try RFC 3261 again now"));
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Open RFC 9293"));
  g_assert_null (find (&test, GTK_TYPE_BUTTON, "Cancel RFC 9293"));
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "Sending to 192.0.2.17."));
  gtk_widget_activate_action (get_page (&test, "transfers"), "transfers.clear", NULL);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "cancel 9110\nretry 1035\nretry 3261\nclear downloads\nclear uploads\n");

  /* What is seen is chosen by the chips; what has ended well is beneath the rest. */
  g_assert_nonnull (find (&test, GTK_TYPE_LABEL, "Finished Today"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (&test, GTK_TYPE_TOGGLE_BUTTON, "Failed")), TRUE);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_null (find (&test, GTK_TYPE_BUTTON, "Cancel RFC 9110"));
  g_assert_null (find (&test, GTK_TYPE_LABEL, "Finished Today"));
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Try RFC 3261 again now"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (&test, GTK_TYPE_TOGGLE_BUTTON, "Running")), TRUE);
  gui_test_settle (GTK_WINDOW (test.window));
  g_assert_nonnull (find (&test, GTK_TYPE_BUTTON, "Cancel RFC 9110"));
  g_assert_null (find (&test, GTK_TYPE_BUTTON, "Try RFC 3261 again now"));

  fake_engine_clear_calls ();
  click (find (&test, GTK_TYPE_BUTTON, "Pause Queue"));
  click (find (&test, GTK_TYPE_BUTTON, "Resume Queue"));
  gtk_widget_activate_action (get_page (&test, "transfers"), "transfers.retry-failed", NULL);
  g_assert_cmpstr (fake_engine_get_calls (), ==, "pause\nresume\nretry failed\n");
  gui_test_end (&test);
}

static void
test_preferences (void)
{
  GuiTest test;
  GtkWidget *dialog, *row;

  gui_test_start (&test);
  fake_engine_clear_calls ();
  g_action_group_activate_action (G_ACTION_GROUP (test.application), "preferences", NULL);
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_PREFERENCES));
  row = gui_test_get_template_child (dialog, "server_row");
  gtk_editable_set_text (GTK_EDITABLE (row), "no address");
  g_signal_emit_by_name (row, "apply");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_assert_cmpstr (fake_engine_get_calls (), ==, "");
  gtk_editable_set_text (GTK_EDITABLE (row), "rfc.example.org:5555");
  g_signal_emit_by_name (row, "apply");
  g_assert_true (g_str_has_prefix (fake_engine_get_calls (), "disconnect\nserver rfc.example.org:5555\nconnect\n"));

  fake_engine_clear_calls ();
  gtk_switch_set_active (GTK_SWITCH (gui_test_get_template_child (dialog, "automatic_port")), FALSE);
  g_assert_cmpuint (g_settings_get_uint (test.settings, "upload-port"), ==, 7735);
  g_assert_nonnull (strstr (fake_engine_get_calls (), "listen 7735\nupload-port 7735\n"));
  gtk_switch_set_active (GTK_SWITCH (gui_test_get_template_child (dialog, "automatic_port")), TRUE);
  g_assert_cmpuint (g_settings_get_uint (test.settings, "upload-port"), ==, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gui_test_end (&test);
}

static void
test_quit_asks (void)
{
  GuiTest test;
  GtkWindow *dialog;

  gui_test_start (&test);
  gui_test_fill (&test);
  g_settings_set_string (test.settings, "when-closed", "quit");
  gtk_window_close (GTK_WINDOW (test.window));
  dialog = gui_test_find_dialog (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  gtk_window_destroy (dialog);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (test.window)));
  g_assert_null (strstr (fake_engine_get_calls (), "engine stop"));

  g_object_set (peer_engine_get_upload_service (test.engine), "n-active", 0, NULL);
  gtk_window_close (GTK_WINDOW (test.window));
  g_assert_nonnull (strstr (fake_engine_get_calls (), "engine stop"));
  g_settings_reset (test.settings, "when-closed");
  gui_test_end (&test);
}

/* Every button and every entry says what it is; no icon stands alone. */
static void
check_name (GtkWidget *widget)
{
  g_autofree char *path = g_strdup_printf ("%s (%s)", G_OBJECT_TYPE_NAME (widget), gtk_widget_get_tooltip_text (widget));
  const char *text = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
  gboolean has_label = text != NULL && text[0] != '\0';

  if (!has_label && GTK_IS_BUTTON (widget))
    has_label = gtk_widget_get_tooltip_text (widget) != NULL || gui_test_find (widget, GTK_TYPE_LABEL, NULL) != NULL
                || gtk_widget_get_tooltip_text (gtk_widget_get_parent (widget)) != NULL;
  if (!has_label)
    has_label = gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
                || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  if (!has_label)
    g_error ("%s has no name", path);
}

static gboolean
is_of_gtk (GtkWidget *widget)
{
  /* Window buttons name themselves; what stands in an entry is the entry's. */
  return gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL
         || gtk_widget_get_ancestor (widget, ADW_TYPE_VIEW_SWITCHER) != NULL;
}

static guint
check_names (GtkWidget *root)
{
  guint n_checked = 0;

  if (!gtk_widget_get_mapped (root))
    return 0;
  if ((GTK_IS_BUTTON (root) || GTK_IS_SEARCH_ENTRY (root) || GTK_IS_ENTRY (root) || GTK_IS_SWITCH (root)
       || GTK_IS_PROGRESS_BAR (root) || GTK_IS_CHECK_BUTTON (root))
      && !is_of_gtk (root))
    {
      check_name (root);
      n_checked++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n_checked += check_names (child);
  return n_checked;
}

static void
test_accessible_names (void)
{
  static const char *const views[] = { "index", "library", "transfers" };
  GuiTest test;
  guint n_checked = 0;

  gui_test_start (&test);
  gui_test_fill (&test);
  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.search", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      show_view (&test, views[i]);
      n_checked += check_names (GTK_WIDGET (test.window));
    }
  g_test_message ("%u controls have a name", n_checked);
  g_assert_cmpuint (n_checked, >, 50);
  gtk_test_accessible_assert_property (find (&test, GTK_TYPE_BUTTON, "Cancel RFC 9110"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Cancel RFC 9110");
  gui_test_end (&test);
}

static void
test_narrow (void)
{
  GuiTest test;
  GtkWidget *switch_button;
  gboolean is_narrow;

  gui_test_start (&test);
  gui_test_fill (&test);
  show_view (&test, "library");
  gui_test_resize (GTK_WINDOW (test.window), 940, 600);
  g_assert_nonnull (find (&test, GUI_TYPE_LINE, "March 1997"));
  gui_test_resize (GTK_WINDOW (test.window), 400, 600);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (test.window)), <=, 400);
  g_object_get (test.window, "is-narrow", &is_narrow, NULL);
  g_assert_true (is_narrow);
  g_assert_null (find (&test, GUI_TYPE_LINE, "March 1997"));
  switch_button = find (&test, ADW_TYPE_VIEW_SWITCHER_BAR, NULL);
  g_assert_nonnull (switch_button);
  g_assert_cmpint (gtk_widget_get_height (switch_button), >, 20);
  gui_test_resize (GTK_WINDOW (test.window), 940, 600);
  g_assert_nonnull (find (&test, GUI_TYPE_LINE, "March 1997"));
  gui_test_end (&test);
}

static void
test_size_and_view_are_kept (void)
{
  GuiTest test;
  g_autofree char *view = NULL;

  gui_test_start (&test);
  show_view (&test, "library");
  gui_test_resize (GTK_WINDOW (test.window), 801, 602);
  gtk_window_close (GTK_WINDOW (test.window));
  g_assert_cmpint (g_settings_get_int (test.settings, "window-width"), ==, 801);
  g_assert_cmpint (g_settings_get_int (test.settings, "window-height"), ==, 602);
  view = g_settings_get_string (test.settings, "view");
  g_assert_cmpstr (view, ==, "library");
  g_settings_reset (test.settings, "window-width");
  g_settings_reset (test.settings, "window-height");
  gui_test_end (&test);
}

static GtkColumnViewColumn *
get_column (GuiTest *test, guint position)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (gui_test_get_template_child (get_page (test, "index"), "view"));
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), position);

  return column;
}

static guint
get_first_number (GuiTest *test)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (gui_test_get_template_child (get_page (test, "index"), "view"));
  g_autoptr (PeerEntry) entry = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (view)), 0);

  return peer_entry_get_number (entry);
}

static void
assert_sort (GuiTest *test, const char *expected_name, gboolean expected_is_descending)
{
  g_autofree char *name = NULL;
  gboolean is_descending;

  g_settings_get (test->settings, "index-sort", "(sb)", &name, &is_descending);
  g_assert_cmpstr (name, ==, expected_name);
  g_assert_cmpint (is_descending, ==, expected_is_descending);
}

static void
test_sort_is_kept (void)
{
  GuiTest test;
  GtkColumnView *view;

  gui_test_start (&test);
  gui_test_fill (&test);
  view = GTK_COLUMN_VIEW (gui_test_get_template_child (get_page (&test, "index"), "view"));
  g_assert_cmpuint (get_first_number (&test), ==, 768);
  gtk_column_view_sort_by_column (view, get_column (&test, 2), GTK_SORT_DESCENDING);
  g_assert_cmpuint (get_first_number (&test), ==, 1149);
  assert_sort (&test, "holders", TRUE);
  gtk_column_view_sort_by_column (view, get_column (&test, 1), GTK_SORT_ASCENDING);
  assert_sort (&test, "title", FALSE);
  gtk_column_view_sort_by_column (view, NULL, GTK_SORT_ASCENDING);
  assert_sort (&test, "", FALSE);
  gtk_column_view_sort_by_column (view, get_column (&test, 0), GTK_SORT_DESCENDING);
  assert_sort (&test, "number", TRUE);
  gui_test_end (&test);

  gui_test_start (&test);
  gui_test_fill (&test);
  g_assert_cmpuint (get_first_number (&test), ==, 9293);
  g_settings_reset (test.settings, "index-sort");
  gui_test_end (&test);
}

int
main (int argc, char *argv[])
{
  gui_test_init (&argc, &argv);

  g_test_add_func ("/window/states-of-the-index", test_states_of_the_index);
  g_test_add_func ("/window/first-run", test_first_run);
  g_test_add_func ("/window/views", test_views);
  g_test_add_func ("/window/focus-goes-with-the-view", test_focus_goes_with_the_view);
  g_test_add_func ("/window/focus-comes-with-the-list", test_focus_comes_with_the_list);
  g_test_add_func ("/window/search", test_search);
  g_test_add_func ("/window/look-up", test_look_up);
  g_test_add_func ("/window/state-button", test_state_button);
  g_test_add_func ("/window/state-button-follows", test_state_button_follows);
  g_test_add_func ("/window/row-activation", test_row_activation);
  g_test_add_func ("/window/holders", test_holders);
  g_test_add_func ("/window/silent-drop-and-undo", test_silent_drop_and_undo);
  g_test_add_func ("/window/drop-of-what-is-held", test_drop_of_what_is_held);
  g_test_add_func ("/window/review", test_review);
  g_test_add_func ("/window/add-form", test_add_form);
  g_test_add_func ("/window/stop-sharing-and-undo", test_stop_sharing_and_undo);
  g_test_add_func ("/window/trash-asks", test_trash_asks);
  g_test_add_func ("/window/connection-banner", test_connection_banner);
  g_test_add_func ("/window/transfers", test_transfers);
  g_test_add_func ("/window/preferences", test_preferences);
  g_test_add_func ("/window/quit-asks", test_quit_asks);
  g_test_add_func ("/window/accessible-names", test_accessible_names);
  g_test_add_func ("/window/narrow", test_narrow);
  g_test_add_func ("/window/sort-is-kept", test_sort_is_kept);
  g_test_add_func ("/window/size-and-view-are-kept", test_size_and_view_are_kept);
  return g_test_run ();
}

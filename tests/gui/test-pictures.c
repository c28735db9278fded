/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-add-dialog.h"
#include "gui-details-dialog.h"
#include "gui-holders-popover.h"
#include "gui-index-page.h"
#include "gui-preferences.h"
#include "gui-review-dialog.h"
#include "gui-test.h"
#include "peer-document-private.h"
#include "test-support.h"

#include <glib/gi18n.h>

/* Every view and state, drawn into the build folder to be looked at. What can be asserted without eyes is asserted: that
 * nothing warns, and that a narrow window does not grow. */

#define WIDE_WIDTH 940
#define WIDE_HEIGHT 600
#define NARROW_HEIGHT 640

static void
save (GuiTest *test, const char *name)
{
  gui_test_settle (GTK_WINDOW (test->window));
  gui_test_save_picture (GTK_WIDGET (test->window), name);
}

static void
show_view (GuiTest *test, const char *view)
{
  gtk_widget_activate_action (GTK_WIDGET (test->window), "win.view", "s", view);
}

static void
set_scheme (AdwColorScheme scheme)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
save_all_views (GuiTest *test, const char *suffix)
{
  static const char *const views[] = { "index", "library", "transfers" };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%s", views[i], suffix);

      show_view (test, views[i]);
      save (test, name);
    }
  show_view (test, "index");
}

static void
test_full (void)
{
  GuiTest test;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  save_all_views (&test, "wide-light");
  /* The one for the README: data/screenshots/index.png is a copy of it, as the two beside it are of reader-1100-light and
   * transfers-wide-dark. */
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, 780);
  save (&test, "index-readme");
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  set_scheme (ADW_COLOR_SCHEME_FORCE_DARK);
  save_all_views (&test, "wide-dark");
  gui_test_resize (GTK_WINDOW (test.window), 360, NARROW_HEIGHT);
  save_all_views (&test, "narrow-dark");
  set_scheme (ADW_COLOR_SCHEME_FORCE_LIGHT);
  save_all_views (&test, "narrow-light");
  gui_test_resize (GTK_WINDOW (test.window), 470, NARROW_HEIGHT);
  save_all_views (&test, "470-light");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (test.window)), <=, 470);
  gui_test_resize (GTK_WINDOW (test.window), 660, NARROW_HEIGHT);
  save_all_views (&test, "660-light");
  gui_test_resize (GTK_WINDOW (test.window), 1270, 780);
  save_all_views (&test, "large-light");
  gui_test_end (&test);
}

static void
set_text_scale (double scale)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (scale * 96 * 1024), NULL);
}

/* Large text, from right to left, and with what is known of documents. The high contrast is asked for by the environment. */
static void
test_styles (void)
{
  GuiTest test;
  gboolean has_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  GtkWidget *page;

  gui_test_start (&test);
  gui_test_fill (&test);
  page = gui_test_get_template_child (test.window, "index_page");
  peer_document_set_obsoletes (peer_library_find (peer_engine_get_library (test.engine), 9293), "793, 879, 2616");
  gui_standings_update (gui_index_page_get_standings (GUI_INDEX_PAGE (page)));
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  save_all_views (&test, has_contrast ? "contrast" : "status");
  if (!has_contrast)
    {
      gtk_widget_activate_action (GTK_WIDGET (test.window), "win.search", NULL);
      save (&test, "index-filters");
    }
  gui_test_end (&test);

  set_text_scale (2);
  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), 1240, 760);
  save_all_views (&test, has_contrast ? "contrast-200-percent" : "200-percent");
  gui_test_end (&test);
  set_text_scale (1);

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  save_all_views (&test, has_contrast ? "contrast-right-to-left" : "right-to-left");
  gui_test_end (&test);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_empty (void)
{
  GuiTest test;

  gui_test_start (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  save_all_views (&test, "first-run");
  gui_test_resize (GTK_WINDOW (test.window), 360, NARROW_HEIGHT);
  save_all_views (&test, "first-run-narrow");
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  g_object_set (peer_engine_get_index_client (test.engine), "server", "rfc.example.org", NULL);
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTING, "Connecting to rfc.example.org.");
  save (&test, "index-connecting");
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTED, "Connected.");
  save (&test, "index-empty");
  fake_engine_set_connection (test.engine,
                              PEER_CONNECTION_OFFLINE,
                              "Cannot reach the index at rfc.example.org:5555. Trying again in 16 seconds.");
  save (&test, "index-offline-empty");
  gui_test_end (&test);
}

static void
search_for (GuiTest *test, const char *text)
{
  GtkWidget *entry = gui_test_get_template_child (gui_test_get_template_child (test->window, "search"), "search_entry");
  GtkWidget *page = gui_test_get_template_child (test->window, "index_page");

  gtk_widget_activate_action (GTK_WIDGET (test->window), "win.search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  /* The entry tells after its delay. */
  for (g_autofree char *query = NULL; g_strcmp0 (query, text) != 0;)
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_pointer (&query, g_free);
      g_object_get (page, "query", &query, NULL);
    }
}

static void
test_search (void)
{
  GuiTest test;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  search_for (&test, "protocol");
  save (&test, "search-protocol");
  search_for (&test, "rfc 7540");
  save (&test, "search-number");
  search_for (&test, "<b>quik</b>");
  save (&test, "search-nothing");
  gui_test_end (&test);
}

static void
test_problems (void)
{
  GuiTest test;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  fake_engine_set_connection (test.engine,
                              PEER_CONNECTION_OFFLINE,
                              "Cannot reach the index at rfc.example.org:5555. Trying again in 16 seconds.");
  save (&test, "banner-offline");
  gui_test_resize (GTK_WINDOW (test.window), 360, NARROW_HEIGHT);
  save (&test, "banner-offline-narrow");
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTED, "Connected.");
  g_object_set (peer_engine_get_upload_service (test.engine),
                "error-text",
                "Port 5678 is used by another program, so a free one was taken: 41233.",
                NULL);
  g_object_set (peer_engine_get_library (test.engine), "error-text", "Cannot write to ~/Documents/RFC.", NULL);
  save (&test, "banners-two");
  gui_test_end (&test);
}

/* Remote text of the unpleasant kind: shown as text, in one line, without turning its surroundings around. */
static void
test_hostile_titles (void)
{
  GuiTest test;

  gui_test_start (&test);
  fake_engine_add_entry (test.engine, 1, "<b>bold</b> &amp; <a href=\"file:///etc/passwd\">link</a> %s%n", 1);
  fake_engine_add_entry (test.engine, 2, "Right to left override \xe2\x80\xaetxt.cilbup\xe2\x80\xac after", 2);
  fake_engine_add_entry (test.engine, 3, "Zalgo Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88\xcc\x89 text", 2);
  fake_engine_add_entry (test.engine, 4, "\xd7\xa4\xd7\xa8\xd7\x95\xd7\x98\xd7\x95\xd7\xa7\xd7\x95\xd7\x9c (Hebrew)", 2);
  fake_engine_add_entry (test.engine, 5, "Two\nlines\tand a tab", 2);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  save (&test, "hostile-titles");
  gui_test_end (&test);
}

static void
test_drop_hint (void)
{
  GuiTest test;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  gtk_widget_set_visible (gui_test_get_template_child (test.window, "drop_hint"), TRUE);
  save (&test, "drop-hint-light");
  set_scheme (ADW_COLOR_SCHEME_FORCE_DARK);
  save (&test, "drop-hint-dark");
  set_scheme (ADW_COLOR_SCHEME_FORCE_LIGHT);
  gui_test_end (&test);
}

static void
test_toast (void)
{
  GuiTest test;
  GFile *folder = test_folder_new ();
  g_autofree char *text = fake_document_text (4271, "A Border Gateway Protocol 4 (BGP-4)");
  g_autoptr (GFile) file = test_folder_write (folder, "rfc4271.txt", text, -1);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  show_view (&test, "library");
  g_list_store_append (files, file);
  gui_window_add_files (test.window, G_LIST_MODEL (files));
  save (&test, "toast-added");
  gui_test_end (&test);
  test_folder_free (folder);
}

static void
add_candidate (GListStore *candidates, GuiTest *test, const char *name, guint number, const char *title)
{
  g_autofree char *text = fake_document_text (number, title);
  g_autoptr (PeerCandidate) candidate = fake_candidate_new (peer_engine_get_library (test->engine), name, text);

  g_list_store_append (candidates, candidate);
}

static GListStore *
make_candidates (GuiTest *test)
{
  GListStore *candidates = g_list_store_new (PEER_TYPE_CANDIDATE);
  g_autoptr (PeerCandidate) picture
      = fake_candidate_new (peer_engine_get_library (test->engine), "diagram.png", "\x89PNG\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12");

  add_candidate (candidates, test, "rfc6312.txt", 6212, "Mobile Networks Considerations for IPv6 Deployment");
  add_candidate (candidates, test, "notes.txt", 0, "Notes on Handshakes");
  add_candidate (candidates, test, "rfc791.txt", 791, "Internet Protocol");
  g_list_store_append (candidates, picture);
  add_candidate (candidates, test, "rfc9110.txt", 9110, "HTTP Semantics");
  add_candidate (candidates, test, "rfc9112.txt", 9112, "HTTP/1.1");
  return candidates;
}

static void
test_dialogs (void)
{
  GuiTest test;
  g_autoptr (GListStore) candidates = NULL;
  GFile *folder = test_folder_new ();
  g_autofree char *text = fake_document_text (0, "A Border Gateway Protocol 4 (BGP-4)");
  g_autoptr (GFile) file = test_folder_write (folder, "draft.txt", text, -1);
  GtkWidget *dialog;

  gui_test_start (&test);
  gui_test_fill (&test);
  candidates = make_candidates (&test);
  dialog = gui_review_dialog_new (gui_test_get_template_child (test.window, "stack"),
                                  peer_engine_get_library (test.engine),
                                  G_LIST_MODEL (candidates));
  gtk_window_present (GTK_WINDOW (dialog));
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "review-sheet");
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.add-document", NULL);
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_ADD_DIALOG));
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "add-dialog-empty");
  gui_add_dialog_set_file (GUI_ADD_DIALOG (dialog), file);
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "add-dialog-filled");
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_settings_set_string (test.settings, "server", "rfc.example.org");
  g_action_group_activate_action (G_ACTION_GROUP (test.application), "preferences", NULL);
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_PREFERENCES));
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "preferences");
  set_scheme (ADW_COLOR_SCHEME_FORCE_DARK);
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "preferences-dark");
  set_scheme (ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_widget_activate_action (gui_test_get_template_child (test.window, "index_page"), "page.details", "u", 2119u);
  dialog = GTK_WIDGET (gui_test_find_dialog (GUI_TYPE_DETAILS_DIALOG));
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "details");
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_action_group_activate_action (G_ACTION_GROUP (test.application), "about", NULL);
  dialog = GTK_WIDGET (gui_test_find_dialog (ADW_TYPE_ABOUT_WINDOW));
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "about");
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_widget_activate_action (GTK_WIDGET (test.window), "win.show-help-overlay", NULL);
  dialog = GTK_WIDGET (gui_test_find_dialog (GTK_TYPE_SHORTCUTS_WINDOW));
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "shortcuts");
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_action_group_activate_action (G_ACTION_GROUP (test.application), "quit", NULL);
  dialog = GTK_WIDGET (gui_test_find_dialog (ADW_TYPE_MESSAGE_DIALOG));
  gui_test_settle (GTK_WINDOW (dialog));
  gui_test_save_picture (dialog, "quit-question");
  gtk_window_destroy (GTK_WINDOW (dialog));

  gui_test_end (&test);
  test_folder_free (folder);
}

static void
save_popover (GuiTest *test, GtkWidget *popover, const char *name)
{
  gui_test_settle (GTK_WINDOW (test->window));
  gui_test_settle (GTK_WINDOW (test->window));
  gui_test_save_picture (popover, name);
  gtk_popover_popdown (GTK_POPOVER (popover));
  gui_test_settle (GTK_WINDOW (test->window));
}

static void
test_popovers (void)
{
  GuiTest test;
  GtkWidget *button, *window;

  gui_test_start (&test);
  gui_test_fill (&test);
  gui_test_resize (GTK_WINDOW (test.window), WIDE_WIDTH, WIDE_HEIGHT);
  window = GTK_WIDGET (test.window);

  button = gui_test_get_template_child (gui_test_get_template_child (window, "status_button"), "button");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  save_popover (&test, GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), "popover-status");

  button = gui_test_find (window, GTK_TYPE_MENU_BUTTON, _("Main menu"));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  save_popover (&test, GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), "popover-menu");

  button = gui_test_find (window, GTK_TYPE_MENU_BUTTON, _("Add documents"));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  save_popover (&test, GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), "popover-add");

  gtk_widget_activate_action (gui_test_get_template_child (gui_test_get_template_child (window, "index_page"), "view"),
                              "index.holders",
                              "u",
                              2119u);
  gui_test_settle (GTK_WINDOW (test.window));
  save_popover (&test, gui_test_find (window, GUI_TYPE_HOLDERS_POPOVER, NULL), "popover-holders");
  gui_test_end (&test);
}

int
main (int argc, char *argv[])
{
  gui_test_init (&argc, &argv);

  g_test_add_func ("/pictures/full", test_full);
  g_test_add_func ("/pictures/styles", test_styles);
  g_test_add_func ("/pictures/empty", test_empty);
  g_test_add_func ("/pictures/search", test_search);
  g_test_add_func ("/pictures/problems", test_problems);
  g_test_add_func ("/pictures/hostile-titles", test_hostile_titles);
  g_test_add_func ("/pictures/drop-hint", test_drop_hint);
  g_test_add_func ("/pictures/toast", test_toast);
  g_test_add_func ("/pictures/dialogs", test_dialogs);
  g_test_add_func ("/pictures/popovers", test_popovers);
  return g_test_run ();
}

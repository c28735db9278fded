/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-document.h"
#include "gui-reader-banner.h"
#include "gui-reader-contents.h"
#include "gui-reader-fetch.h"
#include "gui-reader-find.h"
#include "gui-reader-history.h"
#include "gui-reader-places.h"
#include "gui-reader-search.h"
#include "gui-reader-view.h"
#include "gui-reader.h"
#include "gui-test.h"
#include "peer-sha256.h"
#include "peer-document-private.h"
#include "test-support.h"

#include <string.h>

#define KITES 4711u

typedef struct
{
  GuiTest base;
  GFile *folder;
  PeerDocument *kites;
  GuiReader *reader;
} ReaderTest;

/* In the form of a document of the nineties, with all that a reader looks for. */
static char *
make_kites (void)
{
  GString *text = g_string_new ("\n\n\nNetwork Working Group                                          A. Kite\n"
                                "Request for Comments: 4711                             Test University\n"
                                "Obsoletes: 12                                            November 2003\n"
                                "Category: Informational\n\n\n"
                                "                   The Flying of Kites over Networks\n\n"
                                "Status of this Memo\n\n"
                                "   This memo provides information for those who fly kites.  It does not\n"
                                "   specify a standard of any kind.\n\n"
                                "Table of Contents\n\n"
                                "   1. Introduction ................................................ 1\n"
                                "   2. Strings ..................................................... 2\n"
                                "   3. References .................................................. 3\n\n"
                                "1. Introduction\n\n"
                                "   A kite is held by a string (see Section 2) as RFC 2119 would have it,\n"
                                "   and RFC 9999 says nothing of it.  The wind is that of RFC 2616; see\n"
                                "   also [1] and https://example.org/kites.\n\n"
                                "\n\nKite                         Informational                      [Page 1]\n\f\n"
                                "RFC 4711              The Flying of Kites over Networks    November 2003\n\n\n"
                                "2. Strings\n\n");

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text,
                            "   Paragraph %u of this section tells of the knots of a string, which are\n"
                            "   many, and of their use.  Section 1 has told of the wind.\n\n",
                            i + 1);
  g_string_append (text, "3. References\n\n   [1]  Kite, A., \"On Knots\", RFC 791, September 1981.\n");
  return g_string_free (text, FALSE);
}

static PeerDocument *
add_document (ReaderTest *test, guint number, const char *title, const char *text)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autoptr (GFile) file = test_folder_write (test->folder, name, text, -1);
  PeerDocument *document = fake_engine_add_document (test->base.engine, number, title, "November 2003", strlen (text));

  peer_document_set_file (document, file);
  return document;
}

static gboolean
has_page (gpointer data)
{
  ReaderTest *test = data;
  PeerPage *page = gui_reader_view_get_page (GUI_READER_VIEW (gui_test_get_template_child (test->reader, "view")));

  return page != NULL && page->number == gui_reader_get_number (test->reader);
}

static void
wait_for_page (ReaderTest *test)
{
  test_wait_until (has_page, test);
  gui_test_settle (GTK_WINDOW (test->reader));
  gui_test_settle (GTK_WINDOW (test->reader));
}

static void
start (ReaderTest *test)
{
  g_autofree char *text = make_kites ();

  gui_test_start (&test->base);
  g_settings_reset (test->base.settings, "reader-places");
  g_settings_reset (test->base.settings, "reader-zoom");
  g_settings_reset (test->base.settings, "reader-contents");
  g_settings_reset (test->base.settings, "reader-hides-breaks");
  test->folder = test_folder_new ();
  fake_engine_add_entry (test->base.engine, 2616, "Hypertext Transfer Protocol -- HTTP/1.1", 1);
  add_document (test, 2119, "Key words for use in RFCs to Indicate Requirement Levels",
                "1. MUST\n\n   This word means what RFC 4711 says of it.\n");
  test->kites = add_document (test, KITES, "The Flying of Kites over Networks", text);
  test->reader = gui_reader_open (GTK_APPLICATION (test->base.application), test->base.engine, test->kites);
  wait_for_page (test);
}

static void
end (ReaderTest *test)
{
  gui_test_end (&test->base);
  test_folder_free (test->folder);
}

static GtkWidget *
part (ReaderTest *test, const char *name)
{
  return gui_test_get_template_child (test->reader, name);
}

static GuiReaderView *
view_of (ReaderTest *test)
{
  return GUI_READER_VIEW (part (test, "view"));
}

static char *
dup_text (ReaderTest *test)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view_of (test)));
  GtkTextIter from, to;

  gtk_text_buffer_get_bounds (buffer, &from, &to);
  return gtk_text_buffer_get_text (buffer, &from, &to, TRUE);
}

static void
act (ReaderTest *test, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (test->reader), action, NULL));
}

/* Puts the cursor onto these words and follows them, as Enter does. */
static void
follow (ReaderTest *test, const char *words)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view_of (test)));
  GtkTextIter iter, found;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  g_assert_true (gtk_text_iter_forward_search (&iter, words, 0, &found, NULL, NULL));
  gtk_text_buffer_place_cursor (buffer, &found);
  act (test, "reader.follow");
}

static guint
count_readers (ReaderTest *test)
{
  guint n = 0;

  for (GList *window = gtk_application_get_windows (GTK_APPLICATION (test->base.application)); window != NULL; window = window->next)
    n += GUI_IS_READER (window->data);
  return n;
}

static void
test_shows_the_text_without_furniture (void)
{
  ReaderTest test;
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;

  start (&test);
  text = dup_text (&test);
  g_assert_nonnull (strstr (text, "A kite is held by a string"));
  g_assert_null (strstr (text, "[Page 1]"));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (test.reader)), ==, "RFC 4711: The Flying of Kites over Networks");

  g_settings_set_boolean (test.base.settings, "reader-hides-breaks", FALSE);
  test.kites = NULL;
  while (whole == NULL || strstr (whole, "[Page 1]") == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (whole);
      whole = dup_text (&test);
    }
  end (&test);
}

static void
test_the_same_document_is_raised (void)
{
  ReaderTest test;

  start (&test);
  g_assert_true (gui_reader_open (GTK_APPLICATION (test.base.application), test.base.engine, test.kites) == test.reader);
  g_assert_cmpuint (count_readers (&test), ==, 1);
  gui_document_open (GTK_WIDGET (test.base.window), peer_library_find (peer_engine_get_library (test.base.engine), 2119));
  g_assert_cmpuint (count_readers (&test), ==, 2);
  end (&test);
}

static void
test_contents_lead_to_sections (void)
{
  ReaderTest test;
  GtkListView *list;
  GListModel *names;
  guint before;

  start (&test);
  list = GTK_LIST_VIEW (gui_test_get_template_child (part (&test, "contents"), "view"));
  names = G_LIST_MODEL (gtk_list_view_get_model (list));
  g_assert_cmpuint (g_list_model_get_n_items (names), ==, 5); /* Status, Contents, 1, 2, 3 */
  before = gui_reader_view_get_line (view_of (&test));
  g_signal_emit_by_name (list, "activate", 3);
  gui_test_settle (GTK_WINDOW (test.reader));
  g_assert_cmpuint (gui_reader_view_get_line (view_of (&test)), >, before);
  /* And back again. */
  act (&test, "reader.back");
  gui_test_settle (GTK_WINDOW (test.reader));
  g_assert_cmpuint (gui_reader_view_get_line (view_of (&test)), ==, before);
  end (&test);
}

static void
test_a_held_document_opens_in_place_and_one_comes_back (void)
{
  ReaderTest test;

  start (&test);
  follow (&test, "RFC 2119 would");
  wait_for_page (&test);
  g_assert_cmpuint (gui_reader_get_number (test.reader), ==, 2119);
  g_assert_cmpuint (count_readers (&test), ==, 1);
  act (&test, "reader.back");
  wait_for_page (&test);
  g_assert_cmpuint (gui_reader_get_number (test.reader), ==, KITES);
  act (&test, "reader.forward");
  wait_for_page (&test);
  g_assert_cmpuint (gui_reader_get_number (test.reader), ==, 2119);
  end (&test);
}

static void
test_a_peer_sends_what_is_clicked (void)
{
  ReaderTest test;
  GtkWidget *fetch, *cancel;
  PeerDownload *download;

  start (&test);
  follow (&test, "RFC 2616");
  g_assert_nonnull (strstr (fake_engine_get_calls (), "start 2616"));
  fetch = part (&test, "fetch");
  g_assert_true (gui_reader_fetch_is_shown (GUI_READER_FETCH (fetch)));
  gui_test_settle (GTK_WINDOW (test.reader));
  g_assert_nonnull (gui_test_find (fetch, GTK_TYPE_LABEL, "RFC 2616 is on its way"));
  cancel = gui_test_find (fetch, GTK_TYPE_BUTTON, "_Cancel");
  g_assert_nonnull (cancel);

  /* It has come: it is opened where it was asked for. */
  download = peer_downloads_find (peer_engine_get_downloads (test.base.engine), 2616);
  g_assert_nonnull (download);
  add_document (&test, 2616, "Hypertext Transfer Protocol -- HTTP/1.1", "1. Introduction\n\n   Hypertext.\n");
  wait_for_page (&test);
  g_assert_cmpuint (gui_reader_get_number (test.reader), ==, 2616);
  g_assert_false (gui_reader_fetch_is_shown (GUI_READER_FETCH (fetch)));
  act (&test, "reader.back");
  wait_for_page (&test);
  g_assert_cmpuint (gui_reader_get_number (test.reader), ==, KITES);
  end (&test);
}

static void
test_a_fetch_can_be_cancelled (void)
{
  ReaderTest test;
  GtkWidget *cancel;

  start (&test);
  follow (&test, "RFC 2616");
  gui_test_settle (GTK_WINDOW (test.reader));
  cancel = gui_test_find (part (&test, "fetch"), GTK_TYPE_BUTTON, "_Cancel");
  g_signal_emit_by_name (cancel, "clicked");
  g_assert_nonnull (strstr (fake_engine_get_calls (), "cancel 2616"));
  g_assert_false (gui_reader_fetch_is_shown (GUI_READER_FETCH (part (&test, "fetch"))));
  g_assert_cmpuint (gui_reader_get_number (test.reader), ==, KITES);
  end (&test);
}

static gboolean
is_underlined (ReaderTest *test, const char *words)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view_of (test)));
  GtkTextIter iter, found;
  gboolean is = FALSE;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  g_assert_true (gtk_text_iter_forward_search (&iter, words, 0, &found, NULL, NULL));
  for (GSList *tags = gtk_text_iter_get_tags (&found); tags != NULL; tags = g_slist_delete_link (tags, tags))
    {
      PangoUnderline underline;

      g_object_get (tags->data, "underline", &underline, NULL);
      is = is || underline == PANGO_UNDERLINE_SINGLE;
    }
  return is;
}

static void
test_what_nobody_has_is_no_link_until_somebody_has_it (void)
{
  ReaderTest test;

  start (&test);
  g_assert_true (is_underlined (&test, "RFC 2119"));
  g_assert_true (is_underlined (&test, "RFC 2616"));
  g_assert_false (is_underlined (&test, "RFC 9999"));
  follow (&test, "RFC 9999");
  g_assert_null (strstr (fake_engine_get_calls (), "start"));
  fake_engine_add_entry (test.base.engine, 9999, "Silence", 1);
  gui_test_settle (GTK_WINDOW (test.reader));
  g_assert_true (is_underlined (&test, "RFC 9999"));
  end (&test);
}

static gboolean
has_dialog (gpointer data)
{
  return gui_test_find_dialog (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static void
test_an_address_is_shown_before_it_is_opened (void)
{
  ReaderTest test;
  GtkWindow *dialog;

  start (&test);
  follow (&test, "https://example");
  test_wait_until (has_dialog, NULL);
  dialog = gui_test_find_dialog (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), ==, "https://example.org/kites");
  g_assert_false (adw_message_dialog_get_body_use_markup (ADW_MESSAGE_DIALOG (dialog)));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "copy");
  gtk_window_destroy (dialog);
  end (&test);
}

static void
test_finds_with_count (void)
{
  ReaderTest test;
  GuiReaderFind *find;
  GtkWidget *count;

  start (&test);
  find = GUI_READER_FIND (part (&test, "find"));
  count = gui_test_get_template_child (find, "count");
  act (&test, "reader.find");
  gui_reader_find_set_words (find, "knots");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (count)), ==, "1 of 61");
  act (&test, "reader.find-next");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (count)), ==, "2 of 61");
  act (&test, "reader.find-previous");
  act (&test, "reader.find-previous");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (count)), ==, "61 of 61");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gui_test_get_template_child (find, "case_button")), TRUE);
  g_assert_cmpuint (gui_reader_view_get_n_hits (view_of (&test)), ==, 60);
  gui_reader_find_set_words (find, "are\n many");
  g_assert_cmpuint (gui_reader_view_get_n_hits (view_of (&test)), ==, 60);
  gui_reader_find_set_words (find, "<b>");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (count)), ==, "Not found");
  end (&test);
}

static void
test_the_place_is_kept (void)
{
  ReaderTest test;
  guint line;

  start (&test);
  gui_reader_view_go_to (view_of (&test), 100);
  gui_test_settle (GTK_WINDOW (test.reader));
  gui_test_settle (GTK_WINDOW (test.reader));
  line = gui_reader_view_get_line (view_of (&test));
  g_assert_cmpuint (line, ==, 100);
  gtk_window_close (GTK_WINDOW (test.reader));
  while (count_readers (&test) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (gui_reader_places_get (test.base.settings, KITES), >, 100); /* of the file: the page's end is folded */

  test.reader = gui_reader_open (GTK_APPLICATION (test.base.application), test.base.engine, test.kites);
  wait_for_page (&test);
  g_assert_cmpuint (gui_reader_view_get_line (view_of (&test)), ==, line);
  end (&test);
}

static void
test_places_are_bounded (void)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);
  g_autoptr (GVariant) places = NULL;

  g_settings_reset (settings, "reader-places");
  for (guint i = 1; i <= GUI_READER_PLACES_MAX + 1; i++)
    {
      gui_reader_places_set (settings, i, i * 10);
      g_clear_pointer (&places, g_variant_unref);
      places = g_settings_get_value (settings, "reader-places");
      g_assert_cmpuint (g_variant_n_children (places), ==, MIN (i, GUI_READER_PLACES_MAX));
    }
  g_assert_cmpuint (gui_reader_places_get (settings, 1), ==, 0);
  g_assert_cmpuint (gui_reader_places_get (settings, 2), ==, 20);
  gui_reader_places_set (settings, 2, 0);
  g_assert_cmpuint (gui_reader_places_get (settings, 2), ==, 0);
  g_settings_reset (settings, "reader-places");
}

static void
test_history_is_bounded (void)
{
  g_autoptr (GuiReaderHistory) history = gui_reader_history_new ();
  GuiReaderPlace here = { 0, 0 };

  for (guint i = 1; i <= GUI_READER_HISTORY_MAX + 1; i++)
    {
      here.number = i;
      gui_reader_history_leave (history, here);
    }
  here.number++;
  for (guint i = GUI_READER_HISTORY_MAX + 1; i >= 2; i--)
    {
      here = gui_reader_history_go_back (history, here);
      g_assert_cmpuint (here.number, ==, i);
    }
  g_assert_false (gui_reader_history_can_go_back (history));
  g_assert_true (gui_reader_history_can_go_forward (history));
  g_assert_cmpuint (gui_reader_history_go_forward (history, here).number, ==, 3);
  gui_reader_history_leave (history, here);
  g_assert_false (gui_reader_history_can_go_forward (history));
}

static void
test_the_banner_tells_what_is_known (void)
{
  ReaderTest test;
  PeerDocument *newer;
  GtkWidget *banner;

  start (&test);
  banner = part (&test, "banner");
  g_assert_null (gui_test_find (banner, GTK_TYPE_LABEL, NULL));
  newer = add_document (&test, 5000, "Newer Kites", "1. Kites\n");
  peer_document_set_obsoletes (newer, "12, 4711");
  /* A library that tells of one more document has it looked at again. */
  add_document (&test, 5001, "Other", "1. Other\n");
  gui_test_settle (GTK_WINDOW (test.reader));
  g_assert_nonnull (gui_test_find (banner, GTK_TYPE_LABEL, "Obsolete. Replaced by RFC 5000"));
  gtk_widget_activate_action (GTK_WIDGET (test.reader), "reader.open", "u", 5000u);
  wait_for_page (&test);
  g_assert_cmpuint (gui_reader_get_number (test.reader), ==, 5000);
  g_assert_null (gui_test_find (banner, GTK_TYPE_LABEL, NULL));
  end (&test);
}

static void
test_zoom_is_kept (void)
{
  ReaderTest test;
  double zoom;

  start (&test);
  act (&test, "reader.zoom-in");
  act (&test, "reader.zoom-in");
  g_object_get (view_of (&test), "zoom", &zoom, NULL);
  g_assert_cmpfloat (zoom, >, 1.2);
  g_assert_cmpfloat (g_settings_get_double (test.base.settings, "reader-zoom"), ==, zoom);
  for (guint i = 0; i < 60; i++)
    act (&test, "reader.zoom-in");
  g_assert_cmpfloat (g_settings_get_double (test.base.settings, "reader-zoom"), ==, 4.0);
  act (&test, "reader.zoom-normal");
  g_assert_cmpfloat (g_settings_get_double (test.base.settings, "reader-zoom"), ==, 1.0);
  end (&test);
}

static void
test_a_file_that_is_gone_is_told (void)
{
  ReaderTest test;
  PeerDocument *gone;
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/rfc5.txt");

  start (&test);
  gone = fake_engine_add_document (test.base.engine, 5, "Gone", "", 1);
  peer_document_set_file (gone, file);
  test.reader = gui_reader_open (GTK_APPLICATION (test.base.application), test.base.engine, gone);
  while (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (part (&test, "stack"))), "failed") != 0)
    g_main_context_iteration (NULL, TRUE);
  gui_test_settle (GTK_WINDOW (test.reader));
  g_assert_nonnull (gui_test_find (GTK_WIDGET (test.reader), GTK_TYPE_LABEL, "Cannot Open RFC 5"));
  end (&test);
}

static void
test_hostile_text_is_only_text (void)
{
  ReaderTest test;
  PeerDocument *document;
  g_autofree char *text = NULL;

  start (&test);
  document = add_document (&test, 6, "<b>Bold</b> & _under_", "1. <b>Bold</b> & %s %n\n\n   \x1b[31m<a href=\"x\">y</a>\xff\n");
  test.reader = gui_reader_open (GTK_APPLICATION (test.base.application), test.base.engine, document);
  wait_for_page (&test);
  text = dup_text (&test);
  g_assert_cmpstr (text, ==, "1. <b>Bold</b> & %s %n\n\n   [31m<a href=\"x\">y</a>\xc3\xbf");
  end (&test);
}

static void
test_names_and_roles (void)
{
  static const char *const buttons[] = { "Contents", "Back", "Forward", "Find", "Menu" };
  ReaderTest test;

  start (&test);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    g_assert_nonnull (gui_test_find (GTK_WIDGET (test.reader), GTK_TYPE_WIDGET, buttons[i]));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view_of (&test)), GTK_ACCESSIBLE_PROPERTY_LABEL, "Text of the document");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (gui_test_get_template_child (part (&test, "find"), "count")), GTK_ACCESSIBLE_ROLE_STATUS);
  /* A screen reader follows a cursor. */
  g_assert_true (gtk_text_view_get_cursor_visible (GTK_TEXT_VIEW (view_of (&test))));
  g_assert_false (gtk_text_view_get_editable (GTK_TEXT_VIEW (view_of (&test))));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (test.reader)) == GTK_WIDGET (view_of (&test)));
  end (&test);
}

static void
save (ReaderTest *test, const char *name)
{
  gui_test_settle (GTK_WINDOW (test->reader));
  gui_test_settle (GTK_WINDOW (test->reader));
  gui_test_save_picture (GTK_WIDGET (test->reader), name);
}

static void
save_all_widths (ReaderTest *test, const char *suffix)
{
  static const int widths[] = { 1100, 940, 600, 360 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_autofree char *name = g_strdup_printf ("reader-%d-%s", widths[i], suffix);

      gui_test_resize (GTK_WINDOW (test->reader), widths[i], 640);
      save (test, name);
      /* With all three window buttons the header needs more than 360. */
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (test->reader)), <=, MAX (widths[i], 470));
    }
}

static void
test_pictures (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  ReaderTest test;
  PeerDocument *newer;

  start (&test);
  newer = add_document (&test, 5000, "Newer Kites", "1. Kites\n");
  peer_document_set_obsoletes (newer, "4711");
  newer = add_document (&test, 5001, "Strings of Kites", "1. Strings\n");
  peer_document_set_updates (newer, "4711");
  add_document (&test, 5002, "Other", "1. Other\n");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  save_all_widths (&test, "light");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  save_all_widths (&test, "dark");
  gui_test_resize (GTK_WINDOW (test.reader), 940, 640);
  gui_reader_find_set_words (GUI_READER_FIND (part (&test, "find")), "kite");
  follow (&test, "RFC 2616");
  save (&test, "reader-find-fetch-dark");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  save (&test, "reader-find-fetch-light");
  gui_test_resize (GTK_WINDOW (test.reader), 360, 640);
  save (&test, "reader-find-fetch-narrow");
  act (&test, "reader.contents");
  save (&test, "reader-contents-narrow");
  act (&test, "reader.contents");
  end (&test);
}

static void
test_pictures_of_large_text (void)
{
  ReaderTest test;

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 192 * 1024, NULL);
  start (&test);
  gui_test_resize (GTK_WINDOW (test.reader), 1100, 640);
  save (&test, "reader-200-percent");
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
  end (&test);
}

/* The real search: it only needs documents. */
static void
hash (PeerDocument *document)
{
  g_autofree char *text = NULL;
  WireDigest digest;
  PeerSha256 sha;
  gsize length;

  g_assert_true (g_file_load_contents (peer_document_get_file (document), NULL, &text, &length, NULL, NULL));
  peer_sha256_init (&sha);
  peer_sha256_update (&sha, text, length);
  peer_sha256_finish (&sha, &digest);
  peer_document_set_content (document, length, &digest);
}

static gboolean
has_results (gpointer data)
{
  GtkStack *stack = GTK_STACK (gui_test_get_template_child (data, "stack"));
  GtkListView *list = GTK_LIST_VIEW (gui_test_get_template_child (data, "view"));

  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "list") == 0
         && g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (list))) > 0;
}

static gboolean
has_nothing (gpointer data)
{
  GtkStack *stack = GTK_STACK (gui_test_get_template_child (data, "stack"));

  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "nothing") == 0;
}

static void
test_search_in_documents (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  ReaderTest test;
  GuiReaderSearch *search;
  GtkWidget *entry;

  start (&test);
  hash (test.kites);
  hash (peer_library_find (peer_engine_get_library (test.base.engine), 2119));
  g_action_group_activate_action (G_ACTION_GROUP (test.base.application), "search-documents", NULL);
  search = gui_reader_search_open (GTK_APPLICATION (test.base.application), test.base.engine);
  entry = gui_test_get_template_child (search, "entry");
  gui_test_settle (GTK_WINDOW (search));
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  gui_test_save_picture (GTK_WIDGET (search), "search-documents-start");
  gtk_editable_set_text (GTK_EDITABLE (entry), "use. Section");
  test_wait_until (has_results, search);
  gui_test_settle (GTK_WINDOW (search));
  g_assert_nonnull (gui_test_find (GTK_WIDGET (search), GTK_TYPE_LABEL, "60 hits"));
  gui_test_save_picture (GTK_WIDGET (search), "search-documents-light");
  gui_test_resize (GTK_WINDOW (search), 360, 560);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  gui_test_settle (GTK_WINDOW (search));
  gui_test_save_picture (GTK_WIDGET (search), "search-documents-narrow-dark");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);

  /* A result opens at its line with the words marked. */
  g_signal_emit_by_name (gui_test_get_template_child (search, "view"), "activate", 0);
  gui_test_settle (GTK_WINDOW (test.reader));
  gui_test_settle (GTK_WINDOW (test.reader));
  g_assert_cmpuint (gui_reader_view_get_n_hits (view_of (&test)), ==, 60);
  g_assert_cmpint (gui_reader_view_get_hit (view_of (&test)), ==, 0);

  gtk_editable_set_text (GTK_EDITABLE (entry), "<b>nothing</b> %s");
  test_wait_until (has_nothing, search);
  end (&test);
}

int
main (int argc, char **argv)
{
  gui_test_init (&argc, &argv);
  g_test_add_func ("/reader/shows-the-text-without-furniture", test_shows_the_text_without_furniture);
  g_test_add_func ("/reader/the-same-document-is-raised", test_the_same_document_is_raised);
  g_test_add_func ("/reader/contents-lead-to-sections", test_contents_lead_to_sections);
  g_test_add_func ("/reader/a-held-document-opens-in-place-and-one-comes-back", test_a_held_document_opens_in_place_and_one_comes_back);
  g_test_add_func ("/reader/a-peer-sends-what-is-clicked", test_a_peer_sends_what_is_clicked);
  g_test_add_func ("/reader/a-fetch-can-be-cancelled", test_a_fetch_can_be_cancelled);
  g_test_add_func ("/reader/what-nobody-has-is-no-link-until-somebody-has-it", test_what_nobody_has_is_no_link_until_somebody_has_it);
  g_test_add_func ("/reader/an-address-is-shown-before-it-is-opened", test_an_address_is_shown_before_it_is_opened);
  g_test_add_func ("/reader/finds-with-count", test_finds_with_count);
  g_test_add_func ("/reader/the-place-is-kept", test_the_place_is_kept);
  g_test_add_func ("/reader/places-are-bounded", test_places_are_bounded);
  g_test_add_func ("/reader/history-is-bounded", test_history_is_bounded);
  g_test_add_func ("/reader/the-banner-tells-what-is-known", test_the_banner_tells_what_is_known);
  g_test_add_func ("/reader/zoom-is-kept", test_zoom_is_kept);
  g_test_add_func ("/reader/a-file-that-is-gone-is-told", test_a_file_that_is_gone_is_told);
  g_test_add_func ("/reader/hostile-text-is-only-text", test_hostile_text_is_only_text);
  g_test_add_func ("/reader/names-and-roles", test_names_and_roles);
  g_test_add_func ("/reader/search-in-documents", test_search_in_documents);
  g_test_add_func ("/reader/pictures", test_pictures);
  g_test_add_func ("/reader/pictures-of-large-text", test_pictures_of_large_text);
  return g_test_run ();
}

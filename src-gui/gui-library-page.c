/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-library-page.h"

#include "gui-document.h"
#include "gui-format.h"
#include "gui-library-columns.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>

struct _GuiLibraryPage
{
  GuiPage parent_instance;
  GSignalGroup *library_signals;

  GtkStack *stack;
  GtkColumnView *view;
  AdwStatusPage *no_results;
  GtkLabel *total;
};

G_DEFINE_FINAL_TYPE (GuiLibraryPage, gui_library_page, GUI_TYPE_PAGE)

static PeerLibrary *
gui_library_page_get_library (GuiLibraryPage *self)
{
  return peer_engine_get_library (gui_page_get_engine (GUI_PAGE (self)));
}

static gboolean
gui_library_page_matches (GuiPage *page, gpointer item, GuiQuery *query)
{
  PeerDocument *document = item;
  g_autofree char *key = NULL;

  if (query == NULL)
    return TRUE;
  key = gui_query_make_key (peer_document_get_number (document), peer_document_get_title (document));
  return gui_query_matches (query, peer_document_get_number (document), key);
}

static const char *
gui_library_page_choose (GuiLibraryPage *self)
{
  PeerLibrary *library = gui_library_page_get_library (self);

  if (gui_page_get_n_results (GUI_PAGE (self)) > 0)
    return "list";
  if (g_list_model_get_n_items (G_LIST_MODEL (library)) > 0)
    return "no-results";
  return peer_library_get_is_loading (library) ? "loading" : "empty";
}

static void
gui_library_page_update_total (GuiLibraryPage *self)
{
  PeerLibrary *library = gui_library_page_get_library (self);
  guint n_documents;
  guint64 total_size;
  g_autofree char *total = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *text = NULL;

  g_object_get (library, "n-documents", &n_documents, "total-size", &total_size, NULL);
  total = gui_format_total (NULL, n_documents, total_size);
  folder = gui_format_folder (peer_library_get_folder (library));
  /* Translators: "214 documents, 9.8 MB", and the folder that is kept an eye on. */
  text = g_strdup_printf (_ ("%s · watching %s"), total, folder);
  gtk_label_set_text (self->total, text);
}

static void
gui_library_page_changed (GuiPage *page)
{
  GuiLibraryPage *self = GUI_LIBRARY_PAGE (page);
  g_autofree char *query = gui_text_filter_markup (gui_page_get_query_text (page));
  g_autofree char *description = g_strdup_printf (_ ("No document of yours matches “%s”."), query);

  if (gui_page_get_engine (page) == NULL)
    return;
  adw_status_page_set_description (self->no_results, description);
  gtk_stack_set_visible_child_name (self->stack, gui_library_page_choose (self));
  gui_library_page_update_total (self);
}

static void
gui_library_page_update (GuiLibraryPage *self)
{
  gui_library_page_changed (GUI_PAGE (self));
}

static void
gui_library_page_stop_sharing (GuiLibraryPage *self, PeerDocument *document)
{
  gui_document_stop_sharing (GTK_WIDGET (self), gui_library_page_get_library (self), document);
}

static void
gui_library_page_toggle_shared (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiLibraryPage *self = GUI_LIBRARY_PAGE (widget);
  PeerDocument *document = gui_page_find_document (GUI_PAGE (self), parameter);

  if (document == NULL)
    return;
  if (gui_document_is_shared (document))
    gui_library_page_stop_sharing (self, document);
  else
    gui_document_share (gui_library_page_get_library (self), document);
}

static void
gui_library_page_stop_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  PeerDocument *document = gui_page_get_selected (GUI_PAGE (widget));

  if (document != NULL && gui_document_is_shared (document))
    gui_library_page_stop_sharing (GUI_LIBRARY_PAGE (widget), document);
}

static void
gui_library_page_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiPage *page = GUI_PAGE (widget);
  PeerDocument *document = gui_page_find_document (page, parameter);
  GdkRectangle at;

  if (document == NULL)
    return;
  at = gui_page_get_place (page, document, "menu");
  gui_page_show_menu (page, document, &at);
}

static void
gui_library_page_activate (GuiPage *page, gpointer item)
{
  gui_document_open (GTK_WIDGET (page), item);
}

static GMenuModel *
gui_library_page_make_menu (GuiPage *page, gpointer item)
{
  g_autoptr (GMenu) file = g_menu_new ();
  g_autoptr (GMenu) sharing = g_menu_new ();
  g_autoptr (GMenu) trash = g_menu_new ();
  GMenu *menu = g_menu_new ();
  guint number = peer_document_get_number (item);

  gui_page_append (file, _ ("_Open"), "page.open", number);
  gui_page_append (file, _ ("Show in _Folder"), "page.show-in-folder", number);
  gui_page_append (file, _ ("Copy _Reference"), "page.copy-reference", number);
  gui_page_append (file, _ ("Copy _Link"), "page.copy-link", number);
  gui_page_append (file, _ ("_Edit Details…"), "page.details", number);
  gui_page_append (sharing, gui_document_is_shared (item) ? _ ("_Stop Sharing") : _ ("_Share"), "library.toggle-shared", number);
  gui_page_append (trash, _ ("Move to _Trash…"), "page.trash", number);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (file));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (sharing));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (trash));
  return G_MENU_MODEL (menu);
}

static guint
gui_library_page_get_number (gpointer item)
{
  return peer_document_get_number (item);
}

void
gui_library_page_set_engine (GuiLibraryPage *self, PeerEngine *engine)
{
  PeerLibrary *library = peer_engine_get_library (engine);

  g_signal_group_set_target (self->library_signals, library);
  gui_page_set_engine (GUI_PAGE (self), engine, G_LIST_MODEL (library));
}

void
gui_library_page_focus_list (GuiLibraryPage *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") == 0)
    gui_page_focus_list (GUI_PAGE (self));
  else
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
gui_library_page_dispose (GObject *object)
{
  g_clear_object (&GUI_LIBRARY_PAGE (object)->library_signals);
  G_OBJECT_CLASS (gui_library_page_parent_class)->dispose (object);
}

static void
gui_library_page_class_init (GuiLibraryPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GuiPageClass *page_class = GUI_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_library_page_dispose;
  page_class->matches = gui_library_page_matches;
  page_class->changed = gui_library_page_changed;
  page_class->make_menu = gui_library_page_make_menu;
  page_class->activate = gui_library_page_activate;
  page_class->get_number = gui_library_page_get_number;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, view);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, no_results);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, total);
  gtk_widget_class_install_action (widget_class, "library.toggle-shared", "u", gui_library_page_toggle_shared);
  gtk_widget_class_install_action (widget_class, "library.menu", "u", gui_library_page_menu);
  gtk_widget_class_install_action (widget_class, "library.stop-selected", NULL, gui_library_page_stop_selected);
}

static void
gui_library_page_init (GuiLibraryPage *self)
{
  static const char *const watched[] = { "notify::is-loading", "notify::n-documents", "notify::total-size" };
  guint n_columns;
  const GuiColumn *columns = gui_library_columns_get (&n_columns);

  gtk_widget_init_template (GTK_WIDGET (self));
  gui_page_set_up (GUI_PAGE (self), self->view, PEER_TYPE_DOCUMENT, columns, n_columns);

  self->library_signals = g_signal_group_new (PEER_TYPE_LIBRARY);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->library_signals, watched[i], G_CALLBACK (gui_library_page_update), self);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-library-page.h"

#include "gui-cell.h"
#include "gui-document.h"
#include "gui-format.h"
#include "gui-popup.h"
#include "gui-query.h"
#include "gui-share-switch.h"
#include "gui-sort.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>

#define FIRST_POSITION 2u /* of the columns that go when there is less room */

struct _GuiLibraryPage
{
  AdwBin parent_instance;
  PeerEngine *engine;
  GuiSort *sort;
  GuiQuery *query;
  char *query_text;
  gboolean is_narrow;
  gboolean is_snug;
  GSignalGroup *library_signals;

  GtkStack *stack;
  GtkColumnView *view;
  GtkSingleSelection *selection;
  GtkSortListModel *sorted;
  GtkFilterListModel *filtered;
  GtkCustomFilter *filter;
  GtkColumnViewColumn *number_column;
  GtkColumnViewColumn *title_column;
  GtkColumnViewColumn *date_column;
  GtkColumnViewColumn *size_column;
  GtkColumnViewColumn *uploads_column;
  GtkColumnViewColumn *shared_column;
  AdwStatusPage *no_results;
  GtkLabel *total;
};

enum
{
  PROP_QUERY = 1,
  PROP_IS_NARROW,
  PROP_IS_SNUG,
  PROP_N_RESULTS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiLibraryPage, gui_library_page, ADW_TYPE_BIN)

static PeerLibrary *
gui_library_page_get_library (GuiLibraryPage *self)
{
  return peer_engine_get_library (self->engine);
}

static gboolean
gui_library_page_filter_func (gpointer item, gpointer user_data)
{
  GuiLibraryPage *self = user_data;
  PeerDocument *document = item;
  g_autofree char *key = NULL;

  if (self->query == NULL)
    return TRUE;
  key = gui_query_make_key (peer_document_get_number (document), peer_document_get_title (document));
  return gui_query_matches (self->query, peer_document_get_number (document), key);
}

static const char *
gui_library_page_choose (GuiLibraryPage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0)
    return "list";
  if (g_list_model_get_n_items (G_LIST_MODEL (gui_library_page_get_library (self))) > 0)
    return "no-results";
  return peer_library_get_is_loading (gui_library_page_get_library (self)) ? "loading" : "empty";
}

static char *
gui_library_page_format_folder (PeerLibrary *library)
{
  g_autofree char *path = g_file_get_path (peer_library_get_folder (library));
  const char *home = g_get_home_dir ();

  if (path == NULL)
    return g_file_get_uri (peer_library_get_folder (library));
  if (g_str_has_prefix (path, home) && path[strlen (home)] == G_DIR_SEPARATOR)
    return g_strconcat ("~", path + strlen (home), NULL);
  return g_steal_pointer (&path);
}

static void
gui_library_page_update (GuiLibraryPage *self)
{
  guint n_documents;
  guint64 total_size;
  g_autofree char *folder = NULL;
  g_autofree char *shown_folder = NULL;
  g_autofree char *total = NULL;
  g_autofree char *text = NULL;

  if (self->engine == NULL)
    return;

  gtk_stack_set_visible_child_name (self->stack, gui_library_page_choose (self));
  g_object_get (gui_library_page_get_library (self), "n-documents", &n_documents, "total-size", &total_size, NULL);
  total = gui_format_total (NULL, n_documents, total_size);
  folder = gui_library_page_format_folder (gui_library_page_get_library (self));
  shown_folder = gui_text_filter (folder);
  /* Translators: "214 documents, 9.8 MB", and where they are. */
  text = g_strdup_printf (_ ("%s in %s"), total, shown_folder);
  gtk_label_set_text (self->total, text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RESULTS]);
}

static void
gui_library_page_set_query (GuiLibraryPage *self, const char *text)
{
  g_autoptr (GuiQuery) query = gui_query_new (text != NULL ? text : "");
  g_autofree char *shown = gui_text_filter_markup (text);
  g_autofree char *description = g_strdup_printf (_ ("No document of yours matches “%s”."), shown);

  if (g_strcmp0 (self->query_text, text) == 0)
    return;
  g_free (self->query_text);
  self->query_text = g_strdup (text);
  g_clear_pointer (&self->query, gui_query_free);
  if (!gui_query_is_empty (query))
    self->query = g_steal_pointer (&query);

  adw_status_page_set_description (self->no_results, description);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gui_library_page_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

static void
gui_library_page_act (GuiLibraryPage *self, const char *action, PeerDocument *document)
{
  GtkWidget *widget = GTK_WIDGET (self);
  PeerLibrary *library = gui_library_page_get_library (self);

  if (g_str_has_suffix (action, "open"))
    gui_document_open (widget, document);
  else if (g_str_has_suffix (action, "show-in-folder"))
    gui_document_show_in_folder (widget, document);
  else if (g_str_has_suffix (action, "trash"))
    gui_document_move_to_trash (widget, library, document);
  else if (peer_document_get_is_shared (document))
    gui_document_stop_sharing (widget, library, document);
  else
    peer_library_set_shared (library, document, TRUE);
}

static void
gui_library_page_document_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiLibraryPage *self = GUI_LIBRARY_PAGE (widget);
  PeerDocument *document = peer_library_find (gui_library_page_get_library (self), g_variant_get_uint32 (parameter));

  if (document != NULL)
    gui_library_page_act (self, action, document);
}

static void
gui_library_page_copy_reference (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gui_document_copy_reference (widget, g_variant_get_uint32 (parameter));
}

static void
gui_library_page_row_activated_cb (GuiLibraryPage *self, guint position)
{
  g_autoptr (PeerDocument) document = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (document != NULL)
    gui_document_open (GTK_WIDGET (self), document);
}

static void
gui_library_page_append (GMenu *menu, const char *label, const char *action, PeerDocument *document)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", peer_document_get_number (document));
  g_menu_append_item (menu, item);
}

static GMenuModel *
gui_library_page_make_menu (PeerDocument *document)
{
  g_autoptr (GMenu) file = g_menu_new ();
  g_autoptr (GMenu) sharing = g_menu_new ();
  g_autoptr (GMenu) trash = g_menu_new ();
  GMenu *menu = g_menu_new ();

  gui_library_page_append (file, _ ("_Open"), "library.open", document);
  gui_library_page_append (file, _ ("Show in _Folder"), "library.show-in-folder", document);
  gui_library_page_append (file, _ ("Copy _Reference"), "library.copy-reference", document);
  gui_library_page_append (sharing,
                           peer_document_get_is_shared (document) ? _ ("_Stop Sharing") : _ ("_Share"),
                           "library.toggle-shared",
                           document);
  gui_library_page_append (trash, _ ("Move to _Trash…"), "library.trash", document);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (file));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (sharing));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (trash));
  return G_MENU_MODEL (menu);
}

static void
gui_library_page_show_menu (GuiLibraryPage *self, PeerDocument *document, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) menu = gui_library_page_make_menu (document);

  gui_popup_menu (menu, GTK_WIDGET (self), at);
}

static void
gui_library_page_more_clicked_cb (GtkWidget *button)
{
  GtkWidget *cell = gtk_widget_get_ancestor (button, GUI_TYPE_CELL);
  GtkWidget *page = gtk_widget_get_ancestor (button, GUI_TYPE_LIBRARY_PAGE);
  GdkRectangle at = gui_popup_get_place (page, button);
  g_autoptr (PeerDocument) document = NULL;

  g_object_get (cell, "item", &document, NULL);
  if (document != NULL)
    gui_library_page_show_menu (GUI_LIBRARY_PAGE (page), document, &at);
}

static gboolean
gui_library_page_query_more_tooltip_cb (GtkWidget *button, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, _ ("More actions"));
  return TRUE;
}

static void
gui_library_page_secondary_click_cb (GuiLibraryPage *self, int n_press, double x, double y)
{
  PeerDocument *document = gui_cell_pick_item (GTK_WIDGET (self->view), x, y);
  GdkRectangle at = { 0, 0, 1, 1 };

  if (document == NULL)
    return;
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), x, y, &x, &y);
  at.x = (int) x;
  at.y = (int) y;
  gui_library_page_show_menu (self, document, &at);
}

static void
gui_library_page_selected_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiLibraryPage *self = GUI_LIBRARY_PAGE (widget);
  PeerDocument *document = gtk_single_selection_get_selected_item (self->selection);
  GtkWidget *cell = document != NULL ? gui_cell_find (GTK_WIDGET (self->view), document) : NULL;
  GdkRectangle at;

  if (document == NULL)
    return;
  if (g_str_equal (action, "library.copy-selected"))
    gui_document_copy_reference (widget, peer_document_get_number (document));
  else if (g_str_equal (action, "library.menu-selected"))
    {
      at = gui_popup_get_place (widget, cell != NULL ? cell : GTK_WIDGET (self->view));
      gui_library_page_show_menu (self, document, &at);
    }
  else if (peer_document_get_is_shared (document))
    gui_document_stop_sharing (widget, gui_library_page_get_library (self), document);
}

void
gui_library_page_set_engine (GuiLibraryPage *self, PeerEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;

  g_signal_group_set_target (self->library_signals, gui_library_page_get_library (self));
  gtk_sort_list_model_set_model (self->sorted, G_LIST_MODEL (gui_library_page_get_library (self)));
  gui_library_page_update (self);
}

void
gui_library_page_keep_sort (GuiLibraryPage *self, GSettings *settings)
{
  gui_sort_keep (self->sort, settings, "library-sort");
}

void
gui_library_page_focus_list (GuiLibraryPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Taken out and put back: a column that is only invisible keeps its width in GTK 4.8. */
static void
gui_library_page_set_has_column (GuiLibraryPage *self, GtkColumnViewColumn *column, guint position, gboolean is_there)
{
  gboolean was_there = gtk_column_view_column_get_column_view (column) != NULL;

  if (is_there && !was_there)
    gtk_column_view_insert_column (self->view, position, column);
  else if (!is_there && was_there)
    gtk_column_view_remove_column (self->view, column);
}

static void
gui_library_page_fit (GuiLibraryPage *self)
{
  gui_library_page_set_has_column (self, self->date_column, FIRST_POSITION, !self->is_snug && !self->is_narrow);
  gui_library_page_set_has_column (self, self->size_column, FIRST_POSITION + (self->is_snug ? 0 : 1), !self->is_narrow);
  gui_library_page_set_has_column (self, self->uploads_column, FIRST_POSITION + 2, !self->is_snug && !self->is_narrow);
  gtk_column_view_column_set_fixed_width (self->number_column, self->is_narrow ? 68 : 84);
  gtk_column_view_column_set_fixed_width (self->shared_column, self->is_narrow ? 104 : 144);
}

static void
gui_library_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiLibraryPage *self = GUI_LIBRARY_PAGE (object);

  switch (id)
    {
    case PROP_QUERY:
      g_value_set_string (value, self->query_text);
      break;
    case PROP_IS_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    case PROP_IS_SNUG:
      g_value_set_boolean (value, self->is_snug);
      break;
    default:
      g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (self->filtered)));
    }
}

static void
gui_library_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiLibraryPage *self = GUI_LIBRARY_PAGE (object);

  switch (id)
    {
    case PROP_QUERY:
      gui_library_page_set_query (self, g_value_get_string (value));
      break;
    case PROP_IS_NARROW:
      self->is_narrow = g_value_get_boolean (value);
      gui_library_page_fit (self);
      break;
    default:
      self->is_snug = g_value_get_boolean (value);
      gui_library_page_fit (self);
    }
}

static void
gui_library_page_dispose (GObject *object)
{
  GuiLibraryPage *self = GUI_LIBRARY_PAGE (object);

  g_clear_object (&self->library_signals);
  g_clear_pointer (&self->sort, gui_sort_free);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->query, gui_query_free);
  g_clear_pointer (&self->query_text, g_free);
  G_OBJECT_CLASS (gui_library_page_parent_class)->dispose (object);
}

static void
gui_library_page_install_actions (GtkWidgetClass *class)
{
  static const char *const document_actions[]
      = { "library.open", "library.show-in-folder", "library.toggle-shared", "library.trash" };
  static const char *const selected_actions[] = { "library.copy-selected", "library.menu-selected", "library.stop-selected" };

  for (guint i = 0; i < G_N_ELEMENTS (document_actions); i++)
    gtk_widget_class_install_action (class, document_actions[i], "u", gui_library_page_document_action);
  for (guint i = 0; i < G_N_ELEMENTS (selected_actions); i++)
    gtk_widget_class_install_action (class, selected_actions[i], NULL, gui_library_page_selected_action);
  gtk_widget_class_install_action (class, "library.copy-reference", "u", gui_library_page_copy_reference);
}

static void
gui_library_page_class_init (GuiLibraryPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_library_page_get_property;
  object_class->set_property = gui_library_page_set_property;
  object_class->dispose = gui_library_page_dispose;

  properties[PROP_QUERY]
      = g_param_spec_string ("query", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_NARROW]
      = g_param_spec_boolean ("is-narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_SNUG]
      = g_param_spec_boolean ("is-snug", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_RESULTS]
      = g_param_spec_uint ("n-results", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GUI_TYPE_CELL);
  g_type_ensure (GUI_TYPE_SHARE_SWITCH);
  g_type_ensure (PEER_TYPE_DOCUMENT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, view);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, selection);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, sorted);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, filtered);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, filter);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, number_column);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, title_column);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, date_column);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, size_column);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, uploads_column);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, shared_column);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, no_results);
  gtk_widget_class_bind_template_child (widget_class, GuiLibraryPage, total);
  gtk_widget_class_bind_template_callback (widget_class, gui_library_page_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_library_page_secondary_click_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_library_page_more_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_library_page_query_more_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_cell_query_tooltip_cb);
  gui_format_bind (widget_class);
  gui_library_page_install_actions (widget_class);
}

static void
gui_library_page_init (GuiLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_custom_filter_set_filter_func (self->filter, gui_library_page_filter_func, self, NULL);
  /* Sorted before it is filtered: what is typed sorts nothing anew. */
  gtk_sort_list_model_set_sorter (self->sorted, gtk_column_view_get_sorter (self->view));
  self->sort = gui_sort_new (self->view, G_LIST_MODEL (self->sorted));
  gui_sort_add_column (self->sort, self->number_column, "number");
  gui_sort_add_column (self->sort, self->title_column, "title");
  gui_sort_add_column (self->sort, self->size_column, "size");
  gui_sort_add_column (self->sort, self->uploads_column, "uploads");
  gui_sort_add_column (self->sort, self->shared_column, "shared");
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (gui_library_page_update), self, G_CONNECT_SWAPPED);

  self->library_signals = g_signal_group_new (PEER_TYPE_LIBRARY);
  g_signal_group_connect_swapped (self->library_signals, "notify::is-loading", G_CALLBACK (gui_library_page_update), self);
  g_signal_group_connect_swapped (self->library_signals, "notify::n-documents", G_CALLBACK (gui_library_page_update), self);
  g_signal_group_connect_swapped (self->library_signals, "notify::total-size", G_CALLBACK (gui_library_page_update), self);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-page.h"

#include "gui-details-dialog.h"
#include "gui-document.h"
#include "gui-line.h"
#include "gui-popup.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  PeerEngine *engine;
  GuiQuery *query;
  char *query_text;
  gboolean is_narrow;
  gboolean is_snug;
  GuiColumns *columns;

  GtkColumnView *view; /* the template's */
  GtkSortListModel *sorted;
  GtkFilterListModel *filtered;
  GListStore *first_rows;
  GtkSingleSelection *selection;
} GuiPagePrivate;

enum
{
  PROP_QUERY = 1,
  PROP_IS_SNUG,
  PROP_IS_NARROW,
  PROP_N_RESULTS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (GuiPage, gui_page, ADW_TYPE_BIN)

#define PRIVATE(self) ((GuiPagePrivate *) gui_page_get_instance_private (GUI_PAGE (self)))

static gboolean
gui_page_filter_func (gpointer item, gpointer user_data)
{
  GuiPage *self = user_data;

  return GUI_PAGE_GET_CLASS (self)->matches (self, item, PRIVATE (self)->query);
}

static void
gui_page_changed (GuiPage *self)
{
  if (PRIVATE (self)->engine == NULL || PRIVATE (self)->columns == NULL)
    return;
  GUI_PAGE_GET_CLASS (self)->changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RESULTS]);
}

static void
gui_page_set_query (GuiPage *self, const char *text)
{
  GuiPagePrivate *private = PRIVATE (self);
  g_autoptr (GuiQuery) query = gui_query_new (text != NULL ? text : "");

  if (g_strcmp0 (private->query_text, text) == 0)
    return;
  g_free (private->query_text);
  private->query_text = g_strdup (text);
  g_clear_pointer (&private->query, gui_query_free);
  if (!gui_query_is_empty (query))
    private->query = g_steal_pointer (&query);

  gui_page_filter_again (self);
  gui_columns_show_again (private->columns);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

void
gui_page_filter_again (GuiPage *self)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (PRIVATE (self)->filtered), GTK_FILTER_CHANGE_DIFFERENT);
  gui_page_changed (self);
}

static void
gui_page_row_activated_cb (GuiPage *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (PRIVATE (self)->selection), position);

  if (item != NULL)
    GUI_PAGE_GET_CLASS (self)->activate (self, item);
}

void
gui_page_show_menu (GuiPage *self, gpointer item, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) menu = GUI_PAGE_GET_CLASS (self)->make_menu (self, item);

  if (menu != NULL)
    gui_popup_menu (menu, GTK_WIDGET (self), at);
}

static void
gui_page_secondary_click_cb (GuiPage *self, int n_press, double x, double y)
{
  GuiPagePrivate *private = PRIVATE (self);
  gpointer item = gui_columns_pick (private->columns, x, y);
  GdkRectangle at = { 0, 0, 1, 1 };

  if (item == NULL)
    return;
  gtk_widget_translate_coordinates (GTK_WIDGET (private->view), GTK_WIDGET (self), x, y, &x, &y);
  at.x = (int) x;
  at.y = (int) y;
  gui_page_select (self, item);
  gui_page_show_menu (self, item, &at);
}

static GdkContentProvider *
gui_page_drag_prepare_cb (GuiPage *self, double x, double y)
{
  gpointer item = gui_columns_pick (PRIVATE (self)->columns, x, y);
  PeerLibrary *library = peer_engine_get_library (PRIVATE (self)->engine);
  PeerDocument *document = item != NULL ? peer_library_find (library, GUI_PAGE_GET_CLASS (self)->get_number (item)) : NULL;

  return document != NULL ? gui_document_make_content (document) : NULL;
}

GdkRectangle
gui_page_get_place (GuiPage *self, gpointer item, const char *column_name)
{
  GtkWidget *cell = gui_columns_find_cell (PRIVATE (self)->columns, item, column_name);

  return gui_popup_get_place (GTK_WIDGET (self), cell != NULL ? cell : GTK_WIDGET (PRIVATE (self)->view));
}

PeerDocument *
gui_page_find_document (GuiPage *self, GVariant *number)
{
  return peer_library_find (peer_engine_get_library (PRIVATE (self)->engine), g_variant_get_uint32 (number));
}

static void
gui_page_document_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiPage *self = GUI_PAGE (widget);
  PeerLibrary *library = peer_engine_get_library (PRIVATE (self)->engine);
  PeerDocument *document = gui_page_find_document (self, parameter);

  if (document == NULL)
    return;
  if (g_str_equal (action, "page.open"))
    gui_document_open (widget, document);
  else if (g_str_equal (action, "page.show-in-folder"))
    gui_document_show_in_folder (widget, document);
  else if (g_str_equal (action, "page.trash"))
    gui_document_move_to_trash (widget, library, document);
  else
    gui_document_stop_sharing (widget, library, document);
}

static void
gui_page_show_details (GuiPage *self, guint number)
{
  GuiPageClass *class = GUI_PAGE_GET_CLASS (self);
  g_autofree char *successors = class->dup_successors != NULL ? class->dup_successors (self, number) : g_strdup ("");
  GtkWidget *dialog = gui_details_dialog_new (PRIVATE (self)->engine, number, successors);

  if (dialog == NULL)
    return;
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
gui_page_number_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (g_str_equal (action, "page.copy-link"))
    gui_document_copy_link (widget, g_variant_get_uint32 (parameter));
  else if (g_str_equal (action, "page.details"))
    gui_page_show_details (GUI_PAGE (widget), g_variant_get_uint32 (parameter));
  else
    gui_document_copy_reference (widget, g_variant_get_uint32 (parameter));
}

static void
gui_page_selected_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiPage *self = GUI_PAGE (widget);
  gpointer item = gui_page_get_selected (self);
  GdkRectangle at;

  if (item == NULL)
    return;
  if (g_str_equal (action, "page.copy-selected"))
    gui_document_copy_reference (widget, GUI_PAGE_GET_CLASS (self)->get_number (item));
  else if (g_str_equal (action, "page.details-selected"))
    gui_page_show_details (self, GUI_PAGE_GET_CLASS (self)->get_number (item));
  else
    {
      at = gui_page_get_place (self, item, "title");
      gui_page_show_menu (self, item, &at);
    }
}

static void
gui_page_fit (GuiPage *self)
{
  GuiPagePrivate *private = PRIVATE (self);

  if (private->columns == NULL)
    return;
  gui_columns_set_room (private->columns,
                        private->is_narrow ? GUI_ROOM_NARROW
                        : private->is_snug ? GUI_ROOM_SNUG
                                           : GUI_ROOM_ROOMY);
  /* Some cells say less where there is little room. */
  gui_columns_show_again (private->columns);
}

static void
gui_page_add_shortcut (GtkWidget *view, const char *trigger, const char *action)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                                          gtk_named_action_new (action)));
  gtk_widget_add_controller (view, controller);
}

static void
gui_page_add_controllers (GuiPage *self, GtkWidget *view)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (gui_page_secondary_click_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (gui_page_drag_prepare_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (source));
  gui_page_add_shortcut (view, "<Shift>F10|Menu", "page.menu");
  gui_page_add_shortcut (view, "<Control>c", "page.copy-selected");
  gui_page_add_shortcut (view, "<Alt>Return|<Alt>KP_Enter", "page.details-selected");
}

/* Sorted before it is filtered: what is typed sorts nothing anew. */
static void
gui_page_make_models (GuiPage *self)
{
  GuiPagePrivate *private = PRIVATE (self);
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (gui_page_filter_func, self, NULL));
  g_autoptr (GListStore) parts = g_list_store_new (G_TYPE_LIST_MODEL);
  GtkFlattenListModel *all;

  private->sorted = gtk_sort_list_model_new (NULL, g_object_ref (gtk_column_view_get_sorter (private->view)));
  private->filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (private->sorted)), filter);
  private->first_rows = g_list_store_new (G_TYPE_OBJECT);
  g_list_store_append (parts, private->first_rows);
  g_list_store_append (parts, private->filtered);
  all = gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts)));
  private->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (private->selection, FALSE);
  gtk_single_selection_set_can_unselect (private->selection, TRUE);
  gtk_single_selection_set_model (private->selection, G_LIST_MODEL (all));
  g_object_unref (all);
  gtk_column_view_set_model (private->view, GTK_SELECTION_MODEL (private->selection));
  g_signal_connect_object (private->filtered, "items-changed", G_CALLBACK (gui_page_changed), self, G_CONNECT_SWAPPED);
}

void
gui_page_set_up (GuiPage *self, GtkColumnView *view, GType item_type, const GuiColumn *columns, guint n_columns)
{
  GuiPagePrivate *private = PRIVATE (self);

  private->view = view;
  private->columns = gui_columns_new (view, item_type, columns, n_columns, self);
  gui_page_make_models (self);
  gui_page_add_controllers (self, GTK_WIDGET (view));
  g_signal_connect_object (view, "activate", G_CALLBACK (gui_page_row_activated_cb), self, G_CONNECT_SWAPPED);
  gui_page_fit (self);
}

void
gui_page_set_engine (GuiPage *self, PeerEngine *engine, GListModel *rows)
{
  g_set_object (&PRIVATE (self)->engine, engine);
  gtk_sort_list_model_set_model (PRIVATE (self)->sorted, rows);
  gui_page_changed (self);
}

PeerEngine *
gui_page_get_engine (GuiPage *self)
{
  return PRIVATE (self)->engine;
}

GListStore *
gui_page_get_first_rows (GuiPage *self)
{
  return PRIVATE (self)->first_rows;
}

void
gui_page_keep (GuiPage *self, GSettings *settings, const char *prefix)
{
  gui_columns_keep (PRIVATE (self)->columns, G_LIST_MODEL (PRIVATE (self)->sorted), settings, prefix);
}

void
gui_page_focus_list (GuiPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (PRIVATE (self)->view));
}

GuiQuery *
gui_page_get_query (GuiPage *self)
{
  return PRIVATE (self)->query;
}

const char *
gui_page_get_query_text (GuiPage *self)
{
  return PRIVATE (self)->query_text;
}

guint
gui_page_get_n_results (GuiPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (PRIVATE (self)->filtered));
}

gboolean
gui_page_get_is_narrow (GuiPage *self)
{
  return PRIVATE (self)->is_narrow;
}

GuiColumns *
gui_page_get_columns (GuiPage *self)
{
  return PRIVATE (self)->columns;
}

gpointer
gui_page_get_selected (GuiPage *self)
{
  gpointer item = gtk_single_selection_get_selected_item (PRIVATE (self)->selection);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* From the keyboard a row has the focus before it is selected: that is the one that is meant. */
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (PRIVATE (self)->view)))
    return item;
  return item != NULL ? item : gui_columns_get_item (focus);
}

void
gui_page_select (GuiPage *self, gpointer item)
{
  GListModel *model = G_LIST_MODEL (PRIVATE (self)->selection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) candidate = g_list_model_get_item (model, i);

      if (candidate == item)
        {
          gtk_single_selection_set_selected (PRIVATE (self)->selection, i);
          return;
        }
    }
}

void
gui_page_append (GMenu *menu, const char *label, const char *action, guint number)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", number);
  g_menu_append_item (menu, item);
}

void
gui_page_show_found (GuiPage *self, GtkWidget *line, const char *text)
{
  GuiQuery *query = PRIVATE (self)->query;
  g_autoptr (GArray) spans = query != NULL ? gui_query_find_spans (query, text) : NULL;

  gui_line_set_text (GUI_LINE (line), text);
  gui_line_clear_marks (GUI_LINE (line));
  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      GuiQuerySpan span = g_array_index (spans, GuiQuerySpan, i);

      gui_line_mark (GUI_LINE (line), span.start, span.end);
    }
}

static void
gui_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiPage *self = GUI_PAGE (object);

  switch (id)
    {
    case PROP_QUERY:
      g_value_set_string (value, PRIVATE (self)->query_text);
      break;
    case PROP_IS_SNUG:
      g_value_set_boolean (value, PRIVATE (self)->is_snug);
      break;
    case PROP_IS_NARROW:
      g_value_set_boolean (value, PRIVATE (self)->is_narrow);
      break;
    default:
      g_value_set_uint (value, gui_page_get_n_results (self));
    }
}

static void
gui_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiPage *self = GUI_PAGE (object);

  switch (id)
    {
    case PROP_QUERY:
      gui_page_set_query (self, g_value_get_string (value));
      break;
    case PROP_IS_SNUG:
      PRIVATE (self)->is_snug = g_value_get_boolean (value);
      gui_page_fit (self);
      break;
    default:
      PRIVATE (self)->is_narrow = g_value_get_boolean (value);
      gui_page_fit (self);
    }
}

static void
gui_page_dispose (GObject *object)
{
  GuiPagePrivate *private = PRIVATE (object);

  g_clear_pointer (&private->columns, gui_columns_free);
  /* What filters it goes with the page; the models may be held elsewhere for a while. */
  if (private->filtered != NULL)
    gtk_filter_list_model_set_filter (private->filtered, NULL);
  g_clear_object (&private->selection);
  g_clear_object (&private->first_rows);
  g_clear_object (&private->filtered);
  g_clear_object (&private->sorted);
  g_clear_object (&private->engine);
  g_clear_pointer (&private->query, gui_query_free);
  g_clear_pointer (&private->query_text, g_free);
  G_OBJECT_CLASS (gui_page_parent_class)->dispose (object);
}

static void
gui_page_install_actions (GtkWidgetClass *class)
{
  static const char *const of_documents[] = { "page.open", "page.show-in-folder", "page.trash", "page.stop-sharing" };
  static const char *const of_numbers[] = { "page.copy-reference", "page.copy-link", "page.details" };
  static const char *const of_the_selected[] = { "page.menu", "page.copy-selected", "page.details-selected" };

  for (guint i = 0; i < G_N_ELEMENTS (of_documents); i++)
    gtk_widget_class_install_action (class, of_documents[i], "u", gui_page_document_action);
  for (guint i = 0; i < G_N_ELEMENTS (of_numbers); i++)
    gtk_widget_class_install_action (class, of_numbers[i], "u", gui_page_number_action);
  for (guint i = 0; i < G_N_ELEMENTS (of_the_selected); i++)
    gtk_widget_class_install_action (class, of_the_selected[i], NULL, gui_page_selected_action);
}

static void
gui_page_class_init (GuiPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = gui_page_get_property;
  object_class->set_property = gui_page_set_property;
  object_class->dispose = gui_page_dispose;

  properties[PROP_QUERY]
      = g_param_spec_string ("query", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_SNUG]
      = g_param_spec_boolean ("is-snug", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_NARROW]
      = g_param_spec_boolean ("is-narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_RESULTS]
      = g_param_spec_uint ("n-results", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gui_page_install_actions (GTK_WIDGET_CLASS (class));
}

static void
gui_page_init (GuiPage *self)
{
}

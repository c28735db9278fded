/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-index-page.h"

#include "gui-cell.h"
#include "gui-document.h"
#include "gui-entry-button.h"
#include "gui-format.h"
#include "gui-holders-popover.h"
#include "gui-popup.h"
#include "gui-query.h"
#include "gui-server-name.h"
#include "gui-sort.h"
#include "gui-text.h"
#include "gui-toast.h"
#include "wire-status.h"

#include <glib/gi18n-lib.h>

struct _GuiIndexPage
{
  AdwBin parent_instance;
  PeerEngine *engine;
  GuiSort *sort;
  GuiQuery *query;
  char *query_text;
  gboolean is_narrow;
  GSignalGroup *catalogue_signals;
  GSignalGroup *client_signals;
  GCancellable *look_up;
  guint found_number; /* what Look Up found to be there; 0 while not asked */
  gboolean is_focus_due; /* the list is not there yet */

  GtkStack *stack;
  GtkColumnView *view;
  GtkSingleSelection *selection;
  GtkSortListModel *sorted;
  GtkFilterListModel *filtered;
  GtkCustomFilter *filter;
  GtkColumnViewColumn *number_column;
  GtkColumnViewColumn *title_column;
  GtkColumnViewColumn *holders_column;
  GtkColumnViewColumn *action_column;
  AdwEntryRow *server_row;
  GtkLabel *server_problem;
  GtkWidget *connect_button;
  AdwStatusPage *no_results;
  GtkButton *look_up_button;
};

enum
{
  PROP_QUERY = 1,
  PROP_IS_NARROW,
  PROP_N_RESULTS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiIndexPage, gui_index_page, ADW_TYPE_BIN)

static PeerEntry *
gui_index_page_find (GuiIndexPage *self, GVariant *number)
{
  return self->engine != NULL ? peer_catalogue_find (peer_engine_get_catalogue (self->engine), g_variant_get_uint32 (number))
                              : NULL;
}

static PeerEntry *
gui_index_page_get_selected (GuiIndexPage *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static gboolean
gui_index_page_filter_func (gpointer item, gpointer user_data)
{
  GuiIndexPage *self = user_data;
  PeerEntry *entry = item;

  return self->query == NULL
         || gui_query_matches (self->query, peer_entry_get_number (entry), peer_entry_get_search_key (entry));
}

/* Which of the stack's pages tells the truth. */
static const char *
gui_index_page_choose (GuiIndexPage *self)
{
  PeerIndexClient *client = peer_engine_get_index_client (self->engine);
  PeerCatalogue *catalogue = peer_engine_get_catalogue (self->engine);
  gboolean is_loading;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) > 0)
    return "list";
  if (self->query != NULL)
    return "no-results";
  if (!gui_format_is_set (NULL, peer_index_client_get_server (client)))
    return "connect";
  if (peer_index_client_get_state (client) == PEER_CONNECTION_CONNECTING)
    return "loading";
  if (peer_index_client_get_state (client) != PEER_CONNECTION_CONNECTED)
    return "offline";
  g_object_get (catalogue, "is-loading", &is_loading, NULL);
  return is_loading ? "loading" : "empty";
}

static gboolean
gui_index_page_shows (GuiIndexPage *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0;
}

/* Whoever types by now goes on typing. */
static void
gui_index_page_take_due_focus (GuiIndexPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!self->is_focus_due || gui_index_page_shows (self, "loading"))
    return;
  self->is_focus_due = FALSE;
  if (focus == NULL || !GTK_IS_EDITABLE (focus))
    gui_index_page_focus_list (self);
}

static void
gui_index_page_update (GuiIndexPage *self)
{
  if (self->engine == NULL)
    return;

  gtk_stack_set_visible_child_name (self->stack, gui_index_page_choose (self));
  gui_index_page_take_due_focus (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RESULTS]);
}

/* No results: a number may still be held by somebody, since the list is only as new as its last answer. */
static void
gui_index_page_offer_look_up (GuiIndexPage *self)
{
  guint number = self->query != NULL ? gui_query_get_number (self->query) : 0;
  g_autofree char *query = gui_text_filter_markup (self->query_text);
  g_autofree char *description = g_strdup_printf (_ ("No document matches “%s”."), query);
  g_autofree char *label = g_strdup_printf (_ ("Look Up RFC %u"), number);

  self->found_number = 0;
  adw_status_page_set_description (self->no_results, description);
  gtk_button_set_label (self->look_up_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->look_up_button), number != 0);
  /* What was asked for is not answered any more. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->look_up_button), TRUE);
}

static void
gui_index_page_set_query (GuiIndexPage *self, const char *text)
{
  g_autoptr (GuiQuery) query = gui_query_new (text != NULL ? text : "");

  if (g_strcmp0 (self->query_text, text) == 0)
    return;
  g_free (self->query_text);
  self->query_text = g_strdup (text);
  g_clear_pointer (&self->query, gui_query_free);
  if (!gui_query_is_empty (query))
    self->query = g_steal_pointer (&query);

  g_cancellable_cancel (self->look_up);
  gui_index_page_offer_look_up (self);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gui_index_page_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

static void
gui_index_page_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiIndexPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) holders = peer_index_client_lookup_finish (PEER_INDEX_CLIENT (object), result, &error);
  guint number = self->query != NULL ? gui_query_get_number (self->query) : 0;
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;
  g_autofree char *title = NULL;
  g_autoptr (PeerHolder) holder = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || number == 0)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->look_up_button), TRUE);
  if (holders == NULL)
    {
      text = g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND)
                 ? g_strdup_printf (_ ("No peer has RFC %u now."), number)
                 : gui_text_filter_markup (error->message);
      adw_status_page_set_description (self->no_results, text);
      return;
    }

  holder = g_list_model_get_item (holders, 0);
  title = gui_text_filter_markup (holder != NULL ? peer_holder_get_title (holder) : "");
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u peer has RFC %u, “%s”.",
                                       "%u peers have RFC %u, “%s”.",
                                       g_list_model_get_n_items (holders)),
                          g_list_model_get_n_items (holders),
                          number,
                          title);
  label = g_strdup_printf (_ ("Get RFC %u"), number);
  adw_status_page_set_description (self->no_results, text);
  gtk_button_set_label (self->look_up_button, label);
  self->found_number = number;
}

static void
gui_index_page_look_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (widget);
  guint number = self->query != NULL ? gui_query_get_number (self->query) : 0;

  if (number == 0)
    return;
  if (self->found_number == number)
    {
      peer_downloads_start (peer_engine_get_downloads (self->engine), number, NULL);
      gtk_widget_activate_action (widget, "win.view", "s", "transfers");
      return;
    }
  g_cancellable_cancel (self->look_up);
  g_clear_object (&self->look_up);
  self->look_up = g_cancellable_new ();
  gtk_widget_set_sensitive (GTK_WIDGET (self->look_up_button), FALSE);
  peer_index_client_lookup_async (peer_engine_get_index_client (self->engine),
                                  number,
                                  self->look_up,
                                  gui_index_page_looked_up_cb,
                                  g_object_ref (self));
}

static void
gui_index_page_get (GuiIndexPage *self, PeerEntry *entry)
{
  peer_downloads_start (peer_engine_get_downloads (self->engine), peer_entry_get_number (entry), peer_entry_get_title (entry));
}

/* The row's button, Enter, and a double click. */
static void
gui_index_page_act_on (GuiIndexPage *self, PeerEntry *entry)
{
  PeerDownload *download = peer_entry_get_download (entry);
  PeerDocument *document = peer_entry_get_document (entry);

  switch (peer_entry_get_state (entry))
    {
    case PEER_ENTRY_HELD:
      if (document != NULL)
        gui_document_open (GTK_WIDGET (self), document);
      break;
    case PEER_ENTRY_QUEUED:
    case PEER_ENTRY_RUNNING:
      if (download != NULL)
        peer_download_cancel (download);
      break;
    case PEER_ENTRY_FAILED:
      if (download != NULL)
        peer_download_retry (download);
      else
        gui_index_page_get (self, entry);
      break;
    case PEER_ENTRY_AVAILABLE:
    default:
      gui_index_page_get (self, entry);
    }
}

static void
gui_index_page_act (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (widget);
  PeerEntry *entry = gui_index_page_find (self, parameter);

  if (entry != NULL)
    gui_index_page_act_on (self, entry);
}

static void
gui_index_page_row_activated_cb (GuiIndexPage *self, guint position)
{
  g_autoptr (PeerEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  PeerEntryState state = entry != NULL ? peer_entry_get_state (entry) : PEER_ENTRY_QUEUED;

  /* A second double click, out of impatience, must not cancel what the first began. */
  if (state != PEER_ENTRY_QUEUED && state != PEER_ENTRY_RUNNING)
    gui_index_page_act_on (self, entry);
}

static void
gui_index_page_document_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (widget);
  PeerEntry *entry = gui_index_page_find (self, parameter);
  PeerDocument *document = entry != NULL ? peer_entry_get_document (entry) : NULL;

  if (document == NULL)
    return;
  if (g_str_equal (action, "index.open"))
    gui_document_open (widget, document);
  else if (g_str_equal (action, "index.show-in-folder"))
    gui_document_show_in_folder (widget, document);
  else
    gui_document_stop_sharing (widget, peer_engine_get_library (self->engine), document);
}

static void
gui_index_page_copy_reference (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gui_document_copy_reference (widget, g_variant_get_uint32 (parameter));
}

static void
gui_index_page_selected_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (widget);
  PeerEntry *entry = gui_index_page_get_selected (self);

  if (entry == NULL)
    return;
  if (g_str_equal (action, "index.copy-selected"))
    gui_document_copy_reference (widget, peer_entry_get_number (entry));
  else if (peer_entry_get_state (entry) == PEER_ENTRY_AVAILABLE || peer_entry_get_state (entry) == PEER_ENTRY_FAILED)
    gui_index_page_act_on (self, entry);
}

static void
gui_index_page_show_holders (GuiIndexPage *self, GtkWidget *beside, PeerEntry *entry)
{
  GtkWidget *popover = gui_holders_popover_new (peer_engine_get_index_client (self->engine), entry);
  GdkRectangle at = gui_popup_get_place (GTK_WIDGET (self), beside);

  gui_popup_show (GTK_POPOVER (popover), GTK_WIDGET (self), &at);
}

static void
gui_index_page_holders_clicked_cb (GtkWidget *button)
{
  GtkWidget *cell = gtk_widget_get_ancestor (button, GUI_TYPE_CELL);
  GtkWidget *page = gtk_widget_get_ancestor (button, GUI_TYPE_INDEX_PAGE);
  g_autoptr (PeerEntry) entry = NULL;

  g_object_get (cell, "item", &entry, NULL);
  if (entry != NULL)
    gui_index_page_show_holders (GUI_INDEX_PAGE (page), button, entry);
}

static void
gui_index_page_holders (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (widget);
  PeerEntry *entry = gui_index_page_find (self, parameter);
  GtkWidget *cell = entry != NULL ? gui_cell_find (GTK_WIDGET (self->view), entry) : NULL;

  if (entry != NULL)
    gui_index_page_show_holders (self, cell != NULL ? cell : GTK_WIDGET (self->view), entry);
}

static void
gui_index_page_append (GMenu *menu, const char *label, const char *action, PeerEntry *entry)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", peer_entry_get_number (entry));
  g_menu_append_item (menu, item);
}

static GMenuModel *
gui_index_page_make_menu (PeerEntry *entry)
{
  g_autoptr (GMenu) file = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();
  GMenu *menu = g_menu_new ();
  PeerEntryState state = peer_entry_get_state (entry);
  PeerDocument *document = peer_entry_get_document (entry);

  if (state == PEER_ENTRY_AVAILABLE)
    gui_index_page_append (file, _ ("_Get"), "index.act", entry);
  else if (state == PEER_ENTRY_FAILED)
    gui_index_page_append (file, _ ("_Try Again"), "index.act", entry);
  else if (state != PEER_ENTRY_HELD)
    gui_index_page_append (file, _ ("_Cancel"), "index.act", entry);
  if (document != NULL)
    {
      gui_index_page_append (file, _ ("_Open"), "index.open", entry);
      gui_index_page_append (file, _ ("Show in _Folder"), "index.show-in-folder", entry);
    }
  gui_index_page_append (more, _ ("_Who Holds It"), "index.holders", entry);
  gui_index_page_append (more, _ ("Copy _Reference"), "index.copy-reference", entry);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (file));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  if (document != NULL && peer_document_get_is_shared (document))
    {
      g_autoptr (GMenu) sharing = g_menu_new ();

      gui_index_page_append (sharing, _ ("_Stop Sharing"), "index.stop-sharing", entry);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (sharing));
    }
  return G_MENU_MODEL (menu);
}

static void
gui_index_page_show_menu (GuiIndexPage *self, PeerEntry *entry, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) menu = gui_index_page_make_menu (entry);

  gui_popup_menu (menu, GTK_WIDGET (self), at);
}

static void
gui_index_page_select (GuiIndexPage *self, PeerEntry *entry)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (PeerEntry) candidate = g_list_model_get_item (model, i);

      if (candidate == entry)
        {
          gtk_single_selection_set_selected (self->selection, i);
          return;
        }
    }
}

static void
gui_index_page_secondary_click_cb (GuiIndexPage *self, int n_press, double x, double y)
{
  PeerEntry *entry = gui_cell_pick_item (GTK_WIDGET (self->view), x, y);
  GdkRectangle at = { 0, 0, 1, 1 };

  if (entry == NULL)
    return;
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), x, y, &x, &y);
  at.x = (int) x;
  at.y = (int) y;
  gui_index_page_select (self, entry);
  gui_index_page_show_menu (self, entry, &at);
}

static void
gui_index_page_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (widget);
  PeerEntry *entry = gui_index_page_get_selected (self);
  GtkWidget *cell = entry != NULL ? gui_cell_find (GTK_WIDGET (self->view), entry) : NULL;
  GdkRectangle at;

  if (entry == NULL)
    return;
  at = gui_popup_get_place (widget, cell != NULL ? cell : GTK_WIDGET (self->view));
  gui_index_page_show_menu (self, entry, &at);
}

static void
gui_index_page_server_changed_cb (GuiIndexPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->server_row));

  gtk_widget_set_sensitive (self->connect_button, text[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->server_problem), FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->server_row), "error");
}

static void
gui_index_page_connect_cb (GuiIndexPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *server = gui_server_name_parse (gtk_editable_get_text (GTK_EDITABLE (self->server_row)), &error);

  if (server == NULL)
    {
      gtk_label_set_text (self->server_problem, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->server_problem), TRUE);
      gtk_widget_add_css_class (GTK_WIDGET (self->server_row), "error");
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "app.set-server", "s", server);
  gui_index_page_focus_list (self);
}

void
gui_index_page_set_engine (GuiIndexPage *self, PeerEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;

  g_signal_group_set_target (self->catalogue_signals, peer_engine_get_catalogue (engine));
  g_signal_group_set_target (self->client_signals, peer_engine_get_index_client (engine));
  gtk_sort_list_model_set_model (self->sorted, G_LIST_MODEL (peer_engine_get_catalogue (engine)));
  gui_index_page_update (self);
}

void
gui_index_page_keep_sort (GuiIndexPage *self, GSettings *settings)
{
  gui_sort_keep (self->sort, settings, "index-sort");
}

void
gui_index_page_focus_list (GuiIndexPage *self)
{
  self->is_focus_due = gui_index_page_shows (self, "loading");
  if (gui_index_page_shows (self, "connect"))
    gtk_widget_grab_focus (GTK_WIDGET (self->server_row));
  else if (gui_index_page_shows (self, "list"))
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  else
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
gui_index_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (object);

  switch (id)
    {
    case PROP_QUERY:
      g_value_set_string (value, self->query_text);
      break;
    case PROP_IS_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    default:
      g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (self->filtered)));
    }
}

static void
gui_index_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (object);

  if (id == PROP_QUERY)
    {
      gui_index_page_set_query (self, g_value_get_string (value));
      return;
    }
  self->is_narrow = g_value_get_boolean (value);
  gtk_column_view_column_set_fixed_width (self->number_column, self->is_narrow ? 68 : 84);
  gtk_column_view_column_set_fixed_width (self->holders_column, self->is_narrow ? 92 : 112);
}

static void
gui_index_page_dispose (GObject *object)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (object);

  g_cancellable_cancel (self->look_up);
  g_clear_object (&self->look_up);
  g_clear_object (&self->catalogue_signals);
  g_clear_object (&self->client_signals);
  g_clear_pointer (&self->sort, gui_sort_free);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->query, gui_query_free);
  g_clear_pointer (&self->query_text, g_free);
  G_OBJECT_CLASS (gui_index_page_parent_class)->dispose (object);
}

static void
gui_index_page_install_actions (GtkWidgetClass *class)
{
  static const char *const document_actions[] = { "index.open", "index.show-in-folder", "index.stop-sharing" };

  for (guint i = 0; i < G_N_ELEMENTS (document_actions); i++)
    gtk_widget_class_install_action (class, document_actions[i], "u", gui_index_page_document_action);
  gtk_widget_class_install_action (class, "index.act", "u", gui_index_page_act);
  gtk_widget_class_install_action (class, "index.copy-reference", "u", gui_index_page_copy_reference);
  gtk_widget_class_install_action (class, "index.holders", "u", gui_index_page_holders);
  gtk_widget_class_install_action (class, "index.copy-selected", NULL, gui_index_page_selected_action);
  gtk_widget_class_install_action (class, "index.get-selected", NULL, gui_index_page_selected_action);
  gtk_widget_class_install_action (class, "index.menu", NULL, gui_index_page_menu);
  gtk_widget_class_install_action (class, "index.look-up", NULL, gui_index_page_look_up);
}

static void
gui_index_page_class_init (GuiIndexPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_index_page_get_property;
  object_class->set_property = gui_index_page_set_property;
  object_class->dispose = gui_index_page_dispose;

  properties[PROP_QUERY]
      = g_param_spec_string ("query", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_NARROW]
      = g_param_spec_boolean ("is-narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_RESULTS]
      = g_param_spec_uint ("n-results", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GUI_TYPE_CELL);
  g_type_ensure (GUI_TYPE_ENTRY_BUTTON);
  g_type_ensure (PEER_TYPE_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-index-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, view);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, selection);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, sorted);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, filtered);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, filter);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, number_column);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, title_column);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, holders_column);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, action_column);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, server_problem);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, connect_button);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, no_results);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, look_up_button);
  gtk_widget_class_bind_template_callback (widget_class, gui_index_page_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_index_page_secondary_click_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_index_page_holders_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_index_page_connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_index_page_server_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_cell_query_tooltip_cb);
  gui_format_bind (widget_class);
  gui_index_page_install_actions (widget_class);
}

static void
gui_index_page_init (GuiIndexPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_custom_filter_set_filter_func (self->filter, gui_index_page_filter_func, self, NULL);
  /* Sorted before it is filtered: what is typed sorts nothing anew. */
  gtk_sort_list_model_set_sorter (self->sorted, gtk_column_view_get_sorter (self->view));
  self->sort = gui_sort_new (self->view, G_LIST_MODEL (self->sorted));
  gui_sort_add_column (self->sort, self->number_column, "number");
  gui_sort_add_column (self->sort, self->title_column, "title");
  gui_sort_add_column (self->sort, self->holders_column, "holders");
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (gui_index_page_update), self, G_CONNECT_SWAPPED);

  self->catalogue_signals = g_signal_group_new (PEER_TYPE_CATALOGUE);
  g_signal_group_connect_swapped (self->catalogue_signals, "notify::is-loading", G_CALLBACK (gui_index_page_update), self);
  self->client_signals = g_signal_group_new (PEER_TYPE_INDEX_CLIENT);
  g_signal_group_connect_swapped (self->client_signals, "notify::state", G_CALLBACK (gui_index_page_update), self);
  g_signal_group_connect_swapped (self->client_signals, "notify::server", G_CALLBACK (gui_index_page_update), self);
}

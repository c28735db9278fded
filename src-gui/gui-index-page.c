/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-index-page.h"

#include "gui-connect-page.h"
#include "gui-entry.h"
#include "gui-format.h"
#include "gui-holders-popover.h"
#include "gui-index-columns.h"
#include "gui-look-up.h"
#include "gui-no-results.h"
#include "gui-popup.h"
#include "gui-standings.h"

struct _GuiIndexPage
{
  GuiPage parent_instance;
  GuiStandings *standings;
  guint held_filter;
  guint status_filter;
  GuiLookUp *look_up; /* of the number that is searched for; NULL when it is none, or is in the list */
  GSignalGroup *look_up_signals;
  GSignalGroup *catalogue_signals;
  GSignalGroup *client_signals;
  gboolean is_focus_due; /* the list is not there yet */

  GtkStack *stack;
  GtkColumnView *view;
  GtkLabel *total;
  GtkWidget *show_all_button;
  GuiConnectPage *connect_page;
  GuiNoResults *no_results;
};

enum
{
  PROP_HELD_FILTER = 1,
  PROP_STATUS_FILTER,
  PROP_HAS_STATUSES,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiIndexPage, gui_index_page, GUI_TYPE_PAGE)

static PeerEngine *
gui_index_page_get_engine (GuiIndexPage *self)
{
  return gui_page_get_engine (GUI_PAGE (self));
}

static PeerCatalogue *
gui_index_page_get_catalogue (GuiIndexPage *self)
{
  return peer_engine_get_catalogue (gui_index_page_get_engine (self));
}

static PeerConnectionState
gui_index_page_get_connection (GuiIndexPage *self)
{
  return peer_index_client_get_state (peer_engine_get_index_client (gui_index_page_get_engine (self)));
}

static gboolean
gui_index_page_is_filtered (GuiIndexPage *self)
{
  return self->held_filter != GUI_HELD_ALL || self->status_filter != GUI_STATUS_ANY;
}

static gboolean
gui_index_page_matches (GuiPage *page, gpointer item, GuiQuery *query)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (page);
  PeerEntry *entry = item;
  guint number = peer_entry_get_number (entry);

  if (self->held_filter != GUI_HELD_ALL
      && (peer_entry_get_document (entry) != NULL) != (self->held_filter == GUI_HELD_HERE))
    return FALSE;
  if (self->status_filter != GUI_STATUS_ANY
      && gui_standings_is_obsolete (self->standings, number) != (self->status_filter == GUI_STATUS_OBSOLETE))
    return FALSE;
  return query == NULL || gui_query_matches (query, number, peer_entry_get_search_key (entry));
}

/* Which of the stack's pages tells the truth. */
static const char *
gui_index_page_choose (GuiIndexPage *self)
{
  PeerIndexClient *client = peer_engine_get_index_client (gui_index_page_get_engine (self));
  gboolean is_loading;

  if (gui_page_get_n_results (GUI_PAGE (self)) > 0)
    return "list";
  if (gui_page_get_query (GUI_PAGE (self)) != NULL
      || (gui_index_page_is_filtered (self)
          && g_list_model_get_n_items (G_LIST_MODEL (gui_index_page_get_catalogue (self))) > 0))
    return "no-results";
  if (!gui_format_is_set (NULL, peer_index_client_get_server (client)))
    return "connect";
  if (gui_index_page_get_connection (self) == PEER_CONNECTION_CONNECTING)
    return "loading";
  if (gui_index_page_get_connection (self) != PEER_CONNECTION_CONNECTED)
    return "offline";
  g_object_get (gui_index_page_get_catalogue (self), "is-loading", &is_loading, NULL);
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

/* How many there are, and of when that is while nobody tells what changes. */
static void
gui_index_page_update_total (GuiIndexPage *self)
{
  gboolean is_stale = gui_index_page_get_connection (self) != PEER_CONNECTION_CONNECTED;
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (gui_index_page_get_catalogue (self)));
  guint n_shown = gui_page_get_n_results (GUI_PAGE (self));
  gint64 updated_at;
  g_autofree char *total = NULL;

  g_object_get (gui_index_page_get_catalogue (self), "updated-at", &updated_at, NULL);
  total = gui_format_index_total (n_shown, n_all, is_stale ? updated_at : 0);
  gtk_label_set_text (self->total, total);
  gtk_widget_set_visible (self->show_all_button, gui_index_page_is_filtered (self));
  if (is_stale)
    gtk_widget_add_css_class (GTK_WIDGET (self->view), "stale");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->view), "stale");
}

/* A number that the list lacks is asked of the server, from a first row or, where no row is, from a page. */
static void
gui_index_page_update_look_up (GuiIndexPage *self)
{
  GuiQuery *query = gui_page_get_query (GUI_PAGE (self));
  guint number = query != NULL ? gui_query_get_number (query) : 0;
  GListStore *first_rows = gui_page_get_first_rows (GUI_PAGE (self));
  gboolean has_row;

  if (number != 0 && peer_catalogue_find (gui_index_page_get_catalogue (self), number) != NULL)
    number = 0;
  if ((self->look_up != NULL ? gui_look_up_get_number (self->look_up) : 0) != number)
    {
      if (self->look_up != NULL)
        gui_look_up_cancel (self->look_up);
      g_list_store_remove_all (first_rows);
      g_clear_object (&self->look_up);
      self->look_up = number != 0 ? gui_look_up_new (number) : NULL;
      g_signal_group_set_target (self->look_up_signals, self->look_up);
    }
  has_row = self->look_up != NULL && gui_page_get_n_results (GUI_PAGE (self)) > 0;
  if (has_row && g_list_model_get_n_items (G_LIST_MODEL (first_rows)) == 0)
    g_list_store_append (first_rows, self->look_up);
  else if (!has_row)
    g_list_store_remove_all (first_rows);
}

static void
gui_index_page_changed (GuiPage *page)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (page);

  if (gui_index_page_get_engine (self) == NULL)
    return;
  gui_index_page_update_look_up (self);
  gui_no_results_show (self->no_results,
                       gui_page_get_query_text (page),
                       self->look_up,
                       gui_index_page_is_filtered (self));
  gui_index_page_update_total (self);
  gtk_stack_set_visible_child_name (self->stack, gui_index_page_choose (self));
  gui_index_page_take_due_focus (self);
}

static void
gui_index_page_update (GuiIndexPage *self)
{
  gui_index_page_changed (GUI_PAGE (self));
}

static void
gui_index_page_act_on_look_up (GuiIndexPage *self)
{
  if (self->look_up != NULL && gui_look_up_act (self->look_up, gui_index_page_get_engine (self)))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "transfers");
}

static void
gui_index_page_look_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gui_index_page_act_on_look_up (GUI_INDEX_PAGE (widget));
}

static void
gui_index_page_act (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (widget);
  guint number = g_variant_get_uint32 (parameter);
  PeerEntry *entry = peer_catalogue_find (gui_index_page_get_catalogue (self), number);

  if (entry != NULL)
    gui_entry_act (widget, gui_index_page_get_engine (self), entry);
  else if (self->look_up != NULL && gui_look_up_get_number (self->look_up) == number)
    gui_index_page_act_on_look_up (self);
}

static void
gui_index_page_activate (GuiPage *page, gpointer item)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (page);
  PeerEntryState state;

  if (GUI_IS_LOOK_UP (item))
    {
      gui_index_page_act_on_look_up (self);
      return;
    }
  state = peer_entry_get_state (item);
  /* A second double click, out of impatience, must not cancel what the first began. */
  if (state != PEER_ENTRY_QUEUED && state != PEER_ENTRY_RUNNING)
    gui_entry_act (GTK_WIDGET (self), gui_index_page_get_engine (self), item);
}

static void
gui_index_page_get_selected_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gpointer item = gui_page_get_selected (GUI_PAGE (widget));
  PeerEntryState state = PEER_IS_ENTRY (item) ? peer_entry_get_state (item) : PEER_ENTRY_HELD;

  if (GUI_IS_LOOK_UP (item) || state == PEER_ENTRY_AVAILABLE || state == PEER_ENTRY_FAILED)
    gui_index_page_activate (GUI_PAGE (widget), item);
}

static void
gui_index_page_holders (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (widget);
  PeerEntry *entry = peer_catalogue_find (gui_index_page_get_catalogue (self), g_variant_get_uint32 (parameter));
  GdkRectangle at;

  if (entry == NULL)
    return;
  at = gui_page_get_place (GUI_PAGE (self), entry, "holders");
  gui_popup_show (GTK_POPOVER (gui_holders_popover_new (gui_index_page_get_engine (self), entry)), widget, &at);
}

static void
gui_index_page_show_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_object_set (widget, "held-filter", GUI_HELD_ALL, "status-filter", GUI_STATUS_ANY, NULL);
}

static guint
gui_index_page_get_number (gpointer item)
{
  return GUI_IS_LOOK_UP (item) ? gui_look_up_get_number (item) : peer_entry_get_number (item);
}

static GMenuModel *
gui_index_page_make_menu (GuiPage *page, gpointer item)
{
  return PEER_IS_ENTRY (item) ? gui_entry_make_menu (item) : NULL;
}

static char *
gui_index_page_dup_successors (GuiPage *page, guint number)
{
  return gui_standings_dup_successors (GUI_INDEX_PAGE (page)->standings, number);
}

static void
gui_index_page_standings_changed_cb (GuiIndexPage *self)
{
  gui_columns_set_has_column (gui_page_get_columns (GUI_PAGE (self)),
                              "status",
                              gui_standings_get_n_known (self->standings) > 0);
  gui_columns_show_again (gui_page_get_columns (GUI_PAGE (self)));
  if (self->status_filter != GUI_STATUS_ANY)
    gui_page_filter_again (GUI_PAGE (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_STATUSES]);
}

GuiStandings *
gui_index_page_get_standings (GuiIndexPage *self)
{
  return self->standings;
}

void
gui_index_page_set_engine (GuiIndexPage *self, PeerEngine *engine)
{
  g_signal_group_set_target (self->catalogue_signals, peer_engine_get_catalogue (engine));
  g_signal_group_set_target (self->client_signals, peer_engine_get_index_client (engine));
  gui_standings_set_library (self->standings, peer_engine_get_library (engine));
  gui_page_set_engine (GUI_PAGE (self), engine, G_LIST_MODEL (peer_engine_get_catalogue (engine)));
}

void
gui_index_page_focus_list (GuiIndexPage *self)
{
  self->is_focus_due = gui_index_page_shows (self, "loading");
  if (gui_index_page_shows (self, "connect"))
    gui_connect_page_focus (self->connect_page);
  else if (gui_index_page_shows (self, "list"))
    gui_page_focus_list (GUI_PAGE (self));
  else
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
gui_index_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (object);

  switch (id)
    {
    case PROP_HELD_FILTER:
      g_value_set_uint (value, self->held_filter);
      break;
    case PROP_STATUS_FILTER:
      g_value_set_uint (value, self->status_filter);
      break;
    default:
      g_value_set_boolean (value, gui_standings_get_n_known (self->standings) > 0);
    }
}

static void
gui_index_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (object);
  guint *filter = id == PROP_HELD_FILTER ? &self->held_filter : &self->status_filter;

  if (*filter == g_value_get_uint (value))
    return;
  *filter = g_value_get_uint (value);
  gui_page_filter_again (GUI_PAGE (self));
  g_object_notify_by_pspec (object, pspec);
}

static void
gui_index_page_dispose (GObject *object)
{
  GuiIndexPage *self = GUI_INDEX_PAGE (object);

  if (self->look_up != NULL)
    gui_look_up_cancel (self->look_up);
  g_clear_object (&self->look_up_signals);
  g_clear_object (&self->look_up);
  g_clear_object (&self->catalogue_signals);
  g_clear_object (&self->client_signals);
  G_OBJECT_CLASS (gui_index_page_parent_class)->dispose (object);
  g_clear_object (&self->standings);
}

static void
gui_index_page_class_init (GuiIndexPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GuiPageClass *page_class = GUI_PAGE_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = gui_index_page_get_property;
  object_class->set_property = gui_index_page_set_property;
  object_class->dispose = gui_index_page_dispose;
  page_class->matches = gui_index_page_matches;
  page_class->changed = gui_index_page_changed;
  page_class->make_menu = gui_index_page_make_menu;
  page_class->activate = gui_index_page_activate;
  page_class->get_number = gui_index_page_get_number;
  page_class->dup_successors = gui_index_page_dup_successors;

  properties[PROP_HELD_FILTER]
      = g_param_spec_uint ("held-filter", NULL, NULL, 0, GUI_HELD_ELSEWHERE, GUI_HELD_ALL, flags);
  properties[PROP_STATUS_FILTER]
      = g_param_spec_uint ("status-filter", NULL, NULL, 0, GUI_STATUS_NOT_OBSOLETE, GUI_STATUS_ANY, flags);
  properties[PROP_HAS_STATUSES]
      = g_param_spec_boolean ("has-statuses", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GUI_TYPE_CONNECT_PAGE);
  g_type_ensure (GUI_TYPE_NO_RESULTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-index-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, view);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, total);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, show_all_button);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, connect_page);
  gtk_widget_class_bind_template_child (widget_class, GuiIndexPage, no_results);
  gtk_widget_class_bind_template_callback (widget_class, gui_index_page_focus_list);
  gtk_widget_class_install_action (widget_class, "index.act", "u", gui_index_page_act);
  gtk_widget_class_install_action (widget_class, "index.holders", "u", gui_index_page_holders);
  gtk_widget_class_install_action (widget_class, "index.get-selected", NULL, gui_index_page_get_selected_action);
  gtk_widget_class_install_action (widget_class, "index.look-up", NULL, gui_index_page_look_up);
  gtk_widget_class_install_action (widget_class, "index.show-all", NULL, gui_index_page_show_all);
}

static void
gui_index_page_init (GuiIndexPage *self)
{
  static const char *const watched[] = { "notify::state", "notify::server" };
  guint n_columns;
  const GuiColumn *columns = gui_index_columns_get (&n_columns);

  gtk_widget_init_template (GTK_WIDGET (self));

  self->standings = gui_standings_new ();
  gui_page_set_up (GUI_PAGE (self), self->view, PEER_TYPE_ENTRY, columns, n_columns);
  gui_columns_set_has_column (gui_page_get_columns (GUI_PAGE (self)), "status", FALSE);
  g_signal_connect_object (self->standings,
                           "changed",
                           G_CALLBACK (gui_index_page_standings_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  self->look_up_signals = g_signal_group_new (GUI_TYPE_LOOK_UP);
  g_signal_group_connect_swapped (self->look_up_signals, "notify::text", G_CALLBACK (gui_index_page_update), self);
  self->catalogue_signals = g_signal_group_new (PEER_TYPE_CATALOGUE);
  g_signal_group_connect_swapped (self->catalogue_signals, "notify::is-loading", G_CALLBACK (gui_index_page_update), self);
  g_signal_group_connect_swapped (self->catalogue_signals, "notify::updated-at", G_CALLBACK (gui_index_page_update), self);
  self->client_signals = g_signal_group_new (PEER_TYPE_INDEX_CLIENT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->client_signals, watched[i], G_CALLBACK (gui_index_page_update), self);
}

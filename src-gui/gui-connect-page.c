/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-connect-page.h"

#include "gui-server-name.h"
#include "gui-text.h"
#include "peer-browser.h"

struct _GuiConnectPage
{
  AdwBin parent_instance;
  GListModel *found; /* of PeerFoundIndex */
  gulong found_handler;

  GtkWidget *found_group;
  GtkListBox *found_list;
  AdwEntryRow *server_row;
  GtkLabel *server_problem;
  GtkWidget *connect_button;
};

static guint connected_signal;

G_DEFINE_FINAL_TYPE (GuiConnectPage, gui_connect_page, ADW_TYPE_BIN)

static void
gui_connect_page_show_problem (GuiConnectPage *self, const char *problem)
{
  gtk_label_set_text (self->server_problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->server_problem), problem[0] != '\0');
  if (problem[0] != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->server_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->server_row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->server_row))),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               problem[0] != '\0' ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
gui_connect_page_server_changed_cb (GuiConnectPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->server_row));

  gtk_widget_set_sensitive (self->connect_button, text[0] != '\0');
  gui_connect_page_show_problem (self, "");
}

static void
gui_connect_page_connect_cb (GuiConnectPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *server = gui_server_name_parse (gtk_editable_get_text (GTK_EDITABLE (self->server_row)), &error);

  if (server == NULL)
    {
      gui_connect_page_show_problem (self, error->message);
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "app.set-server", "s", server);
  g_signal_emit (self, connected_signal, 0);
}

static void
gui_connect_page_local_cb (GuiConnectPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.use-local-index", NULL);
  g_signal_emit (self, connected_signal, 0);
}

/* What announces itself on the network */

static GtkWidget *
gui_connect_page_create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = gui_text_filter_markup (peer_found_index_get_name (item));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), peer_found_index_get_server (item));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}

static void
gui_connect_page_found_changed_cb (GuiConnectPage *self)
{
  gtk_widget_set_visible (self->found_group, self->found != NULL && g_list_model_get_n_items (self->found) > 0);
}

static void
gui_connect_page_found_cb (GuiConnectPage *self, GtkListBoxRow *row)
{
  g_autoptr (PeerFoundIndex) index = g_list_model_get_item (self->found, (guint) gtk_list_box_row_get_index (row));

  if (index == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "app.set-server", "s", peer_found_index_get_server (index));
  g_signal_emit (self, connected_signal, 0);
}

void
gui_connect_page_set_found (GuiConnectPage *self, GListModel *found)
{
  if (self->found == found)
    return;
  if (self->found != NULL)
    g_clear_signal_handler (&self->found_handler, self->found);
  g_set_object (&self->found, found);
  gtk_list_box_bind_model (self->found_list, found, gui_connect_page_create_row, NULL, NULL);
  if (found != NULL)
    self->found_handler = g_signal_connect_object (found, "items-changed", G_CALLBACK (gui_connect_page_found_changed_cb),
                                                   self, G_CONNECT_SWAPPED);
  gui_connect_page_found_changed_cb (self);
}

/* The network is asked only while somebody looks. */
static void
gui_connect_page_map (GtkWidget *widget)
{
  GuiConnectPage *self = GUI_CONNECT_PAGE (widget);

  GTK_WIDGET_CLASS (gui_connect_page_parent_class)->map (widget);
  if (self->found == NULL)
    {
      g_autoptr (PeerBrowser) browser = peer_browser_new ();

      gui_connect_page_set_found (self, G_LIST_MODEL (browser));
    }
}

static void
gui_connect_page_unmap (GtkWidget *widget)
{
  GuiConnectPage *self = GUI_CONNECT_PAGE (widget);

  if (PEER_IS_BROWSER (self->found))
    gui_connect_page_set_found (self, NULL);
  GTK_WIDGET_CLASS (gui_connect_page_parent_class)->unmap (widget);
}

static void
gui_connect_page_dispose (GObject *object)
{
  GuiConnectPage *self = GUI_CONNECT_PAGE (object);

  if (self->found != NULL)
    g_clear_signal_handler (&self->found_handler, self->found);
  g_clear_object (&self->found);
  G_OBJECT_CLASS (gui_connect_page_parent_class)->dispose (object);
}

void
gui_connect_page_focus (GuiConnectPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->server_row));
}

static void
gui_connect_page_class_init (GuiConnectPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_connect_page_dispose;
  widget_class->map = gui_connect_page_map;
  widget_class->unmap = gui_connect_page_unmap;
  connected_signal
      = g_signal_new ("connected", GUI_TYPE_CONNECT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-connect-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiConnectPage, found_group);
  gtk_widget_class_bind_template_child (widget_class, GuiConnectPage, found_list);
  gtk_widget_class_bind_template_child (widget_class, GuiConnectPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, GuiConnectPage, server_problem);
  gtk_widget_class_bind_template_child (widget_class, GuiConnectPage, connect_button);
  gtk_widget_class_bind_template_callback (widget_class, gui_connect_page_connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_connect_page_server_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_connect_page_found_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_connect_page_local_cb);
}

static void
gui_connect_page_init (GuiConnectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

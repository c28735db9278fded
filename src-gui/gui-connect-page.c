/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-connect-page.h"

#include "gui-server-name.h"

struct _GuiConnectPage
{
  AdwBin parent_instance;

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

void
gui_connect_page_focus (GuiConnectPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->server_row));
}

static void
gui_connect_page_class_init (GuiConnectPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  connected_signal
      = g_signal_new ("connected", GUI_TYPE_CONNECT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-connect-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiConnectPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, GuiConnectPage, server_problem);
  gtk_widget_class_bind_template_child (widget_class, GuiConnectPage, connect_button);
  gtk_widget_class_bind_template_callback (widget_class, gui_connect_page_connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_connect_page_server_changed_cb);
}

static void
gui_connect_page_init (GuiConnectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

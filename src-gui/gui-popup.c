/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-popup.h"

static gboolean
gui_popup_unparent_cb (gpointer user_data)
{
  if (gtk_widget_get_parent (user_data) != NULL)
    gtk_widget_unparent (user_data);
  return G_SOURCE_REMOVE;
}

/* Not at once: what was chosen in a menu is activated after it closes, through the widget it stands in. */
static void
gui_popup_closed_cb (GtkPopover *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, gui_popup_unparent_cb, g_object_ref (popover), g_object_unref);
}

static void
gui_popup_give_back_focus_cb (GtkWidget *focus)
{
  if (gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (focus);
}

void
gui_popup_show (GtkPopover *popover, GtkWidget *parent, const GdkRectangle *at)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (parent));

  gtk_widget_set_parent (GTK_WIDGET (popover), parent);
  gtk_popover_set_pointing_to (popover, at);
  g_signal_connect (popover, "closed", G_CALLBACK (gui_popup_closed_cb), NULL);
  if (focus != NULL)
    g_signal_connect_object (popover, "closed", G_CALLBACK (gui_popup_give_back_focus_cb), focus, G_CONNECT_SWAPPED);
  g_signal_connect_object (parent, "destroy", G_CALLBACK (gui_popup_unparent_cb), popover, G_CONNECT_SWAPPED);
  gtk_popover_popup (popover);
}

GdkRectangle
gui_popup_get_place (GtkWidget *ancestor, GtkWidget *widget)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (widget, ancestor, &bounds))
    return (GdkRectangle) { 0, 0, 1, 1 };
  return (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width, (int) bounds.size.height };
}

void
gui_popup_menu (GMenuModel *menu, GtkWidget *parent, const GdkRectangle *at)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gui_popup_show (GTK_POPOVER (popover), parent, at);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-holders-popover.h"

#include "gui-format.h"
#include "gui-text.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* More are counted, not listed: nobody reads a list of thousands. */
#define MAX_SHOWN 100u

struct _GuiHoldersPopover
{
  GtkPopover parent_instance;
  PeerEngine *engine;
  GCancellable *cancellable;

  GtkLabel *heading;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *more;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (GuiHoldersPopover, gui_holders_popover, GTK_TYPE_POPOVER)

static char *
gui_holders_popover_format_address (PeerHolder *holder)
{
  const char *address = peer_holder_get_address (holder);
  g_autofree char *plain = g_strdup_printf (strchr (address, ':') != NULL ? "[%s]:%u" : "%s:%u",
                                            address,
                                            peer_holder_get_port (holder));

  return gui_text_filter (plain);
}

static void
gui_holders_popover_get_clicked_cb (GtkWidget *button, PeerHolder *holder)
{
  GuiHoldersPopover *self = GUI_HOLDERS_POPOVER (gtk_widget_get_ancestor (button, GUI_TYPE_HOLDERS_POPOVER));

  peer_downloads_start_from (peer_engine_get_downloads (self->engine),
                             peer_holder_get_number (holder),
                             peer_holder_get_title (holder),
                             holder);
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* Whoever holds it gets it from nobody. */
static GtkWidget *
gui_holders_popover_create_get (GuiHoldersPopover *self, PeerHolder *holder, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("rfc-get-symbolic");
  g_autofree char *label = g_strdup_printf (_ ("Get RFC %u from %s"), peer_holder_get_number (holder), name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_sensitive (button,
                            peer_library_find (peer_engine_get_library (self->engine), peer_holder_get_number (holder)) == NULL);
  g_signal_connect_object (button, "clicked", G_CALLBACK (gui_holders_popover_get_clicked_cb), holder, 0);
  return button;
}

static GtkWidget *
gui_holders_popover_create_row (gpointer item, gpointer user_data)
{
  PeerHolder *holder = item;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *address = gui_holders_popover_format_address (holder);
  g_autofree char *name = gui_text_filter (peer_holder_get_name (holder));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name[0] != '\0' ? name : address);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), name[0] != '\0' ? address : "");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  if (peer_holder_get_is_me (holder))
    {
      GtkWidget *you = gtk_label_new (_ ("You"));

      gtk_widget_add_css_class (you, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), you);
    }
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gui_holders_popover_create_get (user_data, holder, name[0] != '\0' ? name : address));
  return row;
}

static void
gui_holders_popover_show_holders (GuiHoldersPopover *self, GListModel *holders)
{
  g_autoptr (GtkSliceListModel) shown = gtk_slice_list_model_new (g_object_ref (holders), 0, MAX_SHOWN);
  guint n_holders = g_list_model_get_n_items (holders);

  gtk_list_box_bind_model (self->list, G_LIST_MODEL (shown), gui_holders_popover_create_row, self, NULL);
  if (n_holders > MAX_SHOWN)
    {
      g_autofree char *text = gui_format_more (n_holders - MAX_SHOWN);

      gtk_label_set_text (self->more, text);
      gtk_widget_set_visible (GTK_WIDGET (self->more), TRUE);
    }
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
gui_holders_popover_answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiHoldersPopover) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) holders = peer_index_client_lookup_finish (PEER_INDEX_CLIENT (object), result, &error);
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (holders != NULL)
    {
      gui_holders_popover_show_holders (self, holders);
      return;
    }
  text = gui_text_filter (error->message);
  gtk_label_set_text (self->problem, text);
  gtk_stack_set_visible_child_name (self->stack, "problem");
}

static void
gui_holders_popover_dispose (GObject *object)
{
  GuiHoldersPopover *self = GUI_HOLDERS_POPOVER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (gui_holders_popover_parent_class)->dispose (object);
}

static void
gui_holders_popover_class_init (GuiHoldersPopoverClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_holders_popover_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-holders-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiHoldersPopover, heading);
  gtk_widget_class_bind_template_child (widget_class, GuiHoldersPopover, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiHoldersPopover, list);
  gtk_widget_class_bind_template_child (widget_class, GuiHoldersPopover, more);
  gtk_widget_class_bind_template_child (widget_class, GuiHoldersPopover, problem);
}

static void
gui_holders_popover_init (GuiHoldersPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
gui_holders_popover_new (PeerEngine *engine, PeerEntry *entry)
{
  GuiHoldersPopover *self = g_object_new (GUI_TYPE_HOLDERS_POPOVER, NULL);
  g_autofree char *heading = g_strdup_printf (_ ("Who Holds RFC %u"), peer_entry_get_number (entry));

  self->engine = g_object_ref (engine);
  gtk_label_set_text (self->heading, heading);
  peer_index_client_lookup_async (peer_engine_get_index_client (engine),
                                  peer_entry_get_number (entry),
                                  self->cancellable,
                                  gui_holders_popover_answered_cb,
                                  g_object_ref (self));
  return GTK_WIDGET (self);
}

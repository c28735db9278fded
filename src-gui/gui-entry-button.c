/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-entry-button.h"

#include "gui-format.h"
#include "gui-look-up.h"
#include "gui-progress-ring.h"
#include "gui-text.h"

struct _GuiEntryButton
{
  GtkButton parent_instance;
  GObject *item;
  PeerDownload *download; /* followed; NULL when there is none */
  GuiProgressRing *ring;
};

G_DEFINE_FINAL_TYPE (GuiEntryButton, gui_entry_button, GTK_TYPE_BUTTON)

static void
gui_entry_button_set_class (GuiEntryButton *self, const char *name, gboolean is_set)
{
  if (gtk_widget_has_css_class (GTK_WIDGET (self), name) == is_set)
    return;
  if (is_set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

static double
gui_entry_button_get_fraction (PeerEntry *entry)
{
  PeerDownload *download = peer_entry_get_download (entry);

  return download != NULL ? peer_download_get_fraction (download) : -1;
}

/* How it stands, where there is more to say than the button does; "" otherwise. */
static char *
gui_entry_button_make_status (GuiEntryButton *self)
{
  PeerEntryState state;

  if (!PEER_IS_ENTRY (self->item) || self->download == NULL)
    return g_strdup ("");
  state = peer_entry_get_state (PEER_ENTRY (self->item));
  if (state == PEER_ENTRY_HELD || state == PEER_ENTRY_AVAILABLE)
    return g_strdup ("");
  return gui_text_filter (peer_download_get_status_text (self->download));
}

static char *
gui_entry_button_make_action (GuiEntryButton *self)
{
  PeerEntry *entry;

  if (GUI_IS_LOOK_UP (self->item))
    return gui_look_up_make_action (GUI_LOOK_UP (self->item));
  entry = PEER_ENTRY (self->item);
  return gui_format_entry_action (NULL,
                                  peer_entry_get_state (entry),
                                  peer_entry_get_number (entry),
                                  gui_entry_button_get_fraction (entry));
}

/* Made when it is asked for: setting a tooltip asks the X server where the mouse is, for each of hundreds of rows. */
static gboolean
gui_entry_button_query_tooltip (GtkWidget *widget, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  GuiEntryButton *self = GUI_ENTRY_BUTTON (widget);
  g_autofree char *action = NULL;
  g_autofree char *status = NULL;
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return FALSE;
  action = gui_entry_button_make_action (self);
  status = gui_entry_button_make_status (self);
  text = status[0] != '\0' ? g_strdup_printf ("%s\n%s", action, status) : g_strdup (action);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
gui_entry_button_update_entry (GuiEntryButton *self, PeerEntry *entry)
{
  PeerEntryState state = peer_entry_get_state (entry);
  gboolean is_under_way = state == PEER_ENTRY_QUEUED || state == PEER_ENTRY_RUNNING;

  gui_progress_ring_show (self->ring,
                          gui_format_entry_icon (state),
                          is_under_way,
                          state == PEER_ENTRY_RUNNING ? gui_entry_button_get_fraction (entry) : -1);
  gui_entry_button_set_class (self, "failed", state == PEER_ENTRY_FAILED);
  gui_entry_button_set_class (self, "under-way", is_under_way);
}

static void
gui_entry_button_update (GuiEntryButton *self)
{
  g_autofree char *action = NULL;
  g_autofree char *status = NULL;

  if (PEER_IS_ENTRY (self->item))
    gui_entry_button_update_entry (self, PEER_ENTRY (self->item));
  else
    gui_progress_ring_show (self->ring, gui_look_up_get_icon (GUI_LOOK_UP (self->item)), FALSE, -1);
  action = gui_entry_button_make_action (self);
  status = gui_entry_button_make_status (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  action,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  status,
                                  -1);
}

static void
gui_entry_button_set_download (GuiEntryButton *self, PeerDownload *download)
{
  if (self->download == download)
    return;
  if (self->download != NULL)
    g_signal_handlers_disconnect_by_data (self->download, self);
  g_set_object (&self->download, download);
  if (download == NULL)
    return;
  g_signal_connect_swapped (download, "notify::fraction", G_CALLBACK (gui_entry_button_update), self);
  g_signal_connect_swapped (download, "notify::status-text", G_CALLBACK (gui_entry_button_update), self);
}

void
gui_entry_button_set_item (GuiEntryButton *self, gpointer item)
{
  g_set_object (&self->item, item);
  gui_entry_button_set_download (self, PEER_IS_ENTRY (item) ? peer_entry_get_download (item) : NULL);
  if (item != NULL)
    gui_entry_button_update (self);
}

static void
gui_entry_button_clicked (GtkButton *button)
{
  GuiEntryButton *self = GUI_ENTRY_BUTTON (button);
  guint number;

  if (self->item == NULL)
    return;
  g_object_get (self->item, "number", &number, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "index.act", "u", number);
}

static void
gui_entry_button_dispose (GObject *object)
{
  gui_entry_button_set_item (GUI_ENTRY_BUTTON (object), NULL);
  G_OBJECT_CLASS (gui_entry_button_parent_class)->dispose (object);
}

static void
gui_entry_button_class_init (GuiEntryButtonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = gui_entry_button_dispose;
  GTK_WIDGET_CLASS (class)->query_tooltip = gui_entry_button_query_tooltip;
  GTK_BUTTON_CLASS (class)->clicked = gui_entry_button_clicked;
}

static void
gui_entry_button_init (GuiEntryButton *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->ring = GUI_PROGRESS_RING (gui_progress_ring_new ());
  gtk_button_set_child (GTK_BUTTON (self), GTK_WIDGET (self->ring));
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (widget, GTK_ALIGN_CENTER);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_add_css_class (widget, "flat");
  gtk_widget_add_css_class (widget, "circular");
  gtk_widget_add_css_class (widget, "act");
}

GtkWidget *
gui_entry_button_new (void)
{
  return g_object_new (GUI_TYPE_ENTRY_BUTTON, NULL);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-entry-button.h"

#include "gui-format.h"
#include "gui-progress-ring.h"
#include "gui-text.h"

struct _GuiEntryButton
{
  AdwBin parent_instance;
  PeerEntry *entry;
  GSignalGroup *entry_signals;
  GSignalGroup *download_signals;

  GtkButton *button;
  GtkImage *image;
  GuiProgressRing *ring;
};

enum
{
  PROP_ENTRY = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiEntryButton, gui_entry_button, ADW_TYPE_BIN)

static double
gui_entry_button_get_fraction (GuiEntryButton *self)
{
  PeerDownload *download = peer_entry_get_download (self->entry);
  double fraction = -1;

  if (download != NULL)
    g_object_get (download, "fraction", &fraction, NULL);
  return fraction;
}

/* How it stands, where there is more to say than the button does; "" otherwise. */
static char *
gui_entry_button_make_status (GuiEntryButton *self)
{
  PeerDownload *download = peer_entry_get_download (self->entry);
  PeerEntryState state = peer_entry_get_state (self->entry);

  if (download == NULL || state == PEER_ENTRY_HELD || state == PEER_ENTRY_AVAILABLE)
    return g_strdup ("");
  return gui_text_filter (peer_download_get_status_text (download));
}

static char *
gui_entry_button_make_action (GuiEntryButton *self)
{
  return gui_format_entry_action (NULL,
                                  peer_entry_get_state (self->entry),
                                  peer_entry_get_number (self->entry),
                                  gui_entry_button_get_fraction (self));
}

/* Made when it is asked for: setting a tooltip asks the X server where the mouse is, for each of hundreds of rows. */
static gboolean
gui_entry_button_query_tooltip (GtkWidget *widget, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  GuiEntryButton *self = GUI_ENTRY_BUTTON (widget);
  g_autofree char *action = NULL;
  g_autofree char *status = NULL;
  g_autofree char *text = NULL;

  if (self->entry == NULL)
    return FALSE;
  action = gui_entry_button_make_action (self);
  status = gui_entry_button_make_status (self);
  text = status[0] != '\0' ? g_strdup_printf ("%s\n%s", action, status) : g_strdup (action);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
gui_entry_button_update (GuiEntryButton *self)
{
  PeerEntryState state;
  gboolean is_under_way;
  g_autofree char *action = NULL;
  g_autofree char *status = NULL;

  if (self->entry == NULL)
    return;

  state = peer_entry_get_state (self->entry);
  is_under_way = state == PEER_ENTRY_QUEUED || state == PEER_ENTRY_RUNNING;
  action = gui_entry_button_make_action (self);
  status = gui_entry_button_make_status (self);

  gtk_image_set_from_icon_name (self->image, gui_format_entry_icon (state));
  g_object_set (self->ring, "fraction", state == PEER_ENTRY_RUNNING ? gui_entry_button_get_fraction (self) : -1.0, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->ring), is_under_way);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  action,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  status,
                                  -1);
  if (state == PEER_ENTRY_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");
  if (is_under_way)
    gtk_widget_add_css_class (GTK_WIDGET (self), "under-way");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "under-way");
}

static void
gui_entry_button_follow_download (GuiEntryButton *self)
{
  g_signal_group_set_target (self->download_signals, self->entry != NULL ? peer_entry_get_download (self->entry) : NULL);
  gui_entry_button_update (self);
}

static void
gui_entry_button_clicked_cb (GuiEntryButton *self)
{
  if (self->entry != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "index.act", "u", peer_entry_get_number (self->entry));
}

static void
gui_entry_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, GUI_ENTRY_BUTTON (object)->entry);
}

static void
gui_entry_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiEntryButton *self = GUI_ENTRY_BUTTON (object);

  if (!g_set_object (&self->entry, g_value_get_object (value)))
    return;
  g_signal_group_set_target (self->entry_signals, self->entry);
  gui_entry_button_follow_download (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
gui_entry_button_dispose (GObject *object)
{
  GuiEntryButton *self = GUI_ENTRY_BUTTON (object);

  g_clear_object (&self->entry_signals);
  g_clear_object (&self->download_signals);
  g_clear_object (&self->entry);
  G_OBJECT_CLASS (gui_entry_button_parent_class)->dispose (object);
}

static void
gui_entry_button_class_init (GuiEntryButtonClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_entry_button_get_property;
  object_class->set_property = gui_entry_button_set_property;
  object_class->dispose = gui_entry_button_dispose;
  widget_class->query_tooltip = gui_entry_button_query_tooltip;

  properties[PROP_ENTRY] = g_param_spec_object ("entry",
                                                NULL,
                                                NULL,
                                                PEER_TYPE_ENTRY,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GUI_TYPE_PROGRESS_RING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-entry-button.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiEntryButton, button);
  gtk_widget_class_bind_template_child (widget_class, GuiEntryButton, image);
  gtk_widget_class_bind_template_child (widget_class, GuiEntryButton, ring);
  gtk_widget_class_bind_template_callback (widget_class, gui_entry_button_clicked_cb);
}

static void
gui_entry_button_init (GuiEntryButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->entry_signals = g_signal_group_new (PEER_TYPE_ENTRY);
  g_signal_group_connect_swapped (self->entry_signals, "notify::state", G_CALLBACK (gui_entry_button_update), self);
  g_signal_group_connect_swapped (self->entry_signals,
                                  "notify::download",
                                  G_CALLBACK (gui_entry_button_follow_download),
                                  self);
  self->download_signals = g_signal_group_new (PEER_TYPE_DOWNLOAD);
  g_signal_group_connect_swapped (self->download_signals, "notify::fraction", G_CALLBACK (gui_entry_button_update), self);
  g_signal_group_connect_swapped (self->download_signals, "notify::status-text", G_CALLBACK (gui_entry_button_update), self);
}

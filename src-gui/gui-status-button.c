/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-status-button.h"

#include "gui-format.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>

struct _GuiStatusButton
{
  AdwBin parent_instance;
  gboolean is_narrow;
  PeerEngine *engine;
  GSignalGroup *client_signals;
  GSignalGroup *uploads_signals;
  GSignalGroup *catalogue_signals;

  GtkMenuButton *button;
  GtkWidget *dot;
  GtkLabel *state;
  GtkLabel *state_text;
  GtkLabel *server;
  GtkLabel *since;
  GtkLabel *documents;
  GtkLabel *port;
  GtkWidget *reconnect_button;
};

enum
{
  PROP_IS_NARROW = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiStatusButton, gui_status_button, ADW_TYPE_BIN)

static void
gui_status_button_set_dot (GuiStatusButton *self, PeerConnectionState state)
{
  static const char *const classes[] = { "disconnected", "offline", "connecting", "connected" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->dot, classes[i]);
  gtk_widget_add_css_class (self->dot, classes[MIN ((guint) state, G_N_ELEMENTS (classes) - 1)]);
}

static void
gui_status_button_update_details (GuiStatusButton *self)
{
  PeerIndexClient *client = peer_engine_get_index_client (self->engine);
  gint64 connected_since;
  g_autofree char *server = gui_format_server (NULL, peer_index_client_get_server (client));
  g_autofree char *sentence = gui_text_filter (peer_index_client_get_state_text (client));
  g_autofree char *port
      = gui_format_port (NULL, peer_upload_service_get_port (peer_engine_get_upload_service (self->engine)));
  g_autofree char *since = NULL;
  g_autofree char *documents = NULL;

  g_object_get (client, "connected-since", &connected_since, NULL);
  since = gui_format_since (NULL, connected_since);
  documents = gui_format_count (NULL, g_list_model_get_n_items (G_LIST_MODEL (peer_engine_get_catalogue (self->engine))));
  gtk_label_set_text (self->server, server);
  gtk_label_set_text (self->since, since);
  gtk_label_set_text (self->documents, documents);
  gtk_label_set_text (self->port, port);
  gtk_label_set_text (self->state_text, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->state_text), sentence[0] != '\0');
}

static void
gui_status_button_update (GuiStatusButton *self)
{
  PeerIndexClient *client;
  g_autofree char *words = NULL;
  g_autofree char *label = NULL;

  if (self->engine == NULL)
    return;

  client = peer_engine_get_index_client (self->engine);
  words = gui_format_connection (NULL, peer_index_client_get_state (client), peer_index_client_get_server (client));
  /* Translators: the state of the connection, in words, stands for the %s. */
  label = g_strdup_printf (_ ("Connection: %s"), words);
  gtk_label_set_text (self->state, words);
  gtk_widget_set_visible (GTK_WIDGET (self->state), !self->is_narrow);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gui_status_button_set_dot (self, peer_index_client_get_state (client));
  gtk_widget_set_sensitive (self->reconnect_button, gui_format_is_set (NULL, peer_index_client_get_server (client)));
  gui_status_button_update_details (self);
}

static void
gui_status_button_close_cb (GuiStatusButton *self)
{
  gtk_menu_button_popdown (self->button);
}

void
gui_status_button_set_engine (GuiStatusButton *self, PeerEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;

  g_signal_group_set_target (self->client_signals, peer_engine_get_index_client (engine));
  g_signal_group_set_target (self->uploads_signals, peer_engine_get_upload_service (engine));
  g_signal_group_set_target (self->catalogue_signals, peer_engine_get_catalogue (engine));
  gui_status_button_update (self);
}

static void
gui_status_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, GUI_STATUS_BUTTON (object)->is_narrow);
}

static void
gui_status_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiStatusButton *self = GUI_STATUS_BUTTON (object);

  self->is_narrow = g_value_get_boolean (value);
  gui_status_button_update (self);
}

static void
gui_status_button_dispose (GObject *object)
{
  GuiStatusButton *self = GUI_STATUS_BUTTON (object);

  g_clear_object (&self->client_signals);
  g_clear_object (&self->uploads_signals);
  g_clear_object (&self->catalogue_signals);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (gui_status_button_parent_class)->dispose (object);
}

static void
gui_status_button_class_init (GuiStatusButtonClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_status_button_get_property;
  object_class->set_property = gui_status_button_set_property;
  object_class->dispose = gui_status_button_dispose;

  properties[PROP_IS_NARROW]
      = g_param_spec_boolean ("is-narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-status-button.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, button);
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, dot);
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, state);
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, state_text);
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, server);
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, since);
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, documents);
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, port);
  gtk_widget_class_bind_template_child (widget_class, GuiStatusButton, reconnect_button);
  gtk_widget_class_bind_template_callback (widget_class, gui_status_button_close_cb);
}

static void
gui_status_button_init (GuiStatusButton *self)
{
  static const char *const watched[]
      = { "notify::state", "notify::state-text", "notify::server", "notify::connected-since" };

  gtk_widget_init_template (GTK_WIDGET (self));

  self->client_signals = g_signal_group_new (PEER_TYPE_INDEX_CLIENT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->client_signals, watched[i], G_CALLBACK (gui_status_button_update), self);
  self->uploads_signals = g_signal_group_new (PEER_TYPE_UPLOAD_SERVICE);
  g_signal_group_connect_swapped (self->uploads_signals, "notify::port", G_CALLBACK (gui_status_button_update), self);
  self->catalogue_signals = g_signal_group_new (PEER_TYPE_CATALOGUE);
  g_signal_group_connect_swapped (self->catalogue_signals, "items-changed", G_CALLBACK (gui_status_button_update), self);
}

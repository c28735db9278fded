/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-problems.h"

#include "gui-banner.h"

struct _GuiProblems
{
  AdwBin parent_instance;
  PeerEngine *engine;
  GSignalGroup *client_signals;
  GSignalGroup *downloads_signals;
  GSignalGroup *library_signals;
  GSignalGroup *uploads_signals;
  gboolean is_narrow;
  gboolean was_offline; /* and has not been connected since */

  GuiBanner *connection_banner;
  GuiBanner *downloads_banner;
  GuiBanner *library_banner;
  GuiBanner *uploads_banner;
};

enum
{
  PROP_IS_NARROW = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiProblems, gui_problems, ADW_TYPE_BIN)

/* Lost is what it says; the attempts in between do not take the banner away. */
static void
gui_problems_update_connection (GuiProblems *self)
{
  PeerIndexClient *client = peer_engine_get_index_client (self->engine);

  switch (peer_index_client_get_state (client))
    {
    case PEER_CONNECTION_OFFLINE:
      self->was_offline = TRUE;
      gui_banner_set_text (self->connection_banner, peer_index_client_get_state_text (client));
      break;
    case PEER_CONNECTION_CONNECTING:
      if (self->was_offline)
        gui_banner_set_text (self->connection_banner, peer_index_client_get_state_text (client));
      break;
    case PEER_CONNECTION_CONNECTED:
    case PEER_CONNECTION_DISCONNECTED:
    default:
      self->was_offline = FALSE;
      gui_banner_set_text (self->connection_banner, "");
    }
}

/* One condition is told once: what keeps the library from writing keeps the downloads, too. */
static void
gui_problems_update_folder (GuiProblems *self)
{
  const char *trouble = peer_downloads_get_trouble_text (peer_engine_get_downloads (self->engine));
  g_autofree char *text = NULL;

  g_object_get (peer_engine_get_library (self->engine), "error-text", &text, NULL);
  gui_banner_set_text (self->library_banner, text);
  gui_banner_set_text (self->downloads_banner, text == NULL || text[0] == '\0' ? trouble : "");
}

static void
gui_problems_update_uploads (GuiProblems *self)
{
  g_autofree char *text = NULL;

  g_object_get (peer_engine_get_upload_service (self->engine), "error-text", &text, NULL);
  gui_banner_set_text (self->uploads_banner, text);
}

void
gui_problems_set_engine (GuiProblems *self, PeerEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;
  g_signal_group_set_target (self->client_signals, peer_engine_get_index_client (engine));
  g_signal_group_set_target (self->downloads_signals, peer_engine_get_downloads (engine));
  g_signal_group_set_target (self->library_signals, peer_engine_get_library (engine));
  g_signal_group_set_target (self->uploads_signals, peer_engine_get_upload_service (engine));
  gui_problems_update_connection (self);
  gui_problems_update_folder (self);
  gui_problems_update_uploads (self);
}

static void
gui_problems_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, GUI_PROBLEMS (object)->is_narrow);
}

static void
gui_problems_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GUI_PROBLEMS (object)->is_narrow = g_value_get_boolean (value);
}

static void
gui_problems_dispose (GObject *object)
{
  GuiProblems *self = GUI_PROBLEMS (object);

  g_clear_object (&self->client_signals);
  g_clear_object (&self->downloads_signals);
  g_clear_object (&self->library_signals);
  g_clear_object (&self->uploads_signals);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (gui_problems_parent_class)->dispose (object);
}

static void
gui_problems_class_init (GuiProblemsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_problems_get_property;
  object_class->set_property = gui_problems_set_property;
  object_class->dispose = gui_problems_dispose;
  properties[PROP_IS_NARROW]
      = g_param_spec_boolean ("is-narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GUI_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-problems.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiProblems, connection_banner);
  gtk_widget_class_bind_template_child (widget_class, GuiProblems, downloads_banner);
  gtk_widget_class_bind_template_child (widget_class, GuiProblems, library_banner);
  gtk_widget_class_bind_template_child (widget_class, GuiProblems, uploads_banner);
}

static GSignalGroup *
gui_problems_follow (GuiProblems *self, GType type, const char *signal_name, GCallback callback)
{
  GSignalGroup *signals = g_signal_group_new (type);

  g_signal_group_connect_swapped (signals, signal_name, callback, self);
  return signals;
}

static void
gui_problems_init (GuiProblems *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->client_signals
      = gui_problems_follow (self, PEER_TYPE_INDEX_CLIENT, "notify::state", G_CALLBACK (gui_problems_update_connection));
  g_signal_group_connect_swapped (self->client_signals,
                                  "notify::state-text",
                                  G_CALLBACK (gui_problems_update_connection),
                                  self);
  self->downloads_signals
      = gui_problems_follow (self, PEER_TYPE_DOWNLOADS, "notify::trouble-text", G_CALLBACK (gui_problems_update_folder));
  self->library_signals
      = gui_problems_follow (self, PEER_TYPE_LIBRARY, "notify::error-text", G_CALLBACK (gui_problems_update_folder));
  self->uploads_signals
      = gui_problems_follow (self, PEER_TYPE_UPLOAD_SERVICE, "notify::error-text", G_CALLBACK (gui_problems_update_uploads));
}

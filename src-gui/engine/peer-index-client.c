/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-index-client-private.h"

struct _PeerIndexClient
{
  GObject parent_instance;

  NetPoller *poller;
  PeerLibrary *library;
  char *server;
  char *state_text;
  char *my_address;
  PeerConnectionState state;
  guint retry_seconds;
  gint64 connected_since;
  guint16 upload_port;
};

enum
{
  PROP_SERVER = 1,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_RETRY_SECONDS,
  PROP_CONNECTED_SINCE,
  PROP_MY_ADDRESS,
  N_PROPERTIES
};

enum
{
  SIGNAL_RECORDS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PeerIndexClient, peer_index_client, G_TYPE_OBJECT)

GType
peer_connection_state_get_type (void)
{
  static const GEnumValue values[] = {
    { PEER_CONNECTION_DISCONNECTED, "PEER_CONNECTION_DISCONNECTED", "disconnected" },
    { PEER_CONNECTION_OFFLINE, "PEER_CONNECTION_OFFLINE", "offline" },
    { PEER_CONNECTION_CONNECTING, "PEER_CONNECTION_CONNECTING", "connecting" },
    { PEER_CONNECTION_CONNECTED, "PEER_CONNECTION_CONNECTED", "connected" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("PeerConnectionState", values));

  return type;
}

static void
peer_index_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerIndexClient *self = PEER_INDEX_CLIENT (object);

  switch (id)
    {
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, self->state_text);
      break;
    case PROP_RETRY_SECONDS:
      g_value_set_uint (value, self->retry_seconds);
      break;
    case PROP_CONNECTED_SINCE:
      g_value_set_int64 (value, self->connected_since);
      break;
    case PROP_MY_ADDRESS:
      g_value_set_string (value, self->my_address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_index_client_finalize (GObject *object)
{
  PeerIndexClient *self = PEER_INDEX_CLIENT (object);

  g_clear_object (&self->library);
  g_free (self->server);
  g_free (self->state_text);
  g_free (self->my_address);
  G_OBJECT_CLASS (peer_index_client_parent_class)->finalize (object);
}

static void
peer_index_client_class_init (PeerIndexClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_index_client_get_property;
  object_class->finalize = peer_index_client_finalize;

  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, "", flags);
  properties[PROP_STATE] = g_param_spec_enum (
      "state", NULL, NULL, PEER_TYPE_CONNECTION_STATE, PEER_CONNECTION_DISCONNECTED, flags);
  properties[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, "", flags);
  properties[PROP_RETRY_SECONDS] = g_param_spec_uint ("retry-seconds", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CONNECTED_SINCE] =
      g_param_spec_int64 ("connected-since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_MY_ADDRESS] = g_param_spec_string ("my-address", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_RECORDS_CHANGED] = g_signal_new (
      "records-changed", PEER_TYPE_INDEX_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
peer_index_client_init (PeerIndexClient *self)
{
  self->server = g_strdup ("");
  self->state_text = g_strdup (_("No index server is set."));
  self->my_address = g_strdup ("");
}

PeerIndexClient *
peer_index_client_new (NetPoller *poller, PeerLibrary *library)
{
  PeerIndexClient *self = g_object_new (PEER_TYPE_INDEX_CLIENT, NULL);

  self->poller = poller;
  g_set_object (&self->library, library);
  return self;
}

void
peer_index_client_set_server (PeerIndexClient *self, const char *server)
{
  g_free (self->server);
  self->server = g_strdup (server);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVER]);
}

const char *
peer_index_client_get_server (PeerIndexClient *self)
{
  return self->server;
}

void
peer_index_client_set_upload_port (PeerIndexClient *self, guint16 port)
{
  self->upload_port = port;
}

void
peer_index_client_connect (PeerIndexClient *self)
{
}

void
peer_index_client_disconnect (PeerIndexClient *self)
{
}

PeerConnectionState
peer_index_client_get_state (PeerIndexClient *self)
{
  return self->state;
}

const char *
peer_index_client_get_state_text (PeerIndexClient *self)
{
  return self->state_text;
}

void
peer_index_client_lookup_async (PeerIndexClient *self,
                                guint number,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, peer_index_client_lookup_async, G_IO_ERROR,
                           G_IO_ERROR_NOT_CONNECTED, "%s", self->state_text);
}

GListModel *
peer_index_client_lookup_finish (PeerIndexClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
peer_index_client_list_async (PeerIndexClient *self,
                              const char *match,
                              PeerCatalogueFunc func,
                              gpointer func_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, peer_index_client_list_async, G_IO_ERROR,
                           G_IO_ERROR_NOT_CONNECTED, "%s", self->state_text);
}

gboolean
peer_index_client_list_finish (PeerIndexClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
peer_index_client_leave_async (PeerIndexClient *self,
                               gint64 due_usec,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  peer_index_client_disconnect (self);
  g_task_return_boolean (task, TRUE);
}

gboolean
peer_index_client_leave_finish (PeerIndexClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
peer_index_client_get_index_address (PeerIndexClient *self, NetAddress *address)
{
  return FALSE;
}

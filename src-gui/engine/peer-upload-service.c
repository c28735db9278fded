/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-upload-private.h"
#include "peer-upload-service-private.h"

struct _PeerUploadService
{
  GObject parent_instance;

  NetPoller *poller;
  PeerLibrary *library;
  GPtrArray *uploads; /* newest first */
  guint n_active;
  guint16 port;
  char *error_text;
};

enum
{
  PROP_PORT = 1,
  PROP_N_ACTIVE,
  PROP_ERROR_TEXT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static GType
peer_upload_service_get_item_type (GListModel *model)
{
  return PEER_TYPE_UPLOAD;
}

static guint
peer_upload_service_get_n_items (GListModel *model)
{
  return PEER_UPLOAD_SERVICE (model)->uploads->len;
}

static gpointer
peer_upload_service_get_item (GListModel *model, guint position)
{
  PeerUploadService *self = PEER_UPLOAD_SERVICE (model);

  return position < self->uploads->len ? g_object_ref (g_ptr_array_index (self->uploads, position)) : NULL;
}

static void
peer_upload_service_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = peer_upload_service_get_item_type;
  iface->get_n_items = peer_upload_service_get_n_items;
  iface->get_item = peer_upload_service_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PeerUploadService,
                               peer_upload_service,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, peer_upload_service_list_model_init))

static void
peer_upload_service_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerUploadService *self = PEER_UPLOAD_SERVICE (object);

  switch (id)
    {
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_upload_service_finalize (GObject *object)
{
  PeerUploadService *self = PEER_UPLOAD_SERVICE (object);

  g_ptr_array_unref (self->uploads);
  g_clear_object (&self->library);
  g_free (self->error_text);
  G_OBJECT_CLASS (peer_upload_service_parent_class)->finalize (object);
}

static void
peer_upload_service_class_init (PeerUploadServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_upload_service_get_property;
  object_class->finalize = peer_upload_service_finalize;

  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, flags);
  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_upload_service_init (PeerUploadService *self)
{
  self->uploads = g_ptr_array_new_with_free_func (g_object_unref);
  self->error_text = g_strdup ("");
}

PeerUploadService *
peer_upload_service_new (NetPoller *poller, PeerLibrary *library)
{
  PeerUploadService *self = g_object_new (PEER_TYPE_UPLOAD_SERVICE, NULL);

  self->poller = poller;
  g_set_object (&self->library, library);
  return self;
}

gboolean
peer_upload_service_listen (PeerUploadService *self, guint16 port, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Not listening yet.");
  return FALSE;
}

guint16
peer_upload_service_get_port (PeerUploadService *self)
{
  return self->port;
}

void
peer_upload_service_clear_ended (PeerUploadService *self)
{
  for (guint i = self->uploads->len; i > 0; i--)
    if (peer_upload_get_state (g_ptr_array_index (self->uploads, i - 1)) != PEER_UPLOAD_SENDING)
      {
        g_ptr_array_remove_index (self->uploads, i - 1);
        g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
      }
}

void
peer_upload_service_set_error_text (PeerUploadService *self, const char *error_text)
{
  if (g_str_equal (self->error_text, error_text))
    return;

  g_free (self->error_text);
  self->error_text = g_strdup (error_text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
}

void
peer_upload_service_stop (PeerUploadService *self)
{
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-transfer-private.h"
#include "peer-upload-private.h"

struct _PeerUpload
{
  PeerTransfer parent_instance;

  PeerUploadState state;
  char *address;
};

enum
{
  PROP_ADDRESS = 1,
  PROP_STATE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (PeerUpload, peer_upload, PEER_TYPE_TRANSFER)

G_DEFINE_ENUM_TYPE (PeerUploadState,
                    peer_upload_state,
                    G_DEFINE_ENUM_VALUE (PEER_UPLOAD_SENDING, "sending"),
                    G_DEFINE_ENUM_VALUE (PEER_UPLOAD_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (PEER_UPLOAD_FAILED, "failed"))

static void
peer_upload_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerUpload *self = PEER_UPLOAD (object);

  switch (id)
    {
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_upload_finalize (GObject *object)
{
  PeerUpload *self = PEER_UPLOAD (object);

  g_free (self->address);
  G_OBJECT_CLASS (peer_upload_parent_class)->finalize (object);
}

static void
peer_upload_class_init (PeerUploadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_upload_get_property;
  object_class->finalize = peer_upload_finalize;

  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, PEER_TYPE_UPLOAD_STATE, PEER_UPLOAD_SENDING, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_upload_init (PeerUpload *self)
{
}

PeerUpload *
peer_upload_new (guint number, const char *title, const char *address, guint64 size_bytes)
{
  PeerUpload *self = g_object_new (PEER_TYPE_UPLOAD, NULL);
  PeerTransfer *transfer = PEER_TRANSFER (self);
  g_autofree char *status_text = g_strdup_printf (_("Sending to %s."), address);

  self->address = g_strdup (address);
  peer_transfer_set_number (transfer, number);
  peer_transfer_set_title (transfer, title);
  peer_transfer_set_size (transfer, size_bytes);
  peer_transfer_set_status_text (transfer, status_text);
  peer_transfer_set_phase (transfer, PEER_TRANSFER_MOVING);
  return self;
}

void
peer_upload_set_sent (PeerUpload *self, guint64 sent_bytes, gint64 now_usec)
{
  peer_transfer_set_moved (PEER_TRANSFER (self), sent_bytes, now_usec);
}

void
peer_upload_end (PeerUpload *self, PeerUploadState state, const char *status_text)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->state = state;
  peer_transfer_set_status_text (PEER_TRANSFER (self), status_text);
  peer_transfer_set_phase (PEER_TRANSFER (self),
                           state == PEER_UPLOAD_DONE ? PEER_TRANSFER_WHOLE : PEER_TRANSFER_BROKEN);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

guint
peer_upload_get_number (PeerUpload *self)
{
  return peer_transfer_get_number (PEER_TRANSFER (self));
}

const char *
peer_upload_get_title (PeerUpload *self)
{
  return peer_transfer_get_title (PEER_TRANSFER (self));
}

const char *
peer_upload_get_address (PeerUpload *self)
{
  return self->address;
}

PeerUploadState
peer_upload_get_state (PeerUpload *self)
{
  return self->state;
}

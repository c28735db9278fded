/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-clock.h"
#include "peer-upload-private.h"
#include "wire-limits.h"

#define PROGRESS_INTERVAL_USEC (G_USEC_PER_SEC / 10)

struct _PeerUpload
{
  GObject parent_instance;

  guint number;
  PeerUploadState state;
  guint64 sent_bytes;
  guint64 size_bytes;
  gint64 told_usec;
  gint64 started_at;
  gint64 ended_at;
  char *title;
  char *address;
  char *status_text;
};

enum
{
  PROP_NUMBER = 1,
  PROP_TITLE,
  PROP_ADDRESS,
  PROP_SENT,
  PROP_SIZE,
  PROP_FRACTION,
  PROP_STATE,
  PROP_STATUS_TEXT,
  PROP_STARTED_AT,
  PROP_ENDED_AT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (PeerUpload, peer_upload, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PeerUploadState,
                    peer_upload_state,
                    G_DEFINE_ENUM_VALUE (PEER_UPLOAD_SENDING, "sending"),
                    G_DEFINE_ENUM_VALUE (PEER_UPLOAD_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (PEER_UPLOAD_FAILED, "failed"))

static double
peer_upload_get_fraction (PeerUpload *self)
{
  if (self->size_bytes == 0)
    return self->state == PEER_UPLOAD_DONE ? 1 : 0;

  return MIN ((double) self->sent_bytes / (double) self->size_bytes, 1);
}

static void
peer_upload_notify_progress (PeerUpload *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
peer_upload_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerUpload *self = PEER_UPLOAD (object);

  switch (id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_SENT:
      g_value_set_uint64 (value, self->sent_bytes);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size_bytes);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, peer_upload_get_fraction (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATUS_TEXT:
      g_value_set_string (value, self->status_text);
      break;
    case PROP_STARTED_AT:
      g_value_set_int64 (value, self->started_at);
      break;
    case PROP_ENDED_AT:
      g_value_set_int64 (value, self->ended_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_upload_finalize (GObject *object)
{
  PeerUpload *self = PEER_UPLOAD (object);

  g_free (self->title);
  g_free (self->address);
  g_free (self->status_text);
  G_OBJECT_CLASS (peer_upload_parent_class)->finalize (object);
}

static void
peer_upload_class_init (PeerUploadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_upload_get_property;
  object_class->finalize = peer_upload_finalize;

  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, WIRE_NUMBER_MAX, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  properties[PROP_SENT] = g_param_spec_uint64 ("sent", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, PEER_TYPE_UPLOAD_STATE, PEER_UPLOAD_SENDING, flags);
  properties[PROP_STATUS_TEXT] = g_param_spec_string ("status-text", NULL, NULL, "", flags);
  properties[PROP_STARTED_AT] = g_param_spec_int64 ("started-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ENDED_AT] = g_param_spec_int64 ("ended-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
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

  self->number = number;
  self->title = g_strdup (title);
  self->address = g_strdup (address);
  self->size_bytes = size_bytes;
  self->status_text = g_strdup_printf (_("Sending to %s."), address);
  self->started_at = peer_clock_get_unix_seconds ();
  return self;
}

void
peer_upload_set_sent (PeerUpload *self, guint64 sent_bytes, gint64 now_usec)
{
  self->sent_bytes = sent_bytes;
  if (self->told_usec != 0 && now_usec - self->told_usec < PROGRESS_INTERVAL_USEC)
    return;

  self->told_usec = now_usec;
  peer_upload_notify_progress (self);
}

void
peer_upload_end (PeerUpload *self, PeerUploadState state, const char *status_text)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->state = state;
  self->ended_at = peer_clock_get_unix_seconds ();
  g_free (self->status_text);
  self->status_text = g_strdup (status_text);
  peer_upload_notify_progress (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS_TEXT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDED_AT]);
  g_object_thaw_notify (G_OBJECT (self));
}

guint
peer_upload_get_number (PeerUpload *self)
{
  return self->number;
}

const char *
peer_upload_get_title (PeerUpload *self)
{
  return self->title;
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

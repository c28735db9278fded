/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-clock.h"
#include "peer-rate.h"
#include "peer-transfer-private.h"
#include "wire-limits.h"

#define PROGRESS_INTERVAL_USEC (G_USEC_PER_SEC / 10)

typedef struct
{
  guint number;
  PeerTransferPhase phase;
  guint64 moved_bytes;
  guint64 size_bytes;
  gint64 told_usec; /* when the progress was notified last */
  gint64 started_at;
  gint64 ended_at;
  char *title;
  char *status_text;
  PeerRate rate;
} PeerTransferPrivate;

enum
{
  PROP_NUMBER = 1,
  PROP_TITLE,
  PROP_SIZE,
  PROP_MOVED,
  PROP_FRACTION,
  PROP_RATE,
  PROP_SECONDS_LEFT,
  PROP_STATUS_TEXT,
  PROP_STARTED_AT,
  PROP_ENDED_AT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PeerTransfer, peer_transfer, G_TYPE_OBJECT)

static PeerTransferPrivate *
peer_transfer_get (PeerTransfer *self)
{
  return peer_transfer_get_instance_private (self);
}

static void
peer_transfer_notify (PeerTransfer *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
peer_transfer_notify_progress (PeerTransfer *self)
{
  static const guint progress[] = { PROP_MOVED, PROP_FRACTION, PROP_RATE, PROP_SECONDS_LEFT };

  for (guint i = 0; i < G_N_ELEMENTS (progress); i++)
    peer_transfer_notify (self, progress[i]);
}

static void
peer_transfer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerTransfer *self = PEER_TRANSFER (object);
  PeerTransferPrivate *transfer = peer_transfer_get (self);

  switch (id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, transfer->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, transfer->title);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, transfer->size_bytes);
      break;
    case PROP_MOVED:
      g_value_set_uint64 (value, transfer->moved_bytes);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, peer_transfer_get_fraction (self));
      break;
    case PROP_RATE:
      g_value_set_uint64 (value, peer_transfer_get_rate (self));
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_int (value, peer_transfer_get_seconds_left (self));
      break;
    case PROP_STATUS_TEXT:
      g_value_set_string (value, transfer->status_text);
      break;
    case PROP_STARTED_AT:
      g_value_set_int64 (value, transfer->started_at);
      break;
    case PROP_ENDED_AT:
      g_value_set_int64 (value, transfer->ended_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_transfer_finalize (GObject *object)
{
  PeerTransferPrivate *transfer = peer_transfer_get (PEER_TRANSFER (object));

  g_free (transfer->title);
  g_free (transfer->status_text);
  G_OBJECT_CLASS (peer_transfer_parent_class)->finalize (object);
}

static void
peer_transfer_class_init (PeerTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_transfer_get_property;
  object_class->finalize = peer_transfer_finalize;

  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, WIRE_NUMBER_MAX, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_MOVED] = g_param_spec_uint64 ("moved", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_RATE] = g_param_spec_uint64 ("rate", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SECONDS_LEFT] = g_param_spec_int ("seconds-left", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_STATUS_TEXT] = g_param_spec_string ("status-text", NULL, NULL, "", flags);
  properties[PROP_STARTED_AT] = g_param_spec_int64 ("started-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ENDED_AT] = g_param_spec_int64 ("ended-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_transfer_init (PeerTransfer *self)
{
  PeerTransferPrivate *transfer = peer_transfer_get (self);

  transfer->title = g_strdup ("");
  transfer->status_text = g_strdup ("");
  transfer->started_at = peer_clock_get_unix_seconds ();
}

void
peer_transfer_set_number (PeerTransfer *self, guint number)
{
  peer_transfer_get (self)->number = number;
}

void
peer_transfer_take_text (PeerTransfer *self, char **slot, const char *value, GParamSpec *pspec)
{
  if (g_strcmp0 (*slot, value) == 0)
    return;

  g_free (*slot);
  *slot = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

void
peer_transfer_set_title (PeerTransfer *self, const char *title)
{
  peer_transfer_take_text (self, &peer_transfer_get (self)->title, title, properties[PROP_TITLE]);
}

void
peer_transfer_set_status_text (PeerTransfer *self, const char *status_text)
{
  peer_transfer_take_text (self, &peer_transfer_get (self)->status_text, status_text, properties[PROP_STATUS_TEXT]);
}

void
peer_transfer_set_size (PeerTransfer *self, guint64 size_bytes)
{
  PeerTransferPrivate *transfer = peer_transfer_get (self);

  if (size_bytes == transfer->size_bytes)
    return;

  transfer->size_bytes = size_bytes;
  peer_transfer_notify (self, PROP_SIZE);
  peer_transfer_notify (self, PROP_FRACTION);
}

void
peer_transfer_set_phase (PeerTransfer *self, PeerTransferPhase phase)
{
  PeerTransferPrivate *transfer = peer_transfer_get (self);
  gboolean was_ended = peer_transfer_is_ended (self);

  transfer->phase = phase;
  peer_rate_reset (&transfer->rate);
  peer_transfer_notify_progress (self);
  if (peer_transfer_is_ended (self) == was_ended)
    return;

  transfer->ended_at = was_ended ? 0 : peer_clock_get_unix_seconds ();
  peer_transfer_notify (self, PROP_ENDED_AT);
}

gboolean
peer_transfer_is_ended (PeerTransfer *self)
{
  PeerTransferPhase phase = peer_transfer_get (self)->phase;

  return phase == PEER_TRANSFER_WHOLE || phase == PEER_TRANSFER_BROKEN;
}

void
peer_transfer_set_moved (PeerTransfer *self, guint64 moved_bytes, gint64 now_usec)
{
  PeerTransferPrivate *transfer = peer_transfer_get (self);
  gboolean is_whole = transfer->size_bytes != 0 && moved_bytes == transfer->size_bytes;

  transfer->moved_bytes = moved_bytes;
  if (!is_whole && transfer->told_usec != 0 && now_usec - transfer->told_usec < PROGRESS_INTERVAL_USEC)
    return;

  transfer->told_usec = now_usec;
  peer_rate_add (&transfer->rate, now_usec, moved_bytes);
  peer_transfer_notify_progress (self);
}

guint
peer_transfer_get_number (PeerTransfer *self)
{
  return peer_transfer_get (self)->number;
}

const char *
peer_transfer_get_title (PeerTransfer *self)
{
  return peer_transfer_get (self)->title;
}

guint64
peer_transfer_get_size (PeerTransfer *self)
{
  return peer_transfer_get (self)->size_bytes;
}

guint64
peer_transfer_get_moved (PeerTransfer *self)
{
  return peer_transfer_get (self)->moved_bytes;
}

double
peer_transfer_get_fraction (PeerTransfer *self)
{
  PeerTransferPrivate *transfer = peer_transfer_get (self);

  if (transfer->phase == PEER_TRANSFER_WHOLE)
    return 1;
  if (transfer->size_bytes == 0)
    return -1;

  return MIN ((double) transfer->moved_bytes / (double) transfer->size_bytes, 1);
}

guint64
peer_transfer_get_rate (PeerTransfer *self)
{
  PeerTransferPrivate *transfer = peer_transfer_get (self);

  return transfer->phase == PEER_TRANSFER_MOVING ? peer_rate_get_per_second (&transfer->rate) : 0;
}

int
peer_transfer_get_seconds_left (PeerTransfer *self)
{
  PeerTransferPrivate *transfer = peer_transfer_get (self);
  guint64 rate = peer_transfer_get_rate (self);
  guint64 seconds;

  if (rate == 0 || transfer->size_bytes < transfer->moved_bytes)
    return -1;

  seconds = (transfer->size_bytes - transfer->moved_bytes + rate - 1) / rate;
  return (int) MIN (seconds, (guint64) G_MAXINT);
}

const char *
peer_transfer_get_status_text (PeerTransfer *self)
{
  return peer_transfer_get (self)->status_text;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-clock.h"
#include "peer-download-private.h"
#include "peer-rate.h"
#include "wire-limits.h"

#define PROGRESS_INTERVAL_USEC (G_USEC_PER_SEC / 10)

struct _PeerDownload
{
  GObject parent_instance;

  guint number;
  guint n_attempts;
  PeerDownloadState state;
  guint64 received_bytes;
  guint64 size_bytes;
  gint64 told_usec; /* when the progress was notified last */
  gint64 started_at;
  gint64 ended_at;
  char *title;
  char *peer;
  char *status_text;
  GError *error;
  GFile *file;
  PeerRate rate;
  const PeerDownloadRunner *runner;
  gpointer runner_data;
};

enum
{
  PROP_NUMBER = 1,
  PROP_TITLE,
  PROP_STATE,
  PROP_RECEIVED,
  PROP_SIZE,
  PROP_FRACTION,
  PROP_RATE,
  PROP_SECONDS_LEFT,
  PROP_PEER,
  PROP_STATUS_TEXT,
  PROP_N_ATTEMPTS,
  PROP_STARTED_AT,
  PROP_ENDED_AT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_QUARK (peer-download-error-quark, peer_download_error)
G_DEFINE_FINAL_TYPE (PeerDownload, peer_download, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PeerDownloadState,
                    peer_download_state,
                    G_DEFINE_ENUM_VALUE (PEER_DOWNLOAD_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (PEER_DOWNLOAD_LOOKING_UP, "looking-up"),
                    G_DEFINE_ENUM_VALUE (PEER_DOWNLOAD_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (PEER_DOWNLOAD_RECEIVING, "receiving"),
                    G_DEFINE_ENUM_VALUE (PEER_DOWNLOAD_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (PEER_DOWNLOAD_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (PEER_DOWNLOAD_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (PEER_DOWNLOAD_CANCELLED, "cancelled"))

static void
peer_download_notify (PeerDownload *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
peer_download_notify_progress (PeerDownload *self)
{
  static const guint progress[] = { PROP_RECEIVED, PROP_FRACTION, PROP_RATE, PROP_SECONDS_LEFT };

  for (guint i = 0; i < G_N_ELEMENTS (progress); i++)
    peer_download_notify (self, progress[i]);
}

static guint64
peer_download_get_rate (PeerDownload *self)
{
  return self->state == PEER_DOWNLOAD_RECEIVING ? peer_rate_get_per_second (&self->rate) : 0;
}

static int
peer_download_get_seconds_left (PeerDownload *self)
{
  guint64 rate = peer_download_get_rate (self);
  guint64 seconds;

  if (rate == 0 || self->size_bytes < self->received_bytes)
    return -1;

  seconds = (self->size_bytes - self->received_bytes + rate - 1) / rate;
  return (int) MIN (seconds, (guint64) G_MAXINT);
}

static void
peer_download_set_string (PeerDownload *self, char **slot, const char *value, guint property)
{
  if (g_strcmp0 (*slot, value) == 0)
    return;

  g_free (*slot);
  *slot = g_strdup (value);
  peer_download_notify (self, property);
}

static void
peer_download_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerDownload *self = PEER_DOWNLOAD (object);

  switch (id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_RECEIVED:
      g_value_set_uint64 (value, self->received_bytes);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size_bytes);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, peer_download_get_fraction (self));
      break;
    case PROP_RATE:
      g_value_set_uint64 (value, peer_download_get_rate (self));
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_int (value, peer_download_get_seconds_left (self));
      break;
    case PROP_PEER:
      g_value_set_string (value, self->peer);
      break;
    case PROP_STATUS_TEXT:
      g_value_set_string (value, self->status_text);
      break;
    case PROP_N_ATTEMPTS:
      g_value_set_uint (value, self->n_attempts);
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
peer_download_finalize (GObject *object)
{
  PeerDownload *self = PEER_DOWNLOAD (object);

  g_free (self->title);
  g_free (self->peer);
  g_free (self->status_text);
  g_clear_error (&self->error);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (peer_download_parent_class)->finalize (object);
}

static void
peer_download_class_init (PeerDownloadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_download_get_property;
  object_class->finalize = peer_download_finalize;

  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, WIRE_NUMBER_MAX, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, PEER_TYPE_DOWNLOAD_STATE, PEER_DOWNLOAD_QUEUED, flags);
  properties[PROP_RECEIVED] = g_param_spec_uint64 ("received", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_RATE] = g_param_spec_uint64 ("rate", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SECONDS_LEFT] = g_param_spec_int ("seconds-left", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_PEER] = g_param_spec_string ("peer", NULL, NULL, "", flags);
  properties[PROP_STATUS_TEXT] = g_param_spec_string ("status-text", NULL, NULL, "", flags);
  properties[PROP_N_ATTEMPTS] = g_param_spec_uint ("n-attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_STARTED_AT] = g_param_spec_int64 ("started-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ENDED_AT] = g_param_spec_int64 ("ended-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_download_init (PeerDownload *self)
{
  self->title = g_strdup ("");
  self->peer = g_strdup ("");
  self->status_text = g_strdup ("");
  self->started_at = peer_clock_get_unix_seconds ();
}

PeerDownload *
peer_download_new (guint number, const char *title)
{
  PeerDownload *self = g_object_new (PEER_TYPE_DOWNLOAD, NULL);

  self->number = number;
  peer_download_set_title (self, title != NULL ? title : "");
  return self;
}

void
peer_download_set_runner (PeerDownload *self, const PeerDownloadRunner *runner, gpointer user_data)
{
  self->runner = runner;
  self->runner_data = user_data;
}

void
peer_download_set_state (PeerDownload *self, PeerDownloadState state, const char *status_text)
{
  gboolean was_ended = peer_download_is_ended (self);

  g_object_freeze_notify (G_OBJECT (self));
  peer_download_set_status_text (self, status_text);
  if (state != self->state)
    {
      self->state = state;
      peer_rate_reset (&self->rate);
      peer_download_notify (self, PROP_STATE);
      peer_download_notify_progress (self);
    }
  if (peer_download_is_ended (self) != was_ended)
    {
      self->ended_at = was_ended ? 0 : peer_clock_get_unix_seconds ();
      peer_download_notify (self, PROP_ENDED_AT);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
peer_download_set_status_text (PeerDownload *self, const char *status_text)
{
  peer_download_set_string (self, &self->status_text, status_text, PROP_STATUS_TEXT);
}

void
peer_download_set_title (PeerDownload *self, const char *title)
{
  peer_download_set_string (self, &self->title, title, PROP_TITLE);
}

void
peer_download_set_peer (PeerDownload *self, const char *peer)
{
  peer_download_set_string (self, &self->peer, peer, PROP_PEER);
}

void
peer_download_set_error (PeerDownload *self, const GError *error)
{
  g_autoptr (GError) copy = error != NULL ? g_error_copy (error) : NULL;

  g_clear_error (&self->error);
  self->error = g_steal_pointer (&copy);
}

void
peer_download_set_file (PeerDownload *self, GFile *file)
{
  g_set_object (&self->file, file);
}

void
peer_download_set_size (PeerDownload *self, guint64 size_bytes)
{
  if (size_bytes == self->size_bytes)
    return;

  self->size_bytes = size_bytes;
  peer_download_notify (self, PROP_SIZE);
  peer_download_notify (self, PROP_FRACTION);
}

void
peer_download_set_n_attempts (PeerDownload *self, guint n_attempts)
{
  if (n_attempts == self->n_attempts)
    return;

  self->n_attempts = n_attempts;
  peer_download_notify (self, PROP_N_ATTEMPTS);
}

void
peer_download_set_received (PeerDownload *self, guint64 received_bytes, gint64 now_usec)
{
  gboolean is_whole = self->size_bytes != 0 && received_bytes == self->size_bytes;

  self->received_bytes = received_bytes;
  if (!is_whole && self->told_usec != 0 && now_usec - self->told_usec < PROGRESS_INTERVAL_USEC)
    return;

  self->told_usec = now_usec;
  peer_rate_add (&self->rate, now_usec, received_bytes);
  peer_download_notify_progress (self);
}

gboolean
peer_download_is_ended (PeerDownload *self)
{
  return self->state == PEER_DOWNLOAD_DONE || self->state == PEER_DOWNLOAD_FAILED
         || self->state == PEER_DOWNLOAD_CANCELLED;
}

guint
peer_download_get_number (PeerDownload *self)
{
  return self->number;
}

const char *
peer_download_get_title (PeerDownload *self)
{
  return self->title;
}

PeerDownloadState
peer_download_get_state (PeerDownload *self)
{
  return self->state;
}

guint64
peer_download_get_received (PeerDownload *self)
{
  return self->received_bytes;
}

guint64
peer_download_get_size (PeerDownload *self)
{
  return self->size_bytes;
}

double
peer_download_get_fraction (PeerDownload *self)
{
  if (self->state == PEER_DOWNLOAD_DONE)
    return 1;
  if (self->size_bytes == 0)
    return -1;

  return MIN ((double) self->received_bytes / (double) self->size_bytes, 1);
}

const char *
peer_download_get_peer (PeerDownload *self)
{
  return self->peer;
}

const char *
peer_download_get_status_text (PeerDownload *self)
{
  return self->status_text;
}

const GError *
peer_download_get_error (PeerDownload *self)
{
  return self->error;
}

GFile *
peer_download_get_file (PeerDownload *self)
{
  return self->file;
}

void
peer_download_cancel (PeerDownload *self)
{
  if (self->runner != NULL && !peer_download_is_ended (self))
    self->runner->cancel (self, self->runner_data);
}

void
peer_download_retry (PeerDownload *self)
{
  if (self->runner != NULL && self->state != PEER_DOWNLOAD_DONE)
    self->runner->retry (self, self->runner_data);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-agreement.h"
#include "peer-download-private.h"
#include "peer-transfer-private.h"

struct _PeerDownload
{
  PeerTransfer parent_instance;

  guint n_attempts;
  guint retry_seconds;
  guint n_agreeing;
  guint n_compared;
  PeerDownloadState state;
  char *peer;
  char *agreement_text;
  GError *error;
  GFile *file;
  const PeerDownloadRunner *runner;
  gpointer runner_data;
};

enum
{
  PROP_STATE = 1,
  PROP_PEER,
  PROP_N_ATTEMPTS,
  PROP_RETRY_SECONDS,
  PROP_N_AGREEING,
  PROP_N_COMPARED,
  PROP_AGREEMENT_TEXT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_QUARK (peer-download-error-quark, peer_download_error)
G_DEFINE_FINAL_TYPE (PeerDownload, peer_download, PEER_TYPE_TRANSFER)

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
peer_download_set_count (PeerDownload *self, guint *count, guint value, guint property)
{
  if (*count == value)
    return;

  *count = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
peer_download_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerDownload *self = PEER_DOWNLOAD (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_PEER:
      g_value_set_string (value, self->peer);
      break;
    case PROP_N_ATTEMPTS:
      g_value_set_uint (value, self->n_attempts);
      break;
    case PROP_RETRY_SECONDS:
      g_value_set_uint (value, self->retry_seconds);
      break;
    case PROP_N_AGREEING:
      g_value_set_uint (value, self->n_agreeing);
      break;
    case PROP_N_COMPARED:
      g_value_set_uint (value, self->n_compared);
      break;
    case PROP_AGREEMENT_TEXT:
      g_value_set_string (value, self->agreement_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_download_finalize (GObject *object)
{
  PeerDownload *self = PEER_DOWNLOAD (object);

  g_free (self->peer);
  g_free (self->agreement_text);
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

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, PEER_TYPE_DOWNLOAD_STATE, PEER_DOWNLOAD_QUEUED, flags);
  properties[PROP_PEER] = g_param_spec_string ("peer", NULL, NULL, "", flags);
  properties[PROP_N_ATTEMPTS] = g_param_spec_uint ("n-attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_RETRY_SECONDS] = g_param_spec_uint ("retry-seconds", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_AGREEING] = g_param_spec_uint ("n-agreeing", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_COMPARED] = g_param_spec_uint ("n-compared", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_AGREEMENT_TEXT] = g_param_spec_string ("agreement-text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_download_init (PeerDownload *self)
{
  self->peer = g_strdup ("");
  self->agreement_text = g_strdup ("");
}

PeerDownload *
peer_download_new (guint number, const char *title)
{
  PeerDownload *self = g_object_new (PEER_TYPE_DOWNLOAD, NULL);

  peer_transfer_set_number (PEER_TRANSFER (self), number);
  peer_download_set_title (self, title != NULL ? title : "");
  return self;
}

void
peer_download_set_runner (PeerDownload *self, const PeerDownloadRunner *runner, gpointer user_data)
{
  self->runner = runner;
  self->runner_data = user_data;
}

static PeerTransferPhase
peer_download_get_phase (PeerDownloadState state)
{
  switch (state)
    {
    case PEER_DOWNLOAD_RECEIVING:
      return PEER_TRANSFER_MOVING;
    case PEER_DOWNLOAD_DONE:
      return PEER_TRANSFER_WHOLE;
    case PEER_DOWNLOAD_FAILED:
    case PEER_DOWNLOAD_CANCELLED:
      return PEER_TRANSFER_BROKEN;
    case PEER_DOWNLOAD_QUEUED:
    case PEER_DOWNLOAD_LOOKING_UP:
    case PEER_DOWNLOAD_CONNECTING:
    case PEER_DOWNLOAD_WAITING:
    default:
      return PEER_TRANSFER_RESTING;
    }
}

void
peer_download_set_state (PeerDownload *self, PeerDownloadState state, const char *status_text)
{
  g_object_freeze_notify (G_OBJECT (self));
  peer_download_set_status_text (self, status_text);
  peer_download_set_retry_seconds (self, 0);
  if (state != self->state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
      peer_transfer_set_phase (PEER_TRANSFER (self), peer_download_get_phase (state));
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
peer_download_set_status_text (PeerDownload *self, const char *status_text)
{
  peer_transfer_set_status_text (PEER_TRANSFER (self), status_text);
}

void
peer_download_set_title (PeerDownload *self, const char *title)
{
  peer_transfer_set_title (PEER_TRANSFER (self), title);
}

void
peer_download_set_peer (PeerDownload *self, const char *peer)
{
  peer_transfer_take_text (PEER_TRANSFER (self), &self->peer, peer, properties[PROP_PEER]);
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
  peer_transfer_set_size (PEER_TRANSFER (self), size_bytes);
}

void
peer_download_set_n_attempts (PeerDownload *self, guint n_attempts)
{
  peer_download_set_count (self, &self->n_attempts, n_attempts, PROP_N_ATTEMPTS);
}

void
peer_download_set_retry_seconds (PeerDownload *self, guint seconds)
{
  peer_download_set_count (self, &self->retry_seconds, seconds, PROP_RETRY_SECONDS);
}

void
peer_download_set_agreement (PeerDownload *self, guint n_agreeing, guint n_compared)
{
  g_autofree char *text = peer_agreement_describe (n_agreeing, n_compared);

  g_object_freeze_notify (G_OBJECT (self));
  peer_download_set_count (self, &self->n_agreeing, n_agreeing, PROP_N_AGREEING);
  peer_download_set_count (self, &self->n_compared, n_compared, PROP_N_COMPARED);
  peer_transfer_take_text (PEER_TRANSFER (self), &self->agreement_text, text, properties[PROP_AGREEMENT_TEXT]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
peer_download_set_received (PeerDownload *self, guint64 received_bytes, gint64 now_usec)
{
  peer_transfer_set_moved (PEER_TRANSFER (self), received_bytes, now_usec);
}

gboolean
peer_download_is_ended (PeerDownload *self)
{
  return peer_transfer_is_ended (PEER_TRANSFER (self));
}

guint
peer_download_get_number (PeerDownload *self)
{
  return peer_transfer_get_number (PEER_TRANSFER (self));
}

const char *
peer_download_get_title (PeerDownload *self)
{
  return peer_transfer_get_title (PEER_TRANSFER (self));
}

PeerDownloadState
peer_download_get_state (PeerDownload *self)
{
  return self->state;
}

guint64
peer_download_get_received (PeerDownload *self)
{
  return peer_transfer_get_moved (PEER_TRANSFER (self));
}

guint64
peer_download_get_size (PeerDownload *self)
{
  return peer_transfer_get_size (PEER_TRANSFER (self));
}

double
peer_download_get_fraction (PeerDownload *self)
{
  return peer_transfer_get_fraction (PEER_TRANSFER (self));
}

const char *
peer_download_get_peer (PeerDownload *self)
{
  return self->peer;
}

const char *
peer_download_get_status_text (PeerDownload *self)
{
  return peer_transfer_get_status_text (PEER_TRANSFER (self));
}

guint
peer_download_get_n_agreeing (PeerDownload *self)
{
  return self->n_agreeing;
}

guint
peer_download_get_n_compared (PeerDownload *self)
{
  return self->n_compared;
}

const char *
peer_download_get_agreement_text (PeerDownload *self)
{
  return self->agreement_text;
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

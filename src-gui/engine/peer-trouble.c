/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-download.h"
#include "peer-trouble.h"

#include <sys/statvfs.h>
#include <unistd.h>

#define LEAST_FREE_BYTES (64u * 1024u) /* a disk with less is full, whatever is needed */

struct _PeerTrouble
{
  NetPoller *poller;
  GFile *folder;
  void (*changed) (gpointer user_data);
  gpointer user_data;

  char *text;
  gboolean is_space;
  guint64 needed_bytes;
  guint wait_seconds;
  NetDeadline deadline; /* the next look */
};

static void
peer_trouble_set_text (PeerTrouble *self, const char *text)
{
  g_free (self->text);
  self->text = g_strdup (text);
  self->changed (self->user_data);
}

static gboolean
peer_trouble_has_passed (PeerTrouble *self)
{
  const char *path = g_file_peek_path (self->folder);
  struct statvfs space;

  if (access (path, W_OK | X_OK) != 0)
    return FALSE;
  if (!self->is_space)
    return TRUE;

  return statvfs (path, &space) == 0
         && (guint64) space.f_bavail * space.f_frsize >= MAX (self->needed_bytes, LEAST_FREE_BYTES);
}

static void
peer_trouble_look_later (PeerTrouble *self)
{
  gint64 now_usec = net_poller_get_now_usec (self->poller);

  net_poller_set_deadline (self->poller, &self->deadline, now_usec + self->wait_seconds * G_USEC_PER_SEC);
}

static void
peer_trouble_deadline_cb (NetDeadline *deadline)
{
  PeerTrouble *self = NET_CONTAINER_OF (deadline, PeerTrouble, deadline);

  if (peer_trouble_has_passed (self))
    peer_trouble_set_text (self, "");
  else
    peer_trouble_look_later (self);
}

PeerTrouble *
peer_trouble_new (NetPoller *poller, GFile *folder, void (*changed) (gpointer user_data), gpointer user_data)
{
  PeerTrouble *self = g_new0 (PeerTrouble, 1);

  self->poller = poller;
  self->folder = g_object_ref (folder);
  self->changed = changed;
  self->user_data = user_data;
  self->text = g_strdup ("");
  self->wait_seconds = PEER_TROUBLE_FIRST_SECONDS;
  self->deadline.func = peer_trouble_deadline_cb;
  return self;
}

void
peer_trouble_free (PeerTrouble *self)
{
  peer_trouble_stop (self);
  g_object_unref (self->folder);
  g_free (self->text);
  g_free (self);
}

void
peer_trouble_tell (PeerTrouble *self, const GError *error, guint64 needed_bytes)
{
  if (*self->text != '\0')
    return;

  self->is_space = g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_SPACE);
  self->needed_bytes = needed_bytes;
  peer_trouble_set_text (self, error->message);
  peer_trouble_look_later (self);

  /* What looks over and is not, as a quota that no figure of the disk shows, is not tried over and over. */
  self->wait_seconds = MIN (2 * self->wait_seconds, PEER_TROUBLE_LONGEST_SECONDS);
}

void
peer_trouble_clear (PeerTrouble *self)
{
  peer_trouble_stop (self);
  peer_trouble_went_well (self);
  if (*self->text != '\0')
    peer_trouble_set_text (self, "");
}

void
peer_trouble_set_folder (PeerTrouble *self, GFile *folder)
{
  g_set_object (&self->folder, folder);
  peer_trouble_clear (self);
}

void
peer_trouble_went_well (PeerTrouble *self)
{
  self->wait_seconds = PEER_TROUBLE_FIRST_SECONDS;
}

void
peer_trouble_stop (PeerTrouble *self)
{
  /* It may outlive the poller, at rest. */
  if (self->deadline.due_usec != 0)
    net_poller_clear_deadline (self->poller, &self->deadline);
}

const char *
peer_trouble_get_text (PeerTrouble *self)
{
  return self->text;
}

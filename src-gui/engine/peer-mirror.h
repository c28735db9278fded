/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-index-client.h"

G_BEGIN_DECLS

/* Everything that an index lists and a folder has not: look what is there -> list -> look up -> get -> commit, the latter
 * three all at once. It can be stopped and killed at any point: what is in the folder is whole and right, and the next run
 * goes on. */
typedef struct _PeerMirror PeerMirror;

typedef struct
{
  guint n_listed;  /* by the index; 0 before it has */
  guint n_present; /* of these: in the folder before */
  guint n_done;    /* put there */
  guint n_failed;
  guint64 total_bytes; /* of what was missing, as far as the index knows */
  guint64 done_bytes;  /* of that, received */
  guint64 bytes_per_second;
  int seconds_left; /* -1: not known */
} PeerMirrorProgress;

typedef struct
{
  /* At most 10 times a second, and before ended(). */
  void (*progress) (PeerMirror *mirror, const PeerMirrorProgress *progress, gpointer user_data);
  /* One document could not be had; @error is a whole sentence. */
  void (*failed) (PeerMirror *mirror, guint number, const char *title, const GError *error, gpointer user_data);
  /* Last. @error is NULL when all that was listed was tried; else what ended it before. */
  void (*ended) (PeerMirror *mirror, const GError *error, gpointer user_data);
} PeerMirrorHandler;

#define PEER_MIRROR_INDEX_PATIENCE_SECONDS 60u /* for an index that went away to come back */

/* @client is connected. @match NULL or "" for all. Begins at once. */
PeerMirror *peer_mirror_new (NetPoller *poller,
                             PeerIndexClient *client,
                             GFile *folder,
                             const char *match,
                             const PeerMirrorHandler *handler,
                             gpointer user_data,
                             GError **error);
/* Asks for nothing more, commits what is whole, and ends with G_IO_ERROR_CANCELLED. */
void peer_mirror_stop (PeerMirror *mirror);
void peer_mirror_free (PeerMirror *mirror); /* after ended() */

G_END_DECLS

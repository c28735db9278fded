/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-poller.h"

G_BEGIN_DECLS

/* The pause before the next attempt at an index: 1 s, doubling to 60 s with each failure in a row, a quarter more or less by
 * chance, and counted down in whole seconds. */
typedef struct _PeerIndexPause PeerIndexPause;

typedef struct
{
  /* Each second, and at once: at least one is left. */
  void (*ticked) (guint seconds_left, gpointer user_data);
  void (*over) (gpointer user_data);
} PeerIndexPauseHandler;

PeerIndexPause *peer_index_pause_new (NetPoller *poller, const PeerIndexPauseHandler *handler, gpointer user_data);
void peer_index_pause_free (PeerIndexPause *self);

/* An attempt begins; the pause before it, if any, ends without a word. */
void peer_index_pause_tried (PeerIndexPause *self);
/* It went well. One that holds for half a minute ends the row of failures; one that does not is followed by a pause of
 * 4 s at most: the index is there, and true again only when its peers are. */
void peer_index_pause_connected (PeerIndexPause *self);
/* A failure: the next pause begins. */
void peer_index_pause_start (PeerIndexPause *self);
void peer_index_pause_stop (PeerIndexPause *self);

/* Something has changed: over as soon as it may be, which is a second after the last attempt. Only during a pause. */
void peer_index_pause_hurry (PeerIndexPause *self);

/* Forgets the failures: another index. */
void peer_index_pause_reset (PeerIndexPause *self);

G_END_DECLS

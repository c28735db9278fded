/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net-poller.h"

G_BEGIN_DECLS

/* Why nothing can be put into a folder: it is full, or cannot be written to. The first thing that is the matter counts, and is
 * told once; then it is looked at again and again, until it is over. */
typedef struct _PeerTrouble PeerTrouble;

#define PEER_TROUBLE_FIRST_SECONDS 5u /* until it is looked at; doubles while nothing comes of it */
#define PEER_TROUBLE_LONGEST_SECONDS 60u

/* @changed is called whenever the text is another one. @poller is lent, and outlives this. */
PeerTrouble *peer_trouble_new (NetPoller *poller, GFile *folder, void (*changed) (gpointer user_data), gpointer user_data);
void peer_trouble_free (PeerTrouble *self);

/* @error: of PEER_DOWNLOAD_ERROR. @needed_bytes: must be free before it is over, when it is a matter of space; 0 not known. */
void peer_trouble_tell (PeerTrouble *self, const GError *error, guint64 needed_bytes);
void peer_trouble_clear (PeerTrouble *self);  /* the user says to try again */
void peer_trouble_went_well (PeerTrouble *self); /* something has found its place: the next trouble is a new one */
void peer_trouble_set_folder (PeerTrouble *self, GFile *folder); /* whose trouble is another */
void peer_trouble_stop (PeerTrouble *self);    /* does not look any more */

const char *peer_trouble_get_text (PeerTrouble *self); /* "" when there is none */

G_END_DECLS

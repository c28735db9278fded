/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-mirror-source.h"

G_BEGIN_DECLS

/* All holders that a mirror gets documents from: who is asked for which document, a few of them at a time, and what
 * becomes of the work of one that goes. */
typedef struct _PeerMirrorCrew PeerMirrorCrew;

#define PEER_MIRROR_CREW_MAX_WORKING 6u /* sources at a time */

typedef struct
{
  /* All bytes of it are with the store. */
  void (*received) (PeerMirrorItem *item, gpointer user_data);
  /* In the folder already, or @error (of the folder): what comes from holders of 1.0 goes there by itself. */
  void (*placed) (PeerMirrorItem *item, const GError *error, gpointer user_data);
  /* No holder is left; its last_error says why the last one did not give it. */
  void (*failed) (PeerMirrorItem *item, gpointer user_data);
} PeerMirrorCrewHandler;

/* @plan is lent. */
PeerMirrorCrew *peer_mirror_crew_new (const PeerMirrorPlan *plan, const PeerMirrorCrewHandler *handler, gpointer user_data);
void peer_mirror_crew_free (PeerMirrorCrew *crew); /* drops what is under way; items are the owner's */

/* @item has its ranking. One of the handler's functions tells the end, perhaps at once. */
void peer_mirror_crew_take (PeerMirrorCrew *crew, PeerMirrorItem *item);
/* What it was given for @item is not what was promised: the holder is not asked again, the item goes to others. */
void peer_mirror_crew_reject (PeerMirrorCrew *crew, PeerMirrorItem *item);
void peer_mirror_crew_set_reading (PeerMirrorCrew *crew, gboolean is_reading);

guint peer_mirror_crew_get_n_sources (PeerMirrorCrew *crew); /* met so far */

G_END_DECLS

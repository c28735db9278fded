/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PEER_PACE_SECONDS 20u
#define PEER_PACE_BYTES (PEER_PACE_SECONDS * 1024u) /* fewer than this in that time: too slow */

/* Whether a sender is too slow, by what came in the last 20 s at any time: one that was fast before and fell silent is found
 * out as soon as one that never was. Asked about once a second. */
typedef struct
{
  struct
  {
    gint64 at_usec;
    guint64 n_bytes;
  } marks[PEER_PACE_SECONDS + 2];
  guint n_marks; /* the oldest first */
} PeerPace;

void peer_pace_begin (PeerPace *pace, gint64 now_usec, guint64 n_bytes);

/* @n_bytes: that have come by now. */
gboolean peer_pace_is_too_slow (PeerPace *pace, gint64 now_usec, guint64 n_bytes);

G_END_DECLS

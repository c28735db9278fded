/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PEER_RATE_WINDOW_USEC (5 * G_USEC_PER_SEC)
#define PEER_RATE_SAMPLES 50u /* one every tenth of the window's seconds */

/* How fast a growing count grows, averaged over the last five seconds. */
typedef struct
{
  struct
  {
    gint64 at_usec;
    guint64 count;
  } samples[PEER_RATE_SAMPLES];
  guint first;
  guint n_samples;
} PeerRate;

void peer_rate_reset (PeerRate *rate);
void peer_rate_add (PeerRate *rate, gint64 now_usec, guint64 count);
guint64 peer_rate_get_per_second (const PeerRate *rate);

G_END_DECLS

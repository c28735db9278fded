/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-pace.h"

#include <string.h>

#define WINDOW_USEC (PEER_PACE_SECONDS * G_USEC_PER_SEC)

void
peer_pace_begin (PeerPace *pace, gint64 now_usec, guint64 n_bytes)
{
  pace->marks[0].at_usec = now_usec;
  pace->marks[0].n_bytes = n_bytes;
  pace->n_marks = 1;
}

gboolean
peer_pace_is_too_slow (PeerPace *pace, gint64 now_usec, guint64 n_bytes)
{
  guint n_old = 0;

  /* The youngest mark that is old enough is the one to compare with; those before it have served. When marks come too
   * often, a few are left out, and the window is a little longer. */
  while (n_old + 1 < pace->n_marks && pace->marks[n_old + 1].at_usec <= now_usec - WINDOW_USEC)
    n_old++;
  pace->n_marks -= n_old;
  memmove (pace->marks, pace->marks + n_old, pace->n_marks * sizeof pace->marks[0]);
  if (pace->n_marks < G_N_ELEMENTS (pace->marks))
    {
      pace->marks[pace->n_marks].at_usec = now_usec;
      pace->marks[pace->n_marks++].n_bytes = n_bytes;
    }

  return pace->marks[0].at_usec <= now_usec - WINDOW_USEC && n_bytes - pace->marks[0].n_bytes < PEER_PACE_BYTES;
}

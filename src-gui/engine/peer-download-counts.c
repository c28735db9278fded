/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-download-counts.h"

static gboolean
peer_download_state_is_running (PeerDownloadState state)
{
  return state == PEER_DOWNLOAD_LOOKING_UP || state == PEER_DOWNLOAD_CONNECTING || state == PEER_DOWNLOAD_RECEIVING;
}

gboolean
peer_download_state_is_active (PeerDownloadState state)
{
  return peer_download_state_is_running (state) || state == PEER_DOWNLOAD_QUEUED || state == PEER_DOWNLOAD_WAITING;
}

void
peer_download_counts_move (PeerDownloadCounts *counts, guint from, guint to)
{
  if (from != G_MAXUINT)
    {
      counts->n_running -= peer_download_state_is_running (from);
      counts->n_active -= peer_download_state_is_active (from);
      counts->n_failed -= from == PEER_DOWNLOAD_FAILED;
    }
  if (to != G_MAXUINT)
    {
      counts->n_running += peer_download_state_is_running (to);
      counts->n_active += peer_download_state_is_active (to);
      counts->n_failed += to == PEER_DOWNLOAD_FAILED;
    }
}

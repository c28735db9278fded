/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-download.h"

G_BEGIN_DECLS

/* How many downloads are in which kind of state, kept as they change. */
typedef struct
{
  guint n_running; /* take a place of those that may run at once */
  guint n_active;  /* not at an end */
  guint n_failed;
} PeerDownloadCounts;

gboolean peer_download_state_is_active (PeerDownloadState state);

/* One goes from a state to another; G_MAXUINT stands for none. */
void peer_download_counts_move (PeerDownloadCounts *counts, guint from, guint to);

G_END_DECLS

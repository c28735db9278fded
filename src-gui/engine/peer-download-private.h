/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-download.h"

G_BEGIN_DECLS

/* Who runs a download does what its two buttons say. */
typedef struct
{
  void (*cancel) (PeerDownload *download, gpointer runner);
  void (*retry) (PeerDownload *download, gpointer runner);
} PeerDownloadRunner;

PeerDownload *peer_download_new (guint number, const char *title);
void peer_download_set_runner (PeerDownload *self, const PeerDownloadRunner *runner, gpointer user_data);

void peer_download_set_state (PeerDownload *self, PeerDownloadState state, const char *status_text);
void peer_download_set_status_text (PeerDownload *self, const char *status_text);
void peer_download_set_title (PeerDownload *self, const char *title);
void peer_download_set_peer (PeerDownload *self, const char *peer);
void peer_download_set_error (PeerDownload *self, const GError *error);
void peer_download_set_file (PeerDownload *self, GFile *file);
void peer_download_set_size (PeerDownload *self, guint64 size_bytes);
void peer_download_set_n_attempts (PeerDownload *self, guint n_attempts);
void peer_download_set_retry_seconds (PeerDownload *self, guint seconds);

/* How many of the peers that tell have this text. */
void peer_download_set_agreement (PeerDownload *self, guint n_agreeing, guint n_compared);

/* What has come so far; faces are told at most 10 times a second of @now_usec, and when all is there. */
void peer_download_set_received (PeerDownload *self, guint64 received_bytes, gint64 now_usec);

gboolean peer_download_is_ended (PeerDownload *self);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One document on its way in.
 *
 * Properties: number (uint), title (string), state (PeerDownloadState), received (uint64), size (uint64, 0 unknown), fraction (double,
 *   0 to 1; -1 unknown), rate (uint64, bytes a second, averaged over 5 s), seconds-left (int, -1 unknown), peer (string: the name and
 *   address it comes from, ""), status-text (string, a whole translated sentence), n-attempts (uint), started-at, ended-at (gint64)
 * Progress is notified at most 10 times a second.
 */
typedef enum
{
  PEER_DOWNLOAD_QUEUED,
  PEER_DOWNLOAD_LOOKING_UP,
  PEER_DOWNLOAD_CONNECTING,
  PEER_DOWNLOAD_RECEIVING,
  PEER_DOWNLOAD_WAITING, /* between attempts: status-text tells when the next one is */
  PEER_DOWNLOAD_DONE,
  PEER_DOWNLOAD_FAILED,
  PEER_DOWNLOAD_CANCELLED,
} PeerDownloadState;

#define PEER_TYPE_DOWNLOAD (peer_download_get_type ())
G_DECLARE_FINAL_TYPE (PeerDownload, peer_download, PEER, DOWNLOAD, GObject)

#define PEER_TYPE_DOWNLOAD_STATE (peer_download_state_get_type ())
GType peer_download_state_get_type (void);

guint peer_download_get_number (PeerDownload *self);
const char *peer_download_get_title (PeerDownload *self);
PeerDownloadState peer_download_get_state (PeerDownload *self);
guint64 peer_download_get_received (PeerDownload *self);
guint64 peer_download_get_size (PeerDownload *self);
double peer_download_get_fraction (PeerDownload *self);
const char *peer_download_get_peer (PeerDownload *self);
const char *peer_download_get_status_text (PeerDownload *self);
const GError *peer_download_get_error (PeerDownload *self); /* of the last attempt, NULL when none failed */
GFile *peer_download_get_file (PeerDownload *self); /* where it is, when DONE */

void peer_download_cancel (PeerDownload *self);
void peer_download_retry (PeerDownload *self); /* now: also ends WAITING */

G_END_DECLS

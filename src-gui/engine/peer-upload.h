/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-transfer.h"

G_BEGIN_DECLS

/* One document on its way out: a PeerTransfer (number, title, size, moved, fraction, rate, status-text, times).
 *
 * Properties beside those: address (string, numeric, of who gets it), state (PeerUploadState)
 */
typedef enum
{
  PEER_UPLOAD_SENDING,
  PEER_UPLOAD_DONE,
  PEER_UPLOAD_FAILED,
} PeerUploadState;

#define PEER_TYPE_UPLOAD (peer_upload_get_type ())
G_DECLARE_FINAL_TYPE (PeerUpload, peer_upload, PEER, UPLOAD, PeerTransfer)

#define PEER_TYPE_UPLOAD_STATE (peer_upload_state_get_type ())
GType peer_upload_state_get_type (void);

guint peer_upload_get_number (PeerUpload *self);
const char *peer_upload_get_title (PeerUpload *self);
const char *peer_upload_get_address (PeerUpload *self);
PeerUploadState peer_upload_get_state (PeerUpload *self);

G_END_DECLS

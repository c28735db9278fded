/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-transfer.h"

G_BEGIN_DECLS

/* One document on its way in: a PeerTransfer (number, title, size, moved, fraction, rate, status-text, times).
 *
 * Properties beside those: state (PeerDownloadState), peer (string: the name and address it comes from, ""), n-attempts (uint, peers asked
 *   so far), retry-seconds (uint, until it is tried again, 0 when it is not WAITING for that; peer_download_retry() is the "Now"),
 *   n-agreeing, n-compared (uint: of the peers that tell which text they have, so many have this one; 0 unknown), agreement-text
 *   (string, a whole translated sentence: "3 of 4 peers agree on this text."; "" when fewer than two tell)
 */
typedef enum
{
  PEER_DOWNLOAD_QUEUED, /* for its turn, or until the queue goes on after a pause */
  PEER_DOWNLOAD_LOOKING_UP,
  PEER_DOWNLOAD_CONNECTING,
  PEER_DOWNLOAD_RECEIVING,
  PEER_DOWNLOAD_WAITING, /* between attempts: status-text tells when the next one is */
  PEER_DOWNLOAD_DONE,
  PEER_DOWNLOAD_FAILED,
  PEER_DOWNLOAD_CANCELLED,
} PeerDownloadState;

/* Why an attempt, or all of them, came to nothing; each message is a whole, translated sentence. */
#define PEER_DOWNLOAD_ERROR (peer_download_error_quark ())
GQuark peer_download_error_quark (void);

typedef enum
{
  PEER_DOWNLOAD_ERROR_NO_HOLDER,      /* the index names no peer that has it */
  PEER_DOWNLOAD_ERROR_UNREACHABLE,    /* no connection to the peer */
  PEER_DOWNLOAD_ERROR_GONE,           /* it went away, fell silent or was too slow */
  PEER_DOWNLOAD_ERROR_REFUSED,        /* it would not give it: busy, or it does not hold it any more */
  PEER_DOWNLOAD_ERROR_MALFORMED,      /* it does not speak the protocol */
  PEER_DOWNLOAD_ERROR_WRONG_DOCUMENT, /* other bytes than those asked for: nothing of it was kept */
  PEER_DOWNLOAD_ERROR_EXISTS,         /* another file has the name */
  PEER_DOWNLOAD_ERROR_NO_SPACE,
  PEER_DOWNLOAD_ERROR_FOLDER,         /* cannot be written to */
  PEER_DOWNLOAD_ERROR_TOO_MANY,       /* downloads wait already */
} PeerDownloadError;

#define PEER_TYPE_DOWNLOAD (peer_download_get_type ())
G_DECLARE_FINAL_TYPE (PeerDownload, peer_download, PEER, DOWNLOAD, PeerTransfer)

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
/* Of the last attempt (PEER_DOWNLOAD_ERROR, WIRE_ERROR or G_IO_ERROR), NULL when none failed. */
const GError *peer_download_get_error (PeerDownload *self);
GFile *peer_download_get_file (PeerDownload *self); /* where it is, when DONE */
guint peer_download_get_n_agreeing (PeerDownload *self);
guint peer_download_get_n_compared (PeerDownload *self);
const char *peer_download_get_agreement_text (PeerDownload *self);

void peer_download_cancel (PeerDownload *self);
void peer_download_retry (PeerDownload *self); /* now: also ends WAITING */

G_END_DECLS

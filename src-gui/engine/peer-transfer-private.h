/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-transfer.h"

G_BEGIN_DECLS

/* What its state comes down to, whatever the direction. */
typedef enum
{
  PEER_TRANSFER_RESTING, /* before, or between attempts */
  PEER_TRANSFER_MOVING,  /* only then it has a rate */
  PEER_TRANSFER_WHOLE,   /* ended well */
  PEER_TRANSFER_BROKEN,  /* ended otherwise */
} PeerTransferPhase;

/* Once, before anybody looks. */
void peer_transfer_set_number (PeerTransfer *self, guint number);

void peer_transfer_set_title (PeerTransfer *self, const char *title);
void peer_transfer_set_size (PeerTransfer *self, guint64 size_bytes);
void peer_transfer_set_status_text (PeerTransfer *self, const char *status_text);

/* Takes the time of its end, and takes that back when it begins anew. */
void peer_transfer_set_phase (PeerTransfer *self, PeerTransferPhase phase);
gboolean peer_transfer_is_ended (PeerTransfer *self);

/* Bytes so far; faces are told at most 10 times a second of @now_usec, and when all have moved. */
void peer_transfer_set_moved (PeerTransfer *self, guint64 moved_bytes, gint64 now_usec);

/* Keeps a copy of @value in @slot and notifies @pspec when it is another one: for the texts of the types below. */
void peer_transfer_take_text (PeerTransfer *self, char **slot, const char *value, GParamSpec *pspec);

G_END_DECLS

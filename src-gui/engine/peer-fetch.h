/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-address.h"
#include "peer-index-client.h"
#include "peer-partial-file.h"

G_BEGIN_DECLS

#define PEER_FETCH_CONNECT_SECONDS 10u
#define PEER_FETCH_HEAD_SECONDS 10u

/* What is to be fetched, from whom. */
typedef struct
{
  NetPoller *poller;
  PeerHolder *holder;
  NetAddress index;         /* that named the holder: bounds where a connection may go */
  WireDigest digest;        /* that the bytes must have; when not known they must not name another number */
  PeerPartialFile *partial; /* what it holds is of this digest, and goes on when the holder can; else it begins anew */

  /* The head has come, and then whenever bytes have. @size_bytes is 0 when the peer does not say. */
  void (*progress) (guint64 received_bytes, guint64 size_bytes, gpointer user_data);
  gpointer progress_data;
} PeerFetchOrder;

/* One attempt at one holder: connect -> ask -> head -> body -> checked. Asks in 1.1, and in the forms of 1.0 when that is
 * the answer (PROTOCOL 2.5). Afterwards the whole, checked document is in the partial file, or @error says in a sentence
 * that names the peer what was the matter (PEER_DOWNLOAD_ERROR; G_IO_ERROR_CANCELLED). After WRONG_DOCUMENT the partial
 * file is empty. */
void peer_fetch_async (const PeerFetchOrder *order,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
gboolean peer_fetch_finish (GAsyncResult *result, GError **error);

G_END_DECLS

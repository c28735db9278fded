/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-index-link.h"

G_BEGIN_DECLS

/* One attempt at an index, until it is known what it speaks: connect -> probe in 1.1 -> ready; or again, in one form of 1.0
 * after the other. */
typedef struct _PeerIndexAttempt PeerIndexAttempt;

/* One of them, once; the attempt may be freed in it. */
typedef struct
{
  /* @link is the owner's from here on, and wants a handler of its own. */
  void (*ready) (PeerIndexLink *link, gpointer user_data);
  /* WIRE_ERROR_VERSION: it is an index, but speaks neither. G_IO_ERROR_BUSY: it wants nobody now. */
  void (*failed) (const GError *error, gpointer user_data);
  /* Each time that it connects: a second time after it was cut off, and for 1.0. */
  void (*tried) (gpointer user_data);
} PeerIndexAttemptHandler;

/* Who asks. Copied. */
typedef struct
{
  guint16 upload_port;
  const char *session; /* NULL: a new one */
} PeerIndexAsker;

/* tried() is called at once. */
PeerIndexAttempt *peer_index_attempt_new (NetPoller *poller,
                                          GSocketConnectable *place,
                                          const PeerIndexAsker *asker,
                                          const PeerIndexAttemptHandler *handler,
                                          gpointer user_data);
/* Without a word. */
void peer_index_attempt_free (PeerIndexAttempt *self);

G_END_DECLS

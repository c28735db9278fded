/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-client-connection.h"
#include "peer-mirror-item.h"
#include "peer-mirror-store.h"

G_BEGIN_DECLS

/* One connection of a mirror to one holder, over which document after document is asked for, in 1.1, several ahead of the
 * answers. What it is answered with goes straight into the store. */
typedef struct _PeerMirrorLink PeerMirrorLink;

#define PEER_MIRROR_LINK_MAX_REQUESTS 100u /* on one connection: a holder allows no more */
#define PEER_MIRROR_LINK_PIPELINE 16u      /* requests without an answer */
#define PEER_MIRROR_LINK_PIPELINE_BYTES (4u * 1024u * 1024u) /* of documents that are known to be long */
#define PEER_MIRROR_LINK_SLOW_SECONDS 20u
#define PEER_MIRROR_LINK_SLOW_BYTES (20u * 1024u) /* fewer than this in that time: dropped */

typedef struct
{
  const char *address;
  guint16 port;
  const char *name; /* for sentences */
} PeerMirrorPlace;

typedef struct
{
  /* There is room for one more request: what to ask for next, or NULL. */
  PeerMirrorItem *(*next) (PeerMirrorLink *link, gpointer user_data);
  /* All bytes of it are with the store, and the item is the store's to tell of. */
  void (*received) (PeerMirrorLink *link, PeerMirrorItem *item, gpointer user_data);
  /* It will not come from here; the connection lives. */
  void (*refused) (PeerMirrorLink *link, PeerMirrorItem *item, const GError *error, gpointer user_data);
  /* The last call, the owner frees the link: the items of peer_mirror_link_steal_asked() have had no answer. @error is NULL when
   * all went well, as far as it went. @is_classic: the other side does not speak 1.1, or goes away when it is spoken to it. */
  void (*closed) (PeerMirrorLink *link, gboolean is_classic, const GError *error, gpointer user_data);
} PeerMirrorLinkHandler;

/* @place is lent, for as long as the link lives. */
PeerMirrorLink *peer_mirror_link_new (NetPoller *poller,
                                      PeerMirrorStore *store,
                                      GSocketAddress *address,
                                      const PeerMirrorPlace *place,
                                      const PeerMirrorLinkHandler *handler,
                                      gpointer user_data);
void peer_mirror_link_free (PeerMirrorLink *link); /* what was asked must have been stolen */

/* Asks for as much as there is room for. */
void peer_mirror_link_pump (PeerMirrorLink *link);
/* It takes no more requests, and closes when all are answered: then another connection may take its place. */
gboolean peer_mirror_link_is_used_up (PeerMirrorLink *link);
gboolean peer_mirror_link_is_idle (PeerMirrorLink *link);
/* Off: the store is full. */
void peer_mirror_link_set_reading (PeerMirrorLink *link, gboolean is_reading);

/* The item whose document was broken off in the middle comes first, and has had that counted. Empty at the end of them. */
PeerMirrorItem *peer_mirror_link_steal_asked (PeerMirrorLink *link);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-address.h"
#include "peer-mirror-item.h"
#include "peer-mirror-store.h"

G_BEGIN_DECLS

/* One holder that a mirror gets documents from: a queue of them, two pipelined connections at most that work it off, and what
 * is known of its faults. One that speaks 1.0 alone is asked for one document at a time, each on a connection of its own. */
typedef struct _PeerMirrorSource PeerMirrorSource;

#define PEER_MIRROR_SOURCE_MAX_LINKS 2u    /* a holder serves four at a time of an address, and those that end count too */
#define PEER_MIRROR_SOURCE_MAX_FAILURES 6u /* in a row: pauses of 1, 2, 4, 8 and 16 s between them */

/* What all sources of a mirror share. */
typedef struct
{
  NetPoller *poller;
  PeerMirrorStore *store;
  GFile *folder;
  NetAddress index; /* that named the holders: bounds where a connection may go */
} PeerMirrorPlan;

typedef struct
{
  /* The queue has run dry: an item that waits at another one, made its own already, or NULL. */
  PeerMirrorItem *(*steal) (PeerMirrorSource *source, gpointer user_data);
  /* All bytes are with the store. */
  void (*received) (PeerMirrorSource *source, PeerMirrorItem *item, gpointer user_data);
  /* From here it will not come: this holder is dropped from the item already. */
  void (*refused) (PeerMirrorSource *source, PeerMirrorItem *item, gpointer user_data);
  /* It has not come, and may yet, from here or better from somebody else. */
  void (*returned) (PeerMirrorSource *source, PeerMirrorItem *item, gpointer user_data);
  /* From a holder of 1.0: it is in the folder; or @error (of the folder) says why it cannot be. */
  void (*placed) (PeerMirrorSource *source, PeerMirrorItem *item, const GError *error, gpointer user_data);
  /* Nothing to do, or nothing that can be done now. */
  void (*rested) (PeerMirrorSource *source, gpointer user_data);
} PeerMirrorSourceHandler;

/* @plan is lent, for as long as the source lives. */
PeerMirrorSource *peer_mirror_source_new (const PeerMirrorPlan *plan,
                                          PeerHolder *holder,
                                          const PeerMirrorSourceHandler *handler,
                                          gpointer user_data);
void peer_mirror_source_free (PeerMirrorSource *source); /* drops what is under way; items are the owner's */

const char *peer_mirror_source_get_address (PeerMirrorSource *source);
guint16 peer_mirror_source_get_port (PeerMirrorSource *source);

/* @item's first holder must be this one. It waits until the source is set to work. */
void peer_mirror_source_push (PeerMirrorSource *source, PeerMirrorItem *item);
guint64 peer_mirror_source_get_load (PeerMirrorSource *source); /* bytes that wait or are asked for */
guint peer_mirror_source_get_n_queued (PeerMirrorSource *source);

/* Somebody else has time: an item that waits, is held by that one, and becomes his; or NULL. */
PeerMirrorItem *peer_mirror_source_give (PeerMirrorSource *source, PeerMirrorSource *to);

void peer_mirror_source_set_working (PeerMirrorSource *source, gboolean is_working);
gboolean peer_mirror_source_is_working (PeerMirrorSource *source);
gboolean peer_mirror_source_is_idle (PeerMirrorSource *source);   /* nothing waits, and nothing is under way */
gboolean peer_mirror_source_is_pausing (PeerMirrorSource *source);
void peer_mirror_source_set_reading (PeerMirrorSource *source, gboolean is_reading);

/* It is not asked any more, and @error says why: the last failure of many, or that it lied. NULL while it is. */
const GError *peer_mirror_source_get_end (PeerMirrorSource *source);
void peer_mirror_source_end (PeerMirrorSource *source, const GError *error);
/* It sent other bytes than it had promised, and is not asked again. */
void peer_mirror_source_distrust (PeerMirrorSource *source);

G_END_DECLS

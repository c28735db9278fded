/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-ranking.h"

G_BEGIN_DECLS

/* One document that a mirror wants: from the index's catalogue to the disk, or to the reason why not. */
typedef struct
{
  guint number;
  char *title;
  WireDigest digest; /* that most holders agree on; may not be known */
  guint64 size_bytes;
  gboolean has_size;

  PeerRanking *ranking; /* of those who may still be asked, the best first; NULL before it was looked up */
  guint n_lookups;      /* that the index did not answer */
  guint n_cuts;         /* answers that broke off in the middle */
  GList link;           /* in the queue of whoever is to be asked, or of those who were */
  GError *last_error;
} PeerMirrorItem;

#define PEER_MIRROR_ITEM_MAX_CUTS 3u

PeerMirrorItem *peer_mirror_item_new (const WireCatalogueRow *row);
void peer_mirror_item_free (PeerMirrorItem *item);

/* What it weighs, in bytes, for sharing out the work: a guess when the index knows no size. */
guint64 peer_mirror_item_get_weight (const PeerMirrorItem *item);

/* Makes the holder at this place the first one: the one that is asked, and whose digest the bytes must have. */
void peer_mirror_item_choose_holder (PeerMirrorItem *item, guint position);
const WireDigest *peer_mirror_item_get_expected (const PeerMirrorItem *item);

/* The holders that are to be asked first: so many, equally good. */
guint peer_mirror_item_count_best (const PeerMirrorItem *item);
PeerHolder *peer_mirror_item_get_holder (const PeerMirrorItem *item, guint position); /* lent */
gboolean peer_mirror_item_find_holder (const PeerMirrorItem *item, const char *address, guint16 port, guint *position);
/* It is not asked for this one again. */
void peer_mirror_item_drop_holder (PeerMirrorItem *item, const char *address, guint16 port);

void peer_mirror_item_set_error (PeerMirrorItem *item, const GError *error);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-index-client.h"
#include "peer-liars.h"

G_BEGIN_DECLS

/* In what order the holders of a document are asked. First those whose digest most of them agree on, then those that name
 * none, then the others, group by group; in a group by lot, so that not everybody asks the same one first. Left out are
 * this computer and known liars. */
typedef struct
{
  GPtrArray *holders;     /* of PeerHolder */
  WireDigest most_agreed; /* not known when no holder names one */
} PeerRanking;

PeerRanking *peer_ranking_new (GListModel *holders, PeerLiars *liars);
void peer_ranking_free (PeerRanking *ranking);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerRanking, peer_ranking_free)

/* What this holder must send: its own word, or what most say. */
const WireDigest *peer_ranking_get_digest (const PeerRanking *ranking, PeerHolder *holder);

G_END_DECLS

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
  GPtrArray *holders;     /* of PeerHolder: to be asked */
  GPtrArray *everybody;   /* of PeerHolder: the same, and those that a choice has left out */
  WireDigest most_agreed; /* not known when no holder names one */
} PeerRanking;

PeerRanking *peer_ranking_new (GListModel *holders, PeerLiars *liars);
void peer_ranking_free (PeerRanking *ranking);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerRanking, peer_ranking_free)

/* The text that the user wants, whatever most have: that of a certain holder. */
typedef struct
{
  WireDigest digest; /* that it named; else only the holder itself will do */
  char *address;
  guint16 port;
} PeerChoice;

PeerChoice *peer_choice_new (const char *address, guint16 port, const WireDigest *digest);
void peer_choice_free (PeerChoice *choice);

/* Leaves those with another text out, and asks the chosen holder first. */
void peer_ranking_choose (PeerRanking *ranking, const PeerChoice *choice);

/* How many name this digest, of how many that name one. */
void peer_ranking_compare_texts (const PeerRanking *ranking, const WireDigest *digest, guint *n_agreeing, guint *n_compared);

/* What this holder must send: its own word, or what most say. */
const WireDigest *peer_ranking_get_digest (const PeerRanking *ranking, PeerHolder *holder);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-ranking.h"

#include <string.h>

typedef struct
{
  PeerHolder *holder;
  guint n_agreeing; /* with its digest, itself included; 0 when it names none */
  guint group;      /* the place of its digest's first holder: keeps equally big groups apart */
  guint32 lot;
} PeerRank;

static guint
peer_ranking_weigh (GListModel *holders, PeerHolder *holder, guint *group)
{
  const WireDigest *digest = peer_holder_get_digest (holder);
  guint n_agreeing = 0;

  *group = 0;
  for (guint i = 0; i < g_list_model_get_n_items (holders); i++)
    {
      g_autoptr (PeerHolder) other = g_list_model_get_item (holders, i);

      if (!wire_digest_equal (digest, peer_holder_get_digest (other)))
        continue;
      if (n_agreeing++ == 0)
        *group = i;
    }

  return n_agreeing;
}

/* Those that name no digest stand behind the biggest group: what they send is held against its digest. */
static guint
peer_ranking_get_weight (const PeerRank *rank, guint n_most)
{
  if (rank->n_agreeing == 0)
    return 2 * n_most - 1;

  return 2 * rank->n_agreeing;
}

static int
peer_ranking_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const PeerRank *first = a;
  const PeerRank *second = b;
  guint n_most = *(const guint *) user_data;
  guint first_weight = peer_ranking_get_weight (first, n_most);
  guint second_weight = peer_ranking_get_weight (second, n_most);

  if (first_weight != second_weight)
    return first_weight > second_weight ? -1 : 1;
  if (first->group != second->group)
    return first->group < second->group ? -1 : 1;

  return first->lot < second->lot ? -1 : first->lot > second->lot;
}

PeerRanking *
peer_ranking_new (GListModel *holders, PeerLiars *liars)
{
  PeerRanking *ranking = g_new0 (PeerRanking, 1);
  g_autoptr (GArray) ranks = g_array_new (FALSE, FALSE, sizeof (PeerRank));
  guint n_most = 0;

  ranking->holders = g_ptr_array_new_with_free_func (g_object_unref);
  ranking->everybody = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (holders); i++)
    {
      g_autoptr (PeerHolder) holder = g_list_model_get_item (holders, i);
      PeerRank rank = { .holder = holder, .lot = g_random_int () };

      if (peer_holder_get_is_me (holder)
          || peer_liars_contains (liars, peer_holder_get_address (holder), peer_holder_get_port (holder)))
        continue;

      rank.n_agreeing = peer_ranking_weigh (holders, holder, &rank.group);
      n_most = MAX (n_most, rank.n_agreeing);
      g_array_append_val (ranks, rank);
      g_object_ref (holder);
    }

  n_most = MAX (n_most, 1);
  g_array_sort_with_data (ranks, peer_ranking_compare, &n_most);
  for (guint i = 0; i < ranks->len; i++)
    g_ptr_array_add (ranking->holders, g_array_index (ranks, PeerRank, i).holder);
  if (ranks->len > 0)
    ranking->most_agreed = *peer_holder_get_digest (g_ptr_array_index (ranking->holders, 0));

  g_ptr_array_extend (ranking->everybody, ranking->holders, (GCopyFunc) (GCallback) g_object_ref, NULL);
  return ranking;
}

void
peer_ranking_free (PeerRanking *ranking)
{
  g_ptr_array_unref (ranking->holders);
  g_ptr_array_unref (ranking->everybody);
  g_free (ranking);
}

PeerChoice *
peer_choice_new (const char *address, guint16 port, const WireDigest *digest)
{
  PeerChoice *choice = g_new0 (PeerChoice, 1);

  choice->address = g_strdup (address);
  choice->port = port;
  choice->digest = *digest;
  return choice;
}

void
peer_choice_free (PeerChoice *choice)
{
  g_free (choice->address);
  g_free (choice);
}

static gboolean
peer_ranking_is_chosen (PeerHolder *holder, const PeerChoice *choice)
{
  return peer_holder_get_port (holder) == choice->port && g_str_equal (peer_holder_get_address (holder), choice->address);
}

void
peer_ranking_choose (PeerRanking *ranking, const PeerChoice *choice)
{
  g_ptr_array_set_size (ranking->holders, 0);
  for (guint i = 0; i < ranking->everybody->len; i++)
    {
      PeerHolder *holder = g_ptr_array_index (ranking->everybody, i);
      gboolean is_chosen = peer_ranking_is_chosen (holder, choice);

      /* Also the chosen one may have another text by now. */
      if (choice->digest.is_known ? !wire_digest_equal (peer_holder_get_digest (holder), &choice->digest) : !is_chosen)
        continue;
      g_ptr_array_insert (ranking->holders, is_chosen ? 0 : -1, g_object_ref (holder));
    }

  /* A chosen one that names no digest is held to nothing that others say. */
  ranking->most_agreed = choice->digest;
}

void
peer_ranking_compare_texts (const PeerRanking *ranking, const WireDigest *digest, guint *n_agreeing, guint *n_compared)
{
  *n_agreeing = *n_compared = 0;
  for (guint i = 0; i < ranking->everybody->len; i++)
    {
      const WireDigest *other = peer_holder_get_digest (g_ptr_array_index (ranking->everybody, i));

      *n_compared += other->is_known;
      *n_agreeing += wire_digest_equal (digest, other); /* never, when either is unknown */
    }
}

const WireDigest *
peer_ranking_get_digest (const PeerRanking *ranking, PeerHolder *holder)
{
  const WireDigest *digest = peer_holder_get_digest (holder);

  return digest->is_known ? digest : &ranking->most_agreed;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-liars.h"

struct _PeerLiars
{
  GHashTable *places; /* owned strings, as keys */
  GQueue order;       /* the same strings, the oldest first */
};

static char *
peer_liars_make_place (const char *address, guint16 port)
{
  return g_strdup_printf ("%s %u", address, port);
}

PeerLiars *
peer_liars_new (void)
{
  PeerLiars *liars = g_new0 (PeerLiars, 1);

  liars->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return liars;
}

void
peer_liars_free (PeerLiars *liars)
{
  g_queue_clear (&liars->order);
  g_hash_table_unref (liars->places);
  g_free (liars);
}

void
peer_liars_add (PeerLiars *liars, const char *address, guint16 port)
{
  char *place = NULL;

  if (peer_liars_contains (liars, address, port))
    return;

  if (liars->order.length == PEER_LIARS_MAX)
    g_hash_table_remove (liars->places, g_queue_pop_head (&liars->order));

  place = peer_liars_make_place (address, port);
  g_hash_table_add (liars->places, place);
  g_queue_push_tail (&liars->order, place);
}

gboolean
peer_liars_contains (PeerLiars *liars, const char *address, guint16 port)
{
  g_autofree char *place = peer_liars_make_place (address, port);

  return g_hash_table_contains (liars->places, place);
}

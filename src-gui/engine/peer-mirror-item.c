/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-item.h"

#define UNKNOWN_SIZE_BYTES (64u * 1024u)

PeerMirrorItem *
peer_mirror_item_new (const WireCatalogueRow *row)
{
  PeerMirrorItem *item = g_new0 (PeerMirrorItem, 1);

  item->number = row->number;
  item->title = wire_slice_dup (row->title);
  item->digest = row->digest;
  item->has_size = row->has_size;
  item->size_bytes = row->size_bytes;
  item->link.data = item;
  return item;
}

void
peer_mirror_item_free (PeerMirrorItem *item)
{
  g_clear_pointer (&item->ranking, peer_ranking_free);
  g_clear_error (&item->last_error);
  g_free (item->title);
  g_free (item);
}

guint64
peer_mirror_item_get_weight (const PeerMirrorItem *item)
{
  return item->has_size ? MAX (item->size_bytes, 1) : UNKNOWN_SIZE_BYTES;
}

guint
peer_mirror_item_count_best (const PeerMirrorItem *item)
{
  const GPtrArray *holders = item->ranking->holders;
  const WireDigest *first;
  guint n_best = 1;

  if (holders->len == 0)
    return 0;

  first = peer_holder_get_digest (g_ptr_array_index (holders, 0));
  while (n_best < holders->len)
    {
      const WireDigest *next = peer_holder_get_digest (g_ptr_array_index (holders, n_best));

      if (first->is_known ? !wire_digest_equal (first, next) : next->is_known)
        break;
      n_best++;
    }
  return n_best;
}

PeerHolder *
peer_mirror_item_get_holder (const PeerMirrorItem *item, guint position)
{
  return g_ptr_array_index (item->ranking->holders, position);
}

void
peer_mirror_item_choose_holder (PeerMirrorItem *item, guint position)
{
  gpointer *holders = item->ranking->holders->pdata;
  gpointer chosen = holders[position];

  holders[position] = holders[0];
  holders[0] = chosen;
}

const WireDigest *
peer_mirror_item_get_expected (const PeerMirrorItem *item)
{
  return peer_ranking_get_digest (item->ranking, peer_mirror_item_get_holder (item, 0));
}

gboolean
peer_mirror_item_find_holder (const PeerMirrorItem *item, const char *address, guint16 port, guint *position)
{
  for (guint i = 0; i < item->ranking->holders->len; i++)
    {
      PeerHolder *holder = peer_mirror_item_get_holder (item, i);

      if (peer_holder_get_port (holder) == port && g_str_equal (peer_holder_get_address (holder), address))
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

void
peer_mirror_item_drop_holder (PeerMirrorItem *item, const char *address, guint16 port)
{
  guint position;

  if (peer_mirror_item_find_holder (item, address, port, &position))
    g_ptr_array_remove_index (item->ranking->holders, position);
}

void
peer_mirror_item_set_error (PeerMirrorItem *item, const GError *error)
{
  GError *copy = g_error_copy (error); /* it may be its own */

  g_clear_error (&item->last_error);
  item->last_error = copy;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-gate.h"

struct _IndexGate
{
  const IndexLimits *limits;
  GHashTable *blocks;
  guint n_connections;
};

IndexGate *
index_gate_new (const IndexLimits *limits)
{
  IndexGate *gate = g_new0 (IndexGate, 1);

  gate->limits = limits;
  gate->blocks = g_hash_table_new_full ((GHashFunc) net_address_hash, (GEqualFunc) net_address_equal, NULL, g_free);
  return gate;
}

void
index_gate_free (IndexGate *gate)
{
  g_hash_table_unref (gate->blocks);
  g_free (gate);
}

static IndexBlock *
index_gate_get_block (IndexGate *gate, const NetAddress *address)
{
  NetAddress key;
  IndexBlock *block = NULL;

  net_address_get_block (address, &key);
  block = g_hash_table_lookup (gate->blocks, &key);
  if (block == NULL)
    {
      block = g_new0 (IndexBlock, 1);
      block->block = key;
      g_hash_table_insert (gate->blocks, &block->block, block);
    }
  return block;
}

static gboolean
index_gate_is_crowded (IndexGate *gate, guint n_unregistered)
{
  const IndexLimits *limits = gate->limits;
  guint above, room;

  /* The hard one first: who lowers it alone may leave it below the soft one. */
  if (n_unregistered >= limits->unregistered_hard)
    return TRUE;
  if (n_unregistered < limits->unregistered_soft)
    return FALSE;

  above = n_unregistered - limits->unregistered_soft;
  room = limits->unregistered_hard - limits->unregistered_soft;
  return (guint) g_random_int_range (0, 100)
         < limits->unregistered_drop_percent + (100 - limits->unregistered_drop_percent) * above / room;
}

static IndexGateVerdict
index_gate_judge (IndexGate *gate, IndexBlock *block, const NetAddress *address, guint n_unregistered, gint64 now_usec)
{
  const IndexLimits *limits = gate->limits;

  if (gate->n_connections >= limits->connections)
    return INDEX_GATE_FULL;
  if (limits->loopback_is_exempt && net_address_is_loopback (address))
    return INDEX_GATE_OPEN;
  if (block->n_connections >= limits->connections_per_address)
    return INDEX_GATE_ADDRESS_FULL;
  if (!index_meter_take (&block->connects, now_usec, 1, limits->connects_per_second, limits->connects_burst))
    return INDEX_GATE_ADDRESS_FAST;
  if (index_gate_is_crowded (gate, n_unregistered))
    return INDEX_GATE_CROWDED;
  return INDEX_GATE_OPEN;
}

static gboolean
index_block_is_forgettable (const IndexBlock *block, gint64 now_usec)
{
  return block->n_connections == 0 && block->connects <= now_usec && block->requests <= now_usec
         && block->lines <= now_usec;
}

IndexGateVerdict
index_gate_enter (IndexGate *gate, const NetAddress *address, guint n_unregistered, gint64 now_usec, IndexBlock **block)
{
  IndexBlock *own = index_gate_get_block (gate, address);
  IndexGateVerdict verdict = index_gate_judge (gate, own, address, n_unregistered, now_usec);

  *block = own;
  if (verdict == INDEX_GATE_OPEN)
    {
      gate->n_connections++;
      own->n_connections++;
    }
  return verdict;
}

IndexBlock *
index_gate_enter_again (IndexGate *gate, const NetAddress *address)
{
  IndexBlock *block = index_gate_get_block (gate, address);

  gate->n_connections++;
  block->n_connections++;
  return block;
}

void
index_gate_leave (IndexGate *gate, IndexBlock *block, gint64 now_usec)
{
  gate->n_connections--;
  block->n_connections--;
  if (index_block_is_forgettable (block, now_usec))
    g_hash_table_remove (gate->blocks, &block->block);
}

guint
index_gate_get_n_connections (IndexGate *gate)
{
  return gate->n_connections;
}

guint
index_gate_get_n_blocks (IndexGate *gate)
{
  return g_hash_table_size (gate->blocks);
}

static gboolean
index_gate_may_forget (gpointer key, gpointer value, gpointer user_data)
{
  return index_block_is_forgettable (value, *(const gint64 *) user_data);
}

void
index_gate_sweep (IndexGate *gate, gint64 now_usec)
{
  g_hash_table_foreach_remove (gate->blocks, index_gate_may_forget, &now_usec);
}

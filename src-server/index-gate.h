/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-limits.h"
#include "index-meter.h"

#include "net-address.h"

G_BEGIN_DECLS

/* Who comes in, and how often from where. It counts by address block (an IPv4 address, an IPv6 /64) and knows no
 * sockets. */
typedef struct
{
  NetAddress block;
  guint n_connections;
  IndexMeter connects;
  IndexMeter requests;
  IndexMeter lines; /* of the log */
} IndexBlock;

typedef struct _IndexGate IndexGate;

typedef enum
{
  INDEX_GATE_OPEN,
  INDEX_GATE_FULL,         /* connections in total */
  INDEX_GATE_ADDRESS_FULL, /* connections from this address */
  INDEX_GATE_ADDRESS_FAST, /* connects a second from this address */
  INDEX_GATE_CROWDED,      /* too many that are no members; some are refused at random */
} IndexGateVerdict;

IndexGate *index_gate_new (const IndexLimits *limits);
void index_gate_free (IndexGate *gate);

/* Counts the connection when OPEN, and lends its block until index_gate_leave(); else until the next call.
 * @n_unregistered are inside already. */
IndexGateVerdict index_gate_enter (IndexGate *gate,
                                   const NetAddress *address,
                                   guint n_unregistered,
                                   gint64 now_usec,
                                   IndexBlock **block);
/* One that was inside before, in another process: counted, not judged. */
IndexBlock *index_gate_enter_again (IndexGate *gate, const NetAddress *address);
void index_gate_leave (IndexGate *gate, IndexBlock *block, gint64 now_usec);

guint index_gate_get_n_connections (IndexGate *gate);
guint index_gate_get_n_blocks (IndexGate *gate);

/* Forgets blocks of which nothing is left to remember. */
void index_gate_sweep (IndexGate *gate, gint64 now_usec);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-request.h"

G_BEGIN_DECLS

/* The shortest way through the commonest message, byte for byte "LOOKUP RFC n P2P-CI/1.1" without headers: nothing in it
 * is left to find out. For the reader alone.
 *
 * The length of such a message at the beginning of @bytes, its number set; 0 for all others, which the grammar proper
 * reads, and would read these too, to the same end. */
gsize wire_plain_measure (WireSlice bytes, guint32 *number);

/* Fills in a zeroed request as wire_strict_parse() would. */
void wire_plain_fill (WireSlice message, guint32 number, WireRequest *request);

/* The numbers of lookups of whatever form that begin lines of @bytes: a hint, not a verdict. */
guint wire_plain_peek (WireSlice bytes, guint32 *numbers, guint max_numbers);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-state.h"

G_BEGIN_DECLS

/* What writer and reader agree on. The head: magic, version (4), the oldest version whose programs can read it (4), length
 * of what follows it (8), sum of all (8). An item: kind (1), length of its fields (4), its fields. */
#define INDEX_STATE_MAGIC "P2PCIIDX"
#define INDEX_STATE_SUM_SEED G_GUINT64_CONSTANT (0x5032504349494458)

#define INDEX_STATE_ITEM_HEAD_BYTES 5u

#define INDEX_STATE_HAS_SIZE (1u << 0)
#define INDEX_STATE_HAS_DIGEST (1u << 1)

#define INDEX_STATE_CRLF (1u << 0)
#define INDEX_STATE_CLOSING_LINE (1u << 1)
#define INDEX_STATE_TIGHT_COLON (1u << 2)
#define INDEX_STATE_BARE_NUMBERS (1u << 3)
#define INDEX_STATE_OLD_VERSION_WORD (1u << 4)
#define INDEX_STATE_WATCHING (1u << 5)
#define INDEX_STATE_INTRODUCED (1u << 6)
#define INDEX_STATE_ASKED (1u << 7)
#define INDEX_STATE_LISTING (1u << 8)
#define INDEX_STATE_DOUBTED (1u << 9)
#define INDEX_STATE_ALL_FLAGS ((1u << 10) - 1)

/* Goes on from @sum; all pieces but the last are multiples of eight bytes. Against damage, not against liars. */
guint64 index_state_sum (guint64 sum, const guint8 *bytes, gsize length);
/* The last step: the head, but for the sum in it, comes after the items. */
guint64 index_state_sum_head (guint64 sum, const guint8 *head);
guint64 index_state_sum_all (const guint8 *head, const guint8 *items, gsize length);

G_END_DECLS

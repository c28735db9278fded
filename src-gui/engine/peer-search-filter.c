/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-search-filter.h"

#include <string.h>

#define BITS_EACH 3u
#define GRAM_BYTES 5u
#define GRAM_MASK ((G_GUINT64_CONSTANT (1) << 8 * GRAM_BYTES) - 1)
#define MIN_BYTES 16u
#define SEEN_BITS (1u << 18) /* of all that may be, by their hash, to count the different ones */

/* Some bytes beside each other, scattered over 32 bits. */
static guint32
peer_search_filter_hash (guint64 gram)
{
  return (gram * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32;
}

typedef void (*PeerSearchFilterFunc) (guint32 hash, gpointer data);

static void
peer_search_filter_walk (const char *folded, gsize length, PeerSearchFilterFunc func, gpointer data)
{
  guint64 window = 0;
  guint n_bytes = 0;
  char last = '\0';

  for (gsize i = 0; i < length; i++)
    {
      const char byte = folded[i] == '\n' || folded[i] == '\t' ? ' ' : folded[i];

      if (byte == ' ' && last == ' ')
        continue;
      last = byte;
      window = (window << 8 | (guchar) byte) & GRAM_MASK;
      if (++n_bytes >= GRAM_BYTES)
        func (peer_search_filter_hash (window), data);
    }
}

typedef struct
{
  guint8 *seen;
  GArray *hashes;
} PeerSearchFilterCount;

static void
peer_search_filter_count (guint32 hash, gpointer data)
{
  PeerSearchFilterCount *count = data;
  const guint32 bit = hash % SEEN_BITS;

  if ((count->seen[bit / 8] & (1u << bit % 8)) != 0)
    return;
  count->seen[bit / 8] |= 1u << bit % 8;
  g_array_append_val (count->hashes, bit);
}

/* The hash is cut to SEEN_BITS first, so that what was counted once need not be kept as a whole. */
static guint32
peer_search_filter_place (guint32 seen_bit, gsize n_bytes)
{
  return (guint64) seen_bit * (n_bytes * 8) / SEEN_BITS;
}

GBytes *
peer_search_filter_new (const char *folded, gsize length)
{
  PeerSearchFilterCount count = { g_malloc0 (SEEN_BITS / 8), g_array_new (FALSE, FALSE, sizeof (guint32)) };
  gsize n_bytes;
  guint8 *bits;

  peer_search_filter_walk (folded, length, peer_search_filter_count, &count);
  n_bytes = CLAMP (count.hashes->len * BITS_EACH / 8, MIN_BYTES, PEER_SEARCH_FILTER_MAX_BYTES);
  bits = g_malloc0 (n_bytes);
  for (guint i = 0; i < count.hashes->len; i++)
    {
      const guint32 place = peer_search_filter_place (g_array_index (count.hashes, guint32, i), n_bytes);

      bits[place / 8] |= 1u << place % 8;
    }
  g_free (count.seen);
  g_array_unref (count.hashes);
  return g_bytes_new_take (bits, n_bytes);
}

static void
peer_search_filter_collect (guint32 hash, gpointer data)
{
  const guint32 bit = hash % SEEN_BITS;

  g_array_append_val ((GArray *) data, bit);
}

GArray *
peer_search_filter_ask (const char *folded_words)
{
  GArray *asked = g_array_new (FALSE, FALSE, sizeof (guint32));

  peer_search_filter_walk (folded_words, strlen (folded_words), peer_search_filter_collect, asked);
  return asked;
}

gboolean
peer_search_filter_may_hold (GBytes *filter, GArray *asked)
{
  gsize n_bytes;
  const guint8 *bits = g_bytes_get_data (filter, &n_bytes);

  if (n_bytes == 0)
    return TRUE;
  for (guint i = 0; i < asked->len; i++)
    {
      const guint32 place = peer_search_filter_place (g_array_index (asked, guint32, i), n_bytes);

      if ((bits[place / 8] & (1u << place % 8)) == 0)
        return FALSE;
    }
  return TRUE;
}

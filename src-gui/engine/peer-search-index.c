/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-search-index.h"

#include <string.h>

#include "peer-search-filter.h"
#include "peer-sha256.h"

#define MAGIC 0x50435331u /* of another version, or of a machine that counts bytes the other way round: not read */
#define FORMAT "(ua(ayay))"

struct _PeerSearchIndex
{
  GHashTable *filters; /* WireDigest and GBytes */
};

guint
peer_search_digest_hash (gconstpointer digest)
{
  guint hash;

  memcpy (&hash, ((const WireDigest *) digest)->bytes, sizeof hash);
  return hash;
}

gboolean
peer_search_digest_equal (gconstpointer a, gconstpointer b)
{
  return wire_digest_equal (a, b);
}

PeerSearchIndex *
peer_search_index_new (void)
{
  PeerSearchIndex *self = g_new0 (PeerSearchIndex, 1);

  self->filters = g_hash_table_new_full (peer_search_digest_hash, peer_search_digest_equal, g_free, (GDestroyNotify) g_bytes_unref);
  return self;
}

void
peer_search_index_free (PeerSearchIndex *self)
{
  g_hash_table_unref (self->filters);
  g_free (self);
}

GBytes *
peer_search_index_find (PeerSearchIndex *self, const WireDigest *digest)
{
  return g_hash_table_lookup (self->filters, digest);
}

gboolean
peer_search_index_add (PeerSearchIndex *self, const WireDigest *digest, GBytes *filter)
{
  if (!digest->is_known || g_hash_table_size (self->filters) >= PEER_SEARCH_INDEX_MAX_TEXTS)
    return FALSE;
  g_hash_table_replace (self->filters, g_memdup2 (digest, sizeof *digest), g_bytes_ref (filter));
  return TRUE;
}

static gboolean
peer_search_index_is_stray (gpointer digest, gpointer filter, gpointer digests)
{
  return !g_hash_table_contains (digests, digest);
}

void
peer_search_index_retain (PeerSearchIndex *self, GHashTable *digests)
{
  g_hash_table_foreach_remove (self->filters, peer_search_index_is_stray, digests);
}

guint
peer_search_index_get_n_texts (PeerSearchIndex *self)
{
  return g_hash_table_size (self->filters);
}

PeerSearchIndex *
peer_search_index_copy (PeerSearchIndex *self)
{
  PeerSearchIndex *copy = peer_search_index_new ();
  GHashTableIter iter;
  gpointer digest, filter;

  g_hash_table_iter_init (&iter, self->filters);
  while (g_hash_table_iter_next (&iter, &digest, &filter))
    peer_search_index_add (copy, digest, filter);
  return copy;
}

static GVariant *
peer_search_index_format_bytes (const void *bytes, gsize length)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, length, 1);
}

static void
peer_search_index_sign (const void *bytes, gsize length, WireDigest *digest)
{
  PeerSha256 sha;

  peer_sha256_init (&sha);
  peer_sha256_update (&sha, bytes, length);
  peer_sha256_finish (&sha, digest);
}

GBytes *
peer_search_index_serialize (PeerSearchIndex *self)
{
  GByteArray *array = g_byte_array_new ();
  g_autoptr (GVariant) value = NULL;
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer digest, filter;
  WireDigest signature;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayay)"));
  g_hash_table_iter_init (&iter, self->filters);
  while (g_hash_table_iter_next (&iter, &digest, &filter))
    g_variant_builder_add (&builder, "(@ay@ay)",
                           peer_search_index_format_bytes (((WireDigest *) digest)->bytes, WIRE_DIGEST_BYTES),
                           peer_search_index_format_bytes (g_bytes_get_data (filter, NULL), g_bytes_get_size (filter)));
  value = g_variant_ref_sink (g_variant_new ("(ua(ayay))", MAGIC, &builder));
  peer_search_index_sign (g_variant_get_data (value), g_variant_get_size (value), &signature);
  g_byte_array_append (array, signature.bytes, WIRE_DIGEST_BYTES);
  g_byte_array_append (array, g_variant_get_data (value), g_variant_get_size (value));
  return g_byte_array_free_to_bytes (array);
}

/* The signature tells of damage; the rest is still not trusted. */
static void
peer_search_index_take_row (PeerSearchIndex *self, GVariant *row)
{
  g_autoptr (GVariant) digest_value = g_variant_get_child_value (row, 0);
  g_autoptr (GVariant) filter_value = g_variant_get_child_value (row, 1);
  gsize n_digest, n_filter;
  const void *digest_bytes = g_variant_get_fixed_array (digest_value, &n_digest, 1);
  const void *filter_bytes = g_variant_get_fixed_array (filter_value, &n_filter, 1);
  g_autoptr (GBytes) filter = NULL;
  WireDigest digest = { .is_known = TRUE };

  if (n_digest != WIRE_DIGEST_BYTES || n_filter == 0 || n_filter > PEER_SEARCH_FILTER_MAX_BYTES)
    return;
  memcpy (digest.bytes, digest_bytes, n_digest);
  filter = g_bytes_new (filter_bytes, n_filter);
  peer_search_index_add (self, &digest, filter);
}

PeerSearchIndex *
peer_search_index_parse (GBytes *bytes)
{
  PeerSearchIndex *self = peer_search_index_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) rows = NULL;
  WireDigest signature;
  guint32 magic = 0;

  if (length <= WIRE_DIGEST_BYTES)
    return self;
  peer_search_index_sign (data + WIRE_DIGEST_BYTES, length - WIRE_DIGEST_BYTES, &signature);
  if (memcmp (signature.bytes, data, WIRE_DIGEST_BYTES) != 0)
    return self;
  /* A copy: what GVariant reads must be aligned. */
  payload = g_bytes_new (data + WIRE_DIGEST_BYTES, length - WIRE_DIGEST_BYTES);
  value = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), payload, FALSE));
  if (!g_variant_is_normal_form (value))
    return self;
  g_variant_get (value, "(u@a(ayay))", &magic, &rows);
  for (gsize i = 0; magic == MAGIC && i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);

      peer_search_index_take_row (self, row);
    }
  return self;
}

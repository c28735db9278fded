/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-upload-cache.h"

#include <string.h>

/* What an empty text takes too: so that the number of texts has a limit of its own. */
#define ENTRY_BYTES 256u

typedef struct
{
  WireDigest digest; /* the key: first */
  GBytes *text;
  GList link; /* in the order of use */
} PeerUploadCacheEntry;

struct _PeerUploadCache
{
  GHashTable *entries;
  GQueue used; /* the latest first */
  gsize n_bytes;
};

static guint
peer_upload_cache_hash (gconstpointer key)
{
  const WireDigest *digest = key;
  guint hash;

  memcpy (&hash, digest->bytes, sizeof hash);
  return hash;
}

static gboolean
peer_upload_cache_equal (gconstpointer a, gconstpointer b)
{
  return wire_digest_equal (a, b);
}

static void
peer_upload_cache_entry_free (gpointer data)
{
  PeerUploadCacheEntry *entry = data;

  g_bytes_unref (entry->text);
  g_free (entry);
}

PeerUploadCache *
peer_upload_cache_new (void)
{
  PeerUploadCache *cache = g_new0 (PeerUploadCache, 1);

  cache->entries =
      g_hash_table_new_full (peer_upload_cache_hash, peer_upload_cache_equal, NULL, peer_upload_cache_entry_free);
  g_queue_init (&cache->used);
  return cache;
}

void
peer_upload_cache_free (PeerUploadCache *cache)
{
  g_hash_table_unref (cache->entries);
  g_free (cache);
}

static gsize
peer_upload_cache_entry_get_bytes (const PeerUploadCacheEntry *entry)
{
  return g_bytes_get_size (entry->text) + ENTRY_BYTES;
}

static void
peer_upload_cache_drop (PeerUploadCache *cache, PeerUploadCacheEntry *entry)
{
  g_queue_unlink (&cache->used, &entry->link);
  cache->n_bytes -= peer_upload_cache_entry_get_bytes (entry);
  g_hash_table_remove (cache->entries, entry);
}

GBytes *
peer_upload_cache_find (PeerUploadCache *cache, const WireDigest *digest)
{
  PeerUploadCacheEntry *entry = g_hash_table_lookup (cache->entries, digest);

  if (entry == NULL)
    return NULL;

  g_queue_unlink (&cache->used, &entry->link);
  g_queue_push_head_link (&cache->used, &entry->link);
  return entry->text;
}

void
peer_upload_cache_put (PeerUploadCache *cache, const WireDigest *digest, GBytes *text)
{
  PeerUploadCacheEntry *entry;
  const gsize n_bytes = g_bytes_get_size (text) + ENTRY_BYTES;

  if (n_bytes > PEER_UPLOAD_CACHE_MAX_BYTES || peer_upload_cache_find (cache, digest) != NULL)
    return;

  while (cache->n_bytes + n_bytes > PEER_UPLOAD_CACHE_MAX_BYTES)
    peer_upload_cache_drop (cache, g_queue_peek_tail (&cache->used));

  entry = g_new0 (PeerUploadCacheEntry, 1);
  entry->digest = *digest;
  entry->text = g_bytes_ref (text);
  entry->link.data = entry;
  g_hash_table_insert (cache->entries, entry, entry);
  g_queue_push_head_link (&cache->used, &entry->link);
  cache->n_bytes += n_bytes;
}

void
peer_upload_cache_clear (PeerUploadCache *cache)
{
  g_hash_table_remove_all (cache->entries);
  g_queue_init (&cache->used);
  cache->n_bytes = 0;
}

gsize
peer_upload_cache_get_bytes (PeerUploadCache *cache)
{
  return cache->n_bytes;
}

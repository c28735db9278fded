/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-cache.h"

#include <string.h>

/* Another version of it, or a machine with another order of bytes, is not read. */
#define CACHE_MAGIC G_GUINT64_CONSTANT (0x31524f5252494d50)
#define CACHE_MAX_ROWS 1000000u

typedef struct
{
  guint64 magic;
  guint32 row_bytes;
  guint32 n_rows;
} PeerMirrorCacheHead;

static guint
peer_mirror_cache_hash (gconstpointer key)
{
  return g_int64_hash (&((const PeerMirrorCacheRow *) key)->identity.inode);
}

static gboolean
peer_mirror_cache_equal (gconstpointer a, gconstpointer b)
{
  return ((const PeerMirrorCacheRow *) a)->identity.inode == ((const PeerMirrorCacheRow *) b)->identity.inode;
}

GHashTable *
peer_mirror_cache_new (void)
{
  return g_hash_table_new_full (peer_mirror_cache_hash, peer_mirror_cache_equal, g_free, NULL);
}

void
peer_mirror_cache_add (GHashTable *rows, const PeerFileIdentity *identity, const WireDigest *digest)
{
  PeerMirrorCacheRow *row = g_new0 (PeerMirrorCacheRow, 1);

  row->identity = *identity;
  memcpy (row->digest, digest->bytes, sizeof row->digest);
  g_hash_table_add (rows, row);
}

gboolean
peer_mirror_cache_find (GHashTable *rows, const PeerFileIdentity *identity, WireDigest *digest)
{
  const PeerMirrorCacheRow key = { .identity = *identity };
  const PeerMirrorCacheRow *row = g_hash_table_lookup (rows, &key);

  if (row == NULL || !peer_file_identity_equal (&row->identity, identity))
    return FALSE;

  memcpy (digest->bytes, row->digest, sizeof digest->bytes);
  digest->is_known = TRUE;
  return TRUE;
}

GHashTable *
peer_mirror_cache_load (const char *path)
{
  GHashTable *rows = peer_mirror_cache_new ();
  g_autofree char *contents = NULL;
  PeerMirrorCacheHead head;
  gsize length = 0;

  if (!g_file_get_contents (path, &contents, &length, NULL) || length < sizeof head)
    return rows;

  memcpy (&head, contents, sizeof head);
  if (head.magic != CACHE_MAGIC || head.row_bytes != sizeof (PeerMirrorCacheRow) || head.n_rows > CACHE_MAX_ROWS
      || length != sizeof head + (gsize) head.n_rows * sizeof (PeerMirrorCacheRow))
    return rows;

  for (guint i = 0; i < head.n_rows; i++)
    {
      PeerMirrorCacheRow *row = g_memdup2 (contents + sizeof head + i * sizeof *row, sizeof *row);

      g_hash_table_add (rows, row);
    }
  return rows;
}

gboolean
peer_mirror_cache_save (const char *path, GHashTable *rows, GError **error)
{
  PeerMirrorCacheHead head = { CACHE_MAGIC, sizeof (PeerMirrorCacheRow), g_hash_table_size (rows) };
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (sizeof head + head.n_rows * sizeof (PeerMirrorCacheRow));
  g_autofree char *folder = g_path_get_dirname (path);
  GHashTableIter iter;
  gpointer row;

  g_byte_array_append (bytes, (const guint8 *) &head, sizeof head);
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_byte_array_append (bytes, row, sizeof (PeerMirrorCacheRow));

  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents_full (path, (const char *) bytes->data, bytes->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

char *
peer_mirror_cache_build_path (const char *folder)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, folder, -1);
  g_autofree char *name = g_strdup_printf ("mirror-%.16s", digest);

  return g_build_filename (g_get_user_cache_dir (), "p2p-ci", name, NULL);
}

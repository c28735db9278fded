/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-cache.h"

#include <string.h>

/* A file of another version, or of a machine that counts bytes the other way round, is not read. */
#define CACHE_MAGIC 0x50434333u /* raised whenever the reading of headers changes what it finds */
#define FILE_FORMAT "(s(ttxx)tuayuubsssss)"
#define CACHE_FORMAT "(ua" FILE_FORMAT ")"

static PeerTextFile *
peer_library_cache_parse_file (GVariant *value)
{
  const char *name, *title, *date, *authors, *obsoletes, *updates;
  g_autoptr (GVariant) digest = NULL;
  PeerTextFile *file;
  guint32 problem = 0;
  gsize n_bytes = 0;
  const void *bytes;

  g_variant_get_child (value, 0, "&s", &name);
  file = peer_text_file_new (name);
  g_variant_get (value, "(&s(ttxx)tu@ayuub&s&s&s&s&s)", NULL, &file->identity.inode, &file->identity.size_bytes,
                 &file->identity.mtime_nanoseconds, &file->identity.ctime_nanoseconds, &file->size_bytes, &problem, &digest,
                 &file->text_number, &file->name_number, &file->is_stub, &title, &date, &authors, &obsoletes,
                 &updates);
  bytes = g_variant_get_fixed_array (digest, &n_bytes, 1);
  if (problem != PEER_PROBLEM_NONE || n_bytes != sizeof file->digest.bytes)
    {
      peer_text_file_unref (file);
      return NULL;
    }
  memcpy (file->digest.bytes, bytes, n_bytes);
  file->digest.is_known = TRUE;
  g_free (file->title);
  g_free (file->date);
  g_free (file->authors);
  g_free (file->obsoletes);
  g_free (file->updates);
  file->title = g_strdup (title);
  file->date = g_strdup (date);
  file->authors = g_strdup (authors);
  file->obsoletes = g_strdup (obsoletes);
  file->updates = g_strdup (updates);
  return file;
}

GHashTable *
peer_library_cache_load (const char *path)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) peer_text_file_unref);
  g_autoptr (GVariant) cache = NULL;
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *contents = NULL;
  gsize length = 0;
  guint32 magic = 0;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    return files;
  bytes = g_bytes_new_take (contents, length);
  cache = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (CACHE_FORMAT), bytes, FALSE));
  if (!g_variant_is_normal_form (cache))
    return files;
  g_variant_get (cache, "(u@a" FILE_FORMAT ")", &magic, &rows);
  for (gsize i = 0; magic == CACHE_MAGIC && i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);
      PeerTextFile *file = peer_library_cache_parse_file (row);

      if (file != NULL)
        g_hash_table_replace (files, file->name, file);
    }
  return files;
}

static GVariant *
peer_library_cache_format_file (const PeerTextFile *file)
{
  return g_variant_new ("(s(ttxx)tu@ayuubsssss)", file->name, file->identity.inode, file->identity.size_bytes,
                        file->identity.mtime_nanoseconds, file->identity.ctime_nanoseconds, file->size_bytes, (guint32) file->problem,
                        g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, file->digest.bytes, sizeof file->digest.bytes, 1),
                        file->text_number, file->name_number, file->is_stub, file->title, file->date, file->authors,
                        file->obsoletes, file->updates);
}

gboolean
peer_library_cache_save (const char *path, GHashTable *files, GError **error)
{
  g_autoptr (GVariant) cache = NULL;
  GVariantBuilder rows;
  GHashTableIter iter;
  gpointer file;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a" FILE_FORMAT));
  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    if (((PeerTextFile *) file)->problem == PEER_PROBLEM_NONE && g_utf8_validate (((PeerTextFile *) file)->name, -1, NULL))
      g_variant_builder_add_value (&rows, peer_library_cache_format_file (file));
  cache = g_variant_ref_sink (g_variant_new ("(u@a" FILE_FORMAT ")", CACHE_MAGIC, g_variant_builder_end (&rows)));
  return g_file_set_contents_full (path, g_variant_get_data (cache), g_variant_get_size (cache),
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

typedef struct
{
  char *path;
  GHashTable *files; /* name and PeerTextFile */
} PeerLibraryCacheSaving;

static void
peer_library_cache_saving_free (gpointer data)
{
  PeerLibraryCacheSaving *saving = data;

  g_free (saving->path);
  g_hash_table_unref (saving->files);
  g_free (saving);
}

static void
peer_library_cache_save_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PeerLibraryCacheSaving *saving = data;

  peer_library_cache_save (saving->path, saving->files, NULL); /* it may be lost */
  g_task_return_boolean (task, TRUE);
}

void
peer_library_cache_save_async (const char *path, GHashTable *files, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  PeerLibraryCacheSaving *saving = g_new0 (PeerLibraryCacheSaving, 1);

  saving->path = g_strdup (path);
  saving->files = files;
  g_task_set_source_tag (task, peer_library_cache_save_async);
  g_task_set_task_data (task, saving, peer_library_cache_saving_free);
  g_task_run_in_thread (task, peer_library_cache_save_func);
}

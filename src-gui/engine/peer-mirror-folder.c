/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "peer-library-scan.h"
#include "peer-mirror-cache.h"
#include "peer-mirror-file.h"
#include "peer-platform.h"
#include "peer-rfc-header.h"
#include "wire-limits.h"

#define HASH_MAX_THREADS 4
#define READ_BYTES (128u * 1024u)

struct _PeerMirrorFolder
{
  GFile *file;
  int descriptor;
  char *cache_path;
  GHashTable *rows;      /* of the cache: of files that are there */
  GHashTable *by_number; /* number -> WireDigest (owned): what is named rfcN.txt */
  GHashTable *digests;   /* a set of WireDigest (owned): of what has other names */
  gboolean is_changed;   /* the cache is behind */
};

static guint
peer_mirror_folder_digest_hash (gconstpointer key)
{
  guint hash;

  memcpy (&hash, ((const WireDigest *) key)->bytes, sizeof hash);
  return hash;
}

static gboolean
peer_mirror_folder_digest_equal (gconstpointer a, gconstpointer b)
{
  return wire_digest_equal (a, b);
}

PeerMirrorFolder *
peer_mirror_folder_new (GFile *file, GError **error)
{
  g_autoptr (PeerMirrorFolder) self = g_new0 (PeerMirrorFolder, 1);
  const char *path = g_file_peek_path (file);
  g_autoptr (GError) open_error = NULL;

  self->file = g_object_ref (file);
  self->rows = peer_mirror_cache_new ();
  self->by_number = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->digests = g_hash_table_new_full (peer_mirror_folder_digest_hash, peer_mirror_folder_digest_equal, g_free, NULL);
  self->cache_path = peer_mirror_cache_build_path (path);

  g_mkdir_with_parents (path, 0755);
  self->descriptor = peer_beneath_open_folder (path, &open_error);
  if (self->descriptor >= 0)
    return g_steal_pointer (&self);

  g_set_error (error, G_IO_ERROR, open_error->code,
               _("There is no folder %s, and none can be made there. Name another one."), path);
  return NULL;
}

void
peer_mirror_folder_free (PeerMirrorFolder *self)
{
  if (self->descriptor >= 0)
    close (self->descriptor);
  g_hash_table_unref (self->digests);
  g_hash_table_unref (self->by_number);
  g_hash_table_unref (self->rows);
  g_free (self->cache_path);
  g_object_unref (self->file);
  g_free (self);
}

int
peer_mirror_folder_get_descriptor (PeerMirrorFolder *self)
{
  return self->descriptor;
}

GFile *
peer_mirror_folder_get_file (PeerMirrorFolder *self)
{
  return self->file;
}

/* The thread that looks, and those that hash for it */

typedef struct
{
  const char *name; /* lent by the scan */
  PeerFileIdentity identity;
  WireDigest digest; /* not known while it is to be read, or cannot be */
} PeerMirrorFound;

static void
peer_mirror_found_hash (PeerMirrorFound *found, int folder)
{
  g_autofree char *buffer = NULL;
  PeerFileIdentity identity;
  PeerSha256 sha;
  gssize length;
  int fd = peer_beneath_open (folder, found->name, &identity, NULL);

  if (fd < 0)
    return;

  buffer = g_malloc (READ_BYTES);
  peer_sha256_init (&sha);
  while ((length = read (fd, buffer, READ_BYTES)) > 0)
    peer_sha256_update (&sha, buffer, (gsize) length);
  close (fd);
  peer_sha256_finish (&sha, &found->digest);
  found->digest.is_known = length == 0 && peer_file_identity_equal (&identity, &found->identity);
}

static void
peer_mirror_found_hash_func (gpointer data, gpointer user_data)
{
  peer_mirror_found_hash (data, GPOINTER_TO_INT (user_data));
}

static void
peer_mirror_folder_hash (PeerMirrorFolder *self, GPtrArray *unknown, GCancellable *cancellable)
{
  GThreadPool *pool = g_thread_pool_new (peer_mirror_found_hash_func, GINT_TO_POINTER (self->descriptor),
                                         CLAMP ((int) g_get_num_processors (), 1, HASH_MAX_THREADS), FALSE, NULL);

  for (guint i = 0; i < unknown->len && !g_cancellable_is_cancelled (cancellable); i++)
    g_thread_pool_push (pool, g_ptr_array_index (unknown, i), NULL);
  g_thread_pool_free (pool, g_cancellable_is_cancelled (cancellable), TRUE);
}

/* Other files may lie there too: only what may be a document is opened. */
static gboolean
peer_mirror_folder_may_be_text (const PeerScanEntry *entry)
{
  const char *dot = strrchr (entry->name, '.');

  return entry->identity.size_bytes <= WIRE_DOCUMENT_MAX_BYTES
         && (dot != NULL ? g_ascii_strcasecmp (dot, ".txt") == 0 : peer_rfc_header_parse_file_name (entry->name) != 0);
}

static guint
peer_mirror_folder_parse_name (const char *name)
{
  const guint number = peer_rfc_header_parse_file_name (name);
  g_autofree char *own_name = number != 0 ? g_strdup_printf ("rfc%u.txt", number) : NULL;

  return g_strcmp0 (own_name, name) == 0 ? number : 0;
}

static void
peer_mirror_folder_take (PeerMirrorFolder *self, const PeerMirrorFound *found)
{
  const guint number = peer_mirror_folder_parse_name (found->name);

  if (number != 0)
    g_hash_table_replace (self->by_number, GUINT_TO_POINTER (number), g_memdup2 (&found->digest, sizeof (WireDigest)));
  if (!found->digest.is_known)
    return;

  /* Two numbers may have the same text: what has a number of its own counts for that one alone. */
  if (number == 0)
    g_hash_table_add (self->digests, g_memdup2 (&found->digest, sizeof (WireDigest)));
  peer_mirror_cache_add (self->rows, &found->identity, &found->digest);
}

static void
peer_mirror_folder_look (PeerMirrorFolder *self, GPtrArray *entries, GCancellable *cancellable)
{
  g_autoptr (GHashTable) cached = peer_mirror_cache_load (self->cache_path);
  g_autofree PeerMirrorFound *found = g_new0 (PeerMirrorFound, entries->len + 1);
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();
  guint n_found = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const PeerScanEntry *entry = g_ptr_array_index (entries, i);

      if (!peer_mirror_folder_may_be_text (entry))
        continue;
      found[n_found].name = entry->name;
      found[n_found].identity = entry->identity;
      if (!peer_mirror_cache_find (cached, &entry->identity, &found[n_found].digest))
        g_ptr_array_add (unknown, &found[n_found]);
      n_found++;
    }

  if (unknown->len > 0)
    peer_mirror_folder_hash (self, unknown, cancellable);
  for (guint i = 0; i < n_found; i++)
    peer_mirror_folder_take (self, &found[i]);
  self->is_changed = unknown->len > 0 || g_hash_table_size (cached) != g_hash_table_size (self->rows);
}

static void
peer_mirror_folder_look_func (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  PeerMirrorFolder *self = task_data;
  g_autofree char *path = peer_platform_display_path (self->file);
  GError *error = NULL;
  g_autoptr (PeerLibraryScan) scan = peer_library_scan (g_file_peek_path (self->file), NULL, &error);

  if (scan == NULL)
    {
      g_prefix_error (&error, _("Cannot read %s: "), path);
      g_task_return_error (task, error);
      return;
    }

  peer_mirror_file_sweep (self->descriptor);
  peer_mirror_folder_look (self, scan->entries, cancellable);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

void
peer_mirror_folder_look_async (PeerMirrorFolder *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, peer_mirror_folder_look_async);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, peer_mirror_folder_look_func);
}

gboolean
peer_mirror_folder_look_finish (PeerMirrorFolder *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Afterwards */

const WireDigest *
peer_mirror_folder_find (PeerMirrorFolder *self, guint number)
{
  return g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
}

gboolean
peer_mirror_folder_has_digest (PeerMirrorFolder *self, const WireDigest *digest)
{
  return digest->is_known && g_hash_table_contains (self->digests, digest);
}

void
peer_mirror_folder_add (PeerMirrorFolder *self, const PeerFileIdentity *identity, const WireDigest *digest)
{
  self->is_changed = TRUE;
  peer_mirror_cache_add (self->rows, identity, digest);
}

void
peer_mirror_folder_save (PeerMirrorFolder *self)
{
  if (self->is_changed)
    peer_mirror_cache_save (self->cache_path, self->rows, NULL); /* it may be lost */
  self->is_changed = FALSE;
}

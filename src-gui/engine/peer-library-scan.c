/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

#include "peer-text-file.h"

#define CIFS_MAGIC 0xff534d42u /* in no header that comes with the C library */

typedef struct
{
  PeerLibraryScan *scan;
  const char *root;
  const char *const *excluded;
  dev_t device;
} PeerScanWalk;

static void
peer_scan_entry_free (gpointer data)
{
  PeerScanEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

static gboolean
peer_library_scan_is_distant (int folder)
{
  struct statfs status;

  if (fstatfs (folder, &status) < 0)
    return FALSE;
  switch ((guint32) status.f_type)
    {
    case NFS_SUPER_MAGIC:
    case SMB_SUPER_MAGIC:
    case SMB2_SUPER_MAGIC:
    case CIFS_MAGIC:
    case FUSE_SUPER_MAGIC:
    case V9FS_MAGIC:
      return TRUE;
    default:
      return FALSE;
    }
}

static char *
peer_library_scan_join (const char *folder, const char *name)
{
  return *folder == '\0' ? g_strdup (name) : g_strconcat (folder, "/", name, NULL);
}

static void
peer_library_scan_take_file (PeerScanWalk *walk, const char *inside, const char *name, const struct stat *status)
{
  PeerScanEntry *entry;

  if (!peer_text_file_name_may_be_text (name))
    return;
  if (walk->scan->entries->len >= PEER_LIBRARY_SCAN_MAX_FILES)
    {
      walk->scan->is_cut = TRUE;
      return;
    }
  entry = g_new0 (PeerScanEntry, 1);
  entry->name = peer_library_scan_join (inside, name);
  peer_file_identity_init (&entry->identity, status);
  g_ptr_array_add (walk->scan->entries, entry);
}

static void
peer_library_scan_take_folder (PeerScanWalk *walk, const char *inside, const char *name, const struct stat *status)
{
  g_autofree char *way = peer_library_scan_join (inside, name);
  g_autofree char *path = g_build_filename (walk->root, way, NULL);

  if (status->st_dev != walk->device || (walk->excluded != NULL && g_strv_contains (walk->excluded, path)))
    return;
  if (walk->scan->subfolders->len >= PEER_LIBRARY_SCAN_MAX_FOLDERS)
    walk->scan->is_cut = TRUE;
  else
    g_ptr_array_add (walk->scan->subfolders, g_steal_pointer (&way));
}

static void
peer_library_scan_take (PeerScanWalk *walk, DIR *folder, const char *inside, const struct dirent *item)
{
  struct stat status;

  /* Most of what else lies in a folder is not worth asking for. */
  if (item->d_name[0] == '.' || (item->d_type == DT_REG && !peer_text_file_name_may_be_text (item->d_name)))
    return;
  if (fstatat (dirfd (folder), item->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
    return;
  if (S_ISREG (status.st_mode))
    peer_library_scan_take_file (walk, inside, item->d_name, &status);
  else if (S_ISDIR (status.st_mode))
    peer_library_scan_take_folder (walk, inside, item->d_name, &status);
}

/* Takes @descriptor. */
static void
peer_library_scan_read (PeerScanWalk *walk, int descriptor, const char *inside)
{
  DIR *folder = fdopendir (descriptor);
  struct dirent *item;

  if (folder == NULL)
    {
      g_close (descriptor, NULL);
      return;
    }
  while ((item = readdir (folder)) != NULL)
    peer_library_scan_take (walk, folder, inside, item);
  closedir (folder);
}

static guint
peer_library_scan_get_depth (const char *inside)
{
  guint depth = 1;

  for (const char *c = inside; *c != '\0'; c++)
    depth += *c == '/';
  return depth;
}

/* The list grows while it is walked: breadth first, so that what is cut lies deepest. */
static void
peer_library_scan_walk (PeerScanWalk *walk, int root)
{
  GPtrArray *subfolders = walk->scan->subfolders;

  for (guint i = 1; i < subfolders->len; i++)
    {
      const char *inside = g_ptr_array_index (subfolders, i);
      int descriptor = -1;

      if (peer_library_scan_get_depth (inside) > PEER_LIBRARY_SCAN_MAX_DEPTH)
        {
          walk->scan->is_cut = TRUE;
          g_ptr_array_set_size (subfolders, i);
          return;
        }
      descriptor = peer_beneath_open_subfolder (root, inside);
      if (descriptor >= 0)
        peer_library_scan_read (walk, descriptor, inside);
      else if (errno != ENOENT && walk->scan->unreadable == NULL)
        walk->scan->unreadable = g_strdup (inside);
    }
}

PeerLibraryScan *
peer_library_scan (const char *path, const char *const *excluded, GError **error)
{
  g_autoptr (PeerLibraryScan) scan = g_new0 (PeerLibraryScan, 1);
  PeerScanWalk walk = { scan, path, excluded, 0 };
  const int root = peer_beneath_open_folder (path, error);
  const int descriptor = root >= 0 ? peer_beneath_open_folder (path, error) : -1;
  struct stat status;

  scan->entries = g_ptr_array_new_with_free_func (peer_scan_entry_free);
  scan->subfolders = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (scan->subfolders, g_strdup (""));
  if (descriptor >= 0 && fstat (descriptor, &status) == 0)
    {
      walk.device = status.st_dev;
      scan->is_distant = peer_library_scan_is_distant (root);
      peer_library_scan_read (&walk, descriptor, "");
      peer_library_scan_walk (&walk, root);
    }
  if (root >= 0)
    g_close (root, NULL);
  return descriptor >= 0 ? g_steal_pointer (&scan) : NULL;
}

void
peer_library_scan_free (PeerLibraryScan *scan)
{
  g_clear_pointer (&scan->entries, g_ptr_array_unref);
  g_clear_pointer (&scan->subfolders, g_ptr_array_unref);
  g_free (scan->unreadable);
  g_free (scan);
}

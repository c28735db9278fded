/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

static void
peer_scan_entry_free (gpointer data)
{
  PeerScanEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

static void
peer_library_scan_take (GPtrArray *entries, DIR *folder, const char *name)
{
  struct stat status;
  PeerScanEntry *entry;

  if (*name == '.' || fstatat (dirfd (folder), name, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG (status.st_mode))
    return;
  entry = g_new0 (PeerScanEntry, 1);
  entry->name = g_strdup (name);
  peer_file_identity_init (&entry->identity, &status);
  g_ptr_array_add (entries, entry);
}

GPtrArray *
peer_library_scan (const char *path, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (peer_scan_entry_free);
  DIR *folder = opendir (path);
  struct dirent *item;

  if (folder == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  while (entries->len < PEER_LIBRARY_SCAN_MAX_FILES && (item = readdir (folder)) != NULL)
    peer_library_scan_take (entries, folder, item->d_name);
  closedir (folder);
  return g_steal_pointer (&entries);
}

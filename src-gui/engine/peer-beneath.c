/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW)

void
peer_file_identity_init (PeerFileIdentity *identity, const struct stat *status)
{
  const gint64 second = G_GINT64_CONSTANT (1000000000);

  identity->inode = status->st_ino;
  identity->size_bytes = status->st_size;
  identity->mtime_nanoseconds = status->st_mtim.tv_sec * second + status->st_mtim.tv_nsec;
  identity->ctime_nanoseconds = status->st_ctim.tv_sec * second + status->st_ctim.tv_nsec;
}

gboolean
peer_file_identity_equal (const PeerFileIdentity *a, const PeerFileIdentity *b)
{
  return a->inode == b->inode && a->size_bytes == b->size_bytes && a->mtime_nanoseconds == b->mtime_nanoseconds &&
         a->ctime_nanoseconds == b->ctime_nanoseconds;
}

static void
peer_beneath_set_error (GError **error, int code)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
}

static void
peer_beneath_set_not_regular (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _("it is a link, a folder, a pipe or a device"));
}

int
peer_beneath_open_folder (const char *path, GError **error)
{
  const int folder = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (folder < 0)
    peer_beneath_set_error (error, errno);
  return folder;
}

/* Links do not open (ELOOP); pipes and devices do, and are turned away here. Takes @descriptor and errno. */
static int
peer_beneath_check (int descriptor, PeerFileIdentity *identity, GError **error)
{
  struct stat status;

  if (descriptor < 0)
    {
      if (errno == ELOOP || errno == ENXIO || errno == EXDEV)
        peer_beneath_set_not_regular (error);
      else
        peer_beneath_set_error (error, errno);
      return -1;
    }
  if (fstat (descriptor, &status) == 0 && S_ISREG (status.st_mode))
    {
      peer_file_identity_init (identity, &status);
      return descriptor;
    }
  peer_beneath_set_not_regular (error);
  g_close (descriptor, NULL);
  return -1;
}

/* Every part of the way is a plain name: none goes up, and none begins at the root. */
static gboolean
peer_beneath_is_way (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  for (char **part = parts; *part != NULL; part++)
    if (**part == '\0' || strcmp (*part, ".") == 0 || strcmp (*part, "..") == 0)
      return FALSE;
  return parts[0] != NULL;
}

/* Kernels without openat2, and sandboxes that forbid what they do not know, get openat, a part at a time: with a plain name
 * it is as strict. */
static int
peer_beneath_walk (int folder, const char *name, int flags)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  int inside = folder;
  char **part = parts;

  for (; inside >= 0 && part[1] != NULL; part++)
    {
      const int next = openat (inside, *part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      const int code = errno;

      if (inside != folder)
        close (inside);
      inside = next;
      errno = code == ENOTDIR ? ELOOP : code;
    }
  if (inside >= 0)
    {
      const int descriptor = openat (inside, *part, flags);
      const int code = errno;

      if (inside != folder)
        close (inside);
      errno = code;
      return descriptor;
    }
  return -1;
}

static int
peer_beneath_openat (int folder, const char *name, int flags)
{
  struct open_how how = { .flags = flags,
                          .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV };
  const long descriptor = syscall (SYS_openat2, folder, name, &how, sizeof how);

  if (descriptor < 0 && (errno == ENOSYS || errno == EPERM))
    return peer_beneath_walk (folder, name, flags);
  return descriptor;
}

int
peer_beneath_open_subfolder (int folder, const char *name)
{
  if (peer_beneath_is_way (name))
    return peer_beneath_openat (folder, name, OPEN_FLAGS | O_DIRECTORY);
  errno = EINVAL;
  return -1;
}

int
peer_beneath_open (int folder, const char *name, PeerFileIdentity *identity, GError **error)
{
  if (!peer_beneath_is_way (name))
    {
      peer_beneath_set_not_regular (error);
      return -1;
    }
  return peer_beneath_check (peer_beneath_openat (folder, name, OPEN_FLAGS), identity, error);
}

int
peer_beneath_open_path (const char *path, PeerFileIdentity *identity, GError **error)
{
  return peer_beneath_check (open (path, OPEN_FLAGS), identity, error);
}

/* File systems without RENAME_NOREPLACE have links, which do not replace either. */
static int
peer_beneath_rename_by_link (int folder, const char *from, const char *to)
{
  if (linkat (folder, from, folder, to, 0) < 0)
    return -1;
  return unlinkat (folder, from, 0);
}

gboolean
peer_beneath_rename_new (int folder, const char *from, const char *to, GError **error)
{
  int result = renameat2 (folder, from, folder, to, RENAME_NOREPLACE);

  if (result < 0 && (errno == EINVAL || errno == ENOSYS))
    result = peer_beneath_rename_by_link (folder, from, to);
  if (result < 0)
    peer_beneath_set_error (error, errno);
  return result == 0;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define NAME_ATTEMPTS 100
#define COMPARE_BYTES (64u * 1024u)
#define PART_PREFIX ".rfc"
#define PART_SUFFIX ".mirror.part"

static gboolean has_old_file_system;

void
peer_mirror_file_set_old_file_system (gboolean is_old)
{
  has_old_file_system = is_old;
}

PeerMirrorFile *
peer_mirror_file_new (int folder, guint number, const WireDigest *expected, gpointer owner)
{
  PeerMirrorFile *file = g_new0 (PeerMirrorFile, 1);

  file->folder = folder;
  file->number = number;
  file->name = g_strdup_printf ("rfc%u.txt", number);
  file->expected = *expected;
  file->owner = owner;
  file->fd = -1;
  peer_sha256_init (&file->sha);
  return file;
}

void
peer_mirror_file_free (PeerMirrorFile *file)
{
  if (file->part_name != NULL)
    unlinkat (file->folder, file->part_name, 0);
  if (file->fd >= 0)
    close (file->fd);
  peer_sha256_clear (&file->sha);
  g_free (file->part_name);
  g_free (file->name);
  g_free (file);
}

/* The lock says that its run lives: see peer_mirror_file_sweep(). */
static void
peer_mirror_file_open_named (PeerMirrorFile *file)
{
  for (int i = 0; i < NAME_ATTEMPTS && file->fd < 0; i++)
    {
      g_free (file->part_name);
      file->part_name = g_strdup_printf (PART_PREFIX "%u.%08x" PART_SUFFIX, file->number, g_random_int ());
      file->fd = openat (file->folder, file->part_name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (file->fd < 0 && errno != EEXIST)
        break;
    }

  if (file->fd < 0)
    g_clear_pointer (&file->part_name, g_free);
  else
    flock (file->fd, LOCK_EX | LOCK_NB);
}

static gboolean
peer_mirror_file_open (PeerMirrorFile *file)
{
  if (!has_old_file_system)
    file->fd = openat (file->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file->fd < 0 && (has_old_file_system || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
    peer_mirror_file_open_named (file);
  if (file->fd < 0)
    file->error_number = errno;
  return file->fd >= 0;
}

void
peer_mirror_file_write (PeerMirrorFile *file, const void *bytes, gsize length)
{
  gsize written = 0;

  if (file->error_number != 0 || (file->fd < 0 && !peer_mirror_file_open (file)))
    return;

  peer_sha256_update (&file->sha, bytes, length);
  while (written < length)
    {
      gssize n = write (file->fd, (const char *) bytes + written, length - written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          file->error_number = n < 0 ? errno : ENOSPC;
          return;
        }
      written += (gsize) n;
    }
  file->length_bytes += length;
}

gboolean
peer_mirror_file_check (PeerMirrorFile *file)
{
  WireDigest digest;

  /* An empty document has been written by nobody. */
  if (file->error_number != 0 || (file->fd < 0 && !peer_mirror_file_open (file)))
    return FALSE;

  peer_sha256_finish (&file->sha, &digest);
  return wire_digest_equal (&digest, &file->expected);
}

/* What stands under the name already has the same bytes. */
static gboolean
peer_mirror_file_is_there (PeerMirrorFile *file)
{
  g_autofree guint8 *buffer = g_malloc (COMPARE_BYTES);
  PeerSha256 sha;
  WireDigest digest;
  gssize length;
  int fd = peer_beneath_open (file->folder, file->name, &file->identity, NULL);

  if (fd < 0)
    return FALSE;
  if (file->identity.size_bytes != file->length_bytes)
    {
      close (fd);
      return FALSE;
    }

  peer_sha256_init (&sha);
  while ((length = read (fd, buffer, COMPARE_BYTES)) > 0)
    peer_sha256_update (&sha, buffer, (gsize) length);
  close (fd);
  peer_sha256_finish (&sha, &digest);
  return length == 0 && wire_digest_equal (&digest, &file->expected);
}

static int
peer_mirror_file_link (PeerMirrorFile *file)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", file->fd);
  g_autoptr (GError) error = NULL;

  if (file->part_name == NULL)
    return linkat (AT_FDCWD, link, file->folder, file->name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
  if (!peer_beneath_rename_new (file->folder, file->part_name, file->name, &error))
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) ? EEXIST : EIO;

  g_clear_pointer (&file->part_name, g_free);
  return 0;
}

int
peer_mirror_file_name_it (PeerMirrorFile *file)
{
  struct stat status;
  int error_number = peer_mirror_file_link (file);

  if (error_number == EEXIST && peer_mirror_file_is_there (file))
    return 0;
  if (error_number != 0)
    return error_number;

  if (fstat (file->fd, &status) == 0)
    peer_file_identity_init (&file->identity, &status);
  return 0;
}

static void
peer_mirror_file_sweep_one (int folder, const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    return;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    unlinkat (folder, name, 0);
  close (fd);
}

void
peer_mirror_file_sweep (int folder)
{
  int fd = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *entries = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (entries == NULL)
    {
      if (fd >= 0)
        close (fd);
      return;
    }
  while ((entry = readdir (entries)) != NULL)
    if (g_str_has_prefix (entry->d_name, PART_PREFIX) && g_str_has_suffix (entry->d_name, PART_SUFFIX))
      peer_mirror_file_sweep_one (folder, entry->d_name);
  closedir (entries);
}

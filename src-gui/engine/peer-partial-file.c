/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-download.h"
#include "peer-partial-file.h"
#include "peer-parts.h"
#include "peer-platform.h"
#include "peer-rfc-header.h"
#include "wire-limits.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define COMPARE_BYTES (64u * 1024u)

struct _PeerPartialFile
{
  guint number;
  GFile *folder;
  int folder_fd;
  int fd;
  char *part_name; /* in the folder; NULL for a file without a name */
  char *name;      /* the one that it gets */
  gboolean is_kept; /* under @part_name, when it is closed with bytes in it */
  guint64 size_bytes;   /* that were reserved; 0 when not known */
  guint64 needed_bytes; /* that there was no space for */
  guint64 length_bytes;
  GChecksum *checksum;
};

static gboolean has_old_file_system;

static guint64
peer_partial_file_get_free_bytes (PeerPartialFile *file)
{
  struct statvfs space;

  return fstatvfs (file->folder_fd, &space) == 0 ? (guint64) space.f_bavail * space.f_frsize : G_MAXUINT64;
}

static void
peer_partial_file_set_no_space (PeerPartialFile *file, GError **error)
{
  g_autofree char *path = peer_platform_display_path (file->folder);
  g_autofree char *needed = g_format_size (file->needed_bytes);
  guint64 free_bytes = peer_partial_file_get_free_bytes (file);
  g_autofree char *unused = g_format_size (free_bytes == G_MAXUINT64 ? 0 : free_bytes);

  if (file->needed_bytes == 0)
    g_set_error (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_SPACE, _("There is no space left in %s."), path);
  else
    g_set_error (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_SPACE,
                 /* translators: a folder, a size, a size */
                 _("Not enough space in %s (needs %s, %s free)."), path, needed, unused);
}

/* What a system call's errno means to the user who chose this folder. */
static void
peer_partial_file_set_error (PeerPartialFile *file, int error_number, guint64 needed_bytes, GError **error)
{
  g_autofree char *path = peer_platform_display_path (file->folder);

  file->needed_bytes = needed_bytes;
  if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG)
    peer_partial_file_set_no_space (file, error);
  else
    g_set_error (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_FOLDER,
                 _("Cannot write to %s: %s."), path, g_strerror (error_number));
}

/* A file without a name, or the nearest thing to it. */
static gboolean
peer_partial_file_open_new (PeerPartialFile *file)
{
  if (!has_old_file_system)
    file->fd = openat (file->folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file->fd < 0 && (has_old_file_system || errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT || errno == EINVAL))
    file->fd = peer_parts_open_new (file->folder_fd, file->number, &file->part_name);

  return file->fd >= 0;
}

/* What there is of the text already. */
static gboolean
peer_partial_file_read_kept (PeerPartialFile *file)
{
  g_autofree guchar *buffer = g_malloc (COMPARE_BYTES);
  gssize length;

  while ((length = pread (file->fd, buffer, COMPARE_BYTES, (off_t) file->length_bytes)) > 0)
    {
      g_checksum_update (file->checksum, buffer, length);
      file->length_bytes += (guint64) length;
      if (file->length_bytes > WIRE_DOCUMENT_MAX_BYTES)
        return peer_partial_file_restart (file, NULL);
    }
  return length == 0;
}

/* One that another program is writing to, or that cannot be locked here, is left alone. */
static gboolean
peer_partial_file_open_kept (PeerPartialFile *file, const WireDigest *digest)
{
  file->fd = peer_parts_open_kept (file->folder_fd, file->number, digest, &file->part_name);
  if (file->fd < 0)
    return (errno == EWOULDBLOCK || errno == EEXIST || errno == ELOOP || errno == ESTALE || errno == EISDIR)
           && peer_partial_file_open_new (file);

  file->is_kept = TRUE;
  return peer_partial_file_read_kept (file);
}

static void
peer_partial_file_drop_part_name (PeerPartialFile *file)
{
  if (file->part_name != NULL)
    unlinkat (file->folder_fd, file->part_name, 0);
  g_clear_pointer (&file->part_name, g_free);
}

static void
peer_partial_file_clear (gpointer data)
{
  PeerPartialFile *file = data;

  if (!file->is_kept || file->length_bytes == 0)
    peer_partial_file_drop_part_name (file);
  else if (file->part_name != NULL && ftruncate (file->fd, (off_t) file->length_bytes) != 0)
    peer_partial_file_drop_part_name (file);
  g_free (file->part_name);
  if (file->fd >= 0)
    close (file->fd);
  if (file->folder_fd >= 0)
    close (file->folder_fd);
  g_clear_pointer (&file->checksum, g_checksum_free);
  g_free (file->name);
  g_clear_object (&file->folder);
}

static void
peer_partial_file_digest_of (GChecksum *checksum, WireDigest *digest)
{
  g_autoptr (GChecksum) copy = g_checksum_copy (checksum); /* reading a checksum closes it */
  gsize length = sizeof digest->bytes;

  g_checksum_get_digest (copy, digest->bytes, &length);
  digest->is_known = TRUE;
}

/* TRUE when what stands under the name already has the same bytes. */
static gboolean
peer_partial_file_is_there (PeerPartialFile *file)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (COMPARE_BYTES);
  int fd = openat (file->folder_fd, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  WireDigest ours, theirs;
  gssize length;

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || (guint64) status.st_size != file->length_bytes)
    {
      close (fd);
      return FALSE;
    }

  while ((length = read (fd, buffer, COMPARE_BYTES)) > 0)
    g_checksum_update (checksum, buffer, length);
  close (fd);

  peer_partial_file_digest_of (checksum, &theirs);
  peer_partial_file_get_digest (file, &ours);
  return length == 0 && wire_digest_equal (&ours, &theirs);
}

/* Gives the bytes their name in one step, never in place of something else. 0, or an errno. */
static int
peer_partial_file_name_it (PeerPartialFile *file)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", file->fd);

  if (file->part_name == NULL)
    return linkat (AT_FDCWD, link, file->folder_fd, file->name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;

  if (!has_old_file_system
      && renameat2 (file->folder_fd, file->part_name, file->folder_fd, file->name, RENAME_NOREPLACE) == 0)
    {
      g_clear_pointer (&file->part_name, g_free);
      return 0;
    }

  /* An old file system: a second name, which replaces nothing either; the first one goes after it. */
  if (has_old_file_system || errno == EINVAL || errno == ENOSYS)
    return linkat (file->folder_fd, file->part_name, file->folder_fd, file->name, 0) == 0 ? 0 : errno;

  return errno;
}

static void
peer_partial_file_place_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  PeerPartialFile *file = task_data;
  GError *error = NULL;
  int error_number = fsync (file->fd) == 0 ? peer_partial_file_name_it (file) : errno;

  if (error_number == EEXIST && peer_partial_file_is_there (file))
    error_number = 0;
  /* Now, and not with the last reference: this thread may hold that for a while after the end has been told. */
  if (error_number == 0)
    peer_partial_file_drop_part_name (file);
  if (error_number == 0 && fsync (file->folder_fd) != 0)
    error_number = errno;

  if (error_number == 0)
    {
      g_task_return_pointer (task, g_file_get_child (file->folder, file->name), g_object_unref);
      return;
    }

  if (error_number == EEXIST)
    g_set_error (&error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_EXISTS,
                 _("There is a different %s in the folder already. It was left as it is."), file->name);
  else
    peer_partial_file_set_error (file, error_number, file->length_bytes, &error);
  g_task_return_error (task, error);
}

static PeerPartialFile *
peer_partial_file_make (GFile *folder, guint number, const WireDigest *digest, GError **error)
{
  g_autoptr (PeerPartialFile) file = g_atomic_rc_box_new0 (PeerPartialFile);
  gboolean is_open;

  file->number = number;
  file->folder = g_object_ref (folder);
  file->fd = -1;
  file->folder_fd = -1;
  file->name = g_strdup_printf ("rfc%u.txt", number);
  file->checksum = g_checksum_new (G_CHECKSUM_SHA256);

  file->folder_fd = open (g_file_peek_path (folder), O_DIRECTORY | O_RDONLY | O_CLOEXEC);
  is_open = file->folder_fd >= 0
            && (digest != NULL && digest->is_known ? peer_partial_file_open_kept (file, digest)
                                                   : peer_partial_file_open_new (file));
  if (!is_open)
    {
      peer_partial_file_set_error (file, errno, 0, error);
      return NULL;
    }

  return g_steal_pointer (&file);
}

PeerPartialFile *
peer_partial_file_new (GFile *folder, guint number, GError **error)
{
  return peer_partial_file_make (folder, number, NULL, error);
}

PeerPartialFile *
peer_partial_file_open (GFile *folder, guint number, const WireDigest *digest, GError **error)
{
  return peer_partial_file_make (folder, number, digest, error);
}

void
peer_partial_file_drop (PeerPartialFile *file)
{
  peer_partial_file_drop_part_name (file);
  peer_partial_file_unref (file);
}

PeerPartialFile *
peer_partial_file_ref (PeerPartialFile *file)
{
  return g_atomic_rc_box_acquire (file);
}

void
peer_partial_file_unref (PeerPartialFile *file)
{
  g_atomic_rc_box_release_full (file, peer_partial_file_clear);
}

gboolean
peer_partial_file_reserve (PeerPartialFile *file, guint64 size_bytes, GError **error)
{
  struct stat status;
  guint64 held_bytes = fstat (file->fd, &status) == 0 ? (guint64) status.st_blocks * 512 : 0;
  int error_number = ENOSPC;

  file->size_bytes = size_bytes;
  if (size_bytes <= held_bytes)
    return TRUE;

  /* Asked first, so that a disk is not filled to its last block only to find that this was not enough. Where the file
   * system cannot reserve, writing tells. */
  if (size_bytes - held_bytes <= peer_partial_file_get_free_bytes (file))
    error_number = fallocate (file->fd, FALLOC_FL_KEEP_SIZE, 0, (off_t) size_bytes) == 0 ? 0 : errno;
  if (error_number != ENOSPC && error_number != EDQUOT && error_number != EFBIG)
    return TRUE;

  peer_partial_file_set_error (file, error_number, size_bytes - held_bytes, error);
  return FALSE;
}

guint64
peer_partial_file_get_needed_bytes (PeerPartialFile *file)
{
  return file->needed_bytes;
}

gboolean
peer_partial_file_append (PeerPartialFile *file, const char *bytes, gsize length, GError **error)
{
  gsize written = 0;

  while (written < length)
    {
      gssize n = pwrite (file->fd, bytes + written, length - written, (off_t) (file->length_bytes + written));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          peer_partial_file_set_error (file, n < 0 ? errno : ENOSPC,
                                       MAX (file->size_bytes, file->length_bytes + length) - file->length_bytes, error);
          return FALSE;
        }
      written += (gsize) n;
    }

  g_checksum_update (file->checksum, (const guchar *) bytes, (gssize) length);
  file->length_bytes += length;
  return TRUE;
}

gboolean
peer_partial_file_restart (PeerPartialFile *file, GError **error)
{
  if (ftruncate (file->fd, 0) != 0)
    {
      peer_partial_file_set_error (file, errno, 0, error);
      return FALSE;
    }

  g_checksum_reset (file->checksum);
  file->length_bytes = 0;
  return TRUE;
}

guint64
peer_partial_file_get_length (PeerPartialFile *file)
{
  return file->length_bytes;
}

void
peer_partial_file_get_digest (PeerPartialFile *file, WireDigest *digest)
{
  peer_partial_file_digest_of (file->checksum, digest);
}

static gboolean
peer_partial_file_is_same_title (const char *read, const char *offered)
{
  g_autofree char *folded_read = NULL;
  g_autofree char *folded_offered = NULL;

  if (read == NULL)
    return FALSE;

  folded_read = g_utf8_casefold (read, -1);
  folded_offered = g_utf8_casefold (offered, -1);
  return g_str_equal (folded_read, folded_offered);
}

gboolean
peer_partial_file_contradicts (PeerPartialFile *file, guint number, const char *title)
{
  g_autofree char *bytes = g_malloc (PEER_RFC_HEADER_MAX_BYTES);
  g_autoptr (PeerRfcHeader) header = NULL;
  gssize length = pread (file->fd, bytes, PEER_RFC_HEADER_MAX_BYTES, 0);

  if (length <= 0)
    return FALSE;

  header = peer_rfc_header_parse (bytes, (gsize) length, NULL);
  return header->text_number != 0 && header->text_number != number
         && !peer_partial_file_is_same_title (header->title, title);
}

void
peer_partial_file_place_async (PeerPartialFile *file,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, peer_partial_file_place_async);
  g_task_set_task_data (task, peer_partial_file_ref (file), (GDestroyNotify) peer_partial_file_unref);
  g_task_run_in_thread (task, peer_partial_file_place_thread);
}

GFile *
peer_partial_file_place_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
peer_partial_file_set_old_file_system (gboolean is_old)
{
  has_old_file_system = is_old;
}

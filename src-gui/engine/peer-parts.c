/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-clock.h"
#include "peer-parts.h"
#include "wire-limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
#define ATTEMPTS 100
#define NAMELESS_DIGITS 8u

/* What a name says. */
typedef struct
{
  guint number;
  gboolean is_kept; /* named by a digest */
} PeerPart;

/* ".rfcN.txt.HEX.part", and nothing else: nobody else's file is ever touched. */
static gboolean
peer_part_parse (const char *name, PeerPart *part)
{
  guint n_read = 0, n_digits = 0;
  int n_start = 0;

  if (sscanf (name, ".rfc%6u.txt.%n", &n_read, &n_start) != 1 || n_start == 0 || n_read == 0
      || !g_ascii_isdigit (name[strlen (".rfc")]))
    return FALSE;
  while (g_ascii_isxdigit (name[n_start + (int) n_digits]))
    n_digits++;
  if ((n_digits != NAMELESS_DIGITS && n_digits != 2 * WIRE_DIGEST_BYTES)
      || !g_str_equal (name + n_start + n_digits, ".part"))
    return FALSE;

  *part = (PeerPart) { .number = n_read, .is_kept = n_digits == 2 * WIRE_DIGEST_BYTES };
  return TRUE;
}

/* Between opening and locking another program may have given it its final name, or swept it away. */
static gboolean
peer_part_is_still (int folder, const char *name, int fd, struct stat *status)
{
  struct stat named;

  return fstat (fd, status) == 0 && fstatat (folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0
         && named.st_ino == status->st_ino && named.st_dev == status->st_dev;
}

static int
peer_part_close (int fd, int error_number)
{
  close (fd);
  errno = error_number;
  return -1;
}

/* -1 and EAGAIN: try again, it was another one's in between. */
static int
peer_part_open (int folder, const char *name, int flags)
{
  struct stat status;
  int fd = openat (folder, name, OPEN_FLAGS | flags, 0600);

  if (fd < 0)
    return -1;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    return peer_part_close (fd, EWOULDBLOCK);
  if (!peer_part_is_still (folder, name, fd, &status))
    return peer_part_close (fd, ESTALE);
  if (!S_ISREG (status.st_mode) || status.st_uid != geteuid ())
    return peer_part_close (fd, EEXIST);

  /* A second name: a program ended between giving the document its name and taking this one away. The bytes are the
   * document's now, and nothing is ever written to them. */
  if (status.st_nlink != 1)
    {
      unlinkat (folder, name, 0);
      return peer_part_close (fd, ESTALE);
    }
  return fd;
}

int
peer_parts_open_kept (int folder, guint number, const WireDigest *digest, char **name)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autofree char *kept_name = NULL;
  int fd = -1;

  wire_digest_append_hex (digest, hex);
  kept_name = g_strdup_printf (".rfc%u.txt.%s.part", number, hex->str);
  errno = ESTALE;
  for (int i = 0; i < ATTEMPTS && fd < 0 && errno == ESTALE; i++)
    fd = peer_part_open (folder, kept_name, O_CREAT);
  if (fd >= 0)
    *name = g_steal_pointer (&kept_name);
  return fd;
}

int
peer_parts_open_new (int folder, guint number, char **name)
{
  int fd = -1;

  errno = EEXIST;
  for (int i = 0; i < ATTEMPTS && fd < 0 && (errno == EEXIST || errno == ESTALE || errno == EWOULDBLOCK); i++)
    {
      g_autofree char *new_name = g_strdup_printf (".rfc%u.txt.%08x.part", number, g_random_int ());

      fd = peer_part_open (folder, new_name, O_CREAT | O_EXCL);
      if (fd >= 0)
        *name = g_steal_pointer (&new_name);
    }
  return fd;
}

static gboolean
peer_part_has_document (int folder, const PeerPart *part)
{
  char name[32];
  struct stat status;

  g_snprintf (name, sizeof name, "rfc%u.txt", part->number);
  return fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

static gboolean
peer_part_is_stale (int folder, const PeerPart *part, const struct stat *status, GHashTable *wanted)
{
  if (!part->is_kept || peer_part_has_document (folder, part))
    return TRUE;
  if (wanted != NULL && g_hash_table_contains (wanted, GUINT_TO_POINTER (part->number)))
    return FALSE;

  return peer_clock_get_unix_seconds () - (gint64) status->st_mtim.tv_sec > PEER_PARTS_STALE_SECONDS;
}

/* Under its lock, so that nobody has begun to write to it. */
static gboolean
peer_part_remove (int folder, const char *name, const PeerPart *part, gboolean is_sure, GHashTable *wanted)
{
  int fd = peer_part_open (folder, name, 0);
  struct stat status;
  gboolean is_removed;

  if (fd < 0)
    return FALSE;

  is_removed = fstat (fd, &status) == 0 && (is_sure || peer_part_is_stale (folder, part, &status, wanted))
               && unlinkat (folder, name, 0) == 0;
  close (fd);
  return is_removed;
}

/* @number 0: whatever is stale. */
static guint
peer_parts_remove_from (GFile *folder, guint number, GHashTable *wanted)
{
  DIR *entries = opendir (g_file_peek_path (folder));
  struct dirent *entry;
  guint n_removed = 0;
  PeerPart part;

  if (entries == NULL)
    return 0;
  while ((entry = readdir (entries)) != NULL)
    if (*entry->d_name == '.' && peer_part_parse (entry->d_name, &part) && (number == 0 || number == part.number))
      n_removed += (guint) peer_part_remove (dirfd (entries), entry->d_name, &part, number != 0, wanted);
  closedir (entries);
  return n_removed;
}

guint
peer_parts_sweep (GFile *folder, GHashTable *wanted)
{
  return peer_parts_remove_from (folder, 0, wanted);
}

void
peer_parts_remove (GFile *folder, guint number)
{
  peer_parts_remove_from (folder, number, NULL);
}

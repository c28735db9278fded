/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/* Files by their name beneath one folder ("rfc5.txt", "old/rfc5.txt"), and by nothing else: no link is followed, nothing
 * outside reached, no device opened. */

/* What tells a file from another, and from itself after a change. */
typedef struct
{
  guint64 inode;
  guint64 size_bytes;
  gint64 mtime_nanoseconds;
  gint64 ctime_nanoseconds;
} PeerFileIdentity;

void peer_file_identity_init (PeerFileIdentity *identity, const struct stat *status);
gboolean peer_file_identity_equal (const PeerFileIdentity *a, const PeerFileIdentity *b);

/* For the calls below; the caller closes it. -1 and @error when the folder cannot be opened. */
int peer_beneath_open_folder (const char *path, GError **error);

/* A folder beneath it, the same way ("" is none); -1 and errno otherwise. The caller closes it. */
int peer_beneath_open_subfolder (int folder, const char *name);

/* Opens the regular file @name for reading; -1 and @error otherwise: G_IO_ERROR_NOT_REGULAR_FILE for links, pipes, devices
 * and folders. Never waits for a pipe's other end. */
int peer_beneath_open (int folder, const char *name, PeerFileIdentity *identity, GError **error);

/* The same for a file anywhere, whose folders may be links as the user has laid them; the file itself may not. */
int peer_beneath_open_path (const char *path, PeerFileIdentity *identity, GError **error);

/* G_IO_ERROR_EXISTS when @to is there already. */
gboolean peer_beneath_rename_new (int folder, const char *from, const char *to, GError **error);

G_END_DECLS

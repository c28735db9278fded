/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-download-bytes.h"
#include "peer-parts.h"

gboolean
peer_download_bytes_prepare (PeerDownloadBytes *bytes,
                             GFile *folder,
                             guint number,
                             const WireDigest *digest,
                             GError **error)
{
  gboolean is_same = wire_digest_equal (&bytes->digest, digest) || !(bytes->digest.is_known || digest->is_known);

  if (bytes->partial != NULL && is_same)
    return TRUE;

  bytes->has_others |= bytes->partial != NULL;
  g_clear_pointer (&bytes->partial, peer_partial_file_unref);
  if (!bytes->has_others)
    g_set_object (&bytes->folder, folder);
  bytes->number = number;
  bytes->digest = *digest;
  bytes->partial = peer_partial_file_open (bytes->folder, number, digest, error);
  return bytes->partial != NULL;
}

gboolean
peer_download_bytes_are_whole (PeerDownloadBytes *bytes)
{
  WireDigest digest;

  if (!bytes->digest.is_known || peer_partial_file_get_length (bytes->partial) == 0)
    return FALSE;

  peer_partial_file_get_digest (bytes->partial, &digest);
  return wire_digest_equal (&digest, &bytes->digest);
}

guint64
peer_download_bytes_get_needed (PeerDownloadBytes *bytes)
{
  return bytes->partial != NULL ? peer_partial_file_get_needed_bytes (bytes->partial) : 0;
}

void
peer_download_bytes_close (PeerDownloadBytes *bytes)
{
  g_clear_pointer (&bytes->partial, peer_partial_file_unref);
}

void
peer_download_bytes_drop (PeerDownloadBytes *bytes)
{
  g_clear_pointer (&bytes->partial, peer_partial_file_drop);
  if (bytes->has_others)
    peer_parts_remove (bytes->folder, bytes->number);
  bytes->has_others = FALSE;
}

void
peer_download_bytes_clear (PeerDownloadBytes *bytes)
{
  peer_download_bytes_close (bytes);
  g_clear_object (&bytes->folder);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-sha256.h"
#include "peer-upload-body.h"

#include <errno.h>
#include <unistd.h>

struct _PeerUploadBody
{
  PeerUploadCache *cache;
  int fd;
  WireDigest digest; /* that was announced */
  guint64 size_bytes;
  guint64 first_byte;
  guint64 n_bytes;
  guint64 n_written;

  PeerSha256 sha;
  guint64 n_read; /* of the file, and hashed */
  gboolean is_true; /* all is read, and agrees */

  GBytes *piece; /* of the file, from piece_first; not all written yet */
  guint64 piece_first;
};

/* From memory, when the text was read not long ago. */
static void
peer_upload_body_start (PeerUploadBody *body)
{
  GBytes *text = peer_upload_cache_find (body->cache, &body->digest);

  peer_sha256_init (&body->sha);
  if (text == NULL || g_bytes_get_size (text) != body->size_bytes)
    return;

  body->piece = g_bytes_ref (text);
  body->n_read = body->size_bytes;
  body->is_true = TRUE;
}

PeerUploadBody *
peer_upload_body_new (PeerUploadCache *cache,
                      int fd,
                      guint64 size_bytes,
                      const WireDigest *digest,
                      guint64 first_byte,
                      guint64 n_bytes)
{
  PeerUploadBody *body = g_new0 (PeerUploadBody, 1);

  body->cache = cache;
  body->fd = fd;
  body->size_bytes = size_bytes;
  body->digest = *digest;
  body->first_byte = first_byte;
  body->n_bytes = n_bytes;
  peer_upload_body_start (body);
  return body;
}

void
peer_upload_body_free (PeerUploadBody *body)
{
  close (body->fd);
  peer_sha256_clear (&body->sha);
  g_clear_pointer (&body->piece, g_bytes_unref);
  g_free (body);
}

static guint64
peer_upload_body_get_next_byte (PeerUploadBody *body)
{
  return body->first_byte + body->n_written;
}

static void
peer_upload_body_judge (PeerUploadBody *body, GBytes *piece)
{
  WireDigest digest;

  peer_sha256_finish (&body->sha, &digest);
  body->is_true = wire_digest_equal (&digest, &body->digest);
  if (body->is_true && g_bytes_get_size (piece) == body->size_bytes)
    peer_upload_cache_put (body->cache, &body->digest, piece);
}

/* The next piece of the file into memory; FALSE when the file is not what it was. */
static gboolean
peer_upload_body_read (PeerUploadBody *body)
{
  const gsize length = (gsize) MIN (body->size_bytes - body->n_read, PEER_UPLOAD_BODY_PIECE_BYTES);
  g_autofree char *bytes = g_malloc (length);
  g_autoptr (GBytes) piece = NULL;
  gssize n_read;

  do
    n_read = pread (body->fd, bytes, length, (off_t) body->n_read);
  while (n_read < 0 && errno == EINTR);
  if (n_read != (gssize) length)
    return FALSE;

  peer_sha256_update (&body->sha, bytes, length);
  piece = g_bytes_new_take (g_steal_pointer (&bytes), length);
  body->n_read += length;
  if (body->n_read == body->size_bytes)
    peer_upload_body_judge (body, piece);

  /* Before what is wanted, or after it while the last piece is kept back. */
  if (body->piece == NULL && body->n_read > peer_upload_body_get_next_byte (body))
    {
      body->piece_first = body->n_read - length;
      body->piece = g_steal_pointer (&piece);
    }
  return body->n_read < body->size_bytes || body->is_true;
}

/* What there is of the piece may leave: it is not the last of what was asked for, or all is known to be true. */
static gboolean
peer_upload_body_may_write (PeerUploadBody *body)
{
  if (body->piece == NULL)
    return FALSE;

  return body->is_true || body->piece_first + g_bytes_get_size (body->piece) < body->first_byte + body->n_bytes;
}

static void
peer_upload_body_write (PeerUploadBody *body, NetConnection *connection)
{
  gsize size;
  const char *bytes = g_bytes_get_data (body->piece, &size);
  const guint64 piece_end = MIN (body->piece_first + size, body->first_byte + body->n_bytes);
  guint64 n_turn = 0;

  while (peer_upload_body_get_next_byte (body) < piece_end && n_turn < PEER_UPLOAD_BODY_PIECE_BYTES
         && net_connection_get_unsent (connection) <= NET_CONNECTION_LOW_MARK_BYTES)
    {
      const guint64 next = peer_upload_body_get_next_byte (body);
      const gsize length = (gsize) MIN (piece_end - next, PEER_UPLOAD_BODY_PIECE_BYTES);

      net_connection_write (connection, bytes + (next - body->piece_first), length);
      body->n_written += length;
      n_turn += length;
    }
  if (peer_upload_body_get_next_byte (body) == piece_end)
    g_clear_pointer (&body->piece, g_bytes_unref);
}

PeerUploadBodyStep
peer_upload_body_step (PeerUploadBody *body, NetConnection *connection)
{
  if (body->n_written == body->n_bytes)
    return PEER_UPLOAD_BODY_WHOLE;
  if (!peer_upload_body_may_write (body) && !peer_upload_body_read (body))
    return PEER_UPLOAD_BODY_CHANGED;
  if (!peer_upload_body_may_write (body))
    return PEER_UPLOAD_BODY_READ;

  peer_upload_body_write (body, connection);
  return PEER_UPLOAD_BODY_WRITTEN;
}

guint64
peer_upload_body_get_written (PeerUploadBody *body)
{
  return body->n_written;
}

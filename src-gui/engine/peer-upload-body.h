/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-connection.h"
#include "peer-upload-cache.h"

G_BEGIN_DECLS

/* The bytes of a document on their way to a connection: read into memory, hashed there, and sent from there. The last piece
 * is kept back until all of the file agrees with the digest that was announced. So whoever writes to the file meanwhile, in
 * whatever way, the receiver gets the document, or too few bytes and an error: never other bytes of the right length.
 * sendfile(2) cannot promise that: its pages may change after any check, in the socket's own buffer. */
typedef struct _PeerUploadBody PeerUploadBody;

#define PEER_UPLOAD_BODY_PIECE_BYTES (128u * 1024u) /* read and hashed in one turn */

typedef enum
{
  PEER_UPLOAD_BODY_READ,    /* something was read and nothing written: step again in the next turn */
  PEER_UPLOAD_BODY_WRITTEN, /* go on when the connection has drained */
  PEER_UPLOAD_BODY_WHOLE,   /* all is written: wait until it has left */
  PEER_UPLOAD_BODY_CHANGED, /* the file is not what was announced: cut the connection */
} PeerUploadBodyStep;

/* Takes @fd, a file of @size_bytes with this @digest, of which @n_bytes from @first_byte are wanted. @cache outlives it. */
PeerUploadBody *peer_upload_body_new (PeerUploadCache *cache,
                                      int fd,
                                      guint64 size_bytes,
                                      const WireDigest *digest,
                                      guint64 first_byte,
                                      guint64 n_bytes);
void peer_upload_body_free (PeerUploadBody *body);

/* One turn's share. */
PeerUploadBodyStep peer_upload_body_step (PeerUploadBody *body, NetConnection *connection);

guint64 peer_upload_body_get_written (PeerUploadBody *body); /* bytes */

G_END_DECLS

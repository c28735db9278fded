/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-poller.h"

G_BEGIN_DECLS

/* What a connection has to send: bytes, and at one place among them a part of a file. Zero-initialized when empty; it
 * borrows its buffer from the poller, and gives it back as soon as all of it has left. */
typedef struct
{
  GString *bytes; /* NULL when there are none */
  gsize n_sent;   /* of bytes, from the front */

  gboolean has_file;
  int file_fd;
  gsize file_position; /* the file's part leaves before the byte at this place */
  gint64 file_offset;
  guint64 file_left;
  guint64 file_sent;
} NetOutput;

typedef enum
{
  NET_OUTPUT_EMPTY,   /* all has left */
  NET_OUTPUT_BLOCKED, /* go on when the socket takes more */
  NET_OUTPUT_YIELDED, /* the file has had its share of this turn */
  NET_OUTPUT_FAILED,
} NetOutputStatus;

gboolean net_output_is_empty (const NetOutput *output);
gsize net_output_get_unsent (const NetOutput *output); /* bytes; the file not counted */

GString *net_output_get_bytes (NetOutput *output, NetPoller *poller);

/* Takes @fd. There is no file yet. */
void net_output_set_file (NetOutput *output, NetPoller *poller, int fd, guint64 offset, guint64 length);

NetOutputStatus net_output_send (NetOutput *output, NetPoller *poller, int fd, GError **error);

/* Sends what there is and then @bytes in one go, without copying them, as far as the socket takes them; what it does
 * not take is copied. There must be no file. */
NetOutputStatus net_output_send_directly (NetOutput *output,
                                          NetPoller *poller,
                                          int fd,
                                          const char *bytes,
                                          gsize length,
                                          GError **error);

void net_output_clear (NetOutput *output, NetPoller *poller);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-connection.h"

G_BEGIN_DECLS

/* Two ends of a real TCP connection on this machine, both non-blocking, TCP_NODELAY. */
void loopback_pair (GSocket **ours, GSocket **theirs);

/* A poller on the default context that believes @now_usec; freed with net_poller_free(). */
NetPoller *loopback_poller_new (gint64 *now_usec);

/* As many iterations as there is something to do in. */
void loopback_settle (void);

/* What the other end does. */
void loopback_send (GSocket *socket, const char *text);
void loopback_send_bytes (GSocket *socket, const char *bytes, gsize length);
void loopback_end_input (GSocket *socket); /* FIN */

/* Reads into @received, iterating, until it has @length bytes, or with G_MAXSIZE until the end or an error of the stream. */
void loopback_read (GSocket *socket, GString *received, gsize length);
void loopback_expect (GSocket *socket, const char *text);
typedef enum
{
  LOOPBACK_END,
  LOOPBACK_RESET,
} LoopbackEnd;
LoopbackEnd loopback_read_to_end (GSocket *socket, GString *received);

/* So small that a writer soon has to wait. Before the connection exists the window follows it: takes effect on pairs
 * made after. 0: the system's own again. */
void loopback_set_send_buffer (NetConnection *connection, int n_bytes);
void loopback_set_receive_buffer (int bytes);

G_END_DECLS

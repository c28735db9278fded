/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-poller.h"

G_BEGIN_DECLS

/* Accepts from one listening socket, at most 64 a wakeup. When descriptors or memory run out (EMFILE, ENFILE, ENOBUFS,
 * ENOMEM) it spends a reserve descriptor to refuse who is waiting, stands aside for 100 ms, tells @exhausted at most
 * once in ten seconds, and comes back; it neither dies nor spins. ECONNABORTED is no error. */
typedef struct _NetListener NetListener;

typedef struct
{
  /* Takes @fd, which is non-blocking, with TCP_NODELAY. */
  void (*accepted) (NetListener *listener, int fd, gpointer user_data);
  void (*exhausted) (NetListener *listener, const GError *error, guint64 n_refused, gpointer user_data);
} NetListenerHandler;

/* Keeps a reference to @socket, which must be listening. */
NetListener *net_listener_new (NetPoller *poller,
                               GSocket *socket,
                               const NetListenerHandler *handler,
                               gpointer user_data,
                               GError **error);

/* Closes its descriptor with the socket's last reference. */
void net_listener_free (NetListener *listener);
GSocket *net_listener_get_socket (NetListener *listener);

/* Binds and listens, for programs that are started by hand and for upload services: @address with port 0 lets the system
 * pick. IPv6 any-address takes IPv4 too. Backlog 4096, as the socket unit has. */
GSocket *net_listener_bind (GSocketAddress *address, GError **error);
/* The port that it listens on. */
guint16 net_listener_get_port (GSocket *socket);

G_END_DECLS

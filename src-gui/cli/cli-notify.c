/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-notify.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>

static GSocketAddress *
cli_notify_find_manager (void)
{
  const char *place = g_getenv ("NOTIFY_SOCKET");

  if (place == NULL)
    return NULL;
  if (place[0] == '@')
    return g_unix_socket_address_new_with_type (place + 1, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);
  return place[0] == '/' ? g_unix_socket_address_new (place) : NULL;
}

void
cli_notify (const char *lines)
{
  g_autoptr (GSocketAddress) manager = cli_notify_find_manager ();
  g_autoptr (GSocket) socket =
      manager != NULL ? g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL)
                      : NULL;

  if (socket != NULL)
    g_socket_send_to (socket, manager, lines, strlen (lines), NULL, NULL);
}

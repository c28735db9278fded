/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-activation.h"

#include "net-listener.h"

#include "wire-limits.h"
#include "wire-text.h"

#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define INDEX_SOCKET_NAME "p2p-ci"

static GPtrArray *
index_activation_new_sockets (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

/* "unknown" is what a descriptor without a name is called. */
static gboolean
index_activation_is_ours (const char *name)
{
  return name == NULL || g_str_has_prefix (name, INDEX_SOCKET_NAME) || g_str_equal (name, "unknown");
}

static gboolean
index_activation_take_socket (GPtrArray *sockets, int fd, GError **error)
{
  GSocket *socket = NULL;

  if (sd_is_socket (fd, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "Descriptor %d that systemd handed in is no listening stream socket: check the socket unit", fd);
      return FALSE;
    }
  socket = g_socket_new_from_fd (fd, error);
  if (socket == NULL)
    {
      g_prefix_error (error, "Cannot use descriptor %d that systemd handed in: ", fd);
      return FALSE;
    }
  g_socket_set_blocking (socket, FALSE);
  g_ptr_array_add (sockets, socket);
  return TRUE;
}

GPtrArray *
index_activation_take_sockets (IndexHandover *handover, GError **error)
{
  g_autoptr (GPtrArray) sockets = index_activation_new_sockets ();
  g_auto (GStrv) names = NULL;
  char **given = NULL;
  int n_fds = sd_listen_fds_with_names (1, &given);

  names = given;
  if (n_fds == 0)
    return NULL;
  if (n_fds < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (-n_fds), "Cannot take the sockets from systemd: %s",
                   g_strerror (-n_fds));
      return NULL;
    }

  for (int i = 0; i < n_fds; i++)
    {
      int fd = SD_LISTEN_FDS_START + i;

      if (index_handover_take (handover, names != NULL ? names[i] : NULL, fd))
        continue;
      if (!index_activation_is_ours (names != NULL ? names[i] : NULL))
        close (fd);
      else if (!index_activation_take_socket (sockets, fd, error))
        return NULL;
    }
  if (sockets->len == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "None of the %d sockets that systemd handed in has a name that begins with “%s”: set "
                   "FileDescriptorName=%s in the socket unit",
                   n_fds, INDEX_SOCKET_NAME, INDEX_SOCKET_NAME);
      return NULL;
    }
  return g_steal_pointer (&sockets);
}

GSocketAddress *
index_activation_parse_address (const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  const char *port_text = colon != NULL ? colon + 1 : text;
  g_autofree char *host = colon != NULL ? g_strndup (text, colon - text) : g_strdup ("");
  gsize length = strlen (host);
  guint64 port = 0;
  GSocketAddress *address = NULL;

  if (length >= 2 && host[0] == '[' && host[length - 1] == ']')
    {
      host[length - 1] = '\0';
      memmove (host, host + 1, length - 1);
    }
  else if (strchr (host, ':') != NULL)
    port_text = "";
  if (*host == '\0' || g_str_equal (host, "*"))
    {
      g_free (host);
      host = g_strdup ("::");
    }

  if (wire_text_parse_decimal (port_text, strlen (port_text), WIRE_PORT_MAX, &port))
    address = g_inet_socket_address_new_from_string (host, port);
  if (address == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "“%s” is no address to listen on: write ADDRESS:PORT, as in 192.0.2.1:5555 or [::1]:5555", text);
  return address;
}

static void
index_activation_explain (GSocketAddress *address, GError **error)
{
  guint16 port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  GInetAddress *inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  g_autofree char *text = g_inet_address_to_string (inet);

  if (error == NULL)
    return;
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      g_clear_error (error);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                   "Port %u is taken by another program. Stop that one (`ss -ltnp 'sport = %u'` names it), or choose "
                   "another port with --listen ADDRESS:PORT",
                   port, port);
    }
  else if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      g_clear_error (error);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   "Port %u may not be opened by this user. Choose one above 1023 with --listen ADDRESS:PORT, or let "
                   "systemd open it: `systemctl enable --now p2p-ci.socket`",
                   port);
    }
  else
    g_prefix_error (error, "Cannot listen on %s port %u: ", text, port);
}

/* A machine without IPv6 has all its addresses in IPv4. */
static GSocket *
index_activation_bind (GSocketAddress *address, GError **error)
{
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
  GInetAddress *host = g_inet_socket_address_get_address (inet);
  g_autoptr (GError) failure = NULL;
  GSocket *socket = net_listener_bind (address, &failure);

  if (socket == NULL && g_inet_address_get_is_any (host) && g_inet_address_get_family (host) == G_SOCKET_FAMILY_IPV6
      && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)
      && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      g_autoptr (GSocketAddress) old =
          g_inet_socket_address_new_from_string ("0.0.0.0", g_inet_socket_address_get_port (inet));

      g_clear_error (&failure);
      socket = net_listener_bind (old, &failure);
    }
  if (socket == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      index_activation_explain (address, error);
    }
  return socket;
}

static gboolean
index_activation_open_socket (GPtrArray *sockets, const char *text, GError **error)
{
  g_autoptr (GSocketAddress) address = index_activation_parse_address (text, error);
  GSocket *socket = address != NULL ? index_activation_bind (address, error) : NULL;

  if (socket == NULL)
    return FALSE;
  g_ptr_array_add (sockets, socket);
  return TRUE;
}

GPtrArray *
index_activation_open_sockets (const char *const *listen, GError **error)
{
  static const char *const defaults[] = { "[::]:5555", "[::]:7734", NULL };
  g_autoptr (GPtrArray) sockets = index_activation_new_sockets ();

  G_STATIC_ASSERT (WIRE_DEFAULT_PORT == 5555 && WIRE_COURSE_PORT == 7734);
  if (listen == NULL)
    listen = defaults;
  for (gsize i = 0; listen[i] != NULL; i++)
    {
      if (!index_activation_open_socket (sockets, listen[i], error))
        return NULL;
    }
  return g_steal_pointer (&sockets);
}

int
index_activation_get_exit_code (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return EX_USAGE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return EX_UNAVAILABLE;
  return EX_OSERR;
}

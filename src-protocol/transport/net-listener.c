/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define NET_LISTENER_BACKLOG 4096
#define NET_LISTENER_ACCEPTS_PER_WAKEUP 64u
#define NET_LISTENER_REFUSALS_PER_WAKEUP 256u
#define NET_LISTENER_PAUSE_USEC (100 * G_TIME_SPAN_MILLISECOND)
#define NET_LISTENER_TELL_USEC (10 * G_TIME_SPAN_SECOND)

struct _NetListener
{
  NetWatch watch;
  NetDeadline pause;
  NetPoller *poller;
  GSocket *socket;
  const NetListenerHandler *handler;
  gpointer user_data;

  int reserve_fd; /* given up to have a descriptor to refuse with; -1 while there is none */
  gint64 next_tell_usec;
  guint64 n_refused; /* not yet told */
  gboolean is_running; /* a wakeup, which a handler may free the listener in */
  gboolean is_freed;
};

static int
net_listener_accept (NetListener *listener)
{
  int fd = accept4 (listener->watch.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

  net_poller_count_system_call (listener->poller);
  return fd;
}

/* An error of the one connection that was about to come: the next one may be fine. */
static gboolean
net_is_error_of_one_connection (int number)
{
  switch (number)
    {
    case ECONNABORTED:
    case EINTR:
    case EPERM: /* the firewall's word */
    case EPROTO:
    case ENOPROTOOPT:
    case ENETDOWN:
    case ENETUNREACH:
    case ENONET:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Who waits would wait until the pause is over, and again after it: better to be refused and try elsewhere or later. */
static void
net_listener_refuse_waiting (NetListener *listener)
{
  if (listener->reserve_fd >= 0)
    close (listener->reserve_fd);

  for (guint i = 0; i < NET_LISTENER_REFUSALS_PER_WAKEUP; i++)
    {
      int fd = net_listener_accept (listener);

      if (fd >= 0)
        {
          listener->n_refused++;
          close (fd);
        }
      else if (!net_is_error_of_one_connection (errno))
        break;
    }

  listener->reserve_fd = eventfd (0, EFD_CLOEXEC);
}

static void
net_listener_pause (NetListener *listener)
{
  /* Out, not only without events: what is wrong with a socket is reported whether asked for or not. */
  net_poller_remove (listener->poller, &listener->watch);
  net_poller_set_deadline (listener->poller, &listener->pause,
                           net_poller_get_now_usec (listener->poller) + NET_LISTENER_PAUSE_USEC);
}

static void
net_listener_resume (NetDeadline *deadline)
{
  NetListener *listener = NET_CONTAINER_OF (deadline, NetListener, pause);

  if (listener->reserve_fd < 0)
    listener->reserve_fd = eventfd (0, EFD_CLOEXEC);

  if (!net_poller_add (listener->poller, &listener->watch, listener->watch.fd, EPOLLIN, NULL))
    net_listener_pause (listener);
}

/* May free the listener. */
static void
net_listener_tell (NetListener *listener, int number)
{
  gint64 now_usec = net_poller_get_now_usec (listener->poller);
  g_autoptr (GError) error = NULL;
  guint64 n_refused = listener->n_refused;

  if (now_usec < listener->next_tell_usec)
    return;

  listener->next_tell_usec = now_usec + NET_LISTENER_TELL_USEC;
  listener->n_refused = 0;
  error = g_error_new (G_IO_ERROR, g_io_error_from_errno (number), "Cannot accept connections: %s", g_strerror (number));

  if (listener->handler->exhausted != NULL)
    listener->handler->exhausted (listener, error, n_refused, listener->user_data);
}

/* Stands aside for a while. Errors that we do not know also end here: whatever is the matter, it is neither asked for
 * again at once nor taken for the end. */
static void
net_listener_stand_aside (NetListener *listener, int number)
{
  net_listener_refuse_waiting (listener);
  net_listener_pause (listener);
  net_listener_tell (listener, number);
}

static void
net_listener_ready (NetWatch *watch, guint32 events)
{
  NetListener *listener = NET_CONTAINER_OF (watch, NetListener, watch);

  listener->is_running = TRUE;

  for (guint i = 0; i < NET_LISTENER_ACCEPTS_PER_WAKEUP && !listener->is_freed; i++)
    {
      int fd = net_listener_accept (listener);

      if (fd >= 0)
        listener->handler->accepted (listener, fd, listener->user_data);
      else if (errno == EAGAIN)
        break;
      else if (!net_is_error_of_one_connection (errno))
        {
          net_listener_stand_aside (listener, errno);
          break;
        }
    }

  listener->is_running = FALSE;
  if (listener->is_freed)
    g_free (listener);
}

NetListener *
net_listener_new (NetPoller *poller,
                  GSocket *socket,
                  const NetListenerHandler *handler,
                  gpointer user_data,
                  GError **error)
{
  NetListener *listener = g_new0 (NetListener, 1);

  g_return_val_if_fail (handler->accepted != NULL, NULL);

  listener->watch.func = net_listener_ready;
  listener->pause.func = net_listener_resume;
  listener->poller = poller;
  listener->socket = g_object_ref (socket);
  listener->handler = handler;
  listener->user_data = user_data;
  listener->reserve_fd = eventfd (0, EFD_CLOEXEC);

  /* Accepted sockets inherit it. A socket of another kind, handed in by the system, has none: no harm. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_blocking (socket, FALSE);

  if (!net_poller_add (poller, &listener->watch, g_socket_get_fd (socket), EPOLLIN, error))
    {
      net_listener_free (listener);
      return NULL;
    }

  return listener;
}

void
net_listener_free (NetListener *listener)
{
  net_poller_clear_deadline (listener->poller, &listener->pause);
  net_poller_remove (listener->poller, &listener->watch);
  if (listener->reserve_fd >= 0)
    close (listener->reserve_fd);
  g_clear_object (&listener->socket);

  listener->is_freed = TRUE;
  if (!listener->is_running)
    g_free (listener);
}

GSocket *
net_listener_get_socket (NetListener *listener)
{
  return listener->socket;
}

static gboolean
net_is_any_ipv6 (GSocketAddress *address)
{
  GInetAddress *inet_address;

  if (g_socket_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return FALSE;

  inet_address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  return g_inet_address_get_is_any (inet_address);
}

static GSocket *
net_listener_bind_exactly (GSocketAddress *address, GError **error)
{
  g_autoptr (GSocket) socket =
      g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);

  if (socket == NULL)
    return NULL;

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, NET_LISTENER_BACKLOG);
  if (net_is_any_ipv6 (address))
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, FALSE, NULL);

  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

GSocket *
net_listener_bind (GSocketAddress *address, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (GSocketAddress) any_ipv4 = NULL;
  g_autoptr (GInetAddress) any = NULL;
  GSocket *socket = net_listener_bind_exactly (address, &own_error);

  if (socket != NULL)
    return socket;

  /* "Any address" means what this machine has: some have no IPv6. */
  if (net_is_any_ipv6 (address) && !g_error_matches (own_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)
      && !g_error_matches (own_error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
      any_ipv4 = g_inet_socket_address_new (any, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
      socket = net_listener_bind_exactly (any_ipv4, NULL);
    }

  if (socket == NULL)
    g_propagate_error (error, g_steal_pointer (&own_error));
  return socket;
}

guint16
net_listener_get_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return 0;

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

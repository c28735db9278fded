/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-connection.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

/* The order: GSocketClient resolves and connects -> its descriptor gets a socket of its own. GSocketClient's own time-out
 * is for each address in turn; ours is for all of it. */
typedef struct
{
  GCancellable *inner; /* of the caller's cancellation, and of our time-out */
  GCancellable *outer;
  gulong outer_handler;
  GSource *timeout;
  guint timeout_seconds;
  gboolean is_timed_out;
} NetConnect;

static void
net_connect_free (NetConnect *connect)
{
  g_cancellable_disconnect (connect->outer, connect->outer_handler);
  g_clear_object (&connect->outer);
  g_clear_object (&connect->inner);
  g_source_destroy (connect->timeout);
  g_source_unref (connect->timeout);
  g_free (connect);
}

static gboolean
net_connect_timed_out_cb (gpointer user_data)
{
  NetConnect *connect = user_data;

  connect->is_timed_out = TRUE;
  g_cancellable_cancel (connect->inner);
  return G_SOURCE_REMOVE;
}

static void
net_connect_cancelled_cb (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/* A GSocketConnection closes its socket when it goes, and costs more than the socket: the copy lives without it. */
static GSocket *
net_connect_adopt (GSocketConnection *connection, GError **error)
{
  int fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 0);
  GSocket *socket;

  if (fd < 0)
    {
      int saved_errno = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
      return NULL;
    }

  socket = g_socket_new_from_fd (fd, error);
  if (socket == NULL)
    {
      close (fd);
      return NULL;
    }

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  return socket;
}

static void
net_connect_connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  NetConnect *connect = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);
  GSocket *socket = connection != NULL ? net_connect_adopt (connection, &error) : NULL;

  if (socket != NULL)
    g_task_return_pointer (task, socket, g_object_unref);
  else if (connect->is_timed_out)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                             g_dngettext (GETTEXT_PACKAGE, "There was no answer in %u second.",
                                          "There was no answer in %u seconds.", connect->timeout_seconds),
                             connect->timeout_seconds);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
net_connect_async (GSocketConnectable *connectable,
                   guint timeout_seconds,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  NetConnect *connect = g_new0 (NetConnect, 1);

  connect->inner = g_cancellable_new ();
  connect->timeout_seconds = timeout_seconds;
  connect->timeout = g_timeout_source_new_seconds (timeout_seconds);
  g_source_set_callback (connect->timeout, net_connect_timed_out_cb, connect, NULL);
  g_source_attach (connect->timeout, g_task_get_context (task));
  g_task_set_source_tag (task, net_connect_async);
  g_task_set_task_data (task, connect, (GDestroyNotify) net_connect_free);

  if (cancellable != NULL)
    {
      connect->outer = g_object_ref (cancellable);
      connect->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (net_connect_cancelled_cb),
                                                      g_object_ref (connect->inner), g_object_unref);
    }

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, connectable, connect->inner, net_connect_connected_cb, task);
}

int
net_socket_steal_fd (GSocket *socket, GError **error)
{
  int fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);
  int saved_errno = errno;

  g_socket_set_blocking (socket, FALSE);
  g_object_unref (socket);
  if (fd < 0)
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
  return fd;
}

GSocket *
net_connect_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

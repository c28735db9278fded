/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-output.h"

#include "net-connection.h"
#include "net-poller-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

gboolean
net_output_is_empty (const NetOutput *output)
{
  return output->bytes == NULL && !output->has_file;
}

gsize
net_output_get_unsent (const NetOutput *output)
{
  return output->bytes != NULL ? output->bytes->len - output->n_sent : 0;
}

GString *
net_output_get_bytes (NetOutput *output, NetPoller *poller)
{
  if (output->bytes == NULL)
    output->bytes = net_poller_take_buffer (poller);

  return output->bytes;
}

void
net_output_set_file (NetOutput *output, NetPoller *poller, int fd, guint64 offset, guint64 length)
{
  /* Nothing would follow the bytes before it, which are held back for what follows. */
  if (length == 0)
    {
      close (fd);
      return;
    }

  output->has_file = TRUE;
  output->file_fd = fd;
  output->file_position = output->bytes != NULL ? output->bytes->len : 0;
  output->file_offset = (gint64) offset;
  output->file_left = length;
  output->file_sent = 0;
}

/* Drops the bytes that have left, so that the buffer does not grow with all that a slow reader ever took. */
static void
net_output_forget_sent (NetOutput *output, NetPoller *poller)
{
  if (output->bytes == NULL)
    return;

  if (output->n_sent == output->bytes->len)
    {
      net_poller_give_buffer (poller, g_steal_pointer (&output->bytes));
      output->n_sent = 0;
      output->file_position = 0;
    }
  else if (output->n_sent > output->bytes->len / 2)
    {
      g_string_erase (output->bytes, 0, (gssize) output->n_sent);
      output->file_position -= MIN (output->file_position, output->n_sent);
      output->n_sent = 0;
    }
}

/* How much left: 0 when the socket is full, which is no error; -1 when it failed. @flags are sendmsg()'s. */
static gssize
net_output_send_vectors (NetPoller *poller, int fd, struct iovec *vectors, gsize n_vectors, int flags, GError **error)
{
  struct msghdr message = { .msg_iov = vectors, .msg_iovlen = n_vectors };
  gssize n_sent;

  net_poller_count_system_call (poller);
  do
    n_sent = n_vectors == 1 ? send (fd, vectors[0].iov_base, vectors[0].iov_len, flags | MSG_NOSIGNAL)
                            : sendmsg (fd, &message, flags | MSG_NOSIGNAL);
  while (n_sent < 0 && errno == EINTR);

  if (n_sent < 0 && errno != EAGAIN)
    {
      int saved_errno = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
      return -1;
    }
  return MAX (n_sent, 0);
}

/* Sends the bytes up to @end; @flags are sendmsg()'s. TRUE when all of them left. */
static gboolean
net_output_send_bytes (NetOutput *output, NetPoller *poller, int fd, gsize end, int flags, GError **error)
{
  struct iovec vector = { output->bytes->str + output->n_sent, end - output->n_sent };
  gssize n_sent = net_output_send_vectors (poller, fd, &vector, 1, flags, error);

  if (n_sent < 0)
    return FALSE;

  output->n_sent += (gsize) n_sent;
  return (gsize) n_sent == vector.iov_len;
}

static void
net_output_drop_file (NetOutput *output)
{
  if (!output->has_file)
    return;

  close (output->file_fd);
  output->has_file = FALSE;
}

static NetOutputStatus
net_output_send_file (NetOutput *output, NetPoller *poller, int fd, GError **error)
{
  guint64 share = NET_CONNECTION_FILE_TURN_BYTES;

  while (output->file_left > 0)
    {
      gsize wanted = MIN (output->file_left, share);
      off_t offset = output->file_offset;
      gssize n_sent;

      if (wanted == 0)
        return NET_OUTPUT_YIELDED;

      net_poller_count_system_call (poller);
      n_sent = sendfile (fd, output->file_fd, &offset, wanted);
      if (n_sent < 0 && errno == EINTR)
        continue;
      if (n_sent < 0 && errno == EAGAIN)
        return NET_OUTPUT_BLOCKED;
      if (n_sent < 0)
        {
          int saved_errno = errno;

          g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
          return NET_OUTPUT_FAILED;
        }
      if (n_sent == 0)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                               _("The file became shorter while it was being sent."));
          return NET_OUTPUT_FAILED;
        }

      output->file_offset += n_sent;
      output->file_left -= (guint64) n_sent;
      output->file_sent += (guint64) n_sent;
      share -= (guint64) n_sent;

      /* Either the socket is full or the file has ended: asking again later tells. */
      if ((gsize) n_sent < wanted)
        return NET_OUTPUT_BLOCKED;
    }

  net_output_drop_file (output);
  return NET_OUTPUT_EMPTY;
}

static NetOutputStatus
net_output_send_all (NetOutput *output, NetPoller *poller, int fd, GError **error)
{
  for (;;)
    {
      gsize length = output->bytes != NULL ? output->bytes->len : 0;
      gsize end = output->has_file ? output->file_position : length;
      NetOutputStatus status;

      /* A head and the file behind it share their first segment. */
      if (output->n_sent < end
          && !net_output_send_bytes (output, poller, fd, end, output->has_file ? MSG_MORE : 0, error))
        return NET_OUTPUT_BLOCKED;
      if (!output->has_file)
        return NET_OUTPUT_EMPTY;

      status = net_output_send_file (output, poller, fd, error);
      if (status != NET_OUTPUT_EMPTY)
        return status;
    }
}

static NetOutputStatus
net_output_judge (NetOutputStatus status, GError *own_error, GError **error)
{
  if (own_error == NULL)
    return status;

  g_propagate_error (error, own_error);
  return NET_OUTPUT_FAILED;
}

NetOutputStatus
net_output_send (NetOutput *output, NetPoller *poller, int fd, GError **error)
{
  GError *own_error = NULL;
  NetOutputStatus status = net_output_send_all (output, poller, fd, &own_error);

  net_output_forget_sent (output, poller);
  return net_output_judge (status, own_error, error);
}

NetOutputStatus
net_output_send_directly (NetOutput *output,
                          NetPoller *poller,
                          int fd,
                          const char *bytes,
                          gsize length,
                          GError **error)
{
  struct iovec vectors[2] = { { NULL, 0 }, { (char *) bytes, length } };
  gsize n_before = net_output_get_unsent (output);
  GError *own_error = NULL;
  gsize n_sent = 0;
  gssize result;

  if (n_before > 0)
    vectors[0] = (struct iovec) { output->bytes->str + output->n_sent, n_before };

  result = n_before > 0 ? net_output_send_vectors (poller, fd, vectors, 2, 0, &own_error)
                        : net_output_send_vectors (poller, fd, vectors + 1, 1, 0, &own_error);
  if (result > 0)
    n_sent = (gsize) result;

  output->n_sent += MIN (n_sent, n_before);
  n_sent -= MIN (n_sent, n_before);
  if (n_sent < length)
    g_string_append_len (net_output_get_bytes (output, poller), bytes + n_sent, (gssize) (length - n_sent));

  net_output_forget_sent (output, poller);
  return net_output_judge (n_sent < length ? NET_OUTPUT_BLOCKED : NET_OUTPUT_EMPTY, own_error, error);
}

void
net_output_clear (NetOutput *output, NetPoller *poller)
{
  net_output_drop_file (output);
  if (output->bytes != NULL)
    net_poller_give_buffer (poller, g_steal_pointer (&output->bytes));
  output->n_sent = 0;
}

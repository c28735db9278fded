/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-walls.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
listen_somewhere (struct sockaddr_in *address)
{
  socklen_t length = sizeof *address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  memset (address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (bind (fd, (struct sockaddr *) address, sizeof *address), ==, 0);
  g_assert_cmpint (listen (fd, 4), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) address, &length), ==, 0);
  return fd;
}

/* A listening socket, free again. */
static int
make_free_socket (void)
{
  struct sockaddr_in address;
  int fd = listen_somewhere (&address);

  g_assert_cmpint (shutdown (fd, SHUT_RDWR), ==, 0);
  return fd;
}

static gssize
leave_by_message (int fd, struct sockaddr_in *address)
{
  struct iovec vector = { (char *) "x", 1 };
  struct msghdr message = {
    .msg_name = address,
    .msg_namelen = sizeof *address,
    .msg_iov = &vector,
    .msg_iovlen = 1,
  };

  return sendmsg (fd, &message, MSG_FASTOPEN);
}

static gssize
leave_by_messages (int fd, struct sockaddr_in *address)
{
  struct iovec vector = { (char *) "x", 1 };
  struct mmsghdr messages[] = { { .msg_hdr = {
                                      .msg_name = address,
                                      .msg_namelen = sizeof *address,
                                      .msg_iov = &vector,
                                      .msg_iovlen = 1,
                                  } } };

  return sendmmsg (fd, messages, 1, MSG_FASTOPEN);
}

static gssize
leave_by_send (int fd, struct sockaddr_in *address)
{
  return sendto (fd, "x", 1, MSG_FASTOPEN, (struct sockaddr *) address, sizeof *address);
}

static void
try_to_leave (gboolean is_walled)
{
  gssize (*ways[]) (int, struct sockaddr_in *) = { leave_by_send, leave_by_message, leave_by_messages };
  struct sockaddr_in address;
  int fd = listen_somewhere (&address);
  int pair[2];
  char byte;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      int way_out = make_free_socket ();

      errno = 0;
      if (is_walled)
        g_assert_cmpint (ways[i] (way_out, &address), ==, -1);
      else
        g_assert_cmpint (ways[i] (way_out, &address), ==, 1);
      g_assert_cmpint (errno, ==, is_walled ? EPERM : 0);
      close (way_out);
    }

  /* What the server does all the time. */
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  g_assert_cmpint (send (pair[0], "y", 1, MSG_NOSIGNAL | MSG_DONTWAIT), ==, 1);
  g_assert_cmpint (recv (pair[1], &byte, 1, 0), ==, 1);
  close (pair[0]);
  close (pair[1]);
  close (fd);
}

static void
test_walls_way_out (void)
{
  if (g_test_subprocess ())
    {
      g_assert_true (index_walls_raise ());
      try_to_leave (TRUE);
      return;
    }
  /* Without the walls it is a way out, or the test would show nothing. */
  try_to_leave (FALSE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index-walls/fast-open-is-no-way-out", test_walls_way_out);
  return g_test_run ();
}

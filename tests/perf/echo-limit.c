/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The limit that services are measured against: the least that a server on epoll can do. For each REQUEST-BYTES that
 * come in, REPLY-BYTES go out, whatever they are; all that one read brought is answered in one send.
 *
 *     echo-limit REQUEST-BYTES REPLY-BYTES      prints the port on its first line
 */

#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ECHO_BATCH 256
#define ECHO_BUFFER_BYTES 65536
#define ECHO_MAX_FDS 65536

static size_t request_bytes;
static size_t reply_bytes;
static unsigned partial_bytes[ECHO_MAX_FDS]; /* of a request cut by the end of a read */
static char input[ECHO_BUFFER_BYTES];
static char *replies;

static void
fail (const char *what)
{
  perror (what);
  exit (1);
}

static int
listen_on_loopback (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_ANY) };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) < 0 || listen (fd, 4096) < 0
      || getsockname (fd, (struct sockaddr *) &address, &length) < 0)
    fail ("echo-limit");

  printf ("%u\n", ntohs (address.sin_port));
  fflush (stdout);
  return fd;
}

static void
accept_all (int epoll_fd, int listening_fd)
{
  for (;;)
    {
      int fd = accept4 (listening_fd, NULL, NULL, SOCK_NONBLOCK);
      struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
      int on = 1;

      if (fd < 0)
        return;

      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      partial_bytes[fd] = 0;
      epoll_ctl (epoll_fd, EPOLL_CTL_ADD, fd, &event);
    }
}

static void
answer (int fd)
{
  ssize_t length = recv (fd, input, sizeof input, 0);
  size_t n_requests;

  if (length <= 0)
    {
      close (fd);
      return;
    }

  n_requests = (partial_bytes[fd] + (size_t) length) / request_bytes;
  partial_bytes[fd] = (unsigned) ((partial_bytes[fd] + (size_t) length) % request_bytes);
  if (n_requests > 0 && send (fd, replies, n_requests * reply_bytes, MSG_NOSIGNAL) < 0)
    close (fd);
}

int
main (int argc, char *argv[])
{
  struct epoll_event events[ECHO_BATCH];
  struct epoll_event listening = { .events = EPOLLIN };
  struct rlimit limit;
  int epoll_fd = epoll_create1 (0);

  if (argc != 3 || (request_bytes = strtoul (argv[1], NULL, 10)) == 0 || (reply_bytes = strtoul (argv[2], NULL, 10)) == 0)
    {
      fprintf (stderr, "usage: echo-limit REQUEST-BYTES REPLY-BYTES\n");
      return 64;
    }

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);

  replies = malloc ((ECHO_BUFFER_BYTES / request_bytes + 2) * reply_bytes);
  memset (replies, 'e', (ECHO_BUFFER_BYTES / request_bytes + 2) * reply_bytes);
  listening.data.fd = listen_on_loopback ();
  epoll_ctl (epoll_fd, EPOLL_CTL_ADD, listening.data.fd, &listening);

  for (;;)
    {
      int n_events = epoll_wait (epoll_fd, events, ECHO_BATCH, -1);

      for (int i = 0; i < n_events; i++)
        {
          if (events[i].data.fd == listening.data.fd)
            accept_all (epoll_fd, listening.data.fd);
          else
            answer (events[i].data.fd);
        }
    }
}

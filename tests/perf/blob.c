/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The limit of lists: a bare epoll server that answers each request with the same page of memory, made once.
 *
 *     blob PAGE-BYTES      prints the port on its first line
 *
 * A page is sent as far as the socket takes it and gone on with when it takes more. A request ends with an empty line;
 * a client sends one at a time. */

#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BLOB_MAX_DESCRIPTORS 1024

static char *page;
static size_t page_bytes;
static size_t sent[BLOB_MAX_DESCRIPTORS];
static int epoll_fd;

static void
blob_watch (int fd, int operation, unsigned events)
{
  struct epoll_event event = { .events = events, .data.fd = fd };

  epoll_ctl (epoll_fd, operation, fd, &event);
}

static void
blob_send (int fd)
{
  ssize_t n = send (fd, page + sent[fd], page_bytes - sent[fd], MSG_NOSIGNAL | MSG_DONTWAIT);

  if (n > 0)
    sent[fd] += (size_t) n;
  blob_watch (fd, EPOLL_CTL_MOD, sent[fd] < page_bytes ? EPOLLOUT : EPOLLIN);
}

static void
blob_ready (int fd, unsigned events)
{
  char request[4096];

  if ((events & EPOLLOUT) == 0)
    {
      if (recv (fd, request, sizeof request, 0) <= 0)
        {
          close (fd);
          return;
        }
      sent[fd] = 0;
    }
  blob_send (fd);
}

int
main (int argc, char *argv[])
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int listening = socket (AF_INET, SOCK_STREAM, 0);
  size_t body_bytes = argc == 2 ? strtoul (argv[1], NULL, 10) : 0;
  int on = 1;

  if (body_bytes == 0)
    {
      fprintf (stderr, "usage: blob PAGE-BYTES\n");
      return 64;
    }
  page = malloc (body_bytes + 100);
  page_bytes = (size_t) sprintf (page, "P2P-CI/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", body_bytes);
  memset (page + page_bytes, 'b', body_bytes);
  page_bytes += body_bytes;

  epoll_fd = epoll_create1 (0);
  setsockopt (listening, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  bind (listening, (struct sockaddr *) &address, sizeof address);
  listen (listening, 4096);
  getsockname (listening, (struct sockaddr *) &address, &length);
  printf ("%u\n", ntohs (address.sin_port));
  fflush (stdout);
  blob_watch (listening, EPOLL_CTL_ADD, EPOLLIN);

  for (;;)
    {
      struct epoll_event events[64];
      int n = epoll_wait (epoll_fd, events, 64, -1);

      for (int i = 0; i < n; i++)
        {
          int fd = events[i].data.fd;

          if (fd != listening)
            blob_ready (fd, events[i].events);
          else if ((fd = accept (listening, NULL, NULL)) >= 0 && fd < BLOB_MAX_DESCRIPTORS)
            blob_watch (fd, EPOLL_CTL_ADD, EPOLLIN);
        }
    }
}

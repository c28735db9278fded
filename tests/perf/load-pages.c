/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "load-pages.h"
#include "load-wire.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAGES_READ_BYTES (256u * 1024u)
#define PAGES_HEAD_MAX_BYTES 1024u

typedef struct
{
  int fd;
  char head[PAGES_HEAD_MAX_BYTES + 1];
  gsize n_head;
  gboolean has_head;
  gsize left; /* of the body */
} PagesClient;

static void
pages_client_ask (PagesClient *client, const char *after, int after_length)
{
  g_autofree char *request = after != NULL ? g_strdup_printf ("LIST ALL P2P-CI/1.1\r\nAfter: %.*s\r\n\r\n", after_length, after)
                                           : g_strdup ("LIST ALL P2P-CI/1.1\r\n\r\n");

  load_send_all (client->fd, request, strlen (request));
  client->n_head = 0;
  client->has_head = FALSE;
}

static void
pages_client_page_ended (PagesClient *client)
{
  const char *next = strstr (client->head, "\r\nNext: ");

  if (next != NULL)
    pages_client_ask (client, next + 8, (int) strcspn (next + 8, "\r"));
  else
    pages_client_ask (client, NULL, 0);
}

/* What of @length bytes belongs to the body. */
static gsize
pages_client_take_head (PagesClient *client, const char *bytes, gsize length)
{
  gsize before = client->n_head;
  const char *end;

  memcpy (client->head + before, bytes, MIN (length, PAGES_HEAD_MAX_BYTES - before));
  client->n_head = MIN (before + length, PAGES_HEAD_MAX_BYTES);
  client->head[client->n_head] = '\0';
  end = strstr (client->head, "\r\n\r\n");
  if (end == NULL || strstr (client->head, "\r\nContent-Length: ") == NULL)
    return 0;

  client->has_head = TRUE;
  client->n_head = (gsize) (end - client->head) + 4;
  client->head[client->n_head - 2] = '\0';
  client->left = strtoul (strstr (client->head, "\r\nContent-Length: ") + 18, NULL, 10);
  return length - (client->n_head - before);
}

static gsize
pages_client_receive (PagesClient *client)
{
  static char buffer[PAGES_READ_BYTES];
  gssize n = recv (client->fd, buffer, sizeof buffer, 0);

  if (n <= 0)
    g_error ("The server closed a connection");
  if (!client->has_head)
    {
      gsize n_body = pages_client_take_head (client, buffer, (gsize) n);

      client->left -= n_body;
    }
  else
    client->left -= (gsize) n;
  if (client->has_head && client->left == 0)
    pages_client_page_ended (client);
  return (gsize) n;
}

void
load_pages_run (int port, int pid, guint n_clients, double seconds, LoadFigures *figures)
{
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  g_autofree PagesClient *clients = g_new0 (PagesClient, n_clients);
  gint64 start_usec;
  guint64 cpu_nsec, n_bytes = 0;

  for (guint i = 0; i < n_clients; i++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = &clients[i] };

      clients[i].fd = load_connect (port, 1);
      epoll_ctl (epoll_fd, EPOLL_CTL_ADD, clients[i].fd, &event);
      pages_client_ask (&clients[i], NULL, 0);
    }

  start_usec = g_get_monotonic_time ();
  cpu_nsec = load_get_cpu_nsec (pid);
  while (g_get_monotonic_time () - start_usec < (gint64) (seconds * G_USEC_PER_SEC))
    {
      struct epoll_event events[16];
      int n = epoll_wait (epoll_fd, events, G_N_ELEMENTS (events), 1000);

      for (int i = 0; i < n; i++)
        n_bytes += pages_client_receive (events[i].data.ptr);
    }
  *figures = (LoadFigures) {
    .n_requests = n_bytes / 1024,
    .wall_seconds = (double) (g_get_monotonic_time () - start_usec) / G_USEC_PER_SEC,
    .cpu_seconds = (double) (load_get_cpu_nsec (pid) - cpu_nsec) / 1e9,
  };
  for (guint i = 0; i < n_clients; i++)
    close (clients[i].fd);
  close (epoll_fd);
}

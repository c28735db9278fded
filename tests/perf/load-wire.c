/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "load-wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

int
load_connect (int port, guint source)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK + source) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  if (fd < 0)
    g_error ("No socket: %s", g_strerror (errno));
  if (source != 0 && bind (fd, (struct sockaddr *) &own, sizeof own) < 0)
    g_error ("No source address: %s", g_strerror (errno));
  if (connect (fd, (struct sockaddr *) &address, sizeof address) < 0)
    g_error ("Cannot connect: %s", g_strerror (errno));

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void
load_send_all (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = send (fd, bytes, length, MSG_NOSIGNAL);

      if (n <= 0)
        g_error ("The server takes nothing more: %s", g_strerror (errno));
      bytes += n;
      length -= (gsize) n;
    }
}

void
load_read_replies (int fd, guint n, gsize (*measure) (const char *bytes, gsize length), GString *answers)
{
  g_autoptr (GString) input = g_string_new (NULL);
  char buffer[65536];
  gsize used = 0;

  for (guint i = 0; i < n;)
    {
      gsize length = measure (input->str + used, input->len - used);
      gssize n_read;

      if (length > 0)
        {
          if (answers != NULL)
            g_string_append_len (answers, input->str + used, (gssize) length);
          used += length;
          i++;
          continue;
        }

      g_string_erase (input, 0, (gssize) used);
      used = 0;
      n_read = recv (fd, buffer, sizeof buffer, 0);
      if (n_read <= 0)
        g_error ("The server closed after %u of %u answers", i, n);
      g_string_append_len (input, buffer, n_read);
    }
}

void
load_raise_descriptor_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

guint64
load_get_cpu_nsec (int pid)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/task", pid);
  g_autoptr (GDir) tasks = g_dir_open (folder, 0, NULL);
  const char *task;
  guint64 sum = 0;

  if (tasks == NULL)
    g_error ("The server %d is gone", pid);

  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, task, "schedstat", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL))
        sum += g_ascii_strtoull (text, NULL, 10);
    }
  return sum;
}

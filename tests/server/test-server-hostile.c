/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-server.h"

#include <stdlib.h>
#include <string.h>

/* One that does everything right, before, while and after others do not. */
static void
assert_is_served (GSocket *honest)
{
  g_autofree char *answer = NULL;

  test_socket_send (honest, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", -1);
  answer = test_socket_read_answer (honest);
  g_assert_true (g_str_has_suffix (answer, "791\tInternet Protocol\t127.0.0.1\t6001\talpha\t\t\n"));
}

static GSocket *
honest_new (TestServer *server)
{
  GSocket *honest = test_server_connect (server);
  g_autofree char *answer = NULL;

  test_socket_send (honest, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: Internet Protocol\r\n\r\n", -1);
  answer = test_socket_read_answer (honest);
  g_assert_true (g_str_has_prefix (answer, "P2P-CI/1.1 200 "));
  assert_is_served (honest);
  return honest;
}

/* A sanitizer keeps what was freed. */
#ifdef __SANITIZE_ADDRESS__
#define assert_resident_below(server, limit) ((void) get_resident_bytes (server), (void) (limit))
#else
#define assert_resident_below(server, limit) g_assert_cmpuint (get_resident_bytes (server), <=, limit)
#endif

static guint64
get_resident_bytes (TestServer *server)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/statm", test_server_get_identifier (server));
  g_autofree char *text = NULL;
  g_auto (GStrv) columns = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  columns = g_strsplit (text, " ", -1);
  return g_ascii_strtoull (columns[1], NULL, 10) * 4096;
}

/* Until the server has had enough. */
static gsize
pour (GSocket *socket, const char *bytes, gsize length, gsize at_most)
{
  gsize n_sent = 0;

  while (n_sent < at_most)
    {
      gssize n = g_socket_send (socket, bytes, length, NULL, NULL);

      if (n <= 0)
        break;
      n_sent += n;
    }
  return n_sent;
}

static void
test_hostile_bytes (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *status;
  } rows[] = {
    { "\x80\x04\x95 a pickle", 12, " 400 " },
    { "\x00\x0aHELLO", 7, " 400 " },
    { "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27, NULL },
    { "ADD RFC 1 P2P-CI/1.1\r\nHost: a\r\nPort: 6009\r\nTitle: a\rb\r\n\r\n", 57, " 400 " },
    { "ADD RFC 1 P2P-CI/1.1\r\nHost: a\r\nPort: 6009\r\nTitle: a\0b\r\n\r\n", 57, " 400 " },
    { "ADD RFC 1 P2P-CI/1.1\r\nHost: a\r\nPort: 6009\r\nTitle: a\xff\r\n\r\n", 56, " 400 " },
    { "ADD RFC 99999999999999999999 P2P-CI/1.1\r\nHost: a\r\nPort: 6009\r\nTitle: a\r\n\r\n", 74, " 400 " },
  };
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) honest = honest_new (server);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *answer = test_server_talk (server, rows[i].bytes, rows[i].length, TRUE, 0);

      g_test_message ("row %u", i);
      if (rows[i].status != NULL)
        g_assert_nonnull (strstr (answer, rows[i].status));
      assert_is_served (honest);
    }
  test_server_stop (server);
}

static void
test_hostile_endless_line (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) honest = honest_new (server);
  g_autoptr (GSocket) evil = test_server_connect (server);
  g_autofree char *bytes = g_strnfill (65536, 'A');
  g_autofree char *answer = NULL;
  guint64 before = get_resident_bytes (server);

  pour (evil, bytes, 65536, 64 * 1024 * 1024);
  assert_is_served (honest);
  assert_resident_below (server, before + 1024 * 1024);
  test_server_stop (server);
}

static void
test_hostile_endless_headers (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) honest = honest_new (server);
  g_autoptr (GSocket) evil = test_server_connect (server);
  g_autofree char *answer = NULL;

  test_socket_send (evil, "PING P2P-CI/1.1\r\n", -1);
  pour (evil, "X-A: b\r\n", 8, 1024);
  answer = test_socket_read_answer (evil);
  g_assert_nonnull (strstr (answer, " 431 "));
  assert_is_served (honest);
  test_server_stop (server);
}

/* Asks for all there is, again and again, and reads none of it. */
static void
test_hostile_never_reads (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) honest = honest_new (server);
  GSocket *evil[20];
  g_autoptr (GString) adds = g_string_new (NULL);
  guint64 before;

  for (guint i = 1; i <= 5000; i++)
    {
      g_autofree char *request = g_strdup_printf ("ADD RFC %u P2P-CI/1.1\r\nTitle: A title of a usual length, or longer\r\n\r\n",
                                                  1000 + i);
      g_autofree char *answer = NULL;

      test_socket_send (honest, request, -1);
      answer = test_socket_read_answer (honest);
    }
  before = get_resident_bytes (server);
  for (guint i = 0; i < G_N_ELEMENTS (evil); i++)
    {
      evil[i] = test_server_connect (server);
      for (guint j = 0; j < 200; j++)
        test_socket_send (evil[i], i % 2 ? "LIST ALL P2P-CI/1.1\r\n\r\n" : "LIST ALL P2P-CI/1.0\r\nHost: a\r\nPort: 6001\r\n\r\n", -1);
      assert_is_served (honest);
    }
  assert_is_served (honest);
  assert_resident_below (server, before + G_N_ELEMENTS (evil) * 512 * 1024);
  for (guint i = 0; i < G_N_ELEMENTS (evil); i++)
    g_object_unref (evil[i]);
  assert_is_served (honest);
  test_server_stop (server);
}

/* Silent ones are shown out, half a head or none; members may be silent. */
static void
test_hostile_silence (void)
{
  const char *const more[] = { "--limit", "silent-seconds=1", "--limit", "idle-seconds=1", NULL };
  TestServer *server = test_server_start (more);
  g_autoptr (GSocket) honest = honest_new (server);
  g_autoptr (GSocket) silent = test_server_connect (server);
  g_autoptr (GSocket) idle = test_server_connect (server);
  g_autofree char *answer = NULL, *rest = NULL, *nothing = NULL;

  test_socket_send (idle, "PING P2P-CI/1.1\r\n\r\n", -1);
  answer = test_socket_read_answer (idle);
  rest = test_socket_read_until (idle, "never said");
  g_assert_cmpstr (rest, ==, "");
  nothing = test_socket_read_until (silent, "never said");
  g_assert_cmpstr (nothing, ==, "");
  assert_is_served (honest);
  test_server_stop (server);
}

/* When more than half of the places for those who have not joined are taken, they may not stay long. */
static void
test_hostile_crowd (void)
{
  const char *const more[] = { "--limit", "unregistered=10", "--limit", "pressed-seconds=1", NULL };
  TestServer *server = test_server_start (more);
  g_autoptr (GSocket) honest = honest_new (server);
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *rest = NULL;

  for (guint i = 0; i < 6; i++)
    g_ptr_array_add (sockets, test_server_connect (server));
  rest = test_socket_read_until (sockets->pdata[0], "never said");
  g_assert_cmpstr (rest, ==, "");
  assert_is_served (honest);
  test_server_stop (server);
}

static gboolean
is_refused (TestServer *server)
{
  g_autoptr (GSocket) socket = test_server_connect (server);
  g_autofree char *answer = NULL;

  g_socket_send (socket, "PING P2P-CI/1.1\r\n\r\n", 19, NULL, NULL);
  answer = test_socket_read_answer (socket);
  return *answer == '\0';
}

static void
test_hostile_many_connections (void)
{
  const char *const more[] = { "--limit", "loopback-exempt=0", "--limit", "connections-per-address=10", NULL };
  TestServer *server = test_server_start (more);
  g_autoptr (GSocket) honest = honest_new (server);
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *rest = NULL;

  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *answer = NULL;

      g_ptr_array_add (sockets, test_server_connect (server));
      test_socket_send (sockets->pdata[i], "PING P2P-CI/1.1\r\n\r\n", -1);
      answer = test_socket_read_answer (sockets->pdata[i]);
      g_assert_true (g_str_has_prefix (answer, "P2P-CI/1.1 200 "));
    }
  g_assert_true (is_refused (server));
  assert_is_served (honest);
  g_socket_shutdown (sockets->pdata[0], FALSE, TRUE, NULL);
  rest = test_socket_read_until (sockets->pdata[0], "never said");
  g_assert_false (is_refused (server));
  test_server_stop (server);
}

/* Ten thousand bad requests: answered, counted, and the log stays short. */
static void
test_hostile_flood (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) honest = honest_new (server);
  g_autoptr (GSocket) evil = test_server_connect (server);
  g_autoptr (GString) flood = g_string_new (NULL);

  for (guint i = 0; i < 100; i++)
    g_string_append (flood, "FOO RFC 1 P2P-CI/1.1\r\n\r\n");
  for (guint round = 0; round < 100; round++)
    {
      test_socket_send (evil, flood->str, flood->len);
      for (guint i = 0; i < 100; i++)
        {
          g_autofree char *answer = test_socket_read_answer (evil);

          g_assert_true (g_str_has_prefix (answer, "P2P-CI/1.1 400 "));
        }
      assert_is_served (honest);
    }
  test_server_stop (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-hostile/bytes", test_hostile_bytes);
  g_test_add_func ("/server-hostile/an-endless-line", test_hostile_endless_line);
  g_test_add_func ("/server-hostile/endless-headers", test_hostile_endless_headers);
  g_test_add_func ("/server-hostile/never-reads", test_hostile_never_reads);
  g_test_add_func ("/server-hostile/silence", test_hostile_silence);
  g_test_add_func ("/server-hostile/a-crowd", test_hostile_crowd);
  g_test_add_func ("/server-hostile/many-connections", test_hostile_many_connections);
  g_test_add_func ("/server-hostile/a-flood", test_hostile_flood);
  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-server.h"

#include "wire-limits.h"

#include <string.h>

/* What a message may say, at n - 1, n and n + 1, on the real server. */

static char *
fill (gsize length, char c)
{
  return g_strnfill (length, c);
}

static char *
ask_head_of (gsize n_bytes)
{
  GString *head = g_string_new ("PING P2P-CI/1.1\r\n");

  while (n_bytes - head->len > 1002)
    {
      g_autofree char *padding = fill (MIN (1000, n_bytes - head->len - 10) - 7, 'x');

      g_string_append_printf (head, "X-A: %s\r\n", padding);
    }
  {
    g_autofree char *padding = fill (n_bytes - head->len - 9, 'x');

    g_string_append_printf (head, "X-A: %s\r\n\r\n", padding);
  }
  g_assert_cmpuint (head->len, ==, n_bytes);
  return g_string_free (head, FALSE);
}

static char *
ask_lines_of (gsize n_lines)
{
  GString *head = g_string_new ("PING P2P-CI/1.1\r\n");

  for (gsize i = 1; i < n_lines; i++)
    g_string_append (head, "X: y\r\n");
  g_string_append (head, "\r\n");
  return g_string_free (head, FALSE);
}

static char *
ask_line_of (gsize n_bytes)
{
  g_autofree char *padding = fill (n_bytes - 5, 'x');

  return g_strdup_printf ("PING P2P-CI/1.1\r\nX-A: %s\r\n\r\n", padding);
}

static char *
ask_method_of (gsize n_bytes)
{
  g_autofree char *method = fill (n_bytes, 'M');

  return g_strdup_printf ("%s P2P-CI/1.1\r\n\r\n", method);
}

static char *
ask_header_name_of (gsize n_bytes)
{
  g_autofree char *name = fill (n_bytes, 'n');

  return g_strdup_printf ("PING P2P-CI/1.1\r\n%s: x\r\n\r\n", name);
}

static char *
ask_host_of (gsize n_bytes)
{
  g_autofree char *host = fill (n_bytes, 'h');

  for (gsize i = 50; i < n_bytes - 1; i += 50)
    host[i] = '.';
  return g_strdup_printf ("ADD RFC 1 P2P-CI/1.1\r\nHost: %s\r\nPort: 6001\r\nTitle: T\r\n\r\n", host);
}

static char *
ask_title_of (gsize n_bytes)
{
  g_autofree char *title = fill (n_bytes, 't');

  return g_strdup_printf ("ADD RFC 1 P2P-CI/1.1\r\nHost: h\r\nPort: 6001\r\nTitle: %s\r\n\r\n", title);
}

static char *
ask_number (gsize number)
{
  return g_strdup_printf ("ADD RFC %" G_GSIZE_FORMAT " P2P-CI/1.1\r\nHost: h\r\nPort: 6001\r\nTitle: T\r\n\r\n", number);
}

static char *
ask_port (gsize port)
{
  return g_strdup_printf ("ADD RFC 1 P2P-CI/1.1\r\nHost: h\r\nPort: %" G_GSIZE_FORMAT "\r\nTitle: T\r\n\r\n", port);
}

static char *
ask_body_of (gsize n_bytes)
{
  return g_strdup_printf ("PING P2P-CI/1.1\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", n_bytes);
}

static char *
ask_match_of (gsize n_bytes)
{
  g_autofree char *match = fill (n_bytes, 'm');

  return g_strdup_printf ("LIST RFCS P2P-CI/1.1\r\nMatch: %s\r\n\r\n", match);
}

static gboolean
is_closed (GSocket *socket)
{
  g_autofree char *answer = NULL;

  g_socket_send (socket, "PING P2P-CI/1.1\r\n\r\n", 19, NULL, NULL);
  answer = test_socket_read_answer (socket);
  return *answer == '\0';
}

/* Within the bounds it is answered with @good, out of them with @bad. */
static void
test_limits_of_messages (void)
{
  static const struct
  {
    const char *what;
    char *(*ask) (gsize n);
    gsize least;
    gsize most;
    const char *good;
    const char *bad;
    gboolean closes;
  } rows[] = {
    { "head", ask_head_of, 40, WIRE_HEAD_MAX_BYTES, " 200 ", " 431 ", TRUE },
    { "lines", ask_lines_of, 1, WIRE_HEAD_MAX_LINES, " 200 ", " 431 ", TRUE },
    { "line", ask_line_of, 6, WIRE_LINE_MAX_BYTES, " 200 ", " 431 ", TRUE },
    { "method", ask_method_of, 1, WIRE_METHOD_MAX_BYTES, " 400 ", " 431 ", TRUE },
    { "header name", ask_header_name_of, 1, WIRE_HEADER_NAME_MAX_BYTES, " 200 ", " 431 ", TRUE },
    { "Host", ask_host_of, 1, WIRE_HOST_MAX_BYTES, " 200 ", " 400 ", FALSE },
    { "Title", ask_title_of, 1, WIRE_TITLE_MAX_BYTES, " 200 ", " 400 ", FALSE },
    { "RFC number", ask_number, 1, WIRE_NUMBER_MAX, " 200 ", " 400 ", FALSE },
    { "Port", ask_port, WIRE_PORT_MIN, WIRE_PORT_MAX, " 200 ", " 400 ", FALSE },
    { "body", ask_body_of, 0, 0, " 200 ", " 400 ", TRUE },
    { "Match", ask_match_of, 1, WIRE_MATCH_MAX_BYTES, " 200 ", " 400 ", FALSE },
  };
  TestServer *server = test_server_start (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const gsize values[] = { rows[i].least - 1, rows[i].least, rows[i].most - 1, rows[i].most, rows[i].most + 1 };
      gboolean has_under = rows[i].ask == ask_number || rows[i].ask == ask_port;

      for (guint j = has_under ? 0 : 1; j < G_N_ELEMENTS (values); j++)
        {
          gboolean is_good = values[j] >= rows[i].least && values[j] <= rows[i].most;
          g_autoptr (GSocket) socket = NULL;
          g_autofree char *request = NULL;
          g_autofree char *answer = NULL;

          if (values[j] > rows[i].most + 1)
            continue;
          socket = test_server_connect (server);
          request = rows[i].ask (values[j]);
          g_test_message ("%s: %" G_GSIZE_FORMAT, rows[i].what, values[j]);
          test_socket_send (socket, request, -1);
          answer = test_socket_read_answer (socket);
          g_assert_nonnull (strstr (answer, is_good ? rows[i].good : rows[i].bad));
          g_assert_cmpint (is_closed (socket), ==, !is_good && rows[i].closes);
        }
    }
  test_server_stop (server);
}

/* Numbers are digits and nothing else, and do not overflow into good ones. */
static void
test_limits_of_numbers (void)
{
  static const char *const numbers[] = { "-1", "+7", "007", "0x7", "7.0", "7 7", "", "4294967297", "18446744073709551617",
                                         "99999999999999999999999999" };
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) socket = test_server_connect (server);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *by_number =
          g_strdup_printf ("ADD RFC %s P2P-CI/1.1\r\nHost: h\r\nPort: 6001\r\nTitle: T\r\n\r\n", numbers[i]);
      g_autofree char *by_port =
          g_strdup_printf ("ADD RFC 7 P2P-CI/1.1\r\nHost: h\r\nPort: %s\r\nTitle: T\r\n\r\n", numbers[i]);
      const char *const requests[] = { by_number, by_port };

      for (guint j = 0; j < G_N_ELEMENTS (requests); j++)
        {
          g_autofree char *answer = NULL;

          g_test_message ("%s", requests[j]);
          test_socket_send (socket, requests[j], -1);
          answer = test_socket_read_answer (socket);
          g_assert_nonnull (strstr (answer, " 400 "));
        }
    }
  test_server_stop (server);
}

/* Whatever Content-Length says of a body that there is none, or in two ways, the connection is over. */
static void
test_limits_of_content_length (void)
{
  static const char *const headers[] = { "Content-Length: 9223372036854775808", "Content-Length: -1", "Content-Length: +0",
                                         "Content-Length: 0\r\nContent-Length: 5", "Content-Length: 0x0" };
  TestServer *server = test_server_start (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *request = g_strdup_printf ("PING P2P-CI/1.1\r\n%s\r\n\r\n", headers[i]);
      g_autoptr (GSocket) socket = test_server_connect (server);
      g_autofree char *answer = NULL;

      g_test_message ("%s", headers[i]);
      test_socket_send (socket, request, -1);
      answer = test_socket_read_answer (socket);
      g_assert_nonnull (strstr (answer, " 400 "));
      g_assert_true (is_closed (socket));
    }
  test_server_stop (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-limits/messages", test_limits_of_messages);
  g_test_add_func ("/server-limits/numbers", test_limits_of_numbers);
  g_test_add_func ("/server-limits/content-length", test_limits_of_content_length);
  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-server.h"
#include "test-support.h"

#include <gio/gunixsocketaddress.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* What systemd would have been told: all datagrams so far, a line each. */
typedef struct
{
  GFile *folder;
  char *path;
  GSocket *socket;
  GString *told;
} FakeManager;

static void
fake_manager_set_up (FakeManager *manager, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  manager->folder = test_folder_new ();
  manager->path = g_build_filename (g_file_peek_path (manager->folder), "notify", NULL);
  manager->told = g_string_new (NULL);
  address = g_unix_socket_address_new (manager->path);
  manager->socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (manager->socket, address, FALSE, &error);
  g_assert_no_error (error);
  g_socket_set_timeout (manager->socket, 30);
}

static void
fake_manager_tear_down (FakeManager *manager, gconstpointer data)
{
  g_object_unref (manager->socket);
  g_string_free (manager->told, TRUE);
  g_free (manager->path);
  test_folder_free (manager->folder);
}

/* Waits until @words have been said, and forgets what came until then. */
static void
fake_manager_expect (FakeManager *manager, const char *words)
{
  char buffer[4096];
  const char *found = NULL;

  while ((found = strstr (manager->told->str, words)) == NULL)
    {
      g_autoptr (GError) error = NULL;
      gssize length = g_socket_receive (manager->socket, buffer, sizeof buffer, NULL, &error);

      if (error != NULL)
        g_error ("“%s” was not said, only:\n%s", words, manager->told->str);
      g_string_append_len (manager->told, buffer, length);
      g_string_append_c (manager->told, '\n');
    }
  g_string_erase (manager->told, 0, found + strlen (words) - manager->told->str);
}

static GSubprocess *
fake_manager_spawn (FakeManager *manager, const char *const *arguments, int stdout_flag)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (stdout_flag);
  g_autoptr (GError) error = NULL;
  GSubprocess *process = NULL;

  g_subprocess_launcher_setenv (launcher, "NOTIFY_SOCKET", manager->path, TRUE);
  g_subprocess_launcher_setenv (launcher, "WATCHDOG_USEC", "200000", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  return process;
}

static guint16
read_port (GDataInputStream *lines)
{
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

  g_assert_nonnull (line);
  g_assert_nonnull (strstr (line, "Port : "));
  return atoi (strstr (line, "Port : ") + strlen ("Port : "));
}

static GSocket *
connect_to (guint16 port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;

  g_socket_set_timeout (socket, 30);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  return socket;
}

static char *
talk (guint16 port, const char *request)
{
  g_autoptr (GSocket) socket = connect_to (port);

  test_socket_send (socket, request, -1);
  return test_socket_read_answer (socket);
}

/* Closed without an answer. */
static gboolean
is_refused (guint16 port)
{
  g_autoptr (GSocket) socket = connect_to (port);
  g_autofree char *answer = NULL;

  g_socket_send (socket, "PING P2P-CI/1.1\r\n\r\n", 19, NULL, NULL);
  answer = test_socket_read_answer (socket);
  return *answer == '\0';
}

static void
test_activation_notifies (FakeManager *manager, gconstpointer data)
{
  const char *const arguments[] = { test_server_get_program (), "--listen", "127.0.0.1:0", "--quiet", NULL };
  g_autoptr (GSubprocess) process = fake_manager_spawn (manager, arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  guint16 port = read_port (lines);
  g_autofree char *joined = NULL, *answer = NULL;
  g_autoptr (GError) error = NULL;

  fake_manager_expect (manager, "READY=1");
  fake_manager_expect (manager, "STATUS=0 peers, 0 documents, 0 records, 0 requests/s");
  fake_manager_expect (manager, "WATCHDOG=1");
  fake_manager_expect (manager, "WATCHDOG=1");

  joined = talk (port, "START P2P-CI/1.0 Host: h Port: 6001\r\n\r\n");
  answer = talk (port, "ADD RFC 1 P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\nTitle: T\r\n\r\n");
  fake_manager_expect (manager, "STATUS=1 peer, 1 document, 1 record, ");

  g_subprocess_send_signal (process, SIGHUP);
  fake_manager_expect (manager, "RELOADING=1");
  fake_manager_expect (manager, "READY=1");
  g_subprocess_send_signal (process, SIGTERM);
  fake_manager_expect (manager, "STOPPING=1");
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* Reload */

static void
write_configuration (FakeManager *manager, const char *text)
{
  g_autoptr (GFile) file = test_folder_write (manager->folder, "p2p-ci.conf", text, -1);
}

/* By the program itself, as the service unit does; then the server's answer is waited for. */
static void
reload (FakeManager *manager, GSubprocess *process, int exit_code)
{
  g_autofree char *config = g_build_filename (g_file_peek_path (manager->folder), "p2p-ci.conf", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) helper =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, test_server_get_program (), "--config", config, "--reload",
                        g_subprocess_get_identifier (process), NULL);

  g_assert_no_error (error);
  g_subprocess_wait (helper, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (helper), ==, exit_code);
  fake_manager_expect (manager, "RELOADING=1\nMONOTONIC_USEC=");
}

static void
assert_add (GSocket *socket, guint number, const char *status)
{
  g_autofree char *request = g_strdup_printf ("ADD RFC %u P2P-CI/1.1\r\nHost: h\r\nPort: 6001\r\nTitle: T\r\n\r\n", number);
  g_autofree char *answer = NULL;

  test_socket_send (socket, request, -1);
  answer = test_socket_read_answer (socket);
  g_assert_nonnull (strstr (answer, status));
}

static void
assert_records (GSocket *socket, guint n_records)
{
  g_autofree char *expected = g_strdup_printf ("\r\nTotal: %u\r\n", n_records);
  g_autofree char *answer = NULL;

  test_socket_send (socket, "LIST ALL P2P-CI/1.1\r\n\r\n", -1);
  answer = test_socket_read_answer (socket);
  g_assert_nonnull (strstr (answer, expected));
}

static void
test_activation_reload (FakeManager *manager, gconstpointer data)
{
  g_autofree char *config = g_build_filename (g_file_peek_path (manager->folder), "p2p-ci.conf", NULL);
  const char *const arguments[] = { test_server_get_program (), "--listen", "127.0.0.1:0", "--quiet", "--config", config,
                                    "--limit", "watchers=0", NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GSocket) holder = NULL, late = NULL;
  g_autofree char *watching = NULL;
  guint16 port;
  g_autoptr (GError) error = NULL;

  write_configuration (manager, "[Records]\nrecords-per-peer=3\n");
  process = fake_manager_spawn (manager, arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  port = read_port (lines);
  fake_manager_expect (manager, "READY=1");
  holder = connect_to (port);
  late = connect_to (port);
  for (guint i = 1; i <= 3; i++)
    assert_add (holder, i, " 200 ");
  assert_add (holder, 4, " 403 ");

  /* Raised: those who are here profit at once. */
  write_configuration (manager, "[Records]\nrecords-per-peer=5\nwatchers=9\n");
  reload (manager, process, EXIT_SUCCESS);
  fake_manager_expect (manager, "READY=1");
  assert_add (holder, 4, " 200 ");
  assert_add (holder, 5, " 200 ");
  assert_add (holder, 6, " 403 ");
  test_socket_send (holder, "WATCH RFCS P2P-CI/1.1\r\n\r\n", -1);
  watching = test_socket_read_answer (holder);
  g_assert_nonnull (strstr (watching, " 503 ")); /* the command line wins */

  /* Lowered: what is here stays, no more comes. */
  write_configuration (manager, "[Records]\nrecords-per-peer=2\n[Connections]\nconnections=1\n");
  reload (manager, process, EXIT_SUCCESS);
  fake_manager_expect (manager, "READY=1");
  assert_records (holder, 5);
  assert_records (late, 5);
  assert_add (holder, 6, " 403 ");
  g_assert_true (is_refused (port));

  /* Faulty: nothing changes, and the status says so until it is mended. */
  write_configuration (manager, "[Records]\nrecords-per-pear=9\n[Connections]\nconnections=9\n");
  reload (manager, process, EX_CONFIG);
  fake_manager_expect (manager, "STATUS=1 peer, 5 documents, 5 records, ");
  fake_manager_expect (manager, "; The configuration is as before, because of a fault in the file: ");
  fake_manager_expect (manager, "p2p-ci.conf:2: There is no key “records-per-pear”, perhaps you mean “records-per-peer”");
  fake_manager_expect (manager, "READY=1");
  g_assert_true (is_refused (port));
  write_configuration (manager, "");
  reload (manager, process, EXIT_SUCCESS);
  fake_manager_expect (manager, " requests/s\n");
  fake_manager_expect (manager, "READY=1");
  g_assert_false (is_refused (port));
  assert_add (holder, 6, " 200 ");
  assert_records (late, 6);

  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static guint16
find_free_port (void)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, address, TRUE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static gboolean
port_is_open (guint16 port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

typedef struct
{
  guint16 port;
  gboolean is_open;
} Port;

static gboolean
port_opens_cb (gpointer user_data)
{
  ((Port *) user_data)->is_open = port_is_open (((Port *) user_data)->port);
  return !((Port *) user_data)->is_open;
}

/* The first connection starts it; every named socket is served, others are not. */
static void
activate (FakeManager *manager, const char *names, guint n_served)
{
  g_autofree char *program = g_find_program_in_path ("systemd-socket-activate");
  guint16 ports[2] = { find_free_port (), find_free_port () };
  g_autofree char *first = g_strdup_printf ("127.0.0.1:%u", ports[0]);
  g_autofree char *second = g_strdup_printf ("127.0.0.1:%u", ports[1]);
  g_autofree char *fdname = g_strdup_printf ("--fdname=%s", names);
  const char *const arguments[] = { program, "-l", first, "-l", second, fdname,
                                    "-E", "NOTIFY_SOCKET", "-E", "WATCHDOG_USEC", test_server_get_program (), "--quiet", NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  Port opens = { ports[0], FALSE };

  if (program == NULL)
    {
      g_test_skip ("systemd-socket-activate is not installed");
      return;
    }
  process = fake_manager_spawn (manager, arguments, G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_timeout_add (10, port_opens_cb, &opens);
  test_wait_until_true (&opens.is_open);
  for (guint i = 0; i < n_served; i++)
    {
      g_autofree char *answer = talk (ports[i], "PING P2P-CI/1.1\r\n\r\n");

      g_assert_cmpstr (answer, ==, "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
  fake_manager_expect (manager, "READY=1");
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_activation_by_name (FakeManager *manager, gconstpointer data)
{
  activate (manager, "p2p-ci:p2p-ci-course", 2);
}

static void
test_activation_foreign_name (FakeManager *manager, gconstpointer data)
{
  activate (manager, "p2p-ci:another", 1);
}

#define test(name, func) g_test_add ("/server-activation/" name, FakeManager, NULL, fake_manager_set_up, func, fake_manager_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test ("tells-systemd", test_activation_notifies);
  test ("reads-its-configuration-anew", test_activation_reload);
  test ("two-sockets-by-name", test_activation_by_name);
  test ("sockets-of-others-are-left-alone", test_activation_foreign_name);
  return g_test_run ();
}

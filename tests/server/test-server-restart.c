/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "state-versions.h"
#include "test-server.h"
#include "test-support.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* A service manager as systemd is one: it owns the listening socket, keeps descriptors from one run for the next, and
 * closes what comes with a barrier. */
typedef struct
{
  GFile *folder;
  char *path;
  GSocket *notify;
  GSocket *listener;
  guint16 port;
  GSubprocess *process;
  int state_fd;
  int peers_fd;
} Manager;

static void
manager_set_up (Manager *manager, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) notify_address = NULL, any = g_inet_socket_address_new_from_string ("127.0.0.1", 0), bound = NULL;

  manager->folder = test_folder_new ();
  manager->path = g_build_filename (g_file_peek_path (manager->folder), "notify", NULL);
  notify_address = g_unix_socket_address_new (manager->path);
  manager->notify = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (manager->notify, notify_address, FALSE, &error);
  g_assert_no_error (error);
  manager->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (manager->listener, any, TRUE, NULL) && g_socket_listen (manager->listener, NULL));
  bound = g_socket_get_local_address (manager->listener, NULL);
  manager->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  manager->state_fd = -1;
  manager->peers_fd = -1;
}

static void
manager_drop (Manager *manager)
{
  if (manager->state_fd >= 0)
    close (manager->state_fd);
  if (manager->peers_fd >= 0)
    close (manager->peers_fd);
  manager->state_fd = -1;
  manager->peers_fd = -1;
}

static void
manager_tear_down (Manager *manager, gconstpointer data)
{
  manager_drop (manager);
  g_object_unref (manager->notify);
  g_object_unref (manager->listener);
  g_free (manager->path);
  test_folder_free (manager->folder);
}

static void
manager_start (Manager *manager)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE
                                                                        | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) error = NULL;
  gboolean has_both = manager->state_fd >= 0 && manager->peers_fd >= 0;

  g_subprocess_launcher_setenv (launcher, "NOTIFY_SOCKET", manager->path, TRUE);
  g_subprocess_launcher_setenv (launcher, "LISTEN_FDS", has_both ? "3" : "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "LISTEN_FDNAMES", has_both ? "p2p-ci:handover-state:handover-peers" : "p2p-ci", TRUE);
  g_subprocess_launcher_take_fd (launcher, dup (g_socket_get_fd (manager->listener)), 3);
  if (has_both)
    {
      g_subprocess_launcher_take_fd (launcher, manager->state_fd, 4);
      g_subprocess_launcher_take_fd (launcher, manager->peers_fd, 5);
      manager->state_fd = -1;
      manager->peers_fd = -1;
    }
  manager->process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", "LISTEN_PID=$$ exec \"$0\" --quiet",
                                                  test_server_get_program (), NULL);
  g_assert_no_error (error);
}

/* One message; FALSE when it was the barrier, with which all is said. */
static gboolean
manager_hear (Manager *manager)
{
  char words[4096] = { 0 };
  union
  {
    char bytes[CMSG_SPACE (sizeof (int))];
    struct cmsghdr align;
  } control = { { 0 } };
  struct iovec vector = { words, sizeof words - 1 };
  struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
  struct cmsghdr *header = NULL;
  int fd = -1;

  g_socket_set_timeout (manager->notify, 30);
  g_assert_true (g_socket_condition_wait (manager->notify, G_IO_IN, NULL, NULL));
  g_assert_cmpint (recvmsg (g_socket_get_fd (manager->notify), &message, MSG_CMSG_CLOEXEC), >, 0);
  header = CMSG_FIRSTHDR (&message);
  if (header != NULL && header->cmsg_type == SCM_RIGHTS)
    memcpy (&fd, CMSG_DATA (header), sizeof fd);
  if (strstr (words, "FDSTORE=1") != NULL && strstr (words, "FDNAME=handover-state") != NULL)
    manager->state_fd = fd;
  else if (strstr (words, "FDSTORE=1") != NULL && strstr (words, "FDNAME=handover-peers") != NULL)
    manager->peers_fd = fd;
  else if (fd >= 0)
    close (fd);
  return strstr (words, "BARRIER=1") == NULL;
}

static void
manager_stop (Manager *manager)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (manager->process, SIGTERM);
  while (manager_hear (manager))
    continue;
  g_subprocess_wait_check (manager->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&manager->process);
}

static void
manager_restart (Manager *manager)
{
  manager_stop (manager);
  g_assert_cmpint (manager->state_fd, >=, 0);
  g_assert_cmpint (manager->peers_fd, >=, 0);
  manager_start (manager);
}

static void
manager_end (Manager *manager)
{
  g_subprocess_force_exit (manager->process);
  g_subprocess_wait (manager->process, NULL, NULL);
  g_clear_object (&manager->process);
}

static GSocket *
manager_connect (Manager *manager, int receive_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", manager->port);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  if (receive_bytes > 0)
    g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, receive_bytes, NULL);
  g_socket_set_timeout (socket, 30);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  return socket;
}

static void
assert_answer (GSocket *socket, const char *request, const char *ending)
{
  g_autofree char *answer = NULL;

  test_socket_send (socket, request, -1);
  answer = test_socket_read_answer (socket);
  if (!g_str_has_suffix (answer, ending))
    g_error ("“%s” was answered with “%s”, which does not end with “%s”", request, answer, ending);
}

#define OK "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

static void
test_restart_one_story (Manager *manager, gconstpointer data)
{
  g_autoptr (GSocket) holder = NULL, half = NULL, watcher = NULL, asker = NULL;
  g_autofree char *news = NULL, *joined = NULL, *token = NULL, *taken = NULL;

  manager_start (manager);
  holder = manager_connect (manager, 0);
  half = manager_connect (manager, 0);
  watcher = manager_connect (manager, 0);
  test_socket_send (holder, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\nContent-Length: 0\r\n\r\n", -1);
  joined = test_socket_read_answer (holder);
  token = g_strndup (strstr (joined, "Session: ") + 9, 32);
  assert_answer (watcher, "WATCH RFCS P2P-CI/1.1\r\n\r\n", OK);
  /* What it had begun was read together with what is answered. */
  assert_answer (half, "PING P2P-CI/1.1\r\n\r\nADD RFC 792 P2P-CI/1.1\r\nHo", OK);

  manager_stop (manager);
  /* Nobody serves: this waits. */
  test_socket_send (holder, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", -1);
  manager_start (manager);
  assert_answer (holder, "", "\r\n\r\n791\tT\t127.0.0.1\t6001\talpha\t\t\n");
  assert_answer (half, "st: beta\r\nPort: 6002\r\nTitle: ICMP\r\n\r\n", "792\tICMP\t127.0.0.1\t6002\tbeta\t\t\n");
  news = test_socket_read_answer (watcher);
  g_assert_true (g_str_has_suffix (news, "\r\n\r\n792\tICMP\t1\t\t\t0\n"));

  /* It is who it was: it may remove, and its token holds. */
  taken = g_strdup_printf ("REMOVE RFC 791 P2P-CI/1.1\r\nSession: %s\r\n\r\n", token);
  asker = manager_connect (manager, 0);
  assert_answer (asker, taken, OK);
  assert_answer (asker, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  manager_end (manager);
}

/* What is kept, as if a later program had left it. */
static void
manager_pretend_later (Manager *manager)
{
  gsize length = lseek (manager->state_fd, 0, SEEK_END);
  g_autofree guint8 *bytes = g_malloc (length);
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) later = NULL;

  g_assert_cmpint (pread (manager->state_fd, bytes, length, 0), ==, length);
  whole = g_bytes_new (bytes, length);
  later = state_as_a_later_version (whole, INDEX_STATE_VERSION + 1, "more", TRUE);
  close (manager->state_fd);
  manager->state_fd = memfd_create ("later", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  length = g_bytes_get_size (later);
  g_assert_cmpint (write (manager->state_fd, g_bytes_get_data (later, NULL), length), ==, length);
  g_assert_cmpint (fcntl (manager->state_fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW), ==, 0);
}

/* An administrator goes back to the version before. */
static void
test_restart_downgrade (Manager *manager, gconstpointer data)
{
  g_autoptr (GSocket) holder = NULL, half = NULL;
  g_autofree char *joined = NULL;

  manager_start (manager);
  holder = manager_connect (manager, 0);
  half = manager_connect (manager, 0);
  test_socket_send (holder, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\n\r\n", -1);
  joined = test_socket_read_answer (holder);
  assert_answer (half, "PING P2P-CI/1.1\r\n\r\nADD RFC 792 P2P-CI/1.1\r\nHo", OK);
  manager_stop (manager);
  manager_pretend_later (manager);
  manager_start (manager);
  assert_answer (holder, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", "\r\n\r\n791\tT\t127.0.0.1\t6001\talpha\t\t\n");
  assert_answer (half, "st: beta\r\nPort: 6002\r\nTitle: ICMP\r\n\r\n", "792\tICMP\t127.0.0.1\t6002\tbeta\t\t\n");
  manager_end (manager);
}

/* All rows together are more than the system keeps for somebody who does not read. */
enum { RECORDS = 16000 };

static char *
dup_long_add (guint number)
{
  return g_strdup_printf ("ADD RFC %u P2P-CI/1.1\r\nHost: a\r\nPort: 6001\r\nTitle: Title %u %0480u\r\n\r\n", number, number,
                          number);
}

/* What it is behind by is told after the restart: what was on its way to it, and what was not yet. */
static void
test_restart_slow_watcher (Manager *manager, gconstpointer data)
{
  g_autoptr (GSocket) holder = NULL, slow = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  manager_start (manager);
  holder = manager_connect (manager, 0);
  slow = manager_connect (manager, 4096);
  assert_answer (slow, "WATCH RFCS P2P-CI/1.1\r\n\r\n", OK);
  for (guint i = 1; i <= RECORDS; i++)
    {
      g_autofree char *add = dup_long_add (i);

      assert_answer (holder, add, "\n");
    }
  manager_restart (manager);
  while (g_hash_table_size (seen) < RECORDS)
    {
      g_autofree char *news = test_socket_read_answer (slow);
      g_auto (GStrv) lines = g_strsplit (news, "\n", -1);

      g_assert_true (g_str_has_prefix (news, "NOTIFY RFCS P2P-CI/1.1\r\n"));
      for (guint i = 0; lines[i] != NULL; i++)
        {
          guint number = 0;

          if (sscanf (lines[i], "%u\tTitle", &number) == 1)
            g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (number)));
        }
    }
  manager_end (manager);
}

/* Cursors, and lists that are half sent, go on where they were. */
static void
test_restart_in_the_middle_of_lists (Manager *manager, gconstpointer data)
{
  g_autoptr (GSocket) holder = NULL, old = NULL, asker = NULL;
  g_autofree char *list = NULL, *cursor = NULL, *request = NULL, *page = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  char status_line[sizeof "P2P-CI/1.0 200 OK\r\n" - 1];

  manager_start (manager);
  holder = manager_connect (manager, 0);
  old = manager_connect (manager, 4096);
  asker = manager_connect (manager, 0);
  for (guint i = 1; i <= RECORDS; i++)
    {
      g_autofree char *add = dup_long_add (i);

      assert_answer (holder, add, "\n");
    }
  /* Gaps, so that the numbers of records are not simply counted. */
  for (guint i = 100; i < 200; i++)
    {
      g_autofree char *gone = g_strdup_printf ("REMOVE RFC %u P2P-CI/1.1\r\n\r\n", i);

      assert_answer (holder, gone, OK);
    }
  test_socket_send (old, "LIST ALL P2P-CI/1.0\r\nHost: h\r\nPort: 6002\r\n\r\n", -1);
  /* The list has begun. */
  g_assert_cmpint (g_socket_receive (old, status_line, sizeof status_line, NULL, NULL), ==, sizeof status_line);
  test_socket_send (asker, "LIST ALL P2P-CI/1.1\r\nLimit: 300\r\n\r\n", -1);
  page = test_socket_read_answer (asker);
  cursor = g_strndup (strstr (page, "Next: ") + 6, strcspn (strstr (page, "Next: ") + 6, "\r"));

  manager_restart (manager);

  list = test_socket_read_until (old, "\r\n\r\n");
  lines = g_strsplit (list, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint number = 0;

      if (sscanf (lines[i], "RFC %u ", &number) == 1 || sscanf (lines[i], "%u ", &number) == 1)
        g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (number)));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, RECORDS - 100);

  request = g_strdup_printf ("LIST ALL P2P-CI/1.1\r\nLimit: 1\r\nAfter: %s\r\n\r\n", cursor);
  test_socket_send (asker, request, -1);
  g_free (page);
  page = test_socket_read_answer (asker);
  g_assert_nonnull (strstr (page, "\r\n\r\n401\tTitle 401 "));
  manager_end (manager);
}

static void
test_restart_dropped (Manager *manager, gconstpointer data)
{
  g_autoptr (GSocket) holder = NULL, asker = NULL;
  g_autofree char *rest = NULL;

  manager_start (manager);
  holder = manager_connect (manager, 0);
  assert_answer (holder, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\n\r\n", "\n");
  manager_stop (manager);
  manager_drop (manager);
  rest = test_socket_read_until (holder, "never said");
  g_assert_cmpstr (rest, ==, "");
  manager_start (manager);
  asker = manager_connect (manager, 0);
  assert_answer (asker, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  manager_end (manager);
}

/* A state of no use, or one that is not sealed: the index starts empty, and lets go of the connections. */
static void
test_restart_damaged (Manager *manager, gconstpointer data)
{
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GSocket) holder = NULL, asker = NULL;
      g_autofree char *rest = NULL;
      char bytes[4096];
      gssize length;

      manager_start (manager);
      holder = manager_connect (manager, 0);
      assert_answer (holder, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\n\r\n", "\n");
      manager_stop (manager);
      length = pread (manager->state_fd, bytes, sizeof bytes, 0);
      g_assert_cmpint (length, >, 100);
      close (manager->state_fd);
      manager->state_fd = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
      bytes[80] ^= round == 0;
      g_assert_cmpint (write (manager->state_fd, bytes, length), ==, length);
      if (round == 0)
        fcntl (manager->state_fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
      manager_start (manager);
      rest = test_socket_read_until (holder, "never said");
      g_assert_cmpstr (rest, ==, "");
      asker = manager_connect (manager, 0);
      assert_answer (asker, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
      manager_end (manager);
    }
}

/* More than one message of sockets, and one of them gone meanwhile. */
static void
test_restart_many (Manager *manager, gconstpointer data)
{
  enum { PEERS = 600 };
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func (g_object_unref);

  manager_start (manager);
  for (guint i = 0; i < PEERS; i++)
    {
      g_autofree char *add = g_strdup_printf ("ADD RFC 1 P2P-CI/1.1\r\nHost: p%u\r\nPort: %u\r\nTitle: T\r\n\r\n", i, 10000 + i);

      g_ptr_array_add (peers, manager_connect (manager, 0));
      assert_answer (peers->pdata[i], add, "\n");
    }
  for (guint round = 0; round < 3; round++)
    {
      manager_restart (manager);
      for (guint i = 0; i < PEERS; i++)
        assert_answer (peers->pdata[i], "PING P2P-CI/1.1\r\n\r\n", OK);
    }
  manager_stop (manager);
  g_ptr_array_remove_index (peers, 300);
  manager_start (manager);
  for (guint i = 0; i < PEERS - 1; i++)
    {
      g_autofree char *answer = NULL;

      test_socket_send (peers->pdata[i], "LOOKUP RFC 1 P2P-CI/1.1\r\n\r\n", -1);
      answer = test_socket_read_answer (peers->pdata[i]);
      if (i > 0)
        g_assert_nonnull (strstr (answer, "\r\nTotal: 599\r\n"));
    }
  manager_end (manager);
}

#define test(name, func) g_test_add ("/server-restart/" name, Manager, NULL, manager_set_up, func, manager_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test ("one-story", test_restart_one_story);
  test ("back-from-a-later-version", test_restart_downgrade);
  test ("in-the-middle-of-lists", test_restart_in_the_middle_of_lists);
  test ("a-slow-watcher", test_restart_slow_watcher);
  test ("what-the-manager-drops-is-gone", test_restart_dropped);
  test ("a-damaged-state-starts-empty", test_restart_damaged);
  test ("six-hundred-peers", test_restart_many);
  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What lies under a shared name changes all the time: nothing but the document ever leaves. */

#include "config.h"

#include "peer-beneath.h"
#include "test-support.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <glib/gstdio.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEFAULT_SWAPS 20000u /* P2PCI_SWAPS=1000000 for the full size */
#define GOOD "what is shared"
#define FOREIGN "what is not"

typedef struct
{
  GFile *folder;
  int descriptor;
  guint n_swaps;
  gint is_over;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *swaps = g_getenv ("P2PCI_SWAPS");
  g_autoptr (GError) error = NULL;

  fixture->n_swaps = swaps != NULL ? (guint) g_ascii_strtoull (swaps, NULL, 10) : DEFAULT_SWAPS;
  fixture->folder = test_folder_new ();
  g_object_unref (test_folder_write (fixture->folder, "rfc1.txt", GOOD, -1));
  g_object_unref (test_folder_write (fixture->folder, "secret", FOREIGN, -1));
  fixture->descriptor = peer_beneath_open_folder (g_file_peek_path (fixture->folder), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_close (fixture->descriptor, NULL);
  test_folder_free (fixture->folder);
}

static gpointer
swap (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < fixture->n_swaps; i++)
    g_assert_cmpint (renameat2 (fixture->descriptor, "rfc1.txt", fixture->descriptor, "other", RENAME_EXCHANGE), ==, 0);
  g_atomic_int_set (&fixture->is_over, TRUE);
  return NULL;
}

/* As often as it can while the other thread swaps. */
static void
read_while_swapping (Fixture *fixture)
{
  GThread *thread = g_thread_new ("swap", swap, fixture);
  guint n_good = 0;
  guint n_refused = 0;

  while (!g_atomic_int_get (&fixture->is_over))
    {
      PeerFileIdentity identity;
      char bytes[64] = "";
      int fd = peer_beneath_open (fixture->descriptor, "rfc1.txt", &identity, NULL);

      if (fd < 0)
        {
          n_refused++;
          continue;
        }
      g_assert_cmpint (read (fd, bytes, sizeof bytes - 1), ==, strlen (GOOD));
      g_assert_cmpstr (bytes, ==, GOOD);
      g_close (fd, NULL);
      n_good++;
    }
  g_thread_join (thread);
  g_test_message ("%u swaps: %u times the document, %u times nothing, never anything else", fixture->n_swaps, n_good,
                  n_refused);
  g_assert_cmpuint (n_good, >, 0);
  g_assert_cmpuint (n_refused, >, 0);
}

static void
test_file_and_link (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (symlinkat ("secret", fixture->descriptor, "other"), ==, 0);
  read_while_swapping (fixture);
}

static void
test_file_and_pipe (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (mkfifoat (fixture->descriptor, "other", 0600), ==, 0);
  read_while_swapping (fixture);
}

static void
assert_refused (Fixture *fixture, const char *name)
{
  PeerFileIdentity identity;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (peer_beneath_open (fixture->descriptor, name, &identity, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_what_is_no_file (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (symlinkat ("rfc1.txt", fixture->descriptor, "link"), ==, 0);
  g_assert_cmpint (symlinkat ("/dev/zero", fixture->descriptor, "far"), ==, 0);
  g_assert_cmpint (mkfifoat (fixture->descriptor, "pipe", 0600), ==, 0);
  g_assert_cmpint (mkdirat (fixture->descriptor, "folder", 0700), ==, 0);
  assert_refused (fixture, "link");
  assert_refused (fixture, "far");
  assert_refused (fixture, "pipe");
  assert_refused (fixture, "folder");
  assert_refused (fixture, "../secret");
  assert_refused (fixture, "/etc/passwd");
  if (mknodat (fixture->descriptor, "device", S_IFCHR | 0600, (1 << 8) | 5) == 0)
    assert_refused (fixture, "device");
  else
    g_test_message ("a device cannot be made here: %s", g_strerror (errno));
}

/* A kernel without openat2 (or a sandbox that does not know it) for this process, which ends after. */
static void
forget_openat2 (void)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
  g_assert_cmpint (syscall (SYS_openat2, -1, "", NULL, 0), ==, -1);
  g_assert_cmpint (errno, ==, ENOSYS);
}

static void
test_without_openat2 (void)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  forget_openat2 ();
  for (guint i = 0; i < 3; i++)
    {
      void (*const tests[]) (Fixture *, gconstpointer) = { test_what_is_no_file, test_file_and_link, test_file_and_pipe };
      Fixture fixture = { 0 };

      set_up (&fixture, NULL);
      tests[i](&fixture, NULL);
      tear_down (&fixture, NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/upload-truth/file-and-link", test_file_and_link);
  ADD ("/upload-truth/file-and-pipe", test_file_and_pipe);
  ADD ("/upload-truth/what-is-no-file", test_what_is_no_file);
  g_test_add_func ("/upload-truth/without-openat2", test_without_openat2);

  return g_test_run ();
}

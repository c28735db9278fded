/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-journal.h"

#include "test-support.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A journal that reads when the test says so. */
typedef struct
{
  char *folder;
  char *path;
  int fd;
} Journal;

static void
journal_listen (Journal *journal)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_strlcpy (address.sun_path, journal->path, sizeof address.sun_path);
  journal->fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (bind (journal->fd, (struct sockaddr *) &address, sizeof address), ==, 0);
}

static void
journal_stop (Journal *journal)
{
  close (journal->fd);
  g_unlink (journal->path);
}

static void
journal_init (Journal *journal)
{
  g_autoptr (GError) error = NULL;

  journal->folder = g_dir_make_tmp ("journal-XXXXXX", &error);
  g_assert_no_error (error);
  journal->path = g_build_filename (journal->folder, "socket", NULL);
  journal_listen (journal);
}

static void
journal_clear (Journal *journal)
{
  journal_stop (journal);
  g_rmdir (journal->folder);
  g_free (journal->folder);
  g_free (journal->path);
}

/* The length of what came, or -1. */
static gssize
journal_read (Journal *journal, char *bytes, gsize size)
{
  return recv (journal->fd, bytes, size, 0);
}

static void
test_journal_fields (void)
{
  static const char expected[] = "MESSAGE\n\x0c\0\0\0\0\0\0\0two\nlines =1\nP2PCI_RFC\n\4\0\0\0\0\0\0\0002119\n";
  const IndexJournalField fields[] = { { "MESSAGE", "two\nlines =1" }, { "P2PCI_PEER", NULL }, { "P2PCI_RFC", "2119" } };
  Journal journal;
  g_autoptr (IndexJournal) writer = NULL;
  char bytes[256];
  gssize length;

  journal_init (&journal);
  writer = index_journal_new (journal.path);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (index_journal_send (writer, fields, G_N_ELEMENTS (fields)));
      length = journal_read (&journal, bytes, sizeof bytes);
      g_assert_cmpmem (bytes, length, expected, sizeof expected - 1);
    }
  journal_clear (&journal);
}

/* Were it to wait, the test would never end. */
static void
test_journal_stands_still (void)
{
  const IndexJournalField fields[] = { { "MESSAGE", "Somebody asked something" } };
  Journal journal;
  g_autoptr (IndexJournal) writer = NULL;
  char bytes[256];
  guint n_sent = 0, n_read = 0;

  journal_init (&journal);
  writer = index_journal_new (journal.path);
  while (index_journal_send (writer, fields, 1))
    g_assert_cmpuint (++n_sent, <, 1000000);
  g_assert_false (index_journal_send (writer, fields, 1));
  while (journal_read (&journal, bytes, sizeof bytes) > 0)
    n_read++;
  g_assert_cmpuint (n_read, ==, n_sent);
  g_assert_true (index_journal_send (writer, fields, 1));
  journal_clear (&journal);
}

static void
test_journal_comes_and_goes (void)
{
  const IndexJournalField fields[] = { { "MESSAGE", "Somebody asked something" } };
  Journal journal;
  g_autoptr (IndexJournal) writer = NULL;
  char bytes[256];

  journal_init (&journal);
  writer = index_journal_new (journal.path);
  g_assert_true (index_journal_send (writer, fields, 1));
  journal_stop (&journal);
  g_assert_false (index_journal_send (writer, fields, 1));
  journal_listen (&journal);
  g_assert_true (index_journal_send (writer, fields, 1));
  g_assert_cmpint (journal_read (&journal, bytes, sizeof bytes), >, 0);
  journal_clear (&journal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index-journal/fields-as-they-are", test_journal_fields);
  g_test_add_func ("/index-journal/one-that-stands-still-is-not-waited-for", test_journal_stands_still);
  g_test_add_func ("/index-journal/one-that-comes-again-is-found", test_journal_comes_and_goes);
  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-journal.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define INDEX_JOURNAL_PATH "/run/systemd/journal/socket"

struct _IndexJournal
{
  int fd; /* -1: there is no socket to be had */
  struct sockaddr_un address;
  GByteArray *entry;
};

IndexJournal *
index_journal_new (const char *path)
{
  IndexJournal *journal = g_new0 (IndexJournal, 1);

  journal->fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  journal->address.sun_family = AF_UNIX;
  g_strlcpy (journal->address.sun_path, path != NULL ? path : INDEX_JOURNAL_PATH, sizeof journal->address.sun_path);
  journal->entry = g_byte_array_new ();
  return journal;
}

void
index_journal_free (IndexJournal *journal)
{
  if (journal->fd >= 0)
    close (journal->fd);
  g_byte_array_unref (journal->entry);
  g_free (journal);
}

/* In the form with a length, in which a value may hold line ends. */
static void
index_journal_append (GByteArray *entry, const IndexJournalField *field)
{
  gsize length = strlen (field->value);
  guint64 length_le = GUINT64_TO_LE (length);

  g_byte_array_append (entry, (const guint8 *) field->name, strlen (field->name));
  g_byte_array_append (entry, (const guint8 *) "\n", 1);
  g_byte_array_append (entry, (const guint8 *) &length_le, sizeof length_le);
  g_byte_array_append (entry, (const guint8 *) field->value, length);
  g_byte_array_append (entry, (const guint8 *) "\n", 1);
}

/* Not connected: a journal that was started again meanwhile is found under the same name. */
gboolean
index_journal_send (IndexJournal *journal, const IndexJournalField *fields, gsize n_fields)
{
  gssize n_sent;

  g_byte_array_set_size (journal->entry, 0);
  for (gsize i = 0; i < n_fields; i++)
    {
      if (fields[i].value != NULL)
        index_journal_append (journal->entry, &fields[i]);
    }
  do
    n_sent = sendto (journal->fd, journal->entry->data, journal->entry->len, MSG_DONTWAIT | MSG_NOSIGNAL,
                     (const struct sockaddr *) &journal->address, sizeof journal->address);
  while (n_sent < 0 && errno == EINTR);
  return n_sent >= 0;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Entries for the journal, in its native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): a datagram each. GLib and
 * libsystemd write these too, but wait while the journal does not read, and then all peers would wait for the log. */
typedef struct _IndexJournal IndexJournal;

/* @path is the journal's socket; NULL: that of the system. A journal that is not there is no error: its entries are lost. */
IndexJournal *index_journal_new (const char *path);
void index_journal_free (IndexJournal *journal);

typedef struct
{
  const char *name; /* as the journal wants it: A-Z, 0-9 and _, not first */
  const char *value; /* any bytes but NUL; NULL: the field is left out */
} IndexJournalField;

/* All together must stay well under the socket's buffer, some 200 KiB. FALSE when the entry is lost. */
gboolean index_journal_send (IndexJournal *journal, const IndexJournalField *fields, gsize n_fields);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IndexJournal, index_journal_free)

G_END_DECLS

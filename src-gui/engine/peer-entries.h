/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-downloads.h"
#include "peer-entry-private.h"
#include "peer-library.h"

G_BEGIN_DECLS

/* The entries of a catalogue, by number, each joined to the document and the download of its number for as long as there
 * are such. Tells its list model of each change. */
typedef struct _PeerEntries PeerEntries;

/* @model is who holds it; @library and @downloads may be NULL. */
PeerEntries *peer_entries_new (GListModel *model, PeerLibrary *library, PeerDownloads *downloads);
void peer_entries_free (PeerEntries *self);

guint peer_entries_get_length (PeerEntries *self);
PeerEntry *peer_entries_get (PeerEntries *self, guint position); /* lent */
PeerEntry *peer_entries_find (PeerEntries *self, guint number);  /* lent, or NULL */

/* Where the entry of this number stands, or would. */
guint peer_entries_find_position (PeerEntries *self, guint number);

/* The entry of this row: the one that is there already, or a new one, that is to be put in its place. A new reference. */
PeerEntry *peer_entries_take_row (PeerEntries *self, const WireCatalogueRow *row);

/* Puts @batch, of PeerEntry, where the @n_removed entries at @position stand. */
void peer_entries_splice (PeerEntries *self, guint position, guint n_removed, GPtrArray *batch);

G_END_DECLS

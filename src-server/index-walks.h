/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where walks over the holders of an entry wait while their readers take their time. Walks that wait at the same record
 * share one stop, and stops that come to the same record, because those between them went, are joined by a reference from
 * one to the other: so a record's going costs the same however many walks there are. Those who ask for lists and never
 * read them cannot make the others' leaving dear. */
typedef struct _IndexStop IndexStop;
typedef struct _IndexWalks IndexWalks;

IndexWalks *index_walks_new (void);
void index_walks_free (IndexWalks *walks); /* no walk waits any more */

/* To wait at @record, which is not 0. */
IndexStop *index_walks_wait (IndexWalks *walks, guint32 record);
/* The record that is there now, 0: the end. The stop is given back. */
guint32 index_walks_go_on (IndexWalks *walks, IndexStop *stop);

/* @record goes; @next is the one after it, 0: none. */
void index_walks_pass_on (IndexWalks *walks, guint32 record, guint32 next);

guint index_walks_get_n_stops (IndexWalks *walks);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-text-file.h"

G_BEGIN_DECLS

/* What lies in the library's folder, by name, and which of it is which RFC. Knows no file system: it is told what a scan saw
 * and what a reading found, and tells which numbers that touched. */
typedef struct _PeerLibraryFiles PeerLibraryFiles;

/* @cached: what is known from last time (name and PeerTextFile); taken. */
PeerLibraryFiles *peer_library_files_new (void);
void peer_library_files_free (PeerLibraryFiles *self);
void peer_library_files_take_cached (PeerLibraryFiles *self, GHashTable *cached);

/* @entries: all of PeerScanEntry. @to_read gets the names to read now (lent by the table), @touched the numbers (as keys) whose
 * document may be another now. TRUE when a file was seen for the first time and is worth another look: only one that
 * two scans saw the same is read, for it may be on its way in. With @trusts_all all are read at once. */
gboolean peer_library_files_take_scan (PeerLibraryFiles *self,
                                       GPtrArray *entries,
                                       gboolean trusts_all,
                                       GPtrArray *to_read,
                                       GHashTable *touched);

/* The folder itself has gone: nothing lies in it, but what was read is remembered for when it comes back. */
void peer_library_files_forget (PeerLibraryFiles *self, GHashTable *touched);

/* What reading a file found, or what was just put there. */
void peer_library_files_take_read (PeerLibraryFiles *self, PeerTextFile *read, GHashTable *touched);

/* The file that is the document of this number, lent, or NULL. @is_stale: it has changed since it was read. @note: what to tell
 * of others that claim the number with other bytes; a new string or NULL. */
const PeerTextFile *peer_library_files_choose (PeerLibraryFiles *self, guint number, gboolean *is_stale, char **note);

guint peer_library_files_get_n_numbers (PeerLibraryFiles *self); /* that a file claims */
void peer_library_files_touch_all (PeerLibraryFiles *self, GHashTable *touched);
guint peer_library_files_get_n_reading (PeerLibraryFiles *self);
GHashTable *peer_library_files_dup_read (PeerLibraryFiles *self); /* name and PeerTextFile, for the cache */
char **peer_library_files_dup_ignored (PeerLibraryFiles *self);  /* "NAME: why." each, in order */

G_END_DECLS

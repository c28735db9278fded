/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-catalog.h"

#include "wire-dialect.h"

G_BEGIN_DECLS

/* Rows of answers, put together from what the catalogue keeps rendered: the same bytes as wire_record_append() and
 * wire_catalogue_row_append() write, at the cost of copying them. Every text was checked when it came in.
 *
 * @loopback_address is what stands for holders on this machine: NULL for an asker that is on it too. */
#define INDEX_ROW_MAX_BYTES 1024u

/* The head of a plain 200 of 1.1, as wire_response_append() writes it. */
void index_rows_append_head (gboolean has_total, guint32 total, guint32 content_length, GString *output);

void index_rows_append_record (const IndexRecordView *view, const char *loopback_address, GString *output);
void index_rows_append_classic (const IndexRecordView *view,
                                const char *loopback_address,
                                WireDialect dialect,
                                GString *output);
void index_rows_append_entry (const IndexCatalog *catalog, const IndexEntry *entry, GString *output);
/* The row of an RFC that nobody holds any more. */
void index_rows_append_gone (guint32 number, GString *output);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-catalog.h"

#include "wire-limits.h"
#include "wire-request.h"

G_BEGIN_DECLS

/* LIST RFCS: a page of the catalogue, searched and sorted. */
#define INDEX_LISTING_MAX_ROWS 8192u

/* Fills @entries (guint32, for index_catalog_get_entry()) with the rows after the cursor in their order, at most @limit
 * and INDEX_LISTING_MAX_ROWS; @has_more tells that there are others after them. @total counts all that match. FALSE
 * when the cursor is not one of ours. */
gboolean index_listing_run (IndexCatalog *catalog,
                            const WireRequest *request,
                            GArray *entries,
                            guint32 *total,
                            gboolean *has_more);

/* The cursor that goes on after @entry. */
void index_listing_format_cursor (WireSort sort, const IndexEntry *entry, char cursor[WIRE_CURSOR_MAX_BYTES + 1]);

G_END_DECLS

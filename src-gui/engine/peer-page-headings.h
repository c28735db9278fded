/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-page-text.h"

G_BEGIN_DECLS

/* One heading of a section, as it stands in the text. */
typedef struct
{
  guint line;
  guint level;  /* 0 for a chapter */
  char *number; /* "4.2", "A.1"; "" when it has none */
  char *title;  /* blanks folded */
} PeerPageHeading;

#define PEER_PAGE_MAX_HEADINGS 5000u

/* The headings in their order, of PeerPageHeading; the lines of the document's own table of contents are none. That table goes
 * from @contents_start to before @contents_end, both 0 when there is none. A new array. */
GPtrArray *peer_page_headings_find (const PeerPageText *text, guint *contents_start, guint *contents_end);

/* By their numbers, in capitals: a new table of char * (lent by the heading) and PeerPageHeading. */
GHashTable *peer_page_headings_index (GPtrArray *headings);

/* The last heading at or before @line; -1 when there is none. */
int peer_page_headings_find_above (GPtrArray *headings, guint line);

/* How many bytes of @bytes are a section's number ("4", "4.2.", "A.1", without a last full stop); 0 when it is none. */
gsize peer_page_section_number_length (const char *bytes, gsize length);

G_END_DECLS

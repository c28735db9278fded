/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-page-headings.h"

G_BEGIN_DECLS

typedef enum
{
  PEER_REFERENCE_DOCUMENT, /* another RFC: "RFC 2068", "[RFC2119]", "RFCs 791 and 793"; maybe a section of it */
  PEER_REFERENCE_LINE,     /* a place in the same document: "Section 4.2", "[33]", a line of the table of contents */
  PEER_REFERENCE_ADDRESS,  /* "https://..." */
} PeerReferenceKind;

#define PEER_REFERENCE_SECTION_MAX 16u /* bytes, with the NUL */

typedef struct
{
  guint32 start; /* bytes of the text; never over the end of a line */
  guint32 end;
  PeerReferenceKind kind;
  guint32 number; /* of the RFC */
  guint32 line;   /* in this document */
  char section[PEER_REFERENCE_SECTION_MAX]; /* of the other document; "" for its beginning */
} PeerReference;

#define PEER_PAGE_MAX_REFERENCES 50000u

/* All that can be followed, of PeerReference, ordered by start, none within another. @number: the document's own, that is
 * nothing to follow; 0 when it is not known. A new array. */
GArray *peer_page_references_find (const PeerPageText *text,
                                   GPtrArray *headings,
                                   guint contents_start,
                                   guint contents_end,
                                   guint number);

/* The one at this byte, lent, or NULL. */
const PeerReference *peer_page_references_find_at (GArray *references, guint byte);

/* The index of the first that ends after this byte. */
guint peer_page_references_find_after (GArray *references, guint byte);

G_END_DECLS

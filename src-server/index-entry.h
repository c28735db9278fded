/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the catalogue's rooms share; items of pools, linked by number (index-pool.h), 0 for none. */

/* An RFC that at least one holder has. */
typedef struct
{
  guint64 title_key[2]; /* the first 16 bytes of the folded title, big-endian: most comparisons end here */
  guint32 number;
  guint32 n_records;
  guint32 first_record; /* in the order they came */
  guint32 last_record;
  guint32 n_texts;
  guint32 n_contents;
  guint32 text;    /* the one that most holders have, or the first had */
  guint32 content; /* likewise; 0 while nobody told size or digest */
  guint32 next_lookup; /* where the next sample of the holders begins; 0: at the first */
  guint32 first_posting;
  guint32 stamp; /* of the search that saw it last */
} IndexEntry;

/* What one or more holders say of an RFC: title, size and digest. */
typedef struct
{
  guint32 entry;
  guint32 n_records;
  guint32 content;
  guint16 title_length;
  char title[];
} IndexText;

#define INDEX_TEXT_HEADER_BYTES 14u

/* Size and digest, in the form in which rows show them: "SIZE TAB HEX". */
#define INDEX_CONTENT_MAX_BYTES 85u
typedef struct
{
  guint32 n_records;
  guint16 columns_length;
  guint8 has_digest;
  char columns[INDEX_CONTENT_MAX_BYTES];
} IndexContent;

/* Who holds records, as rows show it: "ADDRESS TAB PORT TAB NAME". */
typedef struct
{
  char *label;
  guint32 *n_address_records; /* of all holders at its address; NULL: they are not counted */
  guint32 first_record;
  guint32 n_records;
  guint16 label_length;
  guint16 port;
  guint8 address_length;
  guint8 is_loopback;
} IndexHolder;

/* One holder has one RFC. */
typedef struct
{
  guint32 text;
  guint32 holder;
  guint32 next_in_chain;
  guint32 previous_of_entry;
  guint32 next_of_entry;
  guint32 previous_of_holder;
  guint32 next_of_holder;
} IndexRecord;

G_END_DECLS

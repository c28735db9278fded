/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-digest.h"

G_BEGIN_DECLS

/* Rows of 1.1 bodies, text/tab-separated-values, one line each; PROTOCOL 3.1.
 * Slices of a parsed row are lent by the line that was parsed. */

/* number  title  address  port  name  size  sha256 */
typedef struct
{
  guint32 number;
  WireSlice title;
  WireSlice address; /* as the index observed it, numeric */
  guint16 port;
  WireSlice name; /* the label that the peer gave itself: to show, never to resolve */
  gboolean has_size;
  guint64 size_bytes;
  WireDigest digest;
} WireRecord;

/* number  title  holders  size  sha256  agreeing */
typedef struct
{
  guint32 number;
  WireSlice title;
  guint32 holders;
  gboolean has_size;
  guint64 size_bytes;
  WireDigest digest;
  guint32 agreeing;
} WireCatalogueRow;

/* One line without its line end; columns after the known ones are ignored, missing ones at the end are empty.
 * FALSE, with @record untouched, when a known column is malformed. */
gboolean wire_record_parse (const char *line, gsize length, WireRecord *record);
gboolean wire_catalogue_row_parse (const char *line, gsize length, WireCatalogueRow *row);

/* Appends the line with its LF. Texts must be clean. */
void wire_record_append (const WireRecord *record, GString *output);
void wire_catalogue_row_append (const WireCatalogueRow *row, GString *output);

/* A row of an answer in 1.0, "RFC n title host port" or a bare "n ...": number and port from the ends, all between
 * the number and the last two words is the title. The host column becomes the name, and the address too when it is
 * a numeric one (else that stays empty). For the client's side against a 1.0 index. */
gboolean wire_record_parse_classic (const char *line, gsize length, WireRecord *record);

G_END_DECLS

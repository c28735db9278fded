/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-record.h"
#include "wire-limits.h"

#include <string.h>

static gboolean
wire_column_parse_number (WireSlice column, guint64 min, guint64 max, guint64 *number)
{
  return wire_text_parse_decimal (column.data, column.length, max, number) && *number >= min;
}

static gboolean
wire_column_parse_size (WireSlice column, gboolean *has_size, guint64 *size_bytes)
{
  *has_size = column.length > 0;
  return column.length == 0 || wire_column_parse_number (column, 0, G_MAXINT64, size_bytes);
}

static gboolean
wire_column_parse_digest (WireSlice column, WireDigest *digest)
{
  return column.length == 0 || wire_digest_parse_hex (column, digest);
}

static gboolean
wire_column_is_title (WireSlice column)
{
  return column.length <= WIRE_TITLE_MAX_BYTES && wire_text_is_clean (column.data, column.length);
}

/* Columns that the line does not have come out empty; what a later version appended is left out. */
static void
wire_columns_split (const char *line, gsize length, WireSlice *columns, gsize n_columns)
{
  WireSlice rest = { line, length };

  for (gsize i = 0; i < n_columns; i++)
    if (!wire_slice_split (&rest, '\t', &columns[i]))
      columns[i] = (WireSlice) { NULL, 0 };
}

gboolean
wire_record_parse (const char *line, gsize length, WireRecord *record)
{
  WireRecord parsed = { 0 };
  WireSlice columns[7];
  guint64 number;
  guint64 port;

  wire_columns_split (line, length, columns, G_N_ELEMENTS (columns));
  parsed.title = columns[1];
  parsed.address = columns[2];
  parsed.name = columns[4];
  if (!wire_column_parse_number (columns[0], 1, WIRE_NUMBER_MAX, &number)
      || !wire_column_is_title (parsed.title)
      || !wire_text_is_address (parsed.address.data, parsed.address.length)
      || !wire_column_parse_number (columns[3], 1, WIRE_PORT_MAX, &port)
      || (parsed.name.length > 0 && !wire_text_is_host (parsed.name.data, parsed.name.length))
      || !wire_column_parse_size (columns[5], &parsed.has_size, &parsed.size_bytes)
      || !wire_column_parse_digest (columns[6], &parsed.digest))
    return FALSE;

  parsed.number = (guint32) number;
  parsed.port = (guint16) port;
  *record = parsed;
  return TRUE;
}

gboolean
wire_catalogue_row_parse (const char *line, gsize length, WireCatalogueRow *row)
{
  WireCatalogueRow parsed = { 0 };
  WireSlice columns[6];
  guint64 number;
  guint64 holders;
  guint64 agreeing = 0;

  wire_columns_split (line, length, columns, G_N_ELEMENTS (columns));
  parsed.title = columns[1];
  if (!wire_column_parse_number (columns[0], 1, WIRE_NUMBER_MAX, &number)
      || !wire_column_is_title (parsed.title)
      || !wire_column_parse_number (columns[2], 0, G_MAXUINT32, &holders)
      || !wire_column_parse_size (columns[3], &parsed.has_size, &parsed.size_bytes)
      || !wire_column_parse_digest (columns[4], &parsed.digest)
      || (columns[5].length > 0 && !wire_column_parse_number (columns[5], 0, G_MAXUINT32, &agreeing)))
    return FALSE;

  parsed.number = (guint32) number;
  parsed.holders = (guint32) holders;
  parsed.agreeing = (guint32) agreeing;
  *row = parsed;
  return TRUE;
}

/* size and sha256 stand side by side in both tables. */
static void
wire_columns_append_content (gboolean has_size, guint64 size_bytes, const WireDigest *digest, GString *output)
{
  if (has_size)
    wire_text_append_decimal (size_bytes, output);
  g_string_append_c (output, '\t');
  if (digest->is_known)
    wire_digest_append_hex (digest, output);
}

void
wire_record_append (const WireRecord *record, GString *output)
{
  /* The last gate before other people's screens: a row that would be two rows is never written. */
  g_return_if_fail (wire_text_is_clean (record->title.data, record->title.length));
  g_return_if_fail (wire_text_is_clean (record->address.data, record->address.length));
  g_return_if_fail (wire_text_is_clean (record->name.data, record->name.length));

  wire_text_append_decimal (record->number, output);
  g_string_append_c (output, '\t');
  wire_slice_append (record->title, output);
  g_string_append_c (output, '\t');
  wire_slice_append (record->address, output);
  g_string_append_c (output, '\t');
  wire_text_append_decimal (record->port, output);
  g_string_append_c (output, '\t');
  wire_slice_append (record->name, output);
  g_string_append_c (output, '\t');
  wire_columns_append_content (record->has_size, record->size_bytes, &record->digest, output);
  g_string_append_c (output, '\n');
}

void
wire_catalogue_row_append (const WireCatalogueRow *row, GString *output)
{
  g_return_if_fail (wire_text_is_clean (row->title.data, row->title.length));

  wire_text_append_decimal (row->number, output);
  g_string_append_c (output, '\t');
  wire_slice_append (row->title, output);
  g_string_append_c (output, '\t');
  wire_text_append_decimal (row->holders, output);
  g_string_append_c (output, '\t');
  wire_columns_append_content (row->has_size, row->size_bytes, &row->digest, output);
  g_string_append_c (output, '\t');
  wire_text_append_decimal (row->agreeing, output);
  g_string_append_c (output, '\n');
}

/* Cuts the last word off @rest, and the blanks before it. */
static WireSlice
wire_row_take_last_word (WireSlice *rest)
{
  gsize start = rest->length;
  WireSlice word;

  while (start > 0 && rest->data[start - 1] != ' ' && rest->data[start - 1] != '\t')
    start--;
  word = (WireSlice) { rest->data + start, rest->length - start };
  rest->length = start;
  *rest = wire_slice_trim (*rest);
  return word;
}

static gboolean
wire_row_take_number (WireSlice *rest, guint32 *number)
{
  gsize n_digits = 0;
  guint64 value;

  if (rest->length >= 3 && g_ascii_strncasecmp (rest->data, "RFC", 3) == 0)
    *rest = wire_slice_trim ((WireSlice) { rest->data + 3, rest->length - 3 });
  while (rest->length > 1 && rest->data[0] == '0' && g_ascii_isdigit (rest->data[1]))
    *rest = (WireSlice) { rest->data + 1, rest->length - 1 };
  while (n_digits < rest->length && g_ascii_isdigit (rest->data[n_digits]))
    n_digits++;
  if (n_digits == rest->length || (rest->data[n_digits] != ' ' && rest->data[n_digits] != '\t')
      || !wire_column_parse_number ((WireSlice) { rest->data, n_digits }, 1, WIRE_NUMBER_MAX, &value))
    return FALSE;

  *rest = wire_slice_trim ((WireSlice) { rest->data + n_digits, rest->length - n_digits });
  *number = (guint32) value;
  return TRUE;
}

gboolean
wire_record_parse_classic (const char *line, gsize length, WireRecord *record)
{
  WireRecord parsed = { 0 };
  WireSlice rest;
  WireSlice port_word;
  guint64 port;

  while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == '\n'))
    length--;
  rest = wire_slice_trim ((WireSlice) { line, length });
  if (!wire_row_take_number (&rest, &parsed.number))
    return FALSE;
  port_word = wire_row_take_last_word (&rest);
  parsed.name = wire_row_take_last_word (&rest);
  parsed.title = rest;
  if (!wire_column_parse_number (port_word, 1, WIRE_PORT_MAX, &port)
      || !wire_text_is_host (parsed.name.data, parsed.name.length)
      || !wire_column_is_title (parsed.title))
    return FALSE;

  parsed.port = (guint16) port;
  if (wire_text_is_address (parsed.name.data, parsed.name.length))
    parsed.address = parsed.name;
  *record = parsed;
  return TRUE;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-rows.h"

#include <string.h>

/* Room for one row at the end of @output, and where it begins. */
static char *
index_rows_begin (GString *output)
{
  gsize length = output->len;

  if (output->allocated_len - length <= INDEX_ROW_MAX_BYTES)
    {
      g_string_set_size (output, length + INDEX_ROW_MAX_BYTES);
      output->len = length;
    }
  return output->str + length;
}

static void
index_rows_end (GString *output, char *end)
{
  *end = '\0';
  output->len = end - output->str;
}

static char *
index_rows_put (char *at, const char *bytes, gsize length)
{
  if (length > 0)
    memcpy (at, bytes, length);
  return at + length;
}

static char *
index_rows_put_number (char *at, guint32 number)
{
  char digits[10];
  guint n_digits = 0;

  do
    digits[n_digits++] = '0' + number % 10;
  while ((number /= 10) > 0);
  while (n_digits > 0)
    *at++ = digits[--n_digits];
  return at;
}

#define index_rows_put_literal(at, literal) index_rows_put (at, literal, sizeof (literal) - 1)

void
index_rows_append_head (gboolean has_total, guint32 total, guint32 content_length, GString *output)
{
  char *at = index_rows_begin (output);

  at = index_rows_put_literal (at, "P2P-CI/1.1 200 OK\r\n");
  if (has_total)
    {
      at = index_rows_put_literal (at, "Total: ");
      at = index_rows_put_number (at, total);
      at = index_rows_put_literal (at, "\r\n");
    }
  at = index_rows_put_literal (at, "Content-Length: ");
  at = index_rows_put_number (at, content_length);
  at = index_rows_put_literal (at, "\r\n\r\n");
  index_rows_end (output, at);
}

static char *
index_rows_put_content (char *at, const IndexContent *content)
{
  if (content == NULL)
    {
      *at++ = '\t';
      return at;
    }
  return index_rows_put (at, content->columns, content->columns_length);
}

static char *
index_rows_put_holder (char *at, const IndexHolder *holder, const char *loopback_address)
{
  if (!holder->is_loopback || loopback_address == NULL)
    return index_rows_put (at, holder->label, holder->label_length);

  at = index_rows_put (at, loopback_address, strlen (loopback_address));
  return index_rows_put (at, holder->label + holder->address_length, holder->label_length - holder->address_length);
}

void
index_rows_append_record (const IndexRecordView *view, const char *loopback_address, GString *output)
{
  char *at = index_rows_begin (output);

  at = index_rows_put_number (at, view->number);
  *at++ = '\t';
  at = index_rows_put (at, view->title.data, view->title.length);
  *at++ = '\t';
  at = index_rows_put_holder (at, view->holder, loopback_address);
  *at++ = '\t';
  at = index_rows_put_content (at, view->content);
  *at++ = '\n';
  index_rows_end (output, at);
}

void
index_rows_append_classic (const IndexRecordView *view,
                           const char *loopback_address,
                           WireDialect dialect,
                           GString *output)
{
  WireSlice host = { view->holder->label, view->holder->address_length };

  if (view->holder->is_loopback && loopback_address != NULL)
    host = wire_slice_from_string (loopback_address);
  wire_dialect_append_row (dialect, view->number, view->title, host, view->holder->port, output);
}

void
index_rows_append_entry (const IndexCatalog *catalog, const IndexEntry *entry, GString *output)
{
  const IndexText *text = index_catalog_get_text (catalog, entry);
  const IndexContent *content = index_catalog_get_content (catalog, entry);
  char *at = index_rows_begin (output);

  at = index_rows_put_number (at, entry->number);
  *at++ = '\t';
  at = index_rows_put (at, text->title, text->title_length);
  *at++ = '\t';
  at = index_rows_put_number (at, entry->n_records);
  *at++ = '\t';
  at = index_rows_put_content (at, content);
  *at++ = '\t';
  at = index_rows_put_number (at, content != NULL && content->has_digest ? content->n_records : 0);
  *at++ = '\n';
  index_rows_end (output, at);
}

void
index_rows_append_gone (guint32 number, GString *output)
{
  char *at = index_rows_begin (output);

  at = index_rows_put_number (at, number);
  at = index_rows_put (at, "\t\t0\t\t\t0\n", 8);
  index_rows_end (output, at);
}

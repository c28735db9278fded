/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-target.h"
#include "wire-limits.h"
#include "wire-record.h"

#include <string.h>

/* What is written is one line, and read again it is the same. */
static void
fuzz_record_check_written (const WireRecord *record)
{
  g_autoptr (GString) written = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  WireRecord read;

  wire_record_append (record, written);
  g_assert_cmpint (written->str[written->len - 1], ==, '\n');
  g_assert_true (memchr (written->str, '\n', written->len) == written->str + written->len - 1);
  g_assert_true (wire_record_parse (written->str, written->len - 1, &read));
  wire_record_append (&read, again);
  g_assert_cmpstr (again->str, ==, written->str);
}

static void
fuzz_record_check (const char *line, gsize length)
{
  WireRecord record = { .number = 77 };

  if (!wire_record_parse (line, length, &record))
    {
      g_assert_cmpuint (record.number, ==, 77);
      return;
    }
  g_assert_cmpuint (record.number, >, 0);
  g_assert_cmpuint (record.number, <=, WIRE_NUMBER_MAX);
  g_assert_cmpuint (record.port, >, 0);
  g_assert_cmpuint (record.title.length, <=, WIRE_TITLE_MAX_BYTES);
  g_assert_true (wire_text_is_address (record.address.data, record.address.length));
  fuzz_record_check_written (&record);
}

static void
fuzz_catalogue_row_check (const char *line, gsize length)
{
  g_autoptr (GString) written = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  WireCatalogueRow row = { .number = 77 };
  WireCatalogueRow read;

  if (!wire_catalogue_row_parse (line, length, &row))
    {
      g_assert_cmpuint (row.number, ==, 77);
      return;
    }
  wire_catalogue_row_append (&row, written);
  g_assert_true (memchr (written->str, '\n', written->len) == written->str + written->len - 1);
  g_assert_true (wire_catalogue_row_parse (written->str, written->len - 1, &read));
  wire_catalogue_row_append (&read, again);
  g_assert_cmpstr (again->str, ==, written->str);
}

static void
fuzz_classic_row_check (const char *line, gsize length)
{
  WireRecord record = { .number = 77 };

  if (!wire_record_parse_classic (line, length, &record))
    {
      g_assert_cmpuint (record.number, ==, 77);
      return;
    }
  g_assert_cmpuint (record.number, >, 0);
  g_assert_cmpuint (record.number, <=, WIRE_NUMBER_MAX);
  g_assert_cmpuint (record.port, >, 0);
  g_assert_true (wire_text_is_host (record.name.data, record.name.length));
  g_assert_true (wire_text_is_clean (record.title.data, record.title.length));
  if (record.address.length > 0)
    fuzz_record_check_written (&record);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *line = (const char *) data;

  fuzz_record_check (line, size);
  fuzz_catalogue_row_check (line, size);
  fuzz_classic_row_check (line, size);
  return 0;
}

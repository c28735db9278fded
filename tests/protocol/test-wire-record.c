/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-limits.h"
#include "wire-record.h"

#include <string.h>

#define DIGEST_HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void
test_record (void)
{
  static const struct
  {
    const char *line;
    gboolean is_record;
  } rows[] = {
    { "123\tA Title\t192.168.1.7\t6001\thostA\t51423\t" DIGEST_HEX, TRUE },
    { "123\tA Title\t192.168.1.7\t6001\thostA\t\t", TRUE },
    { "123\tA Title\t192.168.1.7\t6001\thostA", TRUE },
    { "123\tA Title\t192.168.1.7\t6001", TRUE },
    { "123\tA Title\tfe80::7%eth0\t6001\thostA\t0\t", TRUE },
    { "123\t\t::1\t1\t", TRUE },
    { "123\tT\t::1\t6001\th\t1\t\tlater\tcolumns", TRUE },
    { "", FALSE },
    { "123", FALSE },
    { "123\tT\t::1", FALSE },
    { "0\tT\t::1\t6001", FALSE },
    { "0123\tT\t::1\t6001", FALSE },
    { "1000000\tT\t::1\t6001", FALSE },
    { "-1\tT\t::1\t6001", FALSE },
    { "123\tT\thostA\t6001", FALSE },
    { "123\tT\t::1\t0", FALSE },
    { "123\tT\t::1\t65536", FALSE },
    { "123\tT\t::1\t6001\ttwo words", FALSE },
    { "123\tT\t::1\t6001\th\t-5", FALSE },
    { "123\tT\t::1\t6001\th\t9223372036854775808", FALSE },
    { "123\tT\t::1\t6001\th\t5\tabc", FALSE },
    { "123\tT\r\t::1\t6001", FALSE },
    { "123\tT\374\t::1\t6001", FALSE },
    { "123 T ::1 6001", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WireRecord record = { .number = 4711 };

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (wire_record_parse (rows[i].line, strlen (rows[i].line), &record), ==, rows[i].is_record);
      g_assert_cmpuint (record.number, ==, rows[i].is_record ? 123 : 4711);
    }
}

static void
test_catalogue_row (void)
{
  static const struct
  {
    const char *line;
    gboolean is_row;
  } rows[] = {
    { "123\tA Title\t4\t51423\t" DIGEST_HEX "\t3", TRUE },
    { "123\tA Title\t0", TRUE },
    { "123\tA Title\t4294967295\t\t\t", TRUE },
    { "123\tA Title\t4\t\t\t1\tlater", TRUE },
    { "123\tA Title", FALSE },
    { "123\tA Title\t-1", FALSE },
    { "123\tA Title\t4294967296", FALSE },
    { "123\tA Title\t4\tx", FALSE },
    { "123\tA Title\t4\t1\tx", FALSE },
    { "123\tA Title\t4\t1\t\tx", FALSE },
    { "RFC 123\tA Title\t4", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WireCatalogueRow row = { .number = 4711 };

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (wire_catalogue_row_parse (rows[i].line, strlen (rows[i].line), &row), ==, rows[i].is_row);
      g_assert_cmpuint (row.number, ==, rows[i].is_row ? 123 : 4711);
    }
}

static void
test_columns (void)
{
  WireRecord record = { 0 };
  WireCatalogueRow row = { 0 };
  g_autoptr (GString) output = g_string_new (NULL);
  static const char record_line[] = "123\tA Title\t192.168.1.7\t6001\thostA\t51423\t" DIGEST_HEX;
  static const char row_line[] = "123\tA Title\t4\t51423\t" DIGEST_HEX "\t3";

  g_assert_true (wire_record_parse (record_line, strlen (record_line), &record));
  g_assert_true (wire_slice_equal_string (record.title, "A Title"));
  g_assert_true (wire_slice_equal_string (record.address, "192.168.1.7"));
  g_assert_cmpuint (record.port, ==, 6001);
  g_assert_true (wire_slice_equal_string (record.name, "hostA"));
  g_assert_true (record.has_size);
  g_assert_cmpuint (record.size_bytes, ==, 51423);
  g_assert_true (record.digest.is_known);
  wire_record_append (&record, output);

  g_assert_true (wire_catalogue_row_parse (row_line, strlen (row_line), &row));
  g_assert_true (wire_slice_equal_string (row.title, "A Title"));
  g_assert_cmpuint (row.holders, ==, 4);
  g_assert_cmpuint (row.size_bytes, ==, 51423);
  g_assert_cmpuint (row.agreeing, ==, 3);
  wire_catalogue_row_append (&row, output);

  g_assert_cmpstr (output->str, ==, "123\tA Title\t192.168.1.7\t6001\thostA\t51423\t" DIGEST_HEX "\n"
                                    "123\tA Title\t4\t51423\t" DIGEST_HEX "\t3\n");
}

static void
test_title_limit (void)
{
  for (gsize length = WIRE_TITLE_MAX_BYTES - 1; length <= WIRE_TITLE_MAX_BYTES + 1; length++)
    {
      g_autofree char *title = g_strnfill (length, 't');
      g_autofree char *line = g_strdup_printf ("7\t%s\t::1\t6001", title);
      g_autofree char *row_line = g_strdup_printf ("7\t%s\t1", title);
      g_autofree char *classic_line = g_strdup_printf ("RFC 7 %s hostA 6001", title);
      WireRecord record = { 0 };
      WireCatalogueRow row = { 0 };
      gboolean is_within = length <= WIRE_TITLE_MAX_BYTES;

      g_assert_cmpint (wire_record_parse (line, strlen (line), &record), ==, is_within);
      g_assert_cmpint (wire_catalogue_row_parse (row_line, strlen (row_line), &row), ==, is_within);
      g_assert_cmpint (wire_record_parse_classic (classic_line, strlen (classic_line), &record), ==, is_within);
    }
}

/* Titles as an evil peer would want them: what comes out must have as many lines as rows were written. */
static const char *const titles[] = {
  "", "A", "Plain title", "Ünïcödé 標準", "with \" quotes ' and \\ and %s", "RFC 7 forged hostB 6002", "a\tb", "a\nb",
  "a\r\nRFC 1 x y 1", "a\rb", "\302\205", "\342\200\250", "\374",
};

static void
test_round_trip (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GString) output = g_string_new (NULL);
      WireRecord records[8] = { 0 };
      WireSlice rest;
      WireSlice line;
      guint n_records = 0;
      guint n_read = 0;

      for (guint i = 0; i < G_N_ELEMENTS (records); i++)
        {
          WireRecord *record = &records[n_records];
          const char *title = titles[g_test_rand_int_range (0, G_N_ELEMENTS (titles))];
          gboolean is_clean = wire_text_is_clean (title, strlen (title));

          *record = (WireRecord) { 0 };
          record->number = (guint32) g_test_rand_int_range (1, WIRE_NUMBER_MAX + 1);
          record->title = wire_slice_from_string (title);
          record->address = wire_slice_from_string (g_test_rand_bit () ? "10.1.2.3" : "2001:db8::1");
          record->port = (guint16) g_test_rand_int_range (1, 65536);
          record->name = wire_slice_from_string (g_test_rand_bit () ? "hostA" : NULL);
          record->has_size = g_test_rand_bit ();
          record->size_bytes = record->has_size ? (guint64) (guint32) g_test_rand_int () << 20 : 0;
          record->digest.is_known = g_test_rand_bit ();
          for (guint n = 0; record->digest.is_known && n < WIRE_DIGEST_BYTES; n++)
            record->digest.bytes[n] = (guint8) g_test_rand_int_range (0, 256);

          if (!is_clean)
            g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*wire_text_is_clean*");
          wire_record_append (record, output);
          if (!is_clean)
            g_test_assert_expected_messages ();
          else
            n_records++;
        }

      rest = (WireSlice) { output->str, output->len };
      while (wire_slice_split (&rest, '\n', &line) && line.length > 0)
        {
          WireRecord record = { 0 };

          g_assert_cmpuint (n_read, <, n_records);
          g_assert_true (wire_record_parse (line.data, line.length, &record));
          g_assert_cmpuint (record.number, ==, records[n_read].number);
          g_assert_cmpmem (record.title.data, record.title.length, records[n_read].title.data,
                           records[n_read].title.length);
          g_assert_cmpmem (record.address.data, record.address.length, records[n_read].address.data,
                           records[n_read].address.length);
          g_assert_cmpmem (record.name.data, record.name.length, records[n_read].name.data,
                           records[n_read].name.length);
          g_assert_cmpuint (record.port, ==, records[n_read].port);
          g_assert_cmpint (record.has_size, ==, records[n_read].has_size);
          g_assert_cmpuint (record.size_bytes, ==, records[n_read].size_bytes);
          g_assert_cmpint (record.digest.is_known, ==, records[n_read].digest.is_known);
          g_assert_cmpmem (record.digest.bytes, WIRE_DIGEST_BYTES, records[n_read].digest.bytes, WIRE_DIGEST_BYTES);
          n_read++;
        }
      g_assert_cmpuint (n_read, ==, n_records);
    }
}

static void
test_hostile_catalogue_titles (void)
{
  g_autoptr (GString) output = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      WireCatalogueRow row = { .number = 7, .title = wire_slice_from_string (titles[i]) };

      if (!wire_text_is_clean (titles[i], strlen (titles[i])))
        g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*wire_text_is_clean*");
      g_string_truncate (output, 0);
      wire_catalogue_row_append (&row, output);
      g_test_assert_expected_messages ();
      g_assert_true (output->len == 0 || strchr (output->str, '\n') == output->str + output->len - 1);
    }
}

static void
test_classic (void)
{
  static const struct
  {
    const char *line;
    gboolean is_record;
    const char *title;
    const char *name;
    guint16 port;
  } rows[] = {
    { "RFC 123 A Proferred Official ICP hostA 6001", TRUE, "A Proferred Official ICP", "hostA", 6001 },
    { "RFC 123 A Proferred Official ICP hostA 6001\r\n", TRUE, "A Proferred Official ICP", "hostA", 6001 },
    { "123 IP hostA 1", TRUE, "IP", "hostA", 1 },
    { "RFC 123  Big hostA 6001 ", TRUE, "Big", "hostA", 6001 },
    { "rfc123 T 10.0.0.1 6001", TRUE, "T", "10.0.0.1", 6001 },
    { "RFC 0123 T hostA 6001", TRUE, "T", "hostA", 6001 },
    { "123 hostA 6001", TRUE, "", "hostA", 6001 },
    { "RFC\t123\tA  B\thostA\t6001", TRUE, "A  B", "hostA", 6001 },
    { "RFC 123 A\tB hostA 6001", FALSE, NULL, NULL, 0 },
    { "RFC 123", FALSE, NULL, NULL, 0 },
    { "RFC 123 6001", FALSE, NULL, NULL, 0 },
    { "RFC 123 T P2P-CI/1.0", FALSE, NULL, NULL, 0 },
    { "RFC 123 T hostA 0", FALSE, NULL, NULL, 0 },
    { "RFC 123 T hostA 65536", FALSE, NULL, NULL, 0 },
    { "RFC 123 T host<A> 6001", FALSE, NULL, NULL, 0 },
    { "RFC 0 T hostA 6001", FALSE, NULL, NULL, 0 },
    { "RFC 1000000 T hostA 6001", FALSE, NULL, NULL, 0 },
    { "Peer added to list ", FALSE, NULL, NULL, 0 },
    { "", FALSE, NULL, NULL, 0 },
    { "RFC", FALSE, NULL, NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WireRecord record = { .number = 4711 };

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (wire_record_parse_classic (rows[i].line, strlen (rows[i].line), &record), ==,
                       rows[i].is_record);
      if (!rows[i].is_record)
        {
          g_assert_cmpuint (record.number, ==, 4711);
          continue;
        }
      g_assert_cmpuint (record.number, ==, 123);
      g_assert_true (wire_slice_equal_string (record.title, rows[i].title));
      g_assert_true (wire_slice_equal_string (record.name, rows[i].name));
      g_assert_cmpuint (record.port, ==, rows[i].port);
      g_assert_cmpuint (record.address.length, ==, g_hostname_is_ip_address (rows[i].name) ? record.name.length : 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-record/malformed-columns-are-refused", test_record);
  g_test_add_func ("/wire-record/malformed-catalogue-columns-are-refused", test_catalogue_row);
  g_test_add_func ("/wire-record/columns-stand-in-their-order", test_columns);
  g_test_add_func ("/wire-record/titles-end-at-the-limit", test_title_limit);
  g_test_add_func ("/wire-record/as-many-rows-as-records", test_round_trip);
  g_test_add_func ("/wire-record/one-line-a-catalogue-row", test_hostile_catalogue_titles);
  g_test_add_func ("/wire-record/rows-of-old-servers-are-read", test_classic);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-limits.h"
#include "wire-text.h"

#include <string.h>

#define BYTES(literal) (literal), sizeof (literal) - 1

static void
test_clean (void)
{
  static const struct
  {
    const char *text;
    gsize length;
    gboolean is_clean;
  } rows[] = {
    { BYTES (""), TRUE },
    { BYTES ("A Proferred Official ICP"), TRUE },
    { BYTES ("quotes \" ' and % and <b>"), TRUE },
    { BYTES ("Übergröße, 標準"), TRUE },
    { BYTES ("exactly8"), TRUE },
    { BYTES ("~"), TRUE },
    { BYTES ("tab\tbed"), FALSE },
    { BYTES ("line\nfeed, and more than eight"), FALSE },
    { BYTES ("more than eight and a line\n"), FALSE },
    { BYTES ("bare\rreturn"), FALSE },
    { BYTES ("nul\0byte"), FALSE },
    { BYTES ("\0"), FALSE },
    { BYTES ("escape\033[2J"), FALSE },
    { BYTES ("delete\177"), FALSE },
    { BYTES ("\177elete at the front"), FALSE },
    { BYTES ("C1 \302\205"), FALSE },
    { BYTES ("C1 \302\237"), FALSE },
    { BYTES ("no-break \302\240"), TRUE },
    { BYTES ("U+2027 \342\200\247"), TRUE },
    { BYTES ("U+2028 \342\200\250"), FALSE },
    { BYTES ("U+2029 \342\200\251"), FALSE },
    { BYTES ("U+202A \342\200\252"), TRUE },
    { BYTES ("cut off \342\200"), FALSE },
    { BYTES ("stray \200"), FALSE },
    { BYTES ("latin-1 \374ber"), FALSE },
    { BYTES ("overlong \300\257"), FALSE },
    { BYTES ("surrogate \355\240\200"), FALSE },
    { BYTES ("after UTF-8 ü\n"), FALSE },
    { BYTES ("after UTF-8 ü\177"), FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (wire_text_is_clean (rows[i].text, rows[i].length), ==, rows[i].is_clean);
    }
  g_assert_true (wire_text_is_clean (NULL, 0));
}

static void
test_clean_everywhere (void)
{
  char text[40];

  /* Eight bytes are looked at together: every byte at every place of them. */
  for (gsize place = 0; place < sizeof text; place++)
    for (guint byte = 0; byte < 0x80; byte++)
      {
        memset (text, '~', sizeof text);
        text[place] = (char) byte;
        g_assert_cmpint (wire_text_is_clean (text, sizeof text), ==, byte >= 0x20 && byte != 0x7f);
      }
}

static void
test_host (void)
{
  static const struct
  {
    const char *text;
    gboolean is_host;
  } rows[] = {
    { "hostA", TRUE },         { "client1.csc.ncsu.edu", TRUE }, { "my_pc-2", TRUE },
    { "192.168.179.1", TRUE }, { "::1", TRUE },                  { "2001:db8::7", TRUE },
    { "fe80::1%eth0", TRUE },  { "::ffff:10.0.0.1", TRUE },      { "", FALSE },
    { "two words", FALSE },    { "tab\tbed", FALSE },            { "host:80", FALSE },
    { "[::1]", FALSE },        { "1.2.3.4%eth0", FALSE },        { "fe80::1%", FALSE },
    { "fe80::1%a b", FALSE },  { "höst", FALSE },                { "a/b", FALSE },
    { "<b>", FALSE },          { "::1::2", FALSE },              { ":", FALSE },
  };
  g_autofree char *longest = g_strnfill (WIRE_HOST_MAX_BYTES + 1, 'h');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (wire_text_is_host (rows[i].text, strlen (rows[i].text)), ==, rows[i].is_host);
    }
  g_assert_true (wire_text_is_host (longest, WIRE_HOST_MAX_BYTES - 1));
  g_assert_true (wire_text_is_host (longest, WIRE_HOST_MAX_BYTES));
  g_assert_false (wire_text_is_host (longest, WIRE_HOST_MAX_BYTES + 1));
  g_assert_false (wire_text_is_host (BYTES ("::1\0")));
  g_assert_false (wire_text_is_address (BYTES ("hostA")));
  g_assert_false (wire_text_is_address (NULL, 0));
}

static void
test_decimal (void)
{
  static const struct
  {
    const char *text;
    guint64 max;
    gboolean is_decimal;
    guint64 value;
  } rows[] = {
    { "0", 9, TRUE, 0 },
    { "7", 9, TRUE, 7 },
    { "9", 9, TRUE, 9 },
    { "10", 9, FALSE, 0 },
    { "65534", 65535, TRUE, 65534 },
    { "65535", 65535, TRUE, 65535 },
    { "65536", 65535, FALSE, 0 },
    { "", 9, FALSE, 0 },
    { "007", 9, FALSE, 0 },
    { "00", 9, FALSE, 0 },
    { "-1", 9, FALSE, 0 },
    { "+7", 9, FALSE, 0 },
    { " 7", 9, FALSE, 0 },
    { "7 ", 9, FALSE, 0 },
    { "0x7", 9, FALSE, 0 },
    { "7a", 99, FALSE, 0 },
    { "1e3", G_MAXUINT64, FALSE, 0 },
    { "18446744073709551614", G_MAXUINT64, TRUE, G_MAXUINT64 - 1 },
    { "18446744073709551615", G_MAXUINT64, TRUE, G_MAXUINT64 },
    { "18446744073709551616", G_MAXUINT64, FALSE, 0 },
    { "99999999999999999999", G_MAXUINT64, FALSE, 0 },
    { "184467440737095516150", G_MAXUINT64, FALSE, 0 },
    { "９", 9, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint64 value = 4711;

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (wire_text_parse_decimal (rows[i].text, strlen (rows[i].text), rows[i].max, &value), ==,
                       rows[i].is_decimal);
      g_assert_cmpuint (value, ==, rows[i].is_decimal ? rows[i].value : 4711);
    }
}

static void
test_append_decimal (void)
{
  static const guint64 values[] = { 0, 9, 10, 99, 100, 65535, 999999, G_MAXUINT32, G_MAXUINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GString) output = g_string_new ("x");
      g_autofree char *expected = g_strdup_printf ("x%" G_GUINT64_FORMAT, values[i]);

      wire_text_append_decimal (values[i], output);
      g_assert_cmpstr (output->str, ==, expected);
    }
}

static void
test_quote (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *quoted;
  } rows[] = {
    { BYTES (""), "" },
    { BYTES ("ADD RFC 1"), "ADD RFC 1" },
    { BYTES ("grün 標"), "grün 標" },
    { BYTES ("a\r\nb"), "a\\x0d\\x0ab" },
    { BYTES ("\033[2J"), "\\x1b[2J" },
    { BYTES ("nul\0."), "nul\\x00." },
    { BYTES ("C:\\x"), "C:\\x5cx" },
    { BYTES ("\374"), "\\xfc" },
    { BYTES ("\302\205"), "\\xc2\\x85" },
    { BYTES ("cut \342\200"), "cut \\xe2\\x80" },
    { BYTES ("bidi \342\200\256txt"), "bidi \\xe2\\x80\\xaetxt" },
    { BYTES ("line \342\200\250"), "line \\xe2\\x80\\xa8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *quoted = wire_text_quote (rows[i].bytes, rows[i].length);

      g_assert_cmpstr (quoted, ==, rows[i].quoted);
    }
}

static void
test_quote_length (void)
{
  g_autofree char *plain = g_strnfill (WIRE_QUOTE_MAX_BYTES + 1, 'x');
  g_autofree char *whole = wire_text_quote (plain, WIRE_QUOTE_MAX_BYTES);
  g_autofree char *cut = wire_text_quote (plain, WIRE_QUOTE_MAX_BYTES + 1);
  g_autofree char *before_umlaut = NULL;

  g_assert_cmpuint (strlen (whole), ==, WIRE_QUOTE_MAX_BYTES);
  g_assert_cmpuint (strlen (cut), ==, WIRE_QUOTE_MAX_BYTES + strlen ("…"));
  g_assert_true (g_str_has_suffix (cut, "x…"));

  /* A character is never cut in two. */
  memcpy (plain + WIRE_QUOTE_MAX_BYTES - 1, "ü", 2);
  before_umlaut = wire_text_quote (plain, WIRE_QUOTE_MAX_BYTES + 1);
  g_assert_true (g_str_has_suffix (before_umlaut, "x…"));
}

static void
test_rfc_name (void)
{
  static const struct
  {
    const char *text;
    guint32 number;
  } rows[] = {
    { "2616", 2616 },        { "rfc 2616", 2616 },      { "RFC2616", 2616 },
    { "rfc:2616", 2616 },    { " RFC 2616 ", 2616 },    { "urn:ietf:rfc:2616", 2616 },
    { "URN:IETF:RFC:7", 7 }, { "rfc0793", 793 },        { "999999", 999999 },
    { "1000000", 0 },        { "0", 0 },                { "000", 0 },
    { "", 0 },               { "rfc", 0 },              { "rfc 2616 http", 0 },
    { "-5", 0 },             { "urn:ietf:2616", 0 },    { "urn:ietf:std:5", 0 },
    { "http", 0 },           { "26 16", 0 },            { "rfcrfc7", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      g_assert_cmpuint (wire_text_parse_rfc_name (rows[i].text), ==, rows[i].number);
    }
}

static void
test_slices (void)
{
  WireSlice rest = WIRE_SLICE_INIT ("a,,b,");
  WireSlice part = { NULL, 0 };
  g_autofree char *copy = wire_slice_dup ((WireSlice) { "abc", 2 });
  g_autofree char *nothing = wire_slice_dup (wire_slice_from_string (NULL));

  g_assert_cmpstr (copy, ==, "ab");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_true (wire_slice_equal_string (wire_slice_from_string ("abc"), "abc"));
  g_assert_false (wire_slice_equal_string (wire_slice_from_string ("abc"), "ab"));
  g_assert_true (wire_slice_equal_string (wire_slice_from_string (NULL), ""));
  g_assert_true (wire_slice_equal_word (wire_slice_from_string ("hOsT"), "Host"));
  g_assert_false (wire_slice_equal_word (wire_slice_from_string ("Hosts"), "Host"));
  g_assert_true (wire_slice_equal_string (wire_slice_trim (wire_slice_from_string (" \t a b \t")), "a b"));
  g_assert_cmpuint (wire_slice_trim (wire_slice_from_string (" \t ")).length, ==, 0);

  g_assert_true (wire_slice_split (&rest, ',', &part) && wire_slice_equal_string (part, "a"));
  g_assert_true (wire_slice_split (&rest, ',', &part) && part.length == 0);
  g_assert_true (wire_slice_split (&rest, ',', &part) && wire_slice_equal_string (part, "b"));
  g_assert_true (wire_slice_split (&rest, ',', &part) && part.length == 0);
  g_assert_false (wire_slice_split (&rest, ',', &part));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-text/control-characters-are-not-clean", test_clean);
  g_test_add_func ("/wire-text/every-byte-at-every-place", test_clean_everywhere);
  g_test_add_func ("/wire-text/hosts-are-labels-or-addresses", test_host);
  g_test_add_func ("/wire-text/decimals-are-digits-alone", test_decimal);
  g_test_add_func ("/wire-text/decimals-are-written", test_append_decimal);
  g_test_add_func ("/wire-text/quoting-shows-every-strange-byte", test_quote);
  g_test_add_func ("/wire-text/quoting-is-bounded", test_quote_length);
  g_test_add_func ("/wire-text/people-name-rfcs-in-many-ways", test_rfc_name);
  g_test_add_func ("/wire-text/slices-are-cut-and-compared", test_slices);

  return g_test_run ();
}

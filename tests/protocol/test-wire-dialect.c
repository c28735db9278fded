/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-dialect.h"
#include "wire-record.h"

#include <string.h>

/* PROTOCOL 2.3, a row each: an answer with one record, a miss, and a note. */
static const struct
{
  const char *request;
  WireDialect dialect;
  const char *answer;
  const char *miss;
  const char *note;
} rows[] = {
  { "LF, open", { .is_crlf = FALSE },
    "P2P-CI/1.0 200 OK\nRFC 7 A title hostA 6001\n",
    "P2P-CI/1.0 404 Not Found\n",
    "P2P-CI/1.0 200 OK\nPeer added to list\n" },
  { "CRLF, open", { .is_crlf = TRUE },
    "P2P-CI/1.0 200 OK\r\nRFC 7 A title hostA 6001\r\n\r\n",
    "P2P-CI/1.0 404 Not Found\r\n\r\n",
    "P2P-CI/1.0 200 OK\r\nPeer added to list\r\n\r\n" },
  { "CRLF, closed, tight", { .is_crlf = TRUE, .has_closing_line = TRUE, .has_tight_colon = TRUE },
    "P2P-CI/1.0 200 OK\r\nRFC 7 A title hostA 6001\r\n\r\n",
    "P2P-CI/1.0 404 Not Found\r\n\r\n",
    "P2P-CI/1.0 200 OK\r\nPeer added to list\r\n\r\n" },
  { "CRLF, closed, tight, LIST",
    { .is_crlf = TRUE, .has_closing_line = TRUE, .has_tight_colon = TRUE, .wants_bare_numbers = TRUE },
    "P2P-CI/1.0 200 OK\r\n7 A title hostA 6001\r\n\r\n",
    "P2P-CI/1.0 404 Not Found\r\n\r\n",
    "P2P-CI/1.0 200 OK\r\nPeer added to list\r\n\r\n" },
  { "the letter", { .is_crlf = TRUE, .has_closing_line = TRUE },
    "P2P-CI/1.0 200 OK\r\n\r\nRFC 7 A title hostA 6001\r\n\r\n",
    "P2P-CI/1.0 404 Not Found\r\n\r\n\r\n",
    "P2P-CI/1.0 200 OK\r\n\r\nPeer added to list\r\n\r\n" },
  { "LF, closed", { .has_closing_line = TRUE },
    "P2P-CI/1.0 200 OK\n\nRFC 7 A title hostA 6001\n\n",
    "P2P-CI/1.0 404 Not Found\n\n\n",
    "P2P-CI/1.0 200 OK\n\nPeer added to list\n\n" },
  { "the old version word", { .has_old_version_word = TRUE },
    "P2P-CI-v1.0.0 200 OK\nRFC 7 A title hostA 6001\n",
    "P2P-CI-v1.0.0 404 Not Found\n",
    "P2P-CI-v1.0.0 200 OK\nPeer added to list\n" },
  { "the original's START", { .wants_status_blank = TRUE, .wants_note_blank = TRUE },
    "P2P-CI/1.0 200 OK \nRFC 7 A title hostA 6001\n",
    "P2P-CI/1.0 404 Not Found\n",
    "P2P-CI/1.0 200 OK \nPeer added to list \n" },
  { "the original's REMOVE", { .wants_note_blank = TRUE },
    "P2P-CI/1.0 200 OK\nRFC 7 A title hostA 6001\n",
    "P2P-CI/1.0 404 Not Found\n",
    "P2P-CI/1.0 200 OK\nPeer added to list \n" },
};

static void
test_mirror (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) answer = g_string_new (NULL);
      g_autoptr (GString) miss = g_string_new (NULL);
      g_autoptr (GString) note = g_string_new (NULL);

      g_test_message ("%s", rows[i].request);
      wire_dialect_append_status (rows[i].dialect, WIRE_STATUS_OK, answer);
      wire_dialect_append_row (rows[i].dialect, 7, wire_slice_from_string ("A title"),
                               wire_slice_from_string ("hostA"), 6001, answer);
      wire_dialect_append_end (rows[i].dialect, answer);
      g_assert_cmpstr (answer->str, ==, rows[i].answer);

      wire_dialect_append_status (rows[i].dialect, WIRE_STATUS_NOT_FOUND, miss);
      wire_dialect_append_end (rows[i].dialect, miss);
      g_assert_cmpstr (miss->str, ==, rows[i].miss);

      wire_dialect_append_status (rows[i].dialect, WIRE_STATUS_OK, note);
      wire_dialect_append_note (rows[i].dialect, "Peer added to list", note);
      wire_dialect_append_end (rows[i].dialect, note);
      g_assert_cmpstr (note->str, ==, rows[i].note);
    }
}

static void
test_codes (void)
{
  g_autoptr (GString) output = g_string_new (NULL);

  wire_dialect_append_status ((WireDialect) { .is_crlf = FALSE }, WIRE_STATUS_HEAD_TOO_LARGE, output);
  wire_dialect_append_status ((WireDialect) { .is_crlf = FALSE }, WIRE_STATUS_CONFLICT, output);
  wire_dialect_append_status ((WireDialect) { .is_crlf = FALSE }, WIRE_STATUS_VERSION_NOT_SUPPORTED, output);
  g_assert_cmpstr (output->str, ==, "P2P-CI/1.0 400 Bad Request\nP2P-CI/1.0 400 Bad Request\n"
                                    "P2P-CI/1.0 505 P2P-CI Version Not Supported\n");
}

static void
test_rows (void)
{
  static const char *const titles[] = { "A", "with 5 numbers 77", "\"quotes\" 'n' all", "ünï", "trailing RFC 9 x 1" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize n = 0; n < G_N_ELEMENTS (titles); n++)
      {
        g_autoptr (GString) output = g_string_new (NULL);
        WireRecord record = { 0 };

        wire_dialect_append_row (rows[i].dialect, 999999, wire_slice_from_string (titles[n]),
                                 wire_slice_from_string ("10.1.2.3"), 65535, output);
        g_assert_true (wire_record_parse_classic (output->str, output->len, &record));
        g_assert_cmpuint (record.number, ==, 999999);
        g_assert_cmpuint (record.port, ==, 65535);
        g_assert_true (wire_slice_equal_string (record.title, titles[n]));
        g_assert_true (wire_slice_equal_string (record.address, "10.1.2.3"));
      }
}

static void
test_hostile_rows (void)
{
  static const char *const texts[] = { "a\nRFC 1 x y 1", "a\r\n", "a\tb", "\302\205", "\374" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) output = g_string_new (NULL);
      WireDialect dialect = { .is_crlf = FALSE };

      g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*wire_text_is_clean*");
      wire_dialect_append_row (dialect, 7, wire_slice_from_string (texts[i]), wire_slice_from_string ("h"), 1, output);
      g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*wire_text_is_clean*");
      wire_dialect_append_row (dialect, 7, wire_slice_from_string ("t"), wire_slice_from_string (texts[i]), 1, output);
      g_test_assert_expected_messages ();
      g_assert_cmpuint (output->len, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-dialect/the-answer-mirrors-the-request", test_mirror);
  g_test_add_func ("/wire-dialect/old-clients-are-told-four-codes-only", test_codes);
  g_test_add_func ("/wire-dialect/rows-are-read-again", test_rows);
  g_test_add_func ("/wire-dialect/one-line-a-row", test_hostile_rows);

  return g_test_run ();
}

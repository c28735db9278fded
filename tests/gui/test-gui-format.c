/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-candidate-entry.h"
#include "gui-format.h"
#include "gui-query.h"
#include "gui-server-name.h"
#include "gui-text.h"
#include "peer-shown-text.h"

#include <gio/gio.h>

#define assert_and_free(text, expected)                                                                                \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *text_ = (text);                                                                                   \
    g_assert_cmpstr (text_, ==, (expected));                                                                           \
  }                                                                                                                    \
  G_STMT_END

static void
test_numbers (void)
{
  static const char *const no_dates[] = { "", "Spring 1997", "31 February 1997", "April 0", "99 May 1997" };

  assert_and_free (gui_format_number (NULL, 9293), "9293");
  assert_and_free (gui_format_name (NULL, 9293), "RFC 9293");
  assert_and_free (gui_format_holders (NULL, 0), "No peer");
  assert_and_free (gui_format_holders (NULL, 1), "1 peer");
  assert_and_free (gui_format_holders (NULL, 12), "12 peers");
  assert_and_free (gui_format_size (NULL, 0), "");
  assert_and_free (gui_format_count (NULL, 0), "0");
  assert_and_free (gui_format_results (NULL, 1), "1 result");
  assert_and_free (gui_format_results (NULL, 0), "0 results");
  assert_and_free (gui_format_share_label (NULL, 1), "Share 1 File");
  assert_and_free (gui_format_share_label (NULL, 3), "Share 3 Files");
  assert_and_free (gui_format_port (NULL, 41233), "41233");
  assert_and_free (gui_format_port (NULL, 0), "None yet");
  assert_and_free (gui_format_document_date (NULL, "March 1997"), "March 1997");
  assert_and_free (gui_format_document_date (NULL, "1 April 2023"), "1 April 2023");
  for (guint i = 0; i < G_N_ELEMENTS (no_dates); i++)
    {
      g_autofree char *as_it_is = gui_format_remote_text (NULL, no_dates[i]);

      assert_and_free (gui_format_document_date (NULL, no_dates[i]), as_it_is);
    }
  g_assert_true (gui_format_is_set (NULL, "x"));
  g_assert_false (gui_format_is_set (NULL, ""));
  g_assert_false (gui_format_is_set (NULL, NULL));
}

static void
test_connection (void)
{
  assert_and_free (gui_format_connection (NULL, PEER_CONNECTION_CONNECTED, "h"), "Connected");
  assert_and_free (gui_format_connection (NULL, PEER_CONNECTION_CONNECTING, "h"), "Connecting…");
  assert_and_free (gui_format_connection (NULL, PEER_CONNECTION_OFFLINE, "h"), "Offline");
  assert_and_free (gui_format_connection (NULL, PEER_CONNECTION_DISCONNECTED, "h"), "Disconnected");
  assert_and_free (gui_format_connection (NULL, PEER_CONNECTION_DISCONNECTED, ""), "Not set up");
  assert_and_free (gui_format_connection (NULL, PEER_CONNECTION_DISCONNECTED, NULL), "Not set up");
  assert_and_free (gui_format_since (NULL, 0), "–");
}

static void
test_entry_actions (void)
{
  assert_and_free (gui_format_entry_action (NULL, PEER_ENTRY_AVAILABLE, 9293, -1), "Get RFC 9293 from a peer");
  assert_and_free (gui_format_entry_action (NULL, PEER_ENTRY_QUEUED, 9293, 0), "Waiting for RFC 9293: cancel");
  assert_and_free (gui_format_entry_action (NULL, PEER_ENTRY_RUNNING, 9293, 0.62), "Getting RFC 9293, 62 % done: cancel");
  assert_and_free (gui_format_entry_action (NULL, PEER_ENTRY_RUNNING, 9293, -1), "Getting RFC 9293: cancel");
  assert_and_free (gui_format_entry_action (NULL, PEER_ENTRY_FAILED, 9293, -1), "Try again to get RFC 9293");
  assert_and_free (gui_format_entry_action (NULL, PEER_ENTRY_HELD, 9293, -1), "Open RFC 9293");
}

static void
test_progress (void)
{
  assert_and_free (gui_format_progress (NULL, 312000, 503000, 310000, 2), "312.0\302\240kB of 503.0\302\240kB, 310.0\302\240kB/s, 2 s left");
  assert_and_free (gui_format_progress (NULL, 312000, 0, 0, -1), "312.0\302\240kB");
  assert_and_free (gui_format_progress (NULL, 1, 2, 0, 61), "1 byte of 2 bytes, 2 min left");
  assert_and_free (gui_format_progress (NULL, 1, 2, 0, 3601), "1 byte of 2 bytes, 2 h left");
}

static void
test_remote_text (void)
{
  static const struct
  {
    const char *raw;
    const char *shown;
  } rows[] = {
    { NULL, "" },
    { "", "" },
    { "Hypertext Transfer Protocol -- HTTP/1.1", "Hypertext Transfer Protocol -- HTTP/1.1" },
    { "<b>%s</b>&amp;", "<b>%s</b>&amp;" },
    { "a\nb\tc", "a b c" },
    { "a\x1b[31mb\x07", "a[31mb" },
    /* An override is taken out, and what is left cannot turn its surroundings around. */
    { "x\xe2\x80\xaeyz", "\xe2\x81\xa8xyz\xe2\x81\xa9" },
    /* A pop of the isolate that it stands in. */
    { "x\xe2\x81\xa9" "y", "\xe2\x81\xa8xy\xe2\x81\xa9" },
    /* Zero-width space and joiner, soft hyphen, byte order mark, a tag character. */
    { "a\xe2\x80\x8b\xe2\x80\x8d\xc2\xad\xef\xbb\xbf\xf3\xa0\x81\xa1" "z", "\xe2\x81\xa8" "az\xe2\x81\xa9" },
    /* Private use; Hangul filler; blank Braille. */
    { "a\xee\x80\x80\xe3\x85\xa4\xe2\xa0\x80" "z", "\xe2\x81\xa8" "az\xe2\x81\xa9" },
    /* Line and paragraph separators. */
    { "a\xe2\x80\xa8\xe2\x80\xa9" "z", "\xe2\x81\xa8" "az\xe2\x81\xa9" },
    /* Four marks stay, the fifth and sixth go. */
    { "Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86!", "\xe2\x81\xa8Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84!\xe2\x81\xa9" },
    { "\xc3\xa9t\xc3\xa9", "\xe2\x81\xa8\xc3\xa9t\xc3\xa9\xe2\x81\xa9" },
    { "a\xff" "z", "\xe2\x81\xa8" "a\xef\xbf\xbd" "z\xe2\x81\xa9" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_and_free (gui_text_filter (rows[i].raw), rows[i].shown);
  assert_and_free (gui_text_filter_markup ("<b>&"), "&lt;b&gt;&amp;");
}

static void
test_remote_text_limit (void)
{
  g_autofree char *exact = g_strnfill (PEER_SHOWN_TEXT_MAX_CHARACTERS, 'a');
  g_autofree char *longer = g_strnfill (PEER_SHOWN_TEXT_MAX_CHARACTERS + 1, 'a');
  g_autofree char *cut = g_strconcat (exact, "…", NULL);

  assert_and_free (gui_text_filter (exact), exact);
  assert_and_free (gui_text_filter (longer), cut);
}

static void
test_query (void)
{
  static const struct
  {
    const char *query;
    guint number;
    const char *title;
    gboolean is_found;
  } rows[] = {
    { "http", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "HTTP", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "transfer hyper", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "transfer quik", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", FALSE },
    { "text", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "2616", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "rfc2616", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "RFC 2616", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "urn:ietf:rfc:2616", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "26", 2616, "Hypertext Transfer Protocol -- HTTP/1.1", TRUE },
    { "61", 2616, "Hypertext Transfer Protocol", FALSE },
    { "793", 1793, "Something", FALSE },
    { "802", 1042, "IP datagrams over IEEE 802 networks", TRUE },
    { "rfc 79", 793, "Transmission Control Protocol", TRUE },
    { "\xc3\x89T\xc3\x89", 1, "Un \xc3\xa9t\xc3\xa9", TRUE },
    { "  http  ", 2616, "HTTP", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GuiQuery) query = gui_query_new (rows[i].query);
      g_autofree char *key = gui_query_make_key (rows[i].number, rows[i].title);

      g_test_message ("%s in %s", rows[i].query, key);
      g_assert_false (gui_query_is_empty (query));
      g_assert_cmpint (gui_query_matches (query, rows[i].number, key), ==, rows[i].is_found);
    }
}

static void
test_empty_query (void)
{
  g_autoptr (GuiQuery) nothing = gui_query_new ("");
  g_autoptr (GuiQuery) blank = gui_query_new ("   ");
  g_autoptr (GuiQuery) number = gui_query_new ("urn:ietf:rfc:2616");

  g_assert_true (gui_query_is_empty (nothing));
  g_assert_true (gui_query_is_empty (blank));
  g_assert_cmpuint (gui_query_get_number (nothing), ==, 0);
  g_assert_cmpuint (gui_query_get_number (number), ==, 2616);
}

static void
test_server_names (void)
{
  static const char *const good[]
      = { "host", "host.example.org:5555", "192.0.2.1", "192.0.2.1:80", "[2001:db8::1]:5555", "2001:db8::1", "localhost" };
  static const char *const bad[]
      = { "", "  ", "two words", "host:0", "host:99999", "host:port", "http://host/", "user@host", "[2001:db8::1" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = gui_server_name_parse (good[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = gui_server_name_parse (bad[i], &error);

      g_test_message ("“%s”", bad[i]);
      g_assert_null (name);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  assert_and_free (gui_server_name_parse (" host:5555\n", NULL), "host:5555");
}

static void
test_typed_numbers (void)
{
  g_assert_cmpuint (gui_candidate_entry_parse_number ("1"), ==, 1);
  g_assert_cmpuint (gui_candidate_entry_parse_number (" 2119 "), ==, 2119);
  g_assert_cmpuint (gui_candidate_entry_parse_number ("99999"), ==, 99999);
  g_assert_cmpuint (gui_candidate_entry_parse_number ("100000"), ==, 0);
  g_assert_cmpuint (gui_candidate_entry_parse_number ("0"), ==, 0);
  g_assert_cmpuint (gui_candidate_entry_parse_number (""), ==, 0);
  g_assert_cmpuint (gui_candidate_entry_parse_number ("-1"), ==, 0);
  g_assert_cmpuint (gui_candidate_entry_parse_number ("12a"), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/gui-format/numbers", test_numbers);
  g_test_add_func ("/gui-format/connection", test_connection);
  g_test_add_func ("/gui-format/entry-actions", test_entry_actions);
  g_test_add_func ("/gui-format/progress", test_progress);
  g_test_add_func ("/gui-text/remote-text", test_remote_text);
  g_test_add_func ("/gui-text/limit", test_remote_text_limit);
  g_test_add_func ("/gui-query/rows", test_query);
  g_test_add_func ("/gui-query/empty", test_empty_query);
  g_test_add_func ("/gui-server-name/rows", test_server_names);
  g_test_add_func ("/gui-candidate-entry/typed-numbers", test_typed_numbers);
  return g_test_run ();
}

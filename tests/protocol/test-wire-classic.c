/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "classic-requests.h"
#include "wire-limits.h"
#include "wire-support.h"

#include <string.h>

static GString *
classic_bytes (const ClassicRequest *row)
{
  GString *bytes = g_string_new (row->bytes);

  while (row->padding != '\0' && bytes->len < CLASSIC_PADDED_BYTES)
    g_string_append_c (bytes, row->padding);
  return bytes;
}

static char *
classic_form (WireDialect dialect)
{
  return g_strdup_printf ("%s%s%s%s%s%s%s%s%s", dialect.is_crlf ? "C" : "", dialect.has_closing_line ? "E" : "",
                          dialect.has_tight_colon ? "t" : "", dialect.wants_bare_numbers ? "b" : "",
                          dialect.has_old_version_word ? "v" : "", dialect.has_open_line ? "o" : "",
                          dialect.wants_status_blank ? "s" : "", dialect.wants_note_blank ? "n" : "",
                          dialect.wants_data_label ? "d" : "");
}

static gboolean
slice_is (WireSlice slice, const char *string)
{
  return wire_slice_equal_string (slice, string != NULL ? string : "");
}

static void
test_programs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classic_requests); i++)
    {
      const ClassicRequest *row = &classic_requests[i];
      g_autoptr (GString) bytes = classic_bytes (row);
      g_autofree char *form = NULL;
      WireReader reader;
      WireRequest request;
      WireReaderStatus status;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      wire_reader_init (&reader, row->door);
      wire_reader_feed (&reader, bytes->str, bytes->len);
      status = wire_reader_next (&reader, &request);
      if (!row->has_end)
        {
          g_assert_cmpint (status, ==, WIRE_READER_QUIET);
          wire_reader_end_message (&reader);
          status = wire_reader_next (&reader, &request);
        }
      g_assert_cmpint (status, ==, WIRE_READER_REQUEST);
      g_assert_cmpint (request.refusal, ==, row->refusal);
      g_assert_false (request.is_fatal);
      g_assert_cmpint (request.method, ==, row->method);
      g_assert_cmpuint (request.number, ==, row->number);
      g_assert_cmpint (request.object == WIRE_OBJECT_RFC, ==, row->number != 0);
      g_assert_cmpint (request.object == WIRE_OBJECT_ALL, ==, row->method == WIRE_METHOD_LIST);
      g_assert_true (slice_is (request.host, row->host));
      g_assert_cmpuint (request.port, ==, row->port);
      g_assert_true (slice_is (request.title, row->title));
      g_assert_true (slice_is (request.os, row->os));
      form = classic_form (request.dialect);
      g_assert_cmpstr (form, ==, row->form);
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
      wire_reader_clear (&reader);
    }
}

static void
test_programs_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classic_requests); i++)
    {
      g_autoptr (GString) bytes = classic_bytes (&classic_requests[i]);
      g_autofree char *text = NULL;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      text = wire_support_read_every_way (classic_requests[i].door, bytes->str, bytes->len);
      g_assert_nonnull (text);
    }
}

/* Two of them back to back are the two of them. What has no line end runs into what follows, so it gets one. */
static void
test_programs_merged (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classic_requests); i++)
    for (gsize n = 0; n < G_N_ELEMENTS (classic_requests); n++)
      {
        g_autoptr (GString) first = classic_bytes (&classic_requests[i]);
        g_autoptr (GString) second = classic_bytes (&classic_requests[n]);
        g_autoptr (GString) both = g_string_new (NULL);
        g_autofree char *first_text = NULL;
        g_autofree char *second_text = NULL;
        g_autofree char *expected = NULL;
        g_autofree char *text = NULL;
        g_autofree char *bytewise = NULL;

        if (classic_requests[i].door != classic_requests[n].door)
          continue;
        if (classic_requests[i].padding == '\0' && !g_str_has_suffix (first->str, "\n"))
          g_string_append (first, strchr (classic_requests[i].form, 'C') != NULL ? "\r\n" : "\n");
        first_text = wire_support_read (classic_requests[i].door, first->str, first->len, NULL, 0);
        second_text = wire_support_read (classic_requests[i].door, second->str, second->len, NULL, 0);
        expected = g_strconcat (first_text, second_text, NULL);
        g_string_append_len (both, first->str, (gssize) first->len);
        g_string_append_len (both, second->str, (gssize) second->len);

        text = wire_support_read (classic_requests[i].door, both->str, both->len, NULL, 0);
        bytewise = wire_support_read_bytewise (classic_requests[i].door, both->str, both->len);
        g_assert_cmpstr (text, ==, expected);
        g_assert_cmpstr (bytewise, ==, expected);
      }
}

/* The ways to write the same, against one description each. */
static const struct
{
  WireDoor door;
  const char *bytes;
  const char *expected; /* a part of what came out, one for each message, separated by '|' */
} forms[] = {
  /* line ends */
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\n\rHost: h\n\rPort: 1\n\r\n\r", "0() method=3 version=0 object=2 number=0 port=1" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\r\nHost: h\nPort: 1\r\n\n", "form=CE" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\nHost: h\nPort: 1\n\n", "form=E " },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\nHost: h\nPort: 1\n  \n", "form=E " },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0 \t\r\nHost: h  \r\n  Port:   1\t\r\n\r\n", "port=1" },
  /* names and values */
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\nHOST : h\nport:1\n\n", "port=1 raw=37 form=E word=4:LIST host=1:h" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\nHost: h\nPort: 1\nTitle: \"It's\" 50% <b>: a title  \n\n",
    "title=23:\\\"It's\\\" 50% <b>: a title" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\nHost: h\nPort: 1\nTitle: Wow!!! ~~~~~~~\n\n", "title=14:Wow!!! ~~~~~~~" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\nHost: a\nHost: b\nPort: 1\nPort: 2\n\n", "port=1 raw=53 form=E word=4:LIST host=1:a" },
  /* first lines */
  { WIRE_TO_INDEX, "LOOKUP RFC123 P2P-CI/1.0\n\n", "method=2 version=0 object=1 number=123" },
  { WIRE_TO_INDEX, "lookup rfc 0123 p2p-ci/1.0\n\n", "0() method=2 version=0 object=1 number=123" },
  { WIRE_TO_INDEX, "LOOKUP\tRFC   123\tP2P-CI/1.0\n\n", "0() method=2 version=0 object=1 number=123" },
  { WIRE_TO_INDEX, "LOOKUP 123 P2P-CI-V1.0.0\n\n", "0() method=2 version=0 object=1 number=123 port=0 raw=26 form=Ev" },
  { WIRE_TO_INDEX, "LIST P2P-CI/1.0\n\n", "0() method=3 version=0 object=2" },
  { WIRE_TO_INDEX, "LIST\n\n", "0() method=3 version=0 object=2" },
  { WIRE_TO_INDEX, "LIST RFCS P2P-CI/1.0\n\n", "400(the method has no such object)" },
  { WIRE_TO_INDEX, "LOOKUP RFC P2P-CI/1.0\n\n", "400(the method has no such object)" },
  { WIRE_TO_INDEX, "LOOKUP RFC 0 P2P-CI/1.0\n\n", "400(the method has no such object)" },
  { WIRE_TO_INDEX, "LOOKUP RFC 1000000 P2P-CI/1.0\n\n", "400(the method has no such object)" },
  { WIRE_TO_INDEX, "LOOKUP RFC 1 2 P2P-CI/1.0\n\n", "400(the method has no such object)" },
  { WIRE_TO_INDEX, "LOOKUP RFC -1 P2P-CI/1.0\n\n", "400(the method has no such object)" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0 now\n\n", "400(the version does not end the first line)" },
  { WIRE_TO_INDEX, "LIST ALL HTTP/1.1\r\nHost: h\r\n\r\n", "400(the method has no such object)" },
  { WIRE_TO_INDEX, "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "400(this method is not spoken at this port)" },
  { WIRE_TO_INDEX, "PING P2P-CI/1.0\r\n\r\n", "400(unknown method)" },
  /* joins and leaves */
  { WIRE_TO_INDEX, "CONNECT 6001 P2P-CI/1.0\r\nHost: h\r\n\r\n", "0() method=8 version=0 object=0 number=0 port=6001" },
  { WIRE_TO_INDEX, "CONNECT 6001\n", "0() method=8 version=0 object=0 number=0 port=6001" },
  { WIRE_TO_INDEX, "CONNECT P2P-CI/1.0\n", "400(Port is out of range)" },
  { WIRE_TO_INDEX, "START P2P-CI/1.0\r\nHost: h\r\nPort: 1\r\n\r\n", "0() method=7 version=0 object=0 number=0 port=1" },
  { WIRE_TO_INDEX, "START P2P-CI/1.0 Host:h Port:1\r\n", "port=1 raw=32 form=C word=5:START host=1:h" },
  { WIRE_TO_INDEX, "START P2P-CI/1.0 Host : h Port : 1\r\n", "port=1 raw=36 form=C word=5:START host=1:h" },
  { WIRE_TO_INDEX, "START P2P-CI/1.0 Host: h\n\n", "400(Port is missing)" },
  { WIRE_TO_INDEX, "DEL P2P-CI/1.0\n\n", "0() method=9" },
  { WIRE_TO_INDEX, "DEL SELF P2P-CI/1.0\n\n", "0() method=9" },
  { WIRE_TO_INDEX, "DEL PEER P2P-CI/1.0\n\n", "0() method=9" },
  { WIRE_TO_INDEX, "DEL RFC 5 P2P-CI/1.0\n\n", "400(the method has no such object)" },
  { WIRE_TO_INDEX, "QUIT", "0() method=9" },
  { WIRE_TO_INDEX, "EXIT\r\n\r\n", "0() method=9" },
  { WIRE_TO_INDEX, "LEAVE P2P-CI/1.0\r\n\r\n", "0() method=9" },
  /* needs */
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Port: 1", "400(Title is missing)" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Title: t", "400(Port is missing)" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Port: 1\n Title: t", "400(Host is missing)" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Port: 0\n Title: t", "400(Port is out of range)" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Port: 65535\n Title: t", "0() method=1" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Port: 65536\n Title: t", "400(Port is out of range)" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Host: <b>\n Port: 1\n Title: t", "400(Host is no host name and no address)" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Port: 1\n Title: a\tb", "400(Title is too long, or no clean text)" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Port: 1\n Title: \374", "400(Title is too long, or no clean text)" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\nHost: h\nno colon\n\n", "400(malformed header line)" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\nContent-Length: 5\n\n", "400!(requests have no body)" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.0\nContent-Length: 0\n\n", "0() method=3" },
  /* other versions */
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.2\r\nHost: h\r\n\r\n", "505(the version is not spoken here) method=3 version=1" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.2\nHost: h\n\n", "505(the version is not spoken here) method=3 version=0" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.2\r\nHost: h\r\n", "505(the version is not spoken here) method=3 version=0" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.2\r\nContent-Length: 9\r\n\r\n", "505!(requests have no body)" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.10\n", "505(" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.", "505(" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI\n", "505(" },
  { WIRE_TO_INDEX, "FOO P2P-CI/0.9\n", "505(" },
  /* gaps and padding */
  { WIRE_TO_INDEX, "\n\r\n \nLIST P2P-CI/1.0\n\n\n\n\nLIST P2P-CI/1.0\n\n\n", "0() method=3|0() method=3" },
  { WIRE_TO_INDEX, "LIST P2P-CI/1.0\nHost: h\nEND\n\n", "raw=29 form=E " },
  { WIRE_TO_INDEX, "LIST P2P-CI/1.0\nHost: h\n\nEND\nLIST P2P-CI/1.0\n\nEND", "0() method=3|0() method=3" },
  { WIRE_TO_INDEX, "END\n", "" },
  { WIRE_TO_INDEX, "END P2P-CI/1.0 Host: h Port: 1\n\nEND\n", "0() method=9" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\nHost: h\nPort: 1\nTitle: t~~~~~~~~~~~~LIST P2P-CI/1.0\n", "title=1:t|0() method=3" },
  { WIRE_TO_INDEX, "LIST P2P-CI/1.0\nHost: h\n!!!!!!!!!!\nQUIT!!!!!!!!!!", "0() method=3|0() method=9" },
  { WIRE_TO_INDEX, "LIST P2P-CI/1.0~~~~~~~~", "0() method=3" },
  /* messages that the next one ends */
  { WIRE_TO_INDEX, "LIST P2P-CI/1.0\nHost: h\nQUIT", "0() method=3|0() method=9" },
  { WIRE_TO_INDEX, "LIST P2P-CI/1.0\nHost: h\nFOO P2P-CI/1.0\nLIST\nEND P2P-CI/1.0",
    "0() method=3|400(unknown method)|0() method=3|0() method=9" },
  { WIRE_TO_INDEX, "LIST P2P-CI/1.0\nHost: h\nLIST ALL P2P-CI/1.1\r\n\r\n", "version=0|method=3 version=1" },
  { WIRE_TO_INDEX, "ADD RFC 1 P2P-CI/1.0\nTitle: LIST P2P-CI/1.0\nTitle : x P2P-CI/1.0\nHost: h\nPort: 1\n\n",
    "title=15:LIST P2P-CI/1.0" },
  { WIRE_TO_INDEX, "LIST ALL P2P-CI/1.1\r\n\r\nLIST ALL P2P-CI/1.0\n", "version=1|version=0" },
  /* the upload port */
  { WIRE_TO_PEER, "GET 123 P2P-CI/1.0\n\n", "0() method=10 version=0 object=1 number=123" },
  { WIRE_TO_PEER, "GET RFC123 P2P-CI/1.0\n\n", "0() method=10 version=0 object=1 number=123" },
  { WIRE_TO_PEER, "GET 123\n\n", "0() method=10 version=0 object=1 number=123" },
  { WIRE_TO_PEER, "ADD RFC 123 P2P-CI/1.0\nHost: h\n\n", "0() method=10 version=0 object=1 number=123" },
  { WIRE_TO_PEER, "LIST ALL P2P-CI/1.0\nHost: h\n\n", "400(this method is not spoken at this port) method=0" },
  { WIRE_TO_PEER, "GET ../../etc/passwd P2P-CI/1.0\n\n", "400(the method has no such object)" },
  /* no text */
  { WIRE_TO_INDEX, "\200\003X\007LIST ALL", "400!(not text)" },
  { WIRE_TO_INDEX, "0000000039ADD RFC 1 P2P-CI/1.0\n", "400!(not text)" },
  { WIRE_TO_INDEX, "LIST\001ALL P2P-CI/1.0\n", "400!(not text) method=0 version=0 object=0 number=0 port=0 raw=5" },
  { WIRE_TO_INDEX, "LIST ALL \374 P2P-CI/1.0\n", "400!(not text)" },
  { WIRE_TO_INDEX, "{\"json\": 1}", "400!(not text)" },
};

static void
test_forms (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;
      g_auto (GStrv) expected = g_strsplit (forms[i].expected, "|", -1);

      text = wire_support_read_every_way (forms[i].door, forms[i].bytes, strlen (forms[i].bytes));
      g_test_message ("row %" G_GSIZE_FORMAT ": %s", i, text);
      lines = g_strsplit (text, "\n", -1);
      if (*forms[i].expected == '\0')
        {
          g_assert_cmpstr (text, ==, "");
          continue;
        }
      g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (expected) + 1);
      for (gsize n = 0; expected[n] != NULL; n++)
        if (strstr (lines[n], expected[n]) == NULL)
          g_test_fail_printf ("row %" G_GSIZE_FORMAT ": \"%s\" has no \"%s\"", i, lines[n], expected[n]);
    }
}

/* The first bytes are enough: nobody waits for the line end of what has none. */
static void
test_binary_at_once (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
  } rows[] = {
    { "\0\052LIST ALL", 10 }, { "\0", 1 }, { "\200", 1 }, { "4", 1 }, { "LIST\0", 5 }, { "\177", 1 }, { "A\033", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WireReader reader;
      WireRequest request;

      wire_reader_init (&reader, WIRE_TO_INDEX);
      wire_reader_feed (&reader, rows[i].bytes, rows[i].length);
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
      g_assert_cmpint (request.refusal, ==, WIRE_STATUS_BAD_REQUEST);
      g_assert_true (request.is_fatal);
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);

      /* and never again */
      wire_reader_feed (&reader, "LIST ALL P2P-CI/1.0\n\n", 21);
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
      g_assert_cmpuint (wire_reader_get_pending (&reader, NULL), ==, 0);
      wire_reader_clear (&reader);
    }
}

/* A request of 1.1 whose segments come late is never ended by silence. */
static void
test_quiet (void)
{
  static const struct
  {
    const char *bytes;
    WireReaderStatus status;
  } rows[] = {
    { "", WIRE_READER_EMPTY },
    { "\r\n\r\n", WIRE_READER_EMPTY },
    { "L", WIRE_READER_PARTIAL },
    { "LIST", WIRE_READER_PARTIAL },
    { "LOOKUP RFC 1", WIRE_READER_PARTIAL },
    { "LOOKUP RFC 1 P2P-CI", WIRE_READER_PARTIAL },
    { "LOOKUP RFC 1 P2P-CI/1.", WIRE_READER_PARTIAL },
    { "LOOKUP RFC 1 P2P-CI/1.1", WIRE_READER_PARTIAL },
    { "LOOKUP RFC 1 P2P-CI/1.1\r\n", WIRE_READER_PARTIAL },
    { "LOOKUP RFC 1 P2P-CI/1.1\r\nHost: h\r\n", WIRE_READER_PARTIAL },
    { "LOOKUP RFC 1 P2P-CI/1.0", WIRE_READER_QUIET },
    { "LOOKUP RFC 1 P2P-CI/1.0\n", WIRE_READER_QUIET },
    { "LOOKUP RFC 1 P2P-CI/1.0\nHo", WIRE_READER_QUIET },
    { "LOOKUP RFC 1 P2P-CI-v1", WIRE_READER_QUIET },
    { "LOOKUP RFC 1\n", WIRE_READER_QUIET },
    { "END P2P-CI/1.0 Host: h Port: 1", WIRE_READER_QUIET },
    { "QUIT", WIRE_READER_QUIET },
    { "CONNECT 60", WIRE_READER_QUIET },
    { "FOO P2P-CI/2", WIRE_READER_QUIET },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WireReader reader;
      WireRequest request;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      wire_reader_init (&reader, WIRE_TO_INDEX);
      wire_reader_feed (&reader, rows[i].bytes, strlen (rows[i].bytes));
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, rows[i].status);
      wire_reader_clear (&reader);

      wire_reader_init (&reader, WIRE_TO_INDEX);
      for (const char *byte = rows[i].bytes; *byte != '\0'; byte++)
        {
          wire_reader_feed (&reader, byte, 1);
          wire_reader_next (&reader, &request);
        }
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, rows[i].status);
      wire_reader_clear (&reader);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-classic/what-programs-write-is-read", test_programs);
  g_test_add_func ("/wire-classic/any-cut-gives-the-same-messages", test_programs_cut);
  g_test_add_func ("/wire-classic/two-in-one-are-two", test_programs_merged);
  g_test_add_func ("/wire-classic/the-ways-to-write-it", test_forms);
  g_test_add_func ("/wire-classic/what-is-no-text-is-refused-at-once", test_binary_at_once);
  g_test_add_func ("/wire-classic/silence-ends-old-messages-only", test_quiet);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-limits.h"
#include "wire-support.h"

#include <string.h>

#define V " P2P-CI/1.1\r\n"
#define DIGEST "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:"
#define HEX "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define SESSION "00112233445566778899aabbccddeeff"
#define BYTES(literal) (literal), sizeof (literal) - 1

static const struct
{
  WireDoor door;
  const char *bytes;
  gsize length;
  const char *expected; /* a part of what came out, one for each message, separated by '|' */
} rows[] = {
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC 123" V "\r\n"), "0() method=2 version=1 object=1 number=123 port=0" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC 123" V "Limit: 5\r\nX-Later: ü\r\n\r\n"), "number=123 port=0 raw=52 form= word=6:LOOKUP limit=5" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "HOST: h\r\nport:6001\r\nTitle:  A \"title\", 50% \r\nSize: 0\r\nRepr-Digest: " DIGEST "\r\n\r\n"),
    "host=1:h title=14:A \\\"title\\\", 50% size=0 digest=" HEX },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 999999" V "Title: t\r\nSession: " SESSION "\r\n\r\n"), "session=32:" SESSION },
  { WIRE_TO_INDEX, BYTES ("REMOVE RFC 1" V "\r\n"), "0() method=4" },
  { WIRE_TO_INDEX, BYTES ("LIST ALL" V "After: abc\r\n\r\n"), "0() method=3 version=1 object=2" },
  { WIRE_TO_INDEX, BYTES ("LIST RFCS" V "Match: tcp ip\r\nSort: holders\r\n\r\n"), "match=6:tcp ip sort=2" },
  { WIRE_TO_INDEX, BYTES ("WATCH RFCS" V "\r\n"), "0() method=5 version=1 object=3" },
  { WIRE_TO_INDEX, BYTES ("PING" V "\r\nLEAVE" V "\r\n\r\n\r\nPING" V "\r\n"), "method=6|method=9|method=6" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Content-Length: 0\r\n\r\n"), "0() method=6" },
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "Host: h\r\nOS: Linux\r\nRange: bytes=5-\r\nIf-Digest: " DIGEST "\r\n\r\n"),
    "range=5- if-digest=" HEX },
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "Range: bytes=0-9223372036854775807\r\n\r\n"), "range=0-9223372036854775807" },
  /* ranges that count as not there: the whole document is never wrong */
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "Range: bytes=-5\r\n\r\n"), "word=3:GET\n" },
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "Range: bytes=5-4\r\n\r\n"), "word=3:GET\n" },
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "Range: bytes=1-2,4-5\r\n\r\n"), "word=3:GET\n" },
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "Range: lines=1-\r\n\r\n"), "word=3:GET\n" },
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "Range: bytes=9223372036854775808-\r\n\r\n"), "word=3:GET\n" },
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "Range: bytes=1\r\n\r\n"), "word=3:GET\n" },
  /* what is wrong with one request alone */
  { WIRE_TO_INDEX, BYTES ("FOO RFC 1" V "\r\nPING" V "\r\n"), "400(unknown method)|0() method=6" },
  { WIRE_TO_INDEX, BYTES ("lookup RFC 1" V "\r\n"), "400(unknown method)" },
  { WIRE_TO_INDEX, BYTES ("START" V "\r\n"), "400(unknown method)" },
  { WIRE_TO_INDEX, BYTES ("GET RFC 1" V "\r\n"), "400(this method is not spoken at this port) method=0" },
  { WIRE_TO_PEER, BYTES ("ADD RFC 1" V "Title: t\r\n\r\n"), "400(this method is not spoken at this port)" },
  { WIRE_TO_PEER, BYTES ("GET RFC ../1" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC1" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC  1" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP rfc 1" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC 0" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC 01" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC +1" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC -1" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC 0x1" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("LOOKUP RFC 18446744073709551617" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("PING RFC 1" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("PING " V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("WATCH ALL" V "\r\n"), "400(the method has no such object)" },
  { WIRE_TO_INDEX, BYTES ("PING P2P-CI/1.1 \r\n\r\n"), "400(the version does not end the first line)" },
  { WIRE_TO_INDEX, BYTES ("PING P2P-CI/1.1 now\r\n\r\n"), "400(the version does not end the first line)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Host: h\r\nPort: 6001\r\n\r\n"), "400(ADD needs a Title)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title:\r\n\r\n"), "400(ADD needs a Title)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title: t\r\nHost: a b\r\n\r\nPING" V "\r\n"), "400(Host is no host name and no address)|0() method=6" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title: t\r\nHost:\r\n\r\n"), "400(Host is no host name and no address)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title: t\r\nPort: abc\r\n\r\n"), "400(Port is out of range)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title: t\r\nPort: 06001\r\n\r\n"), "400(Port is out of range)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title: t\r\nSize: -1\r\n\r\n"), "400(Size is no number of bytes)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title: t\r\nSize: 9223372036854775808\r\n\r\n"), "400(Size is no number of bytes)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title: t\r\nRepr-Digest: sha-256=:x:\r\n\r\n"), "400(Repr-Digest is malformed)" },
  { WIRE_TO_INDEX, BYTES ("ADD RFC 1" V "Title: t\r\nRepr-Digest: sha-512=:x:\r\n\r\n"), "0() method=1" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Session: 123\r\n\r\n"), "400(Session is malformed)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Session: zz112233445566778899aabbccddeeff\r\n\r\n"), "400(Session is malformed)" },
  { WIRE_TO_INDEX, BYTES ("LIST RFCS" V "Sort: size\r\n\r\n"), "400(Sort is none of number, title, holders)" },
  { WIRE_TO_INDEX, BYTES ("LIST RFCS" V "Limit: 4294967296\r\n\r\n"), "400(Limit is no number)" },
  { WIRE_TO_INDEX, BYTES ("LIST RFCS" V "Limit: 1\r\nlimit: 1\r\n\r\nPING" V "\r\n"), "400(a header came twice)|0() method=6" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X: 1\r\nX: 2\r\n\r\n"), "0() method=6" },
  { WIRE_TO_PEER, BYTES ("GET RFC 1" V "If-Digest: sha-512=:x:\r\n\r\n"), "400(If-Digest is malformed, or has no sha-256)" },
  /* what makes doubtful where the message ends, or what it says */
  { WIRE_TO_INDEX, BYTES ("PING P2P-CI/1.1\n\n"), "400!(a line ends without CR)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X: 1\n\r\n"), "400!(a line ends without CR)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "\n"), "400!(a line ends without CR)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Content-Length: 1\r\n\r\nx"), "400!(requests have no body)" },
  { WIRE_TO_INDEX, BYTES ("FOO" V "Content-Length: 5\r\n\r\nPING "), "400!(requests have no body)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Content-Length: +0\r\n\r\n"), "400!(Content-Length is malformed)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Content-Length: 18446744073709551616\r\n\r\n"), "400!(Content-Length is malformed)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"), "400!(a header came twice)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X: 1\r\n folded\r\n\r\n"), "400!(malformed header line)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X : 1\r\n\r\n"), "400!(malformed header line)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Host : h\r\n\r\n"), "400!(malformed header line)" },
  { WIRE_TO_INDEX, BYTES ("PING" V ": 1\r\n\r\n"), "400!(malformed header line)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "no colon\r\n\r\n"), "400!(malformed header line)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X\374: 1\r\n\r\n"), "400!(malformed header line)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "Title: a\tb\r\n\r\n"), "400!(control characters or broken UTF-8 in a header)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X: a\0b\r\n\r\n"), "400!(control characters or broken UTF-8 in a header)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X: a\rb\r\n\r\n"), "400!(control characters or broken UTF-8 in a header)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X: \374\r\n\r\n"), "400!(control characters or broken UTF-8 in a header)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X: \302\205\r\n\r\n"), "400!(control characters or broken UTF-8 in a header)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X: \342\200\250\r\n\r\n"), "400!(control characters or broken UTF-8 in a header)" },
  { WIRE_TO_INDEX, BYTES ("LIST\tALL" V "\r\n"), "400!(control characters in the first line)" },
  { WIRE_TO_INDEX, BYTES ("LIST\rALL" V "\r\n"), "400!(control characters in the first line)" },
  { WIRE_TO_INDEX, BYTES ("LIST ALL P2P-CI/1.1\r\nX: 1"), "400!(the message has no closing empty line)" },
  { WIRE_TO_INDEX, BYTES ("LIST ALL P2P-CI/1.1"), "400!(the message ends in the first line)" },
  { WIRE_TO_INDEX, BYTES ("PING" V "X : 1\r\n\r\nPING" V "\r\n"), "400!(malformed header line)" },
};

static void
test_requests (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) expected = g_strsplit (rows[i].expected, "|", -1);
      g_autofree char *text = NULL;
      const char *rest;
      guint n_lines = 0;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      text = wire_support_read_every_way (rows[i].door, rows[i].bytes, rows[i].length);
      rest = text;
      for (const char *line = text; (line = strchr (line, '\n')) != NULL; line++)
        n_lines++;
      if (n_lines != g_strv_length (expected))
        g_test_fail_printf ("row %" G_GSIZE_FORMAT ": %u messages: %s", i, n_lines, text);
      for (gsize n = 0; expected[n] != NULL; n++)
        {
          rest = strstr (rest, expected[n]);
          if (rest == NULL)
            {
              g_test_fail_printf ("row %" G_GSIZE_FORMAT ": \"%s\" has no \"%s\"", i, text, expected[n]);
              break;
            }
        }
    }
}

/* Reads one message, whole and byte by byte. */
static WireRequest
read_one (WireDoor door, const GString *bytes)
{
  WireReader reader;
  WireRequest request;
  g_autoptr (GString) described = g_string_new (NULL);
  g_autofree char *bytewise = wire_support_read_bytewise (door, bytes->str, bytes->len);

  wire_reader_init (&reader, door);
  wire_reader_feed (&reader, bytes->str, bytes->len);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
  wire_support_describe (&request, described);
  if (!g_str_has_prefix (bytewise, described->str))
    g_assert_cmpstr (bytewise, ==, described->str);
  wire_reader_clear (&reader);
  return request;
}

static void
assert_read (WireDoor door, GString *bytes, WireStatus refusal, gboolean is_fatal)
{
  WireRequest request = read_one (door, bytes);

  g_assert_cmpint (request.refusal, ==, refusal);
  g_assert_cmpint (request.is_fatal, ==, is_fatal);
  g_string_truncate (bytes, 0);
}

static void
fill (GString *bytes, gsize n)
{
  while (n-- > 0)
    g_string_append_c (bytes, 'x');
}

static void
test_frame_limits (void)
{
  g_autoptr (GString) bytes = g_string_new (NULL);

  for (int over = -1; over <= 1; over++)
    {
      WireStatus refusal = over > 0 ? WIRE_STATUS_HEAD_TOO_LARGE : WIRE_STATUS_NONE;

      /* the head, in lines as long as they may be */
      g_string_append (bytes, "PING" V);
      while (bytes->len + 1000 < WIRE_HEAD_MAX_BYTES)
        g_string_append_printf (bytes, "X: %0500d\r\n", 1);
      g_string_append (bytes, "X: ");
      fill (bytes, WIRE_HEAD_MAX_BYTES + (gsize) over - bytes->len - 4);
      g_string_append (bytes, "\r\n\r\n");
      g_assert_cmpint ((int) bytes->len, ==, (int) WIRE_HEAD_MAX_BYTES + over);
      assert_read (WIRE_TO_INDEX, bytes, refusal, over > 0);

      /* the lines, the first one included and the empty one not */
      g_string_append (bytes, "PING" V);
      for (int i = 1; i < (int) WIRE_HEAD_MAX_LINES + over; i++)
        g_string_append (bytes, "X: 1\r\n");
      g_string_append (bytes, "\r\n");
      assert_read (WIRE_TO_INDEX, bytes, refusal, over > 0);
      g_string_append (bytes, "LIST P2P-CI/1.0\n");
      for (int i = 1; i < (int) WIRE_HEAD_MAX_LINES + over; i++)
        g_string_append (bytes, "X: 1\n");
      g_string_append (bytes, "\n");
      assert_read (WIRE_TO_INDEX, bytes, refusal, over > 0);

      /* a line */
      g_string_append (bytes, "PING" V "X: ");
      fill (bytes, WIRE_LINE_MAX_BYTES - 3 + (gsize) over);
      g_string_append (bytes, "\r\n\r\n");
      assert_read (WIRE_TO_INDEX, bytes, refusal, over > 0);
      g_string_append (bytes, "LIST P2P-CI/1.0\nX: ");
      fill (bytes, WIRE_LINE_MAX_BYTES - 3 + (gsize) over);
      g_string_append (bytes, "\n\n");
      assert_read (WIRE_TO_INDEX, bytes, refusal, over > 0);

      /* the method: unknown in either case */
      fill (bytes, WIRE_METHOD_MAX_BYTES + (gsize) over);
      g_string_append (bytes, V "\r\n");
      assert_read (WIRE_TO_INDEX, bytes, over > 0 ? refusal : WIRE_STATUS_BAD_REQUEST, over > 0);
      fill (bytes, WIRE_METHOD_MAX_BYTES + (gsize) over);
      g_string_append (bytes, " P2P-CI/1.0\n\n");
      assert_read (WIRE_TO_INDEX, bytes, over > 0 ? refusal : WIRE_STATUS_BAD_REQUEST, over > 0);

      /* a header's name */
      g_string_append (bytes, "PING" V);
      fill (bytes, WIRE_HEADER_NAME_MAX_BYTES + (gsize) over);
      g_string_append (bytes, ": 1\r\n\r\n");
      assert_read (WIRE_TO_INDEX, bytes, refusal, over > 0);
    }
}

static void
test_value_limits (void)
{
  static const struct
  {
    const char *name;
    gsize max_bytes;
  } texts[] = {
    { "Title", WIRE_TITLE_MAX_BYTES }, { "Host", WIRE_HOST_MAX_BYTES },    { "OS", WIRE_OS_MAX_BYTES },
    { "Match", WIRE_MATCH_MAX_BYTES }, { "After", WIRE_CURSOR_MAX_BYTES },
  };
  static const struct
  {
    const char *name;
    guint64 min;
    guint64 max;
  } numbers[] = { { "Port", WIRE_PORT_MIN, WIRE_PORT_MAX }, { "Limit", 0, G_MAXUINT32 }, { "Size", 0, G_MAXINT64 } };
  g_autoptr (GString) bytes = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (int over = -1; over <= 1; over++)
      {
        g_string_append_printf (bytes, "LIST RFCS" V "%s: ", texts[i].name);
        fill (bytes, texts[i].max_bytes + (gsize) over);
        g_string_append (bytes, "\r\n\r\n");
        assert_read (WIRE_TO_INDEX, bytes, over > 0 ? WIRE_STATUS_BAD_REQUEST : WIRE_STATUS_NONE, FALSE);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    for (int over = -1; over <= 1; over++)
      {
        g_string_printf (bytes, "LIST RFCS" V "%s: %" G_GUINT64_FORMAT "\r\n\r\n", numbers[i].name,
                         numbers[i].max + (guint64) over);
        assert_read (WIRE_TO_INDEX, bytes, over > 0 ? WIRE_STATUS_BAD_REQUEST : WIRE_STATUS_NONE, FALSE);
        if (numbers[i].min == 0)
          continue;
        g_string_printf (bytes, "LIST RFCS" V "%s: %" G_GUINT64_FORMAT "\r\n\r\n", numbers[i].name,
                         numbers[i].min + (guint64) over);
        assert_read (WIRE_TO_INDEX, bytes, over < 0 ? WIRE_STATUS_BAD_REQUEST : WIRE_STATUS_NONE, FALSE);
      }
  for (int over = -1; over <= 1; over++)
    {
      g_string_printf (bytes, "LOOKUP RFC %d" V "\r\n", (int) WIRE_NUMBER_MAX + over);
      assert_read (WIRE_TO_INDEX, bytes, over > 0 ? WIRE_STATUS_BAD_REQUEST : WIRE_STATUS_NONE, FALSE);
      g_string_append (bytes, "PING" V "Session: ");
      for (int i = 0; i < (int) WIRE_SESSION_BYTES + over; i++)
        g_string_append_c (bytes, 'a');
      g_string_append (bytes, "\r\n\r\n");
      assert_read (WIRE_TO_INDEX, bytes, over != 0 ? WIRE_STATUS_BAD_REQUEST : WIRE_STATUS_NONE, FALSE);
    }
}

/* Whatever never ends is refused as soon as it is past the limit, and kept no longer. */
static void
test_endless (void)
{
  static const char *const starts[] = { "", "PING" V, "PING" V "X: ", "LIST P2P-CI/1.0\n", "LIST P2P-CI/1.0\nX: " };
  static const char *const pieces[] = { "x", "X: 1\r\n", "X: 1\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    for (gsize n = 0; n < G_N_ELEMENTS (pieces); n++)
      {
        WireReader reader;
        WireRequest request;
        WireReaderStatus status;
        gsize n_fed = 0;

        wire_reader_init (&reader, WIRE_TO_INDEX);
        wire_reader_feed (&reader, starts[i], strlen (starts[i]));
        status = wire_reader_next (&reader, &request);
        while (status != WIRE_READER_REQUEST)
          {
            wire_reader_feed (&reader, pieces[n], strlen (pieces[n]));
            status = wire_reader_next (&reader, &request);
            n_fed += strlen (pieces[n]);
            g_assert_cmpuint (n_fed, <=, WIRE_HEAD_MAX_BYTES + 8);
          }
        g_assert_true (request.is_fatal || request.refusal == WIRE_STATUS_BAD_REQUEST);
        wire_reader_clear (&reader);
      }
}

static const char *const texts[] = { "A", "Plain title", "Ünïcödé 標準", "with \" quotes ' and \\ and %s", "a: b",
                                     "RFC 7 x P2P-CI/1.0", "Wow!!!!!!!!!" };

static const char *
random_text (void)
{
  return texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))];
}

static void
random_digest (WireDigest *digest)
{
  digest->is_known = g_test_rand_bit ();
  for (guint n = 0; digest->is_known && n < WIRE_DIGEST_BYTES; n++)
    digest->bytes[n] = (guint8) g_test_rand_int_range (0, 256);
}

/* Only the fields that the method has, as wire_request_append() writes no others. */
static WireDoor
random_request (WireRequest *request)
{
  static const WireMethod strict[] = { WIRE_METHOD_ADD,  WIRE_METHOD_LOOKUP, WIRE_METHOD_LIST,  WIRE_METHOD_REMOVE,
                                       WIRE_METHOD_WATCH, WIRE_METHOD_PING,   WIRE_METHOD_LEAVE, WIRE_METHOD_GET };

  *request = (WireRequest) { .version = WIRE_VERSION_1_1 };
  request->method = strict[g_test_rand_int_range (0, G_N_ELEMENTS (strict))];
  if (request->method != WIRE_METHOD_GET && g_test_rand_bit ())
    request->session = wire_slice_from_string (SESSION);
  switch (request->method)
    {
    case WIRE_METHOD_ADD:
      request->host = wire_slice_from_string (g_test_rand_bit () ? "hostA" : NULL);
      request->port = (guint16) (g_test_rand_bit () ? g_test_rand_int_range (WIRE_PORT_MIN, WIRE_PORT_MAX + 1) : 0);
      request->title = wire_slice_from_string (random_text ());
      request->has_size = g_test_rand_bit ();
      request->size_bytes = request->has_size ? (guint32) g_test_rand_int () : 0;
      random_digest (&request->digest);
      break;
    case WIRE_METHOD_LIST:
    case WIRE_METHOD_WATCH:
      request->object = WIRE_OBJECT_RFCS;
      request->match = wire_slice_from_string (g_test_rand_bit () ? random_text () : NULL);
      if (request->method == WIRE_METHOD_WATCH)
        break;
      request->sort = (WireSort) g_test_rand_int_range (WIRE_SORT_NUMBER, WIRE_SORT_HOLDERS + 1);
      request->after = wire_slice_from_string (g_test_rand_bit () ? "cursor-7" : NULL);
      request->has_limit = g_test_rand_bit ();
      request->limit = request->has_limit ? (guint32) g_test_rand_int () : 0;
      break;
    case WIRE_METHOD_GET:
      request->host = wire_slice_from_string (g_test_rand_bit () ? "::1" : NULL);
      request->os = wire_slice_from_string (g_test_rand_bit () ? random_text () : NULL);
      request->has_range = g_test_rand_bit ();
      request->range_first = request->has_range ? (guint64) g_test_rand_int_range (0, 1000) : 0;
      request->has_range_last = request->has_range && g_test_rand_bit ();
      request->range_last = request->has_range_last ? request->range_first + 5 : 0;
      random_digest (&request->if_digest);
      break;
    default:
      break;
    }
  if (request->method == WIRE_METHOD_ADD || request->method == WIRE_METHOD_LOOKUP
      || request->method == WIRE_METHOD_REMOVE || request->method == WIRE_METHOD_GET)
    {
      request->object = WIRE_OBJECT_RFC;
      request->number = (guint32) g_test_rand_int_range (1, WIRE_NUMBER_MAX + 1);
    }
  return request->method == WIRE_METHOD_GET ? WIRE_TO_PEER : WIRE_TO_INDEX;
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      WireRequest request;
      WireDoor door = random_request (&request);
      g_autoptr (GString) bytes = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autofree char *text = NULL;

      wire_request_append (&request, bytes);
      request.raw = (WireSlice) { bytes->str, bytes->len };
      request.method_word = wire_slice_from_string (wire_method_get_word (request.method));
      wire_support_describe (&request, expected);
      text = wire_support_read (door, bytes->str, bytes->len, NULL, 0);
      g_assert_cmpstr (text, ==, expected->str);
    }
}

static void
test_classic_round_trip (void)
{
  static const WireMethod classic[] = { WIRE_METHOD_ADD, WIRE_METHOD_LOOKUP, WIRE_METHOD_LIST, WIRE_METHOD_REMOVE,
                                        WIRE_METHOD_GET, WIRE_METHOD_JOIN, WIRE_METHOD_CONNECT, WIRE_METHOD_LEAVE };

  for (guint i = 0; i < 2000; i++)
    {
      WireRequest request = { .version = WIRE_VERSION_1_0 };
      g_autoptr (GString) bytes = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autofree char *text = NULL;
      const char *title = texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts) - 1)]; /* not the padding */

      request.method = classic[g_test_rand_int_range (0, G_N_ELEMENTS (classic))];
      request.host = wire_slice_from_string ("hostA");
      if (request.method != WIRE_METHOD_GET)
        request.port = (guint16) g_test_rand_int_range (1, WIRE_PORT_MAX + 1);
      else
        request.os = wire_slice_from_string ("Linux");
      if (request.method == WIRE_METHOD_LIST)
        request.object = WIRE_OBJECT_ALL;
      if (request.method <= WIRE_METHOD_LOOKUP || request.method == WIRE_METHOD_REMOVE)
        request.title = wire_slice_from_string (title);
      if (request.title.length > 0 || request.method == WIRE_METHOD_GET)
        {
          request.object = WIRE_OBJECT_RFC;
          request.number = (guint32) g_test_rand_int_range (1, WIRE_NUMBER_MAX + 1);
        }

      wire_request_append (&request, bytes);
      request.raw = (WireSlice) { bytes->str, bytes->len };
      request.method_word = wire_slice_from_string (wire_method_get_word (request.method));
      request.dialect = (WireDialect) { .is_crlf = TRUE, .has_closing_line = TRUE };
      wire_support_describe (&request, expected);
      text = wire_support_read (request.method == WIRE_METHOD_GET ? WIRE_TO_PEER : WIRE_TO_INDEX, bytes->str,
                                bytes->len, NULL, 0);
      g_assert_cmpstr (text, ==, expected->str);
    }
}

static void
test_hostile_append (void)
{
  WireRequest request = { .version = WIRE_VERSION_1_1, .method = WIRE_METHOD_ADD, .object = WIRE_OBJECT_RFC, .number = 7 };
  g_autoptr (GString) bytes = g_string_new (NULL);

  request.title = wire_slice_from_string ("t\r\nPort: 22");
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*wire_text_is_clean*");
  wire_request_append (&request, bytes);
  g_test_assert_expected_messages ();
  g_assert_null (strstr (bytes->str, "Port"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-strict/every-rule", test_requests);
  g_test_add_func ("/wire-strict/frames-end-at-their-limits", test_frame_limits);
  g_test_add_func ("/wire-strict/values-end-at-their-limits", test_value_limits);
  g_test_add_func ("/wire-strict/what-never-ends-is-refused", test_endless);
  g_test_add_func ("/wire-strict/what-is-written-is-read", test_round_trip);
  g_test_add_func ("/wire-strict/what-is-written-in-1-0-is-read", test_classic_round_trip);
  g_test_add_func ("/wire-strict/a-line-break-becomes-no-header", test_hostile_append);

  return g_test_run ();
}

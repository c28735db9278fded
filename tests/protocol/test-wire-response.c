/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-limits.h"
#include "wire-response-reader.h"

#include <string.h>

static void
describe_slice (const char *name, WireSlice slice, GString *text)
{
  g_autofree char *copy = wire_slice_dup (slice);

  if (slice.length > 0)
    g_string_append_printf (text, " %s=%s", name, copy);
}

static void
describe_head (const WireResponse *response, GString *text)
{
  g_string_append_printf (text, "[%d v%d", response->status, response->version);
  if (response->has_content_length)
    g_string_append_printf (text, " length=%" G_GUINT64_FORMAT, response->content_length);
  if (response->has_total)
    g_string_append_printf (text, " total=%u", response->total);
  if (response->has_content_range)
    g_string_append_printf (text, " range=%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT,
                            response->range_first, response->range_last, response->range_total);
  if (response->is_notice)
    g_string_append (text, " notice");
  describe_slice ("next", response->next, text);
  describe_slice ("session", response->session, text);
  describe_slice ("address", response->your_address, text);
  describe_slice ("date", response->date, text);
  describe_slice ("os", response->os, text);
  describe_slice ("modified", response->last_modified, text);
  describe_slice ("type", response->content_type, text);
  if (response->digest.is_known)
    {
      g_string_append_c (text, ' ');
      wire_digest_append_hex (&response->digest, text);
    }
  g_string_append_c (text, ']');
}

static WireResponseStatus
pull (WireResponseReader *reader, GString *text)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      WireResponse response;
      WireSlice body;
      WireResponseStatus status = wire_response_reader_next (reader, &response, &body, &error);

      switch (status)
        {
        case WIRE_RESPONSE_HEAD:
          describe_head (&response, text);
          break;
        case WIRE_RESPONSE_BODY:
          g_assert_cmpuint (body.length, >, 0);
          g_string_append_len (text, body.data, (gssize) body.length);
          break;
        case WIRE_RESPONSE_END:
          g_string_append (text, "[end]");
          break;
        case WIRE_RESPONSE_ERROR:
          g_assert_nonnull (error);
          g_assert_true (error->domain == WIRE_ERROR);
          if (!g_str_has_suffix (text->str, "]]"))
            g_string_append_printf (text, "[[error %d]]", error->code);
          return status;
        case WIRE_RESPONSE_MORE:
        case WIRE_RESPONSE_QUIET:
          g_assert_no_error (error);
          return status;
        }
    }
}

static void
feed (WireResponseReader *reader, const char *bytes, gsize length, GString *text)
{
  g_autofree char *piece = g_memdup2 (bytes, length);

  wire_response_reader_feed (reader, piece, length);
  if (pull (reader, text) == WIRE_RESPONSE_ERROR)
    return;
  g_assert_cmpuint (reader->buffer.lent_length, ==, 0);
}

typedef enum
{
  END_OPEN,
  END_SILENCE,
  END_CLOSE,
} End;

static char *
read_cut (WireSide side, End end, const char *bytes, gsize length, gsize piece_length, gsize first_piece)
{
  WireResponseReader reader;
  GString *text = g_string_new (NULL);
  gsize start = MIN (first_piece, length);

  wire_response_reader_init (&reader, side);
  feed (&reader, bytes, start, text);
  for (; start < length; start += MIN (piece_length, length - start))
    feed (&reader, bytes + start, MIN (piece_length, length - start), text);
  if (end != END_OPEN)
    {
      wire_response_reader_end (&reader, end == END_CLOSE);
      pull (&reader, text);
    }
  wire_response_reader_clear (&reader);
  return g_string_free (text, FALSE);
}

static char *
read_every_way (WireSide side, End end, const char *bytes, gsize length)
{
  char *whole = read_cut (side, end, bytes, length, length, length);
  g_autofree char *bytewise = read_cut (side, end, bytes, length, 1, 1);

  g_assert_cmpstr (bytewise, ==, whole);
  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autofree char *in_two = read_cut (side, end, bytes, length, length, cut);

      g_assert_cmpstr (in_two, ==, whole);
    }
  return whole;
}

#define BODY "RFC 123 sample body line 1\nline two, the sample's end\n"
#define FULL_HEAD "Date: D\r\nOS: O\r\nLast-Modified: L\r\nContent-Length: 54\r\nContent-Type: text/plain\r\n"
#define FULL "[200 v0 length=54 date=D os=O modified=L type=text/plain]" BODY "[end]"
#define DIGEST "Repr-Digest: sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:\r\n"
#define SESSION "00112233445566778899aabbccddeeff"

static const struct
{
  WireSide side;
  End end;
  const char *bytes;
  const char *expected;
} rows[] = {
  /* 1.1 from an index */
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "[200 v1 length=0][end]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 4\r\nTotal: 9\r\nNext: abc\r\n\r\nrow\nP2P-CI/1.1 404 Not Found\r\n"
    "Content-Length: 0\r\n\r\n", "[200 v1 length=4 total=9 next=abc]row\n[end][404 v1 length=0][end]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\ncontent-length:0\r\nSession: " SESSION "\r\nYour-Address: ::1\r\nX-Later: x\r\n\r\n",
    "[200 v1 length=0 session=" SESSION " address=::1][end]" },
  { WIRE_FROM_INDEX, END_OPEN, "NOTIFY RFCS P2P-CI/1.1\r\nContent-Length: 4\r\n\r\nrow\n", "[200 v1 length=4 notice]row\n[end]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200\r\nContent-Length: 0\r\n\r\n", "[200 v1 length=0][end]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\nContent-Length: 0\n\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: +1\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\n", "[[error 1]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n folded\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\nX: \033\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\nSession: x\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_CLOSE, "P2P-CI/1.1 200 OK\r\nContent-Length: 4\r\n\r\nro", "[200 v1 length=4]ro[[error 0]]" },
  { WIRE_FROM_INDEX, END_CLOSE, "P2P-CI/1.1 200 OK\r\nContent-Len", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_SILENCE, "P2P-CI/1.1 200 OK\r\nContent-Len", "" },
  { WIRE_FROM_INDEX, END_CLOSE, "", "" },
  { WIRE_FROM_INDEX, END_OPEN, "\200binary", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "HTTP/1.1 400 Bad Request\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "SSH-2.0-OpenSSH_9.2\r\n", "[[error 0]]" },
  /* 1.1 from a peer */
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.1 200 OK\r\n" FULL_HEAD DIGEST "\r\n" BODY "P2P-CI/1.1 416 Range Not Satisfiable\r\n"
    "Content-Length: 0\r\nContent-Range: bytes */53\r\n\r\n",
    "[200 v1 length=54 date=D os=O modified=L type=text/plain "
    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824]" BODY "[end][416 v1 length=0][end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.1 206 Partial Content\r\nContent-Length: 3\r\nContent-Range: bytes 50-52/53\r\n\r\nnd\n",
    "[206 v1 length=3 range=50-52/53]nd\n[end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nnd\n", "[[error 0]]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.1 206 Partial Content\r\nContent-Length: 3\r\nContent-Range: bytes 50-53/53\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.1 206 Partial Content\r\nContent-Length: 4\r\nContent-Range: bytes 50-52/53\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.1 206 Partial Content\r\nContent-Length: 1\r\nContent-Range: bytes 2-1/53\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 1\r\nRepr-Digest: sha-256=:x:\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n", "[[error 1]]" },
  { WIRE_FROM_PEER, END_OPEN, "NOTIFY RFCS P2P-CI/1.1\r\nContent-Length: 0\r\n\r\n", "[[error 0]]" },
  /* 1.0 from a peer: the letter, the original, and the programs of the course */
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\r\n" FULL_HEAD "\r\n" BODY, FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\r\n" FULL_HEAD "\r\n" BODY "surplus", FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\r\n" FULL_HEAD BODY, FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\r\n" FULL_HEAD " RFC Data: " BODY "\r\n\r\n", FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2PCI/1.0 200 OK  \r\nData : D \r\nOS:O\r\nlast modified: L\r\nCONTENT-LENGTH: 54\r\nContent-Type: text/plain \r\n\r\n" BODY, FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI-v1.0.0 200 OK\nDate: D\nOS: O\nLast-Modified: L\nContent-Length: 54\nContent-Type: text/plain\n" BODY "\n", FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK \nDate: D\nOS: O\nLast-Modified: L\nContent-Length: 54\nContent-Type: text/plain \n" BODY, FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\nDate: D\n\nOS: O\nLast-Modified: L\n\nContent-Length: 54\nContent-Type: text/plain\n" BODY, FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\r\nDate: D OS: O\nLast-Modified: L\nContent-Length: 54\nContent-Type: text/plain\n" BODY, FULL },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\nContent-Type: t\nContent-Length: 3\nabc", "[200 v0 length=3 type=t]abc[end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\r\nServer: x\r\nContent-Length: 3\r\n\r\nabc", "[200 v0 length=3]abc[end]" },
  /* an empty line after a head in LF: the document's or the head's, by the length */
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\nab", "[200 v0 length=3 type=t]" },
  { WIRE_FROM_PEER, END_SILENCE, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\nab", "[200 v0 length=3 type=t]\nab[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\nab", "[200 v0 length=3 type=t]\nab[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\na", "[200 v0 length=3 type=t][[error 0]]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\nabc", "[200 v0 length=3 type=t]abc[end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\n\nabc", "[200 v0 length=3 type=t]\nab[end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\na\n\n", "[200 v0 length=3 type=t]\na\n[end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\r\nabc", "[200 v0 length=3 type=t]abc[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\nContent-Length: 3\nContent-Type: t\n\r\na", "[200 v0 length=3 type=t]\r\na[end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI-v1.0.0 200 OK\nContent-Length: 3\nContent-Type: t\n\nab\n", "[200 v0 length=3 type=t]\nab[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\n\nabc", "[200 v0]abc[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\n\n\nabc", "[200 v0]\n\nabc[end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\r\nContent-Length: 3\r\nContent-Type: t\r\n\r\n\nab", "[200 v0 length=3 type=t]\nab[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\n" BODY, "[200 v0]" BODY "[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\nRFC: 791\nReplaces: RFC 760\n", "[200 v0]RFC: 791\nReplaces: RFC 760\n[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\nContent-Length: 0\nContent-Type: t\n", "[200 v0 length=0 type=t][end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\nContent-Length: 1\nContent-Type: t\nD", "[200 v0 length=1 type=t]D[end]" },
  { WIRE_FROM_PEER, END_CLOSE, "P2P-CI/1.0 200 OK\nContent-Length: 9\nContent-Type: t\nabc", "[200 v0 length=9 type=t]abc[[error 0]]" },
  { WIRE_FROM_PEER, END_SILENCE, "P2P-CI/1.0 404 FILE NOT FOUND \n", "[404 v0][end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 404 Not Found\r\n\r\n", "[404 v0][end]" },
  { WIRE_FROM_PEER, END_SILENCE, "P2P-CI/1.0404 Not Found\n", "[404 v0][end]" },
  { WIRE_FROM_PEER, END_SILENCE, "400 Bad Request . Closing Connection", "[400 v0][end]" },
  { WIRE_FROM_PEER, END_SILENCE, "P2P-CI/1.0\r 505 P2P-CI Version Not Supported\n", "[505 v0][end]" },
  { WIRE_FROM_PEER, END_SILENCE, "P2P-CI/1.1\r 505 P2P-CI Version Not Supported\n", "[505 v0][end]" },
  { WIRE_FROM_PEER, END_CLOSE, "505 P2P-CI Version Not Supported", "[505 v0][end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/9.0 505 P2P-CI Version Not Supported\r\nDate:D\r\nOS:O\r\n\r\n", "[505 v0 date=D os=O][end]" },
  { WIRE_FROM_PEER, END_OPEN, "P2P-CI/1.0 200 OK\r\nContent-Length: -1\r\n\r\n", "[[error 0]]" },
  { WIRE_FROM_PEER, END_OPEN, "Thank you for registering\n", "[[error 0]]" },
  { WIRE_FROM_PEER, END_OPEN, "RFC 123 T hostA 6001\n", "[[error 0]]" },
  /* 1.0 from an index */
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.0 200 OK\r\n\r\nRFC 1 a h 1\r\nRFC 2 b h 1\r\n\r\nP2P-CI/1.0 404 Not Found\r\n\r\n\r\n",
    "[200 v0]RFC 1 a h 1\r\nRFC 2 b h 1\r\n[end][404 v0][end]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.0 200 OK\r\nRFC 1 a h 1\r\n\r\n", "[200 v0]RFC 1 a h 1\r\n[end]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.0 200 OK\r\n\r\n\r\nP2P-CI/1.0 200 OK\r\n\r\nx\r\n\r\n", "[200 v0][end][200 v0]x\r\n[end]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.0 200 OK\nRFC 1 a h 1\nP2P-CI/1.0 200 OK\n", "[200 v0]RFC 1 a h 1\n[end][200 v0]" },
  { WIRE_FROM_INDEX, END_SILENCE, "P2P-CI/1.0 200 OK \nRFC 1 a h 1\n", "[200 v0]RFC 1 a h 1\n[end]" },
  { WIRE_FROM_INDEX, END_SILENCE, "P2P-CI/1.0 200 OK \nRFC 1 a h 1", "[200 v0]RFC 1 a h 1[end]" },
  { WIRE_FROM_INDEX, END_CLOSE, "P2P-CI/1.0 200 OK \nRFC 1 a h 1", "[200 v0]RFC 1 a h 1[end]" },
  { WIRE_FROM_INDEX, END_OPEN, "P2P-CI/1.0 200 OK \nRFC 1 a h 1\nRFC", "[200 v0]RFC 1 a h 1\n" },
  { WIRE_FROM_INDEX, END_SILENCE, "RFC 123 T hostA 6001\n", "[200 v0]RFC 123 T hostA 6001\n[end]" },
  { WIRE_FROM_INDEX, END_SILENCE, "P2P-CI/1.0 404 NOT FOUND!!!!!!!!!!!!", "[404 v0][end]" },
  { WIRE_FROM_INDEX, END_SILENCE, "P2P-CI/1.0 400 Bad Request\r\nRFC already exists\n", "[400 v0][end]" },
  { WIRE_FROM_INDEX, END_SILENCE, "Thank you for registering", "[200 v0][end]" },
  { WIRE_FROM_INDEX, END_CLOSE, "bye!", "[200 v0][end]" },
  { WIRE_FROM_INDEX, END_SILENCE, "Unknown command\n", "[400 v0][end]" },
  { WIRE_FROM_INDEX, END_OPEN, "SSH-2.0-OpenSSH\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_OPEN, "HTTP/1.1 400 Bad Request\r\n", "[[error 0]]" },
  { WIRE_FROM_INDEX, END_SILENCE, "P2P-CI/1.0 200 OK \nPeer added to list \n", "[200 v0]Peer added to list \n[end]" },
};

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = NULL;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      text = read_every_way (rows[i].side, rows[i].end, rows[i].bytes, strlen (rows[i].bytes));
      if (strcmp (text, rows[i].expected) != 0)
        g_test_fail_printf ("row %" G_GSIZE_FORMAT ": \"%s\", not \"%s\"", i, text, rows[i].expected);
    }
}

static void
test_limits (void)
{
  static const char start[] = "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\nX: ";

  for (gsize length = WIRE_HEAD_MAX_BYTES - 1; length <= WIRE_HEAD_MAX_BYTES + 1; length++)
    {
      g_autoptr (GString) head = g_string_new (start);
      g_autofree char *whole = NULL;
      g_autofree char *bytewise = NULL;

      while (head->len < length - 4)
        g_string_append_c (head, 'x');
      g_string_append (head, "\r\n\r\n");
      whole = read_cut (WIRE_FROM_PEER, END_OPEN, head->str, head->len, head->len, head->len);
      bytewise = read_cut (WIRE_FROM_PEER, END_OPEN, head->str, head->len, 1, 1);
      g_assert_cmpstr (whole, ==, length <= WIRE_HEAD_MAX_BYTES ? "[200 v1 length=0][end]" : "[[error 1]]");
      g_assert_cmpstr (bytewise, ==, whole);
    }
  /* Past the limit nothing else is found fault with, for it may not have come yet. */
  {
    g_autoptr (GString) head = g_string_new (start);
    g_autofree char *whole = NULL;

    while (head->len < WIRE_HEAD_MAX_BYTES + 1)
      g_string_append_c (head, 'x');
    g_string_append (head, "\n\r\n");
    whole = read_cut (WIRE_FROM_PEER, END_OPEN, head->str, head->len, head->len, head->len);
    g_assert_cmpstr (whole, ==, "[[error 1]]");
  }
  for (guint n_lines = WIRE_HEAD_MAX_LINES - 1; n_lines <= WIRE_HEAD_MAX_LINES + 1; n_lines++)
    {
      g_autoptr (GString) head = g_string_new ("P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n");
      g_autofree char *whole = NULL;

      for (guint i = 2; i < n_lines; i++)
        g_string_append (head, "X: x\r\n");
      g_string_append (head, "\r\n");
      whole = read_cut (WIRE_FROM_PEER, END_OPEN, head->str, head->len, head->len, head->len);
      g_assert_cmpstr (whole, ==, n_lines <= WIRE_HEAD_MAX_LINES ? "[200 v1 length=0][end]" : "[[error 0]]");
    }
}

/* A longer line with a known name is refused; with another name it is none, and the document begins with it. */
static void
test_classic_line_limits (void)
{
  static const char *const names[] = { "Date: ", "X: " };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize length = WIRE_LINE_MAX_BYTES - 1; length <= WIRE_LINE_MAX_BYTES + 1; length++)
      {
        g_autoptr (GString) head = g_string_new ("P2P-CI/1.0 200 OK\r\n");
        g_autofree char *whole = NULL;
        g_autofree char *bytewise = NULL;
        gsize start = head->len;

        g_string_append (head, names[i]);
        while (head->len < start + length)
          g_string_append_c (head, 'x');
        g_string_append (head, "\r\nContent-Length: 0\r\nContent-Type: t\r\n\r\n");
        whole = read_cut (WIRE_FROM_PEER, END_CLOSE, head->str, head->len, head->len, head->len);
        bytewise = read_cut (WIRE_FROM_PEER, END_CLOSE, head->str, head->len, 1, 1);
        g_assert_cmpstr (bytewise, ==, whole);
        g_assert_true ((strstr (whole, "length=0") != NULL) == (length <= WIRE_LINE_MAX_BYTES));
      }
}

/* A body that is kept until its end is seen, at the limit of what is kept: more is no document that is taken. */
static void
test_doubt_limits (void)
{
  for (gsize length = WIRE_RESPONSE_DOUBT_MAX_BYTES - 1; length <= WIRE_RESPONSE_DOUBT_MAX_BYTES + 1; length++)
    {
      g_autoptr (GString) bytes = g_string_new (NULL);
      g_autofree char *whole = NULL;
      gboolean is_kept = length <= WIRE_RESPONSE_DOUBT_MAX_BYTES;

      g_string_printf (bytes, "P2P-CI/1.0 200 OK\nContent-Length: %" G_GSIZE_FORMAT "\nContent-Type: t\n\n", length);
      g_string_set_size (bytes, bytes->len + length);
      memset (bytes->str + bytes->len - length, 'x', length);
      whole = read_cut (WIRE_FROM_PEER, END_CLOSE, bytes->str, bytes->len, 65536, 65536);
      g_assert_true (strstr (whole, is_kept ? "type=t]x" : "[error 1]") != NULL);
      g_assert_true (g_str_has_suffix (whole, is_kept ? "x[end]" : "[error 1]]"));
    }
}

/* LF, and no length: the empty line after the head is the head's, and all that follows it the document. */
static void
test_empty_line_without_length (void)
{
  static const char answer[] = "P2P-CI/1.0 200 OK\nDate: d\nOS: o\nContent-Type: text\n\n\n   The document\n";

  for (gsize cut = 1; cut <= sizeof answer - 1; cut++)
    {
      g_autofree char *whole = read_cut (WIRE_FROM_PEER, END_CLOSE, answer, sizeof answer - 1, cut, cut);

      g_test_message ("%s", whole);
      g_assert_true (g_str_has_suffix (whole, "]\n   The document\n[end]"));
    }
}

static void
test_body_limits (void)
{
  for (guint64 length = 9; length <= 11; length++)
    {
      g_autofree char *rows_text = g_strndup ("RFC 1 a h\r\n", length);
      g_autofree char *classic = g_strconcat ("P2P-CI/1.0 200 OK\n", rows_text, NULL);
      g_autofree char *strict = g_strdup_printf ("P2P-CI/1.1 200 OK\r\nContent-Length: %u\r\n\r\n", (guint) length);
      WireResponseReader reader;
      g_autoptr (GString) text = g_string_new (NULL);

      wire_response_reader_init (&reader, WIRE_FROM_INDEX);
      reader.max_body_bytes = 10;
      feed (&reader, strict, strlen (strict), text);
      g_assert_cmpint (g_str_has_suffix (text->str, "[[error 1]]"), ==, length > 10);
      wire_response_reader_clear (&reader);

      for (WireSide side = WIRE_FROM_INDEX; side <= WIRE_FROM_PEER; side++)
        {
          g_string_truncate (text, 0);
          wire_response_reader_init (&reader, side);
          reader.max_body_bytes = 10;
          feed (&reader, classic, strlen (classic), text);
          wire_response_reader_end (&reader, TRUE);
          pull (&reader, text);
          g_assert_cmpint (g_str_has_suffix (text->str, "[[error 1]]"), ==, length > 10);
          wire_response_reader_clear (&reader);
        }
    }
}

/* A long row is refused before it is kept. */
static void
test_endless_row (void)
{
  WireResponseReader reader;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *piece = g_strnfill (1000, 'x');

  wire_response_reader_init (&reader, WIRE_FROM_INDEX);
  feed (&reader, "P2P-CI/1.0 200 OK\n", 18, text);
  for (guint i = 0; i < 5; i++)
    feed (&reader, piece, 1000, text);
  g_assert_cmpstr (text->str, ==, "[200 v0][[error 1]]");
  g_assert_null (reader.buffer.kept);
  wire_response_reader_clear (&reader);
}

static void
test_quiet (void)
{
  static const struct
  {
    WireSide side;
    const char *bytes;
    WireResponseStatus status;
  } quiet[] = {
    { WIRE_FROM_INDEX, "P2P", WIRE_RESPONSE_MORE },
    { WIRE_FROM_INDEX, "P2P-CI/1.1 200 OK\r\n", WIRE_RESPONSE_MORE },
    { WIRE_FROM_INDEX, "P2P-CI/1.0 200 O", WIRE_RESPONSE_QUIET },
    { WIRE_FROM_INDEX, "P2P-CI/1.0 200 OK\n", WIRE_RESPONSE_QUIET },
    { WIRE_FROM_INDEX, "P2P-CI/1.0 200 OK\nRFC 1 a", WIRE_RESPONSE_QUIET },
    { WIRE_FROM_PEER, "P2P-CI/1.0 200 OK\n", WIRE_RESPONSE_MORE },
    { WIRE_FROM_PEER, "P2P-CI/1.0 404 Not Found\n", WIRE_RESPONSE_QUIET },
    { WIRE_FROM_PEER, "400 Bad", WIRE_RESPONSE_QUIET },
    { WIRE_FROM_PEER, "P2P-CI/1.0 200 OK\nContent-Length: 5\nContent-Type: t\nabc", WIRE_RESPONSE_MORE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (quiet); i++)
    {
      WireResponseReader reader;
      g_autoptr (GString) text = g_string_new (NULL);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      wire_response_reader_init (&reader, quiet[i].side);
      wire_response_reader_feed (&reader, quiet[i].bytes, strlen (quiet[i].bytes));
      g_assert_cmpint (pull (&reader, text), ==, quiet[i].status);
      wire_response_reader_clear (&reader);
    }
}

static const char *const texts[] = { NULL, "x", "Sun, 22 Nov 2026 06:11:23 GMT", "text/plain; charset=utf-8", "ünïcödé" };

static WireSlice
random_text (void)
{
  return wire_slice_from_string (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);
}

static void
test_round_trip (void)
{
  static const WireStatus statuses[] = { WIRE_STATUS_OK, WIRE_STATUS_NOT_FOUND, WIRE_STATUS_CONFLICT,
                                         WIRE_STATUS_UNAVAILABLE, WIRE_STATUS_VERSION_NOT_SUPPORTED };

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GString) output = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autofree char *text = NULL;
      WireResponse response = { 0 };

      response.version = WIRE_VERSION_1_1;
      response.status = statuses[g_test_rand_int_range (0, G_N_ELEMENTS (statuses))];
      response.has_content_length = TRUE;
      response.has_total = g_test_rand_bit ();
      response.total = response.has_total ? (guint32) g_test_rand_int () : 0;
      response.next = wire_slice_from_string (g_test_rand_bit () ? "cursor" : NULL);
      response.session = wire_slice_from_string (g_test_rand_bit () ? SESSION : NULL);
      response.your_address = wire_slice_from_string (g_test_rand_bit () ? "10.0.0.1" : NULL);
      response.date = random_text ();
      response.os = random_text ();
      response.last_modified = random_text ();
      response.content_type = random_text ();
      response.digest.is_known = g_test_rand_bit ();
      for (guint n = 0; response.digest.is_known && n < WIRE_DIGEST_BYTES; n++)
        response.digest.bytes[n] = (guint8) g_test_rand_int_range (0, 256);
      if (g_test_rand_bit ())
        {
          response.status = WIRE_STATUS_PARTIAL_CONTENT;
          response.has_content_range = TRUE;
          response.range_first = (guint64) g_test_rand_int_range (0, 1000);
          response.content_length = (guint64) g_test_rand_int_range (1, 10);
          response.range_last = response.range_first + response.content_length - 1;
          response.range_total = response.range_last + (guint64) g_test_rand_int_range (1, 1000);
        }

      wire_response_append (&response, output);
      describe_head (&response, expected);
      for (guint64 n = 0; n < response.content_length; n++)
        g_string_append_c (output, 'b');
      for (guint64 n = 0; n < response.content_length; n++)
        g_string_append_c (expected, 'b');
      g_string_append (expected, "[end]");
      text = read_cut (WIRE_FROM_INDEX, END_OPEN, output->str, output->len, output->len, output->len);
      g_assert_cmpstr (text, ==, expected->str);
    }
}

static void
test_notice (void)
{
  g_autoptr (GString) output = g_string_new (NULL);
  g_autofree char *text = NULL;

  wire_notice_append (4, output);
  g_string_append (output, "row\n");
  text = read_cut (WIRE_FROM_INDEX, END_OPEN, output->str, output->len, output->len, output->len);
  g_assert_cmpstr (text, ==, "[200 v1 length=4 notice]row\n[end]");
}

static void
test_classic_head (void)
{
  static const struct
  {
    WireStatus status;
    WireDialect dialect;
    const char *expected;
  } heads[] = {
    { WIRE_STATUS_OK, { .is_crlf = TRUE, .has_closing_line = TRUE },
      "P2P-CI/1.0 200 OK\r\nDate: D\r\nOS: O\r\nLast-Modified: L\r\nContent-Length: 54\r\nContent-Type: text/plain\r\n\r\n" },
    { WIRE_STATUS_OK, { .is_crlf = TRUE },
      "P2P-CI/1.0 200 OK\r\nDate: D\r\nOS: O\r\nLast-Modified: L\r\nContent-Length: 54\r\nContent-Type: text/plain\r\n" },
    { WIRE_STATUS_OK, { .is_crlf = TRUE, .has_open_line = TRUE },
      "P2P-CI/1.0 200 OK\r\nDate: D\r\nOS: O\r\nLast-Modified: L\r\nContent-Length: 54\r\nContent-Type: text/plain\r\n" },
    { WIRE_STATUS_OK, { .has_old_version_word = TRUE },
      "P2P-CI-v1.0.0 200 OK\nDate: D\nOS: O\nLast-Modified: L\nContent-Length: 54\nContent-Type: text/plain\n" },
    { WIRE_STATUS_OK, { .is_crlf = TRUE, .has_closing_line = TRUE, .has_tight_colon = TRUE, .wants_data_label = TRUE },
      "P2P-CI/1.0 200 OK\r\nDate: D\r\nOS: O\r\nLast-Modified: L\r\nContent-Length: 54\r\nContent-Type: text/plain\r\n"
      " RFC Data: " },
    { WIRE_STATUS_NOT_FOUND, { .is_crlf = TRUE, .has_closing_line = TRUE, .wants_data_label = TRUE },
      "P2P-CI/1.0 404 Not Found\r\nDate: D\r\nOS: O\r\n\r\n" },
    { WIRE_STATUS_NOT_FOUND, { .is_crlf = 0 }, "P2P-CI/1.0 404 Not Found\r\nDate: D\r\nOS: O\r\n\r\n" },
    { WIRE_STATUS_UNAVAILABLE, { .is_crlf = 0 }, "P2P-CI/1.0 400 Bad Request\r\nDate: D\r\nOS: O\r\n\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      WireResponse response = { .status = heads[i].status,
                                .content_length = 54,
                                .date = WIRE_SLICE_INIT ("D"),
                                .os = WIRE_SLICE_INIT ("O"),
                                .last_modified = WIRE_SLICE_INIT ("L"),
                                .content_type = WIRE_SLICE_INIT ("text/plain") };
      g_autoptr (GString) output = g_string_new (NULL);

      wire_response_append_classic (&response, heads[i].dialect, output);
      g_assert_cmpstr (output->str, ==, heads[i].expected);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    WireStatus status;
    WireError code;
  } errors[] = {
    { WIRE_STATUS_NOT_FOUND, WIRE_ERROR_NOT_FOUND },
    { WIRE_STATUS_CONFLICT, WIRE_ERROR_CONFLICT },
    { WIRE_STATUS_VERSION_NOT_SUPPORTED, WIRE_ERROR_VERSION },
    { WIRE_STATUS_BAD_REQUEST, WIRE_ERROR_REFUSED },
    { WIRE_STATUS_FORBIDDEN, WIRE_ERROR_REFUSED },
    { WIRE_STATUS_PRECONDITION_FAILED, WIRE_ERROR_REFUSED },
    { WIRE_STATUS_RANGE_NOT_SATISFIABLE, WIRE_ERROR_REFUSED },
    { WIRE_STATUS_TOO_MANY_REQUESTS, WIRE_ERROR_REFUSED },
    { WIRE_STATUS_HEAD_TOO_LARGE, WIRE_ERROR_REFUSED },
    { WIRE_STATUS_UNAVAILABLE, WIRE_ERROR_REFUSED },
    { (WireStatus) 599, WIRE_ERROR_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      WireResponse response = { .status = errors[i].status };
      g_autoptr (GError) error = NULL;

      wire_response_set_error (&response, &error);
      g_assert_error (error, WIRE_ERROR, (int) errors[i].code);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-response/answers-are-read-however-they-are-cut", test_answers);
  g_test_add_func ("/wire-response/heads-end-at-the-limit", test_limits);
  g_test_add_func ("/wire-response/old-lines-end-at-the-limit", test_classic_line_limits);
  g_test_add_func ("/wire-response/bodies-end-at-the-limit", test_body_limits);
  g_test_add_func ("/wire-response/an-empty-line-that-may-be-the-heads", test_doubt_limits);
  g_test_add_func ("/wire-response/empty-line-without-a-length", test_empty_line_without_length);
  g_test_add_func ("/wire-response/an-endless-row-is-refused", test_endless_row);
  g_test_add_func ("/wire-response/silence-ends-old-answers-only", test_quiet);
  g_test_add_func ("/wire-response/what-is-written-is-read", test_round_trip);
  g_test_add_func ("/wire-response/notices-are-told-apart", test_notice);
  g_test_add_func ("/wire-response/old-heads-stand-in-their-order", test_classic_head);
  g_test_add_func ("/wire-response/every-refusal-has-its-sentence", test_errors);

  return g_test_run ();
}

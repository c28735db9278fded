/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-classic.h"
#include "wire-headers.h"

#include <string.h>

#define VERSION_PREFIX "P2P-CI"

typedef enum
{
  SHAPE_RFC,   /* "RFC n", "RFCn", "n" */
  SHAPE_ALL,   /* "ALL", or nothing */
  SHAPE_PEER,  /* "PEER", "SELF", or nothing */
  SHAPE_PORT,  /* a port */
  SHAPE_EMPTY, /* nothing */
} WireClassicShape;

typedef struct
{
  const char *word;
  WireMethod method;
  WireClassicShape shape;
  gboolean is_old; /* 1.1 has no such word */
} WireClassicMethod;

static const WireClassicMethod classic_methods[] = {
  { "ADD", WIRE_METHOD_ADD, SHAPE_RFC, FALSE },
  { "LOOKUP", WIRE_METHOD_LOOKUP, SHAPE_RFC, FALSE },
  { "LIST", WIRE_METHOD_LIST, SHAPE_ALL, FALSE },
  { "LISTALL", WIRE_METHOD_LIST, SHAPE_EMPTY, TRUE },
  { "REMOVE", WIRE_METHOD_REMOVE, SHAPE_RFC, FALSE },
  { "GET", WIRE_METHOD_GET, SHAPE_RFC, FALSE },
  { "START", WIRE_METHOD_JOIN, SHAPE_EMPTY, TRUE },
  { "REGISTER", WIRE_METHOD_JOIN, SHAPE_EMPTY, TRUE },
  { "CONNECT", WIRE_METHOD_CONNECT, SHAPE_PORT, TRUE },
  { "END", WIRE_METHOD_LEAVE, SHAPE_EMPTY, TRUE },
  { "EXIT", WIRE_METHOD_LEAVE, SHAPE_EMPTY, TRUE },
  { "DEL", WIRE_METHOD_LEAVE, SHAPE_PEER, TRUE },
  { "LEAVE", WIRE_METHOD_LEAVE, SHAPE_EMPTY, FALSE },
  { "DISCONNECT", WIRE_METHOD_LEAVE, SHAPE_EMPTY, TRUE },
  { "QUIT", WIRE_METHOD_LEAVE, SHAPE_EMPTY, TRUE },
};

static gboolean
wire_classic_is_blank (char byte)
{
  return byte == ' ' || byte == '\t' || byte == '\r';
}

static WireSlice
wire_classic_trim (WireSlice line)
{
  while (line.length > 0 && wire_classic_is_blank (line.data[0]))
    line = (WireSlice) { line.data + 1, line.length - 1 };
  while (line.length > 0 && wire_classic_is_blank (line.data[line.length - 1]))
    line.length--;
  return line;
}

/* Cuts the first word and the blanks around it off @rest; empty when there is none. */
static WireSlice
wire_classic_take_word (WireSlice *rest)
{
  WireSlice word = wire_classic_trim (*rest);
  gsize n_bytes = 0;

  while (n_bytes < word.length && !wire_classic_is_blank (word.data[n_bytes]))
    n_bytes++;
  *rest = wire_classic_trim ((WireSlice) { word.data + n_bytes, word.length - n_bytes });
  word.length = n_bytes;
  return word;
}

static gboolean
wire_classic_is_version (WireSlice word)
{
  gsize prefix_length = strlen (VERSION_PREFIX);

  return word.length >= prefix_length && g_ascii_strncasecmp (word.data, VERSION_PREFIX, prefix_length) == 0;
}

static const WireClassicMethod *
wire_classic_find_method (WireSlice word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classic_methods); i++)
    if (wire_slice_equal_word (word, classic_methods[i].word))
      return &classic_methods[i];
  return NULL;
}

gboolean
wire_classic_is_old_word (WireSlice word)
{
  const WireClassicMethod *method = wire_classic_find_method (word);

  return method != NULL && method->is_old;
}

gboolean
wire_classic_is_empty (WireSlice line)
{
  return wire_classic_trim (line).length == 0;
}

gboolean
wire_classic_is_padding_word (WireSlice line)
{
  return wire_slice_equal_string (wire_classic_trim (line), "END");
}

WireSlice
wire_classic_find_version (WireSlice line)
{
  WireSlice rest = line;
  WireSlice word;

  while ((word = wire_classic_take_word (&rest)).length > 0)
    if (wire_classic_is_version (word))
      return word;
  return (WireSlice) { NULL, 0 };
}

/* "Name: v", "Name:v", "Name : v" */
static gboolean
wire_classic_is_header (WireSlice line)
{
  WireSlice rest = line;
  WireSlice word = wire_classic_take_word (&rest);

  return memchr (word.data, ':', word.length) != NULL || (rest.length > 0 && rest.data[0] == ':');
}

gboolean
wire_classic_begins_request (WireSlice line)
{
  WireSlice rest = wire_classic_trim (line);
  WireSlice word;

  if (rest.length == 0 || wire_classic_is_header (rest) || wire_classic_is_padding_word (rest))
    return FALSE;
  if (wire_classic_find_version (rest).length > 0)
    return TRUE;
  word = wire_classic_take_word (&rest);
  return wire_classic_find_method (word) != NULL;
}

/* One "Name: value" of a first line; values are one word, but a Title takes all that is left. */
static gboolean
wire_classic_take_inline_header (WireSlice *rest, WireHeader *header, WireSlice *value)
{
  WireSlice after_name = *rest;
  WireSlice name;

  if (!wire_slice_split (&after_name, ':', &name) || after_name.data == NULL)
    return FALSE;
  *rest = after_name;
  *header = wire_header_find (wire_classic_trim (name));
  if (*header == WIRE_HEADER_TITLE)
    {
      *value = wire_classic_trim (*rest);
      *rest = (WireSlice) { NULL, 0 };
    }
  else
    {
      *value = wire_classic_take_word (rest);
    }
  return TRUE;
}

/* What stands after the version. */
static WireSlice
wire_classic_get_inline_headers (WireSlice line)
{
  WireSlice version = wire_classic_find_version (line);
  const char *end;

  if (version.length == 0)
    return (WireSlice) { NULL, 0 };
  end = version.data + version.length;
  return wire_classic_trim ((WireSlice) { end, (gsize) (line.data + line.length - end) });
}

gboolean
wire_classic_is_one_line (WireSlice line)
{
  WireSlice rest = line;
  WireSlice word = wire_classic_take_word (&rest);
  const WireClassicMethod *method = wire_classic_find_method (word);
  WireSlice headers = wire_classic_get_inline_headers (line);
  WireSlice value;
  WireHeader header;
  gboolean has_host = FALSE;
  gboolean has_port = FALSE;

  if (method == NULL || (method->method != WIRE_METHOD_JOIN && method->method != WIRE_METHOD_LEAVE))
    return FALSE;
  while (wire_classic_take_inline_header (&headers, &header, &value))
    {
      has_host |= header == WIRE_HEADER_HOST;
      has_port |= header == WIRE_HEADER_PORT;
    }
  return has_host && has_port;
}

static void
wire_classic_take_header (WireHeader header, WireSlice value, WireRequest *request)
{
  /* The headers of 1.0. A client that names one twice means the first: what follows is its next mistake. */
  if ((header == WIRE_HEADER_HOST && request->host.length == 0)
      || (header == WIRE_HEADER_PORT && request->port == 0)
      || (header == WIRE_HEADER_TITLE && request->title.length == 0)
      || (header == WIRE_HEADER_OS && request->os.length == 0))
    wire_request_take_header (request, header, value);
}

static void
wire_classic_take_version (WireSlice version, WireRequest *request)
{
  if (wire_slice_equal_word (version, "P2P-CI-v1.0.0"))
    request->dialect.has_old_version_word = TRUE;
  else if (version.length > 0 && !wire_slice_equal_word (version, "P2P-CI/1.0"))
    wire_request_refuse (request, WIRE_STATUS_VERSION_NOT_SUPPORTED, FALSE, "the version is not spoken here");
}

static gboolean
wire_classic_take_number (WireSlice word, WireRequest *request)
{
  guint64 number;

  while (word.length > 1 && word.data[0] == '0')
    word = (WireSlice) { word.data + 1, word.length - 1 };
  if (!wire_text_parse_decimal (word.data, word.length, WIRE_NUMBER_MAX, &number) || number == 0)
    return FALSE;
  request->object = WIRE_OBJECT_RFC;
  request->number = (guint32) number;
  return TRUE;
}

static gboolean
wire_classic_take_rfc (WireSlice *rest, WireRequest *request)
{
  WireSlice word = wire_classic_take_word (rest);

  if (word.length >= 3 && g_ascii_strncasecmp (word.data, "RFC", 3) == 0)
    {
      word = (WireSlice) { word.data + 3, word.length - 3 };
      if (word.length == 0)
        word = wire_classic_take_word (rest);
    }
  return wire_classic_take_number (word, request);
}

/* The words between the method and the version; FALSE when they are none that the method has. */
static gboolean
wire_classic_take_object (WireClassicShape shape, WireSlice rest, WireRequest *request)
{
  WireSlice word;

  switch (shape)
    {
    case SHAPE_RFC:
      return wire_classic_take_rfc (&rest, request) && rest.length == 0;
    case SHAPE_PORT:
      word = wire_classic_take_word (&rest);
      wire_request_take_header (request, WIRE_HEADER_PORT, word);
      return rest.length == 0;
    case SHAPE_ALL:
      request->object = WIRE_OBJECT_ALL;
      word = wire_classic_take_word (&rest);
      return (word.length == 0 || wire_slice_equal_word (word, "ALL")) && rest.length == 0;
    case SHAPE_PEER:
      word = wire_classic_take_word (&rest);
      return (word.length == 0 || wire_slice_equal_word (word, "PEER") || wire_slice_equal_word (word, "SELF"))
             && rest.length == 0;
    case SHAPE_EMPTY:
      if (request->method == WIRE_METHOD_LIST)
        request->object = WIRE_OBJECT_ALL;
      return rest.length == 0;
    }
  return FALSE;
}

/* On the upload port LOOKUP and ADD count as GET: one program sends its last request to the index again. */
static WireMethod
wire_classic_pass_door (WireDoor door, WireMethod method)
{
  if (door == WIRE_TO_INDEX)
    return method == WIRE_METHOD_GET ? WIRE_METHOD_UNKNOWN : method;
  if (method == WIRE_METHOD_GET || method == WIRE_METHOD_LOOKUP || method == WIRE_METHOD_ADD)
    return WIRE_METHOD_GET;
  return WIRE_METHOD_UNKNOWN;
}

static void
wire_classic_take_first_line (WireDoor door, WireSlice line, WireRequest *request)
{
  WireSlice version = wire_classic_find_version (line);
  WireSlice rest = line;
  const WireClassicMethod *method;

  if (version.length > 0)
    rest.length = (gsize) (version.data - line.data);
  request->method_word = wire_classic_take_word (&rest);
  if (request->method_word.length > WIRE_METHOD_MAX_BYTES)
    {
      request->method_word.length = WIRE_METHOD_MAX_BYTES;
      wire_request_refuse (request, WIRE_STATUS_HEAD_TOO_LARGE, TRUE, "the method is too long");
      return;
    }

  /* Who speaks another version may mean another thing by the same word. */
  wire_classic_take_version (version, request);
  method = wire_classic_find_method (request->method_word);
  if (method != NULL)
    request->method = wire_classic_pass_door (door, method->method);
  if (method == NULL)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "unknown method");
  else if (request->method == WIRE_METHOD_UNKNOWN)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "this method is not spoken at this port");
  else if (!wire_classic_take_object (method->shape, rest, request))
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "the method has no such object");
}

static void
wire_classic_take_inline_headers (WireSlice line, WireRequest *request)
{
  WireSlice rest = wire_classic_get_inline_headers (line);
  WireSlice value;
  WireHeader header;

  while (wire_classic_take_inline_header (&rest, &header, &value))
    wire_classic_take_header (header, value, request);
  if (rest.length > 0)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "the version does not end the first line");
}

/* A body is unknown to 1.0; what a later version's Content-Length announces would be read as requests. */
static void
wire_classic_check_body (WireHeader header, WireSlice value, WireRequest *request)
{
  if (header == WIRE_HEADER_CONTENT_LENGTH && !wire_slice_equal_string (value, "0"))
    wire_request_refuse (request, request->refusal == WIRE_STATUS_NONE ? WIRE_STATUS_BAD_REQUEST : request->refusal,
                         TRUE, "requests have no body");
}

static void
wire_classic_take_line (WireSlice line, gboolean is_first_header, WireRequest *request)
{
  WireSlice value = line;
  WireSlice name;
  WireHeader header;

  if (line.length == 0 || wire_classic_is_padding_word (line))
    return;
  wire_slice_split (&value, ':', &name);
  if (value.data == NULL)
    {
      wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "malformed header line");
      return;
    }
  if (is_first_header)
    request->dialect.has_tight_colon = value.length > 0 && !wire_classic_is_blank (value.data[0]);
  name = wire_classic_trim (name);
  value = wire_classic_trim (value);
  if (name.length > WIRE_HEADER_NAME_MAX_BYTES)
    {
      wire_request_refuse (request, WIRE_STATUS_HEAD_TOO_LARGE, TRUE, "a header's name is too long");
      return;
    }
  header = wire_header_find (name);
  wire_classic_check_body (header, value, request);
  wire_classic_take_header (header, value, request);
}

/* The original answers some of its own requests with a blank at the end of a line; who sends what it sends reads what it
 * answers. @has_leading_blank: of the first header. */
static void
wire_classic_recognise_original (WireSlice message, gboolean has_leading_blank, WireRequest *request)
{
  WireDialect *dialect = &request->dialect;
  gboolean is_one_line = wire_slice_equal_word (request->method_word, "START")
                         || wire_slice_equal_word (request->method_word, "END");

  if (dialect->is_crlf || dialect->has_closing_line || dialect->has_old_version_word)
    return;
  if (!is_one_line && (!has_leading_blank || memmem (message.data, message.length, " RFC ", 5) == NULL))
    return;
  dialect->wants_status_blank = is_one_line || request->method == WIRE_METHOD_ADD;
  dialect->wants_note_blank = is_one_line || request->method == WIRE_METHOD_REMOVE;
}

static void
wire_classic_check_needs (WireRequest *request)
{
  gboolean needs_place = request->method == WIRE_METHOD_ADD || request->method == WIRE_METHOD_REMOVE
                         || request->method == WIRE_METHOD_JOIN;

  if (needs_place && request->host.length == 0)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "Host is missing");
  if ((needs_place || request->method == WIRE_METHOD_CONNECT) && request->port == 0)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "Port is missing");
  if (request->method == WIRE_METHOD_ADD && request->title.length == 0)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "Title is missing");
}

void
wire_classic_guess_dialect (WireSlice bytes, WireRequest *request)
{
  const char *newline = bytes.length > 0 ? memchr (bytes.data, '\n', bytes.length) : NULL;
  WireSlice line = { bytes.data, newline != NULL ? (gsize) (newline - bytes.data) : bytes.length };

  request->dialect.is_crlf = newline > bytes.data && newline[-1] == '\r';
  request->dialect.has_old_version_word =
      wire_slice_equal_word (wire_classic_find_version (line), "P2P-CI-v1.0.0");
}

void
wire_classic_parse (WireDoor door, WireSlice message, gboolean has_closing_line, WireRequest *request)
{
  WireSlice rest = message;
  WireSlice line;
  gboolean is_first_header = TRUE;
  gboolean has_leading_blank = FALSE;

  request->version = WIRE_VERSION_1_0;
  request->dialect.has_closing_line = has_closing_line != FALSE;
  wire_slice_split (&rest, '\n', &line);
  request->dialect.is_crlf = rest.data != NULL && line.length > 0 && line.data[line.length - 1] == '\r';
  line = wire_classic_trim (line);
  wire_classic_take_first_line (door, line, request);
  wire_classic_take_inline_headers (line, request);

  while (wire_slice_split (&rest, '\n', &line))
    {
      has_leading_blank |= is_first_header && line.length > 0 && line.data[0] == ' ';
      line = wire_classic_trim (line);
      wire_classic_take_line (line, is_first_header, request);
      is_first_header &= line.length == 0;
    }
  if (memchr (message.data, '\0', message.length) != NULL)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, TRUE, "not text");
  wire_classic_check_needs (request);

  request->dialect.has_open_line = message.length > 0 && message.data[message.length - 1] != '\n';
  wire_classic_recognise_original (message, has_leading_blank, request);
  /* Nobody but the program that waits for the label leaves the blank and OS out. */
  request->dialect.wants_data_label = request->method == WIRE_METHOD_GET && request->dialect.is_crlf && has_closing_line
                                      && request->dialect.has_tight_colon && request->os.length == 0;
  request->dialect.wants_bare_numbers = request->dialect.has_tight_colon && request->method == WIRE_METHOD_LIST;
  /* Another version, framed as 1.1 frames: its client is told in that frame. */
  if (request->refusal == WIRE_STATUS_VERSION_NOT_SUPPORTED && request->dialect.is_crlf && has_closing_line)
    request->version = WIRE_VERSION_1_1;
}

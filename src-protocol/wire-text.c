/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-text.h"
#include "wire-limits.h"

#include <arpa/inet.h>
#include <string.h>

#define DECIMAL_MAX_DIGITS 20u /* of a guint64 */
#define EIGHT(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))

WireSlice
wire_slice_from_string (const char *string)
{
  return (WireSlice) { string, string != NULL ? strlen (string) : 0 };
}

gboolean
wire_slice_equal_string (WireSlice slice, const char *string)
{
  gsize length = strlen (string);

  return slice.length == length && (length == 0 || memcmp (slice.data, string, length) == 0);
}

gboolean
wire_slice_equal_word (WireSlice slice, const char *word)
{
  return slice.length == strlen (word) && g_ascii_strncasecmp (slice.data, word, slice.length) == 0;
}

char *
wire_slice_dup (WireSlice slice)
{
  return g_strndup (slice.length > 0 ? slice.data : "", slice.length);
}

WireSlice
wire_slice_trim (WireSlice slice)
{
  while (slice.length > 0 && (slice.data[0] == ' ' || slice.data[0] == '\t'))
    {
      slice.data++;
      slice.length--;
    }
  while (slice.length > 0 && (slice.data[slice.length - 1] == ' ' || slice.data[slice.length - 1] == '\t'))
    slice.length--;
  return slice;
}

void
wire_slice_append (WireSlice slice, GString *output)
{
  if (slice.length > 0)
    g_string_append_len (output, slice.data, (gssize) slice.length);
}

gboolean
wire_slice_split (WireSlice *rest, char separator, WireSlice *part)
{
  const char *end;

  if (rest->data == NULL)
    return FALSE;

  end = memchr (rest->data, separator, rest->length);
  if (end == NULL)
    {
      *part = *rest;
      *rest = (WireSlice) { NULL, 0 };
      return TRUE;
    }
  *part = (WireSlice) { rest->data, (gsize) (end - rest->data) };
  rest->data = end + 1;
  rest->length -= part->length + 1;
  return TRUE;
}

/* Any of the eight bytes is no printable ASCII; now and then TRUE for a byte beside such a one too. */
static gboolean
wire_text_word_is_strange (const char *text)
{
  guint64 word;
  guint64 is_low;
  guint64 is_delete;

  memcpy (&word, text, 8);
  is_low = (word - EIGHT (0x20)) & ~word;
  is_delete = ((word ^ EIGHT (0x7f)) - EIGHT (0x01)) & ~(word ^ EIGHT (0x7f));
  return ((word | is_low | is_delete) & EIGHT (0x80)) != 0;
}

/* Eight bytes at a time, the last eight overlapping: nearly all text is nothing else. */
gsize
wire_text_measure_ascii (const char *text, gsize length)
{
  gsize i = 0;

  while (length - i >= 8 && !wire_text_word_is_strange (text + i))
    i += 8;
  if (length - i < 8 && length >= 8 && !wire_text_word_is_strange (text + length - 8))
    return length;
  while (i < length && text[i] >= 0x20 && text[i] < 0x7f)
    i++;
  return i;
}

gboolean
wire_text_is_clean (const char *text, gsize length)
{
  gsize start = wire_text_measure_ascii (text, length);
  const guint8 *bytes = (const guint8 *) text;

  if (start == length)
    return TRUE;
  if (!g_utf8_validate_len (text + start, length - start, NULL))
    return FALSE;

  for (gsize i = start; i < length; i++)
    {
      if (bytes[i] < 0x20 || bytes[i] == 0x7f)
        return FALSE;
      if (bytes[i] == 0xc2 && bytes[i + 1] < 0xa0)
        return FALSE;
      if (bytes[i] == 0xe2 && bytes[i + 1] == 0x80 && (bytes[i + 2] == 0xa8 || bytes[i + 2] == 0xa9))
        return FALSE;
    }
  return TRUE;
}

gboolean
wire_text_is_address (const char *text, gsize length)
{
  char terminated[64];
  struct in6_addr parsed; /* room for either family */
  const char *scope = length > 0 ? memchr (text, '%', length) : NULL;

  if (scope != NULL)
    {
      gsize scope_length = length - (gsize) (scope - text) - 1;

      if (scope_length == 0 || memchr (text, ':', (gsize) (scope - text)) == NULL)
        return FALSE;
      for (gsize i = 1; i <= scope_length; i++)
        if (!g_ascii_isalnum (scope[i]) && scope[i] != '-' && scope[i] != '_' && scope[i] != '.')
          return FALSE;
      if (length >= sizeof terminated)
        return FALSE;
      length = (gsize) (scope - text);
    }
  if (length == 0 || length >= sizeof terminated || memchr (text, '\0', length) != NULL)
    return FALSE;

  memcpy (terminated, text, length);
  terminated[length] = '\0';
  /* g_hostname_is_ip_address() lets "::1::2" through. */
  return inet_pton (strchr (terminated, ':') != NULL ? AF_INET6 : AF_INET, terminated, &parsed) == 1;
}

gboolean
wire_text_is_host (const char *text, gsize length)
{
  if (length == 0 || length > WIRE_HOST_MAX_BYTES)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '.' && text[i] != '_')
      return text[i] == ':' && wire_text_is_address (text, length);
  return TRUE;
}

gboolean
wire_text_parse_decimal (const char *text, gsize length, guint64 max, guint64 *value)
{
  guint64 sum = 0;

  if (length == 0 || length > DECIMAL_MAX_DIGITS || (length > 1 && text[0] == '0'))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      guint digit = (guint) (guint8) text[i] - '0';

      /* Only the last possible digit can overflow. */
      if (digit > 9
          || (i == DECIMAL_MAX_DIGITS - 1
              && (sum > G_MAXUINT64 / 10 || (sum == G_MAXUINT64 / 10 && digit > G_MAXUINT64 % 10))))
        return FALSE;
      sum = sum * 10 + digit;
    }
  if (sum > max)
    return FALSE;
  *value = sum;
  return TRUE;
}

void
wire_text_append_decimal (guint64 value, GString *output)
{
  char digits[DECIMAL_MAX_DIGITS];
  gsize start = sizeof digits;

  do
    {
      digits[--start] = (char) ('0' + value % 10);
      value /= 10;
    }
  while (value > 0);
  g_string_append_len (output, digits + start, (gssize) (sizeof digits - start));
}

/* Can be shown as it is: the bytes of one visible character at @text, or 0. */
static gsize
wire_text_measure_visible (const char *text, gsize length)
{
  gunichar character = g_utf8_get_char_validated (text, (gssize) length);
  gsize n_bytes;

  if (character == (gunichar) -1 || character == (gunichar) -2 || character == '\\' || !g_unichar_isprint (character))
    return 0;
  n_bytes = (gsize) (g_utf8_next_char (text) - text);
  return wire_text_is_clean (text, n_bytes) ? n_bytes : 0;
}

char *
wire_text_quote (const char *bytes, gsize length)
{
  GString *quoted = g_string_sized_new (MIN (length, WIRE_QUOTE_MAX_BYTES) + 4);
  gsize i = 0;

  while (i < length && i < WIRE_QUOTE_MAX_BYTES)
    {
      gsize n_visible = wire_text_measure_visible (bytes + i, length - i);

      if (i + n_visible > WIRE_QUOTE_MAX_BYTES)
        break;
      if (n_visible > 0)
        g_string_append_len (quoted, bytes + i, (gssize) n_visible);
      else
        g_string_append_printf (quoted, "\\x%02x", (guint8) bytes[i]);
      i += MAX (n_visible, 1);
    }
  if (i < length)
    g_string_append (quoted, "…");
  return g_string_free (quoted, FALSE);
}

guint32
wire_text_parse_rfc_name (const char *text)
{
  g_autofree char *name = g_strstrip (g_ascii_strdown (text, -1));
  const char *digits = name;
  guint64 number = 0;

  if (strncmp (digits, "urn:ietf:", strlen ("urn:ietf:")) == 0)
    digits += strlen ("urn:ietf:");
  if (strncmp (digits, "rfc", strlen ("rfc")) == 0)
    {
      digits += strlen ("rfc");
      if (*digits == ':')
        digits++;
      while (*digits == ' ')
        digits++;
    }
  else if (digits != name)
    return 0;
  while (digits[0] == '0' && digits[1] != '\0')
    digits++;

  return wire_text_parse_decimal (digits, strlen (digits), WIRE_NUMBER_MAX, &number) ? (guint32) number : 0;
}

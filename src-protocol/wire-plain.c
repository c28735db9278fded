/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-plain.h"

#include <string.h>

#define PLAIN_METHOD "LOOKUP"
#define PLAIN_BEGINNING PLAIN_METHOD " RFC "
#define PLAIN_END " P2P-CI/1.1\r\n\r\n"
#define PLAIN_BEGINNING_BYTES (sizeof PLAIN_BEGINNING - 1)
#define PLAIN_END_BYTES (sizeof PLAIN_END - 1)
#define PLAIN_MAX_DIGITS 6u /* of WIRE_NUMBER_MAX */

static inline gboolean
wire_plain_begins (const char *bytes, gsize length)
{
  return length > PLAIN_BEGINNING_BYTES && memcmp (bytes, PLAIN_BEGINNING, PLAIN_BEGINNING_BYTES) == 0;
}

static inline gsize
wire_plain_take_digits (const char *bytes, gsize length, guint32 *number)
{
  gsize n_digits = 0;
  guint32 sum = 0;

  for (; n_digits < MIN (length, PLAIN_MAX_DIGITS) && (guchar) (bytes[n_digits] - '0') < 10; n_digits++)
    sum = sum * 10 + (guint32) (bytes[n_digits] - '0');
  *number = sum;
  return n_digits;
}

gsize
wire_plain_measure (WireSlice bytes, guint32 *number)
{
  gsize length = PLAIN_BEGINNING_BYTES;

  if (!wire_plain_begins (bytes.data, bytes.length) || bytes.data[length] == '0')
    return 0;
  length += wire_plain_take_digits (bytes.data + length, bytes.length - length, number);
  if (length == PLAIN_BEGINNING_BYTES || bytes.length - length < PLAIN_END_BYTES
      || memcmp (bytes.data + length, PLAIN_END, PLAIN_END_BYTES) != 0)
    return 0;
  return length + PLAIN_END_BYTES;
}

void
wire_plain_fill (WireSlice message, guint32 number, WireRequest *request)
{
  request->method = WIRE_METHOD_LOOKUP;
  request->version = WIRE_VERSION_1_1;
  request->object = WIRE_OBJECT_RFC;
  request->number = number;
  request->method_word = (WireSlice) { message.data, sizeof PLAIN_METHOD - 1 };
  request->raw = message;
}

guint
wire_plain_peek (WireSlice bytes, guint32 *numbers, guint max_numbers)
{
  const char *end = bytes.data + bytes.length;
  const char *line = bytes.data;
  guint n_numbers = 0;

  while (line < end && n_numbers < max_numbers)
    {
      if (wire_plain_begins (line, (gsize) (end - line)))
        wire_plain_take_digits (line + PLAIN_BEGINNING_BYTES, (gsize) (end - line) - PLAIN_BEGINNING_BYTES,
                                &numbers[n_numbers++]);
      line = memchr (line, '\n', (gsize) (end - line));
      if (line == NULL)
        break;
      line++;
    }
  return n_numbers;
}

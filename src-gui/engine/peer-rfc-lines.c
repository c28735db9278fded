/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-lines.h"

#include <string.h>

#define TAB_WIDTH 8u
#define RIGHT_COLUMN_MIN 30u /* the right half of a header begins no further left */

static const PeerRfcLine blank_line = { (char *) "", 0, 0 };

static void
peer_rfc_line_clear (gpointer data)
{
  PeerRfcLine *line = data;

  g_free (line->text);
}

static gboolean
peer_rfc_is_control (guchar byte)
{
  return (byte > 0 && byte < 0x20 && strchr ("\t\n\r\f\b", byte) == NULL) || byte == 0x7f;
}

/* A few control bytes stand in genuine documents, and one byte in seven is a padding NUL in RFC 734; a program or a picture
 * has far more of them. */
static gboolean
peer_rfc_bytes_look_like_text (const char *bytes, gsize length, gboolean is_utf8)
{
  gsize n_nuls = 0;
  gsize n_controls = 0;
  gsize n_high = 0;

  for (gsize i = 0; i < length; i++)
    {
      n_nuls += bytes[i] == '\0';
      n_controls += peer_rfc_is_control (bytes[i]);
      n_high += (guchar) bytes[i] >= 0x80;
    }
  return n_nuls <= length / 4 && n_controls <= length / 32 + 2 && (is_utf8 || n_high <= length / 16 + 4);
}

/* What a limit cut off in the middle of a character is no reason to take the text for another encoding. */
static gsize
peer_rfc_trim_partial_character (const char *bytes, gsize length)
{
  const char *end = NULL;

  g_utf8_validate_len (bytes, length, &end);
  if (length - (end - bytes) < 4 && length > 0 && g_utf8_get_char_validated (end, bytes + length - end) == (gunichar) -2)
    return end - bytes;
  return length;
}

/* NUL ends nothing here: it is dropped, as other control bytes are. */
static GString *
peer_rfc_drop_nul (const char *bytes, gsize length)
{
  GString *kept = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (bytes[i] != '\0')
      g_string_append_c (kept, bytes[i]);
  return kept;
}

char *
peer_rfc_decode (const char *bytes, gsize length, gboolean *is_utf8)
{
  g_autoptr (GString) kept = peer_rfc_drop_nul (bytes, length);
  gsize n_kept = peer_rfc_trim_partial_character (kept->str, kept->len);
  char *decoded;

  *is_utf8 = g_utf8_validate_len (kept->str, n_kept, NULL);
  if (*is_utf8)
    return g_strndup (kept->str, n_kept);
  /* CP1252 has gaps, Latin-1 has none. */
  decoded = g_convert (kept->str, kept->len, "UTF-8", "CP1252", NULL, NULL, NULL);
  if (decoded == NULL)
    decoded = g_convert (kept->str, kept->len, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  return decoded != NULL ? decoded : g_utf8_make_valid (kept->str, kept->len);
}

static void
peer_rfc_append_character (GString *text, guint *column, gunichar character)
{
  if (character == '\t')
    do
      g_string_append_c (text, ' ');
    while (++*column % TAB_WIDTH != 0);
  else if (character == '\b')
    {
      const char *previous = g_utf8_find_prev_char (text->str, text->str + text->len);

      if (previous != NULL)
        {
          g_string_truncate (text, previous - text->str);
          --*column;
        }
    }
  else if (character == 0xa0 || character == 0x3000)
    {
      g_string_append_c (text, ' ');
      ++*column;
    }
  else if (!g_unichar_iscntrl (character) && character != 0xfeff && character != 0x2028 && character != 0x2029)
    {
      g_string_append_unichar (text, character);
      ++*column;
    }
}

static void
peer_rfc_lines_append (PeerRfcLines *lines, const char *start, const char *end)
{
  g_autoptr (GString) text = g_string_new (NULL);
  PeerRfcLine line = { NULL };
  guint column = 0;

  for (const char *p = start; p < end && text->len < PEER_RFC_LINE_MAX_BYTES; p = g_utf8_next_char (p))
    peer_rfc_append_character (text, &column, g_utf8_get_char (p));
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);

  line.indent = strspn (text->str, " ");
  line.edge = g_utf8_strlen (text->str, text->len);
  line.text = g_string_free (g_steal_pointer (&text), FALSE);
  g_array_append_val (lines->array, line);
}

PeerRfcLines *
peer_rfc_lines_new (const char *bytes, gsize length)
{
  PeerRfcLines *lines = g_new0 (PeerRfcLines, 1);
  gboolean is_utf8 = FALSE;
  g_autofree char *decoded = peer_rfc_decode (bytes, length, &is_utf8);
  const char *rest = decoded;

  lines->is_text = peer_rfc_bytes_look_like_text (bytes, length, is_utf8);
  lines->array = g_array_new (FALSE, FALSE, sizeof (PeerRfcLine));
  g_array_set_clear_func (lines->array, peer_rfc_line_clear);

  while (*rest != '\0' && lines->array->len < PEER_RFC_LINES_MAX)
    {
      /* A carriage return is a control character and goes by itself, wherever it stands before the LF. */
      const char *end = rest + strcspn (rest, "\n");

      peer_rfc_lines_append (lines, rest, end);
      rest = *end == '\0' ? end : end + 1;
    }
  return lines;
}

void
peer_rfc_lines_free (PeerRfcLines *lines)
{
  g_array_unref (lines->array);
  g_free (lines);
}

const PeerRfcLine *
peer_rfc_lines_get (const PeerRfcLines *lines, guint index)
{
  return index < lines->array->len ? &g_array_index (lines->array, PeerRfcLine, index) : &blank_line;
}

gboolean
peer_rfc_line_is_blank (const PeerRfcLine *line)
{
  return line->edge == 0;
}

guint
peer_rfc_lines_skip_blank (const PeerRfcLines *lines, guint index)
{
  while (index < lines->array->len && peer_rfc_line_is_blank (peer_rfc_lines_get (lines, index)))
    index++;
  return MIN (index, lines->array->len);
}

/* The text after the first gap of two blanks or more that ends in the right half; NULL when there is no such gap. */
static const char *
peer_rfc_line_find_right (const PeerRfcLine *line)
{
  guint column = 0;
  guint n_blanks = 0;

  for (const char *p = line->text; *p != '\0'; p = g_utf8_next_char (p), column++)
    {
      if (*p == ' ')
        {
          n_blanks++;
          continue;
        }
      if (n_blanks >= 2 && column >= RIGHT_COLUMN_MIN)
        return p;
      n_blanks = 0;
    }
  return NULL;
}

void
peer_rfc_line_split (const PeerRfcLine *line, char **left, char **right)
{
  const char *start = peer_rfc_line_find_right (line);

  *left = g_strstrip (start != NULL ? g_strndup (line->text, start - line->text) : g_strdup (line->text));
  *right = start != NULL ? g_strdup (start) : NULL;
  if (**left == '\0')
    g_clear_pointer (left, g_free);
}

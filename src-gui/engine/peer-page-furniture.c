/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-furniture.h"

#include <string.h>

#define REPEATS_MIN 3u      /* a line that stands on so many pages at the same end is no part of what is told */
#define REPEATS_SHARE 4u    /* and on one in so many of all; left and right pages may differ */
#define EDGE_MAX_LINES 3u   /* that a head or a foot has */
#define GAP_MAX_LINES 12u   /* blank lines that a page's end leaves; more of them are a page that was left empty */
#define FOOT_MIN_INDENT 20u /* a number alone is a page's when it stands in the middle or on the right */

typedef struct
{
  const PeerPageText *text;
  GHashTable *heads; /* shape of a line, and on how many pages it is the first */
  GHashTable *feet;  /* the same of the last */
  guint n_breaks;
} PeerPageFurniture;

/* "RFC 2616      HTTP/1.1      June 1999": the line with each run of digits and of blanks as one, so that page 1 looks as
 * page 2 does. A new string. */
static char *
peer_page_furniture_dup_shape (const PeerPageText *text, guint index)
{
  const PeerPageLine *line = peer_page_text_get_line (text, index);
  const char *bytes = peer_page_text_get_bytes (text, index);
  GString *shape = g_string_sized_new (line->length);

  for (guint i = 0; i < line->length; i++)
    {
      const char byte = g_ascii_isdigit (bytes[i]) ? '0' : bytes[i];

      if ((byte != '0' && byte != ' ') || shape->len == 0 || shape->str[shape->len - 1] != byte)
        g_string_append_c (shape, byte);
    }
  return g_string_free (shape, FALSE);
}

static gboolean
peer_page_is_number (const char *from, const char *to)
{
  const gboolean is_roman = from < to && (gsize) (to - from) == strspn (from, "ivxlIVXL");

  return is_roman || (from < to && strspn (from, "0123456789") == (gsize) (to - from));
}

/* "... [Page 12]", "Page iv", and never the line of a table of contents. */
static gboolean
peer_page_furniture_is_foot (const PeerPageText *text, guint index)
{
  const PeerPageLine *line = peer_page_text_get_line (text, index);
  const char *start = peer_page_text_get_bytes (text, index);
  const char *end = start + line->length;
  const char *word;

  if (line->length < 6 || memmem (start, line->length, "....", 4) != NULL || memmem (start, line->length, ". . .", 5) != NULL)
    return FALSE;
  if (end[-1] == ']')
    end--;
  for (word = end; word > start && word[-1] != ' '; word--)
    ;
  if (!peer_page_is_number (word, end) || word - start < 5 || g_ascii_strncasecmp (word - 5, "page ", 5) != 0)
    return FALSE;
  /* Alone, in brackets, or far from what stands on its left. */
  word -= 5;
  return word == start || word[-1] == '[' || (word - start >= 2 && word[-1] == ' ' && word[-2] == ' ');
}

/* "                 - 12 -": right above a page's end. */
static gboolean
peer_page_furniture_is_bare_number (const PeerPageText *text, guint index)
{
  const PeerPageLine *line = peer_page_text_get_line (text, index);
  const char *bytes = peer_page_text_get_bytes (text, index);
  const guint indent = peer_page_text_get_indent (text, index);

  return indent >= FOOT_MIN_INDENT && line->length - indent <= 7
         && strspn (bytes + indent, "-[] 0123456789") == line->length - indent
         && strcspn (bytes + indent, "0123456789") < line->length - indent;
}

/* "RFC 793 ... September 1981" at the top of a page. */
static gboolean
peer_page_furniture_is_head (const PeerPageText *text, guint index)
{
  const PeerPageLine *line = peer_page_text_get_line (text, index);
  const char *bytes = peer_page_text_get_bytes (text, index);
  const guint indent = peer_page_text_get_indent (text, index);
  const char *end = bytes + line->length;

  return line->length > 12 && g_ascii_strncasecmp (bytes + indent, "RFC", 3) == 0 && g_ascii_isdigit (end[-1])
         && g_ascii_isdigit (end[-2]) && memmem (bytes + indent, line->length - indent, "  ", 2) != NULL;
}

static gboolean
peer_page_furniture_find_above (const PeerPageText *text, guint index, guint *found)
{
  for (guint i = 0; i < GAP_MAX_LINES && index > 0; i++)
    if (!peer_page_text_is_blank (text, --index))
      {
        *found = index;
        return TRUE;
      }
  return FALSE;
}

static gboolean
peer_page_furniture_find_below (const PeerPageText *text, guint index, guint *found)
{
  for (guint i = 0; i < GAP_MAX_LINES && index < peer_page_text_get_n_lines (text); i++, index++)
    if (!peer_page_text_is_blank (text, index))
      {
        *found = index;
        return TRUE;
      }
  return FALSE;
}

static void
peer_page_furniture_count (GHashTable *shapes, const PeerPageText *text, guint index)
{
  char *shape = peer_page_furniture_dup_shape (text, index);

  g_hash_table_replace (shapes, shape, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (shapes, shape)) + 1));
}

static gboolean
peer_page_furniture_repeats (PeerPageFurniture *self, GHashTable *shapes, guint index)
{
  g_autofree char *shape = peer_page_furniture_dup_shape (self->text, index);

  return GPOINTER_TO_UINT (g_hash_table_lookup (shapes, shape)) >= MAX (REPEATS_MIN, self->n_breaks / REPEATS_SHARE);
}

/* A page ends before this line: a form feed says so, or a foot above and a head in it. */
static gboolean
peer_page_furniture_breaks (const PeerPageText *text, guint index)
{
  guint above;

  if (peer_page_text_get_line (text, index)->has_break)
    return TRUE;
  return !peer_page_text_is_blank (text, index) && peer_page_furniture_is_head (text, index)
         && peer_page_furniture_find_above (text, index, &above) && peer_page_furniture_is_foot (text, above);
}

static void
peer_page_furniture_look (PeerPageFurniture *self)
{
  for (guint i = 0; i < peer_page_text_get_n_lines (self->text); i++)
    {
      guint above = i, below = i;

      if (!peer_page_furniture_breaks (self->text, i))
        continue;
      self->n_breaks++;
      for (guint k = 0; k < EDGE_MAX_LINES && peer_page_furniture_find_above (self->text, above, &above); k++)
        peer_page_furniture_count (self->feet, self->text, above);
      for (guint k = 0; k < EDGE_MAX_LINES && peer_page_furniture_find_below (self->text, below, &below); k++)
        peer_page_furniture_count (self->heads, self->text, below++);
    }
}

/* Where the foot above this page's end begins; @index when there is none. */
static guint
peer_page_furniture_find_foot (PeerPageFurniture *self, guint index)
{
  const PeerPageText *text = self->text;
  guint above = index;

  for (guint k = 0; k < EDGE_MAX_LINES && peer_page_furniture_find_above (text, index, &above); k++)
    {
      if (!peer_page_furniture_is_foot (text, above) && !peer_page_furniture_is_bare_number (text, above)
          && !peer_page_furniture_repeats (self, self->feet, above))
        break;
      index = above;
    }
  return index;
}

/* After the last line of the head of the page that begins here; @index when it has none. */
static guint
peer_page_furniture_find_head (PeerPageFurniture *self, guint index)
{
  guint below = index;

  for (guint k = 0; k < EDGE_MAX_LINES && peer_page_furniture_find_below (self->text, index, &below); k++)
    {
      if (!peer_page_furniture_is_head (self->text, below) && !peer_page_furniture_repeats (self, self->heads, below))
        break;
      index = below + 1;
    }
  return index;
}

/* A sentence that stands on two pages is one paragraph, and so is a figure. */
static gboolean
peer_page_furniture_goes_on (const PeerPageText *text, guint above, guint below)
{
  const PeerPageLine *line = peer_page_text_get_line (text, above);
  const char last = peer_page_text_get_bytes (text, above)[line->length - 1];
  const char first = peer_page_text_get_bytes (text, below)[peer_page_text_get_indent (text, below)];

  if (peer_page_text_get_indent (text, above) != peer_page_text_get_indent (text, below))
    return g_ascii_islower (first) && strchr (".:;!?", last) == NULL;
  return strchr (".:!?", last) == NULL;
}

static void
peer_page_furniture_mark (GByteArray *is_gone, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    is_gone->data[i] = TRUE;
}

/* Takes out what stands between the last line of one page and the first of the next; leaves one blank line or none. */
static void
peer_page_furniture_take_out (PeerPageFurniture *self, guint index, GByteArray *is_gone)
{
  const PeerPageText *text = self->text;
  guint from = peer_page_furniture_find_foot (self, index);
  guint to = peer_page_furniture_find_head (self, index);

  if (from == index && to == index && !peer_page_text_get_line (text, index)->has_break)
    return;
  while (from > 0 && peer_page_text_is_blank (text, from - 1))
    from--;
  while (to < peer_page_text_get_n_lines (text) && peer_page_text_is_blank (text, to))
    to++;
  peer_page_furniture_mark (is_gone, from, to);
  if (from > 0 && to < peer_page_text_get_n_lines (text) && from < to && peer_page_text_is_blank (text, to - 1)
      && !peer_page_furniture_goes_on (text, from - 1, to))
    is_gone->data[to - 1] = FALSE;
}

static GByteArray *
peer_page_furniture_find (PeerPageFurniture *self)
{
  const guint n_lines = peer_page_text_get_n_lines (self->text);
  GByteArray *is_gone = g_byte_array_sized_new (n_lines);
  guint first = 0, last = n_lines;

  g_byte_array_set_size (is_gone, n_lines);
  memset (is_gone->data, FALSE, n_lines);
  for (guint i = 0; i < n_lines; i++)
    if (!is_gone->data[i] && peer_page_furniture_breaks (self->text, i))
      peer_page_furniture_take_out (self, i, is_gone);
  /* The last page's foot has no page after it. */
  if (peer_page_furniture_find_above (self->text, n_lines, &last)
      && (peer_page_furniture_is_foot (self->text, last) || peer_page_furniture_repeats (self, self->feet, last)))
    peer_page_furniture_mark (is_gone, last, n_lines);
  while (first < n_lines && (is_gone->data[first] || peer_page_text_is_blank (self->text, first)))
    is_gone->data[first++] = TRUE;
  for (last = n_lines; last > first && (is_gone->data[last - 1] || peer_page_text_is_blank (self->text, last - 1)); last--)
    is_gone->data[last - 1] = TRUE;
  return is_gone;
}

PeerPageText *
peer_page_furniture_fold (const PeerPageText *text)
{
  PeerPageFurniture self = { text,
                             g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                             g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                             0 };
  PeerPageText *folded = peer_page_text_new_empty (text->text->len);
  g_autoptr (GByteArray) is_gone = NULL;

  peer_page_furniture_look (&self);
  is_gone = peer_page_furniture_find (&self);
  for (guint i = 0; i < peer_page_text_get_n_lines (text); i++)
    {
      const PeerPageLine *line = peer_page_text_get_line (text, i);

      if (!is_gone->data[i])
        peer_page_text_append (folded, peer_page_text_get_bytes (text, i), line->length, line->source, FALSE);
    }
  folded->is_cut = text->is_cut;
  g_hash_table_unref (self.heads);
  g_hash_table_unref (self.feet);
  return folded;
}

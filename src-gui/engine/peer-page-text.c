/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-text.h"

#include <string.h>

#include "peer-rfc-lines.h"

#define TAB_WIDTH 8u

/* A line on its way. */
typedef struct
{
  GString *bytes;
  guint column;
  gboolean has_break;
} PeerPageInk;

PeerPageText *
peer_page_text_new_empty (gsize n_bytes)
{
  PeerPageText *self = g_new0 (PeerPageText, 1);

  self->text = g_string_sized_new (n_bytes + 1);
  self->lines = g_array_new (FALSE, FALSE, sizeof (PeerPageLine));
  return self;
}

void
peer_page_text_free (PeerPageText *self)
{
  g_string_free (self->text, TRUE);
  g_array_unref (self->lines);
  g_free (self);
}

void
peer_page_text_append (PeerPageText *self, const char *bytes, gsize length, guint source, gboolean has_break)
{
  const PeerPageLine line = { self->text->len, length, source, has_break };

  if (self->lines->len >= PEER_PAGE_MAX_LINES)
    {
      self->is_cut = TRUE;
      return;
    }
  g_array_append_val (self->lines, line);
  g_string_append_len (self->text, bytes, length);
  g_string_append_c (self->text, '\n');
}

static void
peer_page_ink_end_line (PeerPageInk *ink, PeerPageText *text, guint source)
{
  gsize length = ink->bytes->len;

  while (length > 0 && ink->bytes->str[length - 1] == ' ')
    length--;
  peer_page_text_append (text, ink->bytes->str, length, source, ink->has_break);
  g_string_truncate (ink->bytes, 0);
  ink->column = 0;
  ink->has_break = FALSE;
}

/* What is struck over takes the place of what stood there. */
static void
peer_page_ink_step_back (PeerPageInk *ink)
{
  const char *last = g_utf8_find_prev_char (ink->bytes->str, ink->bytes->str + ink->bytes->len);

  if (last == NULL)
    return;
  g_string_truncate (ink->bytes, last - ink->bytes->str);
  ink->column--;
}

static gboolean
peer_page_is_silent (gunichar character)
{
  return g_unichar_iscntrl (character) || character == 0xfeff || character == 0x2028 || character == 0x2029
         || (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

static void
peer_page_ink_draw (PeerPageInk *ink, gunichar character)
{
  if (character == '\t')
    do
      g_string_append_c (ink->bytes, ' ');
    while (++ink->column % TAB_WIDTH != 0);
  else if (character == '\b')
    peer_page_ink_step_back (ink);
  else if (!peer_page_is_silent (character))
    {
      g_string_append_unichar (ink->bytes, character == 0xa0 ? ' ' : character);
      ink->column++;
    }
}

PeerPageText *
peer_page_text_new (const char *bytes, gsize length)
{
  gboolean is_utf8;
  g_autofree char *decoded = peer_rfc_decode (bytes, length, &is_utf8);
  PeerPageText *self = peer_page_text_new_empty (length);
  PeerPageInk ink = { g_string_new (NULL), 0, FALSE };
  guint source = 0;

  for (const char *p = decoded; *p != '\0' && !self->is_cut; p = g_utf8_next_char (p))
    {
      if (*p == '\n')
        peer_page_ink_end_line (&ink, self, source++);
      else if (*p == '\f')
        {
          if (ink.bytes->len > 0)
            peer_page_ink_end_line (&ink, self, source);
          ink.has_break = TRUE;
        }
      else
        peer_page_ink_draw (&ink, g_utf8_get_char (p));
      if (ink.bytes->len + 6 > PEER_PAGE_LINE_MAX_BYTES)
        peer_page_ink_end_line (&ink, self, source);
    }
  if (ink.bytes->len > 0 && !self->is_cut)
    peer_page_ink_end_line (&ink, self, source);
  g_string_free (ink.bytes, TRUE);
  return self;
}

guint
peer_page_text_get_n_lines (const PeerPageText *self)
{
  return self->lines->len;
}

const PeerPageLine *
peer_page_text_get_line (const PeerPageText *self, guint index)
{
  return &g_array_index (self->lines, PeerPageLine, index);
}

const char *
peer_page_text_get_bytes (const PeerPageText *self, guint index)
{
  return self->text->str + peer_page_text_get_line (self, index)->start;
}

guint
peer_page_text_get_indent (const PeerPageText *self, guint index)
{
  return strspn (peer_page_text_get_bytes (self, index), " ");
}

gboolean
peer_page_text_is_blank (const PeerPageText *self, guint index)
{
  return index >= self->lines->len || peer_page_text_get_line (self, index)->length == 0;
}

guint
peer_page_text_find_line (const PeerPageText *self, guint byte)
{
  guint low = 0, high = self->lines->len;

  while (high - low > 1)
    {
      const guint middle = low + (high - low) / 2;

      if (peer_page_text_get_line (self, middle)->start <= byte)
        low = middle;
      else
        high = middle;
    }
  return low;
}

guint
peer_page_text_find_source (const PeerPageText *self, guint source)
{
  guint low = 0, high = self->lines->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (peer_page_text_get_line (self, middle)->source < source)
        low = middle + 1;
      else
        high = middle;
    }
  return MIN (low, self->lines->len > 0 ? self->lines->len - 1 : 0);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-shown-text.h"

static gboolean
peer_shown_text_is_shown (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT: /* embeddings, overrides, isolates, zero-width ones, tags */
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    default:
      /* Letters by type and blank to the eye: the Hangul fillers, the blank Braille pattern; and variation selectors. */
      return c != 0x115f && c != 0x1160 && c != 0x3164 && c != 0xffa0 && c != 0x2800 && !(c >= 0xfe00 && c <= 0xfe0f)
             && !(c >= 0xe0000 && c <= 0xe0fff);
    }
}

char *
peer_shown_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *shown = g_string_new (NULL);
  guint n_marks = 0, n_characters = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\t' || c == '\n')
        c = ' ';
      n_marks = g_unichar_ismark (c) ? n_marks + 1 : 0;
      if (!peer_shown_text_is_shown (c) || n_marks > PEER_SHOWN_TEXT_MAX_MARKS)
        continue;
      if (n_characters++ == PEER_SHOWN_TEXT_MAX_CHARACTERS)
        {
          g_string_append (shown, "…");
          break;
        }
      g_string_append_unichar (shown, c);
    }
  return g_string_free (shown, FALSE);
}

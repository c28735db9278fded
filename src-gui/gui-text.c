/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-text.h"

#define FIRST_STRONG_ISOLATE "\xe2\x81\xa8"
#define POP_DIRECTIONAL_ISOLATE "\xe2\x81\xa9"

static gboolean
gui_text_is_shown (gunichar c)
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

static void
gui_text_append (GString *output, const char *text)
{
  guint n_marks = 0, n_characters = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\t' || c == '\n')
        c = ' ';
      n_marks = g_unichar_ismark (c) ? n_marks + 1 : 0;
      if (!gui_text_is_shown (c) || n_marks > GUI_TEXT_MAX_MARKS)
        continue;
      if (n_characters++ == GUI_TEXT_MAX_CHARACTERS)
        {
          g_string_append (output, "…");
          return;
        }
      g_string_append_unichar (output, c);
    }
}

char *
gui_text_filter (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  gboolean is_plain = g_str_is_ascii (valid);
  GString *output = g_string_new (is_plain ? NULL : FIRST_STRONG_ISOLATE);

  gui_text_append (output, valid);
  if (!is_plain)
    g_string_append (output, POP_DIRECTIONAL_ISOLATE);
  return g_string_free (output, FALSE);
}

char *
gui_text_filter_markup (const char *text)
{
  g_autofree char *plain = gui_text_filter (text);

  return g_markup_escape_text (plain, -1);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-query.h"

#include "wire-text.h"

#include <string.h>

struct _GuiQuery
{
  char **words; /* folded as keys are */
  guint number;
  char *number_text;
};

static char *
gui_query_fold (const char *text)
{
  g_autofree char *folded = NULL;
  char *normalized;

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);

  /* In this order, as the engine makes its keys. */
  folded = g_utf8_casefold (text, -1);
  normalized = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  return normalized != NULL ? normalized : g_strdup ("");
}

GuiQuery *
gui_query_new (const char *text)
{
  GuiQuery *self = g_new0 (GuiQuery, 1);
  g_autofree char *folded = gui_query_fold (text);

  self->words = g_strsplit_set (g_strstrip (folded), " \t", -1);
  self->number = wire_text_parse_rfc_name (folded);
  if (self->number != 0)
    self->number_text = g_strdup_printf ("%u", self->number);
  return self;
}

void
gui_query_free (GuiQuery *self)
{
  g_strfreev (self->words);
  g_free (self->number_text);
  g_free (self);
}

gboolean
gui_query_is_empty (GuiQuery *self)
{
  return self->words[0] == NULL || (self->words[0][0] == '\0' && self->words[1] == NULL);
}

guint
gui_query_get_number (GuiQuery *self)
{
  return self->number;
}

/* The next place of @word at @from or behind it, in @key; NULL when there is none. */
static const char *
gui_query_find_word (const char *word, const char *key, const char *from)
{
  const char *found = strstr (from, word);

  /* "79" is looked for in 793 and 7913, not in 1793. */
  if (g_ascii_isdigit (word[0]))
    while (found != NULL && found != key && g_ascii_isalnum (found[-1]))
      found = strstr (found + 1, word);
  return found;
}

gboolean
gui_query_matches (GuiQuery *self, guint number, const char *key)
{
  if (self->number != 0)
    {
      char text[16];

      g_snprintf (text, sizeof text, "%u", number);
      if (g_str_has_prefix (text, self->number_text))
        return TRUE;
    }
  for (char **word = self->words; *word != NULL; word++)
    if (gui_query_find_word (*word, key, key) == NULL)
      return FALSE;
  return TRUE;
}

/* @text folded, and for each byte of that the offset in @text of the character that it came from. */
static char *
gui_query_fold_mapped (const char *text, GArray *offsets)
{
  GString *folded = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      g_autofree char *character = g_strndup (c, g_utf8_next_char (c) - c);
      g_autofree char *of_it = gui_query_fold (character);
      guint offset = c - text;

      for (gsize i = 0; of_it[i] != '\0'; i++)
        g_array_append_val (offsets, offset);
      g_string_append (folded, of_it);
    }
  return g_string_free (folded, FALSE);
}

GArray *
gui_query_find_spans (GuiQuery *self, const char *text)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (GuiQuerySpan));
  gboolean is_ascii = g_str_is_ascii (text);
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *folded = is_ascii ? g_ascii_strdown (text, -1) : gui_query_fold_mapped (text, offsets);
  gsize length = strlen (folded);

  if (self->number_text != NULL && g_str_has_prefix (text, self->number_text))
    {
      GuiQuerySpan number = { 0, strlen (self->number_text) };

      g_array_append_val (spans, number);
    }
  for (char **word = self->words; *word != NULL; word++)
    for (const char *found = folded; **word != '\0' && (found = gui_query_find_word (*word, folded, found)) != NULL;)
      {
        gsize start = found - folded;
        gsize end = start + strlen (*word);
        GuiQuerySpan span = { start, end };

        if (!is_ascii)
          {
            span.start = g_array_index (offsets, guint, start);
            span.end = end < length ? g_array_index (offsets, guint, end) : strlen (text);
          }
        g_array_append_val (spans, span);
        found = folded + end;
      }
  return spans;
}

char *
gui_query_make_key (guint number, const char *title)
{
  g_autofree char *plain = g_strdup_printf ("%u %s", number, title != NULL ? title : "");

  return gui_query_fold (plain);
}

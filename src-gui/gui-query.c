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

static gboolean
gui_query_word_is_in (const char *word, const char *key)
{
  const char *found = strstr (key, word);

  /* "79" is looked for in 793 and 7913, not in 1793. */
  if (g_ascii_isdigit (word[0]))
    while (found != NULL && found != key && g_ascii_isalnum (found[-1]))
      found = strstr (found + 1, word);
  return found != NULL;
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
    if (!gui_query_word_is_in (*word, key))
      return FALSE;
  return TRUE;
}

char *
gui_query_make_key (guint number, const char *title)
{
  g_autofree char *plain = g_strdup_printf ("%u %s", number, title != NULL ? title : "");

  return gui_query_fold (plain);
}

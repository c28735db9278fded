/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-find.h"

#include <string.h>

struct _PeerPageFind
{
  char **words; /* at least one */
  gsize n_first; /* bytes of the first */
  gboolean matches_case;
};

char *
peer_page_find_fold (const char *text, gsize length)
{
  char *folded = g_malloc (length + 1);
  const char *end = text + length;
  char *to = folded;

  while (text < end)
    {
      gunichar letter;
      int n_bytes;

      if ((guchar) *text < 0x80)
        {
          *to++ = g_ascii_tolower (*text++);
          continue;
        }
      letter = g_unichar_tolower (g_utf8_get_char (text));
      n_bytes = g_utf8_next_char (text) - text;
      if (g_unichar_to_utf8 (letter, NULL) == n_bytes)
        g_unichar_to_utf8 (letter, to);
      else
        memcpy (to, text, n_bytes);
      to += n_bytes;
      text += n_bytes;
    }
  *to = '\0';
  return folded;
}

PeerPageFind *
peer_page_find_new (const char *words, gboolean matches_case)
{
  const gsize length = strnlen (words, PEER_PAGE_FIND_MAX_BYTES + 1);
  const char *cut = length > PEER_PAGE_FIND_MAX_BYTES ? g_utf8_find_prev_char (words, words + length) : words + length;
  g_autofree char *kept = g_strndup (words, cut - words);
  g_autofree char *folded = matches_case ? g_strdup (kept) : peer_page_find_fold (kept, strlen (kept));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t\n", -1);
  PeerPageFind *self;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  self = g_new0 (PeerPageFind, 1);
  self->words = g_strv_builder_end (builder);
  self->matches_case = matches_case;
  if (self->words[0] == NULL)
    g_clear_pointer (&self, peer_page_find_free);
  else
    self->n_first = strlen (self->words[0]);
  return self;
}

void
peer_page_find_free (PeerPageFind *self)
{
  g_strfreev (self->words);
  g_free (self);
}

gboolean
peer_page_find_matches_case (const PeerPageFind *self)
{
  return self->matches_case;
}

/* Where the words after the first end, when they follow at @p; NULL else. */
static const char *
peer_page_find_read_rest (const PeerPageFind *self, const char *p, const char *end)
{
  for (guint i = 1; self->words[i] != NULL; i++)
    {
      const gsize length = strlen (self->words[i]);
      const char *start = p;
      guint n_line_ends = 0;

      for (; p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'); p++)
        n_line_ends += *p == '\n';
      if (p == start || n_line_ends > 1 || (gsize) (end - p) < length || memcmp (p, self->words[i], length) != 0)
        return NULL;
      p += length;
    }
  return p;
}

gboolean
peer_page_find_next (const PeerPageFind *self, const char *text, gsize length, gsize from, PeerPageHit *hit)
{
  const char *end = text + length;

  for (const char *p = text + MIN (from, length); (p = memmem (p, end - p, self->words[0], self->n_first)) != NULL; p++)
    {
      const char *hit_end = peer_page_find_read_rest (self, p + self->n_first, end);

      if (hit_end == NULL)
        continue;
      hit->start = p - text;
      hit->end = hit_end - text;
      return TRUE;
    }
  return FALSE;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-headings.h"

#include <string.h>

#define NUMBER_MAX_BYTES 20u
#define PART_MAX 199u          /* no document has as many sections beside each other; more is a year or a list */
#define HEADING_MAX_BYTES 100u
#define TITLE_MAX_LINES 3u
#define TITLE_MAX_BYTES 130u
#define MAX_INDENT 3u          /* from where the text begins */
#define MARGIN_MAX 24u         /* how far right a whole document may stand */
#define MARGIN_SHARE 100u      /* one line in so many stands at the very left of a document that has no margin */
#define STEP_MAX 3u            /* numbers that may be missing between two sections */

static void
peer_page_heading_free (gpointer data)
{
  PeerPageHeading *self = data;

  g_free (self->number);
  g_free (self->title);
  g_free (self);
}

gsize
peer_page_section_number_length (const char *bytes, gsize length)
{
  gsize at = 0, end = 0;

  if (length > 0 && g_ascii_isupper (bytes[0]) && (length == 1 || !g_ascii_isalpha (bytes[1])))
    at = end = 1;
  else
    {
      while (at < length && at < 3 && g_ascii_isdigit (bytes[at]))
        at++;
      end = at;
    }
  while (end > 0 && at + 1 < length && at < NUMBER_MAX_BYTES && bytes[at] == '.' && g_ascii_isdigit (bytes[at + 1]))
    {
      for (at++; at < length && g_ascii_isdigit (bytes[at]); at++)
        ;
      end = at;
    }
  /* "1st", "3com", "10Base2" */
  return end < length && g_ascii_isalnum (bytes[end]) ? 0 : end;
}

static gboolean
peer_page_heading_is_named (const char *title)
{
  static const char *const names[] = {
    "Abstract", "Acknowledgements", "Acknowledgement", "Acknowledgments", "Acknowledgment", "Appendices", "Appendix",
    "Author's Address", "Authors' Addresses", "Author's Addresses", "Authors' Address", "Author Addresses", "Author Information",
    "Background", "Bibliography", "Conclusion", "Conclusions", "Contributors", "Copyright", "Copyright Notice", "Copyright Statement",
    "Disclaimer", "Discussion", "Editor's Address", "Editors' Addresses", "Editorial Note", "Foreword", "Full Copyright Statement",
    "Glossary", "Historical Note", "IANA Considerations", "IESG Note", "Index", "Informative References", "Intellectual Property",
    "Intellectual Property Statement", "Introduction", "Normative References", "Note", "Notes", "Overview", "Preface",
    "References", "Security Considerations", "Status of this Memo", "Status of this Document", "Summary", "Table of Contents",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (title, names[i]) == 0)
      return TRUE;
  return FALSE;
}

/* ". . . . 12" or ".....12" or a gap and a number at the end: where a table of contents says the page. */
static gboolean
peer_page_line_names_page (const char *bytes, gsize length)
{
  gsize end = length;

  if (memmem (bytes, length, "...", 3) != NULL || memmem (bytes, length, ". . ", 4) != NULL || memmem (bytes, length, ".  .", 4) != NULL)
    return TRUE;
  while (end > 0 && g_ascii_isdigit (bytes[end - 1]))
    end--;
  return end < length && length - end <= 3 && end >= 3 && bytes[end - 1] == ' ' && bytes[end - 2] == ' ';
}

static char *
peer_page_fold_blanks (const char *bytes, gsize length)
{
  GString *folded = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (bytes[i] != ' ' || (folded->len > 0 && folded->str[folded->len - 1] != ' '))
      g_string_append_c (folded, bytes[i]);
  while (folded->len > 0 && folded->str[folded->len - 1] == ' ')
    g_string_truncate (folded, folded->len - 1);
  return g_string_free (folded, FALSE);
}

/* "Appendix A.", "ANNEX B": how many bytes come before the letter. */
static gsize
peer_page_appendix_length (const char *bytes, gsize length)
{
  static const char *const words[] = { "Appendix ", "Annex ", "Section " };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (length > strlen (words[i]) && g_ascii_strncasecmp (bytes, words[i], strlen (words[i])) == 0)
      return strlen (words[i]);
  return 0;
}

/* The words of a heading that take more than one line stand beneath each other. */
static char *
peer_page_heading_dup_title (const PeerPageText *text, guint line, gsize offset)
{
  const PeerPageLine *first = peer_page_text_get_line (text, line);
  GString *title = g_string_new_len (peer_page_text_get_bytes (text, line) + offset, first->length - offset);
  const guint column = offset;
  char *folded;

  for (guint i = 1; i < TITLE_MAX_LINES && !peer_page_text_is_blank (text, line + i); i++)
    {
      const PeerPageLine *next = peer_page_text_get_line (text, line + i);

      if (peer_page_text_get_indent (text, line + i) < MIN (column, 2))
        break;
      g_string_append_c (title, ' ');
      g_string_append_len (title, peer_page_text_get_bytes (text, line + i), next->length);
    }
  folded = peer_page_fold_blanks (title->str, title->len);
  g_string_free (title, TRUE);
  return folded;
}

/* Alone, or with the rest of its words alone: a paragraph that begins with a number is none. */
static gboolean
peer_page_heading_stands_alone (const PeerPageText *text, guint line)
{
  guint n_lines = 1;

  if (line > 0 && !peer_page_text_is_blank (text, line - 1))
    return FALSE;
  while (n_lines <= TITLE_MAX_LINES && !peer_page_text_is_blank (text, line + n_lines))
    n_lines++;
  /* In old documents the first paragraph follows at once, further right. */
  return n_lines <= TITLE_MAX_LINES
         || peer_page_text_get_indent (text, line + 1) > peer_page_text_get_indent (text, line);
}

static guint
peer_page_number_get_level (const char *number)
{
  guint level = 0;

  for (const char *p = number; *p != '\0'; p++)
    level += *p == '.';
  return level;
}

static PeerPageHeading *
peer_page_heading_new_named (const PeerPageText *text, guint line)
{
  PeerPageHeading *self;
  const PeerPageLine *bounds = peer_page_text_get_line (text, line);
  const char *bytes = peer_page_text_get_bytes (text, line);
  g_autofree char *title = peer_page_fold_blanks (bytes, bounds->length);

  if (g_str_has_suffix (title, ":") || g_str_has_suffix (title, "."))
    title[strlen (title) - 1] = '\0';
  if (!peer_page_heading_is_named (title))
    return NULL;
  self = g_new0 (PeerPageHeading, 1);
  self->line = line;
  self->number = g_strdup ("");
  self->title = g_steal_pointer (&title);
  return self;
}

static PeerPageHeading *
peer_page_heading_new_numbered (const PeerPageText *text, guint line)
{
  const PeerPageLine *bounds = peer_page_text_get_line (text, line);
  const char *bytes = peer_page_text_get_bytes (text, line);
  const guint indent = peer_page_text_get_indent (text, line);
  gsize offset = indent, n_number;
  const gsize n_word = peer_page_appendix_length (bytes + offset, bounds->length - offset);
  PeerPageHeading *self;
  gboolean has_mark;

  offset += n_word;
  n_number = peer_page_section_number_length (bytes + offset, bounds->length - offset);
  if (n_number == 0 || n_number > NUMBER_MAX_BYTES)
    return NULL;
  self = g_new0 (PeerPageHeading, 1);
  self->line = line;
  self->number = g_strndup (bytes + offset, n_number);
  self->level = peer_page_number_get_level (self->number);
  offset += n_number;
  has_mark = offset < bounds->length && strchr (".):-", bytes[offset]) != NULL;
  while (offset < bounds->length && strchr (".):- ", bytes[offset]) != NULL)
    offset++;
  self->title = peer_page_heading_dup_title (text, line, offset);
  /* "A host may ..." and "I think" begin with a letter, too; "4 octets" is no chapter. */
  if ((*self->title == '\0' && n_word == 0) || (self->level == 0 && g_ascii_islower (*self->title))
      || (n_word == 0 && g_ascii_isalpha (*self->number) && !has_mark && self->level == 0)
      || strlen (self->title) > TITLE_MAX_BYTES)
    {
      peer_page_heading_free (self);
      return NULL;
    }
  return self;
}

/* "          1.  INTRODUCTION": a chapter of old, in the middle. */
static gboolean
peer_page_heading_is_shouted (const PeerPageText *text, guint line)
{
  const PeerPageLine *bounds = peer_page_text_get_line (text, line);
  const char *bytes = peer_page_text_get_bytes (text, line);
  guint n_capitals = 0;

  for (guint i = 0; i < bounds->length; i++)
    {
      if (g_ascii_islower (bytes[i]))
        return FALSE;
      n_capitals += g_ascii_isupper (bytes[i]);
    }
  return n_capitals >= 4 && g_ascii_isdigit (bytes[peer_page_text_get_indent (text, line)])
         && peer_page_text_is_blank (text, line + 1);
}

/* Some documents stand further right as a whole. */
static guint
peer_page_find_margin (const PeerPageText *text)
{
  guint n_at[MARGIN_MAX + 1] = { 0 };
  guint n_lines = 0, n_so_far = 0;

  for (guint i = 0; i < peer_page_text_get_n_lines (text); i++)
    if (!peer_page_text_is_blank (text, i))
      {
        n_at[MIN (peer_page_text_get_indent (text, i), MARGIN_MAX)]++;
        n_lines++;
      }
  for (guint i = 0; i < MARGIN_MAX; i++)
    {
      n_so_far += n_at[i];
      if (n_so_far * MARGIN_SHARE > n_lines)
        return i <= MAX_INDENT ? 0 : i;
    }
  return 0;
}

static PeerPageHeading *
peer_page_heading_new (const PeerPageText *text, guint line, guint margin)
{
  const PeerPageLine *bounds = peer_page_text_get_line (text, line);
  const char *bytes = peer_page_text_get_bytes (text, line);
  const guint indent = peer_page_text_get_indent (text, line);
  PeerPageHeading *self;

  if (bounds->length == 0 || bounds->length > HEADING_MAX_BYTES
      || (indent > margin + MAX_INDENT && !peer_page_heading_is_shouted (text, line))
      || peer_page_line_names_page (bytes, bounds->length) || !peer_page_heading_stands_alone (text, line))
    return NULL;
  self = peer_page_heading_new_numbered (text, line);
  return self != NULL ? self : peer_page_heading_new_named (text, line);
}

static gboolean
peer_page_number_parse (const char *number, guint *parts, guint *n_parts)
{
  g_auto (GStrv) words = g_strsplit (number, ".", NUMBER_MAX_BYTES);

  *n_parts = MIN (g_strv_length (words), NUMBER_MAX_BYTES);
  for (guint i = 0; i < *n_parts; i++)
    {
      parts[i] = g_ascii_isalpha (words[i][0]) ? (guint) words[i][0] : (guint) g_ascii_strtoull (words[i], NULL, 10);
      if (parts[i] > PART_MAX)
        return FALSE;
    }
  return *n_parts > 0;
}

/* A section comes after another when it is its child, or the next (or nearly so) beside it or one of its parents: a list in
 * the text that begins at 1 again is none of them. */
static gboolean
peer_page_number_follows (const char *previous, const char *number)
{
  guint before[NUMBER_MAX_BYTES + 1], after[NUMBER_MAX_BYTES + 1];
  guint n_before = 0, n_after = 0, n_equal = 0;

  if (!peer_page_number_parse (number, after, &n_after))
    return FALSE;
  if (*previous == '\0' || !peer_page_number_parse (previous, before, &n_before))
    return after[0] <= STEP_MAX || after[0] == 'A';
  while (n_equal < n_before && n_equal < n_after && before[n_equal] == after[n_equal])
    n_equal++;
  if (n_equal == n_after)
    return FALSE;
  for (guint i = n_equal + 1; i < n_after; i++)
    if (after[i] > STEP_MAX)
      return FALSE;
  if (n_equal == n_before)
    return after[n_equal] <= STEP_MAX;
  if (n_equal == 0 && g_ascii_isalpha (*number) && g_ascii_isdigit (*previous))
    return after[0] == 'A';
  if (n_equal == 0 && g_ascii_isdigit (*number) && g_ascii_isalpha (*previous))
    return TRUE; /* "References" after the appendices have numbers again; what begins at 1 is found below */
  return after[n_equal] > before[n_equal] && after[n_equal] - before[n_equal] <= STEP_MAX;
}

/* Chapters that stand further left say that what stands further right is no chapter, but a list. */
static void
peer_page_headings_drop_lists (GPtrArray *headings, const PeerPageText *text, guint margin)
{
  guint n_at[MARGIN_MAX + MAX_INDENT + 1] = { 0 };
  guint indent = 0;

  for (guint i = 0; i < headings->len; i++)
    {
      const PeerPageHeading *heading = g_ptr_array_index (headings, i);

      const guint at = peer_page_text_get_indent (text, heading->line);

      if (*heading->number != '\0' && at <= margin + MAX_INDENT)
        n_at[at]++;
    }
  while (indent < margin + MAX_INDENT && n_at[indent] < 2)
    indent++;
  for (guint i = headings->len; i > 0; i--)
    {
      const PeerPageHeading *heading = g_ptr_array_index (headings, i - 1);

      const guint at = peer_page_text_get_indent (text, heading->line);

      if (at > indent && at <= margin + MAX_INDENT && heading->level == 0)
        g_ptr_array_remove_index (headings, i - 1);
    }
}

static void
peer_page_headings_drop_out_of_turn (GPtrArray *headings)
{
  const char *previous = "";

  for (guint i = 0; i < headings->len;)
    {
      const PeerPageHeading *heading = g_ptr_array_index (headings, i);

      if (*heading->number != '\0' && !peer_page_number_follows (previous, heading->number))
        {
          g_ptr_array_remove_index (headings, i);
          continue;
        }
      if (*heading->number != '\0')
        previous = heading->number;
      i++;
    }
}

static gboolean
peer_page_heading_equal (const PeerPageHeading *a, const PeerPageHeading *b)
{
  return strcmp (a->number, b->number) == 0 && g_ascii_strcasecmp (a->title, b->title) == 0;
}

static gboolean
peer_page_heading_is_contents (const PeerPageHeading *heading)
{
  return g_ascii_strcasecmp (heading->title, "Table of Contents") == 0 || g_ascii_strcasecmp (heading->title, "Contents") == 0;
}

/* Where the table of contents ends: before the first line that stands in the table, too. A table without page numbers looks
 * like the headings themselves. */
static guint
peer_page_headings_drop_contents (GPtrArray *headings, guint index, const PeerPageText *text)
{
  guint end = index + 1, line;

  for (guint i = index + 2; i < headings->len; i++)
    if (peer_page_heading_equal (g_ptr_array_index (headings, index + 1), g_ptr_array_index (headings, i)))
      {
        end = i;
        break;
      }
  g_ptr_array_remove_range (headings, index + 1, end - index - 1);
  line = index + 1 < headings->len ? ((PeerPageHeading *) g_ptr_array_index (headings, index + 1))->line
                                   : peer_page_text_get_n_lines (text);
  return line;
}

GPtrArray *
peer_page_headings_find (const PeerPageText *text, guint *contents_start, guint *contents_end)
{
  GPtrArray *headings = g_ptr_array_new_with_free_func (peer_page_heading_free);
  const guint margin = peer_page_find_margin (text);

  *contents_start = *contents_end = 0;
  for (guint i = 0; i < peer_page_text_get_n_lines (text) && headings->len < PEER_PAGE_MAX_HEADINGS; i++)
    {
      PeerPageHeading *heading = peer_page_heading_new (text, i, margin);

      if (heading != NULL)
        g_ptr_array_add (headings, heading);
    }
  peer_page_headings_drop_lists (headings, text, margin);
  for (guint i = 0; i < headings->len; i++)
    if (peer_page_heading_is_contents (g_ptr_array_index (headings, i)))
      {
        *contents_start = ((PeerPageHeading *) g_ptr_array_index (headings, i))->line;
        *contents_end = peer_page_headings_drop_contents (headings, i, text);
        break;
      }
  peer_page_headings_drop_out_of_turn (headings);
  return headings;
}

GHashTable *
peer_page_headings_index (GPtrArray *headings)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = headings->len; i > 0; i--)
    {
      PeerPageHeading *heading = g_ptr_array_index (headings, i - 1);

      if (*heading->number != '\0')
        g_hash_table_replace (index, heading->number, heading);
    }
  return index;
}

int
peer_page_headings_find_above (GPtrArray *headings, guint line)
{
  guint low = 0, high = headings->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (((PeerPageHeading *) g_ptr_array_index (headings, middle))->line <= line)
        low = middle + 1;
      else
        high = middle;
    }
  return (int) low - 1;
}

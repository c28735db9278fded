/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-references.h"

#include <string.h>

#include "wire-limits.h"

#define HEAD_MAX_LINES 60u      /* "Obsoletes:" stands above */
#define LABEL_MAX_BYTES 40u
#define ADDRESS_MAX_BYTES 500u
#define YEAR_FIRST 1966u        /* "RFC 793, 1981": no list */
#define YEAR_LAST 2035u

typedef struct
{
  const PeerPageText *text;
  const char *end;      /* of all bytes */
  GHashTable *sections; /* numbers of headings */
  GHashTable *labels;   /* "33", and the line + 1 that explains it */
  guint number;
  guint contents_start;
  guint contents_end;
  GArray *found;
} PeerPageScan;

static gboolean
peer_page_is_word (char byte)
{
  return g_ascii_isalnum (byte) || (guchar) byte >= 0x80 || byte == '_';
}

static void
peer_page_scan_add (PeerPageScan *self, const char *start, const char *end, const PeerReference *what)
{
  PeerReference reference = *what;

  reference.start = start - self->text->text->str;
  reference.end = end - self->text->text->str;
  if (self->found->len < PEER_PAGE_MAX_REFERENCES)
    g_array_append_val (self->found, reference);
}

/* Over blanks and at most one end of a line, as a word that is meant may stand on the next one. */
static const char *
peer_page_scan_skip (PeerPageScan *self, const char *p)
{
  gboolean is_next_line = FALSE;

  for (; p < self->end && (*p == ' ' || (*p == '\n' && !is_next_line)); p++)
    is_next_line = is_next_line || *p == '\n';
  return p;
}

static gboolean
peer_page_scan_is_at (PeerPageScan *self, const char *p, const char *word)
{
  return (gsize) (self->end - p) >= strlen (word) && g_ascii_strncasecmp (p, word, strlen (word)) == 0;
}

/* Digits that are the number of an RFC; where they end, or NULL. */
static const char *
peer_page_scan_read_number (PeerPageScan *self, const char *p, guint *number)
{
  guint value = 0;
  const char *start = p;

  for (; p < self->end && g_ascii_isdigit (*p) && p - start < 7; p++)
    value = value * 10 + (*p - '0');
  if (p == start || value == 0 || value > WIRE_NUMBER_MAX || peer_page_is_word (*p))
    return NULL;
  *number = value;
  return p;
}

static const char *
peer_page_scan_read_section (PeerPageScan *self, const char *p, char *section)
{
  const gsize length = peer_page_section_number_length (p, self->end - p);

  if (length == 0 || length >= PEER_REFERENCE_SECTION_MAX)
    return NULL;
  memcpy (section, p, length);
  section[length] = '\0';
  return p + length;
}

/* After "RFC" or "RFCs": what may stand before the number. */
static const char *
peer_page_scan_skip_rfc (PeerPageScan *self, const char *p)
{
  static const char *const joints = "-#_:";

  if (p < self->end && strchr (joints, *p) != NULL && *p != '\0')
    p++;
  p = peer_page_scan_skip (self, p);
  return p < self->end && *p == '#' ? p + 1 : p;
}

/* "..., Section 4.2" after the document that it is a section of. */
static const char *
peer_page_scan_read_section_after (PeerPageScan *self, const char *p, char *section)
{
  static const char *const words[] = { "section ", "appendix ", "sec. " };

  if (p < self->end && *p == ']')
    p++;
  if (p < self->end && *p == ',')
    p++;
  p = peer_page_scan_skip (self, p);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (peer_page_scan_is_at (self, p, words[i]))
      return peer_page_scan_read_section (self, peer_page_scan_skip (self, p + strlen (words[i])), section);
  return NULL;
}

/* The next number of "RFCs 791, 793, and 1122"; NULL when the list is over. */
static const char *
peer_page_scan_read_joint (PeerPageScan *self, const char *p)
{
  const char *start = p;

  if (p < self->end && (*p == ',' || *p == ';'))
    p++;
  p = peer_page_scan_skip (self, p);
  if (peer_page_scan_is_at (self, p, "and ") || peer_page_scan_is_at (self, p, "and\n"))
    p = peer_page_scan_skip (self, p + 3);
  else if (peer_page_scan_is_at (self, p, "or ") || peer_page_scan_is_at (self, p, "or\n"))
    p = peer_page_scan_skip (self, p + 2);
  else if (p < self->end && *p == '&')
    p = peer_page_scan_skip (self, p + 1);
  else if (p == start || (*start != ',' && *start != ';'))
    return NULL;
  return p < self->end && g_ascii_isdigit (*p) ? p : NULL;
}

static const char *
peer_page_scan_list (PeerPageScan *self, const char *p, gboolean is_plural)
{
  for (;;)
    {
      const char *start = peer_page_scan_read_joint (self, p);
      guint number;
      const char *end = start != NULL ? peer_page_scan_read_number (self, start, &number) : NULL;
      const PeerReference what = { .kind = PEER_REFERENCE_DOCUMENT, .number = end != NULL ? number : 0 };

      if (end == NULL || (*end == '.' && end + 1 < self->end && g_ascii_isdigit (end[1])))
        return p;
      if (!is_plural && (number < 100 || (number >= YEAR_FIRST && number <= YEAR_LAST)))
        return p;
      if (number != self->number)
        peer_page_scan_add (self, start, end, &what);
      p = end;
    }
}

/* At "RFC": how far was read; @p when it is none. */
static const char *
peer_page_scan_document (PeerPageScan *self, const char *p)
{
  const char *word = p;
  const gboolean is_plural = p + 3 < self->end && (p[3] == 's' || p[3] == 'S');
  const char *digits = peer_page_scan_skip_rfc (self, p + (is_plural ? 4 : 3));
  PeerReference what = { .kind = PEER_REFERENCE_DOCUMENT };
  guint number;
  const char *end = peer_page_scan_read_number (self, digits, &number);
  const char *section_end;

  if (end == NULL || (word > self->text->text->str && (peer_page_is_word (word[-1]) || word[-1] == '/' || word[-1] == '.')))
    return p;
  what.number = number;
  section_end = is_plural ? NULL : peer_page_scan_read_section_after (self, end, what.section);
  if (section_end == NULL)
    what.section[0] = '\0';
  /* A name that is torn apart at the end of a line is followed by its number. */
  if (memchr (word, '\n', digits - word) != NULL)
    word = digits;
  if (number == self->number)
    return end;
  peer_page_scan_add (self, word, end, &what);
  return section_end != NULL ? section_end : peer_page_scan_list (self, end, is_plural);
}

/* "of RFC 2616", "of [RFC2616]" after a section: the document that it is meant of. */
static const char *
peer_page_scan_read_of (PeerPageScan *self, const char *p, guint *number)
{
  p = peer_page_scan_skip (self, p);
  if (!peer_page_scan_is_at (self, p, "of ") && !peer_page_scan_is_at (self, p, "of\n") && !peer_page_scan_is_at (self, p, "in "))
    return NULL;
  p = peer_page_scan_skip (self, p + 2);
  if (p < self->end && *p == '[')
    p++;
  if (!peer_page_scan_is_at (self, p, "RFC"))
    return NULL;
  return peer_page_scan_read_number (self, peer_page_scan_skip_rfc (self, p + 3), number);
}

/* "of [BGP4]", "of that document": not of this one, and nobody can tell which. */
static gboolean
peer_page_scan_is_foreign (PeerPageScan *self, const char *p)
{
  p = peer_page_scan_skip (self, p);
  if (!peer_page_scan_is_at (self, p, "of ") && !peer_page_scan_is_at (self, p, "of\n"))
    return FALSE;
  p = peer_page_scan_skip (self, p + 2);
  return !peer_page_scan_is_at (self, p, "this ");
}

static void
peer_page_scan_add_section (PeerPageScan *self, const char *start, const char *end, const char *section)
{
  g_autofree char *key = g_ascii_strup (section, -1);
  const PeerPageHeading *heading = g_hash_table_lookup (self->sections, key);
  PeerReference what = { .kind = PEER_REFERENCE_LINE };
  const guint line = peer_page_text_find_line (self->text, start - self->text->text->str);

  if (heading == NULL || heading->line == line)
    return;
  what.line = heading->line;
  peer_page_scan_add (self, start, end, &what);
}

/* At "Section", "Sections" or "Appendix", whose word is @n_word long. */
static const char *
peer_page_scan_section (PeerPageScan *self, const char *p, gsize n_word)
{
  const char *start = p;
  PeerReference what = { .kind = PEER_REFERENCE_DOCUMENT };
  const char *digits = peer_page_scan_skip (self, p + n_word);
  const char *end = peer_page_scan_read_section (self, digits, what.section);
  guint number;
  const char *of = end != NULL ? peer_page_scan_read_of (self, end, &number) : NULL;

  if (end == NULL || digits == p + n_word || (p > self->text->text->str && peer_page_is_word (p[-1])))
    return p + 1;
  if (memchr (start, '\n', digits - start) != NULL)
    start = digits;
  if (of != NULL && number != self->number)
    {
      what.number = number;
      peer_page_scan_add (self, start, end, &what);
      return end;
    }
  if (of == NULL && peer_page_scan_is_foreign (self, end))
    return end;
  peer_page_scan_add_section (self, start, end, what.section);
  for (;;) /* "Sections 3, 4 and 5.1" */
    {
      const char *next = peer_page_scan_read_joint (self, end);
      const char *next_end = next != NULL ? peer_page_scan_read_section (self, next, what.section) : NULL;

      if (next_end == NULL || g_ascii_tolower (p[n_word - 1]) != 's')
        return end;
      peer_page_scan_add_section (self, next, next_end, what.section);
      end = next_end;
    }
}

static const char *
peer_page_scan_address (PeerPageScan *self, const char *p)
{
  const PeerReference what = { .kind = PEER_REFERENCE_ADDRESS };
  const char *end = p + strcspn (p, "/");
  const char *host;

  if (!peer_page_scan_is_at (self, end, "//") || (p > self->text->text->str && peer_page_is_word (p[-1])))
    return p + 1;
  host = end += 2;
  while (end < self->end && *end > ' ' && (guchar) *end < 0x7f && strchr ("<>\"{}|\\^`[]", *end) == NULL)
    end++;
  while (end > host && strchr (".,;:!?')", end[-1]) != NULL)
    end--;
  if (end - p <= (gssize) ADDRESS_MAX_BYTES && end > host && g_ascii_isalnum (*host))
    peer_page_scan_add (self, p, end, &what);
  return end;
}

/* "[33]", "[KEYWORDS]" where a line of the references begins with the same. */
static const char *
peer_page_scan_label (PeerPageScan *self, const char *p)
{
  const gsize length = strcspn (p + 1, "]\n");
  g_autofree char *label = length > 0 && length <= LABEL_MAX_BYTES && p[1 + length] == ']' ? g_strndup (p + 1, length) : NULL;
  PeerReference what = { .kind = PEER_REFERENCE_LINE };
  guint line;

  if (label == NULL || peer_page_scan_is_at (self, p + 1, "RFC"))
    return p + 1;
  line = GPOINTER_TO_UINT (g_hash_table_lookup (self->labels, label));
  if (line == 0 || line - 1 == peer_page_text_find_line (self->text, p - self->text->text->str))
    return p + 1;
  what.line = line - 1;
  peer_page_scan_add (self, p, p + length + 2, &what);
  return p + length + 2;
}

static const char *
peer_page_scan_step (PeerPageScan *self, const char *p)
{
  const char *end = p;

  switch (*p)
    {
    case 'R':
    case 'r':
      if (peer_page_scan_is_at (self, p, "RFC"))
        end = peer_page_scan_document (self, p);
      break;
    case 'S':
    case 's':
      if (peer_page_scan_is_at (self, p, "sections"))
        end = peer_page_scan_section (self, p, 8);
      else if (peer_page_scan_is_at (self, p, "section"))
        end = peer_page_scan_section (self, p, 7);
      break;
    case 'A':
    case 'a':
      if (peer_page_scan_is_at (self, p, "appendix"))
        end = peer_page_scan_section (self, p, 8);
      break;
    case 'h':
      if (peer_page_scan_is_at (self, p, "http://") || peer_page_scan_is_at (self, p, "https://"))
        end = peer_page_scan_address (self, p);
      break;
    case '[':
      end = peer_page_scan_label (self, p);
      break;
    default:
      break;
    }
  return end > p ? end : p + 1;
}

/* Where the words of a line of the table of contents end, and the dots or the blanks before its page begin. */
static const char *
peer_page_scan_find_leader (const char *start, const char *end)
{
  for (const char *p = start; p + 3 < end; p++)
    if (p > start + 8 && (memcmp (p, "...", 3) == 0 || memcmp (p, " . ", 3) == 0 || memcmp (p, "   ", 3) == 0))
      {
        while (p > start && (p[-1] == ' ' || p[-1] == '.'))
          p--;
        return p;
      }
  return end;
}

/* A line of the table of contents leads to its section. */
static gboolean
peer_page_scan_contents_line (PeerPageScan *self, guint index)
{
  const PeerPageLine *line = peer_page_text_get_line (self->text, index);
  const char *start = self->text->text->str + line->start + peer_page_text_get_indent (self->text, index);
  const char *end = self->text->text->str + line->start + line->length;
  char section[PEER_REFERENCE_SECTION_MAX];
  const char *p = peer_page_scan_is_at (self, start, "appendix ") ? start + 9 : start;
  const gsize n_found = self->found->len;

  if (peer_page_scan_read_section (self, p, section) != NULL)
    peer_page_scan_add_section (self, start, peer_page_scan_find_leader (start, end), section);
  return self->found->len > n_found;
}

/* "Obsoletes: 2068, 2616" at the top: numbers alone. */
static gboolean
peer_page_scan_head_line (PeerPageScan *self, guint index, gboolean *is_in_list)
{
  const char *p = peer_page_text_get_bytes (self->text, index);
  const char *start = p;
  guint number;

  if (peer_page_scan_is_at (self, p, "obsoletes:") || peer_page_scan_is_at (self, p, "updates:"))
    p = strchr (p, ':') + 1;
  else if (!*is_in_list || *p != ' ')
    return *is_in_list = FALSE;
  while (*p == ' ')
    p++;
  *is_in_list = peer_page_scan_read_number (self, p, &number) != NULL && p - start < 30;
  if (!*is_in_list)
    return FALSE;
  /* The list is followed by a comma, or by what stands on the right. */
  while (*p != '\n')
    {
      const char *end = peer_page_scan_read_number (self, p, &number);
      const PeerReference what = { .kind = PEER_REFERENCE_DOCUMENT, .number = end != NULL ? number : 0 };

      if (end == NULL)
        break;
      peer_page_scan_add (self, p, end, &what);
      p = *end == ',' ? end + 1 : end;
      if (*p == ' ' && end[0] == ',')
        p++;
    }
  return TRUE;
}

/* "   [33]  Fielding, R., ..." */
static void
peer_page_scan_learn_labels (PeerPageScan *self)
{
  for (guint i = self->contents_end; i < peer_page_text_get_n_lines (self->text); i++)
    {
      const char *p = peer_page_text_get_bytes (self->text, i) + peer_page_text_get_indent (self->text, i);
      const gsize length = *p == '[' ? strcspn (p + 1, "]\n") : 0;

      if (length > 0 && length <= LABEL_MAX_BYTES && p[length + 1] == ']' && (p[length + 2] == ' ' || p[length + 2] == '\n')
          && peer_page_text_is_blank (self->text, i - 1))
        g_hash_table_replace (self->labels, g_strndup (p + 1, length), GUINT_TO_POINTER (i + 1));
    }
}

static void
peer_page_scan_all (PeerPageScan *self)
{
  gboolean is_in_list = FALSE;
  const char *p = self->text->text->str;

  for (guint i = 0; i < peer_page_text_get_n_lines (self->text); i++)
    {
      const PeerPageLine *line = peer_page_text_get_line (self->text, i);
      const char *end = self->text->text->str + line->start + line->length;

      p = MAX (p, self->text->text->str + line->start);
      if (i < HEAD_MAX_LINES && peer_page_scan_head_line (self, i, &is_in_list))
        continue;
      if (i > self->contents_start && i < self->contents_end && peer_page_scan_contents_line (self, i))
        continue;
      while (p < end)
        p = peer_page_scan_step (self, p);
    }
}

GArray *
peer_page_references_find (const PeerPageText *text,
                           GPtrArray *headings,
                           guint contents_start,
                           guint contents_end,
                           guint number)
{
  PeerPageScan self = { .text = text,
                        .end = text->text->str + text->text->len,
                        .sections = peer_page_headings_index (headings),
                        .labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                        .number = number,
                        .contents_start = contents_start,
                        .contents_end = contents_end,
                        .found = g_array_new (FALSE, FALSE, sizeof (PeerReference)) };

  peer_page_scan_learn_labels (&self);
  peer_page_scan_all (&self);
  g_hash_table_unref (self.sections);
  g_hash_table_unref (self.labels);
  return self.found;
}

guint
peer_page_references_find_after (GArray *references, guint byte)
{
  guint low = 0, high = references->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (references, PeerReference, middle).end <= byte)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const PeerReference *
peer_page_references_find_at (GArray *references, guint byte)
{
  const guint index = peer_page_references_find_after (references, byte);
  const PeerReference *reference = index < references->len ? &g_array_index (references, PeerReference, index) : NULL;

  return reference != NULL && reference->start <= byte ? reference : NULL;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-title.h"

#include "peer-rfc-authors.h"
#include "peer-rfc-date.h"
#include "peer-rfc-pattern.h"
#include "wire-limits.h"
#include "wire-text.h"

#define SEARCH_MAX_LINES 45u /* below the block */
#define TITLE_MAX_LINES 8u
#define PROSE_MIN_LINES 3u
#define PROSE_MIN_WORDS 8u
#define PROSE_WIDTH_MIN 52u
#define PROSE_INDENT_MAX 8u
#define SUBTITLE_MAX_LINES 3u
#define SUBTITLE_INDENT_MIN 4u
#define CENTRE_COLUMN 36
#define SUBTITLE_CENTRE_TOLERANCE 9
#define TITLE_CENTRE_TOLERANCE 3
#define STUB_MAX_LINES 10u
#define NUMBER_BELOW_INDENT_MIN 25u

/* Whole lines only: "Abstract Data Types" is a title's second line. */
static PeerRfcPattern stop_pattern = PEER_RFC_PATTERN_INIT (
    "^\\s*(?:\\d+\\.?\\s+)?(?:status of this (?:memo|document|rfc)|abstract|table of contents|contents|introduction|preface|summary|overview"
    "|foreword|copyright(?: notice)?|disclaimer|iesg note|editor'?s note|background|acknowledge?ments?|discussion|distribution(?: list)?"
    "|status|purpose|scope|prologue|note|notes)\\s*[:.]*\\s*$"
    "|^\\s*(?:status of this memo|copyright \\(c\\)|this (?:memo|rfc|document|note|paper) )");
static PeerRfcPattern break_pattern = PEER_RFC_PATTERN_INIT (
    "^\\s*(?:status of this (?:memo|document|rfc)|abstract|table of contents|copyright(?: notice)?)\\s*[:.]*\\s*$"
    "|^\\s*[-=_*~+\\s]{3,}$|\\[page \\d+\\]\\s*$|^\\s*<?draft-[\\w.-]+>?\\s*$");
static PeerRfcPattern section_pattern = PEER_RFC_PATTERN_INIT ("^ {0,3}(?:\\d{1,2}(?:\\.\\d{1,2})+\\.?\\s+|(?:[ivx]+|\\d{1,2}|[a-d])\\.\\s+|[1-9]\\s{2,})[a-z]");
static PeerRfcPattern label_pattern = PEER_RFC_PATTERN_INIT ("^\\s*(?:title|subject)\\s*:\\s*(\\S.*)$");
/* Numbers of series, dates, rules and page digits stand between header and title in old documents. */
static PeerRfcPattern noise_pattern = PEER_RFC_PATTERN_INIT (
    "^\\s*(?:"
    "[-=_*~+\\s]+|\\[?(?:page\\s*)?\\d{1,3}\\]?|-\\s*\\d+\\s*-"
    "|(?:network\\s+working\\s+group\\s+)?requests?\\s+(?:for\\s+)?comments?\\s*[:#.-]*\\s*\\d.*"
    "|(?:nwg/|arpa\\s+)?(?:rfc|nic|ien|imp)\\s*[:#-]*\\s*\\d+\\s*(?:[,;(]\\s*(?:nic|rfc|ien|\\d).*|\\s{2,}.*)?"
    "|network\\s+working\\s+group|fips pub \\d+|.*\\[page \\d+\\]"
    "|(?:obsoletes?|updates?|see also|references?|categor(?:y|ies)|std|bcp|fyi)\\s*:.*"
    ")\\s*$");
static PeerRfcPattern by_pattern = PEER_RFC_PATTERN_INIT ("^\\s*(?:by|(?:by|from|to|authors?|editors?)\\s*:.*|by\\s+(?-i:[A-Z]\\.).*)$");
/* Looser: a paragraph of its own, where a title's second line would have no blank line above it. */
static PeerRfcPattern credit_pattern =
    PEER_RFC_PATTERN_INIT ("^\\s*(?:by\\s+(?-i:[A-Z][a-z]+ [A-Z])|(?:prepared|written|edited|revised) (?:for|by)\\b|(?:authors?|editors?)\\s*$)");
static PeerRfcPattern no_subtitle_pattern = PEER_RFC_PATTERN_INIT ("^\\s*(?:\\(|darpa internet program|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.? \\d{4}\\b)|-\\s+\\d+ [a-z]+ \\d\\d$|\\S {4,}\\S");
static PeerRfcPattern stub_pattern = PEER_RFC_PATTERN_INIT ("^\\s*rfc[ -]*\\d+\\s*[:,-]?\\s*\"([^\"]+)\"");
/* A message of the NIC's journal: number, author, time; the title on the next line. */
static PeerRfcPattern journal_pattern = PEER_RFC_PATTERN_INIT ("^\\s*(?:nwg/)?rfc\\s*#?\\s*\\d+\\s{3,}\\S.*\\d\\d:\\d\\d\\b");
/* The journal numbers its paragraphs at the right edge. */
static PeerRfcPattern paragraph_number_pattern = PEER_RFC_PATTERN_INIT ("\\s{8,}(?:page )?\\d{1,3}[a-z]?$");
static PeerRfcPattern inline_pattern = PEER_RFC_PATTERN_INIT ("^\\s*rfc\\s*[#-]?\\s*\\d+\\s*[:.-]\\s+((?-i:[A-Z]).*)$");

static gboolean
peer_rfc_title_stops_at (const PeerRfcLine *line)
{
  return peer_rfc_line_is_blank (line) || peer_rfc_pattern_matches (&stop_pattern, line->text) ||
         peer_rfc_pattern_matches (&section_pattern, line->text);
}

/* With no blank line above, few words are headings: "Overview" may well be a title's last line. */
static gboolean
peer_rfc_title_breaks_at (const PeerRfcLine *line)
{
  return peer_rfc_line_is_blank (line) || peer_rfc_pattern_matches (&break_pattern, line->text) ||
         peer_rfc_pattern_matches (&section_pattern, line->text);
}

static gboolean
peer_rfc_title_is_noise (const PeerRfcLine *line)
{
  return peer_rfc_date_is_alone (line->text) || peer_rfc_pattern_matches (&noise_pattern, line->text) ||
         peer_rfc_block_is_key_line (line);
}

static gboolean
peer_rfc_title_is_person (const PeerRfcLine *line)
{
  return peer_rfc_pattern_matches (&by_pattern, line->text) || peer_rfc_authors_is_name (line->text);
}

static gboolean
peer_rfc_line_is_centred (const PeerRfcLine *line, int tolerance)
{
  return ABS ((int) (line->indent + line->edge) / 2 - CENTRE_COLUMN) <= tolerance;
}

/* A hyphen at the end of a line belongs to the word. */
static void
peer_rfc_title_append (GString *title, const char *text)
{
  const gboolean is_cut_word =
      title->len >= 2 && title->str[title->len - 1] == '-' && g_ascii_isalnum (title->str[title->len - 2]);

  if (title->len > 0 && !is_cut_word)
    g_string_append_c (title, ' ');
  for (const char *p = text + strspn (text, " "); *p != '\0'; p++)
    if (*p != ' ' || (p[1] != ' ' && p[1] != '\0'))
      g_string_append_c (title, *p);
}

static void
peer_rfc_title_append_line (GString *title, const PeerRfcLine *line)
{
  g_autoptr (GMatchInfo) match = peer_rfc_pattern_match (&paragraph_number_pattern, line->text);
  g_autofree char *kept = g_strdup (line->text);
  int start = 0;

  if (g_match_info_fetch_pos (match, 0, &start, NULL) && start > 0)
    kept[start] = '\0';
  peer_rfc_title_append (title, kept);
}

/* The mark of a footnote is no part of a title. */
static void
peer_rfc_title_strip (GString *title)
{
  while (title->len > 0 && strchr (" *", title->str[title->len - 1]) != NULL)
    g_string_truncate (title, title->len - 1);
}

static char *
peer_rfc_title_finish (GString *title)
{
  const char *end = NULL;

  if (title->len > WIRE_TITLE_MAX_BYTES)
    {
      g_utf8_validate_len (title->str, WIRE_TITLE_MAX_BYTES, &end);
      g_string_truncate (title, end - title->str);
    }
  peer_rfc_title_strip (title);
  if (title->len == 0 || !wire_text_is_clean (title->str, title->len))
    return NULL;
  return g_strndup (title->str, title->len);
}

/* Appends the paragraph at @index; returns the line after what was taken. */
static guint
peer_rfc_title_take_paragraph (GString *title, const PeerRfcLines *lines, guint index)
{
  guint n_lines = 0;

  for (; n_lines < TITLE_MAX_LINES; index++, n_lines++)
    {
      const PeerRfcLine *line = peer_rfc_lines_get (lines, index);

      if (n_lines == 0 ? peer_rfc_title_stops_at (line) : peer_rfc_title_breaks_at (line) || peer_rfc_title_is_person (line))
        break;
      if (n_lines > 0 && peer_rfc_date_is_alone (line->text) && !g_str_has_suffix (title->str, ","))
        break;
      peer_rfc_title_append_line (title, line);
    }
  return index;
}

static guint
peer_rfc_paragraph_end (const PeerRfcLines *lines, guint index)
{
  while (!peer_rfc_line_is_blank (peer_rfc_lines_get (lines, index)))
    index++;
  return index;
}

static guint
peer_rfc_count_words (const char *text)
{
  guint n_words = 0;

  for (const char *p = text; *p != '\0'; p++)
    n_words += *p != ' ' && (p[1] == ' ' || p[1] == '\0');
  return n_words;
}

/* Sentences run from one margin, and end in a full stop or a colon; the lines of a title are centred each for itself. */
static gboolean
peer_rfc_paragraph_is_prose (const PeerRfcLines *lines, guint index)
{
  const PeerRfcLine *first = peer_rfc_lines_get (lines, index);
  const guint end = peer_rfc_paragraph_end (lines, index);
  const char *last = peer_rfc_lines_get (lines, end - 1)->text;
  const gboolean is_sentence = g_str_has_suffix (last, ".") || g_str_has_suffix (last, ":");
  guint n_at_margin = 0; /* lines that begin where the one above does, or further left */
  guint n_long = 0;
  guint n_words = 0;

  for (guint i = index; i < end; i++)
    {
      const PeerRfcLine *line = peer_rfc_lines_get (lines, i);

      n_long += line->edge - line->indent >= PROSE_WIDTH_MIN && line->indent <= PROSE_INDENT_MAX;
      n_at_margin += i > index && line->indent <= peer_rfc_lines_get (lines, i - 1)->indent;
      n_words += peer_rfc_count_words (line->text);
    }
  if (n_words < PROSE_MIN_WORDS || first->indent > PROSE_INDENT_MAX || n_at_margin + 1 < end - index)
    return FALSE;
  return is_sentence || (end - index >= PROSE_MIN_LINES && n_long * 2 >= end - index);
}

/* A short, centred paragraph right below belongs to the title. */
static gboolean
peer_rfc_paragraph_is_subtitle (const PeerRfcLines *lines, guint index)
{
  const guint end = peer_rfc_paragraph_end (lines, index);

  if (end == index || end - index > SUBTITLE_MAX_LINES)
    return FALSE;
  for (guint i = index; i < end; i++)
    {
      const PeerRfcLine *line = peer_rfc_lines_get (lines, i);

      if (line->indent < SUBTITLE_INDENT_MIN || !peer_rfc_line_is_centred (line, SUBTITLE_CENTRE_TOLERANCE) ||
          peer_rfc_title_stops_at (line) || peer_rfc_title_is_noise (line) || peer_rfc_title_is_person (line) ||
          peer_rfc_pattern_matches (&credit_pattern, line->text) || peer_rfc_pattern_matches (&no_subtitle_pattern, line->text))
        return FALSE;
    }
  return TRUE;
}

/* Two blank lines lie between title and subtitle only where the header surely ends below: at a margin's "Status of ...". */
static gboolean
peer_rfc_paragraph_is_last_subtitle (const PeerRfcLines *lines, guint index)
{
  const PeerRfcLine *next = peer_rfc_lines_get (lines, peer_rfc_lines_skip_blank (lines, peer_rfc_paragraph_end (lines, index)));

  return peer_rfc_line_is_centred (peer_rfc_lines_get (lines, index), TITLE_CENTRE_TOLERANCE) && next->indent == 0 &&
         peer_rfc_title_stops_at (next);
}

static gboolean
peer_rfc_title_wants_more (GString *title)
{
  return g_str_has_suffix (title->str, ":") || g_str_has_suffix (title->str, "-");
}

static gboolean
peer_rfc_title_goes_on_at (GString *title, const PeerRfcLines *lines, guint index, guint n_blank)
{
  if (n_blank > 2 || !peer_rfc_paragraph_is_subtitle (lines, index))
    return FALSE;
  return n_blank == 1 || peer_rfc_title_wants_more (title) || peer_rfc_paragraph_is_last_subtitle (lines, index);
}

static char *
peer_rfc_title_take (const PeerRfcLines *lines, guint index)
{
  g_autoptr (GString) title = g_string_new (NULL);

  index = peer_rfc_title_take_paragraph (title, lines, index);
  while (title->len > 0 && peer_rfc_line_is_blank (peer_rfc_lines_get (lines, index)))
    {
      const guint next = peer_rfc_lines_skip_blank (lines, index);

      if (!peer_rfc_title_goes_on_at (title, lines, next, next - index))
        break;
      index = peer_rfc_title_take_paragraph (title, lines, next);
    }
  return peer_rfc_title_finish (title);
}

/* The first paragraph below the block; or, below a note to the reader, a centred one. */
static char *
peer_rfc_title_from_paragraphs (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  const guint limit = MIN (block->end + SEARCH_MAX_LINES, lines->array->len);
  guint index = peer_rfc_lines_skip_blank (lines, block->end);

  while (index < limit && (peer_rfc_title_is_noise (peer_rfc_lines_get (lines, index)) ||
                           peer_rfc_block_is_right_line (peer_rfc_lines_get (lines, index))))
    index = peer_rfc_lines_skip_blank (lines, index + 1);
  if (index < limit && peer_rfc_paragraph_is_prose (lines, index))
    {
      index = peer_rfc_lines_skip_blank (lines, peer_rfc_paragraph_end (lines, index));
      if (!peer_rfc_paragraph_is_subtitle (lines, index))
        return NULL;
    }
  return index < limit ? peer_rfc_title_take (lines, index) : NULL;
}

/* "Title:" above the first section. Its further lines stand below its first word, or are indented at least. */
static char *
peer_rfc_title_from_label (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  for (guint i = block->start; i < block->end + SEARCH_MAX_LINES; i++)
    {
      const PeerRfcLine *line = peer_rfc_lines_get (lines, i);
      g_autoptr (GMatchInfo) match = peer_rfc_pattern_match (&label_pattern, line->text);
      g_autofree char *text = g_match_info_matches (match) ? g_match_info_fetch (match, 1) : NULL;
      g_autoptr (GString) title = g_string_new (NULL);
      int start = 0;

      if (!peer_rfc_line_is_blank (line) && i >= block->end && peer_rfc_title_stops_at (line))
        return NULL;
      if (text == NULL)
        continue;
      peer_rfc_title_append (title, text);
      g_match_info_fetch_pos (match, 1, &start, NULL);
      for (guint k = i + 1; peer_rfc_lines_get (lines, k)->edge > 0 && peer_rfc_lines_get (lines, k)->indent == (guint) start; k++)
        peer_rfc_title_append (title, peer_rfc_lines_get (lines, k)->text);
      return peer_rfc_title_finish (title);
    }
  return NULL;
}

/* 'RFC-1119 "A title over
 *  two lines" is available only in ...' */
static char *
peer_rfc_title_from_stub (const PeerRfcLines *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) title = g_string_new (NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *quoted = NULL;
  const guint start = peer_rfc_lines_skip_blank (lines, 0);

  for (guint i = start; i < start + STUB_MAX_LINES; i++)
    if (!peer_rfc_line_is_blank (peer_rfc_lines_get (lines, i)))
      peer_rfc_title_append (text, peer_rfc_lines_get (lines, i)->text);
  match = peer_rfc_pattern_match (&stub_pattern, text->str);
  if (!g_match_info_matches (match))
    return NULL;
  quoted = g_match_info_fetch (match, 1);
  peer_rfc_title_append (title, quoted);
  return peer_rfc_title_finish (title);
}

/* "RFC 802: A title", on one line. */
static char *
peer_rfc_title_from_number_line (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  for (guint i = block->start; i < MAX (block->end, block->start + 1); i++)
    {
      g_autoptr (GMatchInfo) match = peer_rfc_pattern_match (&inline_pattern, peer_rfc_lines_get (lines, i)->text);
      g_autofree char *text = g_match_info_matches (match) ? g_match_info_fetch (match, 1) : NULL;
      g_autoptr (GString) title = g_string_new (NULL);

      if (text == NULL)
        continue;
      peer_rfc_title_append (title, text);
      return peer_rfc_title_finish (title);
    }
  return NULL;
}

static char *
peer_rfc_title_from_journal (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  g_autoptr (GString) title = g_string_new (NULL);

  if (!peer_rfc_pattern_matches (&journal_pattern, peer_rfc_lines_get (lines, block->start)->text))
    return NULL;
  peer_rfc_title_take_paragraph (title, lines, block->start + 1);
  return peer_rfc_title_finish (title);
}

/* Some cover pages have the number centred below the title. */
static char *
peer_rfc_title_from_above (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  const guint first = peer_rfc_lines_skip_blank (lines, 0);

  if (first >= block->start || peer_rfc_lines_get (lines, block->start)->indent < NUMBER_BELOW_INDENT_MIN ||
      !peer_rfc_paragraph_is_subtitle (lines, first) || peer_rfc_paragraph_end (lines, first) > block->start)
    return NULL;
  return peer_rfc_title_take (lines, first);
}

char *
peer_rfc_title_find (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  char *title = peer_rfc_title_from_label (lines, block);

  if (title == NULL)
    title = peer_rfc_title_from_stub (lines);
  if (title == NULL)
    title = peer_rfc_title_from_number_line (lines, block);
  if (title == NULL)
    title = peer_rfc_title_from_journal (lines, block);
  if (title == NULL)
    title = peer_rfc_title_from_above (lines, block);
  if (title == NULL)
    title = peer_rfc_title_from_paragraphs (lines, block);
  return title;
}

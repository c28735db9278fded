/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-block.h"

#include "peer-rfc-date.h"
#include "peer-rfc-pattern.h"

#define SEARCH_MAX_LINES 75u
#define RAISE_MAX_LINES 3u
#define GAP_MAX_LINES 2u        /* blank lines inside a block */
#define RIGHT_INDENT_MIN 30u
#define RIGHT_EDGE_MIN 62u
#define CENTRE_COLUMN 36
#define CENTRE_TOLERANCE 5
#define TITLE_EDGE_MAX 66u

#define NUMBER_LINE "requests?\\s+(?:for\\s+)?comments?\\s*[:#.-]*\\s*(?:no\\.?\\s*)?(?:rfc\\s*)?[:#.-]*\\s*(?:\\d|x{4}|$)"

/* The colon, digit or name after the key matters: titles begin with these words too. */
static PeerRfcPattern key_pattern = PEER_RFC_PATTERN_INIT (
    "^(?:"
    "(?:obsoletes?|obsoleted by|updates?|updated by|category|categories|replaces?|supersedes?|references?|related(?: rfcs?)?"
    "|see also|also|status|date|authors?|editors?|std|bcp|fyi|rtr|issn|nic|ien|sub-series|functions?|distribution|expires)"
    "\\s*(?:[:#]|(?-i:RFC|NIC|IEN)|\\d+(?:\\s{2,}|[,;]|$))"
    "|" NUMBER_LINE
    "|(?:nwg/)?rfc\\s*[:#-]*\\s*\\d+\\s*(?:$|\\s{2,}|[(,;])"
    "|network working group\\b|arpa network working group\\b"
    ")");

static PeerRfcPattern stream_pattern = PEER_RFC_PATTERN_INIT (
    "^\\s*(?:network working group|internet engineering task force|internet research task force"
    "|internet architecture board|independent submission\\s*(?:$|\\s{2,})|" NUMBER_LINE
    "|(?:nwg/|arpa\\s+)?rfc\\s*[:#-]*\\s*\\d+\\s*(?:$|\\s{2,}))");

gboolean
peer_rfc_block_is_key_line (const PeerRfcLine *line)
{
  return line->edge > 0 && line->indent == 0 && peer_rfc_pattern_matches (&key_pattern, line->text);
}

gboolean
peer_rfc_block_is_right_line (const PeerRfcLine *line)
{
  return line->indent >= RIGHT_INDENT_MIN && (line->edge >= RIGHT_EDGE_MIN || peer_rfc_date_is_alone (line->text));
}

/* Some titles stand directly below the date, with no blank line between. */
static gboolean
peer_rfc_block_is_title_line (const PeerRfcLine *line)
{
  const int middle = (line->indent + line->edge) / 2;
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  if (line->indent < 4 || line->edge > TITLE_EDGE_MAX || ABS (middle - CENTRE_COLUMN) > CENTRE_TOLERANCE)
    return FALSE;
  peer_rfc_line_split (line, &left, &right);
  return (left == NULL || right == NULL) && !peer_rfc_date_is_alone (line->text);
}

static gboolean
peer_rfc_block_continues_at (const PeerRfcLines *lines, guint index)
{
  const PeerRfcLine *line = peer_rfc_lines_get (lines, index);

  return peer_rfc_block_is_key_line (line) || peer_rfc_block_is_right_line (line);
}

/* Lines right above belong to it: a stream that is not known here, people. */
static void
peer_rfc_block_raise_start (const PeerRfcLines *lines, guint *start)
{
  for (guint n = 0; n < RAISE_MAX_LINES && *start > 0; n++)
    {
      const PeerRfcLine *above = peer_rfc_lines_get (lines, *start - 1);

      if (peer_rfc_line_is_blank (above) || peer_rfc_block_is_title_line (above))
        return;
      --*start;
    }
}

static gboolean
peer_rfc_block_find_start (const PeerRfcLines *lines, guint *start)
{
  for (*start = 0; *start < SEARCH_MAX_LINES; (*start)++)
    if (peer_rfc_pattern_matches (&stream_pattern, peer_rfc_lines_get (lines, *start)->text))
      {
        peer_rfc_block_raise_start (lines, start);
        return TRUE;
      }
  *start = peer_rfc_lines_skip_blank (lines, 0);
  return FALSE;
}

PeerRfcBlock
peer_rfc_block_find (const PeerRfcLines *lines)
{
  PeerRfcBlock block = { 0 };
  const gboolean is_marked = peer_rfc_block_find_start (lines, &block.start);
  gboolean is_date_seen = FALSE;
  guint i = block.start;

  while (i < lines->array->len)
    {
      const PeerRfcLine *line = peer_rfc_lines_get (lines, i);

      if (peer_rfc_line_is_blank (line))
        {
          const guint next = peer_rfc_lines_skip_blank (lines, i);

          if (next - i > GAP_MAX_LINES || !peer_rfc_block_continues_at (lines, next))
            break;
          i = next;
          continue;
        }
      /* Where nothing marks the block, only what can stand nowhere else is taken for it. */
      if (!is_marked && !peer_rfc_block_continues_at (lines, i))
        break;
      if (is_date_seen && peer_rfc_block_is_title_line (line) && !peer_rfc_block_is_right_line (line))
        break;
      is_date_seen = is_date_seen || peer_rfc_date_is_at_end (line->text);
      i++;
    }
  block.end = i;
  return block;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-number.h"

#include "peer-rfc-header.h"
#include "peer-rfc-pattern.h"
#include "wire-limits.h"

#define SEARCH_MAX_LINES 70u
#define SHORT_FORM_MAX_LINES 24u /* bodies cite others: "RFC n" alone counts near the top only */
#define PAGES_MIN 2u

static PeerRfcPattern long_pattern = PEER_RFC_PATTERN_INIT (
    "(?:^|\\s{4,})requests?\\s+(?:for\\s+)?comments?\\s*[:#.-]*\\s*(?:no\\.?\\s*)?(?:rfc\\s*)?[:#.-]*\\s*(\\d{1,6})(?!\\d)");
/* The name of the series at the start of a line with nothing after the number, a gap, a sign, or a title; or at the right edge. */
static PeerRfcPattern short_pattern = PEER_RFC_PATTERN_INIT (
    "^\\s*(?:nwg/|arpa\\s+)?rfc\\s*[:#-]*\\s*(?:no\\.?\\s*)?(\\d{1,6})(?:\\s*$|\\s{2,}|[.,:;)]|\\s+(?-i:[A-Z]))");
static PeerRfcPattern right_pattern =
    PEER_RFC_PATTERN_INIT ("\\s{3,}(?:nwg/|arpa\\s+)?rfc\\s*[:#-]*\\s*(?:no\\.?\\s*)?(\\d{1,6})\\s*$");
static PeerRfcPattern page_pattern =
    PEER_RFC_PATTERN_INIT ("^rfc\\s+(\\d{1,6})\\s{2,}\\S.*\\s(?:19|20)\\d\\d$");

static guint
peer_rfc_number_search (const PeerRfcLines *lines, PeerRfcPattern *pattern, guint n_lines)
{
  for (guint i = 0; i < n_lines; i++)
    {
      const guint number = peer_rfc_pattern_number (pattern, peer_rfc_lines_get (lines, i)->text, 1, WIRE_NUMBER_MAX);

      if (number != 0)
        return number;
    }
  return 0;
}

/* What most running heads of the pages say, if two at least agree. */
static guint
peer_rfc_number_of_pages (const PeerRfcLines *lines)
{
  guint candidate = 0;
  guint n_agreeing = 0;

  for (guint i = 0; i < lines->array->len; i++)
    {
      const guint number =
          peer_rfc_pattern_number (&page_pattern, peer_rfc_lines_get (lines, i)->text, 1, WIRE_NUMBER_MAX);

      if (number == 0)
        continue;
      if (n_agreeing == 0)
        candidate = number;
      n_agreeing = number == candidate ? n_agreeing + 1 : n_agreeing - 1;
    }
  return n_agreeing >= PAGES_MIN ? candidate : 0;
}

guint
peer_rfc_number_find (const PeerRfcLines *lines, guint name_number)
{
  guint number = peer_rfc_number_search (lines, &long_pattern, SEARCH_MAX_LINES);
  const guint page_number = peer_rfc_number_of_pages (lines);

  if (number == 0)
    number = peer_rfc_number_search (lines, &short_pattern, SHORT_FORM_MAX_LINES);
  if (number == 0)
    number = peer_rfc_number_search (lines, &right_pattern, SHORT_FORM_MAX_LINES);
  if (number == 0 || (page_number != 0 && page_number == name_number))
    return page_number;
  return number;
}

static PeerRfcPattern file_name_pattern =
    PEER_RFC_PATTERN_INIT ("^rfc[ _-]?0*([1-9]\\d{0,5})(?: ?\\(\\d+\\))?(?:\\.txt)?(?:\\.gz)?\\z");

guint
peer_rfc_header_parse_file_name (const char *file_name)
{
  g_autofree char *valid = file_name != NULL ? g_utf8_make_valid (file_name, -1) : NULL;

  return valid != NULL ? peer_rfc_pattern_number (&file_name_pattern, valid, 1, WIRE_NUMBER_MAX) : 0;
}

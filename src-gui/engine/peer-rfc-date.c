/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-date.h"

#include "peer-rfc-pattern.h"

#define SEARCH_MAX_LINES 60u
#define YEAR_MIN 1968

static const char *const month_names[] = { "January", "February", "March",     "April",   "May",      "June",
                                           "July",    "August",   "September", "October", "November", "December" };

#define MONTH "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
#define YEAR "((?:19|20)\\d\\d|'?[678]\\d)"
/* day month day year: one of the days or none */
#define WORDS \
  "(?:(?<!\\d)([0-3]?\\d)(?:st|nd|rd|th)?[ .-]{0,2})?\\b" MONTH \
  "[\\s.,-]*(?:([0-3]?\\d)(?:st|nd|rd|th)?(?:\\s*-\\s*\\d{1,2})?[\\s.,-]+)?" YEAR
#define NUMBERS "(\\d{1,2})[/-](\\d{1,2})[/-]((?:19)?[67]\\d)" /* month/day/year, in the first years alone */

static PeerRfcPattern words_pattern = PEER_RFC_PATTERN_INIT ("(?<![\\w])" WORDS "(?![\\w])");
static PeerRfcPattern numbers_pattern = PEER_RFC_PATTERN_INIT ("(?<![\\w/])" NUMBERS "(?![\\w/])");
static PeerRfcPattern alone_pattern =
    PEER_RFC_PATTERN_INIT ("^\\s*(?:date:\\s*)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\\s+)?(?:" WORDS "|" NUMBERS ")[.)\\s]*$");
static PeerRfcPattern end_pattern = PEER_RFC_PATTERN_INIT ("(?:" WORDS "|" NUMBERS ")[.)\\s]*$");

gboolean
peer_rfc_date_is_alone (const char *text)
{
  return peer_rfc_pattern_matches (&alone_pattern, text);
}

gboolean
peer_rfc_date_is_at_end (const char *text)
{
  return peer_rfc_pattern_matches (&end_pattern, text);
}

static int
peer_rfc_month_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (month_names); i++)
    if (g_ascii_strncasecmp (name, month_names[i], 3) == 0)
      return i + 1;
  return 0;
}

static int
peer_rfc_year (int year)
{
  return year < 100 ? year + 1900 : year;
}

static gboolean
peer_rfc_date_take (PeerRfcDate *date, int year, int month, int day)
{
  if (peer_rfc_year (year) < YEAR_MIN || month < 1 || month > 12 || day > 31)
    return FALSE;
  *date = (PeerRfcDate){ peer_rfc_year (year), month, day };
  return TRUE;
}

static gboolean
peer_rfc_date_parse_words (const char *text, PeerRfcDate *date)
{
  g_autoptr (GMatchInfo) match = peer_rfc_pattern_match (&words_pattern, text);
  gboolean is_found = FALSE;

  while (g_match_info_matches (match))
    {
      g_autofree char *month = g_match_info_fetch (match, 2);
      const guint day_before = peer_rfc_match_number (match, 1, 99);
      const guint day_after = peer_rfc_match_number (match, 3, 99);

      if (peer_rfc_date_take (date, peer_rfc_match_number (match, 4, 9999), peer_rfc_month_from_name (month),
                              day_after != 0 ? day_after : day_before))
        is_found = TRUE;
      g_match_info_next (match, NULL);
    }
  return is_found;
}

static gboolean
peer_rfc_date_parse_numbers (const char *text, PeerRfcDate *date)
{
  g_autoptr (GMatchInfo) match = peer_rfc_pattern_match (&numbers_pattern, text);

  return g_match_info_matches (match) &&
         peer_rfc_date_take (date, peer_rfc_match_number (match, 3, 9999), peer_rfc_match_number (match, 1, 12),
                             peer_rfc_match_number (match, 2, 31));
}

static gboolean
peer_rfc_date_parse (const char *text, PeerRfcDate *date)
{
  return peer_rfc_date_parse_words (text, date) || peer_rfc_date_parse_numbers (text, date);
}

PeerRfcDate
peer_rfc_date_find (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  PeerRfcDate date = { 0 };

  for (guint i = block->end; i > block->start; i--)
    {
      const char *text = peer_rfc_lines_get (lines, i - 1)->text;

      if (peer_rfc_date_is_at_end (text) && peer_rfc_date_parse (text, &date))
        return date;
    }
  for (guint i = 0; i < SEARCH_MAX_LINES; i++)
    if (peer_rfc_date_parse (peer_rfc_lines_get (lines, i)->text, &date))
      return date;
  return date;
}

char *
peer_rfc_date_format (const PeerRfcDate *date)
{
  if (date->year == 0)
    return NULL;
  if (date->day == 0)
    return g_strdup_printf ("%s %d", month_names[date->month - 1], date->year);
  return g_strdup_printf ("%d %s %d", date->day, month_names[date->month - 1], date->year);
}

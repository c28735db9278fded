/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-relations.h"

#include "peer-rfc-pattern.h"
#include "wire-limits.h"

#define RELATIONS_MAX 64u

static PeerRfcPattern obsoletes_pattern = PEER_RFC_PATTERN_INIT ("^obsoletes?\\s*(?:[:#]|(?=\\s(?-i:RFC)|\\s\\d))(.*)$");
static PeerRfcPattern updates_pattern = PEER_RFC_PATTERN_INIT ("^updates?\\s*(?:[:#]|(?=\\s(?-i:RFC)|\\s\\d))(.*)$");
static PeerRfcPattern continued_pattern = PEER_RFC_PATTERN_INIT ("^(?:(?:rfcs?|and)[ #-]*)?\\d{1,6}\\b[\\d,;. #-]*(?:(?:rfcs?|and)[ #-]*\\d{1,6}[,;. ]*)*$");
/* Numbers of other series are passed over, and so is all in parentheses. */
static PeerRfcPattern number_pattern = PEER_RFC_PATTERN_INIT ("\\([^)]*\\)?|(?:nic|ien|std|bcp|fyi)\\s*[#:-]*\\s*\\d+|\\d+-\\d+-\\d+|(?<![\\d.])(\\d{1,6})(?![\\d.]\\d)");

static void
peer_rfc_relations_take (GArray *numbers, const char *text)
{
  g_autoptr (GMatchInfo) match = peer_rfc_pattern_match (&number_pattern, text);

  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      const guint number = peer_rfc_match_number (match, 1, WIRE_NUMBER_MAX);

      if (number != 0 && numbers->len < RELATIONS_MAX)
        g_array_append_val (numbers, number);
    }
}

static GArray *
peer_rfc_relations_find (const PeerRfcLines *lines, const PeerRfcBlock *block, PeerRfcPattern *key)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean is_in_list = FALSE;

  for (guint i = block->start; i < block->end; i++)
    {
      const PeerRfcLine *line = peer_rfc_lines_get (lines, i);
      g_autofree char *left = NULL;
      g_autofree char *right = NULL;
      g_autoptr (GMatchInfo) match = NULL;

      peer_rfc_line_split (line, &left, &right);
      if (left == NULL)
        continue; /* people alone: the list may go on below */
      match = peer_rfc_pattern_match (key, left);
      if (g_match_info_matches (match))
        {
          g_autofree char *value = g_match_info_fetch (match, 1);

          is_in_list = line->indent == 0;
          peer_rfc_relations_take (numbers, value);
        }
      else if (is_in_list && line->indent > 0 && peer_rfc_pattern_matches (&continued_pattern, left))
        peer_rfc_relations_take (numbers, left);
      else
        is_in_list = FALSE;
    }
  return numbers;
}

GArray *
peer_rfc_relations_find_obsoletes (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  return peer_rfc_relations_find (lines, block, &obsoletes_pattern);
}

GArray *
peer_rfc_relations_find_updates (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  return peer_rfc_relations_find (lines, block, &updates_pattern);
}

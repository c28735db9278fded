/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-pattern.h"

static GRegex *
peer_rfc_pattern_get_regex (PeerRfcPattern *pattern)
{
  if (g_once_init_enter (&pattern->regex))
    {
      GRegex *regex = g_regex_new (pattern->expression, G_REGEX_CASELESS, 0, NULL);

      g_assert (regex != NULL);
      /* GRegex finishes its preparation on the first match, without a lock: let that be here, inside the once. */
      g_regex_match (regex, "", 0, NULL);
      g_once_init_leave (&pattern->regex, (gsize) regex);
    }
  return (GRegex *) pattern->regex;
}

gboolean
peer_rfc_pattern_matches (PeerRfcPattern *pattern, const char *text)
{
  return g_regex_match (peer_rfc_pattern_get_regex (pattern), text, 0, NULL);
}

GMatchInfo *
peer_rfc_pattern_match (PeerRfcPattern *pattern, const char *text)
{
  GMatchInfo *match = NULL;

  g_regex_match (peer_rfc_pattern_get_regex (pattern), text, 0, &match);
  return match;
}

char **
peer_rfc_pattern_split (PeerRfcPattern *pattern, const char *text)
{
  return g_regex_split (peer_rfc_pattern_get_regex (pattern), text, 0);
}

guint
peer_rfc_match_number (GMatchInfo *match, int group, guint max)
{
  g_autofree char *digits = g_match_info_matches (match) ? g_match_info_fetch (match, group) : NULL;
  guint64 number = 0;

  if (digits == NULL || *digits == '\0' || !g_ascii_string_to_unsigned (digits, 10, 1, max, &number, NULL))
    return 0;
  return number;
}

guint
peer_rfc_pattern_number (PeerRfcPattern *pattern, const char *text, int group, guint max)
{
  g_autoptr (GMatchInfo) match = peer_rfc_pattern_match (pattern, text);

  return peer_rfc_match_number (match, group, max);
}

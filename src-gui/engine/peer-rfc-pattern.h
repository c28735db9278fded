/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A regular expression that is compiled when it is first used; from any thread. Without case, unless it says (?-i). */
typedef struct
{
  const char *expression;
  gsize regex; /* GRegex *, 0 before */
} PeerRfcPattern;

#define PEER_RFC_PATTERN_INIT(expression) { (expression), 0 }

gboolean peer_rfc_pattern_matches (PeerRfcPattern *pattern, const char *text);

/* The match begins the iteration over all; free with g_match_info_unref(). */
GMatchInfo *peer_rfc_pattern_match (PeerRfcPattern *pattern, const char *text);

/* What stands between the matches. Free with g_strfreev(). */
char **peer_rfc_pattern_split (PeerRfcPattern *pattern, const char *text);

/* Group @group of the first match as a number from 1 to @max; 0 when there is none. */
guint peer_rfc_pattern_number (PeerRfcPattern *pattern, const char *text, int group, guint max);

/* The same of the match that @match stands on. */
guint peer_rfc_match_number (GMatchInfo *match, int group, guint max);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-document.h"
#include "peer-page-find.h"

G_BEGIN_DECLS

/* A line with a hit. */
typedef struct
{
  guint source; /* line of the file, from 0 */
  char *text;   /* UTF-8, without the blanks at its ends */
  guint start;  /* bytes of the text: what was found, or as much of it as stands in this line */
  guint end;
} PeerSearchLine;

#define PEER_SEARCH_MAX_LINES 3u /* of each document */

/* A document in which words were found.
 *
 * Properties: number (uint), document (PeerDocument), n-hits (uint) */
#define PEER_TYPE_SEARCH_RESULT (peer_search_result_get_type ())
G_DECLARE_FINAL_TYPE (PeerSearchResult, peer_search_result, PEER, SEARCH_RESULT, GObject)

/* What @find (without case) finds in the text of a file: the first lines, and how often; NULL when it finds nothing. On any
 * thread. */
PeerSearchResult *peer_search_result_new (PeerDocument *document, GBytes *bytes, const PeerPageFind *find);

PeerDocument *peer_search_result_get_document (PeerSearchResult *self);
guint peer_search_result_get_n_hits (PeerSearchResult *self);
guint peer_search_result_get_n_lines (PeerSearchResult *self);
const PeerSearchLine *peer_search_result_get_line (PeerSearchResult *self, guint index); /* lent */

G_END_DECLS

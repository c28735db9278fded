/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which documents cannot hold some words: a bit for each five bytes that stand beside each other anywhere in the text, any white
 * space being one blank, folded onto three times as many bits as there are different ones. A document that holds the words
 * is never kept back; one that does not is let through in vain about once in fifty. Three bytes would be too few: every
 * English text has those of "entity tag". */

/* @folded: in small letters (see peer-page-find.h). */
GBytes *peer_search_filter_new (const char *folded, gsize length);

/* The bits that @words ask for; of guint32. Empty with fewer than five bytes: then every text may hold them. */
GArray *peer_search_filter_ask (const char *folded_words);

gboolean peer_search_filter_may_hold (GBytes *filter, GArray *asked);

#define PEER_SEARCH_FILTER_MAX_BYTES (64u * 1024u)

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words that are looked for in a text. A blank among them stands for any blanks and at most one end of a line, so that
 * what is filled over two lines is found, too. */
typedef struct _PeerPageFind PeerPageFind;

typedef struct
{
  guint32 start; /* bytes */
  guint32 end;
} PeerPageHit;

#define PEER_PAGE_FIND_MAX_BYTES 200u /* the rest of longer words is not looked for */

/* In small letters, byte for byte: a letter whose small one needs another number of bytes stays as it is. A new string. */
char *peer_page_find_fold (const char *text, gsize length);

/* NULL when there is nothing but blanks to look for. */
PeerPageFind *peer_page_find_new (const char *words, gboolean matches_case);
void peer_page_find_free (PeerPageFind *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerPageFind, peer_page_find_free)

gboolean peer_page_find_matches_case (const PeerPageFind *self);

/* The first hit in the @length bytes of @text from @from on; to be given the folded text unless it matches case. */
gboolean peer_page_find_next (const PeerPageFind *self, const char *text, gsize length, gsize from, PeerPageHit *hit);

G_END_DECLS

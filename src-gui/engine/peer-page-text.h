/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A whole document as lines to be read: UTF-8 whatever the file's encoding, tabs expanded, overstrikes resolved, no blanks
 * at the ends, and nothing that could steer a terminal or turn the direction of the writing. */
typedef struct
{
  guint32 start;  /* byte of the text */
  guint32 length; /* in bytes, without the line feed that follows */
  guint32 source; /* the line of the file, from 0: the same however much is folded away */
  gboolean has_break; /* a form feed stood before it */
} PeerPageLine;

typedef struct
{
  GString *text; /* each line ends with a line feed */
  GArray *lines; /* of PeerPageLine */
  gboolean is_cut; /* there was more than PEER_PAGE_MAX_LINES */
} PeerPageText;

#define PEER_PAGE_MAX_LINES 200000u     /* the longest RFC has 37,000 */
#define PEER_PAGE_LINE_MAX_BYTES 1000u  /* a longer one goes on in the next: no view can lay out a line of megabytes */

PeerPageText *peer_page_text_new (const char *bytes, gsize length);
void peer_page_text_free (PeerPageText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerPageText, peer_page_text_free)

/* For making a text of lines of another one. */
PeerPageText *peer_page_text_new_empty (gsize n_bytes);
void peer_page_text_append (PeerPageText *self, const char *bytes, gsize length, guint source, gboolean has_break);

guint peer_page_text_get_n_lines (const PeerPageText *self);
const PeerPageLine *peer_page_text_get_line (const PeerPageText *self, guint index); /* lent */

/* The line's bytes, not ended by NUL but by the line feed. Lent. */
const char *peer_page_text_get_bytes (const PeerPageText *self, guint index);
guint peer_page_text_get_indent (const PeerPageText *self, guint index); /* blanks at its start */
gboolean peer_page_text_is_blank (const PeerPageText *self, guint index); /* lines before the first and past the last are */

/* The line that holds this byte of the text. */
guint peer_page_text_find_line (const PeerPageText *self, guint byte);

/* The line that shows this line of the file, or the next one that is shown. */
guint peer_page_text_find_source (const PeerPageText *self, guint source);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-request.h"

G_BEGIN_DECLS

/* How an index wants to be asked. The programs of 1.0 contradict each other: what one needs makes another one store
 * nonsense, so peer-index-attempt finds out before anything is added. */
typedef enum
{
  PEER_INDEX_STRICT,   /* 1.1 */
  PEER_INDEX_LETTER,   /* 1.0 as published */
  PEER_INDEX_OPEN,     /* CRLF between the lines, and nothing after the last: one takes all that is left for the title */
  PEER_INDEX_LF,       /* the same with LF: one compares the version with what stands before it */
  PEER_INDEX_OLD_WORD, /* the same, and "P2P-CI-v1.0.0" */
  PEER_INDEX_ORIGINAL, /* START, then a connection for each request; blanks before the headers */
  PEER_INDEX_NUMBERS,  /* REGISTER, the same, and "ADD n", "LISTALL" */
} PeerIndexForm;

/* A connection answers one request. */
gboolean peer_index_form_connects_each_time (PeerIndexForm form);

/* @nth: of the words for going away, 0 for all other requests. FALSE, and nothing is written, when there is no such word;
 * @request's version and dialect do not count. */
gboolean peer_index_form_append (PeerIndexForm form, const WireRequest *request, guint nth, GString *output);

G_END_DECLS

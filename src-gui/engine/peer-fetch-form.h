/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-response.h"

G_BEGIN_DECLS

/* How a document is asked for, in the order in which that is tried; each on a connection of its own (PROTOCOL 2.5). */
typedef enum
{
  PEER_FETCH_FORM_STRICT,       /* 1.1 */
  PEER_FETCH_FORM_LETTER,       /* 1.0 as published */
  PEER_FETCH_FORM_BARE_LF,      /* the letter with LF alone */
  PEER_FETCH_FORM_OLD_WORD,     /* LF, unclosed, "P2P-CI-v1.0.0" */
  PEER_FETCH_FORM_UNCLOSED,     /* the letter without its empty line */
  PEER_FETCH_FORM_NUMBER_ALONE, /* "GET n" */
  PEER_FETCH_FORM_NONE,
} PeerFetchForm;

/* What form to try after this answer; NONE when it is no question of the form. */
PeerFetchForm peer_fetch_form_after (PeerFetchForm form, const WireResponse *response);

/* The request in one of the forms of 1.0, to the peer at @address. A new string. */
char *peer_fetch_form_make_request (PeerFetchForm form, guint number, const char *address);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-rfc-block.h"

G_BEGIN_DECLS

typedef struct
{
  int year;  /* 0 when not known */
  int month; /* 1 to 12 */
  int day;   /* 0 when the document names none */
} PeerRfcDate;

/* Of the block's right column, else the first on the first page. */
PeerRfcDate peer_rfc_date_find (const PeerRfcLines *lines, const PeerRfcBlock *block);
char *peer_rfc_date_format (const PeerRfcDate *date); /* "March 1997", "1 April 2023", NULL when not known; in English */

gboolean peer_rfc_date_is_alone (const char *text);  /* a date and nothing else */
gboolean peer_rfc_date_is_at_end (const char *text); /* the line ends with one */

G_END_DECLS

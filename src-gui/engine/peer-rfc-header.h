/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an RFC text says of itself on its first pages. Never fails, whatever the bytes; what is not found is 0, or NULL. */
typedef struct
{
  guint number;      /* as read, the file name weighed in */
  guint text_number; /* what the text alone says; 0 when it says none */
  guint name_number; /* what the file name says; 0 when it says none */
  char *title;       /* UTF-8, clean (see wire-text.h), blanks folded, at most WIRE_TITLE_MAX_BYTES */
  char *date;        /* "March 1997" or "1 April 2023"; in English, as in the document */
  int year, month;   /* 0 when not known */
  char **authors;    /* may be empty, never NULL */
  GArray *obsoletes; /* of guint */
  GArray *updates;   /* of guint */
  gboolean is_text;  /* decodes, and is not full of control bytes */
  gboolean is_stub;  /* a note that the document itself is only in PostScript or PDF */
} PeerRfcHeader;

#define PEER_RFC_HEADER_MAX_BYTES 16384u /* of the file's beginning are enough, and all that is looked at */

PeerRfcHeader *peer_rfc_header_parse (const char *bytes, gsize length, const char *file_name);
void peer_rfc_header_free (PeerRfcHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerRfcHeader, peer_rfc_header_free)

/* The number in a file's name: rfc2119.txt, RFC-2119.TXT, rfc02119.txt.gz; 0 when there is none. */
guint peer_rfc_header_parse_file_name (const char *file_name);

G_END_DECLS

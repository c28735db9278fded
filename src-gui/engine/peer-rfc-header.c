/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-header.h"

#include "peer-rfc-authors.h"
#include "peer-rfc-block.h"
#include "peer-rfc-date.h"
#include "peer-rfc-lines.h"
#include "peer-rfc-number.h"
#include "peer-rfc-pattern.h"
#include "peer-rfc-relations.h"
#include "peer-rfc-title.h"

#define STUB_MAX_BYTES 1024u

static PeerRfcPattern stub_pattern = PEER_RFC_PATTERN_INIT ("\\bpost\\s?script\\b|\\bpdf\\b|\\.ps\\b|\\bhard\\s?copy\\b");

static gboolean
peer_rfc_header_is_stub (const PeerRfcLines *lines, gsize length)
{
  if (length > STUB_MAX_BYTES)
    return FALSE;
  for (guint i = 0; i < lines->array->len; i++)
    if (peer_rfc_pattern_matches (&stub_pattern, peer_rfc_lines_get (lines, i)->text))
      return TRUE;
  return FALSE;
}

PeerRfcHeader *
peer_rfc_header_parse (const char *bytes, gsize length, const char *file_name)
{
  PeerRfcHeader *header = g_new0 (PeerRfcHeader, 1);
  g_autoptr (PeerRfcLines) lines = peer_rfc_lines_new (bytes, MIN (length, PEER_RFC_HEADER_MAX_BYTES));
  const PeerRfcBlock block = peer_rfc_block_find (lines);
  const PeerRfcDate date = peer_rfc_date_find (lines, &block);

  header->is_text = lines->is_text && length > 0;
  header->is_stub = peer_rfc_header_is_stub (lines, length);
  header->name_number = peer_rfc_header_parse_file_name (file_name);
  header->text_number = peer_rfc_number_find (lines, header->name_number);
  header->number = header->text_number != 0 ? header->text_number : header->name_number;
  header->title = peer_rfc_title_find (lines, &block);
  header->date = peer_rfc_date_format (&date);
  header->year = date.year;
  header->month = date.month;
  header->authors = peer_rfc_authors_find (lines, &block);
  header->obsoletes = peer_rfc_relations_find_obsoletes (lines, &block);
  header->updates = peer_rfc_relations_find_updates (lines, &block);
  return header;
}

void
peer_rfc_header_free (PeerRfcHeader *header)
{
  g_free (header->title);
  g_free (header->date);
  g_strfreev (header->authors);
  g_array_unref (header->obsoletes);
  g_array_unref (header->updates);
  g_free (header);
}

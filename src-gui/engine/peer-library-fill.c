/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-fill.h"

#include <string.h>

#include "peer-document-private.h"
#include "wire-limits.h"

static void
peer_library_fill_title (PeerDocument *document, const char *own_title, const char *file_title)
{
  g_autofree char *number_title = g_strdup_printf ("RFC %u", peer_document_get_number (document));

  if (own_title != NULL && *own_title != '\0' && strlen (own_title) <= WIRE_TITLE_MAX_BYTES &&
      wire_text_is_clean (own_title, strlen (own_title)))
    peer_document_set_title (document, own_title);
  else
    peer_document_set_title (document, *file_title != '\0' ? file_title : number_title);
}

gboolean
peer_library_fill (PeerDocument *document,
                   GFile *file,
                   const PeerTextFile *text,
                   const char *own_title,
                   gboolean is_shared,
                   gboolean is_stale,
                   const char *note)
{
  const WireDigest old_digest = *peer_document_get_digest (document);
  g_autofree char *old_title = g_strdup (peer_document_get_title (document));
  const gboolean was_shared = peer_document_get_is_shared (document);
  const gboolean was_reading = peer_document_get_state (document) == PEER_DOCUMENT_READING;
  gboolean is_news;

  peer_document_set_file (document, file);
  peer_library_fill_title (document, own_title, text->title);
  peer_document_set_date (document, text->date);
  peer_document_set_authors (document, text->authors);
  peer_document_set_obsoletes (document, text->obsoletes);
  peer_document_set_updates (document, text->updates);
  peer_document_set_text_number (document, text->text_number);
  peer_document_set_content (document, text->size_bytes, &text->digest);
  peer_document_set_modified (document, peer_text_file_get_modified_seconds (text));
  peer_document_set_is_shared (document, is_shared);
  peer_document_set_note (document, note);

  is_news = !wire_digest_equal (&old_digest, &text->digest) || strcmp (old_title, peer_document_get_title (document)) != 0 ||
            was_shared != is_shared;
  if (is_stale)
    peer_document_set_state (document, PEER_DOCUMENT_READING, NULL);
  else if (!is_shared)
    peer_document_set_state (document, PEER_DOCUMENT_HELD, NULL);
  else if (is_news || was_reading)
    peer_document_set_state (document, PEER_DOCUMENT_WAITING, NULL);
  return !is_stale && (is_news || was_reading);
}

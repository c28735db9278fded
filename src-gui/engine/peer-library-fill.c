/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-fill.h"

#include <string.h>

#include "peer-document-private.h"
#include "wire-limits.h"

static void
peer_library_fill_title (PeerDocument *document, PeerLibraryKept *kept, const char *file_title)
{
  const guint number = peer_document_get_number (document);
  g_autofree char *kept_title = peer_library_kept_dup_title (kept, number);
  g_autofree char *number_title = g_strdup_printf ("RFC %u", number);

  if (kept_title != NULL && *kept_title != '\0' && strlen (kept_title) <= WIRE_TITLE_MAX_BYTES &&
      wire_text_is_clean (kept_title, strlen (kept_title)))
    peer_document_set_title (document, kept_title);
  else
    peer_document_set_title (document, *file_title != '\0' ? file_title : number_title);
}

gboolean
peer_library_fill (PeerDocument *document,
                   GFile *folder,
                   PeerLibraryKept *kept,
                   const PeerTextFile *text,
                   gboolean is_stale,
                   const char *note)
{
  const WireDigest old_digest = *peer_document_get_digest (document);
  g_autofree char *old_title = g_strdup (peer_document_get_title (document));
  const gboolean was_shared = peer_document_get_is_shared (document);
  const gboolean was_reading = peer_document_get_state (document) == PEER_DOCUMENT_READING;
  const gboolean is_shared = peer_library_kept_get_is_shared (kept, peer_document_get_number (document));
  g_autoptr (GFile) file = g_file_get_child (folder, text->name);
  gboolean is_news;

  peer_document_set_file (document, file);
  peer_library_fill_title (document, kept, text->title);
  peer_document_set_date (document, text->date);
  peer_document_set_authors (document, text->authors);
  peer_document_set_obsoletes (document, text->obsoletes);
  peer_document_set_updates (document, text->updates);
  peer_document_set_content (document, text->identity.size_bytes, &text->digest);
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

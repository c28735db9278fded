/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-link.h"

#include <glib/gi18n-lib.h>

#include "peer-shown-text.h"

GuiReaderLink
gui_reader_link_get (PeerEngine *engine, const PeerReference *reference)
{
  PeerEntry *entry;

  if (reference->kind == PEER_REFERENCE_LINE)
    return GUI_READER_LINK_HERE;
  if (reference->kind == PEER_REFERENCE_ADDRESS)
    return GUI_READER_LINK_ADDRESS;
  if (peer_library_find (peer_engine_get_library (engine), reference->number) != NULL)
    return GUI_READER_LINK_HELD;
  entry = peer_catalogue_find (peer_engine_get_catalogue (engine), reference->number);
  return entry != NULL && peer_entry_get_n_holders (entry) > 0 ? GUI_READER_LINK_AVAILABLE : GUI_READER_LINK_NOWHERE;
}

char *
gui_reader_link_dup_words (const PeerPage *page, const PeerReference *reference)
{
  return g_strndup (page->text->text->str + reference->start, reference->end - reference->start);
}

static char *
gui_reader_link_dup_title (PeerEngine *engine, guint number)
{
  PeerDocument *document = peer_library_find (peer_engine_get_library (engine), number);
  PeerEntry *entry = peer_catalogue_find (peer_engine_get_catalogue (engine), number);

  if (document != NULL)
    return peer_shown_text (peer_document_get_title (document));
  return peer_shown_text (entry != NULL ? peer_entry_get_title (entry) : "");
}

/* The words of the line that it leads to; its own words when that is blank. */
static char *
gui_reader_link_dup_line (const PeerPage *page, const PeerReference *reference)
{
  const PeerPageLine *line = peer_page_text_get_line (page->text, reference->line);

  if (line->length == 0)
    return gui_reader_link_dup_words (page, reference);
  return g_strstrip (g_strndup (peer_page_text_get_bytes (page->text, reference->line), line->length));
}

char *
gui_reader_link_describe (PeerEngine *engine, const PeerPage *page, const PeerReference *reference)
{
  g_autofree char *title = NULL;

  switch (gui_reader_link_get (engine, reference))
    {
    case GUI_READER_LINK_HERE:
      title = gui_reader_link_dup_line (page, reference);
      /* Translators: a place in the document that is read. */
      return g_strdup_printf (_("Go to “%s”"), title);
    case GUI_READER_LINK_HELD:
      title = gui_reader_link_dup_title (engine, reference->number);
      return g_strdup_printf (_("Open RFC %u: %s"), reference->number, title);
    case GUI_READER_LINK_AVAILABLE:
      title = gui_reader_link_dup_title (engine, reference->number);
      return g_strdup_printf (_("Get RFC %u from a peer: %s"), reference->number, title);
    case GUI_READER_LINK_ADDRESS:
      title = gui_reader_link_dup_words (page, reference);
      return g_strdup_printf (_("Open %s in the web browser"), title);
    case GUI_READER_LINK_NOWHERE:
    default:
      return g_strdup_printf (_("No peer has RFC %u now"), reference->number);
    }
}

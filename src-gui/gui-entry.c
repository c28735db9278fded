/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-entry.h"

#include "gui-document.h"
#include "gui-page.h"

#include <glib/gi18n-lib.h>

static void
gui_entry_get (PeerEngine *engine, PeerEntry *entry)
{
  peer_downloads_start (peer_engine_get_downloads (engine), peer_entry_get_number (entry), peer_entry_get_title (entry));
}

void
gui_entry_act (GtkWidget *widget, PeerEngine *engine, PeerEntry *entry)
{
  PeerDownload *download = peer_entry_get_download (entry);
  PeerDocument *document = peer_entry_get_document (entry);

  switch (peer_entry_get_state (entry))
    {
    case PEER_ENTRY_HELD:
      if (document != NULL)
        gui_document_open (widget, document);
      break;
    case PEER_ENTRY_QUEUED:
    case PEER_ENTRY_RUNNING:
      if (download != NULL)
        peer_download_cancel (download);
      break;
    case PEER_ENTRY_FAILED:
      if (download != NULL)
        peer_download_retry (download);
      else
        gui_entry_get (engine, entry);
      break;
    case PEER_ENTRY_AVAILABLE:
    default:
      gui_entry_get (engine, entry);
    }
}

static GMenu *
gui_entry_make_file_section (PeerEntry *entry)
{
  GMenu *section = g_menu_new ();
  guint number = peer_entry_get_number (entry);
  PeerEntryState state = peer_entry_get_state (entry);

  if (state == PEER_ENTRY_AVAILABLE)
    gui_page_append (section, _ ("_Get"), "index.act", number);
  else if (state == PEER_ENTRY_FAILED)
    gui_page_append (section, _ ("_Try Again"), "index.act", number);
  else if (state != PEER_ENTRY_HELD)
    gui_page_append (section, _ ("_Cancel"), "index.act", number);
  if (state == PEER_ENTRY_AVAILABLE || state == PEER_ENTRY_FAILED)
    gui_page_append (section, _ ("Get F_rom…"), "index.holders", number);
  else
    gui_page_append (section, _ ("_Who Holds It…"), "index.holders", number);
  if (peer_entry_get_document (entry) != NULL)
    {
      gui_page_append (section, _ ("_Open"), "page.open", number);
      gui_page_append (section, _ ("Show in _Folder"), "page.show-in-folder", number);
    }
  return section;
}

GMenuModel *
gui_entry_make_menu (PeerEntry *entry)
{
  g_autoptr (GMenu) file = gui_entry_make_file_section (entry);
  g_autoptr (GMenu) more = g_menu_new ();
  GMenu *menu = g_menu_new ();
  guint number = peer_entry_get_number (entry);
  PeerDocument *document = peer_entry_get_document (entry);

  gui_page_append (more, _ ("Copy _Reference"), "page.copy-reference", number);
  gui_page_append (more, _ ("Copy _Link"), "page.copy-link", number);
  gui_page_append (more, _ ("_Details"), "page.details", number);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (file));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  if (document != NULL && peer_document_get_is_shared (document))
    {
      g_autoptr (GMenu) sharing = g_menu_new ();

      gui_page_append (sharing, _ ("_Stop Sharing"), "page.stop-sharing", number);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (sharing));
    }
  return G_MENU_MODEL (menu);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-engine.h"
#include "peer-page.h"

G_BEGIN_DECLS

/* Where a reference leads from here and now. */
typedef enum
{
  GUI_READER_LINK_HERE,      /* a place in the same document */
  GUI_READER_LINK_HELD,      /* opens at once */
  GUI_READER_LINK_AVAILABLE, /* a peer has it */
  GUI_READER_LINK_NOWHERE,   /* nobody has it */
  GUI_READER_LINK_ADDRESS,   /* on the web */
} GuiReaderLink;

GuiReaderLink gui_reader_link_get (PeerEngine *engine, const PeerReference *reference);

/* What it leads to, in a sentence for people: a new string. */
char *gui_reader_link_describe (PeerEngine *engine, const PeerPage *page, const PeerReference *reference);

/* The words of the reference itself: a new string. */
char *gui_reader_link_dup_words (const PeerPage *page, const PeerReference *reference);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-document.h"

G_BEGIN_DECLS

/* What happened to documents in one turn, told when all of it is true. */
typedef struct
{
  GPtrArray *added; /* of PeerDocument */
  GPtrArray *removed;
  GPtrArray *changed;
} PeerLibraryNews;

void peer_library_news_init (PeerLibraryNews *news);
void peer_library_news_clear (PeerLibraryNews *news);

/* Puts those that came into @documents, by number, and takes out those that went: few one by one, many as one change. */
void peer_library_news_apply (const PeerLibraryNews *news, GListModel *model, GPtrArray *documents);

G_END_DECLS

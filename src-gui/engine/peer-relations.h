/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What has become of a document, as the headers of others say: nothing is known but what a document that is held says of
 * itself. Looking at 10,000 of them takes less than a millisecond, so that nothing is kept. */
typedef enum
{
  PEER_RELATION_OBSOLETES,
  PEER_RELATION_UPDATES,
} PeerRelation;

/* The numbers of those among @documents (of PeerDocument) that stand in this relation to @number, in order: a new array of guint. */
GArray *peer_relations_find (GListModel *documents, guint number, PeerRelation relation);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-page-references.h"

G_BEGIN_DECLS

/* A document as it is read: its text, where its sections begin, what in it can be followed. Made on a worker thread, never
 * changed after; counted references, from any thread. */
typedef struct
{
  guint number;
  PeerPageText *text;
  char *folded; /* the text in small letters, byte for byte beside it, to be searched in */
  GPtrArray *headings; /* of PeerPageHeading */
  GArray *references;  /* of PeerReference */
} PeerPage;

/* @hides_breaks: without what only paper needs (see peer-page-furniture.h). */
PeerPage *peer_page_new (guint number, GBytes *bytes, gboolean hides_breaks);
PeerPage *peer_page_ref (PeerPage *self);
void peer_page_unref (PeerPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerPage, peer_page_unref)

/* Reads @file, at most PEER_LIBRARY_FILE_MAX_BYTES of it, on a worker thread. */
void peer_page_load_async (GFile *file,
                           guint number,
                           gboolean hides_breaks,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
PeerPage *peer_page_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS

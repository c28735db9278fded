/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-catalogue.h"
#include "peer-downloads.h"
#include "peer-library.h"

G_BEGIN_DECLS

/* @library and @downloads may be NULL: nothing is joined then. */
PeerCatalogue *peer_catalogue_new (NetPoller *poller,
                                   PeerIndexClient *client,
                                   PeerLibrary *library,
                                   PeerDownloads *downloads);

/* For good: its poller is about to go. The rows stay. */
void peer_catalogue_stop (PeerCatalogue *self);

G_END_DECLS

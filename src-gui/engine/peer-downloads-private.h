/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-downloads.h"

G_BEGIN_DECLS

/* Ends all that is under way, and keeps what has come of it for another run; nothing starts after it. */
void peer_downloads_stop (PeerDownloads *self);

G_END_DECLS

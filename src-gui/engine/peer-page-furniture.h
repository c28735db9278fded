/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-page-text.h"

G_BEGIN_DECLS

/* A new text without what only paper needs: form feeds, the head and the foot of each page, and the blank lines around
 * them. What is torn apart by a page's end is joined again. */
PeerPageText *peer_page_furniture_fold (const PeerPageText *text);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-rfc-lines.h"

G_BEGIN_DECLS

/* The number that the text gives itself, 0 when it gives none. Where its header and its pages contradict each other,
 * @name_number decides if it is one of the two, else the header is believed. */
guint peer_rfc_number_find (const PeerRfcLines *lines, guint name_number);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-response-reader.h"

G_BEGIN_DECLS

/* Whatever @bytes are and however they are cut, a reader of @side gives the same answers with the same bodies, keeps no
 * more than a head, and hands out no more than was announced. @bytes also choose the cuts. */
void fuzz_responses_check (WireSide side, const char *bytes, gsize length);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-reader.h"

G_BEGIN_DECLS

/* Whatever @bytes are and however they are cut, a reader at @door gives the same requests, each of them within its limits,
 * and keeps no more than a head. @bytes also choose the cuts. */
void fuzz_requests_check (WireDoor door, const char *bytes, gsize length);

G_END_DECLS

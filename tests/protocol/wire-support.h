/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-reader.h"

G_BEGIN_DECLS

/* Feeds @bytes in pieces that are freed as soon as the reader may no longer use them, then lets it end, and writes all
 * that came out as text: what must be the same for every cut. @cuts are ascending places; @n_cuts 0 feeds all at once. */
char *wire_support_read (WireDoor door, const char *bytes, gsize length, const gsize *cuts, gsize n_cuts);
/* The same with every byte alone. */
char *wire_support_read_bytewise (WireDoor door, const char *bytes, gsize length);

void wire_support_describe (const WireRequest *request, GString *text);

/* Asserts that whole, byte by byte and cut in two at every place give the same; returns that. */
char *wire_support_read_every_way (WireDoor door, const char *bytes, gsize length);

G_END_DECLS

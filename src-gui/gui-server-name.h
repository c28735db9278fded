/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person types for a server: "host", "host:5555", "192.0.2.1", "[2001:db8::1]:5555". The same without blanks around
 * it, in a new string; NULL and @error in words for the person otherwise. */
char *gui_server_name_parse (const char *text, GError **error);

G_END_DECLS

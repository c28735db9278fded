/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli-context.h"
#include "peer-library.h"

G_BEGIN_DECLS

/* The user's library, read to the end. NULL when interrupted, or when the folder cannot be read, or with @is_written cannot be
 * written, which is then told on standard error. A new reference. */
PeerLibrary *cli_library_open (CliContext *context, gboolean is_written);

G_END_DECLS

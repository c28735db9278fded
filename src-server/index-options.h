/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-limits.h"

G_BEGIN_DECLS

/* The command line. */
typedef struct
{
  char **listen; /* NULL: the default ports */
  IndexLimits limits;
  gboolean is_quiet;
  gboolean wants_version;
  gboolean wants_limits;
} IndexOptions;

/* @argv as from main(). FALSE with words for the user. Clear in any case. */
gboolean index_options_parse (IndexOptions *options, int argc, char **argv, GError **error);
void index_options_clear (IndexOptions *options);

G_END_DECLS

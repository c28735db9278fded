/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-limits.h"

G_BEGIN_DECLS

/* The command line, and with it the configuration file that it names. */
typedef struct
{
  char **listen;    /* NULL: the default ports */
  char **overrides; /* NAME=VALUE each; may be NULL */
  char *config;     /* the configuration file; NULL: none */
  int lease_minutes; /* -1: not given */
  int reload_pid;    /* the index to reload; 0: none */
  gboolean is_quiet;
  gboolean wants_version;
  gboolean wants_limits;
  gboolean wants_check;
  gboolean wants_config;
} IndexOptions;

/* @argv as from main(). FALSE with words for the user. Clear in any case. */
gboolean index_options_parse (IndexOptions *options, int argc, char **argv, GError **error);
void index_options_clear (IndexOptions *options);

/* The limits in force: the defaults, over them the file's, over these the command line's. FALSE when the file has
 * faults, a sentence each in @faults (new strings); then @limits is untouched. */
gboolean index_options_load_limits (const IndexOptions *options, IndexLimits *limits, GPtrArray *faults);

G_END_DECLS

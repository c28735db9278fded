/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* Where fetched documents go: the library, a folder, a file of the user's own name, or standard output ("-"). The last two
 * are fetched into a folder of their own beside it first, so that nothing half is ever seen. */
typedef struct
{
  GFile *folder; /* to fetch into */
  GFile *file;   /* where the one document goes then; NULL: it stays in the folder */
  gboolean is_standard_output;
  gboolean is_temporary; /* the folder is removed at the end */
} CliOutput;

gboolean cli_output_init (CliOutput *output, CliContext *context, guint n_documents, GError **error);
void cli_output_clear (CliOutput *output);

/* Puts a fetched document where it belongs; where that is, for the user (NULL for standard output). A new reference. */
gboolean cli_output_place (CliOutput *output, GFile *fetched, GFile **place, GError **error);

G_END_DECLS

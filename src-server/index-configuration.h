/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-limits.h"

G_BEGIN_DECLS

/* p2p-ci.conf: a key file with what an administrator changes, made from and read by the table of limits.
 *
 * Its grammar is that of GKeyFile, which is not what reads it: that one has no line numbers, takes a key given twice
 * for its last value without a word, and stops at the first fault. */
#define INDEX_CONFIGURATION_FILE SYSCONFDIR "/p2p-ci/p2p-ci.conf"
#define INDEX_CONFIGURATION_MAX_BYTES (256u * 1024u)

/* Sets in @limits what the file says. FALSE when anything in it is wrong: then @limits is untouched, and @faults (new
 * strings) has a sentence for each fault, with the file, the line, and the way out. That INDEX_CONFIGURATION_FILE does
 * not exist is no fault: all is as it is by itself. */
gboolean index_configuration_read (const char *path, IndexLimits *limits, GPtrArray *faults);
/* The same for text in memory; @name is what faults call it. */
gboolean index_configuration_parse (const char *name,
                                    const char *text,
                                    gsize length,
                                    IndexLimits *limits,
                                    GPtrArray *faults);

/* The file as it is installed: every key with its default, as a comment. */
void index_configuration_print (GString *output);
/* The list of the keys for its manual page, in mdoc(7). */
void index_configuration_print_manual (GString *output);

G_END_DECLS

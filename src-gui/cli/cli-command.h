/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* Options that not every command takes. */
typedef enum
{
  CLI_OPTIONS_NONE = 0,
  CLI_OPTIONS_OUTPUT = 1 << 0, /* --output */
  CLI_OPTIONS_FILE = 1 << 1,   /* --number, --title, --replace */
  CLI_OPTIONS_STAYS = 1 << 2,  /* none: being interrupted is how the command ends */
  CLI_OPTIONS_MATCH = 1 << 3,  /* --match */
} CliOptions;

/* One command: a row of the table in cli-command.c, and a function in a file of its own. */
typedef struct
{
  const char *name;
  const char *arguments; /* as the help shows them, translatable */
  const char *summary;   /* one line, translatable */
  guint min_arguments;
  guint max_arguments;
  CliOptions options;
  CliStatus (*run) (CliContext *context, char **arguments);
} CliCommand;

CliStatus cli_add (CliContext *context, char **arguments);
CliStatus cli_get (CliContext *context, char **arguments);
CliStatus cli_held (CliContext *context, char **arguments);
CliStatus cli_inspect (CliContext *context, char **arguments);
CliStatus cli_list (CliContext *context, char **arguments);
CliStatus cli_lookup (CliContext *context, char **arguments);
CliStatus cli_mirror (CliContext *context, char **arguments);
CliStatus cli_remove (CliContext *context, char **arguments);
CliStatus cli_servers (CliContext *context, char **arguments);
CliStatus cli_share (CliContext *context, char **arguments);

/* The number that a word names ("2119", "rfc2119", "urn:ietf:rfc:2119"); 0, and a sentence on standard error, when none. */
guint cli_command_parse_number (const char *word);

/* Parses the words, finds the command, runs it. */
CliStatus cli_command_main (int argc, char **argv);

G_END_DECLS

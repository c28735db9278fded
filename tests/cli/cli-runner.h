/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

extern const char *const cli_program; /* its path */

/* A user with a home of their own, who runs the real p2p-ci. */
typedef struct
{
  GFile *home;
  char *library; /* the folder that --folder names in each run */
  char *server;  /* P2P_CI_SERVER; NULL: a port where nobody listens */
} CliUser;

CliUser *cli_user_new (const char *server);
void cli_user_free (CliUser *user);
char *cli_user_build_path (CliUser *user, const char *name); /* beneath the home */
/* An invented RFC text in a file of the home; its path. */
char *cli_user_write_rfc (CliUser *user, const char *name, guint number, const char *title, const char *body);

/* What one run said and how it ended. */
typedef struct
{
  int status;
  char *output;
  char *errors;
} CliRun;

/* Runs to the end; a NULL ends the arguments. */
CliRun *cli_user_run (CliUser *user, const char *first, ...) G_GNUC_NULL_TERMINATED;
void cli_run_free (CliRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliRun, cli_run_free)

/* Fails the test, with all that was said, unless it ended so; with 0 nothing may stand on standard error, else something must, and
 * each line of it begins with the program's name. */
void cli_run_assert (CliRun *run, int status);
void cli_run_assert_output_has (CliRun *run, const char *text);
void cli_run_assert_errors_have (CliRun *run, const char *text);
JsonNode *cli_run_parse_json (CliRun *run);

/* A run that goes on, whose lines are waited for. */
typedef struct
{
  GSubprocess *process;
  GDataInputStream *lines;
} CliStay;

CliStay *cli_user_start (CliUser *user, const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Reads lines until one has @text in it: a new string. */
char *cli_stay_wait_line (CliStay *stay, const char *text);
/* Sends the signal (0: none) and waits: the exit status, or minus the signal that ended it. */
int cli_stay_end (CliStay *stay, int with_signal);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net-poller.h"
#include "peer-index-client.h"

G_BEGIN_DECLS

/* What the program ends with; the man page's EXIT STATUS. */
typedef enum
{
  CLI_STATUS_DONE = 0,
  CLI_STATUS_FAILED = 1,
  CLI_STATUS_USAGE = 2,
  CLI_STATUS_NOT_FOUND = 3,   /* no peer holds it; no such document in the library */
  CLI_STATUS_UNREACHABLE = 4, /* the index */
  CLI_STATUS_INTERRUPTED = 130, /* as shells count SIGINT */
} CliStatus;

/* What the words before the command's own said, and what commands share. */
typedef struct
{
  gboolean is_json;
  char *server;
  char *found_server; /* on the network, for one who named none */
  char *folder;
  char *output;
  char *match;
  guint number; /* --number, --title, --replace: what "add" is told of its file */
  char *title;
  gboolean replaces;

  gboolean is_interrupted; /* as the main loop has heard */
  guint interrupt_id;
  GCancellable *cancellable; /* cancelled together with it */
  NetPoller *poller;         /* made by cli_context_connect () */
  PeerIndexClient *client;   /* a client that only asks, connected */
} CliContext;

void cli_context_init (CliContext *context);
void cli_context_clear (CliContext *context);

/* --folder, or the user's default one. A new reference. */
GFile *cli_context_get_folder (CliContext *context);
/* --server, else P2P_CI_SERVER of the environment, else what cli_context_choose_server() has found, else this computer. */
const char *cli_context_get_server (CliContext *context);

/* Looks on the local network for an index when none is named. Says on standard error which one it found, or what is wrong
 * with the one that is named, if something is. */
CliStatus cli_context_choose_server (CliContext *context);

/* Iterates the main context until @is_done; FALSE when a signal ended it before. */
typedef gboolean (*CliCondition) (gpointer data);
gboolean cli_context_wait (CliContext *context, CliCondition is_done, gpointer data);

/* The same for an asynchronous call that was given cli_result_cb () and &@result. Interrupting cancels it, and its
 * result still comes. */
void cli_result_cb (GObject *object, GAsyncResult *result, gpointer user_data);
void cli_context_wait_for_result (CliContext *context, GAsyncResult **result);

/* Connects to the index, once, or says on standard error why it could not. */
CliStatus cli_context_connect (CliContext *context);

/* Prints the sentence of @error, and gives the exit status for it. */
CliStatus cli_context_fail (CliContext *context, const GError *error);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli-context.h"
#include "peer-browser.h"

G_BEGIN_DECLS

/* Looks for indexes on the local network, until all that answer are known, at most CLI_DISCOVERY_MILLISECONDS. NULL when it
 * was interrupted. */
PeerBrowser *cli_discovery_run (CliContext *context);
#define CLI_DISCOVERY_MILLISECONDS 1500u

/* The index for one who named none: the only one on the network, and then standard error says which one that is. NULL when there is
 * none, or more than one, among which the user has to choose. A new string. */
char *cli_discovery_dup_server (CliContext *context);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "peer-document.h"
#include "peer-index-client.h"

G_BEGIN_DECLS

/* A line on standard output. Arguments that came from another computer go through peer_shown_text () before. A reader that
 * went away (a closed pipe) ends the program quietly, as the shell's own tools do. */
void cli_print (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* "p2p-ci: " and a sentence on standard error, made fit for a terminal. */
void cli_print_error (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* One JSON document and a line end: indented, or (@is_line) in one line. Takes @node. */
void cli_print_json (JsonNode *node, gboolean is_line);

/* What a document and a holder look like in JSON. New objects. */
JsonObject *cli_json_from_document (PeerDocument *document);
JsonObject *cli_json_from_holder (PeerHolder *holder);

/* Members with a fixed form: 64 hex digits, or null when not known. */
void cli_json_set_digest (JsonObject *object, const WireDigest *digest);
void cli_json_set_size (JsonObject *object, gboolean has_size, guint64 size_bytes);

/* A name of a file may be no UTF-8, and JSON always is. NULL: null. */
void cli_json_set_path (JsonObject *object, const char *member, const char *path);

/* @text cut to the columns of the terminal that standard error is, so that "\r" finds its beginning again. A new string. */
char *cli_fit_terminal (const char *text);
char *cli_fit_columns (const char *text, guint n_columns);

/* Wraps an array or object for cli_print_json (). Takes it. */
JsonNode *cli_json_node_from_array (JsonArray *array);
JsonNode *cli_json_node_from_object (JsonObject *object);

G_END_DECLS

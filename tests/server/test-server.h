/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The real p2p-ci-server as a process of its own, on 127.0.0.1 and a port that the system picked. */
typedef struct _TestServer TestServer;

/* @more_arguments may be NULL; given ones follow `--listen 127.0.0.1:0 --quiet`. Returns when it listens. */
TestServer *test_server_start (const char *const *more_arguments);
guint16 test_server_get_port (TestServer *server);
const char *test_server_get_identifier (TestServer *server); /* its process id, as text */
/* "127.0.0.1:PORT", as --server takes it. */
const char *test_server_get_address (TestServer *server);

/* Asks it to end and fails the test unless it does so with exit code 0. */
void test_server_stop (TestServer *server);
/* kill -9. */
void test_server_kill (TestServer *server);

/* A blocking conversation: connects, sends @request, shuts the sending side when @ends, and reads until the server has
 * said @n_bytes (0: until it closes). A new string. */
char *test_server_talk (TestServer *server, const char *request, gssize length, gboolean ends, gsize n_bytes);

/* A connected, blocking socket; its calls fail after 30 s instead of hanging. */
GSocket *test_server_connect (TestServer *server);
void test_socket_send (GSocket *socket, const char *bytes, gssize length);
/* Reads until @ending stands at the end of what came, or the other side closed: a new string. */
char *test_socket_read_until (GSocket *socket, const char *ending);
/* One answer of 1.1, head and body: a new string. */
char *test_socket_read_answer (GSocket *socket);

const char *test_server_get_program (void);

G_END_DECLS

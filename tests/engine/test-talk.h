/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Raw sockets for tests: the other side of a connection, bytes as they are, good or evil. */
typedef struct _TestTalk TestTalk;

struct _TestTalk
{
  GSocket *socket;
  GSource *source;
  GString *input; /* all that has come and was not taken */
  gboolean is_closed; /* the other side has ended it; @is_reset when not in good order */
  gboolean is_reset;
  void (*func) (TestTalk *talk, gpointer data); /* when something came; may be NULL */
  gpointer data;
  guint n_taken; /* requests */
};

TestTalk *test_talk_connect (guint16 port); /* to 127.0.0.1 */
TestTalk *test_talk_connect_from (const char *own_address, guint16 port); /* 127.0.0.2 and the like */
void test_talk_free (TestTalk *talk);
void test_talk_send (TestTalk *talk, const char *bytes, gssize length); /* all of it; small enough for the buffers */
void test_talk_close (TestTalk *talk);
void test_talk_reset (TestTalk *talk);

/* The next message that ends with an empty line, with it, taken from the input; NULL when it is not whole yet. */
char *test_talk_take_message (TestTalk *talk);

void test_talk_wait_for_bytes (TestTalk *talk, gsize length); /* of input, or its end */
void test_talk_wait_for_end (TestTalk *talk);

/* Listens on a free port of 127.0.0.1; @func is given to each connection that comes. */
typedef struct
{
  GSocket *socket;
  GSource *source;
  guint16 port;
  GPtrArray *talks;
  void (*func) (TestTalk *talk, gpointer data);
  gpointer data;
} TestStage;

TestStage *test_stage_new (void (*func) (TestTalk *talk, gpointer data), gpointer data);
void test_stage_free (TestStage *stage);

G_END_DECLS

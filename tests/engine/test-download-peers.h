/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-downloads-private.h"
#include "peer-index-client.h"
#include "test-fake-index.h"
#include "test-support.h"

G_BEGIN_DECLS

/* Downloads over a scripted index and scripted peers, with a clock that a test moves. */

#define NUMBER 4711u

typedef struct
{
  NetPoller *poller;
  gint64 clock_usec;
  gboolean is_slow; /* 21 s pass when something has come */
  TestFakeIndex *index;
  PeerIndexClient *client;
  PeerDownloads *downloads;
  GFile *folder;
  GFile *state_folder;
  char *text; /* the right document */
  char *digest_hex;
  char *digest_field;
} Fixture;

/* A peer by script: one answer to every request. */
typedef struct
{
  TestStage *stage;
  Fixture *fixture;
  void (*answer) (TestTalk *talk, const char *request, Fixture *fixture);
  guint n_requests;
  guint n_ranges; /* of them that asked for a rest */
} Peer;

char *make_text (guint number, gsize length);
void set_up (Fixture *fixture, gconstpointer data);
void tear_down (Fixture *fixture, gconstpointer data);
Peer *peer_new (Fixture *fixture, const char *name, const char *digest_hex, void (*answer) (TestTalk *, const char *, Fixture *));
void peer_free (Peer *peer);
void send_document (TestTalk *talk, const char *text, gsize promised, gsize sent, const char *headers);
void answer_well (TestTalk *talk, const char *request, Fixture *fixture);
void answer_half_and_reset (TestTalk *talk, const char *request, Fixture *fixture);
gboolean is_ended (gpointer data);
gboolean is_done_or_waiting (gpointer data);
GPtrArray *list_folder (Fixture *fixture, gboolean with_hidden);
/* Neither anything else, nor half a document under a hidden name. */
void assert_only_the_right_file (Fixture *fixture);
void assert_no_file (Fixture *fixture);
gboolean is_receiving (gpointer data);
gboolean has_trouble (gpointer data); /* of PeerDownloads */
void answer_half (TestTalk *talk, const char *request, Fixture *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "wire-digest.h"

G_BEGIN_DECLS

/* The queue of downloads as it outlives the program: a text file, a line each, the oldest first.
 *
 *   P2P-CI downloads 1
 *   paused|running
 *   NUMBER <tab> waiting|failed <tab> ROUNDS <tab> ADDRESS <tab> PORT <tab> SHA256 <tab> TITLE <tab> MESSAGE
 *   end COUNT
 *
 * ADDRESS, PORT and SHA256 name the holder that was chosen (peer_downloads_start_from()); empty, 0 and empty when none was. */

#define PEER_QUEUE_MAX_ROWS 11000u
#define PEER_QUEUE_MAX_BYTES (16u * 1024u * 1024u)

typedef struct
{
  guint number;
  gboolean is_failed;
  guint n_rounds; /* that came to nothing */
  char *address;  /* NULL: no holder was chosen */
  guint16 port;
  WireDigest digest;
  char *title;
  char *message; /* why it failed; "" else */
} PeerQueueRow;

typedef struct
{
  gboolean is_paused;
  GPtrArray *rows; /* of PeerQueueRow */
} PeerQueue;

PeerQueue *peer_queue_new (void);
void peer_queue_free (PeerQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerQueue, peer_queue_free)
PeerQueueRow *peer_queue_add (PeerQueue *queue); /* an empty row at its end; lent */

GBytes *peer_queue_format (PeerQueue *queue);

/* NULL when it is anything but a whole queue of this version: all or nothing. */
PeerQueue *peer_queue_parse (const char *bytes, gsize length);

/* One program has the file at a time (by a lock beside it); NULL without an error when another has it. What is damaged is put
 * aside as PATH.damaged, and @error says so in a whole sentence; the file that is returned then holds nothing. */
typedef struct _PeerQueueFile PeerQueueFile;
PeerQueueFile *peer_queue_file_open (const char *path, PeerQueue **queue, GError **error);

/* Writes it on a worker thread, in one piece, the latest alone when several are waiting. */
void peer_queue_file_write (PeerQueueFile *file, GBytes *bytes);

/* Waits for what is being written. */
void peer_queue_file_free (PeerQueueFile *file);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-address.h"

#include "wire-dialect.h"
#include "wire-digest.h"

G_BEGIN_DECLS

/* What one run of the index leaves to the next one, as bytes: a head with magic, version, length and checksum, then items
 * in this order: members, their records, the changes that watchers wait for, connections. It has no sockets and no
 * catalogue: those who have them fill in the items and read them.
 *
 * The next run may be of a newer program or, when somebody goes back, of an older one. So each item tells its length, and
 * a new version only adds: fields at the end of an item, flags, kinds of items. An older program passes over what it does
 * not know; a newer one takes a field that is not there for 0. Whoever has to change more raises
 * INDEX_STATE_OLDEST_VERSION as well: bytes from before it are not read, nor are these by programs from before it. The
 * index then starts empty, and its peers fill it again. */
#define INDEX_STATE_VERSION 2u
#define INDEX_STATE_OLDEST_VERSION 2u
#define INDEX_STATE_TOKEN_BYTES 16u
#define INDEX_STATE_HEAD_BYTES 32u

#define INDEX_STATE_HOST_MAX_BYTES 255u
#define INDEX_STATE_INPUT_MAX_BYTES (256u * 1024u)
#define INDEX_STATE_OUTPUT_MAX_BYTES (64u * 1024u * 1024u)
#define INDEX_STATE_RECORD_MAX (1u << 25) /* numbers of records in the catalogue */

typedef enum
{
  INDEX_STATE_END,
  INDEX_STATE_MEMBER,
  INDEX_STATE_RECORD,
  INDEX_STATE_CHANGES,
  INDEX_STATE_CONNECTION,
} IndexStateKind;

/* Members have numbers from 1, in the order in which they stand; those on a lease stand in the order of their ends. */
typedef struct
{
  NetAddress address;
  WireSlice host;
  gint64 last_usec; /* of the lease; monotonic time goes on from one process to the next */
  guint8 token[INDEX_STATE_TOKEN_BYTES];
  guint16 port;
  gboolean is_lease;
} IndexStateMember;

/* In the order of @record, the number in the catalogue: cursors of lists hold it, and so it is kept. */
typedef struct
{
  guint32 record;
  guint32 member;
  guint32 number;
  WireSlice title;
  gboolean has_size;
  guint64 size_bytes;
  WireDigest digest;
} IndexStateRecord;

/* @numbers are 32 bits each, little-endian and not aligned: index_state_get_change(). */
typedef struct
{
  WireSlice numbers;
  guint32 n_told; /* of these, from the front, some watcher may have been told */
} IndexStateChanges;

/* In the order of the sockets. */
typedef struct
{
  guint32 member; /* 0: none */
  guint32 record; /* of an unfinished list of 1.0 */
  guint32 place;  /* of a watcher in the changes */
  gint64 last_usec;
  gint64 requests_usec;
  gint64 classic_lists_usec;
  WireSlice match;
  WireSlice input;  /* read, and not answered */
  WireSlice output; /* answered, and not sent */
  WireDialect dialect;
  gboolean is_watching;
  gboolean is_introduced;
  gboolean has_asked;
  gboolean is_listing;
  gboolean is_doubted;
} IndexStateConnection;

typedef struct
{
  IndexStateKind kind;
  union
  {
    IndexStateMember member;
    IndexStateRecord record;
    IndexStateChanges changes;
    IndexStateConnection connection;
  };
} IndexStateItem;

/* Writing, to a file that can be positioned, from its beginning; what is written does not pile up in memory. */
typedef struct _IndexStateWriter IndexStateWriter;

IndexStateWriter *index_state_writer_new (int fd);
void index_state_writer_add (IndexStateWriter *writer, const IndexStateItem *item);
/* Writes what is left, and the head. Takes @writer. */
gboolean index_state_writer_finish (IndexStateWriter *writer, GError **error);

/* Reading. All of @bytes is checked first, and nothing in them is trusted: after a load every item is within its limits,
 * and whom it refers to has come before it. */
typedef struct _IndexState IndexState;

IndexState *index_state_load (GBytes *bytes, GError **error);
void index_state_free (IndexState *state);
guint index_state_get_n_members (const IndexState *state);
guint index_state_get_n_records (const IndexState *state);
guint index_state_get_n_connections (const IndexState *state);
/* The next item, from the first on, with what it lends until index_state_free(); FALSE after the last. */
gboolean index_state_next (IndexState *state, IndexStateItem *item);

guint32 index_state_get_change (const IndexStateChanges *changes, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IndexState, index_state_free)

G_END_DECLS

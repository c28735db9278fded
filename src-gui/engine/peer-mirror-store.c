/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-store.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "peer-mirror-inbox.h"

#define PIECE_BYTES (256u * 1024u)
#define FULL_BYTES (24u * 1024u * 1024u)
#define ROOM_BYTES (12u * 1024u * 1024u)
#define MAX_GROUPS 2u /* on their way; each holds its files open */
/* So few are flushed one by one: syncfs() would wait for all that anybody has written. */
#define MAX_SINGLE_FLUSHES 8u

typedef enum
{
  PEER_MIRROR_PIECE_MORE,
  PEER_MIRROR_PIECE_END,
  PEER_MIRROR_PIECE_ABANDON,
  PEER_MIRROR_PIECE_QUIT,
} PeerMirrorPieceKind;

/* What a worker is told. */
typedef struct
{
  PeerMirrorPieceKind kind;
  PeerMirrorFile *file;
  gsize length;
  char bytes[];
} PeerMirrorPiece;

/* What it tells, or the committer. All NULL: there is room. */
typedef struct
{
  PeerMirrorFile *file; /* is checked */
  gboolean is_right;
  GPtrArray *group; /* is committed */
} PeerMirrorNews;

typedef struct
{
  PeerMirrorStore *store;
  GThread *thread;
  GAsyncQueue *pieces;
} PeerMirrorWorker;

struct _PeerMirrorEntry
{
  PeerMirrorFile *file;
  PeerMirrorWorker *worker; /* the same for all its pieces: so they stay in order */
  PeerMirrorPiece *piece;   /* being filled */
  gsize piece_room;
  guint64 left_bytes; /* of the size that was told, in no piece yet */
};

struct _PeerMirrorStore
{
  int folder;
  const PeerMirrorStoreHandler *handler;
  gpointer user_data;
  PeerMirrorInbox *inbox;

  PeerMirrorWorker workers[PEER_MIRROR_STORE_MAX_THREADS];
  guint n_workers;
  guint next_worker;
  gint queued_bytes; /* atomic: given to the workers and not written */

  GThread *committer;
  GAsyncQueue *groups; /* of GPtrArray of PeerMirrorFile; an empty one is the last */
  GPtrArray *group;    /* being gathered */
  guint64 group_bytes;
  guint n_groups;  /* with the committer */
  guint n_pending; /* documents */
};

/* Workers */

static void
peer_mirror_store_post (PeerMirrorStore *store, PeerMirrorFile *file, gboolean is_right, GPtrArray *group)
{
  PeerMirrorNews *news = g_new (PeerMirrorNews, 1);

  *news = (PeerMirrorNews) { file, is_right, group };
  peer_mirror_inbox_post (store->inbox, news);
}

static void
peer_mirror_worker_work (PeerMirrorWorker *worker, PeerMirrorPiece *piece)
{
  PeerMirrorStore *store = worker->store;
  const gint length = (gint) piece->length;
  gint before;

  if (piece->kind == PEER_MIRROR_PIECE_ABANDON)
    peer_mirror_file_free (piece->file);
  else if (piece->length > 0)
    peer_mirror_file_write (piece->file, piece->bytes, piece->length);
  if (piece->kind == PEER_MIRROR_PIECE_END)
    {
      gboolean is_right = peer_mirror_file_check (piece->file);

      peer_mirror_store_post (store, piece->file, is_right, NULL);
    }

  before = g_atomic_int_add (&store->queued_bytes, -length);
  if (before > (gint) ROOM_BYTES && before - length <= (gint) ROOM_BYTES)
    peer_mirror_store_post (store, NULL, FALSE, NULL);
}

static gpointer
peer_mirror_worker_thread (gpointer data)
{
  PeerMirrorWorker *worker = data;
  gboolean is_over = FALSE;

  while (!is_over)
    {
      g_autofree PeerMirrorPiece *piece = g_async_queue_pop (worker->pieces);

      is_over = piece->kind == PEER_MIRROR_PIECE_QUIT;
      if (!is_over)
        peer_mirror_worker_work (worker, piece);
    }
  return NULL;
}

static PeerMirrorPiece *
peer_mirror_piece_new (PeerMirrorFile *file, gsize room)
{
  PeerMirrorPiece *piece = g_malloc (sizeof (PeerMirrorPiece) + room);

  piece->file = file;
  piece->length = 0;
  return piece;
}

static void
peer_mirror_worker_push (PeerMirrorWorker *worker, PeerMirrorPiece *piece, PeerMirrorPieceKind kind)
{
  piece->kind = kind;
  g_atomic_int_add (&worker->store->queued_bytes, (gint) piece->length);
  g_async_queue_push (worker->pieces, piece);
}

/* The committer */

static int
peer_mirror_group_flush (GPtrArray *group, int folder)
{
  if (group->len > MAX_SINGLE_FLUSHES)
    return syncfs (folder) == 0 ? 0 : errno;

  for (guint i = 0; i < group->len; i++)
    if (fsync (((PeerMirrorFile *) g_ptr_array_index (group, i))->fd) != 0)
      return errno;
  return 0;
}

static void
peer_mirror_group_commit (GPtrArray *group, int folder)
{
  int error_number = peer_mirror_group_flush (group, folder);

  for (guint i = 0; i < group->len; i++)
    {
      PeerMirrorFile *file = g_ptr_array_index (group, i);

      file->error_number = error_number != 0 ? error_number : peer_mirror_file_name_it (file);
    }

  error_number = fsync (folder) == 0 ? 0 : errno;
  for (guint i = 0; i < group->len && error_number != 0; i++)
    ((PeerMirrorFile *) g_ptr_array_index (group, i))->error_number = error_number;
}

static gpointer
peer_mirror_committer_thread (gpointer data)
{
  PeerMirrorStore *store = data;
  GPtrArray *group;

  while ((group = g_async_queue_pop (store->groups))->len > 0)
    {
      peer_mirror_group_commit (group, store->folder);
      peer_mirror_store_post (store, NULL, FALSE, group);
    }
  g_ptr_array_unref (group);
  return NULL;
}

static GPtrArray *
peer_mirror_group_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) peer_mirror_file_free);
}

void
peer_mirror_store_flush (PeerMirrorStore *store)
{
  if (store->group->len == 0)
    return;

  store->n_groups++;
  g_async_queue_push (store->groups, g_steal_pointer (&store->group));
  store->group = peer_mirror_group_new ();
  store->group_bytes = 0;
}

/* News, on the main thread */

static void
peer_mirror_store_checked (PeerMirrorStore *store, PeerMirrorFile *file, gboolean is_right)
{
  gpointer owner = file->owner;

  if (file->error_number != 0)
    {
      store->n_pending--;
      store->handler->stored (owner, NULL, file->error_number, store->user_data);
      peer_mirror_file_free (file);
      return;
    }
  if (!is_right)
    {
      store->n_pending--;
      peer_mirror_file_free (file);
      store->handler->checked (owner, FALSE, store->user_data);
      return;
    }

  g_ptr_array_add (store->group, file);
  store->group_bytes += file->length_bytes;
  store->handler->checked (owner, TRUE, store->user_data);
  if (store->group->len >= PEER_MIRROR_GROUP_MAX_FILES || store->group_bytes >= PEER_MIRROR_GROUP_MAX_BYTES)
    peer_mirror_store_flush (store);
}

static void
peer_mirror_store_committed (PeerMirrorStore *store, GPtrArray *group)
{
  store->n_groups--;
  store->n_pending -= group->len;
  for (guint i = 0; i < group->len; i++)
    {
      PeerMirrorFile *file = g_ptr_array_index (group, i);

      store->handler->stored (file->owner, file, file->error_number, store->user_data);
    }
  g_ptr_array_unref (group);
}

static void
peer_mirror_store_news_cb (gpointer message, gpointer user_data)
{
  g_autofree PeerMirrorNews *news = message;
  PeerMirrorStore *store = user_data;

  if (news->file != NULL)
    peer_mirror_store_checked (store, news->file, news->is_right);
  else if (news->group != NULL)
    peer_mirror_store_committed (store, news->group);

  if (news->file == NULL && !peer_mirror_store_is_full (store))
    store->handler->has_room (store->user_data);
}

/* Public */

PeerMirrorStore *
peer_mirror_store_new (int folder, const PeerMirrorStoreHandler *handler, gpointer user_data)
{
  PeerMirrorStore *store = g_new0 (PeerMirrorStore, 1);

  store->folder = folder;
  store->handler = handler;
  store->user_data = user_data;
  store->inbox = peer_mirror_inbox_new (peer_mirror_store_news_cb, store);
  store->group = peer_mirror_group_new ();
  store->groups = g_async_queue_new ();
  store->committer = g_thread_new ("committer", peer_mirror_committer_thread, store);
  store->n_workers = CLAMP (g_get_num_processors (), 1, PEER_MIRROR_STORE_MAX_THREADS);
  for (guint i = 0; i < store->n_workers; i++)
    {
      PeerMirrorWorker *worker = &store->workers[i];

      worker->store = store;
      worker->pieces = g_async_queue_new ();
      worker->thread = g_thread_new ("writer", peer_mirror_worker_thread, worker);
    }
  return store;
}

static void
peer_mirror_store_drop_news (PeerMirrorStore *store)
{
  PeerMirrorNews *news;

  while ((news = peer_mirror_inbox_pop (store->inbox)) != NULL)
    {
      g_clear_pointer (&news->file, peer_mirror_file_free);
      g_clear_pointer (&news->group, g_ptr_array_unref);
      g_free (news);
    }
}

void
peer_mirror_store_free (PeerMirrorStore *store)
{
  for (guint i = 0; i < store->n_workers; i++)
    {
      peer_mirror_worker_push (&store->workers[i], peer_mirror_piece_new (NULL, 0), PEER_MIRROR_PIECE_QUIT);
      g_thread_join (store->workers[i].thread);
      g_async_queue_unref (store->workers[i].pieces);
    }
  g_async_queue_push (store->groups, peer_mirror_group_new ());
  g_thread_join (store->committer);
  g_async_queue_unref (store->groups);

  peer_mirror_store_drop_news (store);
  peer_mirror_inbox_free (store->inbox);
  g_ptr_array_unref (store->group);
  g_free (store);
}

PeerMirrorEntry *
peer_mirror_store_begin (PeerMirrorStore *store,
                         guint number,
                         const WireDigest *expected,
                         guint64 size_bytes,
                         gpointer owner)
{
  PeerMirrorEntry *entry = g_new0 (PeerMirrorEntry, 1);

  entry->file = peer_mirror_file_new (store->folder, number, expected, owner);
  entry->worker = &store->workers[store->next_worker++ % store->n_workers];
  entry->left_bytes = size_bytes;
  return entry;
}

void
peer_mirror_store_append (PeerMirrorStore *store, PeerMirrorEntry *entry, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gsize n;

      if (entry->piece == NULL)
        {
          entry->piece_room = CLAMP (entry->left_bytes, 1, PIECE_BYTES);
          entry->left_bytes -= MIN (entry->left_bytes, entry->piece_room);
          entry->piece = peer_mirror_piece_new (entry->file, entry->piece_room);
        }
      n = MIN (length, entry->piece_room - entry->piece->length);
      memcpy (entry->piece->bytes + entry->piece->length, bytes, n);
      entry->piece->length += n;
      bytes += n;
      length -= n;
      if (entry->piece->length == entry->piece_room)
        peer_mirror_worker_push (entry->worker, g_steal_pointer (&entry->piece), PEER_MIRROR_PIECE_MORE);
    }
}

static void
peer_mirror_store_close (PeerMirrorEntry *entry, PeerMirrorPieceKind kind)
{
  if (entry->piece == NULL)
    entry->piece = peer_mirror_piece_new (entry->file, 0);
  peer_mirror_worker_push (entry->worker, entry->piece, kind);
  g_free (entry);
}

void
peer_mirror_store_end (PeerMirrorStore *store, PeerMirrorEntry *entry)
{
  store->n_pending++;
  peer_mirror_store_close (entry, PEER_MIRROR_PIECE_END);
}

void
peer_mirror_store_abandon (PeerMirrorStore *store, PeerMirrorEntry *entry)
{
  peer_mirror_store_close (entry, PEER_MIRROR_PIECE_ABANDON);
}

gboolean
peer_mirror_store_is_full (PeerMirrorStore *store)
{
  return g_atomic_int_get (&store->queued_bytes) > (gint) FULL_BYTES || store->n_groups > MAX_GROUPS;
}

guint
peer_mirror_store_get_n_pending (PeerMirrorStore *store)
{
  return store->n_pending;
}

guint
peer_mirror_store_get_n_gathered (PeerMirrorStore *store)
{
  return store->group->len;
}

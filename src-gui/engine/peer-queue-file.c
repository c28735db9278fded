/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-queue-file.h"
#include "wire-limits.h"
#include "wire-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_LINE "P2P-CI downloads 1"
#define MAX_ROUNDS 1000u

enum
{
  COLUMN_NUMBER,
  COLUMN_STATE,
  COLUMN_ROUNDS,
  COLUMN_ADDRESS,
  COLUMN_PORT,
  COLUMN_DIGEST,
  COLUMN_TITLE,
  COLUMN_MESSAGE,
  N_COLUMNS
};

struct _PeerQueueFile
{
  char *path;
  int lock_fd;
  GThreadPool *writer; /* one thread */
  GMutex lock;         /* guards all below */
  GBytes *next;
};

static void
peer_queue_row_free (gpointer data)
{
  PeerQueueRow *row = data;

  g_free (row->address);
  g_free (row->title);
  g_free (row->message);
  g_free (row);
}

PeerQueue *
peer_queue_new (void)
{
  PeerQueue *queue = g_new0 (PeerQueue, 1);

  queue->rows = g_ptr_array_new_with_free_func (peer_queue_row_free);
  return queue;
}

void
peer_queue_free (PeerQueue *queue)
{
  g_ptr_array_unref (queue->rows);
  g_free (queue);
}

PeerQueueRow *
peer_queue_add (PeerQueue *queue)
{
  PeerQueueRow *row = g_new0 (PeerQueueRow, 1);

  g_ptr_array_add (queue->rows, row);
  return row;
}

/* Others' words stand between tabs and line ends: whatever could be one is left out. */
static const char *
peer_queue_clean (const char *text)
{
  return text != NULL && wire_text_is_clean (text, strlen (text)) ? text : "";
}

GBytes *
peer_queue_format (PeerQueue *queue)
{
  GString *text = g_string_new (FIRST_LINE "\n");

  g_string_append (text, queue->is_paused ? "paused\n" : "running\n");
  for (guint i = 0; i < queue->rows->len; i++)
    {
      const PeerQueueRow *row = g_ptr_array_index (queue->rows, i);

      g_string_append_printf (text, "%u\t%s\t%u\t%s\t%u\t", row->number, row->is_failed ? "failed" : "waiting",
                              row->n_rounds, peer_queue_clean (row->address), row->port);
      if (row->digest.is_known)
        wire_digest_append_hex (&row->digest, text);
      g_string_append_printf (text, "\t%s\t%s\n", peer_queue_clean (row->title), peer_queue_clean (row->message));
    }
  g_string_append_printf (text, "end %u\n", queue->rows->len);
  return g_string_free_to_bytes (text);
}

static gboolean
peer_queue_parse_number (const char *text, guint min, guint max, guint *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, min, max, &value, NULL))
    return FALSE;

  *number = (guint) value;
  return TRUE;
}

static gboolean
peer_queue_parse_choice (char **columns, PeerQueueRow *row)
{
  guint port;

  if (*columns[COLUMN_ADDRESS] == '\0')
    return g_str_equal (columns[COLUMN_PORT], "0") && *columns[COLUMN_DIGEST] == '\0';
  if (!g_hostname_is_ip_address (columns[COLUMN_ADDRESS])
      || !peer_queue_parse_number (columns[COLUMN_PORT], 1, WIRE_PORT_MAX, &port) /* as rows of an index may say */
      || (*columns[COLUMN_DIGEST] != '\0'
          && !wire_digest_parse_hex (wire_slice_from_string (columns[COLUMN_DIGEST]), &row->digest)))
    return FALSE;

  row->address = g_strdup (columns[COLUMN_ADDRESS]);
  row->port = (guint16) port;
  return TRUE;
}

static gboolean
peer_queue_parse_row (const char *line, PeerQueueRow *row)
{
  g_auto (GStrv) columns = g_strsplit (line, "\t", N_COLUMNS + 1);

  if (g_strv_length (columns) != N_COLUMNS
      || !peer_queue_parse_number (columns[COLUMN_NUMBER], 1, WIRE_NUMBER_MAX, &row->number)
      || !peer_queue_parse_number (columns[COLUMN_ROUNDS], 0, MAX_ROUNDS, &row->n_rounds)
      || !peer_queue_parse_choice (columns, row)
      || strlen (columns[COLUMN_TITLE]) > WIRE_TITLE_MAX_BYTES
      || !wire_text_is_clean (columns[COLUMN_TITLE], strlen (columns[COLUMN_TITLE]))
      || !wire_text_is_clean (columns[COLUMN_MESSAGE], strlen (columns[COLUMN_MESSAGE])))
    return FALSE;

  row->is_failed = g_str_equal (columns[COLUMN_STATE], "failed");
  row->title = g_strdup (columns[COLUMN_TITLE]);
  row->message = g_strdup (columns[COLUMN_MESSAGE]);
  return row->is_failed || g_str_equal (columns[COLUMN_STATE], "waiting");
}

PeerQueue *
peer_queue_parse (const char *bytes, gsize length)
{
  g_autoptr (PeerQueue) queue = peer_queue_new ();
  g_autofree char *text = g_strndup (bytes, length);
  g_auto (GStrv) lines = g_strsplit (text, "\n", PEER_QUEUE_MAX_ROWS + 5);
  guint n_lines = g_strv_length (lines);
  g_autofree char *last = NULL;

  /* The first two, the rows, the last, and nothing behind its line end. */
  if (strlen (text) != length || n_lines < 4 || n_lines > PEER_QUEUE_MAX_ROWS + 4
      || !g_str_equal (lines[0], FIRST_LINE) || *lines[n_lines - 1] != '\0')
    return NULL;
  last = g_strdup_printf ("end %u", n_lines - 4);
  if (!g_str_equal (lines[n_lines - 2], last))
    return NULL;

  queue->is_paused = g_str_equal (lines[1], "paused");
  if (!queue->is_paused && !g_str_equal (lines[1], "running"))
    return NULL;
  for (guint i = 2; i < n_lines - 2; i++)
    if (!peer_queue_parse_row (lines[i], peer_queue_add (queue)))
      return NULL;
  return g_steal_pointer (&queue);
}

/* NULL: it is there and is not one. */
static PeerQueue *
peer_queue_file_read (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  struct stat status;

  if (lstat (path, &status) != 0)
    return errno == ENOENT ? peer_queue_new () : NULL;
  if (!S_ISREG (status.st_mode) || status.st_size > PEER_QUEUE_MAX_BYTES
      || !g_file_get_contents (path, &bytes, &length, NULL))
    return NULL;

  return peer_queue_parse (bytes, length);
}

static void
peer_queue_file_write_func (gpointer data, gpointer user_data)
{
  PeerQueueFile *file = user_data;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *text;

  g_mutex_lock (&file->lock);
  bytes = g_steal_pointer (&file->next);
  g_mutex_unlock (&file->lock);
  if (bytes == NULL)
    return;

  /* In vain on a full disk: the next change tries again, and what was there stays whole. */
  text = g_bytes_get_data (bytes, &length);
  g_file_set_contents_full (file->path, text, (gssize) length,
                            G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, NULL);
}

static int
peer_queue_file_lock (const char *path)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  g_mkdir_with_parents (folder, 0700);
  fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  close (fd);
  return -1;
}

PeerQueueFile *
peer_queue_file_open (const char *path, PeerQueue **queue, GError **error)
{
  int lock_fd = peer_queue_file_lock (path);
  PeerQueueFile *file;

  if (lock_fd < 0)
    return NULL;

  file = g_new0 (PeerQueueFile, 1);
  file->path = g_strdup (path);
  file->lock_fd = lock_fd;
  g_mutex_init (&file->lock);
  file->writer = g_thread_pool_new (peer_queue_file_write_func, file, 1, FALSE, NULL);

  *queue = peer_queue_file_read (path);
  if (*queue == NULL)
    {
      g_autofree char *aside = g_strconcat (path, ".damaged", NULL);

      g_rename (path, aside);
      *queue = peer_queue_new ();
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("The list of your downloads was damaged and cannot be read. It was put aside as %s, and begins anew."),
                   aside);
    }
  return file;
}

void
peer_queue_file_write (PeerQueueFile *file, GBytes *bytes)
{
  g_mutex_lock (&file->lock);
  g_clear_pointer (&file->next, g_bytes_unref);
  file->next = g_bytes_ref (bytes);
  g_mutex_unlock (&file->lock);
  g_thread_pool_push (file->writer, file, NULL);
}

void
peer_queue_file_free (PeerQueueFile *file)
{
  g_thread_pool_free (file->writer, FALSE, TRUE);
  close (file->lock_fd); /* and with it the lock */
  g_clear_pointer (&file->next, g_bytes_unref);
  g_mutex_clear (&file->lock);
  g_free (file->path);
  g_free (file);
}

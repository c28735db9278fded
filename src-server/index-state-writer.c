/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-state-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define INDEX_STATE_BLOCK_BYTES (64u * 1024u)

struct _IndexStateWriter
{
  int fd;
  GByteArray *buffer;
  guint64 n_written; /* without the head */
  guint64 sum;
  int saved_errno;
};

static void
index_state_append_number (GByteArray *bytes, guint64 number, guint n_bytes)
{
  guint64 word = GUINT64_TO_LE (number);

  g_byte_array_append (bytes, (const guint8 *) &word, n_bytes);
}

static void
index_state_append_slice (GByteArray *bytes, WireSlice slice)
{
  index_state_append_number (bytes, slice.length, 4);
  if (slice.length > 0)
    g_byte_array_append (bytes, (const guint8 *) slice.data, slice.length);
}

static void
index_state_append_member (GByteArray *bytes, const IndexStateMember *member)
{
  g_byte_array_append (bytes, member->address.bytes, sizeof member->address.bytes);
  index_state_append_number (bytes, member->address.scope_id, 4);
  index_state_append_number (bytes, member->port, 2);
  index_state_append_number (bytes, member->is_lease != FALSE, 1);
  index_state_append_number (bytes, member->last_usec, 8);
  g_byte_array_append (bytes, member->token, sizeof member->token);
  index_state_append_slice (bytes, member->host);
}

static void
index_state_append_record (GByteArray *bytes, const IndexStateRecord *record)
{
  guint flags = (record->has_size ? INDEX_STATE_HAS_SIZE : 0) | (record->digest.is_known ? INDEX_STATE_HAS_DIGEST : 0);

  index_state_append_number (bytes, record->record, 4);
  index_state_append_number (bytes, record->member, 4);
  index_state_append_number (bytes, record->number, 4);
  index_state_append_slice (bytes, record->title);
  index_state_append_number (bytes, flags, 1);
  if (record->has_size)
    index_state_append_number (bytes, record->size_bytes, 8);
  if (record->digest.is_known)
    g_byte_array_append (bytes, record->digest.bytes, WIRE_DIGEST_BYTES);
}

static guint
index_state_gather_flags (const IndexStateConnection *connection)
{
  return (connection->dialect.is_crlf ? INDEX_STATE_CRLF : 0)
         | (connection->dialect.has_closing_line ? INDEX_STATE_CLOSING_LINE : 0)
         | (connection->dialect.has_tight_colon ? INDEX_STATE_TIGHT_COLON : 0)
         | (connection->dialect.wants_bare_numbers ? INDEX_STATE_BARE_NUMBERS : 0)
         | (connection->dialect.has_old_version_word ? INDEX_STATE_OLD_VERSION_WORD : 0)
         | (connection->is_watching ? INDEX_STATE_WATCHING : 0)
         | (connection->is_introduced ? INDEX_STATE_INTRODUCED : 0) | (connection->has_asked ? INDEX_STATE_ASKED : 0)
         | (connection->is_listing ? INDEX_STATE_LISTING : 0) | (connection->is_doubted ? INDEX_STATE_DOUBTED : 0);
}

static void
index_state_append_connection (GByteArray *bytes, const IndexStateConnection *connection)
{
  index_state_append_number (bytes, connection->member, 4);
  index_state_append_number (bytes, connection->record, 4);
  index_state_append_number (bytes, connection->place, 4);
  index_state_append_number (bytes, connection->last_usec, 8);
  index_state_append_number (bytes, connection->requests_usec, 8);
  index_state_append_number (bytes, connection->classic_lists_usec, 8);
  index_state_append_slice (bytes, connection->match);
  index_state_append_slice (bytes, connection->input);
  index_state_append_slice (bytes, connection->output);
  index_state_append_number (bytes, index_state_gather_flags (connection), 2);
}

static void
index_state_writer_put (IndexStateWriter *writer, const guint8 *bytes, gsize length, goffset offset)
{
  while (length > 0 && writer->saved_errno == 0)
    {
      gssize n_written = pwrite (writer->fd, bytes, length, offset);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written <= 0)
        {
          writer->saved_errno = n_written < 0 ? errno : ENOSPC;
          return;
        }
      bytes += n_written;
      length -= n_written;
      offset += n_written;
    }
}

static void
index_state_writer_flush (IndexStateWriter *writer, gsize length)
{
  writer->sum = index_state_sum (writer->sum, writer->buffer->data, length);
  index_state_writer_put (writer, writer->buffer->data, length, INDEX_STATE_HEAD_BYTES + writer->n_written);
  writer->n_written += length;
  g_byte_array_remove_range (writer->buffer, 0, length);
}

static void
index_state_append_fields (GByteArray *bytes, const IndexStateItem *item)
{
  switch (item->kind)
    {
    case INDEX_STATE_MEMBER:
      index_state_append_member (bytes, &item->member);
      break;
    case INDEX_STATE_RECORD:
      index_state_append_record (bytes, &item->record);
      break;
    case INDEX_STATE_CHANGES:
      index_state_append_slice (bytes, item->changes.numbers);
      index_state_append_number (bytes, item->changes.n_told, 4);
      break;
    case INDEX_STATE_CONNECTION:
      index_state_append_connection (bytes, &item->connection);
      break;
    case INDEX_STATE_END:
    default:
      break;
    }
}

/* Public */

IndexStateWriter *
index_state_writer_new (int fd)
{
  IndexStateWriter *writer = g_new0 (IndexStateWriter, 1);

  writer->fd = fd;
  writer->buffer = g_byte_array_sized_new (2 * INDEX_STATE_BLOCK_BYTES);
  writer->sum = INDEX_STATE_SUM_SEED;
  return writer;
}

void
index_state_writer_add (IndexStateWriter *writer, const IndexStateItem *item)
{
  guint32 length;
  guint start;

  index_state_append_number (writer->buffer, item->kind, 1);
  index_state_append_number (writer->buffer, 0, sizeof length);
  start = writer->buffer->len;
  index_state_append_fields (writer->buffer, item);
  length = GUINT32_TO_LE (writer->buffer->len - start);
  memcpy (writer->buffer->data + start - sizeof length, &length, sizeof length);
  if (writer->buffer->len >= INDEX_STATE_BLOCK_BYTES)
    index_state_writer_flush (writer, writer->buffer->len / INDEX_STATE_BLOCK_BYTES * INDEX_STATE_BLOCK_BYTES);
}

gboolean
index_state_writer_finish (IndexStateWriter *writer, GError **error)
{
  const IndexStateItem end = { .kind = INDEX_STATE_END };
  g_autoptr (GByteArray) head = g_byte_array_new ();
  int saved_errno;

  index_state_writer_add (writer, &end);
  index_state_writer_flush (writer, writer->buffer->len);
  g_byte_array_append (head, (const guint8 *) INDEX_STATE_MAGIC, sizeof INDEX_STATE_MAGIC - 1);
  index_state_append_number (head, INDEX_STATE_VERSION, 4);
  index_state_append_number (head, INDEX_STATE_OLDEST_VERSION, 4);
  index_state_append_number (head, writer->n_written, 8);
  index_state_append_number (head, index_state_sum_head (writer->sum, head->data), 8);
  g_assert (head->len == INDEX_STATE_HEAD_BYTES);
  index_state_writer_put (writer, head->data, head->len, 0);

  saved_errno = writer->saved_errno;
  g_byte_array_unref (writer->buffer);
  g_free (writer);
  if (saved_errno == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "Cannot write down the state: %s",
               g_strerror (saved_errno));
  return FALSE;
}

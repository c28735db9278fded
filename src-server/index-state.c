/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-state.h"

#include "index-state-private.h"

#include "wire-limits.h"

#include <string.h>

G_STATIC_ASSERT (WIRE_DIGEST_BYTES == 32);

/* A reader of bytes that somebody else wrote: past their end it gives zeros, and remembers. */
typedef struct
{
  const guint8 *at;
  gsize left;
  gboolean is_short;
  gboolean is_older; /* may end before a field */
  gboolean is_newer; /* may hold more than is known */
} IndexCursor;

struct _IndexState
{
  GBytes *bytes;
  IndexCursor cursor;
  guint n_members;
  guint n_records;
  guint n_connections;
};

/* What has been seen, while checking. */
typedef struct
{
  GHashTable *keys;   /* address and port */
  GHashTable *tokens;
  GByteArray *is_taken; /* a byte a member: on a lease, or a connection's */
  IndexStateKind last_kind;
  guint32 last_record;
  guint32 n_changes;
} IndexStateCheck;

guint64
index_state_sum (guint64 sum, const guint8 *bytes, gsize length)
{
  for (; length > 0; bytes += MIN (length, 8), length -= MIN (length, 8))
    {
      guint64 word = 0;

      memcpy (&word, bytes, MIN (length, 8));
      /* Each step can be undone, so that one changed word always gives another sum. */
      sum = (sum ^ GUINT64_FROM_LE (word)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      sum ^= sum >> 29;
    }
  return sum;
}

guint64
index_state_sum_all (const guint8 *head, const guint8 *items, gsize length)
{
  return index_state_sum_head (index_state_sum (INDEX_STATE_SUM_SEED, items, length), head);
}

guint64
index_state_sum_head (guint64 sum, const guint8 *head)
{
  return index_state_sum (sum, head, INDEX_STATE_HEAD_BYTES - sizeof sum);
}

/* The cursor */

static const guint8 *
index_cursor_take (IndexCursor *cursor, gsize length)
{
  const guint8 *bytes = cursor->at;

  if (length > cursor->left)
    {
      cursor->is_short = !(cursor->is_older && cursor->left == 0) || cursor->is_short;
      cursor->left = 0;
      return NULL;
    }
  cursor->at += length;
  cursor->left -= length;
  return bytes;
}

static guint64
index_cursor_take_number (IndexCursor *cursor, gsize n_bytes)
{
  const guint8 *bytes = index_cursor_take (cursor, n_bytes);
  guint64 number = 0;

  for (gsize i = 0; bytes != NULL && i < n_bytes; i++)
    number |= (guint64) bytes[i] << 8 * i;
  return number;
}

static void
index_cursor_take_bytes (IndexCursor *cursor, gpointer into, gsize length)
{
  const guint8 *bytes = index_cursor_take (cursor, length);

  if (bytes != NULL)
    memcpy (into, bytes, length);
}

static WireSlice
index_cursor_take_slice (IndexCursor *cursor)
{
  gsize length = index_cursor_take_number (cursor, 4);
  const guint8 *bytes = index_cursor_take (cursor, length);

  return (WireSlice) { (const char *) bytes, bytes != NULL ? length : 0 };
}

static void
index_cursor_check_flags (IndexCursor *cursor, guint flags, guint known)
{
  if ((flags & ~known) != 0 && !cursor->is_newer)
    cursor->is_short = TRUE;
}

/* Items */

static void
index_state_take_member (IndexCursor *cursor, IndexStateMember *member)
{
  index_cursor_take_bytes (cursor, member->address.bytes, sizeof member->address.bytes);
  member->address.scope_id = index_cursor_take_number (cursor, 4);
  member->port = index_cursor_take_number (cursor, 2);
  member->is_lease = index_cursor_take_number (cursor, 1);
  member->last_usec = index_cursor_take_number (cursor, 8);
  index_cursor_take_bytes (cursor, member->token, sizeof member->token);
  member->host = index_cursor_take_slice (cursor);
}

static void
index_state_take_record (IndexCursor *cursor, IndexStateRecord *record)
{
  guint flags;

  record->record = index_cursor_take_number (cursor, 4);
  record->member = index_cursor_take_number (cursor, 4);
  record->number = index_cursor_take_number (cursor, 4);
  record->title = index_cursor_take_slice (cursor);
  flags = index_cursor_take_number (cursor, 1);
  record->has_size = (flags & INDEX_STATE_HAS_SIZE) != 0;
  record->digest.is_known = (flags & INDEX_STATE_HAS_DIGEST) != 0;
  if (record->has_size)
    record->size_bytes = index_cursor_take_number (cursor, 8);
  if (record->digest.is_known)
    index_cursor_take_bytes (cursor, record->digest.bytes, WIRE_DIGEST_BYTES);
  index_cursor_check_flags (cursor, flags, INDEX_STATE_HAS_SIZE | INDEX_STATE_HAS_DIGEST);
}

static void
index_state_take_connection (IndexCursor *cursor, IndexStateConnection *connection)
{
  guint flags;

  connection->member = index_cursor_take_number (cursor, 4);
  connection->record = index_cursor_take_number (cursor, 4);
  connection->place = index_cursor_take_number (cursor, 4);
  connection->last_usec = index_cursor_take_number (cursor, 8);
  connection->requests_usec = index_cursor_take_number (cursor, 8);
  connection->classic_lists_usec = index_cursor_take_number (cursor, 8);
  connection->match = index_cursor_take_slice (cursor);
  connection->input = index_cursor_take_slice (cursor);
  connection->output = index_cursor_take_slice (cursor);
  flags = index_cursor_take_number (cursor, 2);
  connection->dialect.is_crlf = (flags & INDEX_STATE_CRLF) != 0;
  connection->dialect.has_closing_line = (flags & INDEX_STATE_CLOSING_LINE) != 0;
  connection->dialect.has_tight_colon = (flags & INDEX_STATE_TIGHT_COLON) != 0;
  connection->dialect.wants_bare_numbers = (flags & INDEX_STATE_BARE_NUMBERS) != 0;
  connection->dialect.has_old_version_word = (flags & INDEX_STATE_OLD_VERSION_WORD) != 0;
  connection->is_watching = (flags & INDEX_STATE_WATCHING) != 0;
  connection->is_introduced = (flags & INDEX_STATE_INTRODUCED) != 0;
  connection->has_asked = (flags & INDEX_STATE_ASKED) != 0;
  connection->is_listing = (flags & INDEX_STATE_LISTING) != 0;
  connection->is_doubted = (flags & INDEX_STATE_DOUBTED) != 0;
  index_cursor_check_flags (cursor, flags, INDEX_STATE_ALL_FLAGS);
}

static void
index_state_take_fields (IndexCursor *cursor, IndexStateItem *item)
{
  switch (item->kind)
    {
    case INDEX_STATE_MEMBER:
      index_state_take_member (cursor, &item->member);
      break;
    case INDEX_STATE_RECORD:
      index_state_take_record (cursor, &item->record);
      break;
    case INDEX_STATE_CHANGES:
      item->changes.numbers = index_cursor_take_slice (cursor);
      item->changes.n_told = index_cursor_take_number (cursor, 4);
      break;
    case INDEX_STATE_CONNECTION:
      index_state_take_connection (cursor, &item->connection);
      break;
    case INDEX_STATE_END:
    default:
      break;
    }
}

static gboolean
index_state_take_item (IndexCursor *cursor, IndexStateItem *item)
{
  do
    {
      IndexCursor fields = { .is_older = cursor->is_older, .is_newer = cursor->is_newer };

      memset (item, 0, sizeof *item);
      if (cursor->left < INDEX_STATE_ITEM_HEAD_BYTES)
        return FALSE;
      item->kind = index_cursor_take_number (cursor, 1);
      fields.left = index_cursor_take_number (cursor, 4);
      fields.at = index_cursor_take (cursor, fields.left);
      if (fields.at == NULL)
        return FALSE;
      index_state_take_fields (&fields, item);
      if (fields.is_short || (fields.left > 0 && !cursor->is_newer))
        return FALSE;
    }
  while (item->kind > INDEX_STATE_CONNECTION && cursor->is_newer);
  return item->kind <= INDEX_STATE_CONNECTION;
}

/* Checks: NULL, or what is wrong */

static const char *
index_state_check_member (IndexStateCheck *check, const IndexStateMember *member)
{
  struct { NetAddress address; guint32 port; } key = { member->address, member->port };
  guint8 is_taken = member->is_lease;

  if (member->port < WIRE_PORT_MIN || member->last_usec < 0)
    return "a member's port or lease";
  if (member->host.length == 0 || member->host.length > INDEX_STATE_HOST_MAX_BYTES
      || !wire_text_is_clean (member->host.data, member->host.length))
    return "a member's name";
  if (!g_hash_table_add (check->keys, g_bytes_new (&key, sizeof key))
      || !g_hash_table_add (check->tokens, g_bytes_new (member->token, sizeof member->token)))
    return "a member that is there twice";
  g_byte_array_append (check->is_taken, &is_taken, 1);
  return NULL;
}

static const char *
index_state_check_record (IndexStateCheck *check, const IndexStateRecord *record)
{
  if (record->record <= check->last_record || record->record > INDEX_STATE_RECORD_MAX)
    return "a record's place";
  if (record->member == 0 || record->member > check->is_taken->len)
    return "a record's member";
  if (record->number == 0 || record->number > WIRE_NUMBER_MAX)
    return "a record's number";
  if (record->title.length > WIRE_TITLE_MAX_BYTES || !wire_text_is_clean (record->title.data, record->title.length))
    return "a record's title";
  check->last_record = record->record;
  return NULL;
}

static const char *
index_state_check_changes (IndexStateCheck *check, const IndexStateChanges *changes)
{
  guint n_changes = changes->numbers.length / 4;

  if (changes->numbers.length % 4 != 0 || changes->n_told > n_changes)
    return "the changes";
  for (guint i = 0; i < n_changes; i++)
    {
      guint32 number = index_state_get_change (changes, i);

      if (number == 0 || number > WIRE_NUMBER_MAX)
        return "the changes";
    }
  check->n_changes = n_changes;
  return NULL;
}

static const char *
index_state_check_connection (IndexStateCheck *check, const IndexStateConnection *connection)
{
  if (connection->member > check->is_taken->len)
    return "a connection's member";
  if (connection->member != 0 && check->is_taken->data[connection->member - 1]++ != 0)
    return "a member of two connections";
  if (connection->place > check->n_changes || connection->match.length > WIRE_MATCH_MAX_BYTES
      || !wire_text_is_clean (connection->match.data, connection->match.length))
    return "a watcher";
  if (connection->last_usec < 0 || connection->requests_usec < 0 || connection->classic_lists_usec < 0)
    return "a connection's times";
  if (connection->input.length > INDEX_STATE_INPUT_MAX_BYTES || connection->output.length > INDEX_STATE_OUTPUT_MAX_BYTES)
    return "a connection's bytes";
  return NULL;
}

static const char *
index_state_check_item (IndexState *state, IndexStateCheck *check, const IndexStateItem *item)
{
  if (item->kind < check->last_kind || (item->kind == INDEX_STATE_CHANGES && check->last_kind == INDEX_STATE_CHANGES))
    return "the order";
  check->last_kind = item->kind;
  switch (item->kind)
    {
    case INDEX_STATE_MEMBER:
      state->n_members++;
      return index_state_check_member (check, &item->member);
    case INDEX_STATE_RECORD:
      state->n_records++;
      return index_state_check_record (check, &item->record);
    case INDEX_STATE_CHANGES:
      return index_state_check_changes (check, &item->changes);
    case INDEX_STATE_CONNECTION:
      state->n_connections++;
      return index_state_check_connection (check, &item->connection);
    case INDEX_STATE_END:
    default:
      return NULL;
    }
}

static const char *
index_state_check_items (IndexState *state, IndexStateCheck *check)
{
  IndexCursor cursor = state->cursor;

  for (;;)
    {
      IndexStateItem item;
      const char *wrong = NULL;

      if (!index_state_take_item (&cursor, &item))
        return "an item";
      if (item.kind == INDEX_STATE_END)
        return cursor.left == 0 ? NULL : "bytes after the end";
      wrong = index_state_check_item (state, check, &item);
      if (wrong != NULL)
        return wrong;
    }
}

static const char *
index_state_check_head (IndexState *state)
{
  IndexCursor *cursor = &state->cursor;
  const guint8 *head = cursor->at;
  const guint8 *magic = index_cursor_take (cursor, sizeof INDEX_STATE_MAGIC - 1);
  guint32 version = index_cursor_take_number (cursor, 4);
  guint32 oldest_version = index_cursor_take_number (cursor, 4);
  guint64 length = index_cursor_take_number (cursor, 8);
  guint64 sum = index_cursor_take_number (cursor, 8);

  if (magic == NULL || memcmp (magic, INDEX_STATE_MAGIC, sizeof INDEX_STATE_MAGIC - 1) != 0)
    return "the first bytes";
  if (version < INDEX_STATE_OLDEST_VERSION || oldest_version > INDEX_STATE_VERSION)
    return "the version, which is another";
  if (cursor->is_short || length != cursor->left)
    return "the length";
  if (index_state_sum_all (head, cursor->at, cursor->left) != sum)
    return "the checksum";
  cursor->is_older = version < INDEX_STATE_VERSION;
  cursor->is_newer = version > INDEX_STATE_VERSION;
  return NULL;
}

/* Public */

IndexState *
index_state_load (GBytes *bytes, GError **error)
{
  IndexState *state = g_new0 (IndexState, 1);
  IndexStateCheck check = {
    .keys = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL),
    .tokens = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL),
    .is_taken = g_byte_array_new (),
  };
  const char *wrong = NULL;

  state->bytes = g_bytes_ref (bytes);
  state->cursor.at = g_bytes_get_data (bytes, &state->cursor.left);
  wrong = index_state_check_head (state);
  if (wrong == NULL)
    wrong = index_state_check_items (state, &check);
  g_hash_table_unref (check.keys);
  g_hash_table_unref (check.tokens);
  g_byte_array_unref (check.is_taken);

  if (wrong == NULL)
    return state;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not as it should be", wrong);
  index_state_free (state);
  return NULL;
}

void
index_state_free (IndexState *state)
{
  g_bytes_unref (state->bytes);
  g_free (state);
}

guint
index_state_get_n_members (const IndexState *state)
{
  return state->n_members;
}

guint
index_state_get_n_records (const IndexState *state)
{
  return state->n_records;
}

guint
index_state_get_n_connections (const IndexState *state)
{
  return state->n_connections;
}

gboolean
index_state_next (IndexState *state, IndexStateItem *item)
{
  return index_state_take_item (&state->cursor, item) && item->kind != INDEX_STATE_END;
}

guint32
index_state_get_change (const IndexStateChanges *changes, guint i)
{
  guint32 number;

  memcpy (&number, changes->numbers.data + 4 * (gsize) i, sizeof number);
  return GUINT32_FROM_LE (number);
}

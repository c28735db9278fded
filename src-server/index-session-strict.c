/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-session-private.h"

#include "index-listing.h"

#include "wire-response.h"

#include <string.h>

/* P2P-CI/1.1: every answer says its length, so the body is made first. */

/* Looking through many entries for a few counts as more requests than one. */
#define INDEX_ENTRIES_PER_REQUEST 256u

#define INDEX_CURSOR_RADIX 16

static void
index_strict_send (IndexSession *session, WireResponse *response, IndexAnswer *answer)
{
  GString *body = session->service->body;

  answer->status = response->status;
  response->version = WIRE_VERSION_1_1;
  response->has_content_length = TRUE;
  response->content_length = body->len;
  /* Nearly all answers are such. */
  if (response->status == WIRE_STATUS_OK && response->next.length == 0 && response->session.length == 0)
    index_rows_append_head (response->has_total, response->total, body->len, answer->output);
  else
    wire_response_append (response, answer->output);
  if (body->len > 0)
    g_string_append_len (answer->output, body->str, body->len);
}

/* TRUE while another row surely fits on the page. */
static gboolean
index_strict_has_room (IndexSession *session)
{
  return session->service->body->len + INDEX_ROW_MAX_BYTES <= WIRE_PAGE_MAX_BYTES;
}

/* What is already made is given; the next request waits for it. */
static void
index_strict_charge (IndexSession *session, guint32 n_entries_seen, IndexAnswer *answer)
{
  index_session_charge (session,
                        session->service->body->len / INDEX_BYTES_PER_REQUEST
                            + n_entries_seen / INDEX_ENTRIES_PER_REQUEST,
                        answer);
}

static void
index_strict_append_record (IndexSession *session, guint32 record)
{
  char address[NET_ADDRESS_MAX_TEXT];
  const char *loopback_address = NULL;
  IndexRecordView view;

  index_catalog_view (session->service->catalog, record, &view);
  /* Hardly any row needs it, so that it is not written out for each request. */
  if (view.holder->is_loopback)
    loopback_address = index_session_get_loopback_address (session, address);
  index_rows_append_record (&view, loopback_address, session->service->body);
}

/* ADD: join with the first, then the record */

static void
index_strict_append_own_row (IndexSession *session, const WireRequest *request)
{
  IndexService *service = session->service;
  IndexContent content;
  IndexRecordView view = {
    .number = request->number,
    .title = request->title,
    .holder = index_catalog_get_holder (service->catalog, session->member->holder),
    .content = &content,
  };
  char address[NET_ADDRESS_MAX_TEXT];

  index_content_init (&content, request->has_size, request->size_bytes, &request->digest);
  index_rows_append_record (&view, index_session_get_loopback_address (session, address), service->body);
}

static void
index_strict_add (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  WireResponse response = { .status = WIRE_STATUS_BAD_REQUEST };
  IndexMember *member = NULL;
  char token[INDEX_TOKEN_HEX + 1];
  char address[NET_ADDRESS_MAX_TEXT];

  if (request->object == WIRE_OBJECT_RFC && request->title.length > 0)
    response.status = index_session_join (session, request->host, request->port, FALSE, &member);
  if (response.status == WIRE_STATUS_OK)
    response.status = index_session_add (session, member, request);
  if (response.status == WIRE_STATUS_OK)
    index_strict_append_own_row (session, request);
  if (session->member != NULL && !session->is_introduced)
    {
      index_member_format_token (session->member, token);
      response.session = wire_slice_from_string (token);
      response.your_address = wire_slice_from_string (net_address_to_string (&session->address, address));
      session->is_introduced = TRUE;
    }
  index_strict_send (session, &response, answer);
}

static void
index_strict_remove (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  WireResponse response = { .status = WIRE_STATUS_NOT_FOUND };

  if (request->object != WIRE_OBJECT_RFC)
    response.status = WIRE_STATUS_BAD_REQUEST;
  else if (session->member != NULL
           && index_catalog_remove (session->service->catalog, session->member->holder, request->number))
    response.status = WIRE_STATUS_OK;
  index_strict_send (session, &response, answer);
}

static void
index_strict_lookup (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexCatalog *catalog = session->service->catalog;
  const IndexEntry *entry = index_catalog_find (catalog, request->number);
  guint32 limit = request->has_limit ? request->limit : WIRE_LOOKUP_DEFAULT_LIMIT;
  WireResponse response = { .status = WIRE_STATUS_OK, .has_total = TRUE };
  guint32 record, n_records;

  if (request->object != WIRE_OBJECT_RFC || entry == NULL)
    {
      response.has_total = FALSE;
      response.status = request->object != WIRE_OBJECT_RFC ? WIRE_STATUS_BAD_REQUEST : WIRE_STATUS_NOT_FOUND;
      index_strict_send (session, &response, answer);
      return;
    }

  index_catalog_prefetch_row (catalog, entry);
  response.total = entry->n_records;
  /* More than fit on a page would be turned over for nothing. */
  limit = MIN (limit, WIRE_PAGE_MAX_BYTES / 32);
  record = index_catalog_take_turn (catalog, entry, limit, &n_records);
  for (guint32 i = 0; i < n_records && index_strict_has_room (session); i++)
    {
      index_strict_append_record (session, record);
      record = index_catalog_next_in_turn (catalog, entry, record);
    }
  index_strict_charge (session, 0, answer);
  index_strict_send (session, &response, answer);
}

/* Lists */

static gboolean
index_strict_parse_record_cursor (WireSlice after, guint32 *record)
{
  char text[WIRE_CURSOR_MAX_BYTES + 1];
  guint64 value = 0;

  if (after.length == 0)
    return TRUE;
  if (after.length > WIRE_CURSOR_MAX_BYTES || after.data[0] != 'r')
    return FALSE;
  memcpy (text, after.data + 1, after.length - 1);
  text[after.length - 1] = '\0';
  if (!g_ascii_string_to_unsigned (text, INDEX_CURSOR_RADIX, 1, G_MAXUINT32 - 1, &value, NULL))
    return FALSE;
  *record = value;
  return TRUE;
}

static void
index_strict_list_records (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexCatalog *catalog = session->service->catalog;
  WireResponse response = { .status = WIRE_STATUS_OK, .has_total = TRUE };
  guint32 left = request->has_limit ? request->limit : G_MAXUINT32;
  guint32 record = 0, next;
  char cursor[WIRE_CURSOR_MAX_BYTES + 1];

  if (!index_strict_parse_record_cursor (request->after, &record))
    {
      index_session_refuse (session, request, WIRE_STATUS_BAD_REQUEST, answer);
      return;
    }

  response.total = index_catalog_get_n_records (catalog);
  next = index_catalog_next_record (catalog, record);
  for (; next != 0 && left > 0 && index_strict_has_room (session); left--)
    {
      index_strict_append_record (session, next);
      record = next;
      next = index_catalog_next_record (catalog, record);
    }
  if (next != 0 && record != 0)
    {
      g_snprintf (cursor, sizeof cursor, "r%x", record);
      response.next = wire_slice_from_string (cursor);
    }
  index_strict_charge (session, 0, answer);
  index_strict_send (session, &response, answer);
}

static void
index_strict_list_entries (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexService *service = session->service;
  WireResponse response = { .status = WIRE_STATUS_OK, .has_total = TRUE };
  const IndexEntry *entry = NULL;
  gboolean has_more = FALSE;
  gboolean is_in_order = request->match.length == 0 && request->sort == WIRE_SORT_NUMBER;
  char cursor[WIRE_CURSOR_MAX_BYTES + 1];
  guint i = 0;

  if (!index_listing_run (service->catalog, request, service->entries, &response.total, &has_more))
    {
      index_session_refuse (session, request, WIRE_STATUS_BAD_REQUEST, answer);
      return;
    }

  for (; i < service->entries->len && index_strict_has_room (session); i++)
    {
      entry = index_catalog_get_entry (service->catalog, g_array_index (service->entries, guint32, i));
      index_rows_append_entry (service->catalog, entry, service->body);
    }
  if ((has_more || i < service->entries->len) && entry != NULL)
    {
      index_listing_format_cursor (request->sort, entry, cursor);
      response.next = wire_slice_from_string (cursor);
    }
  index_strict_charge (session, is_in_order ? 0 : response.total, answer);
  index_strict_send (session, &response, answer);
}

static void
index_strict_list (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  if (request->object == WIRE_OBJECT_ALL)
    index_strict_list_records (session, request, answer);
  else if (request->object == WIRE_OBJECT_RFCS)
    index_strict_list_entries (session, request, answer);
  else
    index_session_refuse (session, request, WIRE_STATUS_BAD_REQUEST, answer);
}

/* A second WATCH takes the place of the first. */
static void
index_strict_watch (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexWatchers *watchers = session->service->watchers;
  WireResponse response = { .status = WIRE_STATUS_BAD_REQUEST };

  if (request->object == WIRE_OBJECT_RFCS)
    {
      if (session->watcher != NULL)
        index_watchers_remove (watchers, session->watcher);
      session->watcher = index_watchers_add (watchers, request->match, session);
      response.status = session->watcher != NULL ? WIRE_STATUS_OK : WIRE_STATUS_UNAVAILABLE;
    }
  index_strict_send (session, &response, answer);
}

static void
index_strict_say (IndexSession *session, WireStatus status, IndexAnswer *answer)
{
  WireResponse response = { .status = status };

  index_strict_send (session, &response, answer);
}

void
index_session_answer_strict (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  g_string_truncate (session->service->body, 0);
  switch (request->method)
    {
    case WIRE_METHOD_ADD:
      index_strict_add (session, request, answer);
      break;
    case WIRE_METHOD_REMOVE:
      index_strict_remove (session, request, answer);
      break;
    case WIRE_METHOD_LOOKUP:
      index_strict_lookup (session, request, answer);
      break;
    case WIRE_METHOD_LIST:
      index_strict_list (session, request, answer);
      break;
    case WIRE_METHOD_WATCH:
      index_strict_watch (session, request, answer);
      break;
    case WIRE_METHOD_PING:
      index_strict_say (session, WIRE_STATUS_OK, answer);
      break;
    case WIRE_METHOD_LEAVE:
      index_session_leave (session);
      index_strict_say (session, WIRE_STATUS_OK, answer);
      answer->wants_close = TRUE;
      break;
    case WIRE_METHOD_UNKNOWN:
    case WIRE_METHOD_JOIN:
    case WIRE_METHOD_CONNECT:
    case WIRE_METHOD_GET:
    default:
      index_strict_say (session, WIRE_STATUS_BAD_REQUEST, answer);
      break;
    }
}

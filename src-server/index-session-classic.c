/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-session-private.h"

/* P2P-CI/1.0: no lengths, so answers are written as they come; wire-dialect knows what they look like. */

/* So much of an answer is made before the reader has to take some: an answer up to this leaves in one piece, because
 * some old clients read only once. */
#define INDEX_CLASSIC_TURN_BYTES (64u * 1024u)

/* A lookup of so many holders is written at once, without a walk that others' changes would have to look after. */
#define INDEX_CLASSIC_SHORT_LOOKUP 256u

#define INDEX_CLASSIC_LIST_BURST 8u

static void
index_classic_say (const WireRequest *request, const char *note, IndexAnswer *answer)
{
  answer->status = WIRE_STATUS_OK;
  wire_dialect_append_status (request->dialect, WIRE_STATUS_OK, answer->output);
  wire_dialect_append_note (request->dialect, note, answer->output);
  wire_dialect_append_end (request->dialect, answer->output);
}

/* The member that this connection is, or the one on a lease that its Host and Port name. NULL when there is none, or
 * when they name somebody else: nobody acts on another's records. */
static IndexMember *
index_classic_find_member (IndexSession *session, const WireRequest *request)
{
  IndexService *service = session->service;
  IndexMember *member = NULL;

  if (session->member != NULL)
    {
      gboolean is_other = (request->port != 0 && request->port != session->member->port)
                          || (request->host.length > 0
                              && !index_members_has_host (service->members, session->member, request->host));

      return is_other ? NULL : session->member;
    }
  if (request->port != 0)
    member = index_members_find (service->members, &session->address, request->port);
  if (member == NULL || member->owner != NULL || !index_members_has_host (service->members, member, request->host))
    return NULL;
  index_members_touch (service->members, member, service->now_usec);
  return member;
}

static void
index_classic_add (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexMember *member = index_classic_find_member (session, request);
  WireStatus status = WIRE_STATUS_OK;

  if (request->object != WIRE_OBJECT_RFC)
    status = WIRE_STATUS_BAD_REQUEST;
  else if (member == NULL)
    status = index_session_join (session, request->host, request->port, FALSE, &member);
  if (status == WIRE_STATUS_OK)
    status = index_session_add (session, member, request);
  if (status != WIRE_STATUS_OK)
    {
      index_session_refuse (session, request, status, answer);
      return;
    }

  answer->status = WIRE_STATUS_OK;
  wire_dialect_append_status (request->dialect, WIRE_STATUS_OK, answer->output);
  wire_dialect_append_row (request->dialect, request->number, request->title,
                           request->host.length > 0 ? request->host
                                                    : index_members_get_host (session->service->members, member),
                           member->port, answer->output);
  wire_dialect_append_end (request->dialect, answer->output);
}

static void
index_classic_remove (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexMember *member = index_classic_find_member (session, request);

  if (request->object == WIRE_OBJECT_RFC && member != NULL
      && index_catalog_remove (session->service->catalog, member->holder, request->number))
    index_classic_say (request, "RFC entry found and deleted", answer);
  else
    index_session_refuse (session, request,
                          request->object == WIRE_OBJECT_RFC ? WIRE_STATUS_NOT_FOUND : WIRE_STATUS_BAD_REQUEST, answer);
}

/* Lists and lookups: begin, then continue until the end, a turn's worth at a time */

static guint32
index_classic_next (IndexSession *session)
{
  IndexCatalog *catalog = session->service->catalog;

  if (session->walk != NULL)
    return index_catalog_walk (catalog, session->walk);
  session->record = index_catalog_next_record (catalog, session->record);
  return session->record;
}

static void
index_classic_write_on (IndexSession *session, IndexAnswer *answer)
{
  gsize end = answer->output->len + INDEX_CLASSIC_TURN_BYTES;
  char address[NET_ADDRESS_MAX_TEXT];
  const char *loopback_address = index_session_get_loopback_address (session, address);

  answer->is_unfinished = FALSE;
  if (!session->is_listing)
    return;

  while (answer->output->len <= end)
    {
      guint32 record = index_classic_next (session);
      IndexRecordView view;

      if (record == 0)
        {
          wire_dialect_append_end (session->dialect, answer->output);
          index_session_end_listing (session);
          return;
        }
      index_catalog_view (session->service->catalog, record, &view);
      index_rows_append_classic (&view, loopback_address, session->dialect, answer->output);
    }
  if (session->walk != NULL)
    index_catalog_leave_walk (session->service->catalog, session->walk);
  answer->is_unfinished = TRUE;
}

/* What is given is taken from what this client, and its address, may ask for; else many short connections could ask for
 * one long list each. */
void
index_session_continue (IndexSession *session, IndexAnswer *answer)
{
  gsize length_before = answer->output->len;

  index_classic_write_on (session, answer);
  index_session_charge (session, (answer->output->len - length_before) / INDEX_BYTES_PER_REQUEST, answer);
}

static void
index_classic_begin (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  answer->status = WIRE_STATUS_OK;
  session->dialect = request->dialect;
  session->record = 0;
  session->is_listing = TRUE;
  wire_dialect_append_status (request->dialect, WIRE_STATUS_OK, answer->output);
}

static void
index_classic_lookup (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexCatalog *catalog = session->service->catalog;
  const IndexEntry *entry = index_catalog_find (catalog, request->number);

  index_classic_find_member (session, request);
  if (request->object != WIRE_OBJECT_RFC || entry == NULL)
    {
      index_session_refuse (session, request,
                            request->object != WIRE_OBJECT_RFC ? WIRE_STATUS_BAD_REQUEST : WIRE_STATUS_NOT_FOUND, answer);
      return;
    }

  index_classic_begin (session, request, answer);
  if (entry->n_records > INDEX_CLASSIC_SHORT_LOOKUP)
    {
      session->walk = g_new0 (IndexWalk, 1);
      index_catalog_begin_walk (catalog, entry, session->walk);
      index_session_continue (session, answer);
      return;
    }

  {
    char address[NET_ADDRESS_MAX_TEXT];
    const char *loopback_address = index_session_get_loopback_address (session, address);
    guint32 record = entry->first_record;

    for (guint32 i = 0; i < entry->n_records; i++)
      {
        IndexRecordView view;

        index_catalog_view (catalog, record, &view);
        index_rows_append_classic (&view, loopback_address, request->dialect, answer->output);
        record = index_catalog_next_in_turn (catalog, entry, record);
      }
  }
  wire_dialect_append_end (request->dialect, answer->output);
  session->is_listing = FALSE;
}

static void
index_classic_list (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexService *service = session->service;

  index_classic_find_member (session, request);
  if (!session->is_exempt
      && !index_meter_take (&session->classic_lists, service->now_usec, 1, service->limits->classic_lists_per_second,
                            INDEX_CLASSIC_LIST_BURST))
    {
      index_session_refuse (session, request, WIRE_STATUS_TOO_MANY_REQUESTS, answer);
      return;
    }
  if (index_catalog_get_n_records (service->catalog) == 0)
    {
      index_session_refuse (session, request, WIRE_STATUS_NOT_FOUND, answer);
      return;
    }
  index_classic_begin (session, request, answer);
  index_session_continue (session, answer);
}

/* Joins and leaves */

static void
index_classic_join (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexMember *member = NULL;
  WireStatus status = index_session_join (session, request->host, request->port,
                                          request->method == WIRE_METHOD_JOIN, &member);

  if (status == WIRE_STATUS_OK)
    index_classic_say (request, "Peer added to list", answer);
  else
    index_session_refuse (session, request, status, answer);
}

/* Who is not there has left: only somebody else's membership is refused. */
static void
index_classic_leave (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  IndexService *service = session->service;
  IndexMember *member = index_classic_find_member (session, request);
  gboolean is_somebody = session->member != NULL
                         || (request->port != 0
                             && index_members_find (service->members, &session->address, request->port) != NULL);

  if (member == NULL && is_somebody)
    {
      index_session_refuse (session, request, WIRE_STATUS_NOT_FOUND, answer);
      return;
    }
  if (member != NULL && member == session->member)
    {
      index_session_leave (session);
      answer->wants_close = TRUE;
    }
  else if (member != NULL)
    index_members_remove (service->members, member);
  index_classic_say (request, "Peer removed from list", answer);
}

void
index_session_answer_classic (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  switch (request->method)
    {
    case WIRE_METHOD_ADD:
      index_classic_add (session, request, answer);
      break;
    case WIRE_METHOD_REMOVE:
      index_classic_remove (session, request, answer);
      break;
    case WIRE_METHOD_LOOKUP:
      index_classic_lookup (session, request, answer);
      break;
    case WIRE_METHOD_LIST:
      index_classic_list (session, request, answer);
      break;
    case WIRE_METHOD_JOIN:
    case WIRE_METHOD_CONNECT:
      index_classic_join (session, request, answer);
      break;
    case WIRE_METHOD_LEAVE:
      index_classic_leave (session, request, answer);
      break;
    case WIRE_METHOD_UNKNOWN:
    case WIRE_METHOD_WATCH:
    case WIRE_METHOD_PING:
    case WIRE_METHOD_GET:
    default:
      index_session_refuse (session, request, WIRE_STATUS_BAD_REQUEST, answer);
      break;
    }
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-session-private.h"

#include "wire-response.h"

void
index_service_init (IndexService *service, const IndexLimits *limits)
{
  *service = (IndexService) { .limits = limits };
  service->catalog = index_catalog_new (limits);
  service->members = index_members_new (service->catalog, limits);
  service->watchers = index_watchers_new (service->catalog, limits);
  service->body = g_string_sized_new (4096);
  service->entries = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
index_service_clear (IndexService *service)
{
  g_clear_pointer (&service->watchers, index_watchers_free);
  g_clear_pointer (&service->members, index_members_free);
  g_clear_pointer (&service->catalog, index_catalog_free);
  g_clear_pointer (&service->entries, g_array_unref);
  g_string_free (service->body, TRUE);
  service->body = NULL;
}

void
index_session_init (IndexSession *session, IndexService *service, const NetAddress *address, const NetAddress *local)
{
  *session = (IndexSession) {
    .service = service,
    .address = *address,
    .local = *local,
    .is_loopback = net_address_is_loopback (address),
  };
  session->is_exempt = session->is_loopback && service->limits->loopback_is_exempt;
}

void
index_session_clear (IndexSession *session)
{
  index_session_end_listing (session);
  if (session->watcher != NULL)
    index_watchers_remove (session->service->watchers, session->watcher);
  session->watcher = NULL;
  index_session_leave (session);
}

gboolean
index_session_may (IndexSession *session)
{
  const IndexLimits *limits = session->service->limits;
  gint64 now_usec = session->service->now_usec;

  if (session->is_exempt)
    return TRUE;
  if (!index_meter_take (&session->requests, now_usec, 1, limits->requests_per_second, limits->requests_burst))
    return FALSE;
  return session->address_requests == NULL
         || index_meter_take (session->address_requests, now_usec, 1, limits->address_requests_per_second,
                              limits->address_requests_burst);
}

void
index_session_charge (IndexSession *session, guint cost, IndexAnswer *answer)
{
  const IndexService *service = session->service;

  answer->is_costly = cost > 0;
  if (session->is_exempt || cost == 0)
    return;
  index_meter_charge (&session->requests, service->now_usec, cost, service->limits->requests_per_second);
  if (session->address_requests != NULL)
    index_meter_charge (session->address_requests, service->now_usec, cost, service->limits->address_requests_per_second);
}

const char *
index_session_get_loopback_address (IndexSession *session, char buffer[NET_ADDRESS_MAX_TEXT])
{
  return session->is_loopback ? NULL : net_address_to_string (&session->local, buffer);
}

void
index_session_end_listing (IndexSession *session)
{
  if (session->walk != NULL)
    {
      index_catalog_end_walk (session->service->catalog, session->walk);
      g_clear_pointer (&session->walk, g_free);
    }
  session->is_listing = FALSE;
}

/* Membership */

void
index_session_leave (IndexSession *session)
{
  if (session->member != NULL)
    index_members_remove (session->service->members, session->member);
  session->member = NULL;
  session->is_introduced = FALSE;
}

static void
index_session_displace (IndexSession *session)
{
  IndexService *service = session->service;

  session->member = NULL;
  if (service->displaced != NULL)
    service->displaced (session, service->user_data);
}

/* A newcomer that shows the token is the one that was here: it gets what it had when it still comes from the same
 * address. From another one its rows would point where it no longer is, so they go, and it adds them again. */
static void
index_session_take_over (IndexSession *session, WireSlice token)
{
  IndexMembers *members = session->service->members;
  IndexMember *member = index_members_find_token (members, token);
  IndexSession *old = member != NULL ? member->owner : NULL;

  if (member == NULL || session->member != NULL)
    return;

  if (old != NULL)
    index_session_displace (old);
  if (net_address_equal (&member->address, &session->address))
    {
      index_members_give_to (members, member, session);
      session->member = member;
    }
  else
    index_members_remove (members, member);
}

static WireStatus
index_session_join_lease (IndexSession *session, IndexMember *member, WireSlice host, gboolean is_lease)
{
  IndexService *service = session->service;

  if (!index_members_has_host (service->members, member, host))
    return WIRE_STATUS_CONFLICT;
  if (is_lease)
    {
      index_members_touch (service->members, member, service->now_usec);
      return WIRE_STATUS_OK;
    }
  index_members_give_to (service->members, member, session);
  session->member = member;
  return WIRE_STATUS_OK;
}

static gboolean
index_session_lease_is_guarded (IndexSession *session, const IndexMember *member)
{
  IndexService *service = session->service;
  gint64 guard_usec = (gint64) service->limits->lease_guard_seconds * G_USEC_PER_SEC;

  return service->now_usec - member->last_usec < guard_usec;
}

WireStatus
index_session_join (IndexSession *session, WireSlice host, guint16 port, gboolean is_lease, IndexMember **member)
{
  IndexService *service = session->service;
  IndexMember *found = NULL;

  if (session->member != NULL)
    {
      *member = session->member;
      if ((port != 0 && port != session->member->port)
          || (host.length > 0 && !index_members_has_host (service->members, session->member, host)))
        return WIRE_STATUS_BAD_REQUEST;
      return WIRE_STATUS_OK;
    }
  /* A row must not send peers to somebody's ssh or smtp. */
  if (port < WIRE_PORT_MIN)
    return WIRE_STATUS_BAD_REQUEST;

  found = index_members_find (service->members, &session->address, port);
  if (found != NULL && found->owner != NULL)
    {
      if (service->doubted != NULL)
        service->doubted (found->owner, service->user_data);
      return WIRE_STATUS_CONFLICT;
    }
  if (found != NULL && !index_members_has_host (service->members, found, host)
      && !index_session_lease_is_guarded (session, found))
    {
      index_members_remove (service->members, found);
      found = NULL;
    }
  if (found != NULL)
    {
      *member = found;
      return index_session_join_lease (session, found, host, is_lease);
    }

  if (is_lease && !index_members_may_lease (service->members, &session->address))
    return WIRE_STATUS_FORBIDDEN;
  *member = index_members_add (service->members, &session->address, port, host, is_lease ? NULL : session,
                               service->now_usec);
  if (!is_lease)
    session->member = *member;
  return WIRE_STATUS_OK;
}

WireStatus
index_session_add (IndexSession *session, IndexMember *member, const WireRequest *request)
{
  switch (index_catalog_add (session->service->catalog, member->holder, request->number, request->title,
                             request->has_size, request->size_bytes, &request->digest))
    {
    case INDEX_ADDED:
    case INDEX_ADDED_AGAIN:
      return WIRE_STATUS_OK;
    case INDEX_ADD_OVER_QUOTA:
    case INDEX_ADD_FULL:
    default:
      return WIRE_STATUS_FORBIDDEN;
    }
}

/* Answers */

void
index_session_refuse (IndexSession *session, const WireRequest *request, WireStatus status, IndexAnswer *answer)
{
  WireResponse response = { .status = status, .version = WIRE_VERSION_1_1 };

  answer->status = status;
  if (request->version == WIRE_VERSION_1_1)
    {
      wire_response_append (&response, answer->output);
      return;
    }
  wire_dialect_append_status (request->dialect, status, answer->output);
  wire_dialect_append_end (request->dialect, answer->output);
}

void
index_session_answer (IndexSession *session, const WireRequest *request, IndexAnswer *answer)
{
  session->service->n_requests++;
  if (request->refusal != WIRE_STATUS_NONE)
    {
      index_session_refuse (session, request, request->refusal, answer);
      answer->wants_close = request->is_fatal;
      return;
    }
  if (!index_session_may (session))
    {
      index_session_refuse (session, request, WIRE_STATUS_TOO_MANY_REQUESTS, answer);
      return;
    }

  session->has_asked = TRUE;
  if (request->session.length > 0)
    index_session_take_over (session, request->session);
  if (request->version == WIRE_VERSION_1_1)
    index_session_answer_strict (session, request, answer);
  else
    index_session_answer_classic (session, request, answer);
}

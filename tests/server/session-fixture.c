/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-fixture.h"

#include "wire-reader.h"

#include <string.h>

static void
session_fixture_displaced (IndexSession *session, gpointer user_data)
{
  ((SessionFixture *) user_data)->displaced = session;
}

static void
session_fixture_doubted (IndexSession *session, gpointer user_data)
{
  ((SessionFixture *) user_data)->doubted = session;
}

void
session_fixture_set_up (SessionFixture *fixture, gconstpointer change_limits)
{
  index_limits_init (&fixture->limits);
  if (change_limits != NULL)
    ((void (*) (IndexLimits *)) change_limits) (&fixture->limits);
  index_service_init (&fixture->service, &fixture->limits);
  fixture->service.now_usec = 1000 * G_USEC_PER_SEC;
  fixture->service.displaced = session_fixture_displaced;
  fixture->service.doubted = session_fixture_doubted;
  fixture->service.user_data = fixture;
  fixture->clients = g_ptr_array_new ();
}

void
session_fixture_tear_down (SessionFixture *fixture, gconstpointer change_limits)
{
  while (fixture->clients->len > 0)
    session_client_free (fixture, fixture->clients->pdata[0]);
  g_ptr_array_unref (fixture->clients);
  index_service_clear (&fixture->service);
}

SessionClient *
session_client_new (SessionFixture *fixture, const char *address)
{
  SessionClient *client = g_new0 (SessionClient, 1);
  NetAddress remote, local;

  g_assert_true (net_address_from_string (address, &remote));
  g_assert_true (net_address_from_string ("198.51.100.99", &local));
  index_session_init (&client->session, &fixture->service, &remote, &local);
  client->output = g_string_new (NULL);
  g_ptr_array_add (fixture->clients, client);
  return client;
}

void
session_client_free (SessionFixture *fixture, SessionClient *client)
{
  g_ptr_array_remove (fixture->clients, client);
  index_session_clear (&client->session);
  g_string_free (client->output, TRUE);
  g_free (client);
}

static void
session_client_answer (SessionClient *client, const WireRequest *request)
{
  IndexAnswer answer = { .output = client->output };

  index_session_answer (&client->session, request, &answer);
  while (answer.is_unfinished)
    {
      client->is_unfinished = TRUE;
      index_session_continue (&client->session, &answer);
    }
  client->status = answer.status;
  client->wants_close = answer.wants_close;
  client->is_costly = answer.is_costly;
}

const char *
session_client_ask (SessionClient *client, const char *bytes)
{
  WireReader reader;
  WireRequest request;

  g_string_truncate (client->output, 0);
  client->is_unfinished = FALSE;
  wire_reader_init (&reader, WIRE_TO_INDEX);
  wire_reader_feed (&reader, bytes, strlen (bytes));
  while (wire_reader_next (&reader, &request) == WIRE_READER_REQUEST)
    session_client_answer (client, &request);
  wire_reader_end_message (&reader);
  while (wire_reader_next (&reader, &request) == WIRE_READER_REQUEST)
    session_client_answer (client, &request);
  wire_reader_clear (&reader);
  return client->output->str;
}

const char *
session_client_askf (SessionClient *client, const char *format, ...)
{
  g_autofree char *bytes = NULL;
  va_list arguments;

  va_start (arguments, format);
  bytes = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return session_client_ask (client, bytes);
}

char *
session_client_dup_header (SessionClient *client, const char *name)
{
  g_autofree char *key = g_strdup_printf ("\r\n%s: ", name);
  const char *head_end = strstr (client->output->str, "\r\n\r\n");
  const char *found = strstr (client->output->str, key);

  if (found == NULL || head_end == NULL || found > head_end)
    return NULL;
  found += strlen (key);
  return g_strndup (found, strstr (found, "\r\n") - found);
}

const char *
session_client_get_body (SessionClient *client)
{
  const char *head_end = strstr (client->output->str, "\r\n\r\n");

  g_assert_nonnull (head_end);
  return head_end + 4;
}

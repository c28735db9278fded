/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-target.h"
#include "session-fixture.h"
#include "wire-record.h"

#include <string.h>

/* The input is a story: a few clients on a few addresses join, add, remove, take over, leave, wait and talk nonsense.
 * Beside the index a set of strings remembers who was told that what is kept; after each step both must agree. */

#define N_CLIENTS 6u
#define MAX_STEPS 80u
#define RECORDS_PER_PEER 5u
#define RECORDS_TOTAL 12u

static const char *const addresses[] = { "192.0.2.1", "192.0.2.2", "127.0.0.1", "2001:db8::1" };
static const char *const hosts[] = { "alpha", "beta" };
static const char *const titles[] = { "A Made Up Protocol", ("Ein Protokoll \xc3\xbc" "ber nichts"), "b", "Protocol" };
static const char *const digests[] = { "", "Repr-Digest: sha-256=:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=:\r\n",
                                       "Size: 12\r\n" };
static const char *const sorts[] = { "number", "title", "holders" };

typedef struct
{
  SessionFixture fixture;
  SessionClient *clients[N_CLIENTS];
  IndexMember *members[N_CLIENTS]; /* of each client before the step */
  GHashTable *records;             /* "address port number", and the token of the member that added it */
  GPtrArray *tokens;
  const guint8 *data;
  gsize left;
} FuzzStory;

static guint
fuzz_story_take (FuzzStory *story, guint n)
{
  if (story->left == 0)
    return 0;
  story->left--;
  return *story->data++ % n;
}

static void
fuzz_story_limit (IndexLimits *limits)
{
  limits->records_per_peer = RECORDS_PER_PEER;
  limits->records_total = RECORDS_TOTAL;
  limits->loopback_is_exempt = FALSE;
  limits->requests_burst = 60;
  limits->requests_per_second = 10;
  limits->lease_seconds = 100;
  limits->lease_guard_seconds = 10;
}

static char *
fuzz_story_make_key (const IndexSession *session, guint16 port, guint number)
{
  char address[NET_ADDRESS_MAX_TEXT];

  return g_strdup_printf ("%s %u %u", net_address_to_string (&session->address, address), port, number);
}

static IndexMember *
fuzz_story_find_member (FuzzStory *story, const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, " ", 3);
  NetAddress address;

  g_assert_true (net_address_from_string (parts[0], &address));
  return index_members_find (story->fixture.service.members, &address, (guint16) atoi (parts[1]));
}

static void
fuzz_story_remember (FuzzStory *story, SessionClient *client, guint16 port, guint number, gboolean is_added)
{
  g_autofree char *key =
      fuzz_story_make_key (&client->session, client->session.member != NULL ? client->session.member->port : port, number);
  const IndexMember *member;

  if (client->status != WIRE_STATUS_OK)
    return;
  if (!is_added)
    {
      g_assert_true (g_hash_table_remove (story->records, key));
      return;
    }
  member = fuzz_story_find_member (story, key);
  g_assert_nonnull (member);
  g_hash_table_replace (story->records, g_steal_pointer (&key), g_memdup2 (member->token, INDEX_TOKEN_BYTES));
}

/* A member with the same address and port may be another one by now. */
static gboolean
fuzz_record_has_no_member (gpointer key, gpointer value, gpointer user_data)
{
  const IndexMember *member = fuzz_story_find_member (user_data, key);

  return member == NULL || memcmp (member->token, value, INDEX_TOKEN_BYTES) != 0;
}

/* Nobody but who acted, or whose token was shown, loses his membership. */
static void
fuzz_story_check_members (FuzzStory *story, const SessionClient *actor)
{
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      SessionClient *client = story->clients[i];

      if (client == NULL)
        continue;
      if (client != actor && &client->session != story->fixture.displaced)
        g_assert_true (client->session.member == story->members[i]);
      if (client->session.member != NULL)
        {
          g_assert_true (client->session.member->owner == &client->session);
          g_assert_true (net_address_equal (&client->session.member->address, &client->session.address));
          g_assert_true (index_members_find (story->fixture.service.members, &client->session.address,
                                             client->session.member->port)
                         == client->session.member);
        }
    }
}

static void
fuzz_story_check_entries (FuzzStory *story, GArray *counts)
{
  IndexCatalog *catalog = story->fixture.service.catalog;
  guint n_entries = 0;

  for (guint number = 1; number < counts->len; number++)
    {
      const IndexEntry *entry = index_catalog_find (catalog, number);
      guint count = g_array_index (counts, guint, number);

      g_assert_cmpuint (entry != NULL ? entry->n_records : 0, ==, count);
      if (entry == NULL)
        continue;
      n_entries++;
      g_assert_cmpuint (index_catalog_get_text (catalog, entry)->n_records, >, 0);
      g_assert_true (index_catalog_get_content (catalog, entry) == NULL
                     || index_catalog_get_content (catalog, entry)->n_records > 0);
    }
  g_assert_cmpuint (index_catalog_get_n_entries (catalog), ==, n_entries);
}

static void
fuzz_story_check (FuzzStory *story, const SessionClient *actor)
{
  IndexService *service = &story->fixture.service;
  g_autoptr (GArray) counts = g_array_new (FALSE, TRUE, sizeof (guint));
  guint n_records = 0;

  fuzz_story_check_members (story, actor);
  g_hash_table_foreach_remove (story->records, fuzz_record_has_no_member, story);
  g_array_set_size (counts, 16);
  for (guint32 record = index_catalog_next_record (service->catalog, 0); record != 0;
       record = index_catalog_next_record (service->catalog, record))
    {
      g_autofree char *key = NULL;
      g_autofree char *address = NULL;
      IndexRecordView view;

      index_catalog_view (service->catalog, record, &view);
      address = g_strndup (view.holder->label, view.holder->address_length);
      key = g_strdup_printf ("%s %u %u", address, view.holder->port, view.number);
      g_assert_true (g_hash_table_contains (story->records, key));
      g_assert_cmpuint (view.number, <, counts->len);
      g_array_index (counts, guint, view.number)++;
      n_records++;
    }
  g_assert_cmpuint (n_records, ==, g_hash_table_size (story->records));
  g_assert_cmpuint (n_records, ==, index_catalog_get_n_records (service->catalog));
  g_assert_cmpuint (n_records, <=, RECORDS_TOTAL);
  g_assert_cmpuint (index_catalog_get_n_holders (service->catalog), ==,
                    index_members_get_n_members (service->members));
  fuzz_story_check_entries (story, counts);
}

/* What clients say */

static void
fuzz_story_add (FuzzStory *story, SessionClient *client)
{
  guint number = 1 + fuzz_story_take (story, 8);
  guint16 port = (guint16) (6001 + fuzz_story_take (story, 2));
  const char *host = hosts[fuzz_story_take (story, G_N_ELEMENTS (hosts))];
  const char *title = titles[fuzz_story_take (story, G_N_ELEMENTS (titles))];
  g_autofree char *token = NULL;

  if (fuzz_story_take (story, 2) == 0)
    session_client_askf (client, "ADD RFC %u P2P-CI/1.0\r\nHost: %s\r\nPort: %u\r\nTitle: %s\r\n\r\n", number, host,
                         port, title);
  else
    session_client_askf (client, "ADD RFC %u P2P-CI/1.1\r\nHost: %s\r\nPort: %u\r\nTitle: %s\r\n%s\r\n", number, host,
                         port, title, digests[fuzz_story_take (story, G_N_ELEMENTS (digests))]);
  fuzz_story_remember (story, client, port, number, TRUE);
  token = session_client_dup_header (client, "Session");
  if (token != NULL)
    g_ptr_array_add (story->tokens, g_steal_pointer (&token));
}

static void
fuzz_story_remove (FuzzStory *story, SessionClient *client)
{
  guint number = 1 + fuzz_story_take (story, 8);
  guint16 port = (guint16) (6001 + fuzz_story_take (story, 2));

  if (fuzz_story_take (story, 2) == 0)
    session_client_askf (client, "REMOVE RFC %u P2P-CI/1.0\nHost: %s\nPort: %u\n\n", number,
                         hosts[fuzz_story_take (story, G_N_ELEMENTS (hosts))], port);
  else
    session_client_askf (client, "REMOVE RFC %u P2P-CI/1.1\r\n\r\n", number);
  fuzz_story_remember (story, client, port, number, FALSE);
}

/* All pages of a list together have each row once. */
static void
fuzz_story_page (SessionClient *client, guint n_expected, const char *what, guint limit, const char *more)
{
  g_autofree char *after = g_strdup ("");
  guint n_rows = 0;

  do
    {
      g_autofree char *next = NULL;

      session_client_askf (client, "LIST %s P2P-CI/1.1\r\nLimit: %u\r\n%s%s\r\n", what, limit, more, after);
      if (client->status != WIRE_STATUS_OK)
        return;
      for (const char *c = session_client_get_body (client); *c != '\0'; c++)
        n_rows += *c == '\n';
      next = session_client_dup_header (client, "Next");
      g_clear_pointer (&after, g_free);
      if (next != NULL)
        after = g_strdup_printf ("After: %s\r\n", next);
    }
  while (after != NULL);
  g_assert_cmpuint (n_rows, ==, n_expected);
}

static void
fuzz_story_list (FuzzStory *story, SessionClient *client)
{
  IndexCatalog *catalog = story->fixture.service.catalog;
  g_autofree char *sort = g_strdup_printf ("Sort: %s\r\n", sorts[fuzz_story_take (story, G_N_ELEMENTS (sorts))]);
  guint limit = 1 + fuzz_story_take (story, 4);

  fuzz_story_page (client, index_catalog_get_n_records (catalog), "ALL", limit, "");
  fuzz_story_page (client, index_catalog_get_n_entries (catalog), "RFCS", limit, sort);
  session_client_ask (client, "LIST RFCS P2P-CI/1.1\r\nMatch: proto\r\n\r\n");
  session_client_ask (client, "LIST ALL P2P-CI/1.0\nHost: alpha\nPort: 6001\n\n");
}

static void
fuzz_story_look_up (FuzzStory *story, SessionClient *client)
{
  guint number = 1 + fuzz_story_take (story, 8);
  const IndexEntry *entry = index_catalog_find (story->fixture.service.catalog, number);
  guint n_rows = 0;

  session_client_askf (client, "LOOKUP RFC %u P2P-CI/1.1\r\nLimit: %u\r\n\r\n", number, 1 + fuzz_story_take (story, 3));
  if (client->status == WIRE_STATUS_TOO_MANY_REQUESTS)
    return;
  g_assert_cmpint (client->status, ==, entry != NULL ? WIRE_STATUS_OK : WIRE_STATUS_NOT_FOUND);
  for (const char *c = session_client_get_body (client); *c != '\0'; c++)
    n_rows += *c == '\n';
  g_assert_cmpuint (n_rows, <=, entry != NULL ? entry->n_records : 0);
}

static void
fuzz_story_join_or_leave (FuzzStory *story, SessionClient *client)
{
  static const char *const words[] = { "START", "REGISTER", "END", "EXIT" };
  const char *word = words[fuzz_story_take (story, G_N_ELEMENTS (words))];

  session_client_askf (client, "%s P2P-CI/1.0 Host: %s Port: %u\n", word,
                       hosts[fuzz_story_take (story, G_N_ELEMENTS (hosts))], 6001 + fuzz_story_take (story, 2));
}

static void
fuzz_story_take_over (FuzzStory *story, SessionClient *client)
{
  if (story->tokens->len == 0)
    return;
  session_client_askf (client, "PING P2P-CI/1.1\r\nSession: %s\r\n\r\n",
                       (char *) story->tokens->pdata[fuzz_story_take (story, story->tokens->len)]);
}

/* Bytes as they are: they may be refused, or say PING. What could change records is not in them. */
static void
fuzz_story_talk (FuzzStory *story, SessionClient *client)
{
  gsize length = MIN (story->left, 1 + fuzz_story_take (story, 32));
  g_autofree char *bytes = g_strndup ((const char *) story->data, MIN (length, story->left));

  g_strdelimit (bytes, "AaRrSsCcEeDdLlQq", '.');
  story->data += MIN (length, story->left);
  story->left -= MIN (length, story->left);
  session_client_ask (client, bytes);
}

static void
fuzz_story_leave (FuzzStory *story, guint place)
{
  session_client_free (&story->fixture, story->clients[place]);
  story->clients[place] = NULL;
}

static void
fuzz_story_step (FuzzStory *story)
{
  static void (*const actions[]) (FuzzStory *story, SessionClient *client) = {
    fuzz_story_add,     fuzz_story_add,           fuzz_story_add,       fuzz_story_remove, fuzz_story_list,
    fuzz_story_look_up, fuzz_story_join_or_leave, fuzz_story_take_over, fuzz_story_talk,
  };
  guint place = fuzz_story_take (story, N_CLIENTS);
  guint action = fuzz_story_take (story, G_N_ELEMENTS (actions) + 2);
  IndexService *service = &story->fixture.service;
  SessionClient *client;

  if (story->clients[place] == NULL)
    story->clients[place] =
        session_client_new (&story->fixture, addresses[fuzz_story_take (story, G_N_ELEMENTS (addresses))]);
  for (guint i = 0; i < N_CLIENTS; i++)
    story->members[i] = story->clients[i] != NULL ? story->clients[i]->session.member : NULL;
  client = story->clients[place];
  client->wants_close = FALSE;
  story->fixture.displaced = NULL;

  if (action < G_N_ELEMENTS (actions))
    actions[action](story, client);
  else if (action == G_N_ELEMENTS (actions))
    service->now_usec += (gint64) fuzz_story_take (story, 120) * G_USEC_PER_SEC;
  index_members_expire (service->members, service->now_usec);
  if (action == G_N_ELEMENTS (actions) + 1 || client->wants_close)
    fuzz_story_leave (story, place);
  fuzz_story_check (story, story->clients[place]);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzStory story = { .data = data, .left = size };
  IndexService *service = &story.fixture.service;

  story.records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  story.tokens = g_ptr_array_new_with_free_func (g_free);
  session_fixture_set_up (&story.fixture, fuzz_story_limit);
  for (guint i = 0; i < MAX_STEPS && story.left > 0; i++)
    fuzz_story_step (&story);

  /* All leave, the leases run out: nothing is left. */
  for (guint i = 0; i < N_CLIENTS; i++)
    if (story.clients[i] != NULL)
      fuzz_story_leave (&story, i);
  index_members_expire (service->members, G_MAXINT64 / 2);
  fuzz_story_check (&story, NULL);
  g_assert_cmpuint (index_catalog_get_n_records (service->catalog), ==, 0);
  g_assert_cmpuint (index_members_get_n_members (service->members), ==, 0);
  session_fixture_tear_down (&story.fixture, NULL);
  g_hash_table_unref (story.records);
  g_ptr_array_unref (story.tokens);
  return 0;
}

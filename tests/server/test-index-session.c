/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-fixture.h"

#include "index-rows.h"

#include "wire-record.h"
#include "wire-response.h"

#include <string.h>

#define HEX_AA "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define FIELD_AA "sha-256=:qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=:"

static void
assert_begins (const char *text, const char *beginning)
{
  if (!g_str_has_prefix (text, beginning))
    g_error ("\n%s\ndoes not begin with\n%s", text, beginning);
}

static const char *
add (SessionClient *client, guint number, guint port, const char *title)
{
  return session_client_askf (client, "ADD RFC %u P2P-CI/1.1\r\nHost: alpha\r\nPort: %u\r\nTitle: %s\r\n\r\n", number, port,
                              title);
}

/* A story in rows: one client, what it says, what it is answered. */
static void
test_session_one_story (SessionFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *request;
    const char *status_line;
    const char *body;
  } rows[] = {
    { "PING P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 200 OK\r\n", "" },
    { "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 Not Found\r\n", "" },
    { "REMOVE RFC 791 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 Not Found\r\n", "" },
    { "LIST ALL P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 200 OK\r\n", "" },
    { "LIST RFCS P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 200 OK\r\n", "" },
    { "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: Internet Protocol\r\n\r\n", "P2P-CI/1.1 200 OK\r\n",
      "791\tInternet Protocol\t192.0.2.1\t6001\talpha\t\t\n" },
    { "ADD RFC 793 P2P-CI/1.1\r\nTitle: Transmission Control Protocol\r\nSize: 12\r\nRepr-Digest: " FIELD_AA "\r\n\r\n",
      "P2P-CI/1.1 200 OK\r\n", "793\tTransmission Control Protocol\t192.0.2.1\t6001\talpha\t12\t" HEX_AA "\n" },
    { "ADD RFC 1 P2P-CI/1.1\r\nPort: 6002\r\nTitle: T\r\n\r\n", "P2P-CI/1.1 400 Bad Request\r\n", "" },
    { "ADD RFC 1 P2P-CI/1.1\r\nHost: beta\r\nTitle: T\r\n\r\n", "P2P-CI/1.1 400 Bad Request\r\n", "" },
    { "ADD RFC 1 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\n\r\n", "P2P-CI/1.1 400 Bad Request\r\n", "" },
    { "LOOKUP RFC 793 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 200 OK\r\n",
      "793\tTransmission Control Protocol\t192.0.2.1\t6001\talpha\t12\t" HEX_AA "\n" },
    { "LIST ALL P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 200 OK\r\n",
      "791\tInternet Protocol\t192.0.2.1\t6001\talpha\t\t\n"
      "793\tTransmission Control Protocol\t192.0.2.1\t6001\talpha\t12\t" HEX_AA "\n" },
    { "LIST RFCS P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 200 OK\r\n",
      "791\tInternet Protocol\t1\t\t\t0\n793\tTransmission Control Protocol\t1\t12\t" HEX_AA "\t1\n" },
    { "LIST RFCS P2P-CI/1.1\r\nMatch: inter\r\n\r\n", "P2P-CI/1.1 200 OK\r\n", "791\tInternet Protocol\t1\t\t\t0\n" },
    { "LIST RFCS P2P-CI/1.1\r\nMatch: ...\r\n\r\n", "P2P-CI/1.1 200 OK\r\n", "" },
    { "LIST RFCS P2P-CI/1.1\r\nAfter: bogus\r\n\r\n", "P2P-CI/1.1 400 Bad Request\r\n", "" },
    { "LIST ALL P2P-CI/1.1\r\nAfter: n12\r\n\r\n", "P2P-CI/1.1 400 Bad Request\r\n", "" },
    { "REMOVE RFC 791 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 200 OK\r\n", "" },
    { "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 Not Found\r\n", "" },
    { "FOO RFC 791 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 400 Bad Request\r\n", "" },
    { "GET RFC 791 P2P-CI/1.1\r\nHost: a\r\nOS: b\r\n\r\n", "P2P-CI/1.1 400 Bad Request\r\n", "" },
    { "LEAVE P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 200 OK\r\n", "" },
    { "LOOKUP RFC 793 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 404 Not Found\r\n", "" },
  };
  SessionClient *client = session_client_new (fixture, "192.0.2.1");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *length = NULL;

      g_test_message ("%u: %.30s", i, rows[i].request);
      assert_begins (session_client_ask (client, rows[i].request), rows[i].status_line);
      g_assert_cmpstr (session_client_get_body (client), ==, rows[i].body);
      length = session_client_dup_header (client, "Content-Length");
      g_assert_cmpuint (g_ascii_strtoull (length, NULL, 10), ==, strlen (rows[i].body));
      g_assert_cmpint (client->wants_close, ==, g_str_has_prefix (rows[i].request, "LEAVE"));
    }
}

static void
test_session_first_add_introduces (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "::ffff:192.0.2.1");
  g_autofree char *token = NULL, *address = NULL, *second = NULL;

  add (client, 1, 6001, "T");
  token = session_client_dup_header (client, "Session");
  address = session_client_dup_header (client, "Your-Address");
  g_assert_cmpuint (strlen (token), ==, 32);
  g_assert_cmpstr (address, ==, "192.0.2.1");
  add (client, 2, 6001, "T");
  second = session_client_dup_header (client, "Session");
  g_assert_null (second);
}

static void
test_session_same_port_conflicts (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *first = session_client_new (fixture, "192.0.2.1");
  SessionClient *second = session_client_new (fixture, "192.0.2.1");
  SessionClient *elsewhere = session_client_new (fixture, "192.0.2.2");

  assert_begins (add (first, 1, 6001, "T"), "P2P-CI/1.1 200 ");
  assert_begins (add (second, 2, 6001, "T"), "P2P-CI/1.1 409 ");
  g_assert_true (fixture->doubted == &first->session);
  assert_begins (add (elsewhere, 2, 6001, "T"), "P2P-CI/1.1 200 ");
  assert_begins (add (second, 2, 6002, "T"), "P2P-CI/1.1 200 ");
  session_client_free (fixture, first);
  assert_begins (add (session_client_new (fixture, "192.0.2.1"), 2, 6001, "T"), "P2P-CI/1.1 200 ");
  g_assert_null (fixture->displaced);
}

static void
test_session_token_takes_over (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *old = session_client_new (fixture, "192.0.2.1");
  SessionClient *fresh = session_client_new (fixture, "192.0.2.1");
  SessionClient *thief = session_client_new (fixture, "192.0.2.1");
  g_autofree char *token = NULL;

  add (old, 1, 6001, "T");
  token = session_client_dup_header (old, "Session");
  assert_begins (session_client_ask (thief, "PING P2P-CI/1.1\r\nSession: 00000000000000000000000000000000\r\n\r\n"),
                 "P2P-CI/1.1 200 ");
  g_assert_null (thief->session.member);
  assert_begins (session_client_askf (fresh, "PING P2P-CI/1.1\r\nSession: %s\r\n\r\n", token), "P2P-CI/1.1 200 ");
  g_assert_true (fixture->displaced == &old->session);
  g_assert_null (old->session.member);
  assert_begins (session_client_ask (fresh, "REMOVE RFC 1 P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 200 ");
  assert_begins (add (fresh, 2, 6001, "T"), "P2P-CI/1.1 200 ");

  /* The old connection's end takes nothing along. */
  session_client_free (fixture, old);
  assert_begins (session_client_ask (thief, "LOOKUP RFC 2 P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 200 ");
}

static void
test_session_token_from_elsewhere (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *old = session_client_new (fixture, "192.0.2.1");
  SessionClient *fresh = session_client_new (fixture, "203.0.113.5");
  g_autofree char *token = NULL;

  add (old, 1, 6001, "T");
  token = session_client_dup_header (old, "Session");
  session_client_askf (fresh, "ADD RFC 2 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\nSession: %s\r\n\r\n", token);
  g_assert_cmpstr (session_client_get_body (fresh), ==, "2\tT\t203.0.113.5\t6001\talpha\t\t\n");
  assert_begins (session_client_ask (fresh, "LOOKUP RFC 1 P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 404 ");
}

static void
test_session_end_takes_records (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");
  SessionClient *other = session_client_new (fixture, "192.0.2.2");

  for (guint i = 1; i <= 50; i++)
    add (client, i, 6001, "T");
  add (other, 1, 6001, "T");
  session_client_free (fixture, client);
  g_assert_cmpuint (index_catalog_get_n_records (fixture->service.catalog), ==, 1);
  g_assert_cmpuint (index_members_get_n_members (fixture->service.members), ==, 1);
}

static void
test_session_nobody_removes_others (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");
  SessionClient *other = session_client_new (fixture, "192.0.2.1");

  add (client, 1, 6001, "T");
  assert_begins (session_client_ask (other, "REMOVE RFC 1 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\n\r\n"),
                 "P2P-CI/1.1 404 ");
  session_client_ask (other, "REMOVE RFC 1 P2P-CI/1.0\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\n\r\n");
  g_assert_cmpint (other->status, ==, WIRE_STATUS_NOT_FOUND);
  session_client_ask (other, "END P2P-CI/1.0 Host: alpha Port: 6001");
  g_assert_cmpint (other->status, ==, WIRE_STATUS_NOT_FOUND);
  session_client_ask (other, "ADD RFC 2 P2P-CI/1.0\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\n\r\n");
  g_assert_cmpint (other->status, ==, WIRE_STATUS_CONFLICT);
  assert_begins (other->output->str, "P2P-CI/1.0 400 ");
  g_assert_cmpuint (index_catalog_get_n_records (fixture->service.catalog), ==, 1);
}

/* What a peer on this machine is called depends on who asks. */
static void
test_session_loopback_holders (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *here = session_client_new (fixture, "127.0.0.1");
  SessionClient *here_too = session_client_new (fixture, "::1");
  SessionClient *there = session_client_new (fixture, "192.0.2.7");

  add (here, 1, 6001, "T");
  g_assert_cmpstr (session_client_get_body (here), ==, "1\tT\t127.0.0.1\t6001\talpha\t\t\n");
  session_client_ask (here_too, "LOOKUP RFC 1 P2P-CI/1.1\r\n\r\n");
  g_assert_cmpstr (session_client_get_body (here_too), ==, "1\tT\t127.0.0.1\t6001\talpha\t\t\n");
  session_client_ask (there, "LOOKUP RFC 1 P2P-CI/1.1\r\n\r\n");
  g_assert_cmpstr (session_client_get_body (there), ==, "1\tT\t198.51.100.99\t6001\talpha\t\t\n");
  session_client_ask (there, "LIST ALL P2P-CI/1.1\r\n\r\n");
  g_assert_cmpstr (session_client_get_body (there), ==, "1\tT\t198.51.100.99\t6001\talpha\t\t\n");
  session_client_ask (there, "LIST ALL P2P-CI/1.0\nHost: x\nPort: 6001");
  g_assert_cmpstr (there->output->str, ==, "P2P-CI/1.0 200 OK\nRFC 1 T 198.51.100.99 6001\n");
}

static void
fill (SessionFixture *fixture, guint n_holders, guint n_each)
{
  for (guint i = 0; i < n_holders; i++)
    {
      g_autofree char *address = g_strdup_printf ("192.0.%u.%u", 2 + i / 250, 1 + i % 250);
      SessionClient *client = session_client_new (fixture, address);

      for (guint j = 1; j <= n_each; j++)
        {
          g_autofree char *title = g_strdup_printf ("Title of document %u", j);

          assert_begins (add (client, j, 6001, title), "P2P-CI/1.1 200 ");
        }
    }
}

static void
test_session_lookup_limit (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "203.0.113.5");
  g_autofree char *total = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *first = NULL;

  fill (fixture, 100, 1);
  session_client_ask (client, "LOOKUP RFC 1 P2P-CI/1.1\r\n\r\n");
  total = session_client_dup_header (client, "Total");
  g_assert_cmpstr (total, ==, "100");
  lines = g_strsplit (session_client_get_body (client), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 64 + 1);

  first = g_strdup (session_client_get_body (client));
  session_client_ask (client, "LOOKUP RFC 1 P2P-CI/1.1\r\nLimit: 3\r\n\r\n");
  g_assert_null (strstr (first, session_client_get_body (client)));
  session_client_ask (client, "LOOKUP RFC 1 P2P-CI/1.1\r\nLimit: 100\r\n\r\n");
  g_assert_nonnull (strstr (session_client_get_body (client), "192.0.2.100"));
}

/* Pages until there is no Next; each row is parsed, and counted by what @key says of it. */
static guint
walk_pages (SessionClient *client, const char *what, const char *headers, GHashTable *seen, GPtrArray *order)
{
  g_autofree char *next = NULL;
  guint n_pages = 0;

  do
    {
      g_autofree char *after = next != NULL ? g_strdup_printf ("After: %s\r\n", next) : g_strdup ("");
      g_auto (GStrv) lines = NULL;

      session_client_askf (client, "LIST %s P2P-CI/1.1\r\n%s%s\r\n", what, headers, after);
      assert_begins (client->output->str, "P2P-CI/1.1 200 ");
      g_assert_cmpuint (strlen (session_client_get_body (client)), <=, 256 * 1024);
      lines = g_strsplit (session_client_get_body (client), "\n", -1);
      for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
        {
          g_assert_true (g_hash_table_add (seen, g_strdup (lines[i])));
          if (order != NULL)
            g_ptr_array_add (order, g_strdup (lines[i]));
        }
      g_free (next);
      next = session_client_dup_header (client, "Next");
      n_pages++;
    }
  while (next != NULL);
  return n_pages;
}

static void
test_session_list_all_pages (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "203.0.113.5");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *total = NULL;

  fill (fixture, 20, 400);
  g_assert_cmpuint (walk_pages (client, "ALL", "", seen, NULL), ==, 2);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 8000);
  total = session_client_dup_header (client, "Total");
  g_assert_cmpstr (total, ==, "8000");
  g_hash_table_remove_all (seen);
  g_assert_cmpuint (walk_pages (client, "ALL", "Limit: 1000\r\n", seen, NULL), ==, 8);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 8000);
}

static int
line_number (const char *line)
{
  return atoi (line);
}

static int
line_holders (const char *line)
{
  return atoi (strchr (strchr (line, '\t') + 1, '\t') + 1);
}

static void
test_session_list_rfcs_sorted (SessionFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *headers;
    guint n_expected;
    guint n_pages;
  } rows[] = {
    { "", 300, 1 },
    { "Limit: 7\r\n", 300, 43 },
    { "Sort: title\r\nLimit: 7\r\n", 300, 43 },
    { "Sort: holders\r\nLimit: 7\r\n", 300, 43 },
    { "Sort: title\r\n", 300, 1 },
    { "Match: document 2\r\nLimit: 10\r\nSort: title\r\n", 111, 12 },
    { "Match: document 2\r\nLimit: 10\r\n", 111, 12 },
    { "Match: 29\r\nSort: holders\r\nLimit: 4\r\n", 11, 3 },
  };
  SessionClient *client = session_client_new (fixture, "203.0.113.5");

  for (guint i = 1; i <= 4; i++)
    fill (fixture, 0, 0);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *address = g_strdup_printf ("192.0.2.%u", i + 1);
      SessionClient *holder = session_client_new (fixture, address);

      for (guint j = 1; j <= 300; j++)
        {
          g_autofree char *title = g_strdup_printf ("%c document %u", "xZaBc"[j % 5], j);

          if (i == 0 || j % (i + 1) == 0)
            add (holder, j, 6001, title);
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GPtrArray) order = g_ptr_array_new_with_free_func (g_free);

      g_test_message ("%s", rows[i].headers);
      g_assert_cmpuint (walk_pages (client, "RFCS", rows[i].headers, seen, order), ==, rows[i].n_pages);
      g_assert_cmpuint (order->len, ==, rows[i].n_expected);
      for (guint j = 1; j < order->len; j++)
        {
          const char *before = order->pdata[j - 1];
          const char *line = order->pdata[j];

          if (strstr (rows[i].headers, "Sort: title") != NULL)
            g_assert_cmpint (g_ascii_strcasecmp (strchr (before, '\t'), strchr (line, '\t')), <=, 0);
          else if (strstr (rows[i].headers, "Sort: holders") != NULL)
            g_assert_cmpint (line_holders (before), >=, line_holders (line));
          else
            g_assert_cmpint (line_number (before), <, line_number (line));
        }
    }
}

/* The rows are those that the wire room writes and reads. */
static void
test_session_rows_as_the_wire_has_them (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "2001:db8::17");
  g_autoptr (GString) again = g_string_new (NULL);
  WireRecord record;
  WireCatalogueRow row;
  const char *body = NULL;

  session_client_ask (client, "ADD RFC 999999 P2P-CI/1.1\r\nHost: some-host.example\r\nPort: 65535\r\nTitle: Größe & <b>\r\n"
                              "Size: 9223372036854775807\r\nRepr-Digest: " FIELD_AA "\r\n\r\n");
  session_client_ask (client, "LOOKUP RFC 999999 P2P-CI/1.1\r\n\r\n");
  body = session_client_get_body (client);
  g_assert_true (wire_record_parse (body, strlen (body) - 1, &record));
  wire_record_append (&record, again);
  g_assert_cmpstr (again->str, ==, body);
  g_assert_true (wire_slice_equal_string (record.address, "2001:db8::17"));

  g_string_truncate (again, 0);
  session_client_ask (client, "LIST RFCS P2P-CI/1.1\r\n\r\n");
  body = session_client_get_body (client);
  g_assert_true (wire_catalogue_row_parse (body, strlen (body) - 1, &row));
  wire_catalogue_row_append (&row, again);
  g_assert_cmpstr (again->str, ==, body);
  g_assert_cmpuint (row.agreeing, ==, 1);
}

static void
test_session_heads_as_the_wire_has_them (SessionFixture *fixture, gconstpointer data)
{
  static const guint32 numbers[] = { 0, 9, 10, 4294967295u };

  for (guint i = 0; i < G_N_ELEMENTS (numbers) * 2; i++)
    {
      g_autoptr (GString) ours = g_string_new ("before");
      g_autoptr (GString) theirs = g_string_new ("before");
      WireResponse response = { .status = WIRE_STATUS_OK, .version = WIRE_VERSION_1_1, .has_content_length = TRUE };

      response.has_total = i % 2;
      response.total = numbers[i / 2];
      response.content_length = numbers[i / 2];
      index_rows_append_head (response.has_total, response.total, response.content_length, ours);
      wire_response_append (&response, theirs);
      g_assert_cmpstr (ours->str, ==, theirs->str);
      g_assert_cmpuint (ours->len, ==, theirs->len);
    }
}

static void
limit_rates (IndexLimits *limits)
{
  limits->requests_per_second = 2;
  limits->requests_burst = 3;
  limits->records_per_peer = 2;
}

static void
test_session_rates (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");
  SessionClient *local = session_client_new (fixture, "127.0.0.1");

  for (guint i = 0; i < 3; i++)
    assert_begins (session_client_ask (client, "PING P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 200 ");
  assert_begins (session_client_ask (client, "PING P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 429 ");
  fixture->service.now_usec += G_USEC_PER_SEC / 2 - 1;
  assert_begins (session_client_ask (client, "PING P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 429 ");
  fixture->service.now_usec += 1;
  assert_begins (session_client_ask (client, "PING P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 200 ");
  for (guint i = 0; i < 10; i++)
    assert_begins (session_client_ask (local, "PING P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 200 ");
}

static void
limit_long_answers (IndexLimits *limits)
{
  limits->requests_per_second = 1;
  limits->requests_burst = 10;
}

/* A page of some 100 KB counts as seven requests, and is given even when so many are not left; a search through 600
 * entries for one counts as three. */
static void
test_session_long_answers_cost (SessionFixture *fixture, gconstpointer data)
{
  static const char list[] = "LIST ALL P2P-CI/1.1\r\n\r\n";
  SessionClient *client = session_client_new (fixture, "192.0.2.1");
  SessionClient *other = session_client_new (fixture, "192.0.2.2");
  SessionClient *local = session_client_new (fixture, "127.0.0.1");
  g_autofree char *title = g_strnfill (140, 'x');

  for (guint number = 1; number <= 600; number++)
    assert_begins (add (local, number, 6001, title), "P2P-CI/1.1 200 ");
  assert_begins (session_client_ask (client, list), "P2P-CI/1.1 200 ");
  g_assert_cmpuint (client->output->len / (16 * 1024), ==, 6);
  g_assert_true (client->is_costly);
  assert_begins (session_client_ask (client, list), "P2P-CI/1.1 200 ");
  assert_begins (session_client_ask (client, list), "P2P-CI/1.1 429 ");
  fixture->service.now_usec += 5 * G_USEC_PER_SEC - 1;
  assert_begins (session_client_ask (client, "PING P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 429 ");
  fixture->service.now_usec += 1;
  assert_begins (session_client_ask (client, "PING P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 200 ");
  g_assert_false (client->is_costly);

  for (guint i = 0; i < 4; i++)
    {
      assert_begins (session_client_ask (other, "LIST RFCS P2P-CI/1.1\r\nMatch: xx\r\nLimit: 1\r\n\r\n"), "P2P-CI/1.1 200 ");
      g_assert_true (other->is_costly);
    }
  assert_begins (session_client_ask (other, "PING P2P-CI/1.1\r\n\r\n"), "P2P-CI/1.1 429 ");
}

static void
test_session_quota (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "127.0.0.1");

  assert_begins (add (client, 1, 6001, "T"), "P2P-CI/1.1 200 ");
  assert_begins (add (client, 2, 6001, "T"), "P2P-CI/1.1 200 ");
  assert_begins (add (client, 3, 6001, "T"), "P2P-CI/1.1 403 ");
  assert_begins (add (client, 2, 6001, "U"), "P2P-CI/1.1 200 ");
  session_client_ask (client, "ADD RFC 3 P2P-CI/1.0\nHost: alpha\nPort: 6001\nTitle: T");
  g_assert_cmpstr (client->output->str, ==, "P2P-CI/1.0 400 Bad Request\n");
}

static void
test_session_refusals (SessionFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *request;
    const char *answer;
    gboolean wants_close;
  } rows[] = {
    { "PING P2P-CI/9.9\r\n\r\n", "P2P-CI/1.1 505 ", FALSE },
    { "LOOKUP RFC 007 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 400 ", FALSE },
    { "LOOKUP RFC -1 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 400 ", FALSE },
    { "LOOKUP RFC 18446744073709551617 P2P-CI/1.1\r\n\r\n", "P2P-CI/1.1 400 ", FALSE },
    { "ADD RFC 1 P2P-CI/1.1\r\nHost: a\r\nPort: 80\r\nTitle: T\r\n\r\n", "P2P-CI/1.1 400 ", FALSE },
    { "ADD RFC 1 P2P-CI/1.0\r\nHost: a\r\nPort: 80\r\nTitle: T\r\n\r\n", "P2P-CI/1.0 400 ", FALSE },
    { "PING P2P-CI/1.1\r\nContent-Length: 5\r\n\r\n", "P2P-CI/1.1 400 ", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SessionClient *client = session_client_new (fixture, "192.0.2.1");

      g_test_message ("%s", rows[i].request);
      assert_begins (session_client_ask (client, rows[i].request), rows[i].answer);
      g_assert_cmpint (client->wants_close, ==, rows[i].wants_close);
      g_assert_null (client->session.member);
    }
}

#define test(name, func, change) \
  g_test_add ("/index-session/" name, SessionFixture, change, session_fixture_set_up, func, session_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test ("one-story", test_session_one_story, NULL);
  test ("the-first-add-introduces", test_session_first_add_introduces, NULL);
  test ("the-same-port-conflicts", test_session_same_port_conflicts, NULL);
  test ("a-token-takes-over", test_session_token_takes_over, NULL);
  test ("a-token-from-elsewhere", test_session_token_from_elsewhere, NULL);
  test ("its-end-takes-its-records", test_session_end_takes_records, NULL);
  test ("nobody-acts-on-others-records", test_session_nobody_removes_others, NULL);
  test ("holders-on-this-machine", test_session_loopback_holders, NULL);
  test ("lookup-limit", test_session_lookup_limit, NULL);
  test ("list-all-in-pages", test_session_list_all_pages, NULL);
  test ("list-rfcs-sorted-in-pages", test_session_list_rfcs_sorted, NULL);
  test ("rows-as-the-wire-has-them", test_session_rows_as_the_wire_has_them, NULL);
  test ("heads-as-the-wire-has-them", test_session_heads_as_the_wire_has_them, NULL);
  test ("rates", test_session_rates, limit_rates);
  test ("long-answers-cost", test_session_long_answers_cost, limit_long_answers);
  test ("quota", test_session_quota, limit_rates);
  test ("refusals", test_session_refusals, NULL);
  return g_test_run ();
}

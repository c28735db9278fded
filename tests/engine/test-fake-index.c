/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-fake-index.h"

#include <string.h>

static void
test_fake_index_answer_with (TestTalk *talk, const char *status, const char *headers, const char *rows)
{
  g_autofree char *answer = g_strdup_printf ("P2P-CI/1.1 %s\r\nContent-Length: %zu\r\n%s\r\n%s", status, strlen (rows),
                                             headers, rows);

  test_talk_send (talk, answer, -1);
}

static guint
test_fake_index_get_number (const char *request)
{
  const char *word = strstr (request, "RFC ");

  return word != NULL ? (guint) g_ascii_strtoull (word + 4, NULL, 10) : 0;
}

static char *
test_fake_index_get_header (const char *request, const char *name)
{
  g_autofree char *start = g_strdup_printf ("\r\n%s: ", name);
  const char *value = strstr (request, start);

  return value != NULL ? g_strndup (value + strlen (start), strcspn (value + strlen (start), "\r")) : g_strdup ("");
}

static void
test_fake_index_answer (TestFakeIndex *index, TestTalk *talk, const char *request)
{
  gpointer number = GUINT_TO_POINTER (test_fake_index_get_number (request));

  if (g_str_has_prefix (request, "PING "))
    {
      test_fake_index_answer_with (talk, "200 OK", "", "");
    }
  else if (g_str_has_prefix (request, "ADD ") && index->add_status != NULL)
    {
      test_fake_index_answer_with (talk, index->add_status, "", "");
    }
  else if (g_str_has_prefix (request, "ADD "))
    {
      g_autofree char *headers = g_strdup_printf ("Session: %s\r\nYour-Address: 127.0.0.1\r\n", index->session);

      g_hash_table_insert (index->records, number, test_fake_index_get_header (request, "Title"));
      test_fake_index_answer_with (talk, "200 OK", headers, "");
    }
  else if (g_str_has_prefix (request, "REMOVE ") && index->remove_status != NULL)
    {
      test_fake_index_answer_with (talk, index->remove_status, "", "");
    }
  else if (g_str_has_prefix (request, "REMOVE "))
    {
      test_fake_index_answer_with (talk, g_hash_table_remove (index->records, number) ? "200 OK" : "404 Not Found", "", "");
    }
  else if (g_str_has_prefix (request, "LOOKUP ") && index->dribbles)
    {
      index->dribble = talk;
      test_talk_send (talk, "P2P-CI/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", -1);
    }
  else if (g_str_has_prefix (request, "LOOKUP "))
    {
      const char *rows = g_hash_table_lookup (index->lookups, number);

      test_fake_index_answer_with (talk, rows != NULL ? "200 OK" : "404 Not Found", "", rows != NULL ? rows : "");
    }
  else if (g_str_has_prefix (request, "LIST RFCS "))
    {
      test_fake_index_answer_with (talk, "200 OK", index->list_headers, index->rows);
    }
  else if (g_str_has_prefix (request, "WATCH RFCS ") && index->is_watchable)
    {
      test_fake_index_answer_with (talk, "200 OK", "", "");
    }
  else
    {
      test_fake_index_answer_with (talk, g_str_has_prefix (request, "LEAVE ") ? "200 OK" : "400 Bad Request", "", "");
    }
}

static void
test_fake_index_answer_classic (TestFakeIndex *index, TestTalk *talk, const char *request)
{
  g_autofree char *title = test_fake_index_get_header (request, "Title");
  guint number = test_fake_index_get_number (request);
  g_autofree char *row = g_strdup_printf ("P2P-CI/1.0 200 OK\r\n\r\nRFC %u %s 127.0.0.1 5000\r\n\r\n", number, title);
  const char *rows = g_hash_table_lookup (index->lookups, GUINT_TO_POINTER (number));
  g_autofree char *lookup = g_strdup_printf ("P2P-CI/1.0 200 OK\r\n\r\n%s\r\n", rows != NULL ? rows : "");

  if (strstr (request, "P2P-CI/1.0") == NULL)
    test_talk_send (talk, "P2P-CI/1.0 505 P2P-CI Version Not Supported\r\n\r\n", -1);
  else if (g_str_has_prefix (request, "ADD "))
    {
      g_hash_table_insert (index->records, GUINT_TO_POINTER (number), g_steal_pointer (&title));
      test_talk_send (talk, row, -1);
    }
  else if (g_str_has_prefix (request, "LOOKUP ") && rows != NULL)
    test_talk_send (talk, lookup, -1);
  else if (g_str_has_prefix (request, "LIST "))
    test_talk_send (talk, index->rows, -1);
  else
    test_talk_send (talk, "P2P-CI/1.0 404 Not Found\r\n\r\n", -1);
}

static void
test_fake_index_talk (TestTalk *talk, gpointer data)
{
  TestFakeIndex *index = data;
  char *request;

  while ((request = test_talk_take_message (talk)) != NULL)
    {
      g_ptr_array_add (index->requests, request);
      if (index->is_silent)
        continue;
      if (index->n_cuts > 0 && g_str_has_prefix (request, "PING "))
        {
          index->n_cuts--;
          test_talk_close (talk);
          return;
        }
      if (index->is_classic)
        test_fake_index_answer_classic (index, talk, request);
      else
        test_fake_index_answer (index, talk, request);
    }
}

TestFakeIndex *
test_fake_index_new (void)
{
  TestFakeIndex *index = g_new0 (TestFakeIndex, 1);

  index->stage = test_stage_new (test_fake_index_talk, index);
  index->server = g_strdup_printf ("127.0.0.1:%u", index->stage->port);
  index->requests = g_ptr_array_new_with_free_func (g_free);
  index->lookups = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  index->records = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  index->rows = g_strdup ("");
  index->list_headers = "";
  index->session = "0123456789abcdef0123456789abcdef";
  return index;
}

void
test_fake_index_free (TestFakeIndex *index)
{
  test_stage_free (index->stage);
  g_ptr_array_unref (index->requests);
  g_hash_table_unref (index->lookups);
  g_hash_table_unref (index->records);
  g_free (index->server);
  g_free (index->rows);
  g_free (index);
}

void
test_fake_index_add_holder (TestFakeIndex *index, guint number, const char *name, guint16 port, const char *digest_hex)
{
  const char *rows = g_hash_table_lookup (index->lookups, GUINT_TO_POINTER (number));
  char *more = g_strdup_printf ("%s%u\tA Made-Up Document\t127.0.0.1\t%u\t%s\t\t%s\n", rows != NULL ? rows : "", number,
                                port, name, digest_hex);

  g_hash_table_insert (index->lookups, GUINT_TO_POINTER (number), more);
}

void
test_fake_index_notify (TestFakeIndex *index, const char *rows)
{
  g_autofree char *notice =
      g_strdup_printf ("NOTIFY RFCS P2P-CI/1.1\r\nContent-Length: %zu\r\n\r\n%s", strlen (rows), rows);

  for (guint i = 0; i < index->stage->talks->len; i++)
    test_talk_send (g_ptr_array_index (index->stage->talks, i), notice, -1);
}

guint
test_fake_index_count_requests (TestFakeIndex *index, const char *prefix)
{
  guint n_requests = 0;

  for (guint i = 0; i < index->requests->len; i++)
    n_requests += g_str_has_prefix (g_ptr_array_index (index->requests, i), prefix);

  return n_requests;
}

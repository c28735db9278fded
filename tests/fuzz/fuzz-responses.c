/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-responses.h"
#include "wire-limits.h"

#define N_RANDOM_READS 3u
#define BODY_MAX_BYTES 3000u /* small, so that it is reached */

typedef struct
{
  WireResponseReader reader;
  GString *text;
  GString *body;
  guint64 announced;
  gboolean has_length;
  gboolean is_in_answer;
  gboolean has_failed;
} FuzzAnswers;

static void
fuzz_response_check_texts (const WireResponse *response)
{
  const WireSlice texts[] = { response->next, response->session,       response->your_address,
                              response->date, response->last_modified, response->content_type, response->os };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (wire_text_is_clean (texts[i].data, texts[i].length));
  g_assert_cmpuint (response->next.length, <=, WIRE_CURSOR_MAX_BYTES);
  g_assert_true (response->session.length == 0 || response->session.length == WIRE_SESSION_BYTES);
  g_assert_true (response->version == WIRE_VERSION_1_0 || response->has_content_length);
  if (response->has_content_range)
    g_assert_cmpuint (response->range_last, <, response->range_total);
}

/* Written by the serving side and read again it is the same. */
static void
fuzz_response_check_written (WireSide side, const WireResponse *response)
{
  g_autoptr (GString) written = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  WireResponseReader reader;
  WireResponse read;
  WireSlice body;

  if (response->version == WIRE_VERSION_1_0 || response->is_notice)
    return;
  wire_response_append (response, written);
  wire_response_reader_init (&reader, side);
  wire_response_reader_feed (&reader, written->str, written->len);
  g_assert_cmpint (wire_response_reader_next (&reader, &read, &body, NULL), ==, WIRE_RESPONSE_HEAD);
  wire_response_append (&read, again);
  wire_response_reader_clear (&reader);
  g_assert_cmpstr (again->str, ==, written->str);
}

static void
fuzz_answers_take_head (FuzzAnswers *answers, const WireResponse *response)
{
  g_autoptr (GString) head = g_string_new (NULL);

  g_assert_false (answers->is_in_answer);
  fuzz_response_check_texts (response);
  fuzz_response_check_written (answers->reader.side, response);
  wire_response_append (response, head);
  g_string_append_printf (answers->text, "HEAD %d %d %s", response->version, response->is_notice, head->str);
  answers->is_in_answer = TRUE;
  answers->has_length = response->has_content_length && (response->version == WIRE_VERSION_1_1
                                                         || answers->reader.side == WIRE_FROM_PEER);
  answers->announced = response->content_length;
}

static void
fuzz_answers_take_end (FuzzAnswers *answers)
{
  g_assert_true (answers->is_in_answer);
  if (answers->has_length)
    g_assert_cmpuint (answers->body->len, ==, answers->announced);
  g_assert_cmpuint (answers->body->len, <=, BODY_MAX_BYTES);
  g_string_append_len (answers->text, answers->body->str, (gssize) answers->body->len);
  g_string_append (answers->text, "\nEND\n");
  g_string_truncate (answers->body, 0);
  answers->is_in_answer = FALSE;
}

/* How much of a body came out before it failed depends on the cut. */
static void
fuzz_answers_take_error (FuzzAnswers *answers, const GError *error)
{
  g_assert_true (error->domain == WIRE_ERROR);
  if (!answers->has_failed)
    g_string_append_printf (answers->text, "\nERROR %s\n", error->message);
  answers->has_failed = TRUE;
}

static gboolean
fuzz_answers_pull_one (FuzzAnswers *answers)
{
  g_autoptr (GError) error = NULL;
  WireResponse response;
  WireSlice body = { NULL, 0 };

  switch (wire_response_reader_next (&answers->reader, &response, &body, &error))
    {
    case WIRE_RESPONSE_HEAD:
      fuzz_answers_take_head (answers, &response);
      return TRUE;
    case WIRE_RESPONSE_BODY:
      g_assert_cmpuint (body.length, >, 0);
      g_assert_true (answers->is_in_answer);
      g_string_append_len (answers->body, body.data, (gssize) body.length);
      return TRUE;
    case WIRE_RESPONSE_END:
      fuzz_answers_take_end (answers);
      return TRUE;
    case WIRE_RESPONSE_ERROR:
      fuzz_answers_take_error (answers, error);
      return FALSE;
    default:
      return FALSE;
    }
}

static void
fuzz_answers_pull (FuzzAnswers *answers, char **lent, gsize n_fed, gboolean pause)
{
  while (fuzz_answers_pull_one (answers))
    if (pause)
      {
        wire_response_reader_keep (&answers->reader);
        g_clear_pointer (lent, g_free);
      }
  wire_response_reader_keep (&answers->reader);
  g_clear_pointer (lent, g_free);
  g_assert_cmpuint (wire_buffer_get_bytes (&answers->reader.buffer).length, <=, WIRE_HEAD_MAX_BYTES);
}

static char *
fuzz_responses_read (WireSide side, const char *bytes, gsize length, GRand *cuts, gsize max_piece)
{
  FuzzAnswers answers = { .text = g_string_new (NULL), .body = g_string_new (NULL) };
  gsize start = 0;

  wire_response_reader_init (&answers.reader, side);
  answers.reader.max_body_bytes = BODY_MAX_BYTES;
  while (start < length)
    {
      gsize piece = cuts != NULL ? 1 + g_rand_int (cuts) % max_piece : max_piece;
      char *lent;

      piece = MIN (piece, length - start);
      lent = g_memdup2 (bytes + start, piece);
      wire_response_reader_feed (&answers.reader, lent, piece);
      fuzz_answers_pull (&answers, &lent, piece, cuts != NULL && g_rand_boolean (cuts));
      start += piece;
    }
  wire_response_reader_end (&answers.reader, TRUE);
  fuzz_answers_pull (&answers, &(char *) { NULL }, 0, FALSE);
  wire_response_reader_clear (&answers.reader);
  g_string_free (answers.body, TRUE);
  return g_string_free (answers.text, FALSE);
}

void
fuzz_responses_check (WireSide side, const char *bytes, gsize length)
{
  GBytes *seed = g_bytes_new_static (bytes, length);
  g_autoptr (GRand) cuts = g_rand_new_with_seed (g_bytes_hash (seed));
  g_autofree char *whole = fuzz_responses_read (side, bytes, length, NULL, MAX (length, 1));
  g_autofree char *bytewise = fuzz_responses_read (side, bytes, length, NULL, 1);

  g_bytes_unref (seed);
  g_assert_cmpstr (bytewise, ==, whole);
  for (guint i = 0; i < N_RANDOM_READS; i++)
    {
      g_autofree char *random = fuzz_responses_read (side, bytes, length, cuts, 1 + (length >> (2 * i)));

      g_assert_cmpstr (random, ==, whole);
    }
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-agreement.h"
#include "peer-holder-private.h"
#include "peer-ranking.h"

#include <string.h>

/* One letter a holder: its digest; '-' names none, '!' is this computer. Their ports count from 5000. */
static GListModel *
make_holders (const char *letters)
{
  GListStore *holders = g_list_store_new (PEER_TYPE_HOLDER);

  for (guint i = 0; letters[i] != '\0'; i++)
    {
      WireRecord record = { .number = 1,
                            .title = WIRE_SLICE_INIT ("Title"),
                            .address = WIRE_SLICE_INIT ("192.0.2.1"),
                            .name = WIRE_SLICE_INIT ("name"),
                            .port = (guint16) (5000 + i),
                            .digest.is_known = g_ascii_isalpha (letters[i]) };
      g_autoptr (PeerHolder) holder = NULL;

      memset (record.digest.bytes, letters[i], sizeof record.digest.bytes);
      holder = peer_holder_new (&record, letters[i] == '!');
      g_list_store_append (holders, holder);
    }

  return G_LIST_MODEL (holders);
}

static char *
rank (const char *letters, PeerLiars *liars)
{
  g_autoptr (GListModel) holders = make_holders (letters);
  g_autoptr (PeerRanking) ranking = peer_ranking_new (holders, liars);
  GString *order = g_string_new (NULL);

  for (guint i = 0; i < ranking->holders->len; i++)
    {
      PeerHolder *holder = g_ptr_array_index (ranking->holders, i);

      g_string_append_c (order, letters[peer_holder_get_port (holder) - 5000]);
    }
  return g_string_free (order, FALSE);
}

static void
test_order (void)
{
  static const struct
  {
    const char *holders;
    const char *order;
  } rows[] = {
    { "", "" },        { "a", "a" },       { "abb", "bba" },         { "a-b-b", "bb--a" },
    { "--", "--" },    { "a-", "a-" },     { "cabcbcc", "ccccbba" }, { "!ab!", "ab" },
    { "aabb", "aabb" }, { "abab", "aabb" }, { "-!", "-" },
  };
  g_autoptr (PeerLiars) liars = peer_liars_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint lot = 0; lot < 20; lot++)
      {
        g_autofree char *order = rank (rows[i].holders, liars);

        g_assert_cmpstr (order, ==, rows[i].order);
      }
}

static void
test_liars_are_left_out (void)
{
  g_autoptr (PeerLiars) liars = peer_liars_new ();
  g_autofree char *order = NULL;

  peer_liars_add (liars, "192.0.2.1", 5001);
  peer_liars_add (liars, "192.0.2.1", 5001);
  peer_liars_add (liars, "192.0.2.2", 5000);
  order = rank ("abb", liars);
  g_assert_cmpint (strlen (order), ==, 2);
}

/* Who names no digest is held to what most say. */
static void
test_digest_of_the_silent (void)
{
  g_autoptr (PeerLiars) liars = peer_liars_new ();
  g_autoptr (GListModel) holders = make_holders ("bb-a");
  g_autoptr (PeerRanking) ranking = peer_ranking_new (holders, liars);
  const WireDigest *digest = peer_ranking_get_digest (ranking, g_ptr_array_index (ranking->holders, 2));

  g_assert_true (digest->is_known);
  g_assert_cmpint (digest->bytes[0], ==, 'b');
  digest = peer_ranking_get_digest (ranking, g_ptr_array_index (ranking->holders, 3));
  g_assert_cmpint (digest->bytes[0], ==, 'a');
}

static char *
rank_by_choice (const char *letters, guint chosen, gboolean names_digest)
{
  g_autoptr (PeerLiars) liars = peer_liars_new ();
  g_autoptr (GListModel) holders = make_holders (letters);
  g_autoptr (PeerRanking) ranking = peer_ranking_new (holders, liars);
  char address[] = "192.0.2.1";
  PeerChoice choice = { .address = address, .port = (guint16) (5000 + chosen), .digest.is_known = names_digest };
  GString *order = g_string_new (NULL);

  memset (choice.digest.bytes, letters[chosen], sizeof choice.digest.bytes);
  peer_ranking_choose (ranking, &choice);
  for (guint i = 0; i < ranking->holders->len; i++)
    g_string_append_printf (order, "%u", peer_holder_get_port (g_ptr_array_index (ranking->holders, i)) - 5000);
  return g_string_free (order, FALSE);
}

/* The one that the user wants comes first, then who has the same text; most of them do not count. */
static void
test_choice (void)
{
  g_autofree char *minority = rank_by_choice ("bbabb", 2, TRUE);
  g_autofree char *same = rank_by_choice ("bba", 1, TRUE);
  g_autofree char *silent = rank_by_choice ("bb-b", 2, FALSE);

  g_assert_cmpstr (minority, ==, "2");
  g_assert_cmpstr (same, ==, "10");
  g_assert_cmpstr (silent, ==, "2");
}

static void
test_agreement (void)
{
  static const struct
  {
    const char *holders;
    char letter;
    const char *sentence;
  } rows[] = {
    { "a", 'a', "" },
    { "a-!", 'a', "" },
    { "aa", 'a', "All 2 peers agree on this text." },
    { "aaab", 'a', "3 of 4 peers agree on this text." },
    { "a-aab!", 'a', "3 of 4 peers agree on this text." },
    { "aaab", 'b', "Only 1 of 4 peers has this text." },
    { "ab", 'a', "Only 1 of 2 peers has this text." },
    { "ab", '-', "" },
  };
  g_autoptr (PeerLiars) liars = peer_liars_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GListModel) holders = make_holders (rows[i].holders);
      g_autoptr (PeerRanking) ranking = peer_ranking_new (holders, liars);
      WireDigest digest = { .is_known = rows[i].letter != '-' };
      guint n_agreeing, n_compared;
      g_autofree char *sentence = NULL;

      memset (digest.bytes, rows[i].letter, sizeof digest.bytes);
      peer_ranking_compare_texts (ranking, &digest, &n_agreeing, &n_compared);
      sentence = peer_agreement_describe (n_agreeing, n_compared);
      g_assert_cmpstr (sentence, ==, rows[i].sentence);
    }
}

static void
test_liars_limit (void)
{
  g_autoptr (PeerLiars) liars = peer_liars_new ();

  for (guint i = 0; i < PEER_LIARS_MAX; i++)
    peer_liars_add (liars, "192.0.2.1", (guint16) (1024 + i));
  g_assert_true (peer_liars_contains (liars, "192.0.2.1", 1024));
  peer_liars_add (liars, "192.0.2.1", 1023);
  g_assert_false (peer_liars_contains (liars, "192.0.2.1", 1024));
  g_assert_true (peer_liars_contains (liars, "192.0.2.1", 1025));
  g_assert_true (peer_liars_contains (liars, "192.0.2.1", 1023));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ranking/order", test_order);
  g_test_add_func ("/ranking/liars-are-left-out", test_liars_are_left_out);
  g_test_add_func ("/ranking/digest-of-the-silent", test_digest_of_the_silent);
  g_test_add_func ("/ranking/choice", test_choice);
  g_test_add_func ("/ranking/agreement", test_agreement);
  g_test_add_func ("/ranking/liars-limit", test_liars_limit);

  return g_test_run ();
}

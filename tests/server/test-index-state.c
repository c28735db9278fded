/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-state-private.h"
#include "state-versions.h"

#include "wire-limits.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is written is kept here to be compared with what is read. */
typedef struct
{
  GArray *items;
  GPtrArray *texts; /* that they lend */
} Sample;

static void
sample_init (Sample *sample)
{
  sample->items = g_array_new (FALSE, FALSE, sizeof (IndexStateItem));
  sample->texts = g_ptr_array_new_with_free_func (g_free);
}

static void
sample_clear (Sample *sample)
{
  g_array_unref (sample->items);
  g_ptr_array_unref (sample->texts);
}

static WireSlice
sample_text (Sample *sample, GRand *rand, guint max, gboolean is_clean)
{
  guint length = g_rand_int_range (rand, is_clean ? 1 : 0, max + 1);
  char *text = g_malloc (length + 1);

  for (guint i = 0; i < length; i++)
    text[i] = is_clean ? (char) g_rand_int_range (rand, 'A', 'z') : (char) g_rand_int (rand);
  g_ptr_array_add (sample->texts, text);
  return (WireSlice) { text, length };
}

static void
sample_add_member (Sample *sample, GRand *rand, guint i)
{
  IndexStateItem item = { .kind = INDEX_STATE_MEMBER };
  IndexStateMember *member = &item.member;

  memset (member->address.bytes + 10, 0xff, 2);
  for (guint byte = 12; byte < 16; byte++)
    member->address.bytes[byte] = g_rand_int (rand);
  member->port = WIRE_PORT_MIN + i % 60000;
  member->host = sample_text (sample, rand, 30, TRUE);
  member->is_lease = i % 7 == 0;
  member->last_usec = g_rand_int (rand);
  memcpy (member->token, &i, sizeof i);
  g_array_append_val (sample->items, item);
}

static void
sample_add_record (Sample *sample, GRand *rand, guint record, guint n_members)
{
  IndexStateItem item = { .kind = INDEX_STATE_RECORD };

  item.record.record = record;
  item.record.member = g_rand_int_range (rand, 1, n_members + 1);
  item.record.number = g_rand_int_range (rand, 1, WIRE_NUMBER_MAX + 1);
  item.record.title = sample_text (sample, rand, 80, TRUE);
  item.record.has_size = g_rand_boolean (rand);
  if (item.record.has_size)
    item.record.size_bytes = (guint64) g_rand_int (rand) << 20;
  item.record.digest.is_known = g_rand_boolean (rand);
  for (guint i = 0; item.record.digest.is_known && i < WIRE_DIGEST_BYTES; i++)
    item.record.digest.bytes[i] = g_rand_int (rand);
  g_array_append_val (sample->items, item);
}

static void
sample_add_changes (Sample *sample, GRand *rand, guint n_changes)
{
  IndexStateItem item = { .kind = INDEX_STATE_CHANGES };
  guint32 *numbers = g_new (guint32, n_changes);

  for (guint i = 0; i < n_changes; i++)
    numbers[i] = GUINT32_TO_LE (g_rand_int_range (rand, 1, WIRE_NUMBER_MAX + 1));
  g_ptr_array_add (sample->texts, numbers);
  item.changes.numbers = (WireSlice) { (const char *) numbers, 4 * (gsize) n_changes };
  item.changes.n_told = n_changes / 2;
  g_array_append_val (sample->items, item);
}

static void
sample_add_connection (Sample *sample, GRand *rand, guint member, guint n_changes)
{
  IndexStateItem item = { .kind = INDEX_STATE_CONNECTION };
  IndexStateConnection *connection = &item.connection;
  guint bits = g_rand_int (rand);

  connection->member = member;
  connection->record = g_rand_int (rand);
  connection->place = g_rand_int_range (rand, 0, n_changes + 1);
  connection->last_usec = g_rand_int (rand);
  connection->requests_usec = g_rand_int (rand);
  connection->classic_lists_usec = g_rand_int (rand);
  connection->match = sample_text (sample, rand, 20, TRUE);
  connection->input = sample_text (sample, rand, 200, FALSE);
  connection->output = sample_text (sample, rand, 200, FALSE);
  connection->dialect.is_crlf = bits & 1;
  connection->dialect.has_closing_line = bits >> 1 & 1;
  connection->dialect.has_tight_colon = bits >> 2 & 1;
  connection->dialect.wants_bare_numbers = bits >> 3 & 1;
  connection->dialect.has_old_version_word = bits >> 4 & 1;
  connection->is_watching = bits >> 5 & 1;
  connection->is_introduced = bits >> 6 & 1;
  connection->has_asked = bits >> 7 & 1;
  connection->is_listing = bits >> 8 & 1;
  connection->is_doubted = bits >> 9 & 1;
  g_array_append_val (sample->items, item);
}

static void
sample_fill (Sample *sample, guint32 seed, guint n_members, guint n_records, guint n_changes, guint n_connections)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint32 record = 0;

  for (guint i = 0; i < n_members; i++)
    sample_add_member (sample, rand, i);
  for (guint i = 0; i < n_records; i++)
    sample_add_record (sample, rand, record += g_rand_int_range (rand, 1, 4), n_members);
  sample_add_changes (sample, rand, n_changes);
  for (guint i = 0; i < n_connections; i++)
    sample_add_connection (sample, rand, i < n_members && i % 7 != 0 ? i + 1 : 0, n_changes);
}

static GBytes *
sample_write (const Sample *sample)
{
  int fd = memfd_create ("test", MFD_CLOEXEC);
  IndexStateWriter *writer = index_state_writer_new (fd);
  g_autoptr (GError) error = NULL;
  gsize length;
  char *bytes = NULL;

  for (guint i = 0; i < sample->items->len; i++)
    index_state_writer_add (writer, &g_array_index (sample->items, IndexStateItem, i));
  g_assert_true (index_state_writer_finish (writer, &error));
  g_assert_no_error (error);
  length = lseek (fd, 0, SEEK_END);
  bytes = g_malloc (length);
  g_assert_cmpint (pread (fd, bytes, length, 0), ==, length);
  close (fd);
  return g_bytes_new_take (bytes, length);
}

static void
assert_same_slice (WireSlice found, WireSlice expected)
{
  g_assert_cmpmem (found.data, found.length, expected.data, expected.length);
}

static void
assert_same_connection (const IndexStateConnection *found, const IndexStateConnection *expected)
{
  g_assert_cmpuint (found->member, ==, expected->member);
  g_assert_cmpuint (found->record, ==, expected->record);
  g_assert_cmpuint (found->place, ==, expected->place);
  g_assert_cmpint (found->last_usec, ==, expected->last_usec);
  g_assert_cmpint (found->requests_usec, ==, expected->requests_usec);
  g_assert_cmpint (found->classic_lists_usec, ==, expected->classic_lists_usec);
  assert_same_slice (found->match, expected->match);
  assert_same_slice (found->input, expected->input);
  assert_same_slice (found->output, expected->output);
  g_assert_cmpmem (&found->dialect, sizeof found->dialect, &expected->dialect, sizeof expected->dialect);
  g_assert_cmpint (found->is_watching, ==, expected->is_watching);
  g_assert_cmpint (found->is_introduced, ==, expected->is_introduced);
  g_assert_cmpint (found->has_asked, ==, expected->has_asked);
  g_assert_cmpint (found->is_listing, ==, expected->is_listing);
  g_assert_cmpint (found->is_doubted, ==, expected->is_doubted);
}

static void
assert_same_item (const IndexStateItem *found, const IndexStateItem *expected)
{
  g_assert_cmpint (found->kind, ==, expected->kind);
  switch (expected->kind)
    {
    case INDEX_STATE_MEMBER:
      g_assert_true (net_address_equal (&found->member.address, &expected->member.address));
      g_assert_cmpuint (found->member.port, ==, expected->member.port);
      g_assert_cmpint (found->member.is_lease, ==, expected->member.is_lease);
      g_assert_cmpint (found->member.last_usec, ==, expected->member.last_usec);
      g_assert_cmpmem (found->member.token, 16, expected->member.token, 16);
      assert_same_slice (found->member.host, expected->member.host);
      break;
    case INDEX_STATE_RECORD:
      g_assert_cmpuint (found->record.record, ==, expected->record.record);
      g_assert_cmpuint (found->record.member, ==, expected->record.member);
      g_assert_cmpuint (found->record.number, ==, expected->record.number);
      assert_same_slice (found->record.title, expected->record.title);
      g_assert_cmpint (found->record.has_size, ==, expected->record.has_size);
      g_assert_cmpuint (found->record.size_bytes, ==, expected->record.size_bytes);
      g_assert_cmpmem (&found->record.digest, sizeof (WireDigest), &expected->record.digest, sizeof (WireDigest));
      break;
    case INDEX_STATE_CHANGES:
      assert_same_slice (found->changes.numbers, expected->changes.numbers);
      g_assert_cmpuint (found->changes.n_told, ==, expected->changes.n_told);
      break;
    case INDEX_STATE_CONNECTION:
      assert_same_connection (&found->connection, &expected->connection);
      break;
    case INDEX_STATE_END:
    default:
      g_assert_not_reached ();
    }
}

static void
assert_holds (GBytes *bytes, const Sample *sample)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IndexState) state = index_state_load (bytes, &error);
  IndexStateItem item;

  g_assert_no_error (error);
  for (guint i = 0; i < sample->items->len; i++)
    {
      g_assert_true (index_state_next (state, &item));
      assert_same_item (&item, &g_array_index (sample->items, IndexStateItem, i));
    }
  g_assert_false (index_state_next (state, &item));
}

static void
assert_round_trip (guint32 seed, guint n_members, guint n_records, guint n_changes, guint n_connections)
{
  Sample sample;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (IndexState) state = NULL;

  sample_init (&sample);
  sample_fill (&sample, seed, n_members, n_records, n_changes, n_connections);
  bytes = sample_write (&sample);
  assert_holds (bytes, &sample);
  state = index_state_load (bytes, NULL);
  g_assert_cmpuint (index_state_get_n_members (state), ==, n_members);
  g_assert_cmpuint (index_state_get_n_connections (state), ==, n_connections);
  sample_clear (&sample);
}

static void
test_state_round_trip (void)
{
  assert_round_trip (1, 0, 0, 0, 0);
  for (guint32 seed = 2; seed < 200; seed++)
    assert_round_trip (seed, 1 + seed % 17, seed % 90, seed % 23, seed % 40);
}

static void
test_state_ten_thousand (void)
{
  assert_round_trip (1, 10000, 50000, 5000, 10000);
}

static void
assert_refused (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (index_state_load (bytes, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

/* Whatever it says, it is refused or can be read to its end. */
static void
assert_harmless (GBytes *bytes)
{
  g_autoptr (IndexState) state = index_state_load (bytes, NULL);
  guint n_items = 0;
  IndexStateItem item;

  while (state != NULL && index_state_next (state, &item))
    n_items++;
  g_assert_cmpuint (n_items, <=, g_bytes_get_size (bytes));
}

static void
test_state_damage (void)
{
  Sample sample;
  g_autoptr (GBytes) whole = NULL;
  const guint8 *bytes = NULL;
  gsize length;

  sample_init (&sample);
  sample_fill (&sample, 5, 6, 20, 9, 12);
  whole = sample_write (&sample);
  bytes = g_bytes_get_data (whole, &length);
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) shorter = g_bytes_new (bytes, i);

      assert_refused (shorter);
      for (guint bit = 0; bit < 8; bit++)
        {
          g_autofree guint8 *copy = g_memdup2 (bytes, length);
          g_autoptr (GBytes) damaged = NULL;

          copy[i] ^= 1u << bit;
          damaged = g_bytes_new (copy, length);
          assert_refused (damaged);
        }
    }
  sample_clear (&sample);
}

/* As if somebody had made it so: the checksum is right. */
static void
test_state_mutations (void)
{
  static const guint8 values[] = { 0x00, 0x01, 0x04, 0x7f, 0x80, 0xff };
  Sample sample;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  const guint8 *bytes = NULL;
  gsize length;

  sample_init (&sample);
  sample_fill (&sample, 6, 4, 10, 5, 8);
  whole = sample_write (&sample);
  bytes = g_bytes_get_data (whole, &length);
  for (gsize i = INDEX_STATE_HEAD_BYTES; i < length; i++)
    {
      g_autoptr (GBytes) shorter = state_with_right_head (bytes, i);

      assert_refused (shorter);
      for (guint v = 0; v < G_N_ELEMENTS (values); v++)
        {
          g_autofree guint8 *copy = g_memdup2 (bytes, length);
          g_autoptr (GBytes) changed = NULL;

          copy[i] = values[v];
          changed = state_with_right_head (copy, length);
          assert_harmless (changed);
        }
    }
  for (guint round = 0; round < 20000; round++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, length);
      g_autoptr (GBytes) changed = NULL;
      guint n_changes = g_rand_int_range (rand, 1, 6);

      for (guint i = 0; i < n_changes; i++)
        copy[g_rand_int_range (rand, INDEX_STATE_HEAD_BYTES, length)] = g_rand_int (rand);
      changed = state_with_right_head (copy, length);
      assert_harmless (changed);
    }
  sample_clear (&sample);
}

/* Going back from a newer program to this one. */
static void
test_state_downgrade (void)
{
  for (guint32 seed = 1; seed < 50; seed++)
    {
      Sample sample;
      g_autoptr (GBytes) whole = NULL;
      g_autoptr (GBytes) more_fields = NULL;
      g_autoptr (GBytes) more_kinds = NULL;
      g_autoptr (GBytes) surplus = NULL;
      g_autoptr (GBytes) unknown = NULL;

      sample_init (&sample);
      sample_fill (&sample, seed, 1 + seed % 9, seed % 30, seed % 11, seed % 20);
      whole = sample_write (&sample);
      more_fields = state_as_a_later_version (whole, INDEX_STATE_VERSION + 1, "more", FALSE);
      more_kinds = state_as_a_later_version (whole, INDEX_STATE_VERSION + 9, "", TRUE);
      surplus = state_as_a_later_version (whole, INDEX_STATE_VERSION, "m", FALSE);
      unknown = state_as_a_later_version (whole, INDEX_STATE_VERSION, "", TRUE);
      assert_holds (more_fields, &sample);
      assert_holds (more_kinds, &sample);
      assert_refused (surplus);
      assert_refused (unknown);
      sample_clear (&sample);
    }
}

static void
test_state_other_versions (void)
{
  static const struct
  {
    guint32 version;
    guint32 oldest;
    gboolean is_read;
  } rows[] = {
    { 0, 0, FALSE },
    { INDEX_STATE_OLDEST_VERSION - 1, INDEX_STATE_OLDEST_VERSION - 1, FALSE },
    { INDEX_STATE_VERSION, INDEX_STATE_OLDEST_VERSION, TRUE },
    { INDEX_STATE_VERSION + 1, INDEX_STATE_VERSION, TRUE },
    { INDEX_STATE_VERSION + 1, INDEX_STATE_VERSION + 1, FALSE },
    { G_MAXUINT32, INDEX_STATE_VERSION, TRUE },
    { G_MAXUINT32, G_MAXUINT32, FALSE },
  };
  Sample sample;
  g_autoptr (GBytes) whole = NULL;

  sample_init (&sample);
  sample_fill (&sample, 8, 2, 2, 2, 2);
  whole = sample_write (&sample);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = g_bytes_get_size (whole);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), length);
      g_autoptr (GBytes) other = NULL;

      state_set_versions (copy, rows[i].version, rows[i].oldest);
      other = state_with_right_head (copy, length);
      if (rows[i].is_read)
        assert_holds (other, &sample);
      else
        assert_refused (other);
    }
  sample_clear (&sample);
}

/* Each row is right but for one thing. */
static void
test_state_meaning (void)
{
  static const struct
  {
    const char *what;
    guint item; /* of two members, a record, changes, two connections */
    guint row;
  } rows[] = {
    { "nothing", 0, 0 },
    { "a port below 1024", 0, 1 },
    { "no name", 0, 2 },
    { "a tab in a name", 0, 3 },
    { "a token twice", 1, 4 },
    { "an address and port twice", 1, 5 },
    { "record 0", 2, 6 },
    { "a record's member 0", 2, 7 },
    { "a record's member that is none", 2, 8 },
    { "number 0", 2, 9 },
    { "number 1000000", 2, 10 },
    { "more told than there are", 3, 11 },
    { "change 0", 3, 12 },
    { "a connection's member that is none", 4, 13 },
    { "a member of two connections", 5, 14 },
    { "a member on a lease has a connection", 4, 15 },
    { "a place past the changes", 4, 16 },
    { "a time before all", 4, 17 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      static const guint32 zero = 0;
      Sample sample;
      IndexStateItem *item = NULL;
      const IndexStateItem *first = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (IndexState) state = NULL;

      g_test_message ("%s", rows[i].what);
      sample_init (&sample);
      sample_fill (&sample, 9, 2, 1, 1, 2);
      item = &g_array_index (sample.items, IndexStateItem, rows[i].item);
      first = &g_array_index (sample.items, IndexStateItem, 0);
      switch (rows[i].row)
        {
        case 1: item->member.port = 1023; break;
        case 2: item->member.host.length = 0; break;
        case 3: item->member.host = wire_slice_from_string ("a\tb"); break;
        case 4: memcpy (item->member.token, first->member.token, 16); break;
        case 5: item->member.address = first->member.address; item->member.port = first->member.port; break;
        case 6: item->record.record = 0; break;
        case 7: item->record.member = 0; break;
        case 8: item->record.member = 3; break;
        case 9: item->record.number = 0; break;
        case 10: item->record.number = 1000000; break;
        case 11: item->changes.n_told = 2; break;
        case 12: item->changes.numbers.data = (const char *) &zero; break;
        case 13: item->connection.member = 3; break;
        case 14: item->connection.member = 2; g_array_index (sample.items, IndexStateItem, 4).connection.member = 2; break;
        case 15: item->connection.member = 1; break;
        case 16: item->connection.place = 2; break;
        case 17: item->connection.last_usec = -1; break;
        default: break;
        }
      bytes = sample_write (&sample);
      if (rows[i].row == 0)
        state = index_state_load (bytes, NULL);
      else
        assert_refused (bytes);
      g_assert_true ((state != NULL) == (rows[i].row == 0));
      sample_clear (&sample);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index-state/round-trip", test_state_round_trip);
  g_test_add_func ("/index-state/ten-thousand-connections", test_state_ten_thousand);
  g_test_add_func ("/index-state/any-damage-is-refused", test_state_damage);
  g_test_add_func ("/index-state/mutations-are-harmless", test_state_mutations);
  g_test_add_func ("/index-state/a-later-version-can-be-read", test_state_downgrade);
  g_test_add_func ("/index-state/versions-too-old-or-too-new-are-refused", test_state_other_versions);
  g_test_add_func ("/index-state/nonsense-is-refused", test_state_meaning);
  return g_test_run ();
}

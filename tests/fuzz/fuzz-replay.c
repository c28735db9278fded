/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-target.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Runs a target over its seeds and over mutations of them: the same ones each time, so that what fails once fails again.
 * The input that a target fell over is left in the working folder. */

#define N_MUTATIONS 4000u
#define MUTATION_SEED 20260101u
#define INPUT_MAX_BYTES (64u * 1024u)
#define CRASH_FILE "crash-" FUZZ_TARGET

static GPtrArray *seeds; /* of GBytes */
static gconstpointer current_data;
static gsize current_size;

static void
replay_crashed (int number)
{
  int fd = open (CRASH_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd >= 0 && write (fd, current_data, current_size) == (gssize) current_size)
    close (fd);
  signal (number, SIG_DFL);
  raise (number);
}

/* A copy of exactly this size, so that a sanitizer sees each byte that is read beyond it. */
static void
replay_run (gconstpointer data, gsize size)
{
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  memcpy (copy, data, size);
  current_data = data;
  current_size = size;
  g_assert_cmpint (LLVMFuzzerTestOneInput (copy, size), ==, 0);
}

static int
replay_compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
replay_load_seeds (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", FUZZ_TARGET, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, replay_compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      char *contents;
      gsize length;

      g_file_get_contents (path, &contents, &length, &error);
      g_assert_no_error (error);
      g_ptr_array_add (seeds, g_bytes_new_take (contents, length));
    }
}

static void
test_replay_seeds (void)
{
  g_assert_cmpuint (seeds->len, >, 0);

  replay_run ("", 0);
  for (guint i = 0; i < seeds->len; i++)
    {
      gsize size;
      gconstpointer data = g_bytes_get_data (seeds->pdata[i], &size);

      replay_run (data, size);
    }
}

static guint
replay_pick (GRand *random, gsize n)
{
  return n > 0 ? g_rand_int (random) % (guint) n : 0;
}

/* Of at most @max_bytes, beginning at @start and not going beyond @size. */
static gsize
replay_pick_length (GRand *random, gsize start, gsize size, guint max_bytes)
{
  gsize length = 1 + replay_pick (random, max_bytes);

  return MIN (length, size - start);
}

static GBytes *
replay_pick_seed (GRand *random)
{
  return seeds->pdata[replay_pick (random, seeds->len)];
}

/* A piece of another seed goes in, over what is there or between it. */
static void
replay_splice (GByteArray *input, GRand *random)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (replay_pick_seed (random), &size);
  gsize start = replay_pick (random, size);
  gsize length = replay_pick_length (random, start, size, 64);
  gsize place = replay_pick (random, input->len + 1);
  g_autoptr (GByteArray) rest = g_byte_array_new ();
  gsize n_over = replay_pick (random, 2) * MIN (length, input->len - place);

  g_byte_array_append (rest, input->data + place + n_over, (guint) (input->len - place - n_over));
  g_byte_array_set_size (input, (guint) place);
  g_byte_array_append (input, data + start, (guint) length);
  g_byte_array_append (input, rest->data, rest->len);
}

static void
replay_repeat (GByteArray *input, GRand *random)
{
  gsize start = replay_pick (random, input->len);
  gsize length = replay_pick_length (random, start, input->len, 300);
  g_autofree guint8 *piece = g_memdup2 (input->data + start, length);

  for (guint n = replay_pick (random, 12); n > 0; n--)
    g_byte_array_append (input, piece, (guint) length);
}

static void
replay_mutate (GByteArray *input, GRand *random)
{
  static const guint8 odd_bytes[] = { 0, '\n', '\r', ' ', '\t', ':', ',', '!', '~', 0x7f, 0x80, 0xc2, 0xe2, 0xff };
  gsize place = replay_pick (random, input->len);

  if (input->len == 0)
    return;
  switch (replay_pick (random, 6))
    {
    case 0:
      input->data[place] = odd_bytes[replay_pick (random, sizeof odd_bytes)];
      break;
    case 1:
      input->data[place] ^= (guint8) (1u << replay_pick (random, 8));
      break;
    case 2:
      g_byte_array_remove_range (input, (guint) place,
                                 (guint) replay_pick_length (random, place, input->len, 8));
      break;
    case 3:
      g_byte_array_set_size (input, (guint) place);
      break;
    case 4:
      replay_repeat (input, random);
      break;
    default:
      replay_splice (input, random);
      break;
    }
}

static void
test_replay_mutations (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (MUTATION_SEED);

  for (guint i = 0; i < N_MUTATIONS; i++)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      gsize size;
      const guint8 *data = g_bytes_get_data (replay_pick_seed (random), &size);

      g_byte_array_append (input, data, (guint) size);
      for (guint n = 1 + replay_pick (random, 4); n > 0; n--)
        replay_mutate (input, random);
      replay_run (input->data, MIN (input->len, INPUT_MAX_BYTES));
    }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  replay_load_seeds ();
  signal (SIGABRT, replay_crashed);
  signal (SIGSEGV, replay_crashed);

  g_test_add_func ("/fuzz/" FUZZ_TARGET "/seeds", test_replay_seeds);
  g_test_add_func ("/fuzz/" FUZZ_TARGET "/mutations", test_replay_mutations);
  result = g_test_run ();
  g_ptr_array_unref (seeds);
  return result;
}

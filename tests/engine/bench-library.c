/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a library of 9,500 documents takes to be there: with nothing known of it, and with what is known from last time;
 * beside cat over the same files, which is the limit of reading them. */

#include "config.h"

#include "peer-library.h"

#include <sys/resource.h>

#include "engine-texts.h"
#include "test-support.h"

#define N_DOCUMENTS 9500u
#define N_BODY_BYTES 50000u /* as RFCs have on average */
#define N_ROUNDS 3u

typedef struct
{
  GFile *folder;
  GFile *state;
} Fixture;

static gboolean
is_loaded (gpointer data)
{
  return !peer_library_get_is_loading (data);
}

static gboolean
is_alone (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static double
get_cpu_seconds (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
report (const char *what, gint64 start_usec, double cpu_seconds, gint64 late_usec)
{
  g_autofree char *late =
      late_usec > 0 ? g_strdup_printf (", main loop late by at most %.0f ms", late_usec / 1e3) : g_strdup ("");

  g_print ("# %s: %.2f s, %.2f s of CPU%s\n", what, (g_get_monotonic_time () - start_usec) / 1e6, cpu_seconds, late);
}

/* A heartbeat every 5 ms. */
typedef struct
{
  gint64 last_usec;
  gint64 longest_usec;
} Heart;

static gboolean
beat_cb (gpointer user_data)
{
  Heart *heart = user_data;
  const gint64 now_usec = g_get_monotonic_time ();

  heart->longest_usec = MAX (heart->longest_usec, now_usec - heart->last_usec - 5000);
  heart->last_usec = now_usec;
  return G_SOURCE_CONTINUE;
}

static void
open_library (Fixture *fixture, const char *what)
{
  const gint64 start_usec = g_get_monotonic_time ();
  const double cpu_seconds = get_cpu_seconds (RUSAGE_SELF);
  Heart heart = { start_usec, 0 };
  const guint id = g_timeout_add (5, beat_cb, &heart);
  g_autoptr (PeerLibrary) library = peer_library_new (fixture->folder, fixture->state);

  test_wait_until (is_loaded, library);
  report (what, start_usec, get_cpu_seconds (RUSAGE_SELF) - cpu_seconds, heart.longest_usec);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (library)), ==, N_DOCUMENTS);
  test_wait_until (is_alone, library); /* its cache is saved */
  g_source_remove (id);
}

static void
read_with_cat (Fixture *fixture)
{
  const gint64 start_usec = g_get_monotonic_time ();
  const double cpu_seconds = get_cpu_seconds (RUSAGE_CHILDREN);
  g_autofree char *command = g_strdup_printf ("find '%s' -name 'rfc*.txt' -print0 | xargs -0 cat > /dev/null",
                                              g_file_peek_path (fixture->folder));
  const char *const arguments[] = { "sh", "-c", command, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error));
  report ("cat of the same files", start_usec, get_cpu_seconds (RUSAGE_CHILDREN) - cpu_seconds, 0);
}

static void
forget (Fixture *fixture)
{
  test_folder_free (g_steal_pointer (&fixture->state));
  fixture->state = test_folder_new ();
}

static void
fill (Fixture *fixture)
{
  g_autoptr (GString) body = g_string_new (NULL);

  while (body->len < N_BODY_BYTES)
    g_string_append_printf (body, "   Line at %zu of a document that nobody has written.\n", body->len);
  for (guint number = 1; number <= N_DOCUMENTS; number++)
    {
      g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);

      g_object_unref (test_rfc_write (fixture->folder, name, number, "A Made-Up Document", body->str));
    }
}

static void
test_start (void)
{
  Fixture fixture = { test_folder_new (), test_folder_new () };

  fill (&fixture);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      read_with_cat (&fixture);
      forget (&fixture);
      open_library (&fixture, "library, nothing known of it");
      open_library (&fixture, "library, known from last time");
    }
  test_folder_free (fixture.folder);
  test_folder_free (fixture.state);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library/start-with-9500-documents", test_start);
  return g_test_run ();
}

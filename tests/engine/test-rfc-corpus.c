/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Measures the header reading on genuine documents, outside of this project: $P2PCI_CORPUS names a folder with MANIFEST.tsv
 * (columns: file, number, index_title_in_text, ...), index.tsv (number, title, date, status, authors), rfcs/ and crlf/. */

#include "config.h"

#include "peer-rfc-header.h"

#include <gio/gio.h>
#include <string.h>

#define NUMBER_GATE 0.995
#define TITLE_GATE 0.98
#define TITLE_GATE_FIRST_NUMBER 1000u

typedef struct
{
  char *title;
  char *date;
  char *authors;
} IndexRow;

typedef struct
{
  guint n;
  guint right;
} Score;

static void
index_row_free (gpointer data)
{
  IndexRow *row = data;

  g_free (row->title);
  g_free (row->date);
  g_free (row->authors);
  g_free (row);
}

static char **
read_lines (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strchomp (text), "\n", -1);
}

static GHashTable *
read_index (const char *folder)
{
  GHashTable *index = g_hash_table_new_full (NULL, NULL, NULL, index_row_free);
  g_auto (GStrv) lines = read_lines (folder, "index.tsv");

  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
      IndexRow *row = g_new0 (IndexRow, 1);

      g_assert_cmpuint (g_strv_length (cells), >=, 5);
      row->title = g_strdup (cells[1]);
      row->date = g_strdup (cells[2]);
      row->authors = g_strdup (cells[4]);
      g_hash_table_insert (index, GUINT_TO_POINTER (atoi (cells[0])), row);
    }
  return index;
}

/* Case, blanks, punctuation, "&" for "and" and a leading article are no difference: the index has changed them. */
static char *
relax (const char *title)
{
  g_autofree char *folded = g_utf8_casefold (title != NULL ? title : "", -1);
  g_auto (GStrv) parts = g_strsplit (folded, "&", -1);
  g_autofree char *spelled = g_strjoinv (" and ", parts);
  GString *relaxed = g_string_new (NULL);
  const char *start = spelled;

  for (guint i = 0; i < 3; i++)
    {
      const char *const articles[] = { "a ", "an ", "the " };

      if (g_str_has_prefix (start, articles[i]))
        {
          start += strlen (articles[i]);
          break;
        }
    }
  for (const char *p = start; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (relaxed, g_utf8_get_char (p));
  return g_string_free (relaxed, FALSE);
}

static void
score_add (Score *score, gboolean is_right)
{
  score->n++;
  score->right += is_right;
}

static double
score_get (const Score *score)
{
  return score->n == 0 ? 1.0 : (double) score->right / score->n;
}

static void
score_tell (const Score *score, const char *what)
{
  g_test_message ("%-44s %4u of %4u  %6.2f %%", what, score->right, score->n, 100 * score_get (score));
}

static char *
last_word (const char *name)
{
  g_autofree char *plain = g_strdup (name);
  char *suffix = strchr (plain, ',');
  const char *space;

  if (suffix == NULL)
    suffix = strstr (plain, " Jr");
  if (suffix != NULL)
    *suffix = '\0';
  g_strchomp (plain);
  space = strrchr (plain, ' ');
  if (space == NULL)
    space = strrchr (plain, '.');
  return g_utf8_casefold (space != NULL ? space + 1 : plain, -1);
}

/* Authors stand in the index as "J. Postel; J. Reynolds, Ed."; compared by surname. */
static void
score_authors (Score *one, Score *all, char **authors, const char *expected)
{
  g_auto (GStrv) parts = g_strsplit (expected, "; ", -1);
  guint n_expected = 0;
  guint n_found = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *wanted = last_word (parts[i]);
      gboolean is_found = FALSE;

      if (*parts[i] == '\0')
        continue;
      n_expected++;
      for (guint k = 0; authors[k] != NULL && !is_found; k++)
        {
          g_autofree char *found = last_word (authors[k]);

          is_found = strcmp (found, wanted) == 0;
        }
      n_found += is_found;
    }
  if (n_expected == 0)
    return;
  score_add (one, n_found > 0);
  score_add (all, n_found == n_expected && g_strv_length (authors) == n_expected);
}

/* A sentence is no title: the gate's own, simple idea of prose, apart from the parser's. */
static gboolean
looks_like_prose (const char *title)
{
  return title != NULL && strlen (title) > 150 && g_str_has_suffix (title, ".");
}

static void
test_accuracy (gconstpointer data)
{
  const char *folder = data;
  g_autoptr (GHashTable) index = read_index (folder);
  g_auto (GStrv) manifest = read_lines (folder, "MANIFEST.tsv");
  const gboolean is_verbose = g_getenv ("P2PCI_CORPUS_VERBOSE") != NULL;
  Score number = { 0 }, number_alone = { 0 }, title = { 0 }, title_late = { 0 }, title_early = { 0 }, exact = { 0 }, date = { 0 };
  Score one_author = { 0 }, all_authors = { 0 }, prose = { 0 };

  for (guint i = 1; manifest[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (manifest[i], "\t", -1);
      g_autofree char *path = g_build_filename (folder, cells[0], cells[1], NULL);
      const guint expected = atoi (cells[2]);
      const gboolean is_title_in_text = strcmp (cells[8], "1") == 0;
      const IndexRow *row = g_hash_table_lookup (index, GUINT_TO_POINTER (expected));
      g_autofree char *bytes = NULL;
      gsize length = 0;
      g_autoptr (PeerRfcHeader) header = NULL;
      g_autofree char *found_title = NULL;
      g_autofree char *expected_title = NULL;
      g_autofree char *found_date = NULL;
      gboolean is_title_right;

      if (strcmp (cells[0], "rfcs") != 0 || row == NULL)
        continue;
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      header = peer_rfc_header_parse (bytes, length, cells[1]);
      g_assert_true (header->is_text);

      score_add (&number, header->number == expected);
      score_add (&number_alone, header->text_number == expected);
      if (is_verbose && header->text_number != expected)
        g_test_message ("NUMBER %u: read %u", expected, header->text_number);

      found_title = relax (header->title);
      expected_title = relax (row->title);
      is_title_right = strcmp (found_title, expected_title) == 0;
      if (is_title_in_text)
        {
          score_add (&title, is_title_right);
          score_add (expected >= TITLE_GATE_FIRST_NUMBER ? &title_late : &title_early, is_title_right);
          score_add (&exact, g_strcmp0 (header->title, row->title) == 0);
        }
      else
        score_add (&prose, !looks_like_prose (header->title));
      if (is_verbose && (is_title_in_text ? !is_title_right : header->title != NULL))
        g_test_message ("TITLE %u%s: read “%s”, index “%s”", expected, is_title_in_text ? "" : " (not in text)", header->title, row->title);

      found_date = g_strdup_printf ("%04d-%02d", header->year, header->month);
      score_add (&date, g_str_has_prefix (row->date, found_date));
      if (is_verbose && !g_str_has_prefix (row->date, found_date))
        g_test_message ("DATE %u: read %s, index %s", expected, found_date, row->date);

      {
        const guint before = all_authors.right;
        const guint n_before = all_authors.n;

        score_authors (&one_author, &all_authors, header->authors, row->authors);
        if (is_verbose && all_authors.n > n_before && all_authors.right == before)
          {
            g_autofree char *joined = g_strjoinv (" | ", header->authors);

            g_test_message ("AUTHORS %u: read %s, index %s", expected, joined, row->authors);
          }
      }
    }

  score_tell (&number, "number, file name weighed in");
  score_tell (&number_alone, "number, text alone");
  score_tell (&title_late, "title, 1000 and later, in the text");
  score_tell (&title_early, "title, before 1000, in the text");
  score_tell (&title, "title, all, in the text");
  score_tell (&exact, "title to the byte, in the text");
  score_tell (&prose, "no prose as title where the index made one up");
  score_tell (&date, "date");
  score_tell (&one_author, "one author at least");
  score_tell (&all_authors, "all authors");

  g_assert_cmpfloat (score_get (&number), >=, NUMBER_GATE);
  g_assert_cmpfloat (score_get (&title_late), >=, TITLE_GATE);
  g_assert_cmpuint (prose.right, ==, prose.n);
}

static void
assert_same (const PeerRfcHeader *a, const PeerRfcHeader *b)
{
  g_assert_cmpuint (a->number, ==, b->number);
  g_assert_cmpuint (a->text_number, ==, b->text_number);
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->date, ==, b->date);
  g_assert_cmpstrv (a->authors, b->authors);
  g_assert_cmpuint (a->obsoletes->len, ==, b->obsoletes->len);
  g_assert_cmpuint (a->updates->len, ==, b->updates->len);
}

static void
test_line_ends (gconstpointer data)
{
  const char *folder = data;
  g_auto (GStrv) variants = read_lines (folder, "crlf/VARIANTS.tsv");

  for (guint i = 1; variants[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (variants[i], "\t", -1);
      const char *const folders[] = { "rfcs", "crlf" };
      PeerRfcHeader *headers[2] = { NULL, NULL };

      for (guint k = 0; k < 2; k++)
        {
          g_autofree char *path = g_build_filename (folder, folders[k], cells[0], NULL);
          g_autofree char *bytes = NULL;
          gsize length = 0;

          if (g_file_get_contents (path, &bytes, &length, NULL))
            headers[k] = peer_rfc_header_parse (bytes, length, cells[0]);
        }
      if (headers[0] != NULL && headers[1] != NULL)
        assert_same (headers[0], headers[1]);
      g_clear_pointer (&headers[0], peer_rfc_header_free);
      g_clear_pointer (&headers[1], peer_rfc_header_free);
    }
}

static void
test_absent (void)
{
  g_test_skip ("The corpus of genuine documents is not here: set P2PCI_CORPUS to its folder");
}

int
main (int argc, char *argv[])
{
  const char *folder = g_getenv ("P2PCI_CORPUS");
  g_autofree char *manifest = g_build_filename (folder != NULL ? folder : "", "MANIFEST.tsv", NULL);

  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (manifest, G_FILE_TEST_EXISTS))
    {
      g_test_add_func ("/rfc-corpus/is-here", test_absent);
      return g_test_run ();
    }
  g_test_add_data_func ("/rfc-corpus/accuracy", folder, test_accuracy);
  g_test_add_data_func ("/rfc-corpus/same-with-crlf", folder, test_line_ends);
  return g_test_run ();
}

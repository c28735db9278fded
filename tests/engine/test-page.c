/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-find.h"
#include "peer-page-furniture.h"
#include "peer-page.h"
#include "peer-rfc-header.h"

#include <gio/gio.h>
#include <string.h>

#define OWN_NUMBER 4711u

static PeerPage *
make_page (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return peer_page_new (OWN_NUMBER, bytes, TRUE);
}

static char *
read_text (const char *bytes, gsize length)
{
  g_autoptr (PeerPageText) text = peer_page_text_new (bytes, length);

  return g_strdup (text->text->str);
}

static void
test_bytes_become_lines (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *text;
  } rows[] = {
    { "one\r\ntwo\r\n", 10, "one\ntwo\n" },
    { "no end", 6, "no end\n" },
    { "", 0, "" },
    { "\xef\xbb\xbfmark", 7, "mark\n" },
    { "gr\xfc\xdf" "e", 5, "gr\xc3\xbc\xc3\x9f" "e\n" },
    { "gr\xc3\xbc\xc3\x9f" "e", 7, "gr\xc3\xbc\xc3\x9f" "e\n" },
    { "a\tb", 3, "a       b\n" },
    { "_\bu_\bn", 6, "un\n" },
    { "\b\bx", 3, "x\n" },
    { "blank   \nend", 12, "blank\nend\n" },
    { "nu\0l", 4, "nul\n" },
    { "bell\a\x1b[2J", 9, "bell[2J\n" },
    { "left\xe2\x80\xaeright", 12, "leftright\n" },
    { "page\fnext", 9, "page\nnext\n" },
    { "page\n\fnext", 10, "page\nnext\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = read_text (rows[i].bytes, rows[i].length);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_lines_have_a_limit (void)
{
  g_autofree char *line = g_strnfill (PEER_PAGE_LINE_MAX_BYTES * 3, 'x');
  g_autoptr (PeerPageText) text = peer_page_text_new (line, strlen (line));

  g_assert_cmpuint (peer_page_text_get_n_lines (text), >=, 3);
  for (guint i = 0; i < peer_page_text_get_n_lines (text); i++)
    {
      g_assert_cmpuint (peer_page_text_get_line (text, i)->length, <=, PEER_PAGE_LINE_MAX_BYTES);
      g_assert_cmpuint (peer_page_text_get_line (text, i)->source, ==, 0);
    }
}

static void
test_the_number_of_lines_has_a_limit (void)
{
  for (int excess = -1; excess <= 1; excess++)
    {
      const guint n_lines = PEER_PAGE_MAX_LINES + excess;
      g_autofree char *lines = g_strnfill (n_lines, '\n');
      g_autoptr (PeerPageText) text = peer_page_text_new (lines, n_lines);

      g_assert_cmpuint (peer_page_text_get_n_lines (text), ==, MIN (n_lines, PEER_PAGE_MAX_LINES));
      g_assert_cmpint (text->is_cut, ==, excess > 0);
    }
}

#define FOOT(n) "Writer                      Informational                     [Page " n "]\n"
#define HEAD "RFC 4711                     On Kites                    November 2003\n"

static void
assert_folds (const char *text, const char *folded)
{
  g_autoptr (PeerPageText) whole = peer_page_text_new (text, strlen (text));
  g_autoptr (PeerPageText) result = peer_page_furniture_fold (whole);

  g_assert_cmpstr (result->text->str, ==, folded);
}

static void
test_page_breaks_are_folded (void)
{
  /* Between two paragraphs, in the middle of a sentence, without form feeds, and at the end. */
  assert_folds ("\n\n   One.\n\n\n" FOOT ("1") "\f\n" HEAD "\n\n   Two.\n\n" FOOT ("2"), "   One.\n\n   Two.\n");
  assert_folds ("   A kite is\n\n\n" FOOT ("1") "\f\n" HEAD "\n   tied down.\n", "   A kite is\n   tied down.\n");
  assert_folds ("   One.\n\n" FOOT ("1") "\n" HEAD "\n   Two.\n", "   One.\n\n   Two.\n");
  /* An indent that ends is another paragraph. */
  assert_folds ("      A list\n\n" FOOT ("1") "\f\n" HEAD "\n   The text.\n", "      A list\n\n   The text.\n");
}

static void
test_what_is_no_furniture_stays (void)
{
  static const char text[] = "   3.  Wind ............................................... [Page 9]\n\n"
                             "   See the foot of the page, that says [Page 4] and\n   goes on.\n";

  assert_folds (text, text);
}

static void
test_furniture_of_old_is_known_by_its_repeating (void)
{
  GString *text = g_string_new (NULL);
  GString *expected = g_string_new (NULL);

  for (guint i = 1; i <= 5; i++)
    {
      if (i > 1)
        g_string_append (text, "\fNovember 1973\n                                  Kites of Old\n\n\n");
      g_string_append_printf (text, "Paragraph %c.\n\n\n                                  - %u -\n", 'A' + i, i);
      g_string_append_printf (expected, "%sParagraph %c.\n", i > 1 ? "\n" : "", 'A' + i);
    }
  g_string_append (text, "\f\n");
  assert_folds (text->str, expected->str);
  g_string_free (text, TRUE);
  g_string_free (expected, TRUE);
}

static void
test_lines_of_the_file_are_found_again (void)
{
  static const char bytes[] = "   A kite is\n\n\n" FOOT ("1") "\f\n" HEAD "\n   tied down.\n";
  g_autoptr (PeerPageText) whole = peer_page_text_new (bytes, strlen (bytes));
  g_autoptr (PeerPageText) folded = peer_page_furniture_fold (whole);
  const guint last = peer_page_text_get_n_lines (folded) - 1;

  g_assert_cmpuint (peer_page_text_find_source (folded, peer_page_text_get_line (folded, last)->source), ==, last);
  g_assert_cmpuint (peer_page_text_find_source (folded, 3), ==, last); /* the foot is gone: what follows it */
  g_assert_cmpuint (peer_page_text_find_source (folded, 999), ==, last);
  g_assert_cmpuint (peer_page_text_find_line (folded, 0), ==, 0);
  g_assert_cmpuint (peer_page_text_find_line (folded, folded->text->len - 1), ==, last);
}

static char *
list_headings (const PeerPage *page)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < page->headings->len; i++)
    {
      const PeerPageHeading *heading = g_ptr_array_index (page->headings, i);

      g_string_append_printf (list, "%u|%s|%s\n", heading->level, heading->number, heading->title);
    }
  return g_string_free (list, FALSE);
}

static void
assert_headings (const char *text, const char *expected)
{
  g_autoptr (PeerPage) page = make_page (text);
  g_autofree char *list = list_headings (page);

  g_assert_cmpstr (list, ==, expected);
}

static void
test_headings_are_found_in_the_text (void)
{
  assert_headings ("                  On Kites\n\nStatus of This Memo\n\n   It flies.\n\n"
                   "1.  Introduction\n\n   Words.\n\n1.1.  Wind and\n      Weather\n\n   More.\n\n"
                   "2.  Strings\n\n   1. a list\n\n   2. goes on\n\nAppendix A.  Knots\n\nA.1.  Bowline\n\n   x\n\n"
                   "Authors' Addresses\n\n   Nowhere.\n",
                   "0||Status of This Memo\n0|1|Introduction\n1|1.1|Wind and Weather\n0|2|Strings\n0|A|Knots\n1|A.1|Bowline\n"
                   "0||Authors' Addresses\n");
}

static void
test_the_table_of_contents_is_no_heading (void)
{
  assert_headings ("Table of Contents\n\n1. Introduction ....... 1\n\n2. Wind     2\n\n"
                   "1. Introduction\n\n   Words.\n\n2. Wind\n\n   Words.\n",
                   "0||Table of Contents\n0|1|Introduction\n0|2|Wind\n");
  /* A table without page numbers looks as the headings do. */
  assert_headings ("Table of Contents\n\n1. Introduction\n\n2. Wind\n\n"
                   "1. Introduction\n\n   Words.\n\n2. Wind\n\n   Words.\n",
                   "0||Table of Contents\n0|1|Introduction\n0|2|Wind\n");
}

static void
test_numbers_out_of_turn_are_no_headings (void)
{
  assert_headings ("1. Introduction\n\n   Words.\n\n2. Wind\n\n1. A list begins again\n\n2003 was a good year\n\n4 octets\n\n3. Rain\n",
                   "0|1|Introduction\n0|2|Wind\n0|3|Rain\n");
}

static void
test_chapters_of_old_stand_in_the_middle (void)
{
  assert_headings ("                    1.  INTRODUCTION\n\n1.1.  Motivation\n\n  Words.\n\n                    2.  OVERVIEW\n\n  Words.\n",
                   "0|1|INTRODUCTION\n1|1.1|Motivation\n0|2|OVERVIEW\n");
}

static char *
list_references (const PeerPage *page)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < page->references->len; i++)
    {
      const PeerReference *reference = &g_array_index (page->references, PeerReference, i);
      g_autofree char *words
          = g_strndup (page->text->text->str + reference->start, reference->end - reference->start);

      if (reference->kind == PEER_REFERENCE_DOCUMENT)
        g_string_append_printf (list, "%s>%u", words, reference->number);
      else if (reference->kind == PEER_REFERENCE_LINE)
        g_string_append_printf (list, "%s>line %u", words, reference->line);
      else
        g_string_append_printf (list, "%s>", words);
      g_string_append_printf (list, "%s%s;", *reference->section != '\0' ? "#" : "", reference->section);
    }
  return g_string_free (list, FALSE);
}

static void
test_references_to_documents (void)
{
  static const struct
  {
    const char *text;
    const char *references;
  } rows[] = {
    { "   see RFC 2068.", "RFC 2068>2068;" },
    { "   see [RFC2119] and RFC-793 and RFC #733", "RFC2119>2119;RFC-793>793;RFC #733>733;" },
    { "   see RFC\n   2616 for it", "2616>2616;" },
    { "   RFCs 791, 793, and 1122 tell", "RFCs 791>791;793>793;1122>1122;" },
    { "   RFC 1738 and 1808 tell", "RFC 1738>1738;1808>1808;" },
    { "   RFC 793, 1981, tells", "RFC 793>793;" },
    { "   RFC 793, 12 pages", "RFC 793>793;" },
    { "   RFC 0793", "RFC 0793>793;" },
    { "   RFC 0, RFC 100000000, RFC editor, XRFC 12, RFC 12a", "" },
    { "   this is RFC 4711.", "" },
    { "   Section 4.2 of RFC 2616 and Section 3 of [RFC9110]", "Section 4.2>2616#4.2;RFC 2616>2616;Section 3>9110#3;RFC9110>9110;" },
    { "   [RFC9110], Section 3.1, says", "RFC9110>9110#3.1;" },
    { "Obsoletes: 2068, 2616               A. Writer\nUpdates: 9\n", "2068>2068;2616>2616;9>9;" },
    { "Obsoletes: 7230, 7231,               A. Writer\n           7232\n", "7230>7230;7231>7231;7232>7232;" },
    { "   see https://example.org/a_(b)?c=1.  Or <http://example.org>, http://", "https://example.org/a_(b)?c=1>;http://example.org>;" },
    { "   RFC <b>12</b> &amp; RFC&nbsp;13", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PeerPage) page = make_page (rows[i].text);
      g_autofree char *list = list_references (page);

      g_assert_cmpstr (list, ==, rows[i].references);
    }
}

static void
test_references_within_the_document (void)
{
  g_autoptr (PeerPage) page = make_page ("Table of Contents\n\n   1. Introduction ....... 1\n   2. Wind\n\n" /* 0 to 4 */
                                         "1. Introduction\n\n   See Section 2, sections 1 and 2, Section\n   2 and [7].\n\n" /* 5 to 9 */
                                         "2. Wind\n\n   Section 9 is not here, Section 2 of [WIND] neither.\n\n" /* 10 to 13 */
                                         "   [7]  Kite, A.\n");
  g_autofree char *list = list_references (page);

  g_assert_cmpstr (list, ==,
                   "1. Introduction>line 5;2. Wind>line 10;Section 2>line 10;sections 1>line 5;2>line 10;2>line 10;"
                   "[7]>line 14;");
}

static void
test_references_are_found_by_their_place (void)
{
  g_autoptr (PeerPage) page = make_page ("RFC 1 and RFC 2");

  g_assert_cmpuint (page->references->len, ==, 2);
  g_assert_cmpuint (peer_page_references_find_at (page->references, 0)->number, ==, 1);
  g_assert_cmpuint (peer_page_references_find_at (page->references, 4)->number, ==, 1);
  g_assert_null (peer_page_references_find_at (page->references, 5));
  g_assert_cmpuint (peer_page_references_find_at (page->references, 10)->number, ==, 2);
  g_assert_null (peer_page_references_find_at (page->references, 15));
}

static char *
list_hits (const char *text, const char *words, gboolean matches_case)
{
  g_autoptr (PeerPageFind) find = peer_page_find_new (words, matches_case);
  g_autofree char *folded = matches_case ? g_strdup (text) : peer_page_find_fold (text, strlen (text));
  GString *list = g_string_new (NULL);
  PeerPageHit hit = { 0, 0 };

  while (find != NULL && peer_page_find_next (find, folded, strlen (folded), hit.end, &hit))
    g_string_append_printf (list, "%u-%u ", hit.start, hit.end);
  return g_string_free (list, FALSE);
}

static void
test_words_are_found (void)
{
  static const struct
  {
    const char *text;
    const char *words;
    gboolean matches_case;
    const char *hits;
  } rows[] = {
    { "Kite kite KITE", "kite", FALSE, "0-4 5-9 10-14 " },
    { "Kite kite KITE", "kite", TRUE, "5-9 " },
    { "an entity\n   tag, entity tag", "Entity Tag", FALSE, "3-16 18-28 " },
    { "entity\n\ntag", "entity tag", FALSE, "" },
    { "aaaa", "aa", FALSE, "0-2 2-4 " },
    { "gr\xc3\x9c\xc3\x9f" "e", "gr\xc3\xbc", FALSE, "0-4 " },
    { "\xc4\xb0stanbul kite", "kite", FALSE, "10-14 " },
    { "anything", "   ", FALSE, "" },
    { "anything", "", FALSE, "" },
    { "", "kite", FALSE, "" },
    { "50% of %s", "%s", FALSE, "7-9 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *hits = list_hits (rows[i].text, rows[i].words, rows[i].matches_case);

      g_assert_cmpstr (hits, ==, rows[i].hits);
    }
}

static void
test_words_have_a_limit (void)
{
  for (int excess = -1; excess <= 1; excess++)
    {
      g_autofree char *words = g_strnfill (PEER_PAGE_FIND_MAX_BYTES + excess, 'x');
      g_autofree char *text = g_strnfill (PEER_PAGE_FIND_MAX_BYTES, 'x');
      g_autofree char *hits = list_hits (text, words, FALSE);
      g_autofree char *expected = g_strdup_printf ("0-%u ", PEER_PAGE_FIND_MAX_BYTES + MIN (excess, 0));

      g_assert_cmpstr (hits, ==, expected);
    }
}

/* Whatever the bytes: nothing falls over, and all that was found lies within the text, in order. */
static void
assert_is_sound (const PeerPage *page)
{
  guint end = 0, line = 0;

  for (guint i = 0; i < page->references->len; i++)
    {
      const PeerReference *reference = &g_array_index (page->references, PeerReference, i);

      g_assert_cmpuint (reference->start, >=, end);
      g_assert_cmpuint (reference->end, >, reference->start);
      g_assert_cmpuint (reference->end, <=, page->text->text->len);
      g_assert_null (memchr (page->text->text->str + reference->start, '\n', reference->end - reference->start));
      g_assert_cmpuint (reference->line, <, MAX (1, peer_page_text_get_n_lines (page->text)));
      end = reference->end;
    }
  for (guint i = 0; i < page->headings->len; i++)
    {
      const PeerPageHeading *heading = g_ptr_array_index (page->headings, i);

      g_assert_true (i == 0 || heading->line > line);
      line = heading->line;
    }
  g_assert_true (g_utf8_validate (page->text->text->str, page->text->text->len, NULL));
  g_assert_cmpuint (strlen (page->folded), ==, page->text->text->len);
}

static void
test_any_bytes_make_a_page (void)
{
  static const char *const pieces[] = { "RFC ", "RFCs", "2616", "\n", " ", "Section ", "4.2", "of ", "[", "]", "http://", "\f", "\b",
                                        "1.", "Appendix ", "A", "....", "[Page 1]", "\xc3", "\xff", "and ", ",", "Obsoletes: ",
                                        "Table of Contents\n", "\r\n", "\t", "_", "9999999999" };

  for (guint round = 0; round < 3000; round++)
    {
      GByteArray *array = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;

      for (int n = g_test_rand_int_range (0, 60); n > 0; n--)
        {
          const char *piece = pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))];

          g_byte_array_append (array, (const guint8 *) piece, strlen (piece));
        }
      bytes = g_byte_array_free_to_bytes (array);
      for (guint hides = 0; hides <= 1; hides++)
        {
          g_autoptr (PeerPage) page = peer_page_new (2616, bytes, hides);

          assert_is_sound (page);
        }
    }
}

typedef struct
{
  guint n_documents;
  guint n_without_headings; /* of those that are new enough to have some */
  guint n_feet_left;
  guint n_lost;
  guint n_references;
} Corpus;

static guint
count_lines (const PeerPageText *text, gboolean counts_feet)
{
  guint n_lines = 0;

  for (guint i = 0; i < peer_page_text_get_n_lines (text); i++)
    {
      const PeerPageLine *line = peer_page_text_get_line (text, i);
      const char *bytes = peer_page_text_get_bytes (text, i);

      n_lines += counts_feet ? line->length > 20 && memmem (bytes + 20, line->length - 20, "[Page ", 6) != NULL
                                   && memmem (bytes, line->length, "...", 3) == NULL
                             : line->length > 0;
    }
  return n_lines;
}

static void
look_at (const char *path, guint number, Corpus *corpus)
{
  char *contents = NULL;
  gsize length = 0;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PeerPage) page = NULL;
  g_autoptr (PeerPageText) whole = NULL;
  guint n_pages = 1;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  bytes = g_bytes_new_take (contents, length);
  whole = peer_page_text_new (contents, length);
  page = peer_page_new (number, bytes, TRUE);
  assert_is_sound (page);
  for (guint i = 0; i < peer_page_text_get_n_lines (whole); i++)
    n_pages += peer_page_text_get_line (whole, i)->has_break;
  corpus->n_documents++;
  corpus->n_references += page->references->len;
  corpus->n_feet_left += count_lines (page->text, TRUE);
  /* No page has more than three lines at its head and three at its foot. */
  corpus->n_lost += count_lines (whole, FALSE) - count_lines (page->text, FALSE) > n_pages * 6 + count_lines (whole, TRUE) * 2;
  corpus->n_without_headings += number >= 1500 && page->headings->len < 3;
}

static void
test_genuine_documents (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("P2PCI_CORPUS") != NULL ? g_getenv ("P2PCI_CORPUS") : "", "rfcs", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  Corpus corpus = { 0 };
  const char *name;

  if (g_getenv ("P2PCI_CORPUS") == NULL || dir == NULL)
    {
      g_test_skip ("There is no corpus of documents here; P2PCI_CORPUS names its folder");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      look_at (path, peer_rfc_header_parse_file_name (name), &corpus);
    }
  g_test_message ("%u documents: %u feet left, %u lost more than their furniture, %u without headings, %u references",
                  corpus.n_documents, corpus.n_feet_left, corpus.n_lost, corpus.n_without_headings, corpus.n_references);
  g_assert_cmpuint (corpus.n_feet_left, <=, 4);
  g_assert_cmpuint (corpus.n_lost, ==, 0);
  g_assert_cmpuint (corpus.n_without_headings, <=, 4);
  g_assert_cmpuint (corpus.n_references, >, corpus.n_documents * 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page/bytes-become-lines", test_bytes_become_lines);
  g_test_add_func ("/page/lines-have-a-limit", test_lines_have_a_limit);
  g_test_add_func ("/page/the-number-of-lines-has-a-limit", test_the_number_of_lines_has_a_limit);
  g_test_add_func ("/page/page-breaks-are-folded", test_page_breaks_are_folded);
  g_test_add_func ("/page/what-is-no-furniture-stays", test_what_is_no_furniture_stays);
  g_test_add_func ("/page/furniture-of-old-is-known-by-its-repeating", test_furniture_of_old_is_known_by_its_repeating);
  g_test_add_func ("/page/lines-of-the-file-are-found-again", test_lines_of_the_file_are_found_again);
  g_test_add_func ("/page/headings-are-found-in-the-text", test_headings_are_found_in_the_text);
  g_test_add_func ("/page/the-table-of-contents-is-no-heading", test_the_table_of_contents_is_no_heading);
  g_test_add_func ("/page/numbers-out-of-turn-are-no-headings", test_numbers_out_of_turn_are_no_headings);
  g_test_add_func ("/page/chapters-of-old-stand-in-the-middle", test_chapters_of_old_stand_in_the_middle);
  g_test_add_func ("/page/references-to-documents", test_references_to_documents);
  g_test_add_func ("/page/references-within-the-document", test_references_within_the_document);
  g_test_add_func ("/page/references-are-found-by-their-place", test_references_are_found_by_their_place);
  g_test_add_func ("/page/words-are-found", test_words_are_found);
  g_test_add_func ("/page/words-have-a-limit", test_words_have_a_limit);
  g_test_add_func ("/page/any-bytes-make-a-page", test_any_bytes_make_a_page);
  g_test_add_func ("/page/genuine-documents", test_genuine_documents);
  return g_test_run ();
}

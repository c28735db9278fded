/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Header layouts of every era; all the documents are invented. */

#include "config.h"

#include "peer-rfc-header.h"

#include <string.h>

#include "wire-limits.h"
#include "wire-text.h"

typedef struct
{
  const char *name;
  const char *file_name;
  const char *text;
  guint number;
  guint text_number;
  const char *title;
  const char *date;
  const char *authors;   /* joined by "; " */
  const char *obsoletes; /* joined by " " */
  const char *updates;
} Layout;

static const Layout layouts[] = {
  { "v3-with-byte-order-mark", "rfc9901.txt",
    "\xef\xbb\xbf\n\n\n\n"
    "Internet Engineering Task Force (IETF)                     A. Weaver, Ed.\n"
    "Request for Comments: 9901                                         Loomly\n"
    "Obsoletes: 7101, 7102, 7103, 7104, 7105, 7106,                  B. Shuttle\n"
    "           7107, 7108                                             Threads\n"
    "Updates: 6001                                                   March 2023\n"
    "Category: Standards Track                                                 \n"
    "ISSN: 2070-1721                                                           \n"
    "\n\n"
    "            A Protocol for Weaving Baskets over Wide-Area Networks\n"
    "                              (PWBWAN)\n"
    "\n"
    "Abstract\n\n   Baskets are woven.\n",
    9901, 9901, "A Protocol for Weaving Baskets over Wide-Area Networks (PWBWAN)", "March 2023", "A. Weaver, Ed.; B. Shuttle",
    "7101 7102 7103 7104 7105 7106 7107 7108", "6001" },
  { "v3-with-series-before-number", "rfc9902.txt",
    "\xef\xbb\xbf\n\n\n\n"
    "Internet Engineering Task Force (IETF)                     C. Kiln, Ed.\n"
    "STD: 107                                                     Pottery Inc\n"
    "Request for Comments: 9902                                   August 2022\n"
    "Category: Standards Track\n"
    "ISSN: 2070-1721\n"
    "\n\n"
    "                     Glazing of Clay Pots (GCP)\n\nAbstract\n",
    9902, 9902, "Glazing of Clay Pots (GCP)", "August 2022", "C. Kiln, Ed.", "", "" },
  { "v3-first-of-april", "rfc9903.txt",
    "\n\n\n\nIndependent Submission                                       Z. Jester\n"
    "Request for Comments: 9903                                        Circus\n"
    "Category: Informational                                     1 April 2021\n"
    "ISSN: 2070-1721\n\n\n"
    "             Juggling More Than Seven Packets at a Time\n\nAbstract\n",
    9903, 9903, "Juggling More Than Seven Packets at a Time", "1 April 2021", "Z. Jester", "", "" },
  { "v3-title-begins-with-key-word", "rfc9904.txt",
    "\n\n\nInternet Architecture Board (IAB)                             Q. Quill\n"
    "Request for Comments: 9904                                    Stationers\n"
    "Category: Informational                                         May 2020\n"
    "ISSN: 2070-1721\n\n\n"
    "              Update to the Registry of Ink Colours and\n"
    "                      Abstract Paper Types\n\n"
    "Abstract\n",
    9904, 9904, "Update to the Registry of Ink Colours and Abstract Paper Types", "May 2020", "Q. Quill", "", "" },
  { "v3-title-begins-with-another-number", "rfc9905.txt",
    "\n\n\nIndependent Submission                                       E. Ferrier\n"
    "Request for Comments: 9905                                    Horseshoes\n"
    "Updates: 4242                                                  July 2020\n"
    "Category: Informational\n"
    "ISSN: 2070-1721\n\n\n"
    "           RFC 4242 and the Anvil Registry Are Obsolete\n\nAbstract\n",
    9905, 9905, "RFC 4242 and the Anvil Registry Are Obsolete", "July 2020", "E. Ferrier", "", "4242" },
  { "v2-ietf-stream", "rfc6901.txt",
    "\n\n\n\n\n\nInternet Engineering Task Force (IETF)                         M. Baker\n"
    "Request for Comments: 6901                                      N. Oven\n"
    "BCP: 299                                               Bread University\n"
    "Obsoletes: 5001                                           February 2013\n"
    "Category: Best Current Practice\n"
    "ISSN: 2070-1721\n\n\n"
    "             Recommendations for the Rising of Dough\n\n"
    "Abstract\n\n   Dough rises.\n",
    6901, 6901, "Recommendations for the Rising of Dough", "February 2013", "M. Baker; N. Oven", "5001", "" },
  { "v2-network-working-group", "rfc2901.txt",
    "\n\n\n\n\n\nNetwork Working Group                                          S. Cooper\n"
    "Request for Comments: 2901                            Barrel University\n"
    "BCP: 77                                                       June 1998\n"
    "Category: Best Current Practice\n\n\n"
    "          Words for use in Memos about Barrels and\n"
    "                        Staves and Hoops\n\n"
    "Status of this Memo\n",
    2901, 2901, "Words for use in Memos about Barrels and Staves and Hoops", "June 1998", "S. Cooper", "", "" },
  { "v2-word-cut-by-hyphen", "rfc2902.txt",
    "\nNetwork Working Group                                          T. Tanner\n"
    "Request for Comments: 2902                                       Leather\n"
    "Category: Informational                                    December 1999\n\n"
    "          Requirements of Softness for Multi-\n"
    "                   Layer Shoes\n\n"
    "Status of this Memo\n",
    2902, 2902, "Requirements of Softness for Multi-Layer Shoes", "December 1999", "T. Tanner", "", "" },
  { "v2-subtitle-two-blanks-below", "rfc1902.txt",
    "\nNetwork Working Group                                           D. Dyer\n"
    "Request for Comments: 1902                                 Colours, Inc.\n"
    "Category: Experimental                                        July 1994\n\n"
    "                                  DYE-7\n\n\n"
    "                   A Washable Set of Colours for Wool\n\n\n"
    "Status of this Memo\n",
    1902, 1902, "DYE-7 A Washable Set of Colours for Wool", "July 1994", "D. Dyer", "", "" },
  { "v2-author-below-author", "rfc3901.txt",
    "\nNetwork Working Group                                  G. van der Molen\n"
    "Request for Comments: 3901                                   O'Miller\n"
    "Updates: 3001, 3002                                 P. Grinder-Stone, Ed.\n"
    "                                                              Windmills\n"
    "                                                           October 2004\n\n\n"
    "                      Flour Grain Sizes\n\n"
    "Abstract\n",
    3901, 3901, "Flour Grain Sizes", "October 2004", "G. van der Molen; P. Grinder-Stone, Ed.", "", "3001 3002" },
  { "eighties-title-right-below-the-date", "rfc994.txt",
    "Network Working Group                                           U. Usher\n"
    "Request for Comments: 994                                        Theatre\n"
    "                                                              March 1986\n"
    "                     Seating of Late Comers\n\n"
    "Status of this Memo\n",
    994, 994, "Seating of Late Comers", "March 1986", "U. Usher", "", "" },
  { "eighties-cover-page", "rfc891.txt",
    "\n\nRFC: 891\n\n\n\n\n\n\n\n\n"
    "                             KITE STRING\n\n"
    "                        TENSION PROTOCOL\n\n\n\n"
    "                           September 1981\n\n\n\n"
    "                             prepared for\n\n"
    "               Agency of Advanced Kites\n",
    891, 891, "KITE STRING TENSION PROTOCOL", "September 1981", "", "", "" },
  { "eighties-number-below-the-title", "rfc908.txt",
    "\n\n\n\n                          Dependable Ferry Protocol\n\n\n"
    "                                  RFC-908\n\n\n"
    "                               Karl Ferryman\n\n"
    "                                 July 1984\n",
    908, 908, "Dependable Ferry Protocol", "July 1984", "", "", "" },
  { "eighties-indented-number", "rfc862.txt",
    " \n\n     RFC #  862\n\n     Obsoletes:  RFC #733  (NIC #41952)\n\n\n"
    "                        STANDARD FOR THE LAYOUT OF\n\n"
    "                        MARKET STALL MESSAGES\n\n"
    "                              August 13, 1982\n",
    862, 862, "STANDARD FOR THE LAYOUT OF MARKET STALL MESSAGES", "13 August 1982", "", "", "" },
  { "eighties-keys-in-a-second-block", "rfc1000.txt",
    "Network Working Group                                        J. Archivist\n"
    "Request for Comments: 1000                                    W. Clerk\n"
    "                                                            August 1987\n\n"
    "Obsoletes: RFCs 84, 100, 160\n\n\n"
    "                    Reference Guide to Old Letters\n\n"
    "Status of this Memo\n",
    1000, 1000, "Reference Guide to Old Letters", "August 1987", "J. Archivist; W. Clerk", "84 100 160", "" },
  { "eighties-header-behind-a-footer", "rfc1006.txt",
    "\n\n\nM. Rose & D. Lily                                               [Page 1]\n\f\n"
    "Network Working Group                      Marshall T. Rose, Dwight Lily\n"
    "Request for Comments: RFC 1006                       Garden Corporation\n"
    "Obsoletes: RFC 983                                             May 1987\n\n\n"
    "                Flower Service on top of the Pot\n"
    "                               Version: 3\n\n\n"
    "Status of this Memo\n",
    1006, 1006, "Flower Service on top of the Pot Version: 3", "May 1987", "Marshall T. Rose; Dwight Lily", "983", "" },
  { "seventies-labels", "rfc474.txt",
    "NIC #14905\n\nRFC#: 474\n\n"
    "Title:  Announcement of the Meeting of Beekeepers\n"
    "        and Call for Honey\n\n"
    "Author: Anna Comb\n\nDate: 3 March 1973\n",
    474, 474, "Announcement of the Meeting of Beekeepers and Call for Honey", "3 March 1973", "", "", "" },
  { "seventies-number-sign", "rfc228.txt",
    "Network Working Group                        Dan Fisher\n"
    "Request for Comments #228                    Nets\n"
    "NIC #7645                                    22 September 1971\n"
    "Categories:  B.2, C.2\n"
    "Updates:  RFC #70\n"
    "Obsoletes:  none\n\n\n"
    "                             MENDING OF NETS\n\n"
    "     The second knot is wrong.\n",
    228, 228, "MENDING OF NETS", "22 September 1971", "Dan Fisher", "", "70" },
  { "seventies-journal", "rfc405.txt",
    "NWG/RFC  #405                       AAM 10-OCT-72 13:09 12110\n"
    "Correction to the Tide Table\n\n"
    "This is to correct an error in the tide table.  High water\n"
    "is at noon, not at midnight.\n",
    405, 405, "Correction to the Tide Table", "10 October 1972", "", "", "" },
  { "seventies-prose-without-title", "rfc129.txt",
    "Network Working Group                                         R. Rambler\n"
    "Request for Comments: 129                                         Paths\n"
    "                                                           31 March 1971\n\n\n"
    "There is little to say of the northern path before the snow has gone, and\n"
    "the southern one is closed.  I propose to meet at the inn and to decide\n"
    "there what to do about the bridge, which nobody has mended since autumn.\n",
    129, 129, NULL, "31 March 1971", "R. Rambler", "", "" },
  { "seventies-numeric-date", "rfc200.txt",
    "Network Working Group                         I. Carver\n"
    "Request for Comments: 200                     Wood\n"
    "NIC: 7101                                     10/31/71\n\n"
    "                  A Spoon a Day\n\nText.\n",
    200, 200, "A Spoon a Day", "31 October 1971", "I. Carver", "", "" },
  { "sixties-short-form", "rfc29.txt",
    "\n\n                                       RFC-29\n\n"
    "                   Answers to Request for Comments 28\n\n"
    "In \"Request for Comments: 28\" the bell is called too loud.\n",
    29, 29, "Answers to Request for Comments 28", NULL, "", "", "" },
  { "no-for-in-request", "rfc297.txt",
    "REQUEST COMMENTS #297                         D. Ringer\n"
    "                                              BELLS\n"
    "                                              January 31, 1972\n\n"
    "                  Ringing of Small Bells\n\nText.\n",
    297, 297, "Ringing of Small Bells", "31 January 1972", "D. Ringer", "", "" },
  { "tabs-in-the-header", "rfc1632.txt",
    "\nNetwork Working Group\t\t\t\t\tA. Porter, Ed.\n"
    "Request\tfor Comments: 1632\t\t\t\t   Luggage\n"
    "Obsoletes: 1292\t\t\t\t\t\t      May 1994\n"
    "Category: Informational\n\n\n"
    "             A Revised Catalog of Trunks\n\n"
    "Status of this Memo\n",
    1632, 1632, "A Revised Catalog of Trunks", "May 1994", "A. Porter, Ed.", "1292", "" },
  { "terminal-reply-before-the-header", "rfc7796.txt",
    "1;2c.\n\n\n\n\nInternet Engineering Task Force (IETF)                        Y. Sweeper\n"
    "Request for Comments: 7796                                       Brooms\n"
    "Category: Standards Track                                    March 2016\n"
    "ISSN: 2070-1721\n\n\n"
    "                      Broom Tree Support\n\nAbstract\n",
    7796, 7796, "Broom Tree Support", "March 2016", "Y. Sweeper", "", "" },
  { "latin-1-bytes", "rfc177.txt",
    "Network Working Group                                         J. M\xfcller\n"
    "Request for Comments: 177                                    M\xfchle\n"
    "                                                            June 1971\n\n"
    "                    The Caf\xe9 Protocol\n\nText.\n",
    177, 177, "The Caf\xc3\xa9 Protocol", "June 1971", "J. M\xc3\xbcller", "", "" },
  { "overstrikes", "rfc589.txt",
    "Network Working Group                                         B. Braider\n"
    "Request for Comments: 589                                         Hair\n"
    "                                                           26 June 1973\n\n"
    "                  _\bB_\br_\ba_\bi_\bd_\bs of Hair\n\nText.\n",
    589, 589, "Braids of Hair", "26 June 1973", "B. Braider", "", "" },
  { "header-and-pages-differ-name-decides", "rfc6312.txt",
    "\nInternet Engineering Task Force (IETF)                          R. Walker\n"
    "Request for Comments: 6212                                         Boots\n"
    "Category: Informational                                        July 2011\n"
    "ISSN: 2070-1721\n\n\n                 Walking in Rain\n\nAbstract\n\f\n"
    "RFC 6312                     Walking in Rain                   July 2011\n\n"
    "Text.\n\f\nRFC 6312                     Walking in Rain                   July 2011\n",
    6312, 6312, "Walking in Rain", "July 2011", "R. Walker", "", "" },
  { "text-and-name-differ-text-counts", "rfc6999.txt",
    "\nInternet Engineering Task Force (IETF)                          R. Walker\n"
    "Request for Comments: 6998                                         Boots\n"
    "Category: Informational                                        July 2011\n"
    "ISSN: 2070-1721\n\n\n                 Walking in Snow\n\nAbstract\n",
    6998, 6998, "Walking in Snow", "July 2011", "R. Walker", "", "" },
  { "number-in-the-name-only", "rfc155.txt",
    "                    LIST OF SUBSCRIBERS\n\n   Mr. Brown\n   Mrs. Green\n",
    155, 0, "LIST OF SUBSCRIBERS", NULL, "", "", "" },
  { "stub-over-two-lines", "rfc1119.txt",
    "RFC-1119 \"The Ladder Protocol (Version 2) Specification and\n\n"
    "Rungs\" is available only in PostScript form in the file\n\nRFC1119.PS\n",
    1119, 1119, "The Ladder Protocol (Version 2) Specification and Rungs", NULL, "", "", "" },
  { "stream-that-is-not-known", "rfc9906.txt",
    "\n\n\nSociety of Rope Makers (SRM)                                 V. Hempel\n"
    "Request for Comments: 9906                                         Ropes\n"
    "Category: Informational                                       March 2024\n"
    "ISSN: 2070-1721\n\n\n                     Splicing of Short Ends\n\nAbstract\n",
    9906, 9906, "Splicing of Short Ends", "March 2024", "V. Hempel", "", "" },
  { "title-ends-in-a-heading's-word", "rfc5901.txt",
    "\nNetwork Working Group                                          A. Mason\n"
    "Request for Comments: 5901                                        Stone\n"
    "Category: Informational                                       July 2008\n\n\n"
    "             Walls, Arches, and Vaults of Dry Stone:\n"
    "                            Overview\n\nStatus of This Memo\n",
    5901, 5901, "Walls, Arches, and Vaults of Dry Stone: Overview", "July 2008", "A. Mason", "", "" },
  { "title-ends-in-a-number", "rfc5902.txt",
    "\nNetwork Working Group                                          A. Mason\n"
    "Request for Comments: 5902                                        Stone\n"
    "Updates: 4001                                                  May 2009\n\n\n"
    "        Clarifications of the Mortar Mixtures Described in\n"
    "                            RFC 4001\n\nStatus of This Memo\n",
    5902, 5902, "Clarifications of the Mortar Mixtures Described in RFC 4001", "May 2009", "A. Mason", "", "4001" },
  { "title-over-three-long-lines", "rfc3902.txt",
    "\nNetwork Working Group                                          Z. Scribe\n"
    "Request for Comments: 3902                                        Desks\n"
    "Category: Informational                                     March 2003\n\n\n"
    "     Documentation of the Allotments for Generalized Multi-Purpose\n"
    "    Drawers (GMPD) and Bookshelves - Wood Engineering (BW-WE) Usage\n"
    "      and Extensions for the Automatically Sorted Writing Desks\n\n"
    "Status of this Memo\n",
    3902, 3902,
    "Documentation of the Allotments for Generalized Multi-Purpose Drawers (GMPD) and Bookshelves - Wood Engineering (BW-WE) Usage "
    "and Extensions for the Automatically Sorted Writing Desks",
    "March 2003", "Z. Scribe", "", "" },
  { "organisation-in-parentheses", "rfc718.txt",
    "Network Working Group                          Tom Tailor  (CLOTH-LAB)\n"
    "Request For Comments: 718                                     Jun 1976\n"
    "NIC #35874\n\n"
    "The following memo was a page of a letter about coats.  I think that the\n"
    "author is the tailor of the other street, who has agreed that it should\n"
    "be shown to all.\n\n"
    "             Comments on Sleeves from the Other Street\n\n"
    "Sleeves have been finished.\n",
    718, 718, "Comments on Sleeves from the Other Street", "June 1976", "Tom Tailor", "", "" },
  { "five-digits", "rfc10042.txt",
    "\nInternet Engineering Task Force (IETF)                         F. Future\n"
    "Request for Comments: 10042                                    Tomorrow\n"
    "Category: Informational                                     January 2027\n"
    "ISSN: 2070-1721\n\n\n                 Things to Come\n\nAbstract\n",
    10042, 10042, "Things to Come", "January 2027", "F. Future", "", "" },
};

static char *
join_numbers (GArray *numbers)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (joined, "%s%u", i > 0 ? " " : "", g_array_index (numbers, guint, i));
  return g_string_free (joined, FALSE);
}

static void
assert_header_is (const PeerRfcHeader *header, const Layout *layout)
{
  g_autofree char *authors = g_strjoinv ("; ", header->authors);
  g_autofree char *obsoletes = join_numbers (header->obsoletes);
  g_autofree char *updates = join_numbers (header->updates);

  g_assert_cmpuint (header->number, ==, layout->number);
  g_assert_cmpuint (header->text_number, ==, layout->text_number);
  g_assert_cmpstr (header->title, ==, layout->title);
  g_assert_cmpstr (header->date, ==, layout->date);
  g_assert_cmpstr (authors, ==, layout->authors);
  g_assert_cmpstr (obsoletes, ==, layout->obsoletes);
  g_assert_cmpstr (updates, ==, layout->updates);
  g_assert_true (header->is_text);
}

static void
test_layout (gconstpointer data)
{
  const Layout *layout = data;
  g_autoptr (PeerRfcHeader) header = peer_rfc_header_parse (layout->text, strlen (layout->text), layout->file_name);

  assert_header_is (header, layout);
  g_assert_cmpint (header->is_stub, ==, g_str_has_prefix (layout->name, "stub"));
}

static void
test_same_with_crlf (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_auto (GStrv) lines = g_strsplit (layouts[i].text, "\n", -1);
      g_autofree char *text = g_strjoinv ("\r\n", lines);
      g_autoptr (PeerRfcHeader) header = peer_rfc_header_parse (text, strlen (text), layouts[i].file_name);

      assert_header_is (header, &layouts[i]);
    }
}

static void
test_same_with_byte_order_mark (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autofree char *text = g_strconcat ("\xef\xbb\xbf", layouts[i].text, NULL);
      g_autoptr (PeerRfcHeader) header = NULL;

      if (!g_utf8_validate (layouts[i].text, -1, NULL))
        continue; /* the mark says UTF-8, and these bytes are not */
      header = peer_rfc_header_parse (text, strlen (text), layouts[i].file_name);
      assert_header_is (header, &layouts[i]);
    }
}

static void
test_same_with_nul_bytes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (PeerRfcHeader) header = NULL;

      for (const char *p = layouts[i].text; *p != '\0'; p++)
        {
          g_string_append_c (text, *p);
          if ((p - layouts[i].text) % 9 == 0)
            g_string_append_c (text, '\0');
        }
      header = peer_rfc_header_parse (text->str, text->len, layouts[i].file_name);
      assert_header_is (header, &layouts[i]);
    }
}

/* The rest of a document changes nothing. */
static void
test_body_is_not_looked_at (void)
{
  g_autoptr (GString) text = g_string_new (layouts[0].text);
  g_autoptr (PeerRfcHeader) header = NULL;

  while (text->len < PEER_RFC_HEADER_MAX_BYTES)
    g_string_append (text, "   More of the document.\n");
  g_string_append (text, "Request for Comments: 1\n\xff\xff\xff");
  header = peer_rfc_header_parse (text->str, text->len, layouts[0].file_name);
  assert_header_is (header, &layouts[0]);
}

static void
assert_sane (const PeerRfcHeader *header)
{
  g_assert_cmpuint (header->number, <=, WIRE_NUMBER_MAX);
  g_assert_nonnull (header->authors);
  if (header->title != NULL)
    {
      g_assert_cmpuint (strlen (header->title), <=, WIRE_TITLE_MAX_BYTES);
      g_assert_cmpuint (strlen (header->title), >, 0);
      g_assert_true (wire_text_is_clean (header->title, strlen (header->title)));
    }
  for (guint i = 0; header->authors[i] != NULL; i++)
    g_assert_true (g_utf8_validate (header->authors[i], -1, NULL));
  g_assert_cmpint (header->month, >=, 0);
  g_assert_cmpint (header->month, <=, 12);
}

/* In a block of its own size, so that a sanitizer sees each read beyond it. */
static void
parse_exactly (const char *bytes, gsize length, const char *file_name)
{
  g_autofree char *copy = g_memdup2 (bytes, length);
  g_autoptr (PeerRfcHeader) header = peer_rfc_header_parse (copy, length, file_name);

  assert_sane (header);
}

static void
test_any_truncation (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    for (gsize length = 0; length < strlen (layouts[i].text); length += 3)
      parse_exactly (layouts[i].text, length, layouts[i].file_name);
}

static void
test_any_damage (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      const Layout *layout = &layouts[g_test_rand_int_range (0, G_N_ELEMENTS (layouts))];
      g_autofree char *text = g_strdup (layout->text);
      const gsize length = strlen (text);

      for (int i = g_test_rand_int_range (1, 40); i > 0; i--)
        text[g_test_rand_int_range (0, length)] = g_test_rand_int_range (0, 256);
      parse_exactly (text, length, layout->file_name);
    }
}

static void
test_any_bytes (void)
{
  for (guint round = 0; round < 300; round++)
    {
      const gsize length = g_test_rand_int_range (0, 3000);
      g_autofree char *bytes = g_malloc (length + 1);

      for (gsize i = 0; i < length; i++)
        bytes[i] = g_test_rand_int_range (0, 256);
      parse_exactly (bytes, length, "rfc1.txt");
    }
  parse_exactly ("", 0, NULL);
  parse_exactly ("\xef\xbb\xbf", 3, "");
}

static void
test_long_lines (void)
{
  const char *const fills[] = { "a", " ", "\t", "1 ", "J. ", "rfc ", "\b", "\xc3\xa9", "Jan 1 ", "---", "(", "a\b\b" };

  for (guint i = 0; i < G_N_ELEMENTS (fills); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      while (text->len < PEER_RFC_HEADER_MAX_BYTES + 100)
        g_string_append (text, fills[i]);
      parse_exactly (text->str, text->len, "rfc1.txt");
    }
}

static void
test_titles_are_cut_to_fit (void)
{
  g_autoptr (GString) text = g_string_new ("Request for Comments: 77\n\n");
  g_autoptr (PeerRfcHeader) header = NULL;

  for (guint i = 0; i < 8; i++)
    g_string_append (text, "        \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                           "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                           "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n");
  header = peer_rfc_header_parse (text->str, text->len, "rfc77.txt");
  g_assert_nonnull (header->title);
  g_assert_cmpuint (strlen (header->title), <=, WIRE_TITLE_MAX_BYTES);
  g_assert_cmpuint (strlen (header->title), >, WIRE_TITLE_MAX_BYTES - 4);
  g_assert_true (g_utf8_validate (header->title, -1, NULL));
}

static void
test_pictures_are_no_text (void)
{
  guint8 bytes[4096];
  g_autoptr (PeerRfcHeader) header = NULL;

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (i * 167 + i / 7) & 0xff;
  header = peer_rfc_header_parse ((const char *) bytes, sizeof bytes, "rfc5.txt");
  g_assert_false (header->is_text);
  g_assert_cmpuint (header->name_number, ==, 5);
}

static void
test_file_names (void)
{
  static const struct
  {
    const char *name;
    guint number;
  } rows[] = {
    { "rfc1.txt", 1 },         { "rfc2119.txt", 2119 },        { "RFC2119.TXT", 2119 },  { "RFC-2119.txt", 2119 },
    { "rfc02119.txt", 2119 },  { "rfc2119.txt.gz", 2119 },     { "rfc2119", 2119 },      { "rfc10042.txt", 10042 },
    { "rfc999999.txt", 999999 }, { "rfc2119 (1).txt", 2119 },  { "rfc 2119.txt", 2119 }, { "rfc_2119.txt", 2119 },
    { "rfc0.txt", 0 },         { "rfc1000000.txt", 0 },        { "rfc17a.txt", 0 },      { "rfc-index.txt", 0 },
    { "rfcxx00.txt", 0 },      { "rfc1131-original.ps", 0 },   { "2119.txt", 0 },        { "", 0 },
    { "rfc.txt", 0 },          { "rfc2119.pdf", 0 },           { "my-rfc2119.txt", 0 },  { "rfc2119.txt.part", 0 },
    { ".rfc2119.txt", 0 },     { "rfc\xff.txt", 0 },           { "rfc+5.txt", 0 },       { "rfc5.txt\n", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (peer_rfc_header_parse_file_name (rows[i].name), ==, rows[i].number);
  g_assert_cmpuint (peer_rfc_header_parse_file_name (NULL), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autofree char *path = g_strconcat ("/rfc-header/layout/", layouts[i].name, NULL);

      g_test_add_data_func (path, &layouts[i], test_layout);
    }
  g_test_add_func ("/rfc-header/same-with-crlf", test_same_with_crlf);
  g_test_add_func ("/rfc-header/same-with-byte-order-mark", test_same_with_byte_order_mark);
  g_test_add_func ("/rfc-header/same-with-nul-bytes", test_same_with_nul_bytes);
  g_test_add_func ("/rfc-header/body-is-not-looked-at", test_body_is_not_looked_at);
  g_test_add_func ("/rfc-header/any-truncation", test_any_truncation);
  g_test_add_func ("/rfc-header/any-damage", test_any_damage);
  g_test_add_func ("/rfc-header/any-bytes", test_any_bytes);
  g_test_add_func ("/rfc-header/long-lines", test_long_lines);
  g_test_add_func ("/rfc-header/titles-are-cut-to-fit", test_titles_are_cut_to_fit);
  g_test_add_func ("/rfc-header/pictures-are-no-text", test_pictures_are_no_text);
  g_test_add_func ("/rfc-header/file-names", test_file_names);
  return g_test_run ();
}

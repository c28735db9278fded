/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rfc-authors.h"

#include "peer-rfc-date.h"
#include "peer-rfc-pattern.h"

#include <string.h>

#define AUTHORS_MAX 40u

#define PARTICLE "(?:(?:van|von|der|den|de|del|della|da|di|du|la|le|el|al|bin|ben|ten|ter|dos|st\\.?)[ ])*"
#define SURNAME PARTICLE "(?-i:\\p{Lu}|de\\p{Lu})[\\p{L}'’`-]+(?:[ ](?-i:\\p{Lu})[\\p{L}'’-]+)?"
#define SUFFIX "(?:,?[ ](?:jr|sr|ii|iii|2nd|3rd|ph\\.?d|editors?|eds?)\\.?)*(?:[ ]*\\([^)]*\\))?"

static PeerRfcPattern initials_pattern =
    PEER_RFC_PATTERN_INIT ("^\\s*(?:(?-i:IJ|\\p{Lu}\\p{Ll}{0,2})\\.[ -]?|(?-i:\\p{Lu})[ ](?=\\p{Lu}\\.))+(?:\\(\\w+\\)[ ])?[ ]*" SURNAME SUFFIX "\\s*$");
static PeerRfcPattern full_name_pattern =
    PEER_RFC_PATTERN_INIT ("^\\s*(?-i:\\p{Lu}\\p{Ll}+)(?:[ ](?-i:\\p{Lu})\\.?)*[ ]" PARTICLE "(?-i:\\p{Lu})[\\p{L}'’-]+" SUFFIX "\\s*$");
static PeerRfcPattern organisation_pattern = PEER_RFC_PATTERN_INIT (
    "\\b(?:university|institute|laborator(?:y|ies)|labs?|corporation|corp|inc|ltd|company|networks?|systems?|technolog(?:y|ies)|group|research"
    "|center|centre|college|school|department|agency|foundation|international|communications?|software|computer|sciences?|network|information"
    "|internet|board|editor|working|consulting|consultant|associates|research|standards?|services?|telecom|project|bolt|college|state|national|city|division)\\b");
static PeerRfcPattern separator_pattern = PEER_RFC_PATTERN_INIT ("\\s*(?:;|/|&|\\band\\b|,(?!\\s*(?:jr|sr|ii|iii|ph\\.?d|editors?|eds?)\\b))\\s*");

gboolean
peer_rfc_authors_is_name (const char *text)
{
  return peer_rfc_pattern_matches (&initials_pattern, text);
}

static gboolean
peer_rfc_authors_is_full_name (const char *text)
{
  g_autofree char *name = g_strndup (text, strcspn (text, "("));

  return peer_rfc_pattern_matches (&full_name_pattern, text) && !peer_rfc_pattern_matches (&organisation_pattern, name);
}

/* Where they work, in parentheses behind the name, is left out. */
static void
peer_rfc_authors_add (GPtrArray *authors, const char *text)
{
  const char *end = strchr (text, '(');
  char *name = g_strstrip (end != NULL && g_str_has_suffix (text, ")") ? g_strndup (text, end - text) : g_strdup (text));

  if (authors->len < AUTHORS_MAX && *name != '\0' && !g_ptr_array_find_with_equal_func (authors, name, g_str_equal, NULL))
    g_ptr_array_add (authors, name);
  else
    g_free (name);
}

/* One entry of the column may name several people. */
static void
peer_rfc_authors_add_entry (GPtrArray *authors, const char *entry, gboolean (*is_name) (const char *text))
{
  g_auto (GStrv) parts = NULL;

  if (is_name (entry))
    {
      peer_rfc_authors_add (authors, entry);
      return;
    }
  parts = peer_rfc_pattern_split (&separator_pattern, entry);
  for (guint i = 0; parts[i] != NULL; i++)
    if (is_name (parts[i]))
      peer_rfc_authors_add (authors, g_strstrip (parts[i]));
}

char **
peer_rfc_authors_find (const PeerRfcLines *lines, const PeerRfcBlock *block)
{
  gboolean (*const is_name[]) (const char *text) = { peer_rfc_authors_is_name, peer_rfc_authors_is_full_name };
  g_autoptr (GPtrArray) authors = g_ptr_array_new ();

  /* Whole first names are believed only where nobody has initials: organisations look like them. */
  for (guint round = 0; round < G_N_ELEMENTS (is_name) && authors->len == 0; round++)
    for (guint i = block->start; i < block->end; i++)
      {
        g_autofree char *left = NULL;
        g_autofree char *right = NULL;

        peer_rfc_line_split (peer_rfc_lines_get (lines, i), &left, &right);
        if (right != NULL && !peer_rfc_date_is_alone (right))
          peer_rfc_authors_add_entry (authors, right, is_name[round]);
      }
  g_ptr_array_add (authors, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&authors), FALSE);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-candidate-judge.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "wire-limits.h"

static gboolean
peer_candidate_has_title (const char *title)
{
  const gsize length = strlen (title);
  g_autofree char *stripped = g_strstrip (g_strdup (title));

  return *stripped != '\0' && length <= WIRE_TITLE_MAX_BYTES && wire_text_is_clean (title, length);
}

static char *
peer_candidate_describe_title (const char *title)
{
  if (*title == '\0')
    return g_strdup (_("No title found. Type it to share this file."));
  if (strlen (title) > WIRE_TITLE_MAX_BYTES)
    return g_strdup_printf (_("The title is too long: at most %u bytes fit."), WIRE_TITLE_MAX_BYTES);
  return g_strdup (_("The title holds characters that no title can have. Type it again."));
}

static char *
peer_candidate_describe_number (guint number)
{
  if (number == 0)
    return g_strdup (_("No RFC number found. Type it to share this file."));
  return g_strdup_printf (_("RFC numbers go from 1 to %u."), WIRE_NUMBER_MAX);
}

/* What the library says against it. */
static PeerProblem
peer_candidate_compare_with_held (const PeerCandidateFacts *facts, char **text)
{
  g_autofree char *held_size = NULL;
  g_autofree char *size = NULL;

  if (facts->held == NULL)
    return PEER_PROBLEM_NONE;
  if (wire_digest_equal (peer_document_get_digest (facts->held), &facts->text->digest))
    {
      /* Sharing it again is all there is to do, and nothing to ask. */
      if (!peer_document_get_is_shared (facts->held))
        return PEER_PROBLEM_NONE;
      *text = g_strdup_printf (_("RFC %u is already shared with the same content, so it is left out."), facts->number);
      return PEER_PROBLEM_ALREADY_HELD;
    }
  held_size = g_format_size (peer_document_get_size (facts->held));
  size = g_format_size (facts->text->size_bytes);
  *text = g_strdup_printf (_("RFC %u is already held with other content: that has %s, this file %s. Choose this file to replace it."),
                           facts->number, held_size, size);
  return PEER_PROBLEM_DIFFERENT_TEXT;
}

static PeerProblem
peer_candidate_compare_with_twin (const PeerCandidateFacts *facts, char **text)
{
  if (facts->twin == NULL)
    return PEER_PROBLEM_NONE;
  if (wire_digest_equal (&facts->twin->digest, &facts->text->digest))
    {
      *text = g_strdup_printf (_("The same document is in this list as “%s”, so it is left out."), facts->twin_name);
      return PEER_PROBLEM_ALREADY_HELD;
    }
  *text = g_strdup_printf (_("“%s” in this list is RFC %u too, with other content. Choose only one of them."),
                           facts->twin_name, facts->number);
  return PEER_PROBLEM_DIFFERENT_TEXT;
}

static PeerProblem
peer_candidate_doubt_number (const PeerCandidateFacts *facts, char **text)
{
  const PeerTextFile *file = facts->text;

  if (facts->is_number_typed)
    return PEER_PROBLEM_NONE;
  if (file->text_number == 0)
    {
      *text = g_strdup_printf (_("The text does not say its number, the file name says %u."), file->name_number);
      return PEER_PROBLEM_NUMBER_DIFFERS;
    }
  if (file->name_number != 0 && file->name_number != file->text_number)
    {
      *text = g_strdup_printf (_("The text says %u, the file name says %u."), file->text_number, file->name_number);
      return PEER_PROBLEM_NUMBER_DIFFERS;
    }
  return PEER_PROBLEM_NONE;
}

PeerProblem
peer_candidate_judge_facts (const PeerCandidateFacts *facts, char **text)
{
  g_autofree char *comparison = NULL;
  PeerProblem problem;

  *text = NULL;
  if (facts->number < 1 || facts->number > WIRE_NUMBER_MAX)
    {
      *text = peer_candidate_describe_number (facts->number);
      return PEER_PROBLEM_NO_NUMBER;
    }
  problem = peer_candidate_compare_with_held (facts, &comparison);
  if (problem == PEER_PROBLEM_NONE)
    problem = peer_candidate_compare_with_twin (facts, &comparison);
  if (problem != PEER_PROBLEM_ALREADY_HELD && !peer_candidate_has_title (facts->title))
    {
      *text = peer_candidate_describe_title (facts->title);
      return PEER_PROBLEM_NO_TITLE;
    }
  if (problem != PEER_PROBLEM_NONE)
    {
      *text = g_steal_pointer (&comparison);
      return problem;
    }
  if (facts->text->is_stub)
    {
      *text = g_strdup (_("This file only says that the document exists in another format. Choose it to share it all the same."));
      return PEER_PROBLEM_STUB;
    }
  return peer_candidate_doubt_number (facts, text);
}

gboolean
peer_problem_stands_in_the_way (PeerProblem problem)
{
  switch (problem)
    {
    case PEER_PROBLEM_NONE:
    case PEER_PROBLEM_NUMBER_DIFFERS:
    case PEER_PROBLEM_STUB:
    case PEER_PROBLEM_DIFFERENT_TEXT:
      return FALSE;
    default:
      return TRUE;
    }
}

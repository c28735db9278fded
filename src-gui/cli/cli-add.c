/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-library.h"
#include "cli-print.h"
#include "peer-shown-text.h"

#include <glib/gi18n-lib.h>

static GListModel *
cli_add_inspect (CliContext *context, PeerLibrary *library, char **paths, GError **error)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GAsyncResult) result = NULL;

  for (char **path = paths; *path != NULL; path++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (*path);

      g_list_store_append (files, file);
    }
  peer_library_inspect_async (library, G_LIST_MODEL (files), context->cancellable, cli_result_cb, &result);
  cli_context_wait_for_result (context, &result);
  return peer_library_inspect_finish (library, result, error);
}

/* What the user said on the command line settles what is in doubt. */
static void
cli_add_choose (CliContext *context, PeerCandidate *candidate)
{
  PeerProblem problem;

  if (context->number != 0)
    peer_candidate_set_number (candidate, context->number);
  if (context->title != NULL)
    peer_candidate_set_title (candidate, context->title);

  problem = peer_candidate_get_problem (candidate);
  peer_candidate_set_is_chosen (candidate,
                                problem == PEER_PROBLEM_NONE
                                    || (problem == PEER_PROBLEM_DIFFERENT_TEXT && context->replaces)
                                    || (problem != PEER_PROBLEM_DIFFERENT_TEXT && context->number != 0));
}

static gboolean
cli_add_is_held (PeerLibrary *library, PeerCandidate *candidate)
{
  return peer_candidate_get_problem (candidate) == PEER_PROBLEM_ALREADY_HELD
         || peer_library_find (library, peer_candidate_get_number (candidate)) != NULL;
}

/* The other text of the number, for a program that asks which one to keep. */
static void
cli_add_set_held (JsonObject *object, PeerCandidate *candidate)
{
  PeerDocument *held = peer_candidate_get_held (candidate);

  if (held != NULL && peer_candidate_get_problem (candidate) == PEER_PROBLEM_DIFFERENT_TEXT
      && !peer_candidate_get_is_chosen (candidate))
    json_object_set_object_member (object, "held", cli_json_from_document (held));
  else
    json_object_set_null_member (object, "held");
}

/* The sizes and days of both texts: what there is to choose by. */
static char *
cli_add_describe_other_text (PeerCandidate *candidate)
{
  PeerDocument *held = peer_candidate_get_held (candidate);
  g_autofree char *size = NULL;
  g_autofree char *held_size = NULL;
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *held_day = NULL;
  guint64 size_bytes = 0;

  if (held == NULL) /* the other one is in the same list */
    return g_strdup (peer_candidate_get_problem_text (candidate));
  g_object_get (candidate, "size", &size_bytes, NULL);
  size = g_format_size (size_bytes);
  held_size = g_format_size (peer_document_get_size (held));
  day = g_date_time_new_from_unix_local (peer_document_get_modified (held));
  held_day = g_date_time_format (day, "%x");
  return g_strdup_printf (_("RFC %u is there already with other content: %s of %s, and this file has %s. "
                            "Use --replace to put this file in its place."),
                          peer_candidate_get_number (candidate), held_size, held_day, size);
}

/* What is the matter and the way out, in the words of a command line: a window's own speak of typing and choosing. */
static char *
cli_add_describe_problem (PeerCandidate *candidate)
{
  switch (peer_candidate_get_problem (candidate))
    {
    case PEER_PROBLEM_NO_NUMBER:
      return g_strdup (_("No RFC number was found. Say it with --number to add the file."));
    case PEER_PROBLEM_NO_TITLE:
      return g_strdup (_("No title was found that can be shared. Say it with --title, and the number with --number, to add the file."));
    case PEER_PROBLEM_STUB:
      return g_strdup (_("This file only says that the document exists in another format. Say the number with --number to add it all the same."));
    case PEER_PROBLEM_DIFFERENT_TEXT:
      return cli_add_describe_other_text (candidate);
    case PEER_PROBLEM_NUMBER_DIFFERS:
      return g_strdup_printf ("%s %s", peer_candidate_get_problem_text (candidate),
                              _("Say which one is right with --number to add the file."));
    case PEER_PROBLEM_NONE:
    case PEER_PROBLEM_ALREADY_HELD:
    case PEER_PROBLEM_NOT_TEXT:
    case PEER_PROBLEM_TOO_LARGE:
    case PEER_PROBLEM_UNREADABLE:
      break;
    }
  return g_strdup (peer_candidate_get_problem_text (candidate));
}

static gboolean
cli_add_report (CliContext *context, PeerLibrary *library, PeerCandidate *candidate, JsonArray *array)
{
  const char *path = g_file_peek_path (peer_candidate_get_file (candidate));
  PeerProblem problem = peer_candidate_get_problem (candidate);
  gboolean is_done = problem == PEER_PROBLEM_ALREADY_HELD
                     || (peer_candidate_get_is_chosen (candidate) && peer_candidate_get_can_add (candidate)
                         && cli_add_is_held (library, candidate));
  g_autofree char *title = peer_shown_text (peer_candidate_get_title (candidate));
  g_autofree char *problem_text = cli_add_describe_problem (candidate);
  g_autofree char *shown_problem = peer_shown_text (problem_text);

  if (context->is_json)
    {
      JsonObject *object = json_object_new ();

      cli_json_set_path (object, "file", path);
      json_object_set_int_member (object, "number", peer_candidate_get_number (candidate));
      json_object_set_string_member (object, "title", peer_candidate_get_title (candidate));
      json_object_set_boolean_member (object, "in-library", is_done);
      json_object_set_string_member (object, "problem", problem_text);
      cli_add_set_held (object, candidate);
      json_array_add_object_element (array, object);
    }
  else if (problem == PEER_PROBLEM_ALREADY_HELD)
    {
      cli_print ("%s", shown_problem);
    }
  else if (is_done)
    {
      cli_print (_("RFC %u “%s” is in the library."), peer_candidate_get_number (candidate), title);
    }

  /* Interrupted before its turn, it has no problem. */
  if (!is_done && problem != PEER_PROBLEM_NONE)
    cli_print_error ("%s: %s", path, problem_text);
  return is_done;
}

static CliStatus
cli_add_candidates (CliContext *context, PeerLibrary *library, GListModel *candidates, GError **error)
{
  g_autoptr (GListModel) documents = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  JsonArray *array = json_array_new ();
  CliStatus status = CLI_STATUS_DONE;
  guint n_candidates = g_list_model_get_n_items (candidates);

  peer_library_add_async (library, candidates, context->cancellable, cli_result_cb, &result);
  cli_context_wait_for_result (context, &result);
  documents = peer_library_add_finish (library, result, error);

  for (guint i = 0; i < n_candidates; i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);

      if (!cli_add_report (context, library, candidate, array))
        status = CLI_STATUS_FAILED;
    }
  if (context->is_json)
    cli_print_json (cli_json_node_from_array (array), FALSE);
  else
    json_array_unref (array);

  if (documents != NULL && g_list_model_get_n_items (documents) > 0 && !context->is_json)
    cli_print ("%s", _("“p2p-ci share” or RFC Peer shares what is in the library."));
  return status;
}

/* A document that is held already needs no copy, but the title that the user gave it is kept all the same. */
static gboolean
cli_add_keep_title (CliContext *context, PeerLibrary *library, GListModel *candidates, GError **error)
{
  g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, 0);
  PeerDocument *document = NULL;

  if (context->title == NULL || g_list_model_get_n_items (candidates) != 1
      || peer_candidate_get_problem (candidate) != PEER_PROBLEM_ALREADY_HELD)
    return TRUE;
  document = peer_library_find (library, peer_candidate_get_number (candidate));
  return document == NULL || peer_library_set_title (library, document, context->title, error);
}

CliStatus
cli_add (CliContext *context, char **arguments)
{
  g_autoptr (PeerLibrary) library = NULL;
  g_autoptr (GListModel) candidates = NULL;
  g_autoptr (GError) error = NULL;
  CliStatus status;

  if ((context->number != 0 || context->title != NULL) && arguments[1] != NULL)
    {
      cli_print_error ("%s", _("--number and --title go with a single file."));
      return CLI_STATUS_USAGE;
    }

  library = cli_library_open (context, TRUE);
  if (library == NULL)
    return context->is_interrupted ? CLI_STATUS_INTERRUPTED : CLI_STATUS_FAILED;

  candidates = cli_add_inspect (context, library, arguments, &error);
  if (candidates == NULL)
    return cli_context_fail (context, error);

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);

      cli_add_choose (context, candidate);
    }

  status = cli_add_candidates (context, library, candidates, &error);
  /* That nothing was chosen is no failure where all was in the library before. */
  if (error != NULL && (context->is_interrupted || g_list_model_get_n_items (candidates) == 0))
    return cli_context_fail (context, error);
  g_clear_error (&error);
  if (!cli_add_keep_title (context, library, candidates, &error) || !peer_library_flush (library, &error))
    return cli_context_fail (context, error);
  return context->is_interrupted ? CLI_STATUS_INTERRUPTED : status;
}

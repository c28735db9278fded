/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-print.h"
#include "peer-rfc-header.h"
#include "peer-shown-text.h"

#include <glib/gi18n-lib.h>

/* Opening a pipe would wait for its other end; what does not open at all is told by opening it. */
static gboolean
cli_inspect_check (GFile *file, GError **error)
{
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_SPECIAL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _("%s is a pipe or a device. Name a file instead."),
               g_file_peek_path (file));
  return FALSE;
}

static PeerRfcHeader *
cli_inspect_read (GFile *file, GError **error)
{
  g_autoptr (GFileInputStream) stream = cli_inspect_check (file, error) ? g_file_read (file, NULL, error) : NULL;
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *bytes = g_malloc (PEER_RFC_HEADER_MAX_BYTES);
  gsize length = 0;

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, PEER_RFC_HEADER_MAX_BYTES, &length, NULL, error))
    return NULL;
  return peer_rfc_header_parse (bytes, length, name);
}

static JsonArray *
cli_inspect_numbers_to_json (GArray *numbers)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < numbers->len; i++)
    json_array_add_int_element (array, g_array_index (numbers, guint, i));
  return array;
}

static void
cli_inspect_set_number (JsonObject *object, const char *member, guint number)
{
  if (number != 0)
    json_object_set_int_member (object, member, number);
  else
    json_object_set_null_member (object, member);
}

static JsonObject *
cli_inspect_to_json (const char *path, PeerRfcHeader *header)
{
  JsonObject *object = json_object_new ();
  JsonArray *authors = json_array_new ();

  for (char **author = header->authors; *author != NULL; author++)
    json_array_add_string_element (authors, *author);

  cli_json_set_path (object, "file", path);
  json_object_set_boolean_member (object, "is-text", header->is_text);
  json_object_set_boolean_member (object, "is-stub", header->is_stub);
  cli_inspect_set_number (object, "number", header->number);
  cli_inspect_set_number (object, "text-number", header->text_number);
  cli_inspect_set_number (object, "name-number", header->name_number);
  json_object_set_string_member (object, "title", header->title);
  json_object_set_string_member (object, "date", header->date);
  json_object_set_array_member (object, "authors", authors);
  json_object_set_array_member (object, "obsoletes", cli_inspect_numbers_to_json (header->obsoletes));
  json_object_set_array_member (object, "updates", cli_inspect_numbers_to_json (header->updates));
  return object;
}

static void
cli_inspect_print_numbers (const char *label, GArray *numbers)
{
  g_autoptr (GString) line = g_string_new (label);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (line, i == 0 ? " RFC %u" : ", %u", g_array_index (numbers, guint, i));
  if (numbers->len > 0)
    cli_print ("  %s", line->str);
}

static void
cli_inspect_print (const char *path, PeerRfcHeader *header)
{
  g_autofree char *title = peer_shown_text (header->title);
  g_autofree char *authors = g_strjoinv (", ", header->authors);
  g_autofree char *shown_authors = peer_shown_text (authors);

  cli_print ("%s", path);
  if (!header->is_text)
    cli_print ("  %s", _("This is not a text file."));
  if (header->number != 0)
    cli_print ("  RFC %u", header->number);
  else
    cli_print ("  %s", _("No RFC number was found."));
  if (header->text_number != 0 && header->name_number != 0 && header->text_number != header->name_number)
    cli_print (_("  The text says %u, the file name says %u."), header->text_number, header->name_number);
  if (header->title != NULL)
    cli_print (_("  Title: %s"), title);
  else
    cli_print ("  %s", _("No title was found."));
  if (header->date != NULL)
    cli_print (_("  Date: %s"), header->date);
  if (*authors != '\0')
    cli_print (_("  Authors: %s"), shown_authors);
  cli_inspect_print_numbers (_("Obsoletes:"), header->obsoletes);
  cli_inspect_print_numbers (_("Updates:"), header->updates);
  if (header->is_stub)
    cli_print ("  %s", _("This is only a note that the document itself is in another format."));
}

CliStatus
cli_inspect (CliContext *context, char **arguments)
{
  JsonArray *array = json_array_new ();
  CliStatus status = CLI_STATUS_DONE;

  for (char **path = arguments; *path != NULL && !context->is_interrupted; path++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (*path);
      g_autoptr (GError) error = NULL;
      g_autoptr (PeerRfcHeader) header = cli_inspect_read (file, &error);
      g_autofree char *shown_path = peer_shown_text (*path);

      g_main_context_iteration (NULL, FALSE); /* hears of an interruption */
      if (header == NULL)
        status = cli_context_fail (context, error);
      else if (context->is_json)
        json_array_add_object_element (array, cli_inspect_to_json (*path, header));
      else
        cli_inspect_print (shown_path, header);
    }

  if (context->is_json)
    cli_print_json (cli_json_node_from_array (array), FALSE);
  else
    json_array_unref (array);
  return context->is_interrupted ? CLI_STATUS_INTERRUPTED : status;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-output.h"
#include "cli-writer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

static gboolean
cli_output_make_temporary (CliOutput *output, const char *parent, GError **error)
{
  g_autofree char *path = g_build_filename (parent, ".p2p-ci-XXXXXX", NULL);

  if (g_mkdtemp (path) == NULL)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Cannot write to %s: %s"), parent,
                   g_strerror (errno));
      return FALSE;
    }
  output->folder = g_file_new_for_path (path);
  output->is_temporary = TRUE;
  return TRUE;
}

static gboolean
cli_output_init_file (CliOutput *output, GError **error)
{
  g_autoptr (GFile) parent = g_file_get_parent (output->file);

  if (parent == NULL || g_file_query_exists (output->file, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is already a file %s. Name another one with --output."),
                   g_file_peek_path (output->file));
      return FALSE;
    }
  return cli_output_make_temporary (output, g_file_peek_path (parent), error);
}

gboolean
cli_output_init (CliOutput *output, CliContext *context, guint n_documents, GError **error)
{
  g_autoptr (GFile) path = context->output != NULL ? g_file_new_for_commandline_arg (context->output) : NULL;
  gboolean is_folder = context->output != NULL
                       && (g_str_has_suffix (context->output, "/") || n_documents > 1
                           || g_file_query_file_type (path, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY);

  *output = (CliOutput) { 0 };
  output->is_standard_output = g_strcmp0 (context->output, "-") == 0;
  if (output->is_standard_output)
    {
      if (n_documents == 1)
        return cli_output_make_temporary (output, g_get_tmp_dir (), error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("Standard output takes a single document only."));
      return FALSE;
    }
  if (path != NULL && !is_folder)
    {
      output->file = g_steal_pointer (&path);
      return cli_output_init_file (output, error);
    }

  output->folder = is_folder ? g_steal_pointer (&path) : cli_context_get_folder (context);
  if (g_mkdir_with_parents (g_file_peek_path (output->folder), 0777) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Cannot make the folder %s: %s"),
               g_file_peek_path (output->folder), g_strerror (errno));
  return FALSE;
}

/* What was fetched and found no place goes with its folder. */
static void
cli_output_remove_temporary (CliOutput *output)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      output->folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child = NULL;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    g_file_delete (child, NULL, NULL);
  g_file_delete (output->folder, NULL, NULL);
}

void
cli_output_clear (CliOutput *output)
{
  if (output->is_temporary)
    cli_output_remove_temporary (output);
  g_clear_object (&output->folder);
  g_clear_object (&output->file);
}

static gboolean
cli_output_write_out (GFile *fetched, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  return g_file_load_contents (fetched, NULL, &bytes, &length, NULL, error)
         && cli_writer_write (STDOUT_FILENO, bytes, length, error) && g_file_delete (fetched, NULL, error);
}

gboolean
cli_output_place (CliOutput *output, GFile *fetched, GFile **place, GError **error)
{
  if (output->is_standard_output)
    {
      *place = NULL;
      return cli_output_write_out (fetched, error);
    }
  if (output->file != NULL && !g_file_move (fetched, output->file, G_FILE_COPY_NONE, NULL, NULL, NULL, error))
    return FALSE;

  *place = g_object_ref (output->file != NULL ? output->file : fetched);
  return TRUE;
}

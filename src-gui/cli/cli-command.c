/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-print.h"
#include "cli-writer.h"
#include "peer-library.h"
#include "wire-text.h"

#include <glib/gi18n-lib.h>

static const CliCommand commands[] = {
  { "share", N_("[FOLDER…]"), N_("Share the RFC texts in the folders, until interrupted"), 0,
    PEER_LIBRARY_MAX_FOLDERS + 1, CLI_OPTIONS_STAYS, cli_share },
  { "add", N_("FILE…"), N_("Copy RFC texts into the library"), 1, G_MAXUINT, CLI_OPTIONS_FILE, cli_add },
  { "lookup", N_("NUMBER"), N_("Print who holds this document"), 1, 1, CLI_OPTIONS_NONE, cli_lookup },
  { "list", N_("[WORD…]"), N_("Print what the index lists"), 0, G_MAXUINT, CLI_OPTIONS_NONE, cli_list },
  { "get", N_("NUMBER…"), N_("Get documents from the peers that hold them"), 1, G_MAXUINT, CLI_OPTIONS_OUTPUT, cli_get },
  { "mirror", N_("[FOLDER]"), N_("Get all that the index lists and the folder has not"), 0, 1, CLI_OPTIONS_MATCH, cli_mirror },
  { "remove", N_("NUMBER"), N_("Stop sharing the document; the file stays"), 1, 1, CLI_OPTIONS_NONE, cli_remove },
  { "held", "", N_("Print what the library holds"), 0, 0, CLI_OPTIONS_NONE, cli_held },
  { "servers", "", N_("Print the indexes found on this network"), 0, 0, CLI_OPTIONS_NONE, cli_servers },
  { "inspect", N_("FILE…"), N_("Print what the reading of each file finds"), 1, G_MAXUINT, CLI_OPTIONS_NONE, cli_inspect },
};

static const CliCommand *
cli_command_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (commands[i].name, name))
        return &commands[i];
    }
  return NULL;
}

/* gettext() has an answer to "" too: the catalogue's head. */
static const char *
cli_command_get_arguments (const CliCommand *command)
{
  return *command->arguments != '\0' ? _(command->arguments) : "";
}

static char *
cli_command_describe_all (void)
{
  GString *text = g_string_new (_("Commands:"));

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *arguments = cli_command_get_arguments (&commands[i]);
      g_autofree char *usage = g_strconcat (commands[i].name, *arguments != '\0' ? " " : "", arguments, NULL);
      int padding = MAX (20 - (int) g_utf8_strlen (usage, -1), 1);

      g_string_append_printf (text, "\n  %s%*s%s", usage, padding, "", _(commands[i].summary));
    }
  return g_string_free (text, FALSE);
}

guint
cli_command_parse_number (const char *word)
{
  guint number = wire_text_parse_rfc_name (word);

  if (number == 0)
    cli_print_error (_("“%s” is no RFC number. Write it as 2119 or rfc2119."), word);
  return number;
}

static CliStatus
cli_command_check (const CliCommand *command, CliContext *context, guint n_arguments)
{
  if (n_arguments < command->min_arguments || n_arguments > command->max_arguments)
    {
      cli_print_error (_("It is used like this: p2p-ci %s %s"), command->name,
                       cli_command_get_arguments (command));
      return CLI_STATUS_USAGE;
    }
  if (context->output != NULL && (command->options & CLI_OPTIONS_OUTPUT) == 0)
    {
      cli_print_error ("%s", _("--output goes with the command “get” only."));
      return CLI_STATUS_USAGE;
    }
  if (context->match != NULL && (command->options & CLI_OPTIONS_MATCH) == 0)
    {
      cli_print_error ("%s", _("--match goes with the command “mirror” only."));
      return CLI_STATUS_USAGE;
    }
  if ((context->number != 0 || context->title != NULL || context->replaces)
      && (command->options & CLI_OPTIONS_FILE) == 0)
    {
      cli_print_error ("%s", _("--number, --title and --replace go with the command “add” only."));
      return CLI_STATUS_USAGE;
    }
  return CLI_STATUS_DONE;
}

static CliStatus
cli_command_run (CliContext *context, int argc, char **argv)
{
  const CliCommand *command = argc > 1 ? cli_command_find (argv[1]) : NULL;
  CliStatus status;

  if (command == NULL)
    {
      if (argc > 1)
        cli_print_error (_("There is no command “%s”. “p2p-ci --help” lists those that there are."), argv[1]);
      else
        cli_print_error ("%s", _("Which command? “p2p-ci --help” lists them."));
      return CLI_STATUS_USAGE;
    }

  status = cli_command_check (command, context, (guint) argc - 2);
  if (status != CLI_STATUS_DONE)
    return status;
  status = command->run (context, argv + 2);
  /* Not all of it was read: it is not done. */
  if (status == CLI_STATUS_DONE && cli_writer_was_cut () && (command->options & CLI_OPTIONS_STAYS) == 0)
    return CLI_STATUS_INTERRUPTED;
  return status;
}

static gboolean
cli_command_number_cb (const char *option, const char *value, gpointer data, GError **error)
{
  CliContext *context = data;

  context->number = wire_text_parse_rfc_name (value);
  if (context->number != 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is no RFC number"), value);
  return FALSE;
}

/* One more for the list, or a list of its own. */
static gboolean
cli_command_server_cb (const char *option, const char *value, gpointer data, GError **error)
{
  CliContext *context = data;
  g_autofree char *before = context->server;

  context->server = before != NULL ? g_strconcat (before, ",", value, NULL) : g_strdup (value);
  return TRUE;
}

CliStatus
cli_command_main (int argc, char **argv)
{
  CliContext context;
  CliStatus status;
  gboolean shows_version = FALSE;
  const GOptionEntry entries[] = {
    { "server", 's', 0, G_OPTION_ARG_CALLBACK, cli_command_server_cb, N_("The index; several in the order of preference"),
      N_("HOST[:PORT]") },
    { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &context.folder, N_("The library, instead of the one in Documents"),
      N_("FOLDER") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &context.output, N_("With “get”: the folder or file to write to"),
      N_("PATH") },
    { "match", 'm', 0, G_OPTION_ARG_STRING, &context.match, N_("With “mirror”: only documents whose title has such words"),
      N_("WORDS") },
    { "number", 'n', 0, G_OPTION_ARG_CALLBACK, cli_command_number_cb, N_("With “add”: the number of the document"),
      N_("NUMBER") },
    { "title", 't', 0, G_OPTION_ARG_STRING, &context.title, N_("With “add”: the title of the document"), N_("TITLE") },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &context.replaces,
      N_("With “add”: put the file in the place of another text of the same number"), NULL },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &context.is_json, N_("Print JSON, for programs"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &shows_version, N_("Print the version and exit"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionGroup *group = g_option_group_new ("p2p-ci", "", "", &context, NULL);
  g_autoptr (GOptionContext) options = g_option_context_new (_("COMMAND [ARGUMENT…]"));
  g_autoptr (GError) error = NULL;
  g_autofree char *description = cli_command_describe_all ();

  cli_context_init (&context);
  g_option_context_set_summary (options, _("Find, get and share RFC documents."));
  g_option_context_set_description (options, description);
  g_option_group_add_entries (group, entries);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_context_set_main_group (options, group);

  if (!g_option_context_parse (options, &argc, &argv, &error))
    {
      cli_print_error (_("%s. “p2p-ci --help” tells what there is."), error->message);
      status = CLI_STATUS_USAGE;
    }
  else if (shows_version)
    {
      cli_print ("p2p-ci %s", PACKAGE_VERSION);
      status = CLI_STATUS_DONE;
    }
  else
    {
      status = cli_command_run (&context, argc, argv);
    }

  cli_context_clear (&context);
  return status;
}

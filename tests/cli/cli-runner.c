/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-runner.h"

#include <glib/gstdio.h>
#include <string.h>

#include "test-support.h"

/* Nobody may listen below 1024 but root's services, and port 1 has none. */
#define NO_SERVER "127.0.0.1:1"

const char *const cli_program = CLI_PROGRAM;

CliUser *
cli_user_new (const char *server)
{
  CliUser *user = g_new0 (CliUser, 1);

  user->home = test_folder_new ();
  user->library = cli_user_build_path (user, "library");
  user->server = g_strdup (server != NULL ? server : NO_SERVER);
  return user;
}

void
cli_user_free (CliUser *user)
{
  test_folder_free (user->home);
  g_free (user->library);
  g_free (user->server);
  g_free (user);
}

char *
cli_user_build_path (CliUser *user, const char *name)
{
  return g_build_filename (g_file_peek_path (user->home), name, NULL);
}

char *
cli_user_write_rfc (CliUser *user, const char *name, guint number, const char *title, const char *body)
{
  char *path = cli_user_build_path (user, name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text =
      g_strdup_printf ("\n\nNetwork Working Group                                          T. Tester\n"
                       "Request for Comments: %-5u                          Test University\n"
                       "Category: Informational                                       May 1998\n\n\n"
                       "                    %s\n\nStatus of this Memo\n\n   %s\n",
                       number, title, body);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static GSubprocess *
cli_user_spawn (CliUser *user, GSubprocessFlags flags, const char *first, va_list rest)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "HOME", g_file_peek_path (user->home), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", g_file_peek_path (user->home), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", g_file_peek_path (user->home), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", g_file_peek_path (user->home), TRUE);
  g_subprocess_launcher_setenv (launcher, "P2P_CI_SERVER", user->server, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_MESSAGES_DEBUG");

  g_ptr_array_add (arguments, (gpointer) CLI_PROGRAM);
  g_ptr_array_add (arguments, (gpointer) "--folder");
  g_ptr_array_add (arguments, user->library);
  for (const char *argument = first; argument != NULL; argument = va_arg (rest, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  g_ptr_array_add (arguments, NULL);

  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  g_assert_no_error (error);
  return process;
}

static int
cli_process_get_status (GSubprocess *process)
{
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -g_subprocess_get_term_sig (process);
}

CliRun *
cli_user_run (CliUser *user, const char *first, ...)
{
  CliRun *run = g_new0 (CliRun, 1);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  va_list rest;

  va_start (rest, first);
  process = cli_user_spawn (user, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, first, rest);
  va_end (rest);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  g_subprocess_communicate_utf8_finish (process, result, &run->output, &run->errors, &error);
  g_assert_no_error (error);
  run->status = cli_process_get_status (process);
  return run;
}

void
cli_run_free (CliRun *run)
{
  g_free (run->output);
  g_free (run->errors);
  g_free (run);
}

void
cli_run_assert (CliRun *run, int status)
{
  g_auto (GStrv) lines = g_strsplit (g_strchomp (run->errors), "\n", -1);

  if (run->status != status || (status == 0) != (*run->errors == '\0'))
    g_error ("It ended with %d, expected %d.\nOutput: %s\nErrors: %s", run->status, status, run->output, run->errors);
  for (char **line = lines; *line != NULL; line++)
    g_assert_true (g_str_has_prefix (*line, "p2p-ci: "));
}

void
cli_run_assert_output_has (CliRun *run, const char *text)
{
  if (strstr (run->output, text) == NULL)
    g_error ("No “%s” in the output: %s", text, run->output);
}

void
cli_run_assert_errors_have (CliRun *run, const char *text)
{
  if (strstr (run->errors, text) == NULL)
    g_error ("No “%s” in the errors: %s", text, run->errors);
}

JsonNode *
cli_run_parse_json (CliRun *run)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (run->output, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

CliStay *
cli_user_start (CliUser *user, const char *first, ...)
{
  CliStay *stay = g_new0 (CliStay, 1);
  va_list rest;

  va_start (rest, first);
  stay->process = cli_user_spawn (user, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, first, rest);
  va_end (rest);
  stay->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (stay->process));
  return stay;
}

char *
cli_stay_wait_line (CliStay *stay, const char *text)
{
  for (;;)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *line = NULL;

      g_data_input_stream_read_line_async (stay->lines, G_PRIORITY_DEFAULT, NULL, test_result_cb, &result);
      test_wait_for_result (&result);
      line = g_data_input_stream_read_line_finish (stay->lines, result, NULL, &error);
      g_assert_no_error (error);
      if (line == NULL)
        g_error ("It ended without a line with “%s”", text);
      g_test_message ("%s", line);
      if (strstr (line, text) != NULL)
        return g_steal_pointer (&line);
    }
}

int
cli_stay_end (CliStay *stay, int with_signal)
{
  g_autoptr (GAsyncResult) result = NULL;
  int status;

  if (with_signal != 0)
    g_subprocess_send_signal (stay->process, with_signal);
  g_subprocess_wait_async (stay->process, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  status = cli_process_get_status (stay->process);
  g_object_unref (stay->lines);
  g_object_unref (stay->process);
  g_free (stay);
  return status;
}

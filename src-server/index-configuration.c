/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-configuration.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define INDEX_CONFIGURATION_COLUMNS 78u

/* Reading */

typedef struct
{
  const char *name;
  guint line;
  char *section; /* NULL before the first one, or in one that is not ours: its keys are not looked at */
  gboolean is_unknown_section;
  guint *lines; /* where each limit was set, 0: nowhere */
  IndexLimits limits;
  GPtrArray *faults;
} IndexConfigurationReader;

static void index_configuration_fault (IndexConfigurationReader *reader, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
index_configuration_fault (IndexConfigurationReader *reader, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (reader->faults, g_strdup_printf ("%s:%u: %s", reader->name, reader->line, words));
}

static gboolean
index_configuration_has_section (const char *section)
{
  guint n_limits;
  const IndexLimit *table = index_limits_get_table (&n_limits);

  for (guint i = 0; i < n_limits; i++)
    {
      if (g_str_equal (table[i].section, section))
        return TRUE;
    }
  return FALSE;
}

static char *
index_configuration_join_sections (void)
{
  GString *all = g_string_new (NULL);
  guint n_limits;
  const IndexLimit *table = index_limits_get_table (&n_limits);

  for (guint i = 0; i < n_limits; i++)
    {
      if (i == 0 || !g_str_equal (table[i].section, table[i - 1].section))
        g_string_append_printf (all, "%s[%s]", i == 0 ? "" : ", ", table[i].section);
    }
  return g_string_free (all, FALSE);
}

static void
index_configuration_enter_section (IndexConfigurationReader *reader, const char *line)
{
  gsize length = strlen (line);
  g_autofree char *sections = index_configuration_join_sections ();

  g_clear_pointer (&reader->section, g_free);
  reader->is_unknown_section = TRUE;
  if (line[length - 1] != ']')
    {
      index_configuration_fault (reader, "The section “%s” has no closing bracket: write [NAME] alone on the line", line);
      return;
    }
  reader->section = g_strndup (line + 1, length - 2);
  reader->is_unknown_section = !index_configuration_has_section (reader->section);
  if (reader->is_unknown_section)
    index_configuration_fault (reader, "There is no section [%s]; there are %s", reader->section, sections);
}

static void
index_configuration_set (IndexConfigurationReader *reader, const IndexLimit *limit, const char *value)
{
  guint n_limits;
  guint place = limit - index_limits_get_table (&n_limits);
  g_autoptr (GError) error = NULL;

  if (reader->section == NULL || !g_str_equal (limit->section, reader->section))
    index_configuration_fault (reader, "“%s” belongs under [%s]: move it there", limit->name, limit->section);
  else if (reader->lines[place] != 0)
    index_configuration_fault (reader, "“%s” is set a second time, after line %u: remove one of them", limit->name,
                               reader->lines[place]);
  else if (!index_limit_set (limit, &reader->limits, value, &error))
    index_configuration_fault (reader, "%s%s", error->message,
                               strpbrk (value, "#;") != NULL ? "; a comment needs a line of its own" : "");
  reader->lines[place] = reader->line;
}

static void
index_configuration_read_line (IndexConfigurationReader *reader, char *line)
{
  char *equals = NULL;
  const IndexLimit *limit = NULL, *like = NULL;

  g_strstrip (line);
  if (*line == '\0' || *line == '#')
    return;
  if (*line == '[')
    {
      index_configuration_enter_section (reader, line);
      return;
    }
  if (reader->is_unknown_section)
    return;

  equals = strchr (line, '=');
  if (equals == NULL)
    {
      index_configuration_fault (reader, "“%s” is neither KEY=VALUE nor [SECTION]; a comment begins with #", line);
      return;
    }
  *equals = '\0';
  g_strchomp (line);
  limit = index_limit_find (line);
  if (limit != NULL)
    {
      index_configuration_set (reader, limit, g_strchug (equals + 1));
      return;
    }
  like = index_limit_find_like (line);
  index_configuration_fault (reader, "There is no key “%s”%s%s%s; p2p-ci.conf(5) lists them all", line,
                             like != NULL ? ", perhaps you mean “" : "", like != NULL ? like->name : "",
                             like != NULL ? "”" : "");
}

gboolean
index_configuration_parse (const char *name, const char *text, gsize length, IndexLimits *limits, GPtrArray *faults)
{
  guint n_limits, n_faults_before = faults->len;
  g_autofree guint *set_lines = NULL;
  g_auto (GStrv) lines = NULL;
  IndexConfigurationReader reader = { .name = name, .limits = *limits, .faults = faults };

  index_limits_get_table (&n_limits);
  reader.lines = set_lines = g_new0 (guint, n_limits);
  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_ptr_array_add (faults, g_strdup_printf ("%s: This is no text in UTF-8: write it anew, beginning with the output of "
                                                "“p2p-ci-server --print-config”",
                                                name));
      return FALSE;
    }

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      /* Some editors begin a text with a mark. */
      text += 3;
      length -= 3;
    }
  {
    g_autofree char *whole = g_strndup (text, length);

    lines = g_strsplit (whole, "\n", -1);
  }
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      reader.line = i + 1;
      index_configuration_read_line (&reader, lines[i]);
    }
  g_free (reader.section);
  if (faults->len > n_faults_before)
    return FALSE;
  *limits = reader.limits;
  return TRUE;
}

/* -1 with errno when it cannot be read. */
static gssize
index_configuration_load (const char *path, char *text)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gsize length = 0;
  gssize n_read = 1;
  int number;

  if (fd < 0)
    return -1;
  while (n_read > 0 && length <= INDEX_CONFIGURATION_MAX_BYTES)
    {
      n_read = read (fd, text + length, INDEX_CONFIGURATION_MAX_BYTES + 1 - length);
      length += MAX (0, n_read);
    }
  number = errno;
  close (fd);
  errno = number;
  return n_read < 0 ? -1 : (gssize) length;
}

static const char *
index_configuration_get_way_out (int number)
{
  switch (number)
    {
    case ENOENT:
      return "“p2p-ci-server --print-config” prints one to begin with";
    case EACCES:
      return "the index runs as a user of its own, so the file and its folders must be readable for all";
    default:
      return "name a file that can be read";
    }
}

gboolean
index_configuration_read (const char *path, IndexLimits *limits, GPtrArray *faults)
{
  g_autofree char *text = g_malloc (INDEX_CONFIGURATION_MAX_BYTES + 1);
  gssize length = index_configuration_load (path, text);

  if (length < 0 && errno == ENOENT && g_str_equal (path, INDEX_CONFIGURATION_FILE))
    return TRUE;
  if (length < 0)
    {
      g_ptr_array_add (faults, g_strdup_printf ("%s: Cannot read it (%s): %s", path, g_strerror (errno),
                                                index_configuration_get_way_out (errno)));
      return FALSE;
    }
  if (length > (gssize) INDEX_CONFIGURATION_MAX_BYTES)
    {
      g_ptr_array_add (faults, g_strdup_printf ("%s: It is longer than %u bytes: leave out what is not needed", path,
                                                INDEX_CONFIGURATION_MAX_BYTES));
      return FALSE;
    }
  return index_configuration_parse (path, text, length, limits, faults);
}

/* Printing */

static void
index_configuration_print_comment (const char *sentences, GString *output)
{
  g_auto (GStrv) words = g_strsplit (sentences, " ", -1);
  gsize column = INDEX_CONFIGURATION_COLUMNS;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);

      if (column + 1 + length > INDEX_CONFIGURATION_COLUMNS)
        {
          g_string_append (output, i == 0 ? "#" : "\n#");
          column = 1;
        }
      g_string_append_printf (output, " %s", words[i]);
      column += 1 + length;
    }
  g_string_append_c (output, '\n');
}

void
index_configuration_print (GString *output)
{
  guint n_limits;
  const IndexLimit *table = index_limits_get_table (&n_limits);

  index_configuration_print_comment ("The index of a P2P-CI network; p2p-ci.conf(5) is the manual page of this file. Every "
                                     "key stands here with its default value, as a comment.",
                                     output);
  g_string_append (output, "#\n");
  index_configuration_print_comment ("To change one, take its # away. Then 'p2p-ci-server --check-config' tells whether "
                                     "the file is right, and 'systemctl reload p2p-ci.service' puts it in force without "
                                     "cutting any connection. Sizes are in bytes.",
                                     output);
  for (guint i = 0; i < n_limits; i++)
    {
      g_autofree char *value = index_limit_format (&table[i], table[i].initial);

      if (i == 0 || !g_str_equal (table[i].section, table[i - 1].section))
        g_string_append_printf (output, "\n[%s]\n", table[i].section);
      g_string_append_c (output, '\n');
      index_configuration_print_comment (table[i].sentences, output);
      g_string_append_printf (output, "#%s=%s\n", table[i].name, value);
    }
}

/* mdoc wants a line for each sentence. */
static void
index_configuration_print_sentences (const char *sentences, GString *output)
{
  for (const char *c = sentences; *c != '\0'; c++)
    {
      gboolean ends = c > sentences && c[-1] == '.' && *c == ' ';

      g_string_append_c (output, ends ? '\n' : *c);
    }
  g_string_append_c (output, '\n');
}

void
index_configuration_print_manual (GString *output)
{
  guint n_limits;
  const IndexLimit *table = index_limits_get_table (&n_limits);

  for (guint i = 0; i < n_limits; i++)
    {
      g_autofree char *value = index_limit_format (&table[i], table[i].initial);

      if (i == 0 || !g_str_equal (table[i].section, table[i - 1].section))
        g_string_append_printf (output, "%s.Ss [%s]\n.Bl -tag -width Ds\n", i == 0 ? "" : ".El\n", table[i].section);
      if (table[i].kind == INDEX_LIMIT_SWITCH)
        g_string_append_printf (output, ".It Ic %s Ns = Ns Ar boolean Pq Li %s\n", table[i].name, value);
      else
        g_string_append_printf (output, ".It Ic %s Ns = Ns Ar number Pq %u\\(en%u , default Li %s\n", table[i].name,
                                table[i].min, table[i].max, value);
      index_configuration_print_sentences (table[i].sentences, output);
    }
  g_string_append (output, ".El\n");
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-print.h"
#include "cli-writer.h"
#include "peer-shown-text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_COLUMNS 80u

static void
cli_print_line (const char *line)
{
  g_autoptr (GError) error = NULL;

  if (cli_writer_write_line (line, &error) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    cli_print_error ("%s", error->message);
  exit (EXIT_FAILURE);
}

void
cli_print (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  cli_print_line (line);
}

void
cli_print_error (const char *format, ...)
{
  g_autofree char *sentence = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  shown = peer_shown_text (sentence);
  line = g_strdup_printf ("p2p-ci: %s\n", shown);
  cli_writer_write (STDERR_FILENO, line, strlen (line), NULL); /* where else could that be told? */
}

void
cli_print_json (JsonNode *node, gboolean is_line)
{
  g_autofree char *text = json_to_string (node, !is_line);

  json_node_unref (node);
  cli_print_line (text);
}

void
cli_json_set_digest (JsonObject *object, const WireDigest *digest)
{
  g_autoptr (GString) hex = NULL;

  if (!digest->is_known)
    {
      json_object_set_null_member (object, "sha256");
      return;
    }
  hex = g_string_new (NULL);
  wire_digest_append_hex (digest, hex);
  json_object_set_string_member (object, "sha256", hex->str);
}

void
cli_json_set_size (JsonObject *object, gboolean has_size, guint64 size_bytes)
{
  if (has_size)
    json_object_set_int_member (object, "size", (gint64) size_bytes);
  else
    json_object_set_null_member (object, "size");
}

void
cli_json_set_path (JsonObject *object, const char *member, const char *path)
{
  g_autofree char *valid = path != NULL ? g_utf8_make_valid (path, -1) : NULL;

  if (valid != NULL)
    json_object_set_string_member (object, member, valid);
  else
    json_object_set_null_member (object, member);
}

char *
cli_fit_columns (const char *text, guint n_columns)
{
  guint n_used = 0;
  const char *end = text;

  for (const char *next = text; *next != '\0'; next = g_utf8_next_char (next))
    {
      const gunichar c = g_utf8_get_char (next);
      const guint width = g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;

      if (n_used + width > n_columns)
        {
          g_autofree char *start = g_strndup (text, end - text);

          return g_strconcat (start, "…", NULL);
        }
      n_used += width;
      /* As far as there is room for the dots too. */
      if (n_used < n_columns)
        end = g_utf8_next_char (next);
    }
  return g_strdup (text);
}

char *
cli_fit_terminal (const char *text)
{
  struct winsize size = { 0 };
  const gboolean is_known = ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;

  /* The last column stays free: some terminals wrap as soon as it is filled. */
  return cli_fit_columns (text, (is_known ? size.ws_col : DEFAULT_COLUMNS) - 1);
}

JsonObject *
cli_json_from_document (PeerDocument *document)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "number", peer_document_get_number (document));
  json_object_set_string_member (object, "title", peer_document_get_title (document));
  json_object_set_string_member (object, "date", peer_document_get_date (document));
  cli_json_set_size (object, TRUE, peer_document_get_size (document));
  cli_json_set_digest (object, peer_document_get_digest (document));
  cli_json_set_path (object, "file", g_file_peek_path (peer_document_get_file (document)));
  json_object_set_boolean_member (object, "shared", peer_document_get_is_shared (document));
  return object;
}

JsonObject *
cli_json_from_holder (PeerHolder *holder)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "number", peer_holder_get_number (holder));
  json_object_set_string_member (object, "title", peer_holder_get_title (holder));
  json_object_set_string_member (object, "address", peer_holder_get_address (holder));
  json_object_set_int_member (object, "port", peer_holder_get_port (holder));
  json_object_set_string_member (object, "name", peer_holder_get_name (holder));
  cli_json_set_size (object, peer_holder_get_has_size (holder), peer_holder_get_size (holder));
  cli_json_set_digest (object, peer_holder_get_digest (holder));
  return object;
}

JsonNode *
cli_json_node_from_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  return node;
}

JsonNode *
cli_json_node_from_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-text-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "peer-library.h"
#include "peer-rfc-header.h"
#include "peer-sha256.h"
#include "peer-text-gzip.h"

PeerTextFile *
peer_text_file_new (const char *name)
{
  PeerTextFile *self = g_atomic_rc_box_new0 (PeerTextFile);

  self->name = g_strdup (name);
  self->problem_text = g_strdup ("");
  self->title = g_strdup ("");
  self->date = g_strdup ("");
  self->authors = g_strdup ("");
  self->obsoletes = g_strdup ("");
  self->updates = g_strdup ("");
  return self;
}

PeerTextFile *
peer_text_file_ref (PeerTextFile *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
peer_text_file_clear (gpointer data)
{
  PeerTextFile *self = data;

  g_free (self->name);
  g_free (self->problem_text);
  g_free (self->title);
  g_free (self->date);
  g_free (self->authors);
  g_free (self->obsoletes);
  g_free (self->updates);
}

void
peer_text_file_unref (PeerTextFile *self)
{
  g_atomic_rc_box_release_full (self, peer_text_file_clear);
}

static void
peer_text_file_set_problem (PeerTextFile *self, PeerProblem problem, char *text)
{
  self->problem = problem;
  g_free (self->problem_text);
  self->problem_text = text;
}

static void
peer_text_file_set_text (char **slot, char *text)
{
  g_free (*slot);
  *slot = text != NULL ? text : g_strdup ("");
}

static char *
peer_text_file_join (GArray *numbers)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (joined, "%s%u", i > 0 ? ", " : "", g_array_index (numbers, guint, i));
  return g_string_free (joined, FALSE);
}

static const char *
peer_text_file_get_base (const char *name)
{
  const char *slash = strrchr (name, '/');

  return slash != NULL ? slash + 1 : name;
}

static void
peer_text_file_take_bytes (PeerTextFile *self, GBytes *bytes)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr (PeerRfcHeader) header = peer_rfc_header_parse (data, length, peer_text_file_get_base (self->name));
  PeerSha256 sha;

  if (!header->is_text)
    {
      peer_text_file_set_problem (self, PEER_PROBLEM_NOT_TEXT,
                                  g_strdup (_("This is no text file. Only RFC text files can be shared.")));
      return;
    }
  peer_sha256_init (&sha);
  peer_sha256_update (&sha, data, length);
  peer_sha256_finish (&sha, &self->digest);
  self->size_bytes = length;
  self->text_number = header->text_number;
  self->name_number = header->name_number;
  self->is_stub = header->is_stub;
  peer_text_file_set_text (&self->title, g_strdup (header->title));
  peer_text_file_set_text (&self->date, g_strdup (header->date));
  peer_text_file_set_text (&self->authors, g_strjoinv (", ", header->authors));
  peer_text_file_set_text (&self->obsoletes, peer_text_file_join (header->obsoletes));
  peer_text_file_set_text (&self->updates, peer_text_file_join (header->updates));
}

PeerTextFile *
peer_text_file_new_for_bytes (const char *name, GBytes *bytes)
{
  PeerTextFile *self = peer_text_file_new (name);

  peer_text_file_take_bytes (self, bytes);
  return self;
}

static gboolean
peer_text_file_read_all (int descriptor, char *buffer, gsize length, gsize *n_read, GError **error)
{
  *n_read = 0;
  while (*n_read < length)
    {
      const ssize_t n = pread (descriptor, buffer + *n_read, length - *n_read, *n_read);

      if (n == 0)
        break;
      if (n > 0)
        *n_read += n;
      else if (errno != EINTR)
        {
          g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
peer_text_file_is_unchanged (int descriptor, const PeerFileIdentity *identity)
{
  struct stat status;
  PeerFileIdentity now;

  if (fstat (descriptor, &status) < 0)
    return FALSE;
  peer_file_identity_init (&now, &status);
  return peer_file_identity_equal (&now, identity);
}

static GBytes *
peer_text_file_load_packed (int descriptor, const PeerFileIdentity *identity, GError **error)
{
  g_autofree char *buffer = NULL;
  gsize n_read = 0;

  if (identity->size_bytes > PEER_LIBRARY_FILE_MAX_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("it is larger than %u MiB"),
                   PEER_LIBRARY_FILE_MAX_BYTES / 1024 / 1024);
      return NULL;
    }
  buffer = g_malloc (identity->size_bytes + 1);
  if (!peer_text_file_read_all (descriptor, buffer, identity->size_bytes + 1, &n_read, error))
    return NULL;
  if (n_read != identity->size_bytes || !peer_text_file_is_unchanged (descriptor, identity))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, _("it is being changed"));
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&buffer), n_read);
}

GBytes *
peer_text_file_load (int descriptor, const char *name, const PeerFileIdentity *identity, GError **error)
{
  g_autoptr (GBytes) bytes = peer_text_file_load_packed (descriptor, identity, error);

  if (bytes == NULL || !peer_text_gzip_is_name (name))
    return g_steal_pointer (&bytes);
  return peer_text_gzip_unpack (bytes, PEER_LIBRARY_FILE_MAX_BYTES, error);
}

/* Takes @descriptor; with -1, @error_taken says why. */
static PeerTextFile *
peer_text_file_finish (PeerTextFile *self, int descriptor, GError *error_taken)
{
  g_autoptr (GError) error = error_taken;
  g_autoptr (GBytes) bytes = descriptor >= 0 ? peer_text_file_load (descriptor, self->name, &self->identity, &error) : NULL;

  if (descriptor >= 0)
    g_close (descriptor, NULL);
  if (bytes != NULL)
    peer_text_file_take_bytes (self, bytes);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    peer_text_file_set_problem (self, PEER_PROBLEM_TOO_LARGE,
                                g_strdup_printf (_("This file is larger than %u MiB, and no RFC is."),
                                                 PEER_LIBRARY_FILE_MAX_BYTES / 1024 / 1024));
  else
    peer_text_file_set_problem (self, PEER_PROBLEM_UNREADABLE,
                                g_strdup_printf (_("This file cannot be read: %s."), error->message));
  return self;
}

PeerTextFile *
peer_text_file_read (int folder, const char *name)
{
  PeerTextFile *self = peer_text_file_new (name);
  GError *error = NULL;
  const int descriptor = peer_beneath_open (folder, name, &self->identity, &error);

  return peer_text_file_finish (self, descriptor, error);
}

PeerTextFile *
peer_text_file_read_path (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  PeerTextFile *self = peer_text_file_new (name);
  GError *error = NULL;
  const int descriptor = peer_beneath_open_path (path, &self->identity, &error);

  return peer_text_file_finish (self, descriptor, error);
}

/* The number in the name "rfcN.txt", or "rfcN.txt.gz" when @is_packed; 0 when it is no such name. */
static guint
peer_text_file_parse_library_name (const char *name, gboolean is_packed)
{
  const char *base = peer_text_file_get_base (name);
  const guint number = peer_rfc_header_parse_file_name (base);
  g_autofree char *library_name = g_strdup_printf (is_packed ? "rfc%u.txt.gz" : "rfc%u.txt", number);

  return number != 0 && g_ascii_strcasecmp (library_name, base) == 0 ? number : 0;
}

gboolean
peer_text_file_has_library_name (const PeerTextFile *self)
{
  return peer_text_file_parse_library_name (self->name, FALSE) != 0;
}

guint
peer_text_file_get_library_number (const PeerTextFile *self)
{
  if (self->problem != PEER_PROBLEM_NONE)
    return 0;
  if (peer_text_file_has_library_name (self) || peer_text_file_parse_library_name (self->name, TRUE) != 0)
    return self->name_number;
  if (self->is_stub || *self->title == '\0' || (self->name_number != 0 && self->name_number != self->text_number))
    return 0;
  return self->text_number;
}

gboolean
peer_text_file_name_may_be_text (const char *name)
{
  const char *base = peer_text_file_get_base (name);
  g_autofree char *unpacked =
      peer_text_gzip_is_name (base) ? g_strndup (base, strlen (base) - strlen (".gz")) : g_strdup (base);
  const char *dot = strrchr (unpacked, '.');

  return peer_rfc_header_parse_file_name (unpacked) != 0 || (dot != NULL && g_ascii_strcasecmp (dot, ".txt") == 0);
}

gint64
peer_text_file_get_modified_seconds (const PeerTextFile *self)
{
  return self->identity.mtime_nanoseconds / G_GINT64_CONSTANT (1000000000);
}

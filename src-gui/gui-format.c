/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-format.h"

#include "gui-text.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

char *
gui_format_number (gpointer object, guint number)
{
  return g_strdup_printf ("%u", number);
}

char *
gui_format_name (gpointer object, guint number)
{
  return g_strdup_printf (_ ("RFC %u"), number);
}

char *
gui_format_remote_text (gpointer object, const char *text)
{
  return gui_text_filter (text);
}

char *
gui_format_holders (gpointer object, guint n_holders)
{
  if (n_holders == 0)
    return g_strdup (_ ("No peer"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u peer", "%u peers", n_holders), n_holders);
}

char *
gui_format_size (gpointer object, guint64 size)
{
  return size == 0 ? g_strdup ("") : g_format_size (size);
}

char *
gui_format_count (gpointer object, guint count)
{
  return g_strdup_printf ("%u", count);
}

char *
gui_format_total (gpointer object, guint n_documents, guint64 total_size)
{
  g_autofree char *size = g_format_size (total_size);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document, %s", "%u documents, %s", n_documents), n_documents, size);
}

char *
gui_format_agreeing (guint n_agreeing, guint n_holders)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u peer agrees on it", "%u of %u peers agree on it", n_agreeing),
                          n_agreeing,
                          n_holders);
}

char *
gui_format_more (guint n_more)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n_more), n_more);
}

char *
gui_format_index_total (guint n_shown, guint n_all, gint64 updated_at)
{
  g_autofree char *of_when = updated_at > 0 ? gui_format_since (NULL, updated_at) : NULL;
  g_autofree char *total = NULL;

  if (n_shown == n_all)
    total = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document", "%u documents", n_all), n_all);
  else
    /* Translators: so many of so many, as in "5 of 17 documents". */
    total = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u document", "%u of %u documents", n_all), n_shown, n_all);
  if (of_when == NULL)
    return g_steal_pointer (&total);
  /* Translators: "17 documents", and of when this is, while the index is out of reach. */
  return g_strdup_printf (_ ("%s, as of %s"), total, of_when);
}

char *
gui_format_folder (GFile *folder)
{
  g_autofree char *path = g_file_get_path (folder);
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : g_file_get_uri (folder);
  const char *home = g_get_home_dir ();
  g_autofree char *in_home = NULL;

  if (path != NULL && g_str_has_prefix (path, home) && path[strlen (home)] == G_DIR_SEPARATOR)
    in_home = g_strconcat ("~", shown + strlen (home), NULL);
  return gui_text_filter (in_home != NULL ? in_home : shown);
}

char *
gui_format_connection (gpointer object, PeerConnectionState state, const char *server)
{
  switch (state)
    {
    case PEER_CONNECTION_CONNECTED:
      return g_strdup (_ ("Connected"));
    case PEER_CONNECTION_CONNECTING:
      return g_strdup (_ ("Connecting…"));
    case PEER_CONNECTION_OFFLINE:
      return g_strdup (_ ("Offline"));
    case PEER_CONNECTION_DISCONNECTED:
    default:
      return g_strdup (gui_format_is_set (NULL, server) ? _ ("Disconnected") : _ ("Not set up"));
    }
}

char *
gui_format_document_state (gpointer object, PeerDocumentState state)
{
  switch (state)
    {
    case PEER_DOCUMENT_READING:
      return g_strdup (_ ("Reading…"));
    case PEER_DOCUMENT_WAITING:
      return g_strdup (_ ("Waiting"));
    case PEER_DOCUMENT_SHARED:
      return g_strdup (_ ("Shared"));
    case PEER_DOCUMENT_REFUSED:
      return g_strdup (_ ("Refused"));
    case PEER_DOCUMENT_HELD:
    default:
      return g_strdup (_ ("Not shared"));
    }
}

char *
gui_format_since (gpointer object, gint64 unix_seconds)
{
  g_autoptr (GDateTime) then = unix_seconds > 0 ? g_date_time_new_from_unix_local (unix_seconds) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (then == NULL)
    return g_strdup ("–");
  if (g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now)
      && g_date_time_get_year (then) == g_date_time_get_year (now))
    return g_date_time_format (then, "%H:%M");
  /* Translators: day, month and time of a day that is not today, as for strftime(3). */
  return g_date_time_format (then, _ ("%-d %B, %H:%M"));
}

static int
gui_format_get_month (const char *name)
{
  static const char *const names[] = { "January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      return i + 1;
  return 0;
}

char *
gui_format_document_date (gpointer object, const char *date)
{
  g_autoptr (GDateTime) when = NULL;
  char month_name[16] = "";
  int day = 0;
  int year = 0;

  if (date == NULL || (sscanf (date, "%2d %15[A-Za-z] %4d", &day, month_name, &year) != 3
                       && sscanf (date, "%15[A-Za-z] %4d", month_name, &year) != 2))
    return gui_format_remote_text (object, date);
  when = g_date_time_new_utc (year, gui_format_get_month (month_name), MAX (day, 1), 0, 0, 0);
  if (when == NULL)
    return gui_format_remote_text (object, date);
  /* Translators: the date of a document, as for strftime(3): of a day, and of a month alone. */
  return g_date_time_format (when, day > 0 ? _ ("%-d %B %Y") : _ ("%B %Y"));
}

char *
gui_format_port (gpointer object, guint port)
{
  return port == 0 ? g_strdup (_ ("None yet")) : g_strdup_printf ("%u", port);
}

char *
gui_format_server (gpointer object, const char *server)
{
  return gui_format_is_set (NULL, server) ? gui_text_filter (server) : g_strdup (_ ("No index server yet"));
}

char *
gui_format_results (gpointer object, guint n_results)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u result", "%u results", n_results), n_results);
}

char *
gui_format_share_label (gpointer object, guint n_files)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Share %u File", "Share %u Files", n_files), n_files);
}

gboolean
gui_format_is_set (gpointer object, const char *text)
{
  return text != NULL && text[0] != '\0';
}

gboolean
gui_format_not (gpointer object, gboolean value)
{
  return !value;
}

char *
gui_format_entry_action (gpointer object, PeerEntryState state, guint number, double fraction)
{
  switch (state)
    {
    case PEER_ENTRY_QUEUED:
      return g_strdup_printf (_ ("Waiting for RFC %u: cancel"), number);
    case PEER_ENTRY_RUNNING:
      if (fraction < 0)
        return g_strdup_printf (_ ("Getting RFC %u: cancel"), number);
      /* Translators: a percentage and a number; the double percent sign is one. */
      return g_strdup_printf (_ ("Getting RFC %u, %.0f %% done: cancel"), number, fraction * 100);
    case PEER_ENTRY_FAILED:
      return g_strdup_printf (_ ("Try again to get RFC %u"), number);
    case PEER_ENTRY_HELD:
      return g_strdup_printf (_ ("Open RFC %u"), number);
    case PEER_ENTRY_AVAILABLE:
    default:
      return g_strdup_printf (_ ("Get RFC %u from a peer"), number);
    }
}

static char *
gui_format_seconds (int seconds)
{
  if (seconds < 60)
    return g_strdup_printf (_ ("%d s left"), seconds);
  if (seconds < 3600)
    return g_strdup_printf (_ ("%d min left"), (seconds + 59) / 60);
  return g_strdup_printf (_ ("%d h left"), (seconds + 3599) / 3600);
}

char *
gui_format_progress (gpointer object, guint64 moved, guint64 size, guint64 rate, int seconds_left)
{
  g_autofree char *moved_text = g_format_size (moved);
  g_autofree char *size_text = g_format_size (size);
  g_autofree char *rate_text = g_format_size (rate);
  g_autofree char *left_text = seconds_left >= 0 ? gui_format_seconds (seconds_left) : NULL;
  GString *text = g_string_new (NULL);

  /* Translators: how much of how much, as in "312 kB of 503 kB". */
  if (size > 0)
    g_string_append_printf (text, _ ("%s of %s"), moved_text, size_text);
  else
    g_string_append (text, moved_text);
  /* Translators: so much a second, as in "310 kB/s". */
  if (rate > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, _ ("%s/s"), rate_text);
    }
  if (left_text != NULL)
    g_string_append_printf (text, ", %s", left_text);
  return g_string_free (text, FALSE);
}

const char *
gui_format_entry_icon (PeerEntryState state)
{
  switch (state)
    {
    case PEER_ENTRY_QUEUED:
    case PEER_ENTRY_RUNNING:
      return "rfc-stop-symbolic";
    case PEER_ENTRY_FAILED:
      return "rfc-retry-symbolic";
    case PEER_ENTRY_HELD:
      return "rfc-open-symbolic";
    case PEER_ENTRY_AVAILABLE:
    default:
      return "rfc-get-symbolic";
    }
}

void
gui_format_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, gui_format_number);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_name);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_remote_text);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_holders);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_size);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_count);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_total);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_connection);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_document_state);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_since);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_document_date);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_port);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_server);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_results);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_share_label);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_is_set);
  gtk_widget_class_bind_template_callback (widget_class, gui_format_not);
}

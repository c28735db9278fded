/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* drag-source FILE...: a small window from which these files can be dragged, as from a file manager. */

#include "config.h"

#include <gtk/gtk.h>

static gboolean
close_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  g_main_context_wakeup (NULL);
  return FALSE;
}

int
main (int argc, char *argv[])
{
  GtkDragSource *source;
  GSList *files = NULL;
  GtkWidget *window, *label;
  gboolean is_closed = FALSE;

  gtk_init ();
  for (int i = 1; i < argc; i++)
    files = g_slist_append (files, g_file_new_for_commandline_arg (argv[i]));

  source = gtk_drag_source_new ();
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  gtk_drag_source_set_content (source, gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files));
  label = gtk_label_new ("Drag from here");
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Drag source");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 160, 120);
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_swapped (window, "close-request", G_CALLBACK (close_cb), &is_closed);
  gtk_window_present (GTK_WINDOW (window));
  while (!is_closed)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}

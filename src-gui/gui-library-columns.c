/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-library-columns.h"

#include "gui-format.h"
#include "gui-line.h"
#include "gui-page.h"
#include "gui-share-switch.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
gui_library_columns_make_title (void)
{
  GtkWidget *line = gui_line_new ();

  gtk_widget_add_css_class (line, "documentcell");
  return line;
}

static GtkWidget *
gui_library_columns_make_fact (void)
{
  GtkWidget *line = gui_library_columns_make_title ();

  gtk_widget_add_css_class (line, "numeric");
  gtk_widget_add_css_class (line, "dim-label");
  return line;
}

static void
gui_library_columns_show_number (GtkWidget *cell, gpointer item, gpointer page)
{
  g_autofree char *text = gui_format_number (NULL, peer_document_get_number (item));

  gui_page_show_found (page, cell, text);
}

static void
gui_library_columns_show_title (GtkWidget *cell, gpointer item, gpointer page)
{
  g_autofree char *text = gui_format_remote_text (NULL, peer_document_get_title (item));

  gui_page_show_found (page, cell, text);
}

static void
gui_library_columns_show_date (GtkWidget *cell, gpointer item, gpointer page)
{
  g_autofree char *text = gui_format_document_date (NULL, peer_document_get_date (item));

  gui_line_set_text (GUI_LINE (cell), text);
}

static void
gui_library_columns_show_size (GtkWidget *cell, gpointer item, gpointer page)
{
  g_autofree char *text = gui_format_size (NULL, peer_document_get_size (item));

  gui_line_set_text (GUI_LINE (cell), text);
}

static void
gui_library_columns_show_uploads (GtkWidget *cell, gpointer item, gpointer page)
{
  guint n_uploads;
  g_autofree char *text = NULL;

  g_object_get (item, "n-uploads", &n_uploads, NULL);
  text = gui_format_count (NULL, n_uploads);
  gui_line_set_text (GUI_LINE (cell), text);
}

static void
gui_library_columns_show_switch (GtkWidget *cell, gpointer item, gpointer page)
{
  gui_share_switch_set_document (GUI_SHARE_SWITCH (cell), item, !gui_page_get_is_narrow (page));
}

static void
gui_library_columns_more_clicked_cb (GtkWidget *button)
{
  gpointer document = gui_columns_get_item (button);

  if (document != NULL)
    gtk_widget_activate_action (button, "library.menu", "u", peer_document_get_number (document));
}

static GtkWidget *
gui_library_columns_make_more (void)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("view-more-symbolic");

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (gui_library_columns_more_clicked_cb), NULL);
  return button;
}

static void
gui_library_columns_show_more (GtkWidget *cell, gpointer item, gpointer page)
{
  g_autofree char *label = g_strdup_printf (_ ("More actions for RFC %u"), peer_document_get_number (item));

  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static const GuiColumn columns[] = {
  {
    .name = "number",
    .title = N_ ("RFC"),
    .width = 84,
    .narrow_width = 68,
    .make = gui_library_columns_make_fact,
    .show = gui_library_columns_show_number,
    .sorted_by = "number",
  },
  {
    .name = "title",
    .title = N_ ("Title"),
    .make = gui_library_columns_make_title,
    .show = gui_library_columns_show_title,
    .watched = { "title" },
    .sorted_by = "title",
  },
  {
    .name = "date",
    .title = N_ ("Date"),
    .width = 136,
    .least_room = GUI_ROOM_ROOMY,
    .make = gui_library_columns_make_fact,
    .show = gui_library_columns_show_date,
    .watched = { "date" },
  },
  {
    .name = "size",
    .title = N_ ("Size"),
    .width = 88,
    .least_room = GUI_ROOM_SNUG,
    .make = gui_library_columns_make_fact,
    .show = gui_library_columns_show_size,
    .watched = { "size" },
    .sorted_by = "size",
  },
  {
    .name = "uploads",
    .title = N_ ("Uploads"),
    .width = 88,
    .least_room = GUI_ROOM_ROOMY,
    .make = gui_library_columns_make_fact,
    .show = gui_library_columns_show_uploads,
    .watched = { "n-uploads" },
    .sorted_by = "n-uploads",
  },
  {
    .name = "shared",
    .title = N_ ("Shared"),
    .width = 168,
    .narrow_width = 104,
    .make = gui_share_switch_new,
    .show = gui_library_columns_show_switch,
    .watched = { "is-shared", "state", "state-text", "text-number" },
    .sorted_by = "is-shared",
  },
  {
    .name = "menu",
    .width = 56,
    .narrow_width = 48,
    .make = gui_library_columns_make_more,
    .show = gui_library_columns_show_more,
  },
};

const GuiColumn *
gui_library_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}

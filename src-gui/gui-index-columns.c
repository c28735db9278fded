/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-index-columns.h"

#include "gui-entry-button.h"
#include "gui-format.h"
#include "gui-index-page.h"
#include "gui-line.h"
#include "gui-look-up.h"

#include <glib/gi18n-lib.h>

static GtkWidget *
gui_index_columns_make_text (void)
{
  GtkWidget *line = gui_line_new ();

  gtk_widget_add_css_class (line, "documentcell");
  return line;
}

static GtkWidget *
gui_index_columns_make_number (void)
{
  GtkWidget *line = gui_index_columns_make_text ();

  gtk_widget_add_css_class (line, "numeric");
  gtk_widget_add_css_class (line, "dim-label");
  return line;
}

static void
gui_index_columns_show_number (GtkWidget *cell, gpointer item, gpointer page)
{
  g_autofree char *text = NULL;

  text = gui_format_number (NULL, GUI_IS_LOOK_UP (item) ? gui_look_up_get_number (item) : peer_entry_get_number (item));
  gui_page_show_found (page, cell, text);
}

static void
gui_index_columns_show_title (GtkWidget *cell, gpointer item, gpointer page)
{
  g_autofree char *text = NULL;

  if (GUI_IS_LOOK_UP (item))
    {
      text = gui_format_remote_text (NULL, gui_look_up_get_text (item));
      gui_line_set_text (GUI_LINE (cell), text);
      return;
    }
  text = gui_format_remote_text (NULL, peer_entry_get_title (item));
  gui_page_show_found (page, cell, text);
}

static void
gui_index_columns_show_status (GtkWidget *cell, gpointer item, gpointer page)
{
  gboolean is_obsolete = PEER_IS_ENTRY (item)
                         && gui_standings_is_obsolete (gui_index_page_get_standings (page), peer_entry_get_number (item));

  /* Translators: the status of a document that nothing is known of. */
  gui_line_set_text (GUI_LINE (cell), is_obsolete ? _ ("⚠ Obsolete") : _ ("—"));
  if (is_obsolete == gtk_widget_has_css_class (cell, "obsolete"))
    return;
  if (is_obsolete)
    gtk_widget_add_css_class (cell, "obsolete");
  else
    gtk_widget_remove_css_class (cell, "obsolete");
}

static void
gui_index_columns_holders_clicked_cb (GtkWidget *button)
{
  gpointer item = gui_columns_get_item (button);

  if (PEER_IS_ENTRY (item))
    gtk_widget_activate_action (button, "index.holders", "u", peer_entry_get_number (item));
}

static GtkWidget *
gui_index_columns_make_holders (void)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *line = gui_line_new ();

  gui_line_set_is_fitting (GUI_LINE (line), TRUE);
  gtk_widget_add_css_class (line, "numeric");
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "holders");
  g_signal_connect (button, "clicked", G_CALLBACK (gui_index_columns_holders_clicked_cb), NULL);
  return button;
}

static void
gui_index_columns_show_holders (GtkWidget *cell, gpointer item, gpointer page)
{
  GtkWidget *line = gtk_button_get_child (GTK_BUTTON (cell));
  g_autofree char *text = PEER_IS_ENTRY (item) ? gui_format_holders (NULL, peer_entry_get_n_holders (item)) : NULL;

  gui_line_set_text (GUI_LINE (line), text);
  if (gtk_widget_get_visible (cell) != (text != NULL))
    gtk_widget_set_visible (cell, text != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "", -1);
}

static void
gui_index_columns_show_button (GtkWidget *cell, gpointer item, gpointer page)
{
  gui_entry_button_set_item (GUI_ENTRY_BUTTON (cell), item);
}

static const GuiColumn columns[] = {
  {
    .name = "number",
    .title = N_ ("RFC"),
    .width = 84,
    .narrow_width = 68,
    .make = gui_index_columns_make_number,
    .show = gui_index_columns_show_number,
    .sorted_by = "number",
  },
  {
    .name = "title",
    .title = N_ ("Title"),
    .make = gui_index_columns_make_text,
    .show = gui_index_columns_show_title,
    .watched = { "title", "text" },
    .sorted_by = "title",
  },
  {
    .name = "status",
    .title = N_ ("Status"),
    .width = 128,
    .least_room = GUI_ROOM_SNUG,
    .make = gui_index_columns_make_text,
    .show = gui_index_columns_show_status,
  },
  {
    .name = "holders",
    .title = N_ ("Held by"),
    .width = 112,
    .narrow_width = 92,
    .make = gui_index_columns_make_holders,
    .show = gui_index_columns_show_holders,
    .watched = { "n-holders" },
    .sorted_by = "n-holders",
  },
  {
    .name = "action",
    .width = 64,
    .narrow_width = 56,
    .make = gui_entry_button_new,
    .show = gui_index_columns_show_button,
    .watched = { "state", "download", "text" },
  },
};

const GuiColumn *
gui_index_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}

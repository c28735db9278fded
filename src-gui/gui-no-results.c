/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-no-results.h"

#include "gui-text.h"

#include <glib/gi18n-lib.h>

struct _GuiNoResults
{
  AdwBin parent_instance;

  AdwStatusPage *page;
  GtkButton *look_up_button;
  GtkWidget *show_all_button;
};

G_DEFINE_FINAL_TYPE (GuiNoResults, gui_no_results, ADW_TYPE_BIN)

static char *
gui_no_results_make_description (const char *query_text, GuiLookUp *look_up)
{
  g_autofree char *query = gui_text_filter_markup (query_text);

  if (look_up != NULL && (gui_look_up_is_asking (look_up) || gui_look_up_has_answer (look_up)))
    return gui_text_filter_markup (gui_look_up_get_text (look_up));
  if (query[0] != '\0')
    return g_strdup_printf (_ ("No document matches “%s”."), query);
  return g_strdup (_ ("No document is of the kind that is to be shown."));
}

void
gui_no_results_show (GuiNoResults *self, const char *query_text, GuiLookUp *look_up, gboolean is_filtered)
{
  g_autofree char *description = gui_no_results_make_description (query_text, look_up);
  g_autofree char *label = look_up != NULL ? gui_look_up_make_action (look_up) : NULL;

  adw_status_page_set_description (self->page, description);
  gtk_widget_set_visible (self->show_all_button, is_filtered);
  gtk_widget_set_visible (GTK_WIDGET (self->look_up_button), look_up != NULL);
  if (look_up == NULL)
    return;
  gtk_button_set_label (self->look_up_button, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->look_up_button), !gui_look_up_is_asking (look_up));
}

static void
gui_no_results_class_init (GuiNoResultsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-no-results.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiNoResults, page);
  gtk_widget_class_bind_template_child (widget_class, GuiNoResults, look_up_button);
  gtk_widget_class_bind_template_child (widget_class, GuiNoResults, show_all_button);
}

static void
gui_no_results_init (GuiNoResults *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-banner.h"

#include "gui-text.h"
#include "peer-relations.h"

#include <glib/gi18n-lib.h>

#define NAMED_MAX 6u /* more of them are in the menu alone */

struct _GuiReaderBanner
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkImage *image;
  GtkLabel *label;
  GtkButton *open;
  GtkMenuButton *choose;
};

G_DEFINE_FINAL_TYPE (GuiReaderBanner, gui_reader_banner, ADW_TYPE_BIN)

static char *
gui_reader_banner_list (GArray *numbers)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < numbers->len && i < NAMED_MAX; i++)
    g_string_append_printf (list, "%s%u", i > 0 ? ", " : "", g_array_index (numbers, guint, i));
  if (numbers->len > NAMED_MAX)
    g_string_append (list, "…");
  return g_string_free (list, FALSE);
}

static char *
gui_reader_banner_format (GArray *obsoleters, GArray *updaters)
{
  g_autofree char *new_ones = gui_reader_banner_list (obsoleters);
  g_autofree char *changes = gui_reader_banner_list (updaters);

  if (obsoleters->len > 0 && updaters->len > 0)
    return g_strdup_printf (_("Obsolete. Replaced by RFC %s, updated by RFC %s"), new_ones, changes);
  if (obsoleters->len > 0)
    return g_strdup_printf (_("Obsolete. Replaced by RFC %s"), new_ones);
  return g_strdup_printf (_("Updated by RFC %s"), changes);
}

static void
gui_reader_banner_append (GMenu *menu, const char *label, GArray *numbers, PeerLibrary *library)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < numbers->len; i++)
    {
      const guint number = g_array_index (numbers, guint, i);
      PeerDocument *document = peer_library_find (library, number);
      g_autofree char *title = gui_text_filter (document != NULL ? peer_document_get_title (document) : "");
      g_autofree char *name = g_strdup_printf ("RFC %u: %s", number, title);
      g_auto (GStrv) parts = g_strsplit (name, "_", -1);
      g_autofree char *escaped = g_strjoinv ("__", parts); /* no mnemonic */
      g_autoptr (GMenuItem) item = g_menu_item_new (escaped, NULL);

      g_menu_item_set_action_and_target (item, "reader.open", "u", number);
      g_menu_append_item (section, item);
    }
  if (numbers->len > 0)
    g_menu_append_section (menu, label, G_MENU_MODEL (section));
}

static void
gui_reader_banner_offer (GuiReaderBanner *self, PeerLibrary *library, GArray *obsoleters, GArray *updaters)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  gtk_widget_set_visible (GTK_WIDGET (self->open), obsoleters->len + updaters->len == 1);
  gtk_widget_set_visible (GTK_WIDGET (self->choose), obsoleters->len + updaters->len > 1);
  if (obsoleters->len + updaters->len == 1)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open), "u",
                                      g_array_index (obsoleters->len > 0 ? obsoleters : updaters, guint, 0));
  gui_reader_banner_append (menu, _("Replaced By"), obsoleters, library);
  gui_reader_banner_append (menu, _("Updated By"), updaters, library);
  gtk_menu_button_set_menu_model (self->choose, G_MENU_MODEL (menu));
}

void
gui_reader_banner_show (GuiReaderBanner *self, PeerLibrary *library, guint number)
{
  g_autoptr (GArray) obsoleters = peer_relations_find (G_LIST_MODEL (library), number, PEER_RELATION_OBSOLETES);
  g_autoptr (GArray) updaters = peer_relations_find (G_LIST_MODEL (library), number, PEER_RELATION_UPDATES);
  const gboolean is_told = obsoleters->len + updaters->len > 0;
  g_autofree char *text = is_told ? gui_reader_banner_format (obsoleters, updaters) : NULL;

  gtk_revealer_set_reveal_child (self->revealer, is_told);
  if (!is_told)
    return;
  gtk_label_set_text (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);
  gtk_image_set_from_icon_name (self->image, obsoleters->len > 0 ? "dialog-warning-symbolic" : "dialog-information-symbolic");
  if (obsoleters->len > 0)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "updated");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "updated");
  gui_reader_banner_offer (self, library, obsoleters, updaters);
}

static void
gui_reader_banner_class_init (GuiReaderBannerClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-reader-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiReaderBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderBanner, image);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderBanner, label);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderBanner, open);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderBanner, choose);
  gtk_widget_class_set_css_name (widget_class, "readerbanner");
}

static void
gui_reader_banner_init (GuiReaderBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

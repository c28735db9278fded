/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-share-switch.h"

#include "gui-document.h"
#include "gui-format.h"
#include "gui-line.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>

struct _GuiShareSwitch
{
  GtkBox parent_instance;
  PeerDocument *document;
  GtkSwitch *control;
  GuiLine *state;
  GtkWidget *check_button;
};

G_DEFINE_FINAL_TYPE (GuiShareSwitch, gui_share_switch, GTK_TYPE_BOX)

static gboolean
gui_share_switch_state_set_cb (GuiShareSwitch *self, gboolean is_on)
{
  if (self->document != NULL && is_on != gui_document_is_shared (self->document))
    gtk_widget_activate_action (GTK_WIDGET (self), "library.toggle-shared", "u", peer_document_get_number (self->document));
  return FALSE;
}

/* Where the switch says it all, nothing more. */
static char *
gui_share_switch_make_words (PeerDocumentState state)
{
  if (state == PEER_DOCUMENT_SHARED || state == PEER_DOCUMENT_HELD)
    return g_strdup ("");
  return gui_format_document_state (NULL, state);
}

void
gui_share_switch_set_document (GuiShareSwitch *self, PeerDocument *document, gboolean has_words)
{
  g_autofree char *label = g_strdup_printf (_ ("Share RFC %u"), peer_document_get_number (document));
  g_autofree char *words = gui_share_switch_make_words (peer_document_get_state (document));
  g_autofree char *raw_sentence = NULL;
  g_autofree char *sentence = NULL;

  g_set_object (&self->document, document);
  g_object_get (document, "state-text", &raw_sentence, NULL);
  sentence = gui_text_filter (raw_sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence,
                                  -1);
  gtk_switch_set_active (self->control, gui_document_is_shared (document));
  gui_line_set_text (self->state, has_words ? words : "");
  gtk_widget_set_visible (self->check_button, gui_document_is_doubtful (document));
  if (peer_document_get_state (document) == PEER_DOCUMENT_REFUSED)
    gtk_widget_add_css_class (GTK_WIDGET (self->state), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->state), "error");
}

static void
gui_share_switch_check_clicked_cb (GuiShareSwitch *self)
{
  if (self->document != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "page.details", "u", peer_document_get_number (self->document));
}

static GtkWidget *
gui_share_switch_make_check_button (GuiShareSwitch *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("dialog-warning-symbolic");
  const char *label = _ ("Check number: the text says another than the file name");

  gtk_widget_set_visible (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "warning");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (gui_share_switch_check_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static gboolean
gui_share_switch_query_tooltip (GtkWidget *widget, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  GuiShareSwitch *self = GUI_SHARE_SWITCH (widget);
  g_autofree char *raw_sentence = NULL;
  g_autofree char *sentence = NULL;

  if (self->document == NULL)
    return FALSE;
  g_object_get (self->document, "state-text", &raw_sentence, NULL);
  sentence = gui_text_filter (raw_sentence);
  gtk_tooltip_set_text (tooltip, sentence);
  return sentence[0] != '\0';
}

static void
gui_share_switch_dispose (GObject *object)
{
  g_clear_object (&GUI_SHARE_SWITCH (object)->document);
  G_OBJECT_CLASS (gui_share_switch_parent_class)->dispose (object);
}

static void
gui_share_switch_class_init (GuiShareSwitchClass *class)
{
  G_OBJECT_CLASS (class)->dispose = gui_share_switch_dispose;
  GTK_WIDGET_CLASS (class)->query_tooltip = gui_share_switch_query_tooltip;
}

static void
gui_share_switch_init (GuiShareSwitch *self)
{
  self->control = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->control), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->control, "state-set", G_CALLBACK (gui_share_switch_state_set_cb), self, G_CONNECT_SWAPPED);
  self->state = GUI_LINE (gui_line_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->state), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "dim-label");
  gtk_box_set_spacing (GTK_BOX (self), 10);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->control));
  self->check_button = gui_share_switch_make_check_button (self);
  gtk_box_append (GTK_BOX (self), self->check_button);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->state));
  gtk_widget_add_css_class (GTK_WIDGET (self), "documentcell");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
gui_share_switch_new (void)
{
  return g_object_new (GUI_TYPE_SHARE_SWITCH, NULL);
}

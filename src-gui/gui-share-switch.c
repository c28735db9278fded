/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-share-switch.h"

#include "gui-format.h"
#include "gui-library-page.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>

struct _GuiShareSwitch
{
  AdwBin parent_instance;
  PeerDocument *document;
  GSignalGroup *signals;
  GBinding *words_binding;
  GtkSwitch *control;
  GtkWidget *state;
};

enum
{
  PROP_DOCUMENT = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiShareSwitch, gui_share_switch, ADW_TYPE_BIN)

static gboolean
gui_share_switch_state_set_cb (GuiShareSwitch *self, gboolean is_on)
{
  if (self->document != NULL && is_on != peer_document_get_is_shared (self->document))
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

static void
gui_share_switch_update (GuiShareSwitch *self)
{
  g_autofree char *label = NULL;
  g_autofree char *words = NULL;
  g_autofree char *raw_sentence = NULL;
  g_autofree char *sentence = NULL;

  if (self->document == NULL)
    return;
  g_object_get (self->document, "state-text", &raw_sentence, NULL);
  sentence = gui_text_filter (raw_sentence);
  label = g_strdup_printf (_ ("Share RFC %u"), peer_document_get_number (self->document));
  words = gui_share_switch_make_words (peer_document_get_state (self->document));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence,
                                  -1);
  gtk_label_set_text (GTK_LABEL (self->state), words);
  gtk_switch_set_active (self->control, peer_document_get_is_shared (self->document));
  if (peer_document_get_state (self->document) == PEER_DOCUMENT_REFUSED)
    gtk_widget_add_css_class (self->state, "error");
  else
    gtk_widget_remove_css_class (self->state, "error");
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

/* The words go where there is no room for them: the page that this comes to stand in knows. */
static void
gui_share_switch_root (GtkWidget *widget)
{
  GuiShareSwitch *self = GUI_SHARE_SWITCH (widget);
  GtkWidget *page;

  GTK_WIDGET_CLASS (gui_share_switch_parent_class)->root (widget);
  page = gtk_widget_get_ancestor (widget, GUI_TYPE_LIBRARY_PAGE);
  g_clear_pointer (&self->words_binding, g_binding_unbind);
  if (page != NULL)
    self->words_binding = g_object_bind_property (page,
                                                  "is-narrow",
                                                  self->state,
                                                  "visible",
                                                  G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
}

static void
gui_share_switch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, GUI_SHARE_SWITCH (object)->document);
}

static void
gui_share_switch_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiShareSwitch *self = GUI_SHARE_SWITCH (object);

  if (!g_set_object (&self->document, g_value_get_object (value)))
    return;
  g_signal_group_set_target (self->signals, self->document);
  gui_share_switch_update (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
gui_share_switch_dispose (GObject *object)
{
  GuiShareSwitch *self = GUI_SHARE_SWITCH (object);

  g_clear_pointer (&self->words_binding, g_binding_unbind);
  g_clear_object (&self->signals);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gui_share_switch_parent_class)->dispose (object);
}

static void
gui_share_switch_class_init (GuiShareSwitchClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = gui_share_switch_get_property;
  object_class->set_property = gui_share_switch_set_property;
  object_class->dispose = gui_share_switch_dispose;
  GTK_WIDGET_CLASS (class)->root = gui_share_switch_root;
  GTK_WIDGET_CLASS (class)->query_tooltip = gui_share_switch_query_tooltip;

  properties[PROP_DOCUMENT] = g_param_spec_object ("document",
                                                   NULL,
                                                   NULL,
                                                   PEER_TYPE_DOCUMENT,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
gui_share_switch_init (GuiShareSwitch *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  self->control = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->control), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->control, "state-set", G_CALLBACK (gui_share_switch_state_set_cb), self, G_CONNECT_SWAPPED);
  self->state = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->state), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->state, "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->control));
  gtk_box_append (GTK_BOX (box), self->state);
  adw_bin_set_child (ADW_BIN (self), box);

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);

  self->signals = g_signal_group_new (PEER_TYPE_DOCUMENT);
  g_signal_group_connect_swapped (self->signals, "notify::is-shared", G_CALLBACK (gui_share_switch_update), self);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (gui_share_switch_update), self);
  g_signal_group_connect_swapped (self->signals, "notify::state-text", G_CALLBACK (gui_share_switch_update), self);
}

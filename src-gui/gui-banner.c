/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-banner.h"

#include "gui-text.h"

struct _GuiBanner
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkBox *box;
  GtkLabel *label;
  GtkButton *button;
  GtkButton *other;
};

enum
{
  PROP_TEXT = 1,
  PROP_BUTTON_LABEL,
  PROP_BUTTON_ACTION,
  PROP_OTHER_LABEL,
  PROP_OTHER_ACTION,
  PROP_IS_NARROW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiBanner, gui_banner, ADW_TYPE_BIN)

void
gui_banner_set_text (GuiBanner *self, const char *text)
{
  g_autofree char *shown = gui_text_filter (text);

  /* The last words stay while it slides away. */
  if (shown[0] != '\0')
    gtk_label_set_text (self->label, shown);
  gtk_revealer_set_reveal_child (self->revealer, shown[0] != '\0');
}

gboolean
gui_banner_is_shown (GuiBanner *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}

static void
gui_banner_set_label (GtkButton *button, const char *label)
{
  gtk_button_set_label (button, label);
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
}

static void
gui_banner_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiBanner *self = GUI_BANNER (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, gui_banner_is_shown (self) ? gtk_label_get_text (self->label) : "");
      break;
    case PROP_BUTTON_LABEL:
      g_value_set_string (value, gtk_button_get_label (self->button));
      break;
    case PROP_BUTTON_ACTION:
      g_value_set_string (value, gtk_actionable_get_action_name (GTK_ACTIONABLE (self->button)));
      break;
    case PROP_OTHER_LABEL:
      g_value_set_string (value, gtk_button_get_label (self->other));
      break;
    case PROP_OTHER_ACTION:
      g_value_set_string (value, gtk_actionable_get_action_name (GTK_ACTIONABLE (self->other)));
      break;
    default:
      g_value_set_boolean (value,
                           gtk_orientable_get_orientation (GTK_ORIENTABLE (self->box)) == GTK_ORIENTATION_VERTICAL);
    }
}

static void
gui_banner_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiBanner *self = GUI_BANNER (object);
  const char *text = id != PROP_IS_NARROW ? g_value_get_string (value) : NULL;

  switch (id)
    {
    case PROP_TEXT:
      gui_banner_set_text (self, text);
      break;
    case PROP_BUTTON_LABEL:
      gui_banner_set_label (self->button, text);
      break;
    case PROP_BUTTON_ACTION:
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), text);
      break;
    case PROP_OTHER_LABEL:
      gui_banner_set_label (self->other, text);
      break;
    case PROP_OTHER_ACTION:
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->other), text);
      break;
    default:
      gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                      g_value_get_boolean (value) ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
    }
}

static void
gui_banner_class_init (GuiBannerClass *class)
{
  static const char *const names[] = { NULL, "text", "button-label", "button-action", "other-label", "other-action" };
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_banner_get_property;
  object_class->set_property = gui_banner_set_property;
  for (guint i = PROP_TEXT; i < G_N_ELEMENTS (names); i++)
    properties[i] = g_param_spec_string (names[i], NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_NARROW]
      = g_param_spec_boolean ("is-narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, GuiBanner, box);
  gtk_widget_class_bind_template_child (widget_class, GuiBanner, label);
  gtk_widget_class_bind_template_child (widget_class, GuiBanner, button);
  gtk_widget_class_bind_template_child (widget_class, GuiBanner, other);
  gtk_widget_class_set_css_name (widget_class, "problembanner");
}

static void
gui_banner_init (GuiBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

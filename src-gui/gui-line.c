/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-line.h"

struct _GuiLine
{
  GtkWidget parent_instance;
  char *text;
  PangoAttrList *marks; /* NULL when there is none */
  guint n_marks;
  PangoLayout *layout; /* NULL until it is drawn */
  int height_pixels;   /* 0 when not known */
  gboolean is_fitting;
};

G_DEFINE_FINAL_TYPE (GuiLine, gui_line, GTK_TYPE_WIDGET)

/* All lines of a list have the same font, and asking Pango for its height costs more than all else here. */
static int
gui_line_measure_font (PangoContext *context)
{
  static PangoFontDescription *last_font = NULL;
  static double last_resolution = 0;
  static int last_height_pixels = 0;
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double resolution = pango_cairo_context_get_resolution (context);
  PangoFontMetrics *metrics;

  if (last_font != NULL && resolution == last_resolution && pango_font_description_equal (font, last_font))
    return last_height_pixels;

  metrics = pango_context_get_metrics (context, NULL, NULL);
  g_clear_pointer (&last_font, pango_font_description_free);
  last_font = pango_font_description_copy (font);
  last_resolution = resolution;
  last_height_pixels = PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics));
  pango_font_metrics_unref (metrics);
  return last_height_pixels;
}

static void
gui_line_forget_layout (GuiLine *self)
{
  g_clear_object (&self->layout);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static PangoLayout *
gui_line_ensure_layout (GuiLine *self)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (self->layout != NULL)
    return self->layout;

  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  attributes = self->marks != NULL ? pango_attr_list_copy (self->marks) : pango_attr_list_new ();
  if (gtk_widget_has_css_class (GTK_WIDGET (self), "numeric"))
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (self->layout, attributes);
  return self->layout;
}

static void
gui_line_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  GuiLine *self = GUI_LINE (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      if (self->height_pixels == 0)
        self->height_pixels = gui_line_measure_font (gtk_widget_get_pango_context (widget));
      *minimum = *natural = self->height_pixels;
      return;
    }
  *minimum = *natural = 0;
  if (self->is_fitting)
    {
      pango_layout_set_width (gui_line_ensure_layout (self), -1);
      pango_layout_get_pixel_size (self->layout, natural, NULL);
      *minimum = *natural;
    }
}

static void
gui_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GuiLine *self = GUI_LINE (widget);
  int width = gtk_widget_get_width (widget);
  PangoRectangle logical;
  int x;

  if (self->text[0] == '\0' || width <= 0)
    return;
  pango_layout_set_width (gui_line_ensure_layout (self), width * PANGO_SCALE);
  pango_layout_get_pixel_extents (self->layout, NULL, &logical);
  /* Where lines begin is the window's to say, not the text's. */
  x = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? width - logical.width : 0;
  gtk_snapshot_render_layout (snapshot,
                              gtk_widget_get_style_context (widget),
                              x - logical.x,
                              (gtk_widget_get_height (widget) - logical.height) / 2,
                              self->layout);
}

static gboolean
gui_line_query_tooltip (GtkWidget *widget, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  GuiLine *self = GUI_LINE (widget);

  if (!gui_line_is_cut_off (self))
    return FALSE;
  gtk_tooltip_set_text (tooltip, self->text);
  return TRUE;
}

static void
gui_line_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (gui_line_parent_class)->css_changed (widget, change);
  GUI_LINE (widget)->height_pixels = 0;
  g_clear_object (&GUI_LINE (widget)->layout);
}

static void
gui_line_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (gui_line_parent_class)->system_setting_changed (widget, setting);
  GUI_LINE (widget)->height_pixels = 0;
  g_clear_object (&GUI_LINE (widget)->layout);
  gtk_widget_queue_resize (widget);
}

static void
gui_line_finalize (GObject *object)
{
  GuiLine *self = GUI_LINE (object);

  g_clear_object (&self->layout);
  g_clear_pointer (&self->marks, pango_attr_list_unref);
  g_free (self->text);
  G_OBJECT_CLASS (gui_line_parent_class)->finalize (object);
}

static void
gui_line_class_init (GuiLineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gui_line_finalize;
  widget_class->measure = gui_line_measure;
  widget_class->snapshot = gui_line_snapshot;
  widget_class->query_tooltip = gui_line_query_tooltip;
  widget_class->css_changed = gui_line_css_changed;
  widget_class->system_setting_changed = gui_line_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "line");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
gui_line_init (GuiLine *self)
{
  self->text = g_strdup ("");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
gui_line_new (void)
{
  return g_object_new (GUI_TYPE_LINE, NULL);
}

void
gui_line_set_text (GuiLine *self, const char *text)
{
  text = text != NULL ? text : "";
  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  gui_line_clear_marks (self);
  gui_line_forget_layout (self);
  if (self->is_fitting)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text, -1);
}

const char *
gui_line_get_text (GuiLine *self)
{
  return self->text;
}

void
gui_line_set_is_fitting (GuiLine *self, gboolean is_fitting)
{
  self->is_fitting = is_fitting;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
gui_line_mark (GuiLine *self, guint start, guint end)
{
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = start;
  bold->end_index = end;
  if (self->marks == NULL)
    self->marks = pango_attr_list_new ();
  pango_attr_list_insert (self->marks, bold);
  self->n_marks++;
  gui_line_forget_layout (self);
}

void
gui_line_clear_marks (GuiLine *self)
{
  if (self->marks == NULL)
    return;
  g_clear_pointer (&self->marks, pango_attr_list_unref);
  self->n_marks = 0;
  gui_line_forget_layout (self);
}

guint
gui_line_get_n_marks (GuiLine *self)
{
  return self->n_marks;
}

gboolean
gui_line_is_cut_off (GuiLine *self)
{
  return self->layout != NULL && pango_layout_is_ellipsized (self->layout);
}

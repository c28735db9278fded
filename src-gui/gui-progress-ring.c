/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-progress-ring.h"

#define LINE_WIDTH 2.5
#define TRACK_ALPHA 0.2

#define ICON_SIZE 16
#define SMALL_ICON_SIZE 10 /* within the ring */
#define RING_SIZE 24

struct _GuiProgressRing
{
  GtkWidget parent_instance;
  const char *icon_name;
  GtkIconPaintable *icon; /* NULL until it is drawn */
  gboolean has_ring;
  double fraction;
};

G_DEFINE_FINAL_TYPE (GuiProgressRing, gui_progress_ring, GTK_TYPE_WIDGET)

static void
gui_progress_ring_draw_arc (GuiProgressRing *self, cairo_t *cr, double fraction)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double radius = (MIN (width, height) - LINE_WIDTH) / 2;

  cairo_new_path (cr);
  cairo_arc (cr, width / 2, height / 2, radius, -G_PI / 2, -G_PI / 2 + 2 * G_PI * fraction);
  cairo_stroke (cr);
}

static void
gui_progress_ring_draw_icon (GuiProgressRing *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int size = self->has_ring ? SMALL_ICON_SIZE : ICON_SIZE;

  if (self->icon == NULL && self->icon_name != NULL)
    self->icon = gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)),
                                             self->icon_name,
                                             NULL,
                                             size,
                                             gtk_widget_get_scale_factor (widget),
                                             gtk_widget_get_direction (widget),
                                             GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  if (self->icon == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((gtk_widget_get_width (widget) - size) / 2,
                                                (gtk_widget_get_height (widget) - size) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (self->icon), snapshot, size, size, color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
gui_progress_ring_draw_ring (GuiProgressRing *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * TRACK_ALPHA);
  gui_progress_ring_draw_arc (self, cr, 1);
  if (self->fraction > 0)
    {
      gdk_cairo_set_source_rgba (cr, color);
      gui_progress_ring_draw_arc (self, cr, MIN (self->fraction, 1));
    }
  cairo_destroy (cr);
}

static void
gui_progress_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GuiProgressRing *self = GUI_PROGRESS_RING (widget);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gui_progress_ring_draw_icon (self, snapshot, &color);
  if (self->has_ring)
    gui_progress_ring_draw_ring (self, snapshot, &color);
}

static void
gui_progress_ring_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = *natural = RING_SIZE;
}

static void
gui_progress_ring_forget_icon (GuiProgressRing *self)
{
  g_clear_object (&self->icon);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gui_progress_ring_show (GuiProgressRing *self, const char *icon_name, gboolean has_ring, double fraction)
{
  if (g_strcmp0 (self->icon_name, icon_name) != 0 || self->has_ring != has_ring)
    gui_progress_ring_forget_icon (self);
  self->icon_name = icon_name;
  self->has_ring = has_ring;
  if (self->fraction != fraction)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->fraction = fraction;
}

static void
gui_progress_ring_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  gui_progress_ring_forget_icon (GUI_PROGRESS_RING (widget));
}

static void
gui_progress_ring_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (gui_progress_ring_parent_class)->system_setting_changed (widget, setting);
  gui_progress_ring_forget_icon (GUI_PROGRESS_RING (widget));
}

static void
gui_progress_ring_dispose (GObject *object)
{
  g_clear_object (&GUI_PROGRESS_RING (object)->icon);
  G_OBJECT_CLASS (gui_progress_ring_parent_class)->dispose (object);
}

static void
gui_progress_ring_class_init (GuiProgressRingClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_progress_ring_dispose;
  widget_class->measure = gui_progress_ring_measure;
  widget_class->snapshot = gui_progress_ring_snapshot;
  widget_class->direction_changed = gui_progress_ring_direction_changed;
  widget_class->system_setting_changed = gui_progress_ring_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "progressring");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
gui_progress_ring_init (GuiProgressRing *self)
{
}

GtkWidget *
gui_progress_ring_new (void)
{
  return g_object_new (GUI_TYPE_PROGRESS_RING, NULL);
}

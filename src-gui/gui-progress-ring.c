/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-progress-ring.h"

#define LINE_WIDTH 2.5
#define TRACK_ALPHA 0.2

struct _GuiProgressRing
{
  GtkWidget parent_instance;
  double fraction;
};

enum
{
  PROP_FRACTION = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

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
gui_progress_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GuiProgressRing *self = GUI_PROGRESS_RING (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);

  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha * TRACK_ALPHA);
  gui_progress_ring_draw_arc (self, cr, 1);
  if (self->fraction > 0)
    {
      gdk_cairo_set_source_rgba (cr, &color);
      gui_progress_ring_draw_arc (self, cr, MIN (self->fraction, 1));
    }
  cairo_destroy (cr);
}

static void
gui_progress_ring_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, GUI_PROGRESS_RING (object)->fraction);
}

static void
gui_progress_ring_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiProgressRing *self = GUI_PROGRESS_RING (object);
  double fraction = g_value_get_double (value);

  if (self->fraction == fraction)
    return;
  self->fraction = fraction;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (object, pspec);
}

static void
gui_progress_ring_class_init (GuiProgressRingClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_progress_ring_get_property;
  object_class->set_property = gui_progress_ring_set_property;
  widget_class->snapshot = gui_progress_ring_snapshot;

  properties[PROP_FRACTION] = g_param_spec_double ("fraction",
                                                   NULL,
                                                   NULL,
                                                   -1,
                                                   1,
                                                   0,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "progressring");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
gui_progress_ring_init (GuiProgressRing *self)
{
}

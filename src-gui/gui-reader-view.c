/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-view.h"

#include "gui-reader-link.h"
#include "peer-turn.h"

#include <adwaita.h>
#include <string.h>

#define COLUMNS 72
#define MARGIN_MIN 12
#define FIT_MIN 0.62           /* a narrow window makes letters smaller, down to this share of their size */
#define FILL_BYTES (64u * 1024u) /* in one turn of the main loop: about a millisecond */
#define SIZE_PERCENT 100.0
#define SETTLE_TURNS 4u /* the layout above a line is known in the end, and moves it */

struct _GuiReaderView
{
  GtkTextView parent_instance;
  PeerEngine *engine;
  PeerPage *page;
  gsize n_filled;    /* bytes of the page that are in the buffer */
  guint target_line; /* where to go when that is there */
  gboolean has_target;
  guint n_settling;
  guint fill_source;
  guint fit_source;
  guint decorate_source;

  GtkCssProvider *css;
  double zoom;
  double fit;

  GtkTextTag *link_tag;
  GtkTextTag *remote_tag; /* a peer has it */
  GtkTextTag *hit_tag;
  GtkTextTag *current_tag;
  GHashTable *decorated; /* indexes of references, and their link + 1 */
  GHashTable *hits_decorated;

  PeerPageFind *find;
  GArray *hits; /* of PeerPageHit */
  int hit;

  GSignalGroup *library_signals;
  GSignalGroup *catalogue_signals;
};

enum
{
  PROP_ZOOM = 1,
  N_PROPS,
};

enum
{
  FOLLOW,
  MOVED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuiReaderView, gui_reader_view, GTK_TYPE_TEXT_VIEW)

static GtkTextBuffer *
gui_reader_view_get_buffer (GuiReaderView *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

static void
gui_reader_view_get_iter (GuiReaderView *self, guint byte, GtkTextIter *iter)
{
  const guint line = peer_page_text_find_line (self->page->text, byte);

  gtk_text_buffer_get_iter_at_line_index (gui_reader_view_get_buffer (self),
                                          iter,
                                          (int) line,
                                          (int) (byte - peer_page_text_get_line (self->page->text, line)->start));
}

static guint
gui_reader_view_get_byte (GuiReaderView *self, const GtkTextIter *iter)
{
  const guint line = (guint) gtk_text_iter_get_line (iter);

  if (line >= peer_page_text_get_n_lines (self->page->text))
    return (guint) self->page->text->text->len;
  return peer_page_text_get_line (self->page->text, line)->start + (guint) gtk_text_iter_get_line_index (iter);
}

static void
gui_reader_view_tag (GuiReaderView *self, GtkTextTag *tag, guint start, guint end, gboolean is_on)
{
  GtkTextIter from, to;

  gui_reader_view_get_iter (self, start, &from);
  gui_reader_view_get_iter (self, end, &to);
  if (is_on)
    gtk_text_buffer_apply_tag (gui_reader_view_get_buffer (self), tag, &from, &to);
  else
    gtk_text_buffer_remove_tag (gui_reader_view_get_buffer (self), tag, &from, &to);
}

static void
gui_reader_view_get_visible (GuiReaderView *self, guint *start, guint *end)
{
  GdkRectangle visible;
  GtkTextIter from, to;

  gtk_text_view_get_visible_rect (GTK_TEXT_VIEW (self), &visible);
  gtk_text_view_get_line_at_y (GTK_TEXT_VIEW (self), &from, visible.y, NULL);
  gtk_text_view_get_line_at_y (GTK_TEXT_VIEW (self), &to, visible.y + visible.height, NULL);
  gtk_text_iter_forward_to_line_end (&to);
  *start = gui_reader_view_get_byte (self, &from);
  *end = gui_reader_view_get_byte (self, &to);
}

static GtkTextTag *
gui_reader_view_get_link_tag (GuiReaderView *self, GuiReaderLink link)
{
  switch (link)
    {
    case GUI_READER_LINK_HERE:
    case GUI_READER_LINK_HELD:
    case GUI_READER_LINK_ADDRESS:
      return self->link_tag;
    case GUI_READER_LINK_AVAILABLE:
      return self->remote_tag;
    case GUI_READER_LINK_NOWHERE:
    default:
      return NULL;
    }
}

static void
gui_reader_view_decorate_reference (GuiReaderView *self, guint index)
{
  const PeerReference *reference = &g_array_index (self->page->references, PeerReference, index);
  const GuiReaderLink link = gui_reader_link_get (self->engine, reference);
  const guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->decorated, GUINT_TO_POINTER (index)));
  GtkTextTag *old = before != 0 ? gui_reader_view_get_link_tag (self, before - 1) : NULL;
  GtkTextTag *tag = gui_reader_view_get_link_tag (self, link);

  if (before == link + 1)
    return;
  g_hash_table_replace (self->decorated, GUINT_TO_POINTER (index), GUINT_TO_POINTER (link + 1));
  if (old != NULL && old != tag)
    gui_reader_view_tag (self, old, reference->start, reference->end, FALSE);
  if (tag != NULL && old != tag)
    gui_reader_view_tag (self, tag, reference->start, reference->end, TRUE);
}

static guint
gui_reader_view_find_hit_after (GuiReaderView *self, guint byte)
{
  guint low = 0, high = self->hits->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (self->hits, PeerPageHit, middle).end <= byte)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* What is seen, and no more: a document may have tens of thousands of either. */
static void
gui_reader_view_decorate (GuiReaderView *self)
{
  guint start, end;

  if (self->page == NULL || self->engine == NULL || self->n_filled == 0)
    return;
  gui_reader_view_get_visible (self, &start, &end);
  end = MIN (end, (guint) self->n_filled);
  for (guint i = peer_page_references_find_after (self->page->references, start);
       i < self->page->references->len && g_array_index (self->page->references, PeerReference, i).start < end; i++)
    gui_reader_view_decorate_reference (self, i);
  for (guint i = gui_reader_view_find_hit_after (self, start);
       i < self->hits->len && g_array_index (self->hits, PeerPageHit, i).start < end; i++)
    if (g_hash_table_add (self->hits_decorated, GUINT_TO_POINTER (i)))
      {
        const PeerPageHit *hit = &g_array_index (self->hits, PeerPageHit, i);

        gui_reader_view_tag (self, self->hit_tag, hit->start, hit->end, TRUE);
      }
}

/* Where a line is may not be known before all above it is laid out; GTK does that in its own time. */
static void
gui_reader_view_scroll_to (GuiReaderView *self, const GtkTextIter *iter, double align)
{
  GtkTextMark *mark = gtk_text_buffer_get_mark (gui_reader_view_get_buffer (self), "p2p-ci-target");
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self));

  if (mark == NULL)
    mark = gtk_text_buffer_create_mark (gui_reader_view_get_buffer (self), "p2p-ci-target", iter, TRUE);
  else
    gtk_text_buffer_move_mark (gui_reader_view_get_buffer (self), mark, iter);
  /* The margin above the first line is part of the page. */
  if (gtk_text_iter_get_line (iter) == 0 && adjustment != NULL)
    gtk_adjustment_set_value (adjustment, 0);
  else
    gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self), mark, 0, TRUE, 0, align);
}

static void
gui_reader_view_settle (GuiReaderView *self)
{
  GtkTextIter iter;

  if (self->n_settling == 0 || self->has_target || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->n_settling--;
  if (gui_reader_view_get_line (self) == self->target_line && self->target_line > 0)
    return;
  gtk_text_buffer_get_iter_at_line (gui_reader_view_get_buffer (self), &iter, (int) self->target_line);
  gui_reader_view_scroll_to (self, &iter, 0);
}

static gboolean
gui_reader_view_decorate_cb (gpointer user_data)
{
  GuiReaderView *self = user_data;

  self->decorate_source = 0;
  gui_reader_view_settle (self);
  gui_reader_view_decorate (self);
  g_signal_emit (self, signals[MOVED], 0);
  return G_SOURCE_REMOVE;
}

static void
gui_reader_view_decorate_soon (GuiReaderView *self)
{
  if (self->decorate_source == 0)
    self->decorate_source = g_idle_add_full (PEER_TURN_PRIORITY, gui_reader_view_decorate_cb, self, NULL);
}

static void
gui_reader_view_reach_target (GuiReaderView *self)
{
  GtkTextIter iter;

  if (!self->has_target
      || (self->n_filled < self->page->text->text->len
          && self->n_filled <= peer_page_text_get_line (self->page->text, self->target_line)->start))
    return;
  self->has_target = FALSE;
  self->n_settling = SETTLE_TURNS;
  gtk_text_buffer_get_iter_at_line (gui_reader_view_get_buffer (self), &iter, (int) self->target_line);
  gtk_text_buffer_place_cursor (gui_reader_view_get_buffer (self), &iter);
  gui_reader_view_scroll_to (self, &iter, 0);
  gui_reader_view_decorate_soon (self);
}

static void
gui_reader_view_fill_some (GuiReaderView *self)
{
  const GString *text = self->page->text->text;
  gsize end = MIN (text->len, self->n_filled + FILL_BYTES);
  const char *line_end = end < text->len ? memrchr (text->str + self->n_filled, '\n', end - self->n_filled) : NULL;
  GtkTextIter iter;

  if (line_end != NULL)
    end = line_end + 1 - text->str;
  gtk_text_buffer_get_end_iter (gui_reader_view_get_buffer (self), &iter);
  /* The last line feed would be one line more. */
  gtk_text_buffer_insert (gui_reader_view_get_buffer (self),
                          &iter,
                          text->str + self->n_filled,
                          (int) (end - self->n_filled - (end == text->len)));
  self->n_filled = end;
  gui_reader_view_reach_target (self);
  gui_reader_view_decorate_soon (self);
}

static gboolean
gui_reader_view_fill_cb (gpointer user_data)
{
  GuiReaderView *self = user_data;

  gui_reader_view_fill_some (self);
  if (self->n_filled < self->page->text->text->len)
    return G_SOURCE_CONTINUE;
  self->fill_source = 0;
  return G_SOURCE_REMOVE;
}

static void
gui_reader_view_forget_hits (GuiReaderView *self)
{
  g_array_set_size (self->hits, 0);
  g_hash_table_remove_all (self->hits_decorated);
  self->hit = -1;
}

static void
gui_reader_view_untag_hits (GuiReaderView *self)
{
  GtkTextBuffer *buffer = gui_reader_view_get_buffer (self);
  GHashTableIter iter;
  gpointer key;
  GtkTextIter start, end;

  g_hash_table_iter_init (&iter, self->hits_decorated);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const PeerPageHit *hit = &g_array_index (self->hits, PeerPageHit, GPOINTER_TO_UINT (key));

      gui_reader_view_tag (self, self->hit_tag, hit->start, hit->end, FALSE);
    }
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->current_tag, &start, &end);
}

static void
gui_reader_view_look_for_hits (GuiReaderView *self)
{
  const gsize length = self->page->text->text->len;
  const char *text = peer_page_find_matches_case (self->find) ? self->page->text->text->str : self->page->folded;
  PeerPageHit hit = { 0, 0 };

  while (peer_page_find_next (self->find, text, length, hit.end, &hit))
    g_array_append_val (self->hits, hit);
}

static void
gui_reader_view_show_hit (GuiReaderView *self, guint index)
{
  GtkTextBuffer *buffer = gui_reader_view_get_buffer (self);
  const PeerPageHit *hit = &g_array_index (self->hits, PeerPageHit, index);
  GtkTextIter start, end;

  /* What is not in the buffer yet cannot be shown; it is a matter of milliseconds. */
  while (self->n_filled < self->page->text->text->len && self->n_filled < hit->end)
    gui_reader_view_fill_some (self);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->current_tag, &start, &end);
  gui_reader_view_tag (self, self->current_tag, hit->start, hit->end, TRUE);
  gui_reader_view_get_iter (self, hit->start, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  self->hit = (int) index;
  self->n_settling = 0;
  gui_reader_view_scroll_to (self, &start, 0.3);
  gui_reader_view_decorate_soon (self);
}

void
gui_reader_view_find (GuiReaderView *self, PeerPageFind *find)
{
  GtkTextIter cursor;
  GtkTextBuffer *buffer = gui_reader_view_get_buffer (self);

  if (self->page != NULL)
    gui_reader_view_untag_hits (self);
  gui_reader_view_forget_hits (self);
  g_clear_pointer (&self->find, peer_page_find_free);
  self->find = find;
  if (find == NULL || self->page == NULL)
    return;
  gui_reader_view_look_for_hits (self);
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  if (self->hits->len > 0)
    gui_reader_view_show_hit (self, gui_reader_view_find_hit_after (self, gui_reader_view_get_byte (self, &cursor)) % self->hits->len);
  gui_reader_view_decorate_soon (self);
}

void
gui_reader_view_step (GuiReaderView *self, gboolean is_forward)
{
  const guint n_hits = self->hits->len;

  if (n_hits > 0)
    gui_reader_view_show_hit (self, self->hit < 0 ? 0 : ((guint) self->hit + (is_forward ? 1 : n_hits - 1)) % n_hits);
}

guint
gui_reader_view_get_n_hits (GuiReaderView *self)
{
  return self->hits->len;
}

int
gui_reader_view_get_hit (GuiReaderView *self)
{
  return self->hit;
}

void
gui_reader_view_go_to (GuiReaderView *self, guint line)
{
  if (self->page == NULL || peer_page_text_get_n_lines (self->page->text) == 0)
    return;
  self->target_line = MIN (line, peer_page_text_get_n_lines (self->page->text) - 1);
  self->has_target = TRUE;
  gui_reader_view_reach_target (self);
}

guint
gui_reader_view_get_line (GuiReaderView *self)
{
  GdkRectangle visible;
  GtkTextIter iter;
  int y, height;

  if (self->has_target)
    return self->target_line;
  gtk_text_view_get_visible_rect (GTK_TEXT_VIEW (self), &visible);
  gtk_text_view_get_line_at_y (GTK_TEXT_VIEW (self), &iter, visible.y, NULL);
  gtk_text_view_get_line_yrange (GTK_TEXT_VIEW (self), &iter, &y, &height);
  /* A line of which less than half is seen does not count. */
  return (guint) gtk_text_iter_get_line (&iter) + (visible.y > y + height / 2);
}

PeerPage *
gui_reader_view_get_page (GuiReaderView *self)
{
  return self->page;
}

void
gui_reader_view_set_page (GuiReaderView *self, PeerPage *page, guint line)
{
  if (page != NULL)
    peer_page_ref (page);
  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_pointer (&self->page, peer_page_unref);
  self->page = page;
  self->n_filled = 0;
  self->has_target = FALSE;
  g_hash_table_remove_all (self->decorated);
  gui_reader_view_forget_hits (self);
  gtk_text_buffer_set_text (gui_reader_view_get_buffer (self), "", 0);
  if (page == NULL || page->text->text->len == 0)
    return;
  if (self->find != NULL)
    gui_reader_view_look_for_hits (self);
  gui_reader_view_go_to (self, line);
  gui_reader_view_fill_some (self);
  if (self->n_filled < page->text->text->len)
    self->fill_source = g_idle_add_full (PEER_TURN_PRIORITY, gui_reader_view_fill_cb, self, NULL);
}

static const PeerReference *
gui_reader_view_get_reference (GuiReaderView *self, const GtkTextIter *iter)
{
  return self->page != NULL ? peer_page_references_find_at (self->page->references, gui_reader_view_get_byte (self, iter)) : NULL;
}

static const PeerReference *
gui_reader_view_get_reference_at (GuiReaderView *self, double x, double y)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  GtkTextIter iter;
  int buffer_x, buffer_y;

  gtk_text_view_window_to_buffer_coords (view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x, &buffer_y);
  return gtk_text_view_get_iter_at_location (view, &iter, buffer_x, buffer_y) ? gui_reader_view_get_reference (self, &iter) : NULL;
}

gboolean
gui_reader_view_follow_cursor (GuiReaderView *self)
{
  GtkTextBuffer *buffer = gui_reader_view_get_buffer (self);
  const PeerReference *reference;
  GtkTextIter cursor;

  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  reference = gui_reader_view_get_reference (self, &cursor);
  if (reference == NULL)
    return FALSE;
  g_signal_emit (self, signals[FOLLOW], 0, reference, FALSE);
  return TRUE;
}

/* A text that was just marked is not followed. */
static void
gui_reader_view_released_cb (GuiReaderView *self, int n_press, double x, double y, GtkGesture *gesture)
{
  const guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  const GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  const PeerReference *reference = gui_reader_view_get_reference_at (self, x, y);

  if (reference == NULL || n_press > 1 || button == GDK_BUTTON_SECONDARY
      || gtk_text_buffer_get_has_selection (gui_reader_view_get_buffer (self)))
    return;
  g_signal_emit (self, signals[FOLLOW], 0, reference, button == GDK_BUTTON_MIDDLE || (state & GDK_CONTROL_MASK) != 0);
}

static void
gui_reader_view_motion_cb (GuiReaderView *self, double x, double y)
{
  const PeerReference *reference = gui_reader_view_get_reference_at (self, x, y);
  const gboolean can_follow = reference != NULL && self->engine != NULL
                              && gui_reader_link_get (self->engine, reference) != GUI_READER_LINK_NOWHERE;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), can_follow ? "pointer" : "text");
}

static gboolean
gui_reader_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  GuiReaderView *self = GUI_READER_VIEW (widget);
  GtkTextBuffer *buffer = gui_reader_view_get_buffer (self);
  const PeerReference *reference;
  g_autofree char *text = NULL;
  GtkTextIter cursor;

  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  reference = is_keyboard ? gui_reader_view_get_reference (self, &cursor) : gui_reader_view_get_reference_at (self, x, y);
  if (reference == NULL || self->engine == NULL)
    return FALSE;
  text = gui_reader_link_describe (self->engine, self->page, reference);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static int
gui_reader_view_measure_columns (GuiReaderView *self)
{
  g_autofree char *row = g_strnfill (COLUMNS, '0');
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), row);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static void
gui_reader_view_set_size (GuiReaderView *self)
{
  g_autofree char *percent = g_new (char, G_ASCII_DTOSTR_BUF_SIZE);
  g_autofree char *css = NULL;

  g_ascii_formatd (percent, G_ASCII_DTOSTR_BUF_SIZE, "%.1f", SIZE_PERCENT * self->zoom * self->fit);
  css = g_strdup_printf ("textview { font-size: %s%%; }", percent);
  gtk_css_provider_load_from_data (self->css, css, -1);
}

static gboolean
gui_reader_view_fit_cb (gpointer user_data)
{
  GuiReaderView *self = user_data;
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const double natural = gui_reader_view_measure_columns (self) / (self->fit * self->zoom);
  const double fit = CLAMP ((width - 2 * MARGIN_MIN) / MAX (natural, 1), FIT_MIN, 1.0);
  int margin;

  self->fit_source = 0;
  if (fit < self->fit - 0.01 || fit > self->fit + 0.01)
    {
      self->fit = fit;
      gui_reader_view_set_size (self);
    }
  margin = MAX (MARGIN_MIN, (width - (int) (natural * self->fit * self->zoom)) / 2);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self), margin);
  gui_reader_view_decorate_soon (self);
  return G_SOURCE_REMOVE;
}

/* After its allocation, not within it. */
static void
gui_reader_view_fit_soon (GuiReaderView *self)
{
  if (self->fit_source == 0)
    self->fit_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, gui_reader_view_fit_cb, self, NULL);
}

static void
gui_reader_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (gui_reader_view_parent_class)->size_allocate (widget, width, height, baseline);
  gui_reader_view_fit_soon (GUI_READER_VIEW (widget));
}

static void
gui_reader_view_set_color (GtkTextTag *tag, const char *property, const char *color)
{
  GdkRGBA rgba;

  g_return_if_fail (gdk_rgba_parse (&rgba, color));
  g_object_set (tag, property, &rgba, NULL);
}

/* Colors that stand out from the page by 4.5 to 1 at least, in the light and in the dark. */
static void
gui_reader_view_style_changed_cb (GuiReaderView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  const gboolean is_dark = adw_style_manager_get_dark (manager);
  const gboolean is_high = adw_style_manager_get_high_contrast (manager);

  gui_reader_view_set_color (self->link_tag, "foreground-rgba", is_high ? (is_dark ? "#a8d1ff" : "#0d3b80") : is_dark ? "#78aeed" : "#1a5fb4");
  gui_reader_view_set_color (self->remote_tag, "foreground-rgba", is_high ? (is_dark ? "#e9c9ff" : "#4b1a63") : is_dark ? "#d0a4e8" : "#813d9c");
  gui_reader_view_set_color (self->hit_tag, "background-rgba", is_dark ? "#6b5900" : "#f9f06b");
  gui_reader_view_set_color (self->hit_tag, "foreground-rgba", is_dark ? "#ffffff" : "#000000");
  gui_reader_view_set_color (self->current_tag, "background-rgba", "#ff9b3d");
  gui_reader_view_set_color (self->current_tag, "foreground-rgba", "#000000");
}

void
gui_reader_view_set_engine (GuiReaderView *self, PeerEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;
  g_signal_group_set_target (self->library_signals, engine != NULL ? peer_engine_get_library (engine) : NULL);
  g_signal_group_set_target (self->catalogue_signals, engine != NULL ? peer_engine_get_catalogue (engine) : NULL);
  gui_reader_view_decorate_soon (self);
}

static void
gui_reader_view_set_zoom (GuiReaderView *self, double zoom)
{
  const guint line = gui_reader_view_get_line (self);

  self->zoom = zoom;
  gui_reader_view_set_size (self);
  gui_reader_view_fit_soon (self);
  gui_reader_view_go_to (self, line);
}

static void
gui_reader_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, GUI_READER_VIEW (object)->zoom);
}

static void
gui_reader_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  gui_reader_view_set_zoom (GUI_READER_VIEW (object), g_value_get_double (value));
}

static void
gui_reader_view_adjustment_changed_cb (GuiReaderView *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self));

  if (adjustment == NULL)
    return;
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (gui_reader_view_decorate_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (gui_reader_view_decorate_soon), self, G_CONNECT_SWAPPED);
}

static void
gui_reader_view_dispose (GObject *object)
{
  GuiReaderView *self = GUI_READER_VIEW (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_handle_id (&self->fit_source, g_source_remove);
  g_clear_handle_id (&self->decorate_source, g_source_remove);
  g_clear_object (&self->library_signals);
  g_clear_object (&self->catalogue_signals);
  g_clear_object (&self->engine);
  g_clear_object (&self->css);
  g_clear_pointer (&self->page, peer_page_unref);
  g_clear_pointer (&self->find, peer_page_find_free);
  G_OBJECT_CLASS (gui_reader_view_parent_class)->dispose (object);
}

static void
gui_reader_view_finalize (GObject *object)
{
  GuiReaderView *self = GUI_READER_VIEW (object);

  g_clear_pointer (&self->decorated, g_hash_table_unref);
  g_clear_pointer (&self->hits_decorated, g_hash_table_unref);
  g_clear_pointer (&self->hits, g_array_unref);
  G_OBJECT_CLASS (gui_reader_view_parent_class)->finalize (object);
}

static void
gui_reader_view_class_init (GuiReaderViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_reader_view_get_property;
  object_class->set_property = gui_reader_view_set_property;
  object_class->dispose = gui_reader_view_dispose;
  object_class->finalize = gui_reader_view_finalize;
  widget_class->size_allocate = gui_reader_view_size_allocate;
  widget_class->query_tooltip = gui_reader_view_query_tooltip;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0.1, 10, 1, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FOLLOW] = g_signal_new ("follow", GUI_TYPE_READER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_POINTER, G_TYPE_BOOLEAN);
  signals[MOVED] = g_signal_new ("moved", GUI_TYPE_READER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gui_reader_view_init_tags (GuiReaderView *self)
{
  GtkTextBuffer *buffer = gui_reader_view_get_buffer (self);
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->link_tag = gtk_text_buffer_create_tag (buffer, NULL, "underline", PANGO_UNDERLINE_SINGLE, NULL);
  self->remote_tag = gtk_text_buffer_create_tag (buffer, NULL, "underline", PANGO_UNDERLINE_SINGLE, NULL);
  self->hit_tag = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  self->current_tag = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gui_reader_view_style_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gui_reader_view_style_changed_cb), self, G_CONNECT_SWAPPED);
  gui_reader_view_style_changed_cb (self);
}

static void
gui_reader_view_init_pointer (GuiReaderView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_object (click, "released", G_CALLBACK (gui_reader_view_released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (motion, "motion", G_CALLBACK (gui_reader_view_motion_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

static void
gui_reader_view_init (GuiReaderView *self)
{
  self->zoom = 1;
  self->fit = 1;
  self->hit = -1;
  self->hits = g_array_new (FALSE, FALSE, sizeof (PeerPageHit));
  self->decorated = g_hash_table_new (NULL, NULL);
  self->hits_decorated = g_hash_table_new (NULL, NULL);
  self->css = gtk_css_provider_new ();
  gtk_style_context_add_provider (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                  GTK_STYLE_PROVIDER (self->css),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  self->library_signals = g_signal_group_new (PEER_TYPE_LIBRARY);
  g_signal_group_connect_swapped (self->library_signals, "items-changed", G_CALLBACK (gui_reader_view_decorate_soon), self);
  self->catalogue_signals = g_signal_group_new (PEER_TYPE_CATALOGUE);
  g_signal_group_connect_swapped (self->catalogue_signals, "items-changed", G_CALLBACK (gui_reader_view_decorate_soon), self);
  gui_reader_view_init_tags (self);
  gui_reader_view_init_pointer (self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "notify::vadjustment", G_CALLBACK (gui_reader_view_adjustment_changed_cb), NULL);
}

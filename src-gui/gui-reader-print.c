/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-print.h"

#include <glib/gi18n-lib.h>

#include "gui-toast.h"

#define LINES_PER_SHEET 58u
#define COLUMNS 76 /* 72, and room for what is a little wider */
#define MARGIN_MILLIMETRES 18.0

static void
gui_reader_print_begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, PeerPage *page)
{
  const guint n_lines = peer_page_text_get_n_lines (page->text);

  gtk_print_operation_set_n_pages (operation, (int) MAX (1, (n_lines + LINES_PER_SHEET - 1) / LINES_PER_SHEET));
}

static PangoLayout *
gui_reader_print_make_layout (GtkPrintContext *context)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Monospace 10");
  g_autofree char *row = g_strnfill (COLUMNS, '0');
  int width;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, row, -1);
  pango_layout_get_size (layout, &width, NULL);
  /* As large as the paper lets it be. */
  pango_font_description_set_size (font, (int) (10 * PANGO_SCALE * gtk_print_context_get_width (context) * PANGO_SCALE / MAX (width, 1)));
  pango_layout_set_font_description (layout, font);
  return layout;
}

static void
gui_reader_print_draw_cb (GtkPrintOperation *operation, GtkPrintContext *context, int sheet, PeerPage *page)
{
  const guint first = (guint) sheet * LINES_PER_SHEET;
  const guint end = MIN (first + LINES_PER_SHEET, peer_page_text_get_n_lines (page->text));
  const double step = gtk_print_context_get_height (context) / LINES_PER_SHEET;
  g_autoptr (PangoLayout) layout = gui_reader_print_make_layout (context);
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);

  for (guint i = first; i < end; i++)
    {
      pango_layout_set_text (layout, peer_page_text_get_bytes (page->text, i), (int) peer_page_text_get_line (page->text, i)->length);
      cairo_move_to (cairo, 0, (i - first) * step);
      pango_cairo_show_layout (cairo, layout);
    }
}

void
gui_reader_print (GtkWindow *parent, PeerPage *page, const char *name)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GError) error = NULL;

  gtk_page_setup_set_top_margin (setup, MARGIN_MILLIMETRES, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (setup, MARGIN_MILLIMETRES, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (setup, MARGIN_MILLIMETRES, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (setup, MARGIN_MILLIMETRES, GTK_UNIT_MM);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "begin-print", G_CALLBACK (gui_reader_print_begin_cb), peer_page_ref (page),
                         (GClosureNotify) (void (*) (void)) peer_page_unref, 0);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (gui_reader_print_draw_cb), peer_page_ref (page),
                         (GClosureNotify) (void (*) (void)) peer_page_unref, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      g_autofree char *text = g_strdup_printf (_("Cannot print %s: %s"), name, error->message);

      gui_toast_show (gtk_window_get_child (parent), text);
    }
}

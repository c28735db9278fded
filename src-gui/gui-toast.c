/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-toast.h"

#include "gui-text.h"

/* Titles of toasts are always markup in this libadwaita. */
static AdwToast *
gui_toast_new (const char *text)
{
  g_autofree char *title = gui_text_filter_markup (text);

  return adw_toast_new (title);
}

static void
gui_toast_add (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  if (overlay == NULL)
    {
      g_object_ref_sink (toast);
      g_object_unref (toast);
      return;
    }
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

void
gui_toast_show (GtkWidget *widget, const char *text)
{
  gui_toast_add (widget, gui_toast_new (text));
}

void
gui_toast_show_with_button (GtkWidget *widget,
                            const char *text,
                            const char *button_label,
                            GCallback clicked,
                            gpointer data,
                            GClosureNotify destroy)
{
  AdwToast *toast = gui_toast_new (text);

  adw_toast_set_button_label (toast, button_label);
  g_signal_connect_data (toast, "button-clicked", clicked, data, destroy, G_CONNECT_SWAPPED);
  gui_toast_add (widget, toast);
}

AdwToast *
gui_toast_show_lasting (GtkWidget *widget, const char *text, const char *button_label)
{
  AdwToast *toast = gui_toast_new (text);

  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, button_label);
  g_object_ref (toast);
  gui_toast_add (widget, toast);
  return toast;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-review-dialog.h"

#include "gui-adding.h"
#include "gui-candidate-row.h"
#include "gui-format.h"

#include <glib/gi18n-lib.h>

/* All rows are there at once; nobody reviews more by hand. */
#define MAX_SHOWN 300u

struct _GuiReviewDialog
{
  AdwWindow parent_instance;
  GtkWidget *widget;
  PeerLibrary *library;
  GListModel *candidates;

  GtkListBox *list;
  GtkLabel *summary;
  GtkLabel *more;
  GtkButton *share_button;
};

G_DEFINE_FINAL_TYPE (GuiReviewDialog, gui_review_dialog, ADW_TYPE_WINDOW)

static gboolean
gui_review_dialog_is_doubtful (gpointer item, gpointer user_data)
{
  PeerProblem problem = peer_candidate_get_problem (item);

  return problem != PEER_PROBLEM_NONE && problem != PEER_PROBLEM_ALREADY_HELD;
}

static guint
gui_review_dialog_count (GuiReviewDialog *self, gboolean (*is_counted) (PeerCandidate *candidate))
{
  guint n_counted = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (self->candidates, i);

      n_counted += is_counted (candidate) ? 1 : 0;
    }
  return n_counted;
}

static gboolean
gui_review_dialog_is_taken (PeerCandidate *candidate)
{
  return peer_candidate_get_is_chosen (candidate) && peer_candidate_get_can_add (candidate);
}

static gboolean
gui_review_dialog_is_sound (PeerCandidate *candidate)
{
  return peer_candidate_get_problem (candidate) == PEER_PROBLEM_NONE;
}

static gboolean
gui_review_dialog_is_held (PeerCandidate *candidate)
{
  return peer_candidate_get_problem (candidate) == PEER_PROBLEM_ALREADY_HELD;
}

static void
gui_review_dialog_update (GuiReviewDialog *self)
{
  guint n_taken = gui_review_dialog_count (self, gui_review_dialog_is_taken);
  g_autofree char *label = gui_format_share_label (NULL, n_taken);

  gtk_button_set_label (self->share_button, n_taken > 0 ? label : _ ("Share"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->share_button), n_taken > 0);
}

/* Told once, at the start: what the person mends here does not move from the list to the summary. */
static void
gui_review_dialog_summarize (GuiReviewDialog *self)
{
  guint n_sound = gui_review_dialog_count (self, gui_review_dialog_is_sound);
  guint n_held = gui_review_dialog_count (self, gui_review_dialog_is_held);
  GString *text = g_string_new (NULL);

  if (n_sound > 0)
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE,
                                         "%u other document is in order and will be shared too.",
                                         "%u other documents are in order and will be shared too.",
                                         n_sound),
                            n_sound);
  if (n_held > 0)
    {
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE,
                                           "%u is already in your library and is left out.",
                                           "%u are already in your library and are left out.",
                                           n_held),
                              n_held);
    }
  gtk_label_set_text (self->summary, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), text->len > 0);
  g_string_free (text, TRUE);
}

static void
gui_review_dialog_cancel_cb (GuiReviewDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
gui_review_dialog_share_cb (GuiReviewDialog *self)
{
  gui_adding_share (self->widget, self->library, self->candidates);
  gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
gui_review_dialog_create_row (gpointer item, gpointer user_data)
{
  return gui_candidate_row_new (item);
}

static void
gui_review_dialog_dispose (GObject *object)
{
  GuiReviewDialog *self = GUI_REVIEW_DIALOG (object);

  g_clear_object (&self->widget);
  g_clear_object (&self->library);
  g_clear_object (&self->candidates);
  G_OBJECT_CLASS (gui_review_dialog_parent_class)->dispose (object);
}

static void
gui_review_dialog_class_init (GuiReviewDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_review_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-review-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiReviewDialog, list);
  gtk_widget_class_bind_template_child (widget_class, GuiReviewDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, GuiReviewDialog, more);
  gtk_widget_class_bind_template_child (widget_class, GuiReviewDialog, share_button);
  gtk_widget_class_bind_template_callback (widget_class, gui_review_dialog_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_review_dialog_share_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
gui_review_dialog_init (GuiReviewDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
gui_review_dialog_fill (GuiReviewDialog *self)
{
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (gui_review_dialog_is_doubtful, NULL, NULL));
  g_autoptr (GtkFilterListModel) doubtful = gtk_filter_list_model_new (g_object_ref (self->candidates), filter);
  guint n_doubtful = g_list_model_get_n_items (G_LIST_MODEL (doubtful));
  g_autoptr (GtkSliceListModel) shown
      = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (doubtful)), 0, MAX_SHOWN);
  g_autofree char *title
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Review %u File", "Review %u Files", n_doubtful), n_doubtful);
  g_autofree char *more = gui_format_more (n_doubtful > MAX_SHOWN ? n_doubtful - MAX_SHOWN : 0);

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_text (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_doubtful > MAX_SHOWN);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (shown), gui_review_dialog_create_row, NULL, NULL);
}

GtkWidget *
gui_review_dialog_new (GtkWidget *widget, PeerLibrary *library, GListModel *candidates)
{
  GuiReviewDialog *self = g_object_new (GUI_TYPE_REVIEW_DIALOG, NULL);

  self->widget = g_object_ref (widget);
  self->library = g_object_ref (library);
  self->candidates = g_object_ref (candidates);
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (widget)));
  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);

      g_signal_connect_object (candidate, "notify::is-chosen", G_CALLBACK (gui_review_dialog_update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (candidate, "notify::can-add", G_CALLBACK (gui_review_dialog_update), self, G_CONNECT_SWAPPED);
    }
  gui_review_dialog_fill (self);
  gui_review_dialog_summarize (self);
  gui_review_dialog_update (self);
  return GTK_WIDGET (self);
}

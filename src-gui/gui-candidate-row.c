/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-candidate-row.h"

#include "gui-candidate-entry.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>

struct _GuiCandidateRow
{
  GtkListBoxRow parent_instance;
  PeerCandidate *candidate;

  GtkWidget *check;
  GtkWidget *fields;
  GtkEditable *number;
  GtkEditable *title;
  GtkLabel *name;
  GtkLabel *problem;
  GtkImage *image;
};

G_DEFINE_FINAL_TYPE (GuiCandidateRow, gui_candidate_row, GTK_TYPE_LIST_BOX_ROW)

static const char *
gui_candidate_row_get_icon (PeerProblem problem)
{
  if (problem == PEER_PROBLEM_NONE)
    return "object-select-symbolic";
  if (problem == PEER_PROBLEM_ALREADY_HELD)
    return "dialog-information-symbolic";
  return gui_candidate_entry_is_hopeless (problem) ? "window-close-symbolic" : "dialog-warning-symbolic";
}

static void
gui_candidate_row_update (GuiCandidateRow *self)
{
  PeerProblem problem = peer_candidate_get_problem (self->candidate);
  gboolean is_hopeless = gui_candidate_entry_is_hopeless (problem);
  g_autofree char *text = gui_text_filter (peer_candidate_get_problem_text (self->candidate));

  gtk_widget_set_sensitive (self->check, !is_hopeless);
  gtk_widget_set_visible (self->fields, !is_hopeless);
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text[0] != '\0');
  gtk_image_set_from_icon_name (self->image, gui_candidate_row_get_icon (problem));
  if (problem == PEER_PROBLEM_NONE)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "doubtful");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "doubtful");
}

static void
gui_candidate_row_dispose (GObject *object)
{
  g_clear_object (&GUI_CANDIDATE_ROW (object)->candidate);
  G_OBJECT_CLASS (gui_candidate_row_parent_class)->dispose (object);
}

static void
gui_candidate_row_class_init (GuiCandidateRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_candidate_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-candidate-row.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiCandidateRow, check);
  gtk_widget_class_bind_template_child (widget_class, GuiCandidateRow, fields);
  gtk_widget_class_bind_template_child (widget_class, GuiCandidateRow, number);
  gtk_widget_class_bind_template_child (widget_class, GuiCandidateRow, title);
  gtk_widget_class_bind_template_child (widget_class, GuiCandidateRow, name);
  gtk_widget_class_bind_template_child (widget_class, GuiCandidateRow, problem);
  gtk_widget_class_bind_template_child (widget_class, GuiCandidateRow, image);
}

static void
gui_candidate_row_init (GuiCandidateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gui_candidate_row_new (PeerCandidate *candidate)
{
  GuiCandidateRow *self = g_object_new (GUI_TYPE_CANDIDATE_ROW, NULL);
  g_autofree char *raw_name = g_file_get_basename (peer_candidate_get_file (candidate));
  g_autofree char *display_name = g_filename_display_name (raw_name);
  g_autofree char *name = gui_text_filter (display_name);
  g_autofree char *share = g_strdup_printf (_ ("Share %s"), name);
  g_autofree char *number = g_strdup_printf (_ ("RFC number of %s"), name);
  g_autofree char *title = g_strdup_printf (_ ("Title of %s"), name);

  self->candidate = g_object_ref (candidate);
  gtk_label_set_text (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, share, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->number), GTK_ACCESSIBLE_PROPERTY_LABEL, number, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->title), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gui_candidate_entry_bind (candidate, self->number, self->title);
  g_object_bind_property (candidate,
                          "is-chosen",
                          self->check,
                          "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (candidate, "notify::problem", G_CALLBACK (gui_candidate_row_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (candidate, "notify::problem-text", G_CALLBACK (gui_candidate_row_update), self, G_CONNECT_SWAPPED);
  gui_candidate_row_update (self);
  return GTK_WIDGET (self);
}

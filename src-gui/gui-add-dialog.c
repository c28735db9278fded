/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-add-dialog.h"

#include "gui-adding.h"
#include "gui-candidate-entry.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>

struct _GuiAddDialog
{
  AdwWindow parent_instance;
  PeerLibrary *library;
  GtkWidget *widget;
  GCancellable *cancellable;
  GListModel *candidates; /* one, or NULL while there is no file */
  GtkDropTarget *drop_target;

  AdwActionRow *file_row;
  GtkWidget *choose_button;
  GtkWidget *fields;
  AdwEntryRow *number_row;
  AdwEntryRow *title_row;
  GtkLabel *problem;
  GtkWidget *share_button;
};

G_DEFINE_FINAL_TYPE (GuiAddDialog, gui_add_dialog, ADW_TYPE_WINDOW)

static PeerCandidate *
gui_add_dialog_dup_candidate (GuiAddDialog *self)
{
  return self->candidates != NULL ? g_list_model_get_item (self->candidates, 0) : NULL;
}

static void
gui_add_dialog_update (GuiAddDialog *self)
{
  g_autoptr (PeerCandidate) candidate = gui_add_dialog_dup_candidate (self);
  PeerProblem problem = candidate != NULL ? peer_candidate_get_problem (candidate) : PEER_PROBLEM_NONE;
  g_autofree char *text = gui_text_filter (candidate != NULL ? peer_candidate_get_problem_text (candidate) : "");
  gboolean can_add = candidate != NULL && peer_candidate_get_can_add (candidate);

  gtk_widget_set_sensitive (self->fields, candidate != NULL && !gui_candidate_entry_is_hopeless (problem));
  gtk_widget_set_sensitive (self->share_button, can_add);
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text[0] != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->share_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* Fields of their own for each file: bindings live as long as the fields do. */
static AdwEntryRow *
gui_add_dialog_make_field (GtkListBox *list, const char *title, GtkInputPurpose purpose)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), purpose);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_append (list, row);
  return ADW_ENTRY_ROW (row);
}

static void
gui_add_dialog_make_fields (GuiAddDialog *self)
{
  GtkListBox *list = GTK_LIST_BOX (self->fields);

  if (self->number_row != NULL)
    {
      gtk_list_box_remove (list, GTK_WIDGET (self->number_row));
      gtk_list_box_remove (list, GTK_WIDGET (self->title_row));
    }
  self->number_row = gui_add_dialog_make_field (list, _ ("RFC Number"), GTK_INPUT_PURPOSE_DIGITS);
  self->title_row = gui_add_dialog_make_field (list, _ ("Title"), GTK_INPUT_PURPOSE_FREE_FORM);
}

static void
gui_add_dialog_inspected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiAddDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) candidates = peer_library_inspect_finish (PEER_LIBRARY (object), result, &error);
  g_autoptr (PeerCandidate) candidate = candidates != NULL ? g_list_model_get_item (candidates, 0) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (candidate == NULL)
    {
      g_autofree char *text = gui_text_filter (error != NULL ? error->message : _ ("There is no file in there."));

      gtk_label_set_text (self->problem, text);
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
      return;
    }

  g_set_object (&self->candidates, candidates);
  peer_candidate_set_is_chosen (candidate, TRUE);
  gui_add_dialog_make_fields (self);
  gui_candidate_entry_bind (candidate, GTK_EDITABLE (self->number_row), GTK_EDITABLE (self->title_row));
  g_signal_connect_object (candidate, "notify::problem-text", G_CALLBACK (gui_add_dialog_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (candidate, "notify::can-add", G_CALLBACK (gui_add_dialog_update), self, G_CONNECT_SWAPPED);
  gui_add_dialog_update (self);
  gtk_widget_grab_focus (peer_candidate_get_can_add (candidate) ? self->share_button : GTK_WIDGET (self->number_row));
}

void
gui_add_dialog_set_file (GuiAddDialog *self, GFile *file)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree char *raw_name = g_file_get_basename (file);
  g_autofree char *display_name = g_filename_display_name (raw_name);
  g_autofree char *name = gui_text_filter (display_name);

  /* Until this file is read there is none to share: not the one before it. */
  g_clear_object (&self->candidates);
  gui_add_dialog_make_fields (self);
  gui_add_dialog_update (self);
  adw_action_row_set_subtitle (self->file_row, name);
  g_list_store_append (files, file);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  peer_library_inspect_async (self->library,
                              G_LIST_MODEL (files),
                              self->cancellable,
                              gui_add_dialog_inspected_cb,
                              g_object_ref (self));
}

static void
gui_add_dialog_chosen_cb (GtkNativeDialog *chooser, int response, GuiAddDialog *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    gui_add_dialog_set_file (self, file);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
gui_add_dialog_choose_cb (GuiAddDialog *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Choose an RFC Text File"),
                                                               GTK_WINDOW (self),
                                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                                               _ ("_Choose"),
                                                               _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gui_add_dialog_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
gui_add_dialog_drop_cb (GuiAddDialog *self, const GValue *value)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  gui_add_dialog_set_file (self, files->data);
  return TRUE;
}

static void
gui_add_dialog_cancel_cb (GuiAddDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
gui_add_dialog_share_cb (GuiAddDialog *self)
{
  gui_adding_share (self->widget, self->library, self->candidates);
  gtk_window_close (GTK_WINDOW (self));
}

static void
gui_add_dialog_dispose (GObject *object)
{
  GuiAddDialog *self = GUI_ADD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->candidates);
  g_clear_object (&self->library);
  g_clear_object (&self->widget);
  G_OBJECT_CLASS (gui_add_dialog_parent_class)->dispose (object);
}

static void
gui_add_dialog_class_init (GuiAddDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_add_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-add-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiAddDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, GuiAddDialog, choose_button);
  gtk_widget_class_bind_template_child (widget_class, GuiAddDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, GuiAddDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, GuiAddDialog, share_button);
  gtk_widget_class_bind_template_callback (widget_class, gui_add_dialog_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_add_dialog_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_add_dialog_share_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
gui_add_dialog_init (GuiAddDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gui_add_dialog_make_fields (self);
  gui_add_dialog_update (self);
  gtk_window_set_focus (GTK_WINDOW (self), self->choose_button);

  self->drop_target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (self->drop_target, "drop", G_CALLBACK (gui_add_dialog_drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->drop_target));
}

GtkWidget *
gui_add_dialog_new (PeerLibrary *library, GtkWidget *widget)
{
  GuiAddDialog *self = g_object_new (GUI_TYPE_ADD_DIALOG, NULL);

  self->library = g_object_ref (library);
  self->widget = g_object_ref (widget);
  return GTK_WIDGET (self);
}

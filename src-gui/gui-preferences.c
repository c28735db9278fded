/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-preferences.h"

#include "gui-server-name.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>

#define FIRST_FIXED_PORT 7735u /* offered when the switch is turned off: beside the index's own */

struct _GuiPreferences
{
  AdwPreferencesWindow parent_instance;
  GSettings *settings;

  AdwEntryRow *server_row;
  AdwComboRow *style_row;
  AdwActionRow *folder_row;
  GtkSwitch *automatic_port;
  GtkWidget *port_row;
  GtkAdjustment *port;
  GtkAdjustment *max_downloads;
  GtkWidget *hides_breaks;
};

G_DEFINE_FINAL_TYPE (GuiPreferences, gui_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
gui_preferences_apply_server_cb (GuiPreferences *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->server_row));
  g_autoptr (GError) error = NULL;
  g_autofree char *server = text[0] != '\0' ? gui_server_name_parse (text, &error) : g_strdup ("");
  g_autofree char *title = NULL;

  if (server != NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->server_row), "error");
      g_settings_set_string (self->settings, "server", server);
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (self->server_row), "error");
  title = gui_text_filter_markup (error->message);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (title));
}

static void
gui_preferences_server_changed_cb (GuiPreferences *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->server_row), "error");
}

static void
gui_preferences_show_folder (GuiPreferences *self, GFile *folder)
{
  g_autofree char *name = g_file_get_parse_name (folder);
  g_autofree char *shown = gui_text_filter (name);

  adw_action_row_set_subtitle (self->folder_row, shown);
}

static void
gui_preferences_folder_chosen_cb (GtkNativeDialog *chooser, int response, GuiPreferences *self)
{
  g_autoptr (GFile) folder = NULL;
  const char *path;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  path = folder != NULL ? g_file_peek_path (folder) : NULL;
  if (path != NULL)
    {
      gui_preferences_show_folder (self, folder);
      g_settings_set_string (self->settings, "folder", path);
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
gui_preferences_choose_folder_cb (GuiPreferences *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Choose the Library Folder"),
                                                               GTK_WINDOW (self),
                                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                               _ ("_Choose"),
                                                               _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gui_preferences_folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
gui_preferences_port_to_automatic (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_boolean (value, g_variant_get_uint32 (variant) == 0);
  return TRUE;
}

static GVariant *
gui_preferences_automatic_to_port (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_uint32 (g_value_get_boolean (value) ? 0 : FIRST_FIXED_PORT);
}

static gboolean
gui_preferences_port_to_value (GValue *value, GVariant *variant, gpointer user_data)
{
  guint32 port = g_variant_get_uint32 (variant);

  g_value_set_double (value, port == 0 ? FIRST_FIXED_PORT : port);
  return TRUE;
}

static GVariant *
gui_preferences_value_to_port (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_uint32 ((guint32) g_value_get_double (value));
}

static gboolean
gui_preferences_scheme_to_selected (GValue *value, GVariant *variant, gpointer user_data)
{
  GuiPreferences *self = user_data;

  g_value_set_uint (value, (guint) g_settings_get_enum (self->settings, "color-scheme"));
  return TRUE;
}

static GVariant *
gui_preferences_selected_to_scheme (const GValue *value, const GVariantType *type, gpointer user_data)
{
  static const char *const schemes[] = { "system", "light", "dark" };

  return g_variant_new_string (schemes[MIN (g_value_get_uint (value), G_N_ELEMENTS (schemes) - 1)]);
}

static void
gui_preferences_bind (GuiPreferences *self)
{
  g_settings_bind_with_mapping (self->settings,
                                "color-scheme",
                                self->style_row,
                                "selected",
                                G_SETTINGS_BIND_DEFAULT,
                                gui_preferences_scheme_to_selected,
                                gui_preferences_selected_to_scheme,
                                self,
                                NULL);
  g_settings_bind_with_mapping (self->settings,
                                "upload-port",
                                self->automatic_port,
                                "active",
                                G_SETTINGS_BIND_DEFAULT,
                                gui_preferences_port_to_automatic,
                                gui_preferences_automatic_to_port,
                                NULL,
                                NULL);
  g_object_bind_property (self->automatic_port,
                          "active",
                          self->port_row,
                          "sensitive",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  g_settings_bind_with_mapping (self->settings,
                                "upload-port",
                                self->port,
                                "value",
                                G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY,
                                gui_preferences_port_to_value,
                                gui_preferences_value_to_port,
                                NULL,
                                NULL);
  g_settings_bind (self->settings, "reader-hides-breaks", self->hides_breaks, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "max-downloads", self->max_downloads, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_writable (self->settings, "server", self->server_row, "sensitive", FALSE);
  g_settings_bind_writable (self->settings, "folder", self->folder_row, "sensitive", FALSE);
}

static void
gui_preferences_dispose (GObject *object)
{
  g_clear_object (&GUI_PREFERENCES (object)->settings);
  G_OBJECT_CLASS (gui_preferences_parent_class)->dispose (object);
}

static void
gui_preferences_class_init (GuiPreferencesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, server_row);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, style_row);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, folder_row);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, automatic_port);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, port_row);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, port);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, max_downloads);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, hides_breaks);
  gtk_widget_class_bind_template_callback (widget_class, gui_preferences_apply_server_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_preferences_server_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_preferences_choose_folder_cb);
}

static void
gui_preferences_init (GuiPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gui_preferences_new (GSettings *settings, const char *server, GFile *folder)
{
  GuiPreferences *self = g_object_new (GUI_TYPE_PREFERENCES, NULL);

  self->settings = g_object_ref (settings);
  gtk_editable_set_text (GTK_EDITABLE (self->server_row), server != NULL ? server : "");
  gui_preferences_show_folder (self, folder);
  gui_preferences_bind (self);
  return GTK_WIDGET (self);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-preferences.h"

#include "gui-format.h"
#include "gui-server-name.h"
#include "gui-text.h"
#include "peer-autostart.h"

#include <glib/gi18n-lib.h>

#define FIRST_FIXED_PORT 7735u /* offered when the switch is turned off: beside the index's own */

struct _GuiPreferences
{
  AdwPreferencesWindow parent_instance;
  GSettings *settings;
  PeerEngine *engine;

  AdwEntryRow *server_row;
  AdwComboRow *style_row;
  GtkSwitch *connect_at_start;
  GtkSwitch *keeps_sharing;
  GtkSwitch *starts_at_login;
  AdwActionRow *folder_row;
  GtkListBox *folders;
  GtkSwitch *automatic_port;
  GtkWidget *port_row;
  GtkAdjustment *port;
  GtkAdjustment *max_downloads;
  GtkWidget *hides_breaks;
};

G_DEFINE_FINAL_TYPE (GuiPreferences, gui_preferences, ADW_TYPE_PREFERENCES_WINDOW)

void
gui_preferences_tell (GuiPreferences *self, const char *sentence)
{
  g_autofree char *title = gui_text_filter_markup (sentence);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (title));
}

static void
gui_preferences_apply_server_cb (GuiPreferences *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->server_row));
  g_autoptr (GError) error = NULL;
  g_autofree char *server = text[0] != '\0' ? gui_server_name_parse (text, &error) : g_strdup ("");

  if (server != NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->server_row), "error");
      g_settings_set_string (self->settings, "server", server);
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (self->server_row), "error");
  gui_preferences_tell (self, error->message);
}

static void
gui_preferences_server_changed_cb (GuiPreferences *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->server_row), "error");
}

static PeerAutostart
gui_preferences_get_autostart (void)
{
  return (PeerAutostart) { APPLICATION_ID, _ ("RFC Peer"), "p2p-ci-peer --background" };
}

/* The truth is a file, which the session's own settings may change as well. */
static void
gui_preferences_login_changed_cb (GuiPreferences *self)
{
  PeerAutostart autostart = gui_preferences_get_autostart ();
  gboolean is_on = gtk_switch_get_active (self->starts_at_login);
  g_autoptr (GError) error = NULL;

  if (is_on == peer_autostart_is_on (&autostart))
    return;
  if (is_on ? peer_autostart_turn_on (&autostart, &error) : peer_autostart_turn_off (&autostart, &error))
    return;
  gui_preferences_tell (self, error->message);
  gtk_switch_set_active (self->starts_at_login, !is_on);
}

static gboolean
gui_preferences_closed_to_keeps (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_boolean (value, g_strcmp0 (g_variant_get_string (variant, NULL), "share") == 0);
  return TRUE;
}

static GVariant *
gui_preferences_keeps_to_closed (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_string (g_value_get_boolean (value) ? "share" : "quit");
}

static void
gui_preferences_show_folder (GuiPreferences *self, GFile *folder)
{
  g_autofree char *shown = gui_format_folder (folder);

  adw_action_row_set_subtitle (self->folder_row, shown);
}

static void
gui_preferences_folder_changed_cb (GuiPreferences *self)
{
  gui_preferences_show_folder (self, peer_library_get_folder (peer_engine_get_library (self->engine)));
}

static void
gui_preferences_remove_clicked_cb (GtkWidget *button, PeerFolder *folder)
{
  GtkWidget *self = gtk_widget_get_ancestor (button, GUI_TYPE_PREFERENCES);

  peer_engine_remove_folder (GUI_PREFERENCES (self)->engine, folder);
}

static void
gui_preferences_update_folder_row (PeerFolder *folder, GParamSpec *pspec, GtkWidget *row)
{
  g_autofree char *total = gui_format_index_total (peer_folder_get_n_documents (folder), peer_folder_get_n_documents (folder), 0);
  const char *trouble = peer_folder_get_state_text (folder);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), trouble[0] != '\0' ? trouble : total);
}

static GtkWidget *
gui_preferences_create_folder_row (gpointer item, gpointer user_data)
{
  PeerFolder *folder = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *path = gui_text_filter (peer_folder_get_path (folder));
  g_autofree char *label = g_strdup_printf (_ ("Stop watching %s"), path);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), path);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (gui_preferences_remove_clicked_cb), folder, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_signal_connect_object (folder, "notify", G_CALLBACK (gui_preferences_update_folder_row), row, 0);
  gui_preferences_update_folder_row (folder, NULL, row);
  return row;
}

static gboolean
gui_preferences_is_watched (gpointer item, gpointer user_data)
{
  return !peer_folder_get_is_library (item);
}

static void
gui_preferences_update_folders (GuiPreferences *self, guint position, guint n_removed, guint n_added, GListModel *watched)
{
  gtk_widget_set_visible (GTK_WIDGET (self->folders), g_list_model_get_n_items (watched) > 0);
}

static void
gui_preferences_list_folders (GuiPreferences *self)
{
  GListModel *folders = g_object_ref (peer_engine_get_folders (self->engine));
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (gui_preferences_is_watched, NULL, NULL));
  g_autoptr (GtkFilterListModel) watched = gtk_filter_list_model_new (folders, filter);

  gtk_list_box_bind_model (self->folders, G_LIST_MODEL (watched), gui_preferences_create_folder_row, NULL, NULL);
  g_signal_connect_object (watched, "items-changed", G_CALLBACK (gui_preferences_update_folders), self, G_CONNECT_SWAPPED);
  gui_preferences_update_folders (self, 0, 0, 0, G_LIST_MODEL (watched));
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
  g_settings_bind_with_mapping (self->settings,
                                "when-closed",
                                self->keeps_sharing,
                                "active",
                                G_SETTINGS_BIND_DEFAULT,
                                gui_preferences_closed_to_keeps,
                                gui_preferences_keeps_to_closed,
                                NULL,
                                NULL);
  g_settings_bind (self->settings, "reader-hides-breaks", self->hides_breaks, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "max-downloads", self->max_downloads, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "connect-at-start", self->connect_at_start, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_writable (self->settings, "server", self->server_row, "sensitive", FALSE);
  g_settings_bind_writable (self->settings, "folder", self->folder_row, "sensitive", FALSE);
}

static void
gui_preferences_dispose (GObject *object)
{
  g_clear_object (&GUI_PREFERENCES (object)->engine);
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
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, connect_at_start);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, keeps_sharing);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, starts_at_login);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, folder_row);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, folders);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, automatic_port);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, port_row);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, port);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, max_downloads);
  gtk_widget_class_bind_template_child (widget_class, GuiPreferences, hides_breaks);
  gtk_widget_class_bind_template_callback (widget_class, gui_preferences_apply_server_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_preferences_server_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_preferences_login_changed_cb);
}

static void
gui_preferences_init (GuiPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gui_preferences_new (GSettings *settings, const char *server, PeerEngine *engine)
{
  GuiPreferences *self = g_object_new (GUI_TYPE_PREFERENCES, NULL);
  PeerAutostart autostart = gui_preferences_get_autostart ();

  gtk_switch_set_active (self->starts_at_login, peer_autostart_is_on (&autostart));
  self->settings = g_object_ref (settings);
  gtk_editable_set_text (GTK_EDITABLE (self->server_row), server != NULL ? server : "");
  self->engine = g_object_ref (engine);
  /* No window of the application, so that it may be open when the last of those is closed; its buttons are the application's. */
  gtk_widget_insert_action_group (GTK_WIDGET (self), "app", G_ACTION_GROUP (g_application_get_default ()));
  g_signal_connect_object (peer_engine_get_library (engine),
                           "notify::folder",
                           G_CALLBACK (gui_preferences_folder_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gui_preferences_folder_changed_cb (self);
  gui_preferences_list_folders (self);
  gui_preferences_bind (self);
  return GTK_WIDGET (self);
}

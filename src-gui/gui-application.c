/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-application.h"

#include "gui-engine-settings.h"
#include "gui-leaving.h"
#include "gui-notices.h"
#include "gui-preferences.h"
#include "gui-query.h"
#include "gui-reader-search.h"
#include "gui-reader.h"
#include "gui-search-provider.h"
#include "gui-server-name.h"
#include "gui-window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>

struct _GuiApplication
{
  AdwApplication parent_instance;
  GSettings *settings;
  GuiEngineSettings *engine_settings;
  PeerEngine *engine; /* lent by its settings */
  GuiWindow *window;
  GtkWidget *preferences;
  GuiLeaving *leaving;
  GuiNotices *notices;
  GuiSearchProvider *search_provider;

  /* From the command line, for this run; NULL to go by the settings. */
  char *server;
  char *folder;
  gboolean starts_with_add;
  gboolean starts_hidden;

  GSignalGroup *downloads_signals;
  GSignalGroup *uploads_signals;
  guint inhibit_cookie;
  gboolean is_quitting;
};

G_DEFINE_FINAL_TYPE (GuiApplication, gui_application, ADW_TYPE_APPLICATION)

/* Whoever closes the lid while bytes move would cut somebody off. */
static void
gui_application_update_inhibit (GuiApplication *self)
{
  guint n_downloads, n_uploads;

  g_object_get (peer_engine_get_downloads (self->engine), "n-active", &n_downloads, NULL);
  g_object_get (peer_engine_get_upload_service (self->engine), "n-active", &n_uploads, NULL);
  if (n_downloads + n_uploads > 0 && self->inhibit_cookie == 0)
    self->inhibit_cookie = gtk_application_inhibit (GTK_APPLICATION (self),
                                                    GTK_WINDOW (self->window),
                                                    GTK_APPLICATION_INHIBIT_SUSPEND,
                                                    _ ("Documents are on their way"));
  else if (n_downloads + n_uploads == 0 && self->inhibit_cookie != 0)
    {
      gtk_application_uninhibit (GTK_APPLICATION (self), self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

/* Said where the person is who made the change. */
static void
gui_application_tell_problem (const char *sentence, gpointer user_data)
{
  GuiApplication *self = user_data;

  if (self->preferences != NULL)
    gui_preferences_tell (GUI_PREFERENCES (self->preferences), sentence);
  else if (self->window != NULL)
    gui_window_tell (self->window, sentence);
  else
    g_message ("%s", sentence);
}

static gboolean
gui_application_start_engine (GuiApplication *self, GError **error)
{
  self->engine_settings
      = gui_engine_settings_new (self->settings, self->server, self->folder, gui_application_tell_problem, self);
  self->engine = gui_engine_settings_start (self->engine_settings, error);
  if (self->engine == NULL)
    {
      g_clear_pointer (&self->engine_settings, gui_engine_settings_free);
      return FALSE;
    }
  g_signal_group_set_target (self->downloads_signals, peer_engine_get_downloads (self->engine));
  g_signal_group_set_target (self->uploads_signals, peer_engine_get_upload_service (self->engine));
  gui_leaving_set_engine (self->leaving, self->engine);
  gui_notices_set_downloads (self->notices, peer_engine_get_downloads (self->engine));
  return TRUE;
}

static gboolean
gui_application_ensure_engine (GuiApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (self->engine != NULL || gui_application_start_engine (self, &error))
    return TRUE;
  g_printerr ("p2p-ci-peer: %s\n", error->message);
  return FALSE;
}

static void
gui_application_scheme_changed_cb (GuiApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  guint scheme = (guint) g_settings_get_enum (self->settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[MIN (scheme, G_N_ELEMENTS (schemes) - 1)]);
}

static void
gui_application_watched_cb (GuiApplication *self)
{
  gui_notices_set_is_watched (self->notices, self->window != NULL && gtk_window_is_active (GTK_WINDOW (self->window)));
}

static gboolean
gui_application_ensure_window (GuiApplication *self)
{
  if (self->window != NULL)
    return TRUE;
  if (!gui_application_ensure_engine (self))
    return FALSE;
  self->window = gui_window_new (GTK_APPLICATION (self), self->settings);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gui_window_set_engine (self->window, self->engine);
  gui_leaving_set_window (self->leaving, GTK_WINDOW (self->window));
  g_signal_connect_object (self->window,
                           "notify::is-active",
                           G_CALLBACK (gui_application_watched_cb),
                           self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

static void
gui_application_activate (GApplication *application)
{
  GuiApplication *self = GUI_APPLICATION (application);

  if (self->starts_hidden)
    {
      /* At login: it shares, and the window comes when somebody asks for it. */
      self->starts_hidden = FALSE;
      if (gui_application_ensure_engine (self))
        g_application_hold (application);
      return;
    }
  if (!gui_application_ensure_window (self))
    return;
  gtk_window_present (GTK_WINDOW (self->window));
  if (self->starts_with_add)
    {
      self->starts_with_add = FALSE;
      gtk_widget_activate_action (GTK_WIDGET (self->window), "win.add-document", NULL);
    }
}

/* What is held is read; what is not is looked for. */
static void
gui_application_open_number (GuiApplication *self, guint number)
{
  PeerDocument *document;
  g_autofree char *words = NULL;

  if (!gui_application_ensure_engine (self))
    return;
  document = peer_library_find (peer_engine_get_library (self->engine), number);
  if (document != NULL)
    {
      gui_reader_open (GTK_APPLICATION (self), self->engine, document);
      return;
    }
  words = g_strdup_printf ("%u", number);
  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL)
    gui_window_search_for (self->window, words);
}

static void
gui_application_open_document (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gui_application_open_number (user_data, g_variant_get_uint32 (parameter));
}

/* "rfc:2616", "urn:ietf:rfc:2616"; 0 for a file. */
static guint
gui_application_parse_link (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GuiQuery) query = NULL;

  if (!g_file_has_uri_scheme (file, "rfc") && !g_file_has_uri_scheme (file, "urn"))
    return 0;
  query = gui_query_new (g_str_has_prefix (uri, "rfc:") ? uri + strlen ("rfc:") + strspn (uri + strlen ("rfc:"), "/") : uri);
  return gui_query_get_number (query);
}

static void
gui_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  GuiApplication *self = GUI_APPLICATION (application);
  g_autoptr (GListStore) model = g_list_store_new (G_TYPE_FILE);

  self->starts_with_add = FALSE;
  self->starts_hidden = FALSE;
  for (int i = 0; i < n_files; i++)
    {
      guint number = gui_application_parse_link (files[i]);

      if (number != 0)
        gui_application_open_number (self, number);
      else
        g_list_store_append (model, files[i]);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (model)) == 0)
    return;
  gui_application_activate (application);
  if (self->window != NULL)
    gui_window_add_files (self->window, G_LIST_MODEL (model));
}

static void
gui_application_show_view (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (self->window), "win.view", parameter);
}

static void
gui_application_retry_failed (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  if (self->engine != NULL)
    peer_downloads_retry_failed (peer_engine_get_downloads (self->engine));
}

/* The desktop's search */

static PeerLibrary *
gui_application_get_library (gpointer user_data)
{
  GuiApplication *self = user_data;

  return gui_application_ensure_engine (self) ? peer_engine_get_library (self->engine) : NULL;
}

static void
gui_application_search_open_cb (guint number, gpointer user_data)
{
  gui_application_open_number (user_data, number);
}

static void
gui_application_search_launch_cb (const char *words, gpointer user_data)
{
  GuiApplication *self = user_data;

  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL)
    gui_window_search_for (self->window, words);
}

static gboolean
gui_application_dbus_register (GApplication *application, GDBusConnection *bus, const char *path, GError **error)
{
  static const GuiSearchProviderHandler handler = {
    .get_library = gui_application_get_library,
    .open = gui_application_search_open_cb,
    .search = gui_application_search_launch_cb,
  };
  GuiApplication *self = GUI_APPLICATION (application);
  g_autofree char *search_path = g_strconcat (path, "/SearchProvider", NULL);

  if (!G_APPLICATION_CLASS (gui_application_parent_class)->dbus_register (application, bus, path, error))
    return FALSE;
  self->search_provider = gui_search_provider_new (application, &handler, self);
  return gui_search_provider_export (self->search_provider, bus, search_path, error);
}

static void
gui_application_dbus_unregister (GApplication *application, GDBusConnection *bus, const char *path)
{
  GuiApplication *self = GUI_APPLICATION (application);

  g_clear_object (&self->search_provider);
  G_APPLICATION_CLASS (gui_application_parent_class)->dbus_unregister (application, bus, path);
}

static void
gui_application_add (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  self->starts_with_add = TRUE;
  g_application_activate (G_APPLICATION (self));
}

static void
gui_application_set_server (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  g_settings_set_string (self->settings, "server", g_variant_get_string (parameter, NULL));
}

static void
gui_application_use_local_index (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  g_settings_set_boolean (self->settings, "uses-local-index", TRUE);
}

static void
gui_application_reconnect (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  if (self->engine != NULL)
    peer_index_client_connect (peer_engine_get_index_client (self->engine));
}

static void
gui_application_use_any_port (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  g_settings_set_uint (self->settings, "upload-port", 0);
}

static void
gui_application_folder_chosen_cb (GtkNativeDialog *chooser, int response, GuiApplication *self)
{
  gboolean is_watched = g_object_get_data (G_OBJECT (chooser), "is-watched") != NULL;
  g_autoptr (GFile) folder = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (folder != NULL && is_watched)
    gui_engine_settings_watch_folder (self->engine_settings, folder);
  else if (folder != NULL)
    gui_engine_settings_choose_folder (self->engine_settings, folder);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

/* For the library itself, or one that is watched beside it. */
static void
gui_application_choose_folder (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;
  gboolean is_watched = g_str_equal (g_action_get_name (G_ACTION (action)), "watch-folder");
  GtkWidget *parent = self->preferences != NULL ? self->preferences : GTK_WIDGET (self->window);
  GtkFileChooserNative *chooser;

  if (self->engine == NULL)
    return;
  chooser = gtk_file_chooser_native_new (is_watched ? _ ("Choose a Folder to Watch") : _ ("Choose the Library Folder"),
                                         GTK_WINDOW (parent),
                                         GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                         is_watched ? _ ("_Watch") : _ ("_Choose"),
                                         _ ("_Cancel"));
  g_object_set_data (G_OBJECT (chooser), "is-watched", GINT_TO_POINTER (is_watched));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gui_application_folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
gui_application_show_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;
  g_autofree char *server = NULL;

  if (self->engine == NULL)
    return;
  if (self->preferences == NULL)
    {
      server = gui_engine_settings_dup_server (self->engine_settings);
      self->preferences = gui_preferences_new (self->settings, server, self->engine);
      gtk_window_set_transient_for (GTK_WINDOW (self->preferences), GTK_WINDOW (self->window));
      g_object_add_weak_pointer (G_OBJECT (self->preferences), (gpointer *) &self->preferences);
    }
  gtk_window_present (GTK_WINDOW (self->preferences));
}

static void
gui_application_search_documents (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  if (self->engine != NULL)
    gui_reader_search_open (GTK_APPLICATION (self), self->engine);
}

static void
gui_application_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about,
                "application-name",
                _ ("RFC Peer"),
                "application-icon",
                APPLICATION_ID,
                "version",
                PACKAGE_VERSION,
                "developer-name",
                _ ("The P2P-CI authors"),
                "copyright",
                _ ("© 2026 The P2P-CI authors"),
                "license-type",
                GTK_LICENSE_GPL_3_0,
                "comments",
                _ ("Finds, gets and shares RFC documents with the peers of your network."),
                NULL);
  gtk_window_set_transient_for (GTK_WINDOW (about), GTK_WINDOW (self->window));
  gtk_window_set_modal (GTK_WINDOW (about), TRUE);
  gtk_window_present (GTK_WINDOW (about));
}

static void
gui_application_stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiApplication) self = user_data;

  g_application_release (G_APPLICATION (self));
  g_application_quit (G_APPLICATION (self));
}

/* The window goes at once; the engine takes its leave of the index behind it. */
static void
gui_application_quit_now (gpointer user_data)
{
  GuiApplication *self = user_data;

  if (self->is_quitting)
    return;
  self->is_quitting = TRUE;
  if (self->window != NULL)
    gtk_widget_hide (GTK_WIDGET (self->window));
  if (self->engine == NULL)
    {
      g_application_quit (G_APPLICATION (self));
      return;
    }
  g_application_hold (G_APPLICATION (self));
  peer_engine_stop_async (self->engine, NULL, gui_application_stopped_cb, g_object_ref (self));
}

static void
gui_application_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  gui_leaving_quit (self->leaving);
}

static void
gui_application_close_window (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GuiApplication *self = user_data;

  gui_leaving_close_window (self->leaving);
}

/* From the session's end, systemd, or Ctrl+C: no questions, but the index is told. */
static gboolean
gui_application_terminate_cb (gpointer user_data)
{
  gui_application_quit_now (user_data);
  return G_SOURCE_CONTINUE;
}

static void
gui_application_set_accels (GuiApplication *self)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } accels[] = {
    { "app.quit", { "<Control>q", NULL } },
    { "app.search-documents", { "<Shift><Control>f", NULL } },
    { "app.preferences", { "<Control>comma", NULL } },
    { "window.close", { "<Control>w", NULL } },
    { "win.add-files", { "<Control>o", NULL } },
    { "win.add-folder", { "<Shift><Control>o", NULL } },
    { "win.add-document", { "<Control>n", NULL } },
    { "win.show-help-overlay", { "<Control>question", "F1", NULL } },
    { "win.search", { "<Control>f", "<Control>l", NULL } },
    { "win.switch-focus", { "F6", NULL } },
    { "win.refresh", { "<Control>r", "F5", NULL } },
    { "win.next-view", { "<Control>Page_Down", NULL } },
    { "win.previous-view", { "<Control>Page_Up", NULL } },
    { "win.view::index", { "<Alt>1", NULL } },
    { "win.view::library", { "<Alt>2", NULL } },
    { "win.view::transfers", { "<Alt>3", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, accels[i].accels);
}

static void
gui_application_follow (GuiApplication *self, const char *signal_name, GCallback callback)
{
  g_signal_connect_object (self->settings, signal_name, callback, self, G_CONNECT_SWAPPED);
}

static void
gui_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "add", .activate = gui_application_add },
    { .name = "set-server", .activate = gui_application_set_server, .parameter_type = "s" },
    { .name = "use-local-index", .activate = gui_application_use_local_index },
    { .name = "open-document", .activate = gui_application_open_document, .parameter_type = "u" },
    { .name = "show-view", .activate = gui_application_show_view, .parameter_type = "s" },
    { .name = "retry-failed", .activate = gui_application_retry_failed },
    { .name = "reconnect", .activate = gui_application_reconnect },
    { .name = "use-any-port", .activate = gui_application_use_any_port },
    { .name = "choose-folder", .activate = gui_application_choose_folder },
    { .name = "watch-folder", .activate = gui_application_choose_folder },
    { .name = "preferences", .activate = gui_application_show_preferences },
    { .name = "search-documents", .activate = gui_application_search_documents },
    { .name = "about", .activate = gui_application_about },
    { .name = "close-window", .activate = gui_application_close_window },
    { .name = "quit", .activate = gui_application_quit },
  };
  GuiApplication *self = GUI_APPLICATION (application);

  G_APPLICATION_CLASS (gui_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gui_application_set_accels (self);

  g_unix_signal_add (SIGINT, gui_application_terminate_cb, self);
  g_unix_signal_add (SIGTERM, gui_application_terminate_cb, self);

  self->settings = g_settings_new (APPLICATION_ID);
  self->leaving = gui_leaving_new (application, self->settings, gui_application_quit_now, self);
  self->notices = gui_notices_new (application);
  gui_application_follow (self, "changed::color-scheme", G_CALLBACK (gui_application_scheme_changed_cb));
  gui_application_scheme_changed_cb (self);
}

/* Before anything is shown, and in the process that was started: what cannot work is said here, on standard error. */
static int
gui_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  GuiApplication *self = GUI_APPLICATION (application);
  g_autoptr (GSettingsSchema) schema
      = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), APPLICATION_ID, TRUE);
  g_autoptr (GError) error = NULL;
  const char *server = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("p2p-ci-peer %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (schema == NULL)
    {
      g_printerr (_ ("p2p-ci-peer: its settings schema %s is not installed. To run it from a build folder, "
                     "set GSETTINGS_SCHEMA_DIR to the “data” folder in there.\n"),
                  APPLICATION_ID);
      return 1;
    }
  if (g_variant_dict_lookup (options, "server", "&s", &server))
    {
      self->server = gui_server_name_parse (server, &error);
      if (self->server == NULL)
        {
          g_printerr ("p2p-ci-peer: --server: %s\n", error->message);
          return 1;
        }
    }
  g_variant_dict_lookup (options, "folder", "^ay", &self->folder);
  self->starts_with_add = g_variant_dict_contains (options, "add");
  self->starts_hidden = g_variant_dict_contains (options, "background");
  return -1;
}

/* --add without a file, while another instance runs: that one opens the form. */
static gboolean
gui_application_local_command_line (GApplication *application, char ***arguments, int *exit_status)
{
  GuiApplication *self = GUI_APPLICATION (application);
  gboolean has_files = FALSE, adds = FALSE;

  for (char **argument = *arguments + (**arguments != NULL ? 1 : 0); *argument != NULL; argument++)
    {
      adds = adds || g_str_equal (*argument, "--add") || g_str_equal (*argument, "-a");
      has_files = has_files || (*argument)[0] != '-';
    }
  if (adds && !has_files && g_application_register (application, NULL, NULL) && g_application_get_is_remote (application))
    {
      g_action_group_activate_action (G_ACTION_GROUP (self), "add", NULL);
      *exit_status = 0;
      return TRUE;
    }
  return G_APPLICATION_CLASS (gui_application_parent_class)->local_command_line (application, arguments, exit_status);
}

static void
gui_application_dispose (GObject *object)
{
  GuiApplication *self = GUI_APPLICATION (object);

  g_clear_object (&self->notices);
  g_clear_pointer (&self->leaving, gui_leaving_free);
  g_clear_object (&self->downloads_signals);
  g_clear_object (&self->uploads_signals);
  self->engine = NULL;
  g_clear_pointer (&self->engine_settings, gui_engine_settings_free);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (gui_application_parent_class)->dispose (object);
}

static void
gui_application_class_init (GuiApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_application_dispose;
  application_class->startup = gui_application_startup;
  application_class->activate = gui_application_activate;
  application_class->open = gui_application_open;
  application_class->dbus_register = gui_application_dbus_register;
  application_class->dbus_unregister = gui_application_dbus_unregister;
  application_class->local_command_line = gui_application_local_command_line;
  application_class->handle_local_options = gui_application_handle_local_options;
}

static void
gui_application_init (GuiApplication *self)
{
  static const GOptionEntry options[] = {
    { "server", 's', 0, G_OPTION_ARG_STRING, NULL, N_ ("Use this index server in this run"), N_ ("HOST[:PORT]") },
    { "folder", 'f', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Use this library folder in this run"), N_ ("FOLDER") },
    { "add", 'a', 0, G_OPTION_ARG_NONE, NULL, N_ ("Add a document: the files named, or the form"), NULL },
    { "background", 'b', 0, G_OPTION_ARG_NONE, NULL, N_ ("Share without a window, as at login"), NULL },
    { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE…]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Finds, gets and shares RFC documents with the peers of your network."));

  self->downloads_signals = g_signal_group_new (PEER_TYPE_DOWNLOADS);
  g_signal_group_connect_swapped (self->downloads_signals, "notify::n-active", G_CALLBACK (gui_application_update_inhibit), self);
  self->uploads_signals = g_signal_group_new (PEER_TYPE_UPLOAD_SERVICE);
  g_signal_group_connect_swapped (self->uploads_signals, "notify::n-active", G_CALLBACK (gui_application_update_inhibit), self);
}

GuiApplication *
gui_application_new (void)
{
  return g_object_new (GUI_TYPE_APPLICATION,
                       "application-id",
                       APPLICATION_ID,
                       "resource-base-path",
                       "/org/p2pci/Peer",
                       "flags",
                       G_APPLICATION_HANDLES_OPEN | G_APPLICATION_CAN_OVERRIDE_APP_ID,
                       NULL);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-window.h"

#include "gui-add-dialog.h"
#include "gui-adding.h"
#include "gui-index-page.h"
#include "gui-library-page.h"
#include "gui-problems.h"
#include "gui-search.h"
#include "gui-status-button.h"
#include "gui-toast.h"
#include "gui-transfers-page.h"

#include <glib/gi18n-lib.h>

#define NARROW_WIDTH 600
#define SNUG_WIDTH 760 /* room for what matters, not for all */

struct _GuiWindow
{
  AdwApplicationWindow parent_instance;
  GSettings *settings;
  PeerEngine *engine;
  GSignalGroup *uploads_signals;
  GSignalGroup *downloads_signals;
  gboolean is_narrow;
  gboolean is_snug;
  gboolean is_compact; /* the view switcher is at the bottom */
  guint fit_source;

  GtkWidget *drop_hint;
  GtkDropTarget *drop_target;
  GtkToggleButton *search_button;
  GuiSearch *search;
  GuiProblems *problems;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewStack *stack;
  AdwViewStackPage *transfers_stack_page;
  GuiStatusButton *status_button;
  GuiIndexPage *index_page;
  GuiLibraryPage *library_page;
  GuiTransfersPage *transfers_page;
};

enum
{
  PROP_IS_NARROW = 1,
  PROP_IS_SNUG,
  PROP_IS_COMPACT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiWindow, gui_window, ADW_TYPE_APPLICATION_WINDOW)

static const char *const views[] = { "index", "library", "transfers" };

static void
gui_window_update_transfers (GuiWindow *self)
{
  guint n_downloads, n_uploads;

  g_object_get (peer_engine_get_downloads (self->engine), "n-active", &n_downloads, NULL);
  g_object_get (peer_engine_get_upload_service (self->engine), "n-active", &n_uploads, NULL);
  adw_view_stack_page_set_badge_number (self->transfers_stack_page, n_downloads + n_uploads);
}

void
gui_window_tell (GuiWindow *self, const char *sentence)
{
  gui_toast_show (GTK_WIDGET (self->stack), sentence);
}

/* To be read once: it stops nothing. */
static void
gui_window_tell_notice (GuiWindow *self)
{
  g_autofree char *notice = NULL;

  g_object_get (peer_engine_get_downloads (self->engine), "notice-text", &notice, NULL);
  if (notice != NULL && notice[0] != '\0')
    gui_window_tell (self, notice);
}

static const char *
gui_window_get_view (GuiWindow *self)
{
  return adw_view_stack_get_visible_child_name (self->stack);
}

/* There is nothing to search among the transfers. */
static void
gui_window_view_changed_cb (GuiWindow *self)
{
  GtkWidget *page = adw_view_stack_get_visible_child (self->stack);

  gui_search_set_page (self->search, GUI_IS_PAGE (page) ? GUI_PAGE (page) : NULL, GTK_WIDGET (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->search_button), GUI_IS_PAGE (page));
}

static void
gui_window_focus_list (GuiWindow *self)
{
  if (g_strcmp0 (gui_window_get_view (self), "index") == 0)
    gui_index_page_focus_list (self->index_page);
  else if (g_strcmp0 (gui_window_get_view (self), "library") == 0)
    gui_library_page_focus_list (self->library_page);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->transfers_page), GTK_DIR_TAB_FORWARD);
}

/* Left to itself the focus goes to what happens to come next to where it was. */
static void
gui_window_go_to_view (GuiWindow *self, const char *view)
{
  adw_view_stack_set_visible_child_name (self->stack, view);
  gui_window_focus_list (self);
}

static void
gui_window_view (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gui_window_go_to_view (GUI_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
gui_window_step_view (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiWindow *self = GUI_WINDOW (widget);
  guint n_views = G_N_ELEMENTS (views);
  guint step = g_str_equal (action, "win.next-view") ? 1 : n_views - 1;

  for (guint i = 0; i < n_views; i++)
    if (g_str_equal (gui_window_get_view (self), views[i]))
      {
        gui_window_go_to_view (self, views[(i + step) % n_views]);
        return;
      }
}

static void
gui_window_search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiWindow *self = GUI_WINDOW (widget);

  if (g_strcmp0 (gui_window_get_view (self), "transfers") == 0)
    adw_view_stack_set_visible_child_name (self->stack, "index");
  gui_search_begin (self->search);
}

void
gui_window_search_for (GuiWindow *self, const char *words)
{
  adw_view_stack_set_visible_child_name (self->stack, "index");
  gui_search_begin_with (self->search, words);
}

static void
gui_window_switch_focus (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiWindow *self = GUI_WINDOW (widget);

  if (gui_search_has_focus (self->search))
    gui_window_focus_list (self);
  else
    gui_window_search (widget, action, NULL);
}

static void
gui_window_refresh (GtkWidget *widget, const char *action, GVariant *parameter)
{
  peer_catalogue_refresh (peer_engine_get_catalogue (GUI_WINDOW (widget)->engine));
}

static void
gui_window_resume_downloads (GtkWidget *widget, const char *action, GVariant *parameter)
{
  peer_downloads_resume (peer_engine_get_downloads (GUI_WINDOW (widget)->engine));
}

void
gui_window_add_files (GuiWindow *self, GListModel *files)
{
  gui_adding_start (GTK_WIDGET (self->stack), peer_engine_get_library (self->engine), files);
}

static void
gui_window_chosen_cb (GtkNativeDialog *chooser, int response, GuiWindow *self)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
      gui_window_add_files (self, files);
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
gui_window_choose (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiWindow *self = GUI_WINDOW (widget);
  gboolean is_folder = g_str_equal (action, "win.add-folder");
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (is_folder ? _ ("Choose a Folder of RFC Texts") : _ ("Choose RFC Text Files"),
                                     GTK_WINDOW (self),
                                     is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN,
                                     _ ("_Add"),
                                     _ ("_Cancel"));

  if (!is_folder)
    {
      g_autoptr (GtkFileFilter) texts = gtk_file_filter_new ();
      g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

      gtk_file_filter_set_name (texts, _ ("Text files"));
      gtk_file_filter_add_mime_type (texts, "text/plain");
      gtk_file_filter_add_suffix (texts, "txt");
      gtk_file_filter_set_name (all, _ ("All files"));
      gtk_file_filter_add_pattern (all, "*");
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), texts);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
      gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gui_window_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
gui_window_add_document (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiWindow *self = GUI_WINDOW (widget);
  GtkWidget *dialog = gui_add_dialog_new (peer_engine_get_library (self->engine), GTK_WIDGET (self->stack));

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static GListModel *
gui_window_make_file_model (GSList *files)
{
  GListStore *store = g_list_store_new (G_TYPE_FILE);

  for (GSList *file = files; file != NULL; file = file->next)
    g_list_store_append (store, file->data);
  return G_LIST_MODEL (store);
}

static gboolean
gui_window_drop_cb (GuiWindow *self, const GValue *value)
{
  g_autoptr (GListModel) files = gui_window_make_file_model (g_value_get_boxed (value));

  if (g_list_model_get_n_items (files) == 0)
    return FALSE;
  gui_window_add_files (self, files);
  return TRUE;
}

static void
gui_window_drop_changed_cb (GuiWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, gtk_drop_target_get_current_drop (self->drop_target) != NULL);
}

static void
gui_window_pasted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, &error);

  if (value != NULL)
    gui_window_drop_cb (self, value);
  else
    gui_toast_show (GTK_WIDGET (self->stack), _ ("There are no files on the clipboard"));
}

static void
gui_window_paste (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_read_value_async (gtk_widget_get_clipboard (widget),
                                  GDK_TYPE_FILE_LIST,
                                  G_PRIORITY_DEFAULT,
                                  NULL,
                                  gui_window_pasted_cb,
                                  g_object_ref (widget));
}

static void
gui_window_set_flag (GuiWindow *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
gui_window_fit_cb (gpointer user_data)
{
  GuiWindow *self = user_data;
  /* What counts is how much text there is room for. */
  double width = gtk_widget_get_width (GTK_WIDGET (self)) / gui_columns_get_text_scale (GTK_WIDGET (self));

  self->fit_source = 0;
  gui_window_set_flag (self, &self->is_snug, width < SNUG_WIDTH, PROP_IS_SNUG);
  gui_window_set_flag (self, &self->is_narrow, width < NARROW_WIDTH, PROP_IS_NARROW);
  gui_window_set_flag (self,
                       &self->is_compact,
                       adw_view_switcher_title_get_title_visible (self->switcher_title),
                       PROP_IS_COMPACT);
  return G_SOURCE_REMOVE;
}

/* Follows the width that the window really has. Columns and bars come and go after its allocation, not within it. */
static void
gui_window_fit (GuiWindow *self)
{
  if (self->fit_source == 0)
    self->fit_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, gui_window_fit_cb, self, NULL);
}

static void
gui_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (gui_window_parent_class)->size_allocate (widget, width, height, baseline);
  gui_window_fit (GUI_WINDOW (widget));
}

static void
gui_window_restore (GuiWindow *self)
{
  g_autofree char *view = g_settings_get_string (self->settings, "view");

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "is-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  adw_view_stack_set_visible_child_name (self->stack, view);
}

static void
gui_window_save (GuiWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "is-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_string (self->settings, "view", gui_window_get_view (self));
}

/* Closing the last window ends the program, and that may have a question to ask. */
static gboolean
gui_window_close_request (GtkWindow *window)
{
  GuiWindow *self = GUI_WINDOW (window);
  GtkApplication *application = gtk_window_get_application (window);

  gui_window_save (self);
  if (application != NULL && g_action_group_has_action (G_ACTION_GROUP (application), "close-window"))
    {
      g_action_group_activate_action (G_ACTION_GROUP (application), "close-window", NULL);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (gui_window_parent_class)->close_request (window);
}

void
gui_window_set_engine (GuiWindow *self, PeerEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;

  gui_index_page_set_engine (self->index_page, engine);
  gui_library_page_set_engine (self->library_page, engine);
  gui_transfers_page_set_engine (self->transfers_page, engine);
  gui_status_button_set_engine (self->status_button, engine);
  gui_problems_set_engine (self->problems, engine);
  g_signal_group_set_target (self->uploads_signals, peer_engine_get_upload_service (engine));
  g_signal_group_set_target (self->downloads_signals, peer_engine_get_downloads (engine));
  gui_window_update_transfers (self);
  gui_window_focus_list (self);
}

PeerEngine *
gui_window_get_engine (GuiWindow *self)
{
  return self->engine;
}

static void
gui_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiWindow *self = GUI_WINDOW (object);

  g_value_set_boolean (value,
                       id == PROP_IS_NARROW ? self->is_narrow
                       : id == PROP_IS_SNUG ? self->is_snug
                                            : self->is_compact);
}

static void
gui_window_dispose (GObject *object)
{
  GuiWindow *self = GUI_WINDOW (object);

  g_clear_handle_id (&self->fit_source, g_source_remove);
  g_clear_object (&self->uploads_signals);
  g_clear_object (&self->downloads_signals);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (gui_window_parent_class)->dispose (object);
}

static void
gui_window_install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "win.view", "s", gui_window_view);
  gtk_widget_class_install_action (class, "win.next-view", NULL, gui_window_step_view);
  gtk_widget_class_install_action (class, "win.previous-view", NULL, gui_window_step_view);
  gtk_widget_class_install_action (class, "win.search", NULL, gui_window_search);
  gtk_widget_class_install_action (class, "win.switch-focus", NULL, gui_window_switch_focus);
  gtk_widget_class_install_action (class, "win.refresh", NULL, gui_window_refresh);
  gtk_widget_class_install_action (class, "win.resume-downloads", NULL, gui_window_resume_downloads);
  gtk_widget_class_install_action (class, "win.add-files", NULL, gui_window_choose);
  gtk_widget_class_install_action (class, "win.add-folder", NULL, gui_window_choose);
  gtk_widget_class_install_action (class, "win.add-document", NULL, gui_window_add_document);
  gtk_widget_class_install_action (class, "win.paste", NULL, gui_window_paste);
}

static void
gui_window_class_init (GuiWindowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_window_get_property;
  object_class->dispose = gui_window_dispose;
  widget_class->size_allocate = gui_window_size_allocate;
  GTK_WINDOW_CLASS (class)->close_request = gui_window_close_request;

  properties[PROP_IS_NARROW]
      = g_param_spec_boolean ("is-narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_SNUG]
      = g_param_spec_boolean ("is-snug", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_COMPACT]
      = g_param_spec_boolean ("is-compact", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GUI_TYPE_INDEX_PAGE);
  g_type_ensure (GUI_TYPE_LIBRARY_PAGE);
  g_type_ensure (GUI_TYPE_PROBLEMS);
  g_type_ensure (GUI_TYPE_SEARCH);
  g_type_ensure (GUI_TYPE_STATUS_BUTTON);
  g_type_ensure (GUI_TYPE_TRANSFERS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-window.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, drop_hint);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, search);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, problems);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, transfers_stack_page);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, status_button);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, index_page);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, library_page);
  gtk_widget_class_bind_template_child (widget_class, GuiWindow, transfers_page);
  gtk_widget_class_bind_template_callback (widget_class, gui_window_fit);
  gtk_widget_class_bind_template_callback (widget_class, gui_window_focus_list);
  gtk_widget_class_bind_template_callback (widget_class, gui_window_view_changed_cb);
  gui_window_install_actions (widget_class);
}

static void
gui_window_init_drop_target (GuiWindow *self)
{
  self->drop_target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (self->drop_target, "drop", G_CALLBACK (gui_window_drop_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drop_target,
                           "notify::current-drop",
                           G_CALLBACK (gui_window_drop_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->drop_target));
}

static void
gui_window_init (GuiWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gui_window_init_drop_target (self);
  self->uploads_signals = g_signal_group_new (PEER_TYPE_UPLOAD_SERVICE);
  g_signal_group_connect_swapped (self->uploads_signals, "notify::n-active", G_CALLBACK (gui_window_update_transfers), self);
  self->downloads_signals = g_signal_group_new (PEER_TYPE_DOWNLOADS);
  g_signal_group_connect_swapped (self->downloads_signals, "notify::notice-text", G_CALLBACK (gui_window_tell_notice), self);
  g_signal_group_connect_swapped (self->downloads_signals,
                                  "notify::n-active",
                                  G_CALLBACK (gui_window_update_transfers),
                                  self);
  gui_window_view_changed_cb (self);
}

GuiWindow *
gui_window_new (GtkApplication *application, GSettings *settings)
{
  GuiWindow *self = g_object_new (GUI_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  gui_search_set_up (self->search, self->index_page, self->library_page, settings);
  gui_page_keep (GUI_PAGE (self->index_page), settings, "index");
  gui_page_keep (GUI_PAGE (self->library_page), settings, "library");
  gui_window_restore (self);
  return self;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader.h"

#include "gui-document.h"
#include "gui-reader-address.h"
#include "gui-reader-banner.h"
#include "gui-reader-contents.h"
#include "gui-reader-fetch.h"
#include "gui-reader-find.h"
#include "gui-reader-history.h"
#include "gui-reader-link.h"
#include "gui-reader-places.h"
#include "gui-reader-print.h"
#include "gui-reader-view.h"
#include "gui-text.h"
#include "gui-toast.h"

#include <glib/gi18n-lib.h>

#define NARROW_WIDTH 700 /* less has no room for the contents beside the text */
#define ZOOM_STEP 1.1
#define ZOOM_MIN 0.5
#define ZOOM_MAX 4.0
#define PLACE_SECONDS 2 /* a place is kept so long after the last movement */

/* Where in a document to begin. */
typedef struct
{
  gboolean is_kept; /* where reading stopped last time */
  guint source;     /* else this line of the file */
  char section[PEER_REFERENCE_SECTION_MAX]; /* or this section, unless "" */
} GuiReaderStart;

struct _GuiReader
{
  AdwApplicationWindow parent_instance;
  GSettings *settings;
  PeerEngine *engine;
  PeerDocument *document;
  GuiReaderHistory *history;
  GuiReaderStart start;
  GCancellable *loading;
  GSignalGroup *library_signals;
  guint place_source;
  guint banner_source;
  guint fit_source;

  GtkWidget *back_button;
  GtkWidget *forward_button;
  AdwWindowTitle *title;
  GuiReaderBanner *banner;
  GuiReaderFind *find;
  AdwFlap *flap;
  GuiReaderContents *contents;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GuiReaderView *view;
  AdwStatusPage *failed;
  GuiReaderFetch *fetch;
};

enum
{
  PROP_HIDES_BREAKS = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiReader, gui_reader, ADW_TYPE_APPLICATION_WINDOW)

static GuiReaderPlace
gui_reader_get_place (GuiReader *self)
{
  PeerPage *page = gui_reader_view_get_page (self->view);
  GuiReaderPlace place = { gui_reader_get_number (self), 0 };
  guint line = gui_reader_view_get_line (self->view);

  if (page != NULL && line < peer_page_text_get_n_lines (page->text))
    place.source = line == 0 ? 0 : peer_page_text_get_line (page->text, line)->source;
  return place;
}

/* Only what is on the screen has a place. */
static void
gui_reader_keep_place (GuiReader *self)
{
  const GuiReaderPlace place = gui_reader_get_place (self);

  g_clear_handle_id (&self->place_source, g_source_remove);
  if (self->settings != NULL && self->loading == NULL && place.number != 0 && gui_reader_view_get_page (self->view) != NULL)
    gui_reader_places_set (self->settings, place.number, place.source);
}

static gboolean
gui_reader_keep_place_cb (gpointer user_data)
{
  GuiReader *self = user_data;

  self->place_source = 0;
  gui_reader_keep_place (self);
  return G_SOURCE_REMOVE;
}

static void
gui_reader_moved_cb (GuiReader *self)
{
  gui_reader_contents_follow (self->contents, gui_reader_view_get_line (self->view));
  g_clear_handle_id (&self->place_source, g_source_remove);
  self->place_source = g_timeout_add_seconds (PLACE_SECONDS, gui_reader_keep_place_cb, self);
}

static void
gui_reader_update_actions (GuiReader *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reader.back", gui_reader_history_can_go_back (self->history));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reader.forward", gui_reader_history_can_go_forward (self->history));
  /* Where there is little room, what cannot be used takes none of it. */
  gtk_widget_set_visible (self->back_button, !adw_flap_get_folded (self->flap) || gui_reader_history_can_go_back (self->history));
  gtk_widget_set_visible (self->forward_button, !adw_flap_get_folded (self->flap));
}

static gboolean
gui_reader_update_banner_cb (gpointer user_data)
{
  GuiReader *self = user_data;

  self->banner_source = 0;
  if (self->document != NULL)
    gui_reader_banner_show (self->banner, peer_engine_get_library (self->engine), gui_reader_get_number (self));
  return G_SOURCE_REMOVE;
}

/* A library that is being read changes a thousand times. */
static void
gui_reader_update_banner_soon (GuiReader *self)
{
  if (self->banner_source == 0)
    self->banner_source = g_idle_add (gui_reader_update_banner_cb, self);
}

static void
gui_reader_update_title (GuiReader *self)
{
  g_autofree char *name = g_strdup_printf ("RFC %u", gui_reader_get_number (self));
  g_autofree char *title = gui_text_filter (peer_document_get_title (self->document));
  g_autofree char *whole = g_strdup_printf ("%s: %s", name, title);

  adw_window_title_set_title (self->title, name);
  adw_window_title_set_subtitle (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
  gtk_window_set_title (GTK_WINDOW (self), whole);
}

static guint
gui_reader_find_start (GuiReader *self, PeerPage *page)
{
  if (self->start.section[0] != '\0')
    {
      g_autoptr (GHashTable) sections = peer_page_headings_index (page->headings);
      g_autofree char *key = g_ascii_strup (self->start.section, -1);
      const PeerPageHeading *heading = g_hash_table_lookup (sections, key);

      if (heading != NULL)
        return heading->line;
    }
  return peer_page_text_find_source (page->text, self->start.source);
}

static void
gui_reader_fail (GuiReader *self, const GError *error)
{
  g_autofree char *title = g_strdup_printf (_("Cannot Open RFC %u"), gui_reader_get_number (self));
  g_autofree char *description = gui_text_filter_markup (error->message);

  adw_status_page_set_title (self->failed, title);
  adw_status_page_set_description (self->failed, description);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
gui_reader_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiReader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PeerPage) page = peer_page_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another one is asked for, or nobody is here any more */
  g_clear_object (&self->loading);
  gui_reader_view_set_page (self->view, page, page != NULL ? gui_reader_find_start (self, page) : 0);
  gui_reader_contents_set_page (self->contents, page);
  gui_reader_find_update (self->find);
  if (page == NULL)
    {
      gui_reader_fail (self, error);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "text");
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->find)) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
gui_reader_reload (GuiReader *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  if (gui_reader_view_get_page (self->view) == NULL)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  peer_page_load_async (peer_document_get_file (self->document),
                        gui_reader_get_number (self),
                        g_settings_get_boolean (self->settings, "reader-hides-breaks"),
                        self->loading,
                        gui_reader_loaded_cb,
                        g_object_ref (self));
}

static void
gui_reader_show_document (GuiReader *self, PeerDocument *document, const GuiReaderStart *start)
{
  gui_reader_keep_place (self);
  g_set_object (&self->document, document);
  self->start = *start;
  if (start->is_kept)
    self->start.source = gui_reader_places_get (self->settings, gui_reader_get_number (self));
  gui_reader_update_title (self);
  gui_reader_update_banner_cb (self);
  gui_reader_update_actions (self);
  gui_reader_reload (self);
}

static GuiReader *
gui_reader_find_window (GtkApplication *application, guint number)
{
  for (GList *window = application != NULL ? gtk_application_get_windows (application) : NULL; window != NULL; window = window->next)
    if (GUI_IS_READER (window->data) && gui_reader_get_number (window->data) == number)
      return window->data;
  return NULL;
}

static gboolean
gui_reader_has_page_of (GuiReader *self, guint number)
{
  PeerPage *page = gui_reader_view_get_page (self->view);

  return page != NULL && page->number == number && self->loading == NULL;
}

/* To another place, be it in this document or in another one. */
static void
gui_reader_go (GuiReader *self, PeerDocument *document, const GuiReaderStart *start)
{
  if (gui_reader_has_page_of (self, peer_document_get_number (document)))
    {
      self->start = *start;
      gui_reader_view_go_to (self->view, gui_reader_find_start (self, gui_reader_view_get_page (self->view)));
      gui_reader_update_actions (self);
      return;
    }
  gui_reader_show_document (self, document, start);
}

static GuiReader *gui_reader_new (GtkApplication *application, PeerEngine *engine);

/* @elsewhere: in a window of its own. One that shows the document already is as good. */
static void
gui_reader_visit (GuiReader *self, PeerDocument *document, const GuiReaderStart *start, gboolean elsewhere)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GuiReader *other = gui_reader_find_window (application, peer_document_get_number (document));

  if (other == NULL && elsewhere)
    {
      other = gui_reader_new (application, self->engine);
      gui_reader_show_document (other, document, start);
    }
  else if (other != NULL && other != self && !start->is_kept)
    gui_reader_go (other, document, start);
  if (other != NULL && other != self)
    {
      gtk_window_present (GTK_WINDOW (other));
      return;
    }
  gui_reader_history_leave (self->history, gui_reader_get_place (self));
  gui_reader_go (self, document, start);
}

static void
gui_reader_follow_document (GuiReader *self, guint number, const char *section, gboolean elsewhere)
{
  PeerDocument *document = peer_library_find (peer_engine_get_library (self->engine), number);
  PeerEntry *entry = peer_catalogue_find (peer_engine_get_catalogue (self->engine), number);
  GuiReaderStart start = { section[0] == '\0', 0, "" };

  g_strlcpy (start.section, section, sizeof start.section);
  if (document != NULL)
    gui_reader_visit (self, document, &start, elsewhere);
  else if (entry != NULL && peer_entry_get_n_holders (entry) > 0)
    {
      self->start = start;
      gui_reader_fetch_start (self->fetch, self->engine, number);
    }
  else
    {
      g_autofree char *text = g_strdup_printf (_("No peer has RFC %u now"), number);

      gui_toast_show (GTK_WIDGET (self->stack), text);
    }
}

static void
gui_reader_arrived_cb (GuiReader *self, PeerDocument *document)
{
  const GuiReaderStart start = self->start;

  gui_reader_visit (self, document, &start, FALSE);
}

static void
gui_reader_go_to_line (GuiReader *self, guint line)
{
  gui_reader_history_leave (self->history, gui_reader_get_place (self));
  gui_reader_update_actions (self);
  gui_reader_view_go_to (self->view, line);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
gui_reader_follow_cb (GuiReader *self, const PeerReference *reference, gboolean elsewhere)
{
  g_autofree char *address = NULL;

  switch (reference->kind)
    {
    case PEER_REFERENCE_DOCUMENT:
      gui_reader_follow_document (self, reference->number, reference->section, elsewhere);
      break;
    case PEER_REFERENCE_LINE:
      gui_reader_go_to_line (self, reference->line);
      break;
    case PEER_REFERENCE_ADDRESS:
    default:
      address = gui_reader_link_dup_words (gui_reader_view_get_page (self->view), reference);
      gui_reader_address_ask (GTK_WINDOW (self), address);
    }
}

static void
gui_reader_chosen_cb (GuiReader *self, guint line)
{
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  gui_reader_go_to_line (self, line);
}

static void
gui_reader_open_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gui_reader_follow_document (GUI_READER (widget), g_variant_get_uint32 (parameter), "", FALSE);
}

/* A document that is gone meanwhile is passed over. */
static void
gui_reader_step_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiReader *self = GUI_READER (widget);
  const GuiReaderPlace here = gui_reader_get_place (self);
  const GuiReaderPlace place = g_str_equal (action, "reader.back") ? gui_reader_history_go_back (self->history, here)
                                                                   : gui_reader_history_go_forward (self->history, here);
  PeerDocument *document = peer_library_find (peer_engine_get_library (self->engine), place.number);
  const GuiReaderStart start = { FALSE, place.source, "" };

  if (document != NULL)
    gui_reader_go (self, document, &start);
  gui_reader_update_actions (self);
}

static void
gui_reader_find_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiReader *self = GUI_READER (widget);

  if (g_str_equal (action, "reader.find"))
    gui_reader_find_open (self->find);
  else
    gui_reader_find_step (self->find, g_str_equal (action, "reader.find-next"));
}

static void
gui_reader_contents_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiReader *self = GUI_READER (widget);
  const gboolean is_shown = !adw_flap_get_reveal_flap (self->flap);

  adw_flap_set_reveal_flap (self->flap, is_shown);
  if (is_shown)
    gtk_widget_child_focus (GTK_WIDGET (self->contents), GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
gui_reader_zoom_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiReader *self = GUI_READER (widget);
  double zoom = g_settings_get_double (self->settings, "reader-zoom");

  if (g_str_equal (action, "reader.zoom-normal"))
    zoom = 1;
  else
    zoom = g_str_equal (action, "reader.zoom-in") ? zoom * ZOOM_STEP : zoom / ZOOM_STEP;
  g_settings_set_double (self->settings, "reader-zoom", CLAMP (zoom, ZOOM_MIN, ZOOM_MAX));
}

static void
gui_reader_follow_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gui_reader_view_follow_cursor (GUI_READER (widget)->view);
}

static void
gui_reader_copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiReader) self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_copy_finish (G_FILE (object), result, &error))
    gui_toast_show (GTK_WIDGET (self->stack), _("A copy is saved"));
  else
    {
      g_autofree char *text = g_strdup_printf (_("Cannot save a copy: %s"), error->message);

      gui_toast_show (GTK_WIDGET (self->stack), text);
    }
}

static void
gui_reader_save_cb (GtkNativeDialog *chooser, int response, GuiReader *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_file_copy_async (peer_document_get_file (self->document), file, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, NULL, NULL,
                         NULL, gui_reader_copied_cb, g_object_ref (self));
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
gui_reader_save_copy (GuiReader *self)
{
  g_autofree char *path = g_file_get_path (peer_document_get_file (self->document));
  const char *suffix = path != NULL && g_str_has_suffix (path, ".gz") ? ".gz" : "";
  g_autofree char *name = g_strdup_printf ("rfc%u.txt%s", gui_reader_get_number (self), suffix);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Save a Copy"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                                               _("_Save"), _("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gui_reader_save_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
gui_reader_document_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiReader *self = GUI_READER (widget);
  PeerPage *page = gui_reader_view_get_page (self->view);

  if (self->document == NULL)
    return;
  if (g_str_equal (action, "reader.open-externally"))
    gui_document_open_externally (GTK_WIDGET (self->stack), self->document);
  else if (g_str_equal (action, "reader.show-in-folder"))
    gui_document_show_in_folder (GTK_WIDGET (self->stack), self->document);
  else if (g_str_equal (action, "reader.copy-reference"))
    gui_document_copy_reference (GTK_WIDGET (self->stack), gui_reader_get_number (self));
  else if (g_str_equal (action, "reader.save-copy"))
    gui_reader_save_copy (self);
  else if (page != NULL)
    gui_reader_print (GTK_WINDOW (self), page, gtk_window_get_title (GTK_WINDOW (self)));
}

/* Another text of the same document: one stays where one is. */
static void
gui_reader_breaks_changed_cb (GuiReader *self)
{
  if (self->document != NULL && self->loading == NULL)
    {
      const GuiReaderStart start = { FALSE, gui_reader_get_place (self).source, "" };

      self->start = start;
      gui_reader_reload (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIDES_BREAKS]);
}

static gboolean
gui_reader_fit_cb (gpointer user_data)
{
  GuiReader *self = user_data;
  const gboolean is_narrow = gtk_widget_get_width (GTK_WIDGET (self)) < NARROW_WIDTH;

  self->fit_source = 0;
  if (is_narrow == adw_flap_get_folded (self->flap))
    return G_SOURCE_REMOVE;
  /* Laid over the text the contents are shown when they are asked for. */
  if (is_narrow)
    adw_flap_set_reveal_flap (self->flap, FALSE);
  adw_flap_set_fold_policy (self->flap, is_narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  if (!is_narrow)
    adw_flap_set_reveal_flap (self->flap, g_settings_get_boolean (self->settings, "reader-contents"));
  gui_reader_update_actions (self);
  return G_SOURCE_REMOVE;
}

/* After its allocation, not within it. */
static void
gui_reader_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GuiReader *self = GUI_READER (widget);

  GTK_WIDGET_CLASS (gui_reader_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->fit_source == 0)
    self->fit_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, gui_reader_fit_cb, self, NULL);
}

static void
gui_reader_revealed_cb (GuiReader *self)
{
  const gboolean is_wide = gtk_widget_get_width (GTK_WIDGET (self)) >= NARROW_WIDTH;

  if (is_wide && !adw_flap_get_folded (self->flap))
    g_settings_set_boolean (self->settings, "reader-contents", adw_flap_get_reveal_flap (self->flap));
}

static gboolean
gui_reader_close_request (GtkWindow *window)
{
  GuiReader *self = GUI_READER (window);
  int width, height;

  gui_reader_keep_place (self);
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set (self->settings, "reader-size", "(ii)", width, height);
  return GTK_WINDOW_CLASS (gui_reader_parent_class)->close_request (window);
}

static void
gui_reader_set_engine (GuiReader *self, PeerEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;
  gui_reader_fetch_dismiss (self->fetch);
  g_signal_group_set_target (self->library_signals, peer_engine_get_library (engine));
  gui_reader_view_set_engine (self->view, engine);
  gui_reader_update_banner_soon (self);
}

static void
gui_reader_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiReader *self = GUI_READER (object);

  g_value_set_boolean (value, self->settings == NULL || g_settings_get_boolean (self->settings, "reader-hides-breaks"));
}

static void
gui_reader_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  g_settings_set_boolean (GUI_READER (object)->settings, "reader-hides-breaks", g_value_get_boolean (value));
}

static void
gui_reader_dispose (GObject *object)
{
  GuiReader *self = GUI_READER (object);

  g_clear_handle_id (&self->place_source, g_source_remove);
  g_clear_handle_id (&self->banner_source, g_source_remove);
  g_clear_handle_id (&self->fit_source, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->library_signals);
  g_clear_object (&self->engine);
  g_clear_object (&self->document);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->history, gui_reader_history_free);
  G_OBJECT_CLASS (gui_reader_parent_class)->dispose (object);
}

static void
gui_reader_install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc func;
    guint keys[3];
    GdkModifierType modifiers;
  } actions[] = {
    { "reader.back", gui_reader_step_action, { GDK_KEY_Left, GDK_KEY_KP_Left }, GDK_ALT_MASK },
    { "reader.forward", gui_reader_step_action, { GDK_KEY_Right, GDK_KEY_KP_Right }, GDK_ALT_MASK },
    { "reader.find", gui_reader_find_action, { GDK_KEY_f }, GDK_CONTROL_MASK },
    { "reader.find-next", gui_reader_find_action, { GDK_KEY_g }, GDK_CONTROL_MASK },
    { "reader.find-previous", gui_reader_find_action, { GDK_KEY_g, GDK_KEY_G }, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "reader.contents", gui_reader_contents_action, { GDK_KEY_F9 }, 0 },
    { "reader.zoom-in", gui_reader_zoom_action, { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add }, GDK_CONTROL_MASK },
    { "reader.zoom-out", gui_reader_zoom_action, { GDK_KEY_minus, GDK_KEY_KP_Subtract }, GDK_CONTROL_MASK },
    { "reader.zoom-normal", gui_reader_zoom_action, { GDK_KEY_0, GDK_KEY_KP_0 }, GDK_CONTROL_MASK },
    { "reader.follow", gui_reader_follow_action, { GDK_KEY_Return, GDK_KEY_KP_Enter }, 0 },
    { "reader.open-externally", gui_reader_document_action, { 0 }, 0 },
    { "reader.show-in-folder", gui_reader_document_action, { 0 }, 0 },
    { "reader.copy-reference", gui_reader_document_action, { GDK_KEY_c, GDK_KEY_C }, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "reader.save-copy", gui_reader_document_action, { GDK_KEY_s }, GDK_CONTROL_MASK },
    { "reader.print", gui_reader_document_action, { GDK_KEY_p }, GDK_CONTROL_MASK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (class, actions[i].name, NULL, actions[i].func);
      for (guint k = 0; k < G_N_ELEMENTS (actions[i].keys) && actions[i].keys[k] != 0; k++)
        gtk_widget_class_add_binding_action (class, actions[i].keys[k], actions[i].modifiers, actions[i].name, NULL);
    }
  gtk_widget_class_install_action (class, "reader.open", "u", gui_reader_open_action);
  gtk_widget_class_install_property_action (class, "reader.hides-breaks", "hides-breaks");
}

static void
gui_reader_class_init (GuiReaderClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_reader_get_property;
  object_class->set_property = gui_reader_set_property;
  object_class->dispose = gui_reader_dispose;
  widget_class->size_allocate = gui_reader_size_allocate;
  GTK_WINDOW_CLASS (class)->close_request = gui_reader_close_request;
  properties[PROP_HIDES_BREAKS] = g_param_spec_boolean ("hides-breaks", NULL, NULL, TRUE,
                                                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GUI_TYPE_READER_BANNER);
  g_type_ensure (GUI_TYPE_READER_CONTENTS);
  g_type_ensure (GUI_TYPE_READER_FETCH);
  g_type_ensure (GUI_TYPE_READER_FIND);
  g_type_ensure (GUI_TYPE_READER_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-reader.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiReader, back_button);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, forward_button);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, title);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, banner);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, find);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, flap);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, contents);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, toasts);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, view);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, failed);
  gtk_widget_class_bind_template_child (widget_class, GuiReader, fetch);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_arrived_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_follow_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_moved_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_reload);
  gui_reader_install_actions (widget_class);
}

static void
gui_reader_init (GuiReader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->history = gui_reader_history_new ();
  self->library_signals = g_signal_group_new (PEER_TYPE_LIBRARY);
  g_signal_group_connect_swapped (self->library_signals, "items-changed", G_CALLBACK (gui_reader_update_banner_soon), self);
  gui_reader_find_connect (self->find, self->view, GTK_WIDGET (self));
  gui_reader_update_actions (self);
}

static GuiReader *
gui_reader_new (GtkApplication *application, PeerEngine *engine)
{
  GuiReader *self = g_object_new (GUI_TYPE_READER, "application", application, NULL);
  int width, height;

  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_get (self->settings, "reader-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  g_settings_bind (self->settings, "reader-zoom", self->view, "zoom", G_SETTINGS_BIND_GET);
  g_signal_connect_object (self->settings, "changed::reader-hides-breaks", G_CALLBACK (gui_reader_breaks_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (gui_reader_revealed_cb), self, G_CONNECT_SWAPPED);
  adw_flap_set_reveal_flap (self->flap, g_settings_get_boolean (self->settings, "reader-contents"));
  gui_reader_set_engine (self, engine);
  return self;
}

guint
gui_reader_get_number (GuiReader *self)
{
  return self->document != NULL ? peer_document_get_number (self->document) : 0;
}

GuiReader *
gui_reader_open (GtkApplication *application, PeerEngine *engine, PeerDocument *document)
{
  GuiReader *self = gui_reader_find_window (application, peer_document_get_number (document));
  const GuiReaderStart start = { TRUE, 0, "" };

  if (self == NULL)
    {
      self = gui_reader_new (application, engine);
      gui_reader_show_document (self, document, &start);
    }
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

GuiReader *
gui_reader_open_at (GtkApplication *application, PeerEngine *engine, PeerDocument *document, guint source, const char *words)
{
  GuiReader *self = gui_reader_find_window (application, peer_document_get_number (document));
  const GuiReaderStart start = { FALSE, source, "" };

  if (self == NULL)
    {
      self = gui_reader_new (application, engine);
      gui_reader_show_document (self, document, &start);
    }
  else
    gui_reader_go (self, document, &start);
  gui_reader_find_set_words (self->find, words);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

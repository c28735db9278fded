/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-test.h"

#include "peer-document-private.h"
#include "test-support.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>

/* GTK since 4.12 warns of how libadwaita measures the heading of its message dialog. Everything else stays fatal. */
static GLogWriterOutput
gui_test_write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_strcmp0 (fields[i].key, "MESSAGE") == 0 && fields[i].length < 0
        && g_str_has_prefix (fields[i].value, "Trying to measure GtkLabel")
        && gui_test_find_dialog (ADW_TYPE_MESSAGE_DIALOG) != NULL)
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* The catalogue that the environment names instead of the one that is installed. One that is not found is a failure:
 * the pictures would all be English. */
static void
gui_test_init_language (void)
{
  const char *folder = g_getenv ("P2PCI_LOCALEDIR");

  if (folder == NULL)
    return;
  g_assert_nonnull (setlocale (LC_ALL, ""));
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_assert_cmpstr (_("Main menu"), !=, "Main menu");
}

void
gui_test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  gui_test_init_language ();
  g_log_set_writer_func (gui_test_write_log, NULL, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      exit (77);
    }
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

void
gui_test_start (GuiTest *test)
{
  g_autoptr (GError) error = NULL;

  fake_engine_clear_calls ();
  test->settings = g_settings_new (APPLICATION_ID);
  g_settings_reset (test->settings, "server");
  g_settings_reset (test->settings, "view");
  test->application = gui_application_new ();
  g_application_set_default (G_APPLICATION (test->application));
  g_application_register (G_APPLICATION (test->application), NULL, &error);
  g_assert_no_error (error);
  g_application_activate (G_APPLICATION (test->application));
  test->window = GUI_WINDOW (gtk_application_get_windows (GTK_APPLICATION (test->application))->data);
  test->engine = gui_window_get_engine (test->window);
  fake_engine_clear_calls ();
  gui_test_settle (GTK_WINDOW (test->window));
}

void
gui_test_end (GuiTest *test)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (test->application))) != NULL)
    gtk_window_destroy (windows->data);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&test->settings);
  /* Never run, so never shut down: GLib keeps it, and it goes on following the settings. */
  g_clear_object (&test->application);
}

void
gui_test_fill (GuiTest *test)
{
  static const struct
  {
    guint number;
    const char *title;
    guint n_holders;
  } entries[] = {
    { 768, "User Datagram Protocol", 4 },
    { 791, "Internet Protocol", 7 },
    { 793, "Transmission Control Protocol", 4 },
    { 1034, "Domain names - concepts and facilities", 2 },
    { 1035, "Domain names - implementation and specification", 0 },
    { 1149, "A Standard for the Transmission of IP Datagrams on Avian Carriers", 12 },
    { 2119, "Key words for use in RFCs to Indicate Requirement Levels", 6 },
    { 2616, "Hypertext Transfer Protocol -- HTTP/1.1", 1 },
    { 3261, "SIP: Session Initiation Protocol", 3 },
    { 5321, "Simple Mail Transfer Protocol", 2 },
    { 6455, "The WebSocket Protocol", 2 },
    { 8259, "The JavaScript Object Notation (JSON) Data Interchange Format", 3 },
    { 8446, "The Transport Layer Security (TLS) Protocol Version 1.3", 5 },
    { 8881, "Network File System (NFS) Version 4 Minor Version 1 Protocol", 1 },
    { 9000, "QUIC: A UDP-Based Multiplexed and Secure Transport", 4 },
    { 9110, "HTTP Semantics", 3 },
    { 9293, "Transmission Control Protocol (TCP)", 5 },
  };
  PeerDocument *document;

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    fake_engine_add_entry (test->engine, entries[i].number, entries[i].title, entries[i].n_holders);
  g_object_set (peer_engine_get_index_client (test->engine), "server", "rfc.example.org:5555", NULL);
  fake_engine_set_connection (test->engine, PEER_CONNECTION_CONNECTED, "Connected to rfc.example.org:5555.");
  g_object_set (peer_engine_get_index_client (test->engine), "connected-since", (gint64) 1764504000, NULL);

  document = fake_engine_add_document (test->engine, 791, "Internet Protocol", "September 1981", 97779);
  for (guint i = 0; i < 3; i++)
    peer_document_count_upload (document);
  document = fake_engine_add_document (test->engine,
                                       2119,
                                       "Key words for use in RFCs to Indicate Requirement Levels",
                                       "March 1997",
                                       4723);
  for (guint i = 0; i < 12; i++)
    peer_document_count_upload (document);
  document = fake_engine_add_document (test->engine,
                                       6312,
                                       "Mobile Networks Considerations for IPv6 Deployment",
                                       "July 2011",
                                       42604);
  peer_document_set_state (document, PEER_DOCUMENT_WAITING, "This document is shared as soon as the index answers.");
  document = fake_engine_add_document (test->engine,
                                       8446,
                                       "The Transport Layer Security (TLS) Protocol Version 1.3",
                                       "August 2018",
                                       337736);
  peer_library_set_shared (peer_engine_get_library (test->engine), document, FALSE);
  fake_engine_add_document (test->engine, 9293, "Transmission Control Protocol (TCP)", "August 2022", 257471);
  fake_engine_clear_calls ();

  fake_engine_add_download (test->engine,
                            9110,
                            "HTTP Semantics",
                            PEER_DOWNLOAD_RECEIVING,
                            0.62,
                            "Receiving from juno.example.org.");
  fake_engine_add_download (test->engine,
                            8881,
                            "Network File System (NFS) Version 4 Minor Version 1 Protocol",
                            PEER_DOWNLOAD_QUEUED,
                            0,
                            "Waiting for its turn, 2 before it.");
  fake_engine_add_download (test->engine,
                            1035,
                            "Domain names - implementation and specification",
                            PEER_DOWNLOAD_WAITING,
                            0,
                            "juno.example.org did not answer. Trying mira in 8 seconds.");
  fake_engine_add_download (test->engine,
                            3261,
                            "SIP: Session Initiation Protocol",
                            PEER_DOWNLOAD_FAILED,
                            0,
                            "No peer could send it: the connection to mira was refused.");
  fake_engine_add_download (test->engine,
                            9293,
                            "Transmission Control Protocol (TCP)",
                            PEER_DOWNLOAD_DONE,
                            1,
                            "It is in your library now.");
  fake_engine_add_upload (test->engine,
                          2119,
                          "Key words for use in RFCs to Indicate Requirement Levels",
                          PEER_UPLOAD_SENDING,
                          0.35,
                          "Sending to 192.0.2.17.");
  fake_engine_add_upload (test->engine, 791, "Internet Protocol", PEER_UPLOAD_DONE, 1, "Sent to 192.0.2.41.");
  g_object_set (peer_engine_get_downloads (test->engine), "n-active", 3, "n-failed", 1, NULL);
  g_object_set (peer_engine_get_upload_service (test->engine), "n-active", 1, NULL);
  gui_test_settle (GTK_WINDOW (test->window));
}

static gboolean
gui_test_count_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  guint *n_frames = user_data;

  *n_frames += 1;
  return *n_frames < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
gui_test_has_frames (gpointer user_data)
{
  return *(guint *) user_data >= 3;
}

void
gui_test_settle (GtkWindow *window)
{
  guint n_frames = 0;

  gtk_widget_add_tick_callback (GTK_WIDGET (window), gui_test_count_frame_cb, &n_frames, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (window));
  test_wait_until (gui_test_has_frames, &n_frames);
}

void
gui_test_resize (GtkWindow *window, int width, int height)
{
  gtk_window_set_default_size (window, width, height);
  gui_test_settle (window);
  gui_test_settle (window);
}

static gboolean
gui_test_has_name (GtkWidget *widget, const char *name)
{
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), name) == 0)
    return TRUE;
  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    {
      g_autofree char *difference
          = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

      if (difference == NULL)
        return TRUE;
    }
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "label") != NULL)
    g_object_get (widget, "label", &label, NULL);
  if (GTK_IS_EDITABLE (widget))
    text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (widget)));
  return g_strcmp0 (label, name) == 0 || g_strcmp0 (text, name) == 0;
}

GtkWidget *
gui_test_find (GtkWidget *root, GType type, const char *name)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && (name == NULL || gui_test_has_name (root, name)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gui_test_find (child, type, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWindow *
gui_test_find_dialog (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

GtkWidget *
gui_test_get_template_child (gpointer widget, const char *name)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (child);
  return GTK_WIDGET (child);
}

/* A button whose words are cut off does not say what it does, in whatever language. */
static void
gui_test_assert_words_are_whole (GtkWidget *root, gboolean is_in_button, const char *name)
{
  if (!gtk_widget_get_mapped (root))
    return;
  if (is_in_button && GTK_IS_LABEL (root) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (root))))
    {
      g_test_message ("%s: the button “%s” is cut off", name, gtk_label_get_text (GTK_LABEL (root)));
      g_test_fail ();
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    gui_test_assert_words_are_whole (child, is_in_button || GTK_IS_BUTTON (root), name);
}

void
gui_test_save_picture (GtkWidget *widget, const char *name)
{
  const char *named_folder = g_getenv ("P2PCI_PICTURES");
  g_autofree char *folder = named_folder != NULL ? g_strdup (named_folder) : g_test_build_filename (G_TEST_BUILT, "gui", "pictures", NULL);
  g_autofree char *file_name = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (folder, file_name, NULL);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gui_test_assert_words_are_whole (widget, FALSE, name);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                         node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
  g_test_message ("%s: %d x %d", path, width, height);
}

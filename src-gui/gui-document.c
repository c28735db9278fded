/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-document.h"

#include "gui-reader.h"
#include "gui-text.h"
#include "gui-toast.h"
#include "gui-window.h"

#include <glib/gi18n-lib.h>

/* What an answer that comes later needs: where it was asked, and what about. */
typedef struct
{
  GtkWidget *widget;
  PeerLibrary *library;
  PeerDocument *document;
} GuiDocumentTask;

static GuiDocumentTask *
gui_document_task_new (GtkWidget *widget, PeerLibrary *library, PeerDocument *document)
{
  GuiDocumentTask *self = g_new0 (GuiDocumentTask, 1);

  self->widget = g_object_ref (widget);
  g_set_object (&self->library, library);
  g_set_object (&self->document, document);
  return self;
}

static void
gui_document_task_free (GuiDocumentTask *self)
{
  g_clear_object (&self->widget);
  g_clear_object (&self->library);
  g_clear_object (&self->document);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuiDocumentTask, gui_document_task_free)

static void
gui_document_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiDocumentTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    return;

  text = g_strdup_printf (_ ("Cannot open RFC %u: %s"), peer_document_get_number (task->document), error->message);
  gui_toast_show (task->widget, text);
}

void
gui_document_open_externally (GtkWidget *widget, PeerDocument *document)
{
  g_autofree char *uri = g_file_get_uri (peer_document_get_file (document));
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));

  g_app_info_launch_default_for_uri_async (uri,
                                           G_APP_LAUNCH_CONTEXT (context),
                                           NULL,
                                           gui_document_opened_cb,
                                           gui_document_task_new (widget, NULL, document));
}

void
gui_document_open (GtkWidget *widget, PeerDocument *document)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  g_return_if_fail (GUI_IS_WINDOW (root));
  gui_reader_open (gtk_window_get_application (GTK_WINDOW (root)), gui_window_get_engine (GUI_WINDOW (root)), document);
}

static void
gui_document_folder_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiDocumentTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    return;

  text = g_strdup_printf (_ ("Cannot show the folder: %s"), error->message);
  gui_toast_show (task->widget, text);
}

/* No file manager answered that can mark the file, so the folder alone is opened. */
static void
gui_document_shown_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiDocumentTask) task = user_data;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;

  if (answer != NULL)
    return;

  folder = g_file_get_parent (peer_document_get_file (task->document));
  uri = g_file_get_uri (folder);
  g_app_info_launch_default_for_uri_async (uri, NULL, NULL, gui_document_folder_opened_cb, g_steal_pointer (&task));
}

void
gui_document_show_in_folder (GtkWidget *widget, PeerDocument *document)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  GuiDocumentTask *task = gui_document_task_new (widget, NULL, document);
  g_autofree char *uri = g_file_get_uri (peer_document_get_file (document));
  const char *uris[] = { uri, NULL };

  if (bus == NULL)
    {
      g_autoptr (GFile) folder = g_file_get_parent (peer_document_get_file (document));
      g_autofree char *folder_uri = g_file_get_uri (folder);

      g_app_info_launch_default_for_uri_async (folder_uri, NULL, NULL, gui_document_folder_opened_cb, task);
      return;
    }
  g_dbus_connection_call (bus,
                          "org.freedesktop.FileManager1",
                          "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1",
                          "ShowItems",
                          g_variant_new ("(^ass)", uris, ""),
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          gui_document_shown_cb,
                          task);
}

void
gui_document_copy_reference (GtkWidget *widget, guint number)
{
  g_autofree char *reference = g_strdup_printf ("RFC %u", number);
  g_autofree char *text = g_strdup_printf (_ ("“RFC %u” is on the clipboard"), number);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), reference);
  gui_toast_show (widget, text);
}

void
gui_document_copy_link (GtkWidget *widget, guint number)
{
  g_autofree char *link = g_strdup_printf ("rfc:%u", number);
  g_autofree char *text = g_strdup_printf (_ ("“%s” is on the clipboard"), link);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), link);
  gui_toast_show (widget, text);
}

GdkContentProvider *
gui_document_make_content (PeerDocument *document)
{
  GFile *file = peer_document_get_file (document);
  GdkFileList *files = gdk_file_list_new_from_array (&file, 1);
  GdkContentProvider *content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files);

  g_boxed_free (GDK_TYPE_FILE_LIST, files);
  return content;
}

static void
gui_document_set_is_stopping (PeerDocument *document, gboolean is_stopping)
{
  g_object_set_data (G_OBJECT (document), "gui-is-stopping", GINT_TO_POINTER (is_stopping));
  /* What shows it asks gui_document_is_shared (). */
  g_object_notify (G_OBJECT (document), "is-shared");
}

static gboolean
gui_document_is_stopping (PeerDocument *document)
{
  return g_object_get_data (G_OBJECT (document), "gui-is-stopping") != NULL;
}

gboolean
gui_document_is_shared (PeerDocument *document)
{
  return peer_document_get_is_shared (document) && !gui_document_is_stopping (document);
}

gboolean
gui_document_is_doubtful (PeerDocument *document)
{
  guint text_number = peer_document_get_text_number (document);

  return text_number != 0 && text_number != peer_document_get_number (document);
}

void
gui_document_share (PeerLibrary *library, PeerDocument *document)
{
  gui_document_set_is_stopping (document, FALSE);
  if (!peer_document_get_is_shared (document))
    peer_library_set_shared (library, document, TRUE);
}

static void
gui_document_share_again_cb (GuiDocumentTask *task)
{
  gui_document_share (task->library, task->document);
}

/* The toast is gone, in whatever way; not undone, it is done now. */
static void
gui_document_stop_now (GuiDocumentTask *task)
{
  if (gui_document_is_stopping (task->document))
    {
      peer_library_set_shared (task->library, task->document, FALSE);
      gui_document_set_is_stopping (task->document, FALSE);
    }
  gui_document_task_free (task);
}

void
gui_document_stop_sharing (GtkWidget *widget, PeerLibrary *library, PeerDocument *document)
{
  g_autofree char *text = g_strdup_printf (_ ("RFC %u is no longer shared"), peer_document_get_number (document));

  if (!gui_document_is_shared (document))
    return;
  gui_document_set_is_stopping (document, TRUE);
  gui_toast_show_with_button (widget,
                              text,
                              _ ("_Undo"),
                              G_CALLBACK (gui_document_share_again_cb),
                              gui_document_task_new (widget, library, document),
                              (GClosureNotify) (void (*) (void)) gui_document_stop_now);
}

static void
gui_document_trashed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiDocumentTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (peer_library_trash_finish (PEER_LIBRARY (object), result, &error))
    text = g_strdup_printf (_ ("RFC %u is in the trash"), peer_document_get_number (task->document));
  else
    text = g_strdup (error->message);
  gui_toast_show (task->widget, text);
}

static void
gui_document_trash_response_cb (GuiDocumentTask *task, const char *response)
{
  if (!g_str_equal (response, "trash"))
    return;

  peer_library_trash_async (task->library,
                            task->document,
                            NULL,
                            gui_document_trashed_cb,
                            gui_document_task_new (task->widget, task->library, task->document));
}

void
gui_document_move_to_trash (GtkWidget *widget, PeerLibrary *library, PeerDocument *document)
{
  g_autofree char *heading = g_strdup_printf (_ ("Move RFC %u to the Trash?"), peer_document_get_number (document));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                              heading,
                                              _ ("It is taken from your library, and other peers can no longer get it from you."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "trash", _ ("_Move to Trash"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "trash", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog,
                         "response",
                         G_CALLBACK (gui_document_trash_response_cb),
                         gui_document_task_new (widget, library, document),
                         (GClosureNotify) (void (*) (void)) gui_document_task_free,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-leaving.h"

#include "gui-notices.h"

#include <glib/gi18n-lib.h>

#define KEEPS_SHARING "keeps-sharing"

/* Of the setting when-closed. */
typedef enum
{
  GUI_WHEN_CLOSED_ASK,
  GUI_WHEN_CLOSED_SHARE,
  GUI_WHEN_CLOSED_QUIT,
} GuiWhenClosed;

struct _GuiLeaving
{
  GApplication *application;
  GSettings *settings;
  PeerEngine *engine;
  GtkWindow *window;
  gboolean has_told; /* that it goes on without a window */
  void (*quit) (gpointer user_data);
  gpointer user_data;
};

static AdwMessageDialog *
gui_leaving_ask (GuiLeaving *self, const char *heading, const char *body, const char *keep, GCallback answered)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (self->window, heading, body));

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "quit", _("_Quit"), "keep", keep, NULL);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_swapped (dialog, "response", answered, self);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
gui_leaving_quit_response_cb (GuiLeaving *self, const char *response)
{
  if (g_str_equal (response, "quit"))
    self->quit (self->user_data);
}

void
gui_leaving_quit (GuiLeaving *self)
{
  guint n_uploads = 0;
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  if (self->engine != NULL)
    g_object_get (peer_engine_get_upload_service (self->engine), "n-active", &n_uploads, NULL);
  if (n_uploads == 0 || self->window == NULL)
    {
      self->quit (self->user_data);
      return;
    }
  body = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u peer is getting a document from you.",
                                       "%u peers are getting documents from you.",
                                       n_uploads),
                          n_uploads);
  gtk_window_present (self->window);
  dialog = gui_leaving_ask (self, _("Quit While Sharing?"), body, _("_Keep Running"), G_CALLBACK (gui_leaving_quit_response_cb));
  adw_message_dialog_set_response_appearance (dialog, "quit", ADW_RESPONSE_DESTRUCTIVE);
}

/* Once a run: whoever closes a window may think that the program has ended. */
static void
gui_leaving_hide (GuiLeaving *self)
{
  g_autoptr (GNotification) notice = NULL;

  gtk_widget_hide (GTK_WIDGET (self->window));
  if (self->has_told)
    return;
  self->has_told = TRUE;
  notice = g_notification_new (_("RFC Peer goes on sharing"));
  g_notification_set_body (notice, _("Others can still get your documents. Open RFC Peer again to see the window."));
  g_notification_add_button (notice, _("Quit"), "app.quit");
  gui_notices_send (self->application, KEEPS_SHARING, notice);
}

static void
gui_leaving_close_response_cb (GuiLeaving *self, const char *response)
{
  if (g_str_equal (response, "keep"))
    {
      g_settings_set_enum (self->settings, "when-closed", GUI_WHEN_CLOSED_SHARE);
      gui_leaving_hide (self);
    }
  else if (g_str_equal (response, "quit"))
    {
      g_settings_set_enum (self->settings, "when-closed", GUI_WHEN_CLOSED_QUIT);
      gui_leaving_quit (self);
    }
}

void
gui_leaving_close_window (GuiLeaving *self)
{
  switch ((GuiWhenClosed) g_settings_get_enum (self->settings, "when-closed"))
    {
    case GUI_WHEN_CLOSED_SHARE:
      gui_leaving_hide (self);
      break;
    case GUI_WHEN_CLOSED_QUIT:
      gui_leaving_quit (self);
      break;
    case GUI_WHEN_CLOSED_ASK:
    default:
      gui_leaving_ask (self,
                       _("Keep Sharing?"),
                       _("Others can get your documents only while RFC Peer runs. Your choice is remembered; it can be changed in "
                         "the preferences."),
                       _("_Keep Sharing"),
                       G_CALLBACK (gui_leaving_close_response_cb));
      break;
    }
}

void
gui_leaving_set_engine (GuiLeaving *self, PeerEngine *engine)
{
  self->engine = engine;
}

void
gui_leaving_set_window (GuiLeaving *self, GtkWindow *window)
{
  self->window = window;
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &self->window);
}

GuiLeaving *
gui_leaving_new (GApplication *application, GSettings *settings, void (*quit) (gpointer user_data), gpointer user_data)
{
  GuiLeaving *self = g_new0 (GuiLeaving, 1);

  self->application = application;
  self->settings = g_object_ref (settings);
  self->quit = quit;
  self->user_data = user_data;
  return self;
}

void
gui_leaving_free (GuiLeaving *self)
{
  if (self->window != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  g_object_unref (self->settings);
  g_free (self);
}

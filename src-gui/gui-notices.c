/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-notices.h"

#include "peer-clock.h"
#include "peer-shown-text.h"

#include <glib/gi18n-lib.h>

#define SETTLE_SECONDS 2u /* what ends so close together is told together */
#define ARRIVED "arrived"
#define FAILED "failed"

struct _GuiNotices
{
  GObject parent_instance;
  GApplication *application;
  PeerDownloads *downloads;
  gulong active_handler;
  guint settle_source;
  gboolean is_watched;
  gint64 seen_at; /* Unix seconds: what ended before then has been told, or was seen */
};

G_DEFINE_FINAL_TYPE (GuiNotices, gui_notices, G_TYPE_OBJECT)

static gint64
gui_notices_get_ended_at (PeerDownload *download)
{
  gint64 ended_at;

  g_object_get (download, "ended-at", &ended_at, NULL);
  return ended_at;
}

/* Those that have ended so since somebody looked: how many, and the newest. */
static guint
gui_notices_count (GuiNotices *self, PeerDownloadState state, PeerDownload **newest)
{
  guint n_items = self->downloads != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->downloads)) : 0;
  guint count = 0;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (PeerDownload) download = g_list_model_get_item (G_LIST_MODEL (self->downloads), i);

      if (peer_download_get_state (download) != state || gui_notices_get_ended_at (download) <= self->seen_at)
        continue;
      if (count++ == 0)
        g_set_object (newest, download);
    }
  return count;
}

/* What others wrote stands in the title alone: some desktops take the body for markup. */
static char *
gui_notices_dup_name (PeerDownload *download)
{
  g_autofree char *title = peer_shown_text (peer_download_get_title (download));

  return title[0] != '\0' ? g_strdup_printf (_("RFC %u · %s"), peer_download_get_number (download), title)
                          : g_strdup_printf (_("RFC %u"), peer_download_get_number (download));
}

GNotification *
gui_notices_make_arrived (GuiNotices *self)
{
  g_autoptr (PeerDownload) newest = NULL;
  guint count = gui_notices_count (self, PEER_DOWNLOAD_DONE, &newest);
  g_autoptr (GNotification) notice = NULL;
  g_autofree char *title = NULL;

  if (count == 0)
    return NULL;
  title = count == 1 ? gui_notices_dup_name (newest)
                     : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document has arrived", "%u documents have arrived",
                                                     count),
                                        count);
  notice = g_notification_new (title);
  g_notification_set_body (notice, count == 1 ? _("The document has arrived.") : _("They are in your library."));
  if (count == 1)
    {
      guint number = peer_download_get_number (newest);

      g_notification_set_default_action_and_target (notice, "app.open-document", "u", number);
      g_notification_add_button_with_target (notice, _("Open"), "app.open-document", "u", number);
    }
  else
    g_notification_set_default_action_and_target (notice, "app.show-view", "s", "library");
  return g_steal_pointer (&notice);
}

GNotification *
gui_notices_make_failed (GuiNotices *self)
{
  g_autoptr (PeerDownload) newest = NULL;
  guint count = gui_notices_count (self, PEER_DOWNLOAD_FAILED, &newest);
  g_autoptr (GNotification) notice = NULL;
  g_autofree char *title = NULL;

  if (count == 0)
    return NULL;
  title = count == 1 ? gui_notices_dup_name (newest)
                     : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document could not be got",
                                                     "%u documents could not be got", count),
                                        count);
  notice = g_notification_new (title);
  g_notification_set_body (notice, count == 1 ? _("The document could not be got.") : _("The transfers tell why."));
  g_notification_set_default_action_and_target (notice, "app.show-view", "s", "transfers");
  g_notification_add_button (notice, _("Try Again"), "app.retry-failed");
  return g_steal_pointer (&notice);
}

/* Without a bus GIO complains of it instead of leaving it. */
void
gui_notices_send (GApplication *application, const char *id, GNotification *notice)
{
  if (g_application_get_dbus_connection (application) == NULL)
    return;
  if (notice != NULL)
    g_application_send_notification (application, id, notice);
  else
    g_application_withdraw_notification (application, id);
}

static gboolean
gui_notices_settled_cb (gpointer user_data)
{
  GuiNotices *self = user_data;
  g_autoptr (GNotification) arrived = gui_notices_make_arrived (self);
  g_autoptr (GNotification) failed = gui_notices_make_failed (self);

  self->settle_source = 0;
  if (arrived != NULL)
    gui_notices_send (self->application, ARRIVED, arrived);
  if (failed != NULL)
    gui_notices_send (self->application, FAILED, failed);
  return G_SOURCE_REMOVE;
}

static void
gui_notices_active_cb (GuiNotices *self)
{
  if (self->is_watched)
    return;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add_seconds (SETTLE_SECONDS, gui_notices_settled_cb, self);
}

static void
gui_notices_mark_seen (GuiNotices *self)
{
  self->seen_at = peer_clock_get_unix_seconds () - 1;
}

void
gui_notices_set_downloads (GuiNotices *self, PeerDownloads *downloads)
{
  if (self->downloads != NULL)
    g_clear_signal_handler (&self->active_handler, self->downloads);
  g_set_object (&self->downloads, downloads);
  if (downloads != NULL)
    self->active_handler
        = g_signal_connect_object (downloads, "notify::n-active", G_CALLBACK (gui_notices_active_cb), self, G_CONNECT_SWAPPED);
}

void
gui_notices_set_is_watched (GuiNotices *self, gboolean is_watched)
{
  if (self->is_watched == is_watched)
    return;
  self->is_watched = is_watched;
  gui_notices_mark_seen (self);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (!is_watched)
    return;
  gui_notices_send (self->application, ARRIVED, NULL);
  gui_notices_send (self->application, FAILED, NULL);
}

GuiNotices *
gui_notices_new (GApplication *application)
{
  GuiNotices *self = g_object_new (GUI_TYPE_NOTICES, NULL);

  self->application = application;
  return self;
}

static void
gui_notices_dispose (GObject *object)
{
  GuiNotices *self = GUI_NOTICES (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  gui_notices_set_downloads (self, NULL);
  G_OBJECT_CLASS (gui_notices_parent_class)->dispose (object);
}

static void
gui_notices_class_init (GuiNoticesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = gui_notices_dispose;
}

static void
gui_notices_init (GuiNotices *self)
{
  gui_notices_mark_seen (self);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-transfers-page.h"

#include "gui-document.h"
#include "gui-format.h"
#include "gui-transfer-section.h"

#include <glib/gi18n-lib.h>

struct _GuiTransfersPage
{
  AdwBin parent_instance;
  PeerEngine *engine;
  GSignalGroup *downloads_signals;
  GSignalGroup *uploads_signals;

  GtkStack *stack;
  GtkToggleButton *running_chip;
  GtkToggleButton *failed_chip;
  GtkButton *pause_button;
  GtkWidget *nothing;
  GuiTransferSection *downloads;
  GuiTransferSection *uploads;
  GtkWidget *finished_box;
  GtkLabel *finished_title;
  GtkLabel *finished_count;
  GuiTransferSection *finished;
};

G_DEFINE_FINAL_TYPE (GuiTransfersPage, gui_transfers_page, ADW_TYPE_BIN)

typedef enum
{
  GUI_TRANSFERS_RUNNING,
  GUI_TRANSFERS_FAILED,
  GUI_TRANSFERS_FINISHED,
} GuiTransfersKind;

static GuiTransfersKind
gui_transfers_page_get_kind (PeerTransfer *transfer)
{
  if (PEER_IS_UPLOAD (transfer))
    switch (peer_upload_get_state (PEER_UPLOAD (transfer)))
      {
      case PEER_UPLOAD_DONE:
        return GUI_TRANSFERS_FINISHED;
      case PEER_UPLOAD_FAILED:
        return GUI_TRANSFERS_FAILED;
      case PEER_UPLOAD_SENDING:
      default:
        return GUI_TRANSFERS_RUNNING;
      }
  switch (peer_download_get_state (PEER_DOWNLOAD (transfer)))
    {
    case PEER_DOWNLOAD_DONE:
      return GUI_TRANSFERS_FINISHED;
    case PEER_DOWNLOAD_FAILED:
    case PEER_DOWNLOAD_CANCELLED: /* it can be tried again as well */
      return GUI_TRANSFERS_FAILED;
    case PEER_DOWNLOAD_QUEUED:
    case PEER_DOWNLOAD_LOOKING_UP:
    case PEER_DOWNLOAD_CONNECTING:
    case PEER_DOWNLOAD_RECEIVING:
    case PEER_DOWNLOAD_WAITING:
    default:
      return GUI_TRANSFERS_RUNNING;
    }
}

/* What the chips at the top let through, of what is not at a good end. */
static gboolean
gui_transfers_page_is_open (PeerTransfer *transfer, gpointer user_data)
{
  GuiTransfersPage *self = user_data;
  GuiTransfersKind kind = gui_transfers_page_get_kind (transfer);

  if (gtk_toggle_button_get_active (self->running_chip))
    return kind == GUI_TRANSFERS_RUNNING;
  if (gtk_toggle_button_get_active (self->failed_chip))
    return kind == GUI_TRANSFERS_FAILED;
  return kind != GUI_TRANSFERS_FINISHED;
}

static gboolean
gui_transfers_page_is_finished (PeerTransfer *transfer, gpointer user_data)
{
  return gui_transfers_page_get_kind (transfer) == GUI_TRANSFERS_FINISHED;
}

static gboolean
gui_transfers_page_is_of_today (GListModel *transfers)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gint64 seconds_of_day
      = g_date_time_get_hour (now) * 3600 + g_date_time_get_minute (now) * 60 + (gint64) g_date_time_get_seconds (now);

  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (PeerTransfer) transfer = g_list_model_get_item (transfers, i);
      gint64 ended_at;

      g_object_get (transfer, "ended-at", &ended_at, NULL);
      if (gui_transfers_page_is_finished (transfer, NULL) && ended_at < g_date_time_to_unix (now) - seconds_of_day)
        return FALSE;
    }
  return TRUE;
}

static void
gui_transfers_page_update_finished (GuiTransfersPage *self, gboolean is_narrowed)
{
  guint n_finished = gui_transfer_section_get_n_transfers (self->finished);
  g_autofree char *count = gui_format_index_total (n_finished, n_finished, 0);
  gboolean is_of_today = gui_transfers_page_is_of_today (G_LIST_MODEL (peer_engine_get_downloads (self->engine)))
                         && gui_transfers_page_is_of_today (G_LIST_MODEL (peer_engine_get_upload_service (self->engine)));

  gtk_label_set_text (self->finished_title, is_of_today ? _ ("Finished Today") : _ ("Finished"));
  gtk_label_set_text (self->finished_count, count);
  gtk_widget_set_visible (self->finished_box, n_finished > 0 && !is_narrowed);
}

/* An icon alone: beside the chips there is no room for words in every language. */
static void
gui_transfers_page_name_pause (GuiTransfersPage *self, gboolean is_paused)
{
  const char *name = is_paused ? _ ("Resume Queue") : _ ("Pause Queue");

  gtk_button_set_icon_name (self->pause_button, is_paused ? "media-playback-start-symbolic" : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pause_button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
gui_transfers_page_update_actions (GuiTransfersPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  PeerDownloads *downloads = peer_engine_get_downloads (self->engine);
  GListModel *uploads = G_LIST_MODEL (peer_engine_get_upload_service (self->engine));
  gboolean is_paused = peer_downloads_get_is_paused (downloads);
  guint n_active, n_failed, n_uploading;
  gboolean has_ended_downloads, has_ended_uploads;

  g_object_get (downloads, "n-active", &n_active, "n-failed", &n_failed, NULL);
  g_object_get (uploads, "n-active", &n_uploading, NULL);
  has_ended_downloads = g_list_model_get_n_items (G_LIST_MODEL (downloads)) > n_active;
  has_ended_uploads = g_list_model_get_n_items (uploads) > n_uploading;
  gtk_widget_action_set_enabled (widget, "transfers.retry-failed", n_failed > 0);
  gtk_widget_action_set_enabled (widget, "transfers.clear-downloads", has_ended_downloads);
  gtk_widget_action_set_enabled (widget, "transfers.clear-uploads", has_ended_uploads);
  gtk_widget_action_set_enabled (widget, "transfers.clear", has_ended_downloads || has_ended_uploads);
  gtk_widget_action_set_enabled (widget, "transfers.pause", is_paused || n_active > 0);
  gui_transfers_page_name_pause (self, is_paused);
}

static void
gui_transfers_page_update (GuiTransfersPage *self)
{
  gboolean is_narrowed
      = gtk_toggle_button_get_active (self->running_chip) || gtk_toggle_button_get_active (self->failed_chip);
  guint n_all, n_shown;

  if (self->engine == NULL)
    return;
  gui_transfer_section_update (self->downloads);
  gui_transfer_section_update (self->uploads);
  gui_transfer_section_update (self->finished);
  gtk_widget_set_visible (GTK_WIDGET (self->downloads), gui_transfer_section_get_n_transfers (self->downloads) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->uploads), gui_transfer_section_get_n_transfers (self->uploads) > 0);
  gui_transfers_page_update_finished (self, is_narrowed);
  gui_transfers_page_update_actions (self);

  n_all = g_list_model_get_n_items (G_LIST_MODEL (peer_engine_get_downloads (self->engine)))
          + g_list_model_get_n_items (G_LIST_MODEL (peer_engine_get_upload_service (self->engine)));
  n_shown = gui_transfer_section_get_n_transfers (self->downloads) + gui_transfer_section_get_n_transfers (self->uploads);
  gtk_widget_set_visible (self->nothing, is_narrowed && n_shown == 0);
  gtk_stack_set_visible_child_name (self->stack, n_all > 0 ? "list" : "empty");
}

static void
gui_transfers_page_clear (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiTransfersPage *self = GUI_TRANSFERS_PAGE (widget);

  if (!g_str_equal (action, "transfers.clear-uploads"))
    peer_downloads_clear_ended (peer_engine_get_downloads (self->engine));
  if (!g_str_equal (action, "transfers.clear-downloads"))
    peer_upload_service_clear_ended (peer_engine_get_upload_service (self->engine));
}

static void
gui_transfers_page_retry_failed (GtkWidget *widget, const char *action, GVariant *parameter)
{
  peer_downloads_retry_failed (peer_engine_get_downloads (GUI_TRANSFERS_PAGE (widget)->engine));
}

static void
gui_transfers_page_pause (GtkWidget *widget, const char *action, GVariant *parameter)
{
  PeerDownloads *downloads = peer_engine_get_downloads (GUI_TRANSFERS_PAGE (widget)->engine);

  if (peer_downloads_get_is_paused (downloads))
    peer_downloads_resume (downloads);
  else
    peer_downloads_pause (downloads);
}

static void
gui_transfers_page_open (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiTransfersPage *self = GUI_TRANSFERS_PAGE (widget);
  PeerDocument *document = peer_library_find (peer_engine_get_library (self->engine), g_variant_get_uint32 (parameter));

  if (document != NULL)
    gui_document_open (widget, document);
}

static void
gui_transfers_page_list (GuiTransfersPage *self, GuiTransferSection *section, gpointer list, gpointer other, GuiTransferTest test)
{
  g_autoptr (GListStore) lists = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (lists, list);
  if (other != NULL)
    g_list_store_append (lists, other);
  gui_transfer_section_set_lists (section, G_LIST_MODEL (lists), test, self);
}

void
gui_transfers_page_set_engine (GuiTransfersPage *self, PeerEngine *engine)
{
  PeerDownloads *downloads = peer_engine_get_downloads (engine);
  PeerUploadService *uploads = peer_engine_get_upload_service (engine);

  if (!g_set_object (&self->engine, engine))
    return;
  gui_transfers_page_list (self, self->downloads, downloads, NULL, gui_transfers_page_is_open);
  gui_transfers_page_list (self, self->uploads, uploads, NULL, gui_transfers_page_is_open);
  gui_transfers_page_list (self, self->finished, downloads, uploads, gui_transfers_page_is_finished);
  g_signal_group_set_target (self->downloads_signals, downloads);
  g_signal_group_set_target (self->uploads_signals, uploads);
  gui_transfers_page_update (self);
}

static void
gui_transfers_page_dispose (GObject *object)
{
  GuiTransfersPage *self = GUI_TRANSFERS_PAGE (object);

  g_clear_object (&self->downloads_signals);
  g_clear_object (&self->uploads_signals);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (gui_transfers_page_parent_class)->dispose (object);
}

static void
gui_transfers_page_class_init (GuiTransfersPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_transfers_page_dispose;
  g_type_ensure (GUI_TYPE_TRANSFER_SECTION);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-transfers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, running_chip);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, failed_chip);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, downloads);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, uploads);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, finished_box);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, finished_title);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, finished_count);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, finished);
  gtk_widget_class_bind_template_callback (widget_class, gui_transfers_page_update);
  gtk_widget_class_install_action (widget_class, "transfers.clear", NULL, gui_transfers_page_clear);
  gtk_widget_class_install_action (widget_class, "transfers.clear-downloads", NULL, gui_transfers_page_clear);
  gtk_widget_class_install_action (widget_class, "transfers.clear-uploads", NULL, gui_transfers_page_clear);
  gtk_widget_class_install_action (widget_class, "transfers.retry-failed", NULL, gui_transfers_page_retry_failed);
  gtk_widget_class_install_action (widget_class, "transfers.pause", NULL, gui_transfers_page_pause);
  gtk_widget_class_install_action (widget_class, "transfers.open", "u", gui_transfers_page_open);
}

static GSignalGroup *
gui_transfers_page_follow (GuiTransfersPage *self, GType type)
{
  GSignalGroup *signals = g_signal_group_new (type);

  g_signal_group_connect_swapped (signals, "items-changed", G_CALLBACK (gui_transfers_page_update), self);
  g_signal_group_connect_swapped (signals, "notify::n-active", G_CALLBACK (gui_transfers_page_update), self);
  return signals;
}

static void
gui_transfers_page_init (GuiTransfersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->downloads_signals = gui_transfers_page_follow (self, PEER_TYPE_DOWNLOADS);
  g_signal_group_connect_swapped (self->downloads_signals, "notify::n-failed", G_CALLBACK (gui_transfers_page_update), self);
  g_signal_group_connect_swapped (self->downloads_signals, "notify::is-paused", G_CALLBACK (gui_transfers_page_update), self);
  self->uploads_signals = gui_transfers_page_follow (self, PEER_TYPE_UPLOAD_SERVICE);
}

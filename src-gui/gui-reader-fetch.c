/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-fetch.h"

#include "gui-text.h"
#include "peer-turn.h"

#include <glib/gi18n-lib.h>

struct _GuiReaderFetch
{
  AdwBin parent_instance;
  PeerEngine *engine;
  PeerDownload *download;
  guint number;
  GSignalGroup *download_signals;
  GSignalGroup *library_signals;
  guint update_source;

  GtkRevealer *revealer;
  GtkLabel *title;
  GtkLabel *status;
  GtkProgressBar *progress;
  GtkWidget *cancel;
  GtkWidget *retry;
  GtkWidget *dismiss;
};

enum
{
  ARRIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuiReaderFetch, gui_reader_fetch, ADW_TYPE_BIN)

static gboolean
gui_reader_fetch_is_over (PeerDownloadState state)
{
  return state == PEER_DOWNLOAD_FAILED || state == PEER_DOWNLOAD_CANCELLED;
}

static void
gui_reader_fetch_update_words (GuiReaderFetch *self, PeerDownloadState state)
{
  g_autofree char *status = gui_text_filter (peer_download_get_status_text (self->download));
  g_autofree char *title = NULL;

  if (gui_reader_fetch_is_over (state))
    title = g_strdup_printf (_("RFC %u did not come"), self->number);
  else
    title = g_strdup_printf (_("RFC %u is on its way"), self->number);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->status, status);
}

static void
gui_reader_fetch_update_download (GuiReaderFetch *self)
{
  const PeerDownloadState state = peer_download_get_state (self->download);
  const double fraction = peer_download_get_fraction (self->download);
  const gboolean is_over = gui_reader_fetch_is_over (state);

  if (state == PEER_DOWNLOAD_CANCELLED)
    {
      gui_reader_fetch_dismiss (self);
      return;
    }
  gui_reader_fetch_update_words (self, state);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  gtk_widget_set_visible (GTK_WIDGET (self->progress), !is_over);
  gtk_widget_set_visible (self->cancel, !is_over);
  gtk_widget_set_visible (self->retry, is_over);
  gtk_widget_set_visible (self->dismiss, is_over);
}

/* Done is when the library has it; the file alone is not enough. */
static void
gui_reader_fetch_update (GuiReaderFetch *self)
{
  PeerDocument *document;

  if (self->download == NULL)
    return; /* dismissed */
  document = peer_library_find (peer_engine_get_library (self->engine), self->number);
  if (document != NULL)
    {
      g_object_ref (document);
      gui_reader_fetch_dismiss (self);
      g_signal_emit (self, signals[ARRIVED], 0, document);
      g_object_unref (document);
      return;
    }
  gui_reader_fetch_update_download (self);
}

static gboolean
gui_reader_fetch_update_cb (gpointer user_data)
{
  GuiReaderFetch *self = user_data;

  self->update_source = 0;
  gui_reader_fetch_update (self);
  return G_SOURCE_REMOVE;
}

/* After the library has told everybody, not within it. */
static void
gui_reader_fetch_update_soon (GuiReaderFetch *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (PEER_TURN_PRIORITY, gui_reader_fetch_update_cb, self, NULL);
}

void
gui_reader_fetch_dismiss (GuiReaderFetch *self)
{
  g_signal_group_set_target (self->download_signals, NULL);
  g_signal_group_set_target (self->library_signals, NULL);
  g_clear_object (&self->download);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

void
gui_reader_fetch_start (GuiReaderFetch *self, PeerEngine *engine, guint number)
{
  PeerEntry *entry = peer_catalogue_find (peer_engine_get_catalogue (engine), number);
  PeerDownload *download = peer_downloads_start (peer_engine_get_downloads (engine), number,
                                                 entry != NULL ? peer_entry_get_title (entry) : NULL);

  gui_reader_fetch_dismiss (self);
  g_set_object (&self->engine, engine);
  self->number = number;
  self->download = g_object_ref (download);
  g_signal_group_set_target (self->download_signals, download);
  g_signal_group_set_target (self->library_signals, peer_engine_get_library (engine));
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  gui_reader_fetch_update (self);
}

gboolean
gui_reader_fetch_is_shown (GuiReaderFetch *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}

static void
gui_reader_fetch_cancel_cb (GuiReaderFetch *self)
{
  g_autoptr (PeerDownload) download = self->download != NULL ? g_object_ref (self->download) : NULL;

  gui_reader_fetch_dismiss (self);
  if (download != NULL)
    peer_download_cancel (download);
}

static void
gui_reader_fetch_retry_cb (GuiReaderFetch *self)
{
  if (self->download != NULL)
    peer_download_retry (self->download);
}

static void
gui_reader_fetch_dispose (GObject *object)
{
  GuiReaderFetch *self = GUI_READER_FETCH (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_object (&self->download_signals);
  g_clear_object (&self->library_signals);
  g_clear_object (&self->download);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (gui_reader_fetch_parent_class)->dispose (object);
}

static void
gui_reader_fetch_class_init (GuiReaderFetchClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_reader_fetch_dispose;
  signals[ARRIVED]
      = g_signal_new ("arrived", GUI_TYPE_READER_FETCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, PEER_TYPE_DOCUMENT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-reader-fetch.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFetch, revealer);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFetch, title);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFetch, status);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFetch, progress);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFetch, cancel);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFetch, retry);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFetch, dismiss);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_fetch_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_fetch_retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_fetch_dismiss);
}

static void
gui_reader_fetch_init (GuiReaderFetch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->download_signals = g_signal_group_new (PEER_TYPE_DOWNLOAD);
  g_signal_group_connect_swapped (self->download_signals, "notify", G_CALLBACK (gui_reader_fetch_update_soon), self);
  self->library_signals = g_signal_group_new (PEER_TYPE_LIBRARY);
  g_signal_group_connect_swapped (self->library_signals, "items-changed", G_CALLBACK (gui_reader_fetch_update_soon), self);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-transfers-page.h"

#include "gui-document.h"
#include "gui-transfer-row.h"

#include <glib/gi18n-lib.h>

/* Rows of a list box are all there at once, so only the newest get one. */
#define MAX_SHOWN 200u

struct _GuiTransfersPage
{
  AdwBin parent_instance;
  PeerEngine *engine;
  GSignalGroup *downloads_signals;
  GSignalGroup *uploads_signals;

  GtkStack *stack;
  GtkWidget *downloads_section;
  GtkListBox *downloads_list;
  GtkLabel *downloads_more;
  GtkWidget *retry_failed_button;
  GtkWidget *uploads_section;
  GtkListBox *uploads_list;
  GtkLabel *uploads_more;
};

G_DEFINE_FINAL_TYPE (GuiTransfersPage, gui_transfers_page, ADW_TYPE_BIN)

static void
gui_transfers_page_update_section (GListModel *model, GtkWidget *section, GtkLabel *more)
{
  guint n_items = g_list_model_get_n_items (model);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (section, n_items > 0);
  gtk_widget_set_visible (GTK_WIDGET (more), n_items > MAX_SHOWN);
  if (n_items <= MAX_SHOWN)
    return;
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u older one", "and %u older ones", n_items - MAX_SHOWN),
                          n_items - MAX_SHOWN);
  gtk_label_set_text (more, text);
}

static void
gui_transfers_page_update (GuiTransfersPage *self)
{
  GListModel *downloads = G_LIST_MODEL (peer_engine_get_downloads (self->engine));
  GListModel *uploads = G_LIST_MODEL (peer_engine_get_upload_service (self->engine));
  guint n_active, n_failed, n_uploading;

  g_object_get (downloads, "n-active", &n_active, "n-failed", &n_failed, NULL);
  g_object_get (uploads, "n-active", &n_uploading, NULL);
  gui_transfers_page_update_section (downloads, self->downloads_section, self->downloads_more);
  gui_transfers_page_update_section (uploads, self->uploads_section, self->uploads_more);
  gtk_widget_set_visible (self->retry_failed_button, n_failed > 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "transfers.clear-downloads",
                                 g_list_model_get_n_items (downloads) > n_active);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "transfers.clear-uploads",
                                 g_list_model_get_n_items (uploads) > n_uploading);
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (downloads) + g_list_model_get_n_items (uploads) > 0 ? "list"
                                                                                                                  : "empty");
}

static void
gui_transfers_page_clear_downloads (GtkWidget *widget, const char *action, GVariant *parameter)
{
  peer_downloads_clear_ended (peer_engine_get_downloads (GUI_TRANSFERS_PAGE (widget)->engine));
}

static void
gui_transfers_page_clear_uploads (GtkWidget *widget, const char *action, GVariant *parameter)
{
  peer_upload_service_clear_ended (peer_engine_get_upload_service (GUI_TRANSFERS_PAGE (widget)->engine));
}

static void
gui_transfers_page_retry_failed (GtkWidget *widget, const char *action, GVariant *parameter)
{
  peer_downloads_retry_failed (peer_engine_get_downloads (GUI_TRANSFERS_PAGE (widget)->engine));
}

static void
gui_transfers_page_open (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GuiTransfersPage *self = GUI_TRANSFERS_PAGE (widget);
  PeerDocument *document = peer_library_find (peer_engine_get_library (self->engine), g_variant_get_uint32 (parameter));

  if (document != NULL)
    gui_document_open (widget, document);
}

static GtkWidget *
gui_transfers_page_create_row (gpointer item, gpointer user_data)
{
  return gui_transfer_row_new (item);
}

static void
gui_transfers_page_bind_list (GtkListBox *list, GListModel *model)
{
  g_autoptr (GtkSliceListModel) newest = gtk_slice_list_model_new (g_object_ref (model), 0, MAX_SHOWN);

  gtk_list_box_bind_model (list, G_LIST_MODEL (newest), gui_transfers_page_create_row, NULL, NULL);
}

void
gui_transfers_page_set_engine (GuiTransfersPage *self, PeerEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;

  gui_transfers_page_bind_list (self->downloads_list, G_LIST_MODEL (peer_engine_get_downloads (engine)));
  gui_transfers_page_bind_list (self->uploads_list, G_LIST_MODEL (peer_engine_get_upload_service (engine)));
  g_signal_group_set_target (self->downloads_signals, peer_engine_get_downloads (engine));
  g_signal_group_set_target (self->uploads_signals, peer_engine_get_upload_service (engine));
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
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-transfers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, downloads_section);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, downloads_list);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, downloads_more);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, retry_failed_button);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, uploads_section);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, uploads_list);
  gtk_widget_class_bind_template_child (widget_class, GuiTransfersPage, uploads_more);
  gtk_widget_class_install_action (widget_class, "transfers.clear-downloads", NULL, gui_transfers_page_clear_downloads);
  gtk_widget_class_install_action (widget_class, "transfers.clear-uploads", NULL, gui_transfers_page_clear_uploads);
  gtk_widget_class_install_action (widget_class, "transfers.retry-failed", NULL, gui_transfers_page_retry_failed);
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
  g_signal_group_connect_swapped (self->downloads_signals,
                                  "notify::n-failed",
                                  G_CALLBACK (gui_transfers_page_update),
                                  self);
  self->uploads_signals = gui_transfers_page_follow (self, PEER_TYPE_UPLOAD_SERVICE);
}

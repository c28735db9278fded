/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-transfer-row.h"

#include "gui-format.h"
#include "gui-text.h"
#include "peer-download.h"
#include "peer-upload.h"

#include <glib/gi18n-lib.h>

struct _GuiTransferRow
{
  GtkListBoxRow parent_instance;
  GObject *transfer;
  gint64 shown_usec; /* when the words and the bar were last written */
  guint update_source;

  GtkImage *image;
  GtkLabel *number;
  GtkLabel *title;
  GtkLabel *status;
  GtkLabel *numbers;
  GtkProgressBar *progress;
  GtkWidget *cancel_button;
  GtkWidget *retry_button;
  GtkWidget *open_button;
};

/* Screen readers read what changes: not more often than this. */
#define UPDATE_INTERVAL_USEC G_USEC_PER_SEC

G_DEFINE_FINAL_TYPE (GuiTransferRow, gui_transfer_row, GTK_TYPE_LIST_BOX_ROW)

typedef enum
{
  GUI_TRANSFER_ACTIVE,
  GUI_TRANSFER_WAITING, /* active, and can be told to go on at once */
  GUI_TRANSFER_DONE,
  GUI_TRANSFER_FAILED,
  GUI_TRANSFER_CANCELLED,
} GuiTransferKind;

static GuiTransferKind
gui_transfer_row_get_kind (GuiTransferRow *self)
{
  if (PEER_IS_UPLOAD (self->transfer))
    switch (peer_upload_get_state (PEER_UPLOAD (self->transfer)))
      {
      case PEER_UPLOAD_DONE:
        return GUI_TRANSFER_DONE;
      case PEER_UPLOAD_FAILED:
        return GUI_TRANSFER_FAILED;
      case PEER_UPLOAD_SENDING:
      default:
        return GUI_TRANSFER_ACTIVE;
      }

  switch (peer_download_get_state (PEER_DOWNLOAD (self->transfer)))
    {
    case PEER_DOWNLOAD_WAITING:
      return GUI_TRANSFER_WAITING;
    case PEER_DOWNLOAD_DONE:
      return GUI_TRANSFER_DONE;
    case PEER_DOWNLOAD_FAILED:
      return GUI_TRANSFER_FAILED;
    case PEER_DOWNLOAD_CANCELLED:
      return GUI_TRANSFER_CANCELLED;
    case PEER_DOWNLOAD_QUEUED:
    case PEER_DOWNLOAD_LOOKING_UP:
    case PEER_DOWNLOAD_CONNECTING:
    case PEER_DOWNLOAD_RECEIVING:
    default:
      return GUI_TRANSFER_ACTIVE;
    }
}

static const char *
gui_transfer_row_get_icon (GuiTransferRow *self, GuiTransferKind kind)
{
  if (kind == GUI_TRANSFER_FAILED)
    return "dialog-warning-symbolic";
  if (kind == GUI_TRANSFER_DONE)
    return "object-select-symbolic";
  return PEER_IS_UPLOAD (self->transfer) ? "rfc-upload-symbolic" : "rfc-get-symbolic";
}

static void
gui_transfer_row_label_button (GtkWidget *button, const char *format_result)
{
  gtk_widget_set_tooltip_text (button, format_result);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, format_result, -1);
}

static void
gui_transfer_row_update_buttons (GuiTransferRow *self, GuiTransferKind kind)
{
  gboolean is_download = PEER_IS_DOWNLOAD (self->transfer);

  gtk_widget_set_visible (self->cancel_button, is_download && kind <= GUI_TRANSFER_WAITING);
  gtk_widget_set_visible (self->retry_button,
                          is_download
                              && (kind == GUI_TRANSFER_WAITING || kind == GUI_TRANSFER_FAILED || kind == GUI_TRANSFER_CANCELLED));
  gtk_widget_set_visible (self->open_button, is_download && kind == GUI_TRANSFER_DONE);
}

static char *
gui_transfer_row_make_numbers (GuiTransferRow *self, GuiTransferKind kind)
{
  guint64 size, moved, rate;
  int seconds_left;

  g_object_get (self->transfer, "size", &size, "moved", &moved, "rate", &rate, "seconds-left", &seconds_left, NULL);
  if (kind == GUI_TRANSFER_DONE)
    return gui_format_size (NULL, MAX (size, moved));
  if (kind != GUI_TRANSFER_ACTIVE || moved == 0)
    return g_strdup ("");
  return gui_format_progress (NULL, moved, size, rate, seconds_left);
}

static void
gui_transfer_row_update_progress (GuiTransferRow *self, GuiTransferKind kind, const char *status)
{
  g_autofree char *numbers = gui_transfer_row_make_numbers (self, kind);
  g_autofree char *value_text = g_strjoin (" ", status, numbers, NULL);
  gboolean is_receiving = PEER_IS_UPLOAD (self->transfer)
                          || peer_download_get_state (PEER_DOWNLOAD (self->transfer)) == PEER_DOWNLOAD_RECEIVING;
  double fraction;

  g_object_get (self->transfer, "fraction", &fraction, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), kind == GUI_TRANSFER_ACTIVE && is_receiving);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  gtk_label_set_text (self->numbers, numbers);
  gtk_widget_set_visible (GTK_WIDGET (self->numbers), numbers[0] != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value_text, -1);
}

/* Who else has this text is said while it comes and when it is there. */
static char *
gui_transfer_row_add_agreement (GuiTransferRow *self, const char *status)
{
  const char *agreement
      = PEER_IS_DOWNLOAD (self->transfer) ? peer_download_get_agreement_text (PEER_DOWNLOAD (self->transfer)) : NULL;
  g_autofree char *both = NULL;

  if (agreement == NULL || agreement[0] == '\0')
    return gui_text_filter (status);
  both = g_strdup_printf ("%s %s", status, agreement);
  return gui_text_filter (both);
}

static void
gui_transfer_row_update (GuiTransferRow *self)
{
  GuiTransferKind kind = gui_transfer_row_get_kind (self);
  g_autofree char *raw_status = NULL;
  g_autofree char *status = NULL;

  g_clear_handle_id (&self->update_source, g_source_remove);
  self->shown_usec = g_get_monotonic_time ();
  g_object_get (self->transfer, "status-text", &raw_status, NULL);
  status = gui_transfer_row_add_agreement (self, raw_status);

  gtk_image_set_from_icon_name (self->image, gui_transfer_row_get_icon (self, kind));
  gtk_label_set_text (self->status, status);
  if (kind == GUI_TRANSFER_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");
  if (kind == GUI_TRANSFER_DONE)
    gtk_widget_add_css_class (GTK_WIDGET (self), "done");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "done");
  gui_transfer_row_update_buttons (self, kind);
  gui_transfer_row_update_progress (self, kind, status);
}

static gboolean
gui_transfer_row_update_cb (gpointer user_data)
{
  GuiTransferRow *self = user_data;

  self->update_source = 0;
  gui_transfer_row_update (self);
  return G_SOURCE_REMOVE;
}

/* The bar moves as often as it is told to; the words once a second. */
static void
gui_transfer_row_progressed (GuiTransferRow *self)
{
  gint64 age_usec = g_get_monotonic_time () - self->shown_usec;
  double fraction;

  g_object_get (self->transfer, "fraction", &fraction, NULL);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  if (age_usec >= UPDATE_INTERVAL_USEC)
    gui_transfer_row_update (self);
  else if (self->update_source == 0)
    self->update_source
        = g_timeout_add ((guint) ((UPDATE_INTERVAL_USEC - age_usec) / 1000 + 1), gui_transfer_row_update_cb, self);
}

static void
gui_transfer_row_update_title (GuiTransferRow *self)
{
  g_autofree char *raw_title = NULL;
  g_autofree char *title = NULL;

  g_object_get (self->transfer, "title", &raw_title, NULL);
  title = gui_text_filter (raw_title);
  gtk_label_set_text (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
}

static guint
gui_transfer_row_get_number (GuiTransferRow *self)
{
  guint number;

  g_object_get (self->transfer, "number", &number, NULL);
  return number;
}

static void
gui_transfer_row_cancel_cb (GuiTransferRow *self)
{
  peer_download_cancel (PEER_DOWNLOAD (self->transfer));
}

static void
gui_transfer_row_retry_cb (GuiTransferRow *self)
{
  peer_download_retry (PEER_DOWNLOAD (self->transfer));
}

static void
gui_transfer_row_open_cb (GuiTransferRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "transfers.open", "u", gui_transfer_row_get_number (self));
}

static void
gui_transfer_row_dispose (GObject *object)
{
  GuiTransferRow *self = GUI_TRANSFER_ROW (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_object (&self->transfer);
  G_OBJECT_CLASS (gui_transfer_row_parent_class)->dispose (object);
}

static void
gui_transfer_row_class_init (GuiTransferRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_transfer_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-transfer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, image);
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, number);
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, title);
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, status);
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, numbers);
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, progress);
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, GuiTransferRow, open_button);
  gtk_widget_class_bind_template_callback (widget_class, gui_transfer_row_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_transfer_row_retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_transfer_row_open_cb);
}

static void
gui_transfer_row_init (GuiTransferRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gui_transfer_row_new (GObject *transfer)
{
  GuiTransferRow *self = g_object_new (GUI_TYPE_TRANSFER_ROW, NULL);
  guint rfc;
  g_autofree char *name = NULL;
  g_autofree char *cancel = NULL;
  g_autofree char *retry = NULL;
  g_autofree char *open = NULL;

  self->transfer = g_object_ref (transfer);
  rfc = gui_transfer_row_get_number (self);
  name = g_strdup_printf (_ ("RFC %u"), rfc);
  cancel = g_strdup_printf (_ ("Cancel RFC %u"), rfc);
  retry = g_strdup_printf (_ ("Try RFC %u again now"), rfc);
  open = g_strdup_printf (_ ("Open RFC %u"), rfc);

  gtk_label_set_text (self->number, name);
  gui_transfer_row_label_button (self->cancel_button, cancel);
  gui_transfer_row_label_button (self->retry_button, retry);
  gui_transfer_row_label_button (self->open_button, open);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gui_transfer_row_update_title (self);
  gui_transfer_row_update (self);

  g_signal_connect_object (transfer, "notify::title", G_CALLBACK (gui_transfer_row_update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (transfer, "notify::state", G_CALLBACK (gui_transfer_row_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (transfer, "notify::status-text", G_CALLBACK (gui_transfer_row_progressed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (transfer, "notify::fraction", G_CALLBACK (gui_transfer_row_progressed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page.h"

#include "peer-page-find.h"
#include "peer-page-furniture.h"
#include "peer-page-source.h"

typedef struct
{
  GFile *file;
  guint number;
  gboolean hides_breaks;
} PeerPageOrder;

static void
peer_page_order_free (gpointer data)
{
  PeerPageOrder *self = data;

  g_object_unref (self->file);
  g_free (self);
}

PeerPage *
peer_page_new (guint number, GBytes *bytes, gboolean hides_breaks)
{
  PeerPage *self = g_atomic_rc_box_new0 (PeerPage);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  PeerPageText *whole = peer_page_text_new (data != NULL ? data : "", length);
  guint contents_start, contents_end;

  self->number = number;
  self->text = hides_breaks ? peer_page_furniture_fold (whole) : g_steal_pointer (&whole);
  g_clear_pointer (&whole, peer_page_text_free);
  self->folded = peer_page_find_fold (self->text->text->str, self->text->text->len);
  self->headings = peer_page_headings_find (self->text, &contents_start, &contents_end);
  self->references = peer_page_references_find (self->text, self->headings, contents_start, contents_end, number);
  return self;
}

PeerPage *
peer_page_ref (PeerPage *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
peer_page_clear (gpointer data)
{
  PeerPage *self = data;

  peer_page_text_free (self->text);
  g_free (self->folded);
  g_ptr_array_unref (self->headings);
  g_array_unref (self->references);
}

void
peer_page_unref (PeerPage *self)
{
  g_atomic_rc_box_release_full (self, peer_page_clear);
}

static void
peer_page_load_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PeerPageOrder *order = data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = peer_page_source_load (order->file, cancellable, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, peer_page_new (order->number, bytes, order->hides_breaks), (GDestroyNotify) peer_page_unref);
}

void
peer_page_load_async (GFile *file,
                      guint number,
                      gboolean hides_breaks,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  PeerPageOrder *order = g_new0 (PeerPageOrder, 1);

  order->file = g_object_ref (file);
  order->number = number;
  order->hides_breaks = hides_breaks;
  g_task_set_source_tag (task, peer_page_load_async);
  g_task_set_task_data (task, order, peer_page_order_free);
  g_task_run_in_thread (task, peer_page_load_func);
}

PeerPage *
peer_page_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

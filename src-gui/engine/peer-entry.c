/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-entry-private.h"
#include "wire-limits.h"

struct _PeerEntry
{
  GObject parent_instance;

  guint number;
  guint n_holders;
  guint n_agreeing;
  PeerEntryState state;
  guint64 size_bytes;
  char *title;
  char *search_key;
  PeerDocument *document;
  PeerDownload *download;
  gulong download_handler;
};

enum
{
  PROP_NUMBER = 1,
  PROP_TITLE,
  PROP_SEARCH_KEY,
  PROP_N_HOLDERS,
  PROP_SIZE,
  PROP_N_AGREEING,
  PROP_DOCUMENT,
  PROP_DOWNLOAD,
  PROP_STATE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (PeerEntry, peer_entry, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PeerEntryState,
                    peer_entry_state,
                    G_DEFINE_ENUM_VALUE (PEER_ENTRY_AVAILABLE, "available"),
                    G_DEFINE_ENUM_VALUE (PEER_ENTRY_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (PEER_ENTRY_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (PEER_ENTRY_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (PEER_ENTRY_HELD, "held"))

static PeerEntryState
peer_entry_state_of_download (PeerDownload *download)
{
  switch (peer_download_get_state (download))
    {
    case PEER_DOWNLOAD_QUEUED:
      return PEER_ENTRY_QUEUED;
    case PEER_DOWNLOAD_LOOKING_UP:
    case PEER_DOWNLOAD_CONNECTING:
    case PEER_DOWNLOAD_RECEIVING:
    case PEER_DOWNLOAD_WAITING:
    case PEER_DOWNLOAD_DONE: /* until the library has noticed the file; there is nothing to get meanwhile */
      return PEER_ENTRY_RUNNING;
    case PEER_DOWNLOAD_FAILED:
      return PEER_ENTRY_FAILED;
    case PEER_DOWNLOAD_CANCELLED:
    default:
      return PEER_ENTRY_AVAILABLE;
    }
}

static void
peer_entry_update_state (PeerEntry *self)
{
  PeerEntryState state = PEER_ENTRY_AVAILABLE;

  if (self->document != NULL)
    state = PEER_ENTRY_HELD;
  else if (self->download != NULL)
    state = peer_entry_state_of_download (self->download);

  if (state == self->state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
peer_entry_drop_download (PeerEntry *self)
{
  if (self->download != NULL)
    g_clear_signal_handler (&self->download_handler, self->download);
  g_clear_object (&self->download);
}

static void
peer_entry_set_title (PeerEntry *self, WireSlice title)
{
  if (self->title != NULL && wire_slice_equal_string (title, self->title))
    return;

  g_free (self->title);
  g_free (self->search_key);
  self->title = wire_slice_dup (title);
  self->search_key = peer_entry_make_search_key (self->number, self->title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_KEY]);
}

static void
peer_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerEntry *self = PEER_ENTRY (object);

  switch (id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SEARCH_KEY:
      g_value_set_string (value, self->search_key);
      break;
    case PROP_N_HOLDERS:
      g_value_set_uint (value, self->n_holders);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size_bytes);
      break;
    case PROP_N_AGREEING:
      g_value_set_uint (value, self->n_agreeing);
      break;
    case PROP_DOCUMENT:
      g_value_set_object (value, self->document);
      break;
    case PROP_DOWNLOAD:
      g_value_set_object (value, self->download);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_entry_dispose (GObject *object)
{
  PeerEntry *self = PEER_ENTRY (object);

  peer_entry_drop_download (self);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (peer_entry_parent_class)->dispose (object);
}

static void
peer_entry_finalize (GObject *object)
{
  PeerEntry *self = PEER_ENTRY (object);

  g_free (self->title);
  g_free (self->search_key);
  G_OBJECT_CLASS (peer_entry_parent_class)->finalize (object);
}

static void
peer_entry_class_init (PeerEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_entry_get_property;
  object_class->dispose = peer_entry_dispose;
  object_class->finalize = peer_entry_finalize;

  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, WIRE_NUMBER_MAX, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_SEARCH_KEY] = g_param_spec_string ("search-key", NULL, NULL, "", flags);
  properties[PROP_N_HOLDERS] = g_param_spec_uint ("n-holders", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_N_AGREEING] = g_param_spec_uint ("n-agreeing", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, PEER_TYPE_DOCUMENT, flags);
  properties[PROP_DOWNLOAD] = g_param_spec_object ("download", NULL, NULL, PEER_TYPE_DOWNLOAD, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, PEER_TYPE_ENTRY_STATE, PEER_ENTRY_AVAILABLE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_entry_init (PeerEntry *self)
{
}

PeerEntry *
peer_entry_new (guint number)
{
  PeerEntry *self = g_object_new (PEER_TYPE_ENTRY, NULL);

  self->number = number;
  self->title = g_strdup ("");
  self->search_key = peer_entry_make_search_key (number, "");
  return self;
}

char *
peer_entry_make_search_key (guint number, const char *title)
{
  g_autofree char *folded = g_utf8_casefold (title, -1);
  g_autofree char *normal = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);

  return g_strdup_printf ("rfc %u %s", number, normal != NULL ? normal : folded);
}

void
peer_entry_set_row (PeerEntry *self, const WireCatalogueRow *row)
{
  guint64 size_bytes = row->has_size ? row->size_bytes : 0;

  g_object_freeze_notify (G_OBJECT (self));
  peer_entry_set_title (self, row->title);

  if (self->n_holders != row->holders)
    {
      self->n_holders = row->holders;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_HOLDERS]);
    }
  if (self->n_agreeing != row->agreeing)
    {
      self->n_agreeing = row->agreeing;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_AGREEING]);
    }
  if (self->size_bytes != size_bytes)
    {
      self->size_bytes = size_bytes;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
peer_entry_set_document (PeerEntry *self, PeerDocument *document)
{
  /* A document that has gone takes the download that once brought it along: it can be got again. */
  if (document == NULL && self->document != NULL && self->download != NULL
      && peer_download_get_state (self->download) == PEER_DOWNLOAD_DONE)
    peer_entry_set_download (self, NULL);

  if (!g_set_object (&self->document, document))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOCUMENT]);
  peer_entry_update_state (self);
}

void
peer_entry_set_download (PeerEntry *self, PeerDownload *download)
{
  if (download == self->download)
    return;

  peer_entry_drop_download (self);
  if (download != NULL)
    {
      self->download = g_object_ref (download);
      self->download_handler =
          g_signal_connect_swapped (download, "notify::state", G_CALLBACK (peer_entry_update_state), self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOWNLOAD]);
  peer_entry_update_state (self);
}

guint
peer_entry_get_number (PeerEntry *self)
{
  return self->number;
}

const char *
peer_entry_get_title (PeerEntry *self)
{
  return self->title;
}

const char *
peer_entry_get_search_key (PeerEntry *self)
{
  return self->search_key;
}

guint
peer_entry_get_n_holders (PeerEntry *self)
{
  return self->n_holders;
}

PeerDocument *
peer_entry_get_document (PeerEntry *self)
{
  return self->document;
}

PeerDownload *
peer_entry_get_download (PeerEntry *self)
{
  return self->download;
}

PeerEntryState
peer_entry_get_state (PeerEntry *self)
{
  return self->state;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-document-private.h"

#include <glib/gi18n-lib.h>

struct _PeerDocument
{
  GObject parent_instance;

  guint number;
  char *title;
  char *date;
  char *authors;
  char *obsoletes;
  char *updates;
  guint text_number;
  guint64 size_bytes;
  gint64 modified_unix_seconds;
  WireDigest digest;
  GFile *file;
  PeerDocumentState state;
  char *state_text; /* NULL: the usual sentence of the state */
  char *note;
  gboolean is_shared;
  guint n_uploads;
};

enum
{
  PROP_NUMBER = 1,
  PROP_TITLE,
  PROP_DATE,
  PROP_AUTHORS,
  PROP_SIZE,
  PROP_MODIFIED,
  PROP_FILE,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_IS_SHARED,
  PROP_N_UPLOADS,
  PROP_OBSOLETES,
  PROP_UPDATES,
  PROP_TEXT_NUMBER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PeerDocument, peer_document, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PeerDocumentState,
                    peer_document_state,
                    G_DEFINE_ENUM_VALUE (PEER_DOCUMENT_READING, "reading"),
                    G_DEFINE_ENUM_VALUE (PEER_DOCUMENT_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (PEER_DOCUMENT_SHARED, "shared"),
                    G_DEFINE_ENUM_VALUE (PEER_DOCUMENT_HELD, "held"),
                    G_DEFINE_ENUM_VALUE (PEER_DOCUMENT_REFUSED, "refused"))

static const char *
peer_document_state_sentence (PeerDocumentState state)
{
  switch (state)
    {
    case PEER_DOCUMENT_READING:
      return _("This document is being read.");
    case PEER_DOCUMENT_WAITING:
      return _("This document is shared as soon as the index knows of it.");
    case PEER_DOCUMENT_SHARED:
      return _("Others can find and get this document.");
    case PEER_DOCUMENT_HELD:
      return _("This document is kept here and not shared.");
    case PEER_DOCUMENT_REFUSED:
      return _("The index refused this document.");
    default:
      return "";
    }
}

static char *
peer_document_dup_state_text (PeerDocument *self)
{
  const char *sentence = self->state_text != NULL ? self->state_text : peer_document_state_sentence (self->state);

  if (self->note == NULL)
    return g_strdup (sentence);
  return g_strconcat (sentence, " ", self->note, NULL);
}

/* TRUE when it changed; "" stands for nothing, so that faces never see NULL. */
static gboolean
peer_document_set_text (PeerDocument *self, char **slot, const char *text, guint property)
{
  if (g_strcmp0 (*slot, text) == 0)
    return FALSE;
  g_free (*slot);
  *slot = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  return TRUE;
}

static void
peer_document_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PeerDocument *self = PEER_DOCUMENT (object);

  switch (property_id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DATE:
      g_value_set_string (value, self->date);
      break;
    case PROP_AUTHORS:
      g_value_set_string (value, self->authors);
      break;
    case PROP_MODIFIED:
      g_value_set_int64 (value, self->modified_unix_seconds);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size_bytes);
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATE_TEXT:
      g_value_take_string (value, peer_document_dup_state_text (self));
      break;
    case PROP_IS_SHARED:
      g_value_set_boolean (value, self->is_shared);
      break;
    case PROP_N_UPLOADS:
      g_value_set_uint (value, self->n_uploads);
      break;
    case PROP_OBSOLETES:
      g_value_set_string (value, self->obsoletes);
      break;
    case PROP_UPDATES:
      g_value_set_string (value, self->updates);
      break;
    case PROP_TEXT_NUMBER:
      g_value_set_uint (value, self->text_number);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
peer_document_finalize (GObject *object)
{
  PeerDocument *self = PEER_DOCUMENT (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->date, g_free);
  g_clear_pointer (&self->authors, g_free);
  g_clear_pointer (&self->obsoletes, g_free);
  g_clear_pointer (&self->updates, g_free);
  g_clear_pointer (&self->state_text, g_free);
  g_clear_pointer (&self->note, g_free);

  G_OBJECT_CLASS (peer_document_parent_class)->finalize (object);
}

static void
peer_document_class_init (PeerDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = peer_document_get_property;
  object_class->finalize = peer_document_finalize;

  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_DATE] = g_param_spec_string ("date", NULL, NULL, "", flags);
  properties[PROP_AUTHORS] = g_param_spec_string ("authors", NULL, NULL, "", flags);
  properties[PROP_MODIFIED] = g_param_spec_int64 ("modified", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, PEER_TYPE_DOCUMENT_STATE, PEER_DOCUMENT_READING, flags);
  properties[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, "", flags);
  properties[PROP_IS_SHARED] = g_param_spec_boolean ("is-shared", NULL, NULL, TRUE, flags);
  properties[PROP_N_UPLOADS] = g_param_spec_uint ("n-uploads", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_OBSOLETES] = g_param_spec_string ("obsoletes", NULL, NULL, "", flags);
  properties[PROP_UPDATES] = g_param_spec_string ("updates", NULL, NULL, "", flags);
  properties[PROP_TEXT_NUMBER] = g_param_spec_uint ("text-number", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
peer_document_init (PeerDocument *self)
{
  self->title = g_strdup ("");
  self->date = g_strdup ("");
  self->authors = g_strdup ("");
  self->obsoletes = g_strdup ("");
  self->updates = g_strdup ("");
  self->is_shared = TRUE;
}

PeerDocument *
peer_document_new (guint number, GFile *file)
{
  PeerDocument *self = g_object_new (PEER_TYPE_DOCUMENT, NULL);

  self->number = number;
  self->file = g_object_ref (file);
  return self;
}

void
peer_document_set_file (PeerDocument *self, GFile *file)
{
  if (g_file_equal (self->file, file))
    return;
  g_set_object (&self->file, file);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}

void
peer_document_set_title (PeerDocument *self, const char *title)
{
  peer_document_set_text (self, &self->title, title, PROP_TITLE);
}

void
peer_document_set_date (PeerDocument *self, const char *date)
{
  peer_document_set_text (self, &self->date, date, PROP_DATE);
}

void
peer_document_set_authors (PeerDocument *self, const char *authors)
{
  peer_document_set_text (self, &self->authors, authors, PROP_AUTHORS);
}

void
peer_document_set_obsoletes (PeerDocument *self, const char *obsoletes)
{
  peer_document_set_text (self, &self->obsoletes, obsoletes, PROP_OBSOLETES);
}

void
peer_document_set_updates (PeerDocument *self, const char *updates)
{
  peer_document_set_text (self, &self->updates, updates, PROP_UPDATES);
}

void
peer_document_set_text_number (PeerDocument *self, guint number)
{
  if (self->text_number == number)
    return;
  self->text_number = number;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT_NUMBER]);
}

void
peer_document_set_content (PeerDocument *self, guint64 size_bytes, const WireDigest *digest)
{
  self->digest = *digest;
  if (self->size_bytes == size_bytes)
    return;
  self->size_bytes = size_bytes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}

void
peer_document_set_modified (PeerDocument *self, gint64 unix_seconds)
{
  if (self->modified_unix_seconds == unix_seconds)
    return;
  self->modified_unix_seconds = unix_seconds;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
}

void
peer_document_set_is_shared (PeerDocument *self, gboolean is_shared)
{
  if (self->is_shared == !!is_shared)
    return;
  self->is_shared = !!is_shared;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SHARED]);
}

void
peer_document_set_state (PeerDocument *self, PeerDocumentState state, const char *text)
{
  const gboolean is_other_state = self->state != state;

  self->state = state;
  if (!peer_document_set_text (self, &self->state_text, text, PROP_STATE_TEXT) && is_other_state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE_TEXT]);
  if (is_other_state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
peer_document_set_note (PeerDocument *self, const char *note)
{
  peer_document_set_text (self, &self->note, note != NULL && *note != '\0' ? note : NULL, PROP_STATE_TEXT);
}

void
peer_document_count_upload (PeerDocument *self)
{
  self->n_uploads++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UPLOADS]);
}

guint
peer_document_get_number (PeerDocument *self)
{
  return self->number;
}

const char *
peer_document_get_title (PeerDocument *self)
{
  return self->title;
}

const char *
peer_document_get_date (PeerDocument *self)
{
  return self->date;
}

const char *
peer_document_get_authors (PeerDocument *self)
{
  return self->authors;
}

guint64
peer_document_get_size (PeerDocument *self)
{
  return self->size_bytes;
}

const WireDigest *
peer_document_get_digest (PeerDocument *self)
{
  return &self->digest;
}

const char *
peer_document_get_obsoletes (PeerDocument *self)
{
  return self->obsoletes;
}

const char *
peer_document_get_updates (PeerDocument *self)
{
  return self->updates;
}

guint
peer_document_get_text_number (PeerDocument *self)
{
  return self->text_number;
}

gint64
peer_document_get_modified (PeerDocument *self)
{
  return self->modified_unix_seconds;
}

GFile *
peer_document_get_file (PeerDocument *self)
{
  return self->file;
}

PeerDocumentState
peer_document_get_state (PeerDocument *self)
{
  return self->state;
}

gboolean
peer_document_get_is_shared (PeerDocument *self)
{
  return self->is_shared;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-search-result.h"

#include <string.h>

#include "peer-page-text.h"

struct _PeerSearchResult
{
  GObject parent_instance;
  PeerDocument *document;
  guint n_hits;
  GArray *lines; /* of PeerSearchLine */
};

enum
{
  PROP_NUMBER = 1,
  PROP_DOCUMENT,
  PROP_N_HITS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PeerSearchResult, peer_search_result, G_TYPE_OBJECT)

static void
peer_search_line_clear (gpointer data)
{
  g_free (((PeerSearchLine *) data)->text);
}

static void
peer_search_result_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PeerSearchResult *self = PEER_SEARCH_RESULT (object);

  switch (property_id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, peer_document_get_number (self->document));
      break;
    case PROP_DOCUMENT:
      g_value_set_object (value, self->document);
      break;
    case PROP_N_HITS:
      g_value_set_uint (value, self->n_hits);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
peer_search_result_finalize (GObject *object)
{
  PeerSearchResult *self = PEER_SEARCH_RESULT (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->lines, g_array_unref);
  G_OBJECT_CLASS (peer_search_result_parent_class)->finalize (object);
}

static void
peer_search_result_class_init (PeerSearchResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = peer_search_result_get_property;
  object_class->finalize = peer_search_result_finalize;
  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, PEER_TYPE_DOCUMENT, flags);
  properties[PROP_N_HITS] = g_param_spec_uint ("n-hits", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
peer_search_result_init (PeerSearchResult *self)
{
  self->lines = g_array_new (FALSE, FALSE, sizeof (PeerSearchLine));
  g_array_set_clear_func (self->lines, peer_search_line_clear);
}

static void
peer_search_result_add_line (PeerSearchResult *self, const PeerPageText *text, const PeerPageHit *hit)
{
  const guint index = peer_page_text_find_line (text, hit->start);
  const PeerPageLine *line = peer_page_text_get_line (text, index);
  const guint indent = peer_page_text_get_indent (text, index);
  const PeerSearchLine found = { line->source,
                                 g_strndup (peer_page_text_get_bytes (text, index) + indent, line->length - indent),
                                 hit->start - line->start - indent,
                                 MIN (hit->end, line->start + line->length) - line->start - indent };

  g_array_append_val (self->lines, found);
}

PeerSearchResult *
peer_search_result_new (PeerDocument *document, GBytes *bytes, const PeerPageFind *find)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr (PeerPageText) text = peer_page_text_new (data != NULL ? data : "", length);
  g_autofree char *folded = peer_page_find_fold (text->text->str, text->text->len);
  PeerSearchResult *self = NULL;
  PeerPageHit hit = { 0, 0 };
  guint last_line = G_MAXUINT;

  while (peer_page_find_next (find, folded, text->text->len, hit.end, &hit))
    {
      const guint line = peer_page_text_find_line (text, hit.start);

      if (self == NULL)
        self = g_object_new (PEER_TYPE_SEARCH_RESULT, NULL);
      self->n_hits++;
      if (line != last_line && self->lines->len < PEER_SEARCH_MAX_LINES)
        peer_search_result_add_line (self, text, &hit);
      last_line = line;
    }
  if (self != NULL)
    self->document = g_object_ref (document);
  return self;
}

PeerDocument *
peer_search_result_get_document (PeerSearchResult *self)
{
  return self->document;
}

guint
peer_search_result_get_n_hits (PeerSearchResult *self)
{
  return self->n_hits;
}

guint
peer_search_result_get_n_lines (PeerSearchResult *self)
{
  return self->lines->len;
}

const PeerSearchLine *
peer_search_result_get_line (PeerSearchResult *self, guint index)
{
  return &g_array_index (self->lines, PeerSearchLine, index);
}

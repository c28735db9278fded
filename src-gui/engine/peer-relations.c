/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-relations.h"

#include "peer-document.h"

/* "793, 2873": numbers as PeerDocument has them. */
static gboolean
peer_relations_list_has (const char *list, guint number)
{
  while (*list != '\0')
    {
      char *end;

      if (g_ascii_strtoull (list, &end, 10) == number)
        return TRUE;
      while (*end != '\0' && !g_ascii_isdigit (*end))
        end++;
      list = end;
    }
  return FALSE;
}

static int
peer_relations_compare (gconstpointer a, gconstpointer b)
{
  const guint number_a = *(const guint *) a;
  const guint number_b = *(const guint *) b;

  return number_a < number_b ? -1 : number_a > number_b;
}

GArray *
peer_relations_find (GListModel *documents, guint number, PeerRelation relation)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < g_list_model_get_n_items (documents); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (documents, i);
      const guint other = peer_document_get_number (document);

      if (other != number
          && peer_relations_list_has (relation == PEER_RELATION_OBSOLETES ? peer_document_get_obsoletes (document)
                                                                           : peer_document_get_updates (document),
                                      number))
        g_array_append_val (numbers, other);
    }
  g_array_sort (numbers, peer_relations_compare);
  return numbers;
}

/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "gui-columns.h"
#include "gui-query.h"
#include "peer-engine.h"

G_BEGIN_DECLS

/* A view that lists documents, is searched, sorted and fitted to its width: what the Index and the Library have in common. A
 * page of one's own binds the template child "view", a GtkColumnView, and calls gui_page_set_up ().
 *
 * Properties: query (string, what is searched for), is-snug and is-narrow (booleans: less room, little room), n-results (uint,
 *   read-only)
 * Actions, with the number as parameter: page.open, page.show-in-folder, page.copy-reference, page.copy-link,
 *   page.stop-sharing, page.trash, page.details; for the selected row: page.menu, page.copy-selected, page.details-selected */
#define GUI_TYPE_PAGE (gui_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (GuiPage, gui_page, GUI, PAGE, AdwBin)

struct _GuiPageClass
{
  AdwBinClass parent_class;

  /* Whether this row is shown; @query is NULL while nothing is searched for. */
  gboolean (*matches) (GuiPage *self, gpointer item, GuiQuery *query);
  /* Rows, query or engine are others now. */
  void (*changed) (GuiPage *self);
  /* What can be done with this row; lent is @item, given is the menu. */
  GMenuModel *(*make_menu) (GuiPage *self, gpointer item);
  /* Enter, and a double click. */
  void (*activate) (GuiPage *self, gpointer item);
  guint (*get_number) (gpointer item);
  /* Which documents are known to replace this one, in a new string; may be NULL. */
  char *(*dup_successors) (GuiPage *self, guint number);
};

void gui_page_set_up (GuiPage *self, GtkColumnView *view, GType item_type, const GuiColumn *columns, guint n_columns);

/* @rows are those of @engine; both are followed until others come. */
void gui_page_set_engine (GuiPage *self, PeerEngine *engine, GListModel *rows);
PeerEngine *gui_page_get_engine (GuiPage *self); /* NULL at first */

/* Rows that stand before all others whatever is searched for; a GListStore of anything that the columns can show. */
GListStore *gui_page_get_first_rows (GuiPage *self);

/* What matches () goes by is another now. */
void gui_page_filter_again (GuiPage *self);

/* Sort and widths, see gui-columns.h. */
void gui_page_keep (GuiPage *self, GSettings *settings, const char *prefix);

void gui_page_focus_list (GuiPage *self);

GuiQuery *gui_page_get_query (GuiPage *self);         /* NULL while nothing is searched for */
const char *gui_page_get_query_text (GuiPage *self);  /* may be NULL */
guint gui_page_get_n_results (GuiPage *self);
gboolean gui_page_get_is_narrow (GuiPage *self);
GuiColumns *gui_page_get_columns (GuiPage *self);

gpointer gui_page_get_selected (GuiPage *self);       /* or has the focus; lent; NULL when none is */
void gui_page_select (GuiPage *self, gpointer item);

/* Where a popover about this row is to point at, within the page. */
GdkRectangle gui_page_get_place (GuiPage *self, gpointer item, const char *column_name);
void gui_page_show_menu (GuiPage *self, gpointer item, const GdkRectangle *at);

/* The number of an action's parameter, as a document that is held; lent, or NULL. */
PeerDocument *gui_page_find_document (GuiPage *self, GVariant *number);

/* Adds what activates @action with @number. */
void gui_page_append (GMenu *menu, const char *label, const char *action, guint number);

/* For show (): a document's title or a row's first words, with what is searched for in bold. */
void gui_page_show_found (GuiPage *self, GtkWidget *line, const char *text);

G_END_DECLS

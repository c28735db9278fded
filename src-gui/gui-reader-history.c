/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-history.h"

struct _GuiReaderHistory
{
  GArray *behind; /* of GuiReaderPlace, the nearest one last */
  GArray *ahead;
};

GuiReaderHistory *
gui_reader_history_new (void)
{
  GuiReaderHistory *self = g_new0 (GuiReaderHistory, 1);

  self->behind = g_array_new (FALSE, FALSE, sizeof (GuiReaderPlace));
  self->ahead = g_array_new (FALSE, FALSE, sizeof (GuiReaderPlace));
  return self;
}

void
gui_reader_history_free (GuiReaderHistory *self)
{
  g_array_unref (self->behind);
  g_array_unref (self->ahead);
  g_free (self);
}

static void
gui_reader_history_push (GArray *places, GuiReaderPlace place)
{
  if (places->len >= GUI_READER_HISTORY_MAX)
    g_array_remove_index (places, 0);
  g_array_append_val (places, place);
}

static GuiReaderPlace
gui_reader_history_pop (GArray *places)
{
  GuiReaderPlace place = { 0, 0 };

  if (places->len > 0)
    {
      place = g_array_index (places, GuiReaderPlace, places->len - 1);
      g_array_set_size (places, places->len - 1);
    }
  return place;
}

void
gui_reader_history_leave (GuiReaderHistory *self, GuiReaderPlace here)
{
  g_array_set_size (self->ahead, 0);
  gui_reader_history_push (self->behind, here);
}

GuiReaderPlace
gui_reader_history_go_back (GuiReaderHistory *self, GuiReaderPlace here)
{
  GuiReaderPlace place = gui_reader_history_pop (self->behind);

  if (place.number != 0)
    gui_reader_history_push (self->ahead, here);
  return place;
}

GuiReaderPlace
gui_reader_history_go_forward (GuiReaderHistory *self, GuiReaderPlace here)
{
  GuiReaderPlace place = gui_reader_history_pop (self->ahead);

  if (place.number != 0)
    gui_reader_history_push (self->behind, here);
  return place;
}

gboolean
gui_reader_history_can_go_back (GuiReaderHistory *self)
{
  return self->behind->len > 0;
}

gboolean
gui_reader_history_can_go_forward (GuiReaderHistory *self)
{
  return self->ahead->len > 0;
}

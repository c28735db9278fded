/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-candidate-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "peer-candidate-judge.h"

struct _PeerCandidate
{
  GObject parent_instance;

  GFile *file;
  PeerTextFile *text; /* NULL before it was read */
  GWeakRef library;
  PeerCandidate *twin;
  PeerDocument *held; /* of this number in the library, or NULL */

  guint number;
  char *title;
  gboolean is_number_typed;

  PeerProblem obstacle; /* NONE, or what no typing mends */
  PeerProblem problem;
  char *problem_text;
  gboolean is_chosen;
  gboolean is_choice_made; /* by the user: no judgement takes it back */
  gboolean can_add;
};

enum
{
  PROP_FILE = 1,
  PROP_NUMBER,
  PROP_TITLE,
  PROP_SIZE,
  PROP_DATE,
  PROP_MODIFIED,
  PROP_HELD,
  PROP_PROBLEM,
  PROP_PROBLEM_TEXT,
  PROP_IS_CHOSEN,
  PROP_CAN_ADD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PeerCandidate, peer_candidate, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PeerProblem,
                    peer_problem,
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_NO_NUMBER, "no-number"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_NO_TITLE, "no-title"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_NUMBER_DIFFERS, "number-differs"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_STUB, "stub"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_ALREADY_HELD, "already-held"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_DIFFERENT_TEXT, "different-text"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_NOT_TEXT, "not-text"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_TOO_LARGE, "too-large"),
                    G_DEFINE_ENUM_VALUE (PEER_PROBLEM_UNREADABLE, "unreadable"))

static void
peer_candidate_apply_choice (PeerCandidate *self, gboolean is_chosen)
{
  if (self->is_chosen == is_chosen)
    return;
  self->is_chosen = is_chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_CHOSEN]);
}

static void
peer_candidate_apply_problem (PeerCandidate *self, PeerProblem problem, const char *text)
{
  GObject *object = G_OBJECT (self);
  const gboolean can_add = !peer_problem_stands_in_the_way (problem);
  const gboolean is_other_problem = self->problem != problem;
  const gboolean is_other_text = g_strcmp0 (self->problem_text, text) != 0;
  const gboolean is_other_answer = self->can_add != can_add;
  char *new_text = g_strdup (text); /* before the old one goes: @text may be it */

  self->problem = problem;
  g_free (self->problem_text);
  self->problem_text = new_text;
  self->can_add = can_add;

  if (is_other_problem)
    g_object_notify_by_pspec (object, properties[PROP_PROBLEM]);
  if (is_other_text)
    g_object_notify_by_pspec (object, properties[PROP_PROBLEM_TEXT]);
  if (is_other_answer)
    g_object_notify_by_pspec (object, properties[PROP_CAN_ADD]);

  /* What would replace a document, or share a mere note, is never chosen but by the user. */
  if (!can_add)
    peer_candidate_apply_choice (self, FALSE);
  else if (!self->is_choice_made)
    peer_candidate_apply_choice (self, problem != PEER_PROBLEM_DIFFERENT_TEXT && problem != PEER_PROBLEM_STUB);
}

static gboolean
peer_candidate_is_twin (PeerCandidate *self)
{
  return self->twin != NULL && self->twin->number == self->number && self->twin->obstacle == PEER_PROBLEM_NONE &&
         self->twin->text != NULL;
}

static void
peer_candidate_set_held (PeerCandidate *self, PeerDocument *held)
{
  if (g_set_object (&self->held, held))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HELD]);
}

void
peer_candidate_judge (PeerCandidate *self)
{
  g_autoptr (PeerLibrary) library = g_weak_ref_get (&self->library);
  g_autofree char *twin_name = NULL;
  g_autofree char *text = NULL;
  PeerCandidateFacts facts = { .text = self->text, .number = self->number, .title = self->title };
  PeerProblem problem;

  if (self->obstacle != PEER_PROBLEM_NONE || self->text == NULL)
    return;
  facts.is_number_typed = self->is_number_typed;
  facts.held = library != NULL ? peer_library_find (library, self->number) : NULL;
  if (peer_candidate_is_twin (self))
    {
      g_autofree char *base = g_file_get_basename (self->twin->file);

      twin_name = g_utf8_make_valid (base, -1);
      facts.twin = self->twin->text;
      facts.twin_name = twin_name;
    }
  problem = peer_candidate_judge_facts (&facts, &text);
  peer_candidate_set_held (self, facts.held);
  peer_candidate_apply_problem (self, problem, text != NULL ? text : "");
}

static void
peer_candidate_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PeerCandidate *self = PEER_CANDIDATE (object);

  switch (property_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->text != NULL ? self->text->size_bytes : 0);
      break;
    case PROP_DATE:
      g_value_set_string (value, self->text != NULL ? self->text->date : "");
      break;
    case PROP_MODIFIED:
      g_value_set_int64 (value, self->text != NULL ? peer_text_file_get_modified_seconds (self->text) : 0);
      break;
    case PROP_HELD:
      g_value_set_object (value, self->held);
      break;
    case PROP_PROBLEM:
      g_value_set_enum (value, self->problem);
      break;
    case PROP_PROBLEM_TEXT:
      g_value_set_string (value, self->problem_text);
      break;
    case PROP_IS_CHOSEN:
      g_value_set_boolean (value, self->is_chosen);
      break;
    case PROP_CAN_ADD:
      g_value_set_boolean (value, self->can_add);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
peer_candidate_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  PeerCandidate *self = PEER_CANDIDATE (object);

  switch (property_id)
    {
    case PROP_NUMBER:
      peer_candidate_set_number (self, g_value_get_uint (value));
      break;
    case PROP_TITLE:
      peer_candidate_set_title (self, g_value_get_string (value));
      break;
    case PROP_IS_CHOSEN:
      peer_candidate_set_is_chosen (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
peer_candidate_finalize (GObject *object)
{
  PeerCandidate *self = PEER_CANDIDATE (object);

  g_clear_object (&self->file);
  g_clear_object (&self->twin);
  g_clear_object (&self->held);
  g_clear_pointer (&self->text, peer_text_file_unref);
  g_weak_ref_clear (&self->library);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->problem_text, g_free);

  G_OBJECT_CLASS (peer_candidate_parent_class)->finalize (object);
}

static void
peer_candidate_class_init (PeerCandidateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = read_only | G_PARAM_WRITABLE;

  object_class->get_property = peer_candidate_get_property;
  object_class->set_property = peer_candidate_set_property;
  object_class->finalize = peer_candidate_finalize;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, read_only);
  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, writable);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", writable);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, read_only);
  properties[PROP_DATE] = g_param_spec_string ("date", NULL, NULL, "", read_only);
  properties[PROP_MODIFIED] = g_param_spec_int64 ("modified", NULL, NULL, G_MININT64, G_MAXINT64, 0, read_only);
  properties[PROP_HELD] = g_param_spec_object ("held", NULL, NULL, PEER_TYPE_DOCUMENT, read_only);
  properties[PROP_PROBLEM] =
      g_param_spec_enum ("problem", NULL, NULL, PEER_TYPE_PROBLEM, PEER_PROBLEM_UNREADABLE, read_only);
  properties[PROP_PROBLEM_TEXT] = g_param_spec_string ("problem-text", NULL, NULL, "", read_only);
  properties[PROP_IS_CHOSEN] = g_param_spec_boolean ("is-chosen", NULL, NULL, FALSE, writable);
  properties[PROP_CAN_ADD] = g_param_spec_boolean ("can-add", NULL, NULL, FALSE, read_only);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
peer_candidate_init (PeerCandidate *self)
{
  g_weak_ref_init (&self->library, NULL);
  self->title = g_strdup ("");
  self->problem = PEER_PROBLEM_UNREADABLE;
  self->problem_text = g_strdup (_("This file was not read."));
}

PeerCandidate *
peer_candidate_new (GFile *file)
{
  PeerCandidate *self = g_object_new (PEER_TYPE_CANDIDATE, NULL);

  self->file = g_object_ref (file);
  return self;
}

void
peer_candidate_set_obstacle (PeerCandidate *self, PeerProblem problem, const char *text)
{
  self->obstacle = problem;
  peer_candidate_apply_problem (self, problem, text);
}

void
peer_candidate_take_text (PeerCandidate *self, PeerLibrary *library, PeerTextFile *text)
{
  g_clear_pointer (&self->text, peer_text_file_unref);
  self->text = peer_text_file_ref (text);
  g_weak_ref_set (&self->library, library);
  if (text->problem != PEER_PROBLEM_NONE)
    {
      peer_candidate_set_obstacle (self, text->problem, text->problem_text);
      return;
    }
  self->number = text->text_number != 0 ? text->text_number : text->name_number;
  g_free (self->title);
  self->title = g_strdup (text->title);
  peer_candidate_judge (self);
}

void
peer_candidate_set_twin (PeerCandidate *self, PeerCandidate *twin)
{
  g_set_object (&self->twin, twin);
  peer_candidate_judge (self);
}

GFile *
peer_candidate_get_file (PeerCandidate *self)
{
  return self->file;
}

PeerDocument *
peer_candidate_get_held (PeerCandidate *self)
{
  return self->held;
}

const PeerTextFile *
peer_candidate_get_text (PeerCandidate *self)
{
  return self->text;
}

gboolean
peer_candidate_has_own_title (PeerCandidate *self)
{
  return self->text != NULL && strcmp (self->title, self->text->title) != 0;
}

guint
peer_candidate_get_number (PeerCandidate *self)
{
  return self->number;
}

void
peer_candidate_set_number (PeerCandidate *self, guint number)
{
  if (self->number == number)
    return;
  self->number = number;
  self->is_number_typed = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NUMBER]);
  peer_candidate_judge (self);
}

const char *
peer_candidate_get_title (PeerCandidate *self)
{
  return self->title;
}

void
peer_candidate_set_title (PeerCandidate *self, const char *title)
{
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title != NULL ? title : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  peer_candidate_judge (self);
}

PeerProblem
peer_candidate_get_problem (PeerCandidate *self)
{
  return self->problem;
}

const char *
peer_candidate_get_problem_text (PeerCandidate *self)
{
  return self->problem_text;
}

gboolean
peer_candidate_get_is_chosen (PeerCandidate *self)
{
  return self->is_chosen;
}

void
peer_candidate_set_is_chosen (PeerCandidate *self, gboolean is_chosen)
{
  self->is_choice_made = TRUE;
  peer_candidate_apply_choice (self, !!is_chosen);
}

gboolean
peer_candidate_get_can_add (PeerCandidate *self)
{
  return self->can_add;
}

#include "core/study/undo-private.h"

#include <string.h>

/* Changes that follow each other closer are one step, ms. */
#define PAUSE 400

/* Changes of one number that follow each other closer are one step as well, µs: a button is pressed
 * again and again until the number is right. */
#define AGAIN (2 * G_USEC_PER_SEC)

typedef struct
{
  char *state; /* before the step, or after it in the future */
  char *what;
} Step;

struct _VitUndo
{
  GObject parent_instance;
  VitStudy *study;
  char *present;
  GPtrArray *past, *future; /* Step */
  GPtrArray *kept;          /* VitRun: all that were seen, since one that is out may come back */
  guint timer;
  bool held, restoring;
  const VitOption *number; /* nullable: what alone the last step changed */
  gint64 when;             /* it ended */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitUndo, vit_undo, G_TYPE_OBJECT)

static void
step_free (void *data)
{
  Step *step = data;
  g_free (step->state);
  g_free (step->what);
  g_free (step);
}

static void
push (GPtrArray *steps, char *state, const char *what)
{
  Step *step = g_new (Step, 1);
  *step = (Step){ state, g_strdup (what) };
  g_ptr_array_add (steps, step);
  if (steps->len > VIT_UNDO_STEPS)
    g_ptr_array_remove_index (steps, 0);
}

static const Step *
get_last (const GPtrArray *steps)
{
  return steps->len > 0 ? steps->pdata[steps->len - 1] : NULL;
}

/* ---- Steps ---- */

static void
keep_runs (VitUndo *self)
{
  for (guint i = 0; i < vit_study_get_n_runs (self->study); i++)
    {
      VitRun *run = vit_study_get_run (self->study, i);
      if (!g_ptr_array_find (self->kept, run, NULL))
        g_ptr_array_add (self->kept, g_object_ref (run));
    }
}

/* @again: whether the step may go on the one before. */
static void
end_step (VitUndo *self, bool again)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_autofree char *now = vit_study_dup_state (self->study);
  const VitOption *before = again ? self->number : NULL;
  gint64 when = g_get_monotonic_time ();
  self->number = NULL;
  if (strcmp (now, self->present) == 0)
    return;
  g_autofree char *what = vit_undo_describe (self->present, now);
  self->number = again ? vit_undo_find_only_number (self->present, now) : NULL;
  bool goes_on = before && before == self->number && when - self->when < AGAIN;
  self->when = when;
  if (goes_on)
    g_free (g_steal_pointer (&self->present));
  /* Back where it began: nothing is left to be taken back. */
  if (goes_on && strcmp (get_last (self->past)->state, now) == 0)
    {
      g_ptr_array_set_size (self->past, (int) self->past->len - 1);
      self->number = NULL;
    }
  else if (!goes_on)
    push (self->past, g_steal_pointer (&self->present), what);
  self->present = g_steal_pointer (&now);
  keep_runs (self);
  g_ptr_array_set_size (self->future, 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vit_undo_flush (VitUndo *self)
{
  g_return_if_fail (VIT_IS_UNDO (self));
  end_step (self, false);
}

/* ---- What is no step ---- */

/* Give @state what differs from @before to @after, but for runs that it does not have. */
static void
patch (GKeyFile *state, GKeyFile *before, GKeyFile *after)
{
  GKeyFile *sides[] = { before, after };
  for (int side = 0; side < 2; side++)
    {
      g_auto (GStrv) groups = g_key_file_get_groups (sides[side], NULL);
      for (char **group = groups; *group; group++)
        {
          bool absent = g_str_has_prefix (*group, "run ") && !g_key_file_has_group (state, *group);
          g_auto (GStrv) keys =
              absent ? NULL : g_key_file_get_keys (sides[side], *group, NULL, NULL);
          for (char **key = keys; key && *key; key++)
            {
              g_autofree char *old = g_key_file_get_value (before, *group, *key, NULL),
                              *new = g_key_file_get_value (after, *group, *key, NULL);
              if (g_strcmp0 (old, new) == 0)
                continue;
              if (new)
                g_key_file_set_value (state, *group, *key, new);
              else
                g_key_file_remove_key (state, *group, *key, NULL);
            }
        }
    }
}

/* Whether @a has all keys of @b with the same values. */
static bool
has_all (GKeyFile *a, GKeyFile *b)
{
  g_auto (GStrv) groups = g_key_file_get_groups (b, NULL);
  for (char **group = groups; *group; group++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (b, *group, NULL, NULL);
      for (char **key = keys; key && *key; key++)
        {
          g_autofree char *one = g_key_file_get_value (a, *group, *key, NULL),
                          *other = g_key_file_get_value (b, *group, *key, NULL);
          if (g_strcmp0 (one, other) != 0)
            return false;
        }
    }
  return true;
}

/* From the present outward. */
static void
patch_steps (GPtrArray *steps, GKeyFile *before, GKeyFile *after)
{
  g_autoptr (GKeyFile) next = g_key_file_ref (after);
  for (guint i = steps->len; i-- > 0;)
    {
      Step *step = steps->pdata[i];
      g_autoptr (GKeyFile) state = vit_undo_parse (step->state);
      patch (state, before, after);
      if (has_all (state, next) && has_all (next, state))
        {
          g_ptr_array_remove_index (steps, i);
          continue;
        }
      g_free (step->state);
      step->state = g_key_file_to_data (state, NULL, NULL);
      g_key_file_unref (next);
      next = g_steal_pointer (&state);
    }
}

void
vit_undo_absorb (VitUndo *self)
{
  g_return_if_fail (VIT_IS_UNDO (self));
  g_clear_handle_id (&self->timer, g_source_remove);
  char *now = vit_study_dup_state (self->study);
  g_autoptr (GKeyFile) before = vit_undo_parse (self->present), after = vit_undo_parse (now);
  patch_steps (self->past, before, after);
  patch_steps (self->future, before, after);
  g_free (self->present);
  self->present = now;
  keep_runs (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_pause (void *data)
{
  VitUndo *self = data;
  self->timer = 0;
  end_step (self, true);
  return G_SOURCE_REMOVE;
}

static void
on_edited (VitStudy *study, VitUndo *self)
{
  if (self->restoring)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->held)
    self->timer = g_timeout_add (PAUSE, on_pause, self);
}

void
vit_undo_set_held (VitUndo *self, bool held)
{
  g_return_if_fail (VIT_IS_UNDO (self));
  if (held && !self->held && self->timer)
    end_step (self, true);
  bool ends = self->held && !held;
  self->held = held;
  /* What follows from the end of a drag still belongs to it. */
  if (ends)
    on_edited (self->study, self);
}

/* Take the last step of @from, which goes to @to. */
static char *
take_step (VitUndo *self, GPtrArray *from, GPtrArray *to)
{
  vit_undo_flush (self);
  if (from->len == 0)
    return NULL;
  Step *step = g_ptr_array_steal_index (from, from->len - 1);
  char *what = g_strdup (step->what);
  self->restoring = true;
  vit_study_take_state (self->study, step->state, self->kept);
  self->restoring = false;
  push (to, g_steal_pointer (&self->present), what);
  self->present = vit_study_dup_state (self->study);
  step_free (step);
  g_signal_emit (self, signals[CHANGED], 0);
  return what;
}

char *
vit_undo_back (VitUndo *self)
{
  g_return_val_if_fail (VIT_IS_UNDO (self), NULL);
  return take_step (self, self->past, self->future);
}

char *
vit_undo_forward (VitUndo *self)
{
  g_return_val_if_fail (VIT_IS_UNDO (self), NULL);
  return take_step (self, self->future, self->past);
}

const char *
vit_undo_get_past (VitUndo *self)
{
  g_return_val_if_fail (VIT_IS_UNDO (self), NULL);
  const Step *step = get_last (self->past);
  return step ? step->what : NULL;
}

const char *
vit_undo_get_future (VitUndo *self)
{
  g_return_val_if_fail (VIT_IS_UNDO (self), NULL);
  const Step *step = get_last (self->future);
  return step ? step->what : NULL;
}

static void
vit_undo_dispose (GObject *object)
{
  VitUndo *self = VIT_UNDO (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->study)
    g_signal_handlers_disconnect_by_data (self->study, self);
  g_clear_object (&self->study);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  G_OBJECT_CLASS (vit_undo_parent_class)->dispose (object);
}

static void
vit_undo_finalize (GObject *object)
{
  VitUndo *self = VIT_UNDO (object);
  g_free (self->present);
  g_ptr_array_unref (self->past);
  g_ptr_array_unref (self->future);
  G_OBJECT_CLASS (vit_undo_parent_class)->finalize (object);
}

static void
vit_undo_class_init (VitUndoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = vit_undo_dispose;
  object_class->finalize = vit_undo_finalize;
  signals[CHANGED] = g_signal_new ("changed", VIT_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
vit_undo_init (VitUndo *self)
{
  self->past = g_ptr_array_new_with_free_func (step_free);
  self->future = g_ptr_array_new_with_free_func (step_free);
  self->kept = g_ptr_array_new_with_free_func (g_object_unref);
}

VitUndo *
vit_undo_new (VitStudy *study)
{
  g_return_val_if_fail (VIT_IS_STUDY (study), NULL);
  VitUndo *self = g_object_new (VIT_TYPE_UNDO, NULL);
  self->study = g_object_ref (study);
  self->present = vit_study_dup_state (study);
  keep_runs (self);
  g_signal_connect (study, "edited", G_CALLBACK (on_edited), self);
  return self;
}

#include "core/study/undo.h"

#include <string.h>

/* Changes that follow each other closer are one step, ms. */
#define PAUSE 400

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

/* ---- What a step is called ---- */

static GKeyFile *
parse (const char *state)
{
  GKeyFile *keys = g_key_file_new ();
  g_key_file_load_from_data (keys, state, (gsize) -1, G_KEY_FILE_NONE, NULL);
  return keys;
}

static char *
get_label (GKeyFile *keys, const char *group)
{
  g_autofree char *label = g_key_file_get_string (keys, group, "label", NULL);
  return g_strdup (label ? label : group);
}

/* Text of a title with Pango markup. */
static char *
strip_markup (const char *markup)
{
  g_autoptr (GString) text = g_string_new (NULL);
  bool within = false;
  for (const char *c = markup; *c; c++)
    {
      within = within || *c == '<';
      if (!within)
        g_string_append_c (text, *c);
      within = within && *c != '>';
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
name_change_of_run (GKeyFile *after, const char *group, const char *key, const char *old)
{
  g_autofree char *label = get_label (after, group);
  VitPremiseId id;
  if (strcmp (key, "label") == 0)
    return g_strdup_printf ("Rename %s to %s", old ? old : group, label);
  if (strcmp (key, "colour") == 0)
    return g_strdup_printf ("Change the colour of %s", label);
  if (strcmp (key, "group") == 0)
    {
      g_autofree char *name = g_key_file_get_string (after, group, key, NULL);
      return name ? g_strdup_printf ("Put %s into %s", label, name)
                  : g_strdup_printf ("Take %s out of %s", label, old);
    }
  if (strcmp (key, "shown") == 0)
    return g_strdup_printf (
        "%s %s", g_key_file_get_boolean (after, group, key, NULL) ? "Show" : "Hide", label);
  const char *title = vit_premise_find (key, &id) ? vit_premise_get (id)->title
                      : strcmp (key, "log") == 0  ? "Log"
                                                  : key;
  g_autofree char *lower = g_utf8_strdown (title, 1);
  return g_strdup_printf ("Change %s%s of %s", lower, title + strlen (lower), label);
}

/* Whether two lists are equal without one of their words. */
static bool
are_equal_without (char **a, char **b, const char *word)
{
  for (;; a++, b++)
    {
      a += *a && strcmp (*a, word) == 0;
      b += *b && strcmp (*b, word) == 0;
      if (!*a || !*b)
        return !*a && !*b;
      if (strcmp (*a, *b) != 0)
        return false;
    }
}

/* Which of the runs moved; two where each may have. */
static char *
name_change_of_order (GKeyFile *after, const char *old)
{
  g_auto (GStrv) before = g_strsplit (old ? old : "", ";", -1),
                 now = g_key_file_get_string_list (after, "study", "order", NULL, NULL);
  g_autoptr (GPtrArray) moved = g_ptr_array_new_with_free_func (g_free);
  guint n = g_strv_length (before);
  /* A list ends in a semicolon. */
  if (n > 0 && !*before[n - 1])
    g_clear_pointer (&before[n - 1], g_free);
  for (char **group = now; group && *group; group++)
    if (are_equal_without (before, now, *group))
      g_ptr_array_add (moved, get_label (after, *group));
  if (moved->len == 1)
    return g_strdup_printf ("Move %s", (char *) moved->pdata[0]);
  if (moved->len == 2)
    return g_strdup_printf ("Swap %s and %s", (char *) moved->pdata[0], (char *) moved->pdata[1]);
  return g_strdup ("Order the runs");
}

static char *
name_change (GKeyFile *after, const char *group, const char *key, const char *old)
{
  if (g_str_has_prefix (group, "run "))
    return name_change_of_run (after, group, key, old);
  const VitOption *option = vit_option_find (group, key);
  VitStudyLog log;
  VitPremiseId id;
  if (vit_study_log_find (group, &log) && vit_premise_find (key, &id))
    return g_strdup_printf ("Change %s of the %s log", vit_premise_get (id)->name, group);
  if (option)
    {
      g_autofree char *label = strip_markup (option->label);
      return g_strdup_printf ("Change %s", label);
    }
  if (strcmp (group, "ranges") == 0)
    return g_strdup ("Change the range of the colours");
  if (strcmp (group, "model") == 0)
    return g_strdup (strcmp (key, "file") == 0 ? "Change the model" : "Change the intervals");
  if (strcmp (key, "title") == 0)
    return g_strdup ("Rename the study");
  if (strcmp (key, "order") == 0)
    return name_change_of_order (after, old);
  return g_strdup_printf ("Change %s", key);
}

/* Name the changes of the keys of a group. */
static void
name_changes_of_group (GKeyFile *before, GKeyFile *after, const char *group, GPtrArray *names)
{
  GKeyFile *sides[] = { before, after };
  for (int side = 0; side < 2; side++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (sides[side], group, NULL, NULL);
      for (char **key = keys; key && *key; key++)
        {
          g_autofree char *old = g_key_file_get_string (before, group, *key, NULL),
                          *new = g_key_file_get_string (after, group, *key, NULL);
          if ((side == 1 && old) || g_strcmp0 (old, new) == 0)
            continue;
          g_ptr_array_add (names, name_change (after, group, *key, old));
        }
    }
}

/* The order changes with the runs and with their groups. */
static void
forget_order (GKeyFile *before, GKeyFile *after)
{
  g_key_file_remove_key (after, "study", "order", NULL);
  g_key_file_remove_key (before, "study", "order", NULL);
}

/* Number of atoms in ids such as 5;9:12. */
static guint64
count_picked (GKeyFile *keys)
{
  g_auto (GStrv) pieces = g_key_file_get_string_list (keys, "picked", "atoms", NULL, NULL);
  guint64 n = 0;
  for (char **piece = pieces; piece && *piece; piece++)
    {
      const char *colon = strchr (*piece, ':');
      gint64 first = g_ascii_strtoll (*piece, NULL, 10),
             last = colon ? g_ascii_strtoll (colon + 1, NULL, 10) : first;
      n += (guint64) (last - first) + 1;
    }
  return n;
}

/* What is picked is one thing of several keys, and goes with its run. */
static void
name_change_of_picked (GKeyFile *before, GKeyFile *after, bool told, GPtrArray *names)
{
  bool differs = false;
  GKeyFile *sides[] = { before, after };
  for (int side = 0; side < 2; side++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (sides[side], "picked", NULL, NULL);
      for (char **key = keys; key && *key; key++)
        {
          g_autofree char *old = g_key_file_get_string (before, "picked", *key, NULL),
                          *new = g_key_file_get_string (after, "picked", *key, NULL);
          differs = differs || g_strcmp0 (old, new) != 0;
        }
    }
  guint64 n = count_picked (after);
  bool region = g_key_file_has_key (after, "picked", "corners", NULL);
  if (differs && told && n == 0)
    g_ptr_array_add (names, g_strdup ("Let go of the picked atoms"));
  else if (differs && told)
    g_ptr_array_add (names, g_strdup_printf ("Pick %s%" G_GUINT64_FORMAT " atom%s",
                                             region ? "a region of " : "", n, n == 1 ? "" : "s"));
  g_key_file_remove_group (before, "picked", NULL);
  g_key_file_remove_group (after, "picked", NULL);
}

static char *
describe (const char *state_before, const char *state_after)
{
  g_autoptr (GKeyFile) before = parse (state_before), after = parse (state_after);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) old = g_key_file_get_groups (before, NULL),
                 new = g_key_file_get_groups (after, NULL);
  guint n_runs = 0;
  for (char **group = old; *group; group++)
    if (g_str_has_prefix (*group, "run ") && !g_key_file_has_group (after, *group))
      {
        g_autofree char *label = get_label (before, *group);
        g_ptr_array_add (names, g_strdup_printf ("Remove %s", label));
        n_runs++;
      }
  for (char **group = new; *group; group++)
    if (g_str_has_prefix (*group, "run ") && !g_key_file_has_group (before, *group))
      {
        g_autofree char *label = get_label (after, *group);
        g_ptr_array_add (names, g_strdup_printf ("Add %s", label));
        n_runs++;
      }
  if (n_runs > 0)
    forget_order (before, after);
  name_change_of_picked (before, after, n_runs == 0, names);
  for (char **group = old; *group; group++)
    {
      g_autofree char *was = g_key_file_get_string (before, *group, "group", NULL),
                      *is = g_key_file_get_string (after, *group, "group", NULL);
      if (g_strcmp0 (was, is) != 0)
        forget_order (before, after);
    }
  for (char **group = old; *group; group++)
    if (g_key_file_has_group (after, *group))
      name_changes_of_group (before, after, *group, names);
  for (char **group = new; *group; group++)
    if (!g_key_file_has_group (before, *group) && !g_str_has_prefix (*group, "run "))
      name_changes_of_group (before, after, *group, names);
  for (char **group = old; *group; group++)
    if (!g_key_file_has_group (after, *group) && !g_str_has_prefix (*group, "run "))
      name_changes_of_group (before, after, *group, names);
  if (names->len == 0)
    return g_strdup ("Change the study");
  const char *first = names->pdata[0];
  if (names->len == 1)
    return g_strdup (first);
  return g_strdup_printf ("%s and %u more change%s", first, names->len - 1,
                          names->len > 2 ? "s" : "");
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

void
vit_undo_flush (VitUndo *self)
{
  g_return_if_fail (VIT_IS_UNDO (self));
  g_clear_handle_id (&self->timer, g_source_remove);
  g_autofree char *now = vit_study_dup_state (self->study);
  if (strcmp (now, self->present) == 0)
    return;
  g_autofree char *what = describe (self->present, now);
  push (self->past, g_steal_pointer (&self->present), what);
  self->present = g_steal_pointer (&now);
  keep_runs (self);
  g_ptr_array_set_size (self->future, 0);
  g_signal_emit (self, signals[CHANGED], 0);
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
      g_autoptr (GKeyFile) state = parse (step->state);
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
  g_autoptr (GKeyFile) before = parse (self->present), after = parse (now);
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
  vit_undo_flush (self);
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
    vit_undo_flush (self);
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

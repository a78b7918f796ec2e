#include "core/results/indicator-table.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/geometry/species.h"
#include "core/results/column.h"
#include "core/results/indicator-plan.h"
#include "core/structure/surroundings.h"

/* ---- Targets ---- */

static const VitTarget targets[] = {
  { "la", "liquid", "liquid-like atoms", true, 0 },
  { "t_ml", "t_ml", "T_ML", false, 0 },
  { "d2min", "d2min", "D²min over the interval", false, 10 },
  { "mises", "mises", "von Mises strain over the interval", false, 10 },
  { "rotation", "rotation", "rotation over the interval", false, 10 },
  { "displacement", "distance", "length of the displacement over the interval", false, 10 },
  { "p_hop", "p_hop_next", "p_hop of the window that begins at the start time", false, 10 },
};

const VitTarget *
vit_target_list (size_t *n)
{
  *n = G_N_ELEMENTS (targets);
  return targets;
}

const VitTarget *
vit_target_find (const char *name)
{
  for (gsize k = 0; k < G_N_ELEMENTS (targets); k++)
    if (strcmp (targets[k].name, name) == 0)
      return &targets[k];
  return NULL;
}

char **
vit_target_split (const char *text)
{
  char **parts = g_strsplit (text, ",", -1);
  for (char **part = parts; *part; part++)
    {
      g_strstrip (*part);
      const char *name = *part + strlen (VIT_COLUMN_OF_FILE);
      if (g_str_has_prefix (*part, VIT_COLUMN_OF_FILE) && !vit_column_find_quantity (name) &&
          !vit_quantity_find_averaged (name))
        memmove (*part, name, strlen (name) + 1);
    }
  return parts;
}

/* ---- The table ---- */

void
vit_indicator_table_free (VitIndicatorTable *table)
{
  if (!table)
    return;
  for (guint k = 0; table->columns && k < table->columns->len; k++)
    {
      VitIndicatorColumn *column = &g_array_index (table->columns, VitIndicatorColumn, k);
      g_free (column->name);
      g_free (column->values);
      g_free (column->blank);
    }
  g_clear_pointer (&table->columns, g_array_unref);
  g_clear_pointer (&table->notes, g_ptr_array_unref);
  g_free (table->fields);
  g_free (table->x);
  g_free (table->types);
  g_strfreev (table->species);
  g_free (table->target);
  g_free (table->events);
  g_free (table);
}

const VitIndicatorColumn *
vit_indicator_table_get_column (const VitIndicatorTable *table, guint k)
{
  return &g_array_index (table->columns, VitIndicatorColumn, k);
}

void
vit_indicator_table_add_column (VitIndicatorTable *table,
                                const char *name,
                                double width,
                                double *values)
{
  VitIndicatorColumn column = { g_strdup (name), width, values, NULL };
  g_array_append_val (table->columns, column);
}

bool
vit_indicator_table_average (VitIndicatorTable *table,
                             guint first,
                             guint n,
                             double width,
                             VitProgress *progress,
                             GError **error)
{
  g_return_val_if_fail (table && width > 0 && first + n <= table->columns->len, false);
  if (n == 0)
    return true;
  guint added = table->columns->len;
  g_autofree const double **values = g_new (const double *, n);
  g_autofree double **averages = g_new (double *, n);
  for (guint k = 0; k < n; k++)
    {
      g_autofree char *name = g_strdup (vit_indicator_table_get_column (table, first + k)->name);
      vit_indicator_table_add_column (table, name, width, g_new (double, MAX (table->n, 1)));
      VitIndicatorColumn *columns = (VitIndicatorColumn *) (void *) table->columns->data;
      columns[added + k].blank = g_strdup (columns[first + k].blank);
    }
  for (size_t f = 0; f < table->n_fields; f++)
    {
      const VitIndicatorField *field = &table->fields[f];
      for (guint k = 0; k < n; k++)
        {
          values[k] = vit_indicator_table_get_column (table, first + k)->values + field->start;
          averages[k] = vit_indicator_table_get_column (table, added + k)->values + field->start;
        }
      if (!vit_surroundings_average (&field->cell, table->x + 3 * field->start, field->n, width,
                                     values, averages, n, NULL, error) ||
          !vit_progress_step (progress, f + 1, table->n_fields, error))
        return false;
    }
  return true;
}

static void
add_note (VitIndicatorTable *table, const char *note)
{
  for (guint k = 0; k < table->notes->len; k++)
    if (strcmp (table->notes->pdata[k], note) == 0)
      return;
  g_ptr_array_add (table->notes, g_strdup (note));
}

VitScoring *
vit_indicator_table_score (const VitIndicatorTable *table,
                           const VitScoreOptions *options,
                           VitProgress *progress,
                           GError **error)
{
  g_autofree VitScoreField *fields = g_new0 (VitScoreField, MAX (table->n_fields, 1));
  for (size_t f = 0; f < table->n_fields; f++)
    {
      const VitIndicatorField *field = &table->fields[f];
      fields[f] = (VitScoreField){ .run = field->run,
                                   .cell = &field->cell,
                                   .x = table->x + 3 * field->start,
                                   .n = field->n,
                                   .types = table->types + field->start,
                                   .target = table->target + field->start,
                                   .events = table->events ? table->events + field->start : NULL };
    }
  return vit_scoring_new (fields, table->n_fields, options, progress, error);
}

/* ---- Computing ---- */

/* Position, types and box of the atoms of a field. */
static bool
take_atoms (VitIndicatorPlan *plan,
            const VitPlannedField *planned,
            VitIndicatorTable *table,
            VitIndicatorField *field,
            GError **error)
{
  VitFrame *frame = vit_quantity_source_get_frame (planned->source, error);
  if (!frame)
    return false;
  if (!frame->has_cell)
    {
      g_set_error (
          error, VIT_ERROR, VIT_ERROR_MISSING,
          "%s: frame %zu has no box, which scores are measured in",
          vit_trajectory_get_paths (vit_quantity_source_get_trajectory (planned->source))[0],
          vit_quantity_source_get_index (planned->source));
      return false;
    }
  size_t n = frame->atoms->n;
  *field = (VitIndicatorField){ .run = planned->run,
                                .frame = vit_quantity_source_get_index (planned->source),
                                .time = vit_quantity_source_get_time (planned->source),
                                .cell = frame->cell,
                                .n = n,
                                .start = table->n };
  table->n += n;
  table->x = g_renew (double, table->x, 3 * table->n);
  table->types = g_renew (uint8_t, table->types, table->n);
  table->target = g_renew (double, table->target, table->n);
  vit_frame_copy_positions (frame, table->x + 3 * field->start);
  const uint8_t *species = plan->types[planned->run];
  for (size_t i = 0; i < n; i++)
    table->types[field->start + i] = species[frame->atoms->types[i]];
  return true;
}

static void add_timed_note (GArray *notes, const char *text, const VitIndicatorField *field);

/* An infinite number is none that could be averaged or correlated. */
static void
drop_infinite (const char *name, double *values, const VitIndicatorField *field, GArray *timed)
{
  size_t n_infinite = 0;
  for (size_t i = 0; i < field->n; i++)
    if (isinf (values[i]))
      {
        values[i] = NAN;
        n_infinite++;
      }
  if (n_infinite == 0)
    return;
  g_autofree char *text = g_strdup_printf (
      "%s: atoms whose value is infinite are left out, at %g ps", name, field->time);
  add_timed_note (timed, text, field);
}

/* The target's numbers, and its events. */
static bool
take_target (VitIndicatorPlan *plan,
             const VitPlannedField *planned,
             VitIndicatorTable *table,
             const VitIndicatorField *field,
             GArray *timed,
             VitProgress *progress,
             GError **error)
{
  double *values = table->target + field->start;
  if (plan->of_file
          ? !vit_trajectory_read_column (vit_quantity_source_get_trajectory (planned->source),
                                         field->frame, plan->target, values, error)
          : !vit_column_compute (plan->target, planned->source, values, progress, error))
    return false;
  drop_infinite (plan->target, values, field, timed);
  if (!plan->has_events)
    return true;
  table->events = g_renew (uint8_t, table->events, table->n);
  uint8_t *events = table->events + field->start;
  if (plan->top > 0)
    vit_score_take_top (values, field->n, plan->top, plan->bottom, events);
  else
    for (size_t i = 0; i < field->n; i++)
      events[i] = values[i] > 0;
  return true;
}

/* T_ML of the window that ends at the start time, in the order of its atoms. */
static bool
take_earlier (
    const VitPlannedField *planned, double *values, size_t n, VitProgress *progress, GError **error)
{
  if (!planned->earlier)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "no window of T_ML ends there");
      return false;
    }
  VitFrame *frame = vit_quantity_source_get_frame (planned->source, error);
  VitTmlResult *tml =
      frame ? vit_quantity_source_get_tml (planned->earlier, progress, error) : NULL;
  if (!tml)
    return false;
  for (size_t i = 0; i < n; i++)
    {
      ssize_t j = tml->atoms == frame->atoms ? (ssize_t) i
                                             : vit_atoms_find (tml->atoms, frame->atoms->ids[i]);
      values[i] = j >= 0 ? (double) tml->t_ml[j] : NAN;
    }
  return true;
}

/* Keep why no atom of the field has a number: what the source says of it. */
static void
explain_blank (VitIndicatorColumn *column, const double *values, size_t n, GPtrArray *notes)
{
  size_t blank = 0;
  while (blank < n && isnan (values[blank]))
    blank++;
  if (blank == n && !column->blank && notes->len > 0)
    column->blank = g_strdup (notes->pdata[0]);
}

/* A note that may be of several start times. */
typedef struct
{
  char *before, *after; /* of the time; %NULL after: there is none */
  guint n;
  size_t latest; /* the start time that it was said of last, by its atoms */
  double first, last;
} TimedNote;

static void
timed_note_clear (gpointer data)
{
  TimedNote *note = data;
  g_free (note->before);
  g_free (note->after);
}

/* Where a note says of which time it is. */
static const char *
find_time (const char *text, double time, size_t *length)
{
  static const char *const words[] = { "at", "before", "after" };
  for (gsize k = 0; k < G_N_ELEMENTS (words) && isfinite (time); k++)
    {
      g_autofree char *said = g_strdup_printf (" %s %g ps", words[k], time);
      const char *at = strstr (text, said);
      *length = strlen (said) - strlen (words[k]) - 2;
      if (at)
        return at + strlen (words[k]) + 2;
    }
  return NULL;
}

/* Notes that differ in the time alone are one. */
static void
add_timed_note (GArray *notes, const char *text, const VitIndicatorField *field)
{
  double time = field->time;
  size_t length = 0;
  const char *at = find_time (text, time, &length);
  TimedNote new = { at ? g_strndup (text, (gsize) (at - text)) : g_strdup (text),
                    at ? g_strdup (at + length) : NULL,
                    1,
                    field->start,
                    time,
                    time };
  for (guint k = 0; k < notes->len; k++)
    {
      TimedNote *note = &g_array_index (notes, TimedNote, k);
      if (strcmp (note->before, new.before) != 0 || g_strcmp0 (note->after, new.after) != 0)
        continue;
      note->n += at && field->start != note->latest;
      note->latest = field->start;
      note->first = fmin (note->first, time);
      note->last = fmax (note->last, time);
      timed_note_clear (&new);
      return;
    }
  g_array_append_val (notes, new);
}

static void
take_timed_notes (VitIndicatorTable *table, const GArray *notes)
{
  for (guint k = 0; k < notes->len; k++)
    {
      const TimedNote *note = &g_array_index (notes, TimedNote, k);
      g_autofree char *times = !note->after  ? g_strdup ("")
                               : note->n > 1 ? g_strdup_printf ("%u start times from %g to %g ps",
                                                                note->n, note->first, note->last)
                                             : g_strdup_printf ("%g ps", note->first);
      g_autofree char *text = g_strconcat (note->before, times, note->after, NULL);
      add_note (table, text);
    }
}

/* Nothing can be told of a target that no atom has, or all atoms alike. */
static bool
check_target (const VitIndicatorPlan *plan, const VitIndicatorTable *table, GError **error)
{
  size_t first = 0, i;
  while (first < table->n && !isfinite (table->target[first]))
    first++;
  for (i = first; i < table->n; i++)
    if (isfinite (table->target[i]) && table->target[i] != table->target[first])
      return true;
  if (first == table->n)
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "no atom has a value of the target %s",
                 plan->target);
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                 "the target %s is %g for all atoms: there is nothing to tell", plan->target,
                 table->target[first]);
  return false;
}

/* One indicator of one field. Returns: whether there is one; @error only if the work must stop. */
static bool
take_indicator (VitIndicatorPlan *plan,
                guint k,
                const VitPlannedField *planned,
                VitIndicatorTable *table,
                const VitIndicatorField *field,
                GArray *timed,
                VitProgress *progress,
                GError **why)
{
  const char *name = plan->indicators->pdata[k];
  VitIndicatorColumn *column = &g_array_index (table->columns, VitIndicatorColumn, k);
  column->values = g_renew (double, column->values, table->n);
  double *values = column->values + field->start;
  bool earlier = plan->predictive && strcmp (name, "t_ml") == 0;
  bool found = earlier ? take_earlier (planned, values, field->n, progress, why)
                       : vit_column_compute (name, planned->source, values, progress, why);
  for (size_t i = 0; i < field->n && !found; i++)
    values[i] = NAN;
  g_autoptr (GPtrArray) notes = vit_quantity_source_take_notes (planned->source);
  if (found)
    drop_infinite (name, values, field, timed);
  if (found)
    explain_blank (column, values, field->n, notes);
  for (guint m = 0; m < notes->len; m++)
    add_timed_note (timed, notes->pdata[m], field);
  return found;
}

static bool
take_field (VitIndicatorPlan *plan,
            size_t f,
            VitIndicatorTable *table,
            guint *found,
            GError **reasons,
            GArray *timed,
            VitProgress *progress,
            GError **error)
{
  const VitPlannedField *planned = &g_array_index (plan->fields, VitPlannedField, f);
  VitIndicatorField *field = &table->fields[f];
  if (!take_atoms (plan, planned, table, field, error) ||
      !take_target (plan, planned, table, field, timed, progress, error))
    return false;
  for (guint k = 0; k < plan->indicators->len; k++)
    {
      g_autoptr (GError) why = NULL;
      if (take_indicator (plan, k, planned, table, field, timed, progress, &why))
        {
          found[k]++;
          continue;
        }
      if (g_error_matches (why, VIT_ERROR, VIT_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&why));
          return false;
        }
      if (!reasons[k])
        reasons[k] = g_steal_pointer (&why);
    }
  vit_quantity_source_release (planned->source);
  if (planned->earlier)
    vit_quantity_source_release (planned->earlier);
  return vit_progress_check (progress, error);
}

/* Drop what no field has, and say so. */
static bool
drop_absent (VitIndicatorPlan *plan,
             VitIndicatorTable *table,
             const guint *found,
             GError **reasons,
             GError **error)
{
  for (guint k = plan->indicators->len; k-- > 0;)
    {
      VitIndicatorColumn *column = &g_array_index (table->columns, VitIndicatorColumn, k);
      const char *why = reasons[k] ? reasons[k]->message : "";
      if (found[k] == 0 && plan->named)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s", column->name, why);
          return false;
        }
      if (found[k] == table->n_fields)
        continue;
      g_autofree char *note =
          found[k] == 0
              ? g_strdup_printf ("%s is left out: %s", column->name, why)
              : g_strdup_printf ("%s is missing at %zu of %zu start times: %s", column->name,
                                 table->n_fields - found[k], table->n_fields, why);
      add_note (table, note);
      if (found[k] == 0)
        {
          g_free (column->name);
          g_free (column->values);
          g_free (column->blank);
          g_array_remove_index (table->columns, k);
        }
    }
  return true;
}

/* Average what is no average yet. */
static bool
average_plain (VitIndicatorTable *table, double width, VitProgress *progress, GError **error)
{
  guint first = 0;
  while (first < table->columns->len &&
         vit_quantity_find_averaged (vit_indicator_table_get_column (table, first)->name))
    first++;
  return vit_indicator_table_average (table, first, table->columns->len - first, width, progress,
                                      error);
}

VitIndicatorTable *
vit_indicator_plan_compute (VitIndicatorPlan *plan, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (plan, NULL);
  g_autoptr (VitIndicatorTable) table = g_new0 (VitIndicatorTable, 1);
  guint n_columns = plan->indicators->len;
  table->n_fields = plan->fields->len;
  table->fields = g_new0 (VitIndicatorField, table->n_fields);
  table->columns = g_array_new (FALSE, TRUE, sizeof (VitIndicatorColumn));
  table->notes = g_ptr_array_new_with_free_func (g_free);
  table->species = g_strdupv (plan->species);
  table->n_types = g_strv_length (plan->species);
  for (guint k = 0; k < plan->notes->len; k++)
    add_note (table, plan->notes->pdata[k]);
  for (guint k = 0; k < n_columns; k++)
    vit_indicator_table_add_column (table, plan->indicators->pdata[k], 0, NULL);
  g_autofree guint *found = g_new0 (guint, MAX (n_columns, 1));
  g_autofree GError **reasons = g_new0 (GError *, MAX (n_columns, 1));
  g_autoptr (GArray) timed = g_array_new (FALSE, FALSE, sizeof (TimedNote));
  g_array_set_clear_func (timed, timed_note_clear);
  bool done = true;
  for (size_t f = 0; f < table->n_fields && done; f++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, (double) f / (double) table->n_fields,
                              (double) (f + 1) / (double) table->n_fields, "Measuring indicators");
      done = take_field (plan, f, table, found, reasons, timed, progress, error);
      vit_progress_leave (progress, whole);
    }
  take_timed_notes (table, timed);
  done = done && check_target (plan, table, error);
  done = done && drop_absent (plan, table, found, reasons, error);
  if (done && plan->average > 0)
    done = average_plain (table, plan->average, progress, error);
  for (guint k = 0; k < n_columns; k++)
    g_clear_error (&reasons[k]);
  return done ? g_steal_pointer (&table) : NULL;
}

VitIndicatorTable *
vit_indicator_plan_measure (
    VitIndicatorPlan *plan, double begin, double end, VitProgress *progress, GError **error)
{
  VitProgressPart whole = vit_progress_enter (progress, begin, end, "Measuring indicators");
  VitIndicatorTable *table = vit_indicator_plan_compute (plan, progress, error);
  vit_progress_leave (progress, whole);
  return table;
}

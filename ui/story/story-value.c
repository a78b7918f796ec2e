#include "ui/story/story-value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/snapshot.h"
#include "core/stats/correlation.h"
#include "core/stats/quantile.h"
#include "ui/style/view-options.h"

static const char *const statistics[] = { "mean",     "median",   "deviation", "least",
                                          "greatest", "sum",      "count",     "share",
                                          "pearson",  "spearman", NULL };

struct _VitValueWork
{
  VitStoryValue *value;
  double fact; /* of a value that is a fact */
  VitQuantitySource *source;
  VitTrajectory *trajectory;
  char *label;
  VitSlice slice;
};

const char *const *
vit_story_statistic_names (void)
{
  return statistics;
}

VitStoryValue *
vit_story_value_new (void)
{
  VitStoryValue *value = g_new0 (VitStoryValue, 1);
  value->time = value->at = NAN;
  return value;
}

VitStoryValue *
vit_story_value_copy (const VitStoryValue *value)
{
  VitStoryValue *copy = g_memdup2 (value, sizeof *value);
  copy->quantity = g_strdup (value->quantity);
  copy->with = g_strdup (value->with);
  copy->where = g_strdup (value->where);
  copy->run = g_strdup (value->run);
  if (copy->kept)
    json_object_ref (copy->kept);
  return copy;
}

void
vit_story_value_free (VitStoryValue *value)
{
  if (!value)
    return;
  g_free (value->quantity);
  g_free (value->with);
  g_free (value->where);
  g_free (value->run);
  g_clear_pointer (&value->kept, json_object_unref);
  g_free (value);
}

void
vit_atom_values_free (VitAtomValues *values)
{
  if (!values)
    return;
  g_free (values->ids);
  g_free (values->values);
  g_free (values->places);
  g_free (values->types);
  g_free (values);
}

char *
vit_story_value_dup_words (const VitStoryValue *value)
{
  static const char *const words[] = { "mean of",
                                       "median of",
                                       "standard deviation of",
                                       "least",
                                       "greatest",
                                       "sum of",
                                       "number of",
                                       "share of",
                                       "Pearson's correlation of",
                                       "Spearman's correlation of" };
  g_autoptr (GString) text = g_string_new (NULL);
  if (value->fact)
    g_string_append (text, value->fact->words);
  else if (value->statistic == VIT_STATISTIC_COUNT || value->statistic == VIT_STATISTIC_SHARE)
    g_string_append_printf (text, "%s atoms", words[value->statistic]);
  else
    g_string_append_printf (text, "%s %s", words[value->statistic], value->quantity);
  if (value->with)
    g_string_append_printf (text, " with %s", value->with);
  if (value->where && !value->fact)
    g_string_append_printf (text, " where %s", value->where);
  if (value->slice && !value->fact)
    g_string_append (text, " in the slice");
  if (value->fact && value->fact->at)
    g_string_append_printf (text, ", %s %g", value->fact->at, value->at);
  if (value->run)
    g_string_append_printf (text, ", %s", value->run);
  if (isfinite (value->time))
    g_string_append_printf (text, ", %g ps", value->time);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- Preparing ---- */

VitRun *
vit_story_find_run (VitStudy *study, const char *label, GError **error)
{
  guint n = vit_study_get_n_runs (study);
  for (guint i = 0; i < n; i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (label ? strcmp (vit_run_get_label (run), label) == 0 : vit_run_get_shown (run))
        return run;
    }
  g_autofree char *said =
      label ? vit_study_dup_nearest_run (study, label) : g_strdup ("no run is shown");
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s", said);
  return NULL;
}

static void
add_wish (const VitStoryValue *value, const VitOptions *options, VitQuantityWish *wish)
{
  const char *const columns[] = { value->quantity, value->with, value->where };
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i])
      vit_column_wish (columns[i], options, wish);
}

static bool
check_columns (const VitStoryValue *value, VitRun *run, GError **error)
{
  const char *const columns[] = { value->quantity, value->with, value->where };
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i] && !vit_column_check_run (columns[i], run, error))
      return false;
  return true;
}

/* Take the frame that maps show, where any of the columns rests on T_ML a start time. */
static ssize_t
find_frame (const VitStoryValue *value, VitAnalyses *analyses, VitRun *run, double time)
{
  VitFilter filter = { .steps = 0 };
  const char *column = value->quantity ? value->quantity : value->where;
  if (value->where)
    g_strlcpy (filter.condition, value->where, sizeof filter.condition);
  if (value->with && vit_snapshot_rests_on_tml (value->with, NULL))
    column = value->with;
  return vit_snapshot_find_frame (analyses, run, column ? column : "id", &filter, time);
}

VitValueWork *
vit_value_prepare (const VitStoryValue *value,
                   const char *label,
                   VitAnalyses *analyses,
                   VitDeriver *deriver,
                   GError **error)
{
  g_return_val_if_fail (value && analyses, NULL);
  VitStudy *study = vit_analyses_get_study (analyses);
  const VitOptions *options = vit_study_get_options (study);
  VitRun *run = vit_story_find_run (study, label ? label : value->run, error);
  double time = isfinite (value->time) ? value->time : options->view.time;
  if (!run)
    return NULL;
  g_autoptr (VitValueWork) work = g_new0 (VitValueWork, 1);
  work->value = vit_story_value_copy (value);
  work->label = g_strdup (vit_run_get_label (run));
  if (value->fact)
    {
      GError *failure = NULL;
      work->fact = value->fact->compute (analyses, deriver, run, value->fact->at ? value->at : time,
                                         &failure);
      if (!failure && isfinite (work->fact))
        return g_steal_pointer (&work);
      if (failure)
        g_propagate_error (error, failure);
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: %s is not known", work->label,
                     value->fact->words);
      return NULL;
    }
  if (!check_columns (value, run, error))
    return NULL;
  ssize_t frame = find_frame (value, analyses, run, time);
  if (frame < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: there is no frame at %g ps",
                   work->label, time);
      return NULL;
    }
  VitQuantityWish wish = { .compute_tml = true };
  add_wish (value, options, &wish);
  VitColouring colouring;
  vit_view_read (study, &work->slice, &colouring);
  work->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  work->source = vit_quantity_source_new (analyses, run, (size_t) frame, &wish);
  return g_steal_pointer (&work);
}

void
vit_value_work_free (VitValueWork *work)
{
  if (!work)
    return;
  vit_story_value_free (work->value);
  g_clear_pointer (&work->source, vit_quantity_source_free);
  g_clear_pointer (&work->trajectory, vit_trajectory_unref);
  g_free (work->label);
  g_free (work);
}

/* ---- Computing ---- */

/* Mark the atoms that count: all, those of the slice, and of them those that meet the condition. */
static uint8_t *
mark_atoms (
    VitValueWork *work, VitFrame *frame, size_t *n_of, VitProgress *progress, GError **error)
{
  size_t n = frame->atoms->n;
  g_autofree uint8_t *kept = g_malloc (MAX (n, 1));
  memset (kept, 1, n);
  if (work->value->where &&
      !vit_column_compute_condition (work->value->where, work->source, kept, progress, error))
    return NULL;
  bool cuts = work->value->slice && !(frame->dimension == 2 && !work->slice.whole);
  VitCell cell = vit_snapshot_get_cell (work->trajectory,
                                        vit_quantity_source_get_index (work->source), &frame->cell);
  double widths[3];
  vit_cell_widths (&cell, widths);
  *n_of = 0;
  for (size_t i = 0; i < n; i++)
    {
      double x[3], s[3];
      bool inside = true;
      if (cuts)
        {
          vit_frame_get_position (frame, i, x);
          vit_cell_to_scaled (&cell, x, s);
          inside = vit_slice_has (&work->slice, &cell, widths, s);
        }
      *n_of += inside;
      kept[i] = kept[i] && inside;
    }
  return g_steal_pointer (&kept);
}

/* The values of a column; an atom that does not count has none. */
static double *
compute_column (VitValueWork *work,
                const char *column,
                const uint8_t *kept,
                size_t n,
                VitProgress *progress,
                GError **error)
{
  g_autofree double *values = g_new (double, MAX (n, 1));
  if (!vit_column_compute (column, work->source, values, progress, error))
    return NULL;
  for (size_t i = 0; i < n; i++)
    if (!kept[i])
      values[i] = NAN;
  return g_steal_pointer (&values);
}

/* Fill the places of the atoms that are kept in @atoms; @kept: their indices in the frame. */
static void
find_places (VitValueWork *work, VitFrame *frame, const size_t *kept, VitAtomValues *atoms)
{
  VitCell cell = vit_snapshot_get_cell (work->trajectory,
                                        vit_quantity_source_get_index (work->source), &frame->cell);
  int axis = frame->dimension == 2 ? 2 : work->slice.axis, up = axis == 2 ? 1 : 2;
  int along[2] = { 3 - axis - up, up };
  const double *const vectors[3] = { cell.h[0], cell.h[1], cell.h[2] };
  for (int k = 0; k < 2; k++)
    {
      const double *v = vectors[along[k]];
      atoms->face[k] = sqrt (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }
  for (size_t i = 0; i < atoms->n; i++)
    {
      double x[3], s[3];
      vit_frame_get_position (frame, kept[i], x);
      vit_cell_to_scaled (&cell, x, s);
      for (int k = 0; k < 2; k++)
        atoms->places[i][k] = s[along[k]] - floor (s[along[k]]);
      atoms->types[i] = (uint8_t) frame->atoms->types[kept[i]];
    }
}

VitAtomValues *
vit_value_compute_atoms (VitValueWork *work, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (work && work->source && work->value->quantity, NULL);
  size_t n_of;
  VitFrame *frame = vit_quantity_source_get_frame (work->source, error);
  g_autofree uint8_t *kept = frame ? mark_atoms (work, frame, &n_of, progress, error) : NULL;
  size_t n = frame ? frame->atoms->n : 0;
  g_autofree double *values =
      kept ? compute_column (work, work->value->quantity, kept, n, progress, error) : NULL;
  if (!values)
    return NULL;
  VitAtomValues *atoms = g_new0 (VitAtomValues, 1);
  atoms->n_of = n_of;
  atoms->ids = g_new (int64_t, MAX (n, 1));
  g_autofree size_t *places = g_new (size_t, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        atoms->ids[atoms->n] = frame->atoms->ids[i];
        places[atoms->n] = i;
        values[atoms->n++] = values[i];
      }
  atoms->values = g_steal_pointer (&values);
  atoms->places = g_malloc (MAX (atoms->n, 1) * sizeof *atoms->places);
  atoms->types = g_new (uint8_t, MAX (atoms->n, 1));
  find_places (work, frame, places, atoms);
  return atoms;
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
reduce (VitStoryStatistic statistic, double *values, size_t n)
{
  double sum = 0, least = INFINITY, greatest = -INFINITY, squares = 0;
  for (size_t i = 0; i < n; i++)
    {
      sum += values[i];
      least = fmin (least, values[i]);
      greatest = fmax (greatest, values[i]);
    }
  double mean = sum / (double) n;
  switch (statistic)
    {
    case VIT_STATISTIC_MEDIAN:
      qsort (values, n, sizeof *values, compare_numbers);
      return vit_sorted_sets_quantile ((const double *const[]){ values }, &n, 1, 0.5);
    case VIT_STATISTIC_DEVIATION:
      for (size_t i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
      return sqrt (squares / (double) n);
    case VIT_STATISTIC_LEAST:
      return least;
    case VIT_STATISTIC_GREATEST:
      return greatest;
    case VIT_STATISTIC_SUM:
      return sum;
    default:
      return mean;
    }
}

/* Count the atoms that are marked. */
static bool
compute_count (VitValueWork *work, double *number, VitProgress *progress, GError **error)
{
  size_t n_of, n = 0;
  VitFrame *frame = vit_quantity_source_get_frame (work->source, error);
  g_autofree uint8_t *kept = frame ? mark_atoms (work, frame, &n_of, progress, error) : NULL;
  if (!kept)
    return false;
  for (size_t i = 0; i < frame->atoms->n; i++)
    n += kept[i];
  *number =
      work->value->statistic == VIT_STATISTIC_COUNT ? (double) n : 100 * (double) n / (double) n_of;
  return true;
}

static bool
compute_correlation (VitValueWork *work, double *number, VitProgress *progress, GError **error)
{
  size_t n_of;
  VitFrame *frame = vit_quantity_source_get_frame (work->source, error);
  g_autofree uint8_t *kept = frame ? mark_atoms (work, frame, &n_of, progress, error) : NULL;
  size_t n = frame ? frame->atoms->n : 0;
  g_autofree double *a =
      kept ? compute_column (work, work->value->quantity, kept, n, progress, error) : NULL;
  g_autofree double *b =
      a ? compute_column (work, work->value->with, kept, n, progress, error) : NULL;
  if (!b)
    return false;
  bool ranked = work->value->statistic == VIT_STATISTIC_SPEARMAN;
  *number = vit_correlation_coefficient (a, b, n, ranked, NULL);
  return true;
}

bool
vit_value_compute (VitValueWork *work, double *number, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (work && number, false);
  VitStoryStatistic statistic = work->value->statistic;
  bool ok = true;
  if (work->value->fact)
    *number = work->fact;
  else if (statistic == VIT_STATISTIC_COUNT || statistic == VIT_STATISTIC_SHARE)
    ok = compute_count (work, number, progress, error);
  else if (statistic == VIT_STATISTIC_PEARSON || statistic == VIT_STATISTIC_SPEARMAN)
    ok = compute_correlation (work, number, progress, error);
  else
    {
      g_autoptr (VitAtomValues) atoms = vit_value_compute_atoms (work, progress, error);
      ok = atoms != NULL;
      *number = ok && atoms->n > 0 ? reduce (statistic, atoms->values, atoms->n) : NAN;
    }
  if (!ok || isfinite (*number))
    return ok;
  g_autofree char *words = vit_story_value_dup_words (work->value);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: %s: no atom has a value", work->label,
               words);
  return false;
}

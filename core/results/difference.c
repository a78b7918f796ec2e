#include "core/results/difference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/geometry/match.h"

/* Fraction of the absolute differences that lie on the colour scale, as on maps of plasticity. */
#define SCALE_SHARE 0.98

/* Least fraction of the ids of the smaller run that both have. */
#define LEAST_COMMON 0.5

VitDifference *
vit_difference_ref (VitDifference *difference)
{
  g_atomic_ref_count_inc (&difference->refs);
  return difference;
}

void
vit_difference_unref (VitDifference *difference)
{
  if (!g_atomic_ref_count_dec (&difference->refs))
    return;
  for (int k = 0; k < 2; k++)
    g_free (difference->labels[k]);
  g_clear_pointer (&difference->snapshot, vit_snapshot_unref);
  g_free (difference->first);
  g_free (difference->second);
  g_free (difference);
}

char *
vit_difference_dup_match (const VitDifference *self)
{
  static const char *const how[] = { "by id", "by nearest positions in the first frames",
                                     "by nearest positions" };
  g_autofree char *distance =
      isnan (self->distance) ? NULL : g_strdup_printf (", %.2g Å apart on average", self->distance);
  return g_strdup_printf ("%zu of %zu atoms matched %s%s", self->n_matched,
                          self->snapshot->frame->atoms->n, how[self->match],
                          distance ? distance : "");
}

/* ---- What is compared ---- */

const char *
vit_compare_get_column (const VitOptions *options)
{
  g_return_val_if_fail (options, NULL);
  return *options->compare.quantity ? options->compare.quantity : options->view.colour_column;
}

bool
vit_compare_check_column (const char *column, GError **error)
{
  if (strcmp (column, VIT_COLUMN_REGION) != 0)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "Regions have no values: choose another quantity.");
  return false;
}

/* The run that an option names; without a label the first that is shown and not @taken. */
static VitRun *
find_run (VitStudy *study, const char *label, VitRun *taken, GError **error)
{
  guint n = vit_study_get_n_runs (study);
  for (guint i = 0; i < n; i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (*label ? strcmp (vit_run_get_label (run), label) == 0
                 : vit_run_get_shown (run) && run != taken)
        return run;
    }
  if (taken && !*label)
    return taken;
  g_autofree char *lost = *label && n > 0 ? vit_study_dup_nearest_run (study, label) : NULL;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s", lost ? lost : "There is no run.");
  return NULL;
}

bool
vit_difference_get_runs (VitAnalyses *analyses, VitRun *runs[2], GError **error)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses) && runs, false);
  VitStudy *study = vit_analyses_get_study (analyses);
  const VitCompareGroup *options = &vit_study_get_options (study)->compare;
  runs[0] = find_run (study, options->run, NULL, error);
  runs[1] = runs[0] ? find_run (study, options->other, runs[0], error) : NULL;
  return runs[1] != NULL;
}

/* ---- Input ---- */

typedef struct
{
  char column[VIT_OPTION_MAX_TEXT + 1];
  VitFilter filter;
  char *labels[2];
  VitQuantitySource *sources[2];
  size_t first_frames[2];
} DifferenceInput;

static void
free_difference_input (gpointer data)
{
  DifferenceInput *input = data;
  for (int k = 0; k < 2; k++)
    {
      g_clear_pointer (&input->sources[k], vit_quantity_source_free);
      g_free (input->labels[k]);
    }
  g_free (input);
}

/* Take the run on one side of the difference. */
static bool
take_side (DifferenceInput *input,
           int k,
           VitAnalyses *analyses,
           VitRun *run,
           double time,
           GString *key,
           GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  const VitFilter *filter = k == 0 ? &input->filter : NULL;
  if (vit_run_get_state (run) == VIT_RUN_FAILED && vit_run_get_error (run))
    {
      g_propagate_error (error, g_error_copy (vit_run_get_error (run)));
      return false;
    }
  ssize_t index = vit_run_get_trajectory (run)
                      ? vit_snapshot_find_frame (analyses, run, input->column, filter, time)
                      : -1;
  if (index < 0)
    {
      vit_analyses_set_closed (analyses, run, error);
      g_prefix_error (error, "%s: ", vit_run_get_name (run));
      return false;
    }
  VitTimeline *timeline = vit_run_get_timeline (run);
  bool rests_on_tml = vit_snapshot_rests_on_tml (input->column, filter);
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  bool none = series && isnan (vit_tml_series_get_final (series));
  g_autofree char *lack = !series || !rests_on_tml ? NULL
                          : none                   ? vit_tml_series_dup_unready (series)
                                                   : vit_tml_series_dup_lack (series, time);
  if (lack)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: %s", vit_run_get_name (run),
                   lack);
      return false;
    }
  VitQuantityWish wish = vit_snapshot_wish (input->column, filter, options);
  /* A series that is being computed comes to this start time by itself. */
  wish.compute_tml = rests_on_tml && series && !vit_tml_series_is_running (series);
  input->labels[k] = g_strdup (vit_run_get_label (run));
  input->first_frames[k] = timeline ? vit_timeline_get_frame_at (timeline, 0) : 0;
  input->sources[k] = vit_quantity_source_new (analyses, run, (size_t) index, &wish);
  g_string_append_printf (key, "%s|%zu|", input->labels[k], input->first_frames[k]);
  vit_quantity_source_describe (input->sources[k], key);
  bool lacks = rests_on_tml && !vit_quantity_source_has_tml (input->sources[k]);
  if (lacks)
    {
      vit_quantity_source_get_tml (input->sources[k], NULL, error);
      g_prefix_error (error, "%s: ", vit_run_get_name (run));
    }
  return !lacks;
}

static gpointer
take_difference_input (
    VitAnalyses *analyses, VitRun *none, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  const char *column = vit_compare_get_column (options);
  VitRun *runs[2];
  if (!vit_compare_check_column (column, error) || !vit_difference_get_runs (analyses, runs, error))
    return NULL;
  DifferenceInput *input = g_new0 (DifferenceInput, 1);
  input->filter = vit_filter_read (options);
  g_strlcpy (input->column, column, sizeof input->column);
  g_string_append_printf (key, "%s|%s|%d|", column, input->filter.condition, input->filter.steps);
  bool own = options->compare.own_time || runs[0] == runs[1];
  if (take_side (input, 0, analyses, runs[0], time, key, error) &&
      take_side (input, 1, analyses, runs[1], own ? options->compare.other_time : time, key, error))
    return input;
  free_difference_input (input);
  return NULL;
}

/* ---- Which atom is which ---- */

/* The atoms of one side: of the frame that is compared, and where they are matched. */
typedef struct
{
  VitFrame *now, *first; /* @first is nullable */
  int *kinds;            /* of @now */
} Side;

static void
clear_side (Side *side)
{
  g_clear_pointer (&side->first, vit_frame_unref);
  g_free (side->kinds);
}

static bool
is_named (const VitQuantitySource *source, const VitAtoms *atoms)
{
  bool named = true;
  for (unsigned t = 1; t <= atoms->n_types; t++)
    named = named && *vit_quantity_source_get_species (source, t);
  return named;
}

/* Number the species of all types by their names, which both runs share; without @names by type. */
static int *
new_kinds (const VitQuantitySource *source, const VitAtoms *atoms, GHashTable *names)
{
  int *kinds = g_new (int, MAX (atoms->n, 1));
  int of_type[UINT8_MAX + 1];
  for (unsigned t = 0; t <= UINT8_MAX; t++)
    {
      const char *name = vit_quantity_source_get_species (source, t);
      of_type[t] = (int) t;
      if (!names || !*name)
        continue;
      if (!g_hash_table_contains (names, name))
        g_hash_table_insert (names, g_strdup (name),
                             GINT_TO_POINTER ((int) g_hash_table_size (names) + 1));
      of_type[t] = GPOINTER_TO_INT (g_hash_table_lookup (names, name));
    }
  for (size_t i = 0; i < atoms->n; i++)
    kinds[i] = of_type[atoms->types[i]];
  return kinds;
}

/* Match by id. Returns: whether ids mean the same atoms in both runs. */
static bool
match_ids (const Side sides[2], ssize_t *partners, size_t *n_matched)
{
  const VitAtoms *a = sides[0].now->atoms, *b = sides[1].now->atoms;
  *n_matched = vit_match_ids (a->ids, a->n, b->ids, b->n, partners);
  bool same = (double) *n_matched >= LEAST_COMMON * (double) MIN (a->n, b->n);
  for (size_t i = 0; same && i < a->n; i++)
    same = partners[i] < 0 || sides[0].kinds[i] == sides[1].kinds[partners[i]];
  return same;
}

/* Half of the mean distance of atoms, Å: nothing farther away passes for the same atom. */
static double
get_reach (const VitFrame *frame)
{
  double widths[3], n = (double) MAX (frame->atoms->n, 1);
  vit_cell_widths (&frame->cell, widths);
  double volume = vit_cell_volume (&frame->cell);
  return frame->dimension == 2 ? 0.5 * sqrt (volume / widths[2] / n) : 0.5 * cbrt (volume / n);
}

/* Positions of @frame in the box of @other, which the same atoms have after a homogeneous
 * deformation. */
static double *
new_positions (const VitFrame *frame, const VitFrame *other)
{
  size_t n = frame->atoms->n;
  double *x = g_new (double, MAX (3 * n, 1)), map[3][3], shift[3];
  VitBasis basis = { 0 };
  vit_frame_copy_positions (frame, x);
  vit_basis_find_step (&frame->cell, &other->cell, &basis);
  if (frame == other || !vit_cell_get_flow (&frame->cell, &other->cell, basis, map, shift))
    return x;
  const double *o = frame->cell.origin;
  for (size_t i = 0; i < n; i++)
    {
      double y[3], *to = x + 3 * i;
      for (int k = 0; k < 3; k++)
        y[k] = to[k] - o[k];
      for (int k = 0; k < 3; k++)
        to[k] = o[k] + shift[k] + map[k][0] * y[0] + map[k][1] * y[1] + map[k][2] * y[2];
    }
  return x;
}

static int *
dup_kinds_of_first (const Side *side)
{
  const VitAtoms *first = side->first->atoms;
  int *kinds = g_new (int, MAX (first->n, 1));
  for (size_t i = 0; i < first->n; i++)
    {
      ssize_t now = vit_atoms_find (side->now->atoms, first->ids[i]);
      kinds[i] = now >= 0 ? side->kinds[now] : -1;
    }
  return kinds;
}

/* Match the atoms of two frames by their positions. */
static bool
match_frames (const Side sides[2],
              const VitFrame *const frames[2],
              int *const kinds[2],
              ssize_t *partners,
              VitDifference *result,
              VitProgress *progress,
              GError **error)
{
  g_autofree double *x = new_positions (frames[0], frames[0]),
                    *y = new_positions (frames[1], frames[0]);
  VitMatchPoints a = { frames[0]->atoms->n, x, kinds[0] }, b = { frames[1]->atoms->n, y, kinds[1] };
  return vit_match_nearest (&frames[0]->cell, &a, &b, get_reach (frames[0]), partners,
                            &result->distance, &result->n_matched, progress, error);
}

/* Match by position in the first frames, and follow the atoms by their ids. */
static bool
match_first_frames (const Side sides[2],
                    ssize_t *partners,
                    VitDifference *result,
                    VitProgress *progress,
                    GError **error)
{
  const VitFrame *const frames[2] = { sides[0].first, sides[1].first };
  g_autofree int *a = dup_kinds_of_first (&sides[0]), *b = dup_kinds_of_first (&sides[1]);
  int *const kinds[2] = { a, b };
  g_autofree ssize_t *first = g_new (ssize_t, MAX (frames[0]->atoms->n, 1));
  if (!match_frames (sides, frames, kinds, first, result, progress, error))
    return false;
  const VitAtoms *now = sides[0].now->atoms;
  result->match = VIT_MATCHED_BY_POSITION;
  result->n_matched = 0;
  for (size_t i = 0; i < now->n; i++)
    {
      ssize_t old = vit_atoms_find (frames[0]->atoms, now->ids[i]);
      ssize_t partner = old >= 0 ? first[old] : -1;
      partners[i] =
          partner >= 0 ? vit_atoms_find (sides[1].now->atoms, frames[1]->atoms->ids[partner]) : -1;
      result->n_matched += partners[i] >= 0;
    }
  return true;
}

static bool
match_atoms (const DifferenceInput *input,
             Side sides[2],
             ssize_t *partners,
             VitDifference *result,
             VitProgress *progress,
             GError **error)
{
  bool unique = sides[0].now->atoms->unique && sides[1].now->atoms->unique;
  result->match = VIT_MATCHED_BY_ID;
  result->distance = NAN;
  if (unique && match_ids (sides, partners, &result->n_matched))
    return true;
  for (int k = 0; k < 2; k++)
    {
      VitTrajectory *trajectory = vit_quantity_source_get_trajectory (input->sources[k]);
      sides[k].first = vit_trajectory_read_frame (trajectory, input->first_frames[k], error);
      if (!sides[k].first)
        return false;
      unique = unique && sides[k].first->atoms->unique;
    }
  if (unique)
    return match_first_frames (sides, partners, result, progress, error);
  const VitFrame *const frames[2] = { sides[0].now, sides[1].now };
  int *const kinds[2] = { sides[0].kinds, sides[1].kinds };
  result->match = VIT_MATCHED_NOW;
  return match_frames (sides, frames, kinds, partners, result, progress, error);
}

/* ---- Differences ---- */

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
subtract (VitDifference *self, const double *values, const ssize_t *partners)
{
  VitSnapshot *snapshot = self->snapshot;
  size_t n = snapshot->frame->atoms->n;
  g_autofree double *differences = g_new (double, MAX (n, 1)), *sizes = g_new (double, MAX (n, 1));
  double sum = 0, squares = 0;
  self->second = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      self->second[i] = partners[i] >= 0 ? values[partners[i]] : NAN;
      double d = self->first[i] - self->second[i];
      differences[i] = d;
      if (!isfinite (d) || (snapshot->kept && !snapshot->kept[i]))
        continue;
      sum += d;
      squares += d * d;
      sizes[self->n++] = fabs (d);
    }
  qsort (sizes, self->n, sizeof *sizes, compare_numbers);
  self->mean = self->n > 0 ? sum / (double) self->n : NAN;
  self->rms = self->n > 0 ? sqrt (squares / (double) self->n) : NAN;
  self->largest = self->n > 0 ? sizes[(size_t) (SCALE_SHARE * (double) (self->n - 1))] : NAN;
  vit_snapshot_take_values (snapshot, g_steal_pointer (&differences));
  vit_snapshot_sort (snapshot);
}

/* The atoms of a with their values. */
static bool
take_first (VitDifference *self,
            const DifferenceInput *input,
            VitProgress *progress,
            GError **error)
{
  self->snapshot =
      vit_snapshot_new (input->sources[0], input->column, &input->filter, progress, error);
  if (!self->snapshot)
    return false;
  const char *why =
      self->snapshot->filter_problem ? self->snapshot->filter_problem : self->snapshot->problem;
  if (!self->snapshot->values || self->snapshot->filter_problem)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s", input->labels[0],
                   why ? why : "there is no T_ML");
      return false;
    }
  self->first = g_memdup2 (self->snapshot->values,
                           MAX (self->snapshot->frame->atoms->n, 1) * sizeof *self->first);
  return true;
}

static VitDifference *
new_difference (const DifferenceInput *input)
{
  VitDifference *self = g_new0 (VitDifference, 1);
  g_atomic_ref_count_init (&self->refs);
  g_strlcpy (self->column, input->column, sizeof self->column);
  for (int k = 0; k < 2; k++)
    {
      double time = vit_quantity_source_get_time (input->sources[k]);
      self->labels[k] = g_strdup (input->labels[k]);
      self->times[k] = isnan (time) ? 0 : time;
      self->frames[k] = vit_quantity_source_get_index (input->sources[k]);
      self->intervals[k] = vit_column_needs_interval (input->column)
                               ? vit_quantity_source_get_interval (input->sources[k])
                               : NAN;
    }
  self->same_run = vit_quantity_source_get_trajectory (input->sources[0]) ==
                   vit_quantity_source_get_trajectory (input->sources[1]);
  return self;
}

/* Match the atoms of @second with those of the first frame, and subtract their @values. */
static bool
compare (VitDifference *self,
         const DifferenceInput *input,
         VitFrame *second,
         const double *values,
         VitProgress *progress,
         GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Side sides[2] = { { .now = self->snapshot->frame }, { .now = second } };
  bool named = is_named (input->sources[0], sides[0].now->atoms) &&
               is_named (input->sources[1], sides[1].now->atoms);
  for (int k = 0; k < 2; k++)
    sides[k].kinds = new_kinds (input->sources[k], sides[k].now->atoms, named ? names : NULL);
  g_autofree ssize_t *partners = g_new (ssize_t, MAX (self->snapshot->frame->atoms->n, 1));
  bool matched = match_atoms (input, sides, partners, self, progress, error);
  for (int k = 0; k < 2; k++)
    clear_side (&sides[k]);
  if (matched)
    subtract (self, values, partners);
  return matched;
}

static gpointer
compute_difference (gpointer data, VitProgress *progress, GError **error)
{
  const DifferenceInput *input = data;
  g_autoptr (VitDifference) self = new_difference (input);
  if (self->same_run && self->frames[0] == self->frames[1])
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   "Both are frame %zu of %s, at %.4g ps: choose another time or run.",
                   self->frames[0], self->labels[0], self->times[0]);
      return NULL;
    }
  if (!take_first (self, input, progress, error))
    return NULL;
  VitFrame *frame = vit_quantity_source_get_frame (input->sources[1], error);
  size_t n = frame ? frame->atoms->n : 0;
  g_autofree double *values = g_new (double, MAX (n, 1));
  if (!frame || !vit_column_compute (input->column, input->sources[1], values, progress, error))
    {
      g_prefix_error (error, "%s: ", input->labels[1]);
      return NULL;
    }
  self->n_second = n;
  if (!compare (self, input, frame, values, progress, error))
    return NULL;
  vit_quantity_source_release (input->sources[1]);
  return g_steal_pointer (&self);
}

static void
unref_difference (gpointer difference)
{
  vit_difference_unref (difference);
}

/* Differences are not stored on disk, because their costly parts are. */
const VitDerivation vit_difference_derivation = {
  .name = "difference",
  .title = "Comparing atoms",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_difference_input,
  .compute = compute_difference,
  .free_input = free_difference_input,
  .unref = unref_difference,
};

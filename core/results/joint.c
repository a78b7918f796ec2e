#include "core/results/joint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/geometry/species.h"
#include "core/results/column.h"
#include "core/results/sample-frames.h"
#include "core/results/snapshot.h"
#include "core/stats/conditional.h"
#include "core/stats/correlation.h"

/* Of more pairs than this some start times are left out. */
#define MOST_PAIRS 4000000

/* Fraction of the values beyond either end of what an axis shows. */
#define TAIL 1e-3

/* Bins between the ends of an axis: at most these, and more than half of them. */
#define MOST_BINS 64
#define FEWEST_BINS 16
#define MOST_BANDS 16

static const double shares[VIT_JOINT_N_SHARES] = { 0.16, 0.5, 0.84 };

const char *
vit_joint_column (const VitOptions *options, int axis)
{
  g_return_val_if_fail (options, NULL);
  if (axis == 0)
    return options->joint.x;
  return *options->joint.y ? options->joint.y : options->view.colour_column;
}

double
vit_joint_scale (const VitJointAxis *axis, double value)
{
  return axis->logarithmic ? value > 0 ? log10 (value) : NAN : value;
}

double
vit_joint_unscale (const VitJointAxis *axis, double place)
{
  return axis->logarithmic ? pow (10, place) : place;
}

/* ---- Input ---- */

typedef struct
{
  char *columns[2];
  bool logarithmic[2];
  VitFilter filter;
  VitSampleSources *sources;
  unsigned n_types;
  char **species;
} JointInput;

static void
free_joint_input (gpointer data)
{
  JointInput *input = data;
  vit_sample_sources_free (input->sources);
  g_free (input->columns[0]);
  g_free (input->columns[1]);
  g_strfreev (input->species);
  g_free (input);
}

/* Returns: whether both columns can be had of the run; adds what they need to @wish. */
static bool
check_columns (VitAnalyses *analyses, VitRun *run, VitQuantityWish *wish, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  for (int axis = 0; axis < 2; axis++)
    {
      const char *column = vit_joint_column (options, axis);
      const VitQuantity *quantity = vit_quantity_find (column);
      if (strcmp (column, VIT_COLUMN_REGION) == 0 || (quantity && quantity->components > 1))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                       "%s is no single number: choose another quantity.", column);
          return false;
        }
      if (!quantity && !vit_column_check_run (column, run, error))
        return false;
      vit_column_wish (column, options, wish);
    }
  return !wish->needs_cutoff || vit_analyses_get_cutoff (analyses, error) > 0;
}

static gpointer
take_joint_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  VitQuantityWish wish = { 0 };
  VitFilter filter = vit_filter_read (options);
  vit_filter_wish (&filter, options, &wish);
  VitSampleFrames *frames =
      vit_sample_frames_new (analyses, run, options->structure.pool, time, error);
  if (!frames || !check_columns (analyses, run, &wish, error))
    {
      vit_sample_frames_free (frames);
      return NULL;
    }
  JointInput *input = g_new0 (JointInput, 1);
  for (int axis = 0; axis < 2; axis++)
    {
      input->columns[axis] = g_strdup (vit_joint_column (options, axis));
      input->logarithmic[axis] = axis == 0 ? options->joint.log_x : options->joint.log_y;
      g_string_append_printf (key, "%s|%d|", input->columns[axis], input->logarithmic[axis]);
    }
  input->filter = filter;
  g_string_append_printf (key, "%s|%d|", input->filter.condition, input->filter.steps);
  const VitComposition *own = vit_trajectory_get_composition (vit_run_get_trajectory (run));
  input->n_types = own->n_types;
  input->species = vit_species_new_names (vit_run_get_species (run),
                                          (const char *const *) own->species, own->n_types);
  for (char **name = input->species; *name; name++)
    g_string_append_printf (key, "%s,", *name);
  input->sources = vit_sample_sources_new (frames, analyses, run, MOST_PAIRS, &wish, key);
  return input;
}

/* ---- Pairs ---- */

typedef struct
{
  VitJoint *joint;
  const VitFilter *filter;
  GArray *ids, *types, *values[2];
} Pairs;

static bool
add_frame_pairs (
    VitQuantitySource *source, double time, gpointer data, VitProgress *progress, GError **error)
{
  Pairs *pairs = data;
  VitJoint *self = pairs->joint;
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return false;
  const VitAtoms *atoms = frame->atoms;
  g_autofree double *x = g_new (double, MAX (atoms->n, 1)), *y = g_new (double, MAX (atoms->n, 1));
  if (!vit_column_compute (self->x.column, source, x, progress, error) ||
      !vit_column_compute (self->y.column, source, y, progress, error))
    return false;
  g_autofree uint8_t *kept =
      vit_filter_is_set (pairs->filter) ? g_new (uint8_t, MAX (atoms->n, 1)) : NULL;
  if (kept && !vit_filter_compute (pairs->filter, source, kept, progress, error))
    return false;
  self->n_atoms += atoms->n;
  for (size_t i = 0; i < atoms->n; i++)
    {
      if (kept && !kept[i])
        continue;
      self->n_kept++;
      if (!isfinite (vit_joint_scale (&self->x, x[i])) ||
          !isfinite (vit_joint_scale (&self->y, y[i])))
        continue;
      g_array_append_val (pairs->ids, atoms->ids[i]);
      g_array_append_val (pairs->types, atoms->types[i]);
      g_array_append_val (pairs->values[0], x[i]);
      g_array_append_val (pairs->values[1], y[i]);
    }
  self->times[self->n_frames++] = time;
  self->firsts[self->n_frames] = pairs->ids->len;
  return true;
}

/* Takes ownership of the arrays. */
static void
store_pairs (VitJoint *self, Pairs *pairs)
{
  self->n = pairs->ids->len;
  self->ids = (int64_t *) (void *) g_array_free (pairs->ids, FALSE);
  self->types = (uint8_t *) g_array_free (pairs->types, FALSE);
  for (int axis = 0; axis < 2; axis++)
    self->values[axis] = (double *) (void *) g_array_free (pairs->values[axis], FALSE);
}

/* ---- Bins ---- */

/* Returns: the bins from @low to @high, whose edges are multiples of @width, off by @phase. */
static VitBins
get_bins (double low, double high, double width, double phase)
{
  double first = floor ((low - phase) / width) * width + phase;
  return (VitBins){ .n = (size_t) fmin (floor ((high - first) / width), 1e6) + 1,
                    .first = first,
                    .width = width };
}

/* Returns: the least power of two of which @most reach from @low to @high; 1 if they are equal. */
static double
choose_width (double low, double high, size_t most)
{
  double width = exp2 (ceil (log2 ((high - low) / (double) most)));
  return width > 0 && isfinite (width) ? width : 1;
}

static int
compare_values (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Set the bins of an axis: those between its ends, and as many again beyond each end as far as
 * there are values. Whole numbers lie at the middle of their bins. */
static void
choose_bins (VitJointAxis *axis, const double *scaled, size_t n)
{
  g_autofree double *sorted = g_memdup2 (scaled, n * sizeof *scaled);
  qsort (sorted, n, sizeof *sorted, compare_values);
  double least = sorted[0], most = sorted[n - 1];
  axis->low = vit_sorted_quantile (sorted, n, TAIL);
  axis->high = vit_sorted_quantile (sorted, n, 1 - TAIL);
  if (!(axis->high > axis->low))
    {
      axis->low = least;
      axis->high = most;
    }
  bool whole = vit_column_is_whole (axis->column) && !axis->logarithmic;
  axis->phase = whole ? -0.5 : 0;
  size_t wanted = CLAMP ((size_t) (2 * cbrt ((double) n)), FEWEST_BINS, MOST_BINS);
  double width = choose_width (axis->low, axis->high, wanted), span = axis->high - axis->low;
  width = whole ? fmax (width, 1) : width;
  axis->bins =
      get_bins (fmax (least, axis->low - span), fmin (most, axis->high + span), width, axis->phase);
}

static void
choose_bands (VitJoint *self)
{
  const VitJointAxis *x = &self->x;
  double width = fmax (choose_width (x->low, x->high, MOST_BANDS), x->bins.width);
  self->bands = get_bins (x->low, x->high, width, x->phase);
}

static void
count_cells (VitJoint *self, const double *x, const double *y)
{
  const VitBins *bx = &self->x.bins, *by = &self->y.bins;
  self->counts = g_new0 (uint32_t, bx->n * by->n);
  for (size_t i = 0; i < self->n; i++)
    {
      double a = floor ((x[i] - bx->first) / bx->width), b = floor ((y[i] - by->first) / by->width);
      if (a >= 0 && a < (double) bx->n && b >= 0 && b < (double) by->n)
        self->counts[(size_t) a * by->n + (size_t) b]++;
    }
}

/* ---- Groups ---- */

static void
describe_group (VitJoint *self, unsigned type, const double *x, const double *y)
{
  VitJointGroup *group = &self->groups[type];
  g_autofree double *a = g_new (double, MAX (self->n, 1)), *b = g_new (double, MAX (self->n, 1));
  for (size_t i = 0; i < self->n; i++)
    if (type == 0 || self->types[i] == type)
      {
        a[group->n] = x[i];
        b[group->n++] = y[i];
      }
  group->spearman = vit_correlation_coefficient (a, b, group->n, true, NULL);
  group->pearson = vit_correlation_coefficient (a, b, group->n, false, NULL);
  group->counts = g_new (size_t, self->bands.n);
  group->quantiles = g_new (double, self->bands.n *VIT_JOINT_N_SHARES);
  vit_conditional_quantiles (a, b, group->n, NULL, &self->bands, shares, VIT_JOINT_N_SHARES,
                             VIT_JOINT_FEWEST, group->counts, group->quantiles);
}

static bool
describe_pairs (VitJoint *self, VitProgress *progress, GError **error)
{
  g_autofree double *x = g_new (double, MAX (self->n, 1)), *y = g_new (double, MAX (self->n, 1));
  for (size_t i = 0; i < self->n; i++)
    {
      x[i] = vit_joint_scale (&self->x, self->values[0][i]);
      y[i] = vit_joint_scale (&self->y, self->values[1][i]);
    }
  choose_bins (&self->x, x, self->n);
  choose_bins (&self->y, y, self->n);
  if (!isfinite (self->x.high - self->x.low) || !isfinite (self->y.high - self->y.low))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "The values of %s reach too far.",
                   isfinite (self->x.high - self->x.low) ? self->y.column : self->x.column);
      return false;
    }
  choose_bands (self);
  count_cells (self, x, y);
  self->groups = g_new0 (VitJointGroup, self->n_types + 1);
  for (unsigned t = 0; t <= self->n_types; t++)
    {
      describe_group (self, t, x, y);
      if (!vit_progress_step (progress, t, self->n_types + 1, error))
        return false;
    }
  return true;
}

/* ---- The result ---- */

VitJoint *
vit_joint_ref (VitJoint *self)
{
  g_return_val_if_fail (self, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vit_joint_unref (VitJoint *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  for (unsigned t = 0; self->groups && t <= self->n_types; t++)
    {
      g_free (self->groups[t].counts);
      g_free (self->groups[t].quantiles);
    }
  g_free (self->groups);
  g_free (self->counts);
  g_free (self->ids);
  g_free (self->types);
  g_free (self->values[0]);
  g_free (self->values[1]);
  g_free (self->firsts);
  g_free (self->times);
  g_free (self->reason);
  g_free (self->x.column);
  g_free (self->y.column);
  g_strfreev (self->species);
  g_free (self);
}

static void
unref_joint (gpointer data)
{
  vit_joint_unref (data);
}

static gpointer
compute_joint (gpointer data, VitProgress *progress, GError **error)
{
  JointInput *input = data;
  g_autoptr (VitJoint) self = g_new0 (VitJoint, 1);
  g_atomic_ref_count_init (&self->refs);
  self->x = (VitJointAxis){ .column = g_strdup (input->columns[0]),
                            .logarithmic = input->logarithmic[0] };
  self->y = (VitJointAxis){ .column = g_strdup (input->columns[1]),
                            .logarithmic = input->logarithmic[1] };
  self->has_tml = input->sources->has_tml;
  self->stride = input->sources->stride;
  self->n_types = input->n_types;
  self->species = g_strdupv (input->species);
  self->times = g_new0 (double, MAX (input->sources->n, 1));
  self->firsts = g_new0 (size_t, input->sources->n + 1);
  Pairs pairs = { self,
                  &input->filter,
                  g_array_new (FALSE, FALSE, sizeof (int64_t)),
                  g_array_new (FALSE, FALSE, sizeof (uint8_t)),
                  { g_array_new (FALSE, FALSE, sizeof (double)),
                    g_array_new (FALSE, FALSE, sizeof (double)) } };
  bool ok = vit_sample_sources_visit (input->sources, add_frame_pairs, &pairs, &self->n_without,
                                      &self->reason, progress, error);
  store_pairs (self, &pairs);
  if (!ok)
    return NULL;
  if (self->n_kept == 0 && vit_filter_is_set (&input->filter))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no atom where %s.",
                   input->filter.condition);
      return NULL;
    }
  if (self->n == 0)
    {
      bool positive = self->x.logarithmic || self->y.logarithmic;
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No atom has %svalues of both %s and %s.",
                   positive ? "positive " : "", self->x.column, self->y.column);
      return NULL;
    }
  return describe_pairs (self, progress, error) ? g_steal_pointer (&self) : NULL;
}

/* Pairs are not stored on disk, because the quantities behind them are. */
const VitDerivation vit_joint_derivation = {
  .name = "joint",
  .title = "Pairing values",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_joint_input,
  .compute = compute_joint,
  .free_input = free_joint_input,
  .unref = unref_joint,
};

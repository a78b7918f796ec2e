#include "core/results/quantity-distribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/sample-frames.h"
#include "core/results/snapshot.h"

/* Of more values than this some start times are left out. */
#define MOST_VALUES 10000000

const char *
vit_quantity_distribution_column (const VitOptions *options)
{
  g_return_val_if_fail (options, NULL);
  return *options->structure.quantity ? options->structure.quantity : options->view.colour_column;
}

/* ---- Input ---- */

typedef struct
{
  char *column;
  VitSampleSources *sources;
} DistributionInput;

static void
free_distribution_input (gpointer data)
{
  DistributionInput *input = data;
  vit_sample_sources_free (input->sources);
  g_free (input->column);
  g_free (input);
}

static gpointer
take_distribution_input (
    VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  const char *column = vit_quantity_distribution_column (options);
  VitQuantityWish wish = { .affects = VIT_AFFECTS_LIQUID };
  if (strcmp (column, VIT_COLUMN_REGION) == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "Regions have no values: choose another quantity.");
      return NULL;
    }
  vit_column_wish (column, options, &wish);
  VitSampleFrames *frames =
      vit_sample_frames_new (analyses, run, options->structure.pool, time, error);
  if (!frames || (wish.needs_cutoff && !(vit_analyses_get_cutoff (analyses, error) > 0)))
    {
      vit_sample_frames_free (frames);
      return NULL;
    }
  DistributionInput *input = g_new0 (DistributionInput, 1);
  input->column = g_strdup (column);
  g_string_append_printf (key, "%s|%d|", column, frames->starts != NULL);
  input->sources = vit_sample_sources_new (frames, analyses, run, MOST_VALUES, &wish, key);
  return input;
}

/* ---- Computation ---- */

static void
free_distribution (gpointer data)
{
  VitQuantityDistribution *self = data;
  for (int s = 0; s < VIT_N_SUBSETS; s++)
    g_free (self->values[s]);
  g_free (self->column);
  g_free (self->times);
  g_free (self->reason);
  g_free (self);
}

static void
add_value (GArray *values[VIT_N_SUBSETS],
           VitQuantityDistribution *self,
           VitSubset subset,
           double value)
{
  self->counts[subset]++;
  if (isfinite (value))
    g_array_append_val (values[subset], value);
}

/* What is gathered of all frames. */
typedef struct
{
  VitQuantityDistribution *distribution;
  GArray *values[VIT_N_SUBSETS];
} Gathered;

static bool
add_frame_values (
    VitQuantitySource *source, double time, gpointer data, VitProgress *progress, GError **error)
{
  Gathered *gathered = data;
  VitQuantityDistribution *self = gathered->distribution;
  GArray **values = gathered->values;
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  g_autofree double *column = g_new (double, MAX (n, 1));
  if (!vit_column_compute (self->column, source, column, progress, error))
    return false;
  const uint8_t *liquid = NULL, *solid = NULL;
  if (self->has_tml)
    {
      VitTmlResult *tml = vit_quantity_source_get_tml (source, progress, error);
      liquid = tml ? vit_quantity_source_get_liquid (source, progress, error) : NULL;
      solid = tml ? vit_quantity_source_get_solid (source, progress, error) : NULL;
      if (!liquid)
        return false;
      if (tml->atoms->n != n)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                       "frame %zu has changed since T_ML was computed",
                       vit_quantity_source_get_index (source));
          return false;
        }
    }
  for (size_t i = 0; i < n; i++)
    {
      add_value (values, self, VIT_SUBSET_ALL, column[i]);
      self->whole = self->whole && !(isfinite (column[i]) && column[i] != round (column[i]));
      if (liquid && liquid[i])
        add_value (values, self, VIT_SUBSET_LIQUID, column[i]);
      else if (solid && solid[i])
        add_value (values, self, VIT_SUBSET_SOLID, column[i]);
    }
  self->times[self->n_frames++] = time;
  return true;
}

static int
compare_values (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Takes ownership of @values. */
static void
store_sorted_values (VitQuantityDistribution *self, VitSubset subset, GArray *values)
{
  size_t n = values->len;
  self->n[subset] = n;
  self->values[subset] = (double *) (void *) g_array_free (values, FALSE);
  qsort (self->values[subset], n, sizeof (double), compare_values);
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += self->values[subset][i];
  self->means[subset] = n > 0 ? sum / (double) n : NAN;
}

static gpointer
compute_distribution (gpointer data, VitProgress *progress, GError **error)
{
  DistributionInput *input = data;
  VitQuantityDistribution *self = g_new0 (VitQuantityDistribution, 1);
  self->column = g_strdup (input->column);
  self->has_tml = input->sources->has_tml;
  self->stride = input->sources->stride;
  self->times = g_new0 (double, MAX (input->sources->n, 1));
  self->whole = true;
  Gathered gathered = { self, { NULL } };
  for (int s = 0; s < VIT_N_SUBSETS; s++)
    gathered.values[s] = g_array_new (FALSE, FALSE, sizeof (double));
  bool ok = vit_sample_sources_visit (input->sources, add_frame_values, &gathered, &self->n_without,
                                      &self->reason, progress, error);
  for (int s = 0; s < VIT_N_SUBSETS; s++)
    store_sorted_values (self, (VitSubset) s, gathered.values[s]);
  if (ok && self->n[VIT_SUBSET_ALL] == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No atom has a value of %s.", self->column);
      ok = false;
    }
  if (ok)
    return self;
  free_distribution (self);
  return NULL;
}

/* Distributions are not stored on disk, because the quantities behind them are. */
const VitDerivation vit_quantity_derivation = {
  .name = "quantity",
  .title = "Collecting values",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_distribution_input,
  .compute = compute_distribution,
  .free_input = free_distribution_input,
  .unref = free_distribution,
};

/* ---- Statistics ---- */

double
vit_quantity_distribution_get_quantile (const VitQuantityDistribution *self, double share)
{
  g_return_val_if_fail (self && share >= 0 && share <= 1, NAN);
  size_t n = self->n[VIT_SUBSET_ALL];
  const double *values = self->values[VIT_SUBSET_ALL];
  if (n == 0)
    return NAN;
  double place = share * (double) (n - 1);
  size_t below = MIN ((size_t) place, n - 1), above = MIN (below + 1, n - 1);
  return values[below] + (place - (double) below) * (values[above] - values[below]);
}

double
vit_quantity_distribution_propose_width (const VitQuantityDistribution *self)
{
  g_return_val_if_fail (self, 0);
  double range = vit_quantity_distribution_get_quantile (self, 0.75) -
                 vit_quantity_distribution_get_quantile (self, 0.25);
  double width = 2 * range / cbrt ((double) self->n[VIT_SUBSET_ALL]);
  return self->whole ? fmax (round (width), 1) : width;
}

/* Count values below @edge. */
static size_t
count_below (const double *values, size_t n, double edge)
{
  size_t low = 0;
  for (size_t high = n; low < high;)
    {
      size_t middle = low + (high - low) / 2;
      if (values[middle] < edge)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
vit_quantity_distribution_fill (const VitQuantityDistribution *self,
                                VitSubset subset,
                                const VitBins *bins,
                                double *density)
{
  g_return_if_fail (self && bins && density);
  const double *values = self->values[subset];
  size_t n = self->n[subset], before = count_below (values, n, bins->first);
  for (size_t b = 0; b < bins->n; b++)
    {
      size_t after = count_below (values, n, bins->first + bins->width * (double) (b + 1));
      density[b] = n > 0 ? (double) (after - before) / ((double) n * bins->width) : 0;
      before = after;
    }
}

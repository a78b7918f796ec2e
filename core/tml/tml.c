#include "core/tml/tml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/tml/features.h"
#include "core/tml/tml-private.h"

/* Version of the numbers that vit_tml_compute() gives; cached results of another version are not
 * used. */
#define KERNEL_VERSION 4u

VitTmlResult *
vit_tml_result_ref (VitTmlResult *result)
{
  g_atomic_ref_count_inc (&result->refs);
  return result;
}

void
vit_tml_result_unref (VitTmlResult *result)
{
  if (!g_atomic_ref_count_dec (&result->refs))
    return;
  g_clear_pointer (&result->atoms, vit_atoms_unref);
  g_free (result->t_ml);
  g_free (result->feature_mean);
  g_free (result->distance_k);
  g_free (result);
}

VitTmlResult *
vit_tml_result_new (VitAtoms *atoms, size_t frame, double time)
{
  VitTmlResult *result = g_new0 (VitTmlResult, 1);
  g_atomic_ref_count_init (&result->refs);
  result->atoms = vit_atoms_ref (atoms);
  result->frame = frame;
  result->time = time;
  result->ambiguous = -1;
  result->t_ml = g_new (float, MAX (atoms->n, 1));
  result->feature_mean = g_new (float, MAX (atoms->n, 1));
  result->distance_k = g_new (float, MAX (atoms->n, 1));
  return result;
}

void
vit_tml_result_count_valid (VitTmlResult *result)
{
  result->n_valid = 0;
  for (size_t i = 0; i < result->atoms->n; i++)
    result->n_valid += isfinite (result->t_ml[i]) != 0;
}

/* ---- Summaries ---- */

double
vit_tml_result_get_liquid_fraction (const VitTmlResult *result, double t_g)
{
  g_return_val_if_fail (result, NAN);
  size_t count = 0;
  for (size_t i = 0; i < result->atoms->n; i++)
    count += (double) result->t_ml[i] > t_g;
  return result->n_valid > 0 ? (double) count / (double) result->n_valid : NAN;
}

double
vit_tml_result_get_mean (const VitTmlResult *result)
{
  g_return_val_if_fail (result, NAN);
  double sum = 0;
  for (size_t i = 0; i < result->atoms->n; i++)
    sum += isfinite (result->t_ml[i]) ? (double) result->t_ml[i] : 0;
  return result->n_valid > 0 ? sum / (double) result->n_valid : NAN;
}

typedef struct
{
  float t_ml, mean;
  uint32_t index; /* ascending with id */
} RankedAtom;

/* Orders by ascending mobility. */
static int
compare_ranked_atoms (const void *a, const void *b)
{
  const RankedAtom *x = a, *y = b;
  if (x->t_ml != y->t_ml)
    return x->t_ml < y->t_ml ? -1 : 1;
  if (x->mean != y->mean)
    return x->mean < y->mean ? -1 : 1;
  return x->index < y->index ? -1 : 1;
}

/* Classifies all atoms, or (@type > 0) those of one species. */
static void
classify_by_percentage (
    const VitTmlResult *result, double percentage, unsigned type, bool *liquid, bool *solid)
{
  size_t n = result->atoms->n, n_valid = 0;
  g_autofree RankedAtom *ranked = g_new (RankedAtom, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    if (isfinite (result->t_ml[i]) && (type == 0 || result->atoms->types[i] == type))
      ranked[n_valid++] = (RankedAtom){ result->t_ml[i], result->feature_mean[i], (uint32_t) i };
  qsort (ranked, n_valid, sizeof *ranked, compare_ranked_atoms);
  size_t count = MIN ((size_t) floor (percentage / 100 * (double) n_valid + 1e-9), n_valid);
  for (size_t i = 0; i < count; i++)
    {
      if (solid)
        solid[ranked[i].index] = true;
      if (liquid)
        liquid[ranked[n_valid - 1 - i].index] = true;
    }
}

bool
vit_liquid_rule_equal (const VitLiquidRule *a, const VitLiquidRule *b)
{
  return a->by_percentage == b->by_percentage && a->t_g == b->t_g &&
         a->percentage == b->percentage && a->within_species == b->within_species;
}

char *
vit_liquid_rule_dup_text (const VitLiquidRule *rule)
{
  if (!rule->by_percentage)
    return g_strdup_printf ("LA: <i>T</i><sub>ML</sub> &gt; %g K, SA: below%s", rule->t_g,
                            rule->within_species ? ", compared within each species" : "");
  return g_strdup_printf ("LA, SA: %g %% %swith the highest, lowest <i>T</i><sub>ML</sub>",
                          rule->percentage, rule->within_species ? "of each species " : "");
}

const char *
vit_liquid_rule_get_fraction_name (const VitLiquidRule *rule)
{
  return rule->by_percentage ? "<i>T</i><sub>ML</sub> &gt; <i>T</i><sub>g</sub>" : "LA";
}

void
vit_tml_result_classify (const VitTmlResult *result,
                         const VitLiquidRule *rule,
                         bool *liquid,
                         bool *solid)
{
  g_return_if_fail (result && rule);
  size_t n = result->atoms->n;
  if (liquid)
    memset (liquid, 0, n * sizeof *liquid);
  if (solid)
    memset (solid, 0, n * sizeof *solid);
  if (rule->by_percentage)
    {
      unsigned first = rule->within_species ? 1 : 0;
      unsigned last = rule->within_species ? result->atoms->n_types : 0;
      for (unsigned type = first; type <= last; type++)
        classify_by_percentage (result, rule->percentage, type, liquid, solid);
      return;
    }
  for (size_t i = 0; i < n; i++)
    {
      if (liquid)
        liquid[i] = (double) result->t_ml[i] > rule->t_g;
      if (solid)
        solid[i] = (double) result->t_ml[i] < rule->t_g;
    }
}

/* ---- Computing ---- */

typedef struct
{
  VitTrajectory *trajectory;
  const size_t *starts;
  const size_t *frames; /* n_starts × dim */
  size_t dim;
  double temperature;
  const VitMotionOptions *motion;
  float **features; /* per start */
  size_t *n;        /* atoms per start */
  VitAtoms **atoms;
  ssize_t *ambiguous;
  VitProgress *progress;
} Gather;

static bool
compute_features_of_starts (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Gather *g = data;
  for (size_t s = begin; s < end; s++)
    {
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (g->trajectory, g->starts[s], error);
      if (!frame)
        return false;
      g->atoms[s] = vit_atoms_ref (frame->atoms);
      g->n[s] = frame->atoms->n;
      g->features[s] = g_new (float, MAX (g->n[s] * g->dim, 1));
      if (!vit_features_compute (g->trajectory, g->starts[s], g->frames + s * g->dim, g->dim,
                                 g->temperature, g->motion, g->features[s], &g->ambiguous[s],
                                 g->progress, error))
        return false;
    }
  return true;
}

static void
set_feature_means (const float *features, size_t n, size_t dim, float *means)
{
  for (size_t i = 0; i < n; i++)
    {
      double sum = 0;
      for (size_t j = 0; j < dim; j++)
        sum += (double) features[i * dim + j];
      means[i] = (float) (sum / (double) dim);
    }
}

/* Predicts all start times as one set of queries. */
static bool
predict_all (VitModel *model,
             const double *intervals,
             Gather *g,
             size_t n_starts,
             VitTimeline *timeline,
             VitTmlResult **results,
             VitProgress *progress,
             GError **error)
{
  size_t total = 0;
  for (size_t s = 0; s < n_starts; s++)
    total += g->n[s];
  g_autofree float *queries = g_new (float, MAX (total * g->dim, 1));
  g_autofree float *t_ml = g_new (float, MAX (total, 1));
  g_autofree float *distances = g_new (float, MAX (total, 1));
  /* What has been copied is let go, so that all of it is there once. */
  for (size_t s = 0, at = 0; s < n_starts; at += g->n[s++])
    {
      memcpy (queries + at * g->dim, g->features[s], g->n[s] * g->dim * sizeof (float));
      g_clear_pointer (&g->features[s], g_free);
    }
  vit_progress_set_range (progress, 0.1, 1, "Computing T_ML");
  if (!vit_model_predict (model, intervals, g->dim, queries, total, t_ml, distances, progress,
                          error))
    return false;
  for (size_t s = 0, at = 0; s < n_starts; at += g->n[s++])
    {
      results[s] = vit_tml_result_new (g->atoms[s], g->starts[s],
                                       vit_timeline_get_times (timeline)[g->starts[s]]);
      memcpy (results[s]->t_ml, t_ml + at, g->n[s] * sizeof (float));
      memcpy (results[s]->distance_k, distances + at, g->n[s] * sizeof (float));
      set_feature_means (queries + at * g->dim, g->n[s], g->dim, results[s]->feature_mean);
      vit_tml_result_count_valid (results[s]);
    }
  return true;
}

static const double *
get_intervals (VitModel *model, const VitTmlOptions *options, size_t *dim)
{
  if (!options->intervals)
    return vit_model_get_default_intervals (model, dim);
  *dim = options->n_intervals;
  return options->intervals;
}

static bool
find_all_frames (VitTimeline *timeline,
                 const size_t *starts,
                 size_t n_starts,
                 const double *intervals,
                 size_t dim,
                 double tolerance,
                 size_t *frames,
                 GError **error)
{
  for (size_t s = 0; s < n_starts; s++)
    {
      double missing;
      if (vit_features_find_frames (timeline, starts[s], intervals, dim, tolerance,
                                    frames + s * dim, &missing))
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "no frame %g ps after the start time %g ps", missing,
                   vit_timeline_get_times (timeline)[starts[s]]);
      return false;
    }
  return true;
}

bool
vit_tml_compute (VitModel *model,
                 VitTrajectory *trajectory,
                 VitTimeline *timeline,
                 const size_t *starts,
                 size_t n_starts,
                 const VitTmlOptions *options,
                 VitTmlResult **results,
                 ssize_t *ambiguous,
                 VitProgress *progress,
                 GError **error)
{
  g_return_val_if_fail (model && trajectory && timeline && starts && options && results, false);
  if (!(options->temperature > 0))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                   "the bath temperature of the run is needed");
      return false;
    }
  size_t dim;
  const double *intervals = get_intervals (model, options, &dim);
  g_autofree size_t *frames = g_new (size_t, MAX (n_starts * dim, 1));
  if (!find_all_frames (timeline, starts, n_starts, intervals, dim, options->tolerance, frames,
                        error))
    return false;

  Gather g = { .trajectory = trajectory,
               .starts = starts,
               .frames = frames,
               .dim = dim,
               .temperature = options->temperature,
               .motion = &vit_model_get_options (model)->motion,
               .features = g_new0 (float *, n_starts),
               .n = g_new0 (size_t, n_starts),
               .atoms = g_new0 (VitAtoms *, n_starts),
               .ambiguous = g_new0 (ssize_t, n_starts),
               .progress = progress };
  vit_progress_set_range (progress, 0, 0.1, "Reading the frames");
  bool ok = vit_parallel_for (n_starts, 1, compute_features_of_starts, &g, progress, error) &&
            predict_all (model, intervals, &g, n_starts, timeline, results, progress, error);
  if (ambiguous)
    *ambiguous = -1;
  for (size_t s = 0; s < n_starts; s++)
    {
      if (ok)
        results[s]->ambiguous = g.ambiguous[s];
      if (ambiguous && ok && g.ambiguous[s] >= 0 && (*ambiguous < 0 || g.ambiguous[s] < *ambiguous))
        *ambiguous = g.ambiguous[s];
      g_free (g.features[s]);
      g_clear_pointer (&g.atoms[s], vit_atoms_unref);
    }
  g_free (g.features);
  g_free (g.n);
  g_free (g.atoms);
  g_free (g.ambiguous);
  return ok;
}

/* ---- The cache ---- */

bool
vit_tml_get_key (VitModel *model,
                 VitTrajectory *trajectory,
                 VitTimeline *timeline,
                 size_t start,
                 const VitTmlOptions *options,
                 uint8_t key[32],
                 GError **error)
{
  g_return_val_if_fail (model && trajectory && timeline && options && key, false);
  size_t dim;
  const double *intervals = get_intervals (model, options, &dim);
  g_autofree size_t *frames = g_new (size_t, dim);
  if (!find_all_frames (timeline, &start, 1, intervals, dim, options->tolerance, frames, error))
    return false;

  VitHash hash = { 0 };
  uint32_t version = KERNEL_VERSION;
  uint8_t part[16];
  vit_hash_update (&hash, &version, sizeof version);
  vit_model_get_key (model, part);
  vit_hash_update (&hash, part, sizeof part);
  vit_hash_update (&hash, &options->temperature, sizeof options->temperature);
  vit_hash_update (&hash, intervals, dim * sizeof *intervals);
  if (!vit_trajectory_get_frame_key (trajectory, start, part, error))
    return false;
  vit_hash_update (&hash, part, sizeof part);
  for (size_t j = 0; j < dim; j++)
    {
      if (!vit_trajectory_get_frame_key (trajectory, frames[j], part, error))
        return false;
      vit_hash_update (&hash, part, sizeof part);
      uint64_t between = frames[j] - start;
      vit_hash_update (&hash, &between, sizeof between);
    }
  /* Include the frames in between if unwrapping reads them. */
  bool has_path;
  if (!vit_trajectory_get_path_key (trajectory, start, frames, dim, &has_path, part, error))
    return false;
  if (has_path)
    vit_hash_update (&hash, part, sizeof part);
  VitHash second = hash;
  vit_hash_update (&second, "T_ML", 4);
  vit_hash_finish (&hash, key);
  vit_hash_finish (&second, key + 16);
  return true;
}

bool
vit_tml_knows_key (VitModel *model,
                   VitTrajectory *trajectory,
                   VitTimeline *timeline,
                   size_t start,
                   const VitTmlOptions *options)
{
  g_return_val_if_fail (model && trajectory && timeline && options, false);
  size_t dim;
  const double *intervals = get_intervals (model, options, &dim);
  g_autofree size_t *frames = g_new (size_t, dim);
  if (!find_all_frames (timeline, &start, 1, intervals, dim, options->tolerance, frames, NULL))
    return false;
  bool unwrapped, all = true;
  size_t last = start;
  if (!vit_trajectory_knows_frame (trajectory, start, &unwrapped))
    return false;
  for (size_t j = 0; j < dim; j++)
    {
      bool other;
      if (!vit_trajectory_knows_frame (trajectory, frames[j], &other))
        return false;
      all = all && other;
      last = MAX (last, frames[j]);
    }
  for (size_t frame = start; frame <= last && !(unwrapped && all); frame++)
    if (!vit_trajectory_knows_frame (trajectory, frame, &unwrapped))
      return false;
  return true;
}

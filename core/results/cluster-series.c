#include "core/results/cluster-series.h"
#include "core/results/landed-tml.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"
#include "core/structure/spatial-correlation.h"

#define N_SHUFFLES 5

/* Version of the kernels behind a point and of its layout on disk. */
#define POINT_VERSION 2

/* Number of start times whose T_ML is in memory at once. */
#define MAX_BATCH 16

/* Range and bin width of C(r), Å; the range is shorter in small boxes. */
#define C_REACH 15.0
#define C_WIDTH 0.5

static void
clear_point (VitClusterPoint *point)
{
  g_free (point->tracks);
  g_free (point->labels);
  g_free (point->sizes);
  g_free (point->own_ids);
  g_free (point->valid);
  *point = (VitClusterPoint){ 0 };
}

void
vit_cluster_series_free (VitClusterSeries *series)
{
  if (!series)
    return;
  for (size_t k = 0; series->points && k < series->n; k++)
    clear_point (&series->points[k]);
  g_free (series->points);
  g_free (series->persistence);
  g_clear_pointer (&series->atoms, vit_atoms_unref);
  g_free (series);
}

const VitClusterPoint *
vit_cluster_series_find (const VitClusterSeries *series, double time)
{
  const VitClusterPoint *nearest = NULL;
  for (size_t k = 0; k < series->n; k++)
    if (!nearest || fabs (series->points[k].time - time) < fabs (nearest->time - time))
      nearest = &series->points[k];
  return nearest;
}

static void
copy_clusters (VitClusterPoint *point, VitClusters *clusters)
{
  point->n_liquid = clusters->n_marked;
  point->n_clusters = clusters->n_clusters;
  point->largest = clusters->n_clusters > 0 ? clusters->clusters[0].size : 0;
  for (int a = 0; a < 3; a++)
    point->wraps[a] = clusters->wraps[a];
  point->wraps_all = clusters->wraps_all;
  point->sizes = g_new (size_t, MAX (clusters->n_clusters, 1));
  for (size_t c = 0; c < clusters->n_clusters; c++)
    {
      const VitCluster *cluster = &clusters->clusters[c];
      point->sizes[c] = cluster->size;
      point->n_percolating += cluster->dimension > 0 ? cluster->size : 0;
    }
  point->labels = g_steal_pointer (&clusters->labels);
}

static bool
compute_percolation (VitClusterPoint *point,
                     const VitFrame *frame,
                     const double *x,
                     const double *values,
                     double cutoff,
                     VitProgress *progress,
                     GError **error)
{
  size_t n = frame->atoms->n;
  VitPercolation own, shuffled[N_SHUFFLES];
  if (!vit_percolation_thresholds (&frame->cell, x, n, values, cutoff, 1, N_SHUFFLES, &own,
                                   shuffled, progress, error))
    return false;
  double sum = 0, squares = 0;
  for (int s = 0; s < N_SHUFFLES; s++)
    {
      sum += shuffled[s].all / N_SHUFFLES;
      squares += shuffled[s].all * shuffled[s].all / N_SHUFFLES;
    }
  point->t_perc = own.all;
  point->t_perc_shuffled = sum;
  point->t_perc_spread = sqrt (fmax (0, squares - sum * sum) * N_SHUFFLES / (N_SHUFFLES - 1));
  return true;
}

/* Use the trajectory's ids if they are the same, else a copy. */
static void
take_ids (VitClusterPoint *point, const VitAtoms *shared, const int64_t *ids)
{
  size_t n = point->n_atoms;
  bool same =
      n == shared->n && (ids == shared->ids || memcmp (ids, shared->ids, n * sizeof *ids) == 0);
  point->own_ids = same ? NULL : g_memdup2 (ids, MAX (n, 1) * sizeof *ids);
  point->ids = same ? shared->ids : point->own_ids;
}

static void
count_valid (VitClusterPoint *point)
{
  point->n_valid = 0;
  for (size_t w = 0; w < vit_liquid_flags_n_words (point->n_atoms); w++)
    point->n_valid += (size_t) __builtin_popcountll (point->valid[w]);
}

static bool
measure_point (const VitClusterInput *input,
               const VitTmlResult *result,
               VitClusterPoint *point,
               VitProgress *progress,
               GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (input->trajectory, result->frame, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  if (n != result->atoms->n)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "frame %zu has changed since T_ML was computed", result->frame);
      return false;
    }
  g_autofree double *x = g_new (double, MAX (3 * n, 1)), *values = g_new (double, MAX (n, 1));
  g_autofree bool *liquid = g_new (bool, MAX (n, 1));
  g_autofree uint8_t *flags = g_new (uint8_t, MAX (n, 1));
  vit_frame_copy_positions (frame, x);
  vit_tml_result_classify (result, &input->rule, liquid, NULL);
  point->valid = g_new0 (uint64_t, MAX (vit_liquid_flags_n_words (n), 1));
  for (size_t i = 0; i < n; i++)
    {
      flags[i] = liquid[i];
      values[i] = (double) result->t_ml[i];
      point->valid[i / 64] |= (uint64_t) !isnan (values[i]) << i % 64;
    }
  point->n_atoms = n;
  count_valid (point);
  point->deviation = vit_tml_result_get_deviation (result);
  take_ids (point, vit_trajectory_get_atoms (input->trajectory), result->atoms->ids);
  g_autoptr (VitClusters) clusters =
      vit_clusters_new (&frame->cell, x, n, flags, input->cutoff, progress, error);
  if (!clusters)
    return false;
  copy_clusters (point, clusters);
  if (!compute_percolation (point, frame, x, values, input->cutoff, progress, error))
    return false;
  g_autoptr (VitSpatialCorrelation) c =
      vit_spatial_correlation_new (&frame->cell, x, values, n, C_REACH, C_WIDTH, progress, error);
  if (!c)
    return false;
  point->decay_length = c->decay_length;
  return true;
}

/* ---- Points on disk, without times and tracks, which follow from the series ---- */

static void
save_point (const VitClusterPoint *point, VitBlob *blob)
{
  const double numbers[] = { point->t_perc, point->t_perc_shuffled, point->t_perc_spread,
                             point->deviation, point->decay_length };
  uint8_t wraps = (uint8_t) (point->wraps[0] | point->wraps[1] << 1 | point->wraps[2] << 2 |
                             point->wraps_all << 3);
  bool plain = true;
  for (size_t i = 0; plain && i < point->n_atoms; i++)
    plain = point->ids[i] == (int64_t) i + 1;
  vit_blob_put (blob, &point->n_percolating, sizeof point->n_percolating);
  vit_blob_put (blob, &wraps, 1);
  vit_blob_put (blob, numbers, sizeof numbers);
  vit_blob_put_array (blob, point->labels, point->n_atoms, sizeof *point->labels);
  vit_blob_put_array (blob, point->sizes, point->n_clusters, sizeof *point->sizes);
  vit_blob_put_array (blob, point->valid, vit_liquid_flags_n_words (point->n_atoms),
                      sizeof *point->valid);
  /* Store no ids if they are 1 … n. */
  vit_blob_put_array (blob, point->ids, plain ? 0 : point->n_atoms, sizeof *point->ids);
}

/* Count the liquid-like atoms. Returns: whether the labels match the sizes. */
static bool
check_labels (VitClusterPoint *point)
{
  g_autofree size_t *counts = g_new0 (size_t, MAX (point->n_clusters, 1));
  for (size_t i = 0; i < point->n_atoms; i++)
    {
      int32_t label = point->labels[i];
      if (label < -1 || (label >= 0 && (size_t) label >= point->n_clusters))
        return false;
      if (label >= 0)
        {
          counts[label]++;
          point->n_liquid++;
        }
    }
  return memcmp (counts, point->sizes, point->n_clusters * sizeof *counts) == 0;
}

static void
load_ids (VitBlobReader *reader, const VitAtoms *shared, VitClusterPoint *point)
{
  size_t n;
  g_autofree int64_t *ids = vit_blob_get_array (reader, sizeof *ids, &n);
  if (n == 0 && point->n_atoms > 0)
    {
      g_free (ids);
      ids = g_new (int64_t, point->n_atoms);
      for (size_t i = 0; i < point->n_atoms; i++)
        ids[i] = (int64_t) i + 1;
    }
  else
    reader->failed |= n != point->n_atoms;
  if (!reader->failed)
    take_ids (point, shared, ids);
}

static bool
load_point (VitBlobReader *reader, const VitAtoms *shared, VitClusterPoint *point)
{
  uint8_t wraps;
  double numbers[5];
  vit_blob_get (reader, &point->n_percolating, sizeof point->n_percolating);
  vit_blob_get (reader, &wraps, 1);
  vit_blob_get (reader, numbers, sizeof numbers);
  point->labels = vit_blob_get_array (reader, sizeof *point->labels, &point->n_atoms);
  point->sizes = vit_blob_get_array (reader, sizeof *point->sizes, &point->n_clusters);
  point->valid = vit_blob_get_array_of (reader, sizeof *point->valid,
                                        vit_liquid_flags_n_words (point->n_atoms));
  load_ids (reader, shared, point);
  if (!vit_blob_is_read (reader) || !check_labels (point))
    return false;
  count_valid (point);
  for (int a = 0; a < 3; a++)
    point->wraps[a] = wraps >> a & 1;
  point->wraps_all = wraps >> 3 & 1;
  point->largest = point->n_clusters > 0 ? point->sizes[0] : 0;
  point->t_perc = numbers[0];
  point->t_perc_shuffled = numbers[1];
  point->t_perc_spread = numbers[2];
  point->deviation = numbers[3];
  point->decay_length = numbers[4];
  return true;
}

static void
add_point_key (const VitClusterInput *input, size_t k, VitStored *stored)
{
  vit_tml_starts_add_start_key (input->starts, k, stored);
  vit_stored_add_frame (stored, input->trajectory, input->starts->frames[k]);
  vit_stored_add_text (stored, input->options);
}

static bool
find_point (const VitClusterInput *input, size_t k, VitClusterPoint *point, VitStored *stored)
{
  vit_stored_begin (stored, input->cache, "regions", POINT_VERSION);
  if (input->cache || vit_trace_on (VIT_TRACE_RESULTS))
    add_point_key (input, k, stored);
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  gsize n;
  const void *data = bytes ? g_bytes_get_data (bytes, &n) : NULL;
  bool found = false;
  if (data)
    {
      VitBlobReader reader = { .data = data, .n = n };
      found = load_point (&reader, vit_trajectory_get_atoms (input->trajectory), point);
      if (!found)
        clear_point (point);
    }
  if (found)
    vit_stored_tell (stored, "disk");
  return found;
}

static void
keep_point (const VitClusterPoint *point, VitStored *stored)
{
  VitBlob blob = { .bytes = g_byte_array_new () };
  save_point (point, &blob);
  vit_stored_tell (stored, "computed");
  if (!blob.too_long)
    vit_stored_keep (stored, blob.bytes->data, blob.bytes->len);
  g_byte_array_unref (blob.bytes);
}

static bool
measure_missing (const VitClusterInput *input,
                 VitClusterSeries *series,
                 const size_t *places,
                 size_t n,
                 VitStored *stored,
                 VitProgress *progress,
                 GError **error)
{
  for (size_t first = 0; first < n; first += MAX_BATCH)
    {
      size_t count = MIN (n - first, MAX_BATCH);
      g_autoptr (VitTmlStarts) starts = vit_tml_starts_pick (input->starts, places + first, count);
      g_autoptr (GPtrArray) results = vit_tml_starts_get_all (starts, progress, error);
      if (!results)
        return false;
      for (size_t k = 0; k < count; k++)
        {
          VitClusterPoint *point = &series->points[places[first + k]];
          vit_progress_set_range (progress, 0.9 * (double) (first + k) / (double) n,
                                  0.9 * (double) (first + k + 1) / (double) n,
                                  "Following liquid-like regions");
          if (!measure_point (input, results->pdata[k], point, progress, error))
            return false;
          keep_point (point, &stored[places[first + k]]);
        }
    }
  return true;
}

/* ---- The series ---- */

static bool
have_same_ids (const VitClusterPoint *a, const VitClusterPoint *b)
{
  return a->ids == b->ids || memcmp (a->ids, b->ids, a->n_atoms * sizeof *a->ids) == 0;
}

/* Follow regions from one start time to the next; every track ends where the set of atoms
 * changes. */
static void
track_regions (VitClusterSeries *series)
{
  int64_t next = 0;
  for (size_t k = 0; k < series->n; k++)
    {
      VitClusterPoint *point = &series->points[k];
      const VitClusterPoint *before = k > 0 ? point - 1 : NULL;
      point->tracks = g_new (int64_t, MAX (point->n_clusters, 1));
      if (before && before->n_atoms == point->n_atoms && have_same_ids (before, point))
        {
          vit_clusters_track (before->labels, before->tracks, before->n_clusters, point->labels,
                              point->n_clusters, point->n_atoms, &next, point->tracks,
                              &point->events);
          continue;
        }
      for (size_t c = 0; c < point->n_clusters; c++)
        point->tracks[c] = next++;
      point->events.born = point->n_clusters;
    }
}

/* Take the atoms in regions as the liquid-like ones, which they are. */
static VitPersistencePoint *
follow_atoms (const VitClusterSeries *series, size_t *n_lags, VitProgress *progress, GError **error)
{
  g_autofree VitLiquidFlags *flags = g_new0 (VitLiquidFlags, MAX (series->n, 1));
  for (size_t k = 0; k < series->n; k++)
    {
      const VitClusterPoint *point = &series->points[k];
      flags[k] = (VitLiquidFlags){
        .time = point->time, .n = point->n_atoms, .ids = point->ids, .valid = point->valid
      };
      flags[k].liquid = g_new0 (uint64_t, MAX (vit_liquid_flags_n_words (point->n_atoms), 1));
      for (size_t i = 0; i < point->n_atoms; i++)
        flags[k].liquid[i / 64] |= (uint64_t) (point->labels[i] >= 0) << i % 64;
    }
  VitPersistencePoint *points =
      vit_liquid_flags_persistence (flags, series->n, n_lags, progress, error);
  for (size_t k = 0; k < series->n; k++)
    g_free (flags[k].liquid);
  return points;
}

VitClusterSeries *
vit_cluster_series_new (const VitClusterInput *input, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (input && input->cutoff > 0, NULL);
  const VitTmlStarts *starts = input->starts;
  g_autofree size_t *missing = g_new (size_t, MAX (starts->n, 1));
  g_autofree VitStored *stored = g_new (VitStored, MAX (starts->n, 1));
  size_t n_missing = 0;
  g_autoptr (VitClusterSeries) series = g_new0 (VitClusterSeries, 1);
  series->n = starts->n;
  series->cutoff = input->cutoff;
  series->rule = input->rule;
  series->atoms = vit_atoms_ref (vit_trajectory_get_atoms (input->trajectory));
  series->points = g_new0 (VitClusterPoint, MAX (starts->n, 1));
  for (size_t k = 0; k < starts->n; k++)
    {
      if (!vit_progress_check (progress, error))
        return NULL;
      if (!find_point (input, k, &series->points[k], &stored[k]))
        missing[n_missing++] = k;
    }
  if (!measure_missing (input, series, missing, n_missing, stored, progress, error))
    return NULL;
  for (size_t k = 0; k < starts->n; k++)
    series->points[k].time = starts->times[k];
  track_regions (series);
  vit_progress_set_range (progress, 0.9, 1, "Following liquid-like regions");
  series->persistence = follow_atoms (series, &series->n_lags, progress, error);
  if (!series->persistence)
    return NULL;
  return g_steal_pointer (&series);
}

/* ---- The derivation: the series is not on disk, its points are ---- */

static void
free_cluster_input (gpointer data)
{
  VitClusterInput *input = data;
  vit_trajectory_unref (input->trajectory);
  vit_tml_starts_free (input->starts);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input->options);
  g_free (input);
}

static void
free_series (gpointer series)
{
  vit_cluster_series_free (series);
}

static gpointer
take_cluster_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTmlSeries *series = vit_analyses_get_landed_tml (analyses, run, error);
  if (!series)
    return NULL;
  double cutoff = vit_analyses_get_cutoff (analyses, error);
  if (!(cutoff > 0))
    return NULL;
  VitStudy *study = vit_analyses_get_study (analyses);
  VitCache *cache = vit_analyses_get_cache (analyses);
  g_autoptr (GString) options = g_string_new (NULL);
  vit_options_describe (vit_study_get_options (study), VIT_AFFECTS_CLUSTERS, options);
  VitClusterInput *input = g_new0 (VitClusterInput, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->starts = vit_tml_series_get_starts (series, -1);
  input->rule = *vit_study_get_liquid_rule (study);
  input->cutoff = cutoff;
  input->options = g_strdup (options->str);
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  g_string_append (key, input->options);
  vit_tml_starts_describe (input->starts, key);
  return input;
}

static gpointer
compute_clusters (gpointer input, VitProgress *progress, GError **error)
{
  return vit_cluster_series_new (input, progress, error);
}

const VitDerivation vit_cluster_derivation = {
  .name = "clusters",
  .title = "Following liquid-like regions",
  .lane = VIT_JOB_LASTING,
  .prepare = take_cluster_input,
  .compute = compute_clusters,
  .free_input = free_cluster_input,
  .unref = free_series,
};

/* ---- Numbers and colours of regions ---- */

void
vit_cluster_point_fill_tracks (const VitClusterPoint *point, double *values)
{
  g_return_if_fail (point && values);
  for (size_t i = 0; i < point->n_atoms; i++)
    values[i] = point->labels[i] < 0 ? NAN : (double) point->tracks[point->labels[i]];
}

void
vit_cluster_point_fill_colours (const VitClusterPoint *point, double *values)
{
  vit_cluster_point_fill_tracks (point, values);
  for (size_t i = 0; i < point->n_atoms; i++)
    if (isfinite (values[i]))
      values[i] = (double) ((int64_t) values[i] * 5 % VIT_REGION_COLOURS) + 0.5;
}

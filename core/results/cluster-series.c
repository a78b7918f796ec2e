#include "core/results/cluster-series.h"

#include <math.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/spatial-correlation.h"

#define N_SHUFFLES 5

/* C(r) to this distance in bins of this width, Å; less in small boxes. */
#define C_REACH 15.0
#define C_WIDTH 0.5

void
vit_cluster_series_free (VitClusterSeries *series)
{
  if (!series)
    return;
  for (size_t k = 0; series->points && k < series->n; k++)
    {
      g_free (series->points[k].tracks);
      g_free (series->points[k].labels);
      g_free (series->points[k].sizes);
    }
  g_free (series->points);
  g_free (series->persistence);
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
take_clusters (VitClusterPoint *point, VitClusters *clusters)
{
  point->n_liquid = clusters->n_marked;
  point->n_clusters = clusters->n_clusters;
  point->largest = clusters->n_clusters > 0 ? clusters->clusters[0].size : 0;
  for (int a = 0; a < 3; a++)
    point->wraps[a] = clusters->wraps[a];
  point->wraps_all = clusters->wraps_all;
  point->tracks = g_new (int64_t, MAX (clusters->n_clusters, 1));
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
take_percolation (VitClusterPoint *point,
                  const VitFrame *frame,
                  const double *x,
                  const double *values,
                  double cutoff,
                  VitProgress *progress,
                  GError **error)
{
  size_t n = frame->atoms->n;
  VitPercolation own, shuffled[N_SHUFFLES];
  if (!vit_percolation_threshold (&frame->cell, x, n, values, cutoff, &own, progress, error) ||
      !vit_percolation_threshold_shuffled (&frame->cell, x, n, values, cutoff, 1, N_SHUFFLES,
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

static bool
measure (VitTrajectory *trajectory,
         const VitTmlResult *result,
         const VitLiquidRule *rule,
         double cutoff,
         VitClusterPoint *point,
         VitProgress *progress,
         GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, result->frame, error);
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
  vit_tml_result_classify (result, rule, liquid, NULL);
  for (size_t i = 0; i < n; i++)
    {
      flags[i] = liquid[i];
      values[i] = (double) result->t_ml[i];
    }
  point->time = result->time;
  point->n_atoms = n;
  point->deviation = vit_tml_result_get_deviation (result);
  g_autoptr (VitClusters) clusters =
      vit_clusters_new (&frame->cell, x, n, flags, cutoff, progress, error);
  if (!clusters)
    return false;
  take_clusters (point, clusters);
  if (!take_percolation (point, frame, x, values, cutoff, progress, error))
    return false;
  g_autoptr (VitSpatialCorrelation) c =
      vit_spatial_correlation_new (&frame->cell, x, values, n, C_REACH, C_WIDTH, progress, error);
  if (!c)
    return false;
  point->decay_length = c->decay_length;
  return true;
}

/* Regions are followed from one start time to the next; atoms that change end every track. */
static void
track (VitClusterSeries *series)
{
  int64_t next = 0;
  for (size_t k = 0; k < series->n; k++)
    {
      VitClusterPoint *point = &series->points[k];
      const VitClusterPoint *before = k > 0 ? point - 1 : NULL;
      if (before && before->n_atoms == point->n_atoms)
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

VitClusterSeries *
vit_cluster_series_new (VitTrajectory *trajectory,
                        VitTmlResult *const *results,
                        size_t n,
                        const VitLiquidRule *rule,
                        double cutoff,
                        VitProgress *progress,
                        GError **error)
{
  g_return_val_if_fail (trajectory && results && rule && cutoff > 0, NULL);
  g_autoptr (VitClusterSeries) series = g_new0 (VitClusterSeries, 1);
  series->n = n;
  series->cutoff = cutoff;
  series->rule = *rule;
  series->points = g_new0 (VitClusterPoint, MAX (n, 1));
  for (size_t k = 0; k < n; k++)
    {
      vit_progress_set_range (progress, 0.9 * (double) k / (double) n,
                              0.9 * (double) (k + 1) / (double) n, "Following liquid-like regions");
      if (!measure (trajectory, results[k], rule, cutoff, &series->points[k], progress, error))
        return NULL;
    }
  track (series);
  vit_progress_set_range (progress, 0.9, 1, "Following liquid-like regions");
  series->persistence = vit_persistence_curve (results, n, rule, &series->n_lags, progress, error);
  if (!series->persistence)
    return NULL;
  return g_steal_pointer (&series);
}

/* ---- As a result of the study ---- */

typedef struct
{
  VitTrajectory *trajectory;
  VitTmlStarts *starts;
  VitLiquidRule rule;
  double cutoff;
} ClusterInput;

static void
free_cluster_input (gpointer data)
{
  ClusterInput *input = data;
  vit_trajectory_unref (input->trajectory);
  vit_tml_starts_free (input->starts);
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
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  guint n = series ? vit_tml_series_get_n (series) : 0;
  /* Made anew when all is there, not for every start time that lands. */
  bool waiting = n == 0;
  for (guint i = 0; i < n && vit_tml_series_is_running (series); i++)
    waiting = waiting || vit_tml_series_get_state (series, i) == VIT_TML_PENDING;
  if (waiting || vit_tml_series_get_n_ready (series) == 0)
    {
      const char *obstacle = run ? vit_analyses_get_obstacle (analyses, run) : NULL;
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   obstacle ? obstacle : "T_ML is being computed…");
      return NULL;
    }
  double cutoff = vit_analyses_get_cutoff (analyses, error);
  if (!(cutoff > 0))
    return NULL;
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  ClusterInput *input = g_new0 (ClusterInput, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->starts = vit_tml_series_get_starts (series, -1);
  input->rule = *vit_study_get_liquid_rule (vit_analyses_get_study (analyses));
  input->cutoff = cutoff;
  vit_options_describe (options, VIT_AFFECTS_CLUSTERS, key);
  vit_tml_starts_describe (input->starts, key);
  return input;
}

static gpointer
compute_clusters (gpointer data, VitProgress *progress, GError **error)
{
  ClusterInput *input = data;
  g_autoptr (GPtrArray) results = vit_tml_starts_get_all (input->starts, progress, error);
  return results
             ? vit_cluster_series_new (input->trajectory, (VitTmlResult *const *) results->pdata,
                                       results->len, &input->rule, input->cutoff, progress, error)
             : NULL;
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

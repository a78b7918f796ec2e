#include "core/study/tml-batch.h"

#include "core/base/error.h"

void
vit_tml_batch_unref (VitTmlBatch *batch)
{
  if (!g_atomic_ref_count_dec (&batch->refs))
    return;
  for (guint i = 0; i < batch->n; i++)
    {
      g_clear_pointer (&batch->results[i], vit_tml_result_unref);
      g_clear_error (&batch->errors[i]);
      g_free (batch->counts[i]);
    }
  vit_trajectory_unref (batch->trajectory);
  vit_timeline_unref (batch->timeline);
  vit_model_unref (batch->model);
  g_clear_pointer (&batch->cache, vit_cache_unref);
  g_free (batch->intervals);
  g_free (batch->indices);
  g_free (batch->frames);
  g_free (batch->results);
  g_free (batch->errors);
  g_free (batch->counts);
  g_free (batch);
}

VitTmlBatch *
vit_tml_batch_new (VitTrajectory *trajectory,
                   VitTimeline *timeline,
                   VitModel *model,
                   VitCache *cache,
                   const VitTmlOptions *options,
                   const guint *indices,
                   const size_t *frames,
                   guint n)
{
  VitTmlBatch *batch = g_new0 (VitTmlBatch, 1);
  g_atomic_ref_count_init (&batch->refs);
  batch->trajectory = vit_trajectory_ref (trajectory);
  batch->timeline = vit_timeline_ref (timeline);
  batch->model = vit_model_ref (model);
  batch->cache = cache ? vit_cache_ref (cache) : NULL;
  batch->options = *options;
  batch->intervals = g_memdup2 (options->intervals, options->n_intervals * sizeof (double));
  batch->options.intervals = batch->intervals;
  batch->n = n;
  batch->indices = g_memdup2 (indices, n * sizeof *indices);
  batch->frames = g_memdup2 (frames, n * sizeof *frames);
  batch->results = g_new0 (VitTmlResult *, n);
  batch->errors = g_new0 (GError *, n);
  batch->counts = g_new0 (uint32_t *, n);
  size_t n_classes;
  const double *classes = vit_model_get_classes (model, &n_classes);
  /* One bin more: the highest class may lie on an edge. */
  batch->bins = vit_bins_for_tml (classes[0], classes[n_classes - 1], 2);
  batch->bins.n++;
  batch->ambiguous = -1;
  return batch;
}

static VitTmlResult *
look_up (VitTmlBatch *batch, guint i, uint8_t key[32], bool *has_key)
{
  g_autoptr (GError) error = NULL;
  *has_key = batch->cache && vit_tml_get_key (batch->model, batch->trajectory, batch->timeline,
                                              batch->frames[i], &batch->options, key, &error);
  g_autoptr (GBytes) bytes = *has_key ? vit_cache_lookup (batch->cache, key) : NULL;
  if (!bytes)
    return NULL;
  g_autoptr (VitFrame) frame =
      vit_trajectory_read_frame (batch->trajectory, batch->frames[i], &error);
  return frame ? vit_tml_result_deserialise (
                     bytes, frame->atoms, batch->frames[i],
                     vit_timeline_get_times (batch->timeline)[batch->frames[i]])
               : NULL;
}

static void
keep (VitTmlBatch *batch, guint i, const uint8_t *key)
{
  g_autoptr (GBytes) bytes = vit_tml_result_serialise (batch->results[i]);
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);
  /* A full disk costs a recomputation later, nothing else. */
  vit_cache_store (batch->cache, key, data, n, NULL);
}

/* One start time whose frames are damaged must not take the others with it. */
static bool
compute_singly (VitTmlBatch *batch,
                const guint *missing,
                guint n_missing,
                VitProgress *progress,
                GError **error)
{
  for (guint m = 0; m < n_missing; m++)
    {
      guint i = missing[m];
      GError *one = NULL;
      if (vit_tml_compute (batch->model, batch->trajectory, batch->timeline, &batch->frames[i], 1,
                           &batch->options, &batch->results[i], NULL, progress, &one))
        continue;
      if (g_error_matches (one, VIT_ERROR, VIT_ERROR_CANCELLED))
        {
          g_propagate_error (error, one);
          return false;
        }
      batch->errors[i] = one;
    }
  return true;
}

static void
count_all (VitTmlBatch *batch)
{
  for (guint i = 0; i < batch->n; i++)
    if (batch->results[i])
      {
        batch->counts[i] = g_new (uint32_t, batch->bins.n);
        vit_histogram_count (batch->results[i]->t_ml, batch->results[i]->atoms->n, &batch->bins,
                             batch->counts[i]);
      }
}

static bool
make_all (VitTmlBatch *batch, VitProgress *progress, GError **error)
{
  g_autofree uint8_t *keys = g_malloc (32 * MAX (batch->n, 1));
  g_autofree bool *has_key = g_new0 (bool, MAX (batch->n, 1));
  g_autofree guint *missing = g_new (guint, MAX (batch->n, 1));
  guint n_missing = 0;
  for (guint i = 0; i < batch->n; i++)
    {
      if (!vit_progress_check (progress, error))
        return false;
      batch->results[i] = look_up (batch, i, keys + 32 * i, &has_key[i]);
      if (!batch->results[i])
        missing[n_missing++] = i;
    }
  if (n_missing == 0)
    return true;

  g_autofree size_t *frames = g_new (size_t, n_missing);
  g_autofree VitTmlResult **results = g_new0 (VitTmlResult *, n_missing);
  for (guint m = 0; m < n_missing; m++)
    frames[m] = batch->frames[missing[m]];
  g_autoptr (GError) batch_error = NULL;
  if (vit_tml_compute (batch->model, batch->trajectory, batch->timeline, frames, n_missing,
                       &batch->options, results, &batch->ambiguous, progress, &batch_error))
    for (guint m = 0; m < n_missing; m++)
      batch->results[missing[m]] = results[m];
  else if (g_error_matches (batch_error, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&batch_error));
      return false;
    }
  else if (!compute_singly (batch, missing, n_missing, progress, error))
    return false;
  for (guint m = 0; m < n_missing; m++)
    if (batch->results[missing[m]] && has_key[missing[m]])
      keep (batch, missing[m], keys + 32 * missing[m]);
  return true;
}

bool
vit_tml_batch_run (VitTmlBatch *batch, VitProgress *progress, GError **error)
{
  if (!make_all (batch, progress, error))
    return false;
  count_all (batch);
  return true;
}

void *
vit_tml_batch_job (void *data, VitProgress *progress, GError **error)
{
  VitTmlBatch *batch = data;
  if (!vit_tml_batch_run (batch, progress, error))
    return NULL;
  g_atomic_ref_count_inc (&batch->refs);
  return batch;
}

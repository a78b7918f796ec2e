#include "core/results/tml-batch.h"

#include <string.h>

#include "core/base/error.h"

void
vit_tml_batch_unref (VitTmlBatch *batch)
{
  if (!g_atomic_ref_count_dec (&batch->refs))
    return;
  for (guint i = 0; i < batch->n; i++)
    {
      vit_tml_summary_free (batch->summaries[i]);
      g_clear_error (&batch->errors[i]);
    }
  vit_tml_source_unref (batch->source);
  g_free (batch->indices);
  g_free (batch->frames);
  g_free (batch->summaries);
  g_free (batch->errors);
  g_free (batch);
}

VitTmlBatch *
vit_tml_batch_new (VitTmlSource *source, const guint *indices, const size_t *frames, guint n)
{
  VitTmlBatch *batch = g_new0 (VitTmlBatch, 1);
  g_atomic_ref_count_init (&batch->refs);
  batch->source = vit_tml_source_ref (source);
  batch->n = n;
  batch->indices = g_memdup2 (indices, n * sizeof *indices);
  batch->frames = g_memdup2 (frames, n * sizeof *frames);
  batch->summaries = g_new0 (VitTmlSummary *, n);
  batch->errors = g_new0 (GError *, n);
  batch->ambiguous = -1;
  return batch;
}

static void
summarise_result (VitTmlBatch *batch, guint i, const VitTmlResult *result)
{
  batch->summaries[i] = vit_tml_summary_new (batch->source, result);
  vit_tml_source_keep_summary (batch->source, batch->frames[i], batch->summaries[i]);
}

/* Takes ownership of @result (nullable). */
static void
keep_result (VitTmlBatch *batch, guint i, VitStored *stored, VitTmlResult *result)
{
  if (!result)
    return;
  vit_tml_source_keep (batch->source, stored, result);
  summarise_result (batch, i, result);
  vit_tml_result_unref (result);
}

/* Compute the start times one by one, so that one with damaged frames does not fail the others. */
static bool
compute_singly (VitTmlBatch *batch,
                const guint *missing,
                guint n_missing,
                VitStored *stored,
                VitProgress *progress,
                GError **error)
{
  for (guint m = 0; m < n_missing; m++)
    {
      guint i = missing[m];
      GError *one = NULL;
      VitTmlResult *result = NULL;
      if (vit_tml_compute (batch->source->model, batch->source->trajectory, batch->source->timeline,
                           &batch->frames[i], 1, &batch->source->options, &result, NULL, progress,
                           &one))
        {
          keep_result (batch, i, &stored[i], result);
          continue;
        }
      if (g_error_matches (one, VIT_ERROR, VIT_ERROR_CANCELLED))
        {
          g_propagate_error (error, one);
          return false;
        }
      vit_tml_source_keep_failure (batch->source, batch->frames[i], one);
      batch->errors[i] = one;
    }
  return true;
}

/* Find the summary of a start time on disk, or make it from a result on disk, or find why there is
 * none. */
static void
find_summary (VitTmlBatch *batch, guint i, VitStored *stored)
{
  batch->summaries[i] = vit_tml_source_look_up_summary (batch->source, batch->frames[i]);
  if (batch->summaries[i])
    return;
  g_autoptr (VitTmlResult) result =
      vit_tml_source_look_up (batch->source, batch->frames[i], stored);
  if (result)
    summarise_result (batch, i, result);
  else
    batch->errors[i] = vit_tml_source_look_up_failure (batch->source, batch->frames[i]);
}

static bool
find_or_compute_all (VitTmlBatch *batch, VitProgress *progress, GError **error)
{
  g_autofree VitStored *stored = g_new0 (VitStored, MAX (batch->n, 1));
  g_autofree guint *missing = g_new (guint, MAX (batch->n, 1));
  guint n_missing = 0;
  for (guint i = 0; i < batch->n; i++)
    {
      if (!vit_progress_check (progress, error))
        return false;
      find_summary (batch, i, &stored[i]);
      if (!batch->summaries[i] && !batch->errors[i])
        missing[n_missing++] = i;
    }
  if (n_missing == 0)
    return true;

  g_autofree size_t *frames = g_new (size_t, n_missing);
  g_autofree VitTmlResult **results = g_new0 (VitTmlResult *, n_missing);
  for (guint m = 0; m < n_missing; m++)
    frames[m] = batch->frames[missing[m]];
  g_autoptr (GError) batch_error = NULL;
  if (vit_tml_compute (batch->source->model, batch->source->trajectory, batch->source->timeline,
                       frames, n_missing, &batch->source->options, results, &batch->ambiguous,
                       progress, &batch_error))
    {
      for (guint m = 0; m < n_missing; m++)
        keep_result (batch, missing[m], &stored[missing[m]], results[m]);
      return true;
    }
  if (!g_error_matches (batch_error, VIT_ERROR, VIT_ERROR_CANCELLED))
    return compute_singly (batch, missing, n_missing, stored, progress, error);
  g_propagate_error (error, g_steal_pointer (&batch_error));
  return false;
}

bool
vit_tml_batch_run (VitTmlBatch *batch, VitProgress *progress, GError **error)
{
  if (!find_or_compute_all (batch, progress, error))
    return false;
  for (guint i = 0; i < batch->n; i++)
    {
      const VitTmlSummary *summary = batch->summaries[i];
      if (summary && summary->ambiguous >= 0 &&
          (batch->ambiguous < 0 || summary->ambiguous < batch->ambiguous))
        batch->ambiguous = summary->ambiguous;
    }
  return true;
}

void *
vit_tml_batch_look_job (void *data, VitProgress *progress, GError **error)
{
  const VitTmlBatch *asked = data;
  VitTmlSource *source = asked->source;
  g_autofree guint *indices = g_new (guint, MAX (asked->n, 1));
  g_autofree size_t *frames = g_new (size_t, MAX (asked->n, 1));
  g_autofree VitTmlSummary **summaries = g_new0 (VitTmlSummary *, MAX (asked->n, 1));
  guint n = 0;
  /* Keys of frames come with what was computed of them. */
  vit_store_refresh (vit_cache_get_store (source->cache));
  vit_trajectory_learn_shared (source->trajectory);
  for (guint i = 0; i < asked->n && !vit_progress_is_cancelled (progress); i++)
    {
      if (!vit_tml_source_knows (source, asked->frames[i]))
        continue;
      summaries[n] = vit_tml_source_look_up_summary (source, asked->frames[i]);
      if (!summaries[n])
        continue;
      indices[n] = asked->indices[i];
      frames[n++] = asked->frames[i];
    }
  VitTmlBatch *batch = vit_tml_batch_new (source, indices, frames, n);
  memcpy (batch->summaries, summaries, n * sizeof (VitTmlSummary *));
  return batch;
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

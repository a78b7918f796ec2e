#include "core/results/tml-source.h"

#include "core/base/trace.h"

/* The kernel's own version is part of its key. */
#define LAYOUT_VERSION 2

/* Start times that are computed together. */
#define MAX_BATCH 16

VitTmlSource *
vit_tml_source_new (VitTrajectory *trajectory,
                    VitTimeline *timeline,
                    VitModel *model,
                    VitCache *cache,
                    const VitTmlOptions *options)
{
  g_return_val_if_fail (trajectory && timeline && model && options, NULL);
  VitTmlSource *source = g_new0 (VitTmlSource, 1);
  g_atomic_ref_count_init (&source->refs);
  source->trajectory = vit_trajectory_ref (trajectory);
  source->timeline = vit_timeline_ref (timeline);
  source->model = vit_model_ref (model);
  source->cache = cache ? vit_cache_ref (cache) : NULL;
  source->options = *options;
  source->intervals = g_memdup2 (options->intervals, options->n_intervals * sizeof (double));
  source->options.intervals = source->intervals;
  size_t n_classes;
  const double *classes = vit_model_get_classes (model, &n_classes);
  /* One bin more: the highest class may lie on an edge. */
  source->bins = vit_bins_for_tml (classes[0], classes[n_classes - 1], 2);
  source->bins.n++;
  return source;
}

VitTmlSource *
vit_tml_source_ref (VitTmlSource *source)
{
  g_atomic_ref_count_inc (&source->refs);
  return source;
}

void
vit_tml_source_unref (VitTmlSource *source)
{
  if (!g_atomic_ref_count_dec (&source->refs))
    return;
  vit_trajectory_unref (source->trajectory);
  vit_timeline_unref (source->timeline);
  vit_model_unref (source->model);
  g_clear_pointer (&source->cache, vit_cache_unref);
  g_free (source->intervals);
  g_free (source);
}

static void
add_key (VitTmlSource *source, size_t frame, VitStored *stored)
{
  uint8_t key[32];
  if (vit_tml_get_key (source->model, source->trajectory, source->timeline, frame, &source->options,
                       key, NULL))
    vit_stored_add (stored, key, sizeof key);
  else
    vit_stored_fail (stored);
}

VitTmlResult *
vit_tml_source_look_up (VitTmlSource *source, size_t frame, VitStored *stored)
{
  vit_stored_begin (stored, source->cache, "t_ml", LAYOUT_VERSION);
  if (!source->cache && !vit_trace_on (VIT_TRACE_RESULTS))
    return NULL;
  add_key (source, frame, stored);
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  if (!bytes)
    return NULL;
  g_autoptr (VitFrame) start = vit_trajectory_read_frame (source->trajectory, frame, NULL);
  VitTmlResult *result =
      start ? vit_tml_result_deserialise (bytes, start->atoms, frame,
                                          vit_timeline_get_times (source->timeline)[frame])
            : NULL;
  if (result)
    vit_stored_tell (stored, "disk");
  return result;
}

void
vit_tml_source_keep (VitStored *stored, const VitTmlResult *result)
{
  g_autoptr (GBytes) bytes = vit_tml_result_serialise (result);
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);
  vit_stored_tell (stored, "computed");
  vit_stored_keep (stored, data, n);
}

/* ---- Start times ---- */

VitTmlStarts *
vit_tml_starts_new (VitTmlSource *source, size_t n)
{
  VitTmlStarts *starts = g_new0 (VitTmlStarts, 1);
  starts->source = source ? vit_tml_source_ref (source) : NULL;
  starts->n = n;
  starts->frames = g_new0 (size_t, MAX (n, 1));
  starts->times = g_new0 (double, MAX (n, 1));
  starts->known = g_new0 (VitTmlResult *, MAX (n, 1));
  return starts;
}

VitTmlStarts *
vit_tml_starts_new_given (VitTmlResult *const *results, size_t n)
{
  VitTmlStarts *starts = vit_tml_starts_new (NULL, n);
  for (size_t k = 0; k < n; k++)
    {
      starts->frames[k] = results[k]->frame;
      starts->times[k] = results[k]->time;
      starts->known[k] = vit_tml_result_ref (results[k]);
    }
  return starts;
}

void
vit_tml_starts_free (VitTmlStarts *starts)
{
  if (!starts)
    return;
  for (size_t k = 0; k < starts->n; k++)
    g_clear_pointer (&starts->known[k], vit_tml_result_unref);
  g_clear_pointer (&starts->source, vit_tml_source_unref);
  g_free (starts->frames);
  g_free (starts->times);
  g_free (starts->known);
  g_free (starts);
}

VitTmlResult *
vit_tml_starts_get (const VitTmlStarts *starts, size_t k, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (starts && k < starts->n && (starts->known[k] || starts->source), NULL);
  if (starts->known[k])
    return vit_tml_result_ref (starts->known[k]);
  VitTmlSource *source = starts->source;
  VitStored stored;
  VitTmlResult *result = vit_tml_source_look_up (source, starts->frames[k], &stored);
  if (result)
    return result;
  if (!vit_tml_compute (source->model, source->trajectory, source->timeline, &starts->frames[k], 1,
                        &source->options, &result, NULL, progress, error))
    return NULL;
  vit_tml_source_keep (&stored, result);
  return result;
}

static void
unref_result (gpointer result)
{
  if (result)
    vit_tml_result_unref (result);
}

/* Those that neither memory nor disk has, together. */
static bool
compute_missing (const VitTmlStarts *starts,
                 GPtrArray *results,
                 VitStored *stored,
                 VitProgress *progress,
                 GError **error)
{
  VitTmlSource *source = starts->source;
  g_autofree size_t *places = g_new (size_t, MAX (starts->n, 1));
  size_t n = 0;
  for (size_t k = 0; k < starts->n; k++)
    if (!results->pdata[k])
      places[n++] = k;
  for (size_t first = 0; first < n; first += MAX_BATCH)
    {
      size_t frames[MAX_BATCH], count = MIN (n - first, MAX_BATCH);
      VitTmlResult *made[MAX_BATCH] = { NULL };
      for (size_t b = 0; b < count; b++)
        frames[b] = starts->frames[places[first + b]];
      if (!vit_tml_compute (source->model, source->trajectory, source->timeline, frames, count,
                            &source->options, made, NULL, progress, error))
        return false;
      for (size_t b = 0; b < count; b++)
        {
          vit_tml_source_keep (&stored[places[first + b]], made[b]);
          results->pdata[places[first + b]] = made[b];
        }
    }
  return true;
}

GPtrArray *
vit_tml_starts_get_all (const VitTmlStarts *starts, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (starts, NULL);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (unref_result);
  g_autofree VitStored *stored = g_new0 (VitStored, MAX (starts->n, 1));
  for (size_t k = 0; k < starts->n; k++)
    {
      if (!vit_progress_check (progress, error))
        return NULL;
      g_ptr_array_add (
          results, starts->known[k]
                       ? vit_tml_result_ref (starts->known[k])
                       : vit_tml_source_look_up (starts->source, starts->frames[k], &stored[k]));
    }
  return compute_missing (starts, results, stored, progress, error) ? g_steal_pointer (&results)
                                                                    : NULL;
}

void
vit_tml_starts_describe (const VitTmlStarts *starts, GString *key)
{
  g_string_append_printf (key, "%p|", (void *) starts->source);
  for (size_t k = 0; k < starts->n; k++)
    g_string_append_printf (key, "%zu ", starts->frames[k]);
  g_string_append_c (key, '|');
}

void
vit_tml_starts_add_start_key (const VitTmlStarts *starts, size_t k, VitStored *stored)
{
  if (starts->source)
    add_key (starts->source, starts->frames[k], stored);
  else
    vit_stored_fail (stored);
}

void
vit_tml_starts_add_key (const VitTmlStarts *starts, VitStored *stored)
{
  if (!starts->source)
    vit_stored_fail (stored);
  for (size_t k = 0; k < starts->n; k++)
    vit_tml_starts_add_start_key (starts, k, stored);
}

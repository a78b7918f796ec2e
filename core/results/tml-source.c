#include "core/results/tml-source.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"
#include "core/store/blob.h"

/* Versions of the layouts on disk; that of the kernel is part of vit_tml_get_key(). */
#define LAYOUT_VERSION 3
#define SUMMARY_VERSION 2
#define FAILURE_VERSION 1

/* Maximum number of start times that are computed together. */
#define MAX_BATCH 16

static void
unref_result (gpointer result)
{
  if (result)
    vit_tml_result_unref (result);
}

VitLattice
vit_tml_lattice (VitModel *model)
{
  size_t n = 0;
  const double *classes = model ? vit_model_get_classes (model, &n) : NULL;
  return n > 0 ? vit_lattice_of_means (classes, n, vit_model_get_options (model)->k)
               : (VitLattice){ 100, 2 };
}

VitTmlSource *
vit_tml_source_new (VitTrajectory *trajectory,
                    VitTimeline *timeline,
                    VitModel *model,
                    VitCache *cache,
                    const VitTmlOptions *options,
                    size_t budget)
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
  /* Add a bin, because the highest class may lie on an edge. */
  VitLattice lattice = vit_tml_lattice (model);
  source->bins = vit_bins_on_lattice (&lattice, classes[0], classes[n_classes - 1], 0);
  source->bins.n++;
  source->budget = budget;
  source->memory = g_hash_table_new (NULL, NULL);
  g_queue_init (&source->order);
  g_mutex_init (&source->lock);
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
  g_queue_clear_full (&source->order, unref_result);
  g_hash_table_unref (source->memory);
  g_mutex_clear (&source->lock);
  g_free (source->intervals);
  g_free (source);
}

/* ---- In memory ---- */

static size_t
count_bytes (const VitTmlResult *result)
{
  return sizeof *result + 3 * result->atoms->n * sizeof (float);
}

VitTmlResult *
vit_tml_source_recall (VitTmlSource *source, size_t frame)
{
  g_return_val_if_fail (source, NULL);
  g_mutex_lock (&source->lock);
  GList *link = g_hash_table_lookup (source->memory, GSIZE_TO_POINTER (frame));
  VitTmlResult *result = link ? vit_tml_result_ref (link->data) : NULL;
  if (link)
    {
      g_queue_unlink (&source->order, link);
      g_queue_push_head_link (&source->order, link);
    }
  g_mutex_unlock (&source->lock);
  return result;
}

static void
drop_result (VitTmlSource *source, GList *link)
{
  VitTmlResult *result = link->data;
  source->bytes -= count_bytes (result);
  g_hash_table_remove (source->memory, GSIZE_TO_POINTER (result->frame));
  g_queue_delete_link (&source->order, link);
  vit_tml_result_unref (result);
}

static void
remember_result (VitTmlSource *source, VitTmlResult *result)
{
  g_mutex_lock (&source->lock);
  GList *old = g_hash_table_lookup (source->memory, GSIZE_TO_POINTER (result->frame));
  if (old)
    drop_result (source, old);
  g_queue_push_head (&source->order, vit_tml_result_ref (result));
  g_hash_table_insert (source->memory, GSIZE_TO_POINTER (result->frame), source->order.head);
  source->bytes += count_bytes (result);
  while (source->bytes > source->budget && source->order.length > 1)
    drop_result (source, source->order.tail);
  g_mutex_unlock (&source->lock);
}

VitTmlSource *
vit_tml_source_new_grown (VitTmlSource *old,
                          VitTrajectory *trajectory,
                          VitTimeline *timeline,
                          const bool *keep,
                          size_t n_keep)
{
  VitTmlSource *source =
      vit_tml_source_new (trajectory, timeline, old->model, old->cache, &old->options, old->budget);
  g_mutex_lock (&old->lock);
  for (GList *link = old->order.tail; link; link = link->prev)
    {
      VitTmlResult *result = link->data;
      if (result->frame < n_keep && keep[result->frame])
        remember_result (source, result);
    }
  g_mutex_unlock (&old->lock);
  return source;
}

void
vit_tml_source_take (VitTmlSource *source, VitTmlSource *from, size_t frame)
{
  g_autoptr (VitTmlResult) result = vit_tml_source_recall (from, frame);
  if (result)
    remember_result (source, result);
}

VitCache *
vit_tml_source_get_cache (VitTmlSource *source)
{
  g_return_val_if_fail (source, NULL);
  return source->cache;
}

void
vit_tml_source_forget (VitTmlSource *source)
{
  g_return_if_fail (source);
  g_mutex_lock (&source->lock);
  while (source->order.length > 0)
    drop_result (source, source->order.tail);
  g_mutex_unlock (&source->lock);
}

/* ---- On disk ---- */

static void
add_result_key (VitTmlSource *source, size_t frame, VitStored *stored)
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
  add_result_key (source, frame, stored);
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  if (!bytes)
    return NULL;
  g_autoptr (VitFrame) start = vit_trajectory_read_frame (source->trajectory, frame, NULL);
  VitTmlResult *result =
      start ? vit_tml_result_deserialise (bytes, start->atoms, frame,
                                          vit_timeline_get_times (source->timeline)[frame])
            : NULL;
  if (!result)
    return NULL;
  vit_stored_tell (stored, "disk");
  remember_result (source, result);
  return result;
}

void
vit_tml_source_keep (VitTmlSource *source, VitStored *stored, VitTmlResult *result)
{
  remember_result (source, result);
  g_autoptr (GBytes) bytes = vit_tml_result_serialise (result);
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);
  vit_stored_tell (stored, "computed");
  vit_stored_keep (stored, data, n);
}

/* ---- Summaries ---- */

/* Keep the bins that hold atoms. */
static VitTmlSummary *
summary_new (const uint32_t *counts, size_t n_bins, size_t n_valid, ssize_t ambiguous)
{
  uint32_t n = 0;
  for (size_t b = 0; b < n_bins; b++)
    n += counts[b] > 0;
  VitTmlSummary *summary = g_malloc (sizeof *summary + n * sizeof summary->filled[0]);
  summary->n_valid = n_valid;
  summary->ambiguous = ambiguous;
  summary->n = 0;
  for (size_t b = 0; b < n_bins; b++)
    if (counts[b] > 0)
      {
        summary->filled[summary->n].bin = (uint32_t) b;
        summary->filled[summary->n++].count = counts[b];
      }
  return summary;
}

VitTmlSummary *
vit_tml_summary_new (VitTmlSource *source, const VitTmlResult *result)
{
  g_return_val_if_fail (source && result, NULL);
  g_autofree uint32_t *counts = g_new (uint32_t, source->bins.n);
  vit_histogram_count (result->t_ml, result->atoms->n, &source->bins, counts);
  return summary_new (counts, source->bins.n, result->n_valid, result->ambiguous);
}

void
vit_tml_summary_free (VitTmlSummary *summary)
{
  g_free (summary);
}

uint32_t *
vit_tml_summary_dup_counts (const VitTmlSummary *summary, const VitTmlSource *source)
{
  g_return_val_if_fail (summary && source, NULL);
  uint32_t *counts = g_new0 (uint32_t, source->bins.n);
  for (uint32_t i = 0; i < summary->n; i++)
    counts[summary->filled[i].bin] = summary->filled[i].count;
  return counts;
}

static void
begin_summary_key (VitTmlSource *source, size_t frame, VitStored *stored)
{
  vit_stored_begin (stored, source->cache, "t_ml-summary", SUMMARY_VERSION);
  add_result_key (source, frame, stored);
}

VitTmlSummary *
vit_tml_source_look_up_summary (VitTmlSource *source, size_t frame)
{
  g_return_val_if_fail (source, NULL);
  if (!source->cache)
    return NULL;
  VitStored result, stored;
  vit_stored_begin (&result, source->cache, "t_ml", LAYOUT_VERSION);
  add_result_key (source, frame, &result);
  if (!vit_stored_has (&result))
    return NULL;
  begin_summary_key (source, frame, &stored);
  g_autoptr (GBytes) bytes = vit_stored_find (&stored);
  gsize n = 0;
  const void *data = bytes ? g_bytes_get_data (bytes, &n) : NULL;
  VitBlobReader reader = { .data = data, .n = n };
  uint64_t n_valid;
  int64_t ambiguous;
  if (!data)
    return NULL;
  vit_blob_get (&reader, &n_valid, sizeof n_valid);
  vit_blob_get (&reader, &ambiguous, sizeof ambiguous);
  g_autofree uint32_t *counts = vit_blob_get_array_of (&reader, sizeof (uint32_t), source->bins.n);
  if (!vit_blob_is_read (&reader))
    return NULL;
  vit_stored_tell (&result, "disk");
  return summary_new (counts, source->bins.n, (size_t) n_valid, (ssize_t) ambiguous);
}

bool
vit_tml_source_has (VitTmlSource *source, size_t frame)
{
  g_return_val_if_fail (source, false);
  if (!source->cache)
    return false;
  VitStored result, summary;
  vit_stored_begin (&result, source->cache, "t_ml", LAYOUT_VERSION);
  add_result_key (source, frame, &result);
  begin_summary_key (source, frame, &summary);
  return vit_stored_has (&result) && vit_stored_has (&summary);
}

bool
vit_tml_source_knows (VitTmlSource *source, size_t frame)
{
  g_return_val_if_fail (source, false);
  return vit_tml_knows_key (source->model, source->trajectory, source->timeline, frame,
                            &source->options);
}

void
vit_tml_source_keep_summary (VitTmlSource *source, size_t frame, const VitTmlSummary *summary)
{
  g_return_if_fail (source && summary);
  if (!source->cache)
    return;
  VitStored stored;
  uint64_t n_valid = summary->n_valid;
  int64_t ambiguous = summary->ambiguous;
  VitBlob blob = { .bytes = g_byte_array_new () };
  vit_blob_put (&blob, &n_valid, sizeof n_valid);
  vit_blob_put (&blob, &ambiguous, sizeof ambiguous);
  g_autofree uint32_t *counts = vit_tml_summary_dup_counts (summary, source);
  vit_blob_put_array (&blob, counts, source->bins.n, sizeof (uint32_t));
  begin_summary_key (source, frame, &stored);
  vit_stored_keep (&stored, blob.bytes->data, blob.bytes->len);
  g_byte_array_unref (blob.bytes);
}

/* ---- Failures ---- */

/* A failure names file and line, so it belongs to the files as they are and not only to the content
 * of the frames. */
static void
begin_failure_key (VitTmlSource *source, size_t frame, VitStored *stored)
{
  vit_stored_begin (stored, source->cache, "t_ml-failure", FAILURE_VERSION);
  vit_stored_set_of_files (stored);
  vit_stored_add (stored, &frame, sizeof frame);
  const char *const *path = vit_trajectory_get_paths (source->trajectory);
  for (; *path; path++)
    {
      GStatBuf state;
      if (g_stat (*path, &state) != 0)
        vit_stored_fail (stored);
      const int64_t stamp[] = { state.st_size, state.st_mtim.tv_sec, state.st_mtim.tv_nsec,
                                state.st_ctim.tv_sec, state.st_ctim.tv_nsec };
      vit_stored_add_text (stored, *path);
      vit_stored_add (stored, stamp, sizeof stamp);
    }
  add_result_key (source, frame, stored);
}

GError *
vit_tml_source_look_up_failure (VitTmlSource *source, size_t frame)
{
  g_return_val_if_fail (source, NULL);
  VitStored stored;
  if (!source->cache)
    return NULL;
  begin_failure_key (source, frame, &stored);
  g_autoptr (GBytes) bytes = vit_stored_find (&stored);
  gsize n = 0;
  const char *text = bytes ? g_bytes_get_data (bytes, &n) : NULL;
  if (n < 2 || text[n - 1] != '\0')
    return NULL;
  return g_error_new_literal (VIT_ERROR, text[0], text + 1);
}

bool
vit_tml_source_is_in (VitTmlSource *source, VitCache *cache, size_t frame)
{
  g_return_val_if_fail (source && cache, false);
  VitStored result, summary, failure;
  vit_stored_begin (&result, cache, "t_ml", LAYOUT_VERSION);
  add_result_key (source, frame, &result);
  begin_summary_key (source, frame, &summary);
  begin_failure_key (source, frame, &failure);
  summary.cache = failure.cache = cache;
  return (vit_stored_has (&result) && vit_stored_has (&summary)) || vit_stored_has (&failure);
}

void
vit_tml_source_keep_failure (VitTmlSource *source, size_t frame, const GError *failure)
{
  g_return_if_fail (source && failure);
  /* What else may go wrong need not go wrong again. */
  static const VitError lasting[] = { VIT_ERROR_FORMAT, VIT_ERROR_UNFINISHED, VIT_ERROR_UNSUPPORTED,
                                      VIT_ERROR_MISMATCH };
  bool lasts = false;
  for (gsize k = 0; k < G_N_ELEMENTS (lasting); k++)
    lasts = lasts || g_error_matches (failure, VIT_ERROR, (int) lasting[k]);
  if (!source->cache || !lasts)
    return;
  VitStored stored;
  begin_failure_key (source, frame, &stored);
  g_autofree char *text = g_strdup_printf ("%c%s", (char) failure->code, failure->message);
  vit_stored_keep (&stored, text, strlen (text) + 1);
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
  return starts;
}

VitTmlStarts *
vit_tml_starts_new_given (VitTmlResult *const *results, size_t n)
{
  VitTmlStarts *starts = vit_tml_starts_new (NULL, n);
  starts->given = g_new0 (VitTmlResult *, MAX (n, 1));
  for (size_t k = 0; k < n; k++)
    {
      starts->frames[k] = results[k]->frame;
      starts->times[k] = results[k]->time;
      starts->given[k] = vit_tml_result_ref (results[k]);
    }
  return starts;
}

VitTmlStarts *
vit_tml_starts_pick (const VitTmlStarts *starts, const size_t *places, size_t n)
{
  g_return_val_if_fail (starts, NULL);
  VitTmlStarts *some = vit_tml_starts_new (starts->source, n);
  some->given = starts->given ? g_new0 (VitTmlResult *, MAX (n, 1)) : NULL;
  for (size_t k = 0; k < n; k++)
    {
      some->frames[k] = starts->frames[places[k]];
      some->times[k] = starts->times[places[k]];
      if (some->given)
        some->given[k] = vit_tml_result_ref (starts->given[places[k]]);
    }
  return some;
}

void
vit_tml_starts_free (VitTmlStarts *starts)
{
  if (!starts)
    return;
  for (size_t k = 0; starts->given && k < starts->n; k++)
    vit_tml_result_unref (starts->given[k]);
  g_clear_pointer (&starts->source, vit_tml_source_unref);
  g_free (starts->frames);
  g_free (starts->times);
  g_free (starts->given);
  g_free (starts);
}

/* Find a result in memory or on disk; @stored gets its key unless it is in memory. */
static VitTmlResult *
find_result (const VitTmlStarts *starts, size_t k, VitStored *stored)
{
  if (starts->given)
    return vit_tml_result_ref (starts->given[k]);
  VitTmlResult *result = vit_tml_source_recall (starts->source, starts->frames[k]);
  return result ? result : vit_tml_source_look_up (starts->source, starts->frames[k], stored);
}

VitTmlResult *
vit_tml_starts_get (const VitTmlStarts *starts, size_t k, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (starts && k < starts->n && (starts->given || starts->source), NULL);
  VitTmlSource *source = starts->source;
  VitStored stored;
  VitTmlResult *result = find_result (starts, k, &stored);
  if (result)
    return result;
  if (!vit_tml_compute (source->model, source->trajectory, source->timeline, &starts->frames[k], 1,
                        &source->options, &result, NULL, progress, error))
    return NULL;
  vit_tml_source_keep (source, &stored, result);
  return result;
}

/* Compute the results that are neither in memory nor on disk, in batches. */
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
          vit_tml_source_keep (source, &stored[places[first + b]], made[b]);
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
      g_ptr_array_add (results, find_result (starts, k, &stored[k]));
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
    add_result_key (starts->source, starts->frames[k], stored);
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

void
vit_tml_starts_add_possible_key (const VitTmlStarts *starts, VitStored *stored)
{
  const VitTmlSource *source = starts->source;
  if (!source)
    vit_stored_fail (stored);
  for (size_t k = 0; k < starts->n && source; k++)
    {
      uint8_t key[32];
      g_autoptr (GError) why = NULL;
      if (vit_tml_get_key (source->model, source->trajectory, source->timeline, starts->frames[k],
                           &source->options, key, &why))
        {
          vit_stored_add (stored, key, sizeof key);
          continue;
        }
      size_t n = vit_timeline_get_n_frames (source->timeline);
      vit_stored_add_text (stored, why->message);
      vit_stored_add (stored, &n, sizeof n);
      vit_stored_add_number (stored, vit_timeline_get_times (source->timeline)[n - 1]);
    }
}

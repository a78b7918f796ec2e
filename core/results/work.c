#include "core/results/work.h"

#include <string.h>

#include "core/base/error.h"
#include "core/results/tml-batch.h"
#include "core/results/work-private.h"

/* Bytes of a start time in flight, per atom: features, queries and their results, and a share of
 * the frames that are read for them. Measured. */
#define BYTES_PER_ATOM 160

/* Most start times that are computed together. */
#define MOST_UNITS 64

/* Results that rest on r_c. */
#define NEED_CUTOFF                                                                                \
  (VIT_WORK_STRUCTURE | VIT_WORK_PLASTICITY | VIT_WORK_CLUSTERS | VIT_WORK_CURVES |                \
   VIT_WORK_PAIRS | VIT_WORK_SCORES)

/* Time between savings of what was learned of files, µs. */
#define SAVE_MICROSECONDS 5000000

/* ---- The units ---- */

static void
clear_run (gpointer data)
{
  VitWorkRun *run = data;
  g_strfreev (run->texts);
  vit_tml_starts_free (run->starts);
  g_clear_object (&run->series);
  g_object_unref (run->run);
}

/* Whether a kind is made of whole runs, whether they have a model or not. */
static bool
is_without_tml (gsize kind)
{
  return !vit_work_kinds[kind].compute && vit_work_kinds[kind].derivations[0] &&
         !(vit_work_kinds[kind].needs & VIT_WORK_T_ML);
}

static bool
wants_without_tml (VitWork *work)
{
  bool any = false;
  for (gsize kind = 0; kind < VIT_WORK_N_KINDS; kind++)
    any = any || ((work->results & 1u << kind) && is_without_tml (kind));
  return any;
}

bool
vit_work_needs_tml (unsigned results)
{
  bool any = false;
  for (gsize kind = 0; kind < VIT_WORK_N_KINDS; kind++)
    any = any || ((results & 1u << kind) && !is_without_tml (kind));
  return any;
}

static void
add_run (VitWork *work, VitRun *run, guint place)
{
  VitTmlSeries *series = vit_analyses_get_tml (work->analyses, run);
  VitTmlSource *source = series ? vit_tml_series_get_source (series) : NULL;
  guint n = source ? vit_tml_series_get_n (series) : 0;
  bool has_starts = n > 0 && vit_tml_series_get_state (series, 0) != VIT_TML_IMPOSSIBLE;
  if (!has_starts && !(wants_without_tml (work) && vit_run_get_timeline (run)))
    return;
  n = has_starts ? n : 0;
  VitWorkRun one = { g_object_ref (run),
                     has_starts ? g_object_ref (series) : NULL,
                     vit_tml_starts_new (has_starts ? source : NULL, n),
                     work->n,
                     place,
                     NULL };
  for (guint i = 0; i < n; i++)
    {
      one.starts->frames[i] = vit_tml_series_get_frame (series, i);
      one.starts->times[i] = vit_tml_series_get_time (series, i);
    }
  g_array_append_val (work->runs, one);
  work->n += n;
}

VitWork *
vit_work_new (VitAnalyses *analyses, unsigned results, uint64_t memory)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses) && vit_analyses_get_cache (analyses), NULL);
  VitStudy *study = vit_analyses_get_study (analyses);
  VitWork *work = g_new0 (VitWork, 1);
  work->analyses = g_object_ref (analyses);
  work->deriver = vit_deriver_new (analyses, false);
  work->cache = vit_analyses_get_cache (analyses);
  work->results = results;
  work->memory = memory;
  work->runs = g_array_new (FALSE, FALSE, sizeof (VitWorkRun));
  g_array_set_clear_func (work->runs, clear_run);
  work->saved = g_get_monotonic_time ();
  work->n_places = vit_study_get_n_runs (study);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    add_run (work, vit_study_get_run (study, i), i);
  g_free (vit_work_dup_name (work));
  return work;
}

void
vit_work_free (VitWork *work)
{
  if (!work)
    return;
  if (!work->looks)
    vit_work_save (work);
  g_array_unref (work->runs);
  g_clear_pointer (&work->of_store, vit_cache_unref);
  g_object_unref (work->deriver);
  g_object_unref (work->analyses);
  g_free (work->failure);
  g_free (work->name);
  g_free (work);
}

size_t
vit_work_get_n (VitWork *work)
{
  g_return_val_if_fail (work, 0);
  return work->n;
}

VitAnalyses *
vit_work_get_analyses (VitWork *work)
{
  g_return_val_if_fail (work, NULL);
  return work->analyses;
}

VitCache *
vit_work_get_cache (VitWork *work)
{
  g_return_val_if_fail (work, NULL);
  return work->cache;
}

/* @k: (out): which start time of the run */
static VitWorkRun *
find_run (VitWork *work, size_t unit, size_t *k)
{
  guint r = work->runs->len - 1;
  while (g_array_index (work->runs, VitWorkRun, r).first > unit)
    r--;
  VitWorkRun *run = &g_array_index (work->runs, VitWorkRun, r);
  *k = unit - run->first;
  return run;
}

VitRun *
vit_work_get_unit (VitWork *work, size_t unit, double *time)
{
  g_return_val_if_fail (work && unit < work->n, NULL);
  size_t k;
  VitWorkRun *run = find_run (work, unit, &k);
  if (time)
    *time = run->starts->times[k];
  return run->run;
}

guint
vit_work_get_n_places (VitWork *work)
{
  g_return_val_if_fail (work, 0);
  return work->n_places;
}

guint
vit_work_get_place (VitWork *work, size_t unit)
{
  g_return_val_if_fail (work && unit < work->n, 0);
  size_t k;
  return find_run (work, unit, &k)->place;
}

static char *
make_name (VitWork *work)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%u|%zu|", work->results, work->n);
  for (gsize k = 0; k < VIT_WORK_N_KINDS; k++)
    if (work->results & 1u << k)
      vit_work_describe_kind (work, &vit_work_kinds[k], NULL, text);
  for (guint r = 0; r < work->runs->len; r++)
    {
      const VitWorkRun *run = &g_array_index (work->runs, VitWorkRun, r);
      g_string_append_printf (text, "|%s", vit_run_get_label (run->run));
      for (size_t k = 0; k < run->starts->n; k++)
        g_string_append_printf (text, " %.17g", run->starts->times[k]);
    }
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA1, text->str, -1);
  return g_strndup (sum, 16);
}

char *
vit_work_dup_name (VitWork *work)
{
  g_return_val_if_fail (work, NULL);
  /* Made once: r_c, which is found later, is part of the options. */
  if (!work->name)
    work->name = make_name (work);
  return g_strdup (work->name);
}

void
vit_work_refresh (VitWork *work)
{
  g_return_if_fail (work);
  VitStore *store = vit_cache_get_store (work->cache);
  if (store)
    vit_store_refresh (store);
}

void
vit_work_check (VitWork *work)
{
  g_return_if_fail (work);
  vit_cache_check (work->cache);
}

/* ---- What is there ---- */

/* r_c is found before anything is looked up that rests on it. */
static void
ensure_cutoff (VitWork *work)
{
  if (work->results & NEED_CUTOFF && !work->sought)
    vit_analyses_get_cutoff (work->analyses, NULL);
  work->sought = true;
}

bool
vit_work_freeze (VitWork *work)
{
  g_return_val_if_fail (work, false);
  if (work->results & NEED_CUTOFF && vit_analyses_get_cutoff (work->analyses, NULL) <= 0)
    return false;
  work->sought = work->looks = true;
  /* What the cache of this user has is not there for others. */
  VitStore *store = vit_cache_get_store (work->cache);
  if (store && !work->of_store)
    work->cache = work->of_store = vit_cache_open_around (NULL, store, false);
  for (guint r = 0; r < work->runs->len; r++)
    {
      VitWorkRun *run = &g_array_index (work->runs, VitWorkRun, r);
      g_strfreev (run->texts);
      run->texts = g_new0 (char *, VIT_WORK_N_KINDS + 1);
      for (gsize k = 0; k < VIT_WORK_N_KINDS; k++)
        {
          g_autoptr (GString) text = g_string_new (NULL);
          vit_work_describe_kind (work, &vit_work_kinds[k], run->run, text);
          run->texts[k] = g_strdup (text->str);
        }
    }
  return true;
}

static bool
has_tml (VitWork *work, const VitWorkRun *run, size_t k)
{
  VitTmlSource *source = run->starts->source;
  if (work->of_store)
    return vit_tml_source_is_in (source, work->of_store, run->starts->frames[k]);
  if (vit_tml_source_has (source, run->starts->frames[k]))
    return true;
  g_autoptr (GError) failure = vit_tml_source_look_up_failure (source, run->starts->frames[k]);
  return failure != NULL;
}

/* Whether anything is wanted of a start time, and not of whole runs alone. */
static bool
wants_of_starts (VitWork *work)
{
  bool any = work->results & VIT_WORK_T_ML;
  for (gsize i = 0; i < VIT_WORK_N_KINDS; i++)
    any = any || ((work->results & 1u << i) && vit_work_kinds[i].compute);
  return any;
}

bool
vit_work_is_done (VitWork *work, size_t unit, bool read)
{
  g_return_val_if_fail (work && unit < work->n, false);
  size_t k;
  VitWorkRun *run = find_run (work, unit, &k);
  if (!wants_of_starts (work))
    return true;
  if (!read && !vit_tml_source_knows (run->starts->source, run->starts->frames[k]))
    return false;
  ensure_cutoff (work);
  if ((work->results & VIT_WORK_T_ML) && !has_tml (work, run, k))
    return false;
  for (gsize i = 0; i < VIT_WORK_N_KINDS; i++)
    if ((work->results & 1u << i) && vit_work_kinds[i].compute &&
        !vit_work_has_marked (work, &vit_work_kinds[i], run, (ssize_t) k))
      return false;
  return true;
}

size_t
vit_work_get_most (VitWork *work, size_t unit)
{
  g_return_val_if_fail (work && unit < work->n, 1);
  size_t k;
  VitWorkRun *run = find_run (work, unit, &k);
  VitFrameInfo info;
  vit_trajectory_get_frame_info (vit_run_get_trajectory (run->run), run->starts->frames[k], &info);
  uint64_t one = (uint64_t) MAX (info.n_atoms, 1) * BYTES_PER_ATOM;
  uint64_t most = CLAMP (work->memory / one, 1, MOST_UNITS);
  return (size_t) MIN (most, run->starts->n - k);
}

/* ---- Before the first unit ---- */

static bool publish (VitWork *work, GError **error);

static void
begin_prepared (VitWork *work, VitStored *mark)
{
  vit_stored_begin (mark, work->cache, "mark-prepared", 1);
  vit_stored_set_of_files (mark);
  vit_stored_add_text (mark, work->name);
}

bool
vit_work_is_prepared (VitWork *work)
{
  g_return_val_if_fail (work, false);
  VitStored mark;
  begin_prepared (work, &mark);
  return (work->results & NEED_CUTOFF) == 0 || vit_stored_has (&mark);
}

bool
vit_work_prepare (VitWork *work, GError **error)
{
  g_return_val_if_fail (work, false);
  VitStored mark;
  ensure_cutoff (work);
  begin_prepared (work, &mark);
  vit_stored_keep (&mark, "", 0);
  return publish (work, error);
}

/* ---- Computing ---- */

static void
note_failure (VitWork *work, const VitWorkRun *run, size_t k, const GError *error)
{
  work->n_failed++;
  work->met_change = work->met_change || g_error_matches (error, VIT_ERROR, VIT_ERROR_CHANGED);
  if (!work->failure)
    work->failure = g_strdup_printf ("%s: %g ps: %s", vit_run_get_label (run->run),
                                     run->starts->times[k], error->message);
}

static bool
compute_tml (VitWork *work,
             const VitWorkRun *run,
             const size_t *units,
             size_t n,
             VitProgress *progress,
             GError **error)
{
  g_autofree guint *indices = g_new (guint, n);
  g_autofree size_t *frames = g_new (size_t, n);
  guint count = 0;
  for (size_t i = 0; i < n; i++)
    {
      size_t k = units[i] - run->first;
      if (has_tml (work, run, k))
        continue;
      indices[count] = (guint) k;
      frames[count++] = run->starts->frames[k];
    }
  if (count == 0)
    return true;
  VitTmlBatch *batch = vit_tml_batch_new (run->starts->source, indices, frames, count);
  bool ok = vit_tml_batch_run (batch, progress, error);
  for (guint i = 0; i < count && ok; i++)
    if (batch->errors[i])
      note_failure (work, run, indices[i], batch->errors[i]);
  vit_tml_batch_unref (batch);
  return ok;
}

/* What does not come out another time either is done. */
static bool
is_lasting (const GError *error)
{
  static const VitError lasting[] = { VIT_ERROR_FORMAT,      VIT_ERROR_UNFINISHED,
                                      VIT_ERROR_UNSUPPORTED, VIT_ERROR_MISMATCH,
                                      VIT_ERROR_NOT_FOUND,   VIT_ERROR_INAPPLICABLE,
                                      VIT_ERROR_MISSING };
  for (gsize k = 0; k < G_N_ELEMENTS (lasting); k++)
    if (g_error_matches (error, VIT_ERROR, (int) lasting[k]))
      return true;
  return false;
}

/* Returns: %false only if cancelled. */
static bool
compute_kind (VitWork *work,
              const VitWorkKind *kind,
              const VitWorkRun *run,
              size_t k,
              VitProgress *progress,
              GError **error)
{
  if (vit_work_has_marked (work, kind, run, (ssize_t) k))
    return true;
  g_autoptr (GError) inner = NULL;
  vit_cache_begin_record (work->cache);
  bool ok = kind->compute (work, run, k, progress, &inner);
  g_autoptr (GArray) keys = vit_cache_end_record (work->cache);
  if (ok || is_lasting (inner))
    vit_work_put_mark (work, kind, run, (ssize_t) k, keys);
  if (!ok && g_error_matches (inner, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return false;
    }
  if (!ok)
    note_failure (work, run, k, inner);
  return true;
}

void
vit_work_learn (VitWork *work)
{
  g_return_if_fail (work);
  for (guint r = 0; r < work->runs->len; r++)
    vit_trajectory_learn_shared (
        vit_run_get_trajectory (g_array_index (work->runs, VitWorkRun, r).run));
}

void
vit_work_save (VitWork *work)
{
  g_return_if_fail (work);
  work->saved = g_get_monotonic_time ();
  for (guint r = 0; r < work->runs->len; r++)
    vit_trajectory_save_index (
        vit_run_get_trajectory (g_array_index (work->runs, VitWorkRun, r).run));
}

/* Make what was computed visible to others; what is learned of files comes along now and then. */
static bool
publish (VitWork *work, GError **error)
{
  if (!vit_cache_fills_store (work->cache))
    return true;
  if (!vit_store_publish (vit_cache_get_store (work->cache), error))
    return false;
  g_autofree char *failure = vit_cache_dup_failure (work->cache);
  if (failure)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s", failure);
      return false;
    }
  if (g_get_monotonic_time () - work->saved > SAVE_MICROSECONDS)
    vit_work_save (work);
  return true;
}

/* What memory has of a run makes room for the next one. */
static void
leave_run (VitWork *work, VitRun *next)
{
  for (guint r = 0; r < work->runs->len; r++)
    {
      const VitWorkRun *run = &g_array_index (work->runs, VitWorkRun, r);
      if (run->run != work->current)
        continue;
      vit_trajectory_forget_frames (vit_run_get_trajectory (run->run));
      if (run->starts->source)
        vit_tml_source_forget (run->starts->source);
    }
  work->current = next;
}

bool
vit_work_compute (
    VitWork *work, const size_t *units, size_t n, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (work && units && n > 0, false);
  size_t k;
  VitWorkRun *run = find_run (work, units[0], &k);
  if (work->current != run->run)
    leave_run (work, run->run);
  ensure_cutoff (work);
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.5, "Computing T_ML");
  if ((work->results & VIT_WORK_T_ML) && !compute_tml (work, run, units, n, progress, error))
    return false;
  vit_progress_leave (progress, whole);
  for (size_t i = 0; i < n; i++)
    for (gsize kind = 0; kind < VIT_WORK_N_KINDS; kind++)
      if ((work->results & 1u << kind) && vit_work_kinds[kind].compute &&
          !compute_kind (work, &vit_work_kinds[kind], run, units[i] - run->first, NULL, error))
        return false;
  return publish (work, error);
}

size_t
vit_work_count_failed (VitWork *work, const char **first)
{
  g_return_val_if_fail (work, 0);
  if (first)
    *first = work->failure;
  return work->n_failed;
}

bool
vit_work_met_change (VitWork *work)
{
  g_return_val_if_fail (work, false);
  return work->met_change;
}

/* ---- Whole runs ---- */

static bool
is_of_run (VitWork *work, const VitWorkRun *run, gsize kind)
{
  return (work->results & 1u << kind) && vit_work_kinds[kind].derivations[0] &&
         (run->series || is_without_tml (kind));
}

/* Whether the keys of all frames that a mark of a whole run names are known. */
static bool
knows_run (const VitWorkRun *run)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run->run);
  bool unwrapped, all = true;
  for (size_t k = 0; k < run->starts->n && all; k++)
    all = vit_tml_source_knows (run->starts->source, run->starts->frames[k]);
  for (size_t f = 0; !run->series && all && f < vit_trajectory_get_n_frames (trajectory); f++)
    all = vit_trajectory_knows_frame (trajectory, f, &unwrapped);
  return all;
}

size_t
vit_work_get_n_runs (VitWork *work)
{
  g_return_val_if_fail (work, 0);
  return work->results & VIT_WORK_OF_RUNS ? work->runs->len : 0;
}

bool
vit_work_is_run_done (VitWork *work, size_t r, bool read)
{
  g_return_val_if_fail (work && r < work->runs->len, false);
  const VitWorkRun *run = &g_array_index (work->runs, VitWorkRun, r);
  if (!read && !knows_run (run))
    return false;
  ensure_cutoff (work);
  for (gsize kind = 0; kind < VIT_WORK_N_KINDS; kind++)
    if (is_of_run (work, run, kind) && !vit_work_has_marked (work, &vit_work_kinds[kind], run, -1))
      return false;
  return true;
}

static void
finish_kind (VitWork *work, const VitWorkKind *kind, const VitWorkRun *run)
{
  bool lasts = true;
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (work->analyses));
  double time = kind->at_playhead    ? options->view.time
                : run->starts->n > 0 ? run->starts->times[0]
                                     : vit_timeline_get_times (vit_run_get_timeline (run->run))[0];
  vit_cache_begin_record (work->cache);
  for (gsize d = 0; d < G_N_ELEMENTS (kind->derivations) && kind->derivations[d]; d++)
    {
      g_autoptr (GError) why = NULL;
      if (!vit_deriver_get (work->deriver, kind->derivations[d], run->run, time, &why) && why)
        lasts = lasts && is_lasting (why);
    }
  g_autoptr (GArray) keys = vit_cache_end_record (work->cache);
  if (lasts)
    vit_work_put_mark (work, kind, run, -1, keys);
}

bool
vit_work_finish_run (VitWork *work, size_t r, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (work && r < work->runs->len, false);
  const VitWorkRun *run = &g_array_index (work->runs, VitWorkRun, r);
  ensure_cutoff (work);
  if (work->current != run->run)
    leave_run (work, run->run);
  if (run->series && !vit_tml_series_compute_all (run->series, progress, error))
    return false;
  for (gsize kind = 0; kind < VIT_WORK_N_KINDS; kind++)
    {
      if (!vit_progress_step (progress, kind, VIT_WORK_N_KINDS, error))
        return false;
      if (is_of_run (work, run, kind) &&
          !vit_work_has_marked (work, &vit_work_kinds[kind], run, -1))
        finish_kind (work, &vit_work_kinds[kind], run);
    }
  return publish (work, error);
}

#include "core/results/analyses.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/results/default-cutoff.h"

/* RunEntry holds the series of one run, or why there is none. */
typedef struct
{
  VitAnalyses *owner; /* borrowed */
  VitRun *run;
  GSignalGroup *run_signals;
  VitTmlSeries *tml;
  GSignalGroup *tml_signals;
  char *obstacle;
  bool cancelled;
} RunEntry;

struct _VitAnalyses
{
  GObject parent_instance;

  VitStudy *study;
  VitCache *cache;
  VitModel *model;
  GError *model_error;
  VitJob *model_job;
  VitJob *cutoff_job;
  VitRun *cutoff_run;   /* the run in whose g(r) r_c is found */
  GError *cutoff_error; /* why r_c cannot be found in it */
  uint64_t memory;
  VitFollowedAtoms atoms;
  double *intervals;
  size_t n_intervals;
  GPtrArray *entries;
  GSignalGroup *study_signals;
  bool started;
  double focus;
};

enum
{
  TML_CHANGED,
  LANDED,
  MODEL_CHANGED,
  CUTOFF_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitAnalyses, vit_analyses, G_TYPE_OBJECT)

static void
run_entry_free (gpointer data)
{
  RunEntry *entry = data;
  if (entry->tml)
    vit_tml_series_stop (entry->tml);
  g_clear_object (&entry->run_signals);
  g_clear_object (&entry->tml_signals);
  g_clear_object (&entry->tml);
  g_clear_object (&entry->run);
  g_free (entry->obstacle);
  g_free (entry);
}

static RunEntry *
find_entry (VitAnalyses *self, VitRun *run)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      RunEntry *entry = self->entries->pdata[i];
      if (entry->run == run)
        return entry;
    }
  return NULL;
}

VitRun *
vit_analyses_get_baseline (VitAnalyses *self)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), NULL);
  const char *label = vit_study_get_options (self->study)->structure.baseline;
  for (guint i = 0; *label && i < self->entries->len; i++)
    {
      RunEntry *entry = self->entries->pdata[i];
      if (strcmp (vit_run_get_label (entry->run), label) == 0)
        return entry->run;
    }
  return NULL;
}

static void
start_entry (RunEntry *entry)
{
  bool wanted =
      vit_run_get_shown (entry->run) || entry->run == vit_analyses_get_baseline (entry->owner);
  if (!entry->owner->started || entry->cancelled || !wanted)
    return;
  if (vit_run_get_state (entry->run) == VIT_RUN_CLOSED)
    vit_run_open (entry->run);
  if (entry->tml)
    {
      vit_tml_series_set_focus (entry->tml, entry->owner->focus);
      vit_tml_series_start (entry->tml);
    }
}

static void
on_start_landed (VitTmlSeries *tml, guint index, RunEntry *entry)
{
  g_signal_emit (entry->owner, signals[LANDED], 0, entry->run, index);
}

void
vit_analyses_set_closed (VitAnalyses *self, VitRun *run, GError **error)
{
  const char *obstacle = run ? vit_analyses_get_obstacle (self, run) : NULL;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
               obstacle ? obstacle : "The run is not open yet.");
}

/* Say why no series can be made now; NULL if one can. */
static char *
new_obstacle (RunEntry *entry)
{
  VitAnalyses *self = entry->owner;
  const GError *error = vit_run_get_error (entry->run);

  switch (vit_run_get_state (entry->run))
    {
    case VIT_RUN_CLOSED:
      return g_strdup ("The run is not open yet.");
    case VIT_RUN_OPENING:
      return g_strdup ("The run is being opened.");
    case VIT_RUN_FAILED:
      return g_strdup (error ? error->message : "The run could not be opened.");
    case VIT_RUN_INCOMPLETE:
      return g_strdup ("The file has no clock: the timestep of the run is needed.");
    case VIT_RUN_READY:
      break;
    }
  if (self->model_error)
    return g_strdup (self->model_error->message);
  if (!self->model)
    return g_strdup (vit_study_get_model_path (self->study) ? "The model is being loaded."
                                                            : "A T_ML model is needed.");
  if (!(vit_run_get_temperature (entry->run) > 0))
    return g_strdup ("The bath temperature of the run is needed.");
  return NULL;
}

/* ---- r_c: found in the first shown run, once, then kept in the study ---- */

typedef struct
{
  VitTrajectory *trajectory;
  VitCache *cache;
} CutoffInput;

static void
free_cutoff_input (gpointer data)
{
  CutoffInput *input = data;
  vit_trajectory_unref (input->trajectory);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input);
}

static void *
find_cutoff (void *data, VitProgress *progress, GError **error)
{
  CutoffInput *input = data;
  double cutoff;
  return vit_default_cutoff (input->trajectory, input->cache, &cutoff, progress, error)
             ? g_memdup2 (&cutoff, sizeof cutoff)
             : NULL;
}

/* Takes ownership of @failure. */
static void
take_cutoff (VitAnalyses *self, const double *cutoff, GError *failure)
{
  g_clear_error (&self->cutoff_error);
  if (cutoff)
    {
      vit_study_set_found_cutoff (self->study, *cutoff, vit_run_get_label (self->cutoff_run));
      return;
    }
  g_set_error (&self->cutoff_error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
               "The cutoff r_c cannot be found in %s (%s): it has to be given.",
               vit_run_get_name (self->cutoff_run), failure ? failure->message : "no reason");
  g_clear_error (&failure);
  g_signal_emit (self, signals[CUTOFF_CHANGED], 0);
}

static void
on_cutoff_found (VitJob *job, void *data)
{
  VitAnalyses *self = data;
  GError *failure = NULL;
  g_autofree double *cutoff = vit_job_take_result (job, &failure);
  g_clear_object (&self->cutoff_job);
  take_cutoff (self, cutoff, failure);
}

/* Pick the run that the study names, else the first shown one in the order of the study, so that
 * the result does not depend on which opens first. */
static VitRun *
pick_cutoff_run (VitAnalyses *self)
{
  const char *named = vit_study_get_options (self->study)->analysis.cutoff_run;
  for (guint i = 0; i < self->entries->len; i++)
    {
      RunEntry *entry = self->entries->pdata[i];
      if (strcmp (vit_run_get_label (entry->run), named) == 0 &&
          vit_run_get_state (entry->run) != VIT_RUN_FAILED)
        return entry->run;
    }
  VitRun *hidden = NULL;
  for (guint i = 0; i < self->entries->len; i++)
    {
      RunEntry *entry = self->entries->pdata[i];
      if (vit_run_get_state (entry->run) == VIT_RUN_FAILED)
        continue;
      if (vit_run_get_shown (entry->run))
        return entry->run;
      if (!hidden)
        hidden = entry->run;
    }
  return hidden;
}

static void
look_for_cutoff (VitAnalyses *self)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (self->cutoff_run);
  CutoffInput *input = g_new0 (CutoffInput, 1);
  input->trajectory = vit_trajectory_ref (trajectory);
  input->cache = self->cache ? vit_cache_ref (self->cache) : NULL;
  if (self->started)
    {
      self->cutoff_job = vit_job_start (VIT_JOB_MOMENT, "Finding the cutoff", find_cutoff, input,
                                        free_cutoff_input, g_free, on_cutoff_found, self);
      return;
    }
  GError *failure = NULL;
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autofree double *cutoff = find_cutoff (input, progress, &failure);
  free_cutoff_input (input);
  take_cutoff (self, cutoff, failure);
}

double
vit_analyses_get_cutoff (VitAnalyses *self, GError **error)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), 0);
  double cutoff = vit_options_get_cutoff (vit_study_get_options (self->study));
  if (cutoff > 0)
    return cutoff;
  VitRun *run = pick_cutoff_run (self);
  if (self->cutoff_run != run)
    {
      vit_job_cancel (self->cutoff_job);
      g_clear_object (&self->cutoff_job);
      g_clear_error (&self->cutoff_error);
      g_set_object (&self->cutoff_run, run);
    }
  if (run && !vit_run_get_trajectory (run) && self->started &&
      vit_run_get_state (run) == VIT_RUN_CLOSED)
    vit_run_open (run);
  if (run && vit_run_get_trajectory (run) && !self->cutoff_job && !self->cutoff_error)
    look_for_cutoff (self);
  cutoff = vit_options_get_cutoff (vit_study_get_options (self->study));
  if (cutoff > 0)
    return cutoff;
  if (self->cutoff_error)
    g_propagate_error (error, g_error_copy (self->cutoff_error));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                 run ? "The cutoff r_c is being found…" : "There is no run.");
  return 0;
}

void
vit_analyses_set_atoms (VitAnalyses *self, const VitFollowedAtoms *atoms)
{
  g_return_if_fail (VIT_IS_ANALYSES (self) && atoms);
  self->atoms = *atoms;
}

void
vit_analyses_set_intervals (VitAnalyses *self, const double *intervals, size_t n)
{
  g_return_if_fail (VIT_IS_ANALYSES (self));
  g_free (self->intervals);
  self->intervals = g_memdup2 (intervals, n * sizeof *intervals);
  self->n_intervals = n;
}

const double *
vit_analyses_get_intervals (VitAnalyses *self, size_t *n)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self) && n, NULL);
  *n = self->n_intervals;
  return self->intervals;
}

const VitFollowedAtoms *
vit_analyses_get_atoms (VitAnalyses *self)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), NULL);
  return &self->atoms;
}

void
vit_analyses_set_memory (VitAnalyses *self, uint64_t bytes)
{
  g_return_if_fail (VIT_IS_ANALYSES (self));
  self->memory = bytes;
}

uint64_t
vit_analyses_get_memory (VitAnalyses *self)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), 0);
  return self->memory;
}

static VitTmlOptions
get_tml_options (RunEntry *entry)
{
  VitTmlOptions options = { .temperature = vit_run_get_temperature (entry->run),
                            .live = vit_run_is_live (entry->run) };
  options.intervals = vit_study_get_intervals (entry->owner->study, &options.n_intervals);
  return options;
}

static void
remake_series (RunEntry *entry)
{
  VitAnalyses *self = entry->owner;

  if (entry->tml)
    vit_tml_series_stop (entry->tml);
  g_clear_object (&entry->tml);
  g_clear_pointer (&entry->obstacle, g_free);

  entry->obstacle = new_obstacle (entry);
  if (!entry->obstacle)
    {
      g_autoptr (GError) error = NULL;
      VitTmlOptions options = get_tml_options (entry);
      entry->tml = vit_tml_series_new (vit_run_get_trajectory (entry->run),
                                       vit_run_get_timeline (entry->run), self->model, &options,
                                       self->cache, self->memory, &error);
      if (!entry->tml)
        entry->obstacle = g_strdup (error->message);
    }
  g_signal_group_set_target (entry->tml_signals, entry->tml);
  g_signal_emit (self, signals[TML_CHANGED], 0, entry->run);
  start_entry (entry);
  if (self->started && self->entries->len > 0)
    vit_analyses_get_cutoff (self, NULL);
}

/* Frames were appended, or the run is found to be one that is being written: what is there stays.
 */
static void
on_run_grown (VitRun *run, GParamSpec *pspec, RunEntry *entry)
{
  VitTmlOptions options = get_tml_options (entry);
  if (!entry->tml || !vit_run_get_timeline (run) ||
      !vit_tml_series_grow (entry->tml, vit_run_get_trajectory (run), vit_run_get_timeline (run),
                            &options))
    remake_series (entry);
  else
    g_signal_emit (entry->owner, signals[TML_CHANGED], 0, run);
}

static void
on_run_changed (VitRun *run, GParamSpec *pspec, RunEntry *entry)
{
  remake_series (entry);
}

/* Strain and stress have changed, and no start time. */
static void
on_loading_read (VitRun *run, GParamSpec *pspec, RunEntry *entry)
{
  g_signal_emit (entry->owner, signals[TML_CHANGED], 0, run);
}

static void
on_shown_changed (VitRun *run, GParamSpec *pspec, RunEntry *entry)
{
  if (!vit_run_get_shown (run) && entry->tml)
    vit_tml_series_stop (entry->tml);
  g_signal_emit (entry->owner, signals[TML_CHANGED], 0, run);
  start_entry (entry);
}

static void
add_entry (VitAnalyses *self, VitRun *run, guint position)
{
  RunEntry *entry = g_new0 (RunEntry, 1);
  entry->owner = self;
  entry->run = g_object_ref (run);
  entry->tml_signals = g_signal_group_new (VIT_TYPE_TML_SERIES);
  g_signal_group_connect (entry->tml_signals, "landed", G_CALLBACK (on_start_landed), entry);
  entry->run_signals = g_signal_group_new (VIT_TYPE_RUN);
  g_signal_group_connect (entry->run_signals, "notify::state", G_CALLBACK (on_run_changed), entry);
  g_signal_group_connect (entry->run_signals, "notify::trajectory", G_CALLBACK (on_run_grown),
                          entry);
  g_signal_group_connect (entry->run_signals, "notify::live", G_CALLBACK (on_run_grown), entry);
  g_signal_group_connect (entry->run_signals, "notify::loading", G_CALLBACK (on_loading_read),
                          entry);
  g_signal_group_connect (entry->run_signals, "notify::temperature", G_CALLBACK (on_run_changed),
                          entry);
  g_signal_group_connect (entry->run_signals, "notify::shown", G_CALLBACK (on_shown_changed),
                          entry);
  g_signal_group_set_target (entry->run_signals, run);
  g_ptr_array_insert (self->entries, (int) position, entry);
  remake_series (entry);
}

/* A run that has only moved keeps its entry, and all that was computed of it. */
static RunEntry *
steal_entry (GPtrArray *entries, VitRun *run)
{
  for (guint i = 0; i < entries->len; i++)
    if (((RunEntry *) entries->pdata[i])->run == run)
      return g_ptr_array_steal_index (entries, i);
  return NULL;
}

static void
on_runs_changed (GListModel *model, guint position, guint removed, guint added, VitAnalyses *self)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (run_entry_free);
  for (guint i = 0; i < removed; i++)
    g_ptr_array_add (old, g_ptr_array_steal_index (self->entries, position));
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (VitRun) run = g_list_model_get_item (model, position + i);
      RunEntry *entry = steal_entry (old, run);
      if (entry)
        g_ptr_array_insert (self->entries, (int) (position + i), entry);
      else
        add_entry (self, run, position + i);
    }
}

static void
remake_all_series (VitAnalyses *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    remake_series (self->entries->pdata[i]);
}

static void
unref_model (gpointer model)
{
  vit_model_unref (model);
}

static void *
load_model (void *data, VitProgress *progress, GError **error)
{
  return vit_model_load (data, error);
}

static void
take_model (VitAnalyses *self, VitModel *model, GError *error)
{
  g_clear_pointer (&self->model, vit_model_unref);
  g_clear_error (&self->model_error);
  self->model = model;
  self->model_error = error;
  g_signal_emit (self, signals[MODEL_CHANGED], 0);
  remake_all_series (self);
}

static void
on_model_loaded (VitJob *job, void *data)
{
  VitAnalyses *self = data;
  GError *error = NULL;
  VitModel *model = vit_job_take_result (job, &error);

  if (job == self->model_job)
    g_clear_object (&self->model_job);
  take_model (self, model, error);
}

static void
on_model_path_changed (VitStudy *study, GParamSpec *pspec, VitAnalyses *self)
{
  const char *path = vit_study_get_model_path (study);

  vit_job_cancel (self->model_job);
  g_clear_object (&self->model_job);
  if (!path)
    take_model (self, NULL, NULL);
  else if (self->started)
    self->model_job = vit_job_start (VIT_JOB_MOMENT, "Loading the model", load_model,
                                     g_strdup (path), g_free, unref_model, on_model_loaded, self);
}

static void
on_intervals_changed (VitStudy *study, GParamSpec *pspec, VitAnalyses *self)
{
  remake_all_series (self);
}

static void
on_analysis_option (VitAnalyses *self)
{
  g_signal_emit (self, signals[CUTOFF_CHANGED], 0);
}

VitAnalyses *
vit_analyses_new (VitStudy *study, VitCache *cache)
{
  g_return_val_if_fail (VIT_IS_STUDY (study), NULL);

  VitAnalyses *self = g_object_new (VIT_TYPE_ANALYSES, NULL);
  self->study = g_object_ref (study);
  self->cache = cache ? vit_cache_ref (cache) : NULL;

  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect (self->study_signals, "items-changed", G_CALLBACK (on_runs_changed), self);
  g_signal_group_connect (self->study_signals, "notify::model-path",
                          G_CALLBACK (on_model_path_changed), self);
  g_signal_group_connect_swapped (self->study_signals, "option-changed::analysis",
                                  G_CALLBACK (on_analysis_option), self);
  g_signal_group_connect (self->study_signals, "notify::intervals",
                          G_CALLBACK (on_intervals_changed), self);
  g_signal_group_set_target (self->study_signals, study);
  on_runs_changed (G_LIST_MODEL (study), 0, 0, vit_study_get_n_runs (study), self);
  return self;
}

VitStudy *
vit_analyses_get_study (VitAnalyses *self)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), NULL);
  return self->study;
}

VitCache *
vit_analyses_get_cache (VitAnalyses *self)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), NULL);
  return self->cache;
}

VitModel *
vit_analyses_get_model (VitAnalyses *self)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), NULL);
  return self->model;
}

const GError *
vit_analyses_get_model_error (VitAnalyses *self)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), NULL);
  return self->model_error;
}

VitTmlSeries *
vit_analyses_get_tml (VitAnalyses *self, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), NULL);
  RunEntry *entry = find_entry (self, run);
  return entry ? entry->tml : NULL;
}

const char *
vit_analyses_get_obstacle (VitAnalyses *self, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), NULL);
  RunEntry *entry = find_entry (self, run);
  return entry ? entry->obstacle : NULL;
}

void
vit_analyses_start (VitAnalyses *self)
{
  g_return_if_fail (VIT_IS_ANALYSES (self));
  if (self->started)
    return;
  self->started = true;
  if (!self->model)
    on_model_path_changed (self->study, NULL, self);
  for (guint i = 0; i < self->entries->len; i++)
    start_entry (self->entries->pdata[i]);
}

void
vit_analyses_cancel (VitAnalyses *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_ANALYSES (self));
  RunEntry *entry = find_entry (self, run);
  if (!entry)
    return;
  entry->cancelled = true;
  if (entry->tml)
    vit_tml_series_stop (entry->tml);
}

void
vit_analyses_resume (VitAnalyses *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_ANALYSES (self));
  RunEntry *entry = find_entry (self, run);
  if (!entry)
    return;
  entry->cancelled = false;
  start_entry (entry);
}

bool
vit_analyses_is_cancelled (VitAnalyses *self, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), false);
  RunEntry *entry = find_entry (self, run);
  return entry && entry->cancelled;
}

void
vit_analyses_set_focus (VitAnalyses *self, double time)
{
  g_return_if_fail (VIT_IS_ANALYSES (self));
  self->focus = time;
  for (guint i = 0; i < self->entries->len; i++)
    {
      RunEntry *entry = self->entries->pdata[i];
      if (entry->tml)
        vit_tml_series_set_focus (entry->tml, time);
    }
}

bool
vit_analyses_open_sync (VitAnalyses *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (self), false);

  const char *path = vit_study_get_model_path (self->study);
  if (path && !self->model)
    {
      VitModel *model = vit_model_load (path, error);
      if (!model)
        return false;
      take_model (self, model, NULL);
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      RunEntry *entry = self->entries->pdata[i];
      VitProgressPart whole =
          vit_progress_enter (progress, (double) i / self->entries->len,
                              (double) (i + 1) / self->entries->len, "Opening the runs");
      /* The state change remakes the series. */
      g_autoptr (GError) run_error = NULL;
      if (vit_run_get_state (entry->run) == VIT_RUN_CLOSED &&
          !vit_run_open_sync (entry->run, progress, &run_error) &&
          g_error_matches (run_error, VIT_ERROR, VIT_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&run_error));
          return false;
        }
      vit_progress_leave (progress, whole);
    }
  return true;
}

static void
vit_analyses_dispose (GObject *object)
{
  VitAnalyses *self = VIT_ANALYSES (object);

  vit_job_cancel (self->model_job);
  vit_job_cancel (self->cutoff_job);
  g_clear_object (&self->cutoff_job);
  g_clear_object (&self->cutoff_run);
  g_clear_error (&self->cutoff_error);
  g_clear_object (&self->model_job);
  g_clear_object (&self->study_signals);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->model, vit_model_unref);
  g_clear_pointer (&self->cache, vit_cache_unref);
  g_clear_error (&self->model_error);
  g_clear_pointer (&self->intervals, g_free);
  g_clear_object (&self->study);
  G_OBJECT_CLASS (vit_analyses_parent_class)->dispose (object);
}

static void
vit_analyses_class_init (VitAnalysesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = vit_analyses_dispose;

  signals[TML_CHANGED] = g_signal_new ("tml-changed", VIT_TYPE_ANALYSES, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, VIT_TYPE_RUN);
  signals[LANDED] = g_signal_new ("landed", VIT_TYPE_ANALYSES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, VIT_TYPE_RUN, G_TYPE_UINT);
  signals[CUTOFF_CHANGED] = g_signal_new ("cutoff-changed", VIT_TYPE_ANALYSES, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MODEL_CHANGED] = g_signal_new ("model-changed", VIT_TYPE_ANALYSES, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vit_analyses_init (VitAnalyses *self)
{
  self->entries = g_ptr_array_new_with_free_func (run_entry_free);
}

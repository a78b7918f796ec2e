#include "core/live/alarms.h"

#include <math.h>

#include "core/base/job.h"
#include "core/results/quantity-source.h"

/* Seconds in a picosecond. */
#define PS 1e-12

/* What is known of a run, up to the start time and the frame that were looked at last. */
typedef struct
{
  VitAlarms *owner;
  VitRun *run;
  VitTmlSeries *series; /* nullable: whose start times were looked at */
  guint next_start;
  size_t next_frame;
  double last[VIT_N_ALARMS];        /* values at the time before; NaN without one */
  double known_until[VIT_N_ALARMS]; /* ps: later times are news; NaN before the run was open */
  GArray *alarms;                   /* VitAlarm */
  VitJob *job;
} RunState;

struct _VitAlarms
{
  GObject parent_instance;

  VitAnalyses *analyses;
  GSignalGroup *analyses_signals, *study_signals;
  GPtrArray *states; /* element-type RunState */
};

enum
{
  ALARM,
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitAlarms, vit_alarms, G_TYPE_OBJECT)

/* ---- Words ---- */

const char *
vit_alarm_name (VitAlarmKind kind)
{
  static const char *const names[] = { "liquid-fraction", "percolation", "strain-rate" };
  return names[kind];
}

char *
vit_alarm_dup_text (const VitAlarm *alarm)
{
  switch (alarm->kind)
    {
    case VIT_ALARM_FRACTION:
      return g_strdup_printf ("T_ML > T_g in %.2f %% of the atoms at %.6g ps", 100 * alarm->value,
                              alarm->time);
    case VIT_ALARM_PERCOLATION:
      return g_strdup_printf ("a liquid-like region percolates at %.6g ps", alarm->time);
    default:
      return g_strdup_printf ("strain rate of %.3g per second at %.6g ps", alarm->value,
                              alarm->time);
    }
}

/* ---- States ---- */

static void
forget (RunState *state)
{
  vit_job_cancel (state->job);
  g_clear_object (&state->job);
  g_array_set_size (state->alarms, 0);
  g_clear_object (&state->series);
  state->next_start = 0;
  state->next_frame = 0;
  for (int k = 0; k < VIT_N_ALARMS; k++)
    state->last[k] = NAN;
}

static void
state_free (gpointer data)
{
  RunState *state = data;
  forget (state);
  g_array_unref (state->alarms);
  g_object_unref (state->run);
  g_free (state);
}

static RunState *
find_state (VitAlarms *self, VitRun *run)
{
  for (guint i = 0; i < self->states->len; i++)
    if (((RunState *) self->states->pdata[i])->run == run)
      return self->states->pdata[i];
  return NULL;
}

static RunState *
get_state (VitAlarms *self, VitRun *run)
{
  RunState *state = find_state (self, run);
  if (state)
    return state;
  state = g_new0 (RunState, 1);
  state->owner = self;
  state->run = g_object_ref (run);
  state->alarms = g_array_new (FALSE, FALSE, sizeof (VitAlarm));
  for (int k = 0; k < VIT_N_ALARMS; k++)
    state->known_until[k] = NAN;
  forget (state);
  g_ptr_array_add (self->states, state);
  return state;
}

static const VitLiveGroup *
get_limits (VitAlarms *self)
{
  return &vit_study_get_options (vit_analyses_get_study (self->analyses))->live;
}

/* Take the value of the next time, and find whether it crosses @limit. */
static void
take_value (RunState *state, VitAlarmKind kind, double time, double value, double limit)
{
  double before = state->last[kind];
  if (!isfinite (value))
    return;
  state->last[kind] = value;
  if (!(limit > 0) || value < limit || before >= limit)
    return;
  const VitAlarm alarm = { kind, time, value, time > state->known_until[kind] };
  g_array_append_val (state->alarms, alarm);
  if (alarm.news)
    state->known_until[kind] = time;
  g_signal_emit (state->owner, signals[ALARM], 0, state->run, &alarm);
  g_signal_emit (state->owner, signals[CHANGED], 0);
}

/* ---- Start times ---- */

typedef struct
{
  VitQuantitySource *source;
  double t_g;
  bool percolation;
} StartInput;

typedef struct
{
  double fraction;
  bool percolates;
} StartValues;

static void
free_start_input (gpointer data)
{
  StartInput *input = data;
  vit_quantity_source_free (input->source);
  g_free (input);
}

static void *
compute_start (void *data, VitProgress *progress, GError **error)
{
  StartInput *input = data;
  const VitTmlResult *result = vit_quantity_source_get_tml (input->source, progress, error);
  if (!result)
    return NULL;
  StartValues values = { .fraction = vit_tml_result_get_liquid_fraction (result, input->t_g) };
  if (input->percolation)
    {
      const VitClusters *regions = vit_quantity_source_get_regions (input->source, progress, error);
      if (!regions)
        return NULL;
      for (size_t c = 0; c < regions->n_clusters; c++)
        values.percolates = values.percolates || regions->clusters[c].dimension > 0;
    }
  return g_memdup2 (&values, sizeof values);
}

static void look_at_starts (RunState *state);

static void
on_start_computed (VitJob *job, void *data)
{
  RunState *state = data;
  g_autofree StartValues *values = vit_job_take_result (job, NULL);
  g_clear_object (&state->job);
  const VitLiveGroup *limits = get_limits (state->owner);
  double time = vit_tml_series_get_time (state->series, state->next_start);
  g_autoptr (VitAlarms) alive = g_object_ref (state->owner);
  state->next_start++;
  if (values)
    {
      take_value (state, VIT_ALARM_FRACTION, time, values->fraction, limits->alarm_fraction / 100);
      if (limits->alarm_percolation)
        take_value (state, VIT_ALARM_PERCOLATION, time, values->percolates, 1);
    }
  look_at_starts (state);
}

/* Compute the values of the next start time, once its T_ML is there. */
static void
look_at_starts (RunState *state)
{
  VitAlarms *self = state->owner;
  const VitLiveGroup *limits = get_limits (self);
  VitTmlSeries *series = vit_analyses_get_tml (self->analyses, state->run);
  if (series != state->series)
    {
      vit_job_cancel (state->job);
      g_clear_object (&state->job);
      g_set_object (&state->series, series);
      state->next_start = 0;
      state->last[VIT_ALARM_FRACTION] = state->last[VIT_ALARM_PERCOLATION] = NAN;
      for (guint i = state->alarms->len; i-- > 0;)
        if (g_array_index (state->alarms, VitAlarm, i).kind != VIT_ALARM_RATE)
          g_array_remove_index (state->alarms, i);
    }
  if (!series || state->job || !(limits->alarm_fraction > 0 || limits->alarm_percolation))
    return;
  while (state->next_start < vit_tml_series_get_n (series) &&
         vit_tml_series_get_state (series, state->next_start) == VIT_TML_FAILED)
    state->next_start++;
  if (state->next_start >= vit_tml_series_get_n (series) ||
      vit_tml_series_get_state (series, state->next_start) != VIT_TML_READY)
    return;
  StartInput *input = g_new0 (StartInput, 1);
  VitQuantityWish wish = { .needs_cutoff = limits->alarm_percolation };
  VitStudy *study = vit_analyses_get_study (self->analyses);
  input->t_g = vit_study_get_liquid_rule (study)->t_g;
  input->percolation = limits->alarm_percolation;
  input->source = vit_quantity_source_new (
      self->analyses, state->run, vit_tml_series_get_frame (series, state->next_start), &wish);
  state->job = vit_job_start (VIT_JOB_MOMENT, "Looking for alarms", compute_start, input,
                              free_start_input, g_free, on_start_computed, state);
}

/* ---- Frames ---- */

/* The slope of strain over the @window before a frame of the timeline, 1/s; NaN without frames in
 * it. */
static double
get_rate (VitRun *run, size_t rank, double window)
{
  VitTimeline *timeline = vit_run_get_timeline (run);
  const double *strain = vit_run_get_strain (run, NULL), *times = vit_timeline_get_times (timeline);
  double end = times[vit_timeline_get_frame_at (timeline, rank)];
  double n = 0, st = 0, se = 0, stt = 0, ste = 0, first = end;
  for (size_t k = rank + 1; k-- > 0;)
    {
      size_t frame = vit_timeline_get_frame_at (timeline, k);
      if (times[frame] < end - window * (1 + 1e-9))
        break;
      if (!isfinite (strain[frame]))
        continue;
      double t = times[frame] - end;
      first = times[frame];
      n++;
      st += t;
      se += strain[frame];
      stt += t * t;
      ste += t * strain[frame];
    }
  double variance = stt - st * st / n;
  bool whole = n >= 2 && end - first >= window / 2 && variance > 0;
  return whole ? fabs ((ste - st * se / n) / variance) / PS : NAN;
}

static void
look_at_frames (RunState *state)
{
  const VitLiveGroup *limits = get_limits (state->owner);
  VitTimeline *timeline = vit_run_get_timeline (state->run);
  if (!timeline || !vit_run_get_strain (state->run, NULL) || !(limits->alarm_rate > 0))
    return;
  size_t n = vit_timeline_get_n_used (timeline);
  /* Frames that were written anew are looked at from the beginning. */
  if (n < state->next_frame)
    {
      state->next_frame = 0;
      state->last[VIT_ALARM_RATE] = NAN;
    }
  double window = vit_study_get_options (vit_analyses_get_study (state->owner->analyses))
                      ->mechanics.rate_window;
  g_autoptr (VitAlarms) alive = g_object_ref (state->owner);
  for (; state->next_frame < n; state->next_frame++)
    take_value (
        state, VIT_ALARM_RATE,
        vit_timeline_get_times (timeline)[vit_timeline_get_frame_at (timeline, state->next_frame)],
        get_rate (state->run, state->next_frame, window), limits->alarm_rate);
}

/* What was there when the run was opened is known. */
static void
note_known (RunState *state)
{
  VitTimeline *timeline = vit_run_get_timeline (state->run);
  VitTmlSeries *series = vit_analyses_get_tml (state->owner->analyses, state->run);
  size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
  if (n > 0 && isnan (state->known_until[VIT_ALARM_RATE]))
    state->known_until[VIT_ALARM_RATE] =
        vit_timeline_get_times (timeline)[vit_timeline_get_frame_at (timeline, n - 1)];
  /* T_ML of fewer intervals, as a short run has before it is seen growing, is another quantity:
   * nothing is known from it. */
  if (!series || (series == state->series && !isnan (state->known_until[VIT_ALARM_FRACTION])))
    return;
  double final = vit_tml_series_get_final (series);
  state->known_until[VIT_ALARM_FRACTION] = state->known_until[VIT_ALARM_PERCOLATION] =
      isnan (final) ? -INFINITY : final;
}

static void
look_at_run (VitAlarms *self, VitRun *run)
{
  if (!vit_run_get_trajectory (run))
    return;
  RunState *state = get_state (self, run);
  note_known (state);
  look_at_frames (state);
  look_at_starts (state);
}

static void
on_tml_changed (VitAnalyses *analyses, VitRun *run, VitAlarms *self)
{
  look_at_run (self, run);
}

static void
on_landed (VitAnalyses *analyses, VitRun *run, guint index, VitAlarms *self)
{
  look_at_run (self, run);
}

/* Other limits cross elsewhere; that is found anew, and is no news. */
static void
on_option_changed (VitStudy *study, const char *group, const char *key, VitAlarms *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      RunState *state = self->states->pdata[i];
      for (int k = 0; k < VIT_N_ALARMS; k++)
        state->known_until[k] = NAN;
      forget (state);
    }
  g_signal_emit (self, signals[CHANGED], 0);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    look_at_run (self, vit_study_get_run (study, i));
}

static void
on_runs_changed (GListModel *runs, guint position, guint removed, guint added, VitAlarms *self)
{
  for (guint i = self->states->len; i-- > 0;)
    {
      bool there = false;
      for (guint k = 0; k < g_list_model_get_n_items (runs); k++)
        {
          g_autoptr (VitRun) run = g_list_model_get_item (runs, k);
          there = there || run == ((RunState *) self->states->pdata[i])->run;
        }
      if (!there)
        g_ptr_array_remove_index (self->states, i);
    }
}

const VitAlarm *
vit_alarms_get (VitAlarms *self, VitRun *run, size_t *n)
{
  g_return_val_if_fail (VIT_IS_ALARMS (self) && n, NULL);
  RunState *state = find_state (self, run);
  *n = state ? state->alarms->len : 0;
  return state ? (const VitAlarm *) (void *) state->alarms->data : NULL;
}

bool
vit_alarms_is_busy (VitAlarms *self)
{
  g_return_val_if_fail (VIT_IS_ALARMS (self), false);
  for (guint i = 0; i < self->states->len; i++)
    if (((RunState *) self->states->pdata[i])->job)
      return true;
  return false;
}

VitAlarms *
vit_alarms_new (VitAnalyses *analyses)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses), NULL);
  VitAlarms *self = g_object_new (VIT_TYPE_ALARMS, NULL);
  VitStudy *study = vit_analyses_get_study (analyses);
  self->analyses = g_object_ref (analyses);
  self->analyses_signals = g_signal_group_new (VIT_TYPE_ANALYSES);
  g_signal_group_connect (self->analyses_signals, "tml-changed", G_CALLBACK (on_tml_changed), self);
  g_signal_group_connect (self->analyses_signals, "landed", G_CALLBACK (on_landed), self);
  g_signal_group_set_target (self->analyses_signals, analyses);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect (self->study_signals, "option-changed::live",
                          G_CALLBACK (on_option_changed), self);
  g_signal_group_connect (self->study_signals, "items-changed", G_CALLBACK (on_runs_changed), self);
  g_signal_group_set_target (self->study_signals, study);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    look_at_run (self, vit_study_get_run (study, i));
  return self;
}

static void
vit_alarms_dispose (GObject *object)
{
  VitAlarms *self = VIT_ALARMS (object);
  g_ptr_array_set_size (self->states, 0);
  g_clear_object (&self->analyses_signals);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->analyses);
  G_OBJECT_CLASS (vit_alarms_parent_class)->dispose (object);
}

static void
vit_alarms_finalize (GObject *object)
{
  g_ptr_array_unref (VIT_ALARMS (object)->states);
  G_OBJECT_CLASS (vit_alarms_parent_class)->finalize (object);
}

static void
vit_alarms_class_init (VitAlarmsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = vit_alarms_dispose;
  object_class->finalize = vit_alarms_finalize;
  signals[ALARM] = g_signal_new ("alarm", VIT_TYPE_ALARMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, VIT_TYPE_RUN, G_TYPE_POINTER);
  signals[CHANGED] = g_signal_new ("changed", VIT_TYPE_ALARMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
vit_alarms_init (VitAlarms *self)
{
  self->states = g_ptr_array_new_with_free_func (state_free);
}

#include "core/results/tml-series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/results/developing-tml.h"
#include "core/results/model-match.h"
#include "core/results/tml-batch.h"
#include "core/store/budget.h"
#include "core/tml/features.h"

/* Limit of the memory that results take, bytes; beyond it results are dropped and read from the
 * cache on disk again. */
#define MEMORY_BUDGET ((size_t) 1 << 30)

/* Maximum number of start times in one job. It grows from one, for a first result soon, as long as
 * a job takes no longer than BATCH_MICROSECONDS, for which a moved playhead can wait. */
#define MAX_BATCH 16
#define BATCH_MICROSECONDS 400000

/* Time between looks into a store that others may be filling. */
#define LOOK_MILLISECONDS 2000

typedef struct
{
  size_t frame;
  double time;
  VitTmlState state;
  VitTmlSummary *summary; /* nullable */
  char *reason;
} StartTime;

struct _VitTmlSeries
{
  GObject parent_instance;

  VitTrajectory *trajectory;
  VitTimeline *timeline;
  VitModel *model;
  VitTmlSource *source; /* nullable: no model, no source */
  VitTmlOptions options;
  VitModelMatch *match;
  VitDevelopingTml *developing;
  GArray *starts; /* StartTime, ascending in time */
  guint n_ready;
  double focus;
  guint batch;
  gint64 batch_began;
  bool wanted; /* whether computing goes on */
  VitJob *job;
  VitJob *look;       /* job that looks for what others have put into the store */
  guint looking;      /* source of the timer for it */
  VitJob *validation; /* job that validates the model on the run's intervals */
  bool validated, ambiguous;
  bool met_change; /* whether a file changed while start times were computed */
};

enum
{
  PROP_0,
  PROP_N_READY,
  PROP_RUNNING,
  PROP_WARNING,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint landed_signal;

G_DEFINE_FINAL_TYPE (VitTmlSeries, vit_tml_series, G_TYPE_OBJECT)

static void start_batch (VitTmlSeries *self);

static StartTime *
get_start (VitTmlSeries *self, guint index)
{
  return &g_array_index (self->starts, StartTime, index);
}

/* ---- Start times ---- */

static void
clear_start (gpointer data)
{
  StartTime *start = data;
  g_clear_pointer (&start->summary, vit_tml_summary_free);
  g_clear_pointer (&start->reason, g_free);
}

static GArray *
new_starts (void)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (StartTime));
  g_array_set_clear_func (starts, clear_start);
  return starts;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const StartTime *x = a, *y = b;
  if (x->time != y->time)
    return x->time < y->time ? -1 : 1;
  return x->frame < y->frame ? -1 : x->frame > y->frame;
}

static double
get_longest (VitTmlSeries *self)
{
  double longest = 0;
  for (size_t j = 0; j < self->options.n_intervals; j++)
    longest = fmax (longest, self->options.intervals[j]);
  return longest;
}

/* Of a run that is being written the last frame may be near enough to the end of an interval, and
 * the next one nearer: a start time waits until it is passed. Returns: the number of possible ones.
 */
static size_t
drop_unfinished_starts (VitTmlSeries *self, bool *possible)
{
  size_t n = vit_timeline_get_n_frames (self->timeline), left = 0;
  size_t used = vit_timeline_get_n_used (self->timeline);
  const double *times = vit_timeline_get_times (self->timeline);
  double end = used > 0 ? times[vit_timeline_get_frame_at (self->timeline, used - 1)] : 0;
  double longest = get_longest (self);
  for (size_t i = 0; i < n; i++)
    {
      possible[i] = possible[i] && times[i] + longest <= end + 1e-9 * fabs (end);
      left += possible[i];
    }
  return left;
}

/* List the possible start times. If none is possible, list all frames, so that each can say why it
 * is not. */
static void
find_starts (VitTmlSeries *self)
{
  size_t n = vit_timeline_get_n_frames (self->timeline), n_possible = self->model ? n : 0;
  const double *times = vit_timeline_get_times (self->timeline);
  g_autofree bool *possible = g_new (bool, MAX (n, 1));
  memset (possible, true, n);
  for (size_t j = 0; self->model && j < self->options.n_intervals; j++)
    n_possible = vit_features_filter_starts (self->timeline, self->match->intervals[j],
                                             self->options.tolerance, possible);
  if (self->options.live && self->model)
    n_possible = drop_unfinished_starts (self, possible);
  for (size_t i = 0; i < n; i++)
    {
      StartTime start = { .frame = i,
                          .time = times[i],
                          .state = n_possible > 0 ? VIT_TML_PENDING : VIT_TML_IMPOSSIBLE };
      if (possible[i] || n_possible == 0)
        g_array_append_val (self->starts, start);
    }
  g_array_sort (self->starts, compare_starts);
}

static char *
new_reason (VitTmlSeries *self, const StartTime *start)
{
  if (!self->model)
    return g_strdup ("There is no model.");
  double missing = NAN;
  double wait = self->options.live ? vit_tml_series_get_wait (self, start->time) : NAN;
  if (isfinite (wait))
    return g_strdup_printf ("Waits: %.4g ps to go until T_ML of %.4g ps is final", wait,
                            start->time);
  g_autofree size_t *frames = g_new (size_t, MAX (self->options.n_intervals, 1));
  vit_features_find_frames (self->timeline, start->frame, self->match->intervals,
                            self->options.n_intervals, self->options.tolerance, frames, &missing);
  return g_strdup_printf ("There is no frame %g ps after %g ps.", missing, start->time);
}

VitTmlSeries *
vit_tml_series_new (VitTrajectory *trajectory,
                    VitTimeline *timeline,
                    VitModel *model,
                    const VitTmlOptions *options,
                    VitCache *cache,
                    uint64_t memory,
                    GError **error)
{
  g_return_val_if_fail (trajectory && timeline && options, NULL);
  g_autoptr (VitTmlSeries) self = g_object_new (VIT_TYPE_TML_SERIES, NULL);
  self->trajectory = vit_trajectory_ref (trajectory);
  self->timeline = vit_timeline_ref (timeline);
  self->options = *options;
  self->options.intervals = NULL;
  self->options.n_intervals = 0;
  if (model)
    {
      self->model = vit_model_ref (model);
      self->match = vit_model_match_new (model, trajectory, timeline, options, error);
      if (!self->match)
        return NULL;
      self->options.intervals = self->match->intervals;
      self->options.n_intervals = self->match->n_intervals;
      self->source = vit_tml_source_new (trajectory, timeline, model, cache, &self->options,
                                         vit_budget_get (memory, "VITRINE_MEMORY", MEMORY_BUDGET));
    }
  find_starts (self);
  return g_steal_pointer (&self);
}

/* ---- Growing ---- */

/* Whether the frames of a start time are those that the shorter run had. */
static bool
is_as_before (VitTmlSeries *self, VitTimeline *timeline, const StartTime *start, size_t n_shared)
{
  size_t n = self->options.n_intervals;
  g_autofree size_t *now = g_new0 (size_t, MAX (n, 1)), *before = g_new0 (size_t, MAX (n, 1));
  double missing;
  if (start->frame >= n_shared || vit_timeline_get_times (timeline)[start->frame] != start->time ||
      !vit_features_find_frames (timeline, start->frame, self->match->intervals, n,
                                 self->options.tolerance, now, &missing) ||
      !vit_features_find_frames (self->timeline, start->frame, self->match->intervals, n,
                                 self->options.tolerance, before, &missing))
    return false;
  for (size_t j = 0; j < n; j++)
    if (now[j] != before[j] || now[j] >= n_shared)
      return false;
  return true;
}

/* Give the new start times what is known of those that were there. Returns: whether their indices
 * are as they were. */
static bool
carry_starts (VitTmlSeries *self, GArray *old, const bool *keep, size_t n_keep)
{
  bool in_place = true;
  self->n_ready = 0;
  for (guint i = 0, k = 0; i < self->starts->len; i++)
    {
      StartTime *start = get_start (self, i);
      while (k < old->len && compare_starts (&g_array_index (old, StartTime, k), start) < 0)
        k++;
      StartTime *was = k < old->len ? &g_array_index (old, StartTime, k) : NULL;
      if (!was || compare_starts (was, start) != 0)
        continue;
      in_place = in_place && i == k;
      if (was->state == VIT_TML_IMPOSSIBLE || start->state == VIT_TML_IMPOSSIBLE ||
          start->frame >= n_keep || !keep[start->frame] ||
          (was->state == VIT_TML_FAILED && self->met_change))
        continue;
      start->state = was->state;
      start->summary = g_steal_pointer (&was->summary);
      start->reason = g_steal_pointer (&was->reason);
      self->n_ready += start->state == VIT_TML_READY;
    }
  return in_place && self->starts->len >= old->len;
}

bool
vit_tml_series_grow (VitTmlSeries *self,
                     VitTrajectory *trajectory,
                     VitTimeline *timeline,
                     const VitTmlOptions *options)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self) && trajectory && timeline && options, false);
  size_t n_shared = trajectory == self->trajectory
                        ? vit_trajectory_get_n_frames (trajectory)
                        : vit_trajectory_get_n_shared (trajectory, self->trajectory);
  if (!self->model || n_shared == 0 || options->temperature != self->options.temperature)
    return false;
  g_autoptr (VitModelMatch) match =
      vit_model_match_new (self->model, trajectory, timeline, options, NULL);
  if (!match || match->n_intervals != self->match->n_intervals ||
      memcmp (match->intervals, self->match->intervals, match->n_intervals * sizeof (double)) != 0)
    return false;
  self->options.live = options->live;
  if (n_shared < vit_trajectory_get_n_frames (self->trajectory))
    vit_developing_tml_forget (self->developing);
  g_autofree bool *keep = g_new0 (bool, MAX (n_shared, 1));
  for (guint i = 0; i < self->starts->len; i++)
    {
      const StartTime *start = get_start (self, i);
      if (start->frame < n_shared)
        keep[start->frame] = is_as_before (self, timeline, start, n_shared);
    }
  VitTmlSource *source =
      vit_tml_source_new_grown (self->source, trajectory, timeline, keep, n_shared);
  vit_tml_source_unref (self->source);
  self->source = source;
  vit_trajectory_unref (self->trajectory);
  self->trajectory = vit_trajectory_ref (trajectory);
  vit_timeline_unref (self->timeline);
  self->timeline = vit_timeline_ref (timeline);
  g_autoptr (GArray) old = self->starts;
  self->starts = new_starts ();
  find_starts (self);
  /* What failed because a file was changed is tried again. A batch in flight lands at its indices.
   * What it finds of frames that are others now is not theirs.
   */
  bool in_place = carry_starts (self, old, keep, n_shared), still = in_place;
  for (guint i = 0; i < old->len && self->job && still; i++)
    {
      const StartTime *was = &g_array_index (old, StartTime, i);
      still = was->state != VIT_TML_PENDING || (was->frame < n_shared && keep[was->frame]);
    }
  self->met_change = false;
  if (!still && self->job)
    {
      vit_job_cancel (self->job);
      g_clear_object (&self->job);
    }
  start_batch (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_READY]);
  return true;
}

/* ---- Getters ---- */

guint
vit_tml_series_get_n (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), 0);
  return self->starts->len;
}

double
vit_tml_series_get_time (VitTmlSeries *self, guint index)
{
  g_return_val_if_fail (index < self->starts->len, NAN);
  return get_start (self, index)->time;
}

size_t
vit_tml_series_get_frame (VitTmlSeries *self, guint index)
{
  g_return_val_if_fail (index < self->starts->len, 0);
  return get_start (self, index)->frame;
}

VitTmlState
vit_tml_series_get_state (VitTmlSeries *self, guint index)
{
  g_return_val_if_fail (index < self->starts->len, VIT_TML_FAILED);
  return get_start (self, index)->state;
}

const char *
vit_tml_series_get_reason (VitTmlSeries *self, guint index)
{
  g_return_val_if_fail (index < self->starts->len, NULL);
  StartTime *start = get_start (self, index);
  if (!start->reason && start->state == VIT_TML_IMPOSSIBLE)
    start->reason = new_reason (self, start);
  return start->reason;
}

guint
vit_tml_series_get_n_ready (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), 0);
  return self->n_ready;
}

const char *
vit_tml_series_get_warning (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NULL);
  return self->match ? self->match->warning : NULL;
}

const char *
vit_tml_series_get_note (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NULL);
  return self->match ? self->match->note : NULL;
}

const VitTmlOptions *
vit_tml_series_get_options (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NULL);
  return &self->options;
}

int
vit_tml_series_find (VitTmlSeries *self, double time)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), -1);
  guint low = 0, high = self->starts->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (get_start (self, middle)->time < time)
        low = middle + 1;
      else
        high = middle;
    }
  if (self->starts->len == 0)
    return -1;
  if (low == self->starts->len ||
      (low > 0 && time - get_start (self, low - 1)->time <= get_start (self, low)->time - time))
    low--;
  return (int) low;
}

ssize_t
vit_tml_series_find_beyond (VitTmlSeries *self, double time)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), -1);
  guint n = self->starts->len;
  if (n == 0)
    return -1;
  size_t frame = vit_timeline_find_nearest (self->timeline, time);
  double at = vit_timeline_get_times (self->timeline)[frame];
  bool beyond = at < get_start (self, 0)->time || at > get_start (self, n - 1)->time;
  return beyond ? (ssize_t) frame : -1;
}

double
vit_tml_series_get_final (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NAN);
  guint n = self->starts->len;
  bool any = n > 0 && get_start (self, 0)->state != VIT_TML_IMPOSSIBLE;
  return any ? get_start (self, n - 1)->time : NAN;
}

double
vit_tml_series_get_wait (VitTmlSeries *self, double time)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NAN);
  double longest = get_longest (self), final = vit_tml_series_get_final (self);
  size_t n = vit_timeline_get_n_used (self->timeline);
  const double *times = vit_timeline_get_times (self->timeline);
  if (!self->model || n == 0)
    return NAN;
  double at = times[vit_timeline_find_nearest (self->timeline, time)];
  double missing = at + longest - times[vit_timeline_get_frame_at (self->timeline, n - 1)];
  return missing > 1e-9 && !(at <= final) ? missing : NAN;
}

VitTmlStarts *
vit_tml_series_get_developing (VitTmlSeries *self, size_t frame, double *longest)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self) && longest, NULL);
  if (!self->options.live || !self->source || frame >= vit_timeline_get_n_frames (self->timeline))
    return NULL;
  double time = vit_timeline_get_times (self->timeline)[frame];
  return time <= vit_tml_series_get_final (self)
             ? NULL
             : vit_developing_tml_get (self->developing, self->source, frame, longest);
}

char *
vit_tml_series_dup_developing (VitTmlSeries *self, double longest, const char **validation)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self) && validation, NULL);
  double low, high;
  vit_developing_tml_expect (longest, &low, &high);
  *validation = vit_developing_tml_get_validation (self->developing, longest);
  g_autofree char *expected =
      low > 0 ? g_strdup_printf ("%.2f … %.2f", low, high) : g_strdup_printf ("below %.2f", high);
  return g_strdup_printf (
      "developing T_ML, longest interval %.4g of %.4g ps; rank correlation with the "
      "final T_ML %s",
      longest, get_longest (self), expected);
}

char *
vit_tml_series_dup_unready (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NULL);
  bool impossible = self->starts->len > 0 && get_start (self, 0)->state == VIT_TML_IMPOSSIBLE;
  return g_strdup (impossible ? vit_tml_series_get_reason (self, 0)
                              : "No start time has been computed yet.");
}

char *
vit_tml_series_dup_lack (VitTmlSeries *self, double time)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NULL);
  ssize_t frame = vit_tml_series_find_beyond (self, time);
  if (frame < 0)
    return NULL;
  const double *times = vit_timeline_get_times (self->timeline);
  double longest = get_longest (self), end = times[frame];
  for (size_t i = 0; i < vit_timeline_get_n_frames (self->timeline); i++)
    end = fmax (end, times[i]);
  double missing = times[frame] + longest - end;
  if (missing > 0)
    return g_strdup_printf ("T_ML at %.4g ps needs the motion up to %.4g ps: %.4g ps are missing",
                            times[frame], times[frame] + longest, missing);
  const StartTime start = { .frame = (size_t) frame, .time = times[frame] };
  g_autofree char *reason = new_reason (self, &start);
  return g_steal_pointer (&reason);
}

VitTmlStarts *
vit_tml_series_get_starts (VitTmlSeries *self, int index)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NULL);
  size_t n = 0;
  VitTmlStarts *starts = vit_tml_starts_new (self->source, self->starts->len);
  for (guint i = 0; i < self->starts->len; i++)
    {
      const StartTime *start = get_start (self, i);
      if (start->state != VIT_TML_READY || (index >= 0 && (int) i != index))
        continue;
      starts->frames[n] = start->frame;
      starts->times[n++] = start->time;
    }
  starts->n = n;
  return starts;
}

bool
vit_tml_series_get_density (VitTmlSeries *self, guint index, const VitBins *bins, float *density)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self) && index < self->starts->len, false);
  const StartTime *start = get_start (self, index);
  if (!start->summary)
    return false;
  g_autofree uint32_t *counts = vit_tml_summary_dup_counts (start->summary, self->source);
  vit_histogram_merge (counts, &self->source->bins, start->summary->n_valid, bins, density);
  return true;
}

VitTmlSource *
vit_tml_series_get_source (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), NULL);
  return self->source;
}

bool
vit_tml_series_met_change (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), false);
  return self->met_change;
}

guint
vit_tml_series_count_kept (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), 0);
  guint n = 0;
  for (guint i = 0; i < self->starts->len; i++)
    n += get_start (self, i)->state == VIT_TML_READY &&
         vit_tml_source_has (self->source, get_start (self, i)->frame);
  return n;
}

bool
vit_tml_series_is_running (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), false);
  return self->job != NULL;
}

/* ---- Landing ---- */

static void
add_warning (VitTmlSeries *self, const char *text)
{
  vit_model_match_warn (self->match, text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WARNING]);
}

static VitTmlBatch *
new_batch (VitTmlSeries *self, const guint *indices, guint n)
{
  g_autofree size_t *frames = g_new (size_t, n);
  for (guint i = 0; i < n; i++)
    frames[i] = get_start (self, indices[i])->frame;
  return vit_tml_batch_new (self->source, indices, frames, n);
}

static double
get_distance_to_focus (VitTmlSeries *self, guint index)
{
  return fabs (get_start (self, index)->time - self->focus);
}

static void
land_batch (VitTmlSeries *self, VitTmlBatch *batch)
{
  for (guint i = 0; i < batch->n; i++)
    {
      StartTime *start = get_start (self, batch->indices[i]);
      if (batch->source != self->source)
        vit_tml_source_take (self->source, batch->source, batch->frames[i]);
      g_clear_pointer (&start->reason, g_free);
      g_clear_pointer (&start->summary, vit_tml_summary_free);
      start->summary = g_steal_pointer (&batch->summaries[i]);
      if (start->state != VIT_TML_READY && start->summary)
        self->n_ready++;
      start->state = start->summary ? VIT_TML_READY : VIT_TML_FAILED;
      self->met_change =
          self->met_change || g_error_matches (batch->errors[i], VIT_ERROR, VIT_ERROR_CHANGED);
      start->reason = batch->errors[i] ? g_strdup (batch->errors[i]->message) : NULL;
    }
  if (batch->ambiguous >= 0 && !self->ambiguous)
    {
      g_autofree char *text = g_strdup_printf (
          "an atom moves by nearly half a box edge into frame %zd: unwrapping it is ambiguous",
          batch->ambiguous);
      self->ambiguous = true;
      add_warning (self, text);
    }
  for (guint i = 0; i < batch->n; i++)
    g_signal_emit (self, landed_signal, 0, batch->indices[i]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_READY]);
}

/* ---- The background work ---- */

static bool
is_missing (VitTmlSeries *self, guint index)
{
  return get_start (self, index)->state == VIT_TML_PENDING;
}

static void
on_validated (VitJob *job, void *data)
{
  VitTmlSeries *self = data;
  g_autofree char *text = vit_job_take_result (job, NULL);
  g_clear_object (&self->validation);
  if (text)
    add_warning (self, text);
}

static void *
validate_match (void *data, VitProgress *progress, GError **error)
{
  VitTmlBatch *pair = data;
  return vit_model_match_validate (pair->source->model, pair->source->intervals,
                                   pair->source->options.n_intervals, pair->source->cache, progress,
                                   error);
}

/* Validate after all start times are done, so that none waits for it. */
static void
start_validation (VitTmlSeries *self)
{
  if (self->validated || !self->wanted || !self->match || !self->match->reduced)
    return;
  self->validated = true;
  self->validation = vit_job_start (
      VIT_JOB_LASTING, "Validating the model on fewer intervals", validate_match,
      new_batch (self, NULL, 0), (GDestroyNotify) vit_tml_batch_unref, g_free, on_validated, self);
}

/* ---- What other programs put into the store ---- */

static void
on_looked (VitJob *job, void *data)
{
  VitTmlSeries *self = data;
  g_autoptr (VitTmlSeries) alive = g_object_ref (self);
  VitTmlBatch *batch = vit_job_take_result (job, NULL);
  g_clear_object (&self->look);
  if (!batch)
    return;
  if (batch->n > 0)
    land_batch (self, batch);
  vit_tml_batch_unref (batch);
}

static gboolean
look_at_store (gpointer data)
{
  VitTmlSeries *self = data;
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->starts->len; i++)
    if (is_missing (self, i))
      g_array_append_val (missing, i);
  if (missing->len == 0 || !self->wanted)
    {
      self->looking = 0;
      return G_SOURCE_REMOVE;
    }
  if (!self->look)
    self->look =
        vit_job_start (VIT_JOB_MOMENT, "Looking into the store", vit_tml_batch_look_job,
                       new_batch (self, (const guint *) (void *) missing->data, missing->len),
                       (GDestroyNotify) vit_tml_batch_unref, (GDestroyNotify) vit_tml_batch_unref,
                       on_looked, self);
  return G_SOURCE_CONTINUE;
}

/* Others may be filling the store: what they have computed lands before its turn. */
static void
start_looking (VitTmlSeries *self)
{
  VitCache *cache = self->source ? vit_tml_source_get_cache (self->source) : NULL;
  if (self->looking == 0 && cache && vit_cache_get_store (cache) && !vit_cache_fills_store (cache))
    self->looking = g_timeout_add (LOOK_MILLISECONDS, look_at_store, self);
}

static void
stop_looking (VitTmlSeries *self)
{
  g_clear_handle_id (&self->looking, g_source_remove);
  vit_job_cancel (self->look);
  g_clear_object (&self->look);
}

static void
on_batch_done (VitJob *job, void *data)
{
  VitTmlSeries *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTmlSeries) alive = g_object_ref (self);
  VitTmlBatch *batch = vit_job_take_result (job, &error);

  g_clear_object (&self->job);
  if (batch)
    {
      gint64 took = g_get_monotonic_time () - self->batch_began;
      if (took < BATCH_MICROSECONDS / 2)
        self->batch = MIN (2 * self->batch, MAX_BATCH);
      else if (took > BATCH_MICROSECONDS)
        self->batch = MAX (self->batch / 2, 1);
      land_batch (self, batch);
      vit_tml_batch_unref (batch);
    }
  start_batch (self);
  if (!self->job)
    {
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
      start_validation (self);
    }
}

static void
start_batch (VitTmlSeries *self)
{
  if (self->job || !self->wanted || !self->model)
    return;
  int focused = vit_tml_series_find (self, self->focus);
  guint missing[MAX_BATCH], n = 0;
  /* Go outward from the focus; of two start times at the same distance take the later one first. */
  for (guint before = (guint) (focused + 1), after = before; n < self->batch;)
    {
      bool has_before = before > 0, has_after = after < self->starts->len;
      if (!has_before && !has_after)
        break;
      bool later = has_after && (!has_before || get_distance_to_focus (self, after) <=
                                                    get_distance_to_focus (self, before - 1));
      guint i = later ? after++ : --before;
      if (is_missing (self, i))
        missing[n++] = i;
    }
  if (n == 0)
    return;
  self->batch_began = g_get_monotonic_time ();
  VitTmlBatch *batch = new_batch (self, missing, n);
  self->job = vit_job_start (VIT_JOB_LASTING, "Computing T_ML", vit_tml_batch_job, batch,
                             (GDestroyNotify) vit_tml_batch_unref,
                             (GDestroyNotify) vit_tml_batch_unref, on_batch_done, self);
}

void
vit_tml_series_start (VitTmlSeries *self)
{
  g_return_if_fail (VIT_IS_TML_SERIES (self));
  bool ran = self->job != NULL;
  self->wanted = true;
  start_batch (self);
  start_looking (self);
  if (!ran && self->job)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

void
vit_tml_series_stop (VitTmlSeries *self)
{
  g_return_if_fail (VIT_IS_TML_SERIES (self));
  self->wanted = false;
  self->batch = 1;
  stop_looking (self);
  if (self->validation)
    {
      vit_job_cancel (self->validation);
      g_clear_object (&self->validation);
      self->validated = false;
    }
  if (!self->job)
    return;
  vit_job_cancel (self->job);
  g_clear_object (&self->job);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

void
vit_tml_series_set_focus (VitTmlSeries *self, double time)
{
  g_return_if_fail (VIT_IS_TML_SERIES (self));
  int before = vit_tml_series_find (self, self->focus), after = vit_tml_series_find (self, time);
  self->focus = time;
  if (before == after)
    return;
  /* Compute the start time under the playhead alone, so that it arrives soon. */
  if (after >= 0 && is_missing (self, (guint) after))
    self->batch = 1;
  start_batch (self);
}

/* Compute what is missing of the start times from @begin to @end − 1, in one batch. */
static bool
compute_part (VitTmlSeries *self, guint begin, guint end, VitProgress *progress, GError **error)
{
  guint indices[MAX_BATCH], count = 0, n = self->starts->len;
  for (guint i = begin; i < end; i++)
    if (get_start (self, i)->state == VIT_TML_PENDING)
      indices[count++] = i;
  if (count == 0)
    return true;
  VitProgressPart whole =
      vit_progress_enter (progress, (double) begin / n, (double) end / n, "Computing T_ML");
  VitTmlBatch *batch = new_batch (self, indices, count);
  bool ok = vit_tml_batch_run (batch, progress, error);
  if (ok)
    land_batch (self, batch);
  vit_tml_batch_unref (batch);
  if (ok)
    vit_progress_leave (progress, whole);
  return ok;
}

bool
vit_tml_series_compute_all (VitTmlSeries *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), false);
  guint n = self->starts->len;
  for (guint begin = 0; begin < n && self->model; begin += MAX_BATCH)
    if (!compute_part (self, begin, MIN (begin + MAX_BATCH, n), progress, error))
      return false;
  return vit_tml_series_validate (self, progress, error);
}

bool
vit_tml_series_compute_near (VitTmlSeries *self, double time, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), false);
  int nearest = self->model ? vit_tml_series_find (self, time) : -1;
  return (nearest < 0 ||
          compute_part (self, (guint) nearest, (guint) nearest + 1, progress, error)) &&
         vit_tml_series_validate (self, progress, error);
}

bool
vit_tml_series_validate (VitTmlSeries *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), false);
  if (!self->match || !self->match->reduced || self->validated)
    return true;
  g_autofree char *text =
      vit_model_match_validate (self->model, self->match->intervals, self->match->n_intervals,
                                self->source->cache, progress, error);
  if (!text)
    return false;
  self->validated = true;
  add_warning (self, text);
  return true;
}

static void
vit_tml_series_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VitTmlSeries *self = VIT_TML_SERIES (object);
  switch (id)
    {
    case PROP_N_READY:
      g_value_set_uint (value, self->n_ready);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->job != NULL);
      break;
    case PROP_WARNING:
      g_value_set_string (value, self->match ? self->match->warning : NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vit_tml_series_finalize (GObject *object)
{
  VitTmlSeries *self = VIT_TML_SERIES (object);
  stop_looking (self);
  vit_job_cancel (self->job);
  g_clear_object (&self->job);
  vit_job_cancel (self->validation);
  g_clear_object (&self->validation);
  g_clear_pointer (&self->starts, g_array_unref);
  g_clear_pointer (&self->trajectory, vit_trajectory_unref);
  g_clear_pointer (&self->timeline, vit_timeline_unref);
  g_clear_pointer (&self->model, vit_model_unref);
  g_clear_pointer (&self->developing, vit_developing_tml_free);
  g_clear_pointer (&self->source, vit_tml_source_unref);
  g_clear_pointer (&self->match, vit_model_match_free);
  G_OBJECT_CLASS (vit_tml_series_parent_class)->finalize (object);
}

static void
vit_tml_series_class_init (VitTmlSeriesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = vit_tml_series_get_property;
  object_class->finalize = vit_tml_series_finalize;
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  props[PROP_N_READY] = g_param_spec_uint ("n-ready", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[PROP_WARNING] = g_param_spec_string ("warning", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  landed_signal = g_signal_new ("landed", VIT_TYPE_TML_SERIES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
vit_tml_series_init (VitTmlSeries *self)
{
  self->starts = new_starts ();
  self->developing = vit_developing_tml_new ();
  self->batch = 1;
}

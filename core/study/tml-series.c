#include "core/study/tml-series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/tml/features.h"

/* Results beyond this many bytes make room for nearer ones; they are found again in the cache on
 * disk. */
#define MEMORY_BUDGET ((size_t) 1 << 30)

/* Start times in one job: few at first, so that something is there to see, then more, which is
 * faster, as long as a job takes no longer than a moved playhead can wait. */
#define MAX_BATCH 16
#define BATCH_MICROSECONDS 400000

typedef struct
{
  size_t frame;
  double time;
  VitTmlState state;
  VitTmlResult *result;
  char *reason;
} Start;

struct _VitTmlSeries
{
  GObject parent_instance;

  VitTrajectory *trajectory;
  VitTimeline *timeline;
  VitModel *model;
  VitCache *cache;
  VitTmlOptions options;
  double *intervals;
  GArray *starts; /* of Start, ascending in time */
  guint n_ready;
  char *warning;
  double focus;
  guint batch;
  gint64 batch_began;
  bool wanted; /* whether computing goes on */
  VitJob *job;
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

static Start *
get_start (VitTmlSeries *self, guint index)
{
  return &g_array_index (self->starts, Start, index);
}

/* ---- Which start times there are ---- */

static void
clear_start (gpointer data)
{
  Start *start = data;
  g_clear_pointer (&start->result, vit_tml_result_unref);
  g_clear_pointer (&start->reason, g_free);
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const Start *x = a, *y = b;
  if (x->time != y->time)
    return x->time < y->time ? -1 : 1;
  return x->frame < y->frame ? -1 : x->frame > y->frame;
}

static void
add_start (VitTmlSeries *self, size_t frame, VitTmlState state, char *reason)
{
  Start start = { .frame = frame,
                  .time = vit_timeline_get_times (self->timeline)[frame],
                  .state = state,
                  .reason = reason };
  g_array_append_val (self->starts, start);
}

static void
find_starts (VitTmlSeries *self)
{
  size_t n = vit_timeline_get_n_frames (self->timeline), n_intervals = self->options.n_intervals;
  g_autofree size_t *frames = g_new (size_t, MAX (n_intervals, 1));
  for (size_t i = 0; i < n && self->model; i++)
    if (vit_features_find_frames (self->timeline, i, self->intervals, n_intervals,
                                  self->options.tolerance, frames, NULL))
      add_start (self, i, VIT_TML_PENDING, NULL);
  if (self->starts->len == 0)
    for (size_t i = 0; i < n; i++)
      {
        double missing = NAN;
        char *reason = NULL;
        if (self->model)
          {
            vit_features_find_frames (self->timeline, i, self->intervals, n_intervals,
                                      self->options.tolerance, frames, &missing);
            reason = g_strdup_printf ("There is no frame %g ps after %g ps.", missing,
                                      vit_timeline_get_times (self->timeline)[i]);
          }
        else
          reason = g_strdup ("There is no model.");
        add_start (self, i, VIT_TML_IMPOSSIBLE, reason);
      }
  g_array_sort (self->starts, compare_starts);
}

static void
add_warning (VitTmlSeries *self, char *text)
{
  if (!text)
    return;
  char *old = self->warning;
  self->warning = old ? g_strdup_printf ("%s; %s", old, text) : g_strdup (text);
  g_free (old);
  g_free (text);
}

/* The model's default intervals, or those of them, or of its candidates, that the run has. */
static bool
choose_intervals (VitTmlSeries *self, const VitTmlOptions *options, GError **error)
{
  if (options->intervals)
    {
      self->options.n_intervals = options->n_intervals;
      self->intervals = g_memdup2 (options->intervals, options->n_intervals * sizeof (double));
    }
  else
    {
      size_t n_defaults;
      vit_model_get_default_intervals (self->model, &n_defaults);
      self->intervals = vit_model_usable_intervals (self->model, self->timeline, options->tolerance,
                                                    &self->options.n_intervals);
      if (self->options.n_intervals == 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                       "the run has frames at none of the model's intervals: it was written too "
                       "rarely or is too short");
          return false;
        }
      if (self->options.n_intervals != n_defaults)
        {
          g_autoptr (GString) list = g_string_new (NULL);
          for (size_t j = 0; j < self->options.n_intervals; j++)
            g_string_append_printf (list, "%s%g", j > 0 ? ", " : "", self->intervals[j]);
          add_warning (self, g_strdup_printf (
                                 "the run lacks some intervals of the model; T_ML uses Δt = %s ps",
                                 list->str));
        }
    }
  self->options.intervals = self->intervals;
  return true;
}

/* Features are scaled by the bath's temperature: far outside the classes nothing compares. */
static void
warn_of_temperature (VitTmlSeries *self, VitModel *model, double temperature)
{
  size_t n;
  const double *classes = vit_model_get_classes (model, &n);
  if (n > 0 && (temperature < 0.5 * classes[0] || temperature > 1.5 * classes[n - 1]))
    add_warning (
        self, g_strdup_printf ("the bath is at %g K, far outside the model's classes of %g … %g K",
                               temperature, classes[0], classes[n - 1]));
}

VitTmlSeries *
vit_tml_series_new (VitTrajectory *trajectory,
                    VitTimeline *timeline,
                    VitModel *model,
                    const VitTmlOptions *options,
                    VitCache *cache,
                    GError **error)
{
  g_return_val_if_fail (trajectory && timeline && options, NULL);
  g_autoptr (VitTmlSeries) self = g_object_new (VIT_TYPE_TML_SERIES, NULL);
  self->trajectory = vit_trajectory_ref (trajectory);
  self->timeline = vit_timeline_ref (timeline);
  self->cache = cache ? vit_cache_ref (cache) : NULL;
  self->options = *options;
  self->options.intervals = NULL;
  self->options.n_intervals = 0;
  if (model)
    {
      char *warning = NULL;
      self->model = vit_model_ref (model);
      if (!vit_model_check_run (model, trajectory, &warning, error))
        return NULL;
      add_warning (self, warning);
      warn_of_temperature (self, model, options->temperature);
      if (!choose_intervals (self, options, error))
        return NULL;
    }
  find_starts (self);
  return g_steal_pointer (&self);
}

/* ---- What is known ---- */

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
  return get_start (self, index)->reason;
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
  return self->warning;
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

VitTmlResult *
vit_tml_series_get (VitTmlSeries *self, guint index)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self) && index < self->starts->len, NULL);
  return get_start (self, index)->result;
}

bool
vit_tml_series_is_running (VitTmlSeries *self)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), false);
  return self->job != NULL;
}

/* ---- A batch ---- */

typedef struct
{
  gatomicrefcount refs;
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  VitModel *model;
  VitCache *cache;
  VitTmlOptions options;
  double *intervals;
  guint n;
  guint *indices; /* into the series */
  size_t *frames;
  VitTmlResult **results;
  GError **errors;
  ssize_t ambiguous;
} Batch;

static void
batch_unref (gpointer data)
{
  Batch *batch = data;
  if (!g_atomic_ref_count_dec (&batch->refs))
    return;
  for (guint i = 0; i < batch->n; i++)
    {
      g_clear_pointer (&batch->results[i], vit_tml_result_unref);
      g_clear_error (&batch->errors[i]);
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
  g_free (batch);
}

static Batch *
new_batch (VitTmlSeries *self, const guint *indices, guint n)
{
  Batch *batch = g_new0 (Batch, 1);
  g_atomic_ref_count_init (&batch->refs);
  batch->trajectory = vit_trajectory_ref (self->trajectory);
  batch->timeline = vit_timeline_ref (self->timeline);
  batch->model = vit_model_ref (self->model);
  batch->cache = self->cache ? vit_cache_ref (self->cache) : NULL;
  batch->options = self->options;
  batch->intervals = g_memdup2 (self->intervals, self->options.n_intervals * sizeof (double));
  batch->options.intervals = batch->intervals;
  batch->n = n;
  batch->indices = g_memdup2 (indices, n * sizeof *indices);
  batch->frames = g_new (size_t, n);
  batch->results = g_new0 (VitTmlResult *, n);
  batch->errors = g_new0 (GError *, n);
  batch->ambiguous = -1;
  for (guint i = 0; i < n; i++)
    batch->frames[i] = get_start (self, indices[i])->frame;
  return batch;
}

static VitTmlResult *
look_up (Batch *batch, guint i, uint8_t key[32], bool *has_key)
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
keep (Batch *batch, guint i, const uint8_t *key)
{
  g_autoptr (GBytes) bytes = vit_tml_result_serialise (batch->results[i]);
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);
  /* A full disk costs a recomputation later, nothing else. */
  vit_cache_store (batch->cache, key, data, n, NULL);
}

/* One start time whose frames are damaged must not take the others with it. */
static bool
compute_singly (
    Batch *batch, const guint *missing, guint n_missing, VitProgress *progress, GError **error)
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

static bool
run_batch (Batch *batch, VitProgress *progress, GError **error)
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

static void *
run_batch_job (void *data, VitProgress *progress, GError **error)
{
  Batch *batch = data;
  if (!run_batch (batch, progress, error))
    return NULL;
  g_atomic_ref_count_inc (&batch->refs);
  return batch;
}

/* ---- Landing ---- */

static size_t
result_bytes (const VitTmlResult *result)
{
  return sizeof *result + 3 * result->atoms->n * sizeof (float);
}

/* The ready start time farthest from the focus makes room, unless it is nearer than @index. */
static void
keep_to_budget (VitTmlSeries *self, guint index)
{
  size_t total = 0;
  guint farthest = index;
  for (guint i = 0; i < self->starts->len; i++)
    {
      Start *start = get_start (self, i);
      if (!start->result)
        continue;
      total += result_bytes (start->result);
      if (fabs (start->time - self->focus) > fabs (get_start (self, farthest)->time - self->focus))
        farthest = i;
    }
  if (total > MEMORY_BUDGET)
    g_clear_pointer (&get_start (self, farthest)->result, vit_tml_result_unref);
}

static void
land (VitTmlSeries *self, Batch *batch)
{
  for (guint i = 0; i < batch->n; i++)
    {
      Start *start = get_start (self, batch->indices[i]);
      g_clear_pointer (&start->reason, g_free);
      g_clear_pointer (&start->result, vit_tml_result_unref);
      start->result = g_steal_pointer (&batch->results[i]);
      if (start->state != VIT_TML_READY && start->result)
        self->n_ready++;
      start->state = start->result ? VIT_TML_READY : VIT_TML_FAILED;
      start->reason = batch->errors[i] ? g_strdup (batch->errors[i]->message) : NULL;
      keep_to_budget (self, batch->indices[i]);
    }
  if (batch->ambiguous >= 0 && (!self->warning || !strstr (self->warning, "half a box")))
    {
      add_warning (
          self,
          g_strdup_printf (
              "an atom moves by nearly half a box edge into frame %zd: unwrapping it is ambiguous",
              batch->ambiguous));
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WARNING]);
    }
  for (guint i = 0; i < batch->n; i++)
    g_signal_emit (self, landed_signal, 0, batch->indices[i]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_READY]);
}

/* ---- The background work ---- */

static int
compare_nearness (gconstpointer a, gconstpointer b, gpointer data)
{
  VitTmlSeries *self = data;
  guint x = *(const guint *) a, y = *(const guint *) b;
  double dx = fabs (get_start (self, x)->time - self->focus),
         dy = fabs (get_start (self, y)->time - self->focus);
  if (dx != dy)
    return dx < dy ? -1 : 1;
  return x < y ? 1 : -1;
}

/* A result that was dropped counts as missing only while the playhead is at it. */
static bool
is_missing (VitTmlSeries *self, guint index, int focused)
{
  const Start *start = get_start (self, index);
  return start->state == VIT_TML_PENDING ||
         (start->state == VIT_TML_READY && !start->result && (int) index == focused);
}

static void start_batch (VitTmlSeries *self);

static void
on_batch_done (VitJob *job, void *data)
{
  VitTmlSeries *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTmlSeries) alive = g_object_ref (self);
  Batch *batch = vit_job_take_result (job, &error);

  g_clear_object (&self->job);
  if (batch)
    {
      gint64 took = g_get_monotonic_time () - self->batch_began;
      if (took < BATCH_MICROSECONDS / 2)
        self->batch = MIN (2 * self->batch, MAX_BATCH);
      else if (took > BATCH_MICROSECONDS)
        self->batch = MAX (self->batch / 2, 1);
      land (self, batch);
      batch_unref (batch);
    }
  start_batch (self);
  if (!self->job)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

static void
start_batch (VitTmlSeries *self)
{
  if (self->job || !self->wanted || !self->model)
    return;
  int focused = vit_tml_series_find (self, self->focus);
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->starts->len; i++)
    if (is_missing (self, i, focused))
      g_array_append_val (missing, i);
  if (missing->len == 0)
    return;
  g_array_sort_with_data (missing, compare_nearness, self);
  guint n = MIN (missing->len, self->batch);
  self->batch_began = g_get_monotonic_time ();
  Batch *batch = new_batch (self, (const guint *) missing->data, n);
  self->job = vit_job_start ("Computing T_ML", run_batch_job, batch, batch_unref, batch_unref,
                             on_batch_done, self);
}

void
vit_tml_series_start (VitTmlSeries *self)
{
  g_return_if_fail (VIT_IS_TML_SERIES (self));
  bool ran = self->job != NULL;
  self->wanted = true;
  start_batch (self);
  if (!ran && self->job)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

void
vit_tml_series_stop (VitTmlSeries *self)
{
  g_return_if_fail (VIT_IS_TML_SERIES (self));
  self->wanted = false;
  self->batch = 1;
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
  /* What is under the playhead comes alone and at once. */
  if (after >= 0 && is_missing (self, (guint) after, after))
    self->batch = 1;
  start_batch (self);
}

bool
vit_tml_series_compute_all (VitTmlSeries *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (VIT_IS_TML_SERIES (self), false);
  guint n = self->starts->len;
  for (guint begin = 0; begin < n && self->model; begin += MAX_BATCH)
    {
      guint indices[MAX_BATCH], count = 0;
      for (guint i = begin; i < MIN (begin + MAX_BATCH, n); i++)
        if (get_start (self, i)->state == VIT_TML_PENDING)
          indices[count++] = i;
      if (count == 0)
        continue;
      vit_progress_set_range (progress, (double) begin / n, (double) MIN (begin + MAX_BATCH, n) / n,
                              "Computing T_ML");
      Batch *batch = new_batch (self, indices, count);
      bool ok = run_batch (batch, progress, error);
      if (ok)
        land (self, batch);
      batch_unref (batch);
      if (!ok)
        return false;
    }
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
      g_value_set_string (value, self->warning);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vit_tml_series_finalize (GObject *object)
{
  VitTmlSeries *self = VIT_TML_SERIES (object);
  vit_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_pointer (&self->starts, g_array_unref);
  g_clear_pointer (&self->trajectory, vit_trajectory_unref);
  g_clear_pointer (&self->timeline, vit_timeline_unref);
  g_clear_pointer (&self->model, vit_model_unref);
  g_clear_pointer (&self->cache, vit_cache_unref);
  g_free (self->intervals);
  g_free (self->warning);
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
  self->starts = g_array_new (FALSE, FALSE, sizeof (Start));
  g_array_set_clear_func (self->starts, clear_start);
  self->batch = 1;
}

#include "ui/session/snapshot.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/job.h"

VitSnapshot *
vit_snapshot_ref (VitSnapshot *snapshot)
{
  g_atomic_ref_count_inc (&snapshot->refs);
  return snapshot;
}

void
vit_snapshot_unref (VitSnapshot *snapshot)
{
  if (!g_atomic_ref_count_dec (&snapshot->refs))
    return;
  g_clear_pointer (&snapshot->frame, vit_frame_unref);
  g_clear_pointer (&snapshot->result, vit_tml_result_unref);
  g_clear_pointer (&snapshot->regions, vit_clusters_free);
  g_free (snapshot->positions);
  g_free (snapshot->values);
  g_free (snapshot->liquid);
  g_free (snapshot->problem);
  g_free (snapshot);
}

static void
take_positions (VitSnapshot *snapshot)
{
  const VitFrame *frame = snapshot->frame;
  size_t n = frame->atoms->n;
  VitCell cell = frame->cell;

  snapshot->positions = g_new (float, 3 * n);
  for (size_t i = 0; i < n; i++)
    {
      double x[3];
      vit_frame_get_position (frame, i, x);
      vit_cell_wrap (&cell, x, NULL);
      for (int k = 0; k < 3; k++)
        snapshot->positions[3 * i + (size_t) k] = (float) (x[k] - cell.origin[k]);
    }
}

static void
take_range (VitSnapshot *snapshot)
{
  snapshot->minimum = INFINITY;
  snapshot->maximum = -INFINITY;
  for (size_t i = 0; snapshot->values && i < snapshot->frame->atoms->n; i++)
    if (isfinite (snapshot->values[i]))
      {
        snapshot->minimum = fmin (snapshot->minimum, (double) snapshot->values[i]);
        snapshot->maximum = fmax (snapshot->maximum, (double) snapshot->values[i]);
      }
}

static void
take_column (VitSnapshot *snapshot, VitTrajectory *trajectory)
{
  size_t n = snapshot->frame->atoms->n;
  g_autoptr (GError) error = NULL;
  g_autofree double *column = g_new (double, n);

  if (!vit_trajectory_read_column (trajectory, snapshot->index, snapshot->column, column, &error))
    {
      snapshot->problem = g_strdup (error->message);
      return;
    }
  snapshot->values = g_new (float, n);
  for (size_t i = 0; i < n; i++)
    snapshot->values[i] = (float) column[i];
}

static bool
take_regions (VitSnapshot *snapshot, const VitLiquidRule *rule, double cutoff, VitProgress *progress,
              GError **error)
{
  const VitFrame *frame = snapshot->frame;
  size_t n = frame->atoms->n;
  if (snapshot->result->atoms->n != n)
    return true;

  g_autofree bool *liquid = g_new0 (bool, n);
  vit_tml_result_classify (snapshot->result, rule, liquid, NULL);
  snapshot->liquid = g_new (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    {
      snapshot->liquid[i] = liquid[i];
      snapshot->n_liquid += liquid[i];
    }

  g_autofree double *x = g_new (double, 3 * n);
  g_autoptr (GError) cluster_error = NULL;
  vit_frame_copy_positions (frame, x);
  snapshot->regions = vit_clusters_new (&frame->cell, x, n, snapshot->liquid, cutoff, progress, &cluster_error);
  if (!snapshot->regions && g_error_matches (cluster_error, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&cluster_error));
      return false;
    }
  return true;
}

VitSnapshot *
vit_snapshot_new (VitTrajectory *trajectory, size_t index, double time, const char *column,
                  VitTmlResult *result, const VitLiquidRule *rule, double cutoff, VitProgress *progress,
                  GError **error)
{
  g_return_val_if_fail (trajectory && column && rule, NULL);

  VitFrame *frame = vit_trajectory_read_frame (trajectory, index, error);
  if (!frame)
    return NULL;

  g_autoptr (VitSnapshot) snapshot = g_new0 (VitSnapshot, 1);
  g_atomic_ref_count_init (&snapshot->refs);
  snapshot->frame = frame;
  snapshot->index = index;
  snapshot->time = time;
  g_strlcpy (snapshot->column, column, sizeof snapshot->column);
  take_positions (snapshot);

  bool belongs = result && result->frame == index && result->atoms->n == frame->atoms->n;
  if (belongs)
    snapshot->result = vit_tml_result_ref (result);
  if (strcmp (column, "t_ml") != 0)
    take_column (snapshot, trajectory);
  else if (belongs)
    snapshot->values = g_memdup2 (result->t_ml, frame->atoms->n * sizeof (float));
  take_range (snapshot);
  if (belongs && !take_regions (snapshot, rule, cutoff, progress, error))
    return NULL;
  return g_steal_pointer (&snapshot);
}

/* ---- The loader ---- */

/* What a snapshot is made of; two equal requests give the same snapshot. */
typedef struct
{
  VitTrajectory *trajectory;
  size_t index;
  double time;
  char column[64];
  VitTmlResult *result;
  VitLiquidRule rule;
  double cutoff;
} Request;

struct _VitSnapshotLoader
{
  GObject parent_instance;

  VitSession *session; /* borrowed: the session's owner drops its loaders first */
  VitRun *run;
  GSignalGroup *session_signals;
  VitSnapshot *snapshot;
  GError *error;
  VitJob *job;
  Request *done;   /* what @snapshot was made of */
  Request *in_job; /* what the job makes */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitSnapshotLoader, vit_snapshot_loader, G_TYPE_OBJECT)

static void
request_free (gpointer data)
{
  Request *request = data;
  if (!request)
    return;
  g_clear_pointer (&request->trajectory, vit_trajectory_unref);
  g_clear_pointer (&request->result, vit_tml_result_unref);
  g_free (request);
}

static Request *
request_copy (const Request *request)
{
  Request *copy = g_memdup2 (request, sizeof *request);
  vit_trajectory_ref (copy->trajectory);
  if (copy->result)
    vit_tml_result_ref (copy->result);
  return copy;
}

static bool
request_equal (const Request *a, const Request *b)
{
  return a && b && a->trajectory == b->trajectory && a->index == b->index && a->result == b->result &&
         strcmp (a->column, b->column) == 0 && a->rule.by_percentage == b->rule.by_percentage &&
         a->rule.t_g == b->rule.t_g && a->rule.percentage == b->rule.percentage &&
         a->cutoff == b->cutoff;
}

/* What the session asks for now; NULL while the run is not open. */
static Request *
new_request (VitSnapshotLoader *self)
{
  ssize_t index = vit_session_get_frame_index (self->session, self->run);
  VitTimeline *timeline = vit_run_get_timeline (self->run);
  VitTrajectory *trajectory = vit_run_get_trajectory (self->run);
  if (index < 0 || !trajectory)
    return NULL;

  Request *request = g_new0 (Request, 1);
  request->trajectory = vit_trajectory_ref (trajectory);
  request->index = (size_t) index;
  request->time = timeline ? vit_timeline_get_times (timeline)[index] : 0;
  g_strlcpy (request->column, vit_session_get_colouring (self->session)->column, sizeof request->column);
  VitTmlResult *result = vit_session_get_result (self->session, self->run, NULL);
  request->result = result ? vit_tml_result_ref (result) : NULL;
  request->rule = *vit_session_get_liquid_rule (self->session);
  request->cutoff = vit_session_get_cutoff (self->session);
  return request;
}

static void
unref_snapshot (gpointer data)
{
  vit_snapshot_unref (data);
}

static void *
make_snapshot (void *data, VitProgress *progress, GError **error)
{
  const Request *request = data;
  return vit_snapshot_new (request->trajectory, request->index, request->time, request->column,
                           request->result, &request->rule, request->cutoff, progress, error);
}

static void update (VitSnapshotLoader *self);

static void
on_made (VitJob *job, void *data)
{
  VitSnapshotLoader *self = data;
  g_autoptr (GError) error = NULL;
  VitSnapshot *snapshot = vit_job_take_result (job, &error);

  g_clear_object (&self->job);
  g_clear_pointer (&self->done, request_free);
  self->done = g_steal_pointer (&self->in_job);
  g_clear_error (&self->error);
  if (snapshot)
    {
      g_clear_pointer (&self->snapshot, vit_snapshot_unref);
      self->snapshot = snapshot;
    }
  else
    self->error = g_steal_pointer (&error);
  /* The next one is started before the views draw this one. */
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* One job at a time, never cancelled for a newer request: a short piece of work that always lands
 * keeps the picture moving while the playhead is dragged. */
static void
update (VitSnapshotLoader *self)
{
  if (self->job)
    return;
  Request *request = new_request (self);
  if (!request)
    return;
  if (request_equal (request, self->done))
    {
      request_free (request);
      return;
    }
  self->in_job = request;
  self->job = vit_job_start ("Reading the frame", make_snapshot, request_copy (request), request_free,
                             unref_snapshot, on_made, self);
}

static void
on_session_changed (VitSnapshotLoader *self)
{
  update (self);
}

static void
on_results_changed (VitSession *session, VitRun *run, VitSnapshotLoader *self)
{
  if (run == self->run)
    update (self);
}

VitSnapshotLoader *
vit_snapshot_loader_new (VitSession *session, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (session), NULL);
  g_return_val_if_fail (VIT_IS_RUN (run), NULL);

  VitSnapshotLoader *self = g_object_new (VIT_TYPE_SNAPSHOT_LOADER, NULL);
  self->session = session;
  self->run = g_object_ref (run);
  static const char *const changes[] = { "notify::time", "notify::colouring", "notify::liquid-rule" };
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_group_connect_swapped (self->session_signals, changes[i], G_CALLBACK (on_session_changed),
                                    self);
  g_signal_group_connect (self->session_signals, "results-changed", G_CALLBACK (on_results_changed), self);
  g_signal_group_set_target (self->session_signals, session);
  update (self);
  return self;
}

VitRun *
vit_snapshot_loader_get_run (VitSnapshotLoader *self)
{
  g_return_val_if_fail (VIT_IS_SNAPSHOT_LOADER (self), NULL);
  return self->run;
}

VitSnapshot *
vit_snapshot_loader_get (VitSnapshotLoader *self)
{
  g_return_val_if_fail (VIT_IS_SNAPSHOT_LOADER (self), NULL);
  return self->snapshot;
}

bool
vit_snapshot_loader_is_busy (VitSnapshotLoader *self)
{
  g_return_val_if_fail (VIT_IS_SNAPSHOT_LOADER (self), false);
  return self->job != NULL;
}

const GError *
vit_snapshot_loader_get_error (VitSnapshotLoader *self)
{
  g_return_val_if_fail (VIT_IS_SNAPSHOT_LOADER (self), NULL);
  return self->error;
}

static void
vit_snapshot_loader_dispose (GObject *object)
{
  VitSnapshotLoader *self = VIT_SNAPSHOT_LOADER (object);

  vit_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->session_signals);
  g_clear_pointer (&self->snapshot, vit_snapshot_unref);
  g_clear_pointer (&self->done, request_free);
  g_clear_pointer (&self->in_job, request_free);
  g_clear_error (&self->error);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (vit_snapshot_loader_parent_class)->dispose (object);
}

static void
vit_snapshot_loader_class_init (VitSnapshotLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_snapshot_loader_dispose;
  signals[CHANGED] = g_signal_new ("changed", VIT_TYPE_SNAPSHOT_LOADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
vit_snapshot_loader_init (VitSnapshotLoader *self)
{
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
}

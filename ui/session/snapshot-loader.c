#include "ui/session/snapshot-loader.h"

#include <string.h>

#include "core/base/job.h"

/* What a snapshot is made of; equal keys give the same snapshot while @trajectory and @result live,
 * which the keys name by their addresses. */
typedef struct
{
  char *key;
  char column[64];
  VitTrajectory *trajectory;
  VitTmlResult *result;      /* nullable */
  VitQuantitySource *source; /* the job's alone */
} Request;

struct _VitSnapshotLoader
{
  GObject parent_instance;

  VitSession *session; /* weak */
  VitRun *run;
  VitSnapshot *snapshot;
  GError *error;
  VitJob *job;
  Request *done;   /* request of @snapshot */
  Request *in_job; /* request of @job */
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
  g_free (request->key);
  g_clear_pointer (&request->trajectory, vit_trajectory_unref);
  g_clear_pointer (&request->result, vit_tml_result_unref);
  g_clear_pointer (&request->source, vit_quantity_source_free);
  g_free (request);
}

/* What the loader keeps of it, while the job has the source. */
static Request *
request_remember (const Request *request)
{
  Request *copy = g_memdup2 (request, sizeof *request);
  copy->key = g_strdup (request->key);
  copy->source = NULL;
  vit_trajectory_ref (copy->trajectory);
  if (copy->result)
    vit_tml_result_ref (copy->result);
  return copy;
}

static bool
request_equal (const Request *a, const Request *b)
{
  return a && b && strcmp (a->key, b->key) == 0;
}

/* Request of the session's time, colours and rule; NULL while the run is not open. */
static Request *
new_request (VitSnapshotLoader *self)
{
  ssize_t index = vit_session_get_frame_index (self->session, self->run);
  VitTrajectory *trajectory = vit_run_get_trajectory (self->run);
  if (index < 0 || !trajectory)
    return NULL;

  VitAnalyses *analyses = vit_session_get_analyses (self->session);
  Request *request = g_new0 (Request, 1);
  request->trajectory = vit_trajectory_ref (trajectory);
  g_strlcpy (request->column, vit_session_get_colouring (self->session)->column,
             sizeof request->column);
  VitTmlResult *result = vit_session_get_result (self->session, self->run, NULL);
  request->result = result ? vit_tml_result_ref (result) : NULL;
  VitQuantityWish wish = vit_snapshot_wish (
      request->column, vit_study_get_options (vit_analyses_get_study (analyses)));
  request->source = vit_quantity_source_new (analyses, self->run, (size_t) index, &wish);
  GString *key = g_string_new (request->column);
  g_string_append_printf (key, "|%p|", (void *) result);
  vit_quantity_source_describe (request->source, key);
  request->key = g_string_free (key, FALSE);
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
  return vit_snapshot_new (request->source, request->column, progress, error);
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
  /* Start the next one before the views draw this one. */
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* One job at a time, never cancelled for a newer request: a short piece of work that always lands
 * keeps the picture moving while the playhead is dragged. */
static void
update (VitSnapshotLoader *self)
{
  if (self->job || !self->session)
    return;
  Request *request = new_request (self);
  if (!request)
    return;
  if (request_equal (request, self->done))
    {
      request_free (request);
      return;
    }
  self->in_job = request_remember (request);
  self->job = vit_job_start (VIT_JOB_PICTURE, "Reading the frame", make_snapshot, request,
                             request_free, unref_snapshot, on_made, self);
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
  g_set_weak_pointer (&self->session, session);
  self->run = g_object_ref (run);
  static const char *const changes[] = { "notify::time", "notify::colouring",
                                         "notify::liquid-rule" };
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_swapped (session, changes[i], G_CALLBACK (on_session_changed), self);
  g_signal_connect (session, "results-changed", G_CALLBACK (on_results_changed), self);
  g_signal_connect_object (vit_session_get_study (session), "option-changed",
                           G_CALLBACK (on_session_changed), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
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
  /* Not a signal group: the session may be the one that lets go of us, while it is being disposed.
   */
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_weak_pointer (&self->session);
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
  signals[CHANGED] = g_signal_new ("changed", VIT_TYPE_SNAPSHOT_LOADER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
vit_snapshot_loader_init (VitSnapshotLoader *self)
{
}

#include "core/base/job.h"

#include <stdatomic.h>

#include "core/base/priority.h"
#include "core/base/turn-queue.h"
#include "core/base/turns.h"

struct _VitJob
{
  GObject parent_instance;

  char *title;
  VitProgress *progress;
  GMainContext *context;

  VitJobFunc func;
  void *data;
  GDestroyNotify destroy_data;
  GDestroyNotify destroy_result;
  VitJobDone done;
  void *done_data;

  /* Written by the worker before it queues finish_in_context (), read after. */
  void *result;
  GError *error;

  bool running;
  double fraction;
  const char *stage;
};

enum
{
  PROP_0,
  PROP_FRACTION,
  PROP_STAGE,
  PROP_RUNNING,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static atomic_uint n_jobs; /* not finished */

G_DEFINE_FINAL_TYPE (VitJob, vit_job, G_TYPE_OBJECT)

static void
finish_in_context (void *data)
{
  VitJob *self = data;
  VIT_TURN_PART ("job", self->title);

  self->running = false;
  if (!vit_progress_is_cancelled (self->progress) && self->done)
    self->done (self, self->done_data);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  atomic_fetch_sub_explicit (&n_jobs, 1, memory_order_relaxed);
}

static gboolean
finish_in_other (gpointer data)
{
  finish_in_context (data);
  return G_SOURCE_REMOVE;
}

/* What lands in the main loop: many jobs may end at once, and none of them is to hold up drawing.
 */
static VitTurnQueue *
get_landing (void)
{
  static VitTurnQueue *landing;
  if (g_once_init_enter (&landing))
    {
      VitTurnQueue *made = vit_turn_queue_new (NULL, G_PRIORITY_DEFAULT, true);
      g_once_init_leave (&landing, made);
    }
  return landing;
}

static void
run_job (gpointer data, gpointer user_data)
{
  VitJob *self = data;

  vit_priority_enter_worker ();
  if (vit_progress_check (self->progress, &self->error))
    self->result = self->func (self->data, self->progress, &self->error);
  if (self->destroy_data)
    self->destroy_data (self->data);
  self->data = NULL;

  /* The last reference may be dropped in the context's thread only: widgets may be connected to the
   * job's signals. */
  g_autoptr (GMainContext) context = g_main_context_ref (self->context);
  if (context == g_main_context_default ())
    {
      vit_turn_queue_add (get_landing (), finish_in_context, self, g_object_unref);
      return;
    }
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, finish_in_other, self, g_object_unref);
  g_source_attach (source, context);
}

static GThreadPool *
get_pool (VitJobQueue queue)
{
  static GThreadPool *pools[VIT_JOB_LASTING + 1];
  GThreadPool **pool = &pools[queue];
  if (g_once_init_enter (pool))
    {
      GThreadPool *made =
          g_thread_pool_new (run_job, NULL, MAX (2, (int) g_get_num_processors ()), FALSE, NULL);
      g_once_init_leave (pool, made);
    }
  return *pool;
}

static void
on_progress (double fraction, const char *stage, void *data)
{
  VitJob *self = g_weak_ref_get (data);
  if (!self)
    return;

  if (fraction != self->fraction)
    {
      self->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
    }
  if (stage != self->stage)
    {
      self->stage = stage;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STAGE]);
    }
  g_object_unref (self);
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

VitJob *
vit_job_start (VitJobQueue queue,
               const char *title,
               VitJobFunc func,
               void *data,
               GDestroyNotify destroy_data,
               GDestroyNotify destroy_result,
               VitJobDone done,
               void *done_data)
{
  g_return_val_if_fail (func != NULL, NULL);
  VitJob *self = g_object_new (VIT_TYPE_JOB, NULL);
  self->title = g_strdup (title);
  self->func = func;
  self->data = data;
  self->destroy_data = destroy_data;
  self->destroy_result = destroy_result;
  self->done = done;
  self->done_data = done_data;
  self->context = g_main_context_ref_thread_default ();
  self->running = true;

  GWeakRef *weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->progress = vit_progress_new (self->context, on_progress, weak, free_weak_ref);

  atomic_fetch_add_explicit (&n_jobs, 1, memory_order_relaxed);
  g_thread_pool_push (get_pool (queue), g_object_ref (self), NULL);
  return self;
}

void
vit_job_cancel (VitJob *self)
{
  if (self)
    vit_progress_cancel (self->progress);
}

bool
vit_job_is_running (VitJob *self)
{
  g_return_val_if_fail (VIT_IS_JOB (self), false);
  return self->running;
}

unsigned
vit_job_count (void)
{
  return atomic_load_explicit (&n_jobs, memory_order_relaxed);
}

const char *
vit_job_get_title (VitJob *self)
{
  g_return_val_if_fail (VIT_IS_JOB (self), NULL);
  return self->title;
}

double
vit_job_get_fraction (VitJob *self)
{
  g_return_val_if_fail (VIT_IS_JOB (self), 0);
  return self->fraction;
}

const char *
vit_job_get_stage (VitJob *self)
{
  g_return_val_if_fail (VIT_IS_JOB (self), NULL);
  return self->stage;
}

void *
vit_job_take_result (VitJob *self, GError **error)
{
  g_return_val_if_fail (VIT_IS_JOB (self), NULL);
  g_return_val_if_fail (!self->running, NULL);

  if (self->error)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return NULL;
    }
  return g_steal_pointer (&self->result);
}

static void
vit_job_finalize (GObject *object)
{
  VitJob *self = VIT_JOB (object);

  if (self->result && self->destroy_result)
    self->destroy_result (self->result);
  g_clear_error (&self->error);
  g_clear_pointer (&self->progress, vit_progress_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->title);
  G_OBJECT_CLASS (vit_job_parent_class)->finalize (object);
}

static void
vit_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VitJob *self = VIT_JOB (object);

  switch (id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_STAGE:
      g_value_set_string (value, self->stage);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vit_job_class_init (VitJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->finalize = vit_job_finalize;
  object_class->get_property = vit_job_get_property;

  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  props[PROP_STAGE] = g_param_spec_string ("stage", NULL, NULL, NULL, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vit_job_init (VitJob *self)
{
}

#include "core/base/progress.h"

#include "core/base/error.h"

/* Keep fractions as integers, in millionths, so that they can be atomics. */
#define FRACTION_ONE 1000000
#define NOTIFY_STEP 1000

struct _VitProgress
{
  gatomicrefcount refs;
  int cancelled;              /* atomic */
  int fraction;               /* atomic, millionths */
  int notified;               /* atomic: the fraction of the last notification */
  int from, to;               /* atomic, millionths */
  VitProgressPart part;       /* range of the work in hand; of the thread that runs the work */
  const char *stage;          /* atomic pointer */
  const char *notified_stage; /* atomic pointer: the stage of the last notification */
  int in_flight;              /* atomic: a notification is queued or running */

  GMainContext *context;
  VitProgressFunc notify;
  void *data;
  GDestroyNotify destroy;
};

VitProgress *
vit_progress_new (GMainContext *context, VitProgressFunc notify, void *data, GDestroyNotify destroy)
{
  VitProgress *self = g_new0 (VitProgress, 1);
  g_atomic_ref_count_init (&self->refs);
  self->to = FRACTION_ONE;
  self->part.to = 1;
  self->notified = -NOTIFY_STEP;
  self->context = context ? g_main_context_ref (context) : NULL;
  self->notify = notify;
  self->data = data;
  self->destroy = destroy;
  return self;
}

VitProgress *
vit_progress_ref (VitProgress *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vit_progress_unref (VitProgress *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  if (self->destroy)
    self->destroy (self->data);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

static void
call_notify (VitProgress *self)
{
  int fraction = g_atomic_int_get (&self->fraction);
  const char *stage = g_atomic_pointer_get (&self->stage);

  g_atomic_int_set (&self->notified, fraction);
  g_atomic_pointer_set (&self->notified_stage, stage);
  self->notify ((double) fraction / FRACTION_ONE, stage, self->data);
}

static gboolean
notify_in_context (gpointer data)
{
  VitProgress *self = data;

  /* Clear first: a report that arrives during the notification then queues the next one. */
  g_atomic_int_set (&self->in_flight, 0);
  call_notify (self);
  return G_SOURCE_REMOVE;
}

static void
unref_progress (gpointer data)
{
  vit_progress_unref (data);
}

static void
notify_if_changed (VitProgress *self)
{
  if (!self->notify)
    return;

  int fraction = g_atomic_int_get (&self->fraction);
  int moved = ABS (fraction - g_atomic_int_get (&self->notified));
  bool same_stage =
      g_atomic_pointer_get (&self->stage) == g_atomic_pointer_get (&self->notified_stage);
  if (moved == 0 && same_stage)
    return;
  if (moved < NOTIFY_STEP && same_stage && fraction < FRACTION_ONE)
    return;
  if (!g_atomic_int_compare_and_exchange (&self->in_flight, 0, 1))
    return;

  if (self->context)
    {
      /* Do not use g_main_context_invoke(): it calls at once on the thread that owns the context.
       */
      g_autoptr (GSource) source = g_idle_source_new ();
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, notify_in_context, vit_progress_ref (self), unref_progress);
      g_source_attach (source, self->context);
    }
  else
    {
      call_notify (self);
      g_atomic_int_set (&self->in_flight, 0);
    }
}

bool
vit_progress_check (VitProgress *self, GError **error)
{
  if (!self || !g_atomic_int_get (&self->cancelled))
    return true;
  g_set_error_literal (error, VIT_ERROR, VIT_ERROR_CANCELLED, "Cancelled");
  return false;
}

bool
vit_progress_step (VitProgress *self, size_t done, size_t total, GError **error)
{
  if (!self)
    return true;
  if (!vit_progress_check (self, error))
    return false;

  int from = g_atomic_int_get (&self->from), to = g_atomic_int_get (&self->to);
  double part = total > 0 ? MIN ((double) done / (double) total, 1.0) : 0.0;
  int fraction = from + (int) (part * (to - from));
  /* Never lower the fraction: two threads of one stage may report in any order. */
  int before = g_atomic_int_get (&self->fraction);
  while (fraction > before &&
         !g_atomic_int_compare_and_exchange (&self->fraction, before, fraction))
    before = g_atomic_int_get (&self->fraction);
  notify_if_changed (self);
  return true;
}

void
vit_progress_set_range (VitProgress *self, double from, double to, const char *stage)
{
  if (!self)
    return;
  double begin = self->part.from, length = self->part.to - begin;
  g_atomic_int_set (&self->from, (int) ((begin + CLAMP (from, 0, 1) * length) * FRACTION_ONE));
  g_atomic_int_set (&self->to, (int) ((begin + CLAMP (to, 0, 1) * length) * FRACTION_ONE));
  g_atomic_pointer_set (&self->stage, stage);
  g_atomic_int_set (&self->fraction, g_atomic_int_get (&self->from));
  notify_if_changed (self);
}

VitProgressPart
vit_progress_enter (VitProgress *self, double from, double to, const char *stage)
{
  VitProgressPart whole = { 0, 1 };
  if (!self)
    return whole;
  whole = self->part;
  vit_progress_set_range (self, from, to, stage);
  double length = whole.to - whole.from;
  self->part.from = whole.from + CLAMP (from, 0, 1) * length;
  self->part.to = whole.from + CLAMP (to, 0, 1) * length;
  return whole;
}

void
vit_progress_leave (VitProgress *self, VitProgressPart whole)
{
  if (self)
    self->part = whole;
}

void
vit_progress_cancel (VitProgress *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_int_set (&self->cancelled, 1);
}

bool
vit_progress_is_cancelled (VitProgress *self)
{
  return self && g_atomic_int_get (&self->cancelled);
}

double
vit_progress_get_fraction (VitProgress *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return (double) g_atomic_int_get (&self->fraction) / FRACTION_ONE;
}

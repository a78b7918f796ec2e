#include "core/results/developing-tml.h"

#include "core/base/job.h"
#include "core/results/model-match.h"
#include "core/tml/features.h"

/* What is made of the first intervals of the model. */
typedef struct
{
  VitTmlSource *source;
  VitJob *job;
  char *validation; /* nullable */
} Stage;

struct _VitDevelopingTml
{
  GPtrArray *stages; /* element-type Stage (nullable), by the number of intervals */
};

static void
stage_free (gpointer data)
{
  Stage *stage = data;
  if (!stage)
    return;
  vit_job_cancel (stage->job);
  g_clear_object (&stage->job);
  g_clear_pointer (&stage->source, vit_tml_source_unref);
  g_free (stage->validation);
  g_free (stage);
}

VitDevelopingTml *
vit_developing_tml_new (void)
{
  VitDevelopingTml *self = g_new0 (VitDevelopingTml, 1);
  self->stages = g_ptr_array_new_with_free_func (stage_free);
  return self;
}

void
vit_developing_tml_free (VitDevelopingTml *self)
{
  g_ptr_array_unref (self->stages);
  g_free (self);
}

void
vit_developing_tml_forget (VitDevelopingTml *self)
{
  g_ptr_array_set_size (self->stages, 0);
}

/* ---- Cross-validation ---- */

static void *
validate (void *data, VitProgress *progress, GError **error)
{
  VitTmlSource *source = data;
  return vit_model_match_validate (source->model, source->intervals, source->options.n_intervals,
                                   source->cache, progress, error);
}

static void
on_validated (VitJob *job, void *data)
{
  Stage *stage = data;
  stage->validation = vit_job_take_result (job, NULL);
  g_clear_object (&stage->job);
}

/* ---- Sources ---- */

static VitTmlSource *
new_source (VitTmlSource *of, size_t n_intervals)
{
  VitTmlOptions options = of->options;
  options.n_intervals = n_intervals;
  return vit_tml_source_new (of->trajectory, of->timeline, of->model, of->cache, &options,
                             of->budget);
}

static Stage *
get_stage (VitDevelopingTml *self, VitTmlSource *of, size_t n_intervals, size_t last_frame)
{
  if (self->stages->len <= n_intervals)
    g_ptr_array_set_size (self->stages, (int) n_intervals + 1);
  Stage *stage = self->stages->pdata[n_intervals];
  if (!stage)
    {
      self->stages->pdata[n_intervals] = stage = g_new0 (Stage, 1);
      stage->source = new_source (of, n_intervals);
      stage->job =
          vit_job_start (VIT_JOB_LASTING, "Validating the model on fewer intervals", validate,
                         vit_tml_source_ref (stage->source), (GDestroyNotify) vit_tml_source_unref,
                         g_free, on_validated, stage);
    }
  else if (last_frame >= vit_timeline_get_n_frames (stage->source->timeline))
    {
      vit_tml_source_unref (stage->source);
      stage->source = new_source (of, n_intervals);
    }
  return stage;
}

VitTmlStarts *
vit_developing_tml_get (VitDevelopingTml *self, VitTmlSource *of, size_t frame, double *longest)
{
  g_return_val_if_fail (self && of && longest, NULL);
  size_t n = of->options.n_intervals, n_present = 0, last = frame;
  const double *times = vit_timeline_get_times (of->timeline);
  size_t n_used = vit_timeline_get_n_used (of->timeline);
  double end = n_used > 0 ? times[vit_timeline_get_frame_at (of->timeline, n_used - 1)] : 0;
  g_autofree size_t *frames = g_new0 (size_t, MAX (n, 1));
  for (; n_present < n; n_present++)
    {
      double interval = of->intervals[n_present], missing;
      if (times[frame] + interval > end + 1e-9 * (end < 0 ? -end : end) ||
          !vit_features_find_frames (of->timeline, frame, &interval, 1, of->options.tolerance,
                                     &frames[n_present], &missing))
        break;
      last = MAX (last, frames[n_present]);
    }
  if (n_present == 0 || n_present == n)
    return NULL;
  *longest = of->intervals[n_present - 1];
  VitTmlStarts *starts = vit_tml_starts_new (get_stage (self, of, n_present, last)->source, 1);
  starts->frames[0] = frame;
  starts->times[0] = times[frame];
  return starts;
}

const char *
vit_developing_tml_get_validation (VitDevelopingTml *self, double longest)
{
  g_return_val_if_fail (self, NULL);
  for (guint k = 0; k < self->stages->len; k++)
    {
      const Stage *stage = self->stages->pdata[k];
      if (stage && stage->source->intervals[stage->source->options.n_intervals - 1] == longest)
        return stage->validation;
    }
  return NULL;
}

/* ---- What to expect ---- */

void
vit_developing_tml_expect (double longest, double *lowest, double *highest)
{
  /* Of both creep runs, start times 0 … 130 ps (docs/science.md §2). */
  static const struct
  {
    double longest, lowest, highest;
  } measured[] = {
    { 0, 0, 0.35 }, { 2, 0.17, 0.35 }, { 10, 0.23, 0.51 }, { 50, 0.39, 0.74 }, { 100, 0.71, 0.90 }
  };
  gsize k = 0;
  while (k + 1 < G_N_ELEMENTS (measured) && measured[k + 1].longest <= longest)
    k++;
  *lowest = measured[k].lowest;
  *highest = measured[k].highest;
}

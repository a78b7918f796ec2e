/* Motion over the last picoseconds of runs that are being written. */

#include "app/cli/watch-motion.h"

#include <math.h>

#include "core/base/job.h"
#include "core/results/column.h"

static const char *const columns[] = { "past_distance", "past_d2min" };

/* A run that is looked at. */
typedef struct
{
  VitCliMotion *owner;
  VitRun *run;
  VitJob *job;  /* nullable */
  bool wanted;  /* it has grown meanwhile */
  double known; /* time of the frame that was looked at last, ps */
} Followed;

struct _VitCliMotion
{
  VitAnalyses *analyses;
  void (*moved) (VitRun *run, const VitCliMoved *moved, void *data);
  void *data;
  GPtrArray *runs; /* element-type Followed */
};

static void
free_followed (gpointer data)
{
  Followed *followed = data;
  vit_job_cancel (followed->job);
  g_clear_object (&followed->job);
  g_object_unref (followed->run);
  g_free (followed);
}

static void
free_source (gpointer source)
{
  vit_quantity_source_free (source);
}

static void *
compute (void *data, VitProgress *progress, GError **error)
{
  VitQuantitySource *source = data;
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return NULL;
  VitCliMoved moved = { .time = vit_quantity_source_get_time (source), .largest = NAN };
  double *means[] = { &moved.distance, &moved.d2min };
  g_autofree double *values = g_new (double, MAX (frame->atoms->n, 1));
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    {
      double sum = 0, n = 0;
      if (!vit_column_compute (columns[c], source, values, progress, error))
        return NULL;
      moved.largest = NAN;
      for (size_t i = 0; i < frame->atoms->n; i++)
        if (isfinite (values[i]))
          {
            sum += values[i];
            n++;
            moved.largest = fmax (moved.largest, values[i]);
          }
      *means[c] = sum / n;
    }
  return g_memdup2 (&moved, sizeof moved);
}

static void look (Followed *followed);

static void
on_computed (VitJob *job, void *data)
{
  Followed *followed = data;
  VitCliMotion *self = followed->owner;
  g_autofree VitCliMoved *moved = vit_job_take_result (job, NULL);
  g_clear_object (&followed->job);
  if (moved && isfinite (moved->d2min))
    {
      moved->interval =
          vit_study_get_options (vit_analyses_get_study (self->analyses))->indicators.past;
      self->moved (followed->run, moved, self->data);
    }
  if (followed->wanted)
    look (followed);
}

static void
look (Followed *followed)
{
  VitAnalyses *analyses = followed->owner->analyses;
  VitTimeline *timeline = vit_run_get_timeline (followed->run);
  size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
  followed->wanted = false;
  if (n < 2)
    return;
  size_t last = vit_timeline_get_frame_at (timeline, n - 1);
  double time = vit_timeline_get_times (timeline)[last];
  if (time == followed->known)
    return;
  followed->known = time;
  VitQuantityWish wish = { .needs_cutoff = true };
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    vit_column_wish (columns[c], vit_study_get_options (vit_analyses_get_study (analyses)), &wish);
  followed->job = vit_job_start (VIT_JOB_MOMENT, "Looking at the last picoseconds", compute,
                                 vit_quantity_source_new (analyses, followed->run, last, &wish),
                                 free_source, g_free, on_computed, followed);
}

VitCliMotion *
vit_cli_motion_new (VitAnalyses *analyses,
                    void (*moved) (VitRun *run, const VitCliMoved *moved, void *data),
                    void *data)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses) && moved, NULL);
  VitCliMotion *self = g_new0 (VitCliMotion, 1);
  self->analyses = g_object_ref (analyses);
  self->moved = moved;
  self->data = data;
  self->runs = g_ptr_array_new_with_free_func (free_followed);
  return self;
}

void
vit_cli_motion_free (VitCliMotion *self)
{
  g_ptr_array_unref (self->runs);
  g_object_unref (self->analyses);
  g_free (self);
}

void
vit_cli_motion_look (VitCliMotion *self, VitRun *run)
{
  Followed *followed = NULL;
  for (guint i = 0; i < self->runs->len; i++)
    if (((Followed *) self->runs->pdata[i])->run == run)
      followed = self->runs->pdata[i];
  if (!followed)
    {
      followed = g_new0 (Followed, 1);
      followed->owner = self;
      followed->run = g_object_ref (run);
      followed->known = NAN;
      g_ptr_array_add (self->runs, followed);
    }
  followed->wanted = true;
  if (!followed->job)
    look (followed);
}

bool
vit_cli_motion_is_busy (const VitCliMotion *self)
{
  bool busy = false;
  for (guint i = 0; i < self->runs->len; i++)
    busy = busy || ((Followed *) self->runs->pdata[i])->job;
  return busy;
}

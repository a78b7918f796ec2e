#include "core/motion/unwrap.h"

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"

/* Beyond this fraction of an edge the shorter way need not be the one that was taken. */
#define AMBIGUOUS 0.45

/* More box vectors than this at once are no motion but a broken file. */
#define MAX_SHIFT 10000

/* Steps in one piece of work: neighbouring ones share a frame. */
#define GRAIN 8

/* An atom that continues in another image. */
typedef struct
{
  int64_t id;
  int16_t shift[3];
  bool lost; /* not in both frames, or nowhere */
} Crossing;

typedef enum
{
  STEP_UNKNOWN,
  STEP_BUSY, /* some thread is at it */
  STEP_KNOWN,
} StepState;

/* From one frame to the next. */
typedef struct
{
  StepState state;
  bool ambiguous;
  guint n;
  Crossing *crossings;
} Step;

/* All steps of a run: its companion. */
typedef struct
{
  GMutex lock;
  GCond changed;
  size_t n;
  Step *steps;
} Steps;

static const char companion_key;

static void *
steps_new (size_t n_frames)
{
  Steps *self = g_new0 (Steps, 1);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->n = n_frames > 0 ? n_frames - 1 : 0;
  self->steps = g_new0 (Step, MAX (self->n, 1));
  return self;
}

static void
steps_free (gpointer data)
{
  Steps *self = data;
  for (size_t s = 0; s < self->n; s++)
    g_free (self->steps[s].crossings);
  g_free (self->steps);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* ---- One step ---- */

/* How atom @i of @a goes on as atom @j of @b; %false if it just does. */
static bool
cross (
    const VitFrame *a, size_t i, const VitFrame *b, size_t j, Crossing *crossing, bool *ambiguous)
{
  double x[3], s0[3], s1[3];
  bool any = false;
  vit_frame_get_position (a, i, x);
  vit_cell_to_scaled (&a->cell, x, s0);
  vit_frame_get_position (b, j, x);
  vit_cell_to_scaled (&b->cell, x, s1);
  *crossing = (Crossing){ .id = a->atoms->ids[i] };
  for (int k = 0; k < 3; k++)
    {
      double ds = s1[k] - s0[k];
      double jump = b->cell.periodic[k] ? round (ds) : 0;
      if (!isfinite (ds) || fabs (jump) > MAX_SHIFT)
        {
          crossing->lost = true;
          return true;
        }
      crossing->shift[k] = (int16_t) -jump;
      any = any || jump != 0;
      *ambiguous = *ambiguous || (b->cell.periodic[k] && fabs (ds - jump) > AMBIGUOUS);
    }
  return any;
}

static void
find_crossings (const VitFrame *a, const VitFrame *b, GArray *crossings, bool *ambiguous)
{
  Crossing crossing;
  bool same = a->atoms == b->atoms;
  for (size_t i = 0; i < a->atoms->n; i++)
    {
      ssize_t j = same ? (ssize_t) i : vit_atoms_find (b->atoms, a->atoms->ids[i]);
      if (j < 0)
        crossing = (Crossing){ .id = a->atoms->ids[i], .lost = true };
      if (j < 0 || cross (a, i, b, (size_t) j, &crossing, ambiguous))
        g_array_append_val (crossings, crossing);
    }
  for (size_t j = 0; !same && j < b->atoms->n; j++)
    if (vit_atoms_find (a->atoms, b->atoms->ids[j]) < 0)
      {
        crossing = (Crossing){ .id = b->atoms->ids[j], .lost = true };
        g_array_append_val (crossings, crossing);
      }
}

/* ---- The steps of a span ---- */

typedef struct
{
  Steps *self;
  VitTrajectory *trajectory;
  size_t first;
  VitProgress *progress;
} Span;

static bool
claim (Steps *self, size_t s)
{
  g_mutex_lock (&self->lock);
  bool mine = self->steps[s].state == STEP_UNKNOWN;
  if (mine)
    self->steps[s].state = STEP_BUSY;
  g_mutex_unlock (&self->lock);
  return mine;
}

static void
settle (Steps *self, size_t s, GArray *crossings, bool ambiguous)
{
  g_mutex_lock (&self->lock);
  Step *step = &self->steps[s];
  step->state = crossings ? STEP_KNOWN : STEP_UNKNOWN;
  if (crossings)
    {
      step->ambiguous = ambiguous;
      step->n = crossings->len;
      step->crossings = crossings->len > 0
                            ? g_memdup2 (crossings->data, crossings->len * sizeof (Crossing))
                            : NULL;
    }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static bool
find_steps (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Span *span = data;
  g_autoptr (VitFrame) last = NULL;
  size_t last_index = SIZE_MAX;
  for (size_t s = span->first + begin; s < span->first + end; s++)
    {
      if (!vit_progress_check (span->progress, error))
        return false;
      if (!claim (span->self, s))
        continue;
      if (last_index != s)
        {
          g_clear_pointer (&last, vit_frame_unref);
          last = vit_trajectory_read_frame (span->trajectory, s, error);
        }
      VitFrame *next = last ? vit_trajectory_read_frame (span->trajectory, s + 1, error) : NULL;
      if (!next)
        {
          settle (span->self, s, NULL, false);
          return false;
        }
      g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (Crossing));
      bool ambiguous = false;
      find_crossings (last, next, crossings, &ambiguous);
      settle (span->self, s, crossings, ambiguous);
      vit_frame_unref (last);
      last = next;
      last_index = s + 1;
    }
  return true;
}

/* Until no other thread is at a step of the span. Returns whether all are known. */
static bool
wait_for_others (Steps *self, size_t low, size_t high, VitProgress *progress)
{
  bool all = true;
  g_mutex_lock (&self->lock);
  for (size_t s = low; s < high && all; s++)
    {
      while (self->steps[s].state == STEP_BUSY && !vit_progress_is_cancelled (progress))
        g_cond_wait_until (&self->changed, &self->lock,
                           g_get_monotonic_time () + 20 * G_TIME_SPAN_MILLISECOND);
      all = self->steps[s].state == STEP_KNOWN;
    }
  g_mutex_unlock (&self->lock);
  return all;
}

static bool
know_steps (Steps *self,
            VitTrajectory *trajectory,
            size_t low,
            size_t high,
            VitProgress *progress,
            GError **error)
{
  Span span = { self, trajectory, low, progress };
  /* Again where another thread gave up: cancelled, or at a frame that cannot be read, which is then
   * our error. */
  do
    {
      if (!vit_progress_check (progress, error) ||
          !vit_parallel_for (high - low, GRAIN, find_steps, &span, NULL, error))
        return false;
    }
  while (!wait_for_others (self, low, high, progress));
  return true;
}

bool
vit_unwrap_advance (VitTrajectory *trajectory,
                    const VitAtoms *atoms,
                    size_t from,
                    size_t to,
                    int32_t *images,
                    ssize_t *ambiguous,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (trajectory && atoms && images, false);
  Steps *self = vit_trajectory_get_companion (trajectory, &companion_key, steps_new, steps_free);
  size_t low = MIN (from, to), high = MAX (from, to);
  g_return_val_if_fail (high <= self->n, false);
  if (low < high && !know_steps (self, trajectory, low, high, progress, error))
    return false;

  int sign = from < to ? 1 : -1;
  for (size_t s = low; s < high; s++)
    {
      const Step *step = &self->steps[s];
      if (step->ambiguous && ambiguous && (*ambiguous < 0 || (size_t) *ambiguous > s + 1))
        *ambiguous = (ssize_t) s + 1;
      for (guint c = 0; c < step->n; c++)
        {
          const Crossing *crossing = &step->crossings[c];
          ssize_t i = vit_atoms_find (atoms, crossing->id);
          if (i < 0)
            continue;
          int32_t *image = images + 3 * i;
          if (crossing->lost || image[0] == VIT_IMAGE_UNKNOWN)
            image[0] = image[1] = image[2] = VIT_IMAGE_UNKNOWN;
          else
            for (int k = 0; k < 3; k++)
              image[k] += sign * crossing->shift[k];
        }
    }
  return true;
}

bool
vit_motion_between (VitTrajectory *trajectory,
                    size_t from,
                    size_t to,
                    const VitMotionOptions *options,
                    double *d,
                    ssize_t *ambiguous,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (trajectory && options && d, false);
  g_autoptr (VitFrame) a = vit_trajectory_read_frame (trajectory, from, error);
  g_autoptr (VitFrame) b = a ? vit_trajectory_read_frame (trajectory, to, error) : NULL;
  if (!b)
    return false;
  g_autofree int32_t *images = NULL;
  if (!a->unwrapped || !b->unwrapped)
    {
      images = g_new0 (int32_t, MAX (3 * a->atoms->n, 1));
      if (!vit_unwrap_advance (trajectory, a->atoms, from, to, images, ambiguous, progress, error))
        return false;
    }
  return vit_displacement_compute (a, b, images, options, d, progress, error);
}

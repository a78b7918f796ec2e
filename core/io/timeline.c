#include "core/io/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/formats.h"

struct _VitTimeline
{
  gatomicrefcount refs;
  size_t n;
  double *times;
  uint32_t *order; /* frames by ascending time; NULL if they are in that order */
  double clock_offset;
  char *warning;
};

typedef struct
{
  double time;
  uint32_t frame;
} TimeKey;

static void
add_warning (VitTimeline *self, const char *text)
{
  g_autofree char *before = g_steal_pointer (&self->warning);
  self->warning = before ? g_strdup_printf ("%s; %s", before, text) : g_strdup (text);
}

/* Get the unit of the file's clock, ps. */
static double
get_clock_unit (VitTrajectory *trajectory)
{
  return vit_formats_get_clock_unit (
      vit_formats_find_title (vit_trajectory_get_format (trajectory)),
      vit_trajectory_get_units (trajectory));
}

static void
check_units (VitTimeline *self, VitTrajectory *trajectory)
{
  const char *units = vit_trajectory_get_units (trajectory);
  if (!units || strcmp (units, "metal") == 0 || strcmp (units, "real") == 0)
    return;
  g_autofree char *text = g_strdup_printf (
      "the file is in units %s: its lengths are taken for Å and its times for ps", units);
  add_warning (self, text);
}

/* Count the steps from @a to @b in double: their difference may overflow an integer. */
static double
count_steps (int64_t a, int64_t b)
{
  int64_t steps;
  return __builtin_sub_overflow (b, a, &steps) ? (double) b - (double) a : (double) steps;
}

static int
compare_keys (const void *a, const void *b)
{
  const TimeKey *x = a, *y = b;
  if (x->time != y->time)
    return x->time < y->time ? -1 : 1;
  return x->frame < y->frame ? -1 : x->frame > y->frame;
}

static void
sort_times (VitTimeline *self)
{
  size_t i = 1;
  while (i < self->n && self->times[i - 1] < self->times[i])
    i++;
  if (i >= self->n)
    return;
  bool back = false;
  for (size_t k = i; k < self->n && !back; k++)
    back = self->times[k] < self->times[k - 1];
  g_autofree TimeKey *keys = g_new (TimeKey, self->n);
  for (i = 0; i < self->n; i++)
    keys[i] = (TimeKey){ self->times[i], (uint32_t) i };
  qsort (keys, self->n, sizeof *keys, compare_keys);
  self->order = g_new (uint32_t, self->n);
  for (i = 0; i < self->n; i++)
    self->order[i] = keys[i].frame;
  add_warning (self,
               back ? "time goes back within the run" : "several frames are at the same time");
}

VitTimeline *
vit_timeline_new (VitTrajectory *trajectory,
                  const VitPremises *given,
                  VitPremises *judged,
                  GError **error)
{
  g_return_val_if_fail (trajectory, NULL);
  given = given ? given : vit_trajectory_get_given (trajectory);
  double timestep = vit_premises_get_number (given, VIT_PREMISE_TIMESTEP);
  size_t n = vit_trajectory_get_n_frames (trajectory);
  bool has_clock = true;
  VitFrameInfo first, info;

  vit_trajectory_get_frame_info (trajectory, 0, &first);
  for (size_t i = 0; i < n && has_clock; i++)
    {
      vit_trajectory_get_frame_info (trajectory, i, &info);
      has_clock = isfinite (info.time);
    }
  if (!has_clock && !(timestep > 0) && n > 1)
    {
      g_set_error (
          error, VIT_ERROR, VIT_ERROR_MISSING,
          "%s: the file has no ITEM: TIME, so the timestep (ps per step) of the run is needed",
          vit_trajectory_get_paths (trajectory)[0]);
      return NULL;
    }

  VitTimeline *self = g_new0 (VitTimeline, 1);
  g_atomic_ref_count_init (&self->refs);
  self->n = n;
  self->times = g_new (double, n);
  double unit = get_clock_unit (trajectory);
  self->clock_offset = has_clock ? first.time * unit : NAN;
  bool disagree = false;
  for (size_t i = 0; i < n; i++)
    {
      vit_trajectory_get_frame_info (trajectory, i, &info);
      double by_step = count_steps (first.step, info.step) * (timestep > 0 ? timestep : 0);
      self->times[i] = has_clock ? (info.time - first.time) * unit : by_step;
      if (has_clock && timestep > 0 &&
          fabs (by_step - self->times[i]) > 1e-6 + 1e-4 * fabs (self->times[i]))
        disagree = true;
    }
  check_units (self, trajectory);
  if (disagree)
    add_warning (self, "the file's ITEM: TIME and the given timestep disagree; ITEM: TIME is used");
  sort_times (self);
  return self;
}

VitTimeline *
vit_timeline_ref (VitTimeline *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vit_timeline_unref (VitTimeline *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->times);
  g_free (self->order);
  g_free (self->warning);
  g_free (self);
}

size_t
vit_timeline_get_n_frames (VitTimeline *self)
{
  return self->n;
}

const double *
vit_timeline_get_times (VitTimeline *self)
{
  return self->times;
}

double
vit_timeline_get_clock_offset (VitTimeline *self)
{
  return self->clock_offset;
}

const char *
vit_timeline_get_warning (VitTimeline *self)
{
  return self->warning;
}

static size_t
get_frame_at (const VitTimeline *self, size_t rank)
{
  return self->order ? self->order[rank] : rank;
}

static double
get_time_at (const VitTimeline *self, size_t rank)
{
  return self->times[get_frame_at (self, rank)];
}

/* Find the first rank whose time is not before @time; n if there is none. Steps outward from @hint
 * double: O(log distance from @hint). */
static size_t
find_first_not_before (const VitTimeline *self, double time, size_t hint)
{
  size_t low = 0, high = MIN (hint, self->n), step = 1;
  if (high < self->n && get_time_at (self, high) < time)
    {
      low = high + 1;
      for (; self->n - low > step && get_time_at (self, low + step) < time; step *= 2)
        low += step + 1;
      high = MIN (self->n, low + step);
    }
  else
    {
      for (; high >= step && get_time_at (self, high - step) >= time; step *= 2)
        high -= step;
      low = high >= step ? high - step + 1 : 0;
    }
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (get_time_at (self, middle) < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static size_t
find_nearest_rank (const VitTimeline *self, double time, size_t hint)
{
  size_t rank = find_first_not_before (self, time, hint);
  if (rank == self->n ||
      (rank > 0 && time - get_time_at (self, rank - 1) <= get_time_at (self, rank) - time))
    rank--;
  /* Take the first of several frames with the same time. */
  return find_first_not_before (self, get_time_at (self, rank), rank);
}

size_t
vit_timeline_find_nearest (VitTimeline *self, double time)
{
  return get_frame_at (self, find_nearest_rank (self, time, self->n / 2));
}

ssize_t
vit_timeline_find_from (VitTimeline *self, double time, double tolerance, size_t *hint)
{
  *hint = find_nearest_rank (self, time, *hint);
  size_t frame = get_frame_at (self, *hint);
  return fabs (self->times[frame] - time) <= tolerance ? (ssize_t) frame : -1;
}

ssize_t
vit_timeline_find (VitTimeline *self, double time, double tolerance)
{
  size_t hint = self->n / 2;
  return vit_timeline_find_from (self, time, tolerance, &hint);
}

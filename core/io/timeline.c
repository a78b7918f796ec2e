#include "core/io/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/clock.h"
#include "core/io/formats.h"
#include "core/io/timeline-private.h"

struct _VitTimeline
{
  gatomicrefcount refs;
  size_t n;
  double *times;
  bool *used;
  uint32_t *order; /* frames that are used by ascending time; NULL if all are, in that order */
  size_t n_used;
  double clock_offset, clock_factor;
  char *warning;
};

typedef struct
{
  double time;
  uint32_t frame;
} TimeKey;

/* Judgement is what is known of the clock while a timeline is made. */
typedef struct
{
  VitTimeline *timeline;
  VitTrajectory *trajectory;
  const VitPremises *given;
  VitPremises *judged;     /* nullable */
  const char *unit;        /* of the file's clock, as in "ps"; NULL if times are not used */
  double factor;           /* that unit in ps */
  bool has_time, has_step; /* whether all frames have them */
  size_t n_timed;          /* frames with a time of their own */
  double per_step;         /* time between two of them in the file's unit per step; NaN without */
  double timestep;         /* as given; NaN */
  double *time, *step;     /* since the first frame */
  const VitFileFormat *format;
} Judgement;

void
vit_timeline_add_warning (VitTimeline *self, const char *text)
{
  g_autofree char *before = g_steal_pointer (&self->warning);
  self->warning = before ? g_strdup_printf ("%s; %s", before, text) : g_strdup (text);
}

/* Say what speaks against a premise: as its doubt, or as a warning where nobody judges premises or
 * the user gave the value. */
static void G_GNUC_PRINTF (3, 4) doubt (Judgement *j, VitPremiseId id, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  const VitPremise *premise = vit_premises_look_up (j->judged, id);
  if (premise && premise->source != VIT_SOURCE_USER)
    vit_premises_doubt (j->judged, id, "%s", text);
  else
    vit_timeline_add_warning (j->timeline, text);
}

static void
judge (Judgement *j, VitPremiseId id, VitPremiseSource source, const char *value)
{
  const VitPremise *given = vit_premises_look_up (j->given, id);
  if (!j->judged)
    return;
  if (given)
    vit_premises_set (j->judged, id, given->source, given->value);
  else
    vit_premises_set (j->judged, id, source, value);
}

/* ---- The clock ---- */

/* Count the steps from @a to @b in double: their difference may overflow an integer. */
static double
count_steps (int64_t a, int64_t b)
{
  int64_t steps;
  return __builtin_sub_overflow (b, a, &steps) ? (double) b - (double) a : (double) steps;
}

static const char *
get_units (Judgement *j)
{
  const char *given = vit_premises_get_text (j->given, VIT_PREMISE_UNITS);
  return given ? given : vit_trajectory_get_units (j->trajectory);
}

/* Read times and steps of all frames; steps are numbers of frames where the file has none. */
static void
read_clocks (Judgement *j, double *offset)
{
  size_t n = j->timeline->n;
  VitFrameInfo first, info;
  vit_trajectory_get_frame_info (j->trajectory, 0, &first);
  VitFrameInfo last = { .time = NAN };
  j->has_step = true;
  j->per_step = NAN;
  for (size_t i = 0; i < n; i++)
    {
      vit_trajectory_get_frame_info (j->trajectory, i, &info);
      j->n_timed += isfinite (info.time);
      j->has_step = j->has_step && info.has_step;
      if (isnan (j->per_step) && info.file == last.file && info.step > last.step &&
          info.time > last.time)
        j->per_step = (info.time - last.time) / count_steps (last.step, info.step);
      last = info;
    }
  j->has_time = j->n_timed == n;
  j->time = g_new (double, n);
  j->step = g_new (double, n);
  for (size_t i = 0; i < n; i++)
    {
      vit_trajectory_get_frame_info (j->trajectory, i, &info);
      j->time[i] = info.time - first.time;
      j->step[i] = j->has_step ? count_steps (first.step, info.step) : (double) i;
    }
  *offset = first.time;
}

/* Find the unit of the file's times; @source says how it is known, @value what it is. */
static const char *
find_unit (Judgement *j, VitPremiseSource *source, bool *known)
{
  const char *told = vit_trajectory_get_clock (j->trajectory);
  bool of_units = j->format->clock == VIT_CLOCK_LAMMPS || g_strcmp0 (told, VIT_CLOCK_OF_UNITS) == 0;
  *known = true;
  *source = VIT_SOURCE_FILE;
  if (!of_units && told)
    return told;
  const char *units = get_units (j), *unit = vit_clock_unit_of_style (units);
  const VitPremise *given = vit_premises_look_up (j->given, VIT_PREMISE_UNITS);
  if (given && given->source == VIT_SOURCE_LOG)
    *source = VIT_SOURCE_LOG;
  if (of_units && unit)
    return unit;
  *source = VIT_SOURCE_DEFAULT;
  *known = of_units && (!units || strcmp (units, "lj") == 0);
  return vit_clock_unit_of_style ("metal");
}

/* Choose what times come from. Returns: false if the clock that the user gave is not there. */
static bool
choose_clock (Judgement *j, GError **error)
{
  VitPremiseSource source;
  bool known;
  const char *given = vit_premises_get_text (j->given, VIT_PREMISE_CLOCK);
  const char *unit = find_unit (j, &source, &known),
             *path = vit_trajectory_get_paths (j->trajectory)[0];
  bool by_step = g_strcmp0 (given, "step") == 0, by_frame = g_strcmp0 (given, "frame") == 0;
  if (given && ((by_step && !j->has_step) || (!by_step && !by_frame && !j->has_time)))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s: clock=%s, but %s", path, given,
                   by_step ? "the frames have no steps" : "the frames have no times");
      return false;
    }
  if (by_frame)
    {
      j->has_step = false;
      for (size_t i = 0; i < j->timeline->n; i++)
        j->step[i] = (double) i;
    }
  if (given && !by_step && !by_frame)
    unit = given;
  j->unit = j->has_time && !by_step && !by_frame ? unit : NULL;
  j->factor = j->unit ? vit_clock_unit_get (j->unit) : NAN;
  judge (j, VIT_PREMISE_CLOCK, j->unit ? source : VIT_SOURCE_FILE,
         j->unit       ? j->unit
         : j->has_step ? "step"
                       : "frame");
  if (j->unit && !given && !known && j->timeline->n > 1)
    doubt (j, VIT_PREMISE_CLOCK,
           "the file does not say the unit of its times: they are taken for %s", j->unit);
  for (size_t i = 0; i < j->timeline->n; i++)
    j->time[i] *= j->factor;
  return true;
}

/* Where some frames alone have a time of their own, it tells the time per step of all. */
static void
use_times_of_some (Judgement *j)
{
  VitPremiseSource source;
  bool known;
  if (j->n_timed == 0 || j->has_time || !j->has_step)
    return;
  double per_step = j->per_step * vit_clock_unit_get (find_unit (j, &source, &known));
  doubt (j, VIT_PREMISE_CLOCK,
         "%zu of %zu frames have a time of their own, the others have none: times come from the "
         "steps",
         j->n_timed, j->timeline->n);
  if (!(per_step > 0))
    return;
  if (!(j->timestep > 0))
    j->timestep = per_step;
  else if (fabs (per_step / j->timestep - 1) > 1e-4)
    doubt (j, VIT_PREMISE_TIMESTEP, "frames that have a time of their own give %g ps per step",
           per_step);
}

/* A step that is longer or shorter than simulations of atoms have. */
static void
check_step (Judgement *j, double per_step, const char *what)
{
  const char *units = get_units (j);
  if (!j->has_step || !(per_step > 0) ||
      (units && strcmp (units, "metal") != 0 && strcmp (units, "real") != 0) ||
      (per_step <= VIT_MAX_STEP && per_step >= VIT_MIN_STEP))
    return;
  doubt (j, j->unit ? VIT_PREMISE_CLOCK : VIT_PREMISE_TIMESTEP,
         "%s %g ps per step, which is implausible: are they in another unit than %s?", what,
         per_step, j->unit ? j->unit : "ps");
}

/* Judge the time per step: as given, or of the file's two clocks. */
static void
judge_timestep (Judgement *j)
{
  size_t last = 0, n = j->timeline->n;
  double per_step = j->timestep;
  /* Up to where both clocks run on: a piece that begins anew has others. */
  while (last + 1 < n && j->step[last + 1] > j->step[last] &&
         !(j->unit && j->time[last + 1] < j->time[last]))
    last++;
  if (j->unit && j->has_step && j->step[last] > 0 && j->time[last] > 0)
    per_step = j->time[last] / j->step[last];
  if (!isfinite (per_step))
    return;
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.9g", per_step);
  judge (j, VIT_PREMISE_TIMESTEP, VIT_SOURCE_FILE, text);
  check_step (j, per_step, j->unit ? "times and steps of the file give" : "steps are taken for");
  if (!j->unit || !(j->timestep > 0) || !j->has_step)
    return;
  for (size_t i = 1; i <= last; i++)
    if (fabs (j->step[i] * j->timestep - j->time[i]) > 1e-6 + 1e-4 * fabs (j->time[i]))
      {
        g_autofree char *warning =
            g_strdup_printf ("the file's %s and the given timestep disagree; %s used",
                             j->format->clock == VIT_CLOCK_LAMMPS ? "ITEM: TIME" : "times",
                             j->format->clock == VIT_CLOCK_LAMMPS ? "ITEM: TIME is" : "they are");
        vit_timeline_add_warning (j->timeline, warning);
        return;
      }
}

/* ---- The pieces ---- */

/* A piece begins anew. */
static void
judge_anew (Judgement *j, const VitTimeWalk *walk)
{
  VitFrameInfo info;
  vit_trajectory_get_frame_info (j->trajectory, (size_t) walk->anew, &info);
  const char *path = vit_trajectory_get_paths (j->trajectory)[info.file];
  g_autofree char *name = g_filename_display_basename (path);
  judge (j, VIT_PREMISE_PIECES, VIT_SOURCE_DEFAULT, "appended");
  if (vit_premises_look_up (j->given, VIT_PREMISE_PIECES))
    return;
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%s begin anew at frame %zd (%s, line %" G_GUINT64_FORMAT ")",
                          walk->time_alone || !j->has_step ? "times" : "steps", walk->anew, name,
                          info.line);
  if (walk->n_anew > 1)
    g_string_append_printf (text, " and %zu more times", walk->n_anew - 1);
  g_string_append (text, walk->time_alone ? ": they are continued by the steps"
                                          : ": what follows is taken for a continuation");
  doubt (j, VIT_PREMISE_PIECES, "%s", text->str);
}

static void
judge_pieces (Judgement *j, const VitTimeWalk *walk)
{
  if (walk->n_rewritten > 0)
    {
      g_autofree char *text = g_strdup_printf (
          "%zu frames from frame %zd on were written again by a restart: the later "
          "ones are used",
          walk->n_rewritten, walk->first_rewritten);
      vit_timeline_add_warning (j->timeline, text);
    }
  if (walk->anew >= 0)
    judge_anew (j, walk);
  else if (walk->unsure >= 0)
    judge (j, VIT_PREMISE_PIECES, VIT_SOURCE_DEFAULT, "rewritten");
  if (walk->unsure >= 0)
    doubt (
        j, VIT_PREMISE_PIECES,
        "At frame %zd the %s go back into what was written, but its atoms are nearer to those of "
        "the frame before it: it is taken for one that was written again, unless it is appended",
        walk->unsure, j->has_step ? "steps" : "times");
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
  size_t n = 0;
  bool back = false, still = false;
  g_autofree TimeKey *keys = g_new (TimeKey, self->n);
  for (size_t i = 0; i < self->n; i++)
    if (self->used[i])
      {
        back = back || (n > 0 && self->times[i] < keys[n - 1].time);
        still = still || (n > 0 && self->times[i] == keys[n - 1].time);
        keys[n++] = (TimeKey){ self->times[i], (uint32_t) i };
      }
  self->n_used = n;
  if (n == self->n && !back && !still)
    return;
  qsort (keys, n, sizeof *keys, compare_keys);
  self->order = g_new (uint32_t, n);
  for (size_t i = 0; i < n; i++)
    self->order[i] = keys[i].frame;
  if (back || still)
    vit_timeline_add_warning (self, back ? "time goes back within the run"
                                         : "several frames are at the same time");
}

static void
judgement_clear (Judgement *j)
{
  g_free (j->time);
  g_free (j->step);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Judgement, judgement_clear)

VitTimeline *
vit_timeline_new (VitTrajectory *trajectory,
                  const VitPremises *given,
                  VitPremises *judged,
                  GError **error)
{
  g_return_val_if_fail (trajectory, NULL);
  size_t n = vit_trajectory_get_n_frames (trajectory);
  g_autoptr (VitTimeline) self = g_new0 (VitTimeline, 1);
  g_atomic_ref_count_init (&self->refs);
  self->n = n;
  self->times = g_new (double, n);
  self->used = g_new (bool, n);
  g_auto (Judgement)
      j = { .timeline = self,
            .trajectory = trajectory,
            .given = given ? given : vit_trajectory_get_given (trajectory),
            .judged = judged,
            .format = vit_formats_find_title (vit_trajectory_get_format (trajectory)) };
  double offset;
  j.timestep = vit_premises_get_number (j.given, VIT_PREMISE_TIMESTEP);
  read_clocks (&j, &offset);
  if (!choose_clock (&j, error))
    return NULL;
  use_times_of_some (&j);
  if (!j.unit && !(j.timestep > 0) && n > 1)
    {
      if (judged)
        vit_premises_set (judged, VIT_PREMISE_TIMESTEP, VIT_SOURCE_DEFAULT, NULL);
      g_set_error (
          error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s", vit_trajectory_get_paths (trajectory)[0],
          j.has_step ? "the file has no times (ITEM: TIME), so the timestep (ps per step) of "
                       "the run is needed"
                     : "the frames have neither times nor steps, so the time from frame to "
                       "frame is needed as the timestep (ps)");
      return NULL;
    }
  self->clock_offset = j.unit ? offset * j.factor : NAN;
  self->clock_factor = j.unit ? j.factor : NAN;
  judge_timestep (&j);
  const char *pieces = vit_premises_get_text (j.given, VIT_PREMISE_PIECES);
  VitTimeWalk walk = { .n = n,
                       .time = j.unit ? j.time : NULL,
                       .step = j.has_step || !j.unit ? j.step : NULL,
                       .by_step = !j.unit,
                       .dt = j.timestep > 0 ? j.timestep
                             : j.unit       ? NAN
                                            : 0,
                       .rewritten = g_strcmp0 (pieces, "rewritten") == 0,
                       .appended = g_strcmp0 (pieces, "appended") == 0,
                       .times = self->times,
                       .used = self->used };
  vit_time_walk (&walk, trajectory);
  judge_pieces (&j, &walk);
  sort_times (self);
  return g_steal_pointer (&self);
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
  g_free (self->used);
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

bool
vit_timeline_is_used (VitTimeline *self, size_t frame)
{
  g_return_val_if_fail (frame < self->n, false);
  return self->used[frame];
}

size_t
vit_timeline_get_n_used (VitTimeline *self)
{
  return self->n_used;
}

double
vit_timeline_get_clock_offset (VitTimeline *self)
{
  return self->clock_offset;
}

double
vit_timeline_get_clock_factor (VitTimeline *self)
{
  return self->clock_factor;
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

size_t
vit_timeline_get_frame_at (VitTimeline *self, size_t rank)
{
  g_return_val_if_fail (rank < self->n_used, 0);
  return get_frame_at (self, rank);
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
  size_t low = 0, high = MIN (hint, self->n_used), step = 1;
  if (high < self->n_used && get_time_at (self, high) < time)
    {
      low = high + 1;
      for (; self->n_used - low > step && get_time_at (self, low + step) < time; step *= 2)
        low += step + 1;
      high = MIN (self->n_used, low + step);
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
  if (rank == self->n_used ||
      (rank > 0 && time - get_time_at (self, rank - 1) <= get_time_at (self, rank) - time))
    rank--;
  /* Take the first of several frames with the same time. */
  return find_first_not_before (self, get_time_at (self, rank), rank);
}

size_t
vit_timeline_find_nearest (VitTimeline *self, double time)
{
  return get_frame_at (self, find_nearest_rank (self, time, self->n_used / 2));
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
  size_t hint = self->n_used / 2;
  return vit_timeline_find_from (self, time, tolerance, &hint);
}

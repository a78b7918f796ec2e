#include "core/results/past-motion.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/motion/vibration.h"
#include "core/results/plasticity.h"
#include "core/results/stored.h"

/* Version of the kernels and of the layout on disk. */
#define VERSION 1

/* How far from Δt the frame may lie that the past begins at, relative to Δt. */
#define PAST_TOLERANCE 0.1

struct _VitPastMotion
{
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  size_t frame, n;
  VitOptions *options;
  double cutoff;
  VitCache *cache;
  double *values[VIT_PAST_N_KINDS];
  char *notes[VIT_PAST_N_KINDS];
};

VitPastMotion *
vit_past_motion_new (VitTrajectory *trajectory,
                     VitTimeline *timeline,
                     size_t frame,
                     const VitOptions *options,
                     double cutoff,
                     VitCache *cache)
{
  g_return_val_if_fail (trajectory && options, NULL);
  VitPastMotion *self = g_new0 (VitPastMotion, 1);
  self->trajectory = vit_trajectory_ref (trajectory);
  self->timeline = timeline ? vit_timeline_ref (timeline) : NULL;
  self->frame = frame;
  self->options = vit_options_copy (options);
  self->cutoff = cutoff;
  self->cache = cache ? vit_cache_ref (cache) : NULL;
  return self;
}

void
vit_past_motion_free (VitPastMotion *self)
{
  if (!self)
    return;
  for (int kind = 0; kind < VIT_PAST_N_KINDS; kind++)
    {
      g_free (self->values[kind]);
      g_free (self->notes[kind]);
    }
  vit_trajectory_unref (self->trajectory);
  g_clear_pointer (&self->timeline, vit_timeline_unref);
  vit_options_free (self->options);
  g_clear_pointer (&self->cache, vit_cache_unref);
  g_free (self);
}

/* ---- Which frames ---- */

static double
get_time (const VitPastMotion *self, size_t frame)
{
  return vit_timeline_get_times (self->timeline)[frame];
}

/* The used frame before this one that is nearest to Δt before it; −1 if none is near. */
static ssize_t
find_past_frame (const VitPastMotion *self)
{
  double past = self->options->indicators.past, nearest = PAST_TOLERANCE * past;
  ssize_t found = -1;
  for (size_t rank = 0; rank < vit_timeline_get_n_used (self->timeline); rank++)
    {
      size_t frame = vit_timeline_get_frame_at (self->timeline, rank);
      double interval = get_time (self, self->frame) - get_time (self, frame);
      if (!(interval > 0) || !(fabs (interval - past) <= nearest))
        continue;
      nearest = fabs (interval - past);
      found = (ssize_t) frame;
    }
  return found;
}

/* The frames of a kind: windows, halves, or a window of one frame. */
static VitFrameWindows
find_windows (const VitPastMotion *self, VitPastKind kind)
{
  const VitIndicatorGroup *options = &self->options->indicators;
  if (kind == VIT_PAST_VIBRATION)
    return vit_vibration_find_windows (self->timeline, self->frame, options->vibration_window,
                                       options->vibration_past);
  if (kind == VIT_PAST_HOP || kind == VIT_PAST_NEXT_HOP)
    return vit_hop_find_halves (self->timeline, self->frame, options->hop_window,
                                kind == VIT_PAST_NEXT_HOP);
  ssize_t past = find_past_frame (self);
  VitFrameWindows one = { .n = past >= 0,
                          .starts = g_new0 (size_t, 2),
                          .frames = g_new (size_t, 1) };
  one.starts[1] = one.n;
  one.frames[0] = past >= 0 ? (size_t) past : 0;
  return one;
}

static bool
is_enough (VitPastKind kind, const VitFrameWindows *windows)
{
  if (kind == VIT_PAST_HOP || kind == VIT_PAST_NEXT_HOP)
    return vit_hop_halves_suffice (windows);
  return windows->n > 0;
}

/* What the values rest on, or lack. */
static char *
describe (const VitPastMotion *self, VitPastKind kind, const VitFrameWindows *windows)
{
  const VitIndicatorGroup *options = &self->options->indicators;
  double now = get_time (self, self->frame);
  bool enough = is_enough (kind, windows);
  switch (kind)
    {
    case VIT_PAST_VIBRATION:
      return enough ? g_strdup_printf (
                          "vibrations at %g ps rest on %zu frames in %zu window%s of %g ps", now,
                          windows->starts[windows->n], windows->n, windows->n == 1 ? "" : "s",
                          options->vibration_window)
                    : g_strdup_printf (
                          "vibrations at %g ps have no value: none of the windows of %g ps "
                          "in the %g ps before holds %d frames",
                          now, options->vibration_window, options->vibration_past,
                          VIT_VIBRATION_LEAST_FRAMES);
    case VIT_PAST_HOP:
    case VIT_PAST_NEXT_HOP:
      return g_strdup_printf ("p_hop of the %g ps %s %g ps %s %zu and %zu frames in its halves%s",
                              options->hop_window, kind == VIT_PAST_HOP ? "before" : "after", now,
                              enough ? "rests on" : "has no value: there are", windows->starts[1],
                              windows->starts[2] - windows->starts[1],
                              enough ? "" : ", of which each needs three");
    default:
      return enough ? g_strdup_printf ("past motion at %g ps: Δt = %g ps", now,
                                       now - get_time (self, windows->frames[0]))
                    : g_strdup_printf (
                          "past motion at %g ps has no value: no frame lies %g ps before, "
                          "within 10 %%",
                          now, options->past);
    }
}

void
vit_past_motion_add_key (VitTrajectory *trajectory,
                         VitTimeline *timeline,
                         size_t frame,
                         const VitOptions *options,
                         VitStored *stored)
{
  const VitIndicatorGroup *group = &options->indicators;
  g_return_if_fail (trajectory && options && stored);
  if (!timeline)
    return;
  double now = vit_timeline_get_times (timeline)[frame];
  double before = fmax (fmax ((1 + PAST_TOLERANCE) * group->past, group->vibration_past),
                        group->hop_window),
         slack = 1e-6 * (before + fabs (now));
  size_t first = frame, last = frame;
  for (size_t rank = 0; rank < vit_timeline_get_n_used (timeline); rank++)
    {
      size_t other = vit_timeline_get_frame_at (timeline, rank);
      double time = vit_timeline_get_times (timeline)[other];
      if (time < now - before - slack || time > now + group->hop_window + slack)
        continue;
      vit_stored_add_number (stored, time);
      vit_stored_add_frame (stored, trajectory, other);
      first = MIN (first, other);
      last = MAX (last, other);
    }
  vit_stored_add_path (stored, trajectory, first, last);
}

/* ---- Values ---- */

size_t
vit_past_get_width (VitPastKind kind)
{
  static const size_t widths[VIT_PAST_N_KINDS] = { 6, 1, 1, 1, 2 };
  return widths[kind];
}

static bool
measure_distance (VitPastMotion *self,
                  size_t from,
                  double *values,
                  ssize_t *ambiguous,
                  VitProgress *progress,
                  GError **error)
{
  static const VitMotionOptions box = { .frame = VIT_MOTION_BOX };
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (self->trajectory, from, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  g_autofree double *d = g_new (double, MAX (3 * n, 1)), *lengths = g_new (double, MAX (n, 1));
  if (!vit_motion_between (self->trajectory, from, self->frame, &box, d, ambiguous, progress,
                           error))
    return false;
  for (size_t i = 0; i < n; i++)
    lengths[i] =
        sqrt (d[3 * i] * d[3 * i] + d[3 * i + 1] * d[3 * i + 1] + d[3 * i + 2] * d[3 * i + 2]);
  return vit_motion_reorder (self->trajectory, self->frame, from, lengths, 1, values, error);
}

static bool
measure_strain (
    VitPastMotion *self, size_t from, double *values, VitProgress *progress, GError **error)
{
  const VitPlasticityOptions how = { .cutoff = self->cutoff,
                                     .per_neighbour = self->options->plasticity.per_neighbour };
  g_autoptr (VitPlasticity) plasticity = vit_plasticity_compute (
      self->trajectory, from, self->frame, &how, self->cache, progress, error);
  if (!plasticity)
    return false;
  size_t n = plasticity->atoms->n;
  g_autofree double *own = g_new (double, MAX (2 * n, 1));
  for (size_t i = 0; i < n; i++)
    {
      own[2 * i] = plasticity->values[VIT_PLASTICITY_D2MIN][i];
      own[2 * i + 1] = plasticity->values[VIT_PLASTICITY_MISES][i];
    }
  return vit_motion_reorder (self->trajectory, self->frame, from, own, 2, values, error);
}

static bool
measure (VitPastMotion *self,
         VitPastKind kind,
         const VitFrameWindows *windows,
         double *values,
         ssize_t *ambiguous,
         VitProgress *progress,
         GError **error)
{
  switch (kind)
    {
    case VIT_PAST_VIBRATION:
      return vit_vibration_measure (self->trajectory, self->frame, windows, (double (*)[6]) values,
                                    ambiguous, progress, error);
    case VIT_PAST_HOP:
    case VIT_PAST_NEXT_HOP:
      return vit_hop_measure (self->trajectory, self->frame, windows, values, ambiguous, progress,
                              error);
    case VIT_PAST_DISTANCE:
      return measure_distance (self, windows->frames[0], values, ambiguous, progress, error);
    default:
      return measure_strain (self, windows->frames[0], values, progress, error);
    }
}

/* ---- On disk: the values, and behind them the frame into which an atom's way is ambiguous, or −1
 * ---- */

static void
begin_key (VitPastMotion *self, VitPastKind kind, const VitFrameWindows *windows, VitStored *stored)
{
  static const char *const names[VIT_PAST_N_KINDS] = { "vibration", "hop", "next-hop",
                                                       "past-distance", "past-strain" };
  size_t total = windows->starts[windows->n], low = self->frame, high = self->frame;
  vit_stored_begin (stored, self->cache, names[kind], VERSION);
  if (!self->cache)
    return;
  vit_stored_add (stored, windows->starts, (windows->n + 1) * sizeof *windows->starts);
  if (kind == VIT_PAST_STRAIN)
    {
      vit_stored_add_number (stored, self->cutoff);
      vit_stored_add_number (stored, self->options->plasticity.per_neighbour);
    }
  for (size_t k = 0; k < total; k++)
    {
      vit_stored_add_frame (stored, self->trajectory, windows->frames[k]);
      low = MIN (low, windows->frames[k]);
      high = MAX (high, windows->frames[k]);
    }
  vit_stored_add_frame (stored, self->trajectory, self->frame);
  vit_stored_add_path (stored, self->trajectory, low, high);
}

static bool
load (VitPastMotion *self, VitPastKind kind, VitStored *stored, double *values)
{
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  gsize size, wanted = (self->n * vit_past_get_width (kind) + 1) * sizeof *values;
  const void *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  if (!data || size != wanted)
    return false;
  memcpy (values, data, size);
  vit_stored_tell (stored, "disk");
  return true;
}

static bool
count_atoms (VitPastMotion *self, GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (self->trajectory, self->frame, error);
  self->n = frame ? frame->atoms->n : 0;
  return frame != NULL;
}

static void
add_ambiguous (VitPastMotion *self, VitPastKind kind, double frame)
{
  if (!(frame >= 0))
    return;
  g_autofree char *note = self->notes[kind];
  self->notes[kind] = g_strdup_printf (
      "%s; an atom moves by nearly half a box edge into frame %.0f: unwrapping it is ambiguous",
      note, frame);
}

static bool
make (VitPastMotion *self, VitPastKind kind, double *values, VitProgress *progress, GError **error)
{
  g_auto (VitFrameWindows) windows = find_windows (self, kind);
  size_t n_values = self->n * vit_past_get_width (kind);
  g_free (self->notes[kind]);
  self->notes[kind] = describe (self, kind, &windows);
  if (!is_enough (kind, &windows))
    {
      for (size_t k = 0; k < n_values; k++)
        values[k] = NAN;
      return true;
    }
  VitStored stored;
  begin_key (self, kind, &windows, &stored);
  if (!load (self, kind, &stored, values))
    {
      ssize_t ambiguous = -1;
      if (!measure (self, kind, &windows, values, &ambiguous, progress, error))
        return false;
      values[n_values] = (double) ambiguous;
      vit_stored_tell (&stored, "computed");
      vit_stored_keep (&stored, values, (n_values + 1) * sizeof *values);
    }
  add_ambiguous (self, kind, values[n_values]);
  return true;
}

const double *
vit_past_motion_get (
    VitPastMotion *self, VitPastKind kind, const char **note, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (self && note && kind < VIT_PAST_N_KINDS, NULL);
  if (!self->timeline)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                   "The file has no clock: the timestep of the run is needed.");
      return NULL;
    }
  if (!self->values[kind])
    {
      if (!count_atoms (self, error))
        return NULL;
      g_autofree double *values = g_new (double, self->n *vit_past_get_width (kind) + 1);
      if (!make (self, kind, values, progress, error))
        return NULL;
      self->values[kind] = g_steal_pointer (&values);
    }
  *note = self->notes[kind];
  return self->values[kind];
}

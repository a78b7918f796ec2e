#include "core/motion/vibration.h"

#include <math.h>
#include <string.h>

/* Relative to the length of a window: times are decimals. */
#define TIME_TOLERANCE 1e-6

void
vit_frame_windows_clear (VitFrameWindows *windows)
{
  g_clear_pointer (&windows->starts, g_free);
  g_clear_pointer (&windows->frames, g_free);
  windows->n = 0;
}

/* ---- Windows ---- */

/* The first rank from @begin on whose time is at least @time. */
static size_t
find_rank (VitTimeline *timeline, size_t begin, double time)
{
  const double *times = vit_timeline_get_times (timeline);
  size_t n = vit_timeline_get_n_used (timeline);
  while (begin < n && times[vit_timeline_get_frame_at (timeline, begin)] < time)
    begin++;
  return begin;
}

static VitFrameWindows
end_windows (GArray *starts, GArray *frames)
{
  size_t end = frames->len;
  VitFrameWindows windows = { .n = starts->len };
  g_array_append_val (starts, end);
  windows.starts = (size_t *) (void *) g_array_free (starts, FALSE);
  windows.frames = (size_t *) (void *) g_array_free (frames, FALSE);
  return windows;
}

static void
add_frames (VitTimeline *timeline, size_t begin, size_t end, GArray *starts, GArray *frames)
{
  size_t start = frames->len;
  g_array_append_val (starts, start);
  for (size_t rank = begin; rank < end; rank++)
    {
      size_t frame = vit_timeline_get_frame_at (timeline, rank);
      g_array_append_val (frames, frame);
    }
}

VitFrameWindows
vit_vibration_find_windows (VitTimeline *timeline, size_t frame, double length, double past)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (size_t)),
         *frames = g_array_new (FALSE, FALSE, sizeof (size_t));
  const double *times = vit_timeline_get_times (timeline);
  double now = times[frame], slack = TIME_TOLERANCE * length;
  size_t n = vit_timeline_get_n_used (timeline),
         begin = find_rank (timeline, 0, now - past - slack);
  while (begin < n)
    {
      double last = times[vit_timeline_get_frame_at (timeline, begin)] + length;
      if (last > now + slack)
        break;
      size_t end = find_rank (timeline, begin, nextafter (last + slack, INFINITY));
      bool enough = end - begin >= VIT_VIBRATION_LEAST_FRAMES;
      if (enough)
        add_frames (timeline, begin, end, starts, frames);
      begin = enough ? end : begin + 1;
    }
  return end_windows (starts, frames);
}

VitFrameWindows
vit_hop_find_halves (VitTimeline *timeline, size_t frame, double length, bool after)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (size_t)),
         *frames = g_array_new (FALSE, FALSE, sizeof (size_t));
  double first = vit_timeline_get_times (timeline)[frame] - (after ? 0 : length),
         slack = TIME_TOLERANCE * length;
  size_t begin = find_rank (timeline, 0, first - slack),
         middle = find_rank (timeline, begin, first + length / 2 - slack),
         end = find_rank (timeline, middle, nextafter (first + length + slack, INFINITY));
  add_frames (timeline, begin, middle, starts, frames);
  add_frames (timeline, middle, end, starts, frames);
  return end_windows (starts, frames);
}

/* ---- Positions ---- */

bool
vit_motion_reorder (VitTrajectory *trajectory,
                    size_t frame,
                    size_t other,
                    const double *values,
                    size_t width,
                    double *to,
                    GError **error)
{
  g_autoptr (VitFrame) here = vit_trajectory_read_frame (trajectory, frame, error);
  g_autoptr (VitFrame) there = here ? vit_trajectory_read_frame (trajectory, other, error) : NULL;
  g_autofree ssize_t *match = NULL;
  if (!there || !vit_displacement_match (here, there, &match, error))
    return false;
  for (size_t i = 0; i < here->atoms->n; i++)
    {
      ssize_t from = match ? match[i] : (ssize_t) i;
      for (size_t k = 0; k < width; k++)
        to[i * width + k] = from >= 0 ? values[(size_t) from * width + k] : NAN;
    }
  return true;
}

/* Where the atoms of @frame are in @other, from where they are in @frame, with the box of @frame.
 */
static bool
get_offsets (VitTrajectory *trajectory,
             size_t frame,
             size_t other,
             size_t n,
             double *x,
             ssize_t *ambiguous,
             VitProgress *progress,
             GError **error)
{
  static const VitMotionOptions box = { .frame = VIT_MOTION_BOX };
  if (frame == other)
    {
      memset (x, 0, 3 * n * sizeof *x);
      return true;
    }
  g_autoptr (VitFrame) there = vit_trajectory_read_frame (trajectory, other, error);
  if (!there)
    return false;
  g_autofree double *d = g_new (double, MAX (3 * there->atoms->n, 1));
  if (!vit_motion_between (trajectory, other, frame, &box, d, ambiguous, progress, error) ||
      !vit_motion_reorder (trajectory, frame, other, d, 3, x, error))
    return false;
  for (size_t k = 0; k < 3 * n; k++)
    x[k] = -x[k];
  return true;
}

/* Sums over the frames of a window, of one atom. */
typedef struct
{
  double x[3], squares[6];
} Sums;

static void
add_position (Sums *sums, const double x[3])
{
  const double squares[6] = { x[0] * x[0], x[1] * x[1], x[2] * x[2],
                              x[0] * x[1], x[0] * x[2], x[1] * x[2] };
  for (int k = 0; k < 3; k++)
    sums->x[k] += x[k];
  for (int k = 0; k < 6; k++)
    sums->squares[k] += squares[k];
}

static bool
sum_window (VitTrajectory *trajectory,
            size_t frame,
            const VitFrameWindows *windows,
            size_t w,
            size_t n,
            Sums *sums,
            ssize_t *ambiguous,
            VitProgress *progress,
            GError **error)
{
  size_t total = windows->starts[windows->n];
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  memset (sums, 0, n * sizeof *sums);
  for (size_t k = windows->starts[w]; k < windows->starts[w + 1]; k++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, (double) k / (double) total,
                              (double) (k + 1) / (double) total, "Following vibrations");
      if (!get_offsets (trajectory, frame, windows->frames[k], n, x, ambiguous, progress, error) ||
          !vit_progress_check (progress, error))
        return false;
      vit_progress_leave (progress, whole);
      for (size_t i = 0; i < n; i++)
        add_position (&sums[i], x + 3 * i);
    }
  return true;
}

static ssize_t
count_atoms (VitTrajectory *trajectory, size_t frame, GError **error)
{
  g_autoptr (VitFrame) here = vit_trajectory_read_frame (trajectory, frame, error);
  return here ? (ssize_t) here->atoms->n : -1;
}

/* ---- Vibration ---- */

static void
add_covariance (const Sums *sums, size_t n_frames, double u[6], unsigned *n_windows)
{
  static const int first[6] = { 0, 1, 2, 0, 0, 1 }, second[6] = { 0, 1, 2, 1, 2, 2 };
  double count = (double) n_frames;
  if (!isfinite (sums->x[0] + sums->x[1] + sums->x[2]))
    return;
  for (int k = 0; k < 6; k++)
    u[k] += (sums->squares[k] - sums->x[first[k]] * sums->x[second[k]] / count) / (count - 1);
  (*n_windows)++;
}

bool
vit_vibration_measure (VitTrajectory *trajectory,
                       size_t frame,
                       const VitFrameWindows *windows,
                       double (*u)[6],
                       ssize_t *ambiguous,
                       VitProgress *progress,
                       GError **error)
{
  g_return_val_if_fail (trajectory && windows && windows->n > 0 && u, false);
  ssize_t found = count_atoms (trajectory, frame, error);
  if (found < 0)
    return false;
  size_t n = (size_t) found;
  g_autofree Sums *sums = g_new (Sums, MAX (n, 1));
  g_autofree unsigned *counts = g_new0 (unsigned, MAX (n, 1));
  memset (u, 0, n * sizeof *u);
  for (size_t w = 0; w < windows->n; w++)
    {
      if (!sum_window (trajectory, frame, windows, w, n, sums, ambiguous, progress, error))
        return false;
      for (size_t i = 0; i < n; i++)
        add_covariance (&sums[i], windows->starts[w + 1] - windows->starts[w], u[i], &counts[i]);
    }
  for (size_t i = 0; i < n; i++)
    for (int k = 0; k < 6; k++)
      u[i][k] = counts[i] > 0 ? u[i][k] / counts[i] : NAN;
  return true;
}

/* By the angle of the cubic equation. */
void
vit_vibration_get_eigenvalues (const double u[6], double values[3])
{
  double mean = (u[0] + u[1] + u[2]) / 3, off = u[3] * u[3] + u[4] * u[4] + u[5] * u[5],
         a = u[0] - mean, b = u[1] - mean, c = u[2] - mean,
         size = sqrt ((a * a + b * b + c * c + 2 * off) / 6);
  if (!(size > 0))
    {
      values[0] = values[1] = values[2] = isnan (mean) ? NAN : mean;
      return;
    }
  double half = (a * (b * c - u[5] * u[5]) - u[3] * (u[3] * c - u[5] * u[4]) +
                 u[4] * (u[3] * u[5] - b * u[4])) /
                (2 * size * size * size);
  double angle = acos (CLAMP (half, -1, 1)) / 3;
  values[0] = mean + 2 * size * cos (angle);
  values[2] = mean + 2 * size * cos (angle + 2 * G_PI / 3);
  values[1] = 3 * mean - values[0] - values[2];
}

/* ---- Hops ---- */

bool
vit_hop_halves_suffice (const VitFrameWindows *halves)
{
  g_return_val_if_fail (halves && halves->n == 2, false);
  return halves->starts[1] >= VIT_HOP_LEAST_FRAMES &&
         halves->starts[2] - halves->starts[1] >= VIT_HOP_LEAST_FRAMES;
}

/* ⟨(r − m)²⟩. */
static double
get_square (const Sums *sums, double n, const double m[3])
{
  double sum = 0;
  for (int k = 0; k < 3; k++)
    sum += sums->squares[k] / n - 2 * m[k] * sums->x[k] / n + m[k] * m[k];
  return fmax (sum, 0);
}

bool
vit_hop_measure (VitTrajectory *trajectory,
                 size_t frame,
                 const VitFrameWindows *halves,
                 double *p_hop,
                 ssize_t *ambiguous,
                 VitProgress *progress,
                 GError **error)
{
  g_return_val_if_fail (trajectory && halves && halves->n == 2 && p_hop, false);
  g_return_val_if_fail (halves->starts[1] > 0 && halves->starts[2] > halves->starts[1], false);
  ssize_t found = count_atoms (trajectory, frame, error);
  if (found < 0)
    return false;
  size_t n = (size_t) found;
  g_autofree Sums *a = g_new (Sums, MAX (n, 1)), *b = g_new (Sums, MAX (n, 1));
  if (!sum_window (trajectory, frame, halves, 0, n, a, ambiguous, progress, error) ||
      !sum_window (trajectory, frame, halves, 1, n, b, ambiguous, progress, error))
    return false;
  double n_a = (double) halves->starts[1], n_b = (double) (halves->starts[2] - halves->starts[1]);
  for (size_t i = 0; i < n; i++)
    {
      double mean_a[3], mean_b[3];
      for (int k = 0; k < 3; k++)
        {
          mean_a[k] = a[i].x[k] / n_a;
          mean_b[k] = b[i].x[k] / n_b;
        }
      bool known = isfinite (mean_a[0] + mean_a[1] + mean_a[2] + mean_b[0] + mean_b[1] + mean_b[2]);
      p_hop[i] =
          known ? sqrt (get_square (&a[i], n_a, mean_b) * get_square (&b[i], n_b, mean_a)) : NAN;
    }
  return true;
}

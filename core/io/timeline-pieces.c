/* Pieces of a run: what a restart wrote again, and what it appended (docs/science.md §1).
 *
 * The clock that decides is the step, or the time where there are no steps. If it goes back into
 * the range that was written, the frames from there on were written again, unless they fill a gap.
 * If it goes back to the first value or before it, the piece begins anew. */

#include <math.h>
#include <string.h>

#include "core/io/timeline-private.h"

/* A piece begins with the frame that ended the last one if atoms move between them by less than
 * this part of their next move (squared). */
#define SAME_FRAME 1e-4

/* Pieces whose first frames are compared; later ones are taken for what the last of these was. */
#define MAX_COMPARED 16

typedef struct
{
  VitTimeWalk *walk;
  VitTrajectory *trajectory;
  const double *clock; /* step, or time */
  uint32_t *file;
  size_t *begins; /* first frame of the ascending stretch that a frame belongs to */
  GArray *kept;   /* size_t: frames that are used, in the order of the files */
  size_t piece;   /* first frame of this piece */
  double start;   /* its time */
  bool same;      /* whether the last piece that was compared began with the frame before it */
  double least;   /* least distance of two frames so far, by the clock; infinite without */
  size_t n_again; /* pieces that were written again */
} Pieces;

typedef enum
{
  PIECE_GOES_ON,
  PIECE_WRITTEN_AGAIN,
  PIECE_BEGINS_ANEW,
  TIME_BEGINS_ANEW, /* but steps go on */
} PieceKind;

static bool
is_alone_in_file (const Pieces *self, size_t i)
{
  size_t n = self->walk->n;
  return (i == 0 || self->file[i - 1] != self->file[i]) &&
         (i + 1 == n || self->file[i + 1] != self->file[i]);
}

/* Find the last frame up to which the clock ascends from @i. */
static size_t
find_end_of_stretch (const Pieces *self, size_t i)
{
  while (i + 1 < self->walk->n && self->clock[i + 1] > self->clock[i])
    i++;
  return i;
}

/* Returns: whether the clock has stood still since the piece began. */
static bool
stands_still (const Pieces *self, size_t i)
{
  return self->clock[i] == self->clock[self->piece] &&
         self->clock[i - 1] == self->clock[self->piece];
}

/* Returns: whether a frame that is used was written in the range of the stretch from @i to @end. */
static bool
was_written (const Pieces *self, size_t i, size_t end)
{
  for (guint k = self->kept->len; k-- > 0;)
    {
      size_t frame = g_array_index (self->kept, size_t, k);
      if (frame < self->piece)
        return false;
      if (self->clock[frame] >= self->clock[i] && self->clock[frame] <= self->clock[end])
        return true;
    }
  return false;
}

/* Find the last frame that is used with the clock of frame @i; −1 without one. */
static ssize_t
find_written (const Pieces *self, size_t i)
{
  for (guint k = self->kept->len; k-- > 0;)
    {
      size_t frame = g_array_index (self->kept, size_t, k);
      if (frame < self->piece || self->clock[frame] < self->clock[i])
        return -1;
      if (self->clock[frame] == self->clock[i])
        return (ssize_t) frame;
    }
  return -1;
}

/* Returns: whether a frame lies between two that were written and is as far from both as frames are
 * at least: frames need not be in order. */
static bool
fills_gap (const Pieces *self, size_t i)
{
  double above = INFINITY, at = self->clock[i], least = 0.999 * self->least;
  for (guint k = self->kept->len; k-- > 0;)
    {
      size_t frame = g_array_index (self->kept, size_t, k);
      double clock = self->clock[frame];
      if (frame < self->piece || clock == at)
        return false;
      if (clock < at)
        return at - clock >= least && above - at >= least;
      above = fmin (above, clock);
    }
  return false;
}

/* Kind of a piece whose clock goes back into the range that was written. */
static PieceKind
classify_return (const Pieces *self, size_t i, size_t end, bool other_file)
{
  if ((other_file && !was_written (self, i, end)) || fills_gap (self, i))
    return PIECE_GOES_ON;
  return self->walk->appended ? PIECE_BEGINS_ANEW : PIECE_WRITTEN_AGAIN;
}

static PieceKind
classify (const Pieces *self, size_t i)
{
  const VitTimeWalk *walk = self->walk;
  const double *clock = self->clock;
  bool both = walk->step && walk->time && !walk->by_step;
  bool other_file = self->file[i] != self->file[i - 1];
  if (other_file && is_alone_in_file (self, i) && is_alone_in_file (self, i - 1))
    return PIECE_GOES_ON;
  if (clock[i] > clock[i - 1])
    return both && walk->time[i] < walk->time[i - 1] ? TIME_BEGINS_ANEW : PIECE_GOES_ON;
  if ((both && walk->time[i] > walk->time[i - 1]) || stands_still (self, i))
    return PIECE_GOES_ON;
  size_t end = find_end_of_stretch (self, i);
  if (clock[i] > clock[self->piece])
    return classify_return (self, i, end, other_file);
  /* Files that were named in another order fill a gap before the first one. */
  if (clock[end] < clock[self->piece] ||
      (other_file && clock[i] < clock[self->piece] && clock[end] == clock[self->piece]))
    return PIECE_GOES_ON;
  return PIECE_BEGINS_ANEW;
}

/* Drop the frames from @time on, which are written again from frame @i on. Another file that begins
 * after all that is written again stays: files need not be named in order. */
static void
drop_from (Pieces *self, size_t i, double time)
{
  VitTimeWalk *walk = self->walk;
  double slack = 1e-9 * fmax (1, fabs (time));
  size_t stretch = find_end_of_stretch (self, i);
  double end = time + (walk->by_step ? (walk->step[stretch] - walk->step[i]) * walk->dt
                                     : walk->time[stretch] - walk->time[i]);
  g_autoptr (GArray) stay = g_array_new (FALSE, FALSE, sizeof (size_t));
  while (self->kept->len > 0)
    {
      size_t frame = g_array_index (self->kept, size_t, self->kept->len - 1);
      bool later =
          self->file[frame] != self->file[i] && walk->times[self->begins[frame]] > end + slack;
      if (frame < self->piece || (!later && walk->times[frame] < time - slack))
        break;
      g_array_set_size (self->kept, self->kept->len - 1);
      if (later)
        {
          g_array_append_val (stay, frame);
          continue;
        }
      walk->used[frame] = false;
      walk->n_rewritten++;
      walk->first_rewritten = walk->first_rewritten < 0
                                  ? (ssize_t) frame
                                  : MIN (walk->first_rewritten, (ssize_t) frame);
    }
  for (guint k = stay->len; k-- > 0;)
    g_array_append_val (self->kept, g_array_index (stay, size_t, k));
}

/* Average square of the moves of the atoms from one frame to another, by the nearest image; NaN if
 * they are not the same atoms. */
static double
compare_frames (Pieces *self, size_t a, size_t b)
{
  g_autoptr (VitFrame) from = vit_trajectory_read_frame (self->trajectory, a, NULL);
  g_autoptr (VitFrame) to = vit_trajectory_read_frame (self->trajectory, b, NULL);
  if (!from || !to || from->atoms->n != to->atoms->n || from->atoms->n == 0 ||
      (from->atoms != to->atoms &&
       memcmp (from->atoms->ids, to->atoms->ids, from->atoms->n * sizeof *from->atoms->ids) != 0))
    return NAN;
  double sum = 0;
  for (size_t i = 0; i < from->atoms->n; i++)
    {
      double x[3], d[3];
      vit_frame_get_position (from, i, x);
      vit_frame_get_position (to, i, d);
      for (int k = 0; k < 3; k++)
        d[k] -= x[k];
      vit_cell_minimum_image (&to->cell, d);
      sum += d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    }
  return sum / (double) from->atoms->n;
}

/* Returns: whether the frame that begins a piece is the one that ended the last piece: a run writes
 * the state that it begins with. */
static bool
begins_with_last_frame (Pieces *self, size_t i)
{
  double step = compare_frames (self, i - 1, i);
  size_t next = i + 1 < self->walk->n ? i + 1 : i - 1, from = next > i ? i : i - 2;
  double usual = next > i || i >= 2 ? compare_frames (self, from, next) : NAN;
  return step == 0 || step <= SAME_FRAME * usual;
}

/* Time per step: of this piece, else of the stretch that begins with @i, else as given. */
static double
find_time_per_step (const Pieces *self, size_t i)
{
  const VitTimeWalk *walk = self->walk;
  if (!walk->time)
    return walk->dt;
  size_t end = find_end_of_stretch (self, i);
  double steps = walk->step[i - 1] - walk->step[self->piece],
         later = walk->step[end] - walk->step[i],
         time = walk->time[i - 1] - walk->time[self->piece];
  if (steps > 0 && time > 0)
    return time / steps;
  return later > 0 ? (walk->time[end] - walk->time[i]) / later : walk->dt;
}

/* Distance in time of the frames before @i, else of those from @i on. */
static double
find_interval (const Pieces *self, size_t i)
{
  const VitTimeWalk *walk = self->walk;
  const double *clock = walk->by_step ? walk->step : walk->time;
  double unit = walk->by_step ? walk->dt : 1;
  if (i - 1 > self->piece && walk->times[i - 1] > walk->times[i - 2])
    return walk->times[i - 1] - walk->times[i - 2];
  return i + 1 < walk->n && clock[i + 1] > clock[i] ? (clock[i + 1] - clock[i]) * unit : 0;
}

static void
begin_piece (Pieces *self, size_t i, double start)
{
  self->piece = i;
  self->start = isfinite (start) ? start : self->walk->times[i - 1];
}

static double
get_time (const Pieces *self, size_t i)
{
  const VitTimeWalk *walk = self->walk;
  return self->start + (walk->by_step ? (walk->step[i] - walk->step[self->piece]) * walk->dt
                                      : walk->time[i] - walk->time[self->piece]);
}

static void
note_anew (VitTimeWalk *walk, size_t i, bool time_alone)
{
  if (walk->n_anew++ > 0)
    return;
  walk->anew = (ssize_t) i;
  walk->time_alone = time_alone;
}

/* A piece begins anew: it continues the one before it, or replaces it. */
static void
begin_anew (Pieces *self, size_t i)
{
  VitTimeWalk *walk = self->walk;
  note_anew (walk, i, false);
  if (walk->rewritten)
    {
      double start = self->start;
      drop_from (self, i, walk->times[self->piece]);
      begin_piece (self, i, start);
      return;
    }
  /* A run in very many pieces is opened without reading a frame of each. */
  if (walk->n_anew <= MAX_COMPARED)
    self->same = begins_with_last_frame (self, i);
  bool same = self->same;
  double start = walk->times[i - 1] + (same ? 0 : find_interval (self, i));
  if (same)
    drop_from (self, i, walk->times[i - 1]);
  begin_piece (self, i, start);
}

/* Note a frame that may continue the one before it: its atoms are nearer to where they were then
 * than to where they were at its step. Clocks that go back together leave no doubt. */
static void
look_for_doubt (Pieces *self, size_t i)
{
  VitTimeWalk *walk = self->walk;
  if (walk->rewritten || walk->unsure >= 0 || (walk->step && walk->time) ||
      self->n_again++ >= MAX_COMPARED)
    return;
  ssize_t before = find_written (self, i);
  if (before < 0 || !(compare_frames (self, (size_t) before, i) <= compare_frames (self, i - 1, i)))
    walk->unsure = (ssize_t) i;
}

/* The clock goes back into the range that was written. Its time may begin anew there; then it is
 * taken from the steps. */
static void
write_again (Pieces *self, size_t i)
{
  VitTimeWalk *walk = self->walk;
  double time = get_time (self, i);
  look_for_doubt (self, i);
  if (walk->time && walk->step && !walk->by_step)
    {
      double per_step = find_time_per_step (self, i);
      double by_step = self->start + (walk->step[i] - walk->step[self->piece]) * per_step;
      double interval = find_interval (self, i);
      if (fabs (time - by_step) > 0.5 * interval)
        {
          drop_from (self, i, by_step);
          note_anew (walk, i, true);
          begin_piece (self, i, by_step);
          return;
        }
    }
  drop_from (self, i, time);
}

static void
begin_time_anew (Pieces *self, size_t i)
{
  VitTimeWalk *walk = self->walk;
  note_anew (walk, i, true);
  if (walk->rewritten)
    drop_from (self, i, get_time (self, i));
  else
    begin_piece (self, i,
                 walk->times[i - 1] +
                     (walk->step[i] - walk->step[i - 1]) * find_time_per_step (self, i));
}

void
vit_time_walk (VitTimeWalk *walk, VitTrajectory *trajectory)
{
  Pieces self = { .walk = walk, .trajectory = trajectory, .clock = walk->step, .least = INFINITY };
  if (!walk->step)
    self.clock = walk->time;
  self.kept = g_array_new (FALSE, FALSE, sizeof (size_t));
  self.file = g_new (uint32_t, MAX (walk->n, 1));
  self.begins = g_new0 (size_t, MAX (walk->n, 1));
  walk->first_rewritten = walk->anew = walk->unsure = -1;
  /* A frame is compared with the one behind it. */
  for (size_t i = 0; i < walk->n; i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (trajectory, i, &info);
      self.file[i] = info.file;
    }
  for (size_t i = 0; i < walk->n; i++)
    {
      walk->used[i] = true;
      bool goes_on = i == 0 || self.clock[i] > self.clock[i - 1];
      self.begins[i] = i > 0 && goes_on ? self.begins[i - 1] : i;
      if (i > 0 && goes_on)
        self.least = fmin (self.least, self.clock[i] - self.clock[i - 1]);
      switch (i == 0 ? PIECE_GOES_ON : classify (&self, i))
        {
        case PIECE_WRITTEN_AGAIN:
          write_again (&self, i);
          break;
        case PIECE_BEGINS_ANEW:
          begin_anew (&self, i);
          break;
        case TIME_BEGINS_ANEW:
          begin_time_anew (&self, i);
          break;
        case PIECE_GOES_ON:
          break;
        }
      walk->times[i] = get_time (&self, i);
      g_array_append_val (self.kept, i);
    }
  g_array_unref (self.kept);
  g_free (self.file);
  g_free (self.begins);
}

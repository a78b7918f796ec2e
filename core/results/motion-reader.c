#include "core/results/motion-reader.h"

#include <math.h>

#include "core/base/job.h"
#include "core/results/snapshot.h"

/* Motions that are kept at most, and read at the same time. */
#define MAX_KEPT 24
#define MAX_JOBS 2

/* Looks ahead in so many steps. */
#define STEPS_AHEAD 8

/* Playhead and frame agree within this, ps. */
#define SAME_TIME 1e-6

/* The motion from the frame at @rank to the next one. */
typedef struct
{
  VitMotionReader *owner;
  size_t rank;
  VitInterpolation *motion; /* NULL while it is read, or if it cannot be */
  VitJob *job;
} MotionEntry;

struct _VitMotionReader
{
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  void (*landed) (void *data);
  void *data;
  double time;
  double ahead;
  GPtrArray *entries; /* element-type MotionEntry, in no order */
};

static void
motion_entry_free (gpointer data)
{
  MotionEntry *entry = data;
  vit_job_cancel (entry->job);
  g_clear_object (&entry->job);
  g_clear_pointer (&entry->motion, vit_interpolation_unref);
  g_free (entry);
}

VitMotionReader *
vit_motion_reader_new (VitTrajectory *trajectory,
                       VitTimeline *timeline,
                       void (*landed) (void *data),
                       void *data)
{
  g_return_val_if_fail (trajectory && timeline && landed, NULL);
  VitMotionReader *self = g_new0 (VitMotionReader, 1);
  self->trajectory = vit_trajectory_ref (trajectory);
  self->timeline = vit_timeline_ref (timeline);
  self->landed = landed;
  self->data = data;
  self->entries = g_ptr_array_new_with_free_func (motion_entry_free);
  return self;
}

void
vit_motion_reader_free (VitMotionReader *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->entries);
  vit_timeline_unref (self->timeline);
  vit_trajectory_unref (self->trajectory);
  g_free (self);
}

bool
vit_motion_reader_fits (VitMotionReader *self, VitTrajectory *trajectory, VitTimeline *timeline)
{
  return self->trajectory == trajectory && self->timeline == timeline;
}

/* ---- Reading ---- */

typedef struct
{
  VitTrajectory *trajectory;
  size_t from, to;
} MotionInput;

static void
motion_input_free (gpointer data)
{
  MotionInput *input = data;
  vit_trajectory_unref (input->trajectory);
  g_free (input);
}

/* The box of the later frame continues that of the earlier one as it is drawn. */
static void
get_cells (const MotionInput *input, const VitFrame *from, const VitFrame *to, VitCell cells[2])
{
  cells[0] = vit_snapshot_get_cell (input->trajectory, input->from, &from->cell);
  VitBasis basis =
      vit_cell_equal (&cells[0], &from->cell)
          ? vit_trajectory_get_basis_between (input->trajectory, input->from, input->to)
          : vit_trajectory_get_basis (input->trajectory, input->to);
  vit_basis_continue (&to->cell, basis, &cells[1]);
}

static void *
read_motion (void *data, VitProgress *progress, GError **error)
{
  const MotionInput *input = data;
  g_autoptr (VitFrame) from = vit_trajectory_read_frame (input->trajectory, input->from, error);
  if (!from || !vit_progress_check (progress, error))
    return NULL;
  g_autoptr (VitFrame) to = vit_trajectory_read_frame (input->trajectory, input->to, error);
  if (!to || !vit_progress_check (progress, error))
    return NULL;
  VitCell cells[2];
  get_cells (input, from, to, cells);
  return vit_interpolation_new (from, to, cells, error);
}

static void
unref_motion (gpointer motion)
{
  vit_interpolation_unref (motion);
}

static void begin_reading (VitMotionReader *self);

/* Damage is told by the snapshot of the frame, when the playhead is at it. */
static void
on_read (VitJob *job, void *data)
{
  MotionEntry *entry = data;
  VitMotionReader *self = entry->owner;
  g_autoptr (GError) error = NULL;
  entry->motion = vit_job_take_result (job, &error);
  g_clear_object (&entry->job);
  bool there = entry->motion != NULL;
  /* The entry may have to make room. */
  begin_reading (self);
  if (there)
    self->landed (self->data);
}

static MotionEntry *
find_entry (VitMotionReader *self, size_t rank)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      MotionEntry *entry = self->entries->pdata[i];
      if (entry->rank == rank)
        return entry;
    }
  return NULL;
}

static double
get_time (VitMotionReader *self, size_t rank)
{
  return vit_timeline_get_times (self->timeline)[vit_timeline_get_frame_at (self->timeline, rank)];
}

/* The rank of the last frame at or before @time that has one after it. */
static size_t
find_rank (VitMotionReader *self, double time)
{
  size_t low = 0, high = vit_timeline_get_n_used (self->timeline) - 1;
  while (high - low > 1)
    {
      size_t middle = low + (high - low) / 2;
      if (get_time (self, middle) <= time + SAME_TIME)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Distance of @time from the motion, ps; 0 inside of it. */
static double
get_distance (VitMotionReader *self, const MotionEntry *entry, double time)
{
  return fmax (fmax (get_time (self, entry->rank) - time, time - get_time (self, entry->rank + 1)),
               0);
}

static size_t
get_n_atoms (VitMotionReader *self)
{
  VitFrameInfo info;
  vit_trajectory_get_frame_info (self->trajectory, vit_timeline_get_frame_at (self->timeline, 0),
                                 &info);
  return info.n_atoms;
}

static size_t
get_n_kept (VitMotionReader *self)
{
  return MIN (MAX_KEPT,
              VIT_MOTION_BYTES / MAX (vit_interpolation_get_bytes (get_n_atoms (self)), 1));
}

/* What lies behind a playhead that runs is needed less than what lies ahead of it. */
static double
get_use (VitMotionReader *self, const MotionEntry *entry)
{
  double distance = get_distance (self, entry, self->time);
  bool behind = get_time (self, entry->rank + 1) < self->time;
  return behind && self->ahead > 0 ? 2 * distance + self->ahead : distance;
}

/* Make room for another motion: drop the one that is farthest away. Returns: %false if that is not
 * farther away than @rank, or all are being read. */
static bool
make_room (VitMotionReader *self, size_t rank)
{
  if (self->entries->len < get_n_kept (self))
    return true;
  const MotionEntry wanted = { .rank = rank };
  double farthest = get_use (self, &wanted);
  guint found = self->entries->len;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const MotionEntry *entry = self->entries->pdata[i];
      if (entry->job || get_use (self, entry) <= farthest)
        continue;
      farthest = get_use (self, entry);
      found = i;
    }
  if (found == self->entries->len)
    return false;
  g_ptr_array_remove_index_fast (self->entries, found);
  return true;
}

static void
read_rank (VitMotionReader *self, size_t rank)
{
  if (find_entry (self, rank) || !make_room (self, rank))
    return;
  MotionEntry *entry = g_new0 (MotionEntry, 1);
  entry->owner = self;
  entry->rank = rank;
  g_ptr_array_add (self->entries, entry);
  MotionInput *input = g_new0 (MotionInput, 1);
  input->trajectory = vit_trajectory_ref (self->trajectory);
  input->from = vit_timeline_get_frame_at (self->timeline, rank);
  input->to = vit_timeline_get_frame_at (self->timeline, rank + 1);
  entry->job = vit_job_start (VIT_JOB_PICTURE, "Reading the motion", read_motion, input,
                              motion_input_free, unref_motion, on_read, entry);
}

static guint
count_jobs (VitMotionReader *self)
{
  guint n = 0;
  for (guint i = 0; i < self->entries->len; i++)
    n += ((MotionEntry *) self->entries->pdata[i])->job != NULL;
  return n;
}

static void
begin_reading (VitMotionReader *self)
{
  size_t last = vit_timeline_get_n_used (self->timeline) - 2;
  size_t here = find_rank (self, self->time);
  if (count_jobs (self) < MAX_JOBS)
    read_rank (self, here);
  for (int k = 1; k <= STEPS_AHEAD && self->ahead > 0 && count_jobs (self) < MAX_JOBS; k++)
    read_rank (self, find_rank (self, self->time + self->ahead * k / STEPS_AHEAD));
  if (self->ahead > 0)
    return;
  for (int k = 0; k < 2 && count_jobs (self) < MAX_JOBS; k++)
    if (k == 0 ? here < last : here > 0)
      read_rank (self, k == 0 ? here + 1 : here - 1);
}

void
vit_motion_reader_follow (VitMotionReader *self, double time, double ahead)
{
  g_return_if_fail (self && isfinite (time) && ahead >= 0);
  self->time = time;
  self->ahead = ahead;
  if (vit_timeline_get_n_used (self->timeline) >= 2 && get_n_kept (self) >= 3)
    begin_reading (self);
}

bool
vit_motion_reader_find (VitMotionReader *self, double time, VitMotionPoint *point)
{
  g_return_val_if_fail (self && point, false);
  const MotionEntry *best = NULL;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const MotionEntry *entry = self->entries->pdata[i];
      if (entry->motion &&
          (!best || get_distance (self, entry, time) < get_distance (self, best, time)))
        best = entry;
    }
  *point = (VitMotionPoint){ 0 };
  if (!best)
    return false;
  double from = get_time (self, best->rank), to = get_time (self, best->rank + 1);
  double part = to > from ? CLAMP ((time - from) / (to - from), 0, 1) : 0;
  double at = from + part * (to - from);
  point->motion = best->motion;
  point->on_frame = at - from < SAME_TIME || to - at < SAME_TIME;
  point->part = point->on_frame ? round (part) : part;
  point->time = point->on_frame ? (part < 0.5 ? from : to) : at;
  point->frame = vit_timeline_get_frame_at (self->timeline, best->rank + (part < 0.5 ? 0 : 1));
  return true;
}

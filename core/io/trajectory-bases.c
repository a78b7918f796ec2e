/* The basis of a run's boxes, continued from frame to frame (docs/science.md §1).
 *
 * Indexes of files hold the changes of basis that their boxes show. They are multiplied up here.
 * What boxes alone do not tell is looked up when a frame is asked for: the atoms decide about steps
 * of half an edge, and a frame at which a restart goes back is compared with the one that it
 * continues. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/io/trajectory-private.h"

/* Atoms that decide about a step; more would not decide otherwise. */
#define MAX_JUDGES 1000

/* Atoms whose motion is tried as the drift of all. */
#define N_DRIFTS 5

/* ---- The list ---- */

/* Whether the frame before it in the run is the frame before it in its file. */
static bool
follows_in_file (VitTrajectory *self, size_t frame)
{
  if (!self->places)
    return frame > 0;
  const Place *place = &self->places[frame];
  return frame > 0 && place->frame > 0 && place[-1].file == place->file &&
         place[-1].frame + 1 == place->frame;
}

static void
add_change (VitTrajectory *self, size_t frame, VitStepState state, VitBasis step)
{
  if (state == VIT_STEP_CLEAR && vit_basis_is_identity (step))
    return;
  VitBasisChange change = { .frame = frame, .state = state, .step = step };
  g_array_append_val (self->changes, change);
}

/* Compare the first box of a file with the last one of the file before. */
static void
add_join (VitTrajectory *self, size_t frame)
{
  VitTrajectoryFile *before, *after;
  const VitIndexEntry *a = vit_trajectory_get_entry (self, frame - 1, &before);
  const VitIndexEntry *b = vit_trajectory_get_entry (self, frame, &after);
  const VitIndex *last = before->index, *first = after->index;
  bool at_ends =
      self->places[frame].frame == 0 && self->places[frame - 1].frame + 1 == last->entries->len;
  VitBasis step = { 0 };
  VitStepState state = VIT_STEP_UNKNOWN;
  if (!first->has_first_cell && self->places[frame].frame == 0)
    state = VIT_STEP_CLEAR;
  else if (at_ends && last->has_last_cell && last->last_cell_of + 1 == last->entries->len &&
           b->step >= a->step)
    state = vit_basis_find_step (&last->last_cell, &first->first_cell, &step) ? VIT_STEP_CLEAR
                                                                              : VIT_STEP_HALF;
  add_change (self, frame, state, step);
}

/* Add the changes of the index of one file; @begin is its first frame in the run. */
static void
add_changes_of_file (VitTrajectory *self, VitTrajectoryFile *file, size_t begin, size_t n)
{
  const GArray *steps = file->index->steps;
  for (guint i = 0; i < steps->len; i++)
    {
      const VitIndexStep *step = &g_array_index (steps, VitIndexStep, i);
      if (step->frame > 0 && step->frame < n)
        add_change (self, begin + step->frame, (VitStepState) step->state, step->step);
    }
}

static void
tell_half (VitTrajectory *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const VitBasisChange *change = &g_array_index (self->changes, VitBasisChange, i);
      if (change->state != VIT_STEP_HALF && change->state != VIT_STEP_DECIDED)
        continue;
      VitTrajectoryFile *file;
      const VitIndexEntry *entry = vit_trajectory_get_entry (self, change->frame, &file);
      g_ptr_array_add (
          self->problems,
          vit_problem_new (
              file->path, entry->line, (int64_t) vit_trajectory_get_number (self, change->frame),
              !(entry->flags & VIT_INDEX_NO_STEP), entry->step, false,
              "the box changes by about half an edge, so that it does not tell whether "
              "its vectors were flipped; the motion of the atoms decides"));
      return;
    }
}

void
vit_trajectory_list_bases (VitTrajectory *self)
{
  self->changes = g_array_new (FALSE, FALSE, sizeof (VitBasisChange));
  if (!self->places)
    add_changes_of_file (self, self->files->pdata[0], 0, self->n_frames);
  for (size_t begin = 0; self->places && begin < self->n_frames;)
    {
      size_t end = begin + 1;
      while (end < self->n_frames && follows_in_file (self, end))
        end++;
      if (begin > 0)
        add_join (self, begin);
      if (self->places[begin].frame == 0)
        add_changes_of_file (self, self->files->pdata[self->places[begin].file], begin,
                             end - begin);
      begin = end;
    }
  tell_half (self);
}

/* ---- What boxes do not tell ---- */

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static double
take_median (double *values, size_t n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

/* Displacements of some atoms against the flow of one step, any image. */
static size_t
get_displacements (const VitFrame *before, const VitFrame *after, VitBasis step, double *d)
{
  double map[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, shift[3];
  vit_cell_get_flow (&before->cell, &after->cell, step, map, shift);
  size_t n = before->atoms->n, stride = n / MAX_JUDGES + 1, count = 0;
  bool same = before->atoms == after->atoms;
  for (size_t i = 0; i < n; i += stride)
    {
      double x[3], y[3], *to = d + 3 * count;
      ssize_t j = same ? (ssize_t) i : vit_atoms_find (after->atoms, before->atoms->ids[i]);
      if (j < 0)
        continue;
      vit_frame_get_position (before, i, x);
      vit_frame_get_position (after, (size_t) j, y);
      for (int k = 0; k < 3; k++)
        {
          to[k] = y[k] - before->cell.origin[k] - shift[k];
          for (int l = 0; l < 3; l++)
            to[k] -= map[k][l] * (x[l] - before->cell.origin[l]);
        }
      count += isfinite (to[0]) && isfinite (to[1]) && isfinite (to[2]);
    }
  return count;
}

/* The median distance of the displacements from their median, by minimum image. The displacement of
 * one atom is taken away first, so that the median does not lie across a boundary. */
static double
measure_spread (const VitCell *cell, const double *d, size_t n, size_t reference, double *scratch)
{
  double *x = scratch, *values = scratch + 3 * n, drift[3];
  for (size_t i = 0; i < n; i++)
    {
      for (int k = 0; k < 3; k++)
        x[3 * i + (size_t) k] = d[3 * i + (size_t) k] - d[3 * reference + (size_t) k];
      vit_cell_minimum_image (cell, x + 3 * i);
    }
  for (size_t k = 0; k < 3; k++)
    {
      for (size_t i = 0; i < n; i++)
        values[i] = x[3 * i + k];
      drift[k] = take_median (values, n);
    }
  for (size_t i = 0; i < n; i++)
    {
      double e[3] = { x[3 * i] - drift[0], x[3 * i + 1] - drift[1], x[3 * i + 2] - drift[2] };
      vit_cell_minimum_image (cell, e);
      values[i] = sqrt (e[0] * e[0] + e[1] * e[1] + e[2] * e[2]);
    }
  return take_median (values, n);
}

/* Choose the step against which the atoms move least. */
static bool
let_atoms_decide (const VitFrame *before, const VitFrame *after, VitBasis *step)
{
  const VitAtoms *a = before->atoms, *b = after->atoms;
  if (!a->unique || !b->unique || a->has_ids != b->has_ids || (!a->has_ids && a->n != b->n))
    return false;
  VitBasis steps[VIT_BASIS_N_STEPS];
  int n_steps = vit_basis_list_steps (&before->cell, &after->cell, steps);
  size_t room = MIN (a->n, MAX_JUDGES) + 1;
  g_autofree double *d = g_new (double, 3 * room), *scratch = g_new (double, 4 * room);
  double least = INFINITY;
  for (int s = 0; s < n_steps; s++)
    {
      size_t n = get_displacements (before, after, steps[s], d);
      for (size_t k = 0; k < N_DRIFTS && n > 0; k++)
        {
          double spread = measure_spread (&after->cell, d, n, k * n / N_DRIFTS, scratch);
          if (spread < least)
            {
              least = spread;
              *step = steps[s];
            }
        }
    }
  return isfinite (least);
}

static bool
decide_half (VitTrajectory *self, size_t before, size_t frame, VitBasis *step)
{
  g_autoptr (VitFrame) a = vit_trajectory_read_frame (self, before, NULL);
  g_autoptr (VitFrame) b = a ? vit_trajectory_read_frame (self, frame, NULL) : NULL;
  return b && let_atoms_decide (a, b, step);
}

/* The frame that a restart at @frame may continue: the latest one of an earlier or equal step. */
static size_t
find_earlier_step (VitTrajectory *self, size_t frame)
{
  int64_t step = vit_trajectory_get_entry (self, frame, NULL)->step;
  if (vit_trajectory_get_entry (self, frame - 1, NULL)->step <= step)
    return frame - 1;
  for (size_t k = frame - 1; k-- > 0;)
    if (vit_trajectory_get_entry (self, k, NULL)->step <= step)
      return k;
  return frame - 1;
}

static double
measure_change (const VitCell *before, const VitCell *after, VitBasis step)
{
  double map[3][3], shift[3], sum = 0;
  bool deforms = vit_cell_get_flow (before, after, step, map, shift);
  for (int k = 0; k < 9 && deforms; k++)
    sum += pow (map[k / 3][k % 3] - (k / 3 == k % 3 ? 1 : 0), 2);
  return sum;
}

size_t
vit_trajectory_get_predecessor (VitTrajectory *self, size_t frame)
{
  g_return_val_if_fail (self && frame > 0 && frame < self->n_frames, 0);
  const char *pieces = vit_premises_get_text (self->given, VIT_PREMISE_PIECES);
  int64_t step = vit_trajectory_get_entry (self, frame, NULL)->step;
  bool continues = step <= vit_trajectory_get_entry (self, 0, NULL)->step
                       ? g_strcmp0 (pieces, "rewritten") != 0
                       : g_strcmp0 (pieces, "appended") == 0 &&
                             step <= vit_trajectory_get_entry (self, frame - 1, NULL)->step;
  return continues ? frame - 1 : find_earlier_step (self, frame);
}

/* Compare a frame with the one before it and, where steps go back, with the one that it may
 * continue; the smaller change is the true one. Returns the frame that it was compared with. */
static size_t
compare_with_predecessor (VitTrajectory *self, size_t frame, VitBasisChange *change)
{
  const size_t candidates[2] = { frame - 1, find_earlier_step (self, frame) };
  size_t chosen = frame - 1;
  double least = INFINITY;
  VitCell cell, other;
  change->state = VIT_STEP_CLEAR;
  change->step = (VitBasis){ 0 };
  if (!vit_trajectory_read_cell (self, frame, &cell, NULL))
    return chosen;
  for (int c = 0; c < 2; c++)
    {
      VitBasis step;
      if (!vit_trajectory_read_cell (self, candidates[c], &other, NULL))
        continue;
      bool clear = vit_basis_find_step (&other, &cell, &step);
      double size = measure_change (&other, &cell, step);
      if (size >= least)
        continue;
      least = size;
      chosen = candidates[c];
      change->step = step;
      change->state = clear ? VIT_STEP_CLEAR : VIT_STEP_HALF;
    }
  return chosen;
}

/* Keep what was found with the index of the file. */
static void
keep_step (VitTrajectory *self, const VitBasisChange *change)
{
  VitTrajectoryFile *file;
  vit_trajectory_get_entry (self, change->frame, &file);
  uint32_t frame = self->places ? self->places[change->frame].frame : (uint32_t) change->frame;
  g_mutex_lock (&file->lock);
  GArray *steps = file->index->steps;
  for (guint i = 0; i < steps->len && follows_in_file (self, change->frame); i++)
    {
      VitIndexStep *step = &g_array_index (steps, VitIndexStep, i);
      if (step->frame != frame)
        continue;
      step->step = change->step;
      step->state = change->state;
      file->learned = true;
    }
  g_mutex_unlock (&file->lock);
}

/* The basis before a change that is not resolved yet, where all earlier ones are. */
static VitBasis
get_resolved (const VitTrajectory *self, size_t frame)
{
  VitBasis basis = { 0 };
  guint low = 0, high = self->n_resolved;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (g_array_index (self->changes, VitBasisChange, middle).frame <= frame)
        low = middle + 1;
      else
        high = middle;
    }
  if (low > 0)
    basis = g_array_index (self->changes, VitBasisChange, low - 1).basis;
  return basis;
}

static void
resolve (VitTrajectory *self, VitBasisChange *change)
{
  size_t before = change->frame - 1;
  VitStepState was = change->state;
  if (was == VIT_STEP_UNKNOWN)
    before = compare_with_predecessor (self, change->frame, change);
  if (change->state == VIT_STEP_HALF && decide_half (self, before, change->frame, &change->step))
    change->state = VIT_STEP_DECIDED;
  if (before == change->frame - 1 && change->state != was)
    keep_step (self, change);
  change->basis = vit_basis_multiply (change->step, get_resolved (self, before));
}

VitBasis
vit_trajectory_get_basis (VitTrajectory *self, size_t frame)
{
  g_return_val_if_fail (self && frame < self->n_frames, (VitBasis){ 0 });
  if (self->changes->len == 0)
    return (VitBasis){ 0 };
  g_mutex_lock (&self->bases_lock);
  while (self->n_resolved < self->changes->len)
    {
      VitBasisChange *next = &g_array_index (self->changes, VitBasisChange, self->n_resolved);
      if (next->frame > frame)
        break;
      resolve (self, next);
      self->n_resolved++;
    }
  VitBasis basis = get_resolved (self, frame);
  g_mutex_unlock (&self->bases_lock);
  return basis;
}

VitBasis
vit_trajectory_get_basis_between (VitTrajectory *self, size_t from, size_t to)
{
  if (self->changes->len == 0)
    return (VitBasis){ 0 };
  VitBasis before = vit_trajectory_get_basis (self, from);
  return vit_basis_multiply (vit_trajectory_get_basis (self, to), vit_basis_invert (before));
}

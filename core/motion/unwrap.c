#include "core/motion/unwrap.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/motion/crossings.h"

/* Fraction of a box edge beyond which the minimum image is ambiguous. */
#define AMBIGUOUS 0.45

/* More box vectors in one move mean a broken file. */
#define MAX_SHIFT 10000

/* Pairs per chunk: consecutive ones share a frame. */
#define GRAIN 8

typedef enum
{
  PAIR_UNKNOWN,
  PAIR_BUSY, /* a thread works on it */
  PAIR_KNOWN,
} PairState;

/* A frame, and the one that it continues. */
typedef struct
{
  PairState state;
  VitCrossings found;
} FramePair;

/* All frames of a run but the first, kept with the trajectory: pair s is frame s + 1 and the frame
 * that it continues, which is frame s unless a restart went back. */
typedef struct
{
  GMutex lock;
  GCond changed;
  size_t n;
  FramePair *pairs;
  bool recalled;            /* whether what earlier programs found was looked for */
  bool news;                /* whether there is any that is not kept */
  VitCrossingsStore *store; /* nullable: what they found */
} FramePairs;

static const char frame_pairs_key;

static void *
frame_pairs_new (size_t n_frames)
{
  FramePairs *self = g_new0 (FramePairs, 1);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->n = n_frames > 0 ? n_frames - 1 : 0;
  self->pairs = g_new0 (FramePair, MAX (self->n, 1));
  return self;
}

static void
frame_pairs_free (gpointer data)
{
  FramePairs *self = data;
  for (size_t s = 0; s < self->n; s++)
    g_free (self->pairs[s].found.crossings);
  g_free (self->pairs);
  g_clear_pointer (&self->store, vit_crossings_store_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* ---- One pair of frames ---- */

/* What two consecutive frames have in common for all atoms. */
typedef struct
{
  const VitFrame *a, *b;
  bool deforms, tilted;
  double map[3][3], shift[3]; /* vit_cell_get_flow() */
  double g[3][3];             /* inverse of the later box */
  double sure_2; /* a displacement in a tilted box whose square is smaller is the shortest */
} FrameStep;

static void
frame_step_init (FrameStep *step, const VitFrame *a, const VitFrame *b, VitBasis basis)
{
  double widths[3], least = INFINITY;
  *step = (FrameStep){ .a = a, .b = b, .tilted = !vit_cell_is_orthogonal (&b->cell) };
  step->deforms = vit_cell_get_flow (&a->cell, &b->cell, basis, step->map, step->shift);
  vit_cell_inverse (&b->cell, step->g);
  vit_cell_widths (&b->cell, widths);
  for (int k = 0; k < 3; k++)
    if (b->cell.periodic[k])
      least = fmin (least, widths[k]);
  step->sure_2 = 0.25 * least * least;
}

/* The displacement against the flow of the box, in its vectors. */
static void
get_scaled_displacement (const FrameStep *step, size_t i, size_t j, double ds[3])
{
  double x0[3], x1[3], d[3];
  vit_frame_get_position (step->a, i, x0);
  vit_frame_get_position (step->b, j, x1);
  for (int k = 0; k < 3; k++)
    {
      d[k] = x1[k] - x0[k] - step->shift[k];
      for (int l = 0; step->deforms && l < 3; l++)
        d[k] -= (step->map[k][l] - (k == l ? 1 : 0)) * (x0[l] - step->a->cell.origin[l]);
    }
  for (int k = 0; k < 3; k++)
    ds[k] = step->g[k][0] * d[0] + step->g[k][1] * d[1] + step->g[k][2] * d[2];
}

/* Counts the box vectors in a displacement by minimum image; they leave @rest. */
static void
count_vectors (const FrameStep *step, const double ds[3], double jump[3], double rest[3])
{
  const VitCell *cell = &step->b->cell;
  double d[3] = { 0, 0, 0 };
  for (int k = 0; k < 3; k++)
    {
      jump[k] = cell->periodic[k] ? round (ds[k]) : 0;
      rest[k] = ds[k] - jump[k];
    }
  if (!step->tilted)
    return;
  for (int k = 0; k < 3; k++)
    for (int l = 0; l < 3; l++)
      d[l] += rest[k] * cell->h[k][l];
  if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < step->sure_2)
    return;
  /* In a tilted box the nearest whole vectors need not leave the shortest displacement. */
  vit_cell_minimum_image (cell, d);
  for (int k = 0; k < 3; k++)
    {
      double left = step->g[k][0] * d[0] + step->g[k][1] * d[1] + step->g[k][2] * d[2];
      jump[k] = round (ds[k] - left);
      rest[k] = ds[k] - jump[k];
    }
}

/* Finds how atom @i of the earlier frame continues as atom @j of the later one; %false if it
 * crosses no boundary. */
static bool
find_crossing (const FrameStep *step, size_t i, size_t j, VitCrossing *crossing, bool *ambiguous)
{
  double ds[3], jump[3], rest[3];
  bool any = false;
  *crossing = (VitCrossing){ .id = step->a->atoms->ids[i] };
  get_scaled_displacement (step, i, j, ds);
  if (!isfinite (ds[0]) || !isfinite (ds[1]) || !isfinite (ds[2]))
    {
      crossing->lost = true;
      return true;
    }
  count_vectors (step, ds, jump, rest);
  for (int k = 0; k < 3; k++)
    {
      if (fabs (jump[k]) > MAX_SHIFT)
        {
          crossing->lost = true;
          return true;
        }
      crossing->shift[k] = (int16_t) -jump[k];
      any = any || jump[k] != 0;
      *ambiguous = *ambiguous || (step->b->cell.periodic[k] && fabs (rest[k]) > AMBIGUOUS);
    }
  return any;
}

static void
find_crossings (
    const VitFrame *a, const VitFrame *b, VitBasis basis, GArray *crossings, bool *ambiguous)
{
  VitCrossing crossing;
  FrameStep step;
  bool same = a->atoms == b->atoms;
  frame_step_init (&step, a, b, basis);
  for (size_t i = 0; i < a->atoms->n; i++)
    {
      ssize_t j = same ? (ssize_t) i : vit_atoms_find (b->atoms, a->atoms->ids[i]);
      if (j < 0)
        crossing = (VitCrossing){ .id = a->atoms->ids[i], .lost = true };
      if (j < 0 || find_crossing (&step, i, (size_t) j, &crossing, ambiguous))
        g_array_append_val (crossings, crossing);
    }
  for (size_t j = 0; !same && j < b->atoms->n; j++)
    if (vit_atoms_find (a->atoms, b->atoms->ids[j]) < 0)
      {
        crossing = (VitCrossing){ .id = b->atoms->ids[j], .lost = true };
        g_array_append_val (crossings, crossing);
      }
}

/* ---- The pairs of a range ---- */

typedef struct
{
  FramePairs *self;
  VitTrajectory *trajectory;
  size_t first;
  VitProgress *progress;
} PairRange;

static bool
claim_pair (FramePairs *self, size_t s)
{
  g_mutex_lock (&self->lock);
  bool mine = self->pairs[s].state == PAIR_UNKNOWN;
  if (mine)
    self->pairs[s].state = PAIR_BUSY;
  g_mutex_unlock (&self->lock);
  return mine;
}

/* @found: (transfer full) (nullable): its crossings; %NULL if they could not be found. */
static void
release_pair (FramePairs *self, size_t s, VitCrossings *found)
{
  g_mutex_lock (&self->lock);
  FramePair *pair = &self->pairs[s];
  pair->state = found ? PAIR_KNOWN : PAIR_UNKNOWN;
  if (found)
    pair->found = *found;
  self->news = self->news || (found && found->has_key && !found->is_kept);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Whether an earlier program has found the crossings between two frames of the same content. */
static bool
recall_pair (PairRange *range, size_t before, size_t s)
{
  VitCrossings found;
  if (!range->self->store ||
      !vit_crossings_recall (range->self->store, range->trajectory, before, s + 1, &found))
    return false;
  release_pair (range->self, s, &found);
  return true;
}

static bool
find_pairs (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  PairRange *range = data;
  g_autoptr (VitFrame) last = NULL;
  size_t last_index = SIZE_MAX;
  for (size_t s = range->first + begin; s < range->first + end; s++)
    {
      if (!vit_progress_check (range->progress, error))
        return false;
      if (!claim_pair (range->self, s))
        continue;
      size_t before = vit_trajectory_get_predecessor (range->trajectory, s + 1);
      if (recall_pair (range, before, s))
        continue;
      if (last_index != before)
        {
          g_clear_pointer (&last, vit_frame_unref);
          last = vit_trajectory_read_frame (range->trajectory, before, error);
        }
      VitFrame *next = last ? vit_trajectory_read_frame (range->trajectory, s + 1, error) : NULL;
      if (!next)
        {
          release_pair (range->self, s, NULL);
          return false;
        }
      GArray *crossings = g_array_new (FALSE, FALSE, sizeof (VitCrossing));
      VitCrossings found = { 0 };
      VitBasis basis = vit_trajectory_get_basis_between (range->trajectory, before, s + 1);
      find_crossings (last, next, basis, crossings, &found.ambiguous);
      found.n = crossings->len;
      found.crossings = (VitCrossing *) g_array_free (crossings, found.n == 0);
      found.has_key = vit_crossings_get_key (range->trajectory, before, s + 1, found.key);
      release_pair (range->self, s, &found);
      vit_frame_unref (last);
      last = next;
      last_index = s + 1;
    }
  return true;
}

/* Waits until no other thread works on a pair of the range. Returns whether all are known. */
static bool
wait_for_others (FramePairs *self, size_t low, size_t high, VitProgress *progress)
{
  bool all = true;
  g_mutex_lock (&self->lock);
  for (size_t s = low; s < high && all; s++)
    {
      while (self->pairs[s].state == PAIR_BUSY && !vit_progress_is_cancelled (progress))
        g_cond_wait_until (&self->changed, &self->lock,
                           g_get_monotonic_time () + 20 * G_TIME_SPAN_MILLISECOND);
      all = self->pairs[s].state == PAIR_KNOWN;
    }
  g_mutex_unlock (&self->lock);
  return all;
}

/* Keeps what was found, for programs to come. */
static void
save_pairs (void *data, VitTrajectory *trajectory)
{
  FramePairs *self = data;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (VitCrossings));
  g_mutex_lock (&self->lock);
  for (size_t s = 0; s < self->n && self->news; s++)
    if (self->pairs[s].state == PAIR_KNOWN && self->pairs[s].found.has_key)
      g_array_append_val (all, self->pairs[s].found);
  self->news = false;
  g_mutex_unlock (&self->lock);
  /* What is known stays as it is as long as the run does. */
  if (all->len > 0)
    vit_crossings_keep (trajectory, (const VitCrossings *) all->data, all->len);
}

static void
recall_pairs (FramePairs *self, VitTrajectory *trajectory)
{
  g_mutex_lock (&self->lock);
  if (!self->recalled)
    self->store = vit_crossings_store_new (trajectory);
  self->recalled = true;
  g_mutex_unlock (&self->lock);
}

static bool
complete_pairs (FramePairs *self,
                VitTrajectory *trajectory,
                size_t low,
                size_t high,
                VitProgress *progress,
                GError **error)
{
  PairRange range = { self, trajectory, low, progress };
  recall_pairs (self, trajectory);
  /* Repeat where another thread gave up: it was cancelled, or it met a frame that cannot be read,
   * which then is our error. */
  do
    {
      if (!vit_progress_check (progress, error) ||
          !vit_parallel_for (high - low, GRAIN, find_pairs, &range, NULL, error))
        return false;
    }
  while (!wait_for_others (self, low, high, progress));
  return true;
}

/* Adds a crossing to the image of an atom, in vectors of the continued box. */
static void
add_shift (VitBasis back, const int16_t shift[3], int sign, int32_t image[3])
{
  int64_t n[3] = { shift[0], shift[1], shift[2] };
  vit_basis_apply (back, n, n);
  for (int k = 0; k < 3; k++)
    {
      int64_t sum = image[k] + sign * n[k];
      image[k] = (int32_t) CLAMP (sum, -INT32_MAX, INT32_MAX);
    }
}

/* Adds the crossings on the way to @frame from a frame that it continues, or takes them away. */
static void
add_way (const FramePairs *self,
         VitTrajectory *trajectory,
         const VitAtoms *atoms,
         size_t frame,
         size_t ancestor,
         int sign,
         int32_t *images,
         ssize_t *ambiguous)
{
  for (; frame != ancestor; frame = vit_trajectory_get_predecessor (trajectory, frame))
    {
      const VitCrossings *pair = &self->pairs[frame - 1].found;
      if (pair->ambiguous && ambiguous && (*ambiguous < 0 || (size_t) *ambiguous > frame))
        *ambiguous = (ssize_t) frame;
      VitBasis back = pair->n > 0 ? vit_basis_invert (vit_trajectory_get_basis (trajectory, frame))
                                  : (VitBasis){ 0 };
      for (guint c = 0; c < pair->n; c++)
        {
          const VitCrossing *crossing = &pair->crossings[c];
          ssize_t i = vit_atoms_find (atoms, crossing->id);
          if (i < 0)
            continue;
          int32_t *image = images + 3 * i;
          if (crossing->lost || image[0] == VIT_IMAGE_UNKNOWN)
            image[0] = image[1] = image[2] = VIT_IMAGE_UNKNOWN;
          else
            add_shift (back, crossing->shift, sign, image);
        }
    }
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
  FramePairs *self = vit_trajectory_get_companion (trajectory, &frame_pairs_key, frame_pairs_new,
                                                   frame_pairs_free, save_pairs);
  size_t a = from, b = to, high = MAX (from, to);
  g_return_val_if_fail (high <= self->n, false);
  /* The latest frame that both continue: the earlier one, unless a restart went back between. */
  while (a != b)
    if (a > b)
      a = vit_trajectory_get_predecessor (trajectory, a);
    else
      b = vit_trajectory_get_predecessor (trajectory, b);
  if (a < high && !complete_pairs (self, trajectory, a, high, progress, error))
    return false;
  add_way (self, trajectory, atoms, from, a, -1, images, ambiguous);
  add_way (self, trajectory, atoms, to, a, 1, images, ambiguous);
  return true;
}

bool
vit_motion_can_follow (VitTrajectory *trajectory,
                       const VitFrame *from,
                       const VitFrame *to,
                       GError **error)
{
  if (from->has_cell && to->has_cell)
    return true;
  const VitFrame *without = from->has_cell ? to : from;
  const VitPremises *premises = vit_trajectory_get_premises (trajectory);
  if (without->unwrapped &&
      g_strcmp0 (vit_premises_get_text (premises, VIT_PREMISE_UNWRAPPED), "no") != 0)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
               "%s: step %" G_GINT64_FORMAT
               " has no box, or one without thickness, but its positions are wrapped into one, so "
               "that atoms cannot be "
               "followed (premise unwrapped)",
               vit_trajectory_get_paths (trajectory)[0], without->step);
  return false;
}

VitMotionBases
vit_motion_get_bases (VitTrajectory *trajectory, size_t from, size_t to)
{
  return (VitMotionBases){ .from = vit_trajectory_get_basis (trajectory, from),
                           .to = vit_trajectory_get_basis (trajectory, to) };
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
  if (!b || !vit_motion_can_follow (trajectory, a, b, error))
    return false;
  g_autofree int32_t *images = NULL;
  if (!a->unwrapped || !b->unwrapped)
    {
      images = g_new0 (int32_t, MAX (3 * a->atoms->n, 1));
      if (!vit_unwrap_advance (trajectory, a->atoms, from, to, images, ambiguous, progress, error))
        return false;
    }
  VitMotionBases bases = vit_motion_get_bases (trajectory, from, to);
  return vit_displacement_compute (a, b, &bases, images, options, d, progress, error);
}

#include "core/motion/unwrap.h"

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"

/* Fraction of a box edge beyond which the minimum image is ambiguous. */
#define AMBIGUOUS 0.45

/* More box vectors in one move mean a broken file. */
#define MAX_SHIFT 10000

/* Pairs per chunk: consecutive ones share a frame. */
#define GRAIN 8

/* A boundary crossing of an atom between two frames. */
typedef struct
{
  int64_t id;
  int16_t shift[3];
  bool lost; /* missing in either frame, or without a finite position */
} Crossing;

typedef enum
{
  PAIR_UNKNOWN,
  PAIR_BUSY, /* a thread works on it */
  PAIR_KNOWN,
} PairState;

/* Two consecutive frames. */
typedef struct
{
  PairState state;
  bool ambiguous;
  guint n;
  Crossing *crossings;
} FramePair;

/* All pairs of consecutive frames of a run, kept with the trajectory. */
typedef struct
{
  GMutex lock;
  GCond changed;
  size_t n;
  FramePair *pairs;
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
    g_free (self->pairs[s].crossings);
  g_free (self->pairs);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* ---- One pair of frames ---- */

/* Finds how atom @i of @a continues as atom @j of @b; %false if it crosses no boundary. */
static bool
find_crossing (
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
      if (j < 0 || find_crossing (a, i, b, (size_t) j, &crossing, ambiguous))
        g_array_append_val (crossings, crossing);
    }
  for (size_t j = 0; !same && j < b->atoms->n; j++)
    if (vit_atoms_find (a->atoms, b->atoms->ids[j]) < 0)
      {
        crossing = (Crossing){ .id = b->atoms->ids[j], .lost = true };
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

static void
release_pair (FramePairs *self, size_t s, GArray *crossings, bool ambiguous)
{
  g_mutex_lock (&self->lock);
  FramePair *pair = &self->pairs[s];
  pair->state = crossings ? PAIR_KNOWN : PAIR_UNKNOWN;
  if (crossings)
    {
      pair->ambiguous = ambiguous;
      pair->n = crossings->len;
      pair->crossings = crossings->len > 0
                            ? g_memdup2 (crossings->data, crossings->len * sizeof (Crossing))
                            : NULL;
    }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
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
      if (last_index != s)
        {
          g_clear_pointer (&last, vit_frame_unref);
          last = vit_trajectory_read_frame (range->trajectory, s, error);
        }
      VitFrame *next = last ? vit_trajectory_read_frame (range->trajectory, s + 1, error) : NULL;
      if (!next)
        {
          release_pair (range->self, s, NULL, false);
          return false;
        }
      g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (Crossing));
      bool ambiguous = false;
      find_crossings (last, next, crossings, &ambiguous);
      release_pair (range->self, s, crossings, ambiguous);
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

static bool
complete_pairs (FramePairs *self,
                VitTrajectory *trajectory,
                size_t low,
                size_t high,
                VitProgress *progress,
                GError **error)
{
  PairRange range = { self, trajectory, low, progress };
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
                                                   frame_pairs_free);
  size_t low = MIN (from, to), high = MAX (from, to);
  g_return_val_if_fail (high <= self->n, false);
  if (low < high && !complete_pairs (self, trajectory, low, high, progress, error))
    return false;

  int sign = from < to ? 1 : -1;
  for (size_t s = low; s < high; s++)
    {
      const FramePair *pair = &self->pairs[s];
      if (pair->ambiguous && ambiguous && (*ambiguous < 0 || (size_t) *ambiguous > s + 1))
        *ambiguous = (ssize_t) s + 1;
      for (guint c = 0; c < pair->n; c++)
        {
          const Crossing *crossing = &pair->crossings[c];
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

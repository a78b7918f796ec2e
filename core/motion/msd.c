#include "core/motion/msd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/motion/msd-private.h"

/* Maximum number of frames of which pairs are formed; of longer runs every n-th frame is taken. */
#define MAX_FRAMES 1500

/* Number of frames from which on Fourier transforms are faster. */
#define MANY_FRAMES 64

/* Relative tolerance of the Δt of a pair. */
#define TOLERANCE 0.01

typedef struct
{
  double lag;
  uint32_t from, to;
} LagPair;

/* Moments of the displacements of one pair: all species first, then each. */
typedef struct
{
  double square, fourth;
  size_t n;
} PairMoments;

/* Diagnostics of a pair. */
typedef struct
{
  size_t n_atoms;
  ssize_t ambiguous;
  char *damage; /* why it could not be read */
} PairDiagnostics;

void
vit_msd_free (VitMsd *msd)
{
  if (!msd)
    return;
  g_free (msd->lags);
  g_free (msd->origins);
  g_free (msd->latest);
  g_free (msd->msd);
  g_free (msd->alpha2);
  g_free (msd->counts);
  g_strfreev (msd->species);
  g_clear_pointer (&msd->damage, g_ptr_array_unref);
  g_free (msd);
}

double
vit_msd_alpha2 (const VitMsd *msd, double mean_square, double mean_fourth)
{
  double gaussian = msd->dimension == 2 ? 2 : 5.0 / 3;
  return mean_square > 0 ? mean_fourth / (gaussian * mean_square * mean_square) - 1 : NAN;
}

static int
compare_pairs (const void *a, const void *b)
{
  const LagPair *p = a, *q = b;
  if (p->lag != q->lag)
    return p->lag < q->lag ? -1 : 1;
  return p->from < q->from ? -1 : p->from > q->from;
}

/* All pairs of frames in order of Δt. */
static GArray *
new_pairs (VitTimeline *timeline)
{
  size_t n = vit_timeline_get_n_used (timeline), stride = (n + MAX_FRAMES - 1) / MAX_FRAMES;
  const double *times = vit_timeline_get_times (timeline);
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (LagPair));
  for (size_t i = 0; i < n; i += stride)
    for (size_t j = i + stride; j < n; j += stride)
      {
        size_t from = vit_timeline_get_frame_at (timeline, i),
               to = vit_timeline_get_frame_at (timeline, j);
        LagPair pair = { times[to] - times[from], (uint32_t) from, (uint32_t) to };
        if (pair.lag > 0)
          g_array_append_val (pairs, pair);
      }
  g_array_sort (pairs, compare_pairs);
  return pairs;
}

/* The first pair of at least this lag. */
static size_t
find_pair (const GArray *pairs, double lag)
{
  size_t low = 0, high = pairs->len;
  while (low < high)
    {
      size_t middle = (low + high) / 2;
      if (g_array_index (pairs, LagPair, middle).lag < lag)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

typedef struct
{
  double lag;
  size_t n_pairs;
} LagCandidate;

/* Lags within this distance in ln Δt are compared. The one with at most half as many pairs is
 * dropped, if it has at least FEW_PAIRS fewer. */
#define NEIGHBOUR_RATIO 0.25
#define FEW_PAIRS 20

/* Drops lags that only part of a run has, beside lags that all of it has. They average over other
 * time origins: in a run that is not stationary the curve would jump up and down between the two.
 */
static GArray *
drop_partial (const GArray *candidates)
{
  GArray *lags = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint k = 0; k < candidates->len; k++)
    {
      const LagCandidate *own = &g_array_index (candidates, LagCandidate, k);
      bool partial = false;
      for (guint j = 0; j < candidates->len; j++)
        {
          const LagCandidate *other = &g_array_index (candidates, LagCandidate, j);
          partial = partial || (fabs (log (other->lag / own->lag)) < NEIGHBOUR_RATIO &&
                                other->n_pairs >= 2 * own->n_pairs &&
                                other->n_pairs >= own->n_pairs + FEW_PAIRS);
        }
      if (!partial)
        g_array_append_val (lags, own->lag);
    }
  return lags;
}

/* Picks the lag with most pairs from each of @max_lags equal intervals of lg Δt. */
static GArray *
choose_lags (const GArray *pairs, unsigned max_lags)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (LagCandidate));
  double first = g_array_index (pairs, LagPair, 0).lag;
  double last = g_array_index (pairs, LagPair, pairs->len - 1).lag;
  double width = log (last / first * 1.0001) / max_lags;
  for (unsigned b = 0; b < max_lags; b++)
    {
      size_t begin = find_pair (pairs, first * exp (b * width) * (1 - 1e-12));
      size_t end = b + 1 == max_lags
                       ? pairs->len
                       : find_pair (pairs, first * exp ((b + 1) * width) * (1 - 1e-12));
      size_t most = 0;
      double best = NAN;
      for (size_t k = begin; k < end;)
        {
          double lag = g_array_index (pairs, LagPair, k).lag;
          size_t next = find_pair (pairs, lag * (1 + 1e-6));
          if (MIN (next, end) - k > most)
            {
              most = MIN (next, end) - k;
              best = lag;
            }
          k = MAX (next, k + 1);
        }
      const LagCandidate choice = { best, most };
      if (most > 0)
        g_array_append_val (candidates, choice);
    }
  return drop_partial (candidates);
}

/* ---- The work ---- */

typedef struct
{
  VitTrajectory *trajectory;
  const VitMotionOptions *motion;
  const LagPair *pairs;
  PairMoments *sums; /* pairs × (n_types + 1) */
  PairDiagnostics *diagnostics;
  unsigned n_types;
} PairWork;

static bool
measure_pair (const PairWork *work, size_t k, GError **error)
{
  const LagPair *pair = &work->pairs[k];
  PairDiagnostics *diagnostics = &work->diagnostics[k];
  *diagnostics = (PairDiagnostics){ .ambiguous = -1 };
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (work->trajectory, pair->from, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  g_autofree double *d = g_new (double, MAX (3 * n, 1));
  diagnostics->n_atoms = n;
  if (!vit_motion_between (work->trajectory, pair->from, pair->to, work->motion, d,
                           &diagnostics->ambiguous, NULL, error))
    return false;
  PairMoments *sums = work->sums + k * (work->n_types + 1);
  for (size_t i = 0; i < n; i++)
    {
      double square =
          d[3 * i] * d[3 * i] + d[3 * i + 1] * d[3 * i + 1] + d[3 * i + 2] * d[3 * i + 2];
      unsigned type = frame->atoms->types[i];
      if (!isfinite (square) || type > work->n_types)
        continue;
      sums[type].square += square;
      sums[type].fourth += square * square;
      sums[type].n++;
    }
  for (unsigned t = 1; t <= work->n_types; t++)
    {
      sums[0].square += sums[t].square;
      sums[0].fourth += sums[t].fourth;
      sums[0].n += sums[t].n;
    }
  return true;
}

/* Whether the error is limited to a frame, or to two that do not match: the other pairs can still
 * be averaged. */
static bool
is_file_damage (const GError *error)
{
  return g_error_matches (error, VIT_ERROR, VIT_ERROR_FORMAT) ||
         g_error_matches (error, VIT_ERROR, VIT_ERROR_UNFINISHED) ||
         g_error_matches (error, VIT_ERROR, VIT_ERROR_MISMATCH);
}

static bool
measure_some_pairs (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const PairWork *work = data;
  for (size_t k = begin; k < end; k++)
    {
      g_autoptr (GError) failure = NULL;
      if (measure_pair (work, k, &failure))
        continue;
      if (!is_file_damage (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return false;
        }
      work->diagnostics[k] = (PairDiagnostics){ 0, -1, g_strdup (failure->message) };
    }
  return true;
}

static void
set_composition (VitMsd *msd, VitTrajectory *trajectory, VitTimeline *timeline)
{
  const VitAtoms *atoms = vit_trajectory_get_atoms (trajectory);
  const double *times = vit_timeline_get_times (timeline);
  size_t last = vit_timeline_get_frame_at (timeline, vit_timeline_get_n_used (timeline) - 1);
  msd->duration = times[last] - times[vit_timeline_get_frame_at (timeline, 0)];
  msd->n_types = atoms->n_types;
  msd->dimension = vit_trajectory_get_dimension (trajectory);
  msd->counts = g_new0 (size_t, msd->n_types + 1);
  msd->species = g_strdupv (atoms->species);
  for (size_t i = 0; i < atoms->n; i++)
    msd->counts[atoms->types[i]]++;
  msd->counts[0] = atoms->n;
}

static void
average_pairs (VitMsd *msd, const PairWork *work, const size_t *starts)
{
  unsigned columns = msd->n_types + 1;
  for (size_t k = 0; k < msd->n; k++)
    for (unsigned t = 0; t < columns; t++)
      {
        double square = 0, fourth = 0, count = 0;
        for (size_t p = starts[k]; p < starts[k + 1]; p++)
          {
            const PairMoments *sums = &work->sums[p * columns + t];
            square += sums->square;
            fourth += sums->fourth;
            count += (double) sums->n;
          }
        double mean = count > 0 ? square / count : NAN;
        msd->msd[t * msd->n + k] = mean;
        msd->alpha2[t * msd->n + k] = vit_msd_alpha2 (msd, mean, fourth / count);
      }
}

static void
collect_diagnostics (VitMsd *msd, const PairWork *work, size_t n_pairs)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  msd->n_pairs = n_pairs;
  msd->damage = g_ptr_array_new_with_free_func (g_free);
  for (size_t k = 0; k < n_pairs; k++)
    {
      const PairDiagnostics *diagnostics = &work->diagnostics[k];
      msd->n_lost += diagnostics->damage != NULL;
      if (diagnostics->damage && g_hash_table_add (known, diagnostics->damage))
        g_ptr_array_add (msd->damage, g_strdup (diagnostics->damage));
      msd->n_displacements += diagnostics->n_atoms;
      msd->n_skipped += diagnostics->n_atoms - work->sums[k * (work->n_types + 1)].n;
      if (diagnostics->ambiguous >= 0 &&
          (msd->ambiguous < 0 || diagnostics->ambiguous < msd->ambiguous))
        msd->ambiguous = diagnostics->ambiguous;
    }
}

/* Lists the pairs of every lag, lag after lag; @starts: first pair of each. */
static GArray *
choose_pairs (
    const GArray *pairs, VitTimeline *timeline, VitMsd *msd, unsigned max_origins, size_t *starts)
{
  const double *times = vit_timeline_get_times (timeline);
  double first = times[vit_timeline_get_frame_at (timeline, 0)];
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (LagPair));
  for (size_t k = 0; k < msd->n; k++)
    {
      size_t begin = find_pair (pairs, msd->lags[k] * (1 - TOLERANCE));
      size_t end = find_pair (pairs, msd->lags[k] * (1 + TOLERANCE));
      size_t count = end - begin, wanted = MIN (count, max_origins);
      double sum = 0;
      starts[k] = chosen->len;
      msd->latest[k] = 0;
      for (size_t o = 0; o < wanted; o++)
        {
          LagPair pair = g_array_index (pairs, LagPair,
                                        begin + (wanted > 1 ? o * (count - 1) / (wanted - 1) : 0));
          sum += pair.lag;
          msd->latest[k] = fmax (msd->latest[k], times[pair.from] - first);
          g_array_append_val (chosen, pair);
        }
      msd->origins[k] = (unsigned) wanted;
      msd->lags[k] = sum / (double) wanted;
    }
  starts[msd->n] = chosen->len;
  return chosen;
}

/* Subtracts unreadable pairs from the origins and drops Δt without any. */
static void
drop_unreadable (VitMsd *msd, const PairWork *work, const size_t *starts)
{
  size_t kept = 0, n = msd->n, columns = msd->n_types + 1;
  for (size_t k = 0; k < n; k++)
    {
      for (size_t p = starts[k]; p < starts[k + 1]; p++)
        msd->origins[k] -= work->diagnostics[p].damage != NULL;
      kept += msd->origins[k] > 0;
    }
  for (size_t c = 0, to = 0; c < columns; c++)
    for (size_t k = 0; k < n; k++)
      if (msd->origins[k] > 0)
        {
          msd->msd[to] = msd->msd[c * n + k];
          msd->alpha2[to++] = msd->alpha2[c * n + k];
        }
  for (size_t k = 0, to = 0; k < n; k++)
    if (msd->origins[k] > 0)
      {
        msd->lags[to] = msd->lags[k];
        msd->latest[to] = msd->latest[k];
        msd->origins[to++] = msd->origins[k];
      }
  msd->n = kept;
}

/* Picks about @max_lags whole numbers of frames, evenly spaced in the logarithm. */
static size_t *
choose_steps (size_t n_frames, unsigned max_lags, size_t *n_steps)
{
  size_t *steps = g_new (size_t, max_lags + 1), n = 0;
  for (unsigned k = 0; k <= max_lags; k++)
    {
      size_t step = (size_t) lround (exp (log ((double) n_frames - 1) * k / max_lags));
      if (n == 0 || step > steps[n - 1])
        steps[n++] = step;
    }
  *n_steps = n;
  return steps;
}

static void
allocate_lags (VitMsd *msd, size_t n)
{
  msd->n = n;
  msd->ambiguous = -1;
  msd->lags = g_new (double, n);
  msd->origins = g_new (unsigned, n);
  msd->latest = g_new (double, n);
  msd->msd = g_new (double, (msd->n_types + 1) * n);
  msd->alpha2 = g_new (double, (msd->n_types + 1) * n);
}

/* Averages over all origins by Fourier transforms; returns %NULL without an error if that does not
 * apply. */
static VitMsd *
average_all_origins (VitTrajectory *trajectory,
                     VitTimeline *timeline,
                     const VitMsdOptions *options,
                     VitProgress *progress,
                     GError **error)
{
  size_t n_frames = vit_timeline_get_n_frames (timeline), n;
  double spacing = vit_msd_spacing (timeline);
  if (options->method != VIT_MSD_AUTO || options->max_origins > 0 || n_frames < MANY_FRAMES ||
      !(spacing > 0))
    return NULL;
  g_autoptr (VitMsd) msd = g_new0 (VitMsd, 1);
  set_composition (msd, trajectory, timeline);
  g_autofree size_t *steps =
      choose_steps (n_frames, options->max_lags > 0 ? options->max_lags : 40, &n);
  allocate_lags (msd, n);
  for (size_t k = 0; k < n; k++)
    {
      msd->lags[k] = spacing * (double) steps[k];
      msd->origins[k] = (unsigned) (n_frames - steps[k]);
      msd->latest[k] = msd->duration - msd->lags[k];
    }
  bool done;
  if (!vit_msd_all_origins (trajectory, steps, n_frames, &options->motion, msd, &done, progress,
                            error) ||
      !done)
    return NULL;
  return g_steal_pointer (&msd);
}

static VitMsd *
average_over_pairs (VitTrajectory *trajectory,
                    VitTimeline *timeline,
                    const VitMsdOptions *options,
                    VitProgress *progress,
                    GError **error)
{
  g_autoptr (GArray) pairs = new_pairs (timeline);
  if (pairs->len == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "a mean-square displacement needs at least two frames at different times");
      return NULL;
    }
  if (vit_trajectory_get_composition (trajectory)->n == 1 && !options->motion.keep_drift)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   "the mean displacement of all atoms is taken out of a mean-square displacement: "
                   "of one atom nothing is left");
      return NULL;
    }
  g_autoptr (GArray) lags = choose_lags (pairs, options->max_lags > 0 ? options->max_lags : 40);
  g_autoptr (VitMsd) msd = g_new0 (VitMsd, 1);
  set_composition (msd, trajectory, timeline);
  allocate_lags (msd, lags->len);
  memcpy (msd->lags, lags->data, lags->len * sizeof (double));
  g_autofree size_t *starts = g_new (size_t, msd->n + 1);
  g_autoptr (GArray) chosen = choose_pairs (
      pairs, timeline, msd, options->max_origins > 0 ? options->max_origins : 50, starts);
  g_autofree PairMoments *sums = g_new0 (PairMoments, (size_t) chosen->len * (msd->n_types + 1));
  g_autofree PairDiagnostics *diagnostics = g_new0 (PairDiagnostics, MAX (chosen->len, 1));
  PairWork work = { .trajectory = trajectory,
                    .motion = &options->motion,
                    .pairs = (const LagPair *) (const void *) chosen->data,
                    .sums = sums,
                    .diagnostics = diagnostics,
                    .n_types = msd->n_types };
  vit_progress_set_range (progress, 0, 1, "Averaging displacements");
  bool good = vit_parallel_for (chosen->len, 1, measure_some_pairs, &work, progress, error);
  if (good)
    {
      average_pairs (msd, &work, starts);
      collect_diagnostics (msd, &work, chosen->len);
      drop_unreadable (msd, &work, starts);
    }
  for (size_t k = 0; k < chosen->len; k++)
    g_free (diagnostics[k].damage);
  if (good && msd->n == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "no two frames can be read: %s",
                   (const char *) msd->damage->pdata[0]);
      return NULL;
    }
  return good ? g_steal_pointer (&msd) : NULL;
}

double
vit_msd_find_partial (const VitMsd *msd, double *latest)
{
  g_return_val_if_fail (msd && latest, 0);
  double longest = 0;
  *latest = 0;
  for (size_t k = 0; k < msd->n; k++)
    if (msd->origins[k] >= FEW_PAIRS && msd->latest[k] < 0.75 * (msd->duration - msd->lags[k]))
      {
        longest = msd->lags[k];
        *latest = fmax (*latest, msd->latest[k]);
      }
  return longest;
}

VitMsd *
vit_msd_new (VitTrajectory *trajectory,
             VitTimeline *timeline,
             const VitMsdOptions *options,
             VitProgress *progress,
             GError **error)
{
  g_return_val_if_fail (trajectory && timeline, NULL);
  VitMsdOptions o = options ? *options : (VitMsdOptions){ 0 };
  GError *failure = NULL;
  VitMsd *msd = average_all_origins (trajectory, timeline, &o, progress, &failure);
  if (failure && !is_file_damage (failure))
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  g_clear_error (&failure); /* average the pairs that can be read */
  return msd ? msd : average_over_pairs (trajectory, timeline, &o, progress, error);
}

#include "core/stats/correlation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"

#define DEFAULT_RESAMPLES 500
#define DEFAULT_LEVEL 0.95

/* The pairs of finite values. Ranked pairs have groups too: numbers of their distinct values,
 * ascending. */
typedef struct
{
  size_t n;
  double (*values)[2];
  uint32_t (*groups)[2];
  size_t n_groups[2];
  uint32_t *blocks; /* of each pair, or NULL */
  size_t n_blocks;  /* blocks that have pairs */
  double (*moments)[6];
} Pairs;

static void
pairs_clear (Pairs *pairs)
{
  g_free (pairs->values);
  g_free (pairs->groups);
  g_free (pairs->blocks);
  g_free (pairs->moments);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pairs, pairs_clear)

static double
coefficient (double (*values)[2], size_t n)
{
  if (n < 2)
    return NAN;
  double mean[2] = { 0, 0 }, aa = 0, bb = 0, ab = 0;
  for (size_t i = 0; i < n; i++)
    {
      mean[0] += values[i][0];
      mean[1] += values[i][1];
    }
  mean[0] /= (double) n;
  mean[1] /= (double) n;
  bool varies[2] = { false, false };
  for (size_t i = 0; i < n; i++)
    {
      double da = values[i][0] - mean[0], db = values[i][1] - mean[1];
      varies[0] = varies[0] || values[i][0] != values[0][0];
      varies[1] = varies[1] || values[i][1] != values[0][1];
      aa += da * da;
      bb += db * db;
      ab += da * db;
    }
  if (!varies[0] || !varies[1] || !(aa > 0) || !(bb > 0))
    return NAN;
  return fmin (fmax (ab / sqrt (aa) / sqrt (bb), -1), 1);
}

/* ---- Ranks ---- */

typedef struct
{
  double value;
  uint32_t place;
} OrderedValue;

static int
compare_values (const void *a, const void *b)
{
  const OrderedValue *x = a, *y = b;
  return x->value < y->value ? -1 : x->value > y->value;
}

static void
group_ties (Pairs *pairs, int side)
{
  g_autofree OrderedValue *order = g_new (OrderedValue, MAX (pairs->n, 1));
  for (size_t i = 0; i < pairs->n; i++)
    order[i] = (OrderedValue){ pairs->values[i][side], (uint32_t) i };
  qsort (order, pairs->n, sizeof *order, compare_values);
  uint32_t group = 0;
  for (size_t k = 0; k < pairs->n; k++)
    {
      if (k > 0 && order[k].value != order[k - 1].value)
        group++;
      pairs->groups[order[k].place][side] = group;
    }
  pairs->n_groups[side] = pairs->n > 0 ? group + 1 : 0;
}

/* Converts the counts of distinct values to their mean ranks, relative to the mean rank of all. */
static void
rank_ties (const uint32_t *counts, size_t n_groups, size_t n, double *ranks)
{
  double before = -0.5 * (double) n;
  for (size_t g = 0; g < n_groups; g++)
    {
      ranks[g] = before + 0.5 * counts[g];
      before += counts[g];
    }
}

/* ---- Blocks ---- */

/* Pearson's coefficient of moments n, Σa, Σb, Σa², Σb², Σab, of values relative to their mean. */
static double
coefficient_of_moments (const double m[6])
{
  if (!(m[0] >= 2))
    return NAN;
  double aa = m[3] - m[1] * m[1] / m[0], bb = m[4] - m[2] * m[2] / m[0],
         ab = m[5] - m[1] * m[2] / m[0];
  if (!(aa > 1e-12 * m[3]) || !(bb > 1e-12 * m[4]))
    return NAN;
  return fmin (fmax (ab / sqrt (aa) / sqrt (bb), -1), 1);
}

static void
add_moments (double m[6], double a, double b, double weight)
{
  m[0] += weight;
  m[1] += weight * a;
  m[2] += weight * b;
  m[3] += weight * a * a;
  m[4] += weight * b * b;
  m[5] += weight * a * b;
}

/* Renumbers the blocks that have pairs, in their order. */
static bool
renumber_blocks (Pairs *pairs, size_t n_blocks, GError **error)
{
  g_autofree uint32_t *numbers = g_new0 (uint32_t, MAX (n_blocks, 1));
  for (size_t i = 0; i < pairs->n; i++)
    {
      if (pairs->blocks[i] >= n_blocks)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "Block %u is not one of %zu",
                       (unsigned) pairs->blocks[i], n_blocks);
          return false;
        }
      numbers[pairs->blocks[i]] = 1;
    }
  for (size_t b = 0; b < n_blocks; b++)
    if (numbers[b])
      numbers[b] = (uint32_t) pairs->n_blocks++;
  for (size_t i = 0; i < pairs->n; i++)
    pairs->blocks[i] = numbers[pairs->blocks[i]];
  return true;
}

static void
sum_moments_of_blocks (Pairs *pairs)
{
  double mean[2] = { 0, 0 };
  for (size_t i = 0; i < pairs->n; i++)
    for (int side = 0; side < 2; side++)
      mean[side] += pairs->values[i][side] / (double) pairs->n;
  pairs->moments = g_malloc0_n (MAX (pairs->n_blocks, 1), sizeof *pairs->moments);
  for (size_t i = 0; i < pairs->n; i++)
    add_moments (pairs->moments[pairs->blocks[i]], pairs->values[i][0] - mean[0],
                 pairs->values[i][1] - mean[1], 1);
}

/* ---- Resamples ---- */

typedef struct
{
  uint32_t *picks;
  uint32_t *weights; /* how often each block is drawn */
  double (*values)[2];
  uint32_t *counts[2];
  double *ranks[2];
} ResampleScratch;

static void
resample_scratch_init (ResampleScratch *scratch, const Pairs *pairs)
{
  scratch->values = g_malloc_n (MAX (pairs->n, 1), sizeof *scratch->values);
  scratch->weights = pairs->blocks ? g_new (uint32_t, MAX (pairs->n_blocks, 1)) : NULL;
  for (int side = 0; side < 2 && pairs->groups; side++)
    {
      scratch->picks = scratch->picks ? scratch->picks : g_new (uint32_t, MAX (pairs->n, 1));
      scratch->counts[side] = g_new (uint32_t, MAX (pairs->n_groups[side], 1));
      scratch->ranks[side] = g_new (double, MAX (pairs->n_groups[side], 1));
    }
}

static void
resample_scratch_clear (ResampleScratch *scratch)
{
  g_free (scratch->picks);
  g_free (scratch->weights);
  g_free (scratch->values);
  for (int side = 0; side < 2; side++)
    {
      g_free (scratch->counts[side]);
      g_free (scratch->ranks[side]);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResampleScratch, resample_scratch_clear)

/* Pearson's coefficient of the ranks of randomly drawn pairs; of all pairs, in order, without
 * @state. */
static double
ranked_coefficient (const Pairs *pairs, ResampleScratch *scratch, uint64_t *state)
{
  for (int side = 0; side < 2; side++)
    memset (scratch->counts[side], 0, pairs->n_groups[side] * sizeof (uint32_t));
  for (size_t i = 0; i < pairs->n; i++)
    {
      uint32_t pick = state ? (uint32_t) vit_random_below (state, pairs->n) : (uint32_t) i;
      scratch->picks[i] = pick;
      scratch->counts[0][pairs->groups[pick][0]]++;
      scratch->counts[1][pairs->groups[pick][1]]++;
    }
  for (int side = 0; side < 2; side++)
    rank_ties (scratch->counts[side], pairs->n_groups[side], pairs->n, scratch->ranks[side]);
  for (size_t i = 0; i < pairs->n; i++)
    for (int side = 0; side < 2; side++)
      scratch->values[i][side] = scratch->ranks[side][pairs->groups[scratch->picks[i]][side]];
  return coefficient (scratch->values, pairs->n);
}

static double
plain_coefficient (const Pairs *pairs, ResampleScratch *scratch, uint64_t *state)
{
  for (size_t i = 0; i < pairs->n; i++)
    memcpy (scratch->values[i], pairs->values[vit_random_below (state, pairs->n)],
            sizeof *scratch->values);
  return coefficient (scratch->values, pairs->n);
}

static double
block_coefficient (const Pairs *pairs, uint64_t *state)
{
  double sum[6] = { 0 };
  for (size_t k = 0; k < pairs->n_blocks; k++)
    {
      const double *block = pairs->moments[vit_random_below (state, pairs->n_blocks)];
      for (int m = 0; m < 6; m++)
        sum[m] += block[m];
    }
  return coefficient_of_moments (sum);
}

/* Weights each pair by the number of times that its block is drawn. */
static double
ranked_block_coefficient (const Pairs *pairs, ResampleScratch *scratch, uint64_t *state)
{
  memset (scratch->weights, 0, pairs->n_blocks * sizeof *scratch->weights);
  for (size_t k = 0; k < pairs->n_blocks; k++)
    scratch->weights[vit_random_below (state, pairs->n_blocks)]++;
  for (int side = 0; side < 2; side++)
    memset (scratch->counts[side], 0, pairs->n_groups[side] * sizeof (uint32_t));
  size_t n = 0;
  for (size_t i = 0; i < pairs->n; i++)
    {
      uint32_t weight = scratch->weights[pairs->blocks[i]];
      scratch->counts[0][pairs->groups[i][0]] += weight;
      scratch->counts[1][pairs->groups[i][1]] += weight;
      n += weight;
    }
  for (int side = 0; side < 2; side++)
    rank_ties (scratch->counts[side], pairs->n_groups[side], n, scratch->ranks[side]);
  double sum[6] = { 0 };
  for (size_t i = 0; i < pairs->n; i++)
    add_moments (sum, scratch->ranks[0][pairs->groups[i][0]],
                 scratch->ranks[1][pairs->groups[i][1]], scratch->weights[pairs->blocks[i]]);
  return coefficient_of_moments (sum);
}

static double
resampled_coefficient (const Pairs *pairs, ResampleScratch *scratch, uint64_t *state)
{
  if (pairs->blocks)
    return pairs->groups ? ranked_block_coefficient (pairs, scratch, state)
                         : block_coefficient (pairs, state);
  return pairs->groups ? ranked_coefficient (pairs, scratch, state)
                       : plain_coefficient (pairs, scratch, state);
}

typedef struct
{
  const Pairs *pairs;
  uint64_t seed;
  double *rhos;
} Bootstrap;

static bool
resample_some (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Bootstrap *bootstrap = data;
  g_auto (ResampleScratch) scratch = { 0 };
  resample_scratch_init (&scratch, bootstrap->pairs);
  for (size_t r = begin; r < end; r++)
    {
      /* Seed each resample by its index, so that any thread may draw it. */
      uint64_t place = bootstrap->seed ^ (r + 1) * UINT64_C (0xd1342543de82ef95);
      uint64_t state = vit_random_next (&place);
      bootstrap->rhos[r] = resampled_coefficient (bootstrap->pairs, &scratch, &state);
    }
  return true;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Interpolates linearly between sorted values. */
static double
quantile (const double *sorted, size_t n, double p)
{
  double place = p * (double) (n - 1);
  size_t k = MIN ((size_t) place, n - 1), next = MIN (k + 1, n - 1);
  return sorted[k] + (place - (double) k) * (sorted[next] - sorted[k]);
}

/* ---- Public functions ---- */

static void
collect_pairs (
    const double *a, const double *b, size_t n, bool ranked, const uint32_t *blocks, Pairs *pairs)
{
  pairs->values = g_malloc_n (MAX (n, 1), sizeof *pairs->values);
  pairs->blocks = blocks ? g_new (uint32_t, MAX (n, 1)) : NULL;
  for (size_t i = 0; i < n; i++)
    if (isfinite (a[i]) && isfinite (b[i]))
      {
        if (blocks)
          pairs->blocks[pairs->n] = blocks[i];
        pairs->values[pairs->n][0] = a[i];
        pairs->values[pairs->n++][1] = b[i];
      }
  if (!ranked)
    return;
  pairs->groups = g_malloc_n (MAX (pairs->n, 1), sizeof *pairs->groups);
  group_ties (pairs, 0);
  group_ties (pairs, 1);
}

static double
whole_coefficient (const Pairs *pairs)
{
  if (!pairs->groups)
    return coefficient (pairs->values, pairs->n);
  g_auto (ResampleScratch) scratch = { 0 };
  resample_scratch_init (&scratch, pairs);
  return ranked_coefficient (pairs, &scratch, NULL);
}

double
vit_correlation_coefficient (
    const double *a, const double *b, size_t n, bool ranked, size_t *n_used)
{
  g_return_val_if_fail ((a && b) || n == 0, NAN);
  g_return_val_if_fail (n <= UINT32_MAX, NAN);
  g_auto (Pairs) pairs = { 0 };
  collect_pairs (a, b, n, ranked, NULL, &pairs);
  if (n_used)
    *n_used = pairs.n;
  return whole_coefficient (&pairs);
}

bool
vit_correlation_compute (const double *a,
                         const double *b,
                         size_t n,
                         const VitCorrelationOptions *options,
                         VitCorrelation *correlation,
                         VitProgress *progress,
                         GError **error)
{
  g_return_val_if_fail (((a && b) || n == 0) && correlation, false);
  g_return_val_if_fail (n <= UINT32_MAX, false);
  const VitCorrelationOptions defaults = { 0 };
  options = options ? options : &defaults;
  size_t n_resamples = options->n_resamples > 0 ? options->n_resamples : DEFAULT_RESAMPLES;
  double level = options->level != 0 ? options->level : DEFAULT_LEVEL;
  if (!(level > 0 && level < 1))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "A level of confidence of %g is not between 0 and 1", level);
      return false;
    }
  g_auto (Pairs) pairs = { 0 };
  collect_pairs (a, b, n, options->ranked, options->blocks, &pairs);
  if (pairs.blocks && !renumber_blocks (&pairs, options->n_blocks, error))
    return false;
  *correlation =
      (VitCorrelation){ .rho = whole_coefficient (&pairs), .lo = NAN, .hi = NAN, .n = pairs.n };
  if (isnan (correlation->rho) || (pairs.blocks && pairs.n_blocks < 2))
    return true;
  if (pairs.blocks && !pairs.groups)
    sum_moments_of_blocks (&pairs);

  g_autofree double *rhos = g_new (double, n_resamples);
  Bootstrap bootstrap = { &pairs, options->seed, rhos };
  if (!vit_parallel_for (n_resamples, 8, resample_some, &bootstrap, progress, error))
    return false;
  /* Drop resamples in which a quantity is constant: they have no coefficient. */
  size_t kept = 0;
  for (size_t r = 0; r < n_resamples; r++)
    if (!isnan (rhos[r]))
      rhos[kept++] = rhos[r];
  if (kept == 0)
    return true;
  qsort (rhos, kept, sizeof *rhos, compare_doubles);
  correlation->lo = quantile (rhos, kept, 0.5 * (1 - level));
  correlation->hi = quantile (rhos, kept, 0.5 * (1 + level));
  return true;
}

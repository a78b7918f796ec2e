#include "core/results/transience.h"

#include <math.h>
#include <stdlib.h>

/* Lags that differ by less than this fraction, or by less than this many ps, count as equal. */
#define SAME_LAG 0.01
#define SAME_LAG_PS 1e-3

/* JointCounts: atoms with a T_ML at both times, and those of them that are liquid-like at the
 * first, the second and both. */
typedef struct
{
  size_t n;
  size_t first;
  size_t second;
  size_t both;
} JointCounts;

void
vit_liquid_flags_init (VitLiquidFlags *flags, const VitTmlResult *result, const VitLiquidRule *rule)
{
  size_t n = result->atoms->n, n_words = vit_liquid_flags_n_words (n);
  g_autofree bool *liquid = g_new0 (bool, MAX (n, 1));
  vit_tml_result_classify (result, rule, liquid, NULL);
  *flags = (VitLiquidFlags){ .time = result->time,
                             .n = n,
                             .ids = result->atoms->ids,
                             .valid = g_new0 (uint64_t, MAX (n_words, 1)),
                             .liquid = g_new0 (uint64_t, MAX (n_words, 1)) };
  for (size_t i = 0; i < n; i++)
    {
      flags->valid[i / 64] |= (uint64_t) !isnan (result->t_ml[i]) << i % 64;
      flags->liquid[i / 64] |= (uint64_t) liquid[i] << i % 64;
    }
}

void
vit_liquid_flags_clear (VitLiquidFlags *flags)
{
  g_clear_pointer (&flags->valid, g_free);
  g_clear_pointer (&flags->liquid, g_free);
}

/* Count the same atoms, 64 at once. */
static JointCounts
count_words (const VitLiquidFlags *a, const VitLiquidFlags *b)
{
  JointCounts joint = { 0 };
  for (size_t w = 0; w < vit_liquid_flags_n_words (a->n); w++)
    {
      uint64_t both = a->valid[w] & b->valid[w];
      joint.n += (size_t) __builtin_popcountll (both);
      joint.first += (size_t) __builtin_popcountll (a->liquid[w] & both);
      joint.second += (size_t) __builtin_popcountll (b->liquid[w] & both);
      joint.both += (size_t) __builtin_popcountll (a->liquid[w] & b->liquid[w] & both);
    }
  return joint;
}

static unsigned
get_bit (const uint64_t *words, size_t i)
{
  return (unsigned) (words[i / 64] >> i % 64 & 1);
}

/* Count atoms matched by id; both lists ascend. */
static JointCounts
count_by_id (const VitLiquidFlags *a, const VitLiquidFlags *b)
{
  JointCounts joint = { 0 };
  for (size_t i = 0, j = 0; i < a->n && j < b->n;)
    if (a->ids[i] != b->ids[j])
      {
        bool behind = a->ids[i] < b->ids[j];
        i += behind;
        j += !behind;
      }
    else
      {
        unsigned both = get_bit (a->valid, i) & get_bit (b->valid, j);
        joint.n += both;
        joint.first += both & get_bit (a->liquid, i);
        joint.second += both & get_bit (b->liquid, j);
        joint.both += both & get_bit (a->liquid, i) & get_bit (b->liquid, j);
        i++;
        j++;
      }
  return joint;
}

static JointCounts
count_joint (const VitLiquidFlags *a, const VitLiquidFlags *b)
{
  return a->ids == b->ids && a->n == b->n ? count_words (a, b) : count_by_id (a, b);
}

static double
compute_persistence (const JointCounts *joint)
{
  if (joint->first == 0 || joint->second == 0)
    return NAN;
  return (double) joint->both * (double) joint->n /
         ((double) joint->first * (double) joint->second);
}

double
vit_persistence_between (const VitTmlResult *from,
                         const VitTmlResult *to,
                         const VitLiquidRule *rule)
{
  g_return_val_if_fail (from && to && rule, NAN);
  VitLiquidFlags a, b;
  vit_liquid_flags_init (&a, from, rule);
  vit_liquid_flags_init (&b, to, rule);
  JointCounts joint = count_joint (&a, &b);
  vit_liquid_flags_clear (&a);
  vit_liquid_flags_clear (&b);
  return compute_persistence (&joint);
}

/* StartPair: averages over the atoms of a pair of start times; n is the indicator of liquid-like
 * atoms. */
typedef struct
{
  double lag;
  double joint;   /* ⟨n n⟩ */
  double product; /* ⟨n⟩⟨n⟩ */
  double value;
} StartPair;

static int
compare_pairs (const void *a, const void *b)
{
  const StartPair *x = a, *y = b;
  return x->lag < y->lag ? -1 : x->lag > y->lag;
}

static VitPersistencePoint
average_pairs (const StartPair *pairs, size_t n)
{
  double lag = 0, joint = 0, product = 0, mean = 0, squares = 0;
  for (size_t k = 0; k < n; k++)
    {
      lag += pairs[k].lag / (double) n;
      joint += pairs[k].joint;
      product += pairs[k].product;
      mean += pairs[k].value / (double) n;
    }
  for (size_t k = 0; k < n; k++)
    squares += (pairs[k].value - mean) * (pairs[k].value - mean);
  return (VitPersistencePoint){ .lag = lag,
                                .value = joint / product,
                                .deviation = n > 1 ? sqrt (squares / (double) (n - 1)) : NAN,
                                .n_pairs = (unsigned) n };
}

static VitPersistencePoint *
average_equal_lags (StartPair *pairs, size_t n, size_t *n_points)
{
  qsort (pairs, n, sizeof *pairs, compare_pairs);
  VitPersistencePoint *points = g_new (VitPersistencePoint, MAX (n, 1));
  *n_points = 0;
  for (size_t k = 0, end; k < n; k = end)
    {
      double same = pairs[k].lag + fmax (SAME_LAG * pairs[k].lag, SAME_LAG_PS);
      for (end = k + 1; end < n && pairs[end].lag <= same; end++)
        ;
      points[(*n_points)++] = average_pairs (pairs + k, end - k);
    }
  return points;
}

VitPersistencePoint *
vit_liquid_flags_persistence (
    const VitLiquidFlags *flags, size_t n, size_t *n_points, VitProgress *progress, GError **error)
{
  g_return_val_if_fail ((flags || n == 0) && n_points, NULL);
  g_autofree StartPair *pairs = g_new (StartPair, MAX (n * (n + 1) / 2, 1));
  size_t n_pairs = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = i; j < n; j++)
      {
        if (!vit_progress_step (progress, i, n, error))
          return NULL;
        JointCounts joint = count_joint (&flags[i], &flags[j]);
        double value = compute_persistence (&joint), count = (double) joint.n;
        if (!isnan (value))
          pairs[n_pairs++] = (StartPair){ .lag = fabs (flags[j].time - flags[i].time),
                                          .joint = (double) joint.both / count,
                                          .product = (double) joint.first / count *
                                                     ((double) joint.second / count),
                                          .value = value };
      }
  return average_equal_lags (pairs, n_pairs, n_points);
}

VitPersistencePoint *
vit_persistence_curve (VitTmlResult *const *results,
                       size_t n,
                       const VitLiquidRule *rule,
                       size_t *n_points,
                       VitProgress *progress,
                       GError **error)
{
  g_return_val_if_fail ((results || n == 0) && rule && n_points, NULL);
  g_autofree VitLiquidFlags *flags = g_new0 (VitLiquidFlags, MAX (n, 1));
  size_t n_flags = 0;
  for (size_t i = 0; i < n; i++)
    if (results[i])
      vit_liquid_flags_init (&flags[n_flags++], results[i], rule);
  VitPersistencePoint *points =
      vit_liquid_flags_persistence (flags, n_flags, n_points, progress, error);
  for (size_t i = 0; i < n_flags; i++)
    vit_liquid_flags_clear (&flags[i]);
  return points;
}

double
vit_tml_result_get_deviation (const VitTmlResult *result)
{
  g_return_val_if_fail (result != NULL, NAN);
  double mean = vit_tml_result_get_mean (result), squares = 0;
  size_t n = 0;
  for (size_t i = 0; i < result->atoms->n; i++)
    if (!isnan (result->t_ml[i]))
      {
        squares += ((double) result->t_ml[i] - mean) * ((double) result->t_ml[i] - mean);
        n++;
      }
  return n > 0 ? sqrt (squares / (double) n) : NAN;
}

#include "core/results/transience.h"

#include <math.h>
#include <stdlib.h>

/* Lags that differ by less count as one: a fraction, and ps. */
#define SAME_LAG 0.01
#define SAME_LAG_PS 1e-3

/* How many atoms are liquid-like at either time and at both. */
typedef struct
{
  size_t n;
  size_t first;
  size_t second;
  size_t both;
} Joint;

static bool *
classify (const VitTmlResult *result, const VitLiquidRule *rule)
{
  bool *liquid = g_new0 (bool, MAX (result->atoms->n, 1));
  vit_tml_result_classify (result, rule, liquid, NULL);
  return liquid;
}

static Joint
count_joint (const VitTmlResult *a,
             const bool *liquid_a,
             const VitTmlResult *b,
             const bool *liquid_b)
{
  Joint joint = { 0 };
  for (size_t i = 0; i < a->atoms->n; i++)
    {
      ssize_t j = a->atoms == b->atoms ? (ssize_t) i : vit_atoms_find (b->atoms, a->atoms->ids[i]);
      if (j < 0 || isnan (a->t_ml[i]) || isnan (b->t_ml[j]))
        continue;
      joint.n++;
      joint.first += liquid_a[i];
      joint.second += liquid_b[j];
      joint.both += liquid_a[i] && liquid_b[j];
    }
  return joint;
}

static double
persistence (const Joint *joint)
{
  if (joint->first == 0 || joint->second == 0)
    return NAN;
  return (double) joint->both * (double) joint->n /
         ((double) joint->first * (double) joint->second);
}

/* ---- The same for many pairs: sets of atoms as words, where all results share a table ---- */

typedef struct
{
  bool *liquid;
  uint64_t *valid_words, *liquid_words; /* NULL where the tables differ */
} Flags;

static void
pack (const VitTmlResult *result, size_t n_words, Flags *flags)
{
  flags->valid_words = g_new0 (uint64_t, MAX (n_words, 1));
  flags->liquid_words = g_new0 (uint64_t, MAX (n_words, 1));
  for (size_t i = 0; i < result->atoms->n; i++)
    {
      flags->valid_words[i / 64] |= (uint64_t) !isnan (result->t_ml[i]) << i % 64;
      flags->liquid_words[i / 64] |= (uint64_t) flags->liquid[i] << i % 64;
    }
}

static Joint
count_words (const Flags *a, const Flags *b, size_t n_words)
{
  Joint joint = { 0 };
  for (size_t w = 0; w < n_words; w++)
    {
      uint64_t both = a->valid_words[w] & b->valid_words[w];
      joint.n += (size_t) __builtin_popcountll (both);
      joint.first += (size_t) __builtin_popcountll (a->liquid_words[w] & both);
      joint.second += (size_t) __builtin_popcountll (b->liquid_words[w] & both);
      joint.both += (size_t) __builtin_popcountll (a->liquid_words[w] & b->liquid_words[w] & both);
    }
  return joint;
}

static Flags *
new_flags (VitTmlResult *const *results, size_t n, const VitLiquidRule *rule, size_t *n_words)
{
  Flags *flags = g_new0 (Flags, MAX (n, 1));
  const VitAtoms *atoms = NULL;
  bool same = true;
  for (size_t i = 0; i < n; i++)
    {
      if (!results[i])
        continue;
      flags[i].liquid = classify (results[i], rule);
      same = same && (!atoms || atoms == results[i]->atoms);
      atoms = results[i]->atoms;
    }
  *n_words = same && atoms ? (atoms->n + 63) / 64 : 0;
  for (size_t i = 0; i<n && * n_words> 0; i++)
    if (results[i])
      pack (results[i], *n_words, &flags[i]);
  return flags;
}

static void
free_flags (Flags *flags, size_t n)
{
  for (size_t i = 0; i < n; i++)
    {
      g_free (flags[i].liquid);
      g_free (flags[i].valid_words);
      g_free (flags[i].liquid_words);
    }
  g_free (flags);
}

double
vit_persistence_between (const VitTmlResult *from,
                         const VitTmlResult *to,
                         const VitLiquidRule *rule)
{
  g_return_val_if_fail (from && to && rule, NAN);
  g_autofree bool *a = classify (from, rule);
  g_autofree bool *b = classify (to, rule);
  Joint joint = count_joint (from, a, to, b);
  return persistence (&joint);
}

/* One pair of start times. */
typedef struct
{
  double lag;
  double joint;   /* ⟨n n⟩ */
  double product; /* ⟨n⟩⟨n⟩ */
  double value;
} Pair;

static int
compare_pairs (const void *a, const void *b)
{
  const Pair *x = a, *y = b;
  return x->lag < y->lag ? -1 : x->lag > y->lag;
}

static VitPersistencePoint
average (const Pair *pairs, size_t n)
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

VitPersistencePoint *
vit_persistence_curve (VitTmlResult *const *results,
                       size_t n,
                       const VitLiquidRule *rule,
                       size_t *n_points,
                       VitProgress *progress,
                       GError **error)
{
  g_return_val_if_fail ((results || n == 0) && rule && n_points, NULL);
  g_autofree Pair *pairs = g_new (Pair, MAX (n * (n + 1) / 2, 1));
  size_t n_pairs = 0, n_words;
  Flags *flags = new_flags (results, n, rule, &n_words);
  bool stopped = false;
  for (size_t i = 0; i < n && !stopped; i++)
    for (size_t j = i; j < n && !stopped; j++)
      {
        stopped = !vit_progress_step (progress, i, n, error);
        if (!results[i] || !results[j])
          continue;
        Joint joint = n_words > 0
                          ? count_words (&flags[i], &flags[j], n_words)
                          : count_joint (results[i], flags[i].liquid, results[j], flags[j].liquid);
        double value = persistence (&joint), count = (double) joint.n;
        if (!isnan (value))
          pairs[n_pairs++] =
              (Pair){ .lag = fabs (results[j]->time - results[i]->time),
                      .joint = (double) joint.both / count,
                      .product = (double) joint.first / count * ((double) joint.second / count),
                      .value = value };
      }
  free_flags (flags, n);
  if (stopped)
    return NULL;

  qsort (pairs, n_pairs, sizeof *pairs, compare_pairs);
  VitPersistencePoint *points = g_new (VitPersistencePoint, MAX (n_pairs, 1));
  *n_points = 0;
  for (size_t k = 0, end; k < n_pairs; k = end)
    {
      double same = pairs[k].lag + fmax (SAME_LAG * pairs[k].lag, SAME_LAG_PS);
      for (end = k + 1; end < n_pairs && pairs[end].lag <= same; end++)
        ;
      points[(*n_points)++] = average (pairs + k, end - k);
    }
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

#include "core/indicator/score.h"

#include <math.h>
#include <string.h>

#include "core/indicator/score-private.h"
#include "core/stats/order.h"
#include "core/stats/wilson.h"

/* ---- The sample of a group ---- */

static bool
belongs (const VitScoring *self, size_t i, int group)
{
  return group <= VIT_SCORE_ALL || self->types[i] == group;
}

void
vit_score_sample_take (const VitScoring *self,
                       const double *indicator,
                       int group,
                       VitScoreSample *sample)
{
  g_autofree double *centred = NULL;
  if (group == VIT_SCORE_CENTRED)
    {
      centred = g_new (double, MAX (self->n, 1));
      vit_score_means_out (self, indicator, centred);
      indicator = centred;
    }
  g_autofree double *values = g_new (double, MAX (self->n, 1));
  g_autofree uint32_t *atoms = g_new (uint32_t, MAX (self->n, 1));
  size_t m = 0;
  for (size_t i = 0; i < self->n; i++)
    if (belongs (self, i, group) && isfinite (indicator[i]) && isfinite (self->target[i]))
      {
        values[m] = indicator[i];
        atoms[m++] = (uint32_t) i;
      }
  sample->n = m;
  sample->events = 0;
  sample->atoms = g_new (uint32_t, MAX (m, 1));
  sample->values = g_new (double, MAX (m, 1));
  vit_order (values, m, sample->atoms);
  for (size_t k = 0; k < m; k++)
    {
      sample->values[k] = values[sample->atoms[k]];
      sample->atoms[k] = atoms[sample->atoms[k]];
      sample->events += self->events && self->events[sample->atoms[k]];
    }
}

void
vit_score_sample_clear (VitScoreSample *sample)
{
  g_clear_pointer (&sample->atoms, g_free);
  g_clear_pointer (&sample->values, g_free);
}

/* One past the last of equal values. */
static size_t
end_of_tie (const double *values, size_t n, size_t first)
{
  size_t last = first + 1;
  while (last < n && values[last] == values[first])
    last++;
  return last;
}

/* ---- Bands ---- */

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Quantile of Student's t for 97.5 %, by the expansion of Cornish and Fisher; the first degrees of
 * freedom, where it is far off, from tables. */
static double
student (size_t degrees)
{
  static const double first[] = { 12.7062, 4.3027, 3.1824, 2.7764 };
  if (degrees <= G_N_ELEMENTS (first))
    return first[MAX (degrees, 1) - 1];
  double z = VIT_WILSON_95, v = (double) degrees, z2 = z * z;
  return z + z * (z2 + 1) / (4 * v) + z * (5 * z2 * z2 + 16 * z2 + 3) / (96 * v * v) +
         z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / (384 * v * v * v);
}

void
vit_score_band (double *values, size_t n, size_t n_blocks, double *low, double *high)
{
  size_t m = 0;
  for (size_t k = 0; k < n; k++)
    if (isfinite (values[k]))
      values[m++] = values[k];
  *low = *high = NAN;
  if (m < 2 || n_blocks < 2)
    return;
  qsort (values, m, sizeof *values, compare_doubles);
  /* The expanded percentile interval of Hesterberg 2015: draws of n blocks spread less than the
   * truth by √((n − 1)/n), and normal quantiles are too narrow for few. */
  double expanded = student (n_blocks - 1) * sqrt ((double) n_blocks / (double) (n_blocks - 1));
  double share = 0.5 * erfc (expanded / G_SQRT2);
  for (int side = 0; side < 2; side++)
    {
      double at = (side == 0 ? share : 1 - share) * (double) (m - 1);
      size_t k = MIN ((size_t) at, m - 2);
      double value = values[k] + (at - (double) k) * (values[k + 1] - values[k]);
      *(side == 0 ? low : high) = value;
    }
}

/* ---- AUC and what goes with it ---- */

/* @pairs: pairs of an event of block a and another atom of block b, in which the event has more;
 * ties count ½. @events, @others: of each block. */
static void
count_pairs (const VitScoring *self,
             const VitScoreSample *sample,
             double *pairs,
             double *events,
             double *others)
{
  size_t n = self->n_blocks;
  g_autofree double *tied = g_new0 (double, n);
  for (size_t first = 0, last; first < sample->n; first = last)
    {
      last = end_of_tie (sample->values, sample->n, first);
      bool several = last - first > 1;
      for (size_t k = first; k < last && several; k++)
        if (!self->events[sample->atoms[k]])
          tied[self->blocks[sample->atoms[k]]] += 0.5;
      for (size_t k = first; k < last; k++)
        {
          uint32_t atom = sample->atoms[k], block = self->blocks[atom];
          if (!self->events[atom])
            continue;
          double *row = pairs + block * n;
          events[block]++;
          for (size_t b = 0; b < n; b++)
            row[b] += others[b];
          for (size_t b = 0; b < n && several; b++)
            row[b] += tied[b];
        }
      for (size_t k = first; k < last; k++)
        {
          uint32_t atom = sample->atoms[k], block = self->blocks[atom];
          if (!self->events[atom])
            others[block]++;
          tied[block] = 0;
        }
    }
}

static double
weigh_pairs (const double *pairs,
             const double *events,
             const double *others,
             const float *w,
             const uint32_t *drawn,
             size_t n_drawn,
             size_t n)
{
  double sum = 0, positive = 0, negative = 0;
  for (size_t k = 0; k < n_drawn; k++)
    {
      size_t a = drawn[k];
      const double *row = pairs + a * n;
      double part = 0;
      for (size_t l = 0; l < n_drawn && events[a] > 0; l++)
        part += (double) w[drawn[l]] * row[drawn[l]];
      sum += (double) w[a] * part;
      positive += (double) w[a] * events[a];
      negative += (double) w[a] * others[a];
    }
  return positive > 0 && negative > 0 ? sum / (positive * negative) : NAN;
}

/* AUC with its band, before it is turned. */
static bool
find_auc (const VitScoring *self,
          const VitScoreSample *sample,
          VitScore *score,
          VitProgress *progress,
          GError **error)
{
  size_t n = self->n_blocks, used = 0;
  g_autofree double *pairs = g_new0 (double, n *n);
  g_autofree double *events = g_new0 (double, n), *others = g_new0 (double, n);
  count_pairs (self, sample, pairs, events, others);
  double total = 0;
  for (size_t k = 0; k < n * n; k++)
    total += pairs[k];
  for (size_t b = 0; b < n; b++)
    used += events[b] + others[b] > 0;
  score->auc = total / ((double) sample->events * (double) (sample->n - sample->events));
  g_autofree double *drawn_auc = g_new (double, self->n_resamples);
  g_autofree uint32_t *drawn = g_new (uint32_t, n);
  for (unsigned r = 0; r < self->n_resamples; r++)
    {
      const float *w = self->weights + (size_t) r * n;
      size_t n_drawn = 0;
      for (size_t b = 0; b < n; b++)
        if (w[b] > 0)
          drawn[n_drawn++] = (uint32_t) b;
      drawn_auc[r] = weigh_pairs (pairs, events, others, w, drawn, n_drawn, n);
      if (r % 64 == 0 && !vit_progress_check (progress, error))
        return false;
    }
  vit_score_band (drawn_auc, self->n_resamples, used, &score->auc_low, &score->auc_high);
  score->c = 1 - 2 * (0.5 * (double) sample->events / (double) sample->n +
                      score->auc * (double) (sample->n - sample->events) / (double) sample->n);
  return true;
}

/* Average precision and Matthews' coefficient, thresholds from the strictest to the laxest. */
static void
find_precision (const VitScoring *self, const VitScoreSample *sample, VitScore *score)
{
  double p = (double) sample->events, n = (double) sample->n, hits = 0, taken = 0, sum = 0;
  score->mcc = -INFINITY;
  for (size_t from = 0, to; from < sample->n; from = to)
    {
      double before = hits;
      size_t k = score->sign > 0 ? sample->n - 1 - from : from;
      for (to = from; to < sample->n; to++)
        {
          size_t at = score->sign > 0 ? sample->n - 1 - to : to;
          if (sample->values[at] != sample->values[k])
            break;
          hits += self->events[sample->atoms[at]];
        }
      taken += (double) (to - from);
      sum += (hits - before) / p * (hits / taken);
      /* TP TN − FP FN = TP N − taken P */
      double below = taken * (n - taken) * p * (n - p);
      double mcc = below > 0 ? (hits * n - taken * p) / sqrt (below) : 0;
      if (mcc > score->mcc)
        {
          score->mcc = mcc;
          score->threshold = sample->values[k];
        }
    }
  score->average_precision = sum;
}

/* Mean and standard deviation of numbers that are finite. */
static void
summarise (const double *values, size_t n, double *mean, double *sd)
{
  double sum = 0, squares = 0, m = 0;
  for (size_t k = 0; k < n; k++)
    if (isfinite (values[k]))
      {
        sum += values[k];
        m++;
      }
  *mean = m > 0 ? sum / m : NAN;
  for (size_t k = 0; k < n; k++)
    if (isfinite (values[k]))
      squares += (values[k] - *mean) * (values[k] - *mean);
  *sd = m > 1 ? sqrt (squares / (m - 1)) : NAN;
}

/* AUC of shifted events, from the ranks of the indicator. */
static void
find_null_auc (const VitScoring *self, const VitScoreSample *sample, VitScore *score)
{
  if (self->n_shifts == 0)
    return;
  g_autofree float *ranks = g_new0 (float, self->n);
  for (size_t first = 0, last; first < sample->n; first = last)
    {
      last = end_of_tie (sample->values, sample->n, first);
      for (size_t k = first; k < last; k++)
        ranks[sample->atoms[k]] = (float) (0.5 * (double) (first + last + 1));
    }
  g_autofree double *auc = g_new (double, self->n_shifts);
  for (unsigned s = 0; s < self->n_shifts; s++)
    {
      double sum = 0, p = 0;
      for (size_t k = 0; k < self->n_shifted_events[s]; k++)
        {
          double rank = (double) ranks[self->shifted_events[s][k]];
          sum += rank;
          p += rank > 0;
        }
      double others = (double) sample->n - p;
      auc[s] = p > 0 && others > 0 ? (sum - p * (p + 1) / 2) / (p * others) : NAN;
      if (score->sign < 0)
        auc[s] = 1 - auc[s];
    }
  summarise (auc, self->n_shifts, &score->null_mean, &score->null_sd);
}

/* Blocks next to each other are alike, too, where the box is narrow, so that a bootstrap band is
 * too narrow there. How far the score strays under shifts knows of that: the band reaches as far.
 * @slope: of the score with respect to a scale on which errors are even; @least: of what it can be,
 * from which it goes to 1. */
static void
widen (const VitScoring *self,
       double null_sd,
       double slope,
       double score,
       double least,
       double *low,
       double *high)
{
  if (!isfinite (null_sd) || !isfinite (*low) || !isfinite (*high))
    return;
  double reach = student (self->n_shifts - 1) * null_sd * slope;
  *low = fmax (fmin (*low, score - reach), least);
  *high = fmin (fmax (*high, score + reach), 1);
}

/* ---- Correlation ---- */

/* Sums of the pairs of a block. */
typedef struct
{
  double n, x, y, xx, xy, yy;
} Sums;

static double
correlate (const Sums *s)
{
  double xx = s->xx - s->x * s->x / s->n, yy = s->yy - s->y * s->y / s->n;
  double xy = s->xy - s->x * s->y / s->n;
  double small = 1e-14;
  return s->n > 1 && xx > small * s->xx && yy > small * s->yy ? xy / sqrt (xx * yy) : NAN;
}

static void
add_sums (Sums *to, const Sums *s, double weight)
{
  to->n += weight * s->n;
  to->x += weight * s->x;
  to->y += weight * s->y;
  to->xx += weight * s->xx;
  to->xy += weight * s->xy;
  to->yy += weight * s->yy;
}

/* The coefficient of @x and @y, both by rank in the sample, with its band. */
static double
find_correlation (const VitScoring *self,
                  const VitScoreSample *sample,
                  const double *x,
                  const double *y,
                  double *low,
                  double *high)
{
  size_t used = 0;
  double mean_x = 0, mean_y = 0;
  for (size_t k = 0; k < sample->n; k++)
    {
      mean_x += x[k];
      mean_y += y[k];
    }
  mean_x /= (double) sample->n;
  mean_y /= (double) sample->n;
  g_autofree Sums *sums = g_new0 (Sums, self->n_blocks);
  for (size_t k = 0; k < sample->n; k++)
    {
      double a = x[k] - mean_x, b = y[k] - mean_y;
      add_sums (&sums[self->blocks[sample->atoms[k]]], &(Sums){ 1, a, b, a * a, a * b, b * b }, 1);
    }
  Sums all = { 0 };
  for (size_t b = 0; b < self->n_blocks; b++)
    {
      add_sums (&all, &sums[b], 1);
      used += sums[b].n > 0;
    }
  g_autofree double *drawn = g_new (double, self->n_resamples);
  for (unsigned r = 0; r < self->n_resamples; r++)
    {
      const float *w = self->weights + (size_t) r * self->n_blocks;
      Sums of_draw = { 0 };
      for (size_t b = 0; b < self->n_blocks; b++)
        if (w[b] > 0)
          add_sums (&of_draw, &sums[b], (double) w[b]);
      drawn[r] = correlate (&of_draw);
    }
  vit_score_band (drawn, self->n_resamples, used, low, high);
  return correlate (&all);
}

/* Mean ranks of the target within the sample, by rank of the indicator. */
static void
rank_target (const VitScoring *self, const VitScoreSample *sample, bool centred, double *ranks)
{
  const double *target = centred ? self->centred : self->target;
  const uint32_t *order = self->order[centred];
  g_autofree uint32_t *place = g_new (uint32_t, self->n);
  memset (place, 0xff, self->n * sizeof *place);
  for (size_t k = 0; k < sample->n; k++)
    place[sample->atoms[k]] = (uint32_t) k;
  g_autofree uint32_t *sorted = g_new (uint32_t, MAX (sample->n, 1));
  size_t m = 0;
  for (size_t k = 0; k < self->n_target; k++)
    if (place[order[k]] != UINT32_MAX)
      sorted[m++] = order[k];
  for (size_t first = 0, last; first < m; first = last)
    {
      for (last = first + 1; last < m && target[sorted[last]] == target[sorted[first]]; last++)
        ;
      for (size_t k = first; k < last; k++)
        ranks[place[sorted[k]]] = 0.5 * (double) (first + last + 1);
    }
}

static void
find_null_correlation (const VitScoring *self, const VitScoreSample *sample, VitScore *score)
{
  g_autofree double *rho = g_new (double, MAX (self->n_shifts, 1));
  double mean = 0;
  for (size_t k = 0; k < sample->n; k++)
    mean += sample->values[k] / (double) sample->n;
  for (unsigned s = 0; s < self->n_shifts; s++)
    {
      Sums sums = { 0 };
      double offset = NAN;
      for (size_t k = 0; k < sample->n; k++)
        {
          double a = sample->values[k] - mean;
          double b = (double) self->shifted_target[s][sample->atoms[k]];
          if (!isfinite (b))
            continue;
          if (isnan (offset))
            offset = b;
          b -= offset;
          add_sums (&sums, &(Sums){ 1, a, b, a * a, a * b, b * b }, 1);
        }
      rho[s] = correlate (&sums);
    }
  if (self->n_shifts > 0)
    summarise (rho, self->n_shifts, &score->null_mean, &score->null_sd);
}

static bool
find_correlations (const VitScoring *self,
                   const VitScoreSample *sample,
                   bool centred,
                   VitScore *score,
                   VitProgress *progress,
                   GError **error)
{
  const double *target = centred ? self->centred : self->target;
  g_autofree double *x = g_new (double, sample->n), *y = g_new (double, sample->n);
  for (size_t k = 0; k < sample->n; k++)
    y[k] = target[sample->atoms[k]];
  score->pearson =
      find_correlation (self, sample, sample->values, y, &score->pearson_low, &score->pearson_high);
  if (!vit_progress_check (progress, error))
    return false;
  for (size_t first = 0, last; first < sample->n; first = last)
    {
      last = end_of_tie (sample->values, sample->n, first);
      for (size_t k = first; k < last; k++)
        x[k] = 0.5 * (double) (first + last + 1);
    }
  rank_target (self, sample, centred, y);
  score->spearman =
      find_correlation (self, sample, x, y, &score->spearman_low, &score->spearman_high);
  return vit_progress_check (progress, error);
}

/* ---- All scores ---- */

VitScore
vit_score_new_blank (size_t n, size_t events)
{
  return (VitScore){ n,   events, 1,   NAN, NAN, NAN, NAN, NAN, NAN,
                     NAN, NAN,    NAN, NAN, NAN, NAN, NAN, NAN, NAN };
}

bool
vit_scoring_score (const VitScoring *self,
                   const double *indicator,
                   int group,
                   VitScore *score,
                   VitProgress *progress,
                   GError **error)
{
  g_return_val_if_fail (self && indicator && score, false);
  g_auto (VitScoreSample) sample = { 0 };
  *score = vit_score_new_blank (0, 0);
  vit_score_sample_take (self, indicator, group, &sample);
  score->n = sample.n;
  score->events = sample.events;
  if (!vit_progress_check (progress, error))
    return false;
  if (sample.n < 2 || sample.values[0] == sample.values[sample.n - 1])
    return true;
  if (!find_correlations (self, &sample, group == VIT_SCORE_CENTRED, score, progress, error))
    return false;
  if (sample.events == 0 || sample.events == sample.n)
    {
      score->sign = score->spearman < 0 ? -1 : 1;
      if (!self->events)
        {
          double p = score->pearson, s = score->spearman;
          find_null_correlation (self, &sample, score);
          widen (self, score->null_sd, 1 - p * p, p, -1, &score->pearson_low, &score->pearson_high);
          widen (self, score->null_sd, 1 - s * s, s, -1, &score->spearman_low,
                 &score->spearman_high);
        }
      return vit_progress_check (progress, error);
    }
  if (!find_auc (self, &sample, score, progress, error))
    return false;
  if (score->auc < 0.5)
    {
      double low = score->auc_low;
      score->sign = -1;
      score->auc = 1 - score->auc;
      score->auc_low = 1 - score->auc_high;
      score->auc_high = 1 - low;
    }
  find_precision (self, &sample, score);
  find_null_auc (self, &sample, score);
  /* On the scale of log odds the slope at ½ is ¼. */
  widen (self, score->null_sd, 4 * score->auc * (1 - score->auc), score->auc, 0, &score->auc_low,
         &score->auc_high);
  return vit_progress_check (progress, error);
}

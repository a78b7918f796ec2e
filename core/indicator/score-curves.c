/* Curves, deciles and the matrix of indicators. */

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/indicator/score-private.h"
#include "core/stats/order.h"
#include "core/stats/wilson.h"

VitScoreCurves *
vit_scoring_get_curves (const VitScoring *self, const double *indicator, int group, size_t most)
{
  g_return_val_if_fail (self && indicator && most >= 2, NULL);
  g_auto (VitScoreSample) sample = { 0 };
  vit_score_sample_take (self, indicator, group, &sample);
  double p = (double) sample.events, n = (double) sample.n - p;
  if (!self->events || !(p > 0) || !(n > 0))
    return NULL;
  /* The sign, from the sum of the ranks of events. */
  double ranks = 0;
  for (size_t first = 0, last; first < sample.n; first = last)
    {
      for (last = first + 1; last < sample.n && sample.values[last] == sample.values[first]; last++)
        ;
      for (size_t k = first; k < last; k++)
        ranks += self->events[sample.atoms[k]] ? 0.5 * (double) (first + last + 1) : 0;
    }
  bool falling = (ranks - p * (p + 1) / 2) / (p * n) < 0.5;
  VitScoreCurves *curves = g_new0 (VitScoreCurves, 1);
  curves->thresholds = g_new (double, most + 2);
  curves->false_positives = g_new (double, most + 2);
  curves->recall = g_new (double, most + 2);
  curves->precision = g_new (double, most + 2);
  double hits = 0, taken = 0, step = 2 / (double) most, last_x = -1, last_y = -1;
  for (size_t from = 0, to; from < sample.n; from = to)
    {
      size_t k = falling ? from : sample.n - 1 - from;
      for (to = from; to < sample.n; to++)
        {
          size_t at = falling ? to : sample.n - 1 - to;
          if (sample.values[at] != sample.values[k])
            break;
          hits += self->events[sample.atoms[at]];
        }
      taken += (double) (to - from);
      double x = (taken - hits) / n, y = hits / p;
      if (curves->n > 0 && to < sample.n && (x - last_x) + (y - last_y) < step)
        continue;
      if (curves->n > most)
        curves->n = most;
      curves->thresholds[curves->n] = sample.values[k];
      curves->false_positives[curves->n] = last_x = x;
      curves->recall[curves->n] = last_y = y;
      curves->precision[curves->n++] = hits / taken;
    }
  return curves;
}

void
vit_score_curves_free (VitScoreCurves *curves)
{
  if (!curves)
    return;
  g_free (curves->thresholds);
  g_free (curves->false_positives);
  g_free (curves->recall);
  g_free (curves->precision);
  g_free (curves);
}

void
vit_scoring_get_deciles (const VitScoring *self,
                         const double *indicator,
                         int group,
                         VitScoreDecile deciles[10])
{
  g_return_if_fail (self && indicator && deciles);
  g_auto (VitScoreSample) sample = { 0 };
  vit_score_sample_take (self, indicator, group, &sample);
  const double *target = group == VIT_SCORE_CENTRED ? self->centred : self->target;
  memset (deciles, 0, 10 * sizeof *deciles);
  for (size_t k = 0; k < sample.n; k++)
    {
      VitScoreDecile *decile = &deciles[k * 10 / sample.n];
      if (decile->n == 0)
        decile->low = sample.values[k];
      decile->high = sample.values[k];
      decile->n++;
      decile->events += self->events && self->events[sample.atoms[k]];
      decile->mean += target[sample.atoms[k]];
    }
  for (int d = 0; d < 10; d++)
    {
      VitScoreDecile *decile = &deciles[d];
      decile->mean = decile->n > 0 ? decile->mean / (double) decile->n : NAN;
      if (decile->n == 0)
        decile->low = decile->high = NAN;
      decile->share =
          self->events && decile->n > 0 ? (double) decile->events / (double) decile->n : NAN;
      decile->share_low = decile->share_high = NAN;
      if (self->events)
        vit_wilson_interval (decile->events, decile->n, VIT_WILSON_95, &decile->share_low,
                             &decile->share_high);
    }
}

/* ---- The matrix ---- */

typedef struct
{
  const double *const *indicators;
  size_t k, n;
  float **ranks; /* less their mean, NaN for none */
  bool *whole;   /* no value is missing */
  double *matrix;
} Matrix;

static void
rank_finite (const double *values, size_t n, float *ranks, bool *whole)
{
  g_autofree double *finite = g_new (double, MAX (n, 1));
  g_autofree uint32_t *atoms = g_new (uint32_t, MAX (n, 1));
  g_autofree uint32_t *order = g_new (uint32_t, MAX (n, 1));
  size_t m = 0;
  for (size_t i = 0; i < n; i++)
    {
      ranks[i] = NAN;
      if (isfinite (values[i]))
        {
          finite[m] = values[i];
          atoms[m++] = (uint32_t) i;
        }
    }
  vit_order (finite, m, order);
  for (size_t first = 0, last; first < m; first = last)
    {
      for (last = first + 1; last < m && finite[order[last]] == finite[order[first]]; last++)
        ;
      for (size_t k = first; k < last; k++)
        ranks[atoms[order[k]]] = (float) (0.5 * ((double) (first + last) - (double) m));
    }
  *whole = m == n;
}

static bool
rank_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Matrix *matrix = data;
  for (size_t i = begin; i < end; i++)
    {
      matrix->ranks[i] = g_new (float, MAX (matrix->n, 1));
      rank_finite (matrix->indicators[i], matrix->n, matrix->ranks[i], &matrix->whole[i]);
    }
  return true;
}

static double
correlate_ranks (const float *a, const float *b, size_t n)
{
  double xx = 0, xy = 0, yy = 0;
  for (size_t i = 0; i < n; i++)
    {
      double x = (double) a[i], y = (double) b[i];
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
  return xx > 0 && yy > 0 ? xy / sqrt (xx * yy) : NAN;
}

/* Ranks of the atoms that both have are other ranks. */
static double
correlate_present (const double *a, const double *b, size_t n)
{
  g_autofree double *x = g_new (double, MAX (n, 1)), *y = g_new (double, MAX (n, 1));
  g_autofree float *p = g_new (float, MAX (n, 1)), *q = g_new (float, MAX (n, 1));
  size_t m = 0;
  bool whole;
  for (size_t i = 0; i < n; i++)
    if (isfinite (a[i]) && isfinite (b[i]))
      {
        x[m] = a[i];
        y[m++] = b[i];
      }
  rank_finite (x, m, p, &whole);
  rank_finite (y, m, q, &whole);
  return correlate_ranks (p, q, m);
}

static bool
matrix_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Matrix *matrix = data;
  for (size_t i = begin; i < end; i++)
    for (size_t j = 0; j <= i; j++)
      {
        double rho =
            matrix->whole[i] && matrix->whole[j]
                ? correlate_ranks (matrix->ranks[i], matrix->ranks[j], matrix->n)
                : correlate_present (matrix->indicators[i], matrix->indicators[j], matrix->n);
        matrix->matrix[i * matrix->k + j] = matrix->matrix[j * matrix->k + i] = rho;
      }
  return true;
}

bool
vit_score_matrix (const double *const *indicators,
                  size_t k,
                  size_t n,
                  double *matrix,
                  VitProgress *progress,
                  GError **error)
{
  g_return_val_if_fail (k == 0 || (indicators && matrix), false);
  Matrix work = { .indicators = indicators,
                  .k = k,
                  .n = n,
                  .matrix = matrix,
                  .ranks = g_new0 (float *, MAX (k, 1)),
                  .whole = g_new0 (bool, MAX (k, 1)) };
  bool done = vit_parallel_for (k, 1, rank_chunk, &work, NULL, error) &&
              vit_parallel_for (k, 1, matrix_chunk, &work, progress, error);
  for (size_t i = 0; i < k; i++)
    g_free (work.ranks[i]);
  g_free (work.ranks);
  g_free (work.whole);
  return done;
}

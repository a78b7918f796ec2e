#include "core/indicator/linear-range.h"

#include <math.h>

/* A feature is outside if it is by more than this part of the range. */
#define MARGIN 0.1

void
vit_linear_range_begin (VitLinearRange *range, const VitLinearModel *model)
{
  size_t p = model->p;
  *range = (VitLinearRange){ .model = model,
                             .by_feature = g_new0 (size_t, MAX (p, 1)),
                             .counts = g_new0 (size_t, MAX (model->n_types, 1)),
                             .sums = g_new0 (double, MAX (p * model->n_types, 1)) };
}

void
vit_linear_range_clear (VitLinearRange *range)
{
  g_clear_pointer (&range->by_feature, g_free);
  g_clear_pointer (&range->counts, g_free);
  g_clear_pointer (&range->sums, g_free);
}

void
vit_linear_range_add (VitLinearRange *range, const double *row, unsigned type)
{
  const VitLinearModel *model = range->model;
  if (type < 1 || type > model->n_types || model->n_rows[type - 1] == 0)
    return;
  size_t p = model->p;
  const double *lows = model->lows + p * (type - 1), *highs = model->highs + p * (type - 1);
  double *sums = range->sums + p * (type - 1);
  bool beyond = false;
  range->n++;
  range->counts[type - 1]++;
  for (size_t k = 0; k < p; k++)
    {
      double margin = MARGIN * (highs[k] - lows[k]);
      bool out = row[k] < lows[k] - margin || row[k] > highs[k] + margin;
      range->by_feature[k] += out;
      beyond = beyond || out;
      sums[k] += row[k];
    }
  range->n_outside += beyond;
}

void
vit_linear_range_end (VitLinearRange *range)
{
  const VitLinearModel *model = range->model;
  size_t p = model->p;
  range->outside = range->n > 0 ? (double) range->n_outside / (double) range->n : 0;
  for (unsigned t = 0; t < model->n_types; t++)
    for (size_t k = 0; k < p && range->counts[t] > 0; k++)
      {
        double scale = model->scales[p * t + k],
               mean = range->sums[p * t + k] / (double) range->counts[t],
               off = fabs (mean - model->means[p * t + k]) / scale;
        if (scale > 0 && off > range->distance)
          {
            range->distance = off;
            range->farthest = k;
          }
      }
  for (size_t k = 0; k < p; k++)
    if (range->by_feature[k] > range->by_feature[range->worst])
      range->worst = k;
}

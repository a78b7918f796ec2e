#include "core/tml/validation-curves.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/tml/knn.h"
#include "core/tml/validation-private.h"

/* Evaluates the predictions of @n instances by the first @k of @stride neighbours. */
static VitQualityPoint
evaluate_neighbours (VitModel *model,
                     const uint32_t *indices,
                     unsigned stride,
                     unsigned k,
                     const uint32_t *instances,
                     size_t n,
                     const uint32_t *rows)
{
  size_t nc, right = 0;
  const double *classes = vit_model_get_classes (model, &nc);
  const uint16_t *labels = vit_model_get_labels (model);
  g_autofree double *sums = g_new0 (double, nc), *squares = g_new0 (double, nc);
  g_autofree size_t *counts = g_new0 (size_t, nc);
  g_autofree unsigned *votes = g_new (unsigned, nc);
  for (size_t i = 0; i < n; i++)
    {
      double sum = 0;
      memset (votes, 0, nc * sizeof *votes);
      for (unsigned j = 0; j < k; j++)
        {
          uint32_t index = indices[i * stride + j];
          uint16_t label = labels[rows ? rows[index] : index];
          sum += classes[label];
          votes[label]++;
        }
      size_t winner = 0;
      for (size_t c = 1; c < nc; c++)
        if (votes[c] > votes[winner])
          winner = c;
      uint16_t own = labels[instances ? instances[i] : i];
      sums[own] += sum / k;
      squares[own] += sum / k * (sum / k);
      counts[own]++;
      right += winner == own;
    }
  VitQualityPoint point = { .accuracy = (double) right / (double) MAX (n, 1) };
  double present = 0, error = 0;
  for (size_t c = 0; c < nc; c++)
    {
      if (counts[c] == 0)
        continue;
      double mean = sums[c] / (double) counts[c];
      error += (mean - classes[c]) * (mean - classes[c]);
      point.spread += sqrt (fmax (0, squares[c] / (double) counts[c] - mean * mean));
      present++;
    }
  point.error = sqrt (error / present);
  point.spread /= present;
  return point;
}

static VitKnnMetric
get_metric (VitModel *model)
{
  return vit_model_get_options (model)->metric == VIT_METRIC_CITYBLOCK ? VIT_KNN_CITYBLOCK
                                                                       : VIT_KNN_EUCLIDEAN;
}

bool
vit_validation_neighbours (VitModel *model,
                           const double *intervals,
                           size_t n_intervals,
                           const unsigned *ks,
                           size_t n,
                           uint64_t seed,
                           VitQualityPoint *points,
                           VitProgress *progress,
                           GError **error)
{
  g_return_val_if_fail (model && intervals && ks && n > 0 && points, false);
  size_t n_rows = vit_model_get_n_instances (model);
  unsigned largest = 0;
  for (size_t i = 0; i < n; i++)
    largest = MAX (largest, ks[i]);
  g_autofree float *rows = g_new (float, MAX (n_rows * n_intervals, 1));
  if (!vit_model_copy_features (model, intervals, n_intervals, rows, error))
    return false;
  g_autofree uint32_t *folds = vit_validation_assign_folds (model, 10, seed);
  g_autofree uint32_t *indices = g_new (uint32_t, MAX (n_rows * largest, 1));
  g_autoptr (VitKnn) knn =
      vit_knn_new (rows, n_rows, (unsigned) n_intervals, get_metric (model), progress, error);
  if (!knn ||
      !vit_knn_query (knn, rows, n_rows, largest, folds, folds, indices, NULL, progress, error))
    return false;
  for (size_t i = 0; i < n; i++)
    {
      points[i] = evaluate_neighbours (model, indices, largest, ks[i], NULL, n_rows, NULL);
      points[i].x = ks[i];
    }
  return true;
}

/* Splits the rows into those of fold 0 and the rest, in order. */
static size_t
split_off_fold (const uint32_t *folds, size_t n, uint32_t *held_out, uint32_t *rest)
{
  size_t n_held_out = 0, n_rest = 0;
  for (size_t i = 0; i < n; i++)
    if (folds[i] == 0)
      held_out[n_held_out++] = (uint32_t) i;
    else
      rest[n_rest++] = (uint32_t) i;
  return n_held_out;
}

static float *
copy_rows (const float *rows, size_t dim, const uint32_t *which, size_t n)
{
  float *some = g_new (float, MAX (n * dim, 1));
  for (size_t i = 0; i < n; i++)
    memcpy (some + i * dim, rows + which[i] * dim, dim * sizeof *some);
  return some;
}

size_t
vit_validation_learning_curve (VitModel *model,
                               const double *intervals,
                               size_t n_intervals,
                               size_t n,
                               uint64_t seed,
                               VitQualityPoint *points,
                               VitProgress *progress,
                               GError **error)
{
  g_return_val_if_fail (model && intervals && n > 0 && points, 0);
  size_t n_rows = vit_model_get_n_instances (model), used = 0;
  unsigned k = vit_model_get_options (model)->k;
  g_autofree float *rows = g_new (float, MAX (n_rows * n_intervals, 1));
  if (!vit_model_copy_features (model, intervals, n_intervals, rows, error))
    return 0;
  /* Divide into stratified parts: a tenth is held out, and training sets are growing numbers of the
   * others. */
  const unsigned n_parts = 200, n_held_parts = 20;
  g_autofree uint32_t *folds = vit_validation_assign_folds (model, n_parts, seed);
  g_autofree uint32_t *held_out = g_new (uint32_t, MAX (n_rows, 1)),
                      *rest = g_new (uint32_t, MAX (n_rows, 1));
  g_autofree uint32_t *part_of = g_new (uint32_t, MAX (n_rows, 1));
  for (size_t i = 0; i < n_rows; i++)
    part_of[i] = folds[i] < n_held_parts ? 0 : 1;
  size_t n_held_out = split_off_fold (part_of, n_rows, held_out, rest),
         n_rest = n_rows - n_held_out;
  g_autofree float *queries = copy_rows (rows, n_intervals, held_out, n_held_out);
  g_autofree uint32_t *indices = g_new (uint32_t, MAX (n_held_out * k, 1));
  g_autofree uint32_t *some = g_new (uint32_t, MAX (n_rows, 1));
  unsigned before = 0;
  for (size_t p = 0; p < n; p++)
    {
      unsigned last = n_parts - n_held_parts;
      unsigned wanted = (unsigned) lround (pow (last, n > 1 ? (double) p / (double) (n - 1) : 1));
      size_t count = 0;
      if (wanted == before)
        continue;
      before = wanted;
      for (size_t i = 0; i < n_rest; i++)
        if (folds[rest[i]] < n_held_parts + wanted)
          some[count++] = rest[i];
      if (count <= k)
        continue;
      vit_progress_set_range (progress, (double) p / (double) n, (double) (p + 1) / (double) n,
                              "Learning from more and more");
      g_autofree float *learned = copy_rows (rows, n_intervals, some, count);
      g_autoptr (VitKnn) knn =
          vit_knn_new (learned, count, (unsigned) n_intervals, get_metric (model), progress, error);
      if (!knn ||
          !vit_knn_query (knn, queries, n_held_out, k, NULL, NULL, indices, NULL, progress, error))
        return 0;
      points[used] = evaluate_neighbours (model, indices, k, k, held_out, n_held_out, some);
      points[used++].x = (double) count;
    }
  if (used == 0)
    g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                 "the model has too few instances for a learning curve");
  return used;
}

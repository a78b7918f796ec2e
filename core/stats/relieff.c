#include "core/stats/relieff.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

/* Instances per chunk of work and report of progress. */
#define GRAIN 16

typedef struct
{
  float distance;
  uint32_t index;
} NearInstance;

typedef struct
{
  const float *scaled; /* n × dim, 0 … 1 */
  size_t n, dim;
  const uint16_t *labels;
  size_t n_classes;
  const size_t *counts;
  unsigned k;
  size_t n_sampled;
  double *updates; /* chunks of GRAIN × dim */
} Relieff;

/* Scales every feature to 0 … 1; a constant one becomes 0. */
static float *
scale_features (const float *features, size_t n, size_t dim, GError **error)
{
  float *scaled = g_new (float, MAX (n * dim, 1));
  for (size_t j = 0; j < dim; j++)
    {
      float low = INFINITY, high = -INFINITY;
      for (size_t i = 0; i < n; i++)
        {
          float v = features[i * dim + j];
          if (!isfinite (v))
            {
              g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                           "feature %zu of instance %zu is not finite", j + 1, i + 1);
              g_free (scaled);
              return NULL;
            }
          low = fminf (low, v);
          high = fmaxf (high, v);
        }
      double range = high > low ? (double) high - (double) low : 1;
      for (size_t i = 0; i < n; i++)
        scaled[i * dim + j] = (float) (((double) features[i * dim + j] - (double) low) / range);
    }
  return scaled;
}

/* Inserts an instance into the ordered list of the @k nearest of its class. Instances come by
 * ascending index, so ties keep the lower one. */
static void
insert_nearest (NearInstance *nearest, unsigned *n, unsigned k, float distance, uint32_t index)
{
  if (*n == k && !(distance < nearest[k - 1].distance))
    return;
  unsigned at = *n < k ? (*n)++ : k - 1;
  while (at > 0 && nearest[at - 1].distance > distance)
    {
      nearest[at] = nearest[at - 1];
      at--;
    }
  nearest[at] = (NearInstance){ distance, index };
}

static void
update_weights (
    const Relieff *work, size_t i, NearInstance *nearest, unsigned *found, double *updates)
{
  size_t dim = work->dim;
  const float *own = work->scaled + i * dim;
  memset (found, 0, work->n_classes * sizeof *found);
  for (size_t j = 0; j < work->n; j++)
    {
      if (j == i)
        continue;
      const float *other = work->scaled + j * dim;
      float distance = 0;
      for (size_t f = 0; f < dim; f++)
        distance += fabsf (own[f] - other[f]);
      uint16_t label = work->labels[j];
      insert_nearest (nearest + (size_t) label * work->k, &found[label], work->k, distance,
                      (uint32_t) j);
    }
  uint16_t label = work->labels[i];
  double p_own = (double) work->counts[label] / (double) work->n;
  for (size_t c = 0; c < work->n_classes; c++)
    {
      double p = (double) work->counts[c] / (double) work->n;
      double weight = c == label ? -1 : p / (1 - p_own);
      for (unsigned m = 0; m < found[c]; m++)
        {
          const float *other = work->scaled + nearest[c * work->k + m].index * dim;
          for (size_t f = 0; f < dim; f++)
            updates[f] += weight * fabs ((double) own[f] - (double) other[f]) / found[c];
        }
    }
}

static bool
update_weights_some (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Relieff *work = data;
  g_autofree NearInstance *nearest = g_new (NearInstance, work->n_classes * work->k);
  g_autofree unsigned *found = g_new (unsigned, work->n_classes);
  for (size_t s = begin; s < end; s++)
    update_weights (work, s * work->n / work->n_sampled, nearest, found,
                    work->updates + s / GRAIN * work->dim);
  return true;
}

bool
vit_relieff (const float *features,
             size_t n,
             size_t dim,
             const uint16_t *labels,
             size_t n_classes,
             unsigned k,
             size_t n_sampled,
             double *weights,
             VitProgress *progress,
             GError **error)
{
  g_return_val_if_fail (features && labels && weights && k > 0, false);
  g_autofree size_t *counts = g_new0 (size_t, MAX (n_classes, 1));
  size_t present = 0;
  for (size_t i = 0; i < n; i++)
    present += counts[labels[i]]++ == 0;
  if (present < 2)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "ReliefF needs two classes at least");
      return false;
    }
  g_autofree float *scaled = scale_features (features, n, dim, error);
  if (!scaled)
    return false;
  n_sampled = n_sampled > 0 ? MIN (n_sampled, n) : n;
  size_t n_chunks = (n_sampled + GRAIN - 1) / GRAIN;
  g_autofree double *updates = g_new0 (double, n_chunks *dim);
  Relieff work = { scaled, n, dim, labels, n_classes, counts, k, n_sampled, updates };
  if (!vit_parallel_for (n_sampled, GRAIN, update_weights_some, &work, progress, error))
    return false;
  for (size_t f = 0; f < dim; f++)
    {
      weights[f] = 0;
      for (size_t c = 0; c < n_chunks; c++)
        weights[f] += updates[c * dim + f];
      weights[f] /= (double) n_sampled;
    }
  return true;
}

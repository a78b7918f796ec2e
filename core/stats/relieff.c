#include "core/stats/relieff.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

/* Instances that vote between two reports. */
#define GRAIN 16

typedef struct
{
  float distance;
  uint32_t index;
} Near;

typedef struct
{
  const float *scaled; /* n × dim, 0 … 1 */
  size_t n, dim;
  const uint16_t *labels;
  size_t n_classes;
  const size_t *counts;
  unsigned k;
  size_t n_sampled;
  double *votes; /* chunks of GRAIN × dim */
} Work;

/* Scales every feature to 0 … 1; one that is constant becomes 0. */
static float *
scale (const float *features, size_t n, size_t dim, GError **error)
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

/* Puts an instance among the @k nearest of its class; they stay in order. Instances come by
 * ascending index, so that of equally near ones the lower stays. */
static void
insert (Near *nearest, unsigned *n, unsigned k, float distance, uint32_t index)
{
  if (*n == k && !(distance < nearest[k - 1].distance))
    return;
  unsigned at = *n < k ? (*n)++ : k - 1;
  while (at > 0 && nearest[at - 1].distance > distance)
    {
      nearest[at] = nearest[at - 1];
      at--;
    }
  nearest[at] = (Near){ distance, index };
}

static void
vote (const Work *work, size_t i, Near *nearest, unsigned *found, double *votes)
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
      insert (nearest + (size_t) label * work->k, &found[label], work->k, distance, (uint32_t) j);
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
            votes[f] += weight * fabs ((double) own[f] - (double) other[f]) / found[c];
        }
    }
}

static bool
vote_some (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Work *work = data;
  g_autofree Near *nearest = g_new (Near, work->n_classes * work->k);
  g_autofree unsigned *found = g_new (unsigned, work->n_classes);
  for (size_t s = begin; s < end; s++)
    vote (work, s * work->n / work->n_sampled, nearest, found, work->votes + s / GRAIN * work->dim);
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
  g_autofree float *scaled = scale (features, n, dim, error);
  if (!scaled)
    return false;
  n_sampled = n_sampled > 0 ? MIN (n_sampled, n) : n;
  size_t n_chunks = (n_sampled + GRAIN - 1) / GRAIN;
  g_autofree double *votes = g_new0 (double, n_chunks *dim);
  Work work = { scaled, n, dim, labels, n_classes, counts, k, n_sampled, votes };
  if (!vit_parallel_for (n_sampled, GRAIN, vote_some, &work, progress, error))
    return false;
  for (size_t f = 0; f < dim; f++)
    {
      weights[f] = 0;
      for (size_t c = 0; c < n_chunks; c++)
        weights[f] += votes[c * dim + f];
      weights[f] /= (double) n_sampled;
    }
  return true;
}

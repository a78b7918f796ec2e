#include "core/tml/validation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/tml/knn.h"
#include "core/tml/validation-private.h"

void
vit_validation_free (VitValidation *validation)
{
  if (!validation)
    return;
  g_free (validation->classes);
  g_free (validation->mean);
  g_free (validation->deviation);
  g_free (validation->counts);
  g_free (validation->confusion);
  g_free (validation->t_ml);
  g_free (validation->quantiles);
  g_free (validation);
}

static uint64_t
mix (uint64_t x)
{
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

typedef struct
{
  uint64_t random;
  uint32_t group;
  uint16_t label;
} ShuffledInstance;

static int
compare_shuffled (const void *a, const void *b)
{
  const ShuffledInstance *x = a, *y = b;
  if (x->label != y->label)
    return x->label < y->label ? -1 : 1;
  if (x->random != y->random)
    return x->random < y->random ? -1 : 1;
  return x->group < y->group ? -1 : x->group > y->group;
}

/* Assigns the atoms of each class to the folds in turn, in random order. */
uint32_t *
vit_validation_assign_folds (VitModel *model, unsigned n_folds, uint64_t seed)
{
  size_t n = vit_model_get_n_instances (model);
  const uint16_t *labels = vit_model_get_labels (model);
  const uint32_t *groups = vit_model_get_groups (model);
  g_autofree ShuffledInstance *shuffled = g_new (ShuffledInstance, n);
  for (size_t i = 0; i < n; i++)
    shuffled[i] = (ShuffledInstance){ mix (seed ^ mix (groups[i])), groups[i], labels[i] };
  qsort (shuffled, n, sizeof *shuffled, compare_shuffled);

  g_autoptr (GHashTable) fold_of = g_hash_table_new (NULL, NULL);
  unsigned next = 0;
  for (size_t i = 0; i < n; i++)
    if (i == 0 || shuffled[i].group != shuffled[i - 1].group)
      g_hash_table_insert (fold_of, GUINT_TO_POINTER (shuffled[i].group),
                           GUINT_TO_POINTER (next++ % n_folds));
  uint32_t *folds = g_new (uint32_t, n);
  for (size_t i = 0; i < n; i++)
    folds[i] = GPOINTER_TO_UINT (g_hash_table_lookup (fold_of, GUINT_TO_POINTER (groups[i])));
  return folds;
}

static void
fill_confusion (VitModel *model, const uint32_t *indices, VitValidation *v)
{
  size_t n = vit_model_get_n_instances (model), nc = v->n_classes, wrong = 0;
  unsigned k = vit_model_get_options (model)->k;
  const uint16_t *labels = vit_model_get_labels (model);
  g_autofree double *squares = g_new0 (double, nc);
  g_autofree unsigned *votes = g_new (unsigned, nc);
  for (size_t i = 0; i < n; i++)
    {
      double sum = 0;
      memset (votes, 0, nc * sizeof *votes);
      for (unsigned j = 0; j < k; j++)
        {
          uint16_t label = labels[indices[i * k + j]];
          sum += v->classes[label];
          votes[label]++;
        }
      size_t winner = 0;
      for (size_t c = 1; c < nc; c++)
        if (votes[c] > votes[winner])
          winner = c;
      double t = sum / k;
      v->t_ml[i] = (float) t;
      v->mean[labels[i]] += t;
      squares[labels[i]] += t * t;
      v->counts[labels[i]]++;
      v->confusion[labels[i] * nc + winner]++;
      wrong += winner != labels[i];
    }
  for (size_t c = 0; c < nc; c++)
    {
      double m = (double) v->counts[c];
      v->mean[c] /= m;
      double variance = squares[c] / m - v->mean[c] * v->mean[c];
      v->deviation[c] = sqrt (variance > 0 ? variance : 0);
    }
  v->error_rate = (double) wrong / (double) n;
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;
  return x < y ? -1 : x > y;
}

/* Quantiles of the predictions of every class, interpolated linearly. */
static void
fill_quantiles (VitModel *model, VitValidation *v)
{
  static const double parts[VIT_VALIDATION_QUANTILES] = VIT_VALIDATION_PARTS;
  size_t n = vit_model_get_n_instances (model);
  const uint16_t *labels = vit_model_get_labels (model);
  g_autofree float *own = g_new (float, MAX (n, 1));
  for (size_t c = 0; c < v->n_classes; c++)
    {
      size_t fill_confusion = 0;
      for (size_t i = 0; i < n; i++)
        if (labels[i] == c)
          own[fill_confusion++] = v->t_ml[i];
      qsort (own, fill_confusion, sizeof *own, compare_floats);
      for (int q = 0; q < VIT_VALIDATION_QUANTILES; q++)
        {
          double at = parts[q] * (double) (fill_confusion - 1), part = at - floor (at);
          size_t low = (size_t) at, high = MIN (low + 1, fill_confusion - 1);
          v->quantiles[c * VIT_VALIDATION_QUANTILES + (size_t) q] =
              fill_confusion > 0 ? (1 - part) * (double) own[low] + part * (double) own[high] : NAN;
        }
    }
}

VitValidation *
vit_validation_cross (VitModel *model,
                      const double *intervals,
                      size_t n_intervals,
                      unsigned n_folds,
                      uint64_t seed,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (model && intervals && n_intervals > 0 && n_folds != 1, NULL);
  size_t n = vit_model_get_n_instances (model), n_classes;
  const double *classes = vit_model_get_classes (model, &n_classes);
  const VitModelOptions *options = vit_model_get_options (model);

  g_autofree float *rows = g_new (float, n *n_intervals);
  if (!vit_model_copy_features (model, intervals, n_intervals, rows, error))
    return NULL;
  g_autofree uint32_t *folds =
      n_folds > 0 ? vit_validation_assign_folds (model, n_folds, seed) : NULL;
  const uint32_t *groups = folds ? folds : vit_model_get_groups (model);
  g_autofree uint32_t *indices = g_new (uint32_t, n * options->k);
  g_autoptr (VitKnn) knn =
      vit_knn_new (rows, n, (unsigned) n_intervals,
                   options->metric == VIT_METRIC_CITYBLOCK ? VIT_KNN_CITYBLOCK : VIT_KNN_EUCLIDEAN,
                   progress, error);
  if (!knn ||
      !vit_knn_query (knn, rows, n, options->k, groups, groups, indices, NULL, progress, error))
    return NULL;

  VitValidation *v = g_new0 (VitValidation, 1);
  v->n_classes = n_classes;
  v->classes = g_memdup2 (classes, n_classes * sizeof *classes);
  v->mean = g_new0 (double, n_classes);
  v->deviation = g_new0 (double, n_classes);
  v->counts = g_new0 (size_t, n_classes);
  v->confusion = g_new0 (size_t, n_classes * n_classes);
  v->t_ml = g_new (float, MAX (n, 1));
  v->quantiles = g_new (double, n_classes *VIT_VALIDATION_QUANTILES);
  fill_confusion (model, indices, v);
  fill_quantiles (model, v);
  return v;
}

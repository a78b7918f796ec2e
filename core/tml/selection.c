#include "core/tml/selection.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/stats/relieff.h"

void
vit_class_selection_free (VitClassSelection *selection)
{
  if (!selection)
    return;
  g_free (selection->temperatures);
  g_free (selection->merges);
  g_free (selection->order);
  g_free (selection);
}

void
vit_feature_selection_free (VitFeatureSelection *selection)
{
  if (!selection)
    return;
  g_free (selection->intervals);
  g_free (selection->weights);
  g_free (selection);
}

/* Class means of standardised features. */
static double *
new_class_means (VitModel *model, const float *features, size_t dim, size_t n_classes)
{
  size_t n = vit_model_get_n_instances (model);
  const uint16_t *labels = vit_model_get_labels (model);
  double *means = g_new0 (double, MAX (n_classes * dim, 1));
  g_autofree size_t *counts = g_new0 (size_t, MAX (n_classes, 1));
  for (size_t i = 0; i < n; i++)
    counts[labels[i]]++;
  for (size_t j = 0; j < dim; j++)
    {
      double sum = 0, squares = 0;
      for (size_t i = 0; i < n; i++)
        sum += (double) features[i * dim + j];
      double mean = sum / (double) n;
      for (size_t i = 0; i < n; i++)
        {
          double d = (double) features[i * dim + j] - mean;
          squares += d * d;
          means[labels[i] * dim + j] += d;
        }
      double deviation = sqrt (squares / (double) n);
      for (size_t c = 0; c < n_classes; c++)
        means[c * dim + j] /= (double) MAX (counts[c], 1) * (deviation > 0 ? deviation : 1);
    }
  return means;
}

VitClassSelection *
vit_class_selection_new (VitModel *model,
                         const double *intervals,
                         size_t n_intervals,
                         VitLinkageMethod method,
                         bool city_block,
                         GError **error)
{
  g_return_val_if_fail (model, NULL);
  if (method == VIT_LINKAGE_WARD && city_block)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "Ward's linkage is defined for Euclidean distances alone");
      return NULL;
    }
  if (!intervals)
    intervals = vit_model_get_intervals (model, &n_intervals);
  size_t n = vit_model_get_n_instances (model), n_classes;
  const double *classes = vit_model_get_classes (model, &n_classes);
  g_autofree float *features = g_new (float, MAX (n * n_intervals, 1));
  if (!vit_model_copy_features (model, intervals, n_intervals, features, error))
    return NULL;
  g_autofree double *means = new_class_means (model, features, n_intervals, n_classes);
  VitClassSelection *selection = g_new0 (VitClassSelection, 1);
  selection->n = n_classes;
  selection->n_intervals = n_intervals;
  selection->method = method;
  selection->city_block = city_block;
  selection->temperatures = g_memdup2 (classes, n_classes * sizeof *classes);
  selection->merges = vit_linkage_new (means, n_classes, n_intervals, method, city_block);
  selection->order = g_new (size_t, MAX (n_classes, 1));
  vit_linkage_order (selection->merges, n_classes, selection->order);
  return selection;
}

double
vit_class_selection_default_cut (const VitClassSelection *selection)
{
  return selection->n > 1 ? selection->merges[selection->n - 2].height / 10 : 0;
}

size_t
vit_class_selection_propose (const VitClassSelection *selection, double cut, double *classes)
{
  size_t n = selection->n;
  g_autofree size_t *labels = g_new (size_t, MAX (n, 1));
  size_t groups = vit_linkage_cut (selection->merges, n, cut, labels);
  for (size_t g = 0; g < groups; g++)
    {
      double sum = 0, count = 0, best = NAN;
      for (size_t i = 0; i < n; i++)
        if (labels[i] == g)
          {
            sum += selection->temperatures[i];
            count++;
          }
      for (size_t i = 0; i < n; i++)
        if (labels[i] == g &&
            !(fabs (selection->temperatures[i] - sum / count) >= fabs (best - sum / count)))
          best = selection->temperatures[i];
      classes[g] = best;
    }
  /* Sort the temperatures: groups are numbered by their lowest one, so only interleaved groups are
   * out of order. */
  for (size_t a = 1; a < groups; a++)
    for (size_t b = a; b > 0 && classes[b - 1] > classes[b]; b--)
      {
        double swap = classes[b];
        classes[b] = classes[b - 1];
        classes[b - 1] = swap;
      }
  return groups;
}

VitFeatureSelection *
vit_feature_selection_new (
    VitModel *model, unsigned k, size_t n_sampled, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (model, NULL);
  size_t n = vit_model_get_n_instances (model), n_intervals, n_classes;
  const double *intervals = vit_model_get_intervals (model, &n_intervals);
  vit_model_get_classes (model, &n_classes);
  g_autofree float *features = g_new (float, MAX (n * n_intervals, 1));
  if (!vit_model_copy_features (model, intervals, n_intervals, features, error))
    return NULL;
  g_autoptr (VitFeatureSelection) selection = g_new0 (VitFeatureSelection, 1);
  selection->n = n_intervals;
  selection->intervals = g_memdup2 (intervals, n_intervals * sizeof *intervals);
  selection->weights = g_new0 (double, MAX (n_intervals, 1));
  selection->k = k > 0 ? k : 10;
  selection->n_sampled = MIN (n_sampled > 0 ? n_sampled : VIT_RELIEFF_SAMPLE, n);
  if (!vit_relieff (features, n, n_intervals, vit_model_get_labels (model), n_classes, selection->k,
                    selection->n_sampled, selection->weights, progress, error))
    return NULL;
  return g_steal_pointer (&selection);
}

double
vit_feature_selection_default_threshold (const VitFeatureSelection *selection)
{
  double least = INFINITY;
  for (size_t j = 0; j < selection->n; j++)
    least = fmin (least, selection->weights[j]);
  return 1.25 * fmax (least, 0);
}

/* Reads a number after a T (T700, T_700, T=700) or before a K (700K, 700 K). */
static double
read_temperature (const char *name)
{
  for (const char *p = name; *p; p++)
    {
      if (!g_ascii_isdigit (*p) || (p > name && (g_ascii_isdigit (p[-1]) || p[-1] == '.')))
        continue;
      char *end;
      double value = g_ascii_strtod (p, &end);
      const char *before = p > name ? p - 1 : NULL;
      if (before && before > name && strchr ("_=-", *before))
        before--;
      bool after_t = before && (*before == 'T' || *before == 't') &&
                     (before == name || !g_ascii_isalpha (before[-1]));
      const char *behind = *end == '_' || *end == ' ' ? end + 1 : end;
      bool before_k = (*behind == 'K' || *behind == 'k') && !g_ascii_isalpha (behind[1]);
      if ((after_t || before_k) && value > 0 && value < 1e5)
        return value;
    }
  return NAN;
}

double
vit_temperature_from_path (const char *path)
{
  g_return_val_if_fail (path, NAN);
  g_autofree char *name = g_path_get_basename (path);
  double value = read_temperature (name);
  if (isfinite (value))
    return value;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *parent = g_path_get_basename (folder);
  return read_temperature (parent);
}

/* Rows, their sums, and what is fitted of them. */

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/indicator/linear-private.h"
#include "core/stats/order.h"

/* A feature varies if its standard deviation is above this share of that of all rows. */
#define LEAST_SPREAD 1e-9

const VitGramKernels *
vit_gram_kernels (void)
{
#ifdef VIT_HAVE_AVX2
  if (__builtin_cpu_supports ("avx2"))
    return &vit_gram_avx2;
#endif
  return &vit_gram_plain;
}

/* ---- Rows ---- */

static void
find_scales (VitLinearGroup *self)
{
  const VitLinearRows *rows = self->source;
  size_t p = self->p;
  g_autofree double *counts = g_new0 (double, self->n_types);
  for (size_t r = 0; r < self->n; r++)
    {
      const double *x = rows->features + rows->p * self->origin[r];
      double *mean = self->centre + p * self->types[r];
      counts[self->types[r]]++;
      for (size_t k = 0; k < p; k++)
        mean[k] += x[k];
    }
  for (unsigned t = 0; t < self->n_types; t++)
    for (size_t k = 0; k < p; k++)
      self->centre[p * t + k] /= MAX (counts[t], 1);
  for (size_t r = 0; r < self->n; r++)
    {
      const double *x = rows->features + rows->p * self->origin[r];
      const double *mean = self->centre + p * self->types[r];
      double *spread = self->spread + p * self->types[r];
      for (size_t k = 0; k < p; k++)
        spread[k] += (x[k] - mean[k]) * (x[k] - mean[k]);
    }
  for (unsigned t = 0; t < self->n_types; t++)
    for (size_t k = 0; k < p; k++)
      {
        double *spread = self->spread + p * t + k, size = fabs (self->centre[p * t + k]);
        *spread = sqrt (*spread / MAX (counts[t], 1));
        if (!(*spread > 1e-12 * size))
          *spread = 0;
      }
}

VitLinearGroup *
vit_linear_group_new (const VitLinearRows *rows, VitLinearKind kind, bool one, unsigned type)
{
  VitLinearGroup *self = g_new0 (VitLinearGroup, 1);
  self->kernels = vit_gram_kernels ();
  self->kind = kind;
  self->p = rows->p;
  self->source = rows;
  self->n_types = one ? 1 : rows->n_types;
  self->width = (rows->p + 2 + VIT_GRAM_PAD - 1) / VIT_GRAM_PAD * VIT_GRAM_PAD;
  self->origin = g_new (uint32_t, MAX (rows->n, 1));
  self->types = g_new0 (uint8_t, MAX (rows->n, 1));
  for (size_t i = 0; i < rows->n; i++)
    {
      unsigned t = rows->types ? rows->types[i] : 1;
      if (one && t != type)
        continue;
      self->types[self->n] = (uint8_t) (one ? 0 : t - 1);
      self->origin[self->n++] = (uint32_t) i;
    }
  self->centre = g_new0 (double, self->n_types *MAX (self->p, 1));
  self->spread = g_new0 (double, self->n_types *MAX (self->p, 1));
  find_scales (self);
  for (size_t r = 0; r < self->n; r++)
    self->y_centre += rows->target[self->origin[r]] / (double) self->n;
  self->rows = g_new0 (double, MAX (self->n, 1) * self->width);
  for (size_t r = 0; r < self->n; r++)
    {
      double *row = self->rows + self->width * r;
      const double *x = rows->features + rows->p * self->origin[r];
      const double *centre = self->centre + self->p * self->types[r];
      const double *spread = self->spread + self->p * self->types[r];
      row[0] = 1;
      for (size_t k = 0; k < self->p; k++)
        row[1 + k] = spread[k] > 0 ? (x[k] - centre[k]) / spread[k] : 0;
      row[1 + self->p] = rows->target[self->origin[r]] - self->y_centre;
    }
  return self;
}

void
vit_linear_group_free (VitLinearGroup *self)
{
  if (!self)
    return;
  for (size_t c = 0; c < self->n_classes && self->grams; c++)
    {
      g_free (self->grams[c]);
      g_free (self->null_sums[c]);
    }
  g_free (self->grams);
  g_free (self->null_sums);
  g_free (self->zones);
  g_free (self->class_types);
  g_free (self->starts);
  g_free (self->sorted);
  g_free (self->rows);
  g_free (self->types);
  g_free (self->origin);
  g_free (self->centre);
  g_free (self->spread);
  g_free (self);
}

/* ---- Sums by class ---- */

static uint64_t
zone_of (const VitLinearGroup *self, size_t row)
{
  return self->source->zones ? self->source->zones[self->origin[row]] : 0;
}

/* Sort rows by zone and type. */
static void
make_classes (VitLinearGroup *self)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree uint32_t *of_row = g_new (uint32_t, MAX (self->n, 1));
  g_autoptr (GArray) zones = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  for (size_t r = 0; r < self->n; r++)
    {
      gint64 key = (gint64) zone_of (self, r);
      gpointer found;
      if (!g_hash_table_lookup_extended (places, &key, NULL, &found))
        {
          found = GUINT_TO_POINTER (zones->len);
          g_hash_table_insert (places, g_memdup2 (&key, sizeof key), found);
          g_array_append_val (zones, key);
        }
      of_row[r] = GPOINTER_TO_UINT (found) * self->n_types + self->types[r];
    }
  self->n_classes = (size_t) zones->len * self->n_types;
  self->starts = g_new0 (size_t, self->n_classes + 1);
  for (size_t r = 0; r < self->n; r++)
    self->starts[of_row[r] + 1]++;
  for (size_t c = 0; c < self->n_classes; c++)
    self->starts[c + 1] += self->starts[c];
  g_autofree size_t *at = g_memdup2 (self->starts, (self->n_classes + 1) * sizeof *at);
  self->sorted = g_new (uint32_t, MAX (self->n, 1));
  for (size_t r = 0; r < self->n; r++)
    self->sorted[at[of_row[r]]++] = (uint32_t) r;
  self->zones = g_new (uint64_t, MAX (self->n_classes, 1));
  self->class_types = g_new (uint8_t, MAX (self->n_classes, 1));
  for (size_t c = 0; c < self->n_classes; c++)
    {
      self->zones[c] = g_array_index (zones, uint64_t, c / self->n_types);
      self->class_types[c] = (uint8_t) (c % self->n_types);
    }
}

static bool
sum_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  VitLinearGroup *self = data;
  const VitLinearRows *source = self->source;
  for (size_t c = begin; c < end; c++)
    {
      size_t n = self->starts[c + 1] - self->starts[c], p = self->p;
      const uint32_t *index = self->sorted + self->starts[c];
      self->kernels->add (self->rows, index, n, self->width, self->grams[c]);
      /* Rows are padded: the last sums of a null are thrown away. */
      g_autofree double *sums = g_new0 (double, self->width);
      for (unsigned s = 0; s < source->n_nulls; s++)
        {
          memset (sums, 0, self->width * sizeof *sums);
          for (size_t k = 0; k < n; k++)
            self->kernels->add_scaled (source->nulls[s][self->origin[index[k]]] - self->y_centre,
                                       self->rows + self->width * index[k], sums, self->width);
          memcpy (self->null_sums[c] + s * (p + 1), sums, (p + 1) * sizeof *sums);
        }
    }
  return true;
}

bool
vit_linear_group_sum (VitLinearGroup *self, VitProgress *progress, GError **error)
{
  make_classes (self);
  self->grams = g_new0 (double *, MAX (self->n_classes, 1));
  self->null_sums = g_new0 (double *, MAX (self->n_classes, 1));
  for (size_t c = 0; c < self->n_classes; c++)
    {
      self->grams[c] = g_new0 (double, self->width * self->width);
      self->null_sums[c] = g_new0 (double, MAX (self->source->n_nulls, 1) * (self->p + 1));
    }
  return vit_parallel_for (self->n_classes, 1, sum_chunk, self, progress, error);
}

/* ---- What is fitted ---- */

void
vit_linear_normal_free (VitLinearNormal *normal)
{
  if (!normal)
    return;
  g_free (normal->n);
  g_free (normal->means);
  g_free (normal->scales);
  g_free (normal->y_means);
  g_free (normal->r);
  g_free (normal->c);
  g_free (normal);
}

/* Add the sums of one type, less their means, over their standard deviations. */
static void
add_type (const VitLinearGroup *group,
          VitLinearNormal *normal,
          unsigned t,
          const double *gram,
          const double *nulls)
{
  size_t p = group->p, w = group->width;
  unsigned n_nulls = group->source->n_nulls;
  double n = gram[0], *mean = normal->means + p * t, *scale = normal->scales + p * t;
  normal->n[t] = n;
  if (!(n > 0))
    return;
  for (size_t k = 0; k < p; k++)
    {
      mean[k] = gram[w * (k + 1)] / n;
      double variance = gram[w * (k + 1) + k + 1] / n - mean[k] * mean[k];
      scale[k] = variance > LEAST_SPREAD ? sqrt (variance) : 0;
    }
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j <= i && scale[i] > 0; j++)
      if (scale[j] > 0)
        normal->r[p * i + j] +=
            (gram[w * (i + 1) + j + 1] - n * mean[i] * mean[j]) / (scale[i] * scale[j]);
  const double *y = gram + w * (p + 1);
  for (unsigned s = 0; s <= n_nulls; s++)
    {
      const double *sums = s == 0 ? y : nulls + (s - 1) * (p + 1);
      double y_mean = sums[0] / n;
      normal->y_means[s * normal->n_types + t] = y_mean;
      for (size_t k = 0; k < p; k++)
        if (scale[k] > 0)
          normal->c[s * p + k] += (sums[k + 1] - n * mean[k] * y_mean) / scale[k];
    }
}

VitLinearNormal *
vit_linear_normal_new (const VitLinearGroup *group, uint64_t left_out)
{
  size_t p = group->p, w = group->width, n_nulls = group->source->n_nulls;
  VitLinearNormal *normal = g_new0 (VitLinearNormal, 1);
  normal->p = p;
  normal->n_types = group->n_types;
  normal->n = g_new0 (double, group->n_types);
  normal->means = g_new0 (double, group->n_types *p);
  normal->scales = g_new0 (double, group->n_types *p);
  normal->y_means = g_new0 (double, (n_nulls + 1) * group->n_types);
  normal->r = g_new0 (double, p *p);
  normal->c = g_new0 (double, (n_nulls + 1) * p);
  g_autofree double *gram = g_new (double, w *w);
  g_autofree double *nulls = g_new (double, MAX (n_nulls, 1) * (p + 1));
  for (unsigned t = 0; t < group->n_types; t++)
    {
      memset (gram, 0, w * w * sizeof *gram);
      memset (nulls, 0, MAX (n_nulls, 1) * (p + 1) * sizeof *nulls);
      for (size_t c = 0; c < group->n_classes; c++)
        {
          if (group->class_types[c] != t || (group->zones[c] & left_out))
            continue;
          const double *from = group->grams[c];
          for (size_t i = 0; i < p + 2; i++)
            for (size_t j = 0; j <= i; j++)
              gram[w * i + j] += from[w * i + j];
          for (size_t k = 0; k < n_nulls * (p + 1); k++)
            nulls[k] += group->null_sums[c][k];
        }
      add_type (group, normal, t, gram, nulls);
      normal->total += normal->n[t];
    }
  for (size_t k = 0; k < p * p && normal->total > 0; k++)
    normal->r[k] /= normal->total;
  for (size_t k = 0; k < (n_nulls + 1) * p && normal->total > 0; k++)
    normal->c[k] /= normal->total;
  return normal;
}

void
vit_linear_factor (const VitLinearNormal *normal, double weight, double penalty, double *l)
{
  size_t p = normal->p;
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j <= i; j++)
      l[p * i + j] = weight * normal->r[p * i + j] + (i == j ? penalty : 0);
  vit_linear_factor_lower (l, p);
}

void
vit_linear_factor_lower (double *l, size_t p)
{
  for (size_t i = 0; i < p; i++)
    for (size_t j = 0; j <= i; j++)
      {
        double sum = l[p * i + j];
        const double *a = l + p * i, *b = l + p * j;
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        size_t k = 0;
        for (; k + 4 <= j; k += 4)
          {
            s0 += a[k] * b[k];
            s1 += a[k + 1] * b[k + 1];
            s2 += a[k + 2] * b[k + 2];
            s3 += a[k + 3] * b[k + 3];
          }
        for (; k < j; k++)
          s0 += a[k] * b[k];
        sum -= (s0 + s1) + (s2 + s3);
        /* Rounding may leave nothing of a feature that others add up to. */
        if (i == j)
          l[p * i + i] = sum > 1e-14 ? sqrt (sum) : 1e7;
        else
          l[p * i + j] = sum / l[p * j + j];
      }
}

void
vit_linear_solve (const double *l, size_t p, double *x)
{
  for (size_t i = 0; i < p; i++)
    {
      double sum = x[i];
      for (size_t j = 0; j < i; j++)
        sum -= l[p * i + j] * x[j];
      x[i] = sum / l[p * i + i];
    }
  for (size_t i = p; i-- > 0;)
    {
      x[i] /= l[p * i + i];
      for (size_t j = 0; j < i; j++)
        x[j] -= l[p * i + j] * x[i];
    }
}

/* ---- Fits ---- */

void
vit_linear_fit_init (VitLinearFit *fit, const VitLinearGroup *group)
{
  fit->weights = g_new0 (double, group->n_types * group->width);
  fit->biases = g_new0 (double, group->n_types);
}

void
vit_linear_fit_clear (VitLinearFit *fit)
{
  g_clear_pointer (&fit->weights, g_free);
  g_clear_pointer (&fit->biases, g_free);
}

double
vit_linear_fit_apply (const VitLinearGroup *group, const VitLinearFit *fit, size_t row)
{
  /* Weights lie as rows do, with the bias at the constant. */
  return group->kernels->dot (group->rows + group->width * row,
                              fit->weights + group->width * group->types[row], group->width);
}

/* Of one type, away from 0 and 1. */
static double
get_chance (const VitLinearGroup *group, const VitLinearNormal *normal, unsigned which, unsigned t)
{
  double chance = normal->y_means[which * normal->n_types + t] + group->y_centre;
  return CLAMP (chance, 1e-6, 1 - 1e-6);
}

double
vit_linear_get_weight (const VitLinearGroup *group, const VitLinearNormal *normal)
{
  double weight = 0;
  if (group->kind == VIT_LINEAR_RIDGE)
    return 1;
  for (unsigned t = 0; t < group->n_types; t++)
    {
      double chance = get_chance (group, normal, 0, t);
      weight += chance * (1 - chance) * normal->n[t] / normal->total;
    }
  return weight;
}

void
vit_linear_fit_sums (const VitLinearGroup *group,
                     const VitLinearNormal *normal,
                     const double *l,
                     unsigned which,
                     VitLinearFit *fit)
{
  size_t p = group->p;
  g_autofree double *w = g_memdup2 (normal->c + which * p, MAX (p, 1) * sizeof *w);
  vit_linear_solve (l, p, w);
  for (unsigned t = 0; t < group->n_types; t++)
    {
      double *to = fit->weights + group->width * t;
      double bias = normal->y_means[which * normal->n_types + t] + group->y_centre;
      if (group->kind == VIT_LINEAR_LOGISTIC)
        {
          double chance = get_chance (group, normal, which, t);
          bias = log (chance / (1 - chance));
        }
      for (size_t k = 0; k < p; k++)
        {
          double scale = normal->scales[p * t + k];
          to[k + 1] = scale > 0 ? w[k] / scale : 0;
          bias -= to[k + 1] * normal->means[p * t + k];
        }
      to[0] = fit->biases[t] = bias;
    }
}

double
vit_linear_rate (VitLinearKind kind, const double *scores, const double *target, size_t n)
{
  if (n < 2)
    return NAN;
  if (kind == VIT_LINEAR_RIDGE)
    {
      double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
      for (size_t i = 0; i < n; i++)
        {
          x += scores[i] / (double) n;
          y += target[i] / (double) n;
        }
      for (size_t i = 0; i < n; i++)
        {
          double a = scores[i] - x, b = target[i] - y;
          xx += a * a;
          xy += a * b;
          yy += b * b;
        }
      return xx > 0 && yy > 0 ? xy / sqrt (xx * yy) : NAN;
    }
  g_autofree uint32_t *order = g_new (uint32_t, n);
  vit_order (scores, n, order);
  double ranks = 0, events = 0;
  for (size_t first = 0, last; first < n; first = last)
    {
      for (last = first + 1; last < n && scores[order[last]] == scores[order[first]]; last++)
        ;
      for (size_t k = first; k < last; k++)
        if (target[order[k]] > 0.5)
          {
            ranks += 0.5 * (double) (first + last + 1);
            events++;
          }
    }
  double others = (double) n - events;
  return events > 0 && others > 0 ? (ranks - events * (events + 1) / 2) / (events * others) : NAN;
}

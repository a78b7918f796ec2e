/* Logistic regression: a quasi-Newton method with the Hessian of equal chances, which the sums of
 * rows give, and the ten last steps (L-BFGS; Liu & Nocedal 1989); where more is asked for, Newton's
 * steps from there. */

#include <math.h>
#include <string.h>

#include "core/indicator/linear-private.h"

#define HISTORY 10
#define MOST_STEPS 500
#define MOST_NEWTON_STEPS 20
/* The gradient from which on Newton's steps pay. */
#define NEAR 1e-4
#define CHUNK 64

typedef struct
{
  const VitLinearGroup *group;
  const VitLinearNormal *normal;
  uint64_t left_out;
  double penalty;
  size_t dim;      /* n_types + p */
  double *weights; /* n_types × width: of rows */
  double *sums;    /* n_types × width */
} Problem;

/* Weights of u as weights of rows. */
static void
unscale (const Problem *self, const double *theta, double *weights)
{
  const VitLinearGroup *group = self->group;
  const double *w = theta + group->n_types;
  for (unsigned t = 0; t < group->n_types; t++)
    {
      double *to = weights + group->width * t, bias = theta[t];
      for (size_t k = 0; k < group->p; k++)
        {
          double scale = self->normal->scales[group->p * t + k];
          to[k + 1] = scale > 0 ? w[k] / scale : 0;
          bias -= to[k + 1] * self->normal->means[group->p * t + k];
        }
      to[0] = bias;
    }
}

/* The function that is made least, and its gradient. */
static double
evaluate (Problem *self, const double *theta, double *gradient)
{
  const VitLinearGroup *group = self->group;
  size_t p = group->p, width = group->width;
  double value = 0;
  unscale (self, theta, self->weights);
  memset (self->sums, 0, group->n_types * width * sizeof *self->sums);
  for (size_t c = 0; c < group->n_classes; c++)
    {
      if (group->zones[c] & self->left_out)
        continue;
      unsigned t = group->class_types[c];
      for (size_t k = group->starts[c]; k < group->starts[c + 1]; k++)
        {
          const double *row = group->rows + width * group->sorted[k];
          double y = group->source->target[group->origin[group->sorted[k]]] > 0.5 ? 1 : 0;
          double eta = group->kernels->dot (row, self->weights + width * t, width);
          double small = exp (-fabs (eta)),
                 chance = eta > 0 ? 1 / (1 + small) : small / (1 + small);
          value += log1p (small) + (eta > 0 ? (1 - y) * eta : -y * eta);
          group->kernels->add_scaled (chance - y, row, self->sums + width * t, width);
        }
    }
  double total = self->normal->total;
  value /= total;
  memset (gradient, 0, self->dim * sizeof *gradient);
  double *g = gradient + group->n_types;
  const double *w = theta + group->n_types;
  for (unsigned t = 0; t < group->n_types; t++)
    {
      const double *sums = self->sums + width * t;
      gradient[t] = sums[0] / total;
      for (size_t k = 0; k < p; k++)
        {
          double scale = self->normal->scales[p * t + k];
          if (scale > 0)
            g[k] += (sums[k + 1] - self->normal->means[p * t + k] * sums[0]) / scale / total;
        }
    }
  for (size_t k = 0; k < p; k++)
    {
      value += self->penalty * w[k] * w[k] / 2;
      g[k] += self->penalty * w[k];
    }
  return value;
}

static double
product (const double *a, const double *b, size_t n)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += a[k] * b[k];
  return sum;
}

/* @d becomes the inverse Hessian times @d. */
static void
precondition (const Problem *self, const double *l, const double *chances, double *d)
{
  unsigned n = self->group->n_types;
  for (unsigned t = 0; t < n; t++)
    {
      double weight = chances[t] * (1 - chances[t]) * self->normal->n[t] / self->normal->total;
      d[t] /= MAX (weight, 1e-12);
    }
  vit_linear_solve (l, self->group->p, d + n);
}

typedef struct
{
  double *s[HISTORY], *y[HISTORY], rho[HISTORY];
  unsigned n, first;
} History;

static void
find_direction (const Problem *self,
                const double *l,
                const double *chances,
                const History *history,
                const double *gradient,
                double *d)
{
  double alpha[HISTORY];
  for (size_t k = 0; k < self->dim; k++)
    d[k] = -gradient[k];
  for (unsigned m = history->n; m-- > 0;)
    {
      unsigned at = (history->first + m) % HISTORY;
      alpha[m] = history->rho[at] * product (history->s[at], d, self->dim);
      for (size_t k = 0; k < self->dim; k++)
        d[k] -= alpha[m] * history->y[at][k];
    }
  precondition (self, l, chances, d);
  for (unsigned m = 0; m < history->n; m++)
    {
      unsigned at = (history->first + m) % HISTORY;
      double beta = history->rho[at] * product (history->y[at], d, self->dim);
      for (size_t k = 0; k < self->dim; k++)
        d[k] += history->s[at][k] * (alpha[m] - beta);
    }
}

static void
remember (History *history,
          const double *before,
          const double *after,
          const double *old,
          const double *new,
          size_t dim)
{
  unsigned at = (history->first + history->n) % HISTORY;
  if (history->n == HISTORY)
    history->first = (history->first + 1) % HISTORY;
  else
    history->n++;
  for (size_t k = 0; k < dim; k++)
    {
      history->s[at][k] = after[k] - before[k];
      history->y[at][k] = new[k] - old[k];
    }
  double sy = product (history->s[at], history->y[at], dim);
  if (sy > 0)
    history->rho[at] = 1 / sy;
  else
    history->n = 0;
}

static double
get_worst (const double *gradient, size_t dim)
{
  double worst = 0;
  for (size_t k = 0; k < dim; k++)
    worst = fmax (worst, fabs (gradient[k]));
  return worst;
}

/* From @theta along @d to @at, where the value is less and the gradient is @next. */
static bool
search_along (Problem *self,
              const double *theta,
              const double *d,
              const double *gradient,
              double *value,
              double *at,
              double *next)
{
  double slope = product (d, gradient, self->dim), length = 1;
  for (int half = 0; half < 40; half++, length /= 2)
    {
      for (size_t k = 0; k < self->dim; k++)
        at[k] = theta[k] + length * d[k];
      double reached = evaluate (self, at, next);
      /* Near the least value its differences are rounding. */
      if (reached <= *value + 1e-4 * length * slope + 1e-15 * fabs (*value))
        {
          *value = reached;
          return true;
        }
    }
  return false;
}

static bool
minimise (Problem *self,
          const double *l,
          const double *chances,
          double tolerance,
          double *theta,
          VitProgress *progress,
          GError **error)
{
  size_t dim = self->dim;
  g_autofree double *store = g_new0 (double, (2 * HISTORY + 4) * dim);
  History history = { 0 };
  for (int k = 0; k < HISTORY; k++)
    {
      history.s[k] = store + (size_t) (2 * k) * dim;
      history.y[k] = store + (size_t) (2 * k + 1) * dim;
    }
  double *gradient = store + 2 * HISTORY * dim, *next = gradient + dim, *at = next + dim,
         *d = at + dim;
  double value = evaluate (self, theta, gradient);
  for (int step = 0; step < MOST_STEPS; step++)
    {
      if (get_worst (gradient, dim) <= tolerance)
        break;
      if (!vit_progress_check (progress, error))
        return false;
      find_direction (self, l, chances, &history, gradient, d);
      if (!search_along (self, theta, d, gradient, &value, at, next))
        break;
      remember (&history, theta, at, gradient, next, dim);
      memcpy (theta, at, dim * sizeof *theta);
      memcpy (gradient, next, dim * sizeof *gradient);
    }
  return true;
}

/* ---- Newton's steps ---- */

/* Rows times the root of their part of the second derivative, by which their products are summed as
 * those of the rows are. */
typedef struct
{
  double *rows; /* CHUNK × width */
  uint32_t index[CHUNK];
  size_t n;
} Weighted;

/* Σ ω xᵀx over the rows of each type, to @grams. */
static void
sum_weighted (Problem *self, const double *theta, double *const *grams)
{
  const VitLinearGroup *group = self->group;
  size_t width = group->width;
  g_autofree double *rows = g_new (double, CHUNK *width);
  Weighted some = { .rows = rows };
  for (uint32_t k = 0; k < CHUNK; k++)
    some.index[k] = k;
  unscale (self, theta, self->weights);
  for (unsigned t = 0; t < group->n_types; t++)
    memset (grams[t], 0, width * width * sizeof **grams);
  for (size_t c = 0; c < group->n_classes; c++)
    {
      unsigned t = group->class_types[c];
      for (size_t k = group->starts[c];
           k < group->starts[c + 1] && !(group->zones[c] & self->left_out); k++)
        {
          const double *row = group->rows + width * group->sorted[k];
          double small = exp (-fabs (group->kernels->dot (row, self->weights + width * t, width))),
                 root = sqrt (small) / (1 + small);
          for (size_t j = 0; j < width; j++)
            rows[width * some.n + j] = root * row[j];
          if (++some.n == CHUNK || k + 1 == group->starts[c + 1])
            {
              group->kernels->add (rows, some.index, some.n, width, grams[t]);
              some.n = 0;
            }
        }
    }
}

/* The lower triangle of the second derivatives. */
static void
find_hessian (Problem *self, const double *theta, double *const *grams, double *hessian)
{
  const VitLinearGroup *group = self->group;
  size_t p = group->p, dim = self->dim, width = group->width;
  unsigned n_types = group->n_types;
  double total = self->normal->total;
  sum_weighted (self, theta, grams);
  memset (hessian, 0, dim * dim * sizeof *hessian);
  for (unsigned t = 0; t < n_types; t++)
    {
      const double *g = grams[t], *mean = self->normal->means + p * t,
                   *scale = self->normal->scales + p * t;
      hessian[dim * t + t] = g[0] / total;
      for (size_t i = 0; i < p; i++)
        {
          if (!(scale[i] > 0))
            continue;
          double *row = hessian + dim * (n_types + i), first = g[width * (i + 1)];
          row[t] = (first - mean[i] * g[0]) / scale[i] / total;
          for (size_t j = 0; j <= i; j++)
            if (scale[j] > 0)
              row[n_types + j] += (g[width * (i + 1) + j + 1] - mean[j] * first -
                                   mean[i] * (g[width * (j + 1)] - mean[j] * g[0])) /
                                  (scale[i] * scale[j]) / total;
        }
    }
  for (size_t k = 0; k < p; k++)
    hessian[(dim + 1) * (n_types + k)] += self->penalty;
}

static bool
finish (Problem *self, double tolerance, double *theta, VitProgress *progress, GError **error)
{
  size_t dim = self->dim, width = self->group->width;
  unsigned n_types = self->group->n_types;
  g_autofree double *store = g_new0 (double, (4 + dim) * dim);
  g_autofree double *sums = g_new (double, n_types *width *width);
  g_autofree double **grams = g_new (double *, n_types);
  double *hessian = store + 4 * dim, *gradient = store, *next = store + dim, *at = store + 2 * dim,
         *d = store + 3 * dim;
  for (unsigned t = 0; t < n_types; t++)
    grams[t] = sums + width * width * t;
  double value = evaluate (self, theta, gradient);
  for (int step = 0; step < MOST_NEWTON_STEPS; step++)
    {
      if (get_worst (gradient, dim) <= tolerance)
        break;
      if (!vit_progress_check (progress, error))
        return false;
      find_hessian (self, theta, grams, hessian);
      vit_linear_factor_lower (hessian, dim);
      for (size_t k = 0; k < dim; k++)
        d[k] = -gradient[k];
      vit_linear_solve (hessian, dim, d);
      if (!search_along (self, theta, d, gradient, &value, at, next))
        break;
      memcpy (theta, at, dim * sizeof *theta);
      memcpy (gradient, next, dim * sizeof *gradient);
    }
  return true;
}

bool
vit_linear_fit_logistic (const VitLinearGroup *group,
                         const VitLinearNormal *normal,
                         uint64_t left_out,
                         double penalty,
                         const double *l,
                         double tolerance,
                         VitLinearFit *fit,
                         VitProgress *progress,
                         GError **error)
{
  size_t p = group->p, dim = group->n_types + p;
  g_autofree double *weights = g_new0 (double, group->n_types * group->width);
  g_autofree double *sums = g_new0 (double, group->n_types * group->width);
  g_autofree double *chances = g_new0 (double, group->n_types);
  g_autofree double *theta = g_new0 (double, dim);
  Problem problem = { group, normal, left_out, penalty, dim, weights, sums };
  vit_linear_fit_sums (group, normal, l, 0, fit);
  for (unsigned t = 0; t < group->n_types; t++)
    {
      double bias = fit->biases[t];
      for (size_t k = 0; k < p; k++)
        bias += fit->weights[group->width * t + k + 1] * normal->means[p * t + k];
      theta[t] = bias;
      chances[t] = 1 / (1 + exp (-bias));
    }
  memcpy (theta + group->n_types, normal->c, p * sizeof *theta);
  vit_linear_solve (l, p, theta + group->n_types);
  if (!minimise (&problem, l, chances, fmax (tolerance, NEAR), theta, progress, error) ||
      (tolerance < NEAR && !finish (&problem, tolerance, theta, progress, error)))
    return false;
  unscale (&problem, theta, weights);
  memcpy (fit->weights, weights, group->n_types * group->width * sizeof *weights);
  for (unsigned t = 0; t < group->n_types; t++)
    fit->biases[t] = weights[group->width * t];
  return true;
}

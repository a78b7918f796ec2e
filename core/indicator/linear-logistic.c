/* Logistic regression by a quasi-Newton method: the Hessian of equal chances, which the sums of
 * rows give, and the ten last steps (L-BFGS; Liu & Nocedal 1989). */

#include <math.h>
#include <string.h>

#include "core/indicator/linear-private.h"

#define HISTORY 10
#define MOST_STEPS 500

typedef struct
{
  const VitLinearGroup *group;
  const VitLinearNormal *normal;
  uint64_t left_out;
  double penalty;
  unsigned which;
  size_t dim;      /* n_types + p */
  double *weights; /* n_types × width: of rows */
  double *sums;    /* n_types × width */
} Problem;

static double
target_of (const Problem *self, size_t row)
{
  const VitLinearRows *source = self->group->source;
  uint32_t origin = self->group->origin[row];
  return self->which == 0 ? source->target[origin] : source->nulls[self->which - 1][origin];
}

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
          double y = target_of (self, group->sorted[k]) > 0.5 ? 1 : 0;
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
      double worst = 0;
      for (size_t k = 0; k < dim; k++)
        worst = fmax (worst, fabs (gradient[k]));
      if (worst <= tolerance)
        break;
      if (!vit_progress_check (progress, error))
        return false;
      find_direction (self, l, chances, &history, gradient, d);
      double slope = product (d, gradient, dim), length = 1, reached = value;
      bool found = false;
      for (int half = 0; half < 40 && !found; half++, length /= found ? 1 : 2)
        {
          for (size_t k = 0; k < dim; k++)
            at[k] = theta[k] + length * d[k];
          reached = evaluate (self, at, next);
          /* Near the least value its differences are rounding. */
          found = reached <= value + 1e-4 * length * slope + 1e-15 * fabs (value);
        }
      if (!found)
        break;
      remember (&history, theta, at, gradient, next, dim);
      value = reached;
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
                         unsigned which,
                         double tolerance,
                         double *theta,
                         VitLinearFit *fit,
                         VitProgress *progress,
                         GError **error)
{
  size_t p = group->p;
  Problem problem = { group, normal, left_out, penalty, which, group->n_types + p, NULL, NULL };
  g_autofree double *weights = g_new0 (double, group->n_types * group->width);
  g_autofree double *sums = g_new0 (double, group->n_types * group->width);
  g_autofree double *l = g_new0 (double, MAX (p * p, 1));
  g_autofree double *chances = g_new0 (double, group->n_types);
  problem.weights = weights;
  problem.sums = sums;
  double mean = 0;
  for (unsigned t = 0; t < group->n_types; t++)
    {
      double chance = normal->y_means[which * normal->n_types + t] + group->y_centre;
      chances[t] = CLAMP (chance, 1e-6, 1 - 1e-6);
      mean += chances[t] * (1 - chances[t]) * normal->n[t] / normal->total;
      if (theta[t] == 0)
        theta[t] = log (chances[t] / (1 - chances[t]));
    }
  vit_linear_factor (normal, mean, penalty, l);
  if (!minimise (&problem, l, chances, tolerance, theta, progress, error))
    return false;
  unscale (&problem, theta, weights);
  memcpy (fit->weights, weights, group->n_types * group->width * sizeof *weights);
  for (unsigned t = 0; t < group->n_types; t++)
    fit->biases[t] = weights[group->width * t];
  return true;
}

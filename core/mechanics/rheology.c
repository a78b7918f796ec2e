#include "core/mechanics/rheology.h"

#include <cminpack.h>
#include <complex.h>
#include <math.h>

#include "core/base/error.h"

#define N_PARAMETERS 3

/* Argument below which the series of φ₂ and its derivative are used, and their number of terms. */
#define SERIES_END 0.5
#define SERIES_TERMS 16

static double complex
phi2 (double complex x)
{
  if (cabs (x) > SERIES_END)
    return (cexp (x) - 1 - x) / (x * x);
  double complex sum = 0, term = 0.5;
  for (int n = 0; n < SERIES_TERMS; n++)
    {
      sum += term;
      term *= x / (n + 3);
    }
  return sum;
}

/* The derivative dφ₂/dx. */
static double complex
phi2_slope (double complex x)
{
  if (cabs (x) > SERIES_END)
    return (cexp (x) * (x - 2) + x + 2) / (x * x * x);
  double complex sum = 0, term = 1.0 / 6;
  for (int n = 1; n < SERIES_TERMS; n++)
    {
      sum += n * term;
      term *= x / (n + 3);
    }
  return sum;
}

double
vit_rheology_msd (VitRheologyModel model, const VitRheology *r, double kt, double t)
{
  g_return_val_if_fail (r && r->k > 0 && r->eta1 > 0 && r->eta2 > 0 && r->mass > 0, NAN);
  g_return_val_if_fail (t >= 0 && kt >= 0, NAN);
  /* The polynomials of both models differ only in the viscosity of the leading term. */
  double leading = model == VIT_RHEOLOGY_JEFFREYS ? r->eta1 : r->eta1 + r->eta2;
  double a = r->k / leading, x = r->eta1 * r->eta2 / (r->k * r->mass);
  double square = (x - 1) * (x - 1) - 4 * r->eta1 * r->eta1 / (r->k * r->mass);
  double complex root = csqrt (square);
  double complex first = -0.5 * a * (1 + x + root);
  /* Compute the small root from the known product of the roots, to avoid cancellation. */
  double product = model == VIT_RHEOLOGY_JEFFREYS
                       ? r->k * (r->eta1 + r->eta2) / (r->mass * r->eta1)
                       : r->k * r->eta1 / (r->mass * (r->eta1 + r->eta2));
  double complex second = product / first;
  double complex slope;
  if (cabs (second - first) > 1e-6 * cabs (first))
    slope = ((second + a) * phi2 (second * t) - (first + a) * phi2 (first * t)) / (second - first);
  else
    {
      double complex middle = 0.5 * (first + second);
      slope = phi2 (middle * t) + (middle + a) * t * phi2_slope (middle * t);
    }
  return 6 * kt / r->mass * t * t * creal (slope);
}

/* ---- Fit ---- */

typedef struct
{
  VitRheologyModel model;
  const double *t, *lg_msd;
  int n;
  double mass, kt;
} FitProblem;

static VitRheology
get_parameters (const double *p, double mass)
{
  /* Keep steps of the search within the range of double. */
  return (VitRheology){ pow (10, CLAMP (p[0], -12, 12)), pow (10, CLAMP (p[1], -12, 12)),
                        pow (10, CLAMP (p[2], -12, 12)), mass };
}

static int
evaluate_residuals (
    void *data, int n, int n_parameters, const double *p, double *residuals, int flag)
{
  const FitProblem *problem = data;
  VitRheology r = get_parameters (p, problem->mass);
  for (int i = 0; i < n; i++)
    {
      double msd = vit_rheology_msd (problem->model, &r, problem->kt, problem->t[i]);
      residuals[i] = log10 (MAX (msd, 1e-300)) - problem->lg_msd[i];
    }
  return 0;
}

static bool
fit_from_start (FitProblem *problem, double *p, double *norm)
{
  g_autofree double *residuals = g_new (double, problem->n);
  int places[N_PARAMETERS], size = problem->n * N_PARAMETERS + 5 * N_PARAMETERS + problem->n;
  g_autofree double *work = g_new (double, size);
  int info = lmdif1 (evaluate_residuals, problem, problem->n, N_PARAMETERS, p, residuals, 1e-12,
                     places, work, size);
  *norm = enorm (problem->n, residuals);
  return info >= 1 && info <= 4 && isfinite (*norm);
}

/* Inverse of a symmetric 3 × 3 matrix; false if it has none. */
static bool
invert_matrix (const double a[3][3], double inverse[3][3])
{
  double determinant = 0, largest = 0;
  for (int i = 0; i < 3; i++)
    {
      int j = (i + 1) % 3, k = (i + 2) % 3;
      determinant += a[0][i] * (a[1][j] * a[2][k] - a[1][k] * a[2][j]);
      largest = fmax (largest, fabs (a[i][i]));
    }
  if (!(fabs (determinant) > 1e-14 * largest * largest * largest))
    return false;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        int a1 = (j + 1) % 3, a2 = (j + 2) % 3, b1 = (i + 1) % 3, b2 = (i + 2) % 3;
        inverse[i][j] = (a[a1][b1] * a[a2][b2] - a[a1][b2] * a[a2][b1]) / determinant;
      }
  return true;
}

/* Computes cov = s² (JᵀJ)⁻¹ from the Jacobian at the minimum. */
static void
estimate_errors (FitProblem *problem, const double *p, double norm, VitRheologyFit *fit)
{
  int n = problem->n;
  g_autofree double *below = g_new (double, n), *above = g_new (double, n);
  g_autofree double *jacobian = g_new (double, n *N_PARAMETERS);
  const double step = 1e-4;
  for (int j = 0; j < N_PARAMETERS; j++)
    {
      double q[N_PARAMETERS] = { p[0], p[1], p[2] };
      q[j] = p[j] - step;
      evaluate_residuals (problem, n, N_PARAMETERS, q, below, 1);
      q[j] = p[j] + step;
      evaluate_residuals (problem, n, N_PARAMETERS, q, above, 1);
      for (int i = 0; i < n; i++)
        jacobian[i * N_PARAMETERS + j] = (above[i] - below[i]) / (2 * step);
    }
  double square[3][3] = { { 0 } }, inverse[3][3];
  for (int i = 0; i < n; i++)
    for (int a = 0; a < 3; a++)
      for (int b = 0; b < 3; b++)
        square[a][b] += jacobian[i * 3 + a] * jacobian[i * 3 + b];
  double variance = norm * norm / (n - N_PARAMETERS);
  bool known = invert_matrix (square, inverse);
  double *errors[] = { &fit->error_lg_k, &fit->error_lg_eta1, &fit->error_lg_eta2 };
  for (int a = 0; a < 3; a++)
    *errors[a] = known && inverse[a][a] >= 0 ? sqrt (variance * inverse[a][a]) : NAN;
}

bool
vit_rheology_fit (VitRheologyModel model,
                  const double *t,
                  const double *msd,
                  size_t n,
                  double mass,
                  double kt,
                  VitRheologyFit *fit,
                  GError **error)
{
  g_return_val_if_fail (t && msd && fit && mass > 0 && kt > 0, false);
  g_autofree double *times = g_new (double, MAX (n, 1)), *lg = g_new (double, MAX (n, 1));
  FitProblem problem = { .model = model, .t = times, .lg_msd = lg, .mass = mass, .kt = kt };
  double highest = 0, last = 0;
  for (size_t i = 0; i < n; i++)
    if (t[i] > 0 && msd[i] > 0 && isfinite (t[i]) && isfinite (msd[i]))
      {
        times[problem.n] = t[i];
        lg[problem.n++] = log10 (msd[i]);
        highest = fmax (highest, msd[i]);
        last = fmax (last, t[i]);
      }
  if (problem.n < 5)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%d points are too few for the three parameters of the model", problem.n);
      return false;
    }
  /* Start from plateaus MSD = 6 kT/k below the largest MSD, and from viscosities over many decades.
   */
  double best[N_PARAMETERS] = { 0 }, least = INFINITY;
  for (int plateau = 0; plateau < 4; plateau++)
    for (int slow = 0; slow < 4; slow++)
      for (int fast = 0; fast < 3; fast++)
        {
          double k = 6 * kt / (highest * pow (10, -plateau));
          double p[N_PARAMETERS] = { log10 (k), log10 (k * last) + slow - 2,
                                     log10 (sqrt (k * mass)) + fast - 1 };
          double norm;
          if (fit_from_start (&problem, p, &norm) && norm < least)
            {
              least = norm;
              for (int j = 0; j < N_PARAMETERS; j++)
                best[j] = p[j];
            }
        }
  if (!isfinite (least))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "the fit of the model does not converge");
      return false;
    }
  fit->parameters = get_parameters (best, mass);
  fit->n = (size_t) problem.n;
  fit->residual = least / sqrt (problem.n);
  estimate_errors (&problem, best, least, fit);
  /* Diffusion is reached once it has moved the particle farther than the spring allows. */
  const VitRheology *r = &fit->parameters;
  double viscosity = model == VIT_RHEOLOGY_JEFFREYS ? r->eta1 + r->eta2 : r->eta1;
  fit->eta1_is_bound = last < viscosity / r->k;
  return true;
}

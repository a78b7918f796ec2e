/* Periods of a cyclic loading. */

#include <math.h>

#include "core/base/error.h"
#include "core/mechanics/loading.h"

#define N_TERMS 4

/* Least-squares fit of a + b t + c sin ωt + d cos ωt; t from the middle of the period. */
typedef struct
{
  double a, b, amplitude, phase;
} Wave;

/* Solves the normal equations by Gaussian elimination with pivoting. */
static bool
solve_normal_equations (double m[N_TERMS][N_TERMS + 1])
{
  for (int i = 0; i < N_TERMS; i++)
    {
      int pivot = i;
      for (int r = i + 1; r < N_TERMS; r++)
        if (fabs (m[r][i]) > fabs (m[pivot][i]))
          pivot = r;
      if (!(fabs (m[pivot][i]) > 0))
        return false;
      for (int c = 0; c <= N_TERMS; c++)
        {
          double swap = m[i][c];
          m[i][c] = m[pivot][c];
          m[pivot][c] = swap;
        }
      for (int r = 0; r < N_TERMS; r++)
        {
          double factor = r == i ? 0 : m[r][i] / m[i][i];
          for (int c = i; c <= N_TERMS; c++)
            m[r][c] -= factor * m[i][c];
        }
    }
  return true;
}

static bool
fit_wave (const double *time, const double *y, size_t n, double middle, double omega, Wave *wave)
{
  double m[N_TERMS][N_TERMS + 1] = { { 0 } };
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (!isfinite (y[i]))
        continue;
      double t = time[i] - middle;
      const double terms[N_TERMS] = { 1, t * omega, sin (omega * t), cos (omega * t) };
      for (int r = 0; r < N_TERMS; r++)
        {
          for (int c = 0; c < N_TERMS; c++)
            m[r][c] += terms[r] * terms[c];
          m[r][N_TERMS] += terms[r] * y[i];
        }
      count++;
    }
  if (count <= N_TERMS || !solve_normal_equations (m))
    return false;
  double s = m[2][N_TERMS] / m[2][2], c = m[3][N_TERMS] / m[3][3];
  wave->a = m[0][N_TERMS] / m[0][0];
  wave->b = m[1][N_TERMS] / m[1][1] * omega;
  wave->amplitude = hypot (s, c);
  wave->phase = atan2 (c, s);
  return true;
}

/* Computes ∮σ dε by the trapezoidal rule, closed from the last point to the first. */
static double
integrate_loop (const double *strain, const double *stress, size_t n)
{
  double area = 0;
  for (size_t i = 0; i < n; i++)
    {
      size_t j = (i + 1) % n;
      area += 0.5 * (stress[i] + stress[j]) * (strain[j] - strain[i]);
    }
  return area;
}

/* Part of its swing that a strain goes back by where it turns. */
#define TURN 0.3

/* Least swing, as a part of the drift. */
#define MIN_SWING 1e-3

/* A given period is another one beyond this part of the one that the strain has. */
#define SAME_PERIOD 0.1

/* The distance of maxima of @values, or with @sign −1 of minima: from the first to the last by
 * their number. NaN with fewer than two. The begin and the end of a curve are no extremes. */
static double
find_distance (const double *time, const double *values, size_t n, int sign, double swing)
{
  double top = -INFINITY, bottom = INFINITY, at = NAN, first = NAN, last = NAN;
  bool rising = false;
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    {
      double y = sign * values[i];
      if (!isfinite (y))
        continue;
      bottom = fmin (bottom, y);
      if (y > top)
        {
          top = y;
          at = time[i];
        }
      if (!rising && y - bottom > TURN * swing)
        {
          rising = true;
          top = y;
          at = time[i];
        }
      if (!rising || top - y <= TURN * swing)
        continue;
      first = count == 0 ? at : first;
      last = at;
      count++;
      rising = false;
      bottom = y;
    }
  return count > 1 ? (last - first) / (double) (count - 1) : NAN;
}

double
vit_cycles_find_period (const double *time, const double *strain, size_t n)
{
  g_return_val_if_fail (time && strain, NAN);
  VitLineFit line;
  if (!vit_line_fit (time, strain, n, -INFINITY, INFINITY, &line))
    return NAN;
  g_autofree double *values = g_new (double, n);
  double least = INFINITY, most = -INFINITY, drift = fabs (line.slope * (time[n - 1] - time[0]));
  for (size_t i = 0; i < n; i++)
    {
      values[i] = strain[i] - line.intercept - line.slope * time[i];
      least = fmin (least, values[i]);
      most = fmax (most, values[i]);
    }
  /* What is left of a straight line is rounding. */
  if (!(most - least > MIN_SWING * drift))
    return NAN;
  double above = find_distance (time, values, n, 1, most - least);
  double below = find_distance (time, values, n, -1, most - least);
  return isfinite (above) && isfinite (below) ? (above + below) / 2
         : isfinite (above)                   ? above
                                              : below;
}

bool
vit_cycles_have_period (double found, double period)
{
  return !isfinite (found) || fabs (period / found - 1) <= SAME_PERIOD;
}

VitCycle *
vit_cycles_new (const double *time,
                const double *strain,
                const double *stress,
                size_t n,
                double period,
                size_t *n_cycles,
                GError **error)
{
  g_return_val_if_fail (time && strain && stress && n_cycles, NULL);
  *n_cycles = 0;
  if (n < 8 || !(period > 0 && isfinite (period)) ||
      !(time[n - 1] - time[0] >= 0.999 * period && isfinite (time[n - 1] - time[0])))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "the curve is shorter than one period of %g ps", period);
      return NULL;
    }
  double periods = floor ((time[n - 1] - time[0]) / period + 1e-3);
  if (periods > (double) n)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "a period of %g ps is shorter than the rows of the curve are apart (%g ps)",
                   period, (time[n - 1] - time[0]) / (double) (n - 1));
      return NULL;
    }
  size_t wanted = (size_t) periods;
  double omega = 2 * G_PI / period;
  VitCycle *cycles = g_new0 (VitCycle, wanted);
  size_t first = 0;
  for (size_t c = 0; c < wanted; c++)
    {
      double start = time[0] + (double) c * period, middle = start + period / 2;
      while (first < n && time[first] < start - 1e-9)
        first++;
      size_t last = first;
      while (last < n && time[last] < start + period - 1e-9)
        last++;
      Wave e, s;
      if (!fit_wave (time + first, strain + first, last - first, middle, omega, &e) ||
          !fit_wave (time + first, stress + first, last - first, middle, omega, &s))
        continue;
      double lag = remainder (s.phase - e.phase, 2 * G_PI);
      double stiffness = s.amplitude / e.amplitude;
      cycles[(*n_cycles)++] = (VitCycle){
        .start = start,
        .strain_amplitude = e.amplitude,
        .strain_mean = e.a,
        .strain_drift = e.b,
        .stress_amplitude = s.amplitude,
        .stress_mean = s.a,
        .lag = lag,
        .loop_area = integrate_loop (strain + first, stress + first, last - first),
        .storage = stiffness * cos (lag),
        .loss = stiffness * sin (lag),
      };
    }
  return cycles;
}

/* Straight lines through curves. */

#include "core/mechanics/loading.h"

#include <math.h>

bool
vit_line_fit (const double *x, const double *y, size_t n, double from, double to, VitLineFit *line)
{
  double sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, count = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (x[i]) && isfinite (y[i]) && x[i] >= from && x[i] <= to)
      {
        count++;
        sx += x[i];
        sy += y[i];
      }
  double mx = sx / count, my = sy / count;
  for (size_t i = 0; i < n; i++)
    if (isfinite (x[i]) && isfinite (y[i]) && x[i] >= from && x[i] <= to)
      {
        sxx += (x[i] - mx) * (x[i] - mx);
        sxy += (x[i] - mx) * (y[i] - my);
        syy += (y[i] - my) * (y[i] - my);
      }
  *line = (VitLineFit){ NAN, NAN, NAN, NAN, (size_t) count };
  if (count < 2 || !(sxx > 0))
    return false;
  line->slope = sxy / sxx;
  line->intercept = my - line->slope * mx;
  if (count > 2)
    {
      double variance = fmax (0, syy - line->slope * sxy) / (count - 2);
      line->slope_error = sqrt (variance / sxx);
      line->intercept_error = sqrt (variance * (1 / count + mx * mx / sxx));
    }
  return true;
}

bool
vit_stress_exponent (const double *stress, const double *rate, size_t n, VitLineFit *line)
{
  g_autofree double *x = g_new (double, MAX (n, 1)), *y = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      x[i] = stress[i] != 0 ? log (fabs (stress[i])) : NAN;
      y[i] = rate[i] != 0 ? log (fabs (rate[i])) : NAN;
    }
  return vit_line_fit (x, y, n, -INFINITY, INFINITY, line);
}

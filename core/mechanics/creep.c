/* Strain rates at constant stress. */

#include <math.h>

#include "core/base/error.h"
#include "core/mechanics/loading.h"

#define DEFAULT_WINDOW 10.0

/* Minimum rates below this many standard errors are noise. */
#define MIN_SIGNIFICANCE 3

/* Sums over a window, relative to an origin within it. */
typedef struct
{
  double n, t, tt, e, te, ee;
  double t0, e0;
} WindowSums;

static void
add_to_sums (WindowSums *sums, double time, double strain, double sign)
{
  if (!isfinite (strain))
    return;
  double t = time - sums->t0, e = strain - sums->e0;
  sums->n += sign;
  sums->t += sign * t;
  sums->tt += sign * t * t;
  sums->e += sign * e;
  sums->te += sign * t * e;
  sums->ee += sign * e * e;
}

static double
get_slope (const WindowSums *s, double *error)
{
  double tt = s->tt - s->t * s->t / s->n, te = s->te - s->t * s->e / s->n;
  double ee = s->ee - s->e * s->e / s->n;
  if (s->n < 3 || !(tt > 0))
    return *error = NAN;
  double slope = te / tt;
  *error = sqrt (fmax (0, ee - slope * te) / (s->n - 2) / tt);
  return slope;
}

ssize_t
vit_creep_rate (const double *time,
                const double *strain,
                size_t n,
                double window,
                double *rate,
                double *rate_error)
{
  g_return_val_if_fail (n == 0 || (time && strain && rate), -1);
  double half = (window > 0 ? window : DEFAULT_WINDOW) / 2;
  /* A row on the edge of the window belongs to it, however its time was rounded. */
  double reach = half * (1 + 1e-9);
  ssize_t least = -1;
  size_t first = 0, last = 0, slides = 0;
  WindowSums sums = { 0 };
  for (size_t i = 0; i < n; i++)
    {
      double error = NAN;
      for (; last < n && time[last] <= time[i] + reach; last++)
        add_to_sums (&sums, time[last], strain[last], 1);
      for (; first < last && time[first] < time[i] - reach; first++, slides++)
        add_to_sums (&sums, time[first], strain[first], -1);
      /* Recompute the sums before rounding errors accumulate. */
      if (slides > last - first || i == 0)
        {
          sums = (WindowSums){ .t0 = time[i], .e0 = isfinite (strain[i]) ? strain[i] : 0 };
          for (size_t j = first; j < last; j++)
            add_to_sums (&sums, time[j], strain[j], 1);
          slides = 0;
        }
      bool full = time[i] - half >= time[0] - 1e-9 && time[i] + half <= time[n - 1] + 1e-9;
      rate[i] = full ? get_slope (&sums, &error) : NAN;
      if (rate_error)
        rate_error[i] = error;
      if (isfinite (rate[i]) && (least < 0 || fabs (rate[i]) < fabs (rate[least])))
        least = (ssize_t) i;
    }
  return least;
}

/* The point of the minimum rate in the direction @sign; −1 if there is none. */
static ssize_t
find_minimum_rate (const double *rate, size_t n, double sign)
{
  ssize_t least = -1;
  for (size_t i = 0; i < n; i++)
    if (isfinite (rate[i]) && (least < 0 || sign * rate[i] < sign * rate[least]))
      least = (ssize_t) i;
  return least;
}

static void
find_stages (const double *time, const double *rate, size_t n, size_t least, VitCreep *creep)
{
  double limit = 2 * fabs (rate[least]);
  creep->primary_end = time[0];
  creep->secondary_end = time[n - 1];
  creep->tertiary = false;
  for (size_t i = least; i-- > 0;)
    if (isfinite (rate[i]) && fabs (rate[i]) > limit)
      {
        creep->primary_end = time[i];
        break;
      }
  for (size_t i = least; i < n; i++)
    if (isfinite (rate[i]) && fabs (rate[i]) > limit)
      {
        creep->secondary_end = time[i];
        creep->tertiary = true;
        break;
      }
}

bool
vit_creep_find (const double *time,
                const double *strain,
                size_t n,
                double window,
                VitCreep *creep,
                GError **error)
{
  g_return_val_if_fail (time && strain && creep, false);
  g_autofree double *rate = g_new (double, MAX (n, 1)), *errors = g_new (double, MAX (n, 1));
  double span = n > 0 ? time[n - 1] - time[0] : 0;
  VitLineFit line;
  bool moves = vit_line_fit (time, strain, n, -INFINITY, INFINITY, &line);
  double sign = moves && line.slope < 0 ? -1 : 1;
  double wide = window > 0 ? window : DEFAULT_WINDOW;
  ssize_t least = -1;
  bool resolved = false, last = false;
  while (moves && wide <= span && !resolved && !last)
    {
      vit_creep_rate (time, strain, n, wide, rate, errors);
      least = find_minimum_rate (rate, n, sign);
      resolved = least >= 0 && sign * rate[least] > MIN_SIGNIFICANCE * errors[least];
      last = 1.5 * wide > span / 2;
      if (!resolved && !last)
        wide *= 1.5;
    }
  if (least < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "strain is not known over a window of %g ps", wide);
      return false;
    }
  *creep = (VitCreep){ .window = wide,
                       .minimum_rate = rate[least],
                       .minimum_error = errors[least],
                       .minimum_time = time[least],
                       .resolved = resolved };
  find_stages (time, rate, n, (size_t) least, creep);
  return true;
}

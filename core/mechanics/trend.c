/* How a length, a tilt or a strain changes over a run: steadily, up and down, or as it relaxes. */

#include <math.h>

#include "core/mechanics/loading-private.h"
#include "core/stats/rank.h"

/* Least correlation of a loading with time. */
#define MIN_CORRELATION 0.9
#define MIN_RETURNS 2

/* Noise goes over its swing once in 4 to 7 rows; a loading up and down takes twice its swing. */
#define MAX_PATH 2.2
#define MIN_ROWS_A_SWING 10

/* Least change under a stress that holds, and how far its tenths may be from its mean. */
#define MIN_CREEP 0.0005
#define MAX_UNSTEADY 0.25

/* Count turns of more than half the swing. */
static unsigned
count_returns (const double *values, size_t n, double swing)
{
  unsigned returns = 0;
  int direction = 0;
  double low = NAN, high = NAN;
  for (size_t i = 0; i < n; i++)
    {
      if (!isfinite (values[i]))
        continue;
      /* Extremes since the last turn. */
      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
      bool rose = values[i] - low > swing / 2, fell = high - values[i] > swing / 2;
      int now = rose && direction <= 0 ? 1 : fell && direction >= 0 ? -1 : direction;
      if (now == direction)
        continue;
      returns += direction != 0;
      direction = now;
      low = high = values[i];
    }
  return returns;
}

void
vit_trend_measure (VitTrend *trend, const double *time, size_t n)
{
  double least = INFINITY, most = -INFINITY;
  for (size_t i = 0; i < n; i++)
    {
      least = fmin (least, trend->values[i]);
      most = fmax (most, trend->values[i]);
    }
  VitLineFit line;
  bool fitted = vit_line_fit (time, trend->values, n, -INFINITY, INFINITY, &line);
  trend->change = fitted ? line.slope * (time[n - 1] - time[0]) : 0;
  trend->spearman = vit_spearman (time, trend->values, n);
  trend->swing = most > least ? most - least : 0;
  trend->returns = trend->swing > 0 ? count_returns (trend->values, n, trend->swing) : 0;
  trend->path = 0;
  for (size_t i = 1; i < n; i++)
    if (isfinite (trend->values[i]) && isfinite (trend->values[i - 1]))
      trend->path += fabs (trend->values[i] - trend->values[i - 1]);
  trend->pressure = NAN;
  trend->relaxes = trend->holds = false;
}

/* Mean of |p| over the @part-th tenth of the rows. */
static double
average_tenth (const VitLogCurve *stress, size_t n, size_t part)
{
  size_t first = part * n / 10, last = (part + 1) * n / 10;
  double sum = 0, count = 0;
  for (size_t i = first; i < last; i++)
    if (isfinite (vit_log_curve_get (stress, i)))
      {
        sum += fabs (vit_log_curve_get (stress, i));
        count++;
      }
  return sum / count;
}

void
vit_trend_add_pressure (VitTrend *trend, const VitLogCurve *stress, size_t n)
{
  if (!stress->values || n < 10)
    return;
  double tenths[10], least = INFINITY, most = -INFINITY;
  for (size_t k = 0; k < 10; k++)
    {
      tenths[k] = average_tenth (stress, n, k);
      least = fmin (least, tenths[k]);
      most = fmax (most, tenths[k]);
    }
  double sum = 0, sum_absolute = 0, count = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (vit_log_curve_get (stress, i)))
      {
        sum += vit_log_curve_get (stress, i);
        sum_absolute += fabs (vit_log_curve_get (stress, i));
        count++;
      }
  /* A stress that holds is no noise about zero. */
  trend->holds = fabs (sum) > 0.5 * sum_absolute && fabs (sum) > 0 &&
                 most - least < 2 * MAX_UNSTEADY * fabs (sum) / count;
  trend->pressure = most - least;
  trend->relaxes = tenths[0] >= most && tenths[9] < tenths[0] / 3;
}

bool
vit_trend_is_steady (const VitTrend *trend)
{
  return trend->values && fabs (trend->spearman) >= MIN_CORRELATION && !trend->relaxes;
}

bool
vit_trend_loads (const VitTrend *trend)
{
  return vit_trend_is_steady (trend) && fabs (trend->change) >= VIT_MIN_CHANGE;
}

bool
vit_trend_creeps (const VitTrend *trend)
{
  return trend->values && fabs (trend->spearman) >= MIN_CORRELATION &&
         fabs (trend->change) >= MIN_CREEP && trend->holds;
}

bool
vit_trend_moves (const VitTrend *trend, size_t n)
{
  return trend->values && trend->swing >= VIT_MIN_CHANGE &&
         trend->path <= trend->swing * fmax (MAX_PATH, (double) n / MIN_ROWS_A_SWING);
}

bool
vit_trend_cycles (const VitTrend *trend)
{
  return trend->values && trend->swing >= VIT_MIN_CHANGE && trend->returns >= MIN_RETURNS;
}

void
vit_unwrap_tilt (double *tilt, const double *edge, size_t n)
{
  double shift = 0;
  for (size_t i = 1; i < n; i++)
    {
      double step = tilt[i] + shift - tilt[i - 1];
      double turns = isfinite (step) && edge[i] > 0 ? round (step / edge[i]) : 0;
      shift -= turns * edge[i];
      tilt[i] += shift;
    }
}

bool
vit_parse_runs (const char *text, unsigned *first, unsigned *last)
{
  char *end;
  guint64 a = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &end, 10) : 0, b = a;
  if (a == 0)
    return false;
  if (*end == '-' && g_ascii_isdigit (end[1]))
    b = g_ascii_strtoull (end + 1, &end, 10);
  if (*end != '\0' || b < a || b > G_MAXUINT)
    return false;
  *first = (unsigned) a;
  *last = (unsigned) b;
  return true;
}

#include "core/stats/rank.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct
{
  double value;
  size_t index;
} Ranked;

static int
compare_ranked (const void *a, const void *b)
{
  double x = ((const Ranked *) a)->value, y = ((const Ranked *) b)->value;
  return x < y ? -1 : x > y;
}

void
vit_rank (const double *values, size_t n, double *ranks)
{
  g_return_if_fail (n == 0 || (values && ranks));
  g_autofree Ranked *sorted = g_new (Ranked, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    sorted[i] = (Ranked){ values[i], i };
  /* Times are sorted as a rule. */
  bool rising = true;
  for (size_t i = 1; i < n && rising; i++)
    rising = values[i] >= values[i - 1];
  if (!rising)
    qsort (sorted, n, sizeof *sorted, compare_ranked);
  for (size_t first = 0, last; first < n; first = last)
    {
      for (last = first + 1; last < n && sorted[last].value == sorted[first].value; last++)
        ;
      for (size_t i = first; i < last; i++)
        ranks[sorted[i].index] = 0.5 * (double) (first + last + 1);
    }
}

double
vit_spearman (const double *x, const double *y, size_t n)
{
  g_return_val_if_fail (n == 0 || (x && y), NAN);
  g_autofree double *a = g_new (double, MAX (n, 1)), *b = g_new (double, MAX (n, 1));
  g_autofree double *p = g_new (double, MAX (n, 1)), *q = g_new (double, MAX (n, 1));
  size_t m = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (x[i]) && isfinite (y[i]))
      {
        a[m] = x[i];
        b[m++] = y[i];
      }
  vit_rank (a, m, p);
  vit_rank (b, m, q);
  double mean = 0.5 * (double) (m + 1), pp = 0, pq = 0, qq = 0;
  for (size_t i = 0; i < m; i++)
    {
      pp += (p[i] - mean) * (p[i] - mean);
      pq += (p[i] - mean) * (q[i] - mean);
      qq += (q[i] - mean) * (q[i] - mean);
    }
  return pp > 0 && qq > 0 ? pq / sqrt (pp * qq) : NAN;
}

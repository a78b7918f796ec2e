/* A loading curve at the frames of a trajectory, and the strain of a trajectory's boxes. */

#include <string.h>

#include "core/mechanics/loading-private.h"

void
vit_loading_curve_free (VitLoadingCurve *curve)
{
  if (!curve)
    return;
  g_free (curve->step);
  g_free (curve->time);
  g_free (curve->clock);
  g_free (curve->strain);
  g_free (curve->stress);
  g_free (curve->temperature);
  for (int k = 0; k < 3; k++)
    g_free (curve->length[k]);
  g_free (curve->tilt);
  g_free (curve->timesteps);
  g_free (curve->starts);
  for (gsize i = 0; i < VIT_N_PREMISES; i++)
    g_free (curve->idle[i]);
  g_free (curve->why);
  g_free (curve);
}

static double *
copy_part (const double *values, size_t first, size_t n)
{
  return n > 0 && values ? g_memdup2 (values + first, n * sizeof *values) : g_new0 (double, 1);
}

/* Copy @n points from @first on, with the runs that begin among them. */
static VitLoadingCurve *
copy_points (const VitLoadingCurve *curve, size_t first, size_t n)
{
  VitLoadingCurve *copy = g_memdup2 (curve, sizeof *curve);
  copy->n = n;
  copy->begin -= first;
  copy->end -= first;
  copy->last_run -= first;
  copy->step = copy_part (curve->step, first, n);
  copy->time = copy_part (curve->time, first, n);
  copy->clock = copy_part (curve->clock, first, n);
  copy->strain = copy_part (curve->strain, first, n);
  copy->stress = copy_part (curve->stress, first, n);
  copy->temperature = copy_part (curve->temperature, first, n);
  for (int k = 0; k < 3; k++)
    copy->length[k] = copy_part (curve->length[k], first, n);
  copy->tilt = copy_part (curve->tilt, first, n);
  copy->timesteps = copy_part (curve->timesteps, 0, curve->n_timesteps);
  copy->starts = g_new0 (size_t, curve->n_runs + 1);
  copy->n_runs = 0;
  for (size_t k = 0; k < curve->n_runs; k++)
    if (curve->starts[k] >= first && curve->starts[k] < first + n)
      copy->starts[copy->n_runs++] = curve->starts[k] - first;
  copy->starts[copy->n_runs] = n;
  for (gsize i = 0; i < VIT_N_PREMISES; i++)
    copy->idle[i] = g_strdup (curve->idle[i]);
  copy->why = g_strdup (curve->why);
  return copy;
}

VitLoadingCurve *
vit_loading_curve_cut (const VitLoadingCurve *curve)
{
  g_return_val_if_fail (curve, NULL);
  return copy_points (curve, curve->begin, curve->end - curve->begin);
}

VitLoadingCurve *
vit_loading_curve_copy (const VitLoadingCurve *curve)
{
  g_return_val_if_fail (curve, NULL);
  return copy_points (curve, 0, curve->n);
}

/* ---- Boxes ---- */

/* Fill the trend of one coordinate of the boxes, without those that are not known. */
static void
measure_boxes (const double (*boxes)[6],
               const double *times,
               size_t n,
               int axis,
               double *values,
               VitTrend *trend)
{
  g_autofree double *marks = g_new (double, n), *kept = g_new (double, n), *at = g_new (double, n);
  g_autofree double *edge = g_new (double, n);
  size_t m = 0;
  for (size_t i = 0; i < n; i++)
    {
      marks[i] = times && isfinite (times[0]) ? times[i] : (double) i;
      double size = cbrt (boxes[i][0] * boxes[i][1] * boxes[i][2]);
      values[i] = axis < 3 ? log (boxes[i][axis] / (isfinite (size) ? size : 1)) : boxes[i][axis];
      edge[i] = boxes[i][axis == 5 ? 1 : 0];
    }
  if (axis >= 3)
    vit_unwrap_tilt (values, edge, n);
  for (size_t i = 0; i < n; i++)
    {
      values[i] /= axis < 3 ? 1 : boxes[i][axis == 3 ? 1 : 2];
      if (!isfinite (values[i]))
        continue;
      kept[m] = values[i];
      at[m++] = marks[i];
    }
  *trend = (VitTrend){ .values = kept };
  if (m > 1)
    vit_trend_measure (trend, at, m);
  trend->values = values;
}

/* Two coordinates are taken for equal in change within this part, and an edge that changes by less
 * than this part of another one is held. */
#define SAME_CHANGE 0.2
#define HELD 0.2

/* Range of ln L of an edge; 0 without. */
static double
measure_edge (const double (*boxes)[6], size_t n, int edge)
{
  double least = INFINITY, most = -INFINITY;
  for (size_t i = 0; i < n; i++)
    {
      least = fmin (least, log (boxes[i][edge]));
      most = fmax (most, log (boxes[i][edge]));
    }
  return most > least ? most - least : 0;
}

/* Find the axis along which the boxes change most over the whole run, in whatever shape. An edge
 * that is held while others change only seems to change against their mean. @other: another that
 * changes as much, or −1. Returns: −1 if none changes */
static int
find_box_axis (const double (*boxes)[6], size_t n, const VitTrend trends[6], int *other)
{
  double edges[3], widest = 0;
  bool passes[6];
  int axis = -1;
  for (int k = 0; k < 3; k++)
    {
      edges[k] = measure_edge (boxes, n, k);
      widest = fmax (widest, edges[k]);
    }
  for (int k = 0; k < 6; k++)
    {
      passes[k] = (vit_trend_loads (&trends[k]) || vit_trend_moves (&trends[k], n) ||
                   vit_trend_cycles (&trends[k])) &&
                  (k > 2 || edges[k] > HELD * widest);
      if (passes[k] && (axis < 0 || trends[k].swing > trends[axis].swing))
        axis = k;
    }
  *other = -1;
  for (int k = 0; k < 6; k++)
    if (k != axis && passes[k] && trends[k].swing > (1 - SAME_CHANGE) * trends[axis].swing &&
        (vit_trend_loads (&trends[k]) || vit_trend_moves (&trends[k], n)))
      *other = k;
  return axis;
}

/* What the strain of boxes rests on: @axis as it was found; −1 if none changes. */
static void
judge_boxes (VitPremises *judged, const VitPremises *given, int axis, int other, double length)
{
  const char *text = vit_premises_get_text (given, VIT_PREMISE_AXIS);
  double zero = vit_premises_get_number (given, VIT_PREMISE_LENGTH0);
  vit_premises_set (judged, VIT_PREMISE_AXIS,
                    text       ? VIT_SOURCE_USER
                    : axis < 0 ? VIT_SOURCE_DEFAULT
                               : VIT_SOURCE_FILE,
                    text ? text : vit_axis_name (axis < 0 ? 2 : axis));
  if (other >= 0)
    vit_premises_doubt (judged, VIT_PREMISE_AXIS,
                        "The box changes as much along %s: --premise axis=%s takes that.",
                        vit_axis_name (other), vit_axis_name (other));
  if (axis >= 0 && axis < 3)
    vit_premises_set_number (judged, VIT_PREMISE_LENGTH0,
                             isfinite (zero) ? VIT_SOURCE_USER : VIT_SOURCE_FILE,
                             isfinite (zero) ? zero : length);
}

int
vit_loading_read_boxes (const double (*boxes)[6],
                        const double *times,
                        size_t n,
                        const VitPremises *given,
                        VitPremises *judged,
                        double *strain)
{
  g_return_val_if_fail (n == 0 || (boxes && strain), 2);
  const char *text = vit_premises_get_text (given, VIT_PREMISE_AXIS);
  g_autofree double *values = g_new (double, MAX (n, 1) * 6);
  VitTrend trends[6];
  int other = -1;
  for (int k = 0; k < 6; k++)
    measure_boxes (boxes, times, n, k, values + (size_t) k * n, &trends[k]);
  int found = text ? vit_axis_find (text) : find_box_axis (boxes, n, trends, &other);
  int axis = found >= 0 ? found : 2;
  double zero = vit_premises_get_number (given, VIT_PREMISE_LENGTH0), first = NAN;
  for (size_t i = 0; i < n; i++)
    {
      double value = axis < 3 ? boxes[i][axis] : values[(size_t) axis * n + i];
      first = isfinite (first) ? first : value;
      strain[i] = axis < 3 ? value / (isfinite (zero) ? zero : first) - 1 : value - first;
    }
  if (judged && isfinite (first))
    judge_boxes (judged, given, found, other, first);
  return axis;
}

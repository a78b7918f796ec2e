/* Which runs of a log load the sample, and along which axis (docs/science.md §7). */

#include <string.h>

#include "core/base/error.h"
#include "core/mechanics/loading-private.h"

/* Two coordinates are taken for equal in change within this part. */
#define SAME_CHANGE 0.2

/* A run that begins with another strain than the one before ended with does not continue it. */
#define MAX_JUMP 0.02

/* Rows of each of several runs that are judged together. */
#define MIN_ROWS_OF_MANY 3

/* Lengths of solids and liquids change by less with temperature, 1/K. */
#define MAX_EXPANSION 1e-4

/* L₀ as the user gives it, in the log's unit; NaN without. */
double
vit_reading_get_given_length (const VitReading *r, const VitLogRun *run)
{
  return vit_premises_get_number (r->given, VIT_PREMISE_LENGTH0) /
         (run->style ? run->style->angstrom : 1);
}

/* ---- Coordinates ---- */

/* Edge that a tilt is divided by: L_y for xy, L_z for xz and yz; and the one by which it flips. */
const int vit_height_of[3] = { 1, 2, 2 };
static const int flip_of[3] = { 0, 0, 1 };

/* Fill the length of an edge for each row: a column, or what the log printed of the box. Returns:
 * whether it is known. */
bool
vit_reading_get_edge (const VitLogRun *run, int edge, double *values)
{
  for (size_t i = 0; i < run->n; i++)
    values[i] =
        run->length[edge].values ? vit_log_curve_get (&run->length[edge], i) : run->box[edge];
  return run->n > 0 && isfinite (values[0]) && values[0] > 0;
}

/* Fill γ of a tilt. The height is that of a column, of the box that the log prints, of the user, or
 * of another edge. */
static double *
new_shear (VitReading *r, const VitLogRun *run, int tilt)
{
  double *gamma = g_new (double, MAX (run->n, 1));
  g_autofree double *edge = g_new (double, MAX (run->n, 1));
  for (size_t i = 0; i < run->n; i++)
    gamma[i] = vit_log_curve_get (&run->tilt[tilt], i);
  double given = vit_reading_get_given_length (r, run);
  bool has_height = vit_reading_get_edge (run, vit_height_of[tilt], edge);
  double any = NAN;
  for (int k = 2; k >= 0 && !has_height; k--)
    if (vit_reading_get_edge (run, k, edge))
      any = edge[0];
  if (vit_reading_get_edge (run, flip_of[tilt], edge))
    vit_unwrap_tilt (gamma, edge, run->n);
  has_height = vit_reading_get_edge (run, vit_height_of[tilt], edge);
  if (!has_height && !isfinite (given))
    r->height[tilt] = any;
  for (size_t i = 0; i < run->n; i++)
    gamma[i] /= isfinite (given) ? given : has_height ? edge[i] : any;
  if (run->n > 0 && isfinite (gamma[0]))
    return gamma;
  g_free (gamma);
  return NULL;
}

/* Fill ln L_k, without the mean of the three where all are printed. */
static double *
new_elongation (const VitLogRun *run, int axis)
{
  if (!run->length[axis].values || run->n == 0)
    return NULL;
  bool all = run->length[0].values && run->length[1].values && run->length[2].values;
  double *values = g_new (double, run->n);
  for (size_t i = 0; i < run->n; i++)
    {
      values[i] = log (vit_log_curve_get (&run->length[axis], i));
      for (int k = 0; all && k < 3; k++)
        values[i] -= log (vit_log_curve_get (&run->length[k], i)) / 3;
    }
  return values;
}

/* Fill a column of strain, without the mean of the three where all are printed. */
static double *
new_column_strain (const VitLogRun *run, int axis)
{
  if (!run->strain[axis].values || run->n == 0)
    return NULL;
  bool all = axis < 3 && run->strain[0].values && run->strain[1].values && run->strain[2].values;
  double *values = g_new (double, run->n);
  for (size_t i = 0; i < run->n; i++)
    {
      values[i] = vit_log_curve_get (&run->strain[axis], i);
      for (int k = 0; all && k < 3; k++)
        values[i] -= vit_log_curve_get (&run->strain[k], i) / 3;
    }
  return values;
}

static double *
new_coordinate (VitReading *r, const VitLogRun *run, int axis)
{
  if (!r->geometric)
    return new_column_strain (run, axis);
  if (axis < 3)
    return new_elongation (run, axis);
  return axis < VIT_AXIS_UNKNOWN && run->tilt[axis - 3].values ? new_shear (r, run, axis - 3)
                                                               : NULL;
}

/* The component whose size changes most, where a strain has no axis of its own. */
static const VitLogCurve *
find_loaded_component (const VitLogRun *run)
{
  const VitLogCurve *best = NULL;
  double most = -1;
  for (int k = 0; k < VIT_AXIS_UNKNOWN; k++)
    {
      VitTrend trend = { .pressure = NAN };
      if (!run->stress[k].values)
        continue;
      vit_trend_add_pressure (&trend, &run->stress[k], run->n);
      double change = isfinite (trend.pressure) ? trend.pressure : 0;
      if (change > most)
        {
          most = change;
          best = &run->stress[k];
        }
    }
  return best;
}

const VitLogCurve *
vit_reading_get_stress (const VitLogRun *run, int axis)
{
  if (axis >= 0 && run->stress[axis].values)
    return &run->stress[axis];
  if (axis == VIT_AXIS_UNKNOWN)
    return find_loaded_component (run);
  return run->stress[VIT_AXIS_UNKNOWN].values ? &run->stress[VIT_AXIS_UNKNOWN] : NULL;
}

void
vit_reading_clear (VitReading *r)
{
  for (guint i = 0; r->trends && i < r->runs->len * VIT_N_AXES; i++)
    g_free (r->trends[i].values);
  g_clear_pointer (&r->trends, g_free);
}

/* Whether a run may be judged: long enough, and no minimisation. */
bool
vit_reading_is_judged (const VitReading *r, guint i)
{
  const VitLogRun *run = vit_reading_get_run (r, i);
  return run->n >= r->min_rows && !run->minimises;
}

/* Times, or numbers of rows where there is no clock. */
static double *
new_marks (const VitLogRun *run)
{
  double *marks = g_new (double, MAX (run->n, 1));
  bool timed = run->n > 0 && isfinite (run->time[0]) && run->time[run->n - 1] > run->time[0];
  for (size_t i = 0; i < run->n; i++)
    marks[i] = timed ? run->time[i] : (double) i;
  return marks;
}

static void
measure_trends (VitReading *r, bool geometric)
{
  vit_reading_clear (r);
  r->geometric = geometric;
  r->n_judged = 0;
  r->trends = g_new0 (VitTrend, r->runs->len * VIT_N_AXES);
  for (guint i = 0; i < r->runs->len; i++)
    {
      const VitLogRun *run = vit_reading_get_run (r, i);
      g_autofree double *marks = new_marks (run);
      r->n_judged += vit_reading_is_judged (r, i);
      for (int axis = 0; axis < VIT_N_AXES; axis++)
        {
          VitTrend *trend = vit_reading_get_trend (r, i, axis);
          trend->values = new_coordinate (r, run, axis);
          if (!trend->values)
            continue;
          vit_trend_measure (trend, marks, run->n);
          const VitLogCurve *stress = vit_reading_get_stress (run, axis);
          if (stress)
            vit_trend_add_pressure (trend, stress, run->n);
        }
    }
}

/* ---- Judgement ---- */

typedef bool (*TrendTest) (const VitTrend *trend);

/* Axis that the user wants, by its name or by that of a length or a tilt; −1 without. */
static int
get_wanted_axis (const VitReading *r)
{
  const char *axis = vit_premises_get_text (r->given, VIT_PREMISE_AXIS);
  const char *column = vit_premises_get_text (r->given, VIT_PREMISE_STRAIN_COLUMN);
  if (axis)
    return vit_axis_find (axis);
  if (!column)
    return -1;
  g_auto (VitLogColumn) found = { 0 };
  vit_log_column_identify (column, NULL, &found);
  return found.quantity == VIT_LOG_LENGTH || found.quantity == VIT_LOG_TILT ? found.axis : -1;
}

static double
get_size (const VitReading *r, guint i, int axis, bool cyclic)
{
  const VitTrend *trend = vit_reading_get_trend (r, i, axis);
  return fabs (cyclic ? trend->swing : trend->change);
}

/* Find the axis of a run among those whose trend passes @test: the largest change or swing; within
 * 20 % the larger change of the pressure. @ambiguous: whether no pressure decides. */
static int
find_axis (const VitReading *r, guint i, TrendTest test, bool cyclic, bool *ambiguous)
{
  int wanted = get_wanted_axis (r), leader = -1, best = -1;
  bool passes[VIT_N_AXES];
  *ambiguous = false;
  for (int axis = 0; axis < VIT_N_AXES; axis++)
    {
      passes[axis] = test (vit_reading_get_trend (r, i, axis)) &&
                     (wanted < 0 || axis == wanted || axis == VIT_AXIS_UNKNOWN);
      if (passes[axis] &&
          (leader < 0 || get_size (r, i, axis, cyclic) > get_size (r, i, leader, cyclic)))
        leader = axis;
    }
  best = leader;
  for (int axis = 0; axis < VIT_N_AXES; axis++)
    {
      if (axis == leader || !passes[axis] ||
          get_size (r, i, axis, cyclic) < (1 - SAME_CHANGE) * get_size (r, i, leader, cyclic))
        continue;
      double pressure = vit_reading_get_trend (r, i, axis)->pressure,
             most = vit_reading_get_trend (r, i, best)->pressure;
      *ambiguous = *ambiguous || !(fabs (pressure - most) > SAME_CHANGE * fmax (pressure, most));
      if (pressure > most)
        best = axis;
    }
  return best;
}

/* Value of the coordinate that the curve takes: ln L (not less the mean), γ or strain. */
double
vit_reading_get_raw (const VitReading *r, guint i, int axis, size_t row)
{
  const VitLogRun *run = vit_reading_get_run (r, i);
  if (r->geometric && axis < 3)
    return run->length[axis].values ? log (vit_log_curve_get (&run->length[axis], row)) : NAN;
  if (!r->geometric)
    return vit_log_curve_get (&run->strain[axis], row);
  const VitTrend *trend = vit_reading_get_trend (r, i, axis);
  return trend->values ? trend->values[row] : NAN;
}

/* Whether run @b goes on where run @a was at the same time. */
bool
vit_reading_continues (const VitReading *r, guint a, guint b, int axis)
{
  const VitLogRun *before = vit_reading_get_run (r, a), *run = vit_reading_get_run (r, b);
  if (before->n == 0 || run->n == 0 || run->beside)
    return false;
  size_t at = before->n - 1;
  while (at > 0 && isfinite (run->time[0]) && before->time[at] > run->time[0] + 1e-9)
    at--;
  double jump = vit_reading_get_raw (r, b, axis, 0) - vit_reading_get_raw (r, a, axis, at);
  return fabs (jump) < MAX_JUMP;
}

typedef struct
{
  guint first, last;
  int axis;
  double change;
  bool ambiguous;
} Group;

/* Whether the one length that the log prints follows a temperature that rises or falls steadily, by
 * no more than things expand. */
static bool
is_thermal (const VitReading *r, guint i, int axis)
{
  const VitLogRun *run = vit_reading_get_run (r, i);
  bool all = run->length[0].values && run->length[1].values && run->length[2].values;
  if (!r->geometric || axis > 2 || all || !run->temperature.values)
    return false;
  VitTrend trend = { .values = g_new (double, run->n) };
  g_autofree double *values = trend.values, *marks = new_marks (run);
  double sum = 0, change = vit_reading_get_trend (r, i, axis)->change;
  for (size_t k = 0; k < run->n; k++)
    sum += values[k] = vit_log_curve_get (&run->temperature, k);
  vit_trend_measure (&trend, marks, run->n);
  bool reduced = run->style && strcmp (run->style->name, "lj") == 0;
  bool wide = reduced ? fabs (trend.change) > 0.1 * sum / (double) run->n
                      : fabs (change) <= MAX_EXPANSION * fabs (trend.change);
  return fabs (trend.spearman) >= 0.8 && change * trend.change > 0 && wide;
}

/* Put neighbouring runs of one axis and sign together. */
static GArray *
find_groups (const VitReading *r, TrendTest test, bool cyclic)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));
  gssize before = -1; /* last run that was judged */
  bool open = false;
  for (guint i = 0; i < r->runs->len; i++)
    {
      bool ambiguous;
      if (!vit_reading_is_judged (r, i))
        continue;
      int axis = find_axis (r, i, test, cyclic, &ambiguous);
      if (axis >= 0 && is_thermal (r, i, axis))
        axis = -1;
      double change = axis < 0 ? 0
                      : cyclic ? vit_reading_get_trend (r, i, axis)->swing
                               : vit_reading_get_trend (r, i, axis)->change;
      Group *last = groups->len > 0 ? &g_array_index (groups, Group, groups->len - 1) : NULL;
      bool joins = open && axis >= 0 && last && last->axis == axis && last->change * change > 0 &&
                   vit_reading_continues (r, (guint) before, i, axis);
      Group group = { i, i, axis, change, ambiguous };
      if (joins)
        {
          last->last = i;
          last->change = cyclic ? fmax (last->change, change) : last->change + change;
        }
      else if (axis >= 0)
        g_array_append_val (groups, group);
      open = axis >= 0;
      before = i;
    }
  return groups;
}

char *
vit_reading_name_runs (const VitReading *r, guint first, guint last)
{
  unsigned a = vit_reading_get_run (r, first)->number, b = vit_reading_get_run (r, last)->number;
  return a == b ? g_strdup_printf ("%u", a) : g_strdup_printf ("%u-%u", a, b);
}

/* Whether two runs of a table side by side go over the same strain, as a curve and its average. */
static bool
is_same_loading (const VitReading *r, const Group *a, const Group *b)
{
  const VitLogRun *p = vit_reading_get_run (r, a->first), *q = vit_reading_get_run (r, b->last);
  return q->beside && p->n > 0 && q->n > 0 &&
         fabs (vit_reading_get_raw (r, a->first, a->axis, 0) -
               vit_reading_get_raw (r, b->last, a->axis, 0)) < 1e-6 &&
         fabs (vit_reading_get_raw (r, a->first, a->axis, p->n - 1) -
               vit_reading_get_raw (r, b->last, a->axis, q->n - 1)) < 1e-6;
}

static void
describe_other (VitReading *r, const Group *group)
{
  g_autofree char *runs = vit_reading_name_runs (r, group->first, group->last);
  const char *axis = vit_axis_name (group->axis);
  size_t last = vit_reading_get_run (r, group->last)->n - 1;
  double change = vit_reading_get_raw (r, group->last, group->axis, last) -
                  vit_reading_get_raw (r, group->first, group->axis, 0);
  change = r->geometric && group->axis < 3 ? expm1 (change) : change;
  if (!r->others)
    r->others = g_string_new (NULL);
  g_string_append_printf (r->others, "%s%s (%+.2g %%%s%s)", r->others->len > 0 ? ", " : "", runs,
                          100 * change, *axis ? " along " : "", axis);
}

/* Take the group with the largest change; the others are named. */
static bool
choose_group (VitReading *r, TrendTest test, bool cyclic)
{
  g_autoptr (GArray) groups = find_groups (r, test, cyclic);
  const Group *best = NULL;
  for (guint g = 0; g < groups->len; g++)
    {
      const Group *group = &g_array_index (groups, Group, g);
      if (!best || fabs (group->change) > fabs (best->change) * (1 + 1e-9))
        best = group;
    }
  if (!best || (!cyclic && test == vit_trend_is_steady && fabs (best->change) < VIT_MIN_CHANGE))
    return false;
  for (guint g = 0; g < groups->len; g++)
    {
      const Group *group = &g_array_index (groups, Group, g);
      if (group != best && !is_same_loading (r, best, group) &&
          (cyclic || test != vit_trend_is_steady || fabs (group->change) >= VIT_MIN_CHANGE))
        describe_other (r, group);
    }
  r->found = true;
  r->cyclic = cyclic;
  r->axis = best->axis;
  r->first = best->first;
  r->last = best->last;
  r->ambiguous = best->ambiguous;
  return true;
}

/* A loading in many short runs, as of a loop of a script, changes little in each. Creep of less
 * than a loading's change counts where nothing else does. */
static bool
choose_any (VitReading *r)
{
  if (choose_group (r, vit_trend_loads, false) || choose_group (r, vit_trend_cycles, true))
    return true;
  r->min_rows = MIN_ROWS_OF_MANY;
  bool many = choose_group (r, vit_trend_is_steady, false);
  r->min_rows = VIT_LOADING_MIN_ROWS;
  return many || choose_group (r, vit_trend_creeps, false);
}

/* Any coordinate of a run, preferring @wanted, then the one that changes most. */
static int
find_any_axis (const VitReading *r, guint first, guint last)
{
  int wanted = get_wanted_axis (r), best = -1;
  double most = -1;
  for (int axis = 0; axis < VIT_N_AXES; axis++)
    {
      double change = -1;
      for (guint i = first; i <= last; i++)
        if (vit_reading_get_trend (r, i, axis)->values)
          change = fmax (change, fabs (vit_reading_get_trend (r, i, axis)->change));
      if (axis == wanted && change >= 0)
        return axis;
      if ((wanted < 0 || axis == VIT_AXIS_UNKNOWN) && change > most)
        {
          most = change;
          best = axis;
        }
    }
  return best;
}

/* Take the runs that the user named. Returns: whether there are such and they have a coordinate. */
static bool
take_given_runs (VitReading *r, GError **error)
{
  const char *text = vit_premises_get_text (r->given, VIT_PREMISE_LOADING);
  unsigned first = 0, last = 0;
  if (!text)
    return true;
  bool parsed = vit_parse_runs (text, &first, &last), any = false;
  for (guint i = 0; parsed && i < r->runs->len; i++)
    {
      unsigned number = vit_reading_get_run (r, i)->number;
      if (number < first || number > last || vit_reading_get_run (r, i)->n == 0)
        continue;
      r->first = any ? r->first : i;
      r->last = i;
      any = true;
    }
  if (!any)
    {
      unsigned most = r->runs->len > 0 ? vit_reading_get_run (r, r->runs->len - 1)->number : 0;
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "loading=%s: a run or two, as in 2 or 2-3, of 1 to %u are needed", text, most);
      return false;
    }
  r->axis = find_any_axis (r, r->first, r->last);
  if (r->axis < 0 && r->geometric)
    {
      measure_trends (r, false);
      r->axis = find_any_axis (r, r->first, r->last);
    }
  r->found = r->axis >= 0;
  const VitTrend *trend = r->found ? vit_reading_get_trend (r, r->last, r->axis) : NULL;
  r->cyclic = trend && vit_trend_cycles (trend) && !vit_trend_loads (trend);
  return true;
}

/* Whether the user wants a column of strain and no length. */
static bool
wants_column (const VitReading *r)
{
  if (!vit_premises_get_text (r->given, VIT_PREMISE_STRAIN_COLUMN))
    return false;
  for (guint i = 0; i < r->runs->len; i++)
    for (int axis = 0; axis < VIT_N_AXES; axis++)
      if (vit_reading_get_run (r, i)->strain[axis].values)
        return true;
  return false;
}

/* In a table people leave out what does not load; it is taken whole if nothing else is there. */
static bool
take_table (VitReading *r)
{
  if (!vit_thermo_log_is_table (r->log))
    return false;
  double most = 0;
  for (guint i = 0; i < r->runs->len; i++)
    for (int axis = 0; axis < VIT_N_AXES; axis++)
      {
        const VitTrend *trend = vit_reading_get_trend (r, i, axis);
        size_t n = vit_reading_get_run (r, i)->n;
        if (!trend->values || n < 2 || !(trend->swing > most) || vit_trend_cycles (trend))
          continue;
        /* A strain that ends far from where it is largest is no single loading. */
        double end = fabs (trend->values[n - 1] - trend->values[0]);
        if (end < 0.8 * trend->swing)
          continue;
        most = trend->swing;
        r->axis = axis;
        r->first = r->last = i;
        r->found = true;
      }
  return r->found;
}

static bool
has_coordinates (const VitReading *r)
{
  for (guint i = 0; i < r->runs->len * VIT_N_AXES; i++)
    if (r->trends[i].values)
      return true;
  return false;
}

static bool
judge (VitReading *r, GError **error)
{
  bool columns = wants_column (r);
  measure_trends (r, !columns);
  if (vit_premises_get_text (r->given, VIT_PREMISE_LOADING))
    return take_given_runs (r, error);
  if (!columns && choose_any (r))
    return true;
  measure_trends (r, false);
  if (choose_any (r) || take_table (r))
    return true;
  /* Strain of a run that does not load is still that of its box, or of its column. */
  if (!columns)
    measure_trends (r, true);
  if (!columns && !has_coordinates (r))
    measure_trends (r, false);
  return true;
}

/* Axis of a curve that no run loads: z, or what there is. */
static int
find_shown_axis (const VitReading *r)
{
  guint last = r->runs->len - 1;
  int axis = find_any_axis (r, 0, last);
  int wanted = get_wanted_axis (r);
  bool of_z = false, of_stress[VIT_N_AXES] = { false };
  for (guint i = 0; i <= last; i++)
    {
      of_z = of_z || (r->geometric && vit_reading_get_trend (r, i, 2)->values);
      for (int k = 0; k < VIT_N_AXES; k++)
        of_stress[k] = of_stress[k] || vit_reading_get_run (r, i)->stress[k].values;
    }
  if (wanted >= 0)
    return axis >= 0 ? axis : wanted;
  if (axis >= 0)
    return of_z ? 2 : axis;
  static const int order[VIT_N_AXES] = { 2, 0, 1, 3, 4, 5, VIT_AXIS_UNKNOWN };
  for (int k = 0; k < VIT_N_AXES; k++)
    if (of_stress[order[k]])
      return order[k];
  return -1;
}

/* Refuse an axis of the user's of which the log has nothing. */
static bool
check_axis (const VitReading *r, GError **error)
{
  const char *text = vit_premises_get_text (r->given, VIT_PREMISE_AXIS);
  int axis = text ? vit_axis_find (text) : -1;
  bool any = axis < 0 || r->axis == VIT_AXIS_UNKNOWN;
  for (guint i = 0; i < r->runs->len; i++)
    any = any || vit_reading_get_trend (r, i, axis)->values ||
          vit_reading_get_trend (r, i, VIT_AXIS_UNKNOWN)->values ||
          vit_reading_get_run (r, i)->stress[axis].values;
  if (any)
    return true;
  g_autofree char *columns = vit_log_list_columns (r->log);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "axis=%s: the log has neither a length nor a tilt nor a strain of it; there are %s",
               text, columns);
  return false;
}

bool
vit_reading_judge (VitReading *r, GError **error)
{
  if (!judge (r, error) || !check_axis (r, error))
    return false;
  if (!r->found)
    r->axis = find_shown_axis (r);
  return true;
}

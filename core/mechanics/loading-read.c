/* The loading curve of a log. */

#include "core/base/error.h"
#include "core/mechanics/loading-private.h"

enum
{
  STEP,
  TIME,
  CLOCK,
  STRAIN,
  STRESS,
  TEMPERATURE,
  LENGTH,
  TILT = LENGTH + 3,
  N_CURVES
};

/* Drops the points at and after the first point of a later run. */
static size_t
drop_overlap (GArray *const curves[N_CURVES], double time, double step)
{
  guint n = curves[TIME]->len, keep = n;
  while (keep > 0)
    {
      double t = g_array_index (curves[TIME], double, keep - 1);
      double s = g_array_index (curves[STEP], double, keep - 1);
      bool before = isfinite (t) && isfinite (time)   ? t < time
                    : isfinite (s) && isfinite (step) ? s < step
                                                      : true;
      if (before)
        break;
      keep--;
    }
  for (int c = 0; c < N_CURVES; c++)
    g_array_set_size (curves[c], keep);
  return n - keep;
}

/* Strain of a row: L/L₀ − 1, γ − γ₀ or a column. */
static double
get_strain (const VitReading *r, guint i, size_t row, double zero)
{
  if (r->axis < 0)
    return NAN;
  double raw = vit_reading_get_raw (r, i, r->axis, row);
  return !r->geometric ? raw : r->axis < 3 ? expm1 (raw - log (zero)) : raw - zero;
}

/* L₀, or γ₀ of a shear: the first row of the loading. */
double
vit_reading_find_zero (const VitReading *r, guint first)
{
  if (r->axis < 0 || !r->geometric)
    return 0;
  double given = vit_reading_get_given_length (r, vit_reading_get_run (r, first));
  if (r->axis < 3)
    return isfinite (given) ? given : exp (vit_reading_get_raw (r, first, r->axis, 0));
  return vit_reading_get_raw (r, first, r->axis, 0);
}

static void
append_run (
    VitReading *r, VitLoadingCurve *curve, guint i, double zero, GArray *const curves[N_CURVES])
{
  const VitLogRun *run = vit_reading_get_run (r, i);
  const VitLogCurve *stress = vit_reading_get_stress (run, r->axis);
  for (size_t row = 0; row < run->n; row++)
    {
      double values[N_CURVES] = {
        [STEP] = run->step ? run->step[row] : NAN,
        [TIME] = run->time[row],
        [CLOCK] = vit_log_curve_get (&run->clock, row),
        [STRAIN] = get_strain (r, i, row, zero),
        [STRESS] = stress ? vit_log_curve_get (stress, row) : NAN,
        [TEMPERATURE] = vit_log_curve_get (&run->temperature, row),
        [LENGTH] = vit_log_curve_get (&run->length[0], row),
        [LENGTH + 1] = vit_log_curve_get (&run->length[1], row),
        [LENGTH + 2] = vit_log_curve_get (&run->length[2], row),
        [TILT] = r->axis >= 3 && r->axis < VIT_AXIS_UNKNOWN
                     ? vit_log_curve_get (&run->tilt[r->axis - 3], row)
                     : NAN,
      };
      for (int k = 0; k < N_CURVES; k++)
        g_array_append_val (curves[k], values[k]);
    }
  curve->has_clock = curve->has_clock || run->clock.values;
}

/* Whether a run has strain or stress of the axis. */
static bool
has_curve (const VitReading *r, guint i)
{
  const VitLogRun *run = vit_reading_get_run (r, i);
  bool named =
      vit_premises_get_text (r->given, VIT_PREMISE_LOADING) && i >= r->first && i <= r->last;
  return run->n > 0 && (!run->minimises || named) &&
         ((r->axis >= 0 && isfinite (vit_reading_get_raw (r, i, r->axis, 0))) ||
          vit_reading_get_stress (run, r->axis));
}

/* Extend a range of runs by those that continue it. */
static void
extend (const VitReading *r, guint *first, guint *last)
{
  for (guint i = *first, a = i; a-- > 0;)
    {
      if (!has_curve (r, a))
        continue;
      if (r->axis >= 0 && !vit_reading_continues (r, a, i, r->axis))
        break;
      *first = i = a;
    }
  for (guint i = *last, b = i + 1; b < r->runs->len; b++)
    {
      if (!has_curve (r, b))
        continue;
      if (r->axis >= 0 && !vit_reading_continues (r, i, b, r->axis))
        break;
      *last = i = b;
    }
}

/* Find runs that can be shown where none loads: the last that has a curve, and what it continues.
 */
static bool
find_shown (const VitReading *r, guint *first, guint *last)
{
  for (guint i = r->runs->len; i-- > 0;)
    if (has_curve (r, i))
      {
        *first = *last = i;
        return true;
      }
  return false;
}

/* Append a run in place of what it overlaps. Returns: how many rows it replaces. */
static size_t
append_in_place (
    VitReading *r, VitLoadingCurve *curve, guint i, double zero, GArray *const curves[N_CURVES])
{
  const VitLogRun *run = vit_reading_get_run (r, i);
  /* A run repeats the last row of the one before it. */
  size_t replaced = drop_overlap (curves, run->time[0], run->step ? run->step[0] : NAN);
  curve->n_replaced += replaced > 1 ? replaced : 0;
  for (size_t k = 0; k < curve->n_runs; k++)
    curve->starts[k] = MIN (curve->starts[k], curves[TIME]->len);
  curve->starts[curve->n_runs++] = curves[TIME]->len;
  append_run (r, curve, i, zero, curves);
  return replaced;
}

static VitLoadingCurve *
build_curve (VitReading *r)
{
  VitLoadingCurve *curve = g_new0 (VitLoadingCurve, 1);
  guint first = r->first, last = r->last;
  if (!r->found && !find_shown (r, &first, &last))
    return curve;
  extend (r, &first, &last);
  if (!r->found)
    {
      r->first = first;
      r->last = last;
    }
  r->begin = first;
  r->end = last;
  double zero = vit_reading_find_zero (r, r->first);
  GArray *curves[N_CURVES];
  size_t n_before = 0, n_last = 0, n_through = 0, n_repeated = 0;
  for (int k = 0; k < N_CURVES; k++)
    curves[k] = g_array_new (FALSE, FALSE, sizeof (double));
  curve->starts = g_new0 (size_t, last - first + 2);
  for (guint i = first; i <= last; i++)
    {
      if (!has_curve (r, i))
        continue;
      size_t replaced = append_in_place (r, curve, i, zero, curves);
      if (i > r->last && n_through == curve->n_runs - 1)
        n_repeated = replaced;
      n_before = i < r->first ? curve->n_runs : n_before;
      n_last = i <= r->last ? curve->n_runs - 1 : n_last;
      n_through = i <= r->last ? curve->n_runs : n_through;
    }
  curve->n = curves[TIME]->len;
  curve->starts[curve->n_runs] = curve->n;
  curve->begin = curve->starts[n_before];
  curve->last_run = curve->starts[n_last];
  curve->end = curve->starts[n_through];
  /* The first row of the run after the loading is the last of the loading. */
  if (n_through < curve->n_runs && n_repeated == 1)
    curve->end++;
  double **places[N_CURVES] = { &curve->step,      &curve->time,      &curve->clock,
                                &curve->strain,    &curve->stress,    &curve->temperature,
                                &curve->length[0], &curve->length[1], &curve->length[2],
                                &curve->tilt };
  for (int k = 0; k < N_CURVES; k++)
    *places[k] = (double *) (void *) g_array_free (curves[k], FALSE);
  return curve;
}

/* ---- Kinds ---- */

double
vit_loading_average (const double *values, size_t n)
{
  double sum = 0, count = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        sum += values[i];
        count++;
      }
  return sum / count;
}

/* Whether the last run of the loading is left to creep: strain is not prescribed as a straight
 * line, and stress is about the same in both halves (it lags behind where the sample flows), or not
 * known. */
static bool
is_creep (const VitLoadingCurve *curve)
{
  size_t first = curve->last_run, n = curve->end - first, middle = first + n / 2;
  double before = vit_loading_average (curve->stress + first, n / 2);
  double after = vit_loading_average (curve->stress + middle, n - n / 2);
  VitLineFit line;
  if (!vit_line_fit (curve->time + first, curve->strain + first, n, -INFINITY, INFINITY, &line) ||
      fabs (after - before) >= 0.25 * fabs (after))
    return false;
  double most = 0, off = 0;
  for (size_t i = first; i < curve->end; i++)
    {
      double e = curve->strain[i] - line.intercept - line.slope * curve->time[i];
      most = fmax (most, fabs (curve->strain[i] - curve->strain[first]));
      off = fmax (off, fabs (e));
    }
  return off > 1e-3 * most;
}

static bool
has_values (const double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      return true;
  return false;
}

static void
set_kind (VitReading *r, VitLoadingCurve *curve)
{
  size_t n = curve->end - curve->begin;
  bool has_strain = has_values (curve->strain + curve->begin, n);
  bool has_stress = has_values (curve->stress + curve->begin, n);
  if (!r->found || !has_strain)
    {
      curve->why = vit_reading_explain_none (r);
      return;
    }
  curve->kind = r->cyclic          ? VIT_LOADING_CYCLIC
                : is_creep (curve) ? VIT_LOADING_CREEP
                                   : VIT_LOADING_STEADY;
  if (!has_stress && curve->kind != VIT_LOADING_CREEP)
    curve->why = vit_reading_explain_no_stress (r);
  else if (curve->kind == VIT_LOADING_STEADY)
    curve->why = vit_reading_explain_falling (r, curve);
}

/* What the log says of its runs beside their rows. */
static void
describe_runs (const VitReading *r, VitLoadingCurve *curve)
{
  const VitLogStyle *style = vit_reading_get_run (r, r->first)->style;
  curve->reduced = style && strcmp (style->name, "lj") == 0;
  curve->angstrom = style ? style->angstrom : 1;
  curve->averaged = vit_thermo_log_is_table (r->log);
  curve->n_atoms = NAN;
  for (guint i = r->begin; i <= r->end; i++)
    {
      const VitLogRun *run = vit_reading_get_run (r, i);
      double n_atoms = vit_thermo_log_get_n_atoms (r->log, run->section);
      if (has_curve (r, i))
        curve->n_atoms = fmax (curve->n_atoms, n_atoms);
      curve->varies = curve->varies || (has_curve (r, i) && run->varies && !run->clock.values);
    }
  curve->timesteps = vit_reading_list_timesteps (r, r->begin, r->end, true, &curve->n_timesteps);
}

VitLoadingCurve *
vit_loading_read (VitThermoLog *log, const VitPremises *given, VitPremises *judged, GError **error)
{
  g_return_val_if_fail (log, NULL);
  g_autoptr (VitPremises) own = judged ? vit_premises_ref (judged) : vit_premises_new ();
  g_autoptr (GPtrArray) runs = vit_log_runs_new (log, given, error);
  if (!runs)
    return NULL;
  if (runs->len == 0)
    {
      g_autofree char *columns = vit_log_list_columns (log);
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "no run has two rows or more; the columns are %s", columns);
      return NULL;
    }
  VitReading r = { .log = log,
                   .given = given,
                   .judged = own,
                   .runs = runs,
                   .axis = -1,
                   .min_rows = VIT_LOADING_MIN_ROWS,
                   .height = { NAN, NAN, NAN } };
  VitLoadingCurve *curve = NULL;
  if (vit_reading_judge (&r, error))
    {
      curve = build_curve (&r);
      curve->axis = r.axis >= 0 ? r.axis : VIT_AXIS_UNKNOWN;
    }
  if (curve && curve->n == 0)
    {
      g_autofree char *why = vit_reading_explain_none (&r);
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s", why);
      g_clear_pointer (&curve, vit_loading_curve_free);
    }
  if (curve)
    {
      describe_runs (&r, curve);
      set_kind (&r, curve);
      vit_reading_judge_premises (&r, curve);
      vit_reading_list_idle (&r, curve);
    }
  vit_reading_clear (&r);
  if (r.others)
    g_string_free (r.others, TRUE);
  return curve;
}

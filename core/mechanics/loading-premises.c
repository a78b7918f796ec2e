/* What a loading rests on, what speaks against it, and why there is none. */

#include <string.h>

#include "core/mechanics/loading-private.h"

/* Strains above this are no fractions. */
#define MAX_STRAIN 2.0

/* Moduli and rates beyond these are implausible: GPa, GPa, 1/ps. */
#define MIN_MODULUS 0.1
#define MAX_MODULUS 1000.0
#define MAX_RATE 1.0

static void
judge_set (VitReading *r, VitPremiseId id, VitPremiseSource source, const char *value)
{
  if (!r->judged)
    return;
  const VitPremise *given = vit_premises_look_up (r->given, id);
  vit_premises_set (r->judged, id, given ? VIT_SOURCE_USER : source, given ? given->value : value);
}

/* Where what was read comes from: the log or a table. */
static VitPremiseSource
get_source (const VitReading *r)
{
  return vit_thermo_log_is_table (r->log) ? VIT_SOURCE_FILE : VIT_SOURCE_LOG;
}

static void
judge_number (VitReading *r, VitPremiseId id, VitPremiseSource source, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.9g", value);
  judge_set (r, id, source, isfinite (value) ? text : NULL);
}

static void
doubt (VitReading *r, VitPremiseId id, const char *format, ...)
{
  if (!r->judged || !vit_premises_look_up (r->judged, id))
    return;
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  vit_premises_doubt (r->judged, id, "%s", sentence);
}

/* Whether a run has the coordinate of the axis at all. */
static bool
has_coordinate (const VitReading *r, const VitLogRun *run)
{
  return r->axis >= 0 && (!r->geometric ? run->strain[r->axis].values != NULL
                          : r->axis < 3 ? run->length[r->axis].values != NULL
                          : r->axis < 6 ? run->tilt[r->axis - 3].values != NULL
                                        : false);
}

static void
judge_strain (VitReading *r, const VitLogRun *run, const VitLoadingCurve *curve)
{
  if (!has_coordinate (r, run))
    return;
  if (!r->geometric)
    {
      const VitLogCurve *strain = &run->strain[r->axis];
      judge_set (r, VIT_PREMISE_STRAIN_COLUMN, VIT_SOURCE_NAME, strain->name);
      judge_set (r, VIT_PREMISE_STRAIN_UNIT, strain->from, strain->unit);
      double most = 0;
      for (size_t i = curve->begin; i < curve->end; i++)
        most = fmax (most, fabs (curve->strain[i]));
      if (most > MAX_STRAIN && strain->from == VIT_SOURCE_DEFAULT)
        doubt (r, VIT_PREMISE_STRAIN_UNIT, "%s goes up to %.3g: it may be in percent.",
               strain->name, most);
      if (strain->unknown && strain->from == VIT_SOURCE_DEFAULT)
        doubt (r, VIT_PREMISE_STRAIN_UNIT, "(%s) behind %s is no unit of strain.", strain->unknown,
               strain->name);
      return;
    }
  double zero = vit_reading_find_zero (r, r->first) * (run->style ? run->style->angstrom : NAN);
  if (r->axis < 3)
    {
      judge_set (r, VIT_PREMISE_STRAIN_COLUMN, VIT_SOURCE_NAME, run->length[r->axis].name);
      judge_number (r, VIT_PREMISE_LENGTH0, get_source (r), zero);
      return;
    }
  int tilt = r->axis - 3, edge = vit_height_of[tilt];
  g_autofree double *edges = g_new (double, MAX (run->n, 1));
  bool known = vit_reading_get_edge (run, edge, edges);
  double height = (known ? edges[0] : r->height[tilt]) * (run->style ? run->style->angstrom : NAN);
  judge_set (r, VIT_PREMISE_STRAIN_COLUMN, VIT_SOURCE_NAME, run->tilt[tilt].name);
  judge_number (r, VIT_PREMISE_LENGTH0, get_source (r), height);
  if (!known)
    doubt (
        r, VIT_PREMISE_LENGTH0,
        "The log has no L%s, the height of the shear %s: another edge of the box is taken for it.",
        vit_axis_name (edge), vit_axis_name (r->axis));
  else if (!run->length[edge].values && !run->box_is_new && r->first > 0)
    doubt (r, VIT_PREMISE_LENGTH0,
           "L%s is that of the box that was printed before run %u, and may have changed since.",
           vit_axis_name (edge), run->number);
}

static void
judge_stress (VitReading *r, const VitLogRun *run)
{
  const VitLogCurve *stress = vit_reading_get_stress (run, r->axis);
  if (!stress)
    return;
  /* A strain without an axis has that of its stress. */
  if (r->axis == VIT_AXIS_UNKNOWN && stress != &run->stress[VIT_AXIS_UNKNOWN])
    judge_set (r, VIT_PREMISE_AXIS, VIT_SOURCE_NAME, vit_axis_name ((int) (stress - run->stress)));
  judge_set (r, VIT_PREMISE_STRESS_COLUMN, VIT_SOURCE_NAME, stress->name);
  judge_set (r, VIT_PREMISE_STRESS_UNIT, stress->from, stress->unit);
  if (stress->isotropic)
    doubt (r, VIT_PREMISE_STRESS_COLUMN, "%s is taken for the pressure along the axis.",
           stress->name);
  if (stress->unknown && stress->from == VIT_SOURCE_DEFAULT)
    doubt (r, VIT_PREMISE_STRESS_UNIT, "(%s) behind %s is no unit of stress.", stress->unknown,
           stress->name);
}

static void
judge_units (VitReading *r, const VitLogRun *run)
{
  const char *said = vit_thermo_log_get_units (r->log, run->section);
  if (!vit_thermo_log_is_table (r->log) || vit_premises_look_up (r->given, VIT_PREMISE_UNITS))
    judge_set (r, VIT_PREMISE_UNITS, said ? VIT_SOURCE_LOG : VIT_SOURCE_DEFAULT,
               said ? said : "metal");
  if (!run->style)
    doubt (r, VIT_PREMISE_UNITS, "This style of units is not known.");
  /* Times that a table or a column of times gives need no timestep. */
  if (run->step && !run->clock.values)
    judge_number (r, VIT_PREMISE_TIMESTEP, run->says_timestep ? VIT_SOURCE_LOG : VIT_SOURCE_DEFAULT,
                  run->timestep);
}

/* Name what led to a number that cannot be. */
static void
doubt_numbers (VitReading *r, const VitLoadingCurve *curve)
{
  const VitLogRun *run = vit_reading_get_run (r, r->first);
  const VitLogCurve *stress = vit_reading_get_stress (run, r->axis);
  size_t n = curve->end - curve->begin;
  const double *strain = curve->strain + curve->begin;
  VitLineFit line;
  VitYield yield;
  const char *column = vit_premises_get_text (r->judged, VIT_PREMISE_STRAIN_COLUMN);
  if (curve->kind == VIT_LOADING_STEADY && !curve->reduced && stress &&
      vit_yield_find (strain, curve->stress + curve->begin, n, NULL, &yield, NULL, NULL) &&
      (yield.modulus > MAX_MODULUS || yield.modulus < MIN_MODULUS))
    doubt (r, VIT_PREMISE_STRESS_UNIT,
           "A modulus of %.3g GPa is implausible: it comes from %s in %s and %s%s.", yield.modulus,
           stress->name, stress->unit ? stress->unit : "an unknown unit",
           column ? column : "strain",
           r->geometric ? "" : " as a fraction, unless its unit is given");
  if (curve->kind == VIT_LOADING_NONE || curve->reduced ||
      !vit_line_fit (curve->time + curve->begin, strain, n, -INFINITY, INFINITY, &line))
    return;
  bool counted = vit_premises_look_up (r->judged, VIT_PREMISE_TIMESTEP) != NULL;
  VitPremiseId id = counted ? VIT_PREMISE_TIMESTEP : VIT_PREMISE_STRAIN_COLUMN;
  if (fabs (line.slope) > MAX_RATE)
    doubt (r, id, "A strain rate of %.3g per ps is implausible: it comes from %s and %s.",
           line.slope, column ? column : "strain",
           counted ? "steps times this timestep" : run->clock.name);
  if (counted && curve->kind != VIT_LOADING_STEADY && !run->says_timestep && !run->says_style)
    doubt (r, VIT_PREMISE_TIMESTEP,
           "The log says neither units nor timestep, and rates rest on it.");
}

void
vit_reading_judge_premises (VitReading *r, const VitLoadingCurve *curve)
{
  const VitLogRun *run = vit_reading_get_run (r, r->first);
  g_autofree char *runs = vit_reading_name_runs (r, r->first, r->last);
  judge_units (r, vit_reading_get_run (r, r->last));
  if (r->found)
    judge_set (r, VIT_PREMISE_LOADING, get_source (r), runs);
  if (r->others)
    doubt (r, VIT_PREMISE_LOADING, "Further runs load the sample: %s.", r->others->str);
  if (r->axis >= 0 && r->axis < VIT_AXIS_UNKNOWN)
    judge_set (r, VIT_PREMISE_AXIS, r->geometric ? get_source (r) : VIT_SOURCE_NAME,
               vit_axis_name (r->axis));
  if (r->ambiguous)
    doubt (r, VIT_PREMISE_AXIS,
           "Another axis changes as much, and no pressure tells which is loaded.");
  judge_strain (r, run, curve);
  judge_stress (r, run);
  doubt_numbers (r, curve);
}

/* ---- Why not ---- */

char *
vit_reading_explain_none (const VitReading *r)
{
  g_autofree char *columns = vit_log_list_columns (r->log);
  bool any = false;
  guint best = 0;
  int best_axis = -1;
  double most = -1;
  for (guint i = 0; i < r->runs->len; i++)
    for (int axis = 0; axis < VIT_N_AXES; axis++)
      {
        const VitTrend *trend = vit_reading_get_trend (r, i, axis);
        any = any || trend->values;
        if (trend->values && vit_reading_is_judged (r, i) && fabs (trend->change) > most)
          {
            most = fabs (trend->change);
            best = i;
            best_axis = axis;
          }
      }
  if (!any)
    return g_strdup_printf ("no strain: looked for lengths and tilts of the box (Lx, Ly, Lz, Xy, "
                            "Xz, Yz) and for columns named "
                            "strain; there are %s; one of them can be named with strain_column",
                            columns);
  if (best_axis < 0)
    return g_strdup_printf ("no run of the %u has %d rows or more and is no minimisation, so none "
                            "can be judged; runs and axis "
                            "can be named with loading and axis",
                            r->runs->len, VIT_LOADING_MIN_ROWS);
  const VitTrend *trend = vit_reading_get_trend (r, best, best_axis);
  const char *what = trend->relaxes                 ? "relaxes: its pressure decays"
                     : fabs (trend->change) < 0.005 ? "changes by less than 0.5 %"
                                                    : "does not change steadily";
  return g_strdup_printf (
      "no run loads the sample: looked for a steady change of 0.5 %% or more of %s in %u runs; the "
      "largest, "
      "%+.2g %% along %s in run %u, %s; runs can be named with loading",
      r->geometric ? "the box" : "the columns of strain", r->n_judged, 100 * trend->change,
      *vit_axis_name (best_axis) ? vit_axis_name (best_axis) : "an axis that is not named",
      vit_reading_get_run (r, best)->number, what);
}

char *
vit_reading_explain_no_stress (const VitReading *r)
{
  g_autofree char *columns = vit_log_list_columns (r->log);
  const char *axis = r->axis >= 0 ? vit_axis_name (r->axis) : "";
  const char *twice = strlen (axis) == 1 ? axis : "";
  const VitLogRun *run = vit_reading_get_run (r, r->first);
  const VitLogCurve *stress = vit_reading_get_stress (run, r->axis);
  if (stress && !run->style && !stress->unit)
    return g_strdup_printf ("no stress: the units of the log (%s) are not known, so %s cannot be "
                            "turned into a stress; they can be "
                            "given with units, or stress_unit",
                            vit_thermo_log_get_units (r->log, run->section), stress->name);
  if (!*axis)
    return g_strdup_printf (
        "no stress: looked for columns named stress; there are %s; one of them can be named with "
        "stress_column",
        columns);
  return g_strdup_printf ("no stress along %s: looked for P%s%s, component %d of a compute named "
                          "press and columns named stress; "
                          "there are %s; one of them can be named with stress_column",
                          axis, axis, twice, r->axis + 1, columns);
}

/* Say why there is no modulus. Returns: (nullable): a sentence. */
char *
vit_reading_explain_falling (const VitReading *r, const VitLoadingCurve *curve)
{
  VitYield yield;
  size_t n = curve->end - curve->begin;
  g_autofree double *turned = g_new (double, MAX (n, 1));
  g_autoptr (GError) error = NULL;
  const VitLogRun *run = vit_reading_get_run (r, r->first);
  const VitLogCurve *stress = NULL;
  /* The first run of the loading may lack what a later one has. */
  for (guint i = r->first; i < r->runs->len && !stress; i++)
    stress = vit_reading_get_stress (vit_reading_get_run (r, i), r->axis);
  if (!stress)
    return vit_reading_explain_no_stress (r);
  const char *strain = r->geometric ? "the box" : run->strain[r->axis].name;
  if (vit_yield_find (curve->strain + curve->begin, curve->stress + curve->begin, n, NULL, &yield,
                      NULL, &error))
    return NULL;
  for (size_t i = 0; i < n; i++)
    turned[i] = -curve->stress[curve->begin + i];
  if (vit_yield_find (curve->strain + curve->begin, turned, n, NULL, &yield, NULL, NULL))
    return g_strdup_printf ("stress (%s) falls while strain (%s) rises: their sign conventions "
                            "differ; stress_column=-%s turns "
                            "the one, strain_column=-NAME the other",
                            stress->name, strain, stress->name);
  return g_strdup_printf ("%s (stress from %s, strain from %s)", error->message, stress->name,
                          strain);
}

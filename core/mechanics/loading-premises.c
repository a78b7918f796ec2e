/* What a loading rests on, what speaks against it, and why there is none. */

#include <string.h>

#include "core/mechanics/loading-private.h"

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

void
vit_reading_doubt (VitReading *r, VitPremiseId id, const char *format, ...)
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
judge_strain (VitReading *r, const VitLogRun *run)
{
  if (!has_coordinate (r, run))
    return;
  if (!r->geometric)
    {
      const VitLogCurve *strain = &run->strain[r->axis];
      judge_set (r, VIT_PREMISE_STRAIN_COLUMN, VIT_SOURCE_NAME, strain->name);
      judge_set (r, VIT_PREMISE_STRAIN_UNIT, strain->from, strain->unit);
      if (strain->unknown && strain->from == VIT_SOURCE_DEFAULT)
        vit_reading_doubt (r, VIT_PREMISE_STRAIN_UNIT, "(%s) behind %s is no unit of strain.",
                           strain->unknown, strain->name);
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
    vit_reading_doubt (
        r, VIT_PREMISE_LENGTH0,
        "The log has no L%s, the height of the shear %s: another edge of the box is taken for it.",
        vit_axis_name (edge), vit_axis_name (r->axis));
  else if (!run->length[edge].values && !run->box_is_new && r->first > 0)
    vit_reading_doubt (
        r, VIT_PREMISE_LENGTH0,
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
    vit_reading_doubt (r, VIT_PREMISE_STRESS_COLUMN, "%s is taken for the pressure along the axis.",
                       stress->name);
  if (stress->unknown && stress->from == VIT_SOURCE_DEFAULT)
    vit_reading_doubt (r, VIT_PREMISE_STRESS_UNIT, "(%s) behind %s is no unit of stress.",
                       stress->unknown, stress->name);
}

double *
vit_reading_list_timesteps (const VitReading *r, guint first, guint last, bool printed, size_t *n)
{
  double *list = g_new (double, last - first + 1);
  *n = 0;
  for (guint i = first; i <= last; i++)
    {
      const VitLogRun *run = vit_reading_get_run (r, i);
      double timestep = printed ? run->printed : run->timestep;
      size_t at = 0;
      while (at < *n && fabs (list[at] - timestep) > 1e-9 * timestep)
        at++;
      if (at == *n && isfinite (timestep) && !run->minimises)
        list[(*n)++] = timestep;
    }
  return list;
}

/* Runs of several timesteps have each their own. */
static void
judge_timestep (VitReading *r, const VitLogRun *run)
{
  size_t n;
  g_autofree double *list = vit_reading_list_timesteps (r, r->begin, r->end, false, &n);
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t i = 0; i < n; i++)
    g_string_append_printf (text, "%s%.9g", i > 0 ? ", " : "", list[i]);
  judge_set (r, VIT_PREMISE_TIMESTEP, run->says_timestep ? VIT_SOURCE_LOG : VIT_SOURCE_DEFAULT,
             n > 0 ? text->str : NULL);
  for (guint i = r->begin; i <= r->end; i++)
    if (vit_reading_get_run (r, i)->varies)
      {
        vit_reading_doubt (
            r, VIT_PREMISE_TIMESTEP,
            "A fix changes the timestep in run %u, which has no column of times: steps do not "
            "tell times.",
            vit_reading_get_run (r, i)->number);
        return;
      }
}

static void
judge_units (VitReading *r, const VitLogRun *run, VitLoadingKind kind)
{
  const char *said = vit_thermo_log_get_units (r->log, run->section);
  if (!vit_thermo_log_is_table (r->log) || vit_premises_look_up (r->given, VIT_PREMISE_UNITS))
    judge_set (r, VIT_PREMISE_UNITS, said ? VIT_SOURCE_LOG : VIT_SOURCE_DEFAULT,
               said ? said : "metal");
  if (!run->style)
    vit_reading_doubt (r, VIT_PREMISE_UNITS, "This style of units is not known.");
  if (vit_thermo_log_lacks_units (r->log, run->section))
    vit_reading_doubt (r, VIT_PREMISE_UNITS,
                       "The log shows its input and no units among it: LAMMPS then takes lj "
                       "(--premise units=lj, or units=metal if they are cut off).");
  /* Times that a table or a column of times gives need no timestep; no number of a steady loading
   * rests on one that a table does not say. */
  bool idle = kind == VIT_LOADING_STEADY && vit_thermo_log_is_table (r->log) && !run->says_timestep;
  if (run->step && !run->clock.values && !idle)
    judge_timestep (r, run);
}

void
vit_reading_judge_premises (VitReading *r, const VitLoadingCurve *curve)
{
  const VitLogRun *run = vit_reading_get_run (r, r->first);
  g_autofree char *runs = vit_reading_name_runs (r, r->first, r->last);
  judge_units (r, vit_reading_get_run (r, r->last), curve->kind);
  /* A table without runs has none to name. */
  bool has_runs = !vit_thermo_log_is_table (r->log) || vit_thermo_log_get_n_sections (r->log) > 1;
  if (r->found && has_runs)
    judge_set (r, VIT_PREMISE_LOADING, get_source (r), runs);
  if (r->others)
    vit_reading_doubt (r, VIT_PREMISE_LOADING, "Further runs load the sample: %s.", r->others->str);
  if (r->axis >= 0 && r->axis < VIT_AXIS_UNKNOWN)
    judge_set (r, VIT_PREMISE_AXIS, r->geometric ? get_source (r) : VIT_SOURCE_NAME,
               vit_axis_name (r->axis));
  if (r->ambiguous)
    vit_reading_doubt (r, VIT_PREMISE_AXIS,
                       "Another axis changes as much, and no pressure tells which is loaded.");
  judge_strain (r, run);
  judge_stress (r, run);
  vit_reading_doubt_numbers (r, curve);
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

/* Whether the user turned the sign of a column. */
static bool
is_turned (const VitReading *r, VitPremiseId id)
{
  const char *text = vit_premises_get_text (r->given, id);
  return text && *text == '-';
}

/* How to turn the sign of stress or strain; a turn that was given is taken back. */
static char *
advise_signs (const VitReading *r, const VitLogRun *run, const VitLogCurve *stress)
{
  g_autofree char *one =
      g_strdup_printf ("stress_column=%s%s turns the one",
                       is_turned (r, VIT_PREMISE_STRESS_COLUMN) ? "" : "-", stress->name);
  if (r->geometric)
    return g_steal_pointer (&one);
  return g_strdup_printf ("%s, strain_column=%s%s the other", one,
                          is_turned (r, VIT_PREMISE_STRAIN_COLUMN) ? "" : "-",
                          run->strain[r->axis].name);
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
    {
      g_autofree char *advice = advise_signs (r, run, stress);
      return g_strdup_printf (
          "stress (%s) falls while strain (%s) rises: their sign conventions differ; %s",
          stress->name, strain, advice);
    }
  return g_strdup_printf ("%s (stress from %s, strain from %s)", error->message, stress->name,
                          strain);
}

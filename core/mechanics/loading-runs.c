/* What the columns of each run of a log are, in which units, and at which times. */

#include <string.h>

#include "core/base/error.h"
#include "core/mechanics/loading-private.h"

static void
free_curve (VitLogCurve *curve)
{
  g_free (curve->own);
  g_free (curve->name);
  g_free (curve->unknown);
}

static void
free_run (gpointer data)
{
  VitLogRun *run = data;
  VitLogCurve *singles[] = { &run->clock, &run->temperature, &run->volume, &run->density };
  for (gsize i = 0; i < G_N_ELEMENTS (singles); i++)
    free_curve (singles[i]);
  for (int k = 0; k < 3; k++)
    {
      free_curve (&run->length[k]);
      free_curve (&run->tilt[k]);
    }
  for (int k = 0; k < VIT_N_AXES; k++)
    {
      free_curve (&run->strain[k]);
      free_curve (&run->stress[k]);
    }
  g_free (run->time);
  g_free (run);
}

char *
vit_log_list_columns (VitThermoLog *log)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    for (const char *const *name = vit_thermo_log_get_columns (log, s); *name; name++)
      if (g_hash_table_add (listed, (gpointer) *name))
        g_ptr_array_add (names, (gpointer) *name);
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint i = 0; i < names->len && i < 40; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", (const char *) names->pdata[i]);
  if (names->len > 40)
    g_string_append_printf (list, " and %u more", names->len - 40);
  return g_utf8_make_valid (list->str, (gssize) list->len);
}

/* ---- Units ---- */

static const char *
get_given (const VitPremises *given, VitPremiseId id)
{
  const VitPremise *premise = vit_premises_look_up (given, id);
  return premise ? premise->value : NULL;
}

/* Set unit and factor of a pressure or stress. */
static void
set_stress_unit (VitLogRun *run,
                 const VitPremises *given,
                 const VitLogColumn *column,
                 bool is_table,
                 VitLogCurve *curve)
{
  const char *word = get_given (given, VIT_PREMISE_STRESS_UNIT);
  const VitUnit *unit = word ? vit_unit_find (word) : column->unit;
  bool reduced = run->style && strcmp (run->style->name, "lj") == 0;
  bool of_style = column->quantity == VIT_LOG_PRESSURE || reduced;
  curve->from = word ? VIT_SOURCE_USER : column->unit ? VIT_SOURCE_NAME : VIT_SOURCE_DEFAULT;
  if (!unit && of_style && run->style)
    {
      unit = vit_unit_find (run->style->pressure);
      curve->of_style = true;
      curve->from = run->says_style && !is_table ? VIT_SOURCE_LOG : VIT_SOURCE_DEFAULT;
    }
  else if (!unit && !of_style)
    unit = vit_unit_find ("GPa");
  curve->unit = unit ? unit->word : NULL;
  curve->factor = (unit ? unit->factor : NAN) * column->sign;
  if (column->quantity == VIT_LOG_PRESSURE)
    curve->factor = -curve->factor;
}

static void
set_strain_unit (const VitPremises *given, const VitLogColumn *column, VitLogCurve *curve)
{
  const char *word = get_given (given, VIT_PREMISE_STRAIN_UNIT);
  const VitUnit *unit = word ? vit_unit_find (word) : column->unit;
  curve->from = word ? VIT_SOURCE_USER : unit ? VIT_SOURCE_NAME : VIT_SOURCE_DEFAULT;
  curve->unit = unit ? unit->word : "1";
  curve->factor = (unit ? unit->factor : 1) * column->sign;
}

/* ---- Columns ---- */

static VitLogCurve *
find_place (VitLogRun *run, const VitLogColumn *column)
{
  switch (column->quantity)
    {
    case VIT_LOG_TIME:
      return &run->clock;
    case VIT_LOG_TEMPERATURE:
      return &run->temperature;
    case VIT_LOG_VOLUME:
      return &run->volume;
    case VIT_LOG_DENSITY:
      return &run->density;
    case VIT_LOG_LENGTH:
      return &run->length[column->axis];
    case VIT_LOG_TILT:
      return &run->tilt[column->axis - 3];
    case VIT_LOG_STRAIN:
      return &run->strain[column->axis];
    case VIT_LOG_STRESS:
    case VIT_LOG_PRESSURE:
      return &run->stress[column->axis];
    default:
      return NULL;
    }
}

/* Whether a column takes the place of another: a pressure of an axis that of a stress, which a
 * script computes from it; a stress that of the pressure as a whole. */
static bool
has_precedence (const VitLogCurve *curve, const VitLogColumn *column, bool user)
{
  if (!curve->values || user)
    return true;
  bool pressure = column->quantity == VIT_LOG_PRESSURE && column->axis != VIT_AXIS_UNKNOWN;
  bool stress = column->quantity == VIT_LOG_STRESS && column->axis == VIT_AXIS_UNKNOWN;
  return (pressure && curve->factor > 0) || (stress && curve->isotropic);
}

static void
take_column (VitThermoLog *log,
             VitLogRun *run,
             const VitPremises *given,
             const char *name,
             const VitLogColumn *column,
             bool user)
{
  VitLogCurve *curve = find_place (run, column);
  bool is_table = vit_thermo_log_is_table (log);
  bool isotropic =
      column->quantity == VIT_LOG_PRESSURE && column->axis == VIT_AXIS_UNKNOWN && !user;
  /* The pressure of a log is that of all directions. */
  if (!curve || (isotropic && !is_table) || !has_precedence (curve, column, user))
    return;
  free_curve (curve);
  *curve = (VitLogCurve){ .values = vit_thermo_log_get_column (log, run->section, name),
                          .factor = column->unit ? column->unit->factor : 1,
                          .name = g_strdup (name),
                          .unknown = g_strdup (column->unknown),
                          .isotropic = isotropic };
  if (column->quantity == VIT_LOG_STRESS || column->quantity == VIT_LOG_PRESSURE)
    set_stress_unit (run, given, column, is_table, curve);
  else if (column->quantity == VIT_LOG_STRAIN)
    set_strain_unit (given, column, curve);
  else if (column->quantity == VIT_LOG_TIME && !column->unit)
    {
      curve->factor = run->style ? run->style->ps : NAN;
      curve->of_style = true;
    }
}

/* A strain or a stress whose name has no axis is along the one that the user gives. Returns:
 * whether it is. */
static bool
name_axis (const VitPremises *given, VitLogColumn *column)
{
  const char *axis = get_given (given, VIT_PREMISE_AXIS);
  bool named = axis && column->axis == VIT_AXIS_UNKNOWN &&
               (column->quantity == VIT_LOG_STRAIN || column->quantity == VIT_LOG_STRESS);
  if (named)
    column->axis = vit_axis_find (axis);
  return named;
}

static void
take_columns (VitThermoLog *log, VitLogRun *run, const VitPremises *given)
{
  const char *const *names = vit_thermo_log_get_columns (log, run->section);
  const char *lo[3] = { NULL }, *hi[3] = { NULL };
  for (; *names; names++)
    {
      g_auto (VitLogColumn) column = { 0 };
      vit_log_column_identify (*names, vit_thermo_log_get_column_unit (log, run->section, *names),
                               &column);
      bool named = name_axis (given, &column);
      if (column.quantity == VIT_LOG_STEP)
        run->step = run->step ? run->step : vit_thermo_log_get_column (log, run->section, *names);
      else if (column.quantity == VIT_LOG_LO)
        lo[column.axis] = *names;
      else if (column.quantity == VIT_LOG_HI)
        hi[column.axis] = *names;
      else
        take_column (log, run, given, *names, &column, false);
      run->named_by_user = run->named_by_user || (named && column.quantity == VIT_LOG_STRAIN);
      if (named && column.quantity == VIT_LOG_STRESS)
        run->stress[column.axis].named_by_user = true;
    }
  for (int k = 0; k < 3; k++)
    if (lo[k] && hi[k] && !run->length[k].values)
      {
        const double *low = vit_thermo_log_get_column (log, run->section, lo[k]);
        const double *high = vit_thermo_log_get_column (log, run->section, hi[k]);
        double *own = g_new (double, MAX (run->n, 1));
        for (size_t i = 0; i < run->n; i++)
          own[i] = high[i] - low[i];
        run->length[k] = (VitLogCurve){
          .values = own, .own = own, .factor = 1, .name = g_strdup_printf ("%s − %s", hi[k], lo[k])
        };
      }
}

/* ---- Columns that the user names ---- */

/* Find a column by its name, or by its name without unit. */
static const char *
find_column (VitThermoLog *log, size_t section, const char *text)
{
  const char *const *names = vit_thermo_log_get_columns (log, section);
  for (const char *const *name = names; *name; name++)
    if (g_ascii_strcasecmp (*name, text) == 0)
      return *name;
  g_autofree char *lower =
      g_utf8_validate (text, -1, NULL) ? g_utf8_strdown (text, -1) : g_ascii_strdown (text, -1);
  for (const char *const *name = names; *name; name++)
    {
      g_auto (VitColumnName) parsed = { 0 };
      vit_column_name_parse (*name, &parsed);
      if (strcmp (parsed.base, lower) == 0 && parsed.index == 0)
        return *name;
    }
  return NULL;
}

/* Take the column that the user named in place of all others of its kind. Returns: whether the run
 * has it. */
static bool
take_given_column (VitThermoLog *log,
                   VitLogRun *run,
                   const VitPremises *given,
                   const char *text,
                   VitLogQuantity kind)
{
  bool turned = text[0] == '-';
  const char *name = find_column (log, run->section, text);
  if (!name && turned)
    name = find_column (log, run->section, text + 1);
  else
    turned = false;
  if (!name)
    return false;
  g_auto (VitLogColumn) column = { 0 };
  vit_log_column_identify (name, vit_thermo_log_get_column_unit (log, run->section, name), &column);
  /* A length or a tilt of the box is taken as one. */
  if (kind == VIT_LOG_STRAIN &&
      (column.quantity == VIT_LOG_LENGTH || column.quantity == VIT_LOG_TILT))
    return !turned;
  const char *axis = get_given (given, VIT_PREMISE_AXIS);
  bool known =
      column.quantity == kind || (kind == VIT_LOG_STRESS && column.quantity == VIT_LOG_PRESSURE);
  if (!known)
    {
      g_auto (VitColumnName) parsed = { 0 };
      vit_column_name_parse (name, &parsed);
      VitUnitKind needed = kind == VIT_LOG_STRESS ? VIT_UNIT_PRESSURE : VIT_UNIT_FRACTION;
      column.unit = parsed.unit && parsed.unit->kind == needed ? parsed.unit : NULL;
      column.quantity = kind;
      column.axis = VIT_AXIS_UNKNOWN;
      column.sign = 1;
    }
  if (column.axis == VIT_AXIS_UNKNOWN && axis)
    column.axis = vit_axis_find (axis);
  column.sign = turned ? -column.sign : column.sign;
  VitLogCurve *curves = kind == VIT_LOG_STRESS ? run->stress : run->strain;
  for (int k = 0; k < VIT_N_AXES; k++)
    {
      free_curve (&curves[k]);
      curves[k] = (VitLogCurve){ 0 };
    }
  take_column (log, run, given, name, &column, true);
  return true;
}

static bool
take_given_columns (VitThermoLog *log,
                    GPtrArray *runs,
                    const VitPremises *given,
                    VitPremiseId id,
                    VitLogQuantity kind,
                    GError **error)
{
  const char *text = get_given (given, id);
  bool any = !text || runs->len == 0;
  for (guint r = 0; text && r < runs->len; r++)
    any = take_given_column (log, runs->pdata[r], given, text, kind) || any;
  if (any)
    return true;
  g_autofree char *columns = vit_log_list_columns (log);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s=%s: there is no such column; there are %s",
               vit_premise_get (id)->name, text, columns);
  return false;
}

/* ---- Times ---- */

static void
set_style (VitThermoLog *log, VitLogRun *run, const VitPremises *given)
{
  const char *units = get_given (given, VIT_PREMISE_UNITS);
  const char *said = vit_thermo_log_get_units (log, run->section);
  run->style = vit_log_style_find (units ? units : said);
  run->says_style = units || said;
  double timestep = vit_thermo_log_get_timestep (log, run->section);
  const VitPremise *premise = vit_premises_look_up (given, VIT_PREMISE_TIMESTEP);
  run->says_timestep = isfinite (timestep) || premise;
  run->varies = vit_thermo_log_get_varies (log, run->section);
  run->printed = run->style ? run->style->ps * timestep : NAN;
  if (premise)
    run->timestep = vit_premises_get_number (given, VIT_PREMISE_TIMESTEP);
  else if (run->style)
    run->timestep = run->style->ps * (isfinite (timestep) ? timestep : run->style->timestep);
  else
    run->timestep = NAN;
}

/* Find the time at which a run begins. @before: the run before it, or NULL. */
static double
find_start (const VitLogRun *run, const VitLogRun *before)
{
  double own = run->clock.values ? vit_log_curve_get (&run->clock, 0)
               : run->step       ? run->step[0] * run->timestep
                                 : NAN;
  if (!before || before->n == 0 || run->beside)
    return own;
  size_t last = before->n - 1;
  const double *marks = run->clock.values && before->clock.values ? before->clock.values
                        : !run->clock.values                      ? before->step
                                                                  : NULL;
  double mark = run->clock.values ? run->clock.values[0] : run->step ? run->step[0] : NAN;
  if (!marks || !isfinite (mark) || !isfinite (before->time[last]))
    return own;
  /* Anew from the first value, or on. */
  if (mark <= marks[0] && before->n > 1)
    return before->time[last];
  if (mark >= marks[last])
    return before->time[last] + (run->clock.values ? own - vit_log_curve_get (&before->clock, last)
                                                   : (mark - marks[last]) * run->timestep);
  return vit_thermo_interpolate (marks, before->time, before->n, mark);
}

static void
set_times (VitLogRun *run, const VitLogRun *before)
{
  double start = run->n > 0 ? find_start (run, before) : NAN;
  run->time = g_new (double, MAX (run->n, 1));
  for (size_t i = 0; i < run->n; i++)
    run->time[i] = run->clock.values ? start + vit_log_curve_get (&run->clock, i) -
                                           vit_log_curve_get (&run->clock, 0)
                   : run->step ? start + (run->step[i] - run->step[0]) * run->timestep
                               : NAN;
}

GPtrArray *
vit_log_runs_new (VitThermoLog *log, const VitPremises *given, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (free_run);
  const VitLogRun *before = NULL;
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    {
      /* A run of no steps has one row, which says nothing of a change. */
      if (vit_thermo_log_get_n_rows (log, s) < 2)
        continue;
      VitLogRun *run = g_new0 (VitLogRun, 1);
      g_ptr_array_add (runs, run);
      run->section = s;
      run->n = vit_thermo_log_get_n_rows (log, s);
      run->number = vit_thermo_log_get_number (log, s);
      run->minimises = vit_thermo_log_get_minimises (log, s);
      run->beside = vit_thermo_log_is_beside (log, s);
      run->box_is_new = vit_thermo_log_get_box (log, s, run->box);
      set_style (log, run, given);
      take_columns (log, run, given);
      set_times (run, before);
      /* The steps of a minimisation are no times, but those of the next run may go on from them. */
      if (!run->minimises)
        before = run;
    }
  if (!take_given_columns (log, runs, given, VIT_PREMISE_STRAIN_COLUMN, VIT_LOG_STRAIN, error) ||
      !take_given_columns (log, runs, given, VIT_PREMISE_STRESS_COLUMN, VIT_LOG_STRESS, error))
    return NULL;
  return g_steal_pointer (&runs);
}

/* Logs and tables with a known loading, in each way in which people write them. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/mechanics/loading.h"
#include "core/mechanics/log-columns.h"
#include "tests/mechanics/loading-checks.h"

static GRand *noise;

/* ---- A log ---- */

typedef enum
{
  ALL_LENGTHS, /* Lx Ly Lz Xy Xz Yz and all pressures */
  ONE_LENGTH,  /* and its pressure */
  BOUNDS,      /* xlo xhi … */
  COMPUTE,     /* lengths and c_thermo_press[n] */
  VARIABLES,   /* v_strain and v_stress */
  PRESSURES,   /* v_strain and all pressures */
  DIRECTIONS,  /* v_strain_x … and v_stress_x … of all directions */
  N_NAMINGS,
} Naming;

typedef enum
{
  PLAIN,
  YAML,
  N_FORMS,
} Form;

typedef enum
{
  NOTHING,
  RELAXATION, /* of a box under pressure */
  HEATING,
  MINIMISATION,
  REPLICATION,
  N_BEFORE,
} Before;

typedef enum
{
  NOTHING_AFTER,
  MINIMISED,
  HELD,
  N_AFTER,
} After;

typedef struct
{
  int axis, sign;
  const VitLogStyle *style;
  Naming naming;
  Form form;
  Before before;
  After after;
  bool has_time, anew;
} Case;

/* What a row says of the box and of stress. */
typedef struct
{
  double step, temperature;
  double length[3], tilt[3];
  double stress[6];
} State;

static State
strained (const Case *c, double strain, double step)
{
  State state = { .step = step, .temperature = 300, .length = { L0, L0, L0 } };
  double stress = copysign (fmin (MODULUS * fabs (strain), PLATEAU), strain);
  for (int k = 0; k < 3 && c->axis < 3; k++)
    state.length[k] *= 1 + (k == c->axis ? strain : -0.36 * strain);
  if (c->axis >= 3)
    state.tilt[c->axis - 3] = strain * L0;
  for (int k = 0; k < 6; k++)
    state.stress[k] = g_rand_double_range (noise, -1, 1) * 1e-3 + (k == c->axis ? stress : 0);
  return state;
}

static void
add_names (GPtrArray *names, const Case *c)
{
  static const char *const pressures[] = { "Pxx", "Pyy", "Pzz", "Pxy", "Pxz", "Pyz" };
  static const char *const lengths[] = { "Lx", "Ly", "Lz" }, *const tilts[] = { "Xy", "Xz", "Yz" };
#define ADD(...) g_ptr_array_add (names, g_strdup_printf (__VA_ARGS__))
  ADD ("Step");
  if (c->has_time)
    ADD ("Time");
  ADD ("Temp");
  ADD ("Press");
  bool all = c->naming == ALL_LENGTHS || c->naming == COMPUTE || c->axis >= 3;
  for (int k = 0; k < 3 && c->naming <= COMPUTE; k++)
    if (c->naming == BOUNDS)
      {
        ADD ("%clo", "xyz"[k]);
        ADD ("%chi", "xyz"[k]);
      }
    else if (all || k == c->axis)
      ADD ("%s", lengths[k]);
  for (int k = 0; k < 3 && c->naming <= COMPUTE && c->axis >= 3; k++)
    ADD ("%s", tilts[k]);
  if (c->naming == COMPUTE)
    for (int k = 0; k < 6; k++)
      ADD ("c_thermo_press[%d]", k + 1);
  else if (c->naming == ALL_LENGTHS || c->naming == BOUNDS)
    for (int k = 0; k < 6; k++)
      ADD ("%s", pressures[k]);
  else if (c->naming == ONE_LENGTH)
    ADD ("%s", pressures[c->axis]);
  else if (c->naming == VARIABLES)
    {
      ADD ("v_strain");
      ADD ("v_stress");
    }
  else if (c->naming == PRESSURES)
    {
      for (int k = 0; k < 6; k++)
        ADD ("%s", pressures[k]);
      ADD ("v_strain");
    }
  else
    for (int k = 0; k < 6; k++)
      {
        ADD ("v_strain_%s", vit_axis_name (k));
        ADD ("v_stress_%s", vit_axis_name (k));
      }
#undef ADD
}

static double
get_value (const Case *c, const State *state, const char *name, double time)
{
  double per_pressure = 1 / c->style->gpa, per_length = 1 / c->style->angstrom;
  g_auto (VitLogColumn) column = { 0 };
  vit_log_column_identify (name, NULL, &column);
  double strain = c->axis < 3 ? state->length[c->axis] / L0 - 1 : state->tilt[c->axis - 3] / L0;
  if (strcmp (name, "Press") == 0)
    return -(state->stress[0] + state->stress[1] + state->stress[2]) / 3 * per_pressure;
  switch (column.quantity)
    {
    case VIT_LOG_STEP:
      return state->step;
    case VIT_LOG_TIME:
      return time;
    case VIT_LOG_TEMPERATURE:
      return state->temperature;
    case VIT_LOG_LENGTH:
      return state->length[column.axis] * per_length;
    case VIT_LOG_LO:
      return -3 * per_length;
    case VIT_LOG_HI:
      return (state->length[column.axis] - 3) * per_length;
    case VIT_LOG_TILT:
      return loading_flip (state->tilt[column.axis - 3]) * per_length;
    case VIT_LOG_STRAIN:
      return column.axis == VIT_AXIS_UNKNOWN ? strain
             : column.axis < 3               ? state->length[column.axis] / L0 - 1
                                             : state->tilt[column.axis - 3] / L0;
    case VIT_LOG_STRESS:
      /* Scripts print GPa. */
      return column.axis == VIT_AXIS_UNKNOWN ? state->stress[c->axis] : state->stress[column.axis];
    case VIT_LOG_PRESSURE:
      return -state->stress[column.axis] * per_pressure;
    default:
      g_assert_not_reached ();
    }
}

/* Write a run; @clock is its column of times at its first row. Returns: that at its last row. */
static double
write_run (GString *text, const Case *c, const State *states, int n, double timestep, double clock)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  add_names (names, c);
  g_string_append (text, "Per MPI rank memory allocation (min/avg/max) = 4 | 4 | 4 Mbytes\n");
  g_string_append (text, c->form == YAML ? "---\nkeywords: [" : "   ");
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, c->form == YAML ? "'%s', " : "%s  ", (char *) names->pdata[i]);
  g_string_append (text, c->form == YAML ? "]\ndata:\n" : "\n");
  double time = clock;
  for (int i = 0; i < n; i++)
    {
      time = clock + timestep * (states[i].step - states[0].step);
      g_string_append (text, c->form == YAML ? "  - [" : "");
      for (guint k = 0; k < names->len; k++)
        {
          char number[G_ASCII_DTOSTR_BUF_SIZE];
          g_ascii_formatd (number, sizeof number, "%.10g",
                           get_value (c, &states[i], names->pdata[k], time));
          g_string_append_printf (text, c->form == YAML ? "%s, " : "%s ", number);
        }
      g_string_append (text, c->form == YAML ? "]\n" : "\n");
    }
  g_string_append (text, c->form == YAML ? "...\n" : "");
  g_string_append (text, "Loop time of 1.5 on 1 procs for 200 steps with 32 atoms\n");
  return time;
}

/* Write what is before the loading. Returns: how many runs. */
static unsigned
write_before (GString *text, const Case *c, double timestep, double *step, double *clock)
{
  State states[30];
  if (c->before == NOTHING)
    return 0;
  for (int i = 0; i < 30; i++)
    {
      states[i] = strained (c, 0, *step + 100 * i);
      for (int k = 0; k < 3; k++)
        {
          if (c->before == RELAXATION)
            {
              states[i].length[k] *= 1 - 0.02 * exp (-i / 6.0);
              states[i].stress[k] -= 2.5 * exp (-i / 6.0);
            }
          if (c->before == HEATING)
            states[i].length[k] *= 1 - 0.012 * (29 - i) / 29.0;
          if (c->before == REPLICATION)
            states[i].length[k] /= 2;
        }
      if (c->before == HEATING)
        states[i].temperature = 100 + 200.0 * i / 29;
    }
  g_string_append (text, c->before == MINIMISATION ? "minimize 0 1e-8 1000 1000\n" : "run 2900\n");
  *clock = write_run (text, c, states, 30, timestep, *clock);
  *step += 2900;
  if (c->before == REPLICATION)
    g_string_append_printf (
        text, "replicate 2 2 2\n  orthogonal box = (0 0 0) to (%.10g %.10g %.10g)\n",
        L0 / c->style->angstrom, L0 / c->style->angstrom, L0 / c->style->angstrom);
  return 1;
}

static char *
write_log (const Case *c, unsigned *run, double *timestep)
{
  GString *text = g_string_new ("LAMMPS (2 Aug 2023)\n");
  double step = 0, clock = 0;
  State states[N_ROWS];
  /* Each style's default, doubled; that of electron is shorter than any loading is resolved with.
   */
  *timestep = 2 * c->style->timestep * (strcmp (c->style->name, "electron") == 0 ? 1000 : 1);
  g_string_append_printf (text, "units  %s # as always\n", c->style->name);
  g_string_append_printf (
      text, "triclinic box = (0 0 0) to (%.10g %.10g %.10g) with tilt (0 0 0)\n",
      L0 / c->style->angstrom, L0 / c->style->angstrom, L0 / c->style->angstrom);
  *run = 1 + write_before (text, c, c->style->timestep, &step, &clock);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (number, sizeof number, "%.10g", *timestep);
  g_string_append_printf (text, "timestep ${dt}\ntimestep %s  # of the loading\n", number);
  if (c->anew)
    {
      g_string_append (text, "reset_timestep 0\n");
      step = 0;
    }
  g_string_append (text, "run 10000\n");
  for (int i = 0; i < N_ROWS; i++)
    states[i] = strained (c, c->sign * 0.001 * i, step + 100 * i);
  clock = write_run (text, c, states, N_ROWS, *timestep, clock);
  step += 10000;
  if (c->after != NOTHING_AFTER)
    {
      g_string_append (text, c->after == MINIMISED ? "minimize 0 1e-8 1000 1000\n" : "run 1500\n");
      for (int i = 0; i < 16; i++)
        {
          states[i] = strained (c, c->sign * 0.1, step + 10 * i);
          states[i].stress[c->axis] *= c->after == MINIMISED ? exp (-i / 5.0) : 0.9;
        }
      write_run (text, c, states, 16, *timestep, clock);
    }
  return g_string_free (text, FALSE);
}

static void
check_log (const Case *c)
{
  unsigned run;
  double timestep;
  g_autofree char *text = write_log (c, &run, &timestep);
  g_autoptr (VitThermoLog) log = loading_open_text (text);
  g_autoptr (VitPremises) judged = vit_premises_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, judged, &error);
  g_assert_no_error (error);
  bool columns = c->naming >= VARIABLES;
  const char *loading = vit_premises_get_text (judged, VIT_PREMISE_LOADING);
  g_test_message ("axis %s sign %d units %s naming %d form %d before %d after %d time %d anew %d: "
                  "run %s, axis %s, %s",
                  vit_axis_name (c->axis), c->sign, c->style->name, (int) c->naming, (int) c->form,
                  (int) c->before, (int) c->after, c->has_time, c->anew, loading,
                  vit_premises_get_text (judged, VIT_PREMISE_AXIS), curve->why);
  loading_check_doubts (judged);
  g_assert_cmpint (curve->kind, ==, VIT_LOADING_STEADY);
  g_assert_null (curve->why);
  g_autofree char *expected = g_strdup_printf ("%u", run);
  g_assert_cmpstr (loading, ==, expected);
  if (c->naming != VARIABLES && c->naming != PRESSURES)
    g_assert_cmpint (curve->axis, ==, c->axis);
  if (c->naming != VARIABLES)
    g_assert_cmpstr (vit_premises_get_text (judged, VIT_PREMISE_AXIS), ==, vit_axis_name (c->axis));
  bool reduced = strcmp (c->style->name, "lj") == 0;
  g_assert_true (curve->reduced == reduced);
  loading_check_yield (curve, c->sign, 1);
  /* Times in ps, whichever column they come from. */
  double duration = curve->time[curve->end - 1] - curve->time[curve->begin];
  g_assert_cmpfloat_with_epsilon (duration / (10000 * timestep * c->style->ps), 1, 1e-6);
  if (!columns)
    g_assert_cmpfloat_with_epsilon (vit_premises_get_number (judged, VIT_PREMISE_LENGTH0), L0,
                                    1e-6);
  g_assert_cmpstr (vit_premises_get_text (judged, VIT_PREMISE_UNITS), ==, c->style->name);
  /* Each frame of a trajectory of the loading is found by its step, and by its clock. */
  int64_t steps[11];
  double clocks[11];
  for (int i = 0; i <= 10; i++)
    {
      size_t at = curve->begin + (size_t) (10 * i);
      steps[i] = (int64_t) curve->step[at];
      clocks[i] = curve->clock[at];
    }
  for (int by_clock = 0; by_clock <= c->has_time; by_clock++)
    {
      g_auto (VitLoadingMatch) match = { 0 };
      VitLoadingFrames frames = { .n = 11, .steps = steps, .clocks = by_clock ? clocks : NULL };
      vit_loading_match (curve, &frames, &match);
      g_assert_cmpuint (match.n_covered, ==, 11);
      for (int i = 0; i <= 10; i++)
        g_assert_cmpfloat_with_epsilon (match.strain[i], c->sign * 0.01 * i, 1e-6);
    }
}

/* Each axis, sign and style of units with each naming; the rest by turns. */
static void
test_logs (void)
{
  static const char *const units[] = { "metal", "real",     "lj",    "si",
                                       "cgs",   "electron", "micro", "nano" };
  unsigned turn = 0;
  for (int axis = 0; axis < 6; axis++)
    for (int sign = -1; sign <= 1; sign += 2)
      for (gsize u = 0; u < G_N_ELEMENTS (units); u++)
        for (int naming = 0; naming < N_NAMINGS; naming++, turn++)
          {
            Case c = { axis, sign, vit_log_style_find (units[u]), (Naming) naming };
            c.form = (Form) (turn % N_FORMS);
            c.before = (Before) (turn / 3 % N_BEFORE);
            c.after = (After) (turn / 2 % N_AFTER);
            c.has_time = turn / 5 % 2;
            c.anew = turn / 7 % 2;
            /* A variable that a script computes from the box of the loading says nothing of
             * another. */
            if (naming >= VARIABLES && (c.before == REPLICATION || c.before == HEATING))
              c.before = RELAXATION;
            check_log (&c);
          }
}

/* ---- Tables ---- */

static const struct
{
  const char *header;
  double strain, stress; /* value in the table of a strain of 1 and of 1 GPa */
} tables[] = {
  { "# strain stress", 1, 1 },
  { "strain stress_GPa", 1, 1 },
  { "strain stress_MPa", 1, 1e3 },
  { "strain, stress [bar]", 1, 1e4 },
  { "strain(%) stress(GPa)", 100, 1 },
  { "# strain (%), stress (MPa)", 100, 1e3 },
  { "strain_percent sigma_kbar", 100, 10 },
  { "# strain % stress GPa", 100, 1 },
  { "engineering strain [%]\tengineering stress [MPa]", 100, 1e3 },
  { "eps sigma[Pa]", 1, 1e9 },
  { "ezz szz", 1, 1 },
  { "e_zz s_zz (GPa)", 1, 1 },
  { "Strain_z Stress_z_(eV/A^3)", 1, 1 / 160.2176634 },
  { "epsilon_33 sigma_33/MPa", 1, 1e3 },
  { "v_strain v_pzz", 1, -1e4 },
  { "strain pzz[bar]", 1, -1e4 },
  { "strain Pzz_atm", 1, -1 / 1.01325e-4 },
  { "compressive strain (%) compressive stress (GPa)", -100, -1 },
  { "ε (%) σ (GPa)", 100, 1 },
  { "Strain, %; Stress, MPa", 100, 1e3 },
  { "strain\tstress\n%\tMPa", 100, 1e3 },
  { "Strain,Stress\n(-),(bar)", 1, 1e4 },
  { "exy sxy", 1, 1 },
  { "gamma_xy tau_xy[MPa]", 1, 1e3 },
  { "shear_strain shear_stress", 1, 1 },
};

static void
check_table (gsize t, char separator, int sign, bool clocked)
{
  /* Units in a line of their own stay as they are. */
  if (strchr (tables[t].header, '\n') && (separator != ' ' || clocked))
    return;
  GString *text = g_string_new (tables[t].header);
  g_auto (GStrv) parts = NULL;
  /* The separator of the rows parts the names, too, where it is none that names may hold. */
  if (separator != ' ' || clocked)
    {
      VitThermoLog *names = NULL;
      g_autofree char *probe = g_strconcat (tables[t].header, "\n0 0\n1 1\n", NULL);
      names = loading_open_text (probe);
      parts = g_strdupv ((char **) vit_thermo_log_get_columns (names, 0));
      vit_thermo_log_unref (names);
      g_string_truncate (text, 0);
      if (clocked)
        g_string_append_printf (text, "time (ps)%c", separator);
      g_string_append_printf (text, "%s%c%s", parts[0], separator, parts[1]);
    }
  g_string_append_c (text, '\n');
  for (int i = 0; i < N_ROWS; i++)
    {
      double strain = sign * 0.001 * i;
      double stress = copysign (fmin (MODULUS * fabs (strain), PLATEAU), strain);
      char numbers[3][G_ASCII_DTOSTR_BUF_SIZE];
      g_ascii_formatd (numbers[0], sizeof numbers[0], "%.10g", 0.25 * i);
      g_ascii_formatd (numbers[1], sizeof numbers[1], "%.10g", strain * tables[t].strain);
      g_ascii_formatd (numbers[2], sizeof numbers[2], "%.10g", stress * tables[t].stress);
      if (clocked)
        g_string_append_printf (text, "%s%c", numbers[0], separator);
      g_string_append_printf (text, "%s%c%s\n", numbers[1], separator, numbers[2]);
    }
  g_autofree char *content = g_string_free (text, FALSE);
  g_autoptr (VitThermoLog) log = loading_open_text (content);
  g_autoptr (VitPremises) judged = vit_premises_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, judged, &error);
  g_assert_no_error (error);
  g_test_message ("%s, separator %c, sign %d, clock %d: %s", tables[t].header, separator, sign,
                  clocked, curve->why);
  loading_check_doubts (judged);
  g_assert_null (curve->why);
  loading_check_yield (curve, sign, 1);
  if (clocked)
    g_assert_cmpfloat_with_epsilon (curve->time[N_ROWS - 1] - curve->time[0], 25, 1e-9);
}

static void
test_tables (void)
{
  static const char separators[] = " \t,;";
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const char *s = separators; *s; s++)
      for (int sign = -1; sign <= 1; sign += 2)
        for (int clocked = 0; clocked < 2; clocked++)
          check_table (t, *s, sign, clocked);
}

/* What is no strain and no stress, although it is named a little like it. */
static void
test_other_columns (void)
{
  static const char *const names[] = { "strain_rate",
                                       "|strain rate| (ns⁻¹)",
                                       "e_total",
                                       "E_pair",
                                       "energy",
                                       "v_vm_stress",
                                       "s",
                                       "e",
                                       "v_p2",
                                       "PotEng",
                                       "KinEng",
                                       "Press_id",
                                       "count",
                                       "time_wall",
                                       "c_temp_2",
                                       "lambda",
                                       "stress_mises",
                                       "v_l0",
                                       "Lz0",
                                       "xyz",
                                       "c_stress[3]",
                                       "erate",
                                       "p2",
                                       "v_t" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (VitLogColumn) column = { 0 };
      vit_log_column_identify (names[i], NULL, &column);
      g_test_message ("%s", names[i]);
      g_assert_cmpint (column.quantity, ==, VIT_LOG_NOTHING);
    }
}

/* ---- Restarts, pieces, cycles ---- */

/* A run that was killed is taken up at an earlier step: the log of both is the log of one. */
static void
test_restarts (void)
{
  Case c = { 2, 1, vit_log_style_find ("metal"), ALL_LENGTHS };
  for (int cut = 30; cut <= 80; cut += 25)
    for (int back = 0; back <= 20; back += 10)
      for (int timed = 0; timed < 2; timed++)
        {
          State states[N_ROWS];
          c.has_time = timed;
          for (int i = 0; i < N_ROWS; i++)
            states[i] = strained (&c, 0.001 * i, 100 * i);
          GString *text =
              g_string_new ("LAMMPS (2 Aug 2023)\nunits metal\ntimestep 0.002\nrun 10000\n");
          write_run (text, &c, states, cut, 0.002, 0);
          g_string_append (text,
                           "LAMMPS (2 Aug 2023)\nunits metal\ntimestep 0.002\nread_restart r\n");
          write_run (text, &c, states + cut - back, N_ROWS - cut + back, 0.002, 0.2 * (cut - back));
          g_autofree char *content = g_string_free (text, FALSE);
          g_autoptr (VitThermoLog) log = loading_open_text (content);
          g_autoptr (VitPremises) judged = vit_premises_new ();
          g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, judged, NULL);
          loading_check_doubts (judged);
          g_assert_cmpstr (vit_premises_get_text (judged, VIT_PREMISE_LOADING), ==, "1-2");
          g_assert_cmpuint (curve->end - curve->begin, ==, N_ROWS);
          for (size_t i = 0; i < N_ROWS; i++)
            {
              g_assert_cmpfloat_with_epsilon (curve->time[i], 0.2 * (double) i, 1e-9);
              g_assert_cmpfloat_with_epsilon (curve->strain[i], 0.001 * (double) i, 1e-9);
            }
          loading_check_yield (curve, 1, 1);
        }
}

/* The loop of a script pulls in many runs, each by less than counts; an equilibration before them
 * is none of them. */
static void
test_many_runs (void)
{
  for (int rows = 3; rows <= 11; rows += 4)
    {
      Case c = { 1, -1, vit_log_style_find ("metal"), ALL_LENGTHS, .before = RELAXATION };
      GString *text = g_string_new ("LAMMPS (2 Aug 2023)\nunits metal\ntimestep 0.001\n");
      double step = 0, clock = 0;
      State states[N_ROWS];
      write_before (text, &c, 0.001, &step, &clock);
      int first = 0;
      for (int i = 0; i < N_ROWS; i++)
        states[i] = strained (&c, -0.0005 * i, step + 100 * i);
      for (; first + rows <= N_ROWS; first += rows - 1)
        clock = write_run (text, &c, states + first, rows, 0.001, clock);
      g_autofree char *content = g_string_free (text, FALSE);
      g_autoptr (VitThermoLog) log = loading_open_text (content);
      g_autoptr (VitPremises) judged = vit_premises_new ();
      g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, judged, NULL);
      g_test_message ("%d rows: %s", rows, vit_premises_get_text (judged, VIT_PREMISE_LOADING));
      loading_check_doubts (judged);
      g_assert_cmpint (curve->kind, ==, VIT_LOADING_STEADY);
      g_assert_cmpint (curve->axis, ==, 1);
      g_assert_cmpuint (curve->end - curve->begin, ==, (gsize) first + 1);
      for (size_t i = curve->begin; i < curve->end; i++)
        g_assert_cmpfloat_with_epsilon (curve->strain[i], -0.0005 * (double) (i - curve->begin),
                                        1e-9);
      loading_check_yield (curve, -1, 1);
    }
}

/* Two loadings: the larger is taken, the other is named, and can be asked for. */
static void
test_two_loadings (void)
{
  Case along_x = { 0, 1, vit_log_style_find ("metal"), ALL_LENGTHS }, along_z = along_x;
  State states[N_ROWS];
  GString *text = g_string_new ("LAMMPS (2 Aug 2023)\nunits metal\nrun 1\n");
  along_z.axis = 2;
  for (int i = 0; i < 61; i++)
    states[i] = strained (&along_x, 0.001 * i, 100 * i);
  write_run (text, &along_x, states, 61, 0.001, 0);
  for (int i = 0; i < N_ROWS; i++)
    states[i] = strained (&along_z, -0.001 * i, 100 * i);
  write_run (text, &along_z, states, N_ROWS, 0.001, 0);
  g_autofree char *content = g_string_free (text, FALSE);
  g_autoptr (VitThermoLog) log = loading_open_text (content);
  for (int given = 0; given < 4; given++)
    {
      g_autoptr (VitPremises) judged = vit_premises_new ();
      g_autoptr (VitPremises) premises = vit_premises_new ();
      bool first = given == 1 || given == 2;
      g_autoptr (GError) error = NULL;
      if (given > 0)
        g_assert_true (vit_premises_parse (premises,
                                           given == 1 ? VIT_PREMISE_LOADING : VIT_PREMISE_AXIS,
                                           given == 1   ? "1"
                                           : given == 2 ? "x"
                                                        : "z",
                                           &error));
      g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, premises, judged, &error);
      g_assert_no_error (error);
      g_assert_cmpint (curve->axis, ==, first ? 0 : 2);
      loading_check_yield (curve, first ? 1 : -1, 1);
      const VitPremise *loading = vit_premises_look_up (judged, VIT_PREMISE_LOADING);
      g_assert_cmpstr (loading->value, ==, first ? "1" : "2");
      if (given == 0)
        g_assert_nonnull (strstr (loading->doubt, "1 (+6 % along x)"));
    }
}

static void
test_cyclic (void)
{
  for (int axis = 0; axis < 6; axis++)
    {
      Case c = { axis, 1, vit_log_style_find ("metal"), ALL_LENGTHS, .before = RELAXATION };
      State states[401];
      double step = 0, clock = 0;
      GString *text = g_string_new ("LAMMPS (2 Aug 2023)\nunits metal\ntimestep 0.001\n");
      write_before (text, &c, 0.001, &step, &clock);
      for (int i = 0; i < 401; i++)
        {
          double strain = 0.02 * sin (2 * G_PI * i / 100.0);
          states[i] = strained (&c, strain, step + 100 * i);
          states[i].stress[axis] = 40 * 0.02 * sin (2 * G_PI * i / 100.0 + 0.2);
        }
      write_run (text, &c, states, 401, 0.001, clock);
      g_autofree char *content = g_string_free (text, FALSE);
      g_autoptr (VitThermoLog) log = loading_open_text (content);
      g_autoptr (VitPremises) judged = vit_premises_new ();
      g_autoptr (VitLoadingCurve) read = vit_loading_read (log, NULL, judged, NULL);
      g_autoptr (VitLoadingCurve) curve = vit_loading_curve_cut (read);
      loading_check_doubts (judged);
      g_test_message ("%s: %s", vit_axis_name (axis), read->why);
      g_assert_cmpint (curve->kind, ==, VIT_LOADING_CYCLIC);
      g_assert_cmpint (curve->axis, ==, axis);
      size_t n;
      g_autofree VitCycle *cycles =
          vit_cycles_new (curve->time, curve->strain, curve->stress, curve->n, 10, &n, NULL);
      g_assert_cmpuint (n, ==, 4);
      for (size_t k = 0; k < n; k++)
        {
          g_assert_cmpfloat_with_epsilon (cycles[k].strain_amplitude, 0.02, 1e-5);
          g_assert_cmpfloat_with_epsilon (cycles[k].lag, 0.2, 1e-4);
        }
    }
}

/* A shear far beyond one box length, in a box that flips. */
static void
test_flips (void)
{
  for (int axis = 3; axis < 6; axis++)
    {
      Case c = { axis, 1, vit_log_style_find ("metal"), ALL_LENGTHS };
      State states[300];
      for (int i = 0; i < 300; i++)
        {
          states[i] = strained (&c, 0.01 * i, 100 * i);
          if (i % 7 == 3)
            states[i].length[1] *= 1.004;
        }
      GString *text = g_string_new ("LAMMPS (2 Aug 2023)\nunits metal\nrun 29900\n");
      write_run (text, &c, states, 300, 0.001, 0);
      g_autofree char *content = g_string_free (text, FALSE);
      g_autoptr (VitThermoLog) log = loading_open_text (content);
      g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, NULL, NULL);
      g_assert_cmpint (curve->axis, ==, axis);
      for (size_t i = 0; i < 300; i++)
        g_assert_cmpfloat_with_epsilon (curve->strain[i], 0.01 * (double) i,
                                        0.013 * 0.01 * (double) i + 1e-6);
    }
}

/* ---- Cooling ---- */

static double
volume_at (double t)
{
  return t < 700 ? 1000 + 0.06 * t : 1042 + 0.09 * (t - 700);
}

/* Heating of another glass, a hold, coolings in pieces with or without stops between them, a hold;
 * volume, lengths or density. */
static void
check_cooling (bool stops)
{
  static const char *const columns[] = { "Temp Volume", "Temp Lx Ly Lz", "Temp Density",
                                         "c_2_temp Volume", "Lz Temp Volume" };
  for (gsize k = 0; k < G_N_ELEMENTS (columns); k++)
    for (int pieces = 1; pieces <= 4; pieces += 3)
      {
        GString *text = g_string_new ("LAMMPS (2 Aug 2023)\nunits metal\n");
        unsigned run = 0;
        int parts = stops ? 2 * pieces - 1 : pieces;
        for (int part = -2; part <= parts; part++)
          {
            g_string_append_printf (text, "run 1\nPer MPI rank memory\n Step %s\n", columns[k]);
            run++;
            for (int i = 0; i < 50; i++)
              {
                /* Every other part is a stop at the temperature reached. */
                double f = i / 49.0, t = 2000;
                double done = !stops ? part + f : part % 2 == 0 ? part / 2 + f : (part + 1) / 2;
                t = part == -2                    ? 100 + 1900 * f
                    : part == -1 || part == parts ? t
                                                  : 2000 - 1900 * done / pieces;
                t = part == parts ? 100 : t;
                t += g_rand_double_range (noise, -5, 5);
                /* The glass that was heated is another. */
                double v = part == -2 ? 1020 + 0.08 * t : volume_at (t), l = cbrt (v);
                double step = 5000 * (part + 2) + 100 * i;
                char row[200];
                switch (k)
                  {
                  case 0:
                  case 3:
                    g_snprintf (row, sizeof row, "%.0f %.6f %.6f\n", step, t, v);
                    break;
                  case 1:
                    g_snprintf (row, sizeof row, "%.0f %.6f %.9f %.9f %.9f\n", step, t, l, l, l);
                    break;
                  case 2:
                    g_snprintf (row, sizeof row, "%.0f %.6f %.12f\n", step, t, 7000 / v);
                    break;
                  default:
                    g_snprintf (row, sizeof row, "%.0f %.9f %.6f %.6f\n", step, l, t, v);
                    break;
                  }
                g_string_append (text, row);
              }
            g_string_append (text, "Loop time of 1\n");
          }
        g_autofree char *content = g_string_free (text, FALSE);
        g_autoptr (VitThermoLog) log = loading_open_text (content);
        g_autoptr (VitPremises) judged = vit_premises_new ();
        g_autoptr (GError) error = NULL;
        g_autofree double *t = NULL, *v = NULL;
        size_t n = vit_volume_curve (log, NULL, judged, &t, &v, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (n, ==, (guint) (50 * parts));
        g_autofree char *expected =
            parts == 1 ? g_strdup ("3") : g_strdup_printf ("3-%d", parts + 2);
        g_assert_cmpstr (vit_premises_get_text (judged, VIT_PREMISE_LOADING), ==, expected);
        VitGlassTransition transition;
        g_assert_true (vit_glass_transition_find (t, v, n, NULL, &transition, &error));
        /* The inverse of a density is a volume up to a factor. */
        g_assert_cmpfloat_with_epsilon (transition.t_g, 700, 1);
        /* Thermal expansion is no loading. */
        g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, NULL, NULL);
        g_test_message ("%s, %d pieces: kind %d", columns[k], pieces,
                        curve ? (int) curve->kind : -1);
        g_assert_true (!curve || curve->kind == VIT_LOADING_NONE);
      }
}

static void
test_cooling (void)
{
  check_cooling (false);
  check_cooling (true);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  noise = g_rand_new_with_seed (5);
  g_test_add_func ("/loading-read/logs", test_logs);
  g_test_add_func ("/loading-read/tables", test_tables);
  g_test_add_func ("/loading-read/other-columns", test_other_columns);
  g_test_add_func ("/loading-read/restarts", test_restarts);
  g_test_add_func ("/loading-read/many-runs", test_many_runs);
  g_test_add_func ("/loading-read/two-loadings", test_two_loadings);
  g_test_add_func ("/loading-read/cyclic", test_cyclic);
  g_test_add_func ("/loading-read/flips", test_flips);
  g_test_add_func ("/loading-read/cooling", test_cooling);
  int status = g_test_run ();
  g_rand_free (noise);
  return status;
}

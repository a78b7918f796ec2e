/* Logs and tables of which nothing can be said, or that are doubted: what is said then. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/mechanics/log-columns.h"
#include "tests/mechanics/loading-checks.h"

static void
test_sentences (void)
{
  static const struct
  {
    const char *text, *words;
  } cases[] = {
    { "# time msd\n0 1\n1 2\n", "no strain: looked for" },
    { "# time strain stress\n0 0 0\n1 0.01 1\n2 0 0\n3 0 0\n4 0.01 0\n", "has 10 rows or more" },
    { "LAMMPS (1)\nunits foo\nStep Lz Pzz\n0 10 0\n10 10.1 1\n20 10.2 2\n30 10.3 3\n40 10.4 4\n50 "
      "10.5 5\n"
      "60 10.6 6\n70 10.7 7\n80 10.8 8\n90 10.9 9\n",
      "the units of the log (foo) are not known" },
    { "# strain temp\n0 1\n0.01 2\n0.02 3\n",
      "no stress: looked for columns named stress; there are strain, temp" },
    { "LAMMPS (1)\nStep Lz Pzz\n0 1 0\nLoop time\nStep Lz\n0 1\n", "no run has two rows or more" },
    { "LAMMPS (1)\nStep Lx\n0 1\n1 1.1\n", "has 10 rows or more" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VitThermoLog) log = loading_open_text (cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, NULL, &error);
      const char *said = curve ? curve->why : error->message;
      g_test_message ("%s", said);
      g_assert_nonnull (strstr (said, cases[i].words));
    }
}

/* What does not load is still shown: a column of strain, or the box against its first row. */
static void
test_shown (void)
{
  static const struct
  {
    const char *text;
    double strain;
  } cases[] = {
    { "# time strain stress\n0 0 0\n1 0.01 1\n2 0.002 0\n3 0 0\n", 0.01 },
    { "LAMMPS (1)\nStep Lx Ly Lz Pzz\n0 10 10 10 0\n1 10 10 10.1 1\n2 10 10 10 0\n", 0.01 },
    { "LAMMPS (1)\nStep Pzz\n0 0\n1 10000\n", NAN },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VitThermoLog) log = loading_open_text (cases[i].text);
      g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, NULL, NULL);
      g_assert_cmpint (curve->kind, ==, VIT_LOADING_NONE);
      g_assert_true (isfinite (cases[i].strain) ? fabs (curve->strain[1] - cases[i].strain) < 1e-9
                                                : isnan (curve->strain[1]));
      g_assert_true (isfinite (curve->stress[1]));
    }
}

/* Moduli and rates that cannot be are doubted, and the columns and units that led to them are
 * named. */
static void
test_implausible (void)
{
  static const struct
  {
    const char *header;
    double strain, stress, time;
    VitPremiseId id;
    const char *words;
  } cases[] = {
    { "time strain stress", 1, 1e3, 1, VIT_PREMISE_STRESS_UNIT, "stress in GPa and strain" },
    { "time strain stress_MPa", 1, 1, 1, VIT_PREMISE_STRESS_UNIT, "stress_MPa in MPa" },
    { "time strain stress", 100, 1, 1, VIT_PREMISE_STRAIN_UNIT, "--premise strain_unit=%" },
    { "time strain stress", 15, 1, 1, VIT_PREMISE_STRAIN_UNIT, "goes up to 1.5" },
    { "time strain stress", 1, 10, 1, VIT_PREMISE_STRESS_UNIT, "--premise stress_unit=kbar" },
    { "time strain stress", 1, 1e3, 1, VIT_PREMISE_STRESS_UNIT, "--premise stress_unit=MPa" },
    { "time strain stress", 1, 1e4, 1, VIT_PREMISE_STRESS_UNIT, "--premise stress_unit=bar" },
    { "time strain stress", 1, 1, 1e-4, VIT_PREMISE_STRAIN_COLUMN, "strain rate" },
    { "time strain stress [foo]", 1, 1, 1, VIT_PREMISE_STRESS_UNIT,
      "(foo) behind stress [foo] is no unit" },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      GString *text = g_string_new (cases[k].header);
      g_string_append_c (text, '\n');
      for (int i = 0; i < N_ROWS; i++)
        g_string_append_printf (text, "%.10g %.10g %.10g\n", cases[k].time * i,
                                cases[k].strain * 0.001 * i,
                                cases[k].stress * fmin (MODULUS * 0.001 * i, PLATEAU));
      g_autofree char *content = g_string_free (text, FALSE);
      g_autoptr (VitThermoLog) log = loading_open_text (content);
      g_autoptr (VitPremises) judged = vit_premises_new ();
      g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, judged, NULL);
      const VitPremise *premise = vit_premises_look_up (judged, cases[k].id);
      g_test_message ("%s", premise ? premise->doubt : NULL);
      g_assert_true (premise && premise->doubt && strstr (premise->doubt, cases[k].words));
    }
}

/* Read a test of MODULUS and PLATEAU: @n rows up to @most, strains as @strain each. */
static VitLoadingCurve *
read_table (
    const char *header, int n, double most, double strain, const char *given, VitPremises *judged)
{
  g_autoptr (GString) text = g_string_new (header);
  g_autoptr (VitPremises) premises = vit_premises_new ();
  for (int i = 0; i < n; i++)
    {
      double e = most * i / (n - 1);
      g_string_append_printf (text, "%.10g %.10g\n", strain * e, fmin (MODULUS * e, PLATEAU));
    }
  if (given)
    g_assert_true (vit_premises_parse_assignment (premises, given, NULL));
  g_autoptr (VitThermoLog) log = loading_open_text (text->str);
  return vit_loading_read (log, premises, judged, NULL);
}

/* A strain in percent that stays below 2, whose modulus is plausible or none, is doubted, and given
 * in percent it is not. */
static void
test_small_percent (void)
{
  for (int n = 20; n <= 1000; n += 140)
    for (double most = 0.006; most < 0.02; most += 0.004)
      {
        g_autoptr (VitPremises) judged = vit_premises_new (), again = vit_premises_new ();
        g_autoptr (VitLoadingCurve) curve =
            read_table ("strain stress\n", n, most, 100, NULL, judged);
        const VitPremise *unit = vit_premises_look_up (judged, VIT_PREMISE_STRAIN_UNIT);
        g_test_message ("%d rows up to %g %%: %s", n, 100 * most, unit->doubt);
        g_assert_true (unit->doubt && strstr (unit->doubt, "--premise strain_unit=%"));
        g_autoptr (VitLoadingCurve) right =
            read_table ("strain stress\n", n, most, 100, "strain_unit=%", again);
        loading_check_doubts (again);
        g_assert_cmpfloat_with_epsilon (right->strain[n - 1], most, 1e-9);
      }
}

/* A loading whose first row is strained and bears nothing counts from another length, whoever gave
 * it; one that was cut out of a longer one bears the stress of its strain. */
static void
test_origin (void)
{
  for (int cut = 0; cut < 2; cut++)
    for (int k = 0; k < 3; k++)
      {
        static const double lengths[] = { 120, 117, 124 };
        g_autoptr (GString) text = g_string_new ("lz pzz_GPa\n");
        g_autoptr (VitPremises) given = vit_premises_new (), judged = vit_premises_new ();
        for (int i = 0; i < N_ROWS; i++)
          {
            double e = 0.001 * i, offset = cut ? L0 / lengths[k] - 1 : 0;
            g_string_append_printf (text, "%.10g %.10g\n", L0 * (1 + e),
                                    -fmin (MODULUS * (e + offset), PLATEAU));
          }
        vit_premises_set_number (given, VIT_PREMISE_LENGTH0, VIT_SOURCE_USER, lengths[k]);
        g_autoptr (VitThermoLog) log = loading_open_text (text->str);
        g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, given, judged, NULL);
        const VitPremise *length = vit_premises_look_up (judged, VIT_PREMISE_LENGTH0);
        g_test_message ("L0 %g, cut %d: %s", lengths[k], cut, length->doubt);
        g_assert_true ((length->doubt != NULL) == (!cut && k > 0));
      }
}

/* What is advised against signs that differ is not what was given. */
static void
test_advice (void)
{
  static const struct
  {
    const char *given, *advice;
  } cases[] = { { NULL, "stress_column=-pzz_GPa turns the one, strain_column=-strain the other" },
                { "stress_column=-pzz_GPa", NULL },
                { "strain_column=-strain", NULL } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VitLoadingCurve) curve =
          read_table ("strain pzz_GPa\n", N_ROWS, 0.1, 1, cases[i].given, NULL);
      if (cases[i].advice)
        g_assert_nonnull (strstr (curve->why, cases[i].advice));
      else
        g_assert_null (curve->why);
    }
  for (int i = 0; i < 2; i++)
    {
      const char *given = i == 0 ? "stress_column=-stress" : "strain_column=-strain";
      g_autoptr (VitLoadingCurve) turned =
          read_table ("strain stress\n", N_ROWS, 0.1, 1, given, NULL);
      g_test_message ("%s: %s", given, turned->why);
      g_assert_nonnull (strstr (turned->why, "sign conventions differ"));
      g_assert_null (strstr (turned->why, given));
    }
}

/* A strain whose name has no axis is along the one that is given, and so is its stress. */
static void
test_given_axis (void)
{
  for (int axis = 0; axis < 3; axis++)
    {
      g_autoptr (GString) text = g_string_new ("strain pxx_GPa pyy_GPa pzz_GPa\n");
      g_autoptr (VitPremises) given = vit_premises_new ();
      for (int i = 0; i < N_ROWS; i++)
        {
          double stress = fmin (MODULUS * 0.001 * i, PLATEAU);
          g_string_append_printf (text, "%g %g %g %g\n", 0.001 * i, -0.5 * stress, -stress,
                                  -0.75 * stress);
        }
      vit_premises_set (given, VIT_PREMISE_AXIS, VIT_SOURCE_USER, vit_axis_name (axis));
      g_autoptr (VitThermoLog) log = loading_open_text (text->str);
      g_autoptr (VitPremises) judged = vit_premises_new ();
      g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, given, judged, NULL);
      g_assert_cmpint (curve->axis, ==, axis);
      g_assert_null (curve->idle[VIT_PREMISE_AXIS]);
      loading_check_yield (curve, 1, (double[]){ 0.5, 1, 0.75 }[axis]);
    }
}

/* A log that shows its input without units was written in lj; one that is cut, or goes on from a
 * restart file, says nothing of them. */
static void
test_no_units (void)
{
  static const struct
  {
    const char *input;
    bool doubted;
  } cases[] = {
    { "LAMMPS (2 Aug 2023)\nboundary p p p\nread_data glass.data\nrun 1000\n", true },
    { "LAMMPS (2 Aug 2023)\npair_style eam/alloy\nrun 1000\n", true },
    { "LAMMPS (2 Aug 2023)\nunits metal\npair_style eam/alloy\nrun 1000\n", false },
    { "LAMMPS (2 Aug 2023)\nread_restart glass.restart\npair_style eam/alloy\nrun 1000\n", false },
    { "LAMMPS (2 Aug 2023)\n", false },
    { "pair_style eam/alloy\nrun 1000\n", false },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (cases[i].input);
      g_string_append (text, "Per MPI rank memory allocation (min/avg/max) = 4 | 4 | 4 Mbytes\n"
                             "Step Lz Pzz\n");
      for (int row = 0; row < N_ROWS; row++)
        g_string_append_printf (text, "%d %g %g\n", 100 * row, L0 * (1 + 0.001 * row),
                                -1e4 * fmin (MODULUS * 0.001 * row, PLATEAU));
      g_autoptr (VitThermoLog) log = loading_open_text (text->str);
      g_autoptr (VitPremises) judged = vit_premises_new ();
      g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, NULL, judged, NULL);
      const VitPremise *units = vit_premises_look_up (judged, VIT_PREMISE_UNITS);
      g_test_message ("%s%s", cases[i].input, units->doubt);
      g_assert_true ((units->doubt != NULL) == cases[i].doubted);
      g_assert_cmpuint (vit_premises_count_doubts (judged), ==, cases[i].doubted);
    }
}

/* Steps of a table tell no times: a steady loading rests on none, and rates are doubted. */
static void
test_steps_of_table (void)
{
  for (int creeps = 0; creeps < 2; creeps++)
    for (int given = 0; given < 2; given++)
      {
        g_autoptr (GString) text = g_string_new ("step strain stress_GPa\n");
        for (int i = 0; i < N_ROWS; i++)
          g_string_append_printf (text, "%d %.10g %.10g\n", 100 * i,
                                  creeps ? 0.03 * sqrt (i / 100.0) : 0.001 * i,
                                  creeps ? 2 : fmin (MODULUS * 0.001 * i, PLATEAU));
        g_autoptr (VitThermoLog) log = loading_open_text (text->str);
        g_autoptr (VitPremises) judged = vit_premises_new (), premises = vit_premises_new ();
        if (given)
          vit_premises_set_number (premises, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, 0.002);
        g_autoptr (VitLoadingCurve) curve = vit_loading_read (log, premises, judged, NULL);
        const VitPremise *timestep = vit_premises_look_up (judged, VIT_PREMISE_TIMESTEP);
        g_assert_cmpint (curve->kind, ==, creeps ? VIT_LOADING_CREEP : VIT_LOADING_STEADY);
        g_assert_true ((timestep != NULL) == (creeps || given));
        g_assert_true ((timestep && timestep->doubt) == (creeps && !given));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loading-doubts/sentences", test_sentences);
  g_test_add_func ("/loading-doubts/shown", test_shown);
  g_test_add_func ("/loading-doubts/implausible", test_implausible);
  g_test_add_func ("/loading-doubts/small-percent", test_small_percent);
  g_test_add_func ("/loading-doubts/origin", test_origin);
  g_test_add_func ("/loading-doubts/advice", test_advice);
  g_test_add_func ("/loading-doubts/given-axis", test_given_axis);
  g_test_add_func ("/loading-doubts/no-units", test_no_units);
  g_test_add_func ("/loading-doubts/steps-of-table", test_steps_of_table);
  return g_test_run ();
}

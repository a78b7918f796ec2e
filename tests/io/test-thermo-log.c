/* LAMMPS logs in all their shapes, and files of columns. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "core/base/error.h"
#include "core/io/thermo-log.h"

static VitThermoLog *
try_text (const char *text, GError **error)
{
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("vitrine-log-XXXXXX", &path, NULL);
  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  VitThermoLog *log = vit_thermo_log_open (path, NULL, error);
  g_remove (path);
  return log;
}

static VitThermoLog *
open_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  VitThermoLog *log = try_text (text, &error);
  g_assert_no_error (error);
  return log;
}

static void
check_column (VitThermoLog *log, size_t section, const char *name, const double *values, size_t n)
{
  const double *column = vit_thermo_log_get_column (log, section, name);
  g_assert_nonnull (column);
  g_assert_cmpuint (vit_thermo_log_get_n_rows (log, section), ==, n);
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat (column[i], ==, values[i]);
}

#define HEAD "LAMMPS (2 Aug 2023)\nunits metal\ntimestep 0.002\nrun 200\n"
#define MEMORY "Per MPI rank memory allocation (min/avg/max) = 4.1 | 4.1 | 4.1 Mbytes\n"
#define LOOP "Loop time of 1.5 on 1 procs for 200 steps with 32 atoms\n\n"

static void
test_several_runs (void)
{
  g_autoptr (VitThermoLog) log =
      open_text (HEAD MEMORY "   Step          Temp           Pzz      \n"
                             "         0   300            1.5e3\n"
                             "       100   301.25        -20\n" LOOP
                             "Nlocal: 3 ave 3 max 3 min\n1 2 3\n" MEMORY
                             "Step Time Lz\n100 0.2 10\n200 0.4 11\n" LOOP);
  g_assert_cmpstr (vit_thermo_log_get_units (log), ==, "metal");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 2);
  check_column (log, 0, "temp", (const double[]){ 300, 301.25 }, 2);
  check_column (log, 0, "Pzz", (const double[]){ 1500, -20 }, 2);
  check_column (log, 1, "Lz", (const double[]){ 10, 11 }, 2);
  g_assert_null (vit_thermo_log_get_column (log, 1, "Temp"));
  g_assert_cmpint (vit_thermo_log_find_section (log, 0, 100), ==, 0);
  g_assert_cmpint (vit_thermo_log_find_section (log, 100, 200), ==, 1);
  g_assert_cmpint (vit_thermo_log_find_section (log, 0, 200), ==, -1);
  g_assert_cmpfloat_with_epsilon (vit_thermo_log_interpolate (log, 1, "Time", "Lz", 0.3), 10.5,
                                  1e-12);
  g_assert_true (isnan (vit_thermo_log_interpolate (log, 1, "Time", "Lz", 0.5)));
}

/* Columns in any order, with names that hold brackets; no Step at all. */
static void
test_custom_columns (void)
{
  g_autoptr (VitThermoLog) log = open_text (
      HEAD MEMORY "Time c_press[3] v_strain Step\n"
                  "0 1 0 0\n0.2 2 nan 100\n0.4 3 -inf 200\n" LOOP MEMORY "v_a\n1\n2\n" LOOP);
  g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 2);
  check_column (log, 0, "c_press[3]", (const double[]){ 1, 2, 3 }, 3);
  const double *strain = vit_thermo_log_get_column (log, 0, "v_strain");
  g_assert_true (isnan (strain[1]) && isinf (strain[2]));
  check_column (log, 1, "v_a", (const double[]){ 1, 2 }, 2);
}

static void
test_warnings (void)
{
  g_autoptr (VitThermoLog) log = open_text (
      HEAD MEMORY "WARNING: Dump dcd/xtc timestamp may be wrong (../dump.cpp:1)\n"
                  "Step Temp\n0 300\nWARNING: Dihedral problem 100 301\n"
                  "WARNING: 7 8\n  100   302\nERROR: Lost atoms: original 32 current 31\n");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 1);
  check_column (log, 0, "Step", (const double[]){ 0, 100 }, 2);
  check_column (log, 0, "Temp", (const double[]){ 300, 302 }, 2);
}

/* The run was killed inside a row, and a second one writes behind it. */
static void
test_appended (void)
{
  g_autoptr (VitThermoLog) log =
      open_text (HEAD MEMORY "Step Temp Lz\n0 300 10\n100 301 11\n200 30" HEAD MEMORY
                             "Step Temp Lz\n100 311 11\n200 312 12\n300 313 13\n400 31");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 2);
  check_column (log, 0, "Temp", (const double[]){ 300, 301 }, 2);
  check_column (log, 1, "Temp", (const double[]){ 311, 312, 313 }, 3);
  g_assert_cmpint (vit_thermo_log_find_section (log, 100, 100), ==, 1);
}

#define STEP(n) "------------ Step " #n " ----- CPU =            0 (sec) -------------\n"

static void
test_multi (void)
{
  g_autoptr (VitThermoLog) log = open_text (HEAD MEMORY STEP (
      0) "TotEng   =      -100.5 KinEng   =         2.0 Temp     =       300.0\n"
         "PotEng   =      -102.5 Press    =       1e+03 \n" STEP (
             100) "TotEng   =      -101.5 KinEng   =         2.5 Temp     =       301.0\n"
                  "WARNING: something = 5\n"
                  "PotEng   =      -104.0 Press    =       -7 \n" LOOP MEMORY STEP (
                      100) "TotEng   =      1 KinEng   =         2 Temp     =       3\n"
                           "PotEng   =      4 Press    =       5\n" STEP (200) "TotEng = 6\n");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 2);
  check_column (log, 0, "Step", (const double[]){ 0, 100 }, 2);
  check_column (log, 0, "Press", (const double[]){ 1000, -7 }, 2);
  check_column (log, 1, "Press", (const double[]){ 5 }, 1);
}

static void
test_yaml (void)
{
  g_autoptr (VitThermoLog) log = open_text (
      HEAD MEMORY "---\nkeywords: ['Step', 'Temp', 'c_press[3]', ]\ndata:\n"
                  "  - [0, 300.5, -7, ]\nWARNING: careful\n  - [100, 301, 1e2, ]\n...\n" LOOP MEMORY
                  "---\nkeywords: [Step, Temp]\ndata:\n  - [100, 5]\n  - [200, 6");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 2);
  check_column (log, 0, "Temp", (const double[]){ 300.5, 301 }, 2);
  check_column (log, 0, "c_press[3]", (const double[]){ -7, 100 }, 2);
  check_column (log, 1, "Temp", (const double[]){ 5 }, 1);
}

static void
test_columns (void)
{
  g_autoptr (VitThermoLog) plain = open_text (
      "# time_ps stress_GPa strain\n0 0.5 0.01\n\n0.1 0.6 0.02\r\n# time_ps stress_GPa strain\n"
      "0.1 0.7 0.03\n");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (plain), ==, 2);
  check_column (plain, 0, "stress_gpa", (const double[]){ 0.5, 0.6 }, 2);
  check_column (plain, 1, "strain", (const double[]){ 0.03 }, 1);

  g_assert_true (vit_thermo_log_find_quantity (plain, 0, "stress") ==
                 vit_thermo_log_get_column (plain, 0, "stress_GPa"));
  g_assert_nonnull (vit_thermo_log_find_quantity (plain, 0, "time"));
  g_assert_null (vit_thermo_log_find_quantity (plain, 0, "str"));

  g_autoptr (VitThermoLog) averaged =
      open_text ("# Time-averaged data for fix curve\n# TimeStep v_strain c_press[3]\n"
                 "100 0.1 5\n200 0.2 6\n");
  check_column (averaged, 0, "Step", (const double[]){ 100, 200 }, 2);
  check_column (averaged, 0, "c_press[3]", (const double[]){ 5, 6 }, 2);

  g_autoptr (VitThermoLog) bare = open_text ("strain stress\n0.1 5\n0.2 6\n");
  check_column (bare, 0, "stress", (const double[]){ 5, 6 }, 2);
}

static void
test_no_table (void)
{
  static const char *const texts[] = {
    "",
    "\n\n",
    "Dear reader,\nthis is a letter of 2 lines.\n",
    HEAD MEMORY "Step Temp\n",
    "# Fix print output for fix 1\n0 1\n1 2\n",
    "1 2 3\n4 5 6\n",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (try_text (texts[i], &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
    }
}

static VitThermoLog *
open_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  VitThermoLog *log = vit_thermo_log_open (path, NULL, &error);
  g_assert_no_error (error);
  return log;
}

/* Logs of an old LAMMPS: multi-line style among lines of SHAKE, and runs with brackets in names. */
static void
test_old_logs (void)
{
  g_autoptr (VitThermoLog) multi = open_data ("log.multi.gz");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (multi), ==, 1);
  g_assert_cmpuint (vit_thermo_log_get_n_rows (multi, 0), ==, 7);
  g_assert_cmpfloat (vit_thermo_log_get_column (multi, 0, "Press")[0], ==, -837.0112);
  g_assert_cmpfloat (vit_thermo_log_get_column (multi, 0, "Step")[6], ==, 300);
  g_assert_cmpstr (vit_thermo_log_get_units (multi), ==, "real");

  static const size_t rows[] = { 6, 2, 11, 11, 11, 11 };
  g_autoptr (VitThermoLog) elastic = open_data ("log.elastic.gz");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (elastic), ==, 6);
  for (size_t s = 0; s < 6; s++)
    g_assert_cmpuint (vit_thermo_log_get_n_rows (elastic, s), ==, rows[s]);
  g_assert_nonnull (vit_thermo_log_get_column (elastic, 2, "c_fx[1]"));
}

/* A restart repeats a part of the run: what was written last is taken. */
static void
test_strain (void)
{
  const int64_t steps[] = { 0, 100, 200 };
  const double times[] = { 5, 5.2, 5.4 };
  double strain[3];
  g_autoptr (VitThermoLog) log =
      open_text (HEAD MEMORY "Step Time Lz\n0 5 10\n100 5.2 11\n" LOOP MEMORY
                             "Step Time Lz\n100 5.2 12\n200 5.4 13\n" LOOP);
  g_assert_cmpfloat (vit_thermo_log_get_rest_length (log), ==, 10);
  g_assert_true (vit_thermo_log_get_strain (log, steps, times, 3, strain));
  g_assert_cmpfloat_with_epsilon (strain[0], 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (strain[1], 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (strain[2], 0.3, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/thermo-log/several-runs", test_several_runs);
  g_test_add_func ("/io/thermo-log/custom-columns", test_custom_columns);
  g_test_add_func ("/io/thermo-log/warnings", test_warnings);
  g_test_add_func ("/io/thermo-log/appended", test_appended);
  g_test_add_func ("/io/thermo-log/multi", test_multi);
  g_test_add_func ("/io/thermo-log/yaml", test_yaml);
  g_test_add_func ("/io/thermo-log/columns", test_columns);
  g_test_add_func ("/io/thermo-log/no-table", test_no_table);
  g_test_add_func ("/io/thermo-log/old-logs", test_old_logs);
  g_test_add_func ("/io/thermo-log/strain", test_strain);
  return g_test_run ();
}

/* LAMMPS logs in all their shapes, and files of columns. */

#include <gio/gio.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/base/error.h"
#include "core/io/thermo-log.h"

/* Longer files are not read in many pieces. */
#define MOST_FOLLOWED 65536

/* A and B say the same. */
static void
check_equal (VitThermoLog *a, VitThermoLog *b)
{
  g_assert_cmpuint (vit_thermo_log_get_n_sections (a), ==, vit_thermo_log_get_n_sections (b));
  g_assert_true (vit_thermo_log_is_table (a) == vit_thermo_log_is_table (b));
  g_assert_cmpuint (vit_thermo_log_get_n_stray (a), ==, vit_thermo_log_get_n_stray (b));
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (a); s++)
    {
      const char *const *columns = vit_thermo_log_get_columns (a, s);
      size_t n = vit_thermo_log_get_n_rows (a, s);
      g_assert_cmpuint (n, ==, vit_thermo_log_get_n_rows (b, s));
      g_assert_true (g_strv_equal (columns, vit_thermo_log_get_columns (b, s)));
      g_assert_cmpstr (vit_thermo_log_get_units (a, s), ==, vit_thermo_log_get_units (b, s));
      double steps[] = { vit_thermo_log_get_timestep (a, s), vit_thermo_log_get_timestep (b, s) };
      g_assert_true (steps[0] == steps[1] || (isnan (steps[0]) && isnan (steps[1])));
      for (const char *const *name = columns; *name && n > 0; name++)
        g_assert_cmpmem (vit_thermo_log_get_column (a, s, *name), n * sizeof (double),
                         vit_thermo_log_get_column (b, s, *name), n * sizeof (double));
    }
}

/* @n bytes of @text as a member of a .gz file. */
static GBytes *
pack (const char *text, gsize n)
{
  g_autoptr (GZlibCompressor) how = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, G_CONVERTER (how));
  g_assert_true (g_output_stream_write_all (out, text, n, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* Of a file that is followed while it is written, wherever writing stops, the same is read as of
 * one that is there; also where it is packed, a member at a time. */
static void
check_followed (const char *path, const char *text, bool packed)
{
  g_autoptr (VitThermoLog) followed = NULL;
  gsize n = strlen (text), step = MAX (1, n / 23);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  FILE *file = g_fopen (path, "a");
  for (gsize i = 0; i < n; i += step)
    {
      g_autoptr (GBytes) bytes = packed ? pack (text + i, MIN (step, n - i))
                                        : g_bytes_new_static (text + i, MIN (step, n - i));
      g_assert_cmpuint (fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), file),
                        ==, g_bytes_get_size (bytes));
      fflush (file);
      g_autoptr (VitThermoLog) now = vit_thermo_log_follow (followed, path, NULL, NULL);
      g_autoptr (VitThermoLog) whole = vit_thermo_log_open (path, NULL, NULL);
      g_assert_true (!now == !whole);
      if (now)
        check_equal (now, whole);
      g_clear_pointer (&followed, vit_thermo_log_unref);
      followed = g_steal_pointer (&now);
    }
  fclose (file);
}

static VitThermoLog *
try_text (const char *text, GError **error)
{
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("vitrine-log-XXXXXX", &path, NULL);
  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  VitThermoLog *log = vit_thermo_log_open (path, NULL, error);
  if (strlen (text) < MOST_FOLLOWED)
    for (int packed = 0; packed < 2; packed++)
      check_followed (path, text, packed);
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
  g_assert_cmpstr (vit_thermo_log_get_units (log, 0), ==, "metal");
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
  g_assert_cmpstr (vit_thermo_log_get_units (multi, 0), ==, "real");

  static const size_t rows[] = { 6, 2, 11, 11, 11, 11 };
  g_autoptr (VitThermoLog) elastic = open_data ("log.elastic.gz");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (elastic), ==, 6);
  for (size_t s = 0; s < 6; s++)
    g_assert_cmpuint (vit_thermo_log_get_n_rows (elastic, s), ==, rows[s]);
  g_assert_nonnull (vit_thermo_log_get_column (elastic, 2, "c_fx[1]"));
}

/* Atoms are those of the end of a run, else those that were read, unless some are added; a fix that
 * changes the timestep does so until it ends and a timestep is set. */
static void
test_atoms_and_fixes (void)
{
#define ROWS MEMORY "Step Temp\n0 1\n100 2\n"
  g_autoptr (VitThermoLog) log = open_text (
      HEAD
      "  reading atoms ...\n  64 atoms\n  32 atoms in group mobile\n" ROWS "run 100\n" ROWS LOOP
      "fix ${id} all dt/reset 10 1e-5 0.01 0.1\nfix dt all dt/reset 10 1e-5 0.01 0.1\n" ROWS LOOP
      "unfix dt\n" ROWS LOOP "timestep 0.001\n" ROWS LOOP
      "create_atoms 1 box\nCreated 500 atoms\n" ROWS);
  static const double n_atoms[] = { 64, 32, 32, 32, 32, NAN };
  static const bool varies[] = { false, false, true, true, false, false };
  g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, G_N_ELEMENTS (n_atoms));
  for (size_t s = 0; s < G_N_ELEMENTS (n_atoms); s++)
    {
      double n = vit_thermo_log_get_n_atoms (log, s);
      g_assert_true (n == n_atoms[s] || (isnan (n) && isnan (n_atoms[s])));
      g_assert_cmpint (vit_thermo_log_get_varies (log, s), ==, varies[s]);
    }
}

/* Settings hold for the runs that begin after them. */
static void
test_settings (void)
{
  g_autoptr (VitThermoLog) log = open_text (
      "LAMMPS (2 Aug 2023)\nunits real  # kcal\ntimestep ${dt}\ntimestep 2.0 # fs\n"
      "  orthogonal box = (0 -1 0) to (10 11 12.5)\n" MEMORY "Step Temp\n0 1\n100 2\n" LOOP
      "timestep 1\nreplicate 2 1 1\n"
      "  triclinic box = (0 0 0) to (20 12 12.5) with tilt (1 0 0)\nminimize 0 1e-6 100 "
      "100\n" MEMORY "Step Temp\n100 1\n110 2\n" LOOP "units lj\n" MEMORY
      "Step Temp\n110 1\n200 2\n" LOOP
      "run 100\nSetting up Verlet run ...\n  Unit style    : metal\n  Current step  : 200\n"
      "  Time step     : 0.001\n" MEMORY "Step Temp\n200 1\n300 2\n" LOOP);
  static const char *const units[] = { "real", "real", "lj", "metal" };
  static const double timesteps[] = { 2, 1, NAN, 0.001 };
  double box[3];
  g_assert_false (vit_thermo_log_is_table (log));
  g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 4);
  for (size_t s = 0; s < 4; s++)
    {
      g_assert_cmpstr (vit_thermo_log_get_units (log, s), ==, units[s]);
      double timestep = vit_thermo_log_get_timestep (log, s);
      g_assert_true (timestep == timesteps[s] || (isnan (timestep) && isnan (timesteps[s])));
      g_assert_true (vit_thermo_log_get_minimises (log, s) == (s == 1 || s == 2));
      g_assert_cmpuint (vit_thermo_log_get_number (log, s), ==, s + 1);
    }
  g_assert_true (vit_thermo_log_get_box (log, 0, box));
  g_assert_cmpfloat (box[1], ==, 12);
  g_assert_true (vit_thermo_log_get_box (log, 1, box));
  g_assert_cmpfloat (box[0], ==, 20);
  g_assert_false (vit_thermo_log_get_box (log, 2, box));
}

/* Rows of `fix print` of as many numbers as the table's, before, between and behind its rows, with
 * the step in front or something else; and steps that begin anew without a line of names. */
static void
test_stray_rows (void)
{
  for (int k = 0; k < 4; k++)
    for (int every = 1; every <= 3; every++)
      {
        g_autoptr (GString) text = g_string_new (HEAD);
        /* What rises as steadily as the steps is told by the interval that the log repeats. */
        g_string_append_printf (text, "%s" MEMORY "Step Lz Pzz\n", k == 3 ? "thermo 100\n" : "");
        g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (double));
        for (int i = 0; i <= 40; i++)
          {
            double length = 100 + 0.1 * i;
            g_autofree char *stray = k == 0   ? g_strdup_printf ("%d 0.5 3.25\n", 100 * i)
                                     : k == 1 ? g_strdup_printf ("0.%04d 0.5 3.25\n", i)
                                     : k == 2 ? g_strdup ("300 0.5 3.25\n")
                                              : g_strdup_printf ("%d 0.5 3.25\n", 7 * i + 1);
            if (i > 0 && i % every == 0)
              g_string_append (text, stray);
            g_string_append_printf (text, "%d %.1f %d\n", 100 * i, length, -80 * i);
            g_array_append_val (lengths, length);
          }
        g_autoptr (VitThermoLog) log = open_text (text->str);
        g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 1);
        g_test_message ("kind %d, every %d", k, every);
        g_assert_cmpuint (vit_thermo_log_get_n_stray (log), ==, (guint) (40 / every));
        check_column (log, 0, "Lz", (const double *) (void *) lengths->data, 41);
      }
  g_autoptr (VitThermoLog) anew =
      open_text (HEAD MEMORY "Step Lz\n0 1\n10 2\n20 3\n30 4\n0 5\n10 6\n20 7\n");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (anew), ==, 2);
  check_column (anew, 0, "Lz", (const double[]){ 1, 2, 3, 4 }, 4);
  check_column (anew, 1, "Lz", (const double[]){ 5, 6, 7 }, 3);
}

/* The ways in which people name columns; all are the same table. */
static void
test_headers (void)
{
  static const char *const headers[] = {
    "# time_ps strain stress_GPa\n",
    "time strain stress\n",
    "# time (ps), strain (%), stress (GPa)\n",
    "# time(ps) strain(%) stress(GPa)\n",
    "time [ps]  strain [%]  stress [GPa]\n",
    "# time ps strain % stress GPa\n",
    "time ps, strain %, stress GPa\n",
    "time\tengineering strain\ttrue stress [GPa]\n",
    "Title of a spreadsheet\n\ntime | strain | stress\n",
    "# Time-averaged data for fix curve\n# TimeStep v_strain v_stress\n",
    "% time strain stress\n",
    "# col 1: time ps\n# col 2: strain 1\n# col 3: stress GPa\n",
    "strain of a glass, made by hand\n# time strain stress\n# units are as usual in all of it\n",
  };
  for (gsize h = 0; h < G_N_ELEMENTS (headers); h++)
    for (int tabs = 0; tabs < 2; tabs++)
      {
        g_autofree char *text =
            g_strconcat (headers[h], tabs ? "0\t0.5\t1\n1\t0.6\t2\n" : "0 0.5 1\n1  0.6 2\n", NULL);
        g_autoptr (VitThermoLog) log = open_text (text);
        const char *const *names = vit_thermo_log_get_columns (log, 0);
        g_test_message ("%s: %s | %s | %s", headers[h], names[0], names[1], names[2]);
        g_assert_cmpuint (g_strv_length ((char **) names), ==, 3);
        g_assert_nonnull (strstr (names[1], "strain"));
        g_assert_nonnull (strstr (names[2], "stress"));
        check_column (log, 0, names[1], (const double[]){ 0.5, 0.6 }, 2);
        g_assert_true (vit_thermo_log_is_table (log));
      }
  g_autoptr (VitThermoLog) comma =
      open_text ("\"time, ps\",\"strain\",stress,\n0,0.5,1,\n1,,2,\n2,0.7,3,\n");
  const double *strain = vit_thermo_log_get_column (comma, 0, "strain");
  g_assert_cmpuint (vit_thermo_log_get_n_rows (comma, 0), ==, 3);
  g_assert_true (strain[0] == 0.5 && isnan (strain[1]) && strain[2] == 0.7);
  g_autoptr (VitThermoLog) fortran =
      open_text ("strain stress\n1.0D-03 8.0d-02\n2.0D-03 .16\n0.003\n4e-3 0.3x\n");
  check_column (fortran, 0, "strain", (const double[]){ 1e-3, 2e-3 }, 2);
  g_assert_cmpuint (vit_thermo_log_get_n_stray (fortran), ==, 2);
  g_autoptr (VitThermoLog) decimal = open_text ("time;strain;stress\n0;0,5;1\n1;0,6;2,25\n");
  check_column (decimal, 0, "stress", (const double[]){ 1, 2.25 }, 2);
}

static void
test_named_by_the_user (void)
{
  static const char *const names[] = { "strain", "stress", NULL };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_close (g_file_open_tmp ("vitrine-log-XXXXXX", &path, NULL), NULL);
  g_assert_true (
      g_file_set_contents (path, "# Fix print output for fix 1\n0.1 5\n0.2 6\n", -1, NULL));
  g_autoptr (VitThermoLog) log = vit_thermo_log_open_named (path, names, NULL, &error);
  g_assert_no_error (error);
  check_column (log, 0, "stress", (const double[]){ 5, 6 }, 2);
  g_assert_true (g_file_set_contents (path, "0.1 5 7\n0.2 6 8\n", -1, NULL));
  g_assert_null (vit_thermo_log_open_named (path, names, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "line 1 has 3 numbers, and 2 columns are named"));
  g_remove (path);
}

/* Rows of one time are one; a time that falls begins a section; curves side by side are sections.
 */
static void
test_table_rows (void)
{
  g_autoptr (VitThermoLog) equal = open_text ("# time strain\n0 1\n1 2\n1 4\n2 5\n0.5 7\n1.5 8\n");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (equal), ==, 2);
  check_column (equal, 0, "strain", (const double[]){ 1, 3, 5 }, 3);
  check_column (equal, 1, "strain", (const double[]){ 7, 8 }, 2);
  g_autoptr (VitThermoLog) beside =
      open_text ("a: time t (ps),a: strain ε (%),b: c: time t (ps),b: c: strain ε "
                 "(%)\n0,1,5,6\n1,2,6,7\n2,3,,\n");
  g_assert_cmpuint (vit_thermo_log_get_n_sections (beside), ==, 2);
  check_column (beside, 0, "strain ε (%)", (const double[]){ 1, 2, 3 }, 3);
  check_column (beside, 1, "time t (ps)", (const double[]){ 5, 6 }, 2);
  g_assert_true (!vit_thermo_log_is_beside (beside, 0) && vit_thermo_log_is_beside (beside, 1));
}

/* A table without names, or with too many, is refused by line and number. */
static void
test_refusals (void)
{
  static const struct
  {
    const char *text, *words;
  } cases[] = {
    { "# Fix print output for fix 1\n0 1\n1 2\n",
      "line 2 has 2 numbers, and the line before them has 6 words" },
    { "\n0 1 2\n1 2 3\n", "line 2 has 3 numbers, and no line before it names the columns" },
    { "Dear reader,\n", "neither a LAMMPS log" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (try_text (cases[i].text, &error));
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

/* What `fix print` writes between the steps of multi-line style is no column and drops no row,
 * wherever it stands; what is left out is counted. */
static void
test_printed_between (void)
{
  for (int every = 1; every <= 20; every++)
    for (int first = 0; first < 3; first++)
      for (int cut = 0; cut < 2; cut++)
        {
          g_autoptr (GString) text = g_string_new (HEAD MEMORY);
          for (int i = 0; i < 40; i++)
            {
              g_string_append_printf (text,
                                      "------------ Step %d ----- CPU = 0.5 (sec) -------------\n"
                                      "Temp = 300 Lz = %d %s\n",
                                      100 * i, 50 + i, cut && i == 39 ? "" : "Pzz = -3.5");
              if (i >= first && i % every == 0 && !(cut && i == 39))
                g_string_append_printf (text, "strain = %g at Lz = 99\n", 0.01 * i);
            }
          g_string_append (text, cut ? "" : LOOP);
          g_autoptr (VitThermoLog) log = open_text (text->str);
          g_test_message ("every %d from %d, cut %d", every, first, cut);
          g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 1);
          g_assert_cmpuint (vit_thermo_log_get_n_rows (log, 0), ==, cut ? 39 : 40);
          g_assert_cmpuint (vit_thermo_log_get_n_stray (log), ==, (gsize) cut);
          const double *lengths = vit_thermo_log_get_column (log, 0, "Lz");
          for (int i = 0; i < (cut ? 39 : 40); i++)
            g_assert_cmpfloat (lengths[i], ==, 50 + i);
          g_assert_nonnull (vit_thermo_log_get_column (log, 0, "Pzz"));
          if (every > 2)
            g_assert_null (vit_thermo_log_get_column (log, 0, "strain"));
        }
}

/* Rows that are left out are counted, whatever the style. */
static void
test_counted (void)
{
  static const struct
  {
    const char *text;
    size_t rows, stray;
  } cases[] = {
    { HEAD MEMORY "Step Temp Lz\n0 1 2\n100 1\n200 1 2\n300 1 2 4\n400 1 2\n" LOOP, 3, 2 },
    { HEAD MEMORY "Step Temp Lz\n0 1 2\nstrain is 4\n200 1 2\n" LOOP "3 4 5\n", 2, 0 },
    { "LAMMPS (1)\n---\nkeywords: ['Step', 'Lz']\ndata:\n  - [0, 1]\n  - [1]\n  - [2, 1]\n...\n", 2,
      1 },
    { "# time strain\n0 1\nnan 1\n1 2\n0.5 1\n", 2, 1 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VitThermoLog) log = open_text (cases[i].text);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (vit_thermo_log_get_n_rows (log, 0), ==, cases[i].rows);
      g_assert_cmpuint (vit_thermo_log_get_n_stray (log), ==, cases[i].stray);
    }
}

/* Processor time of reading a log of @n columns and finding each, in seconds. */
static double
time_columns (int style, int n)
{
  static const char *const heads[] = { "LAMMPS (1)\n" MEMORY "Step", "# a (", "# a", "" };
  g_autoptr (GString) text = g_string_new (heads[style]);
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, style == 2 ? " GPa" : style == 3 ? "L%d: strain," : " c%d", i);
  for (int row = 0; row < 2; row++)
    {
      g_string_append_printf (text, "\n%d", row);
      for (int i = 0; i < n - (style == 3); i++)
        g_string_append (text, style == 3 ? ",1" : " 1");
    }
  g_string_append (text, "\n");
  clock_t begin = clock ();
  g_autoptr (VitThermoLog) log = try_text (text->str, NULL);
  const char *const *names = log ? vit_thermo_log_get_columns (log, 0) : NULL;
  for (; names && *names; names++)
    g_assert_nonnull (vit_thermo_log_get_column (log, 0, *names));
  return (double) (clock () - begin) / CLOCKS_PER_SEC;
}

/* Time is proportional to the number of columns: in eight times as many it would grow by 64. */
static void
test_wide (void)
{
  for (int style = 0; style < 4; style++)
    {
      double few = time_columns (style, 5000), many = time_columns (style, 40000);
      g_test_message ("style %d: %.3f s and %.3f s", style, few, many);
      g_assert_cmpfloat (many, <, 24 * few + 0.2);
    }
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
  g_test_add_func ("/io/thermo-log/printed-between", test_printed_between);
  g_test_add_func ("/io/thermo-log/counted", test_counted);
  g_test_add_func ("/io/thermo-log/wide", test_wide);
  g_test_add_func ("/io/thermo-log/yaml", test_yaml);
  g_test_add_func ("/io/thermo-log/columns", test_columns);
  g_test_add_func ("/io/thermo-log/no-table", test_no_table);
  g_test_add_func ("/io/thermo-log/old-logs", test_old_logs);
  g_test_add_func ("/io/thermo-log/settings", test_settings);
  g_test_add_func ("/io/thermo-log/atoms-and-fixes", test_atoms_and_fixes);
  g_test_add_func ("/io/thermo-log/stray-rows", test_stray_rows);
  g_test_add_func ("/io/thermo-log/headers", test_headers);
  g_test_add_func ("/io/thermo-log/named-by-the-user", test_named_by_the_user);
  g_test_add_func ("/io/thermo-log/table-rows", test_table_rows);
  g_test_add_func ("/io/thermo-log/refusals", test_refusals);
  return g_test_run ();
}

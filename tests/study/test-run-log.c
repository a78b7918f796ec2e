/* Runs with a log, made from a known truth: frames and log agree in strain and time however both
 * are written, and what contradicts is said. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/study/run.h"
#include "tests/support/folder.h"

static char *folder;

/* The truth: 10 ps of equilibration, then 20 ps of compression along z to −10 %. */
#define HELD 10.0
#define LOADED 20.0
#define EDGE 10.0
#define N_ATOMS 8

/* How it is written. A step is a femtosecond; rows are 0.1 ps apart and frames 1 ps. */
typedef struct
{
  bool anew;                /* `reset_timestep 0` before the loading */
  bool real;                /* units real, else metal */
  bool log_time, dump_time; /* columns of times, and ITEM: TIME */
  bool dump_units;          /* ITEM: UNITS */
  bool held, loaded;        /* parts that are in the dump */
  /* What contradicts */
  double scale;               /* of the lengths of the log; 0 is 1 */
  double shift;               /* of the steps of the dump */
  unsigned n_atoms;           /* that the log says; 0 is the right number */
  const char *timestep;       /* line in place of that of the log */
  const char *before_loading; /* line ahead of the second run */
  bool no_lengths;            /* a column of strain in place of lengths */
} Way;

static double
get_strain (double time)
{
  return time <= HELD ? 0 : -0.1 * (time - HELD) / LOADED;
}

static void
add_log_run (GString *text, const Way *way, double from, double to)
{
  double scale = way->scale > 0 ? way->scale : 1;
  g_string_append_printf (text,
                          "run %.0f\nPer MPI rank memory allocation (min/avg/max) = 5 | 5 | 5 "
                          "Mbytes\nStep%s %s Pzz\n",
                          1000 * (to - from), way->log_time ? " Time" : "",
                          way->no_lengths ? "v_strain" : "Lx Ly Lz");
  for (int i = 0; i <= (int) round (10 * (to - from)); i++)
    {
      double time = from + 0.1 * i, strain = get_strain (time);
      g_string_append_printf (text, "%.0f", 1000 * (way->anew ? time - from : time));
      if (way->log_time)
        g_string_append_printf (text, " %.8g", way->real ? 1000 * time : time);
      if (way->no_lengths)
        g_string_append_printf (text, " %.8g", strain);
      else
        g_string_append_printf (text, " %.8g %.8g %.8g", EDGE * scale, EDGE * scale,
                                EDGE * scale * (1 + strain));
      g_string_append_printf (text, " %.8g\n", -5e5 * strain);
    }
  g_string_append_printf (text, "Loop time of 1.5 on 4 procs for %.0f steps with %u atoms\n",
                          1000 * (to - from), way->n_atoms > 0 ? way->n_atoms : N_ATOMS);
}

static char *
new_log (const Way *way)
{
  GString *text = g_string_new ("LAMMPS (2 Aug 2023)\n");
  g_string_append_printf (text, "units %s\n", way->real ? "real" : "metal");
  g_string_append (text, way->timestep ? way->timestep
                         : way->real   ? "timestep 1.0\n"
                                       : "timestep 0.001\n");
  add_log_run (text, way, 0, HELD);
  g_string_append (text, way->anew ? "reset_timestep 0\n" : "");
  g_string_append (text, way->before_loading ? way->before_loading : "");
  add_log_run (text, way, HELD, HELD + LOADED);
  return g_string_free (text, FALSE);
}

static void
add_frame (GString *text, const Way *way, double time, double since)
{
  double lz = EDGE * (1 + get_strain (time));
  if (way->dump_units)
    g_string_append_printf (text, "ITEM: UNITS\n%s\n", way->real ? "real" : "metal");
  if (way->dump_time)
    g_string_append_printf (text, "ITEM: TIME\n%.10g\n", way->real ? 1000 * time : time);
  g_string_append_printf (text,
                          "ITEM: TIMESTEP\n%.0f\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS pp pp "
                          "pp\n0 %g\n0 %g\n0 %.10g\nITEM: ATOMS id type xu yu zu\n",
                          1000 * (way->anew ? since : time) + way->shift, N_ATOMS, EDGE, EDGE, lz);
  for (int i = 0; i < N_ATOMS; i++)
    g_string_append_printf (text, "%d 1 %.6f %d %.6f\n", i + 1, 5 * (i & 1) + 0.01 * i * time,
                            5 * (i >> 1 & 1), (i >> 2) * lz / 2);
}

static char *
new_dump (const Way *way)
{
  GString *text = g_string_new (NULL);
  for (int i = 0; way->held && i <= HELD; i++)
    add_frame (text, way, i, i);
  for (int i = 0; way->loaded && i <= LOADED; i++)
    if (i > 0 || !way->held || way->anew)
      add_frame (text, way, HELD + i, i);
  return g_string_free (text, FALSE);
}

/* Open a run. @premise: NAME=VALUE, or NULL. */
static VitRun *
open_run (const char *dump, const char *log, const char *premise)
{
  static int n;
  g_autofree char *path = g_strdup_printf ("%s/%d.dump", folder, ++n);
  g_autofree char *log_path = g_strdup_printf ("%s/%d.log", folder, n);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, dump, -1, NULL));
  g_assert_true (g_file_set_contents (log_path, log, -1, NULL));
  VitRun *run = vit_run_new ((const char *const[]){ path, NULL });
  g_object_set (run, "log", log_path, NULL);
  g_autoptr (VitPremises) given = vit_premises_new ();
  if (premise)
    g_assert_true (vit_premises_parse_assignment (given, premise, &error));
  vit_run_set_given (run, given);
  g_assert_true (vit_run_open_sync (run, NULL, &error));
  g_assert_no_error (error);
  return run;
}

static VitRun *
open_way (const Way *way, const char *premise)
{
  g_autofree char *dump = new_dump (way), *log = new_log (way);
  return open_run (dump, log, premise);
}

static void
report (VitRun *run)
{
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise =
          vit_premises_look_up (vit_run_get_premises (run), (VitPremiseId) id);
      if (premise && premise->doubt)
        g_test_message ("%s: %s", vit_premise_get ((VitPremiseId) id)->name, premise->doubt);
    }
}

static const char *
get_doubt (VitRun *run, VitPremiseId id)
{
  const VitPremise *premise = vit_premises_look_up (vit_run_get_premises (run), id);
  return premise && premise->doubt ? premise->doubt : "";
}

/* However both are written, each frame has the strain of its time, the curve runs through these
 * points, and nothing is in doubt. */
static void
test_ways (void)
{
  for (unsigned bits = 0; bits < 1 << 5; bits++)
    for (int parts = 1; parts < 4; parts++)
      {
        Way way = { bits & 1, bits & 2, bits & 4, bits & 8, bits & 16, parts & 1, parts & 2 };
        g_test_message ("anew %d real %d log_time %d dump_time %d dump_units %d held %d loaded %d",
                        way.anew, way.real, way.log_time, way.dump_time, way.dump_units, way.held,
                        way.loaded);
        g_autoptr (VitRun) run = open_way (&way, NULL);
        report (run);
        size_t n;
        const double *strain = vit_run_get_strain (run, &n);
        double origin = way.held ? 0 : HELD;
        VitTimeline *timeline = vit_run_get_timeline (run);
        g_assert_nonnull (timeline);
        const double *times = vit_timeline_get_times (timeline);
        for (size_t i = 0; i < n; i++)
          if (vit_timeline_is_used (timeline, i))
            g_assert_cmpfloat_with_epsilon (strain[i], get_strain (origin + times[i]), 1e-6);
        g_assert_cmpfloat_with_epsilon (times[n - 1], (way.loaded ? HELD + LOADED : HELD) - origin,
                                        1e-6);
        const VitLoadingCurve *curve = vit_run_get_loading (run);
        g_assert_nonnull (curve);
        g_assert_cmpuint (curve->n, >=, 300);
        for (size_t i = 0; i < curve->n; i++)
          g_assert_cmpfloat_with_epsilon (curve->strain[i], get_strain (origin + curve->time[i]),
                                          1e-6);
        bool pieces = way.anew && parts == 3;
        g_assert_cmpuint (vit_premises_count_doubts (vit_run_get_premises (run)), ==, pieces);
        g_assert_cmpstr (vit_premises_get_text (vit_run_get_premises (run), VIT_PREMISE_TIMESTEP),
                         ==, "0.001");
      }
}

/* What contradicts, the premise that it is said of, and what is said. */
static void
test_contradictions (void)
{
  static const struct
  {
    Way way;
    const char *given;
    VitPremiseId id;
    const char *doubt, *warning;
  } cases[] = {
    { { .loaded = true, .scale = 1.003 },
      NULL,
      VIT_PREMISE_LOADING,
      "At step 10000 the log has Lx = 10.03 and the trajectory 10",
      NULL },
    { { .loaded = true, .anew = true, .scale = 0.997, .dump_time = true, .log_time = true },
      NULL,
      VIT_PREMISE_LOADING,
      "At step 0 the log has Lx = 9.97 and the trajectory 10",
      NULL },
    { { .loaded = true, .n_atoms = 4 },
      NULL,
      VIT_PREMISE_LOADING,
      "The log is of 4 atoms and the trajectory of 8",
      NULL },
    { { .loaded = true, .n_atoms = 9, .no_lengths = true }, NULL, VIT_PREMISE_LOADING, "", NULL },
    { { .held = true, .no_lengths = true, .anew = true },
      NULL,
      VIT_PREMISE_LOADING,
      "At step 3000 the strain of the log is -1.5 % and that of the boxes 0 %",
      NULL },
    { { .loaded = true, .shift = 1e7 },
      "timestep=0.001",
      VIT_PREMISE_LOADING,
      "The log goes over steps 0 to 30000 and no frame (10010000 to 10030000)",
      NULL },
    { { .loaded = true }, "timestep=0.002", VIT_PREMISE_TIMESTEP, NULL, "a timestep of 0.001 ps" },
    { { .loaded = true, .before_loading = "timestep 0.002\n" },
      "timestep=0.001",
      VIT_PREMISE_TIMESTEP,
      NULL,
      "a timestep of 0.001, 0.002 ps" },
    { { .loaded = true, .before_loading = "fix dt all dt/reset 10 1.0e-4 0.01 0.1\n" },
      "timestep=0.001",
      VIT_PREMISE_TIMESTEP,
      NULL,
      "a fix of the log changes the timestep" },
    { { .loaded = true, .dump_time = true, .timestep = "timestep 0.002\n" },
      NULL,
      VIT_PREMISE_TIMESTEP,
      "the log prints a timestep of 0.002 ps",
      NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %zu", i);
      g_autoptr (VitRun) run = open_way (&cases[i].way, cases[i].given);
      report (run);
      const char *doubt = get_doubt (run, cases[i].id);
      const char *warning = vit_timeline_get_warning (vit_run_get_timeline (run));
      g_test_message ("warning: %s", warning ? warning : "");
      g_assert_nonnull (strstr (doubt, cases[i].doubt ? cases[i].doubt : ""));
      g_assert_cmpint (*doubt != '\0', ==, cases[i].doubt && *cases[i].doubt);
      g_assert_cmpint (warning != NULL, ==, cases[i].warning != NULL);
      g_assert_nonnull (strstr (warning ? warning : "", cases[i].warning ? cases[i].warning : ""));
    }
}

/* A timestep that changes while the frames are written is that of none of the runs. */
static void
test_two_timesteps (void)
{
  Way way = { .held = true, .loaded = true, .before_loading = "timestep 0.002\n" };
  g_autoptr (VitRun) run = open_way (&way, NULL);
  g_assert_null (vit_run_get_timeline (run));
  g_assert_nonnull (
      strstr (vit_run_get_error (run)->message, "its log prints several, as 0.001 and 0.002 ps"));
}

/* Units that the dump names are not those of the log. */
static void
test_other_units (void)
{
  Way way = { .loaded = true, .dump_time = true, .dump_units = true }, other = way;
  other.real = true;
  g_autofree char *dump = new_dump (&way), *log = new_log (&other);
  g_autoptr (VitRun) run = open_run (dump, log, NULL);
  g_assert_nonnull (strstr (get_doubt (run, VIT_PREMISE_UNITS), "units real"));
}

/* A log that covers no frame lends its columns to no number: strain is that of the boxes. */
static void
test_no_frame (void)
{
  Way way = { .loaded = true, .dump_time = true, .shift = 1e7 };
  g_autoptr (VitRun) run = open_way (&way, NULL);
  const VitPremises *premises = vit_run_get_premises (run);
  g_assert_null (vit_run_get_loading (run));
  g_assert_null (vit_premises_get_text (premises, VIT_PREMISE_LOADING));
  g_assert_null (vit_premises_look_up (premises, VIT_PREMISE_STRAIN_COLUMN));
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_AXIS), ==, "z");
  size_t n;
  const double *strain = vit_run_get_strain (run, &n);
  g_assert_cmpfloat_with_epsilon (strain[n - 1], -0.1, 1e-9);
}

/* Of two loadings that do not continue each other, that of the frames counts: 5 % along x here,
 * though more along y follows. */
static void
test_other_loading (void)
{
  g_autoptr (GString) log = g_string_new ("units metal\ntimestep 0.001\n");
  g_autoptr (GString) dump = g_string_new (NULL);
  for (int run = 0; run < 2; run++)
    {
      g_string_append (log, "Step Lx Ly Lz Pxx Pyy\n");
      for (int i = 0; i <= 100; i++)
        g_string_append_printf (log, "%d %g %g 10 %g 0\n", 10000 * run + 100 * i,
                                10 + (run == 0 ? 5e-3 * i : 0), 10 + (run == 1 ? 1e-2 * i : 0),
                                run == 0 ? -100.0 * i : 0);
      g_string_append (log, "Loop time of 1 on 1 procs for 10000 steps with 1 atoms\n");
    }
  for (int i = 0; i <= 10; i++)
    g_string_append_printf (dump,
                            "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp "
                            "pp\n0 %g\n0 10\n0 10\nITEM: ATOMS id type xu yu zu\n1 1 1 1 1\n",
                            1000 * i, 10 + 0.05 * i);
  g_autoptr (VitRun) run = open_run (dump->str, log->str, NULL);
  report (run);
  const VitPremises *premises = vit_run_get_premises (run);
  g_assert_cmpuint (vit_premises_count_doubts (premises), ==, 0);
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_LOADING), ==, "1");
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_AXIS), ==, "x");
  size_t n;
  const double *strain = vit_run_get_strain (run, &n);
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (strain[i], 0.005 * (double) i, 1e-9);
}

/* The times of a table begin with the run while the clock of the dump goes on from before: the
 * boxes tell. */
static void
test_table (void)
{
  Way way = { .loaded = true, .dump_time = true };
  g_autofree char *dump = new_dump (&way);
  for (int shifted = 0; shifted < 2; shifted++)
    {
      g_autoptr (GString) table = g_string_new ("time_ps strain\n");
      double origin = shifted ? HELD : 0;
      for (int i = 0; i <= 10 * (HELD + LOADED - origin); i++)
        g_string_append_printf (table, "%g %.8g\n", 0.1 * i, get_strain (origin + 0.1 * i));
      g_autoptr (VitRun) run = open_run (dump, table->str, NULL);
      report (run);
      g_assert_cmpuint (vit_premises_count_doubts (vit_run_get_premises (run)), ==, 0);
      size_t n;
      const double *strain = vit_run_get_strain (run, &n);
      for (size_t i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (strain[i], get_strain (HELD + (double) i), 1e-6);
      const VitLoadingCurve *curve = vit_run_get_loading (run);
      for (size_t i = 0; i < curve->n; i++)
        g_assert_cmpfloat_with_epsilon (curve->strain[i], get_strain (HELD + curve->time[i]), 1e-6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/run-log/ways", test_ways);
  g_test_add_func ("/run-log/contradictions", test_contradictions);
  g_test_add_func ("/run-log/two-timesteps", test_two_timesteps);
  g_test_add_func ("/run-log/other-units", test_other_units);
  g_test_add_func ("/run-log/no-frame", test_no_frame);
  g_test_add_func ("/run-log/other-loading", test_other_loading);
  g_test_add_func ("/run-log/table", test_table);
  int failed = g_test_run ();
  folder_remove (folder);
  return failed;
}

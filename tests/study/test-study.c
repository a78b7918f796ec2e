/* Studies: what is saved comes back, what is not known survives, a series lands in the background,
 * and the default cutoff is that of the samples. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/analyses.h"
#include "core/results/default-cutoff.h"

static char *folder;
static char *samples;

static void
test_round_trip (void)
{
  g_autofree char *path = g_build_filename (folder, "a.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  const char text[] =
      "[study]\nversion=1\ntitle=T\n\n[unknown]\nkey=kept\n\n[run 4]\nfiles=sub/x.dump;\n"
      "temperature=100.5\nfuture=also kept\n\n[liquid-like]\nrule=percentage\npercentage=7.5\n";
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vit_study_get_n_runs (study), ==, 1);
  VitRun *run = vit_study_get_run (study, 0);
  g_autofree char *absolute = g_build_filename (folder, "sub", "x.dump", NULL);
  g_assert_cmpstr (vit_run_get_paths (run)[0], ==, absolute);
  g_assert_cmpfloat (vit_run_get_temperature (run), ==, 100.5);
  g_assert_true (isnan (vit_run_get_stress (run)));
  g_assert_true (vit_study_get_liquid_rule (study)->by_percentage);
  g_assert_false (vit_study_get_modified (study));

  g_object_set (run, "label", "µ, and; more", "temperature", NAN, NULL);
  g_assert_true (vit_study_get_modified (study));
  g_assert_true (vit_study_save (study, path, &error));
  g_assert_no_error (error);
  g_assert_false (vit_study_get_modified (study));
  g_autofree char *saved = NULL;
  g_assert_true (g_file_get_contents (path, &saved, NULL, NULL));
  g_assert_nonnull (strstr (saved, "key=kept"));
  g_assert_nonnull (strstr (saved, "future=also kept"));
  g_assert_nonnull (strstr (saved, "files=sub/x.dump;"));
  g_assert_null (strstr (saved, "temperature=100.5"));
  g_autoptr (VitStudy) again = vit_study_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vit_run_get_label (vit_study_get_run (again, 0)), ==, "µ, and; more");
}

/* Every premise that is given in a study comes back, in memory and in the file, and can be taken
 * away; each one marks the study modified. */
static void
test_premises (void)
{
  static const struct
  {
    const char *name, *value, *line;
  } cases[] = {
    { "units", "real", "units=real" },
    { "timestep", "0.0005", "timestep=0.0005" },
    { "clock", "fs", "clock=fs" },
    { "species", "Cu,Zr", "species=Cu;Zr;" },
    { "periodic", "xy", "periodic=xy" },
    { "dimension", "2", "dimension=2" },
    { "unwrapped", "no", "unwrapped=no" },
    { "temperature", "100", "temperature=100" },
    { "loading", "2-3", "loading=2-3" },
    { "axis", "xz", "axis=xz" },
    { "length0", "45.6114", "length0=45.6114" },
    { "strain_column", "v_eps x", "strain_column=v_eps x" },
    { "stress_column", "c_p[3]", "stress_column=c_p[3]" },
    { "strain_unit", "%", "strain_unit=%" },
    { "stress_unit", "MPa", "stress_unit=MPa" },
    { "pieces", "rewritten", "pieces=rewritten" },
    { "atom_style", "charge", "atom_style=charge" },
  };
  g_assert_cmpuint (G_N_ELEMENTS (cases), ==, VIT_N_PREMISES);
  g_autofree char *path = g_build_filename (folder, "premises.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, "[study]\nversion=1\n\n[run 1]\nfiles=a;\n", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VitPremiseId id;
      g_autofree char *text = NULL;
      g_assert_true (vit_premise_find (cases[i].name, &id));
      g_autoptr (VitStudy) study = vit_study_load (path, &error);
      g_assert_no_error (error);
      VitRun *run = vit_study_get_run (study, 0);
      g_assert_true (vit_run_set_premise (run, id, cases[i].value, &error));
      g_assert_true (vit_study_get_modified (study));
      g_assert_true (vit_study_save (study, path, &error));
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_nonnull (strstr (text, cases[i].line));
    }
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  VitRun *run = vit_study_get_run (study, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VitPremiseId id;
      vit_premise_find (cases[i].name, &id);
      g_assert_cmpstr (vit_premises_get_text (vit_run_get_given (run), id), ==, cases[i].value);
      g_assert_true (vit_run_set_premise (run, id, "", &error));
    }
  g_autofree char *text = NULL;
  g_assert_true (vit_study_save (study, path, &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_null (strstr (text, cases[i].line));
}

/* What the user takes away counts no longer, also while the run stays open. */
static void
test_premise_taken_away (void)
{
  g_autofree char *dump = g_build_filename (samples, "glass-100K.lammpstrj.zst", NULL);
  const char *const paths[] = { dump, NULL };
  g_autoptr (VitRun) run = vit_run_new (paths);
  g_autoptr (GError) error = NULL;
  g_object_set (run, "temperature", 100.0, NULL);
  g_assert_null (vit_run_get_premises (run));
  g_assert_true (vit_run_open_sync (run, NULL, &error));
  g_assert_no_error (error);
  const VitPremises *premises = vit_run_get_premises (run);
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_TEMPERATURE), ==, "100");
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_UNITS), ==, "metal");
  g_assert_cmpuint (vit_premises_count_doubts (premises), ==, 0);
  g_object_set (run, "temperature", NAN, NULL);
  premises = vit_run_get_premises (run);
  g_assert_null (vit_premises_get_text (premises, VIT_PREMISE_TEMPERATURE));
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_UNITS), ==, "metal");
}

/* Zeros stood in studies for numbers that are not known. */
static void
test_zero_is_not_known (void)
{
  g_autofree char *path = g_build_filename (folder, "zero.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, "[study]\nversion=1\n\n[run 1]\nfiles=a;\ntimestep=0\n",
                                      -1, NULL));
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (vit_run_get_timestep (vit_study_get_run (study, 0)), ==, 0);
  g_assert_cmpuint (vit_study_get_notes (study)->len, ==, 0);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", ":1: is not a Vitrine study" },
    { "no keys at all", ":1: is not a Vitrine study" },
    { "[study]\nversion=99\n", ":2: the study has version 99" },
    { "[study]\nversion=1\n[run 1]\nfiles=a;\ntemperature=hot\n",
      ":5: temperature=hot: a positive number" },
    { "[study]\nversion=1\n[run 1]\nfiles=a;\n\naxis=w\n", ":6: axis=w: the values are x, y, z" },
    { "[study]\n[run 1]\nfiles=a;\ntimestep=inf\n", ":4: timestep=inf: a positive number" },
    { "[study]\n[run 1]\nlabel=x\n", "the run has no files" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (folder, "bad.vitrine", NULL);
      g_autoptr (GError) error = NULL;
      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
      g_assert_null (vit_study_load (path, &error));
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
}

static VitAnalyses *
open_demo_run (VitCache *cache, const char *file, double temperature)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autofree char *model = g_build_filename (samples, "CuZr.vitmodel", NULL);
  g_autofree char *dump =
      g_path_is_absolute (file) ? g_strdup (file) : g_build_filename (samples, file, NULL);
  const char *const paths[] = { dump, NULL };
  g_autoptr (VitRun) run = vit_run_new (paths);
  g_object_set (run, "temperature", temperature, NULL);
  vit_study_set_model_path (study, model);
  vit_study_add_run (study, run);
  return vit_analyses_new (study, cache);
}

typedef struct
{
  GMainLoop *loop;
  guint n_landed;
  guint first;
} Landing;

static void
on_landed (VitAnalyses *analyses, VitRun *run, guint index, Landing *landing)
{
  if (landing->n_landed++ == 0)
    landing->first = index;
  if (vit_tml_series_get_n_ready (vit_analyses_get_tml (analyses, run)) == 20)
    g_main_loop_quit (landing->loop);
}

static gboolean
on_timeout (gpointer data)
{
  g_error ("the series did not land in time");
  return G_SOURCE_REMOVE;
}

/* (transfer full): from memory, or from disk. */
static VitTmlResult *
get_result (VitTmlSeries *series, guint index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTmlStarts) start = vit_tml_series_get_starts (series, (int) index);
  VitTmlResult *result = vit_tml_starts_get (start, 0, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static void
test_series (void)
{
  g_autofree char *cache_folder = g_build_filename (folder, "results", NULL);
  g_autoptr (VitCache) cache = vit_cache_open (cache_folder, 0, NULL);
  g_autoptr (VitAnalyses) analyses =
      open_demo_run (cache, "acoustic-2.0GPa-2e10.lammpstrj.zst", 100);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Landing landing = { .loop = loop };
  VitRun *run = vit_study_get_run (vit_analyses_get_study (analyses), 0);
  g_assert_nonnull (vit_analyses_get_obstacle (analyses, run));
  g_signal_connect (analyses, "landed", G_CALLBACK (on_landed), &landing);
  vit_analyses_set_focus (analyses, 201);
  vit_analyses_start (analyses);
  guint timeout = g_timeout_add_seconds (60, on_timeout, NULL);
  g_main_loop_run (loop);
  g_source_remove (timeout);

  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  g_assert_cmpuint (vit_tml_series_get_n (series), ==, 20);
  /* Outward from the playhead: the first is the one that is nearest to it. */
  g_assert_cmpfloat_with_epsilon (vit_tml_series_get_time (series, landing.first), 200, 1e-6);
  int index = vit_tml_series_find (series, 100);
  g_autoptr (VitTmlResult) result = get_result (series, (guint) index);
  g_assert_cmpfloat_with_epsilon (vit_tml_result_get_mean (result), 689, 0.6);

  /* Densities in bins of any width, from what is kept of a result. */
  for (double width = 2; width < 50; width += 8)
    {
      const VitLattice lattice = { 100, 2 };
      VitBins bins = vit_bins_on_lattice (&lattice, 100, 1700, width);
      g_autofree float *kept = g_new (float, bins.n), *own = g_new (float, bins.n);
      vit_histogram_density (result->t_ml, result->atoms->n, &bins, own);
      g_assert_true (vit_tml_series_get_density (series, (guint) index, &bins, kept));
      for (size_t b = 0; b < bins.n; b++)
        g_assert_cmpfloat_with_epsilon ((double) kept[b], (double) own[b], 1e-9);
    }

  /* From the cache, by another instance and on this thread, with the same numbers. */
  g_autoptr (VitAnalyses) again = open_demo_run (cache, "acoustic-2.0GPa-2e10.lammpstrj.zst", 100);
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_analyses_open_sync (again, NULL, &error));
  VitTmlSeries *other =
      vit_analyses_get_tml (again, vit_study_get_run (vit_analyses_get_study (again), 0));
  g_assert_true (vit_tml_series_compute_all (other, NULL, &error));
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (VitTmlResult) a = get_result (series, i), b = get_result (other, i);
      g_assert_cmpmem (a->t_ml, a->atoms->n * sizeof (float), b->t_ml,
                       b->atoms->n * sizeof (float));
    }
  g_assert_cmpfloat_with_epsilon (vit_analyses_get_cutoff (again, NULL), 3.85, 1e-9);
}

/* Frames at 0, 10 and 100 ps have two of the model's ten intervals. */
static void
test_fewer_intervals (void)
{
  g_autofree char *path = g_build_filename (folder, "coarse.dump", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  const int times[] = { 0, 10, 100 };
  for (size_t f = 0; f < G_N_ELEMENTS (times); f++)
    {
      g_string_append_printf (
          text,
          "ITEM: UNITS\nmetal\nITEM: TIME\n%d\nITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n200\n"
          "ITEM: BOX BOUNDS pp pp pp\n0 20\n0 20\n0 20\n"
          "ITEM: ATOMS id type xu yu zu\n",
          times[f], 500 * times[f]);
      for (int i = 0; i < 200; i++)
        g_string_append_printf (text, "%d %d %d.%d %d 1.0\n", i + 1, 1 + i % 2, i % 20,
                                i * times[f] % 10, i / 20);
    }
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, text->str, -1, &error));
  g_autoptr (VitAnalyses) analyses = open_demo_run (NULL, path, 100);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  VitTmlSeries *series =
      vit_analyses_get_tml (analyses, vit_study_get_run (vit_analyses_get_study (analyses), 0));
  g_assert_cmpuint (vit_tml_series_get_options (series)->n_intervals, ==, 2);
  g_assert_cmpuint (vit_tml_series_get_n (series), ==, 1);
  g_assert_null (strstr (vit_tml_series_get_warning (series), "cross-validated"));
  g_assert_true (vit_tml_series_compute_all (series, NULL, &error));
  const char *warning = vit_tml_series_get_warning (series);
  g_assert_nonnull (
      strstr (warning, "lacks some intervals of the model; T_ML uses Δt = 10, 100 ps"));
  g_assert_nonnull (strstr (warning, "on all intervals at 242 ± 126, 588 ± 204, 772 ± 117"));
}

/* One atom that goes round the box: 0, 0.2, …, 1 ps, at @x in the frame at 0.2 ps. */
static VitTrajectory *
open_round (const char *columns, double x)
{
  g_autofree char *path = g_build_filename (folder, "round.dump", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  for (int f = 0; f <= 5; f++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_ascii_formatd (number, sizeof number, "%.4f", f == 1 ? x : 2.0 * f);
      g_string_append_printf (text,
                              "ITEM: TIME\n%d.%d\nITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n1\n"
                              "ITEM: BOX BOUNDS pp pp pp\n0 10\n0 10\n0 10\n"
                              "ITEM: ATOMS id type %s\n1 1 %s 1.0 1.0\n",
                              f / 5, 2 * f % 10, f, columns, number);
    }
  g_assert_true (g_file_set_contents (path, text->str, -1, &error));
  const char *const paths[] = { path, NULL };
  VitTrajectory *run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  return run;
}

/* A result follows from all frames through which atoms were followed, not only from those that its
 * intervals name. */
static void
test_key_of_wrapped_run (void)
{
  g_autofree char *path = g_build_filename (samples, "CuZr.vitmodel", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitModel) model = vit_model_load (path, &error);
  g_assert_no_error (error);
  const double interval = 0.6;
  VitTmlOptions options = { .temperature = 100, .intervals = &interval, .n_intervals = 1 };
  static const struct
  {
    const char *columns;
    double x;
  } cases[] = { { "x y z", 2 }, { "x y z", 9 }, { "xu yu zu", 2 }, { "xu yu zu", 9 } };
  uint8_t keys[4][2][32];
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (VitTrajectory) run = open_round (cases[c].columns, cases[c].x);
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, &error);
      for (size_t start = 0; start < 2; start++)
        g_assert_true (
            vit_tml_get_key (model, run, timeline, 2 * start, &options, keys[c][start], &error));
      g_assert_no_error (error);
    }
  /* From 0 to 0.6 ps one passes by 0.2 ps, from 0.4 to 1 ps not. */
  g_assert_true (memcmp (keys[0][0], keys[1][0], 32) != 0);
  g_assert_cmpmem (keys[0][1], 32, keys[1][1], 32);
  g_assert_cmpmem (keys[2][0], 32, keys[3][0], 32);
}

static void
test_obstacles (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitAnalyses) analyses =
      open_demo_run (NULL, "acoustic-2.0GPa-2e10.lammpstrj.zst", NAN);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  VitRun *run = vit_study_get_run (vit_analyses_get_study (analyses), 0);
  g_assert_null (vit_analyses_get_tml (analyses, run));
  g_assert_nonnull (strstr (vit_analyses_get_obstacle (analyses, run), "temperature"));
  g_object_set (run, "temperature", 100.0, NULL);
  g_assert_nonnull (vit_analyses_get_tml (analyses, run));
  vit_study_set_model_path (vit_analyses_get_study (analyses), NULL);
  g_assert_nonnull (strstr (vit_analyses_get_obstacle (analyses, run), "model"));
}

static void
remove_folder (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_remove (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (path);
}

/* What another program has written is noticed. */
static void
test_changed_on_disk (void)
{
  g_autofree char *path = g_build_filename (folder, "shared.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_new ();
  g_assert_false (vit_study_has_changed_on_disk (study));
  g_assert_true (vit_study_save (study, path, &error));
  g_assert_false (vit_study_has_changed_on_disk (study));
  g_autoptr (VitStudy) other = vit_study_load (path, &error);
  g_assert_no_error (error);
  vit_study_set_title (other, "theirs");
  g_assert_true (vit_study_save (other, path, &error));
  g_assert_false (vit_study_has_changed_on_disk (other));
  g_assert_true (vit_study_has_changed_on_disk (study));
  g_assert_true (vit_study_save (study, path, &error));
  g_assert_false (vit_study_has_changed_on_disk (study));
  g_assert_true (vit_study_has_changed_on_disk (other));
  g_remove (path);
}

/* Two runs never have the same label. */
static void
test_labels_are_unique (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (VitRun) run = vit_run_new ((const char *const[]){ "traj.dump", NULL });
      vit_study_add_run (study, run);
    }
  static const char *const wanted[] = { "traj", "traj (2)", "traj (3)" };
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (vit_run_get_label (vit_study_get_run (study, i)), ==, wanted[i]);
}

/* Options that name a run keep naming it under another label. */
static void
test_options_follow_labels (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (VitRun) run = vit_run_new ((const char *const[]){ "traj.dump", NULL });
      vit_study_add_run (study, run);
    }
  const VitOption *baseline = vit_option_find ("structure", "baseline"),
                  *maps = vit_option_find ("plasticity", "run");
  vit_study_set_option (study, "structure", "baseline", "traj (2)", NULL);
  vit_study_set_option (study, "plasticity", "run", "traj", NULL);
  g_assert_null (vit_study_dup_lost_run (study, baseline));
  g_object_set (vit_study_get_run (study, 1), "label", "unstressed", NULL);
  const VitOptions *options = vit_study_get_options (study);
  g_assert_cmpstr (options->structure.baseline, ==, "unstressed");
  g_assert_cmpstr (options->plasticity.run, ==, "traj");
  g_object_set (vit_study_get_run (study, 0), "label", "loaded", NULL);
  g_assert_cmpstr (vit_study_get_options (study)->plasticity.run, ==, "loaded");
  g_assert_null (vit_study_dup_lost_run (study, maps));

  g_autoptr (VitRun) unstressed = g_object_ref (vit_study_get_run (study, 1));
  vit_study_remove_run (study, unstressed);
  g_autofree char *lost = vit_study_dup_lost_run (study, baseline);
  g_assert_cmpstr (lost, ==,
                   "structure.baseline: there is no run \"unstressed\"; the nearest is \"loaded\"");
  g_object_set (unstressed, "label", "elsewhere", NULL);
  g_assert_cmpstr (vit_study_get_options (study)->structure.baseline, ==, "unstressed");
}

/* Saved in another folder, a study finds its logs still. */
static void
test_logs_follow (void)
{
  g_autofree char *here = g_build_filename (folder, "here", NULL);
  g_autofree char *there = g_build_filename (folder, "there", NULL);
  g_autofree char *from = g_build_filename (here, "a.vitrine", NULL);
  g_autofree char *to = g_build_filename (there, "b.vitrine", NULL);
  g_autofree char *outside = g_build_filename (here, "log.quench", NULL);
  g_autofree char *text =
      g_strdup_printf ("[study]\nversion=1\n[mechanics]\nstress-strain-log=log.pull\n"
                       "quench-log=%s\n",
                       outside);
  g_autofree char *saved = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (g_mkdir (here, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (there, 0700), ==, 0);
  g_assert_true (g_file_set_contents (from, text, -1, NULL));
  g_autoptr (VitStudy) study = vit_study_load (from, &error);
  g_assert_no_error (error);
  g_assert_true (vit_study_save (study, to, &error));
  g_assert_true (g_file_get_contents (to, &saved, NULL, NULL));
  g_assert_nonnull (strstr (saved, "stress-strain-log=../here/log.pull\n"));
  g_assert_nonnull (strstr (saved, "quench-log=../here/log.quench\n"));
  g_assert_true (vit_study_save (study, from, &error));
  g_assert_true (g_file_get_contents (from, &again, NULL, NULL));
  g_assert_nonnull (strstr (again, "stress-strain-log=log.pull\n"));
}

static double *
open_strain (const char *dump, const char *log, double timestep, size_t *n)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "cases", dump, NULL);
  g_autofree char *log_path =
      log ? g_test_build_filename (G_TEST_DIST, "data", "cases", log, NULL) : NULL;
  g_autoptr (VitRun) run = vit_run_new ((const char *const[]){ path, NULL });
  g_autoptr (GError) error = NULL;
  g_object_set (run, "timestep", timestep, "log", log_path, NULL);
  g_assert_true (vit_run_open_sync (run, NULL, &error));
  g_assert_no_error (error);
  const double *strain = vit_run_get_strain (run, n);
  return g_memdup2 (strain, *n * sizeof *strain);
}

/* Frames without a clock are found in the log by their steps, not by its column of times; without
 * a log the axis is that in which the boxes change. */
static void
test_strain (void)
{
  size_t n;
  g_autofree double *logged =
      open_strain ("strain-of-run-without-time.dump", "strain-of-run-without-time.log", 0.002, &n);
  g_assert_cmpuint (n, ==, 6);
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (logged[i], 0.02 * (double) i, 1e-9);
  g_autofree double *pulled = open_strain ("pull-along-x.dump", NULL, 0.002, &n);
  g_assert_cmpfloat_with_epsilon (pulled[n - 1], 0.1, 1e-9);
}

/* Of a key that stands several times the last value counts, also after it is taken away and saved.
 */
static void
test_repeats (void)
{
  g_autofree char *path = g_build_filename (folder, "repeats.vitrine", NULL);
  const char *text = "[study]\nversion=1\ntitle=\xff\xfe\ntitle=first\ntitle=last\n\n[run 1]\n"
                     "files=a.dump;\ntemperature=300\ntemperature=100\n";
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vit_study_get_title (study), ==, "last");
  g_assert_cmpfloat (vit_run_get_temperature (vit_study_get_run (study, 0)), ==, 100);
  vit_study_set_title (study, NULL);
  vit_run_set_premise (vit_study_get_run (study, 0), VIT_PREMISE_TEMPERATURE, "", NULL);
  g_assert_true (vit_study_save (study, path, &error));
  g_autoptr (VitStudy) again = vit_study_load (path, &error);
  g_assert_no_error (error);
  g_assert_null (vit_study_get_title (again));
  g_assert_true (isnan (vit_run_get_temperature (vit_study_get_run (again, 0))));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  samples = g_test_build_filename (G_TEST_DIST, "..", "resources", "samples", NULL);
  g_setenv ("VITRINE_CACHE_DIR", folder, TRUE);
  g_test_add_func ("/study/changed-on-disk", test_changed_on_disk);
  g_test_add_func ("/study/unique-labels", test_labels_are_unique);
  g_test_add_func ("/study/options-follow-labels", test_options_follow_labels);
  g_test_add_func ("/study/round-trip", test_round_trip);
  g_test_add_func ("/study/premises", test_premises);
  g_test_add_func ("/study/taken-away", test_premise_taken_away);
  g_test_add_func ("/study/zero-is-not-known", test_zero_is_not_known);
  g_test_add_func ("/study/refusals", test_refusals);
  g_test_add_func ("/study/logs-follow", test_logs_follow);
  g_test_add_func ("/study/series", test_series);
  g_test_add_func ("/study/fewer-intervals", test_fewer_intervals);
  g_test_add_func ("/study/key-of-wrapped-run", test_key_of_wrapped_run);
  g_test_add_func ("/study/obstacles", test_obstacles);
  g_test_add_func ("/study/strain", test_strain);
  g_test_add_func ("/study/repeats", test_repeats);
  int failed = g_test_run ();
  remove_folder (folder);
  return failed;
}

/* The samples: class means of the model and T_ML of the stressed runs, against the numbers of an
 * independent pipeline (scikit-learn) in the samples' README. */

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/tml/model-train.h"
#include "core/tml/tml.h"
#include "core/tml/validation.h"

static const double temperatures[] = { 100, 700, 800, 900, 1000, 1200, 1700 };
static const double expected_means[] = { 242, 588, 772, 913, 1039, 1198, 1467 };
#define N_CLASSES G_N_ELEMENTS (temperatures)

static VitTrajectory *
open_sample (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_TEST_DATA"), "samples", name, NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static VitModel *
train (void)
{
  VitTrainingRun runs[N_CLASSES];
  VitTrainingOptions options = { .model = VIT_MODEL_OPTIONS_DEFAULT };
  g_autoptr (GError) error = NULL;
  for (gsize c = 0; c < N_CLASSES; c++)
    {
      g_autofree char *name = g_strdup_printf ("train.T%g.lammpstrj.zst", temperatures[c]);
      runs[c].trajectory = open_sample (name);
      runs[c].timeline = vit_timeline_new (runs[c].trajectory, NULL, NULL, &error);
      runs[c].temperature = temperatures[c];
      g_assert_no_error (error);
    }
  VitModel *model = vit_model_train (runs, N_CLASSES, &options, NULL, &error);
  g_assert_no_error (error);
  for (gsize c = 0; c < N_CLASSES; c++)
    {
      vit_timeline_unref (runs[c].timeline);
      vit_trajectory_unref (runs[c].trajectory);
    }
  return model;
}

static void
test_classes (gconstpointer data)
{
  VitModel *model = (VitModel *) data;
  size_t n;
  const double *intervals = vit_model_get_default_intervals (model, &n);
  g_assert_cmpuint (n, ==, 10);
  g_assert_cmpuint (vit_model_get_n_instances (model), ==, 7 * 2048);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitValidation) self = vit_validation_cross (model, intervals, n, 0, 1, NULL, &error);
  g_assert_no_error (error);
  for (gsize c = 0; c < N_CLASSES; c++)
    {
      g_test_message ("%g K: %.1f ± %.1f", temperatures[c], self->mean[c], self->deviation[c]);
      g_assert_cmpfloat_with_epsilon (self->mean[c], expected_means[c], 0.6);
    }
  g_autoptr (VitValidation) folds = vit_validation_cross (model, intervals, n, 10, 1, NULL, &error);
  for (gsize c = 0; c < N_CLASSES; c++)
    {
      g_test_message ("10-fold %g K: %.1f ± %.1f", temperatures[c], folds->mean[c],
                      folds->deviation[c]);
      g_assert_true (c == 0 || folds->mean[c] > folds->mean[c - 1]);
    }
  g_test_message ("error rate %.3f", folds->error_rate);
}

typedef struct
{
  const char *file;
  int n;
  double times[8], means[8], fractions[8];
} Expected;

static const Expected expected[] = {
  { "creep-2.0.lammpstrj.zst",
    8,
    { 0, 20, 40, 60, 80, 100, 120, 130 },
    { 496, 439, 414, 404, 393, 366, 376, 365 },
    { 0.289, 0.198, 0.159, 0.137, 0.140, 0.108, 0.129, 0.114 } },
  { "creep-2.3.lammpstrj.zst",
    4,
    { 0, 40, 80, 120 },
    { 628, 620, 733, 798 },
    { 0.506, 0.445, 0.794, 0.962 } },
  { "acoustic-1.6GPa-1e11.lammpstrj.zst",
    7,
    { 0, 40, 100, 200, 300, 400, 460 },
    { 346, 361, 285, 303, 343, 271, 261 },
    { 0.084, 0.086, 0.016, 0.039, 0.069, 0.009, 0.007 } },
  { "acoustic-2.0GPa-2e10.lammpstrj.zst",
    7,
    { 0, 40, 80, 100, 120, 200, 300 },
    { 560, 656, 638, 689, 679, 729, 615 },
    { 0.356, 0.562, 0.501, 0.625, 0.632, 0.699, 0.457 } },
};

static void
test_runs (gconstpointer data)
{
  VitModel *model = (VitModel *) data;
  for (gsize e = 0; e < G_N_ELEMENTS (expected); e++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) run = open_sample (expected[e].file);
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, &error);
      size_t starts[8];
      VitTmlResult *results[8] = { NULL };
      for (int i = 0; i < expected[e].n; i++)
        starts[i] = (size_t) vit_timeline_find (timeline, expected[e].times[i], 1e-6);
      VitTmlOptions options = { .temperature = 100 };
      g_assert_true (vit_tml_compute (model, run, timeline, starts, (size_t) expected[e].n,
                                      &options, results, NULL, NULL, &error));
      g_assert_no_error (error);
      for (int i = 0; i < expected[e].n; i++)
        {
          double mean = vit_tml_result_get_mean (results[i]);
          double fraction = vit_tml_result_get_liquid_fraction (results[i], 685);
          g_test_message ("%s %g ps: %.1f K (%g), %.4f (%g)", expected[e].file,
                          expected[e].times[i], mean, expected[e].means[i], fraction,
                          expected[e].fractions[i]);
          g_assert_cmpfloat_with_epsilon (mean, expected[e].means[i], 0.6);
          g_assert_cmpfloat_with_epsilon (fraction, expected[e].fractions[i], 0.0006);
          vit_tml_result_unref (results[i]);
        }
    }
}

static void
test_file (gconstpointer data)
{
  VitModel *model = (VitModel *) data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "m.vitmodel", NULL);
  g_assert_true (vit_model_save (model, path, &error));
  g_autoptr (VitModel) copy = vit_model_load (path, &error);
  g_assert_no_error (error);
  uint8_t a[16], b[16];
  vit_model_get_key (model, a);
  vit_model_get_key (copy, b);
  g_assert_cmpmem (a, 16, b, 16);
  g_assert_cmpstr (vit_model_get_provenance (model), ==, vit_model_get_provenance (copy));

  g_autofree char *bytes = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  bytes[n / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
  g_assert_null (vit_model_load (path, &error));
  g_assert_nonnull (strstr (error->message, "checksum"));
  remove (path);
  remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!g_getenv ("VITRINE_TEST_DATA"))
    {
      g_print ("1..0 # SKIP VITRINE_TEST_DATA is not set: no sample runs\n");
      return 0;
    }
  g_autoptr (VitModel) model = train ();
  g_test_add_data_func ("/tml/samples/classes", model, test_classes);
  g_test_add_data_func ("/tml/samples/runs", model, test_runs);
  g_test_add_data_func ("/tml/samples/file", model, test_file);
  return g_test_run ();
}

/* The choices behind a model, on the one of the demo. */

#include <glib.h>
#include <math.h>

#include "core/base/random.h"
#include "core/tml/model-private.h"
#include "core/tml/selection.h"
#include "core/tml/validation-curves.h"

static VitModel *
load (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "resources", "samples", "CuZr.vitmodel", NULL);
  g_autoptr (GError) error = NULL;
  VitModel *model = vit_model_load (path, &error);
  g_assert_no_error (error);
  return model;
}

static void
test_temperature_from_path (void)
{
  static const struct
  {
    const char *path;
    double temperature;
  } names[] = {
    { "train.T700.lammpstrj.zst", 700 },
    { "/data/700K/dump.lammpstrj", 700 },
    { "run_T_1250.dump", 1250 },
    { "T=900.dump", 900 },
    { "glass-100K.dump", 100 },
    { "a/b/run 450 K.dump", 450 },
    { "cu50zr50.dump", NAN },
    { "T700/prod.dump", 700 },
    { "part2000.dump", NAN },
    { "melt.T1200.5.dump", 1200.5 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      double t = vit_temperature_from_path (names[i].path);
      if (isnan (names[i].temperature) ? !isnan (t) : t != names[i].temperature)
        g_error ("%s: %g", names[i].path, t);
    }
}

static void
test_classes (void)
{
  g_autoptr (VitModel) model = load ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VitClassSelection) s =
      vit_class_selection_new (model, NULL, 0, VIT_LINKAGE_AVERAGE, false, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (s->n, ==, 7);
  double classes[7];
  g_assert_cmpuint (vit_class_selection_propose (s, -1, classes), ==, 7);
  for (int i = 0; i < 7; i++)
    g_assert_cmpfloat (classes[i], ==, s->temperatures[i]);
  g_assert_cmpuint (vit_class_selection_propose (s, 1e9, classes), ==, 1);
  /* 1000 and 1200 K are the first to meet. */
  g_assert_cmpuint (vit_class_selection_propose (s, s->merges[0].height, classes), ==, 6);
  g_assert_cmpuint (s->merges[0].a, ==, 4);
  g_assert_cmpuint (s->merges[0].b, ==, 5);
}

static void
test_features (void)
{
  g_autoptr (VitModel) model = load ();
  g_autoptr (VitFeatureSelection) s = vit_feature_selection_new (model, 0, 1500, NULL, NULL);
  g_assert_nonnull (s);
  g_assert_cmpuint (s->n, ==, 14);
  double threshold = vit_feature_selection_default_threshold (s);
  for (size_t j = 0; j < s->n; j++)
    if (s->intervals[j] <= 0.1)
      g_assert_cmpfloat (s->weights[j], <, threshold);
    else if (s->intervals[j] >= 2)
      g_assert_cmpfloat (s->weights[j], >, threshold);
}

/* With labels that say nothing, prediction is chance. */
static void
test_permuted_labels (void)
{
  g_autoptr (VitModel) model = load ();
  size_t n_intervals, n = vit_model_get_n_instances (model);
  const double *intervals = vit_model_get_default_intervals (model, &n_intervals);
  uint64_t state = 5;
  for (size_t i = n - 1; i > 0; i--)
    {
      size_t j = (size_t) vit_random_below (&state, i + 1);
      uint16_t label = model->labels[i];
      model->labels[i] = model->labels[j];
      model->labels[j] = label;
    }
  g_autoptr (VitValidation) v =
      vit_validation_cross (model, intervals, n_intervals, 10, 1, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (1 - v->error_rate, 1.0 / 7, 0.02);
  double all = 0;
  for (size_t c = 0; c < v->n_classes; c++)
    all += v->classes[c] / 7;
  for (size_t c = 0; c < v->n_classes; c++)
    g_assert_cmpfloat_with_epsilon (v->mean[c], all, 10);
}

static void
test_quality (void)
{
  g_autoptr (VitModel) model = load ();
  size_t n;
  const double *intervals = vit_model_get_default_intervals (model, &n);
  const unsigned ks[] = { 1, 50 };
  VitQualityPoint points[2], curve[6];
  g_assert_true (vit_validation_neighbours (model, intervals, n, ks, 2, 1, points, NULL, NULL));
  g_autoptr (VitValidation) v = vit_validation_cross (model, intervals, n, 10, 1, NULL, NULL);
  /* The same folds and k: the same answer. */
  g_assert_cmpfloat_with_epsilon (points[1].accuracy, 1 - v->error_rate, 1e-12);
  g_assert_cmpfloat (points[1].accuracy, >, points[0].accuracy);
  for (size_t c = 0; c < v->n_classes; c++)
    {
      const double *q = v->quantiles + c * VIT_VALIDATION_QUANTILES;
      for (int i = 1; i < VIT_VALIDATION_QUANTILES; i++)
        g_assert_cmpfloat (q[i], >=, q[i - 1]);
    }
  size_t used = vit_validation_learning_curve (model, intervals, n, 6, 1, curve, NULL, NULL);
  g_assert_cmpuint (used, >=, 4);
  g_assert_cmpfloat (curve[used - 1].accuracy, >, curve[0].accuracy);
  g_assert_cmpfloat (curve[used - 1].error, <, curve[0].error);
  for (size_t i = 1; i < used; i++)
    g_assert_cmpfloat (curve[i].x, >, curve[i - 1].x);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/selection/temperature-from-path", test_temperature_from_path);
  g_test_add_func ("/selection/classes", test_classes);
  g_test_add_func ("/selection/features", test_features);
  g_test_add_func ("/selection/quality", test_quality);
  g_test_add_func ("/selection/permuted-labels", test_permuted_labels);
  return g_test_run ();
}

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/stats/relieff.h"

#define N 150

static void
read_iris (float features[N][4], uint16_t labels[N])
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "iris.csv", NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (int i = 0; i < N; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i + 1], ",", 5);
      for (int j = 0; j < 4; j++)
        features[i][j] = (float) g_ascii_strtod (cells[j], NULL);
      labels[i] = (uint16_t) atoi (cells[4]);
    }
}

/* docs/science.md §2 */
static void
test_iris (void)
{
  static const double expected[4] = { 0.1399, 0.1226, 0.3590, 0.3754 };
  float features[N][4];
  uint16_t labels[N];
  double weights[4], again[4];
  read_iris (features, labels);
  g_assert_true (vit_relieff (&features[0][0], N, 4, labels, 3, 10, 0, weights, NULL, NULL));
  for (int j = 0; j < 4; j++)
    g_assert_cmpfloat_with_epsilon (weights[j], expected[j], 3e-4);
  /* Neither units nor threads matter. */
  for (int i = 0; i < N; i++)
    features[i][2] = 4 * features[i][2];
  vit_parallel_set_n_threads (3);
  g_assert_true (vit_relieff (&features[0][0], N, 4, labels, 3, 10, 0, again, NULL, NULL));
  vit_parallel_set_n_threads (0);
  for (int j = 0; j < 4; j++)
    g_assert_cmpfloat_with_epsilon (weights[j], again[j], 1e-6);
}

/* A feature that is the class has the weight 1 − 0, one that is noise about none. */
static void
test_extremes (void)
{
  enum
  {
    M = 400
  };
  g_autofree float *features = g_new (float, M * 3);
  g_autofree uint16_t *labels = g_new (uint16_t, M);
  uint64_t state = 3;
  for (int i = 0; i < M; i++)
    {
      labels[i] = i % 2;
      features[3 * i] = labels[i];
      features[3 * i + 1] = (float) vit_random_below (&state, 1000);
      features[3 * i + 2] = 5;
    }
  double weights[3];
  g_assert_true (vit_relieff (features, M, 3, labels, 2, 10, 0, weights, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (weights[0], 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (weights[1], 0, 0.03);
  g_assert_cmpfloat (weights[2], ==, 0);
}

static void
test_refusals (void)
{
  const float features[] = { 1, 2, NAN, 4 };
  const uint16_t one[] = { 0, 0, 0, 0 }, two[] = { 0, 1, 0, 1 };
  double weight;
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_relieff (features, 4, 1, one, 1, 2, 0, &weight, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vit_relieff (features, 4, 1, two, 2, 2, 0, &weight, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relieff/iris", test_iris);
  g_test_add_func ("/relieff/extremes", test_extremes);
  g_test_add_func ("/relieff/refusals", test_refusals);
  return g_test_run ();
}

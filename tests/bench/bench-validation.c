/* Times 10-fold cross-validation beside one plain pass of the same queries over the same rows, in
 * turns: every instance is queried once in both. The rows are those of a model, copied and shaken
 * by 0.02, so that they lie as features do.
 *
 *   bench-validation MODEL [--copies N] [--threads N] [--rounds N]
 *
 * 24 copies of the demo's 14336 instances make 344064. Prints seconds of both and the median of
 * their ratios. */

#include <stdio.h>
#include <stdlib.h>

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/tml/knn.h"
#include "core/tml/model.h"

static double
time_query (VitKnn *knn, const float *rows, size_t n, unsigned k, const uint32_t *folds)
{
  g_autofree uint32_t *indices = g_new (uint32_t, n * k);
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();
  if (!vit_knn_query (knn, rows, n, k, folds, folds, indices, NULL, NULL, &error))
    g_error ("%s", error->message);
  return 1e-6 * (double) (g_get_monotonic_time () - begin);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

int
main (int argc, char **argv)
{
  int copies = 24, threads = 1, rounds = 3;
  GOptionEntry entries[] = {
    { "copies", 0, 0, G_OPTION_ARG_INT, &copies, "copies of the model's instances", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "threads", "N" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "rounds", "N" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("MODEL");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || copies < 1 ||
      rounds < 1)
    return 2;
  g_autoptr (VitModel) model = vit_model_load (argv[1], &error);
  if (!model)
    g_error ("%s", error->message);
  vit_parallel_set_n_threads ((unsigned) threads);
  size_t dim, own = vit_model_get_n_instances (model), n = own * (size_t) copies;
  const double *intervals = vit_model_get_default_intervals (model, &dim);
  g_autofree float *features = g_new (float, own *dim), *rows = g_new (float, n *dim);
  g_autofree uint32_t *folds = g_new (uint32_t, n);
  if (!vit_model_copy_features (model, intervals, dim, features, &error))
    g_error ("%s", error->message);
  uint64_t state = 1;
  for (size_t i = 0; i < n; i++)
    {
      folds[i] = (uint32_t) vit_random_below (&state, 10);
      for (size_t j = 0; j < dim; j++)
        rows[i * dim + j] = features[i % own * dim + j] +
                            0.02f * ((float) vit_random_below (&state, 1 << 20) / (1 << 19) - 1);
    }
  unsigned k = vit_model_get_options (model)->k;
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (VitKnn) knn = vit_knn_new (rows, n, (unsigned) dim, VIT_KNN_EUCLIDEAN, NULL, &error);
  double build = 1e-6 * (double) (g_get_monotonic_time () - begin);
  g_autofree double *ratios = g_new (double, rounds);
  double plain = 0, folded = 0;
  for (int r = 0; r < rounds; r++)
    {
      plain = time_query (knn, rows, n, k, NULL);
      folded = time_query (knn, rows, n, k, folds);
      ratios[r] = folded / plain;
    }
  qsort (ratios, (size_t) rounds, sizeof *ratios, compare);
  printf ("rows %zu\nseconds_build %.3f\nseconds_plain %.3f\nseconds_validation %.3f\nratio %.3f\n",
          n, build, plain, folded, ratios[rounds / 2]);
  return 0;
}

/* The k nearest neighbours against every distance in double, ties by index. */

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/tml/knn.h"

typedef struct
{
  double distance;
  uint32_t row;
} Pair;

static int
compare (const void *a, const void *b)
{
  const Pair *x = a, *y = b;
  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return x->row < y->row ? -1 : 1;
}

static void
check (const float *rows, size_t n, unsigned dim, const float *queries, size_t n_queries, unsigned k, VitKnnMetric metric,
       const uint32_t *row_groups, const uint32_t *query_groups)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitKnn) knn = vit_knn_new (rows, n, dim, metric, NULL, &error);
  g_assert_no_error (error);
  g_autofree uint32_t *indices = g_new (uint32_t, n_queries * k);
  g_autofree double *distances = g_new (double, n_queries * k);
  g_autofree Pair *all = g_new (Pair, n);
  for (unsigned threads = 1; threads <= 3; threads++)
    {
      vit_parallel_set_n_threads (threads);
      g_assert_true (vit_knn_query (knn, queries, n_queries, k, row_groups, query_groups, indices, distances, NULL, &error));
      g_assert_no_error (error);
      for (size_t q = 0; q < n_queries; q++)
        {
          size_t m = 0;
          for (size_t i = 0; i < n; i++)
            {
              double sum = 0;
              if (query_groups && row_groups[i] == query_groups[q])
                continue;
              for (unsigned j = 0; j < dim; j++)
                {
                  double d = (double) queries[q * dim + j] - (double) rows[i * dim + j];
                  sum += metric == VIT_KNN_EUCLIDEAN ? d * d : fabs (d);
                }
              all[m++] = (Pair){ sum, (uint32_t) i };
            }
          qsort (all, m, sizeof *all, compare);
          for (unsigned i = 0; i < k; i++)
            {
              g_assert_cmpuint (indices[q * k + i], ==, all[i].row);
              g_assert_cmpfloat (distances[q * k + i], ==, all[i].distance);
            }
        }
    }
  vit_parallel_set_n_threads (0);
}

static float *
random_rows (GRand *random, size_t n, unsigned dim, double step)
{
  float *rows = g_new (float, n * dim);
  for (size_t i = 0; i < n * dim; i++)
    {
      double x = g_rand_double_range (random, -2, 2) + g_rand_double_range (random, -2, 2);
      rows[i] = (float) (step > 0 ? round (x / step) * step : x);
    }
  return rows;
}

static void
test_against_all (void)
{
  static const struct
  {
    size_t n;
    unsigned dim, k;
    double step; /* coarse coordinates make ties */
  } cases[] = { { 1, 1, 1, 0 },      { 70, 3, 70, 0 },   { 500, 10, 50, 0 },  { 2000, 10, 50, 0.5 },
                { 1500, 2, 20, 1 },  { 3000, 17, 5, 0 }, { 800, 1, 50, 0.1 }, { 300, 64, 10, 0 } };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    for (VitKnnMetric metric = VIT_KNN_EUCLIDEAN; metric <= VIT_KNN_CITYBLOCK; metric++)
      {
        g_autofree float *rows = random_rows (random, cases[c].n, cases[c].dim, cases[c].step);
        g_autofree float *queries = random_rows (random, 40, cases[c].dim, cases[c].step);
        queries[0] = 1e4f; /* far outside */
        check (rows, cases[c].n, cases[c].dim, queries, 40, cases[c].k, metric, NULL, NULL);
      }
}

static void
test_groups (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autofree float *rows = random_rows (random, 900, 10, 0.25);
  g_autofree uint32_t *groups = g_new (uint32_t, 900);
  for (int i = 0; i < 900; i++)
    groups[i] = (uint32_t) g_rand_int_range (random, 0, 9);
  check (rows, 900, 10, rows, 60, 30, VIT_KNN_EUCLIDEAN, groups, groups);
}

static void
test_refusals (void)
{
  const float rows[] = { 0, 1, 2 };
  const float nothing[] = { NAN };
  const uint32_t groups[] = { 1, 1, 1 };
  uint32_t indices[3];
  g_autoptr (GError) error = NULL;
  g_autoptr (VitKnn) knn = vit_knn_new (rows, 3, 1, VIT_KNN_EUCLIDEAN, NULL, &error);
  g_assert_false (vit_knn_query (knn, rows, 1, 4, NULL, NULL, indices, NULL, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vit_knn_query (knn, rows, 1, 1, groups, groups, indices, NULL, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (vit_knn_query (knn, nothing, 1, 2, NULL, NULL, indices, NULL, NULL, &error));
  g_assert_cmpuint (indices[0], ==, UINT32_MAX);
  g_assert_null (vit_knn_new (nothing, 1, 1, VIT_KNN_EUCLIDEAN, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tml/knn/against-all", test_against_all);
  g_test_add_func ("/tml/knn/groups", test_groups);
  g_test_add_func ("/tml/knn/refusals", test_refusals);
  return g_test_run ();
}

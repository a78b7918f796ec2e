/* The k nearest neighbours against every distance in double, ties by index: for every kernel that
 * this machine can run, and for several numbers of threads. */

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/tml/knn-private.h"

typedef struct
{
  double distance;
  uint32_t row;
} Pair;

typedef struct
{
  const float *rows, *queries;
  size_t n, n_queries;
  unsigned dim, k;
  VitKnnMetric metric;
  const uint32_t *row_groups, *query_groups; /* (nullable) */
} Case;

static int
compare (const void *a, const void *b)
{
  const Pair *x = a, *y = b;
  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return x->row < y->row ? -1 : 1;
}

/* The k nearest of every query, by sorting all. */
static Pair *
find_all (const Case *c)
{
  Pair *expected = g_new (Pair, c->n_queries * c->k);
  g_autofree Pair *all = g_new (Pair, c->n);
  for (size_t q = 0; q < c->n_queries; q++)
    {
      size_t m = 0;
      for (size_t i = 0; i < c->n; i++)
        {
          double sum = 0;
          if (c->query_groups && c->row_groups[i] == c->query_groups[q])
            continue;
          for (unsigned j = 0; j < c->dim; j++)
            {
              double d = (double) c->queries[q * c->dim + j] - (double) c->rows[i * c->dim + j];
              sum += c->metric == VIT_KNN_EUCLIDEAN ? d * d : fabs (d);
            }
          all[m++] = (Pair){ sum, (uint32_t) i };
        }
      g_assert_cmpuint (m, >=, c->k);
      qsort (all, m, sizeof *all, compare);
      memcpy (expected + q * c->k, all, c->k * sizeof *all);
    }
  return expected;
}

static void
check (const Case *c)
{
  static const unsigned threads[] = { 1, 2, 5 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitKnn) knn = vit_knn_new (c->rows, c->n, c->dim, c->metric, NULL, &error);
  g_assert_no_error (error);
  g_autofree Pair *expected = find_all (c);
  g_autofree uint32_t *indices = g_new (uint32_t, c->n_queries * c->k);
  g_autofree double *distances = g_new (double, c->n_queries * c->k);
  unsigned t = 0;
  for (const VitKnnKernel *const *kernel = vit_knn_get_kernels (); *kernel; kernel++, t++)
    {
      vit_parallel_set_n_threads (threads[t % G_N_ELEMENTS (threads)]);
      knn->kernel = *kernel;
      g_assert_true (vit_knn_query (knn, c->queries, c->n_queries, c->k, c->row_groups,
                                    c->query_groups, indices, distances, NULL, &error));
      g_assert_no_error (error);
      for (size_t i = 0; i < c->n_queries * c->k; i++)
        {
          g_assert_cmpuint (indices[i], ==, expected[i].row);
          g_assert_true (distances[i] == expected[i].distance);
        }
    }
  vit_parallel_set_n_threads (0);
}

/* Coarse coordinates, whole multiples of @step, make ties. */
static float *
random_rows (GRand *random, size_t n, unsigned dim, double step)
{
  float *rows = g_new (float, n *dim);
  for (size_t i = 0; i < n * dim; i++)
    {
      double x = g_rand_double_range (random, -2, 2) + g_rand_double_range (random, -2, 2);
      rows[i] = (float) (step > 0 ? round (x / step) * step : x);
    }
  return rows;
}

static void
check_both (Case c)
{
  c.metric = VIT_KNN_EUCLIDEAN;
  check (&c);
  c.metric = VIT_KNN_CITYBLOCK;
  check (&c);
}

static void
test_against_all (void)
{
  static const struct
  {
    size_t n;
    unsigned dim, k;
    double step;
  } cases[] = {
    { 1, 1, 1, 0 },      { 2, 3, 2, 0 },        { 17, 10, 3, 0 },    { 70, 3, 70, 0 },
    { 500, 10, 50, 0 },  { 2000, 10, 50, 0.5 }, { 1500, 2, 20, 1 },  { 3000, 17, 5, 0 },
    { 800, 1, 50, 0.1 }, { 300, 64, 10, 0 },    { 6000, 10, 50, 0 }, { 4000, 3, 1, 0 },
    { 2500, 9, 600, 0 },
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree float *rows = random_rows (random, cases[i].n, cases[i].dim, cases[i].step);
      g_autofree float *queries = random_rows (random, 37, cases[i].dim, cases[i].step);
      check_both ((Case){ rows, queries, cases[i].n, 37, cases[i].dim, cases[i].k });
    }
}

/* Like features of atoms: one long axis, oblique, and little spread about it. */
static void
test_clusters (void)
{
  enum
  {
    N = 5000,
    DIM = 10
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autofree float *rows = random_rows (random, N + 60, DIM, 0);
  for (int i = 0; i < N + 60; i++)
    for (int j = 0; j < DIM; j++)
      rows[i * DIM + j] = 0.02f * rows[i * DIM + j] + (float) (i % 7) * (1 + 0.1f * (float) j);
  check_both ((Case){ rows, rows + N * DIM, N, 60, DIM, 50 });
}

/* All points of a lattice, some of them many times over; the rows themselves ask. */
static void
test_lattice (void)
{
  enum
  {
    SIDE = 9,
    N = SIDE * SIDE * SIDE + 600
  };
  g_autofree float *rows = g_new0 (float, N * 3);
  for (int i = 0; i < SIDE * SIDE * SIDE; i++)
    {
      rows[3 * i] = (float) (i % SIDE);
      rows[3 * i + 1] = (float) (i / SIDE % SIDE);
      rows[3 * i + 2] = (float) (i / SIDE / SIDE);
    }
  for (int i = SIDE * SIDE * SIDE; i < N; i++)
    for (int j = 0; j < 3; j++)
      rows[3 * i + j] = i % 2 ? 4 : 7;
  check_both ((Case){ rows, rows, N, N, 3, 27 });
}

/* As of atoms that were held in place: some thousand rows alike, and some rows about them. */
static void
test_all_equal (void)
{
  enum
  {
    N = 20000
  };
  g_autofree float *rows = g_new (float, N * 4);
  for (int i = 0; i < N * 4; i++)
    rows[i] = 1e6f;
  const float queries[] = { 1e6f, 1e6f, 1e6f, 1e6f, 1e6f, 1e6f, 1e6f + 1, 1e6f, -3, 0, 1, 2 };
  check_both ((Case){ rows, queries, N, 3, 4, 50 });
  for (int i = 0; i < N; i += 97)
    rows[4 * i + i % 4] += (float) (i % 5 - 2);
  check_both ((Case){ rows, queries, N, 3, 4, 50 });
}

/* A row very far away makes the integer steps coarse, and queries may be beyond all rows. */
static void
test_outliers (void)
{
  static const float far[] = { 50, 1e4f, 1e9f, 3e37f };
  g_autoptr (GRand) random = g_rand_new_with_seed (10);
  for (gsize i = 0; i < G_N_ELEMENTS (far); i++)
    {
      g_autofree float *rows = random_rows (random, 2000, 5, 0);
      g_autofree float *queries = random_rows (random, 40, 5, 0);
      for (int q = 0; q < 20; q++)
        queries[5 * q + q % 5] = q % 2 ? far[i] : -far[i];
      check_both ((Case){ rows, queries, 2000, 40, 5, 30 });
      rows[1234] = far[i];
      check_both ((Case){ rows, queries, 2000, 40, 5, 30 });
    }
}

/* Distances that only double tells apart. */
static void
test_near_ties (void)
{
  enum
  {
    N = 1000
  };
  g_autofree float *rows = g_new (float, N * 2);
  float x = 1;
  for (int i = 0; i < N; i++, x = nextafterf (x, 2))
    {
      rows[2 * (i * 7 % N)] = x;
      rows[2 * (i * 7 % N) + 1] = i % 3 ? 1000 : -1000;
    }
  const float queries[] = { 1, 0, 1, 1000, 1.5f, -1000, 1.00001f, 1e-3f };
  check_both ((Case){ rows, queries, N, 4, 2, 100 });
}

static void
test_groups (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autofree float *rows = random_rows (random, 3000, 10, 0.25);
  g_autofree uint32_t *groups = g_new (uint32_t, 3000);
  for (int n_groups = 2; n_groups < 2000; n_groups *= 12)
    {
      for (int i = 0; i < 3000; i++)
        groups[i] = (uint32_t) g_rand_int_range (random, 0, n_groups);
      check_both (
          (Case){ rows, rows, 3000, 60, 10, 30, .row_groups = groups, .query_groups = groups });
    }
  for (int q = 0; q < 60; q += 2)
    rows[10 * q] = 1000; /* far queries have groups too */
  check_both ((Case){ rows, rows, 3000, 60, 10, 30, .row_groups = groups, .query_groups = groups });
}

/* A query that is not finite has no neighbours, and takes none from the others. */
static void
test_not_finite (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autofree float *rows = random_rows (random, 400, 4, 0);
  g_autofree uint32_t *indices = g_new (uint32_t, 400 * 3);
  g_autofree double *distances = g_new (double, 400 * 3);
  g_autoptr (VitKnn) knn = vit_knn_new (rows, 400, 4, VIT_KNN_EUCLIDEAN, NULL, NULL);
  for (int q = 0; q < 400; q += 3)
    rows[4 * q + q % 4] = q % 2 ? NAN : INFINITY;
  g_assert_true (vit_knn_query (knn, rows, 400, 3, NULL, NULL, indices, distances, NULL, NULL));
  for (uint32_t q = 0; q < 400; q++)
    if (q % 3 == 0)
      {
        g_assert_cmpuint (indices[3 * q], ==, UINT32_MAX);
        g_assert_cmpuint (indices[3 * q + 2], ==, UINT32_MAX);
        g_assert_true (isnan (distances[3 * q]));
      }
    else
      {
        g_assert_cmpuint (indices[3 * q], ==, q);
        g_assert_true (distances[3 * q] == 0);
      }
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
  g_assert_null (vit_knn_new (nothing, 1, 1, VIT_KNN_EUCLIDEAN, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (20000);
  vit_progress_cancel (data);
  return NULL;
}

/* A long search ends soon after it is told to. */
static void
test_cancel (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  g_autofree float *rows = random_rows (random, 30000, 10, 0);
  g_autofree uint32_t *indices = g_new (uint32_t, 30000 * 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitKnn) knn = vit_knn_new (rows, 30000, 10, VIT_KNN_EUCLIDEAN, NULL, NULL);
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  for (const VitKnnKernel *const *kernel = vit_knn_get_kernels (); *kernel; kernel++)
    knn->kernel = *kernel; /* the slowest */
  GThread *thread = g_thread_new ("cancel", cancel_soon, progress);
  g_assert_false (
      vit_knn_query (knn, rows, 30000, 10, NULL, NULL, indices, NULL, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);
  g_assert_null (vit_knn_new (rows, 30000, 10, VIT_KNN_EUCLIDEAN, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tml/knn/against-all", test_against_all);
  g_test_add_func ("/tml/knn/clusters", test_clusters);
  g_test_add_func ("/tml/knn/lattice", test_lattice);
  g_test_add_func ("/tml/knn/all-equal", test_all_equal);
  g_test_add_func ("/tml/knn/outliers", test_outliers);
  g_test_add_func ("/tml/knn/near-ties", test_near_ties);
  g_test_add_func ("/tml/knn/groups", test_groups);
  g_test_add_func ("/tml/knn/not-finite", test_not_finite);
  g_test_add_func ("/tml/knn/refusals", test_refusals);
  g_test_add_func ("/tml/knn/cancel", test_cancel);
  return g_test_run ();
}

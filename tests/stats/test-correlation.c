#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/stats/correlation.h"

#define N 200

/* Two quantities that go together; with @ties on a coarse lattice. */
static void
make_pairs (double *a, double *b, bool ties)
{
  for (int i = 0; i < N; i++)
    {
      a[i] = sin (1.3 * i) + 0.01 * i;
      b[i] = cos (0.7 * i) + 0.5 * a[i] * a[i];
    }
  for (int i = 0; ties && i < N; i++)
    {
      a[i] = floor (3 * a[i]);
      b[i] = floor (4 * b[i]);
    }
}

/* scipy.stats.pearsonr, spearmanr, and bootstrap (paired, percentile, 20000 resamples), SciPy
 * 1.10.1 */
static const struct
{
  bool ties, ranked;
  double rho, lo, hi;
} scipy[] = {
  { false, false, 0.7384107744859656, 0.67072, 0.79370 },
  { false, true, 0.7082457061426537, 0.61530, 0.78151 },
  { true, false, 0.738790897488686, 0.66941, 0.79586 },
  { true, true, 0.7101086154396272, 0.61759, 0.78362 },
};

static void
test_scipy (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (scipy); k++)
    {
      double a[N], b[N];
      make_pairs (a, b, scipy[k].ties);
      VitCorrelationOptions options = { .ranked = scipy[k].ranked,
                                        .n_resamples = 10000,
                                        .seed = 3 };
      VitCorrelation c;
      g_autoptr (GError) error = NULL;
      g_assert_true (vit_correlation_compute (a, b, N, &options, &c, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (c.rho, scipy[k].rho, 1e-13);
      g_assert_cmpuint (c.n, ==, N);
      /* three standard errors of a percentile of 10000 resamples */
      g_assert_cmpfloat_with_epsilon (c.lo, scipy[k].lo, 0.003);
      g_assert_cmpfloat_with_epsilon (c.hi, scipy[k].hi, 0.003);
      g_assert_cmpfloat (vit_correlation_coefficient (a, b, N, scipy[k].ranked, NULL), ==, c.rho);
    }
}

static void
test_left_out (void)
{
  double a[N + 4], b[N + 4];
  make_pairs (a, b, false);
  for (int ranked = 0; ranked < 2; ranked++)
    {
      size_t n;
      double whole = vit_correlation_coefficient (a, b, N, ranked, NULL);
      a[N] = NAN, b[N] = 1;
      a[N + 1] = 5, b[N + 1] = NAN;
      a[N + 2] = INFINITY, b[N + 2] = 0;
      a[N + 3] = b[N + 3] = NAN;
      g_assert_cmpfloat (vit_correlation_coefficient (a, b, N + 4, ranked, &n), ==, whole);
      g_assert_cmpuint (n, ==, N);
    }
}

static void
test_properties (void)
{
  double a[N], b[N], other[N];
  make_pairs (a, b, false);
  double rho = vit_correlation_coefficient (a, b, N, false, NULL);
  double ranked = vit_correlation_coefficient (a, b, N, true, NULL);
  g_assert_cmpfloat_with_epsilon (vit_correlation_coefficient (b, a, N, false, NULL), rho, 1e-14);
  /* a far offset and any scale change nothing; a growing map does not change ranks */
  for (int i = 0; i < N; i++)
    other[i] = 1e6 - 3e-4 * b[i];
  g_assert_cmpfloat_with_epsilon (vit_correlation_coefficient (a, other, N, false, NULL), -rho,
                                  1e-6);
  for (int i = 0; i < N; i++)
    other[i] = exp (4 * b[i]);
  g_assert_cmpfloat (vit_correlation_coefficient (a, other, N, true, NULL), ==, ranked);
  g_assert_cmpfloat_with_epsilon (vit_correlation_coefficient (a, a, N, false, NULL), 1, 1e-15);
  for (int i = 0; i < N; i++)
    other[i] = 0.1;
  g_assert_true (isnan (vit_correlation_coefficient (a, other, N, false, NULL)));
  g_assert_true (isnan (vit_correlation_coefficient (a, other, N, true, NULL)));
  g_assert_true (isnan (vit_correlation_coefficient (a, b, 1, false, NULL)));
  g_assert_true (isnan (vit_correlation_coefficient (NULL, NULL, 0, true, NULL)));
}

static void
test_seed (void)
{
  double a[N], b[N];
  make_pairs (a, b, true);
  for (int ranked = 0; ranked < 2; ranked++)
    {
      VitCorrelationOptions options = { .ranked = ranked, .seed = 11, .level = 0.9 };
      VitCorrelation one, again;
      vit_parallel_set_n_threads (1);
      g_assert_true (vit_correlation_compute (a, b, N, &options, &one, NULL, NULL));
      vit_parallel_set_n_threads (5);
      g_assert_true (vit_correlation_compute (a, b, N, &options, &again, NULL, NULL));
      g_assert_cmpmem (&one, sizeof one, &again, sizeof again);
      options.seed++;
      g_assert_true (vit_correlation_compute (a, b, N, &options, &again, NULL, NULL));
      g_assert_cmpfloat (one.rho, ==, again.rho);
      g_assert_cmpfloat (one.lo, !=, again.lo);
      options.level = 0.5;
      g_assert_true (vit_correlation_compute (a, b, N, &options, &again, NULL, NULL));
      g_assert_cmpfloat (again.lo, >, one.lo);
      g_assert_cmpfloat (again.hi, <, one.hi);
      vit_parallel_set_n_threads (0);
    }
}

/* ---- Blocks ---- */

enum
{
  COPIES = 8
};

static void
compute (const double *a,
         const double *b,
         size_t n,
         const VitCorrelationOptions *options,
         VitCorrelation *c)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_correlation_compute (a, b, n, options, c, NULL, &error));
  g_assert_no_error (error);
}

/* Copies of a pair say nothing new: drawn together they give the interval of the pairs themselves,
 * drawn one by one a narrower one. */
static void
test_copies (void)
{
  double a[N], b[N], many_a[COPIES * N], many_b[COPIES * N];
  uint32_t own[N], blocks[COPIES * N];
  make_pairs (a, b, true);
  for (int i = 0; i < COPIES * N; i++)
    {
      many_a[i] = a[i % N];
      many_b[i] = b[i % N];
      /* with gaps in the numbers */
      blocks[i] = 3 * (uint32_t) (i % N) + 1;
      own[i % N] = (uint32_t) (i % N);
    }
  for (int ranked = 0; ranked < 2; ranked++)
    {
      VitCorrelationOptions single = { .ranked = ranked, .n_resamples = 2000, .seed = 5 };
      VitCorrelationOptions each = single, together = single;
      each.blocks = own;
      each.n_blocks = N;
      together.blocks = blocks;
      together.n_blocks = 3 * N;
      VitCorrelation plain, alone, whole, apart;
      compute (a, b, N, &single, &plain);
      compute (a, b, N, &each, &alone);
      compute (many_a, many_b, COPIES * N, &together, &whole);
      compute (many_a, many_b, COPIES * N, &single, &apart);
      g_assert_cmpfloat_with_epsilon (whole.rho, plain.rho, 1e-12);
      g_assert_cmpfloat_with_epsilon (whole.lo, alone.lo, 1e-12);
      g_assert_cmpfloat_with_epsilon (whole.hi, alone.hi, 1e-12);
      g_assert_cmpfloat_with_epsilon (alone.lo, plain.lo, 0.01);
      g_assert_cmpfloat_with_epsilon (alone.hi, plain.hi, 0.01);
      g_assert_cmpfloat (apart.hi - apart.lo, <, 0.5 * (whole.hi - whole.lo));
    }
}

/* Two quantities that have nothing to do with each other but are smooth along a line: how often the
 * interval holds the true coefficient, 0. */
static void
test_coverage (void)
{
  enum
  {
    LENGTH = 1500,
    SMOOTH = 12,
    BLOCK = 50,
    TRIALS = 200
  };
  static double noise[2][LENGTH + SMOOTH], values[2][LENGTH];
  static uint32_t blocks[LENGTH];
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (int i = 0; i < LENGTH; i++)
    blocks[i] = (uint32_t) (i / BLOCK);
  for (int ranked = 0; ranked < 2; ranked++)
    {
      int covered[2] = { 0, 0 };
      for (int trial = 0; trial < TRIALS; trial++)
        {
          for (int k = 0; k < 2; k++)
            {
              for (int i = 0; i < LENGTH + SMOOTH; i++)
                noise[k][i] = g_rand_double_range (random, -1, 1);
              for (int i = 0; i < LENGTH; i++)
                {
                  values[k][i] = 0;
                  for (int j = 0; j < SMOOTH; j++)
                    values[k][i] += noise[k][i + j];
                }
            }
          for (int blocked = 0; blocked < 2; blocked++)
            {
              VitCorrelationOptions options = { .ranked = ranked,
                                                .n_resamples = 200,
                                                .seed = (uint64_t) trial,
                                                .blocks = blocked ? blocks : NULL,
                                                .n_blocks = LENGTH / BLOCK };
              VitCorrelation c;
              compute (values[0], values[1], LENGTH, &options, &c);
              covered[blocked] += c.lo < 0 && c.hi > 0;
            }
        }
      g_test_message ("ranked %d: 0 lies in %d of %d intervals, with blocks in %d", ranked,
                      covered[0], TRIALS, covered[1]);
      g_assert_cmpint (covered[0], <, TRIALS * 0.65);
      g_assert_cmpint (covered[1], >, TRIALS * 0.87);
    }
}

static void
test_blocks_repeat (void)
{
  double a[N], b[N];
  uint32_t blocks[N];
  make_pairs (a, b, false);
  for (int i = 0; i < N; i++)
    blocks[i] = (uint32_t) (i / 7);
  VitCorrelationOptions options = { .seed = 2, .blocks = blocks, .n_blocks = N };
  for (int ranked = 0; ranked < 2; ranked++)
    {
      VitCorrelation one, again;
      options.ranked = ranked;
      vit_parallel_set_n_threads (1);
      compute (a, b, N, &options, &one);
      vit_parallel_set_n_threads (5);
      compute (a, b, N, &options, &again);
      g_assert_cmpmem (&one, sizeof one, &again, sizeof again);
      vit_parallel_set_n_threads (0);
    }
  /* One block alone has no spread, and is no interval. */
  memset (blocks, 0, sizeof blocks);
  VitCorrelation c;
  compute (a, b, N, &options, &c);
  g_assert_false (isnan (c.rho));
  g_assert_true (isnan (c.lo) && isnan (c.hi));
  blocks[3] = N;
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_correlation_compute (a, b, N, &options, &c, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

static void
test_refusals (void)
{
  double a[N], b[N];
  make_pairs (a, b, false);
  VitCorrelationOptions options = { .level = 95 };
  VitCorrelation c;
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_correlation_compute (a, b, N, &options, &c, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  g_assert_false (vit_correlation_compute (a, b, N, NULL, &c, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/correlation/scipy", test_scipy);
  g_test_add_func ("/correlation/left-out", test_left_out);
  g_test_add_func ("/correlation/properties", test_properties);
  g_test_add_func ("/correlation/seed", test_seed);
  g_test_add_func ("/correlation/blocks/copies", test_copies);
  g_test_add_func ("/correlation/blocks/coverage", test_coverage);
  g_test_add_func ("/correlation/blocks/repeat", test_blocks_repeat);
  g_test_add_func ("/correlation/refusals", test_refusals);
  return g_test_run ();
}

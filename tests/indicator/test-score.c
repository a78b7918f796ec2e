#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/indicator/score.h"
#include "tests/indicator/smooth-field.h"

/* ---- scikit-learn and SciPy ---- */

static double *
parse_line (const char *line, size_t *n)
{
  g_auto (GStrv) words = g_strsplit (line, "\t", -1);
  *n = g_strv_length (words) - 1;
  double *values = g_new (double, *n);
  for (size_t i = 0; i < *n; i++)
    values[i] = g_ascii_strtod (words[i + 1], NULL);
  return values;
}

static VitScoring *
scoring_of (const VitCell *cell,
            const double *x,
            size_t n,
            const uint8_t *types,
            const double *target,
            const uint8_t *events,
            const VitScoreOptions *options)
{
  VitScoreField field = {
    .cell = cell, .x = x, .n = n, .types = types, .target = target, .events = events
  };
  GError *error = NULL;
  VitScoring *scoring = vit_scoring_new (&field, 1, options, NULL, &error);
  g_assert_no_error (error);
  return scoring;
}

static VitScore
score_of (const VitScoring *scoring, const double *indicator, int group)
{
  VitScore score;
  GError *error = NULL;
  g_assert_true (vit_scoring_score (scoring, indicator, group, &score, NULL, &error));
  g_assert_no_error (error);
  return score;
}

static void
check_case (const double *x, const double *y, const double *event, size_t n, const double *expected)
{
  VitCell cell;
  const double lo[3] = { 0 }, hi[3] = { 40, 40, 40 };
  vit_cell_init_orthogonal (&cell, lo, hi);
  g_autofree double *where = g_new (double, 3 * n), *turned = g_new (double, n);
  g_autofree uint8_t *types = g_new (uint8_t, n), *events = g_new (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    {
      for (int k = 0; k < 3; k++)
        where[3 * i + k] = fmod ((double) i * (k + 1) * 7.3, 40);
      types[i] = 1;
      events[i] = event[i] > 0;
      turned[i] = -x[i];
    }
  g_autoptr (VitScoring) scoring = scoring_of (&cell, where, n, types, y, events, NULL);
  g_assert_cmpuint (vit_scoring_get_n_blocks (scoring), ==, 8);
  VitScore score = score_of (scoring, x, VIT_SCORE_ALL);
  g_assert_cmpint (score.sign, ==, 1);
  g_assert_cmpfloat_with_epsilon (score.auc, expected[0], 1e-12);
  g_assert_cmpfloat_with_epsilon (score.average_precision, expected[1], 1e-12);
  g_assert_cmpfloat_with_epsilon (score.mcc, expected[2], 1e-12);
  g_assert_cmpfloat_with_epsilon (score.pearson, expected[3], 1e-12);
  g_assert_cmpfloat_with_epsilon (score.spearman, expected[4], 1e-12);
  g_assert_cmpfloat (score.auc_low, <, score.auc);
  g_assert_cmpfloat (score.auc_high, >, score.auc);
  /* C is another form of the area. */
  double share = (double) score.events / (double) score.n;
  g_assert_cmpfloat_with_epsilon (score.c, (1 - share) * (1 - 2 * score.auc), 1e-12);
  /* Turned round, it is the same with the other sign. */
  VitScore other = score_of (scoring, turned, VIT_SCORE_ALL);
  g_assert_cmpint (other.sign, ==, -1);
  g_assert_cmpfloat_with_epsilon (other.auc, score.auc, 1e-12);
  g_assert_cmpfloat_with_epsilon (other.auc_low, score.auc_low, 1e-12);
  g_assert_cmpfloat_with_epsilon (other.average_precision, score.average_precision, 1e-12);
  g_assert_cmpfloat_with_epsilon (other.mcc, score.mcc, 1e-12);
  g_assert_cmpfloat_with_epsilon (other.threshold, -score.threshold, 1e-12);
  g_assert_cmpfloat_with_epsilon (other.pearson, -score.pearson, 1e-12);
  /* The area is that below the curve, by trapezoids. */
  g_autoptr (VitScoreCurves) curves = vit_scoring_get_curves (scoring, x, VIT_SCORE_ALL, 10 * n);
  double area = 0, at = 0, recall = 0;
  for (size_t k = 0; k < curves->n; k++)
    {
      area += (curves->false_positives[k] - at) * (curves->recall[k] + recall) / 2;
      at = curves->false_positives[k];
      recall = curves->recall[k];
    }
  g_assert_cmpfloat (at, ==, 1);
  g_assert_cmpfloat (recall, ==, 1);
  g_assert_cmpfloat_with_epsilon (area, score.auc, 1e-12);
}

static void
test_oracle (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "scores.tsv", NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (g_strstrip (text), "\n", -1);
  guint cases = 0;
  for (guint k = 1; k + 3 < g_strv_length (lines); k += 4, cases++)
    {
      size_t n, m;
      g_autofree double *x = parse_line (lines[k], &n), *y = parse_line (lines[k + 1], &m);
      g_assert_cmpuint (n, ==, m);
      g_autofree double *event = parse_line (lines[k + 2], &m);
      g_autofree double *expected = parse_line (lines[k + 3], &m);
      g_assert_cmpuint (m, ==, 5);
      check_case (x, y, event, n, expected);
    }
  g_assert_cmpuint (cases, ==, 4);
}

/* ---- Species ---- */

/* An indicator that tells species alone says nothing within a species. */
static void
test_species (void)
{
  enum
  {
    N = 10,
    TOTAL = N * N * N
  };
  VitCell cell;
  g_autofree double *x = smooth_sites_new (N, &cell);
  g_autofree double *target = g_new (double, TOTAL), *indicator = g_new (double, TOTAL);
  g_autofree uint8_t *types = g_new (uint8_t, TOTAL), *events = g_new (uint8_t, TOTAL);
  uint64_t state = 11;
  for (int i = 0; i < TOTAL; i++)
    {
      types[i] = (uint8_t) (1 + vit_random_below (&state, 2));
      target[i] = smooth_normal (&state) + 2 * (types[i] == 1);
      indicator[i] = smooth_normal (&state) + 2 * (types[i] == 1);
    }
  target[5] = NAN;
  indicator[9] = NAN;
  g_assert_cmpuint (vit_score_take_top (target, TOTAL, 10, false, events), ==, 99);
  g_autoptr (VitScoring) scoring = scoring_of (&cell, x, TOTAL, types, target, events, NULL);
  VitScore all = score_of (scoring, indicator, VIT_SCORE_ALL);
  VitScore first = score_of (scoring, indicator, 1), second = score_of (scoring, indicator, 2);
  VitScore centred = score_of (scoring, indicator, VIT_SCORE_CENTRED);
  g_assert_cmpuint (all.n, ==, TOTAL - 2);
  g_assert_cmpuint (first.n + second.n, ==, all.n);
  g_assert_cmpuint (first.events + second.events, ==, all.events);
  g_assert_cmpfloat (all.auc, >, 0.7);
  g_assert_cmpfloat (first.auc, <, 0.6);
  g_assert_cmpfloat (centred.auc, <, 0.6);
  g_assert_cmpfloat (all.pearson, >, 0.4);
  g_assert_cmpfloat (fabs (centred.pearson), <, 0.1);
  /* A constant has no score. */
  for (int i = 0; i < TOTAL; i++)
    indicator[i] = 3;
  VitScore none = score_of (scoring, indicator, VIT_SCORE_ALL);
  g_assert_true (isnan (none.auc) && isnan (none.pearson) && isnan (none.mcc));
  /* Deciles are tenths, and their events those of all. */
  VitScoreDecile deciles[10];
  vit_scoring_get_deciles (scoring, target, VIT_SCORE_ALL, deciles);
  size_t n = 0, n_events = 0;
  for (int d = 0; d < 10; d++)
    {
      n += deciles[d].n;
      n_events += deciles[d].events;
      g_assert_cmpfloat (deciles[d].share_low, <=, deciles[d].share);
      g_assert_cmpfloat (deciles[d].share_high, >=, deciles[d].share);
    }
  g_assert_cmpuint (n, ==, TOTAL - 1);
  g_assert_cmpuint (n_events, ==, 99);
  g_assert_cmpuint (deciles[0].events, ==, 0);
  g_assert_cmpuint (deciles[9].events, ==, 99);
}

/* ---- Bands ---- */

/* Truth: indicator and target are normal with correlation @rho, events are targets above @z: the
 * area is the chance that one of two indicators, of an event and of another atom, is higher. */
static double
true_auc (double rho, double z)
{
  /* Distribution of the indicator among events and others, by integration. */
  double area = 0, step = 0.005, s = sqrt (1 - rho * rho);
  double share = 0.5 * erfc (z / G_SQRT2), below = 0;
  for (double x = -8; x < 8; x += step)
    {
      double at = x + step / 2, density = exp (-at * at / 2) / sqrt (2 * G_PI);
      double event = 0.5 * erfc ((z - rho * at) / s / G_SQRT2);
      double other = density * (1 - event) / (1 - share) * step;
      area += density * event / share * step * (below + other / 2);
      below += other;
    }
  return area;
}

typedef struct
{
  int blocks, atoms;
} Cover;

/* How many bands of 200 fields contain the truth: of blocks, and of single atoms. */
static Cover
count_covered (int n, double s, double rho)
{
  enum
  {
    FIELDS = 200
  };
  size_t total = (size_t) n * n * n;
  VitCell cell;
  g_autofree double *x = smooth_sites_new (n, &cell);
  g_autofree uint8_t *types = g_new (uint8_t, total), *events = g_new (uint8_t, total);
  memset (types, 1, total);
  double z = 1.2815515655446004, truth = true_auc (rho, z);
  Cover covered = { 0 };
  uint64_t state = 20;
  for (int f = 0; f < FIELDS; f++)
    {
      g_autofree double *a = smooth_field_new (n, s, &state), *b = smooth_field_new (n, s, &state);
      for (size_t i = 0; i < total; i++)
        b[i] = rho * a[i] + sqrt (1 - rho * rho) * b[i];
      vit_score_take_top (b, total, 10, false, events);
      for (int single = 0; single < 2; single++)
        {
          VitScoreOptions options = { .n_shifts = single ? -1 : 0,
                                      .edge = single ? SPACING : 0,
                                      .n_resamples = single ? 100 : 0 };
          g_autoptr (VitScoring) scoring = scoring_of (&cell, x, total, types, b, events, &options);
          VitScore score = score_of (scoring, a, VIT_SCORE_ALL);
          double low = score.sign > 0 ? score.auc_low : 1 - score.auc_high;
          double high = score.sign > 0 ? score.auc_high : 1 - score.auc_low;
          *(single ? &covered.atoms : &covered.blocks) += truth >= low && truth <= high;
        }
    }
  return covered;
}

static void
test_coverage (void)
{
  g_assert_cmpfloat_with_epsilon (true_auc (0, 1), 0.5, 1e-6);
  g_assert_cmpfloat (true_auc (0.99999, 1), >, 0.995);
  /* Correlation 1/e at 10 Å, in a box of eight blocks of 22 Å. */
  Cover covered = count_covered (11, 5, 0.3);
  g_test_message ("of 200 bands over blocks %d contain the truth, over atoms %d", covered.blocks,
                  covered.atoms);
  g_assert_cmpint (covered.blocks, >=, 180);
  g_assert_cmpint (covered.atoms, <, 150);
}

/* ---- The null ---- */

static void
test_null (void)
{
  enum
  {
    N = 14,
    TOTAL = N * N * N
  };
  VitCell cell;
  g_autofree double *x = smooth_sites_new (N, &cell);
  uint64_t state = 5;
  g_autofree double *indicator = smooth_field_new (N, 5, &state);
  g_autofree double *noise = smooth_field_new (N, 5, &state);
  g_autofree double *target = g_memdup2 (indicator, TOTAL * sizeof *target);
  g_autofree uint8_t *types = g_new (uint8_t, TOTAL), *events = g_new (uint8_t, TOTAL);
  memset (types, 1, TOTAL);
  /* The target itself scores 1, its shifts nothing. */
  vit_score_take_top (target, TOTAL, 10, false, events);
  g_autoptr (VitScoring) scoring = scoring_of (&cell, x, TOTAL, types, target, events, NULL);
  VitScore score = score_of (scoring, indicator, VIT_SCORE_ALL);
  g_assert_cmpfloat (score.auc, ==, 1);
  g_assert_cmpfloat_with_epsilon (score.average_precision, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (score.mcc, 1, 1e-12);
  g_assert_cmpfloat (fabs (score.null_mean - 0.5), <, 0.06);
  g_assert_cmpfloat (score.null_sd, >, 0.02);
  /* Noise smoothed over 10 Å, and a permuted target, score a half within their bands. */
  for (int permuted = 0; permuted < 2; permuted++)
    {
      if (permuted)
        for (size_t i = TOTAL - 1; i > 0; i--)
          {
            size_t j = vit_random_below (&state, i + 1);
            double swap = target[i];
            target[i] = target[j];
            target[j] = swap;
          }
      const double *field = permuted ? target : noise;
      vit_score_take_top (field, TOTAL, 10, false, events);
      g_autoptr (VitScoring) of = scoring_of (&cell, x, TOTAL, types, field, events, NULL);
      VitScore half = score_of (of, indicator, VIT_SCORE_ALL);
      g_assert_cmpfloat (half.auc_low, <=, 0.5);
      g_assert_cmpfloat (half.auc - 0.5, <, permuted ? 0.06 : 0.15);
      g_assert_cmpfloat (half.null_sd, >, 0);
    }
}

/* The number of threads changes no bit. */
static void
test_same_for_threads (void)
{
  enum
  {
    N = 8,
    TOTAL = N * N * N
  };
  VitCell cell;
  g_autofree double *x = smooth_sites_new (N, &cell);
  uint64_t state = 3;
  g_autofree double *a = smooth_field_new (N, 3, &state), *b = smooth_field_new (N, 3, &state);
  g_autofree uint8_t *types = g_new (uint8_t, TOTAL), *events = g_new (uint8_t, TOTAL);
  for (int i = 0; i < TOTAL; i++)
    types[i] = (uint8_t) (1 + i % 2);
  vit_score_take_top (b, TOTAL, 10, true, events);
  VitScore scores[2];
  for (unsigned k = 0; k < 2; k++)
    {
      vit_parallel_set_n_threads (k == 0 ? 1 : 4);
      g_autoptr (VitScoring) scoring = scoring_of (&cell, x, TOTAL, types, b, events, NULL);
      scores[k] = score_of (scoring, a, VIT_SCORE_CENTRED);
    }
  vit_parallel_set_n_threads (0);
  g_assert_cmpmem (&scores[0].pearson, sizeof (VitScore) - G_STRUCT_OFFSET (VitScore, pearson),
                   &scores[1].pearson, sizeof (VitScore) - G_STRUCT_OFFSET (VitScore, pearson));
  /* Cancelled work says so. */
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  g_autoptr (GError) error = NULL;
  VitScoreField field = {
    .cell = &cell, .x = x, .n = TOTAL, .types = types, .target = b, .events = events
  };
  g_assert_null (vit_scoring_new (&field, 1, NULL, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

/* The bands of two start times of one run are wider than those of two runs: they move together. */
static void
test_runs (void)
{
  enum
  {
    N = 10,
    TOTAL = N * N * N
  };
  VitCell cell;
  g_autofree double *x = smooth_sites_new (N, &cell), *both = g_new (double, 2 * TOTAL);
  uint64_t state = 8;
  g_autofree double *a = smooth_field_new (N, 5, &state), *b = smooth_field_new (N, 5, &state);
  g_autofree uint8_t *types = g_new (uint8_t, TOTAL), *events = g_new (uint8_t, TOTAL);
  memset (types, 1, TOTAL);
  vit_score_take_top (b, TOTAL, 10, false, events);
  VitScoreField fields[2];
  for (unsigned k = 0; k < 2; k++)
    {
      fields[k] = (VitScoreField){
        .cell = &cell, .x = x, .n = TOTAL, .types = types, .target = b, .events = events
      };
      memcpy (both + k * TOTAL, a, TOTAL * sizeof *a);
    }
  g_autoptr (VitScoring) one = vit_scoring_new (fields, 1, NULL, NULL, NULL);
  g_autoptr (VitScoring) twice = vit_scoring_new (fields, 2, NULL, NULL, NULL);
  fields[1].run = 1;
  g_autoptr (VitScoring) runs = vit_scoring_new (fields, 2, NULL, NULL, NULL);
  g_assert_cmpuint (vit_scoring_get_n_blocks (twice), ==, 8);
  g_assert_cmpuint (vit_scoring_get_n_blocks (runs), ==, 16);
  VitScore s1 = score_of (one, a, 0), s2 = score_of (twice, both, 0), s3 = score_of (runs, both, 0);
  g_assert_cmpfloat_with_epsilon (s1.auc, s2.auc, 1e-12);
  g_assert_cmpfloat_with_epsilon (s1.auc, s3.auc, 1e-12);
  g_assert_cmpfloat_with_epsilon (s1.auc_low, s2.auc_low, 1e-12);
  g_assert_cmpfloat (s3.auc_high - s3.auc_low, <, s2.auc_high - s2.auc_low);
}

/* Ranks of SciPy's spearmanr() of three samples, the last with missing values. */
static void
test_matrix (void)
{
  const double a[] = { 1, 2, 3, 4, 5, 6 }, b[] = { 2, 1, 4, 3, 6, 5 }, c[] = { 3, 3, NAN, 1, 2, 0 };
  const double *list[] = { a, b, c };
  double matrix[9];
  g_assert_true (vit_score_matrix (list, 3, 6, matrix, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (matrix[0], 1, 1e-7);
  g_assert_cmpfloat_with_epsilon (matrix[1], 0.8285714285714287, 1e-7);
  g_assert_cmpfloat_with_epsilon (matrix[2], -0.8720815992723809, 1e-7);
  g_assert_cmpfloat_with_epsilon (matrix[7], -0.6668859288553501, 1e-7);
  g_assert_true (matrix[7] == matrix[5]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/score/oracle", test_oracle);
  g_test_add_func ("/score/species", test_species);
  g_test_add_func ("/score/coverage", test_coverage);
  g_test_add_func ("/score/null", test_null);
  g_test_add_func ("/score/threads", test_same_for_threads);
  g_test_add_func ("/score/runs", test_runs);
  g_test_add_func ("/score/matrix", test_matrix);
  return g_test_run ();
}

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/transience.h"

#define N 1000

/* Results that a test owns: the same atoms at several times. */
typedef struct
{
  VitAtoms atoms;
  int64_t ids[N];
  float t_ml[4][N];
  VitTmlResult results[4];
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  *fixture = (Fixture){ 0 };
  fixture->atoms = (VitAtoms){ .n = N, .ids = fixture->ids, .has_ids = true, .unique = true };
  for (int i = 0; i < N; i++)
    fixture->ids[i] = 3 * i + 1;
  for (int k = 0; k < 4; k++)
    fixture->results[k] = (VitTmlResult){
      .atoms = &fixture->atoms, .time = 10 * k, .t_ml = fixture->t_ml[k], .n_valid = N
    };
}

/* Liquid-like atoms @first, @first + 1, ... of all that count, N @count / 10 in number. */
static void
set_liquid (Fixture *fixture, int k, int first, int count)
{
  for (int i = 0; i < N; i++)
    fixture->t_ml[k][i] = (i + N - first) % N < N * count / 10 ? 900.0f : 500.0f;
}

static const VitLiquidRule rule = { .t_g = 685, .percentage = 10 };

static void
test_between (void)
{
  Fixture f;
  fixture_init (&f);
  set_liquid (&f, 0, 0, 2);
  set_liquid (&f, 1, 0, 2);
  set_liquid (&f, 2, 200, 4);
  /* all stay: 1/⟨n⟩; none stays: 0; half of the fifth stays, among two fifths: what chance has */
  g_assert_cmpfloat_with_epsilon (vit_persistence_between (&f.results[0], &f.results[1], &rule), 5,
                                  1e-12);
  g_assert_cmpfloat (vit_persistence_between (&f.results[0], &f.results[2], &rule), ==, 0);
  for (int i = 0; i < N; i++)
    f.t_ml[2][i] = i % 5 < 2 ? 900 : 500;
  g_assert_cmpfloat_with_epsilon (vit_persistence_between (&f.results[0], &f.results[2], &rule), 1,
                                  1e-12);
  /* Atoms without a value do not take part; nobody liquid-like says nothing. */
  for (int i = 500; i < N; i++)
    f.t_ml[1][i] = NAN;
  g_assert_cmpfloat_with_epsilon (vit_persistence_between (&f.results[0], &f.results[1], &rule),
                                  2.5, 1e-12);
  set_liquid (&f, 3, 0, 0);
  g_assert_true (isnan (vit_persistence_between (&f.results[0], &f.results[3], &rule)));
}

/* Another table of atoms, in which each has another place. */
static void
test_matching (void)
{
  Fixture a, b;
  fixture_init (&a);
  fixture_init (&b);
  set_liquid (&a, 0, 0, 3);
  for (int i = 0; i < N; i++)
    {
      b.ids[i] = a.ids[i] + 3; /* atom i is the next one of the other */
      b.t_ml[0][i] = a.t_ml[0][(i + 1) % N];
    }
  double p = vit_persistence_between (&a.results[0], &b.results[0], &rule);
  /* one solid-like atom drops out at either end */
  g_assert_cmpfloat_with_epsilon (p, (double) 999 * 299 / (299 * 299), 1e-12);
}

static void
test_curve (void)
{
  Fixture f;
  fixture_init (&f);
  for (int k = 0; k < 4; k++)
    set_liquid (&f, k, 50 * k, 2);
  VitTmlResult *results[] = { &f.results[2], NULL, &f.results[0], &f.results[3], &f.results[1] };
  f.results[3].time = 30.0004; /* clocks are not exact */
  size_t n;
  g_autofree VitPersistencePoint *points =
      vit_persistence_curve (results, 5, &rule, &n, NULL, NULL);
  /* of a fifth, a twentieth of all atoms leaves in each 10 ps */
  const double expected[] = { 5, 3.75, 2.5, 1.25 };
  g_assert_cmpuint (n, ==, 4);
  for (size_t k = 0; k < n; k++)
    {
      g_assert_cmpfloat_with_epsilon (points[k].lag, 10 * (double) k, 1e-3);
      g_assert_cmpfloat_with_epsilon (points[k].value, expected[k], 1e-12);
      g_assert_cmpuint (points[k].n_pairs, ==, 4 - k);
      if (k < 3)
        g_assert_cmpfloat_with_epsilon (points[k].deviation, 0, 1e-12);
      else
        g_assert_true (isnan (points[k].deviation));
    }
  g_autofree VitPersistencePoint *none = vit_persistence_curve (NULL, 0, &rule, &n, NULL, NULL);
  g_assert_cmpuint (n, ==, 0);
}

/* Results that share their atoms are counted in words; others one by one, with the same numbers. */
static void
test_words (void)
{
  Fixture a, b;
  fixture_init (&a);
  fixture_init (&b);
  for (int k = 0; k < 4; k++)
    {
      set_liquid (&a, k, 37 * k, 2 + k);
      for (int i = k; i < N; i += 50)
        a.t_ml[k][i] = NAN;
      a.results[k].n_valid -= N / 50;
      memcpy (b.t_ml[k], a.t_ml[k], sizeof b.t_ml[k]);
    }
  b.results[2].atoms = &a.atoms;
  VitTmlResult *shared[] = { &a.results[0], &a.results[1], &a.results[2], &a.results[3] };
  VitTmlResult *mixed[] = { &b.results[0], &b.results[1], &b.results[2], &b.results[3] };
  size_t n, m;
  g_autofree VitPersistencePoint *x = vit_persistence_curve (shared, 4, &rule, &n, NULL, NULL);
  g_autofree VitPersistencePoint *y = vit_persistence_curve (mixed, 4, &rule, &m, NULL, NULL);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (m, ==, 4);
  for (size_t k = 0; k < n; k++)
    g_assert_cmpfloat (x[k].value, ==, y[k].value);

  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  vit_progress_cancel (progress);
  g_assert_null (vit_persistence_curve (shared, 4, &rule, &n, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

/* What pairs of one lag differ by. */
static void
test_spread (void)
{
  Fixture f;
  fixture_init (&f);
  for (int k = 0; k < 3; k++)
    set_liquid (&f, k, k == 2 ? 150 : 0, 2);
  VitTmlResult *results[] = { &f.results[0], &f.results[1], &f.results[2] };
  size_t n;
  g_autofree VitPersistencePoint *points =
      vit_persistence_curve (results, 3, &rule, &n, NULL, NULL);
  /* all stay, then a quarter */
  g_assert_cmpfloat_with_epsilon (points[1].value, (5 + 1.25) / 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (points[1].deviation, 3.75 / sqrt (2), 1e-12);
}

static void
test_deviation (void)
{
  Fixture f;
  fixture_init (&f);
  set_liquid (&f, 0, 0, 2);
  g_assert_cmpfloat_with_epsilon (vit_tml_result_get_deviation (&f.results[0]), 400 * 0.4, 1e-9);
  for (int i = 0; i < 100; i++)
    f.t_ml[0][i] = NAN;
  f.results[0].n_valid = 900;
  /* a ninth of what is left */
  g_assert_cmpfloat_with_epsilon (vit_tml_result_get_deviation (&f.results[0]),
                                  400 * sqrt (8.0 / 81), 1e-9);
  for (int i = 0; i < N; i++)
    f.t_ml[0][i] = NAN;
  f.results[0].n_valid = 0;
  g_assert_true (isnan (vit_tml_result_get_deviation (&f.results[0])));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transience/between", test_between);
  g_test_add_func ("/transience/matching", test_matching);
  g_test_add_func ("/transience/curve", test_curve);
  g_test_add_func ("/transience/spread", test_spread);
  g_test_add_func ("/transience/words", test_words);
  g_test_add_func ("/transience/deviation", test_deviation);
  return g_test_run ();
}

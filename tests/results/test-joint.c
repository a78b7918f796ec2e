/* Pairs of two columns of the file, whose relation is known. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/joint.h"
#include "tests/support/analyses.h"

#define N 2000

/* f_a = −1 … 1 in even steps, of which the first is of type 3; f_b is 10 to the power of it for
 * type 1 and falls with it for type 2; f_c is the number of the step by 100, or missing for every
 * tenth atom. Atoms are not in order. */
static double
get_a (int i)
{
  return -1 + 2.0 * i / (N - 1);
}

static VitAnalyses *
open_atoms (void)
{
  g_autoptr (GString) text = g_string_new ("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2000\n"
                                           "ITEM: BOX BOUNDS pp pp pp\n0 50\n0 50\n0 50\n"
                                           "ITEM: ATOMS id type xu yu zu f_a f_b f_c\n");
  for (int k = 0; k < N; k++)
    {
      int i = (k * 777) % N, type = k == 0 ? 3 : 1 + i % 2;
      char number[2][G_ASCII_DTOSTR_BUF_SIZE];
      g_ascii_dtostr (number[0], sizeof number[0], get_a (i));
      g_ascii_dtostr (number[1], sizeof number[1],
                      type == 1 ? pow (10, get_a (i)) : -3 * get_a (i));
      g_string_append_printf (text, "%d %d %d %d %d %s %s ", i + 1, type, i % 13, i / 13 % 13,
                              i / 169, number[0], number[1]);
      g_string_append_printf (text, i % 10 == 0 ? "nan\n" : "%d\n", i / 100);
    }
  return analyses_open_text (text->str);
}

static VitAnalyses *analyses;
static VitDeriver *deriver;

static void
set (const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  vit_study_set_option (vit_analyses_get_study (analyses), "joint", key, value, &error);
  g_assert_no_error (error);
}

static const VitJoint *
derive (const char *x, const char *y, GError **error)
{
  set ("x", x);
  set ("y", y);
  return vit_deriver_get (deriver, &vit_joint_derivation,
                          vit_study_get_run (vit_analyses_get_study (analyses), 0), 0, error);
}

static void
test_pairs (void)
{
  g_autoptr (GError) error = NULL;
  const VitJoint *joint = derive ("f_a", "f_c", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (joint->n_atoms, ==, N);
  g_assert_cmpuint (joint->n, ==, N - N / 10);
  g_assert_cmpuint (joint->firsts[1], ==, joint->n);
  for (size_t i = 0; i < joint->n; i++)
    {
      int step = (int) joint->ids[i] - 1;
      g_assert_cmpfloat_with_epsilon (joint->values[0][i], get_a (step), 1e-12);
      g_assert_cmpfloat (joint->values[1][i], ==, step / 100);
      g_assert_cmpint (joint->types[i], ==, step == 0 ? 3 : 1 + step % 2);
    }
  /* Every pair lies in a cell or beyond the bins. */
  size_t sum = 0;
  for (size_t k = 0; k < joint->x.bins.n * joint->y.bins.n; k++)
    sum += joint->counts[k];
  g_assert_cmpuint (sum, ==, joint->n);
  g_assert_cmpuint (joint->n_types, ==, 3);
  g_assert_cmpstr (joint->species[1], ==, "Zr");
}

static void
test_statistics (void)
{
  const VitJoint *joint = derive ("f_a", "f_b", NULL);
  g_assert_cmpfloat_with_epsilon (joint->groups[1].spearman, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (joint->groups[2].spearman, -1, 1e-12);
  g_assert_cmpfloat_with_epsilon (joint->groups[2].pearson, -1, 1e-12);
  g_assert_cmpfloat (joint->groups[1].pearson, <, 0.95);
  g_assert_cmpuint (joint->groups[0].n, ==, N);
  g_assert_cmpuint (joint->groups[3].n, ==, 1);
  g_assert_true (isnan (joint->groups[3].spearman));
  /* In a narrow bin y of the second type is −3 x. */
  for (size_t b = 0; b < joint->bands.n; b++)
    if (joint->groups[2].counts[b] >= VIT_JOINT_FEWEST)
      {
        const double *q = &joint->groups[2].quantiles[b * VIT_JOINT_N_SHARES];
        double middle = joint->bands.first + joint->bands.width * ((double) b + 0.5);
        bool whole = joint->bands.first + joint->bands.width * (double) b >= -1 &&
                     middle + joint->bands.width / 2 <= 1;
        if (!whole)
          continue;
        g_assert_cmpfloat_with_epsilon (q[1], -3 * middle, 0.01);
        g_assert_cmpfloat_with_epsilon (q[2] - q[0], 0.68 * 3 * joint->bands.width, 0.02);
      }
  /* On a logarithmic axis the first type lies on a line; the other has positive values at x < 0. */
  set ("log-y", "1");
  joint = derive ("f_a", "f_b", NULL);
  g_assert_cmpfloat_with_epsilon (joint->groups[1].pearson, 1, 1e-12);
  g_assert_cmpuint (joint->groups[1].n, ==, N / 2 - 1);
  g_assert_cmpuint (joint->groups[2].n, ==, N / 4);
  g_assert_cmpuint (joint->n_atoms, ==, N);
  set ("log-y", NULL);
}

static bool
is_power_of_two (double width)
{
  int exponent;
  return frexp (width, &exponent) == 0.5;
}

/* The bins of another scale are wider by a power of two, and their edges are among the others. */
static void
test_bins (void)
{
  const VitJoint *joint = derive ("f_a", "type", NULL);
  VitBins narrow = joint->x.bins;
  g_assert_true (is_power_of_two (narrow.width));
  g_assert_cmpfloat (joint->y.bins.width, ==, 1);
  g_assert_cmpfloat (joint->y.bins.first, ==, 0.5);
  joint = derive ("f_a * 5 + 1", "element == Cu", NULL);
  VitBins wide = joint->x.bins;
  g_assert_true (is_power_of_two (wide.width));
  g_assert_cmpfloat (wide.width, >, narrow.width);
  g_assert_cmpfloat (fmod (wide.first, narrow.width), ==, 0);
  g_assert_cmpfloat (joint->y.bins.first, ==, -0.5);
  g_assert_cmpuint (joint->y.bins.n, ==, 2);
  /* Outliers stretch no axis. */
  joint = derive ("f_a + (id == 5) * 1e9", "f_b", NULL);
  g_assert_cmpfloat (joint->x.high, <, 1);
  g_assert_cmpuint (joint->x.bins.n, <, 200);
  joint = derive ("0 * f_a", "f_b", NULL);
  g_assert_true (isnan (joint->groups[0].spearman));
  g_assert_cmpuint (joint->x.bins.n, ==, 1);
}

static void
assert_fails (const char *x, const char *y, int code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (derive (x, y, &error));
  g_assert_error (error, VIT_ERROR, code);
}

/* Each in a deriver of its own, which has no earlier result to keep. */
static void
test_failures (void)
{
  VitDeriver *old = deriver;
  static const struct
  {
    const char *x, *y;
    int code;
  } cases[] = {
    { "f_x", "f_a", VIT_ERROR_NOT_FOUND },       { "f_a", "f_a +", VIT_ERROR_INVALID },
    { "f_a", "region", VIT_ERROR_INVALID },      { "voronoi", "f_a", VIT_ERROR_INVALID },
    { "f_a / 0 * 0", "f_a", VIT_ERROR_MISSING }, { "f_a", "t_ml", VIT_ERROR_MISSING }
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      deriver = vit_deriver_new (analyses, false);
      assert_fails (cases[k].x, cases[k].y, cases[k].code);
      g_clear_object (&deriver);
    }
  deriver = old;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  analyses = open_atoms ();
  deriver = vit_deriver_new (analyses, false);
  g_test_add_func ("/joint/pairs", test_pairs);
  g_test_add_func ("/joint/statistics", test_statistics);
  g_test_add_func ("/joint/bins", test_bins);
  g_test_add_func ("/joint/failures", test_failures);
  int failed = g_test_run ();
  g_clear_object (&deriver);
  g_clear_object (&analyses);
  return failed;
}

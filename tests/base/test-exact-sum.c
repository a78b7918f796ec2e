#include "core/base/exact-sum.h"

#include <glib.h>

#include "core/base/random.h"

#define N 100000

/* Numbers of both signs and many sizes, which doubles add differently in another order. */
static double *
make_numbers (void)
{
  uint64_t state = 5;
  double *values = g_new (double, N);
  for (size_t i = 0; i < N; i++)
    {
      double x = (double) (int64_t) vit_random_next (&state) * 0x1p-63;
      values[i] = x * exp2 ((double) (vit_random_next (&state) % 40) - 20);
    }
  return values;
}

static double
add_range (const double *values, size_t begin, size_t end, VitExactSum *into)
{
  VitExactSum sum = { 0 };
  for (size_t i = begin; i < end; i++)
    vit_exact_sum_add (&sum, values[i]);
  if (into)
    vit_exact_sum_merge (into, &sum);
  return vit_exact_sum_get (&sum);
}

/* Forwards, backwards, and by parts of any size. */
static void
test_any_order (void)
{
  g_autofree double *values = make_numbers ();
  g_autofree double *back = g_new (double, N);
  double forwards_in_double = 0, backwards_in_double = 0;
  for (size_t i = 0; i < N; i++)
    {
      back[i] = values[N - 1 - i];
      forwards_in_double += values[i];
    }
  for (size_t i = 0; i < N; i++)
    backwards_in_double += back[i];
  g_assert_true (forwards_in_double != backwards_in_double);
  double sum = add_range (values, 0, N, NULL);
  g_assert_cmpfloat_with_epsilon (sum, forwards_in_double, 1e-6);
  g_assert_true (add_range (back, 0, N, NULL) == sum);
  for (size_t n_parts = 2; n_parts < 50; n_parts += 7)
    {
      VitExactSum all = { 0 };
      for (size_t p = 0; p < n_parts; p++)
        add_range (values, N * p / n_parts, N * (p + 1) / n_parts, &all);
      g_assert_true (vit_exact_sum_get (&all) == sum);
    }
}

/* Against sums that are known: cancellation leaves what doubles lose, and rounding comes once. */
static void
test_known (void)
{
  VitExactSum sum = { 0 };
  vit_exact_sum_add (&sum, 0x1p33);
  vit_exact_sum_add (&sum, 0x1p-60);
  vit_exact_sum_add (&sum, -0x1p33);
  g_assert_true (vit_exact_sum_get (&sum) == 0x1p-60);
  vit_exact_sum_add (&sum, -3.5);
  vit_exact_sum_add (&sum, -0x1p-60);
  g_assert_true (vit_exact_sum_get (&sum) == -3.5);
  sum = (VitExactSum){ 0 };
  for (int i = 0; i < 10; i++)
    vit_exact_sum_add (&sum, 0.1); /* math.fsum([0.1] * 10) is 1 */
  g_assert_true (vit_exact_sum_get (&sum) == 1);
  sum = (VitExactSum){ 0 };
  vit_exact_sum_add (&sum, 1e300);
  g_assert_true (vit_exact_sum_get (&sum) == VIT_EXACT_SUM_MOST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exact-sum/any-order", test_any_order);
  g_test_add_func ("/exact-sum/known", test_known);
  return g_test_run ();
}

#include "core/structure/harmonics.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/cpu.h"

static long double
factorial (int n)
{
  long double product = 1;
  for (int k = 2; k <= n; k++)
    product *= k;
  return product;
}

/* Racah's formula: for the orders allowed, sums of a few terms of moderate size. */
double
vit_wigner_3j (unsigned order, int m1, int m2, int m3)
{
  int l = (int) order;
  g_return_val_if_fail (order <= VIT_BOND_ORDER_MAX_L, 0);
  if (m1 + m2 + m3 != 0 || abs (m1) > l || abs (m2) > l || abs (m3) > l)
    return 0;
  long double sum = 0;
  for (int t = 0; t <= 3 * l; t++)
    {
      int a = t + m1, b = t - m2, c = l - t, d = l - t - m1, e = l - t + m2;
      if (a < 0 || b < 0 || c < 0 || d < 0 || e < 0)
        continue;
      sum += (t % 2 ? -1 : 1) / (factorial (t) * factorial (a) * factorial (b) * factorial (c) *
                                 factorial (d) * factorial (e));
    }
  long double triangle = factorial (l) * factorial (l) * factorial (l) / factorial (3 * l + 1);
  long double product = factorial (l + m1) * factorial (l - m1) * factorial (l + m2) *
                        factorial (l - m2) * factorial (l + m3) * factorial (l - m3);
  return (double) ((m3 % 2 ? -1 : 1) * sqrtl (triangle) * sqrtl (product) * sum);
}

/* Coefficients of the m-th derivative of the Legendre polynomial P_l, lowest power first. */
static void
fill_coefficients (VitHarmonics *harmonics)
{
  int l = (int) harmonics->l;
  for (int m = 0; m <= l; m++)
    {
      long double norm = (2 * l + 1) / (4 * (long double) G_PI) * factorial (l - m) /
                         factorial (l + m) * (m > 0 ? 2 : 1);
      long double scale = (m % 2 ? -1 : 1) * sqrtl (norm);
      for (int t = 0; t <= (l - m) / 2; t++)
        {
          /* The term z^power of P_l^(m) comes from the term z^(power + m) of P_l. */
          int power = (l - m) % 2 + 2 * t, k = (l - m - power) / 2;
          long double c = factorial (2 * l - 2 * k) /
                          (factorial (k) * factorial (l - k) * factorial (l - 2 * k) * powl (2, l));
          c *= factorial (power + m) / factorial (power);
          harmonics->coefficients[m][t] = (double) ((k % 2 ? -1 : 1) * scale * c);
        }
    }
}

static void
fill_terms (VitHarmonics *harmonics)
{
  for (unsigned a = 0; a <= harmonics->l; a++)
    for (unsigned b = 0; b <= a && a + b <= harmonics->l; b++)
      {
        /* Number of permutations of the factors, times 2 for the product with all signs reversed.
         */
        int count = a == 0 ? 1 : b == 0 || a == b ? 6 : 12;
        double symbol = vit_wigner_3j (harmonics->l, (int) a, (int) b, -(int) (a + b));
        harmonics->terms[harmonics->n_terms++] =
            (VitHarmonicsTerm){ a, b, ((a + b) % 2 ? -count : count) * symbol };
      }
}

const VitHarmonics *
vit_harmonics_get (unsigned l)
{
  static VitHarmonics tables[VIT_BOND_ORDER_MAX_L + 1];
  static gsize made[VIT_BOND_ORDER_MAX_L + 1];
  g_assert (l <= VIT_BOND_ORDER_MAX_L);
  if (g_once_init_enter (&made[l]))
    {
      tables[l].l = l;
      fill_coefficients (&tables[l]);
      fill_terms (&tables[l]);
      g_once_init_leave (&made[l], 1);
    }
  return &tables[l];
}

double
vit_harmonics_third (const VitHarmonics *harmonics, const double *components)
{
  double re[VIT_BOND_ORDER_MAX_L + 1], im[VIT_BOND_ORDER_MAX_L + 1], sum = 0;
  re[0] = components[0];
  im[0] = 0;
  for (unsigned m = 1; m <= harmonics->l; m++)
    {
      re[m] = M_SQRT1_2 * components[2 * m - 1];
      im[m] = M_SQRT1_2 * components[2 * m];
    }
  for (unsigned t = 0; t < harmonics->n_terms; t++)
    {
      const VitHarmonicsTerm *term = &harmonics->terms[t];
      unsigned a = term->a, b = term->b, c = a + b;
      double x = re[a] * re[b] - im[a] * im[b], y = re[a] * im[b] + im[a] * re[b];
      sum += term->factor * (x * re[c] + y * im[c]);
    }
  return sum;
}

const VitHarmonicsKernel *
vit_harmonics_kernel (void)
{
#ifdef VIT_HAVE_AVX2
  if (vit_cpu_allows (VIT_CPU_AVX2) && __builtin_cpu_supports ("avx2"))
    return &vit_harmonics_kernel_avx2;
#endif
  return &vit_harmonics_kernel_plain;
}

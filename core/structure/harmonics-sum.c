/* Compiled once per instruction set: see meson.build. */

#include "core/structure/harmonics.h"

/* Four directions at once on any processor. */
typedef double Lanes __attribute__ ((vector_size (32), aligned (8)));

static inline __attribute__ ((always_inline)) void
sum_order (const VitHarmonics *harmonics,
           const double *x,
           const double *y,
           const double *z,
           const double *weights,
           size_t n,
           double *sums,
           const unsigned l)
{
  Lanes total[2 * VIT_BOND_ORDER_MAX_L + 1];
  for (unsigned c = 0; c <= 2 * l; c++)
    total[c] = (Lanes){ 0, 0, 0, 0 };
  for (size_t k = 0; k < n; k += 4)
    {
      Lanes vx = *(const Lanes *) (x + k), vy = *(const Lanes *) (y + k),
            vz = *(const Lanes *) (z + k), z2 = vz * vz;
      /* The weight times (x + iy)^m. */
      Lanes re = *(const Lanes *) (weights + k), im = { 0, 0, 0, 0 };
      for (unsigned m = 0; m <= l; m++)
        {
          const double *c = harmonics->coefficients[m];
          unsigned top = (l - m) / 2;
          Lanes p = { c[top], c[top], c[top], c[top] };
          for (unsigned t = top; t-- > 0;)
            p = p * z2 + c[t];
          if ((l - m) % 2)
            p *= vz;
          if (m == 0)
            total[0] += p * re;
          else
            {
              total[2 * m - 1] += p * re;
              total[2 * m] += p * im;
            }
          Lanes next = re * vx - im * vy;
          im = re * vy + im * vx;
          re = next;
        }
    }
  for (unsigned c = 0; c <= 2 * l; c++)
    sums[c] = (total[c][0] + total[c][1]) + (total[c][2] + total[c][3]);
}

void
VIT_HARMONICS_SUM (const VitHarmonics *harmonics,
                   const double *x,
                   const double *y,
                   const double *z,
                   const double *weights,
                   size_t n,
                   double *sums)
{
  /* The orders in use, unrolled. */
  if (harmonics->l == 6)
    sum_order (harmonics, x, y, z, weights, n, sums, 6);
  else if (harmonics->l == 4)
    sum_order (harmonics, x, y, z, weights, n, sums, 4);
  else
    sum_order (harmonics, x, y, z, weights, n, sums, harmonics->l);
}

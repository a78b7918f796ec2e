/* Compiled once per instruction set: see meson.build. */

#include "core/structure/harmonics.h"

#include <math.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

/* A vector of four doubles on any processor. */
#define LANES 4
typedef double Lanes __attribute__ ((vector_size (32), aligned (8)));

#define INLINE static inline __attribute__ ((always_inline))

static void
normalise (double *x, double *y, double *z, size_t n)
{
  for (size_t k = 0; k < n; k += LANES)
    {
      Lanes *vx = (Lanes *) (x + k), *vy = (Lanes *) (y + k), *vz = (Lanes *) (z + k),
            r2 = *vx * *vx + *vy * *vy + *vz * *vz;
#ifdef __AVX2__
      Lanes r = (Lanes) _mm256_sqrt_pd ((__m256d) r2);
#else
      Lanes r = { sqrt (r2[0]), sqrt (r2[1]), sqrt (r2[2]), sqrt (r2[3]) };
#endif
      Lanes inverse = 1 / r;
      *vx *= inverse;
      *vy *= inverse;
      *vz *= inverse;
    }
}

INLINE void
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
      /* Weight times (x + iy)^m. */
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

static void
sum (const VitHarmonics *harmonics,
     const double *x,
     const double *y,
     const double *z,
     const double *weights,
     size_t n,
     double *sums)
{
  /* Unroll the orders in use. */
  if (harmonics->l == 6)
    sum_order (harmonics, x, y, z, weights, n, sums, 6);
  else if (harmonics->l == 4)
    sum_order (harmonics, x, y, z, weights, n, sums, 4);
  else
    sum_order (harmonics, x, y, z, weights, n, sums, harmonics->l);
}

INLINE void
compare_order (const double *components,
               const double *scales,
               const unsigned l,
               size_t i,
               const uint32_t *others,
               size_t n,
               float *products)
{
  const size_t width = 2 * l + 1, n_lanes = l / 2; /* l is even: one component remains */
  const double *a = components + i * width;
  for (size_t k = 0; k < n; k++)
    {
      const double *b = components + others[k] * width;
      Lanes sums = *(const Lanes *) a * *(const Lanes *) b;
      for (size_t v = 1; v < n_lanes; v++)
        sums += *(const Lanes *) (a + LANES * v) * *(const Lanes *) (b + LANES * v);
      double dot = (sums[0] + sums[1]) + (sums[2] + sums[3]) + a[2 * l] * b[2 * l];
      products[k] = (float) (dot * (scales[i] * scales[others[k]]));
    }
}

static void
compare (const double *components,
         const double *scales,
         unsigned l,
         size_t i,
         const uint32_t *others,
         size_t n,
         float *products)
{
  if (l == 6)
    compare_order (components, scales, 6, i, others, n, products);
  else
    compare_order (components, scales, l, i, others, n, products);
}

const VitHarmonicsKernel VIT_HARMONICS = { normalise, sum, compare };

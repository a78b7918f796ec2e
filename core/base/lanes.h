#pragma once

/* Elementary functions of four doubles at once, the same to the last bit with and without vector
 * instructions: for inner loops that are compiled once per instruction set. Errors are a few units
 * in the last place. Any thread. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define VIT_LANES 4
typedef double VitLanes __attribute__ ((vector_size (32), aligned (8)));
typedef int64_t VitLaneBits __attribute__ ((vector_size (32), aligned (8)));

#define VIT_LANES_INLINE static inline __attribute__ ((always_inline))

VIT_LANES_INLINE VitLanes
vit_lanes_load (const double *x)
{
  return *(const VitLanes *) x;
}

VIT_LANES_INLINE void
vit_lanes_store (double *x, VitLanes lanes)
{
  *(VitLanes *) x = lanes;
}

VIT_LANES_INLINE VitLanes
vit_lanes_fill (double x)
{
  return (VitLanes){ x, x, x, x };
}

VIT_LANES_INLINE double
vit_lanes_sum (VitLanes x)
{
  return (x[0] + x[1]) + (x[2] + x[3]);
}

/** vit_lanes_choose: @a where the bits of @mask are set, else @b. */
VIT_LANES_INLINE VitLanes
vit_lanes_choose (VitLaneBits mask, VitLanes a, VitLanes b)
{
  return (VitLanes) ((mask & (VitLaneBits) a) | (~mask & (VitLaneBits) b));
}

VIT_LANES_INLINE VitLanes
vit_lanes_max (VitLanes a, VitLanes b)
{
  return vit_lanes_choose (a > b, a, b);
}

VIT_LANES_INLINE VitLanes
vit_lanes_sqrt (VitLanes x)
{
#ifdef __AVX2__
  return (VitLanes) _mm256_sqrt_pd ((__m256d) x);
#else
  return (VitLanes){ sqrt (x[0]), sqrt (x[1]), sqrt (x[2]), sqrt (x[3]) };
#endif
}

/* Σ c[k] x^k, of an even number of terms, as two sums in x² that do not wait for each other. */
VIT_LANES_INLINE VitLanes
vit_lanes_polynomial (VitLanes x, const double *c, int n)
{
  VitLanes square = x * x, even = vit_lanes_fill (c[n - 2]), odd = vit_lanes_fill (c[n - 1]);
  for (int k = n - 4; k >= 0; k -= 2)
    {
      even = even * square + vit_lanes_fill (c[k]);
      odd = odd * square + vit_lanes_fill (c[k + 1]);
    }
  return even + odd * x;
}

/**
 * vit_lanes_exp: e^x of −700 to 700; beyond, that of the limit
 *
 * e^x = 2^n e^r with |r| ≤ ln 2 / 2, whose Taylor series ends where a term is below the rounding.
 */
VIT_LANES_INLINE VitLanes
vit_lanes_exp (VitLanes x)
{
  static const double series[] = { 1,
                                   1,
                                   1. / 2,
                                   1. / 6,
                                   1. / 24,
                                   1. / 120,
                                   1. / 720,
                                   1. / 5040,
                                   1. / 40320,
                                   1. / 362880,
                                   1. / 3628800,
                                   1. / 39916800,
                                   1. / 479001600,
                                   1. / 6227020800. };
  /* Adding it leaves a whole number in the low bits. */
  const VitLanes magic = vit_lanes_fill (0x1.8p52);
  x = vit_lanes_choose (x > vit_lanes_fill (700), vit_lanes_fill (700), x);
  x = vit_lanes_choose (x < vit_lanes_fill (-700), vit_lanes_fill (-700), x);
  VitLanes shifted = x * vit_lanes_fill (M_LOG2E) + magic, n = shifted - magic;
  /* ln 2 in two parts, the first with zeros at its end, so that the products are exact. */
  VitLanes r = x - n * vit_lanes_fill (0x1.62e42feep-1);
  r = r - n * vit_lanes_fill (0x1.a39ef35793c76p-33);
  VitLaneBits power = ((VitLaneBits) shifted << 52) + (VitLaneBits) vit_lanes_fill (1);
  return vit_lanes_polynomial (r, series, 14) * (VitLanes) power;
}

/**
 * vit_lanes_log: ln x of a normal positive x
 *
 * x = 2^n m with m from √½ to √2, ln m = 2 artanh ((m − 1)/(m + 1)), whose series ends where a term
 * is below the rounding.
 */
VIT_LANES_INLINE VitLanes
vit_lanes_log (VitLanes x)
{
  static const double series[] = { 2,       2. / 3,  2. / 5,  2. / 7,  2. / 9,  2. / 11,
                                   2. / 13, 2. / 15, 2. / 17, 2. / 19, 2. / 21, 2. / 23 };
  const VitLaneBits root_half = (VitLaneBits) vit_lanes_fill (M_SQRT1_2),
                    magic = (VitLaneBits) vit_lanes_fill (0x1.8p52);
  VitLaneBits bits = (VitLaneBits) x, over = (bits - root_half) >> 52;
  VitLanes m = (VitLanes) (bits - (over << 52));
  /* The exponent as a number. */
  VitLanes n = (VitLanes) (over + magic) - (VitLanes) magic;
  VitLanes s = (m - vit_lanes_fill (1)) / (m + vit_lanes_fill (1)), s2 = s * s;
  return n * vit_lanes_fill (M_LN2) + s * vit_lanes_polynomial (s2, series, 12);
}

/**
 * vit_lanes_atan2: the angle of (x, y), 0 … π, of y ≥ 0 that are not both 0
 *
 * The smaller by the larger of |x| and y, q ≤ 1, is turned by π/8 twice as far as it goes:
 * arctan q = π/8 + arctan ((q − t)/(1 + q t)), t = tan π/8. The rest has |q| ≤ tan π/16 and a short
 * series.
 */
VIT_LANES_INLINE VitLanes
vit_lanes_atan2 (VitLanes y, VitLanes x)
{
  static const double series[] = { 1,       -1. / 3,  1. / 5,  -1. / 7,  1. / 9,  -1. / 11,
                                   1. / 13, -1. / 15, 1. / 17, -1. / 19, 1. / 21, -1. / 23 };
  const VitLanes zero = vit_lanes_fill (0), half = vit_lanes_fill (M_PI_2);
  VitLanes width = vit_lanes_max (x, -x), most = vit_lanes_max (width, y),
           least = vit_lanes_choose (width > y, y, width);
  /* Turn by π/4, π/8 or nothing, with the tangent as a fraction. */
  const double tan_8 = 0x1.a827999fcef32p-2, tan_16 = 0x1.975f5e0553158p-3,
               tan_3_16 = 0x1.561b82ab7f99p-1;
  VitLaneBits far = least > most * vit_lanes_fill (tan_3_16),
              near = least > most * vit_lanes_fill (tan_16);
  VitLanes t = vit_lanes_choose (far, vit_lanes_fill (1),
                                 vit_lanes_choose (near, vit_lanes_fill (tan_8), zero));
  VitLanes turn = vit_lanes_choose (far, vit_lanes_fill (M_PI_4),
                                    vit_lanes_choose (near, vit_lanes_fill (M_PI_4 / 2), zero));
  VitLanes q = (least - t * most) / (most + t * least), q2 = q * q;
  VitLanes angle = turn + q * vit_lanes_polynomial (q2, series, 12);
  angle = vit_lanes_choose (width > y, angle, half - angle);
  return vit_lanes_choose (x < zero, vit_lanes_fill (M_PI) - angle, angle);
}

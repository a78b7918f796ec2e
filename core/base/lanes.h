#pragma once

/* Elementary functions of four doubles at once, or of eight where a file is compiled for AVX-512,
 * the same to the last bit with and without vector instructions: for inner loops that are compiled
 * once per instruction set. Errors are a few units in the last place. Any thread. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#ifdef __AVX512F__
#define VIT_LANES 8
#else
#define VIT_LANES 4
#endif

/** VIT_LANES_MOST: how many lanes there are at most, for any instruction set. */
#define VIT_LANES_MOST 8

typedef double VitLanes __attribute__ ((vector_size (8 * VIT_LANES), aligned (8)));
typedef int64_t VitLaneBits __attribute__ ((vector_size (8 * VIT_LANES), aligned (8)));

/** VitFourLanes: four doubles, whatever the number of lanes. */
typedef double VitFourLanes __attribute__ ((vector_size (32), aligned (8)));

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
#if VIT_LANES == 8
  return (VitLanes){ x, x, x, x, x, x, x, x };
#else
  return (VitLanes){ x, x, x, x };
#endif
}

VIT_LANES_INLINE VitFourLanes
vit_four_lanes_load (const double *x)
{
  return *(const VitFourLanes *) x;
}

VIT_LANES_INLINE void
vit_four_lanes_store (double *x, VitFourLanes lanes)
{
  *(VitFourLanes *) x = lanes;
}

VIT_LANES_INLINE VitFourLanes
vit_four_lanes_fill (double x)
{
  return (VitFourLanes){ x, x, x, x };
}

/** vit_lanes_low: the first four. */
VIT_LANES_INLINE VitFourLanes
vit_lanes_low (VitLanes x)
{
#if VIT_LANES == 8
  return (VitFourLanes) _mm512_castpd512_pd256 ((__m512d) x);
#else
  return x;
#endif
}

#if VIT_LANES == 8
/** vit_lanes_join: the first four, and the others. */
VIT_LANES_INLINE VitLanes
vit_lanes_join (VitFourLanes low, VitFourLanes high)
{
  return (VitLanes) _mm512_insertf64x4 (_mm512_castpd256_pd512 ((__m256d) low), (__m256d) high, 1);
}
#endif

/** vit_lanes_add_to: adds to four sums, four lanes at a time: the order does not depend on how many
 * there are. */
VIT_LANES_INLINE VitFourLanes
vit_lanes_add_to (VitFourLanes sums, VitLanes x)
{
#if VIT_LANES == 8
  return sums + vit_lanes_low (x) + (VitFourLanes) _mm512_extractf64x4_pd ((__m512d) x, 1);
#else
  return sums + x;
#endif
}

VIT_LANES_INLINE double
vit_lanes_sum (VitFourLanes x)
{
  return (x[0] + x[1]) + (x[2] + x[3]);
}

/** vit_lanes_choose: @a where the bits of @mask are set, else @b. */
VIT_LANES_INLINE VitLanes
vit_lanes_choose (VitLaneBits mask, VitLanes a, VitLanes b)
{
#if VIT_LANES == 8
  return (VitLanes) _mm512_mask_blend_pd (_mm512_movepi64_mask ((__m512i) mask), (__m512d) b,
                                          (__m512d) a);
#else
  return (VitLanes) ((mask & (VitLaneBits) a) | (~mask & (VitLaneBits) b));
#endif
}

VIT_LANES_INLINE VitLanes
vit_lanes_max (VitLanes a, VitLanes b)
{
  return vit_lanes_choose (a > b, a, b);
}

VIT_LANES_INLINE VitLanes
vit_lanes_sqrt (VitLanes x)
{
#if VIT_LANES == 8
  return (VitLanes) _mm512_sqrt_pd ((__m512d) x);
#elif defined __AVX2__
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
 * e^x = 2^n e^r with |r| ≤ ln 2 / 2, and (e^r − 1)/r interpolated at Chebyshev's points, to 10⁻¹⁷.
 */
VIT_LANES_INLINE VitLanes
vit_lanes_exp (VitLanes x)
{
  static const double series[] = { 1,
                                   1,
                                   0x1.0000000000005p-1,
                                   0x1.5555555555557p-3,
                                   0x1.55555555520a4p-5,
                                   0x1.11111111100dcp-7,
                                   0x1.6c16c17f46982p-10,
                                   0x1.a01a01abe7fe1p-13,
                                   0x1.a019a6611cad5p-16,
                                   0x1.71de0231960ebp-19,
                                   0x1.28a2ca617b969p-22,
                                   0x1.af4de97ca4194p-26 };
  /* Adding it leaves a whole number in the low bits. */
  const VitLanes magic = vit_lanes_fill (0x1.8p52);
  x = vit_lanes_choose (x > vit_lanes_fill (700), vit_lanes_fill (700), x);
  x = vit_lanes_choose (x < vit_lanes_fill (-700), vit_lanes_fill (-700), x);
  VitLanes shifted = x * vit_lanes_fill (M_LOG2E) + magic, n = shifted - magic;
  /* ln 2 in two parts, the first with zeros at its end, so that the products are exact. */
  VitLanes r = x - n * vit_lanes_fill (0x1.62e42feep-1);
  r = r - n * vit_lanes_fill (0x1.a39ef35793c76p-33);
  VitLaneBits power = ((VitLaneBits) shifted << 52) + (VitLaneBits) vit_lanes_fill (1);
  return vit_lanes_polynomial (r, series, 12) * (VitLanes) power;
}

/**
 * vit_lanes_log: ln x of a normal positive x
 *
 * x = 2^n m with m from √½ to √2, ln m = 2 artanh s with s = (m − 1)/(m + 1), and (2 artanh s/s −
 * 2)/s² interpolated at Chebyshev's points in s², to 10⁻¹⁷.
 */
VIT_LANES_INLINE VitLanes
vit_lanes_log (VitLanes x)
{
  static const double series[] = { 2,
                                   0x1.5555555555558p-1,
                                   0x1.9999999995273p-2,
                                   0x1.2492492dfd86cp-2,
                                   0x1.c71c62d5e53e0p-3,
                                   0x1.7462b91b8df65p-3,
                                   0x1.39fdcceb4bb45p-3,
                                   0x1.2b5f68a50d903p-3 };
  const VitLaneBits root_half = (VitLaneBits) vit_lanes_fill (M_SQRT1_2),
                    magic = (VitLaneBits) vit_lanes_fill (0x1.8p52);
  VitLaneBits bits = (VitLaneBits) x, over = (bits - root_half) >> 52;
  VitLanes m = (VitLanes) (bits - (over << 52));
  /* The exponent as a number. */
  VitLanes n = (VitLanes) (over + magic) - (VitLanes) magic;
  VitLanes s = (m - vit_lanes_fill (1)) / (m + vit_lanes_fill (1)), s2 = s * s;
  return n * vit_lanes_fill (M_LN2) + s * vit_lanes_polynomial (s2, series, 8);
}

/**
 * vit_lanes_atan2: the angle of (x, y), 0 … π, of y ≥ 0 that are not both 0
 *
 * The smaller by the larger of |x| and y, q ≤ 1, is turned by π/8 twice as far as it goes:
 * arctan q = π/8 + arctan ((q − t)/(1 + q t)), t = tan π/8. The rest has |q| ≤ tan π/16: (arctan
 * q/q − 1)/q² is interpolated at Chebyshev's points in q², to 4·10⁻¹⁷.
 */
VIT_LANES_INLINE VitLanes
vit_lanes_atan2 (VitLanes y, VitLanes x)
{
  static const double series[] = { 1,
                                   -0x1.5555555555544p-2,
                                   0x1.999999998473dp-3,
                                   -0x1.24924903233b5p-3,
                                   0x1.c71c4a0fba41dp-4,
                                   -0x1.7451d37ed0607p-4,
                                   0x1.396d9b33d5158p-4,
                                   -0x1.e413f5f0c7966p-5 };
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
  VitLanes angle = turn + q * vit_lanes_polynomial (q2, series, 8);
  angle = vit_lanes_choose (width > y, angle, half - angle);
  return vit_lanes_choose (x < zero, vit_lanes_fill (M_PI) - angle, angle);
}

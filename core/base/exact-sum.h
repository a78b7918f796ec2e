#pragma once

/* Sums that do not depend on the order of what is added, nor on how it is divided over threads and
 * ranks: integers of 128 bits in units of 2⁻⁶⁰. Values. */

#include <math.h>
#include <stdint.h>

__extension__ typedef __int128 VitInt128;

/** VitExactSum: all zero is 0. Holds 2³² numbers. */
typedef struct
{
  uint64_t low, high;
} VitExactSum;

/** VIT_EXACT_SUM_MOST: larger numbers are added as this. */
#define VIT_EXACT_SUM_MOST 0x1p34

static inline void
vit_exact_sum_merge (VitExactSum *sum, const VitExactSum *other)
{
  uint64_t low = sum->low + other->low;
  sum->high += other->high + (low < sum->low);
  sum->low = low;
}

/** vit_exact_sum_add: adds a finite number, rounded to a multiple of 2⁻⁶⁰ (for sizes from 2⁻⁷ on
 * that is exact). */
static inline void
vit_exact_sum_add (VitExactSum *sum, double value)
{
  VitInt128 whole =
      (VitInt128) rint (fmax (fmin (value, VIT_EXACT_SUM_MOST), -VIT_EXACT_SUM_MOST) * 0x1p60);
  VitExactSum one = { (uint64_t) whole, (uint64_t) (whole >> 64) };
  vit_exact_sum_merge (sum, &one);
}

/** vit_exact_sum_get: the sum, rounded once. */
static inline double
vit_exact_sum_get (const VitExactSum *sum)
{
  __extension__ typedef unsigned __int128 Bits;
  return (double) (VitInt128) ((Bits) sum->high << 64 | sum->low) * 0x1p-60;
}

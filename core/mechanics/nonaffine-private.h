#pragma once

/* The inner loops of strain and D²min, compiled once per instruction set, bit-identical. Private to
 * core/mechanics. */

#include <stddef.h>
#include <stdint.h>

/* Reference position and displacement of an atom or a periodic image. */
typedef struct
{
  _Alignas(32) double x[4];
  double u[4];
} VitNeighbourMotion;

/* Displacements to so many later frames are summed at once. */
#define VIT_NONAFFINE_LANES 4

/* The same with displacements to several frames: of each component, one a lane. */
typedef struct
{
  _Alignas(32) double x[4];
  double u[3][VIT_NONAFFINE_LANES];
} VitNeighbourLanes;

/* Sums over the bonds d⁰ of an atom and their changes u = d − d⁰. The fourth column is zero. */
typedef struct
{
  _Alignas(32) double v[3][4]; /* Σ d⁰ d⁰ᵀ */
  double w[3][4];              /* Σ u d⁰ᵀ */
  double s[4];                 /* Σ u², by component */
} VitBondSums;

/* Results of four atoms; lanes are independent. */
typedef struct
{
  _Alignas(32) double d2min[4];
  double mises[4];
  double volumetric[4];
  double sine[4];           /* 2 sin of the angle of R */
  double cosine[4];         /* 2 cos of the angle of R */
  double gradient[3][3][4]; /* F − 1 */
  int64_t defined[4];       /* 0: the bonds are coplanar, and all of the above is 0 */
  int64_t proper[4];        /* 0: det F ≤ 0, or 0 to rounding */
} VitStrainQuad;

typedef void (*VitNonaffineSumFunc) (const VitNeighbourMotion *ends,
                                     size_t self,
                                     const uint32_t *others,
                                     size_t n_others,
                                     VitBondSums *sums);
/* @sums has the same bits, lane by lane, as a VitNonaffineSumFunc gives. */
typedef void (*VitNonaffineSumLanesFunc) (const VitNeighbourLanes *ends,
                                          size_t self,
                                          const uint32_t *others,
                                          size_t n_others,
                                          VitBondSums sums[VIT_NONAFFINE_LANES]);
typedef void (*VitNonaffineFinishFunc) (const VitBondSums sums[4], VitStrainQuad *strain);

void vit_nonaffine_sum_plain (const VitNeighbourMotion *ends,
                              size_t self,
                              const uint32_t *others,
                              size_t n_others,
                              VitBondSums *sums);
void vit_nonaffine_sum_lanes_plain (const VitNeighbourLanes *ends,
                                    size_t self,
                                    const uint32_t *others,
                                    size_t n_others,
                                    VitBondSums sums[VIT_NONAFFINE_LANES]);
void vit_nonaffine_finish_plain (const VitBondSums sums[4], VitStrainQuad *strain);
void vit_nonaffine_sum_avx2 (const VitNeighbourMotion *ends,
                             size_t self,
                             const uint32_t *others,
                             size_t n_others,
                             VitBondSums *sums);
void vit_nonaffine_sum_lanes_avx2 (const VitNeighbourLanes *ends,
                                   size_t self,
                                   const uint32_t *others,
                                   size_t n_others,
                                   VitBondSums sums[VIT_NONAFFINE_LANES]);
void vit_nonaffine_finish_avx2 (const VitBondSums sums[4], VitStrainQuad *strain);

#pragma once

/* Rank sort of the atoms around a cell. Private to core/structure.
 *
 * The functions exist once per instruction set and give the same bits. Any thread. */

#include <stddef.h>
#include <stdint.h>

/* Elements that may be written beyond the last key and position. */
#define VIT_VORONOI_ORDER_PAD 8

typedef struct
{
  /* Computes the position of each of a few keys: the number of smaller ones. */
  void (*rank) (int32_t *keys, size_t n, int32_t *places);
} VitVoronoiOrder;

extern const VitVoronoiOrder vit_voronoi_order_plain;
#ifdef VIT_HAVE_AVX2
extern const VitVoronoiOrder vit_voronoi_order_avx2;
#endif

/* The fastest kernel that this processor supports. */
const VitVoronoiOrder *vit_voronoi_order (void);

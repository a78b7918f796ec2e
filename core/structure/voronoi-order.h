#pragma once

/* What brings the atoms around a cell into order. Private to core/structure.
 *
 * The functions exist once per instruction set and give the same bits. Any thread. */

#include <stddef.h>
#include <stdint.h>

/* Room beyond the last key and place. */
#define VIT_VORONOI_ORDER_PAD 8

typedef struct
{
  /* The place of each key: the number of smaller ones. For few keys. */
  void (*rank) (int32_t *keys, size_t n, int32_t *places);
} VitVoronoiOrder;

extern const VitVoronoiOrder vit_voronoi_order_plain;
#ifdef VIT_HAVE_AVX2
extern const VitVoronoiOrder vit_voronoi_order_avx2;
#endif

/* The fastest one that this processor runs. */
const VitVoronoiOrder *vit_voronoi_order (void);

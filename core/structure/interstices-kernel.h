#pragma once

/* The inner loop of vit_interstices_measure(). Private to core/structure. */

#include <stddef.h>
#include <stdint.h>

/** VIT_INTERSTICES_PAD: elements that may be read or written beyond the triangles. */
#define VIT_INTERSTICES_PAD 8

/**
 * VitHull: neighbours of an atom, and triangles of their hull
 * @n: number of triangles
 * @corners: of each: neighbours; %VIT_INTERSTICES_PAD elements more
 * @d: of each neighbour: vector and distance from the atom, Å
 * @radii: of each neighbour, Å
 * @radius: of the atom, Å
 * @areas, @volumes: (out): empty parts of each triangle and tetrahedron, at least 0;
 *   %VIT_INTERSTICES_PAD elements more
 * @filled: (out): volume of the spheres around the corners within the hull, Å³
 * @volume: (out): of the hull, Å³
 */
typedef struct
{
  size_t n;
  uint32_t (*corners)[3];
  double (*d)[4];
  double *radii, radius;
  double *areas, *volumes, filled, volume;
} VitHull;

typedef void VitHullMeasure (VitHull *hull);

/* Once per instruction set, bit-identical. */
extern VitHullMeasure vit_hull_measure_plain;
#ifdef VIT_HAVE_AVX2
extern VitHullMeasure vit_hull_measure_avx2;
#endif
#ifdef VIT_HAVE_AVX512
extern VitHullMeasure vit_hull_measure_avx512;
#endif

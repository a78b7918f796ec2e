#pragma once

/* The boundary of a union of equal discs: the outline of regions on a slice. Pure functions, any
 * thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * VitArc:
 * @x, @y: centre
 * @radius: radius of the disc
 * @from, @to: angles in radians, counter-clockwise where y is up; @from < @to <= @from + 2π
 * @disc: index of the disc
 */
typedef struct
{
  double x, y, radius;
  double from, to;
  size_t disc;
} VitArc;

/**
 * vit_outline_of_discs:
 * @xy: (array): @n centres, x and y alternating
 * @radius: of all discs, > 0
 *
 * The arcs that together bound the union of the discs, holes included; an isolated disc is one full
 * circle. Discs with the same centre count once. O(n × discs within 2 @radius)
 *
 * Returns: (transfer full) (element-type VitArc)
 */
GArray *vit_outline_of_discs (const double *xy, size_t n, double radius);

/**
 * vit_outline_drop_small_holes:
 * @arcs: result of vit_outline_of_discs()
 * @area: greatest area of holes to remove, in the unit of the coordinates, squared
 *
 * Removes the arcs around holes smaller than @area: in a slice these are gaps between neighbours,
 * not places without a region. O(arcs × log arcs)
 */
void vit_outline_drop_small_holes (GArray *arcs, double area);

/**
 * vit_outline_keep_discs:
 * @arcs: result of vit_outline_of_discs()
 *
 * Keeps the arcs of the first @n discs. If the other discs are their periodic images, the outline
 * is then open where a region continues across a periodic boundary.
 */
void vit_outline_keep_discs (GArray *arcs, size_t n);

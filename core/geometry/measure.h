#pragma once

/* Distances and angles between points in a periodic box, along the shortest ways. Pure functions,
 * any thread. */

#include "core/geometry/cell.h"

/** vit_measure_step: @step (out): the shortest way from @a to @b (positions in Å), by minimum
 * image.
 */
void vit_measure_step (const VitCell *cell, const double a[3], const double b[3], double step[3]);

/** vit_measure_distance: Å, by minimum image. O(1) */
double vit_measure_distance (const VitCell *cell, const double a[3], const double b[3]);

/** vit_measure_angle: degrees, 0 … 180, at @b between the shortest ways to @a and to @c; NaN if one
 * of them has no length. O(1) */
double
vit_measure_angle (const VitCell *cell, const double a[3], const double b[3], const double c[3]);

/** vit_measure_dihedral: degrees, above −180 and up to 180, between the plane of a, b, c and that
 * of b, c, d, along the shortest ways from each to the next: 0 for cis, positive if the way to @d
 * is turned clockwise from that to @a for who looks from @b to @c (IUPAC); NaN if three of them are
 * in line. O(1) */
double vit_measure_dihedral (const VitCell *cell,
                             const double a[3],
                             const double b[3],
                             const double c[3],
                             const double d[3]);

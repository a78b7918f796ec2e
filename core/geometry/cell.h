#pragma once

/* The simulation box: a parallelepiped, periodic along any of its vectors. A value. Pure functions,
 * any thread. */

#include <glib.h>
#include <stdbool.h>

/**
 * VitCell:
 * @origin: the corner that the vectors start from, Å
 * @h: @h[k] is the box vector a (k = 0), b (1), c (2), Å; right-handed
 * @periodic: per box vector
 *
 * A restricted (LAMMPS) triclinic box has a = (lx, 0, 0), b = (xy, ly, 0), c = (xz, yz, lz); a
 * general one any three vectors of positive volume.
 */
typedef struct
{
  double origin[3];
  double h[3][3];
  bool periodic[3];
} VitCell;

/** vit_cell_init_orthogonal: a periodic box from @lo to @hi (Å). */
void vit_cell_init_orthogonal (VitCell *cell, const double lo[3], const double hi[3]);

/** vit_cell_init_restricted: a periodic LAMMPS box from its true bounds and tilts xy, xz, yz (Å).
 */
void vit_cell_init_restricted (VitCell *cell,
                               const double lo[3],
                               const double hi[3],
                               const double tilt[3]);

/** vit_cell_is_valid: whether all numbers are finite and the volume is positive. */
bool vit_cell_is_valid (const VitCell *cell);

/** vit_cell_thicken: gives vectors of length 0 a length of 1 Å about where they are, and makes the
 * box not periodic along them; %false if the box is not valid then, either. */
bool vit_cell_thicken (VitCell *cell);

/** vit_cell_is_orthogonal: whether the box vectors lie along x, y and z, to the last bit. */
bool vit_cell_is_orthogonal (const VitCell *cell);

/** vit_cell_equal: whether all numbers are the same, to the last bit. */
bool vit_cell_equal (const VitCell *a, const VitCell *b);

/** vit_cell_list_periodic: the names of the periodic vectors, "xyz", "xy" …, or "none". */
void vit_cell_list_periodic (const VitCell *cell, char text[5]);

/** vit_cell_volume: a · (b × c), Å³. */
double vit_cell_volume (const VitCell *cell);

/** vit_cell_lengths: |a|, |b|, |c| in Å. */
void vit_cell_lengths (const VitCell *cell, double lengths[3]);

/** vit_cell_widths: distances between opposite faces in Å; the minimum image suffices for cutoffs
 * up to half the smallest. */
void vit_cell_widths (const VitCell *cell, double widths[3]);

/** vit_cell_inverse: the matrix g with s_k = Σ_i g[k][i] (x_i − origin_i). */
void vit_cell_inverse (const VitCell *cell, double g[3][3]);

/** vit_cell_to_scaled: Cartesian (Å) to scaled coordinates (0 ... 1 inside). */
void vit_cell_to_scaled (const VitCell *cell, const double x[3], double s[3]);

/** vit_cell_to_cartesian: scaled coordinates to Cartesian (Å); @s and @x may be the same. */
void vit_cell_to_cartesian (const VitCell *cell, const double s[3], double x[3]);

/**
 * vit_cell_wrap:
 * @x: position in Å, moved into the box along its periodic directions
 * @image: (out) (optional): the number of box vectors that were subtracted
 */
void vit_cell_wrap (const VitCell *cell, double x[3], int image[3]);

/**
 * vit_cell_wrap_scaled:
 * @positions: @n × 3, Å from the box's origin
 * @scaled: (out): @n × 3, scaled coordinates, 0 … 1 along periodic vectors; the first one is NaN
 *   where a position is not finite. It may be @positions
 *
 * For drawing: in single precision.
 */
void vit_cell_wrap_scaled (const VitCell *cell, const float *positions, size_t n, float *scaled);

/**
 * vit_cell_minimum_image:
 * @d: difference vector in Å, replaced by its shortest periodic image
 *
 * Exact for any tilt: where rounding may miss the shortest image, the nearest lattice point is
 * searched in a reduced basis (Fincke and Pohst 1985). Of equally short images the first found is
 * kept. O(1)
 */
void vit_cell_minimum_image (const VitCell *cell, double d[3]);

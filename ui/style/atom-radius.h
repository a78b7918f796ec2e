#pragma once

/* The radii that atoms are drawn with. Constants; any thread. */

#include <stdbool.h>

/** VIT_ATOM_RADIUS_DEFAULT: radius of atoms of an unknown element, Å. */
#define VIT_ATOM_RADIUS_DEFAULT 1.4f

/**
 * vit_atom_radius:
 * @species: (nullable): name of a species; what follows its letters is ignored
 *
 * The metallic radius of the element for twelve neighbours (Cu 1.28 Å, Zr 1.60 Å), and the covalent
 * radius of elements that are not metals. For drawing only: nothing is computed from it.
 *
 * Returns: Å; %VIT_ATOM_RADIUS_DEFAULT for other names
 */
float vit_atom_radius (const char *species);

/**
 * vit_atom_fill_radii:
 * @species: (array length=n): names by type − 1
 * @equal: whether all are %VIT_ATOM_RADIUS_DEFAULT
 * @radii: (array length=n): filled, Å
 */
void vit_atom_fill_radii (const char *const *species, unsigned n, bool equal, float *radii);

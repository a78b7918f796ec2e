#pragma once

/* A field that is shifted as a whole through the box: the null hypothesis of a score
 * (docs/science.md §12). What neighbours have in common stays, what the field has to do with the
 * structure is lost. Pure functions, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/** VIT_SHIFT_LEAST: a drawn shift is at least that long, Å, where the box is wide enough. */
#define VIT_SHIFT_LEAST 10.0

/**
 * vit_shift_draw:
 * @state: of vit_random_next()
 * @shift: (out): scaled coordinates, 0 along directions that are not periodic
 *
 * A shift that is evenly distributed in the box. One shorter than %VIT_SHIFT_LEAST, or than a
 * quarter of the narrowest periodic width if that is less, is drawn again.
 *
 * Returns: whether the box is periodic in any direction
 */
bool vit_shift_draw (const VitCell *cell, uint64_t *state, double shift[3]);

/** VitShiftSearch: the atoms of a box, to be looked up by place. */
typedef struct _VitShiftSearch VitShiftSearch;

/** vit_shift_search_new: @x: n × 3 positions, Å, copied; n at least 1. O(n) */
VitShiftSearch *vit_shift_search_new (const VitCell *cell, const double *x, size_t n);
void vit_shift_search_free (VitShiftSearch *search);

/** vit_shift_search_nearest: the atom nearest to a point, periodic images counted; of equally near
 * ones the lowest index. */
uint32_t vit_shift_search_nearest (const VitShiftSearch *search, const double point[3]);

/**
 * vit_shift_map:
 * @shift: scaled
 * @map: (out caller-allocates): for each atom the one nearest to its place less the shift: a value
 *   of atom i in the shifted field is that of atom @map[i]. O(n)
 */
bool vit_shift_map (const VitShiftSearch *search,
                    const double shift[3],
                    uint32_t *map,
                    VitProgress *progress,
                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitShiftSearch, vit_shift_search_free)

#pragma once

/* Voronoi cells of a part of the atoms (core/geometry/grid.h). Any thread. */

#include "core/geometry/grid.h"
#include "core/structure/voronoi.h"

/** VIT_VORONOI_SEARCH_RADIUS: that nearly all cells of a dense system need, in edges of the mean
 * cube of an atom (vit_grid_new_relative()). */
#define VIT_VORONOI_SEARCH_RADIUS 2.1

/** vit_voronoi_get_longest_radius: search radius in Å that suffices for any cell: the longest
 * diagonal of the box, as images of its own atom bound a cell within half of it. */
double vit_voronoi_get_longest_radius (const VitCell *cell);

/** vit_voronoi_check_input: fails as vit_voronoi_new() for boxes and thresholds. */
bool vit_voronoi_check_input (const VitCell *cell, double face_threshold, GError **error);

/**
 * vit_voronoi_new_part:
 * @layout: with an occupancy of %VIT_GRID_OCCUPANCY
 * @unit: edge of the mean cube of an atom, Å, that the search radius was scaled by
 * @part: whose halo atoms get no cells
 * @x: n × 3 positions as of vit_grid_new_part()
 * @reach: at least the search radius, Å: all atoms within it of those that get cells are there
 * @n_open: (out): cells that atoms beyond @reach could cut, and that were left out; none if the
 * part holds all atoms
 *
 * The cells that vit_voronoi_new() of all atoms gives before it drops faces, with indices of the
 * part.
 */
VitVoronoi *vit_voronoi_new_part (const VitGridLayout *layout,
                                  double unit,
                                  const VitGridPart *part,
                                  const double *x,
                                  size_t n,
                                  double reach,
                                  size_t *n_open,
                                  VitProgress *progress,
                                  GError **error);

/** vit_voronoi_find_mirror: the entry that is the other side of entry @k of atom @i; SIZE_MAX if
 * there is none. */
size_t vit_voronoi_find_mirror (const VitNeighbours *neighbours, size_t i, size_t k);

/** vit_voronoi_mark_small: marks faces below the threshold of their cell; @drop: (out): 1 for each
 * entry of the neighbours that is to be dropped, else 0. */
void vit_voronoi_mark_small (const VitVoronoi *voronoi, double face_threshold, uint8_t *drop);

/** vit_voronoi_drop_marked: removes the entries that are marked. */
void vit_voronoi_drop_marked (VitVoronoi *voronoi, const uint8_t *drop);

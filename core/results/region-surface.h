#pragma once

/* Liquid-like regions as smooth bodies: the iso-surface of the Gaussian density of liquid-like
 * atoms, as part of a snapshot, and its volume and area at every start time. Results are immutable;
 * any thread. */

#include "core/results/deriver.h"
#include "core/results/snapshot.h"
#include "core/results/tml-source.h"
#include "core/structure/isosurface.h"

/** vit_snapshot_wants_surface: whether maps under these options show surfaces. */
bool vit_snapshot_wants_surface (const VitOptions *options);

/**
 * vit_snapshot_add_surface:
 * @snapshot: a snapshot that only the caller has so far
 * @width: of the Gaussians, Å
 * @level: density at the surface, as a share of the mean density of all atoms in the box
 * @error: as vit_isosurface_new()
 *
 * Adds the surface around all liquid-like atoms, whatever the filter leaves out: where their
 * density, spread by Gaussians, is half of the bulk's, say (Willard and Chandler 2010). Vertices
 * have the mean of what colours these atoms, where that is a number that has a mean. Nothing is
 * added where there is no T_ML.
 */
bool vit_snapshot_add_surface (
    VitSnapshot *snapshot, double width, double level, VitProgress *progress, GError **error);

/**
 * VitSurfacePoint: the surface at a start time
 * @time: ps
 * @n_liquid: liquid-like atoms
 * @volume: enclosed, Å³
 * @area: Å²
 * @box: volume of the box, Å³
 */
typedef struct
{
  double time;
  uint64_t n_liquid;
  double volume, area, box;
} VitSurfacePoint;

/**
 * VitSurfaceSeries:
 * @points: (array length=n): ascending in time
 * @width, @level: of the surface
 */
typedef struct
{
  size_t n;
  VitSurfacePoint *points;
  double width, level;
} VitSurfaceSeries;

/** vit_surface_series_derivation: results are #VitSurfaceSeries of all start times that are ready.
 * Each point is on disk on its own. */
extern const VitDerivation vit_surface_series_derivation;

#pragma once

/* Radial distribution functions, total and by pair of species, averaged over frames, and their
 * first minimum, from which the default cutoff is taken.
 *
 * A VitRdf belongs to its creator; one thread at a time adds frames (in parallel inside). The
 * functions on curves are pure. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/** VIT_RDF_SMOOTHING: width σ (Å) of the Gaussian smoothing for the search of minima. */
#define VIT_RDF_SMOOTHING 0.05

/** VIT_CUTOFF_STEP: default cutoffs are rounded to a multiple of this, Å. */
#define VIT_CUTOFF_STEP 0.05

/**
 * VitRdf:
 * @n_bins: number of bins
 * @width: of a bin, Å; bin k holds k·@width ≤ r < (k + 1)·@width
 * @n_types: number of species
 * @n_frames: number of frames added
 * @total: g(r) of all atoms, @n_bins values
 * @dimension: of space, 3 until it is set: in two dimensions shells are rings in the plane of the
 *   first two box vectors, and the density is that of this plane
 * @partial: g_ab(r), @n_types × @n_types × @n_bins values: of b around a; symmetric in a and b
 *
 * Every frame is normalised by its own density (number of atoms by the volume of the box: an ideal
 * gas of n atoms gives 1 − 1/n), then averaged. Partials of absent species are 0.
 */
typedef struct
{
  size_t n_bins;
  double width;
  unsigned n_types;
  unsigned n_frames;
  int dimension;
  double *total;
  double *partial;
} VitRdf;

/**
 * vit_rdf_new:
 * @r_max: where the curves end, Å
 * @width: of a bin, Å; 0.01 is a good choice
 * @n_types: number of species, at least 1
 * @error: %VIT_ERROR_INVALID for lengths that are not positive or more than a million bins
 */
VitRdf *vit_rdf_new (double r_max, double width, unsigned n_types, GError **error);
void vit_rdf_free (VitRdf *rdf);

/**
 * vit_rdf_add_frame:
 * @cell: the box, any shape; its volume gives the density also if it is not periodic
 * @x: n × 3 positions in Å, wrapped or not
 * @types: of each atom, 1 ... n_types
 * @n: number of atoms
 * @species: (nullable) (array zero-terminated=1): names by type − 1, for errors
 * @progress: (nullable):
 * @error: %VIT_ERROR_INVALID for a box without volume, positions that are not finite;
 *   %VIT_ERROR_MISMATCH for a type out of range; %VIT_ERROR_CANCELLED. @rdf is unchanged then
 *
 * All images are included, so distances beyond half the box are valid. Distances are computed in
 * double. Bit-identical for any number of threads. Cost O(n · neighbours within r_max).
 */
bool vit_rdf_add_frame (VitRdf *rdf,
                        const VitCell *cell,
                        const double *x,
                        const uint8_t *types,
                        size_t n,
                        const char *const *species,
                        VitProgress *progress,
                        GError **error);

/** vit_rdf_get_partial: (transfer none): g_ab(r), @a and @b counted from 1. */
const double *vit_rdf_get_partial (const VitRdf *rdf, unsigned a, unsigned b);

/**
 * vit_rdf_smooth:
 * @g: @n_bins values of a curve
 * @width: of a bin, Å
 * @sigma: width of the Gaussian, Å; 0 copies
 * @smooth: (out): @n_bins values
 *
 * Near the ends the Gaussian is truncated and renormalised.
 */
void vit_rdf_smooth (const double *g, size_t n_bins, double width, double sigma, double *smooth);

/**
 * vit_rdf_first_minimum:
 * @g: @n_bins values of a radial distribution function, not smoothed
 * @width: of a bin, Å
 * @r_min: (out): Å
 * @error: %VIT_ERROR_NOT_FOUND if the first shell does not end before the curve does
 *
 * The minimum between the first and the second shell of the curve smoothed with %VIT_RDF_SMOOTHING.
 * Shells are regions above 1, so that a split first peak, or ripples near the minimum, do no harm.
 * Of a flat minimum (a cold crystal) the middle is taken.
 */
bool
vit_rdf_first_minimum (const double *g, size_t n_bins, double width, double *r_min, GError **error);

/**
 * vit_rdf_first_maximum:
 * @g: @n_bins values of a radial distribution function, not smoothed
 * @width: of a bin, Å
 *
 * Returns: the middle of the highest bin of the first shell of the curve smoothed with
 *   %VIT_RDF_SMOOTHING, Å; the first shell is the first region above 1 that is as wide as that.
 *   NaN without one
 */
double vit_rdf_first_maximum (const double *g, size_t n_bins, double width);

/** vit_rdf_round_cutoff: the nearest multiple of %VIT_CUTOFF_STEP. */
double vit_rdf_round_cutoff (double r);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitRdf, vit_rdf_free)

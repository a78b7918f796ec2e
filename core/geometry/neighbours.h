#pragma once

/* Neighbour lists of periodic configurations.
 *
 * A list is immutable and reference counted; any thread may read it. A neighbour is a periodic
 * image of an atom: in a small box an atom can be a neighbour several times, and of itself. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/**
 * VitNeighbours:
 * @n: number of atoms
 * @offsets: n + 1; the neighbours of atom i are the entries @offsets[i] ... @offsets[i + 1] − 1
 * @indices: the neighbouring atom, ascending for each atom
 * @shifts: box vectors to add to the caller's position of the neighbour; ascending (a, then b, then
 *   c) if an atom occurs more than once
 */
typedef struct
{
  gatomicrefcount refs;
  size_t n;
  size_t *offsets;
  uint32_t *indices;
  int16_t (*shifts)[3];
} VitNeighbours;

/**
 * vit_neighbours_new_cutoff:
 * @cell: the box: any shape, any thickness, periodic along any of its vectors
 * @x: n × 3 positions in Å, wrapped or not
 * @n: number of atoms, at most 2³⁰
 * @cutoff: in Å, positive; pairs at exactly this distance are neighbours
 * @progress: (nullable):
 * @error: %VIT_ERROR_INVALID for a box without volume, positions that are not finite, a cutoff that
 *   is too long for the box, more than 2³¹ neighbours; %VIT_ERROR_CANCELLED
 *
 * Lists all images within the cutoff, decided in double and symmetric: if j is listed for i with
 * shift s, then i is listed for j with −s. Atoms at the same position are neighbours at distance 0.
 * Bit-identical for any number of threads. Cost O(n · neighbours).
 */
VitNeighbours *vit_neighbours_new_cutoff (const VitCell *cell,
                                          const double *x,
                                          size_t n,
                                          double cutoff,
                                          VitProgress *progress,
                                          GError **error);

/**
 * vit_neighbours_new_pair_cutoff:
 * @types: of each atom, 1 ... @n_types
 * @cutoffs: @n_types × @n_types, symmetric, Å; 0: never neighbours
 * @species: (nullable) (array zero-terminated=1): names by type − 1, for errors
 *
 * As vit_neighbours_new_cutoff(), with a cutoff for each pair of species.
 */
VitNeighbours *vit_neighbours_new_pair_cutoff (const VitCell *cell,
                                               const double *x,
                                               size_t n,
                                               const uint8_t *types,
                                               unsigned n_types,
                                               const double *cutoffs,
                                               const char *const *species,
                                               VitProgress *progress,
                                               GError **error);

/**
 * vit_neighbours_new_nearest:
 * @count: neighbours of every atom, at least 1
 *
 * Lists the @count nearest atoms or images, at any distance. Ties go to the lower index, then to
 * the lower shift. Not symmetric. Entries are ordered by index, as in the other lists.
 * %VIT_ERROR_INVALID if the box is not periodic and has too few atoms.
 */
VitNeighbours *vit_neighbours_new_nearest (const VitCell *cell,
                                           const double *x,
                                           size_t n,
                                           unsigned count,
                                           VitProgress *progress,
                                           GError **error);

/**
 * vit_neighbours_new_empty:
 *
 * A list of @n atoms without neighbours: all offsets are 0, the other arrays %NULL. Modules with
 * neighbour rules of their own fill it before they publish it.
 */
VitNeighbours *vit_neighbours_new_empty (size_t n);

VitNeighbours *vit_neighbours_ref (VitNeighbours *neighbours);
void vit_neighbours_unref (VitNeighbours *neighbours);

/** vit_neighbours_count: coordination number of atom @i. */
static inline size_t
vit_neighbours_count (const VitNeighbours *neighbours, size_t i)
{
  return neighbours->offsets[i + 1] - neighbours->offsets[i];
}

/**
 * vit_neighbours_vector:
 * @cell: box of @x: of the frame of the list, or another frame's
 * @x: n × 3 positions in Å, wrapped as the positions that the list was made of
 * @i: atom
 * @k: entry of its list: @offsets[i] ... @offsets[i + 1] − 1
 * @d: (out): vector from @i to that neighbour, Å
 */
static inline void
vit_neighbours_vector (const VitNeighbours *neighbours,
                       const VitCell *cell,
                       const double *x,
                       size_t i,
                       size_t k,
                       double d[3])
{
  const double *a = x + 3 * i, *b = x + 3 * (size_t) neighbours->indices[k];
  const int16_t *m = neighbours->shifts[k];
  for (int j = 0; j < 3; j++)
    d[j] = b[j] - a[j];
  if (m[0] | m[1] | m[2])
    for (int j = 0; j < 3; j++)
      d[j] += m[0] * cell->h[0][j] + m[1] * cell->h[1][j] + m[2] * cell->h[2][j];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitNeighbours, vit_neighbours_unref)

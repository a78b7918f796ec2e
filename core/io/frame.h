#pragma once

/* One frame of a trajectory in memory.
 *
 * Frames and atom tables are immutable once handed out and reference counted; any thread may read
 * them. Atoms are ordered by id, whatever the order in the file, so that frames with the same atom
 * table (compare the pointers) have the same atom at the same index. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/geometry/cell.h"

/** VIT_MAX_ATOMS: maximum number of atoms in a frame. */
#define VIT_MAX_ATOMS ((uint64_t) UINT32_MAX)

/**
 * VitAtoms:
 * @n: number of atoms
 * @ids: ascending, any 64-bit values; 1 ... n where the file has none
 * @types: 1, 2, ...; index into the species of the trajectory
 * @n_types: the largest type
 * @species: (array zero-terminated=1): names by type − 1; an unknown one is the empty string
 * @names: (nullable) (array zero-terminated=1): names by type − 1 as the file has them, where it
 *   has names and no numbers
 * @has_ids: whether the file gave the ids
 * @unique: whether every id occurs once; analyses that match atoms by id refuse other frames
 *
 * Frames with the same atoms share one table.
 */
typedef struct
{
  gatomicrefcount refs;
  size_t n;
  int64_t *ids;
  uint8_t *types;
  unsigned n_types;
  char **species;
  char **names;
  bool has_ids;
  bool unique;
} VitAtoms;

VitAtoms *vit_atoms_ref (VitAtoms *atoms);
void vit_atoms_unref (VitAtoms *atoms);

/**
 * vit_atoms_find:
 *
 * Returns: the index of the atom with @id, or -1. O(log n)
 */
ssize_t vit_atoms_find (const VitAtoms *atoms, int64_t id);

/**
 * VitFrame:
 * @atoms: ids and types
 * @cell: the box of this frame; without one a box round its atoms that is not periodic
 * @has_cell: whether there is a box, of the frame or of one before it that holds
 * @dimension: of space, 2 or 3: in two dimensions the third vector of the box is not periodic
 * @step: simulation step
 * @time: the file's own clock, in its units; NaN if it has none
 * @unwrapped: whether positions are continuous in time (xu, or x with image flags); otherwise they
 *   are wrapped into the box
 * @n_not_finite: atoms whose position is nan or inf; analyses refuse the frame, or skip these atoms
 *   and say so
 * @fixed: (nullable): n × 3 integers, positions in units of 10^(−@decimals) Å, exactly as printed
 * @decimals: decimals of @fixed
 * @real: (nullable): n × 3 positions in Å; exactly one of @fixed and @real is set
 */
typedef struct
{
  gatomicrefcount refs;
  VitAtoms *atoms;
  VitCell cell;
  bool has_cell;
  int dimension;
  int64_t step;
  double time;
  bool unwrapped;
  size_t n_not_finite;
  int32_t *fixed;
  int decimals;
  double *real;
} VitFrame;

VitFrame *vit_frame_ref (VitFrame *frame);
void vit_frame_unref (VitFrame *frame);

/**
 * vit_frame_new_subset:
 * @kept: (array length=n): 1 for an atom of @frame that is kept, else 0
 *
 * Returns: (transfer full): a frame with some of the atoms of another, in the same box and order.
 *   O(atoms)
 */
VitFrame *vit_frame_new_subset (const VitFrame *frame, const uint8_t *kept);

/** vit_frame_get_position: position of atom @i in Å, as strtod() would read it from the file. */
void vit_frame_get_position (const VitFrame *frame, size_t i, double x[3]);

/** vit_frame_copy_positions: all positions in Å into @x, n × 3. O(n) */
void vit_frame_copy_positions (const VitFrame *frame, double *x);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtoms, vit_atoms_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFrame, vit_frame_unref)

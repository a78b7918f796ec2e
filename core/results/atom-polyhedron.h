#pragma once

/* The polyhedron of the picked atom: the hull of its neighbours by the rule of coordination, or its
 * Voronoi cell. Results are immutable and reference counted; any thread. */

#include "core/results/snapshot.h"
#include "core/structure/convex-body.h"

/** VitPolyhedronKind: values of the option "view", "polyhedron". */
typedef enum
{
  VIT_POLYHEDRON_NONE,
  VIT_POLYHEDRON_COORDINATION,
  VIT_POLYHEDRON_VORONOI,
} VitPolyhedronKind;

/**
 * VitAtomPolyhedron:
 * @kind: what it is
 * @id: of the atom
 * @frame: index of its frame
 * @n_neighbours: neighbours of the hull, or faces of the cell
 * @body: relative to the atom
 */
typedef struct
{
  gatomicrefcount refs;
  VitPolyhedronKind kind;
  int64_t id;
  size_t frame;
  size_t n_neighbours;
  VitConvexBody *body;
} VitAtomPolyhedron;

/**
 * vit_atom_polyhedron_new:
 * @snapshot: the atoms
 * @options: options of the study: rule of coordination, face threshold
 * @error: %VIT_ERROR_INAPPLICABLE if the frame has no such atom or its neighbours lie in a plane;
 *   as vit_structure_options_take(), vit_voronoi_new()
 *
 * Neighbours are those that CN counts. O(atoms · neighbours); a cell needs no tessellation.
 */
VitAtomPolyhedron *vit_atom_polyhedron_new (const VitSnapshot *snapshot,
                                            VitPolyhedronKind kind,
                                            int64_t id,
                                            const VitOptions *options,
                                            VitProgress *progress,
                                            GError **error);
VitAtomPolyhedron *vit_atom_polyhedron_ref (VitAtomPolyhedron *polyhedron);
void vit_atom_polyhedron_unref (VitAtomPolyhedron *polyhedron);

/** vit_atom_polyhedron_derivation: results are #VitAtomPolyhedron of the option "view", "atom" in
 * the snapshot of the run "view", "atom-run". */
extern const VitDerivation vit_atom_polyhedron_derivation;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtomPolyhedron, vit_atom_polyhedron_unref)

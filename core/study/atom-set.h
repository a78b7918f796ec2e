#pragma once

/* A set of atoms of one run, by id: picked in one figure and highlighted in all others. Immutable
 * and reference counted; any thread. */

#include "core/study/run.h"

/**
 * VitAtomSet:
 * @run: the run of the atoms
 * @ids: ascending, each once
 * @n: number of atoms
 * @text: how the atoms were picked, for people
 * @time: the start time at which they were picked, ps; NaN if there is none
 */
typedef struct
{
  gatomicrefcount refs;
  VitRun *run;
  int64_t *ids;
  size_t n;
  char *text;
  double time;
} VitAtomSet;

/** vit_atom_set_new: @ids may be in any order and may repeat, as those of pooled start times do. */
VitAtomSet *
vit_atom_set_new (VitRun *run, const int64_t *ids, size_t n, const char *text, double time);
VitAtomSet *vit_atom_set_ref (VitAtomSet *set);
void vit_atom_set_unref (VitAtomSet *set);

/** vit_atom_set_flag: sets @flags (one per atom of @atoms) to 1 for atoms in the set, else 0.
 * Returns: the number of atoms flagged. */
size_t vit_atom_set_flag (const VitAtomSet *set, const VitAtoms *atoms, uint8_t *flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtomSet, vit_atom_set_unref)

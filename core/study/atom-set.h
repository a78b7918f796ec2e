#pragma once

/* Some atoms of one run, by id: what was picked in a figure and is followed everywhere. Immutable
 * and reference counted; any thread. */

#include "core/study/run.h"

/**
 * VitAtomSet:
 * @run: whose atoms
 * @ids: ascending, each once
 * @n: number of them
 * @text: how they were picked, for people
 */
typedef struct
{
  gatomicrefcount refs;
  VitRun *run;
  int64_t *ids;
  size_t n;
  char *text;
} VitAtomSet;

/** vit_atom_set_new: @ids in any order, also several times (of pooled start times). */
VitAtomSet *vit_atom_set_new (VitRun *run, const int64_t *ids, size_t n, const char *text);
VitAtomSet *vit_atom_set_ref (VitAtomSet *set);
void vit_atom_set_unref (VitAtomSet *set);

/** vit_atom_set_flag: @flags of @atoms: 1 for those in the set. Returns: how many. */
size_t vit_atom_set_flag (const VitAtomSet *set, const VitAtoms *atoms, uint8_t *flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtomSet, vit_atom_set_unref)

#pragma once

/* A set of atoms of one run, by id: picked in one figure and highlighted in all others. Immutable
 * and reference counted; any thread. */

#include "core/study/run.h"

/**
 * VitPickRegion: what was drawn on a map to pick atoms
 * @map: the kind of map
 * @part: which of several maps of that kind
 * @axes: (nullable): how the values on its axes are defined
 * @corners: (array length=n): in the units of the axes
 */
typedef struct
{
  char *map;
  int part;
  char *axes;
  double (*corners)[2];
  size_t n;
} VitPickRegion;

/**
 * VitAtomSet:
 * @run: the run of the atoms
 * @ids: ascending, each once
 * @n: number of atoms
 * @text: how the atoms were picked, for people
 * @time: the start time at which they were picked, ps; NaN if there is none
 * @region: (nullable): the region that was drawn for it
 */
typedef struct
{
  gatomicrefcount refs;
  VitRun *run;
  int64_t *ids;
  size_t n;
  char *text;
  double time;
  VitPickRegion *region;
} VitAtomSet;

/** vit_atom_set_new: @ids may be in any order and may repeat, as those of pooled start times do. */
VitAtomSet *
vit_atom_set_new (VitRun *run, const int64_t *ids, size_t n, const char *text, double time);

/** vit_atom_set_new_of: the same atoms of another run. */
VitAtomSet *vit_atom_set_new_of (VitRun *run, const VitAtomSet *set);

/** vit_atom_set_add_region: @axes: (nullable). Once, by whoever has made @set, before others have
 * it. */
void vit_atom_set_add_region (VitAtomSet *set,
                              const char *map,
                              int part,
                              const char *axes,
                              const double (*corners)[2],
                              size_t n);
VitAtomSet *vit_atom_set_ref (VitAtomSet *set);
void vit_atom_set_unref (VitAtomSet *set);

/** vit_atom_set_equal: whether they are the same atoms of the same run, picked in the same way, as
 * exactly as a study file says it. */
bool vit_atom_set_equal (const VitAtomSet *a, const VitAtomSet *b);

/** vit_atom_set_flag: sets @flags (one per atom of @atoms) to 1 for atoms in the set, else 0.
 * Returns: the number of atoms flagged. */
size_t vit_atom_set_flag (const VitAtomSet *set, const VitAtoms *atoms, uint8_t *flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtomSet, vit_atom_set_unref)

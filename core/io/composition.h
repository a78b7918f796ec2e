#pragma once

/* The composition of the first frame of a run, without its atoms. Owned by whoever made it. */

#include "core/io/frame.h"

/**
 * VitComposition:
 * @n: number of atoms
 * @n_types: number of types that occur or are named
 * @species: (array zero-terminated=1): by type − 1: names, or empty
 * @counts: (array length=n_types): atoms of each type
 */
typedef struct
{
  size_t n;
  unsigned n_types;
  char **species;
  size_t *counts;
} VitComposition;

/** vit_composition_new: O(atoms) */
VitComposition *vit_composition_new (const VitAtoms *atoms);
VitComposition *vit_composition_copy (const VitComposition *composition);
void vit_composition_free (VitComposition *composition);

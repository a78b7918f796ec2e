#pragma once

/* Neighbour rules (docs/science.md §5): an option of each analysis. Any thread. */

#include "core/geometry/neighbours.h"
#include "core/io/frame.h"
#include "core/structure/voronoi.h"

/** VitNeighbourRule: */
typedef enum
{
  VIT_NEIGHBOURS_VORONOI, /* atoms that share a face of their Voronoi cells */
  VIT_NEIGHBOURS_CUTOFF,  /* atoms within r_c */
  VIT_NEIGHBOURS_NEAREST, /* a number of nearest atoms */
  VIT_NEIGHBOURS_PAIRS,   /* atoms within a cutoff of their pair of species */
} VitNeighbourRule;

/** VIT_MAX_PAIR_SPECIES: maximum number of species with cutoffs of their own */
#define VIT_MAX_PAIR_SPECIES 8

/**
 * VitNeighbourChoice:
 * @rule:
 * @nearest: of %VIT_NEIGHBOURS_NEAREST; 0 is 12
 * @cutoff: r_c, Å: of %VIT_NEIGHBOURS_CUTOFF, and of pairs without a cutoff of their own
 * @pairs: of %VIT_NEIGHBOURS_PAIRS: cutoff by type − 1 of both atoms, Å, symmetric; 0: r_c
 */
typedef struct
{
  VitNeighbourRule rule;
  unsigned nearest;
  double cutoff;
  double pairs[VIT_MAX_PAIR_SPECIES][VIT_MAX_PAIR_SPECIES];
} VitNeighbourChoice;

/** vit_neighbour_rule_parse: "voronoi", "cutoff", "nearest" or "pairs"; false for other names. */
bool vit_neighbour_rule_parse (const char *name, VitNeighbourRule *rule);

/**
 * vit_neighbour_choice_set_pairs:
 * @text: "Cu-Cu 3.3, Cu-Zr 3.9, 2-2 3.8": names or numbers of types, Å; an equals sign or a colon
 *   may precede the number
 * @species: (nullable) (array zero-terminated=1): names by type − 1
 * @error: %VIT_ERROR_INVALID: names the piece that is not understood and the reason
 */
bool vit_neighbour_choice_set_pairs (VitNeighbourChoice *choice,
                                     const char *text,
                                     const char *const *species,
                                     GError **error);

/**
 * vit_pair_distances_read: as vit_neighbour_choice_set_pairs(), of "Cu-Cu 2.57, Cu-Zr 2.77"
 * @pairs: (out): by type − 1, symmetric, Å; 0 where the text says nothing
 */
bool vit_pair_distances_read (const char *text,
                              const char *const *species,
                              double pairs[VIT_MAX_PAIR_SPECIES][VIT_MAX_PAIR_SPECIES],
                              GError **error);

/** vit_radii_read: likewise, of "Cu 1.28, 2 1.6": by type − 1, Å; 0 where the text says nothing. A
 * name stands for the first type of that name. */
bool vit_radii_read (const char *text,
                     const char *const *species,
                     double radii[VIT_MAX_PAIR_SPECIES],
                     GError **error);

/** vit_neighbour_choice_dup_text: (transfer full): for captions; @species as above. */
char *vit_neighbour_choice_dup_text (const VitNeighbourChoice *choice,
                                     double face_threshold,
                                     const char *const *species);

/**
 * vit_neighbour_choice_find:
 * @x: positions of the atoms of @frame, Å
 * @voronoi: (nullable): their tessellation, for %VIT_NEIGHBOURS_VORONOI
 *
 * O(atoms · neighbours).
 */
VitNeighbours *vit_neighbour_choice_find (const VitNeighbourChoice *choice,
                                          const VitFrame *frame,
                                          const double *x,
                                          const VitVoronoi *voronoi,
                                          VitProgress *progress,
                                          GError **error);

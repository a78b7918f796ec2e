#pragma once

/* The structure of one frame under the options of a study, independent of T_ML: the source of all
 * structural quantities in maps, tables, samples and on the command line.
 *
 * Parts are made on request. Each is stored on disk on its own, under a key of the frame's content
 * and the options that affect it, so that a change of an option makes only the affected parts
 * again. One thread at a time; parts do not change once made. */

#include "core/results/run-shells.h"
#include "core/structure/chemical-order.h"
#include "core/structure/interstices.h"
#include "core/structure/neighbour-rule.h"
#include "core/structure/voronoi.h"
#include "core/study/options.h"

/**
 * VitStructureOptions: parameters of structural analysis, made from the options of a study
 * @bonds: neighbours for q6, ŵ6 and s(i,j); indices are always those of Voronoi cells
 * @coordination: neighbours for CN, α and η
 * @face_threshold: smallest face that counts, 0 … 1 of the mean face area of the cell
 * @averaged: whether samples show q6 and ŵ6 in the form of Lechner & Dellago
 * @weighted: whether bonds are weighted by face area (Voronoi only)
 * @reference: reference composition of α and η
 */
typedef struct
{
  VitNeighbourChoice bonds;
  VitNeighbourChoice coordination;
  double face_threshold;
  bool averaged;
  bool weighted;
  VitChemicalReference reference;
} VitStructureOptions;

/**
 * vit_structure_options_take:
 * @options: options of a study
 * @species: (nullable) (array zero-terminated=1): names by type − 1, for cutoffs by pair
 * @error: %VIT_ERROR_INVALID: a cutoff of a pair is not understood; %VIT_ERROR_MISSING: a rule
 *   needs r_c and the study has none yet
 *
 * Fields that a rule does not need are 0.
 */
bool vit_structure_options_take (const VitOptions *options,
                                 const char *const *species,
                                 VitStructureOptions *how,
                                 GError **error);

/**
 * vit_structure_radii_take:
 * @species: (nullable) (array zero-terminated=1): names by type − 1
 * @radii: (out): by type: as the options give them, of the type or of another of the same name,
 * else those of dense packing of the element; NaN where none is known
 * @error: %VIT_ERROR_INVALID: the option is not understood
 */
bool vit_structure_radii_take (const VitOptions *options,
                               const char *const *species,
                               double radii[UINT8_MAX + 1],
                               GError **error);

/**
 * VitStructureParts:
 * @VIT_STRUCTURE_CELLS: volumes, indices and d5 of Voronoi cells
 * @VIT_STRUCTURE_COORDINATION: neighbours of each species, by the rule of coordination
 * @VIT_STRUCTURE_ORDER_4: q4 and ŵ4
 * @VIT_STRUCTURE_ORDER_6: q6 and ŵ6
 * @VIT_STRUCTURE_AVERAGED_6: q̄6 and w̄6
 * @VIT_STRUCTURE_SIMILARITY: s(i,j) of all bonds
 * @VIT_STRUCTURE_CRYSTALLINE: bonds with s(i,j) above 0.7
 * @VIT_STRUCTURE_SHAPE: what is measured by σ_ab of bonds and tetrahedra of neighbours, by the rule
 *   of coordination
 * @VIT_STRUCTURE_QUADRUPLES: number of these tetrahedra
 * @VIT_STRUCTURE_ENTROPY: pair entropy
 * @VIT_STRUCTURE_IRREGULARITY: Ω of Delaunay tetrahedra
 * @VIT_STRUCTURE_OVERPACKING: Q of Delaunay tetrahedra
 * @VIT_STRUCTURE_INTERSTICES: empty space among the Voronoi neighbours
 */
typedef enum
{
  VIT_STRUCTURE_NOTHING = 0,
  VIT_STRUCTURE_CELLS = 1 << 0,
  VIT_STRUCTURE_COORDINATION = 1 << 1,
  VIT_STRUCTURE_ORDER_4 = 1 << 2,
  VIT_STRUCTURE_ORDER_6 = 1 << 3,
  VIT_STRUCTURE_AVERAGED_6 = 1 << 4,
  VIT_STRUCTURE_SIMILARITY = 1 << 5,
  VIT_STRUCTURE_CRYSTALLINE = 1 << 6,
  VIT_STRUCTURE_SHAPE = 1 << 7,
  VIT_STRUCTURE_QUADRUPLES = 1 << 8,
  VIT_STRUCTURE_ENTROPY = 1 << 9,
  VIT_STRUCTURE_IRREGULARITY = 1 << 10,
  VIT_STRUCTURE_OVERPACKING = 1 << 11,
  VIT_STRUCTURE_INTERSTICES = 1 << 12,
} VitStructureParts;

/** VIT_SIMILARITY_BINS: bins of the distribution of s(i,j), from −1 to 1; bins from
 * VIT_SIMILARITY_CRYSTALLINE on are above 0.7. */
#define VIT_SIMILARITY_BINS 80
#define VIT_SIMILARITY_CRYSTALLINE 68

/** VIT_SIMILARITY_NONE: in place of a bin if s(i,j) is undefined */
#define VIT_SIMILARITY_NONE 255

/**
 * VitFrameStructure:
 * @parts: the parts that are made; arrays of other parts are %NULL
 * @n: number of atoms
 * @n_types: number of species
 * @volumes: volume of each Voronoi cell, Å³
 * @d5: share of faces with five edges, of each cell
 * @indices: index of each Voronoi cell
 * @partial: n × @n_types: neighbours of each species
 * @q4, @w4, @q6, @w6, @averaged_q6, @averaged_w6: bond order of each atom; NaN where undefined
 * @bonds: n + 1: index in @bins of the first bond of each atom
 * @bins: bin of s(i,j) of each directed bond
 * @crystalline: bonds of each atom with s(i,j) above 0.7
 * @bond_deviation, @tetrahedricity: of each atom; NaN where undefined
 * @n_tet: tetrahedra of mutual neighbours of each atom
 * @s2: pair entropy of each atom, k_B
 * @omega: irregularity of the Delaunay tetrahedra of each atom; NaN where none counts
 * @overpacking: Q of each atom
 * @interstices: of each atom
 */
typedef struct
{
  unsigned parts;
  size_t n;
  unsigned n_types;
  double *volumes, *d5;
  VitVoronoiIndex *indices;
  uint16_t *partial;
  double *q4, *w4, *q6, *w6, *averaged_q6, *averaged_w6;
  uint32_t *bonds;
  uint8_t *bins;
  uint16_t *crystalline;
  double *bond_deviation, *tetrahedricity;
  uint32_t *n_tet;
  double *s2;
  double *omega, *overpacking;
  VitInterstices *interstices;
} VitFrameStructure;

/**
 * vit_frame_structure_new:
 * @options: options of the study, copied
 * @species: (nullable) (array zero-terminated=1): names by type − 1
 * @cache: (nullable): where parts are looked up and stored
 * @shells: (nullable): σ of the run, for the parts that are measured by it
 *
 * Does not read or make anything yet.
 */
VitFrameStructure *vit_frame_structure_new (VitTrajectory *trajectory,
                                            size_t frame,
                                            const VitOptions *options,
                                            const char *const *species,
                                            VitCache *cache,
                                            VitRunShells *shells);
void vit_frame_structure_free (VitFrameStructure *structure);

/**
 * vit_frame_structure_need:
 * @parts: #VitStructureParts to make
 * @error: as vit_structure_options_take(); errors of reading, of the tessellation or of the
 *   neighbours
 *
 * One tessellation serves all parts of a call; cells and neighbours are freed at its end. What
 * cannot be made does not keep others from being made: the first reason is told, and a part that
 * failed is not tried again. O(atoms · neighbours). The result is the same for any number of
 * threads.
 */
bool vit_frame_structure_need (VitFrameStructure *structure,
                               unsigned parts,
                               VitProgress *progress,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFrameStructure, vit_frame_structure_free)

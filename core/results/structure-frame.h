#pragma once

/* What the structure of one frame is, whatever its atoms' T_ML: the values per atom from which
 * samples are put together. Kept on disk, so that another T_g, another way of pooling or another
 * day needs no tessellation.
 *
 * Immutable and reference counted; any thread. */

#include "core/io/trajectory.h"
#include "core/store/cache.h"
#include "core/structure/chemical-order.h"
#include "core/structure/voronoi.h"
#include "core/structure/neighbour-rule.h"

/**
 * VitStructureOptions:
 * @bonds: of q6, ŵ6 and s(i,j); indices are always those of Voronoi cells
 * @coordination: of CN, α and η
 * @face_threshold: 0 … 1, part of the mean face area of a cell
 * @averaged: q6 and ŵ6 in the form of Lechner & Dellago
 * @weighted: by face area (Voronoi only)
 * @reference: of α and η
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

/** VIT_STRUCTURE_OPTIONS_DEFAULT: as docs/science.md §5 */
#define VIT_STRUCTURE_OPTIONS_DEFAULT                                                              \
  ((VitStructureOptions){                                                                          \
      .bonds = { .rule = VIT_NEIGHBOURS_VORONOI, .cutoff = 3.85 },                                 \
      .coordination = { .rule = VIT_NEIGHBOURS_CUTOFF, .cutoff = 3.85 },                           \
  })

/** Bins of the distribution of s(i,j), from −1 to 1; those from VIT_SIMILARITY_CRYSTALLINE on are
 * above 0.7. */
#define VIT_SIMILARITY_BINS 80
#define VIT_SIMILARITY_CRYSTALLINE 68

/** VIT_SIMILARITY_NONE: in place of a bin, where s(i,j) is undefined */
#define VIT_SIMILARITY_NONE 255

/**
 * VitStructureFrame:
 * @n, @n_types: atoms and species
 * @q6, @w6, @volumes, @d5, @indices: of each atom; NaN where undefined
 * @partial: n × n_types: neighbours of each species, by the rule of coordination
 * @bonds: n + 1: first bond of each atom in @bins
 * @bins: bin of s(i,j) of each directed bond
 */
typedef struct
{
  gatomicrefcount refs;
  size_t n;
  unsigned n_types;
  float *q6, *w6, *volumes, *d5;
  VitVoronoiIndex *indices;
  uint16_t *partial;
  uint32_t *bonds;
  uint8_t *bins;
} VitStructureFrame;

/**
 * vit_structure_frame_new:
 * @cache: (nullable): where it is looked for, and kept
 * @error: what reading, the tessellation or the neighbours say
 *
 * The reference of α and η does not matter here. O(atoms). The same for any number of threads.
 */
VitStructureFrame *vit_structure_frame_new (VitTrajectory *trajectory,
                                            size_t frame,
                                            const VitStructureOptions *options,
                                            VitCache *cache,
                                            VitProgress *progress,
                                            GError **error);
void vit_structure_frame_unref (VitStructureFrame *structure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitStructureFrame, vit_structure_frame_unref)

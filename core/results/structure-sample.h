#pragma once

/* A sample for comparing structure and chemistry of liquid-like and solid-like atoms: the
 * quantities of docs/science.md §5 and §6 for the atoms of one start time or of several pooled
 * ones, divided into subsets by T_ML, and the statistics that the figures show.
 *
 * Immutable and reference counted; any thread. */

#include "core/stats/density2d.h"
#include "core/structure/chemical-order.h"
#include "core/structure/polyhedra.h"
#include "core/results/deriver.h"
#include "core/results/frame-structure.h"

/** VitSubset: a subset of the atoms; LA and SA are bits 0 and 1 of the subset flags */
typedef enum
{
  VIT_SUBSET_ALL,
  VIT_SUBSET_LIQUID,
  VIT_SUBSET_SOLID,
  VIT_N_SUBSETS,
} VitSubset;

/** VitStructureMeans: means per subset and species (0: all), at index subset * (n_types + 1) +
 * type */
typedef struct
{
  VitMean *d5, *volume, *cn, *disclinations;
} VitStructureMeans;

/** VitPolyhedronMeans: means over all atoms whose Voronoi cell is of one kind; NaN if none has a
 * value */
typedef struct
{
  double q6, w6, d5;
} VitPolyhedronMeans;

/**
 * VitStructureSample:
 * @n: number of atoms; those of pooled start times follow each other
 * @n_starts: number of pooled start times
 * @times: their times, ps; NaN if they are not known
 * @firsts: n_starts + 1: first atom of each start time
 * @n_types, @species: names by type − 1
 * @ids, @types: id and type of each atom
 * @has_tml: whether T_ML divides the atoms; without it there are no LA and no SA
 * @subsets: of each atom: bit 0: LA, bit 1: SA; 0 if T_ML is missing or equals T_g
 * @q6, @w6, @volumes, @d5, @indices: of each atom; NaN where undefined
 * @cn: neighbours of each atom, and @partial those of each species (@n × @n_types)
 * @counts: atoms of each #VitSubset
 * @options, @rule: as given
 * @raster: raster of @density, and @bandwidths those of its Gaussian kernel
 * @density: density of (q6, ŵ6) per subset, with Scott's bandwidths for all atoms
 * @share: per subset, per cent of the density that lies where it is lower than at
 *   each place of @raster
 * @n_outside: atoms that lie outside @raster or have no q6 and ŵ6
 * @similarity: density of s(i,j) over directed bonds with the centre in the subset
 * @crystalline: fraction of these bonds with s(i,j) above 0.7
 * @polyhedra: kinds of Voronoi cells; subset 0 is LA, 1 is SA
 * @kind_means: means of each kind
 * @kind_species: n_kinds × @n_types: atoms of each kind by species
 * @excess_base: per subset (LA, SA), for each kind: the fraction that Δf is the excess over: that
 *   among all atoms, weighted by the subset's composition if the rule is within species
 * @chemical: chemical order per subset
 * @means: means per subset and species
 */
typedef struct
{
  gatomicrefcount refs;
  size_t n;
  size_t n_starts;
  double *times;
  size_t *firsts;
  unsigned n_types;
  char **species;
  int64_t *ids;
  uint8_t *types;
  bool has_tml;
  uint8_t *subsets;
  double *q6, *w6, *volumes, *d5;
  VitVoronoiIndex *indices;
  uint16_t *cn;
  uint16_t *partial;
  size_t counts[VIT_N_SUBSETS];
  VitStructureOptions options;
  VitLiquidRule rule;
  VitRaster raster;
  double bandwidths[2];
  double *density[VIT_N_SUBSETS];
  double *share[VIT_N_SUBSETS];
  size_t n_outside;
  double similarity[VIT_N_SUBSETS][VIT_SIMILARITY_BINS];
  double crystalline[VIT_N_SUBSETS];
  VitPolyhedra *polyhedra;
  VitPolyhedronMeans *kind_means;
  size_t *kind_species;
  double *excess_base[2];
  VitChemicalOrder *chemical[VIT_N_SUBSETS];
  VitStructureMeans means;
} VitStructureSample;

/**
 * vit_structure_sample_new:
 * @frames: (array length=n_frames): frames to pool
 * @times: (array length=n_frames): ps
 * @results: (nullable) (array length=n_frames): T_ML at the frames; %NULL: there are no subsets
 * @species: (nullable): names by type that the user gave
 * @options: options of the study
 * @rule: which atoms are liquid-like
 * @cache: (nullable): where the structure of single frames is looked up and stored
 * @error: errors of reading, of the tessellation or of the neighbours
 *
 * O(atoms · frames). The result is the same for any number of threads.
 */
VitStructureSample *vit_structure_sample_new (VitTrajectory *trajectory,
                                              const size_t *frames,
                                              const double *times,
                                              VitTmlResult *const *results,
                                              size_t n_frames,
                                              const char *const *species,
                                              const VitOptions *options,
                                              const VitLiquidRule *rule,
                                              VitCache *cache,
                                              VitProgress *progress,
                                              GError **error);
VitStructureSample *vit_structure_sample_ref (VitStructureSample *sample);
void vit_structure_sample_unref (VitStructureSample *sample);

/** vit_structure_sample_get_species: (transfer none): name of a type, or its number. */
const char *vit_structure_sample_get_species (const VitStructureSample *sample, unsigned type);

/** vit_structure_sample_dup_bond_rule: (transfer full): the neighbour rule of bond order, for
 * captions. */
char *vit_structure_sample_dup_bond_rule (const VitStructureSample *sample);

/** vit_structure_sample_dup_coordination_rule: (transfer full): the same for CN, α and η. */
char *vit_structure_sample_dup_coordination_rule (const VitStructureSample *sample);

/** vit_structure_derivation: results are #VitStructureSample for the start time nearest to the
 * playhead, or for all that are ready if the study's option "structure", "pool" is 1. Without T_ML
 * they are for the frame nearest to the playhead, or for at most 20 evenly spaced ones. */
extern const VitDerivation vit_structure_derivation;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitStructureSample, vit_structure_sample_unref)

#pragma once

/* Learned indicators: a linear model of features of an atom, with all that is needed to apply it
 * elsewhere and to know what it rests on (docs/science.md §13; docs/formats.md). Immutable,
 * reference counted; any thread. */

#include "core/indicator/linear.h"

/** VitLearnedSource: where a feature comes from
 * @VIT_LEARNED_COLUMN: a quantity, or a column of the file, by name
 * @VIT_LEARNED_RADIAL, @VIT_LEARNED_ANGULAR: one of vit_radial_features(), vit_angular_features()
 */
typedef enum
{
  VIT_LEARNED_COLUMN,
  VIT_LEARNED_RADIAL,
  VIT_LEARNED_ANGULAR,
} VitLearnedSource;

/**
 * VitLearnedFeature:
 * @name: of the quantity or column, or what vit_radial_dup_name() calls it
 * @place: number among those of its source
 * @width: ξ of the average over the surroundings, Å; 0: not averaged
 */
typedef struct
{
  VitLearnedSource source;
  char *name;
  uint32_t place;
  double width;
} VitLearnedFeature;

/**
 * VitLearnedModel:
 * @target: as `--target` has it
 * @top: per cent that were events; 0: a number
 * @species: (array zero-terminated=1): names by type − 1 of the weights
 * @sigma: σ_AA of radial and angular functions, Å; 0 without
 * @cutoff: r_c of the study, Å; 0: not known
 * @options: what else the features rest on, in words
 * @runs: (array zero-terminated=1): names of the training files
 * @n_starts, @n_atoms: frames, and atoms that were fitted
 * @guard: Å: of the cross-validation
 * @n_folds, @per_axis: parts that were held out; 0 blocks for each axis: whole runs
 * @scores: (array length=n_types + 1): of all atoms, and of each species
 */
typedef struct
{
  gatomicrefcount refs;
  char *target;
  double top;
  bool bottom;
  double interval;
  VitLearnedFeature *features;
  char **species;
  double sigma, cutoff;
  char *options;
  char **runs;
  size_t n_starts, n_atoms;
  double guard;
  unsigned n_folds, per_axis, n_glasses;
  VitLinearScore *scores;
  VitLinearModel *linear;
} VitLearnedModel;

VitLearnedModel *vit_learned_model_ref (VitLearnedModel *model);
void vit_learned_model_unref (VitLearnedModel *model);

/** vit_learned_model_is_of: whether it was trained on a file of this name, so that its score there
 * tells nothing of others. @path: folders do not count */
bool vit_learned_model_is_of (const VitLearnedModel *model, const char *path);

/** VIT_LEARNED_ENDING: of files. */
#define VIT_LEARNED_ENDING ".vitindicator"

/** vit_learned_model_save: written whole or not at all. */
bool vit_learned_model_save (const VitLearnedModel *model, const char *path, GError **error);

/** vit_learned_model_load: @error: as vit_container_load(), and %VIT_ERROR_FORMAT where the content
 * does not fit together. */
VitLearnedModel *vit_learned_model_load (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitLearnedModel, vit_learned_model_unref)

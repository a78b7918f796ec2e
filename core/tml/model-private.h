#pragma once

/* The members of a model, for model.c, model-train.c and model-file.c. Private to core/tml. */

#include "core/tml/knn.h"
#include "core/tml/model.h"

/** VIT_MODEL_MAX_INTERVALS: maximum number of candidate intervals. */
#define VIT_MODEL_MAX_INTERVALS 64

struct _VitModel
{
  gatomicrefcount refs;
  VitModelOptions options;
  size_t n_intervals;
  double *intervals;
  size_t n_defaults;
  double *defaults;
  size_t n_classes;
  double *classes;
  size_t n;
  uint16_t *labels; /* n, index into classes */
  uint32_t *groups; /* n: the atom, the same for its instances of all time origins */
  float *features;  /* n_intervals × n */
  size_t n_species;
  char **species;
  double *composition;
  unsigned dimension; /* of the space that its atoms move in: 2 or 3 */
  char *provenance;
  uint8_t key[16];
  GMutex lock;
  GCond built;
  bool building;          /* under lock, as the predictors: a thread makes one */
  GHashTable *predictors; /* set of intervals (as a string) → Predictor */
};

/** vit_model_freeze: computes the key; the model must not change afterwards. */
void vit_model_freeze (VitModel *model);

/** vit_model_alloc: an empty model with its lock. */
VitModel *vit_model_alloc (void);

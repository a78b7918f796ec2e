#pragma once

/* What model.c, model-train.c and model-file.c share. */

#include "core/tml/knn.h"
#include "core/tml/model.h"

/** VIT_MODEL_MAX_INTERVALS: candidate intervals of a model. */
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
  uint32_t *groups; /* n, the atom: its instances of all time origins share it */
  float *features;  /* n_intervals × n */
  size_t n_species;
  char **species;
  double *composition;
  char *provenance;
  uint8_t key[16];
  GMutex lock;
  GCond built;
  bool building;          /* under lock, as are the predictors: somebody makes one */
  GHashTable *predictors; /* set of intervals (as a string) → Predictor */
};

/** vit_model_seal: fills in the key once all else is there. */
void vit_model_seal (VitModel *model);

/** vit_model_alloc: an empty model with its lock. */
VitModel *vit_model_alloc (void);

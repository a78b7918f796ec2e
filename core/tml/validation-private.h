#pragma once

/* Folds of cross-validation. Private to core/tml. */

#include "core/tml/validation.h"

/** vit_validation_assign_folds: (transfer full): fold of every instance, stratified by class; all
 * instances of an atom are in one fold. */
uint32_t *vit_validation_assign_folds (VitModel *model, unsigned n_folds, uint64_t seed);

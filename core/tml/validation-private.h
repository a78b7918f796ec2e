#pragma once

/* What the files of validation share. Private to core/tml. */

#include "core/tml/validation.h"

/** vit_validation_deal_folds: (transfer full): fold of every instance: every class is dealt out
 * evenly, and all instances of an atom lie in one. */
uint32_t *vit_validation_deal_folds (VitModel *model, unsigned n_folds, uint64_t seed);

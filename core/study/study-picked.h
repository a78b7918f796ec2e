#pragma once

/* The atoms that were picked in a figure: a part of the study. Main thread. */

#include "core/study/atom-set.h"

typedef struct _VitStudy VitStudy;

/** VIT_MAX_PICKED: atoms that a study file can name. */
#define VIT_MAX_PICKED 4000000

/** vit_study_get_picked: (transfer none) (nullable): of a run of the study. */
VitAtomSet *vit_study_get_picked (VitStudy *study);

/** vit_study_set_picked: @set: (nullable): of a run of the study; %NULL lets go. Emits
 * `picked-changed` if other atoms or another region are picked. */
void vit_study_set_picked (VitStudy *study, VitAtomSet *set);

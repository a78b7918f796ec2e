#pragma once

/* How a study is looked at, as groups and keys of its file: all options of the table but those that
 * name files or were found, the ranges of the colour scale, and the runs that are shown. Scenes of
 * stories are made of it. Main thread. */

#include "core/study/study.h"

/** VIT_LOOK_SHOWN: group and key of the labels of the runs that are shown, a list. */
#define VIT_LOOK_SHOWN_GROUP "runs"
#define VIT_LOOK_SHOWN_KEY "shown"

/** vit_study_dup_look: (transfer full): all of it, defaults too, spelled as the file spells it. */
GKeyFile *vit_study_dup_look (VitStudy *study);

/**
 * vit_study_take_look:
 * @base: from vit_study_dup_look()
 * @look: (nullable): keys that count instead of those of @base
 * @notes: (nullable) (element-type utf8): gets a sentence for each key that is not known, each
 * value that is none or was clamped, and each run that is not there
 *
 * Sets options, ranges and shown runs. What is not understood is left as @base has it.
 */
void vit_study_take_look (VitStudy *study, GKeyFile *base, GKeyFile *look, GPtrArray *notes);

/** vit_look_is_part: whether an option belongs to a look. */
bool vit_look_is_part (const VitOption *option);

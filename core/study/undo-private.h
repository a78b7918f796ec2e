#pragma once

/* What the files of steps share. A state is the text of a study. */

#include "core/study/undo.h"

/** vit_undo_parse: (transfer full): a state by its groups and keys. */
GKeyFile *vit_undo_parse (const char *state);

/** vit_undo_describe: (transfer full): "Remove creep" for the step from @before to @after. */
char *vit_undo_describe (const char *before, const char *after);

/** vit_undo_find_only_number: (transfer none) (nullable): the option of a number that alone differs
 * from @before to @after. */
const VitOption *vit_undo_find_only_number (const char *before, const char *after);

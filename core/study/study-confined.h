#pragma once

/* Studies that may come from a stranger: they may read files of their own folder alone. */

#include "core/study/study.h"

/** vit_path_is_below: whether @path, with links resolved, is @root or lies below it. */
bool vit_path_is_below (const char *root, const char *path);

/**
 * vit_study_check_confined:
 * @root: the folder
 * @whose: for messages, as in "the story"
 * @error: %VIT_ERROR_FORMAT if a run, a log, the model, an option or the rules of a journal name a
 *   file outside @root, also through symbolic links
 */
bool
vit_study_check_confined (VitStudy *study, const char *root, const char *whose, GError **error);

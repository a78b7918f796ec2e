#pragma once

/* Packs of studies (*.vitpack): a study in one file with the frames of its start times, the results
 * and all that these rest on, which opens where its runs are not. It is unpacked to a folder of the
 * program's own, which goes with the study. */

#include "core/base/progress.h"
#include "core/study/study.h"

/** VIT_STUDY_PACK_SUFFIX: ending of the name of a pack of a study. */
#define VIT_STUDY_PACK_SUFFIX ".vitpack"

/** VIT_STUDY_PACK_MOST: bytes that a file in a pack may have. */
#define VIT_STUDY_PACK_MOST ((uint64_t) 1 << 38)

/** vit_study_pack_is: whether a file is a pack, by its name: other zip archives are not. */
bool vit_study_pack_is (const char *path);

/**
 * vit_study_unpack:
 * @error: what vit_pack_extract() says; %VIT_ERROR_FORMAT if there is no study in it
 *
 * Any thread. O(unpacked bytes)
 *
 * Returns: (transfer full): the folder, for vit_study_load_unpacked() or
 *   vit_scratch_folder_remove()
 */
char *vit_study_unpack (const char *path, GError **error);

/**
 * vit_study_load_unpacked:
 * @path: of the pack
 * @folder: (transfer full): from vit_study_unpack(), also when this fails
 * @error: what vit_study_load() says; %VIT_ERROR_FORMAT if a file that it names is outside the pack
 */
VitStudy *vit_study_load_unpacked (const char *path, char *folder, GError **error);

/** vit_study_get_pack: (transfer none) (nullable): the folder of a study that was loaded from a
 * pack. Its results are there, and vit_study_save() saves it as a pack. */
const char *vit_study_get_pack (VitStudy *study);

/** vit_study_load_saved: (transfer full): the study as it was read from or saved to its file last;
 * that of a pack is not unpacked again. */
VitStudy *vit_study_load_saved (VitStudy *study, GError **error);

/** vit_study_prepare_pack: the first step of saving a study of a pack: writes its text to its
 * folder. vit_study_write_pack() follows, in a job where packs are large, then
 * vit_study_note_packed(). @error: %VIT_ERROR_INVALID: another name than that of a pack;
 * %VIT_ERROR_FORMAT: the study names a file outside the pack */
bool vit_study_prepare_pack (VitStudy *study, const char *path, GError **error);
void vit_study_note_packed (VitStudy *study, const char *path);

/**
 * vit_study_write_pack:
 * @folder: with a study and all its files
 * @n_bytes: (out) (optional): size of the pack
 *
 * Writes a pack, whole or not at all. Any thread. O(bytes)
 */
bool vit_study_write_pack (const char *folder, const char *path, uint64_t *n_bytes, GError **error);

#pragma once

/* A study in the making with all its files in one folder, for a pack. Main thread. */

#include "core/study/study.h"

/** VIT_STUDY_FOLDER_STUDY: name of the study in the folder. */
#define VIT_STUDY_FOLDER_STUDY "study.vitrine"

typedef struct _VitStudyFolder VitStudyFolder;

/** vit_study_folder_new: @most: bytes that a file may have which is taken as it is. */
VitStudyFolder *vit_study_folder_new (uint64_t most, GError **error);

/** vit_study_folder_free: the folder goes with it. */
void vit_study_folder_free (VitStudyFolder *folder);

/** vit_study_folder_get_path: (transfer none): where it lies. */
const char *vit_study_folder_get_path (VitStudyFolder *folder);

/** vit_study_folder_dup_free_name: (transfer full): a name in the folder that no file has yet: that
 * of @path, of letters that any system takes. @ending: (nullable): takes the place of that of a
 * packed file. */
char *vit_study_folder_dup_free_name (VitStudyFolder *folder, const char *path, const char *ending);

/** vit_study_folder_dup_file: (transfer full): the path of a file in the folder, which is made for
 * it. */
char *vit_study_folder_dup_file (VitStudyFolder *folder, const char *name, GError **error);

/** vit_study_folder_put: writes a file. */
bool vit_study_folder_put (VitStudyFolder *folder, const char *name, GBytes *bytes, GError **error);

/** vit_study_folder_take_file: (transfer full) (nullable): the name of a file that is taken as it
 * is, once. */
char *vit_study_folder_take_file (VitStudyFolder *folder, const char *path, GError **error);

/** vit_study_folder_set_run: @names: (nullable): of its files in the folder; %NULL for a run that
 * could not be opened, which is named and says so in the folder, too. */
void vit_study_folder_set_run (VitStudyFolder *folder, VitRun *run, char **names);

/** vit_study_folder_write: takes along all that the study names besides its runs, and writes it as
 * it is with its files there. */
bool vit_study_folder_write (VitStudyFolder *folder, VitStudy *study, GError **error);

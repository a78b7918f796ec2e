#pragma once

/* The text of a study whose files are elsewhere, for a study to take along. Main thread. */

#include "core/study/study.h"

/**
 * VitStudyMove: where files are in the text
 * @list_run: (transfer full) (array zero-terminated=1): names of the files of a run
 * @name_file: (transfer full) (nullable): name of a log, of the model or of a file of an option;
 *   %NULL leaves it out
 * @data: for both
 */
typedef struct
{
  char **(*list_run) (VitRun *run, gpointer data);
  char *(*name_file) (const char *path, gpointer data);
  gpointer data;
} VitStudyMove;

/** vit_study_dup_moved: (transfer full): the text of the file, with all that the study does not
 * know; neither the study nor its file changes. Names are relative to the folder of the text. */
char *vit_study_dup_moved (VitStudy *study, const VitStudyMove *move);

#pragma once

/* Logs of a study that belong to none of its runs, and the premises that the user gave of them: a
 * group of the study file each, under the names that runs have them. A value of the main thread. */

#include "core/io/premise.h"

/** VitStudyLog: logs of a study */
typedef enum
{
  VIT_STUDY_LOG_STRESS_STRAIN, /* option mechanics.stress-strain-log */
  VIT_STUDY_LOG_QUENCH,        /* option mechanics.quench-log */
  VIT_N_STUDY_LOGS,
} VitStudyLog;

/** vit_study_log_name: (transfer none): "stress-strain", "quench": the group of the file, and the
 * word before the colon in `--premise stress-strain:stress_unit=MPa`. */
const char *vit_study_log_name (VitStudyLog log);

/** vit_study_log_key: (transfer none): key of the option of the group "mechanics" that names it. */
const char *vit_study_log_key (VitStudyLog log);

/** vit_study_log_find: finds a log by its name. */
bool vit_study_log_find (const char *name, VitStudyLog *log);

/** vit_study_log_takes: whether numbers from the log can rest on a premise: all of a loading, and
 * of a quench the runs that cool. */
bool vit_study_log_takes (VitStudyLog log, VitPremiseId id);

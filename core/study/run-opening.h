#pragma once

/* What a job reads from the files of a run, for run.c alone; the main thread takes all of it at
 * once. */

#include "core/study/run.h"

/**
 * VitRunOpening:
 * @old: (nullable): the trajectory to reload
 * @old_boxes: (nullable): its boxes
 * @old_log: (nullable): the log that was read with it
 * @kept: (nullable): the trajectory to keep, of which nothing is read again
 * @boxes: of all frames, see vit_run_read_boxes()
 * @timeline_error: (nullable): why there are no times
 * @log_error: (nullable): why there is no log, or why it does not fit what was given
 * @premises: as judged
 */
typedef struct
{
  gatomicrefcount refs;
  char **paths;
  char *log_path;
  VitPremises *given;
  VitTrajectory *old, *kept;
  double (*old_boxes)[6];
  VitThermoLog *old_log;

  VitTrajectory *trajectory;
  double (*boxes)[6];
  VitTimeline *timeline;
  GError *timeline_error;
  VitThermoLog *log;
  GError *log_error;
  VitLoadingCurve *loading; /* nullable: of the log, at the times of the run */
  double *strain;
  VitPremises *premises;
} VitRunOpening;

/** vit_run_opening_read: opens trajectory, times and log, and takes the strain. */
bool vit_run_opening_read (VitRunOpening *opening, VitProgress *progress, GError **error);

/** vit_run_opening_unref: a GDestroyNotify. */
void vit_run_opening_unref (gpointer opening);

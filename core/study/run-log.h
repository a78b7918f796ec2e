#pragma once

/* The log of a run beside its trajectory: what the log says that the trajectory does not, where
 * the frames are in it, and what speaks against that (docs/science.md §7). Any thread. */

#include "core/io/timeline.h"
#include "core/mechanics/loading.h"

/**
 * vit_run_read_times:
 * @log: (nullable): log of the run
 * @given: what the user gave
 * @premises: those of the run's trajectory; gets those that its times rest on
 * @error: as vit_timeline_new()
 *
 * Finds the times of the frames as vit_timeline_new(), with units and timestep as the log prints
 * them (source log) where neither the user nor the trajectory says them: the timestep where the
 * trajectory has no clock and all runs of the log that cover its steps have the same.
 */
VitTimeline *vit_run_read_times (VitTrajectory *trajectory,
                                 VitThermoLog *log,
                                 const VitPremises *given,
                                 VitPremises *premises,
                                 GError **error);

/**
 * vit_run_read_boxes:
 * @known: (nullable) (array length=n_known): boxes of the first frames, which are not read again
 *
 * Returns: (transfer full) (array) (nullable): lengths and tilts of the box of each frame, in the
 *   continued basis; NaN for edges that are not periodic, which follow the atoms and are no strain
 */
double (*vit_run_read_boxes (VitTrajectory *trajectory,
                             const double (*known)[6],
                             size_t n_known,
                             VitProgress *progress,
                             GError **error))[6];

/**
 * vit_run_read_log:
 * @timeline: (nullable): times of the frames; gets warnings
 * @boxes: of vit_run_read_boxes()
 * @given: what the user gave
 * @premises: those of the run's trajectory; gets those that are about the log, whose units and
 *   timestep stay its own, and what speaks against them
 * @strain: (out caller-allocates) (nullable): strain of each frame
 * @error: %VIT_ERROR_INVALID if what the user gave does not fit the log
 *
 * Reads the loading of the log of a run as vit_loading_read(); if the runs that load most cover no
 * frame, that of the runs that cover them.
 *
 * Returns: (nullable): the loading, at the times of the run; %NULL if the log has none at the
 *   frames
 */
VitLoadingCurve *vit_run_read_log (VitThermoLog *log,
                                   VitTrajectory *trajectory,
                                   VitTimeline *timeline,
                                   const double (*boxes)[6],
                                   const VitPremises *given,
                                   VitPremises *premises,
                                   double *strain,
                                   GError **error);

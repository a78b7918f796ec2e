#pragma once

/* How the atoms of runs that are being written have moved over the last picoseconds: found in the
 * background whenever a run has grown. Main thread. */

#include "core/results/analyses.h"

/**
 * VitCliMoved: of the last frame, over the past interval of the study
 * @time, @interval: ps
 * @distance: mean displacement, Å
 * @d2min: mean D²min, Å²
 * @largest: largest D²min, Å²
 */
typedef struct
{
  double time, interval;
  double distance, d2min, largest;
} VitCliMoved;

typedef struct _VitCliMotion VitCliMotion;

/** vit_cli_motion_new: @moved is told of each frame that was looked at. */
VitCliMotion *vit_cli_motion_new (VitAnalyses *analyses,
                                  void (*moved) (VitRun *run, const VitCliMoved *moved, void *data),
                                  void *data);
void vit_cli_motion_free (VitCliMotion *motion);

/** vit_cli_motion_look: looks at the last frame of @run, once the one before has been looked at. A
 * frame without one before it in time, or a run without r_c, is passed over. */
void vit_cli_motion_look (VitCliMotion *motion, VitRun *run);

/** vit_cli_motion_is_busy: whether frames are looked at. */
bool vit_cli_motion_is_busy (const VitCliMotion *motion);

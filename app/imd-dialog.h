#pragma once

/* Listening to a simulation over IMD in a window: where it is, and the dump that its frames are
 * recorded in, which is shown as a run of the study from its first frame on. Main thread. */

#include "app/window.h"
#include "core/study/run.h"

/** vit_imd_dialog_show: asks and starts to listen; while the window listens it stops. */
void vit_imd_dialog_show (VitWindow *window);

/** vit_imd_dialog_stop: ends the connection of the window, if it has one; what came is kept. */
void vit_imd_dialog_stop (VitWindow *window);

/** vit_imd_dialog_passes: whether a run is what came without being recorded: its file goes with the
 * window. */
bool vit_imd_dialog_passes (VitWindow *window, VitRun *run);

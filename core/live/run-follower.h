#pragma once

/* Follows a run that is being written: its files and its log are watched, and what was written is
 * read in the background. A GObject of the main thread. */

#include "core/study/run.h"

#define VIT_TYPE_RUN_FOLLOWER (vit_run_follower_get_type ())
G_DECLARE_FINAL_TYPE (VitRunFollower, vit_run_follower, VIT, RUN_FOLLOWER, GObject)

/**
 * vit_run_follower_new:
 *
 * Follows @run once it is open, and waits for files that are not there yet. A file that cannot be
 * read for a few seconds, because it is being replaced, leaves the run as it is; after that it has
 * failed, and opens when the file can be read. Reading takes a fifth of the time at most.
 *
 * Signals: `grown` (guint64 frames before, guint64 frames now) when the run has other frames;
 * `news` (const char *text) to tell people once of frames that were written anew: the later writing
 * counts.
 */
VitRunFollower *vit_run_follower_new (VitRun *run);

/** vit_run_follower_get_run: (transfer none): */
VitRun *vit_run_follower_get_run (VitRunFollower *follower);

/** vit_run_follower_get_rate: ps of the run that were written per second, over the last changes;
 * NaN before there were two. */
double vit_run_follower_get_rate (VitRunFollower *follower);

/** vit_run_follower_get_pause: seconds since the run has last changed, or since it is followed. */
double vit_run_follower_get_pause (VitRunFollower *follower);

/** vit_run_follower_dup_wait: (transfer full): "in 12 ps, about 3 min" for a time that the run
 * reaches in
 * @missing ps at the present rate. */
char *vit_run_follower_dup_wait (VitRunFollower *follower, double missing);

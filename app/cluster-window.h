#pragma once

/* The window Cluster of a study: the script of a job array that computes it, and how far the
 * work is, by its store of results, while that fills. Main thread. */

#include "app/window.h"

/** vit_cluster_window_show: of the study in @window; one that is there comes up. */
void vit_cluster_window_show (VitWindow *window);

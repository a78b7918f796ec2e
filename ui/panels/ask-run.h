#pragma once

/* The dialog that asks what only the user knows of a run: label, bath temperature, timestep,
 * stress, frequency, species names, log file. Main thread. */

#include <gtk/gtk.h>

#include "core/study/run.h"

/**
 * vit_ask_run:
 * @parent: the window that waits
 * @run: edited when the user agrees
 * @why: (nullable): what is missing, shown on top
 */
void vit_ask_run (GtkWindow *parent, VitRun *run, const char *why);

#pragma once

/* The dialog for what only the user knows about a run: label, bath temperature, timestep, stress,
 * frequency, names of the species, log file. Main thread. */

#include <gtk/gtk.h>

#include "core/study/run.h"

/**
 * vit_ask_run:
 * @parent: the window behind the dialog
 * @run: edited when the user applies the dialog
 * @why: (nullable): what is missing, shown at the top
 */
void vit_ask_run (GtkWindow *parent, VitRun *run, const char *why);

#pragma once

/* The card of a run: what only the user knows about it, such as label, stress, frequency and log
 * file, and its premises, each with what was found, where, and what speaks against it. Main
 * thread. */

#include <gtk/gtk.h>

#include "core/study/run.h"

/**
 * vit_ask_run:
 * @parent: the window behind the dialog
 * @run: edited when the user applies the dialog
 * @why: (nullable): what is missing, shown at the top
 */
void vit_ask_run (GtkWindow *parent, VitRun *run, const char *why);

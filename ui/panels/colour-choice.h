#pragma once

/* Colours to choose from for a run: those of the table, any other, or that of its place. Main
 * thread. */

#include <gtk/gtk.h>

#include "core/study/study.h"

/** vit_colour_choice_new: (transfer floating): a popover; it closes when a colour is chosen. */
GtkWidget *vit_colour_choice_new (VitStudy *study, VitRun *run);

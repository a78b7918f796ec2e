#pragma once

/* The group of a run: one of those that there are, a new one, or none. Main thread. */

#include <gtk/gtk.h>

#include "core/study/study.h"

/** vit_group_choice_show: pops up at @place of @widget, which is its parent until it is closed.
 * Returns: (transfer none): the popover */
GtkWidget *
vit_group_choice_show (GtkWidget *widget, const GdkRectangle *place, VitStudy *study, VitRun *run);

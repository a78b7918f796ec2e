#pragma once

/* The heading of a group in the list of runs: it shows and hides all of them, and folds them up. A
 * GtkListBoxRow; main thread. */

#include <gtk/gtk.h>

#include "core/study/study.h"

#define VIT_TYPE_RUN_HEADING (vit_run_heading_get_type ())
G_DECLARE_FINAL_TYPE (VitRunHeading, vit_run_heading, VIT, RUN_HEADING, GtkListBoxRow)

/** vit_run_heading_new: @folded: whether its runs are not in the list. Emits `fold` (whether they
 * are to be folded). */
GtkWidget *vit_run_heading_new (VitStudy *study, const char *group, gboolean folded);

/** vit_run_heading_get_group: (transfer none): */
const char *vit_run_heading_get_group (VitRunHeading *heading);

/** vit_run_heading_rename: the name becomes a field. */
void vit_run_heading_rename (VitRunHeading *heading);

#pragma once

/* The colours of runs: those that the user chose, else those of their places in the table of the
 * theme. Main thread. */

#include "core/study/study.h"
#include "ui/style/theme.h"

/** vit_run_colour_get: colour of a run of @study; one that was chosen on white is made lighter
 * where it would not be seen. */
VitRgba vit_run_colour_get (VitStudy *study, VitRun *run, bool on_dark);

/** vit_run_colour_dup_text: (transfer full): `#rrggbb` of the colour at @place of the table. */
char *vit_run_colour_dup_text (int place);

/** vit_run_colour_get_name: (transfer none): what people call it, "dark blue". */
const char *vit_run_colour_get_name (int place);

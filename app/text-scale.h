#pragma once

/* The size of all text on screen: the desktop's text scale, times a scale for presentations, which
 * is the user's and of no study. Main thread. */

#include <gtk/gtk.h>

/** vit_text_scale_start: follows the desktop from now on; once, when there is a display. */
void vit_text_scale_start (void);

/** vit_text_scale_present: whether a story is presented: everything is then at least as large as it
 * was when one was presented last, at first 1.3 times. */
void vit_text_scale_present (gboolean presenting);

/** vit_text_scale_step: makes everything larger (1) or smaller (−1) by a step, or as large as the
 * desktop has it (0), in all windows. Returns: the scale of the presentation */
double vit_text_scale_step (int steps);

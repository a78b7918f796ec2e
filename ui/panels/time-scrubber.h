#pragma once

/* The bottom of the window on every page: play, step, loop, speed, the time ruler, and the values
 * at the playhead. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_TIME_SCRUBBER (vit_time_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (VitTimeScrubber, vit_time_scrubber, VIT, TIME_SCRUBBER, GtkWidget)

GtkWidget *vit_time_scrubber_new (void);
void vit_time_scrubber_set_session (VitTimeScrubber *scrubber, VitSession *session);

/** vit_time_scrubber_type_time: lets a time be typed in place of the one that is shown. */
void vit_time_scrubber_type_time (VitTimeScrubber *scrubber);

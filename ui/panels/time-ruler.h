#pragma once

/* The curves above the time scrubber: liquid-like fraction and strain of the shown runs with the
 * playhead, a bar of the computed start times like the buffer of a video, and ticks of time. Click
 * and drag move the playhead. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_TIME_RULER (vit_time_ruler_get_type ())
G_DECLARE_FINAL_TYPE (VitTimeRuler, vit_time_ruler, VIT, TIME_RULER, GtkWidget)

GtkWidget *vit_time_ruler_new (void);
void vit_time_ruler_set_session (VitTimeRuler *ruler, VitSession *session);

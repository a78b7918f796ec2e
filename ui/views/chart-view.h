#pragma once

/* A figure of the gallery as a widget: drawn anew when results or options change, with the playhead
 * over it where it has a time axis; hover reads values, click and drag move the playhead. Main
 * thread. */

#include <gtk/gtk.h>

#include "ui/gallery/gallery.h"
#include "ui/session/session.h"

#define VIT_TYPE_CHART_VIEW (vit_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (VitChartView, vit_chart_view, VIT, CHART_VIEW, GtkWidget)

/**
 * vit_chart_view_new:
 * @name: of the gallery
 * @run: (nullable): of a figure of one run; %NULL shows all that are shown
 *
 * Emits `changed` when its message has.
 */
GtkWidget *vit_chart_view_new (VitSession *session, const char *name, VitRun *run);

/** vit_chart_view_set_run: another run from now on. */
void vit_chart_view_set_run (VitChartView *view, VitRun *run);
VitRun *vit_chart_view_get_run (VitChartView *view);

/** vit_chart_view_get_message: (nullable): why there is nothing to see. */
const char *vit_chart_view_get_message (VitChartView *view);

/** vit_session_fill_request: what the session shows, for a figure; @runs (nullable) are used
 * instead of the shown. */
void vit_session_fill_request (VitSession *session, VitGalleryRequest *request, GPtrArray *runs);

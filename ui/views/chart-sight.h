#pragma once

/* Which charts of a page that scrolls are in sight: those that are not need no drawing, which takes
 * milliseconds each. Main thread. */

#include <gtk/gtk.h>
#include <stdbool.h>

/**
 * VitChartSight: of one chart
 * @area: what is drawn on; borrowed
 * @scrolled: of the vertical adjustment of the page, while the chart is mapped
 * @missed: whether it was out of sight when it was to be drawn
 */
typedef struct
{
  GtkWidget *area;
  GSignalGroup *scrolled;
  bool missed;
} VitChartSight;

/** vit_chart_sight_init: from now on @area is drawn when it comes into sight and had been missed.
 */
void vit_chart_sight_init (VitChartSight *sight, GtkWidget *area);
void vit_chart_sight_clear (VitChartSight *sight);

/** vit_chart_sight_check: to be called when @area is to be drawn. Returns: whether it is in sight,
 * or nearly so; if not, it will be drawn when it is */
bool vit_chart_sight_check (VitChartSight *sight);

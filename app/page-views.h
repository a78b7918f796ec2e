#pragma once

/* The views of a page: each function appends to row @row what is seen there of the figure @name, a
 * view in each piece of the work of building the page. */

#include "app/page-private.h"

/** vit_page_add_slices: a map for every shown run. */
void vit_page_add_slices (VitPage *page, int row, const char *name);

/** vit_page_add_measures: T_ML of one run, and beside it one line of measures of plasticity for
 * every Δt. */
void vit_page_add_measures (VitPage *page, int row, const char *name);

/** vit_page_add_difference: a map of the difference that the study's options choose. */
void vit_page_add_difference (VitPage *page, int row, const char *name);

/** vit_page_add_indicator: maps of the chosen indicator, the target, and hits and misses of one
 * run.
 */
void vit_page_add_indicator (VitPage *page, int row, const char *name);

/** vit_page_add_chart: the figure @name of the gallery. */
void vit_page_add_chart (VitPage *page, int row, const char *name);

/** vit_page_take_camera: shows its maps as the study's option "camera" says. */
void vit_page_take_camera (VitPage *page);

/** vit_page_update_turntable: turns its maps while the session says so and the page is seen. */
void vit_page_update_turntable (VitPage *page);

/** vit_page_describe_charts: says in the head of each chart which runs it lacks. */
void vit_page_describe_charts (VitPage *page);

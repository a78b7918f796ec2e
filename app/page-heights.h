#pragma once

/* How high the rows of a page are. */

#include "app/page-private.h"

/** vit_page_set_heights: of the rows, so that the panels of all shown runs can be read. */
void vit_page_set_heights (VitPage *page);

/** vit_page_count_intervals: at how many Δt the maps of plasticity are shown. */
int vit_page_count_intervals (VitPage *page);

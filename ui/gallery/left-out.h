#pragma once

/* Runs that a figure of several is asked to show and cannot. */

#include "ui/gallery/figure-spec.h"

/**
 * vit_gallery_dup_left_out:
 * @reasons: whether it is said why
 *
 * Returns: (transfer full) (nullable): in markup, the runs of @request of which the figure lacks
 * what it shows, and what is not being computed; %NULL for none. Takes no time once the figure is
 * made
 */
char *vit_gallery_dup_left_out (const VitFigureSpec *spec,
                                const VitGalleryRequest *request,
                                bool reasons);

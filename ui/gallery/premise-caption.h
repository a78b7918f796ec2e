#pragma once

/* Premises in the captions of figures. */

#include "ui/gallery/figure-spec.h"

/** vit_gallery_shows_tml: whether a figure shows T_ML, or subsets by it, in these colours. */
bool vit_gallery_shows_tml (const VitFigureSpec *spec, const VitGalleryRequest *request);

/** vit_gallery_describe_premises: (transfer full) (nullable): in markup, what the numbers of the
 * runs on show rest on beyond what their files say, and what is to be known of their T_ML; %NULL
 * for nothing. */
char *vit_gallery_describe_premises (const VitFigureSpec *spec, const VitGalleryRequest *request);

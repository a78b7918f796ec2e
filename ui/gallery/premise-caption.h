#pragma once

/* Premises in the captions of figures. */

#include "ui/gallery/figure-spec.h"

/** vit_gallery_describe_premises: (transfer full) (nullable): in markup, what the numbers of the
 * runs on show rest on beyond what their files say; %NULL for nothing. */
char *vit_gallery_describe_premises (const VitFigureSpec *spec, const VitGalleryRequest *request);

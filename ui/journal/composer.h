#pragma once

/* Figures composed of others. Main thread; the figure may be drawn by another. */

#include "core/study/montage.h"
#include "ui/gallery/gallery.h"

/**
 * vit_montage_make:
 * @request: as of a figure; panels that name runs or a time have these instead
 * @error: %VIT_ERROR_NOT_FOUND: a panel is no figure, or names a run that the study does not have;
 *   else why a panel cannot be made, with its letter
 *
 * Returns: (transfer full): the figure
 */
VitFigure *
vit_montage_make (const VitMontage *montage, const VitGalleryRequest *request, GError **error);

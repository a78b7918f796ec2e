#pragma once

/* All figures by name. They are made from results and from pictures of scenes. Views, export and
 * the command line all make their figures here, so that a figure on screen can be reproduced.
 *
 * Figures are made on the main thread from what has been computed so far. A finished figure owns
 * all its data and may be drawn by another thread. */

#include "ui/figure/figure.h"
#include "ui/gallery/request.h"

/** vit_gallery_find: (transfer none) (nullable): the spec of the figure @name. */
const VitFigureSpec *vit_gallery_find (const char *name);

/** vit_gallery_list: (transfer none) (array length=n): the specs of all figures. */
const VitFigureSpec *const *vit_gallery_list (size_t *n);

/**
 * vit_gallery_describe:
 * @results: (out) (transfer full): the results that are there, as a text that changes whenever a
 * result does
 * @current: (out): whether they are up to date; if not, new ones are being made
 *
 * Returns: (transfer full): all else that the figure depends on, as a text; equal texts mean equal
 * figures
 */
char *vit_gallery_describe (const VitFigureSpec *spec,
                            const VitGalleryRequest *request,
                            char **results,
                            bool *current);

/** vit_gallery_count_lines: height of the figure, in heights of a plot. */
double vit_gallery_count_lines (const VitFigureSpec *spec, const VitGalleryRequest *request);

/**
 * vit_gallery_make:
 * @name: name of a figure of vit_gallery_list()
 * @error: %VIT_ERROR_NOT_FOUND for any other name; %VIT_ERROR_MISSING if none of its results has
 * been computed
 *
 * Returns: (transfer full): the figure
 */
VitFigure *vit_gallery_make (const char *name, const VitGalleryRequest *request, GError **error);

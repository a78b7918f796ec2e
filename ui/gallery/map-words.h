#pragma once

/* What captions say of the part of the box that maps show and of how it is seen. */

#include "ui/gallery/request.h"

/**
 * vit_map_dup_words:
 * @flat: whether all atoms lie in one plane
 *
 * Returns: (transfer full): "slice of 3.85 Å normal to y at 50 % of the edge", or "whole box, seen
 *   along x"
 */
char *vit_map_dup_words (const VitGalleryRequest *request, bool flat);

/** vit_map_append_arrows: appends what arrows are, if there are any; @interval: that of all maps,
 * ps, or NaN. */
void vit_map_append_arrows (GString *caption, const VitGalleryRequest *request, double interval);

/** vit_map_append_filter: appends "; @head atoms where …", if atoms are left out. */
void vit_map_append_filter (GString *caption, const VitGalleryRequest *request, const char *head);

/** vit_map_append_marks: appends which atoms are ringed and marked, if any are. */
void vit_map_append_marks (GString *caption, const VitGalleryRequest *request);

/** vit_map_append_set: appends which atoms are marked, if any are. */
void vit_map_append_set (GString *caption, const VitGalleryRequest *request);

/** vit_map_check_camera: whether @request can be seen from where its camera is: %VIT_ERROR_INVALID
 * with @error if that is no camera, or along a load axis that no run has. */
bool vit_map_check_camera (const VitGalleryRequest *request, GError **error);

#pragma once

/* What a plane cuts away of the whole box: atoms by their centres, faces where it crosses them. */

#include "ui/scene/display-list.h"

/** VitClipPlane: in view coordinates, @normal · v + @offset > 0 is cut away; nothing is, if not
 * @on.
 */
typedef struct
{
  bool on;
  double normal[3], offset;
} VitClipPlane;

void vit_clip_plane_init (VitClipPlane *plane, const VitScene *scene);

/** vit_display_list_add_clipped_face: appends what the plane leaves of the triangle of the vertices
 * @face, with new vertices on its cut edges. */
void vit_display_list_add_clipped_face (VitDisplayList *list,
                                        const VitClipPlane *plane,
                                        const uint32_t face[3]);

/** vit_display_list_add_clip_frame: a frame where the plane cuts the box; the depth range must have
 * been set. */
void vit_display_list_add_clip_frame (VitDisplayList *list, const VitScene *scene, double width);

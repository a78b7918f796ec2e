#pragma once

/* The picture of one run at one time: what is read, put into a scene and drawn when a figure is. Owned by the
 * figure; one thread at a time. */

#include "core/study/snapshot.h"
#include "ui/style/view-options.h"

typedef struct _VitPicture VitPicture;

/** vit_picture_new: see vit_snapshot_new(); nothing is read yet. */
VitPicture *vit_picture_new (VitTrajectory *trajectory, size_t frame, double time, VitTmlResult *result,
                             const VitLiquidRule *rule, double cutoff, const VitSlice *slice,
                             const VitColouring *colouring);
void vit_picture_free (VitPicture *picture);
double vit_picture_get_time (VitPicture *picture);

/** vit_picture_get_shape: width / height that shows the slice's face without empty margins. */
double vit_picture_get_shape (VitPicture *picture);

/** vit_picture_load: (transfer full): reads it. */
VitSnapshot *vit_picture_load (VitPicture *picture, GError **error);

/** vit_picture_contains: whether atom @i is seen. */
bool vit_picture_contains (VitPicture *picture, const VitSnapshot *snapshot, size_t i);

/** vit_picture_render: a VitPictureFunc; with OpenGL where there is any. */
bool vit_picture_render (void *picture, int width, int height, double scale, bool dark, double *angstroms, uint8_t *rgba,
                         GError **error);

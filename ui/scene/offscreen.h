#pragma once

/* Pictures with OpenGL but without a display, in an EGL context of their own. For figures and the
 * command line.
 *
 * One thread at a time, not tied to the thread that made it; the context that was current in the
 * calling thread is current again afterwards. In a thread where GLX has a context current, as GTK's
 * main thread may have on X11, EGL refuses: draw in another thread. Where there is no GL,
 * vit_scene_render_software() gives the same picture. */

#include <glib.h>

#include "ui/scene/scene.h"

typedef struct _VitOffscreen VitOffscreen;

/** vit_offscreen_new: fails with %VIT_ERROR_UNSUPPORTED where there is no usable EGL or OpenGL. */
VitOffscreen *vit_offscreen_new (GError **error);
void vit_offscreen_free (VitOffscreen *offscreen);

/**
 * vit_offscreen_render:
 * @width, @height: of the picture in pixels, at least 1
 * @scale: factor of line widths, e.g. resolution / 96 dpi
 * @supersampling: 1 ... 4: each pixel is the mean of @supersampling × @supersampling samples
 * @rgba: (out caller-allocates): @width × @height × 4 bytes, rows from top to bottom, premultiplied
 *
 * The picture must not exceed the driver's limits (often 16384 pixels a side, supersampled).
 */
bool vit_offscreen_render (VitOffscreen *offscreen,
                           const VitScene *scene,
                           int width,
                           int height,
                           double scale,
                           int supersampling,
                           uint8_t *rgba,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitOffscreen, vit_offscreen_free)

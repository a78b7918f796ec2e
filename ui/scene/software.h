#pragma once

/* The same picture without OpenGL, drawn on the processor. Pure apart from its output; it uses the
 * program's thread pool. For machines without OpenGL, and as the reference in tests of the shaders.
 */

#include <glib.h>

#include "ui/scene/display-list.h"

/**
 * vit_display_list_paint:
 * @rgba: (out caller-allocates): width × height of the list × 4 bytes, rows from top to bottom,
 * premultiplied
 */
void vit_display_list_paint (const VitDisplayList *list, uint8_t *rgba);

/** vit_display_list_paint_bgra: the same with blue first, as screens on little-endian machines have
 * it. */
void vit_display_list_paint_bgra (const VitDisplayList *list, uint8_t *bgra);

/**
 * vit_scene_render_software:
 *
 * Has the arguments and the result of vit_offscreen_render(). Cannot fail, whatever the size,
 * unless memory runs out.
 */
void vit_scene_render_software (
    const VitScene *scene, int width, int height, double scale, int supersampling, uint8_t *rgba);

#pragma once

/* The same picture without OpenGL, drawn on the processor. Pure apart from its output; it uses the
 * project's pool. For machines without GL, and as the judge of the shaders. */

#include <glib.h>

#include "ui/scene/display-list.h"

/**
 * vit_display_list_paint:
 * @rgba: (out caller-allocates): width × height of the list × 4 bytes, rows from above,
 * premultiplied
 */
void vit_display_list_paint (const VitDisplayList *list, uint8_t *rgba);

/**
 * vit_scene_render_software:
 *
 * Takes and gives what vit_offscreen_render() does. Cannot fail, whatever the size, short of
 * memory.
 */
void vit_scene_render_software (
    const VitScene *scene, int width, int height, double scale, int supersampling, uint8_t *rgba);

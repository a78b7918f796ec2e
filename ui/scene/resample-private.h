#pragma once

/* Supersampled pixels to pixels. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * vit_resample:
 * @from: (@width × @factor) × (@height × @factor) RGBA, premultiplied
 * @upside_down: whether the rows of @from go upwards
 * @to: @width × @height RGBA, rows from above: the mean of every @factor × @factor block
 */
void vit_resample (
    const uint8_t *from, int width, int height, int factor, bool upside_down, uint8_t *to);

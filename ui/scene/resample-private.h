#pragma once

/* Reduction of supersampled pictures. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * vit_resample:
 * @from: (@width × @factor) × (@height × @factor) RGBA, premultiplied
 * @upside_down: whether the rows of @from run from bottom to top
 * @to: @width × @height RGBA, rows from top to bottom: the mean of every @factor × @factor block
 */
void vit_resample (
    const uint8_t *from, int width, int height, int factor, bool upside_down, uint8_t *to);

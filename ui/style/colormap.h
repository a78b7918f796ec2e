#pragma once

/* Colour maps: perceptually uniform and safe for colour-blind eyes, and the paper's rainbow.
 * Constants, any thread. */

#include <stdbool.h>
#include <stdint.h>

/** vit_colormap_get_names: (transfer none) (array zero-terminated=1): of all maps; the first is the
 * default. */
const char *const *vit_colormap_get_names (void);

/** vit_colormap_fill: @table gets the 256 colours (red, green, blue, 255) of the map @name; of the
 * default one if it is not known. */
void vit_colormap_fill (const char *name, uint8_t table[256][4]);

/** vit_colormap_fill_on: the same for a flat picture: on dark ground, what has no difference is
 * dark.
 */
void vit_colormap_fill_on (const char *name, bool on_dark, uint8_t table[256][4]);

/** vit_colormap_index: place of @value in a table over @minimum … @maximum; -1 for what is not a
 * number. */
int vit_colormap_index (double value, double minimum, double maximum);

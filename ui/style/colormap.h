#pragma once

/* Colour maps: perceptually uniform ones that suit colour-blind readers, the paper's rainbow, and a
 * diverging one. Constants; any thread. */

#include <stdbool.h>
#include <stdint.h>

/** vit_colormap_get_names: (transfer none) (array zero-terminated=1): names of all maps; the first
 * is the default. */
const char *const *vit_colormap_get_names (void);

/** VIT_COLORMAP_HITS: four colours for what is told of an event: neither, missed, false, found; not
 * among the names. */
#define VIT_COLORMAP_HITS "hits"

/** vit_colormap_fill: fills @table with the 256 colours (red, green, blue, 255) of the map @name,
 * or of the default map if there is none of this name. */
void vit_colormap_fill (const char *name, uint8_t table[256][4]);

/** vit_colormap_fill_on: the same for flat pictures; on a dark background the middle of the
 * diverging map is dark. */
void vit_colormap_fill_on (const char *name, bool on_dark, uint8_t table[256][4]);

/** vit_colormap_fill_bands: the same for a scale of classes from @minimum to @maximum: each colour
 * is that of the nearest whole number. */
void
vit_colormap_fill_bands (const char *name, double minimum, double maximum, uint8_t table[256][4]);

/** vit_colormap_make_pale: mixes the colours with a light grey, which is paler than atoms on a
 * light or a dark background. */
void vit_colormap_make_pale (uint8_t table[256][4]);

/** vit_colormap_index: index of @value in a table over @minimum … @maximum, clamped; −1 for values
 * that are not finite. */
int vit_colormap_index (double value, double minimum, double maximum);

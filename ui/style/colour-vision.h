#pragma once

/* How far apart two colours look, to whom: colour difference after CIEDE2000, colours as people
 * see them who lack one kind of cone, or as a grey print shows them, and contrast of text. Any
 * thread. */

#include "ui/style/theme.h"

/** VitLab: a colour in CIELAB, white D65 */
typedef struct
{
  double l, a, b;
} VitLab;

/** VitVision: who looks at a colour */
typedef enum
{
  VIT_VISION_FULL,
  VIT_VISION_DEUTAN,
  VIT_VISION_PROTAN,
  VIT_VISION_TRITAN,
  VIT_VISION_GREY,
  VIT_N_VISIONS,
} VitVision;

/** vit_vision_name: as in "deuteranopia". */
const char *vit_vision_name (VitVision vision);

/** vit_colour_to_lab: an sRGB colour, whose alpha is ignored, in CIELAB (IEC 61966-2-1, D65). */
VitLab vit_colour_to_lab (VitRgba colour);

/** vit_lab_difference: ΔE₀₀ with k_L = k_C = k_H = 1 (Sharma, Wu and Dalal, Color Res. Appl. 30
 * (2005) 21). */
double vit_lab_difference (VitLab one, VitLab other);

/** vit_colour_see: the colour as @vision shows it: matrices of severity 1 for linear sRGB (Machado,
 * Oliveira and Fernandes, IEEE Trans. Vis. Comput. Graph. 15 (2009) 1291), clamped to what can be
 * shown; grey has the same luminance. */
VitRgba vit_colour_see (VitRgba colour, VitVision vision);

/** vit_colour_difference: ΔE₀₀ of two colours as @vision shows them. */
double vit_colour_difference (VitRgba one, VitRgba other, VitVision vision);

/** vit_colour_least_difference: the least ΔE₀₀ of two colours; @vision (out): to whom. */
double vit_colour_least_difference (VitRgba one, VitRgba other, VitVision *vision);

/** vit_colour_contrast: 1 … 21 (Web Content Accessibility Guidelines 2.1, contrast ratio). */
double vit_colour_contrast (VitRgba one, VitRgba other);

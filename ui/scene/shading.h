#pragma once

/* Constants of shading that the OpenGL renderer and the software renderer share. */

/* Unit vector towards the light in view coordinates: from the upper left. */
static const float vit_light[3] = { -0.40f, 0.52f, 0.75471849f };

/* Width of the ring in an atom's rim, pixels; drawn at most a quarter of the radius wide. */
#define VIT_RING_WIDTH 2.5

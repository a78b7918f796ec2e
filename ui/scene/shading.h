#pragma once

/* What the GL renderer and the software one must agree on. */

/* Unit vector towards the light in view coordinates: from the upper left. */
static const float vit_light[3] = { -0.40f, 0.52f, 0.75471849f };

/* Of the rim that marks an atom, in pixels; at most a quarter of the radius. */
#define VIT_RING_WIDTH 2.5

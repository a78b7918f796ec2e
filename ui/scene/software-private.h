#pragma once

/* The canvas that the software renderer paints on, in bands of rows that are independent of each
 * other. */

#include <math.h>

#include "ui/scene/display-list.h"
#include "ui/scene/shading.h"

/**
 * VitFacePlace: a vertex of a face on the canvas
 * @x, @y: pixels × %VIT_SUBPIXELS; x is %G_MININT32 if it is too far away to be drawn
 * @depth: window depth
 * @weight: 1 / distance from the viewer's plane, or 1
 */
typedef struct
{
  int32_t x, y;
  float depth, weight;
} VitFacePlace;

/* Parts of a pixel that the corners of faces are rounded to, as OpenGL does. */
#define VIT_SUBPIXELS 256

/**
 * VitCanvas:
 * @per_pixel: Å per pixel at depth 1 (perspective) or at any depth (orthographic)
 * @places: of the vertices of the list's faces
 * @stamps: (nullable): painted spheres
 * @swapped: whether red and blue change places at the end
 */
typedef struct
{
  const VitDisplayList *list;
  int width, height;
  bool perspective;
  double per_pixel;
  VitFacePlace *places;
  struct _VitStamps *stamps;
  uint8_t *rgba;
  bool swapped;
} VitCanvas;

/** VitBand: rows @first ... @last − 1 with their depth buffer. */
typedef struct
{
  const VitCanvas *canvas;
  int first, last;
  float *depth;
} VitBand;

static inline uint8_t
vit_canvas_to_byte (float x)
{
  return (uint8_t) (CLAMP (x, 0.0f, 1.0f) * 255.0f + 0.5f);
}

static inline void
vit_canvas_blend (uint8_t *pixel, const float colour[3], float alpha)
{
  if (alpha >= 1)
    {
      for (int c = 0; c < 3; c++)
        pixel[c] = vit_canvas_to_byte (colour[c]);
      pixel[3] = 255;
      return;
    }
  for (int c = 0; c < 3; c++)
    pixel[c] = vit_canvas_to_byte (CLAMP (colour[c], 0.0f, 1.0f) * alpha +
                                   pixel[c] * (1 - alpha) / 255.0f);
  pixel[3] = vit_canvas_to_byte (alpha + pixel[3] * (1 - alpha) / 255.0f);
}

static inline float
vit_canvas_depth (const VitDisplayList *list, float z, bool perspective)
{
  return list->depth[0] + list->depth[1] * z + list->depth[2] / (perspective ? z : 1);
}

/* A surface with a normal: what the colour is multiplied by, and what is added to it. */
static inline void
vit_canvas_light (const float normal[3], float *diffuse, float *gloss)
{
  float lit = normal[0] * vit_light[0] + normal[1] * vit_light[1] + normal[2] * vit_light[2];
  lit = MAX (lit, 0);
  *diffuse = 0.40f + 0.42f * lit + 0.20f * MAX (normal[2], 0);
  float l2 = lit * lit, l4 = l2 * l2, l8 = l4 * l4;
  *gloss = 0.10f * l8 * l8 * l8;
}

/* software-arcs.c */

/** vit_band_paint_arcs: @arcs: (element-type VitArcLine) */
void vit_band_paint_arcs (const VitBand *band, const GArray *arcs);

/* software-stamps.c */

/** VitStamps: spheres of some radii, painted once at every place within a pixel, without colour. */
typedef struct _VitStamps VitStamps;

/** vit_stamps_new: (transfer full) (nullable): for the atoms of a canvas that is seen without
 * perspective; %NULL if they are too few, too large, or of too many radii for stamps to save time.
 */
VitStamps *vit_stamps_new (const VitCanvas *canvas);
void vit_stamps_free (VitStamps *stamps);

/** vit_band_stamp_sphere: paints a sphere from its stamp, to a twelfth of a pixel. */
void vit_band_stamp_sphere (const VitBand *band, const VitSprite *sprite, bool solid);

/* software-mesh.c */

/** vit_canvas_place_vertices: fills @places, to be freed with g_free(). */
void vit_canvas_place_vertices (VitCanvas *canvas);

/** vit_band_paint_faces: paints the faces of the entries @first ... @last − 1 of the list's faces;
 * opaque ones fill the depth buffer. */
void vit_band_paint_faces (const VitBand *band, size_t first, size_t last);

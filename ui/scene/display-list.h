#pragma once

/* What a scene contains in one viewport: the visible atoms in view coordinates, back to front, and
 * lines in pixels. All drawing and picking starts from it, so that their results agree. Only the
 * visible atoms are touched after this, which makes a slice of a large box cheap to draw.
 * Independent of the scene once built. One thread at a time. */

#include "ui/scene/scene.h"

/**
 * VitSprite:
 * @x, @y, @z: centre in view coordinates (camera.h), Å
 * @radius: Å
 * @colour: straight (not premultiplied) alpha
 * @ring: colour of the rim; alpha 0: none
 * @atom: index in the frame
 *
 * Uploaded to the GPU as it is.
 */
typedef struct
{
  float x, y, z, radius;
  VitColour colour;
  VitColour ring;
  uint32_t atom;
} VitSprite;

/**
 * VitLine:
 * @a, @b: the two ends: pixels from the upper left corner, and window depth 0 (near) ... 1
 * @width: pixels
 *
 * A segment with round ends. Uploaded to the GPU as it is.
 */
typedef struct
{
  float a[3], b[3];
  float width;
  VitColour colour;
} VitLine;

/**
 * VitMeshVertex:
 * @x, @y, @z: view coordinates, Å
 * @nx, @ny, @nz: normal in view coordinates, of either sign
 * @colour: straight alpha
 *
 * Uploaded to the GPU as it is.
 */
typedef struct
{
  float x, y, z, nx, ny, nz;
  VitColour colour;
} VitMeshVertex;

/**
 * VitArcLine:
 * @x, @y: centre, pixels from the upper left corner
 * @radius: pixels
 * @from, @to: angles in radians, counter-clockwise as seen; @from < @to <= @from + 2π
 * @width: pixels
 *
 * Part of a circle, with round ends. Uploaded to the GPU as it is.
 */
typedef struct
{
  float x, y, radius;
  float from, to;
  float width;
  VitColour colour;
} VitArcLine;

/**
 * VitDisplayList:
 * @scale: device pixels per pixel of line widths
 * @prune: set by the owner: whether to leave out atoms that others hide; faster only where the
 * processor draws
 * @depth: window depth = depth[0] + depth[1] z + depth[2] / z
 * @sprites: (element-type VitSprite): opaque ones back to front, then translucent ones back to
 * front, which are drawn after opaque faces
 * @n_solid: number of opaque sprites
 * @under: (element-type VitLine): lines beneath all atoms
 * @among: (element-type VitLine): lines that atoms may hide, beneath translucent faces
 * @front: (element-type VitLine): lines that atoms may hide, on top of translucent faces
 * @on_top: (element-type VitLine): lines on top of all atoms and faces
 * @over: (element-type VitArcLine): arcs on top of all
 * @vertices: (element-type VitMeshVertex): of the faces
 * @faces: (element-type uint32_t): three vertices for each triangle: opaque ones, which are drawn
 * like atoms, then translucent ones back to front, which are drawn after all atoms, then those that
 * nothing hides
 * @n_opaque: number of entries of @faces that belong to opaque triangles
 * @n_hidden: number of those, and of those of translucent triangles that atoms may hide
 */
typedef struct
{
  bool prune;
  VitCamera camera;
  double width, height, scale;
  double depth[3];
  VitColour background;
  VitSprite *sprites;
  size_t n_sprites, n_solid;
  size_t n_allocated;
  VitSprite *unsorted; /* scratch */
  GArray *under, *among, *front, *on_top, *over;
  GArray *vertices, *faces;
  size_t n_opaque, n_hidden;
} VitDisplayList;

VitDisplayList *vit_display_list_new (void);
void vit_display_list_free (VitDisplayList *list);

/**
 * vit_display_list_build:
 * @width, @height: device pixels
 * @scale: factor of line widths (the window's scale, supersampling)
 *
 * Replaces what was in the list. O(atoms), about 10 ns each.
 */
void vit_display_list_build (
    VitDisplayList *list, const VitScene *scene, double width, double height, double scale);

/** VitSlab: translucent sprites and entries of faces that atoms may hide, from the first to before
 * the last, that lie at about one depth. All zero at first. */
typedef struct
{
  int index;
  size_t sprites[2], faces[2];
} VitSlab;

/** vit_display_list_next_slab: moves on to the next slab towards the viewer: its sprites are drawn,
 * then its faces. Returns: %false behind the last. */
bool vit_display_list_next_slab (const VitDisplayList *list, VitSlab *slab);

/** vit_display_list_pick: the foremost atom at device pixel (@x, @y), or −1. One looks through
 * atoms that are mostly clear, if there are others. */
ssize_t vit_display_list_pick (const VitDisplayList *list, double x, double y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitDisplayList, vit_display_list_free)

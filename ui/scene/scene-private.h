#pragma once

/* The members of a scene, for the files of this folder that turn it into sprites and lines. */

#include <math.h>

#include "ui/scene/mesh.h"
#include "ui/scene/arrows.h"
#include "ui/scene/scene.h"
#include "ui/scene/thinning-private.h"

struct _VitScene
{
  VitCell cell;
  double inverse[3][3]; /* inverse of the cell matrix */
  double widths[3];
  bool has_frame;
  size_t n;
  /* n × 3, wrapped into the box; x is NaN if the position is not finite: @shared or @own */
  const float *scaled;
  float *shared;  /* nullable: of g_atomic_rc_box_alloc() */
  float *own;     /* nullable: n × 3 */
  uint8_t *types; /* n */
  bool has_type[256];
  float *values; /* n or NULL */
  uint8_t *highlighted;
  uint8_t *outlined;
  uint8_t *kept; /* n or NULL */
  bool ghosts;
  float radii[256]; /* by type */
  double low, high;
  VitColour colours[256];
  int axis;
  double position, thickness;
  int clip_side, clip_axis; /* side: 1: above the plane, −1: below it, 0: nothing is cut away */
  double clip_position;
  uint8_t *faded; /* n or NULL */
  double opacity; /* of faded atoms */
  ssize_t selected;
  double outline_radius;
  size_t max_atoms;
  VitThinning *thinning; /* a memo: also changed through a constant scene */
  bool show_box;
  bool atoms_hidden; /* in the whole box, but for the selected one */
  VitSceneStyle style;
  VitCamera camera;
  VitMesh *meshes[VIT_MESH_LAST]; /* nullable */
  VitCameraStart start;
  VitArrows arrows; /* of no vectors: none */
};

/* Radius with which an atom is drawn that is no ghost, Å. */
static inline double
vit_scene_get_radius (const VitScene *scene, size_t i)
{
  double radius = (double) scene->radii[scene->types[i]];
  return scene->arrows.d ? VIT_ARROW_ATOM_SIZE * radius : radius;
}

/* Size of a ghost, as a fraction of the atom's. */
#define VIT_GHOST_SIZE 0.35

static inline bool
vit_scene_is_left_out (const VitScene *scene, size_t i)
{
  return scene->kept && !scene->kept[i];
}

/* The colour of a value in the scene's map and range. */
static inline VitColour
vit_scene_get_colour (const VitScene *scene, double value)
{
  if (isnan (value))
    return scene->style.missing;
  double span = scene->high - scene->low;
  double t = span != 0 ? (value - scene->low) / span : value < scene->low ? 0 : 1;
  return scene->colours[(int) (CLAMP (t, 0, 1) * 255 + 0.5)];
}

/* Set the scaled coordinates of an atom as it is drawn. Returns: %false if it is not drawn. */
static inline bool
vit_scene_locate (const VitScene *scene, size_t i, double s[3])
{
  const float *scaled = scene->scaled + 3 * i;
  if (!(scaled[0] == scaled[0]) || (!scene->ghosts && vit_scene_is_left_out (scene, i)))
    return false;
  if (scene->atoms_hidden && scene->axis < 0 && (ssize_t) i != scene->selected)
    return false;
  s[0] = scaled[0];
  s[1] = scaled[1];
  s[2] = scaled[2];
  int axis = scene->axis;
  if (axis < 0)
    return scene->clip_side == 0 ||
           scene->clip_side * (s[scene->clip_axis] - scene->clip_position) <= 0;
  double d = s[axis] - scene->position;
  if (scene->cell.periodic[axis])
    d -= d > 0.5 ? 1 : d < -0.5 ? -1 : 0;
  s[axis] = scene->position + d;
  double distance = d * scene->widths[axis];
  return distance <= 0.5 * scene->thickness && -distance <= 0.5 * scene->thickness;
}

static inline void
vit_scene_to_world (const VitScene *scene, const double s[3], double x[3])
{
  const double (*h)[3] = scene->cell.h;
  for (int i = 0; i < 3; i++)
    x[i] = s[0] * h[0][i] + s[1] * h[1][i] + s[2] * h[2][i];
}

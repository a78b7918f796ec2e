#include "ui/scene/scene-private.h"

#include <math.h>
#include <string.h>

#include "ui/scene/display-list.h"
#include "ui/scene/mesh-private.h"

#define DEFAULT_RADIUS 1.4f
#define DEFAULT_OUTLINE_RADIUS 1.95

static const VitSceneStyle default_style = {
  .background = { 255, 255, 255, 255 },
  .box = { 120, 120, 125, 255 },
  .missing = { 185, 185, 190, 255 },
  .ghost = { 225, 225, 230, 255 },
  .outline = { 20, 20, 20, 255 },
  .halo = { 255, 255, 255, 255 },
  .selected = { 224, 27, 36, 255 },
  .highlight = { 255, 120, 0, 255 },
  .line_width = 2,
};

VitScene *
vit_scene_new (void)
{
  VitScene *scene = g_new0 (VitScene, 1);
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 1, 1, 1 };
  vit_cell_init_orthogonal (&scene->cell, lo, hi);
  for (int i = 0; i < 256; i++)
    {
      scene->radii[i] = DEFAULT_RADIUS;
      scene->colours[i] = (VitColour){ i, i, i, 255 };
    }
  scene->high = 1;
  scene->axis = -1;
  scene->selected = -1;
  scene->outline_radius = DEFAULT_OUTLINE_RADIUS;
  scene->show_box = true;
  scene->style = default_style;
  scene->start.load_axis = -1;
  scene->thinning = g_new0 (VitThinning, 1);
  vit_camera_init_box (&scene->camera, &scene->cell);
  return scene;
}

void
vit_scene_free (VitScene *scene)
{
  if (!scene)
    return;
  g_free (scene->own);
  if (scene->shared)
    g_atomic_rc_box_release (scene->shared);
  g_free (scene->types);
  g_free (scene->values);
  g_free (scene->highlighted);
  g_free (scene->outlined);
  g_free (scene->kept);
  g_free (scene->faded);
  vit_thinning_free (scene->thinning);
  g_free ((gpointer) scene->arrows.d);
  for (int place = 0; place < VIT_MESH_LAST; place++)
    vit_mesh_free (scene->meshes[place]);
  g_free (scene);
}

static void
drop_per_atom (VitScene *scene)
{
  g_clear_pointer (&scene->values, g_free);
  g_clear_pointer (&scene->highlighted, g_free);
  g_clear_pointer (&scene->outlined, g_free);
  g_clear_pointer (&scene->kept, g_free);
  g_clear_pointer (&scene->faded, g_free);
  vit_scene_set_arrows (scene, NULL);
  vit_scene_drop_atom_meshes (scene);
  scene->selected = -1;
}

static void
set_cell (VitScene *scene, const VitCell *cell)
{
  scene->has_frame = true;
  vit_scene_touch (scene);
  scene->cell = *cell;
  vit_cell_inverse (cell, scene->inverse);
  vit_cell_widths (cell, scene->widths);
}

/* Let the scene have coordinates of its own. Returns: where they are to be written. */
static float *
own_scaled (VitScene *scene)
{
  g_clear_pointer (&scene->shared, g_atomic_rc_box_release);
  if (!scene->own)
    scene->own = g_new (float, MAX (3 * scene->n, 1));
  scene->scaled = scene->own;
  return scene->own;
}

void
vit_scene_move (VitScene *scene, const float *scaled, const VitCell *cell)
{
  g_return_if_fail (scene != NULL && scaled != NULL && vit_cell_is_valid (cell));
  set_cell (scene, cell);
  if (scene->n > 0)
    memcpy (own_scaled (scene), scaled, 3 * scene->n * sizeof *scaled);
}

static void
take_atoms (VitScene *scene, const VitCell *cell, const uint8_t *types, size_t n)
{
  if (n != scene->n)
    {
      drop_per_atom (scene);
      g_clear_pointer (&scene->own, g_free);
      g_clear_pointer (&scene->shared, g_atomic_rc_box_release);
      scene->scaled = NULL;
      scene->types = g_realloc_n (scene->types, n, 1);
      scene->n = n;
    }
  set_cell (scene, cell);
  memset (scene->has_type, 0, sizeof scene->has_type);
  for (size_t i = 0; i < n; i++)
    {
      scene->types[i] = types[i];
      scene->has_type[types[i]] = true;
    }
}

void
vit_scene_set_frame (
    VitScene *scene, const float *positions, const VitCell *cell, const uint8_t *types, size_t n)
{
  g_return_if_fail (scene != NULL);
  g_return_if_fail (n == 0 || (positions != NULL && types != NULL));
  g_return_if_fail (vit_cell_is_valid (cell));
  take_atoms (scene, cell, types, n);
  vit_cell_wrap_scaled (cell, positions, n, own_scaled (scene));
}

void
vit_scene_set_scaled (
    VitScene *scene, float *scaled, const VitCell *cell, const uint8_t *types, size_t n)
{
  g_return_if_fail (scene != NULL);
  g_return_if_fail (n == 0 || (scaled != NULL && types != NULL));
  g_return_if_fail (vit_cell_is_valid (cell));
  take_atoms (scene, cell, types, n);
  g_clear_pointer (&scene->own, g_free);
  g_clear_pointer (&scene->shared, g_atomic_rc_box_release);
  scene->shared = scaled ? g_atomic_rc_box_acquire (scaled) : NULL;
  scene->scaled = scene->shared;
}

size_t
vit_scene_get_n_atoms (const VitScene *scene)
{
  return scene->n;
}

const VitCell *
vit_scene_get_cell (const VitScene *scene)
{
  return scene->has_frame ? &scene->cell : NULL;
}

void
vit_scene_set_radii (VitScene *scene, const float *radii, unsigned n_types)
{
  g_return_if_fail (n_types > 0);
  for (unsigned type = 1; type < 256; type++)
    scene->radii[type] = radii[MIN (type, n_types) - 1];
  scene->radii[0] = scene->radii[1];
}

/* Replace a per-atom array by a copy of @new, reusing the memory of @old. */
static void *
replace_copy (void *old, const void *new, size_t n, size_t size)
{
  if (!new || n == 0)
    {
      g_free (old);
      return NULL;
    }
  void *copy = g_realloc_n (old, n, size);
  memcpy (copy, new, n * size);
  return copy;
}

void
vit_scene_set_values (VitScene *scene, const float *values)
{
  vit_scene_touch (scene);
  scene->values = replace_copy (scene->values, values, scene->n, sizeof *values);
}

void
vit_scene_set_colormap (VitScene *scene, const uint8_t *rgba)
{
  g_return_if_fail (rgba != NULL);
  for (int i = 0; i < 256; i++)
    scene->colours[i] =
        (VitColour){ rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3] };
}

void
vit_scene_set_range (VitScene *scene, double low, double high)
{
  if (low == scene->low && high == scene->high)
    return;
  scene->low = low;
  scene->high = high;
  vit_scene_touch (scene);
}

void
vit_scene_set_slice (VitScene *scene, int axis, double position, double thickness)
{
  g_return_if_fail (axis >= -1 && axis < 3);
  g_return_if_fail (isfinite (position) && thickness >= 0);
  if (axis >= 0 && scene->cell.periodic[axis])
    position -= floor (position);
  if (axis != scene->axis || position != scene->position || thickness != scene->thickness)
    vit_scene_touch (scene);
  scene->axis = axis;
  scene->position = position;
  scene->thickness = thickness;
}

int
vit_scene_get_slice_axis (const VitScene *scene)
{
  return scene->axis;
}

bool
vit_scene_is_shown (const VitScene *scene, size_t i)
{
  g_return_val_if_fail (i < scene->n, false);
  double s[3];
  return vit_scene_locate (scene, i, s);
}

size_t
vit_scene_count_shown (const VitScene *scene)
{
  const VitThinning *drawn = vit_scene_get_drawn (scene);
  if (drawn && !drawn->thinned)
    return drawn->n;
  size_t count = 0;
  double s[3];
  for (size_t i = 0; i < scene->n; i++)
    count += vit_scene_locate (scene, i, s);
  return count;
}

void
vit_scene_set_selected (VitScene *scene, ssize_t atom)
{
  ssize_t selected = atom >= 0 && (size_t) atom < scene->n ? atom : -1;
  if (selected != scene->selected)
    vit_scene_touch (scene);
  scene->selected = selected;
}

void
vit_scene_set_highlighted (VitScene *scene, const uint8_t *flags)
{
  vit_scene_touch (scene);
  scene->highlighted = replace_copy (scene->highlighted, flags, scene->n, 1);
}

void
vit_scene_set_outlined (VitScene *scene, const uint8_t *flags)
{
  vit_scene_touch (scene);
  scene->outlined = replace_copy (scene->outlined, flags, scene->n, 1);
}

void
vit_scene_set_filter (VitScene *scene, const uint8_t *kept, bool ghosts)
{
  vit_scene_touch (scene);
  scene->kept = replace_copy (scene->kept, kept, scene->n, 1);
  scene->ghosts = ghosts;
}

void
vit_scene_set_faded (VitScene *scene, const uint8_t *flags, double opacity)
{
  g_return_if_fail (opacity >= 0 && opacity <= 1);
  vit_scene_touch (scene);
  scene->faded = replace_copy (scene->faded, flags, scene->n, 1);
  scene->opacity = opacity;
}

void
vit_scene_set_outline_radius (VitScene *scene, double radius)
{
  g_return_if_fail (radius > 0 && isfinite (radius));
  scene->outline_radius = radius;
}

void
vit_scene_set_max_atoms (VitScene *scene, size_t max_atoms)
{
  if (max_atoms != scene->max_atoms)
    vit_scene_touch (scene);
  scene->max_atoms = max_atoms;
}

void
vit_scene_set_show_box (VitScene *scene, bool show)
{
  scene->show_box = show;
}

void
vit_scene_set_style (VitScene *scene, const VitSceneStyle *style)
{
  g_return_if_fail (style != NULL && style->line_width > 0);
  scene->style = *style;
}

const VitSceneStyle *
vit_scene_get_style (const VitScene *scene)
{
  return &scene->style;
}

ssize_t
vit_scene_pick (VitScene *scene, double width, double height, double x, double y)
{
  g_return_val_if_fail (width > 0 && height > 0, -1);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  vit_display_list_build (list, scene, width, height, 1);
  return vit_display_list_pick (list, x, y);
}

bool
vit_scene_project (const VitScene *scene,
                   double width,
                   double height,
                   const double x[3],
                   double screen[2],
                   double *scale)
{
  return vit_camera_project (&scene->camera, width, height, x, screen, scale);
}

bool
vit_scene_get_atom_position (const VitScene *scene, size_t i, double x[3])
{
  g_return_val_if_fail (i < scene->n, false);
  const float *scaled = scene->scaled + 3 * i;
  double s[3];
  bool shown = vit_scene_locate (scene, i, s);
  for (int k = 0; !shown && k < 3; k++)
    s[k] = (double) scaled[k];
  vit_scene_to_world (scene, s, x);
  return shown;
}

double
vit_scene_get_atom_radius (const VitScene *scene, size_t i)
{
  g_return_val_if_fail (i < scene->n, 0);
  return vit_scene_get_radius (scene, i);
}
